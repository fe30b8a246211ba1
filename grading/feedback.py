"""What a learner reads about a graded hand-in: the record, its page, and reading it back.

The page is one Vietnamese HTML file that asks no other host and needs no script. The
same record is inside it as JSON, for the lesson's page. Whoever reads it trusts nothing
of it: size, types, learner and lesson are looked at.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, cast

import msgspec
from msgspec import Meta

from grading.checks import CheckOutcome, Result, told_teacher
from grading.checks import say as reason
from grading.class_file import Rule
from grading.coding.tasks import LESSON as CODE_LESSON
from grading.files import plain_size
from grading.grade import GradedOutcome
from grading.words import number, say
from simulator.addressing import spoken, to_volunteers
from simulator.clock import VIETNAM, moment_text
from simulator.worksheets.plan import plans

if TYPE_CHECKING:
    # A lesson's page reads feedback, and should not wait for a database's library.
    from grading.held import Held
    from grading.results import Grading

TEMPLATE = Path(__file__).with_name("feedback.html")
OPENING, CLOSING = '<script type="application/json" id="congtap-nhan-xet">', "</script>"
MAX_PAGE = 2_000_000
"""Largest page in bytes that is read; nbgrader's own has some hundred thousand, ours some ten thousand."""

MAX_RECORD = 200_000

Text: TypeAlias = Annotated[str, Meta(max_length=8_000)]
Word: TypeAlias = Annotated[str, Meta(max_length=60)]
Points: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?\Z")]


class FeedbackError(Exception):
    """A page that is not shown; ``code`` is its reason's key in ``texts/handin.toml``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One check: what was looked at, what came of it, why, and what to do next."""

    exercise: Word
    text: Text
    outcome: CheckOutcome
    points: Points
    maximum: Points
    reason: Text
    help: Text


