"""A year of the city's dossiers: filed, checked, supplemented, worked on, late or not, paid, rated.

The rules that the portal has are the portal's: deadlines, fees, statuses and the moves between them. What people and
offices do is drawn from the settings. Every ward has its own office, so the city is worked through in pieces of wards,
and memory stays what one piece needs. Officers take dossiers in the order in which they come; at counters, on days as
full as a real office's (``offices.hall_waits``). What this leaves out: a supplement is looked at by whoever asked for
it, without a queue; the year begins with empty desks; nobody falls ill.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

import numpy as np

from simulator.city import channels, needs, offices, population
from simulator.city.chance import LEVELS, Array, Chance, below, exponential
from simulator.city.counts import LONG_WAIT
from simulator.city.dossiers import (
    AT_COUNTER,
    BY_CODE,
    BY_NET,
    BY_POST,
    CASH,
    EVENTS,
    NOT_RATED,
    NOT_SATISFIED,
    SATISFIED,
    UNPAID,
    VERY_SATISFIED,
    Dossiers,
)
from simulator.city.hours import BY_HOURS, DAY, NEVER, SAME_DAY, WORKDAY, Hours, Limits, hours
from simulator.city.population import Population
from simulator.city.queues import serve
from simulator.city.settings import Settings
from simulator.office.reception import ANSWER_HOURS, SUPPLEMENT_DAYS
from simulator.office.work import APOLOGY_DAYS, POST_DAYS
from simulator.state import RETURNED, TO_PAY

PIECE = 250_000
"""Dossiers that are worked on at once, if wards are small enough."""
FEWEST_CITIZENS = 126 * 40
"""So that somebody lives in every ward, whatever the number of dossiers."""
WEDNESDAY = 2


class City:
    """One seeded year; the same seed, size and settings give the same dossiers, in pieces of any size."""

    def __init__(self, seed: str, dossiers: int, settings: Settings | None = None, piece: int = PIECE) -> None:
        if dossiers < 1:
            raise ValueError(f"a city needs one dossier at least, got {dossiers}")
        self.seed, self.total, self.piece = seed, dossiers, piece
        self.settings = settings or Settings()
        self.chance = Chance(seed)
        self.hours: Hours = hours(int(self.settings["year.year"]))
        citizens = max(FEWEST_CITIZENS, round(dossiers * self.settings["needs.citizens_per_dossier"]))
        self.citizens: Array = population.ward_totals(self.settings, citizens)
        self.dossiers: Array = needs.dossier_totals(dossiers, self.citizens)
        self.staff = offices.staff(self.settings, self.chance, self.hours, self.dossiers, self.limits.kind == SAME_DAY)
        self.full_days = offices.full_days(self.settings, self.hours, self.dossiers)

    @cached_property
    def limits(self) -> Limits:
        """The time limits of the procedures."""
        return needs.limits(self.settings)

    @cached_property
    def fees(self) -> Array:
        """What each procedure costs; see ``needs.fees_due``."""
        return needs.fees_due(self.settings, self.hours.begins.year)

    @cached_property
    def fees_follow(self) -> Array:
        """Which fees are due only after the office has counted; see ``needs.fees_follow``."""
        return needs.fees_follow(self.settings, self.hours.begins.year)

    def pieces(self) -> Iterator[Dossiers]:
        """The whole year, some wards at a time."""
        begin = 0
        while begin < len(self.dossiers):
            end = begin + 1
            while end < len(self.dossiers) and self.dossiers[begin : end + 1].sum() <= self.piece:
                end += 1
            yield self.wards(begin, end)
            begin = end

    def wards(self, begin: int, end: int) -> Dossiers:
        """The year of the wards ``begin`` to ``end`` (not included)."""
        day = date(self.hours.begins.year, 1, 1)
        people = population.people(self.settings, self.chance, self.citizens, begin, end, day)
        first = int(self.dossiers[:begin].sum())
        wanted = needs.needs(self.settings, self.chance, people, self.dossiers, first, begin, end)
        filed = channels.filings(self.settings, self.chance, self.hours, people, wanted.ward, wanted.citizen, first)
        order = np.argsort(wanted.ward.astype(np.int64) << 32 | filed.submitted, kind="stable")
        return _Work(self, people, first, needs.Needs(*(c[order] for c in wanted)), filed, order).done()


class _Work:
    """The dossiers of one piece on their way through the offices; from here on they stand in the order of filing."""

    def __init__(
        self, city: City, people: Population, first: int, wanted: needs.Needs, filed: channels.Filing, order: Array
    ) -> None:
        self.city, self.settings, self.chance, self.hours = city, city.settings, city.chance, city.hours
        self.people, self.first, self.wanted = people, first, wanted
        self.way, self.submitted = filed.way[order], filed.submitted[order]
        self.able = population.able_at_home(self.settings, people)[wanted.citizen]
        self.count = len(order)
        self.all = slice(None)

    def _parts(self, name: str) -> Array:
        return self.chance.parts(name, self.first, self.count)

    def _happens(self, drawn: Array, percent: float | Array) -> Array:
        return drawn < below(np.asarray(percent) / 100)

    def _by_way(self, name: str) -> Array:
        """A setting that each way of filing has its own of."""
        values = self.settings[name]
        other = {"home": "online", "point": "online"}
        return np.array([values[way] if way in values else values[other[way]] for way in channels.WAYS])[self.way]

    def _never(self) -> Array:
        return np.full(self.count, NEVER, dtype=np.int32)

    def done(self) -> Dossiers:
        """All of it, in the order in which it happens."""
        self._cost()
        self._check()
        self._supplement()
        self._receive()
        self._settle()
        self._hand_out()
        self._status()
        self._say()
        made = {name: getattr(self, name) for name in Dossiers.columns() if name not in needs.Needs._fields}
        return Dossiers(self.first, self.people, **self.wanted._asdict(), **made)

    def _cost(self) -> None:
        online = (self.way <= channels.POINT).astype(np.uint8)
        self.fee = self.city.fees[online, self.wanted.procedure, self.submitted // DAY, self.wanted.units]
        by_code = self._happens(self._parts("payment")[0], self._by_way("year.pays_by_code"))
        self.paid = np.where(self.fee == 0, UNPAID, np.where(by_code, BY_CODE, CASH)).astype(np.uint8)

    def _check(self) -> None:
        """Counter and reception: each dossier is looked at for the first time; ``checked`` is in worked seconds."""
        arrived = self.hours.worked(self.submitted)
        at_counter = self.way == channels.COUNTER
        drawn = self._parts("at once")[0]
        same_day = self.city.limits.kind[self.wanted.procedure] == SAME_DAY
        wednesday = (self.hours.begins.weekday() + self.submitted // DAY) % 7 == WEDNESDAY
        share = offices.at_once_share(self.settings, wednesday)
        self.at_once = at_counter & same_day & self._happens(drawn, share)
        means = np.where(at_counter, self.settings["offices.hall_minutes"], self.settings["offices.reception_minutes"])
        minutes = needs.minutes(self.settings)[self.wanted.procedure]
        means = means + np.where(self.at_once, minutes, 0)
        takes = offices.durations(self.settings, self.chance, "check", self.first, means)
        staff, ward = self.city.staff, self.wanted.ward
        rows = np.flatnonzero(~at_counter)
        begins = arrived.copy()
        begins[rows] = serve(ward[rows], arrived[rows], takes[rows], staff.reception)
        rows = np.flatnonzero(at_counter)
        visits = offices.Visits(ward[rows], arrived[rows], takes[rows], self._parts("unit")[0][rows])
        self.waited = np.zeros(self.count, dtype=np.int32)
        self.waited[rows] = offices.hall_waits(self.settings, self.hours, visits, staff.hall, self.city.full_days)
        self.checked = begins + self.waited + takes

    def _supplement(self) -> None:
        """Mistakes are found: refusal, or a supplement that comes in time, too late, still wrong, asked for again."""
        skill = self.people.skill[self.wanted.citizen]
        drawn, back, again = self._parts("mistake"), self._parts("supplement"), self._parts("supplement again")
        wrong = self._happens(drawn[0], self._by_way("year.mistakes") * (1 - skill))
        refused = wrong & self._happens(drawn[1], self.settings["year.refused"])
        asked = wrong & ~refused
        answered = self.hours.closing(self.checked)
        lapse = SUPPLEMENT_DAYS * WORKDAY
        mean = WORKDAY * self.settings["year.supplement_days"]
        delay = (exponential()[back[0]] * mean).astype(np.int32) + 60
        comes = asked & (delay <= lapse)
        resubmitted = self.checked + delay
        rechecked = resubmitted + 60 + (back[1].astype(np.int64) * ANSWER_HOURS * 3600 // LEVELS).astype(np.int32)
        still = comes & self._happens(drawn[2], self.settings["year.still_wrong"])
        more = still & self._happens(drawn[3], self.settings["year.asks_again"])
        later = rechecked + np.minimum((exponential()[again[0]] * mean).astype(np.int32) + 60, lapse)
        accepted = later + 60 + (again[1].astype(np.int64) * ANSWER_HOURS * 3600 // LEVELS).astype(np.int32)
        self.refused = np.where(refused, answered, NEVER)
        self.asked = np.where(asked, answered, NEVER)
        self.resubmitted = np.where(comes, self.hours.closing(resubmitted), NEVER)
        self.asked_again = np.where(more, self.hours.closing(rechecked), NEVER)
        self.resubmitted_again = np.where(more, self.hours.closing(later), NEVER)
        self.stopped = np.where(asked & ~comes, self.hours.new_date(answered, SUPPLEMENT_DAYS), NEVER)
        self.stopped = np.where(still & ~more, self.hours.closing(rechecked), self.stopped).astype(np.int32)
        self.accepted = np.where(more, accepted, np.where(comes, rechecked, self.checked))
        self.good = ~wrong | (comes & ~still) | more

    def _receive(self) -> None:
        """The receipt with the date that it promises; a few take their dossier back."""
        drawn = self._parts("receipt")
        moment = self.hours.closing(self.accepted)
        self.received = np.where(self.good, moment, NEVER)
        self.verify = self._happens(drawn[0], self.settings["year.verified"]) & (
            self.city.limits.verify[self.wanted.procedure] > 0
        )
        self.due = np.where(
            self.good, self.hours.due(self.city.limits, self.wanted.procedure, moment, self.verify), NEVER
        )
        out = self.good & ~self.at_once & self._happens(drawn[1], self.settings["year.withdrawn"] / 10)
        away = self.accepted + 60 + (drawn[2].astype(np.int32) * WORKDAY >> 16)
        self.withdrawn = np.where(out, self.hours.closing(away), NEVER)
        self.goes_on = self.good & ~out

    def _settle(self) -> None:
        """The desks, in the order of receipt; other offices' share of the time limit; an apology before it is late."""
        limit, procedure = self.city.limits, self.wanted.procedure
        takes = offices.durations(
            self.settings, self.chance, "desk", self.first, needs.minutes(self.settings)[procedure]
        )
        at_desk = self.goes_on & ~self.at_once & (limit.kind[procedure] != BY_HOURS)
        rows = np.flatnonzero(at_desk)
        rows = rows[np.argsort(self.wanted.ward[rows].astype(np.int64) << 32 | self.accepted[rows], kind="stable")]
        begins = self.accepted.copy()
        begins[rows] = serve(self.wanted.ward[rows], self.accepted[rows], takes[rows], self.city.staff.desk)
        drawn = self._parts("elsewhere")
        steps = np.array(self.settings["year.share_of_limit"]) / 100
        share = np.interp((np.arange(LEVELS) + 0.5) / LEVELS, np.linspace(0, 1, len(steps)), steps)[drawn[0]]
        due = np.where(self.goes_on, self.due, 0)
        elsewhere = ((self.hours.worked(due) - self.accepted) * share).astype(np.int32)
        ends = np.maximum(
            begins + np.where(at_desk, takes, np.where(self.at_once, 0, 60)),
            self.accepted + np.where(self.at_once, 0, elsewhere),
        )
        online = (self.way <= channels.POINT).astype(np.uint8)
        charged = at_desk & (self.fee > 0) & self.city.fees_follow[online, procedure]
        mean = WORKDAY * self.settings["year.duty_days"]
        pause = np.where(charged, (exponential()[drawn[2]] * mean).astype(np.int32) + 60, 0)
        ends = ends + pause + 60 * charged
        self.begun = np.where(self.goes_on, np.maximum(self.hours.closing(begins), self.received), NEVER)
        self.settled = np.where(self.goes_on, np.maximum(self.hours.closing(ends), self.begun), NEVER)
        asked = np.maximum(self.hours.closing(begins + 60), self.begun)
        self.charged = np.where(charged, asked, NEVER)
        self.fee_paid = np.where(charged, np.maximum(self.hours.closing(begins + 60 + pause), asked), NEVER)
        # While the office waits for the fee, its clock stands still.
        self.counted_due = np.where(charged, self.hours.closing(self.hours.worked(due) + pause), self.due)
        last = self.hours.last_to_apologise(due)
        sorry = self._happens(drawn[1], self.settings["year.apologises"])
        sorry &= self.goes_on & (self.settled > self.counted_due) & (last > self.received) & (last <= self.hours.end)
        self.new_due = np.where(sorry, self.hours.new_date(due, APOLOGY_DAYS), NEVER)
        self.ends = ends

    def _hand_out(self) -> None:
        """The result: on the portal at once, by post after its days, at the counter when people come."""
        drawn, digital = self._parts("result"), self._parts("digital")
        self.electronic = self._happens(drawn[0], self._by_way("year.electronic_result"))
        self.digitised = self._happens(digital[0], self._by_way("year.digitised"))
        self.reused = self._happens(digital[1], self._by_way("year.reused"))
        self.synced = self._happens(digital[2], self.settings["year.synced"])
        by_net = (self.way <= channels.POINT) & self.electronic
        by_post = (self.way == channels.POST) | ((self.way <= channels.POINT) & ~self.electronic)
        self.delivery = np.where(by_net, BY_NET, np.where(by_post, BY_POST, AT_COUNTER)).astype(np.uint8)
        fetched = np.where(self.at_once, 0, drawn[1].astype(np.int32) * 2 * WORKDAY // LEVELS + 60)
        worked = self.ends + np.where(by_net, 60, np.where(by_post, POST_DAYS * WORKDAY, fetched))
        moment = np.maximum(self.hours.closing(worked), np.where(self.goes_on, self.settled, 0))
        self.returned = np.where(self.goes_on, moment, NEVER)

    def _status(self) -> None:
        """What has happened by the end of the year."""
        self.status = np.zeros(self.count, dtype=np.uint8)
        for name, status in EVENTS:
            moment = getattr(self, name)
            moment = np.where(moment < self.hours.end, moment, NEVER).astype(np.int32)
            setattr(self, name, moment)
            self.status[moment < NEVER] = status
        self.supplements = (self.asked < NEVER).astype(np.uint8) + (self.asked_again < NEVER)
        self.due = np.where(self.received < NEVER, self.due, NEVER)
        self.new_due = np.where(self.received < NEVER, self.new_due, NEVER)
        ended = np.minimum(np.minimum(self.settled, self.stopped), np.minimum(self.withdrawn, self.hours.end))
        counted = np.where(self.due < NEVER, self.counted_due, NEVER)
        self.late = (counted < ended) | (self.supplements > 1)
        self.paid[(self.status == TO_PAY) | (~self.good & (self.paid == CASH))] = UNPAID

    def _say(self) -> None:
        """Ratings of those who have their result, and petitions of anybody."""
        drawn, said = self._parts("rating"), self._parts("petition")
        unhappy, answered = self.settings["year.unhappy"], self.settings["year.petition_answered"]
        share = np.full(self.count, unhappy["smooth"], dtype=np.float32)
        share += self.late * np.float32(unhappy["late"]) + (self.supplements > 0) * np.float32(unhappy["supplement"])
        share += (self.waited > LONG_WAIT) * np.float32(unhappy["waited"])
        rates = (self.status == RETURNED) & self._happens(drawn[0], self.settings["year.rates"])
        happy = np.where(self._happens(drawn[2], self.settings["year.very_happy"]), VERY_SATISFIED, SATISFIED)
        grade = np.where(self._happens(drawn[1], share), NOT_SATISFIED, happy)
        self.rating = np.where(rates, grade, NOT_RATED).astype(np.uint8)
        petitions = self.settings["year.petitions"]
        self.petition = self._happens(said[0], np.where(self.late, petitions["late"], petitions["on_time"]) / 10)
        self.petition_late = self.petition & ~self._happens(said[1], answered["on_time"])
        self.petition_unhappy = self.petition & ~self._happens(said[2], answered["satisfied"])
