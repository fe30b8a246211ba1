"""A case: what one learner gets in one attempt at one lesson.

Different for each learner, equally hard for all: every case has the same steps and
the same kinds of planted faults; only who, where and in which words differ.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from simulator import datasets
from simulator.clock import VIETNAM
from simulator.draw import Draw
from simulator.files import PHOTOS, DeviceFile, WalletPaper
from simulator.identity import calls, population
from simulator.identity.numbers import phone_number
from simulator.office import calendar
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.households import births
from simulator.people.places import HANOI, Place, places
from simulator.people.provider import SEXES
from simulator.scenario import (
    Drawn,
    Scenario,
    draw_scenario,
    further_answers,
    right_answers,
    right_place,
    scenarios,
    sent_answers,
    words,
)
from simulator.services.catalogue import procedures
from simulator.worksheets.sheets import Drawn as DrawnItem
from simulator.worksheets.sheets import draw_sheets

FIRST_LESSON = "00-di-mot-vong"
LEARNER_ID = re.compile(r"^[0-9A-Z]{1,8}-[0-9]{2,3}\Z")
FREE_KEY = "tu-luyen-tap"
"""The class key of somebody who practises outside any class."""

MAX_ATTEMPT = 30


class CaseError(ValueError):
    """The case asked for cannot be made; the text says why."""


class Fault(msgspec.Struct, frozen=True):
    """Something planted that goes wrong on the way. ``variant`` names its texts in the data."""

    kind: str
    variant: str


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the learner is asked to get done; ``answers`` are the e-form's right ones, by field.

    ``also`` has those for everybody else whom a dossier of the same kind is needed for.
    """

    procedure: str
    place: Place
    reach: str
    answers: dict[str, str]
    delivery: str
    also: tuple[dict[str, str], ...] = ()

    @property
    def everyone(self) -> tuple[dict[str, str], ...]:
        """The right answers, for each dossier that is needed."""
        return (self.answers, *self.also)


class Case(msgspec.Struct, frozen=True):
    """One learner's case; the same inputs give the same bytes."""

    lesson: str
    learner: str
    attempt: int
    seed: str
    start: str
    citizen: Citizen
    drawn: Drawn
    registered_phone: str
    balance: int
    task: Task
    faults: tuple[Fault, ...]
    files: tuple[DeviceFile, ...]
    wallet: tuple[WalletPaper, ...]
    sheets: dict[str, tuple[DrawnItem, ...]]

    @staticmethod
    def for_learner(lesson: str, learner: str, attempt: int = 1, class_key: str = FREE_KEY) -> Case:
        """The case of this learner, attempt and class.

        Raises ``CaseError`` for an unknown lesson, a malformed learner id or a bad attempt.
        """
        return _make(lesson, learner, attempt, class_key)

    @property
    def begins(self) -> datetime:
        """When the case begins, in Vietnam's time."""
        return datetime.fromisoformat(self.start)

    @property
    def scenario(self) -> Scenario:
        """The story that the case fills in."""
        return scenarios()[self.lesson]

    @property
    def everybody(self) -> tuple[Citizen, ...]:
        """The citizen, and everybody around."""
        return (self.citizen, *self.drawn.people.values())

    @property
    def relative(self) -> Citizen:
        """The sibling of the first lesson; raises ``KeyError`` in other cases."""
        return self.drawn.people["sibling"]

    def words(self) -> dict[str, Any]:
        """What the scenario's story and rows may name, for this case."""
        return words(self.scenario, self.drawn, self.citizen, self.begins.date())

    def sent_answers(self) -> dict[str, str]:
        """What stands in the dossier that the story has sent."""
        return sent_answers(self.scenario, self.drawn, self.citizen, self.begins.date())

    def planted(self, kind: str) -> Fault | None:
        """The planted fault of this kind, if there is one."""
        return next((fault for fault in self.faults if fault.kind == kind), None)

    def fault(self, kind: str) -> Fault:
        """The planted fault of this kind; raises ``KeyError`` if there is none."""
        found = self.planted(kind)
        if found is None:
            raise KeyError(f"no fault {kind!r} is planted in this case")
        return found

    def encoded(self) -> bytes:
        """The case as bytes."""
        return msgspec.json.encode(self, order="deterministic")

    def digest(self) -> str:
        """A short name for exactly this case."""
        return hashlib.sha256(self.encoded()).hexdigest()[:16]


