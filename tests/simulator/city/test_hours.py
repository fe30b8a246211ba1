"""Working time as columns: the same moments as the portal's own calendar and deadlines."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from simulator.city.hours import DAY, Limits, hours
from simulator.clock import VIETNAM
from simulator.office import calendar, deadlines
from simulator.services.catalogue import Limit

HOURS = hours(2026)
START = datetime(2026, 1, 1, tzinfo=VIETNAM)
EDGES = [6, 7, 11.5, 12, 13.5, 15, 15 + 1 / 60, 17, 20]
LIMITS = [
    Limit("same_day", "", ""),
    Limit("same_day", "", "", verify=3),
    Limit("hours", "", "", amount=1),
    Limit("hours", "", "", amount=8),
    Limit("working_days", "", "", amount=3, verify=23),
    Limit("working_days", "", "", amount=7),
    Limit("days", "", "", amount=20),
]


def moment(seconds):
    return START + timedelta(seconds=int(seconds))


def samples():
    """Every day of the year at the edges of working time, and any second; Tết and swapped days are among them."""
    rng = np.random.default_rng(3)
    edges = [day * DAY + int(hour * 3600) for day in range(6, 365) for hour in EDGES]
    return np.array(edges + rng.integers(6 * DAY, 365 * DAY, 2_000).tolist(), dtype=np.int32)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.kind}-{limit.amount}-{limit.verify}")
@pytest.mark.parametrize("verify", [False, True])
def test_a_dossier_is_due_when_the_portal_says(limit, verify):
    """For every kind of limit, with and without verification."""
    received = samples()
    which = np.zeros(len(received), dtype=np.int32)
    due = HOURS.due(Limits([limit]), which, received, np.full(len(received), verify))
    for came, found in zip(received[::3], due[::3], strict=True):
        assert moment(found) == deadlines.due(limit, moment(came), verify=verify), moment(came)


def test_working_time_is_the_portals():
    """When the office opens next, how much time is worked between two moments, and when so much has been worked."""
    begins = samples()[::5]
    ends = begins + np.int32(9 * DAY + 7_000)
    worked = HOURS.worked(ends) - HOURS.worked(begins)
    for row, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        assert moment(HOURS.opening(HOURS.worked(begins[row : row + 1]))[0]) == calendar.opening(moment(begin))
        assert worked[row] == calendar.working_time_between(moment(begin), moment(end)).total_seconds()
    amount = 5_400
    later = HOURS.closing(HOURS.worked(begins) + amount)
    for begin, found in zip(begins, later, strict=True):
        assert moment(found) == calendar.add_working_time(moment(begin), timedelta(seconds=amount))


def test_apologies_and_new_dates_are_the_portals():
    """The last morning on which an apology is in time, and the new date that it may name."""
    due = HOURS.due(Limits(LIMITS[4:5]), np.zeros(len(samples()), dtype=np.int32), samples(), np.array([False]))
    last, new = HOURS.last_to_apologise(due), HOURS.new_date(due, 2)
    for row in range(0, len(due), 7):
        assert moment(last[row]) == deadlines.last_day_to_apologise(moment(due[row]))
        assert moment(new[row]) == deadlines.new_date(moment(due[row]), 2)
