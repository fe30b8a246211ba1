"""The vocabulary of results: a check, what it may say, and running many of them.

A check is a plain function over a replayed portal. Its docstring is what the learner
reads; it answers ``passed()``, ``failed(…)`` or ``not_attempted(…)``. Reasons and help
are data, in ``datasets/texts/checks.toml``, by check and key.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from simulator import Portal, datasets

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

CheckOutcome: TypeAlias = Literal["passed", "failed", "not_attempted", "could_not_run"]
MAX_WORD = 120
"""Longest value in characters that a reason repeats."""


OURS = frozenset({"why"})
"""Words that are whole sentences of our own data and are never cut short."""


class Said(NamedTuple):
    """One reason by its key in the data, with the values that its text needs."""

    key: str
    words: dict[str, str]


class Verdict(NamedTuple):
    """What one check answers; ``about`` says for this learner what was looked at, where that differs."""

    outcome: CheckOutcome
    said: tuple[Said, ...] = ()
    expected: str = ""
    actual: str = ""
    about: str = ""


def say(key: str, /, **words: str) -> Said:
    """A reason by its key."""
    return Said(key, words)


def passed() -> Verdict:
    """It was done as the task asks."""
    return Verdict("passed")


def failed(*said: Said, expected: str = "", actual: str = "") -> Verdict:
    """It was done, but otherwise than the task asks."""
    return Verdict("failed", said, expected, actual)


def not_attempted(key: str, /, **words: str) -> Verdict:
    """It has not been done yet, or the learner has not come that far."""
    return Verdict("not_attempted", (Said(key, words),))


class Check(msgspec.Struct, frozen=True):
    """One thing that is looked at, worth ``points`` of the lesson's ten.

    ``version`` goes up when the same portal would be judged otherwise than before. ``texts`` is the
    group of its reasons in the data, where it is not the check's own id.
    """

    id: str
    exercise: str
    points: Decimal
    function: Callable[[Portal], Verdict]
    needs: tuple[str, ...] = ()
    version: int = 1
    told: str = ""
    texts: str = ""

    @property
    def description(self) -> str:
        """What the learner reads about it: ``told``, else the function's docstring."""
        return self.told or " ".join(inspect.cleandoc(self.function.__doc__ or self.id).split())


class Result(msgspec.Struct, frozen=True):
    """What came of one check for one learner."""

    id: str
    exercise: str
    description: str
    outcome: CheckOutcome
    points: Decimal
    max_points: Decimal
    reason: str = ""
    help: str = ""
    expected: str = ""
    actual: str = ""
    version: int = 1


class CheckText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why, and what to do next, in the learner's words; ``teacher`` is both for the teacher, of what is no mistake."""

    reason: str
    help: str = ""
    teacher: str = ""


class Checks:
    """The checks of one lesson, in the order in which they are told."""

    def __init__(self, lesson: str, exercises: tuple[str, ...]) -> None:
        self.lesson = lesson
        self.exercises = exercises
        self._all: dict[str, Check] = {}

    def __iter__(self) -> Iterator[Check]:
        return iter(self._all.values())

    def __getitem__(self, name: str) -> Check:
        return self._all[name]

    def add(
        self, exercise: str, points: str, needs: tuple[str, ...] = (), version: int = 1
    ) -> Callable[[Callable[[Portal], Verdict]], Callable[[Portal], Verdict]]:
        """Enter a function as a check of an exercise; ``points`` is written as text, ``"0.5"``.

        Raises ``ValueError`` for an unknown exercise, a name taken twice, or a need that
        is not an earlier check.
        """

        def enter(function: Callable[[Portal], Verdict]) -> Callable[[Portal], Verdict]:
            name = function.__name__
            if exercise not in self.exercises:
                raise ValueError(f"{name}: {exercise!r} is not an exercise of {self.lesson}")
            if name in self._all:
                raise ValueError(f"{name} is entered twice")
            for need in needs:
                if need not in self._all:
                    raise ValueError(f"{name} needs {need!r}, which is no earlier check")
            self._all[name] = Check(name, exercise, Decimal(points), function, needs, version)
            return function

        return enter

    def enter(self, check: Check) -> None:
        """Enter a check that is made by data; raises ``ValueError`` for a name taken twice."""
        if check.id in self._all:
            raise ValueError(f"{check.id} is entered twice")
        self._all[check.id] = check

    def maximum(self, exercise: str | None = None) -> Decimal:
        """The points of one exercise, or of the whole lesson."""
        return sum((c.points for c in self if exercise in (None, c.exercise)), Decimal(0))


