"""A year of the city: nothing is lost, everything repeats, and the rules are the portal's."""

import heapq
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from grading.filer import Filer
from simulator.city import channels, needs
from simulator.city.dossiers import CASH, UNPAID, Dossiers
from simulator.city.hours import DAY, NEVER, WORKDAY, Limits, hours
from simulator.city.offices import Visits, hall_waits
from simulator.city.population import wards
from simulator.city.settings import Settings
from simulator.city.table import frame, history
from simulator.city.year import City
from simulator.clock import VIETNAM
from simulator.office import calendar, deadlines
from simulator.office.reception import SUPPLEMENT_DAYS
from simulator.office.statuses import NEXT
from simulator.people.places import HANOI
from simulator.services import catalogue, fees
from simulator.state import IN_WORK, NEW, NEXT_TO_NOTHING, REFUSED, RETURNED, STOPPED, SUPPLEMENT, TO_PAY, WITHDRAWN

SIZE = 30_000
CITY = City("test", SIZE)
YEAR = CITY.wards(0, 126)
START = datetime(2026, 1, 1, tzinfo=VIETNAM)


def moment(seconds):
    return START + timedelta(seconds=int(seconds))


def columns(pieces):
    return {name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in Dossiers.columns()}


def test_every_dossier_is_somewhere():
    """As many as were asked for, in the wards that have them, each with one of the statuses that a year can end in."""
    assert len(YEAR) == SIZE
    assert (np.bincount(YEAR.ward, minlength=126) == CITY.dossiers).all()
    counts = np.bincount(YEAR.status, minlength=11)
    assert counts.sum() == SIZE
    assert counts[0] == 0, "nobody is left with a draft"
    ended = [YEAR.returned, YEAR.withdrawn, YEAR.refused, YEAR.stopped]
    times_ended = sum((each < NEVER).astype(int) for each in ended)
    over = np.isin(YEAR.status, list(NEXT_TO_NOTHING))
    assert (times_ended == over).all(), "a dossier ends once, and is then in a status of the end"
    for status, column in ((RETURNED, 0), (WITHDRAWN, 1), (REFUSED, 2), (STOPPED, 3)):
        assert ((YEAR.status == status) == (ended[column] < NEVER)).all()
        assert counts[status] > 0


def test_every_road_is_one_that_the_portal_knows():
    """From the first status to the last only moves that exist, never back in time, and the last is the status."""
    seen = set()
    for row in range(SIZE):
        steps = history(YEAR, row)
        assert steps[0][0] == NEW
        assert steps[-1][0] == YEAR.status[row]
        moments = [when for _, when in steps]
        assert moments == sorted(moments)
        for (before, _), (after, _) in pairwise(steps):
            assert after in NEXT[before], (row, before, after)
            seen.add((before, after))
    assert {(NEW, SUPPLEMENT), (SUPPLEMENT, NEW), (SUPPLEMENT, STOPPED), (NEW, STOPPED), (NEW, REFUSED)} <= seen
    assert {(IN_WORK, TO_PAY), (TO_PAY, IN_WORK)} <= seen
    assert any(after == WITHDRAWN for _, after in seen)
    assert (YEAR.supplements == [sum(s == SUPPLEMENT for s, _ in history(YEAR, row)) for row in range(SIZE)]).all()


def test_deadlines_are_the_portals():
    """A sample of receipts, each asked of the portal's own deadlines; apologies and lapses keep its dates too."""
    procedures = needs.procedures(CITY.settings)
    received = np.flatnonzero(YEAR.received < NEVER)[::11]
    kinds = set()
    for row in received:
        limit = catalogue.limit_of(procedures[YEAR.procedure[row]])
        expected = deadlines.due(limit, moment(YEAR.received[row]), verify=bool(YEAR.verify[row]))
        assert moment(YEAR.due[row]) == expected
        kinds.add((limit.kind, bool(YEAR.verify[row])))
    assert {("same_day", False), ("hours", False), ("working_days", False), ("working_days", True)} <= kinds
    apologies = np.flatnonzero(YEAR.new_due < NEVER)
    assert len(apologies)
    for row in apologies:
        assert moment(YEAR.new_due[row]) == deadlines.new_date(moment(YEAR.due[row]), 2)
        assert moment(YEAR.received[row]) < deadlines.last_day_to_apologise(moment(YEAR.due[row]))
    lapsed = np.flatnonzero((YEAR.stopped < NEVER) & (YEAR.resubmitted == NEVER))
    assert len(lapsed)
    for row in lapsed:
        assert moment(YEAR.stopped[row]) == deadlines.new_date(moment(YEAR.asked[row]), SUPPLEMENT_DAYS)


