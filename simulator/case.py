"""A case: what one learner gets in one attempt at one lesson.

Different for each learner, equally hard for all: every case has the same steps and
the same kinds of planted faults; only who, where and in which words differ.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date, datetime, time, timedelta

import msgspec

from simulator import datasets
from simulator.clock import VIETNAM
from simulator.draw import Draw
from simulator.identity.numbers import phone_number
from simulator.office import calendar
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.places import HANOI, Place, places, province_codes
from simulator.people.provider import SEXES

FIRST_LESSON = "00-di-mot-vong"
PROCEDURE = "2.000635"
LEARNER_ID = re.compile(r"^[0-9A-Z]{1,8}-[0-9]{2,3}\Z")
FREE_KEY = "tu-luyen-tap"
"""The class key of somebody who practises outside any class."""

MAX_ATTEMPT = 30
WRONG_PAPERS = ("school_letter", "meeting_letter", "electricity_bill")
"""Papers that are near at hand and not the one that is asked for."""


class CaseError(ValueError):
    """The case asked for cannot be made; the text says why."""


class Fault(msgspec.Struct, frozen=True):
    """Something planted that goes wrong on the way. ``variant`` names its texts in the data."""

    kind: str
    variant: str


class DeviceFile(msgspec.Struct, frozen=True):
    """A file on the simulated computer. ``kind`` is what the paper really is."""

    id: str
    name: str
    format: str
    size_kb: int
    kind: str
    pages: int


class WalletPaper(msgspec.Struct, frozen=True):
    """An electronic paper in the identity app's wallet."""

    id: str
    name: str
    kind: str


class Task(msgspec.Struct, frozen=True):
    """What the learner is asked to get done."""

    procedure: str
    place: Place
    relation: str
    paper: str
    copies: int
    purpose: str
    delivery: str


class Case(msgspec.Struct, frozen=True):
    """One learner's case; the same inputs give the same bytes."""

    lesson: str
    learner: str
    attempt: int
    seed: str
    start: str
    citizen: Citizen
    relative: Citizen
    registered_phone: str
    balance: int
    task: Task
    faults: tuple[Fault, ...]
    files: tuple[DeviceFile, ...]
    wallet: tuple[WalletPaper, ...]

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

    def fault(self, kind: str) -> Fault:
        """The planted fault of this kind."""
        return next(fault for fault in self.faults if fault.kind == kind)

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
    if lesson != FIRST_LESSON:
        raise CaseError(f"unknown lesson {lesson!r}; known: {FIRST_LESSON!r}")
    if not LEARNER_ID.match(learner):
        raise CaseError(f"learner id {learner!r} is not like '8A1-07'")
    if not 1 <= attempt <= MAX_ATTEMPT:
        raise CaseError(f"attempt {attempt} is not between 1 and {MAX_ATTEMPT}")
    draw = Draw(seed_of(lesson, learner, attempt, class_key))
    person, relative, relation, birthplace = _family(draw)
    faults = _faults(draw)
    return Case(
        lesson=lesson,
        learner=learner,
        attempt=attempt,
        seed=draw.seed,
        start=_start(draw).isoformat(),
        citizen=person,
        relative=relative,
        registered_phone=phone_number(draw.below(10_000_000, "registered phone")),
        balance=draw.between(4, 9, "balance") * 100_000,
        task=Task(
            procedure=PROCEDURE,
            place=birthplace,
            relation=relation,
            paper="birth_certificate",
            copies=draw.between(1, 4, "copies"),
            purpose=draw.choose(sorted(datasets.labels()["purpose"]), "purpose"),
            delivery="online",
        ),
        faults=faults,
        files=_files(draw, faults),
        wallet=(
            WalletPaper("w1", "Căn cước điện tử", "identity_card"),
            WalletPaper("w2", "Thẻ bảo hiểm y tế", "health_card"),
        ),
    )


def _family(draw: Draw) -> tuple[Citizen, Citizen, str, Place]:
    """An adult of Hà Nội and a sibling, both registered at birth in one commune elsewhere."""
    sex = draw.choose(SEXES, "citizen/sex")
    born = birth_day(draw, "citizen/born", date(2001, 12, 31), date(1983, 1, 1))
    home = draw.choose(places(HANOI), "citizen/home")
    person = citizen(draw, "citizen", born, sex, home)

    other_sex = draw.choose(SEXES, "relative/sex")
    gap = timedelta(days=draw.between(500, 2000, "relative/gap"))
    older = draw.below(2, "relative/older") == 1
    elsewhere = [code for code in province_codes() if code != HANOI]
    birthplace = draw.choose(places(draw.choose(elsewhere, "birthplace/province")), "birthplace/commune")
    living = draw.choose(places(draw.choose(elsewhere, "relative/province")), "relative/commune")
    sibling_born = born - gap if older else born + gap
    relative = citizen(draw, "relative", sibling_born, other_sex, living, person.family, person.given)
    relation = {
        ("f", True): "older_sister",
        ("m", True): "older_brother",
        ("f", False): "younger_sister",
        ("m", False): "younger_brother",
    }[other_sex, older]
    return person, relative, relation, birthplace


def _start(draw: Draw) -> datetime:
    """A working morning or early afternoon in autumn 2026."""
    days = [date(2026, 9, 7) + timedelta(days=i) for i in range(54)]
    day = draw.choose([d for d in days if calendar.is_working_day(d)], "day")
    minute = draw.between(0, 5 * 60, "minute")
    return datetime.combine(day, time(8, 0), VIETNAM) + timedelta(minutes=minute)


def _faults(draw: Draw) -> tuple[Fault, ...]:
    """One of each kind, for everybody; the variant chooses the wording."""
    variants = datasets.toml("scams/variants.toml")
    return (
        Fault("other_phone", "sim"),
        Fault("late_otp", draw.choose(sorted(variants["late_otp"]), "late otp")),
        Fault("scam_activation", draw.choose(variants["scam_activation"], "scam activation")),
        Fault("bad_files", draw.choose(WRONG_PAPERS, "bad files")),
        Fault("late_payment", draw.choose(sorted(variants["late_payment"]), "late payment")),
        Fault("scam_fee", draw.choose(variants["scam_fee"], "scam fee")),
    )


def _files(draw: Draw, faults: tuple[Fault, ...]) -> tuple[DeviceFile, ...]:
    """Four files with names that do not give the answer away: one right, three not."""
    wrong = next(fault.variant for fault in faults if fault.kind == "bad_files")
    papers = draw.shuffle(
        (
            ("pdf", draw.between(180, 900, "files/size"), "authorisation", 1),
            ("pdf", 0, "empty", 0),
            ("pdf", draw.between(180, 900, "files/size", 1), wrong, 1),
            ("heic", draw.between(1800, 4200, "files/size", 2), "authorisation", 1),
        ),
        "files",
    )
    first = draw.between(11, 80, "files/first")
    return tuple(
        DeviceFile(f"f{i + 1}", f"Scan_{first + i:03d}.{form}", form, size, kind, pages)
        for i, (form, size, kind, pages) in enumerate(papers)
    )