def learner_id(text: str) -> str:
    """The learner id in its one spelling, such as ``8A1-07``; raises ``CaseError``."""
    wanted = unicodedata.normalize("NFKC", text).strip().upper()
    wanted = re.sub(r"\s*[-\u2010-\u2015\u2212]\s*", "-", wanted)
    match = re.fullmatch(r"([0-9A-Z]{1,8})[-\s/]+([0-9]{1,3})", wanted)
    if match:
        wanted = f"{match[1]}-{int(match[2]):02d}"
    if not LEARNER_ID.match(wanted):
        raise CaseError(f"Mã học sinh “{text}” chưa đúng. Em viết lớp, dấu gạch, số thứ tự, ví dụ 8A1-07.")
    return wanted


def seed_of(lesson: str, learner: str, attempt: int, class_key: str) -> str:
    """The seed that every choice of the case hangs on."""
    return hashlib.sha256(f"{lesson}|{learner}|{attempt}|{class_key}".encode()).hexdigest()


def _make(lesson: str, learner: str, attempt: int, class_key: str) -> Case:
    scenario = scenarios().get(lesson)
    if scenario is None:
        raise CaseError(f"unknown lesson {lesson!r}; known: {', '.join(scenarios())}")
    if not LEARNER_ID.match(learner):
        raise CaseError(f"learner id {learner!r} is not like '8A1-07'")
    if not 1 <= attempt <= MAX_ATTEMPT:
        raise CaseError(f"attempt {attempt} is not between 1 and {MAX_ATTEMPT}")
    draw = Draw(seed_of(lesson, learner, attempt, class_key))
    start = _start(draw, scenario)
    person = _citizen(draw, scenario, start.date())
    drawn = draw_scenario(draw, scenario, person, start.date())
    faults = tuple(Fault(kind, FAULTS[kind](draw, scenario)) for kind in scenario.faults)
    other_phone = "other_phone" in scenario.faults
    return Case(
        lesson=lesson,
        learner=learner,
        attempt=attempt,
        seed=draw.seed,
        start=start.isoformat(),
        citizen=person,
        drawn=drawn,
        registered_phone=phone_number(draw.below(10_000_000, "registered phone")) if other_phone else person.phone,
        balance=draw.between(4, 9, "balance") * 100_000,
        task=Task(
            procedure=scenario.procedure,
            place=right_place(scenario, drawn, person),
            reach=scenario.reach,
            answers=right_answers(scenario, drawn, person, start.date()),
            delivery=scenario.delivery,
            also=further_answers(scenario, drawn, person, start.date()),
        ),
        faults=faults,
        files=_files(draw, scenario, {fault.kind: fault.variant for fault in faults}),
        wallet=tuple(
            WalletPaper(f"w{i + 1}", datasets.label("paper_kind", kind), kind) for i, kind in enumerate(scenario.wallet)
        ),
        sheets=draw_sheets(draw, lesson, start.date()),
    )


def _citizen(draw: Draw, scenario: Scenario, day: date) -> Citizen:
    """An adult of Hà Nội, of an age at which the people of the story can be theirs."""
    sex = draw.choose(SEXES, "citizen/sex")
    if "expired_card" in scenario.faults:
        last = day - timedelta(draw.between(6, 45, "card/expired"))
        born = last.replace(year=last.year - draw.choose(CARD_AGES, "card/age"))
        return citizen(draw, "citizen", born, sex, draw.choose(places(HANOI), "citizen/home"))
    born = birth_day(draw, "citizen/born", *births(scenario.people, day, date(2001, 12, 31), date(1983, 1, 1)))
    return citizen(draw, "citizen", born, sex, draw.choose(places(HANOI), "citizen/home"))


CARD_AGES = (25, 40)
"""Birthdays on which an identity card runs out (Luật Căn cước 2023, Điều 21); 60 is no age for our stories."""