@cache
def texts() -> dict[str, dict[str, CheckText]]:
    """Check and key to reason and help."""
    return msgspec.convert(datasets.toml("texts/checks.toml"), dict[str, dict[str, CheckText]])


def harmless(text: str) -> str:
    """A value that learners may have chosen, fit to be shown: one line, printable, not long."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= MAX_WORD else shown[: MAX_WORD - 1] + "…"


def told(group: str, *said: Said) -> tuple[str, str]:
    """Reason and help of everything said, as two texts; the same help is given once."""
    reasons, helps = [], []
    for key, words in said:
        text = texts()[group][key]
        shown = {name: word if name in OURS else harmless(word) for name, word in words.items()}
        reasons.append(text.reason.format(**shown))
        helps.append(text.help.format(**shown))
    return " ".join(reasons), " ".join(dict.fromkeys(part for part in helps if part))


def told_teacher(group: str, said: Said) -> str:
    """The same for the teacher: what happened to the learner's work, and what to do next. No file is named."""
    return texts()[group][said.key].teacher.format(**{name: harmless(word) for name, word in said.words.items()})


def _result(check: Check, outcome: CheckOutcome, reason: str, advice: str, verdict: Verdict | None = None) -> Result:
    return Result(
        id=check.id,
        exercise=check.exercise,
        description=(verdict.about if verdict else "") or check.description,
        outcome=outcome,
        points=check.points if outcome == "passed" else Decimal(0),
        max_points=check.points,
        reason=reason,
        help=advice,
        expected=harmless(verdict.expected) if verdict else "",
        actual=harmless(verdict.actual) if verdict else "",
        version=check.version,
    )


def result_of(check: Check, verdict: Verdict) -> Result:
    """A check's result from what was found, with reason and help in words."""
    return _result(check, verdict.outcome, *told(check.texts or check.id, *verdict.said), verdict)


def _ask(check: Check, portal: Portal) -> Result:
    try:
        verdict = check.function(portal)
        if verdict.outcome not in ("passed", "failed", "not_attempted"):
            raise TypeError(f"a check may not answer {verdict.outcome!r}")  # noqa: TRY301 - one way to fail
        return result_of(check, verdict)
    except Exception as fault:  # noqa: BLE001 - a fault of ours never gives marks and never stops the class
        log.warning("check %s could not run: %r", check.id, fault)
        return _result(check, "could_not_run", *told("any", say("crashed", error=type(fault).__name__)))


def run(checks: Checks, portal: Portal) -> tuple[Result, ...]:
    """Every check's result; what hangs on a check that did not pass is not asked."""
    results: dict[str, Result] = {}
    for check in checks:
        stop = next((results[need] for need in check.needs if results[need].outcome != "passed"), None)
        if stop is None:
            results[check.id] = _ask(check, portal)
            continue
        outcome: CheckOutcome = "could_not_run" if stop.outcome == "could_not_run" else "not_attempted"
        said = say("needs", first=stop.description.rstrip("."))
        results[check.id] = _result(check, outcome, *told("any", said))
    return tuple(results.values())


def all_alike(checks: Checks, outcome: CheckOutcome, reason: str, advice: str) -> tuple[Result, ...]:
    """The same result for every check, for work that cannot be looked at; never ``passed``."""
    if outcome == "passed":
        raise ValueError("work that was not looked at cannot have passed")
    return tuple(_result(check, outcome, reason, advice) for check in checks)