class Feedback(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One graded hand-in, for its learner. ``attempt`` is the one that counts, 0 if none does.

    Where every check has the same reason (nothing could be looked at), it stands once in
    ``remark`` and ``help``, and there are no rows. ``mark`` is the one that counts, and ``touched`` says why it is
    not the sum of the rows.
    """

    learner: Word
    lesson: Word
    klass: Word
    rule: Rule
    outcome: GradedOutcome
    mark: Points
    attempt: Annotated[int, Meta(ge=0, le=99)]
    graded_at: Annotated[datetime, Meta(tz=True)]
    submitted_at: Annotated[datetime, Meta(tz=True)] | None
    remark: Text
    help: Text
    rows: Annotated[tuple[Row, ...], Meta(max_length=100)]
    touched: Text = ""

    def __post_init__(self) -> None:
        """Refuse times that no clock of ours has told."""
        for moment in (self.graded_at, self.submitted_at):
            if moment is not None and not 2000 < moment.year < 3000:
                raise ValueError(f"a time in the year {moment.year}")

    @property
    def changed(self) -> bool:
        """Whether the mark is not the grader's: a person set it, or it was cut for being late."""
        worth = sum((Decimal(row.maximum) for row in self.rows), Decimal(0))
        if not worth or not self.touched:
            return bool(self.touched) and self.outcome == "graded" and not self.rows
        exact = sum((Decimal(row.points) for row in self.rows), Decimal(0)) * 10 / worth
        return Decimal(self.mark) != exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def by_exercise(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each exercise, in the lesson's order."""
        names = dict.fromkeys(row.exercise for row in self.rows)
        return {name: tuple(row for row in self.rows if row.exercise == name) for name in names}


How: TypeAlias = Literal["told", "older", "waiting", "none", "exam", "by_hand", "bad"]
"""How it stands with a learner's feedback: told, of an earlier hand-in, still to come, held back until the exam is
over, on a page that the teacher made, or damaged."""


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a class's room says of a learner's feedback; ``tag`` names the page that it is from."""

    how: How
    tag: Annotated[str, Meta(max_length=80)] = ""
    feedback: Feedback | None = None


_decoder = msgspec.json.Decoder(Feedback)


def _moment(text: str) -> datetime | None:
    """A hand-in's time as nbgrader writes it; ``None`` for what is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)
    except ValueError:
        return None


def row_of(result: Result) -> Row:
    """What a learner gets to read of one check."""
    return Row(
        exercise=result.exercise,
        text=result.description,
        outcome=result.outcome,
        points=str(result.points),
        maximum=str(result.max_points),
        reason=result.reason,
        help=result.help,
    )


def feedback_of(grading: Grading, held: Held | None = None, *, hidden: bool = False) -> Feedback:
    """What a learner gets to read of a grading; ``held`` is what the gradebook has made of it.

    With ``hidden``, of an exam, the mark and nothing of its checks.
    """
    hidden = hidden and grading.outcome == "graded"
    told = {(result.reason, result.help) for result in grading.results}
    alike = len(told) == 1 and grading.outcome != "graded"
    values = {
        **{name: getattr(grading, name) for name in ("learner", "lesson", "klass", "rule", "outcome", "attempt")},
        "mark": str(grading.mark),
        **_touched(grading, held),
        "graded_at": grading.graded_at,
        "submitted_at": _moment(grading.submitted_at),
        "remark": grading.remark,
        "help": say("feedback", "exam") if hidden else (next(iter(told))[1] if alike else ""),
        "rows": [row_of(result) for result in (() if alike or hidden else grading.results)],
    }
    return msgspec.convert(values, Feedback)


def without_reasons(feedback: Feedback) -> Feedback:
    """The mark and nothing of its checks, as long as a lesson is an exam."""
    if feedback.outcome != "graded":
        return feedback
    return msgspec.structs.replace(feedback, rows=(), help=say("feedback", "exam"))


def for_teacher(grading: Grading, held: Held | None = None) -> Feedback:
    """The same for the teacher: the checks as the learner reads them, what could not be graded in the teacher's words.

    ``touched`` says what the grader gave and what the gradebook holds.
    """
    found = feedback_of(grading, held)
    said = {"remark": grading.said_to_teacher, "help": "", "touched": ""}
    if held is not None:
        from grading.held import true_mark  # noqa: PLC0415 - only where there is a gradebook

        true = true_mark(grading.mark if grading.outcome == "graded" else None, held)
        said["touched"] = say("feedback", "for_teacher", kind=true.kind, note=true.note) if true.kind else ""
    stopped = told_teacher("any", reason("crashed"))
    rows = tuple(
        msgspec.structs.replace(row, reason=stopped, help="") if row.outcome == "could_not_run" else row
        for row in found.rows
    )
    return msgspec.structs.replace(found, rows=rows, **said)


def _touched(grading: Grading, held: Held | None) -> dict[str, str]:
    """The mark that counts and why, where it is not the grader's, and how late the work came."""
    if held is None:
        return {}
    from grading.held import late_text, true_mark  # noqa: PLC0415 - only where there is a gradebook

    true = true_mark(grading.mark if grading.outcome == "graded" else None, held)
    said = [say("feedback", "late", late=late_text(true.late))] if true.late else []
    if true.off:
        said.append(say("feedback", "late_off", points=number(true.off)))
    if true.by_hand:
        said.append(say("feedback", "by_hand"))
    values = {"touched": " ".join(said)}
    return values if not true.kind else {**values, "mark": str(true.value), "outcome": "graded"}


# --- in words ------------------------------------------------------------------------


def title(lesson: str) -> str:
    """What a lesson is called."""
    return plans()[lesson].title if lesson in plans() else lesson


def exercise_name(exercise: str) -> str:
    """What an exercise is called."""
    found = (plan.find(exercise) for plan in plans().values())
    return next((each.title for each in found if each is not None), exercise)


def in_words(feedback: Feedback) -> dict[str, Any]:
    """A feedback as sentences, for a page to show as text."""
    counted = []
    # Code has no attempts: what was handed in last is what there is.
    if feedback.attempt and feedback.lesson != CODE_LESSON:
        counted.append(say("feedback", f"attempt_{feedback.rule}", attempt=str(feedback.attempt)))
    if feedback.submitted_at is not None:
        counted.append(say("feedback", "submitted", time=moment_text(feedback.submitted_at.astimezone(VIETNAM))))
    counted.append(say("feedback", "graded", time=moment_text(feedback.graded_at.astimezone(VIETNAM))))
    graded = feedback.outcome == "graded"
    return {
        "title": say("feedback", "title", lesson=title(feedback.lesson)),
        "mark": say("feedback", "mark", mark=number(Decimal(feedback.mark)))
        if graded
        else say("feedback", feedback.outcome),
        "counted": " ".join(counted),
        "note": " ".join(filter(None, (feedback.touched, feedback.remark, feedback.help))),
        "exercises": [_exercise(name, rows) for name, rows in feedback.by_exercise.items()],
        "foot": say("feedback", "foot"),
    }


def _exercise(name: str, rows: tuple[Row, ...]) -> dict[str, Any]:
    words = {
        "points": number(sum((Decimal(row.points) for row in rows), Decimal(0))),
        "maximum": number(sum((Decimal(row.maximum) for row in rows), Decimal(0))),
    }
    return {
        "title": say("feedback", "exercise", name=exercise_name(name), **words),
        "rows": [row_in_words(place, row) for place, row in enumerate(rows)],
    }


def row_in_words(place: int, row: Row) -> dict[str, Any]:
    """One check as a page shows it."""
    return {
        **{name: getattr(row, name) for name in ("text", "outcome", "reason", "help")},
        "id": place,
        "said": say("outcome", row.outcome),
        "points": number(Decimal(row.points)),
        "maximum": number(Decimal(row.maximum)),
    }


# --- the page --------------------------------------------------------------------------


@cache
def _template() -> Template:
    return Template(TEMPLATE.read_text(encoding="utf-8"))


def _tag(name: str, text: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<{name}{attribute}>{html.escape(text)}</{name}>"


def _list(rows: list[dict[str, Any]]) -> str:
    items = []
    for row in rows:
        points = f"({row['points']}/{row['maximum']} điểm · {row['said']})"
        why = f"{row['reason']} {row['help']}".strip()
        said = f"{_tag('b', row['text'])} {_tag('span', points, 'soft')}{_tag('p', why) if why else ''}"
        items.append(f'<li class="{row["outcome"]}">{said}</li>')
    return "<ul>\n" + "\n".join(items) + "\n</ul>"


def page(feedback: Feedback) -> str:
    """The page that the learner opens, with the record inside."""
    words = in_words(feedback)
    if feedback.lesson in plans() and plans()[feedback.lesson].course == "volunteer":
        words = cast("dict[str, Any]", spoken(words, to_volunteers))
    blocks = [f"{_tag('h2', each['title'])}\n{_list(each['rows'])}" for each in words["exercises"]]
    return _template().substitute(
        title=html.escape(words["title"]),
        learner=html.escape(feedback.learner),
        who=html.escape(f"{say('frame', 'klass', klass=feedback.klass)} · {feedback.learner}"),
        mark=html.escape(words["mark"]),
        counted=html.escape(words["counted"]),
        note=_tag("p", words["note"], "note") if words["note"] else "",
        exercises="\n".join(blocks),
        foot=html.escape(words["foot"]),
        simulation=html.escape(say("feedback", "mark_of_simulation")),
        record=record(feedback),
    )


def record(feedback: Feedback) -> str:
    """What ``read_page`` looks for: enough of a page where nobody opens it as one."""
    # No text of the record can end its element or begin another one.
    text = msgspec.json.encode(feedback).decode().replace("&", r"\u0026").replace("<", r"\u003c")
    return OPENING + text + CLOSING


_RECORD = re.compile(re.escape(OPENING.encode()) + b"(.*?)" + re.escape(CLOSING.encode()), re.DOTALL)


def is_ours(data: bytes) -> bool:
    """Whether a page was made here, and not by nbgrader."""
    return OPENING.encode() in data


def read_page(path: Path, lesson: str, learner: str) -> Feedback | None:
    """The feedback in a page for this learner and lesson; ``None`` for a page that was not made here.

    Raises ``FeedbackError`` for a page that is no plain file, too big, damaged or
    somebody else's.
    """
    size = plain_size(path)
    if size is None or size > MAX_PAGE:
        raise FeedbackError("bad_feedback")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PAGE + 1)
    except OSError:
        raise FeedbackError("bad_feedback") from None
    if not is_ours(data):
        return None
    found = _RECORD.findall(data)
    if len(found) != 1 or len(found[0]) > MAX_RECORD:
        raise FeedbackError("bad_feedback")
    try:
        feedback = _decoder.decode(found[0])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FeedbackError("bad_feedback") from None
    if (feedback.lesson, feedback.learner) != (lesson, learner):
        raise FeedbackError("foreign_feedback")
    return feedback
