"""Looking back at a free practice: how long it took, what went wrong and how often, and the shorter way.

Nothing is marked. The shorter way is that of ``grading.filer``, who does the same case as its card says.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from grading.filer import Filer
from simulator import Case, Portal, datasets
from simulator.journal import Journal
from simulator.state import NEXT_TO_NOTHING, RETURNED


class Slip(NamedTuple):
    """One kind of refusal: how often it came, what was said, and what to do."""

    code: str
    times: int
    text: str
    advice: str


class Debrief(NamedTuple):
    """``seconds`` of one's own time, ``steps`` taken and of the shorter way, slips and what was met on the way."""

    finished: bool
    seconds: int
    steps: int
    shortest: int
    slips: tuple[Slip, ...]
    met: tuple[str, ...]
    caught: int
    hints: int


COUNTED = frozenset({"PassTime", "WaitForNews", "WaitAtPoint", "OpenMessage", "ReadNotice"})
"""Actions that are looking and waiting, no steps."""


def debrief(portal: Portal) -> Debrief:
    """What there is to say of a practice as it stands."""
    state = portal.state
    refused = [entry.outcome for entry in portal.log if not entry.outcome.ok]
    words = {outcome.code: outcome for outcome in refused}
    slips = tuple(
        Slip(code, times, words[code].text, words[code].next)
        for code, times in Counter(outcome.code for outcome in refused).most_common(5)
    )
    titles = {
        where.removeprefix("fault:"): fault.title
        for fault in datasets.known_faults().values()
        for where in fault.where
        if where.startswith("fault:")
    }
    gave = [each.gave for each in state.messages] + [each.gave for each in state.notices]
    gave += [each.gave for each in state.posters] + [bool(each.gave) for each in state.calls]
    return Debrief(
        finished=state.session.signed_out
        and any(d.status == RETURNED and d.result_downloaded and d.rating for d in state.dossiers),
        seconds=sum(entry.action.after for entry in portal.log),
        steps=steps_of(portal),
        shortest=shortest(portal.case),
        slips=slips,
        met=tuple(titles[kind] for kind in state.faults_met if kind in titles),
        caught=sum(gave),
        hints=sum(state.hints.values()),
    )


def steps_of(portal: Portal) -> int:
    """How many steps were taken, without looking and waiting."""
    return sum(type(entry.action).__name__ not in COUNTED for entry in portal.log)


def shortest(case: Case) -> int:
    """How many steps the straight road has, for everybody whom the task is for."""
    filer = Filer(case.lesson, case.learner, case.attempt)
    # The case may belong to a class, whose key the filer cannot know.
    filer.portal, filer.case, filer.journal = Portal(case), case, Journal.begin(case)
    for person in range(len(case.task.everyone)):
        filer.person = person
        filer.begin(another=bool(person)).owner().form().attach().deliver().send().follow()
    filer.finish()
    if any(dossier.status not in NEXT_TO_NOTHING for dossier in filer.state.dossiers):
        raise RuntimeError(f"the straight road of {case.lesson} did not end")
    return steps_of(filer.portal)
