"""Who is where: what the wall shows of each learner, kept small, and told without asking any journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

from grading.traces import stage_name, stage_of
from grading.words import title_of
from simulator.actions import Action

LONG = 180
"""Seconds without a step, while the page is open, that make somebody stuck."""

REPEATED = 3
"""So many refusals for the same reason in a row make somebody stuck."""

GONE = 60
"""Seconds after which a page that says nothing is taken for closed; it speaks every twenty."""

State: TypeAlias = Literal["away", "here", "working", "stuck", "lost", "handed", "graded"]


class Seat(msgspec.Struct):
    """One learner. Times are seconds of the server's clock, 0 for never; ``refused`` are the latest steps in a row."""

    joined: float = 0
    seen: float = 0
    acted: float = 0
    lesson: str = ""
    stage: str = "other"
    refused: int = 0
    handed: set[str] = msgspec.field(default_factory=set)
    """Lessons of which nothing was done since they were handed in."""


class Row(msgspec.Struct, frozen=True):
    """One learner on the wall. ``why`` is ``pause`` or ``refused`` for the stuck, ``minutes`` since the last step."""

    learner: str
    number: str
    state: State
    lesson: str = ""
    where: str = ""
    minutes: int = 0
    why: str = ""
    mark: str = ""


class People:
    """Everybody in the room."""

    def __init__(self, learners: Iterable[str]) -> None:
        self._seats: dict[str, Seat] = {learner: Seat() for learner in learners}
        self.marks: dict[str, dict[str, str]] = {}

    def seat(self, learner: str) -> Seat:
        """A learner's place."""
        return self._seats.setdefault(learner, Seat())

    def learners(self) -> list[str]:
        """Everybody, by number."""
        return sorted(self._seats, key=_in_order)

    def __contains__(self, learner: str) -> bool:
        return learner in self._seats

    def came(self, learner: str, now: float) -> None:
        """Somebody has joined."""
        seat = self.seat(learner)
        seat.joined = seat.joined or now
        seat.seen = now
        seat.acted = seat.acted or now

    def is_at(self, learner: str, lesson: str, now: float) -> None:
        """Somebody's page says where it is."""
        seat = self.seat(learner)
        seat.seen = now
        seat.joined = seat.joined or now
        if lesson and lesson != seat.lesson:
            seat.lesson, seat.stage, seat.refused, seat.acted = lesson, "other", 0, now

    def did(self, learner: str, lesson: str, actions: Iterable[Action], now: float) -> None:
        """Somebody's journal has grown."""
        self.is_at(learner, lesson, now)
        seat = self.seat(learner)
        seat.acted, seat.refused = now, 0
        seat.handed.discard(lesson)
        for action in actions:
            seat.stage = stage_of(action, seat.stage)

    def was_refused(self, learner: str, lesson: str, times: int) -> None:
        """The last steps of somebody, replayed: so many were refused for the same reason."""
        seat = self.seat(learner)
        if seat.lesson == lesson:
            seat.refused = times

    def handed_in(self, learner: str, lesson: str) -> None:
        """Somebody's lesson has come in; its mark, if it had one, is of earlier work."""
        self.seat(learner).handed.add(lesson)
        self.marks.get(lesson, {}).pop(learner, None)

    def graded(self, lesson: str, marks: dict[str, str]) -> None:
        """Marks of a lesson have come."""
        self.marks.setdefault(lesson, {}).update(marks)

    def moved(self, learner: str, lesson: str) -> None:
        """Somebody's work on a lesson is another's now."""
        seat = self.seat(learner)
        seat.handed.discard(lesson)
        self.marks.get(lesson, {}).pop(learner, None)
        if seat.lesson == lesson:
            seat.lesson, seat.stage, seat.refused = "", "other", 0

    def must_come_anew(self, learner: str) -> None:
        """Somebody's PIN has changed: whoever was in under the old one is so no more."""
        self.seat(learner).joined = 0

    def rows(self, now: float) -> list[Row]:
        """The wall, by number."""
        return [self._row(learner, self._seats[learner], now) for learner in self.learners()]

    def _row(self, learner: str, seat: Seat, now: float) -> Row:
        number = number_of(learner)
        # “Bài 4” of “Bài 4. Nộp hồ sơ”: a wall has little room.
        lesson = title_of(seat.lesson).partition(".")[0] if seat.lesson else ""
        mark = self.marks.get(seat.lesson, {}).get(learner, "")
        if not seat.joined:
            return Row(learner, number, "away", mark=mark)
        if seat.lesson in seat.handed:
            return Row(learner, number, "graded" if mark else "handed", lesson, mark=mark)
        waits = max(0.0, now - seat.acted)
        row = Row(learner, number, "working", lesson, _where(seat), int(waits // 60), mark=mark)
        if now - seat.seen > GONE:
            return msgspec.structs.replace(row, state="lost")
        if not seat.lesson:
            return msgspec.structs.replace(row, state="here")
        if seat.refused >= REPEATED:
            return msgspec.structs.replace(row, state="stuck", why="refused")
        return msgspec.structs.replace(row, state="stuck", why="pause") if waits >= LONG else row


def number_of(learner: str) -> str:
    """A learner's number as the wall shows it."""
    return learner.rpartition("-")[2]


def _in_order(learner: str) -> tuple[str, int]:
    """9 before 10 and 99 before 100."""
    klass, _, number = learner.rpartition("-")
    return klass, int(number)


def _where(seat: Seat) -> str:
    return stage_name(seat.lesson, seat.stage) if seat.lesson and seat.stage != "other" else ""


def counted(rows: Iterable[Row]) -> dict[str, int]:
    """How many there are of each state."""
    return dict(Counter(row.state for row in rows))
