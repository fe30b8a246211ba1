"""Lesson 07 done rightly, and its listed wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from grading.checks.lesson_07 import COMPLETE, LESSON, WANTING
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet, must
from simulator import actions
from simulator.actions import MAX_WAIT
from simulator.clock import day_text
from simulator.office import counter, incoming
from simulator.state import Incoming

SHEETS = ("mc-ngay-hen", "mc-noi-voi-dan")
Step = Callable[[Seat], None]


def of(seat: Seat, kind: str) -> Incoming:
    """The incoming dossier of a kind."""
    return next(each for each in seat.portal.state.incoming if incoming.visits()[each.key].kind == kind)


def check(seat: Seat, found: Incoming, **other: str) -> None:
    """Mark every line as it is, but for those named."""
    wrong = counter.shortcomings(found)
    for line in counter.lines(found):
        mark = other.get(line, wrong.get(line, "ok"))
        must(seat, actions.MarkPaper(incoming=found.id, line=line, mark=mark))  # type: ignore[arg-type]


def receive(seat: Seat, kind: str, days: int = 0) -> None:
    """Find all in order and promise the right day, or one that is so many days off."""
    found = of(seat, kind)
    check(seat, found, **dict.fromkeys(counter.lines(found), "ok"))
    day = counter.due(seat.portal, found).date() + timedelta(days=days)
    must(seat, actions.AnswerIncoming(incoming=found.id, decision="receive", due=day_text(day)))


def ask(seat: Seat, kind: str, **other: str) -> None:
    """Ask for what is wanting, but for the lines named."""
    found = of(seat, kind)
    check(seat, found, **other)
    must(seat, actions.AnswerIncoming(incoming=found.id, decision="supplement"))


def refuse(seat: Seat, kind: str, right: bool = True) -> None:
    """Send the dossier on: where it belongs, or elsewhere."""
    found = of(seat, kind)
    belongs = found.words["right"]
    wrong = next(option for option in incoming.OPTIONS if option != belongs)
    must(seat, actions.AnswerIncoming(incoming=found.id, decision="refuse", place=belongs if right else wrong))


def desk(seat: Seat) -> None:
    """The hour at the desk, the most urgent first."""
    for kind in COMPLETE:
        receive(seat, kind)
    for kind in WANTING:
        ask(seat, kind)
    refuse(seat, "elsewhere")


def play(seat: Seat) -> None:
    """The whole lesson."""
    desk(seat)
    for sheet in SHEETS:
        answer_sheet(seat, sheet)


def half(seat: Seat, kind: str, left_out: str = "") -> None:
    """Ask for one thing where two are wanting."""
    ask(seat, kind, **{left_out or max(counter.shortcomings(of(seat, kind))): "ok"})


def needlessly(seat: Seat, kind: str) -> None:
    """Ask for a paper that is there."""
    ask(seat, kind, **{counter.lines(of(seat, kind))[-1]: "missing"})


def as_another_kind(seat: Seat) -> None:
    """Call a stranger's paper one of another kind: who reads that sends the same again."""
    found = of(seat, "stranger")
    ask(seat, "stranger", **dict.fromkeys(counter.shortcomings(found), "wrong_paper"))


def too_late(seat: Seat) -> None:
    """Leave the desk for two hours first."""
    for _ in range(2):
        seat.do(actions.PassTime(after=MAX_WAIT))
    desk(seat)


def _twice(step: Step) -> Step:
    def played(seat: Seat) -> None:
        step(seat)
        step(seat)

    return played


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("promises a day too early", "complete_received", "back", lambda seat: receive(seat, "complete", -1)),
        Wrong("promises a day too late", "late_received", "back", lambda seat: receive(seat, "late", 1)),
        Wrong("asks for a paper that is there", "complete_received", "back", lambda seat: needlessly(seat, "complete")),
        Wrong("sends a right one away", "late_received", "back", lambda seat: refuse(seat, "late", right=False)),
        Wrong(
            "asks twice for what is there",
            "complete_received",
            "complained",
            _twice(lambda seat: needlessly(seat, "complete")),
        ),
        Wrong("has somebody come again", "received_at_once", "again", lambda seat: receive(seat, "complete", 1)),
        Wrong("receives what is wanting", "unreadable_asked", "back", lambda seat: receive(seat, "unreadable")),
        Wrong("names one of two", "unreadable_asked", "back", lambda seat: half(seat, "unreadable")),
        Wrong("does not compare the form", "mismatch_asked", "back", lambda s: half(s, "mismatch", counter.FORM)),
        Wrong(
            "receives what is wanting, twice", "mismatch_asked", "complained", _twice(lambda s: receive(s, "mismatch"))
        ),
        Wrong("does not read the name", "stranger_asked", "back", lambda seat: receive(seat, "stranger")),
        Wrong("names the wrong fault", "stranger_asked", "back", as_another_kind),
        Wrong("asks in two letters", "asked_once", "again", lambda seat: half(seat, "unreadable")),
        Wrong("keeps what belongs elsewhere", "elsewhere_refused", "back", lambda seat: receive(seat, "elsewhere")),
        Wrong(
            "sends them to a wrong office", "elsewhere_refused", "back", lambda s: refuse(s, "elsewhere", right=False)
        ),
        Wrong("lets people wait", "answered_in_time", "late", too_late),
    ),
)