def test_the_office_asks_for_a_fee_where_the_portal_does():
    """Status 6 comes where the fee is due after counting, and nowhere else; the clock stands still meanwhile."""
    procedures = needs.procedures(CITY.settings)
    charged = np.flatnonzero(YEAR.charged < NEVER)
    assert len(charged) > 1_000
    for row in charged[::53]:
        way, day = "online" if YEAR.way[row] <= channels.POINT else "counter", moment(YEAR.submitted[row]).date()
        procedure = procedures[YEAR.procedure[row]]
        assert not fees.in_force(procedure, HANOI, way, day)
        assert any(each.amount for each in fees.in_force(procedure, HANOI, way, day, "after"))
        assert YEAR.begun[row] <= YEAR.charged[row] <= YEAR.fee_paid[row] <= YEAR.settled[row]
    others = np.flatnonzero((YEAR.begun < NEVER) & (YEAR.charged == NEVER) & (YEAR.fee > 0))
    for row in others[::53]:
        way, day = "online" if YEAR.way[row] <= channels.POINT else "counter", moment(YEAR.submitted[row]).date()
        assert fees.in_force(procedures[YEAR.procedure[row]], HANOI, way, day)
    patient = charged[(YEAR.settled[charged] < NEVER) & (YEAR.supplements[charged] < 2)]
    in_pause = 0
    for row in patient[::7]:
        due = deadlines.paused(*(moment(getattr(YEAR, name)[row]) for name in ("due", "charged", "fee_paid")))
        if moment(YEAR.settled[row]) <= due - timedelta(minutes=1):
            assert not YEAR.late[row], row
            in_pause += YEAR.settled[row] > YEAR.due[row]
        elif moment(YEAR.settled[row]) > due + timedelta(minutes=1):
            assert YEAR.late[row], row
    assert in_pause, "somebody has the result after the date of the receipt and is not late"


def test_fees_are_the_portals():
    """A sample of dossiers, each asked of the fee table on its day; who owes something has paid it somehow."""
    procedures = needs.procedures(CITY.settings)
    paid = set()
    for row in range(0, SIZE, 7):
        channel = "online" if YEAR.way[row] <= channels.POINT else "counter"
        day = moment(YEAR.submitted[row]).date()
        procedure = procedures[YEAR.procedure[row]]
        rows = fees.in_force(procedure, HANOI, channel, day) or fees.in_force(procedure, HANOI, channel, day, "after")
        assert YEAR.fee[row] == (fees.of_units(rows, int(YEAR.units[row])) if rows else 0)
        paid.add(int(YEAR.fee[row]))
    assert len(paid) > 4
    owing = YEAR.fee > 0
    # Cash is taken when a dossier is received; a code is paid before it is sent.
    cash = (YEAR.paid == UNPAID) & owing & (YEAR.status != TO_PAY)
    assert (YEAR.received[cash] == NEVER).all()
    assert cash.any()
    assert (
        owing[YEAR.received < NEVER] & (YEAR.status != TO_PAY)[YEAR.received < NEVER]
        <= (YEAR.paid != UNPAID)[YEAR.received < NEVER]
    ).all()
    assert (YEAR.paid[~owing] == UNPAID).all()
    assert (YEAR.paid == CASH).any()


