"""A filer at somebody's seat: what ``grading.filer`` can do, done there instead of in a portal of its own."""

from __future__ import annotations

from grading.filer import Filer
from grading.players import Seat
from simulator import Outcome, Portal
from simulator.actions import Action, Secret
from simulator.services import catalogue


class AtSeat(Filer):
    """The filer of the seat's case."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.case = seat.portal.case
        self.procedure = catalogue.procedures()[self.case.task.procedure]

    @property
    def portal(self) -> Portal:  # type: ignore[override]
        """The seat's portal as it is now."""
        return self.seat.portal

    def do(self, action: Action) -> Outcome:
        """Do an action at the seat."""
        return self.seat.do(action)

    def secret(self, text: str) -> Secret:
        """What the seat keeps of something secret."""
        return self.seat.secret(text)
