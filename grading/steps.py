"""One learner's attempt step by step: what was done, in words, what the portal said, and the portal as it then was.

The journal is opened as the grader opens it, so that whatever is damaged or somebody else's is told in the grader's
words. Nothing is written and nothing acts.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.checks import Result
from grading.class_file import ClassFile
from grading.coding.tasks import TASKS
from grading.grade import ROOT_MARK, Attempt, choose, grade_folder, read_journal
from grading.traces import PAUSE, LookError, length, stage_name, stage_of, texts, told
from grading.words import title_of
from simulator import Case, Portal, actions, datasets
from simulator.datasets import labels
from simulator.identity import calls
from simulator.journal import Journal, parse
from simulator.office import news
from simulator.outcome import Outcome
from simulator.point.personas import incidents, moves
from simulator.services import catalogue
from simulator.worksheets import sheets
from simulator.worksheets.plan import plans

LABELS = {"topic": "petition_topic", "event": "life_event"}
"""Fields whose codes have a wording of their own in the labels."""


class Step(NamedTuple):
    """One step from 1: what was done, how long it took, in which part, and what the portal answered.

    ``answers`` are those of a worksheet, each with its question: the desk does not show them.
    """

    number: int
    text: str
    took: str
    stage: str
    outcome: Outcome
    answers: tuple[tuple[str, str], ...] = ()


class Replay:
    """One attempt of one learner, to be looked at."""

    def __init__(self, folder: Path, lesson: str, learner: str, sheet: ClassFile) -> None:
        """Open the attempt that counts, or the last one if none does.

        Raises ``LookError`` with the grader's own words for work that is missing, damaged or somebody else's.
        """
        if lesson in TASKS:
            raise LookError("code")
        graded = grade_folder(folder, lesson, learner, sheet)
        attempt = choose(graded.attempts, sheet.rule)
        if attempt is None:
            raise _told(graded.attempts[-1] if graded.attempts else None)
        try:
            self._journal: Journal = parse(read_journal(folder / attempt.file))
        except OSError as fault:
            raise LookError("unreadable", error=str(fault)) from None
        self.lesson, self.learner, self.number = lesson, learner, attempt.number
        self.digest = attempt.digest
        self.results: tuple[Result, ...] = attempt.results
        self.case = Case.for_learner(lesson, self._journal.header.learner, attempt.number, sheet.key)
        self.portal = Portal(self.case)
        self.steps: tuple[Step, ...] = ()
        self._tell()

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self._journal.lines)

    @property
    def mark(self) -> Decimal:
        """The attempt's mark of ten."""
        most = sum((result.max_points for result in self.results), Decimal(0))
        got = sum((result.points for result in self.results), Decimal(0))
        return (got * ROOT_MARK / most).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP") if most else Decimal("0.0")

    def action(self, number: int) -> actions.AnyAction:
        """The action of a step, counted from 1."""
        return self._journal.lines[number - 1].action

    def _tell(self) -> None:
        """Every step in words; what a message or a call was is known only while the portal is there."""
        portal, stage, steps = Portal(self.case), "other", []
        for line in self._journal.lines:
            stage = stage_of(line.action, stage)
            text = in_words(portal, line.action)
            outcome = portal.do(line.action)
            key = "took_long" if line.action.after > PAUSE else "took"
            took = texts()["replay"][key].format(time=length(line.action.after))
            given = answered(portal, line.action)
            steps.append(Step(line.n, text, took, stage_name(self.lesson, stage), outcome, given))
        self.steps = tuple(steps)


def _told(attempt: Attempt | None) -> LookError:
    """Why there is nothing to look at."""
    if attempt is None:
        return LookError("nothing")
    return LookError("not_replayed", reason=attempt.for_teacher)


def plain(text: str) -> str:
    """What a learner typed, whole, on one line and without anything that cannot be seen."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


class _Words(dict[str, str]):
    """What a sentence names and the action does not hold is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def in_words(portal: Portal, action: actions.Action) -> str:
    """What a learner did, before it is done: the data's sentence with what the action names, harmless to show."""
    fields = msgspec.to_builtins(action)
    words = _Words()
    for key in action.__struct_fields__:
        value = fields.get(key, getattr(action, key))
        words[key] = _word(portal, key, value)
        if isinstance(value, dict | list | tuple):
            words["count"] = str(len(value))
    if isinstance(action, actions.TipOff):
        words["crime"] = labels()["crime"].get(action.kind, action.kind)
    if isinstance(action, actions.AnswerIncoming):
        words["decision"] = words["decision"].format(due=plain(action.due))
    return told(action).format_map(words)


def answered(portal: Portal, action: actions.Action) -> tuple[tuple[str, str], ...]:
    """The questions of a worksheet with what was answered; nothing for any other action."""
    case = portal.case
    if not isinstance(action, actions.FillSheet) or action.sheet not in case.sheets:
        return ()
    rows = []
    for question in sheets.questions(case.lesson, action.sheet, case.sheets[action.sheet]):
        given = action.answers.get(question.key, "")
        said = dict(question.options).get(given) or plain(given) or texts()["replay"]["no_answer"]
        rows.append((question.text.partition("\n")[0], said))
    return tuple(rows)


def _word(portal: Portal, key: str, value: object) -> str:
    """One value of an action in words: a choice, what an id stands for, or the text itself."""
    chosen = texts()["choice"].get(f"{key}/{value}")
    if chosen is not None:
        return chosen
    if not isinstance(value, str):
        return str(value)
    return plain(_named(portal, key, value) or value)


def _named(portal: Portal, key: str, value: str) -> str:
    """What an id of the portal stands for; empty for what is none, or what the learner cannot have had."""
    state = portal.state
    if key == "message":
        message = state.message(value)
        return datasets.sms_texts()[message.key].sender if message else ""
    if key == "call":
        call = state.call(value)
        return calls.met(call).sender if call else ""
    if key == "notice":
        notice = state.notice(value)
        return news.texts()[notice.key].title if notice else ""
    if key == "poster":
        poster = state.poster(value)
        return catalogue.procedures()[poster.procedure].name if poster else ""
    if key == "procedure":
        found = catalogue.procedures().get(value)
        return found.name if found else ""
    if key == "file":
        papers = {each.id: each.name for each in portal.case.files}
        papers |= {each.id: each.name for each in portal.case.wallet}
        return papers.get(value, "")
    if key == "slot":
        procedure = catalogue.procedures().get(portal.case.task.procedure)
        place = procedure.slot(value) if procedure else None
        return place.name if place else ""
    if key in ("sheet", "exercise"):
        plan = plans().get(portal.case.lesson)
        exercise = plan.find(value) if plan else None
        return exercise.title if exercise else title_of(value)
    if key in ("visitor", "move", "incident"):
        return _at_point(portal, key, value)
    if key in LABELS:
        return labels().get(LABELS[key], {}).get(value, "")
    return ""


def _at_point(portal: Portal, key: str, value: str) -> str:
    """Who came, what was done for them or what came up at a support point."""
    shift = portal.state.shift
    if key == "move":
        return moves()[value].name if value in moves() else ""
    visit = shift.visit(value) if shift else None
    incident = shift.incident(value) if shift else None
    if visit is not None:
        return f"{visit.words['call']} {visit.words['given']}"
    return incidents()[incident.kind].title if incident else ""