@pytest.mark.parametrize("lesson", ["1.004222", "1.004194", "2.000635", "1.010038", "2.001159"])
def test_a_learners_dossier_would_be_due_and_cost_the_same(lesson):
    """Filed through the portal's actions: the city's columns say the same date and the same fee."""
    filer = Filer(lesson)
    filer.prepared().send().follow().finish()
    dossier, year = filer.dossier, filer.portal.case.begins.year
    received = next(filer.portal.when(change.at) for change in dossier.history if change.status == 2)
    begins = datetime(year, 1, 1, tzinfo=VIETNAM)
    seconds = np.array([(received - begins).total_seconds()], dtype=np.int32)
    limit = catalogue.limit_of(filer.procedure)
    due = hours(year).due(Limits([limit]), np.array([0]), seconds, np.array([False]))
    assert begins + timedelta(seconds=int(due[0])) == datetime.fromisoformat(dossier.due)
    settings = Settings()
    index = list(settings["needs.procedures"]).index(lesson)
    day = int(dossier.submitted + (filer.portal.case.begins - begins).total_seconds()) // DAY
    copies = int(dossier.answers.get("copies", "1") or 1)
    if dossier.province == HANOI:
        assert needs.fees_due(settings, year)[1, index, day, copies] == max(dossier.fee, 0)


def test_the_same_seed_gives_the_same_bytes():
    """Twice, and in pieces of any size; another seed gives other dossiers."""
    whole = columns([YEAR])
    again = columns(list(City("test", SIZE, piece=1_000).pieces()))
    for name in set(whole) - {"citizen"}:
        assert whole[name].tobytes() == again[name].tobytes(), name
    other = City("other", SIZE).wards(0, 126)
    assert (other.submitted != YEAR.submitted).mean() > 0.9
    assert (other.status != YEAR.status).any()


def test_people_apply_at_an_age_at_which_one_does():
    """Applicants live in the dossier's ward and are of the ages that the data name."""
    people = YEAR.people
    assert (people.ward[YEAR.citizen] == YEAR.ward).all()
    for index, entry in enumerate(CITY.settings["needs.procedures"].values()):
        ages = people.age[YEAR.citizen[YEAR.procedure == index]]
        assert ages.min() >= entry["ages"][0]
        assert ages.max() <= entry["ages"][1]


def test_offices_work_in_their_hours():
    """Counter and post bring dossiers on working days only; nothing is received or settled while offices are closed."""
    at_office = YEAR.submitted[YEAR.way >= channels.COUNTER]
    assert all(calendar.opening(moment(each)) == moment(each) for each in at_office[::29])
    online = YEAR.submitted[YEAR.way == channels.HOME]
    assert any(not calendar.is_working_day(moment(each).date()) for each in online)
    for name in ("received", "settled", "begun", "asked"):
        seen = getattr(YEAR, name)
        for each in seen[seen < NEVER][::97]:
            assert calendar.opening(moment(each) - timedelta(seconds=1)) == moment(each) - timedelta(seconds=1), name


def test_who_files_how_follows_account_phone_and_points():
    """Nobody files at home without both; support points are in as many wards as set, and help people with accounts."""
    people = YEAR.people
    home = YEAR.citizen[YEAR.way == channels.HOME]
    assert people.account[home].all()
    assert people.phone[home].all()
    points = channels.points(CITY.settings, CITY.chance)
    assert points.sum() == CITY.settings["channels.wards_with_points"]
    assert points[YEAR.ward[YEAR.way == channels.POINT]].all()
    assert people.account[YEAR.citizen[YEAR.way == channels.POINT]].all()


def test_what_people_and_offices_do_moves_the_year():
    """More skill means fewer mistakes and more online; fewer officers mean longer waits and later results."""
    skilled = City("test", SIZE, Settings({"population.class_families": 80})).wards(0, 126)
    assert (skilled.way == channels.HOME).sum() > 1.2 * (YEAR.way == channels.HOME).sum()
    assert (skilled.asked < NEVER).sum() < (YEAR.asked < NEVER).sum()
    busy = City("test", 3_000_000).wards(0, 1)
    slow = City("test", 3_000_000, Settings({"offices.staffing": 0.6})).wards(0, 1)
    assert slow.waited.mean() > 2 * busy.waited.mean()
    assert slow.late.mean() > 2 * busy.late.mean()
    at_once = City("test", SIZE, Settings({"offices.same_day_share": 100})).wards(0, 126)
    served = (at_once.way == channels.COUNTER) & (at_once.begun < NEVER) & (at_once.settled < NEVER)
    same = served & np.isin(at_once.procedure, np.flatnonzero(CITY.limits.kind == 0)) & (at_once.asked == NEVER)
    assert same.any()
    assert (at_once.returned[same] == at_once.received[same]).all()


