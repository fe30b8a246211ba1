"""What the home page shows: lessons and how they stand, free practice, the certificate, a file that was opened."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from grading.app.certificate import Certificate
from grading.app.progress import GOOD_SHIFT, PASS, Standing
from grading.app.start import HELPERS, WHAT_IF
from grading.app.workspace import DATA
from grading.lessons import LESSONS, is_volunteer
from grading.words import number, say, title_of
from simulator import datasets
from simulator.scenario import scenarios
from simulator.worksheets.plan import plans

if TYPE_CHECKING:
    from grading.app.carrying import Row

View = dict[str, Any]


FREE = tuple(name for name in scenarios() if name not in LESSONS)
"""The scenarios that are practised freely."""

PAGES = (WHAT_IF, DATA, HELPERS)
"""Pages for whoever wonders: no lesson, nothing is marked or kept."""


def difficulty(name: str) -> str:
    """How much goes wrong in a free practice: ``easy`` at most one thing, ``middle`` two, ``hard`` more."""
    point = scenarios()[name].point
    if point is not None:
        return ("easy", "middle", "hard")[point.level - 1]
    count = len(scenarios()[name].faults)
    return "easy" if count <= 1 else "middle" if count == 2 else "hard"


def practices() -> list[View]:
    """What may be practised freely, by what happens in life, in the data's order; shifts at the end."""
    grouped: dict[str, list[View]] = {}
    shifts: list[View] = []
    for name in FREE:
        scenario = scenarios()[name]
        level = difficulty(name)
        item = {"id": name, "title": scenario.title, "level": level, "said": say("level", level)}
        (shifts if scenario.point else grouped.setdefault(scenario.event, [])).append(item)
    named = [{"event": datasets.label("life_event", event), "items": items} for event, items in grouped.items()]
    return [*named, {"event": say("entrance", "shifts"), "items": shifts}]


def carried(row: Row) -> View:
    """What became of a lesson in a file that was opened."""
    numbers = ", ".join(str(number) for number in row.attempts)
    which = say("carry", "attempts", numbers=numbers) if row.attempts not in ((), (1,)) else ""
    good = row.result not in ("differs", "exam", "misfit")
    return {"title": title_of(row.lesson), "said": which + say("carry", row.result), "good": good}


def lesson_view(each: Standing) -> View:
    """A lesson on the path: what it is about, and how it stands."""
    said = say(
        "standing", "hidden" if each.exam else each.status, mark=number(each.mark) if each.mark is not None else ""
    )
    return {
        "id": each.lesson,
        **_about(each.lesson),
        "status": "begun" if each.exam else each.status,
        "said": said,
        "open": each.status != "not_released",
    }


def _about(name: str) -> View:
    """What the path says of a lesson, or of a shift that volunteers work after theirs."""
    plan = plans().get(name)
    if plan is not None:
        return {"title": plan.title, "short": plan.short, "icon": plan.icon, "minutes": plan.minutes}
    point = scenarios()[name].point
    assert point is not None  # noqa: S101 - what is on the path is a lesson or a shift
    short = say(
        "entrance", "shift", people=str(point.count), incidents=str(point.incidents), minutes=str(point.minutes)
    )
    return {"title": scenarios()[name].title, "short": short, "icon": "mdi-account-clock", "minutes": point.minutes}


def rule_text(learner: str) -> str:
    """What has to be done for the certificate."""
    if is_volunteer(learner):
        return say("certificate", "rule_volunteer", mark=number(PASS), shift=str(GOOD_SHIFT))
    return say("certificate", "rule", mark=number(PASS))


def files_view(made: Certificate) -> View:
    """The certificate as the page can show and save it; nothing is served as a file."""
    return {
        "code": made.code,
        "picture": "data:image/png;base64," + base64.b64encode(made.picture).decode(),
        "document": "data:application/pdf;base64," + base64.b64encode(made.document).decode(),
    }