SEASONS = {"autumn": (date(2026, 9, 7), 54), "june": (date(2026, 6, 1), 26)}
"""When cases begin: the first day, and among how many days."""


def _start(draw: Draw, scenario: Scenario) -> datetime:
    """A working morning or early afternoon of the scenario's season; at the counter soon after 15:00.

    A shift at a support point is over before the office closes for lunch.
    """
    first, count = SEASONS[scenario.season]
    days = [first + timedelta(days=i) for i in range(count)]
    day = draw.choose([d for d in days if calendar.is_working_day(d)], "day")
    opens, most = (time(15, 5), 15) if scenario.counter else (time(8, 0), 150 if scenario.point else 5 * 60)
    minute = draw.between(0, most, "minute")
    return datetime.combine(day, opens, VIETNAM) + timedelta(minutes=minute)


def _worded(kind: str) -> Callable[[Draw, Scenario], str]:
    """A fault whose wordings are in the data: a table or a list of them."""
    return lambda draw, _: draw.choose(sorted(datasets.toml("scams/variants.toml")[kind]), kind)


def _prefilled(scenario: Scenario) -> list[str]:
    """What the scenario's e-form is filled in with and may be wrong."""
    form = procedures()[scenario.procedure].eform or {"properties": {}}
    used = [field.get("x-prefill") for field in form["properties"].values()]
    return [item for item in population.MAY_BE_WRONG if item in used]


FAULTS: dict[str, Callable[[Draw, Scenario], str]] = {
    "other_phone": lambda _, __: "sim",
    "late_otp": _worded("late_otp"),
    "scam_activation": _worded("scam_activation"),
    "bad_files": lambda draw, scenario: draw.choose(scenario.device.wrong, "bad files"),
    "late_payment": _worded("late_payment"),
    "scam_fee": _worded("scam_fee"),
    "blurred_scan": lambda _, __: "blurred",
    "big_file": lambda _, __: "big",
    "late_office": _worded("late_office"),
    "late_activation": lambda _, __: "late",
    "verification": lambda _, __: "verify",
    "expired_card": lambda _, __: "expired",
    "level_one": lambda _, __: "one",
    "network_drop": lambda _, __: "drop",
    "hand_signature": lambda _, __: "pen",
    "silent_office": lambda _, __: "silent",
    "wrong_prefill": lambda draw, scenario: draw.choose(_prefilled(scenario), "wrong prefill"),
    "qr_sticker": _worded("qr_sticker"),
    "scam_call": lambda draw, _: draw.choose(calls.false_ones(), "scam_call"),
    "sms_blocked": lambda _, __: "full",
    "lost_phone": lambda _, __: "lost",
    "app_too_old": _worded("app_too_old"),
}
"""What may be planted, and how its variant is chosen."""


def _files(draw: Draw, scenario: Scenario, faults: dict[str, str]) -> tuple[DeviceFile, ...]:
    """The computer's files, in an order and under names that do not give the answers away."""
    device = scenario.device
    sizes = iter(draw.between(180, 900, "files/size", i) for i in range(100))
    found = [("pdf", next(sizes), kind, 1, 0) for kind in device.right]
    found += [("jpg", next(sizes) + 1200, kind, 1, part) for kind in device.photos for part in range(1, PHOTOS + 1)]
    wanted = (*device.right, *device.photos)
    if "bad_files" in faults and wanted:
        found += [("pdf", 0, "empty", 0, 0), ("pdf", next(sizes), faults["bad_files"], 1, 0)]
        found += [("heic", next(sizes) + 1600, kind, 1, 0) for kind in device.right[:1]]
    if "blurred_scan" in faults and wanted:
        found.append(("pdf", next(sizes), "blurred", 1, 0))
    if "big_file" in faults and device.right:
        found.append(("pdf", 9_000 + next(sizes), device.right[0], 24, 0))
    first = draw.between(11, 80, "files/first")
    return tuple(
        DeviceFile(f"f{i + 1}", f"Scan_{first + i:03d}.{form}", form, size, kind, pages, part)
        for i, (form, size, kind, pages, part) in enumerate(draw.shuffle(found, "files"))
    )