def test_wednesdays_are_quick_and_other_days_are_not():
    """With the Wednesdays alone, at once means on a Wednesday, and every one of them."""
    year = City("test", SIZE, Settings({"offices.wednesday_share": 100})).wards(0, 126)
    days = np.array([moment(each).weekday() for each in year.submitted])
    may = (year.way == channels.COUNTER) & np.isin(year.procedure, np.flatnonzero(CITY.limits.kind == 0))
    assert (year.at_once == (may & (days == 2))).all()


def test_a_small_city_waits_as_long_as_a_large_one():
    """Counters are for days as full as a real office's: a tenth of the dossiers is a sample, not an empty hall."""
    large = City("test", 10 * SIZE).wards(0, 126)
    waits = [year.waited[year.way == channels.COUNTER].mean() / 60 for year in (YEAR, large)]
    assert 2 < waits[0] < 12
    assert waits[0] == pytest.approx(waits[1], rel=0.5)


def test_one_counter_for_all_waits_less_than_four_apart():
    """The same officers in four places: a queue here does not help an idle officer there."""
    before = City("test", SIZE, Settings({"offices.units": 4})).wards(0, 126)
    assert before.waited.mean() > 1.5 * YEAR.waited.mean()


def test_every_visitor_waits_as_in_a_queue_of_that_place_and_day():
    """One customer after the other, for each ward, place and full day alone."""
    rng = np.random.default_rng(5)
    settings, days, size = Settings({"offices.units": 2}), 4, 600
    working = CITY.hours.worked_in_year // WORKDAY
    arrived = np.sort(rng.integers(0, working, size)) * WORKDAY + rng.integers(0, WORKDAY, size)
    visits = Visits(rng.integers(0, 3, size), arrived, rng.integers(60, 4_000, size), rng.integers(0, 65_536, size))
    servers = np.array([1, 2, 5])
    waits = hall_waits(settings, CITY.hours, visits, servers, days)
    seen = 0
    for ward, officers in ((0, (1, 1)), (1, (1, 1)), (2, (3, 2))):
        for place in range(2):
            for day in range(days):
                here = (visits.ward == ward) & (visits.drawn >> 15 == place)
                here &= arrived // WORKDAY * days // working == day
                rows = np.flatnonzero(here)[np.argsort(arrived[here] % WORKDAY, kind="stable")]
                free = [0] * officers[place]
                for row in rows:
                    begins = max(arrived[row] % WORKDAY, heapq.heappop(free))
                    # The only officer of ward 0 goes between its two places.
                    heapq.heappush(free, begins + visits.takes[row] * (2 if ward == 0 else 1))
                    assert waits[row] == begins - arrived[row] % WORKDAY
                    seen += 1
    assert seen == size


def test_at_the_end_of_the_year_some_are_still_on_their_way():
    """What would happen next year has not happened; what is due next year is not late."""
    assert (YEAR.status == IN_WORK).any()
    for name in ("received", "settled", "returned", "stopped", "asked"):
        seen = getattr(YEAR, name)
        assert seen[seen < NEVER].max() < CITY.hours.end
    waiting = (YEAR.status == IN_WORK) & (YEAR.due >= CITY.hours.end) & (YEAR.supplements < 2)
    assert waiting.any()
    assert not YEAR.late[waiting].any()


def test_codes_are_the_portals_and_nobody_shares_one():
    """Unit, day, running number; wards whose unit numbers are the same do not meet."""
    table = frame(YEAR, CITY)
    assert table["code"].is_unique
    assert table["code"].str.fullmatch(r"H99\.\d{1,3}-26\d{4}-\d{4}").all()
    row = table.iloc[12_345]
    assert row["code"].split("-")[0] == f"H99.{int(row['commune']) % 1000}"
    assert row["code"].split("-")[1] == f"{row['submitted']:%y%m%d}"
    assert set(table["commune"].cat.categories) == {place.commune_code for place in wards()}


def test_a_city_of_one_dossier_works_and_of_none_is_refused():
    """The smallest city, and one that cannot be."""
    assert sum(len(piece) for piece in City("x", 1).pieces()) == 1
    with pytest.raises(ValueError, match="needs one dossier at least, got 0"):
        City("x", 0)
