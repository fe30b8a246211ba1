"""What to do tomorrow: the slips that many made, what helps, and who needs somebody beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from statistics import median

import msgspec

from grading.checks import Result
from grading.lessons import lesson_folder
from grading.results import Grading
from grading.traces import Trace, stage_name, texts
from grading.words import number
from simulator import datasets

WEAK = Decimal(5)
"""Marks below it are a reason to look after somebody."""
MANY_REMINDERS = 8
"""Fewer refusals than this are everybody's; more than twice the class's median beside it are not."""
HALFWAY = 3
"""Who has not come to one check in so many stopped early."""


class Slip(msgspec.Struct, frozen=True):
    """What went wrong for ``learners``: in which part, why, and what helps."""

    label: str
    learners: tuple[str, ...]
    reason: str
    help: str


class Reminder(msgspec.Struct, frozen=True):
    """What the portal most often had to say no to, how often and to how many.

    ``text`` tells the teacher what was done; ``next`` is what the portal told learners to do, empty where that was
    different for each.
    """

    code: str
    times: int
    learners: int
    text: str
    next: str


class Needs(msgspec.Struct, frozen=True):
    """A learner who needs help, and plainly why."""

    learner: str
    mark: Decimal | None
    reasons: tuple[str, ...]


def slips_of(graded: Mapping[str, Grading]) -> tuple[Slip, ...]:
    """What was done wrongly by most, each with its commonest reason and help."""
    found = defaultdict[tuple[str, str], list[tuple[str, Result]]](list)
    for learner, grading in graded.items():
        for result in grading.results:
            if result.outcome == "failed":
                # Everybody's questions are drawn: what was asked says more than which number it had.
                asked = re.sub(r"^[0-9]+\. ", "", result.description)
                found[result.exercise, asked].append((learner, result))
    slips = []
    for (_, asked), all_of_it in found.items():
        reason, advice = Counter((r.reason, r.help) for _, r in all_of_it).most_common(1)[0][0]
        slips.append(Slip(asked, tuple(dict.fromkeys(name for name, _ in all_of_it)), reason, advice))
    return tuple(sorted(slips, key=lambda slip: (-len(slip.learners), slip.label))[:6])


def reminders_of(traces: Collection[Trace]) -> tuple[Reminder, ...]:
    """What the portal said no to, for the most learners first."""
    times, who = Counter[str](), Counter[str]()
    for trace in traces:
        times.update(trace.refused)
        who.update(trace.refused.keys())
    known = datasets.outcome_texts()
    found = sorted(who, key=lambda code: (-who[code], -times[code], code))[:5]
    return tuple(Reminder(c, times[c], who[c], refused_text(c), _alike(known[c].next)) for c in found)


def refused_text(code: str) -> str:
    """What learners did when the portal had to refuse, told to the teacher."""
    return texts()["refused"].get(code) or datasets.outcome_texts()[code].text


def _alike(advice: str) -> str:
    """What every learner was told to do, word by word the same; nothing where words differ."""
    return "" if "{" in advice else advice


def needs_of(
    lesson: str, learners: Iterable[str], latest: Mapping[str, Grading], own: Mapping[str, Trace]
) -> tuple[Needs, ...]:
    """Who needs help and why, who needs it most first."""
    said = texts()["help"]
    reminders = median([trace.reminders for trace in own.values()]) if own else 0
    found = []
    for learner in learners:
        grading, trace, why = latest.get(learner), own.get(learner), []
        if grading is None:
            why.append(said["ungraded"])
        elif grading.outcome == "could_not_run":
            why.append(said["refused"].format(remark=grading.said_to_teacher))
        elif grading.outcome != "graded":
            why.append(said["nothing"])
        else:
            if grading.mark < WEAK:
                why.append(said["few"].format(mark=number(grading.mark)))
            left = sum(result.outcome == "not_attempted" for result in grading.results)
            if left * HALFWAY >= len(grading.results):
                stage = stage_name(lesson, trace.last if trace else "other")
                why.append(said["stopped"].format(left=left, all=len(grading.results), stage=stage))
            if trace and trace.reminders >= MANY_REMINDERS and trace.reminders > 2 * reminders:
                why.append(said["stuck"].format(times=trace.reminders, median=number(Decimal(str(reminders)))))
            if trace and trace.fell:
                why.append(said["fell"].format(times=len(trace.fell)))
        if why:
            graded = grading is not None and grading.outcome == "graded"
            found.append(Needs(learner, grading.mark if grading is not None and graded else None, tuple(why)))
    return tuple(sorted(found, key=lambda each: (each.mark is None, each.mark or Decimal(0), each.learner)))


@cache
def advice_of(lesson: str) -> tuple[tuple[str, str], ...]:
    """What the teacher's note of a lesson says of common slips: what one sees, and what to ask."""
    note = lesson_folder("giao-vien") / f"{lesson}.md"
    if not note.is_file():
        return ()
    _, _, after = note.read_text(encoding="utf-8").partition("\n## Lỗi hay gặp")
    rows = []
    for line in after.partition("\n## ")[0].splitlines()[1:]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2 and not set(cells[0]) <= {"-", ":"}:
            rows.append((cells[0], cells[1]))
    return tuple(rows[1:])
