"""A filer at any seat: who files a dossier in a lesson, where there is more to do than file it."""

from __future__ import annotations

from grading.filer import Filer
from grading.players import Seat
from simulator import Outcome
from simulator.actions import Action, Secret
from simulator.services import catalogue


class Seated(Filer):
    """A filer who acts through another's seat instead of a recording of its own."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.portal, self.case = seat, seat.portal, seat.portal.case
        self.procedure = catalogue.procedures()[self.case.task.procedure]

    def do(self, action: Action) -> Outcome:
        """Do an action at the seat."""
        outcome = self.seat.do(action)
        self.portal = self.seat.portal
        return outcome

    def secret(self, text: str) -> Secret:
        """What may be kept of something secret, as the seat keeps it."""
        return self.seat.secret(text)
