"""Administrative procedures: finding one, reading its page, its fee on a day at a place."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from simulator import actions, datasets
from simulator.outcome import Outcome

if TYPE_CHECKING:
    from simulator.portal import Portal

_CODE = re.compile(r"\d[\d.]*", re.ASCII)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook, dot below."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a fact comes from. Confidence: P public page, S public repository, A article, G unverified."""

    about: str
    text: str
    confidence: str


class Fee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the fee table, in đồng for each ``unit``. ``province`` ``*`` is everywhere else."""

    channel: str
    province: str
    amount: int
    unit: str
    valid_from: date
    source: str
    confidence: str
    valid_to: date | None = None


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document that a dossier needs. ``accepts`` are the kinds of paper that will do."""

    id: str
    name: str
    form: str = ""
    originals: int = 0
    copies: int = 0
    required: bool = True
    sources: tuple[str, ...] = ("device",)
    formats: tuple[str, ...] = ("pdf",)
    accepts: tuple[str, ...] = ()


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way of filing with its time limit and what the portal prints for the fee."""

    channel: str
    time_limit: str
    fee_text: str = ""


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One procedure in one version, with the fields of the portal's own schema."""

    code: str
    name: str
    decision: str
    level: str
    kind: str
    field: str
    steps: tuple[str, ...]
    ways: tuple[Way, ...]
    applicants: str
    competent: str
    result: str
    legal_basis: tuple[str, ...]
    conditions: str
    keywords: tuple[str, ...]
    service_level: str
    valid_from: date
    sources: tuple[Source, ...]
    valid_to: date | None = None
    coordinating: str = ""
    documents: tuple[Slot, ...] = ()
    fees: tuple[Fee, ...] = ()
    eform: dict[str, Any] | None = None

    @property
    def filed_here(self) -> bool:
        """Whether filing it is simulated."""
        return self.eform is not None

    def slot(self, name: str) -> Slot | None:
        """The document's place with this id."""
        return next((slot for slot in self.documents if slot.id == name), None)


@cache
def procedures() -> dict[str, Procedure]:
    """Code to procedure, all that the data holds."""
    listed = datasets.toml("procedures/index.toml")["codes"]
    return {code: msgspec.convert(datasets.toml(f"procedures/{code}.toml"), Procedure, strict=False) for code in listed}


def plain(text: str) -> str:
    """Lower case without Vietnamese marks, for searching: ``Đăng ký`` becomes ``dang ky``."""
    text = text.lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


class Spelling(NamedTuple):
    """A word's letters with their own marks (ă, ê, đ), and apart from them its tone, which may stand on any vowel."""

    letters: tuple[str, ...]
    tone: frozenset[str]

    @staticmethod
    def of(word: str) -> Spelling:
        """How a word is spelled."""
        letters: list[str] = []
        tone = set()
        for c in unicodedata.normalize("NFD", word):
            if c in _TONES:
                tone.add(c)
            elif letters and unicodedata.combining(c):
                letters[-1] += c
            else:
                letters.append(c)
        return Spelling(tuple(letters), frozenset(tone))

    def fits(self, word: Spelling) -> int:
        """How well this, as somebody typed it, fits a word: 3 the same, 2 marks left out, 1 its beginning, 0 not.

        A mark that is typed must be there; one that is left out may be.
        """
        if self == word:
            return 3
        pairs = zip(self.letters, word.letters, strict=False)
        same = len(self.letters) <= len(word.letters) and all(mine in (its, plain(its)) for mine, its in pairs)
        if not same or not self.tone <= word.tone:
            return 0
        return 2 if len(self.letters) == len(word.letters) else 1


def _words(text: str) -> list[Spelling]:
    return [Spelling.of(word) for word in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())]


@cache
def _searchable() -> dict[str, tuple[list[Spelling], list[Spelling]]]:
    return {code: (_words(p.name), _words(" ".join((p.field, *p.keywords)))) for code, p in procedures().items()}


def _fit(word: Spelling, code: str) -> int:
    """How well a typed word fits a procedure: any word of its name better than any keyword; 0 is not at all."""
    name, keywords = _searchable()[code]
    in_name = max(map(word.fits, name))
    return in_name + 3 if in_name else max(map(word.fits, keywords))


def search(query: str) -> list[str]:
    """Codes of the procedures that fit every word, or a part of a code, the best match first.

    Whole words and beginnings of words count, with their marks or without.
    """
    typed = [token.strip(".,;:") for token in query.split()]
    parts = [token for token in typed if _CODE.fullmatch(token)]
    words = _words(" ".join(token for token in typed if token not in parts))
    found = []
    for code, procedure in procedures().items():
        fits: list[int] = [part in code or part in code.replace(".", "") for part in parts]
        fits += [_fit(word, code) for word in words]
        if fits and all(fits):
            found.append((-sum(fits), len(procedure.name), code))
    return [code for _, _, code in sorted(found)]


def fee(procedure: Procedure, province: str, channel: str, day: date) -> Fee | None:
    """The fee in force on a day: a province's own row before the general one; ``None`` if unpublished."""
    rows = [
        row
        for row in procedure.fees
        if row.channel == channel
        and row.valid_from <= day
        and (row.valid_to is None or day <= row.valid_to)
        and row.province in (province, "*")
    ]
    return min(rows, key=lambda row: row.province == "*", default=None)


def search_procedures(portal: Portal, action: actions.SearchProcedures) -> Outcome:
    portal.state.found = search(action.query)
    if not plain(action.query).split():
        return portal.refuse("search_empty")
    if not portal.state.found:
        return portal.refuse("search_nothing", query=action.query)
    return portal.accept("search_found", count=str(len(portal.state.found)))


def open_procedure(portal: Portal, action: actions.OpenProcedure) -> Outcome:
    procedure = procedures().get(action.procedure)
    if procedure is None:
        return portal.refuse("procedure_unknown", code=action.procedure)
    if procedure.code not in portal.state.procedures_read:
        portal.state.procedures_read.append(procedure.code)
    return portal.accept("procedure_open", name=procedure.name)


HANDLERS: dict[type[actions.Action], Any] = {
    actions.SearchProcedures: search_procedures,
    actions.OpenProcedure: open_procedure,
}
