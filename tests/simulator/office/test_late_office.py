"""A late office: it says so before the result was due, names one new date, and keeps to what it said."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from grading.filer import Filer
from grading.players import Recording
from simulator.case import Fault
from simulator.clock import moment_text
from simulator.office import deadlines, letters
from simulator.services import catalogue
from simulator.state import DONE, RECEIVED, RETURNED

LATE = ("1.001776", "1.004222", "2.000986", "1.004873")
"""Plain, with a fee that the office works out, with several authorities, and with a verification."""


def late(lesson: str, learner: str) -> Filer:
    """A filer whose office will be late, whether the scenario plants it or not."""
    filer = Filer(lesson, learner)
    if filer.case.planted("late_office") is None:
        filer.case = msgspec.structs.replace(filer.case, faults=(*filer.case.faults, Fault("late_office", "sick")))
        Recording.__init__(filer, filer.case)
    return filer


@pytest.mark.parametrize("lesson", LATE)
@pytest.mark.parametrize("number", range(1, 16))
def test_a_late_result_comes_between_the_two_dates(lesson: str, number: int) -> None:
    """After the moment that was promised first, by the one promised then; and the apology comes before both."""
    filer = late(lesson, f"8A1-{number:02d}").prepared().send().follow()
    dossier, portal = filer.dossier, filer.portal
    assert dossier.status == RETURNED
    (apology,) = [letter for letter in dossier.letters if letter.form == letters.APOLOGY]
    times = {change.status: portal.when(change.at) for change in dossier.history}
    promised = datetime.fromisoformat(dossier.due)
    first = next(day for day in _moments(promised) if moment_text(day) == apology.before)
    assert deadlines.new_date(first, 2) == promised
    assert apology.due == moment_text(promised)
    assert times[RECEIVED] < portal.when(apology.at) <= deadlines.last_day_to_apologise(first)
    assert first < times[DONE] <= promised


def _moments(promised: datetime) -> list[datetime]:
    """Every minute of the two weeks before: what was promised first stands on the letter as text alone."""
    return [promised - timedelta(minutes=minutes) for minutes in range(14 * 24 * 60)]


def test_only_a_procedure_of_several_days_has_an_apology() -> None:
    """What is due on the same day is done on that day."""
    filer = late("1.001193", "8A1-07").prepared().send().follow()
    assert catalogue.limit_of(filer.procedure).kind == "same_day"
    assert [letter.form for letter in filer.dossier.letters] == [letters.RECEIPT]
