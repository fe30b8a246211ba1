"""Administrative procedures: finding one, reading its page, its fee on a day at a place."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from simulator import actions, datasets
from simulator.outcome import Outcome

if TYPE_CHECKING:
    from simulator.portal import Portal

_CODE = re.compile(r"\d[\d.]*", re.ASCII)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook, dot below."""


UNKNOWN_CODE = "chua-ro-ma-"
"""How the code of a procedure begins whose real one we do not know: it names the file, and is never shown."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a fact comes from.

    Confidence: P public page, S public repository or document, A article, G general knowledge,
    U not known. G and U have to be checked.
    """

    about: str
    text: str
    confidence: str


class Fee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the fee table, in đồng for each ``unit``. ``province`` ``*`` is everywhere else.

    ``from_count`` is the first unit that the amount is for (from the third page on, say), ``cap``
    the most that one copy costs, ``due`` when it is paid: on filing, or after the office has counted.
    """

    channel: str
    province: str
    amount: int
    unit: str
    valid_from: date
    source: str
    confidence: str
    valid_to: date | None = None
    from_count: int = 1
    cap: int = 0
    due: Literal["filing", "after"] = "filing"


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long the office may take; ``verify`` is the longest if something has to be verified, in the same unit.

    For ``same_day`` that is working days.
    """

    kind: Literal["same_day", "hours", "working_days", "days"]
    source: str
    confidence: str
    amount: int = 0
    verify: int = 0


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of several authorities that a linked procedure goes to."""

    name: str
    authority: Literal["commune", "police", "insurance"]
    limit: Limit
    result: str


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document that a dossier needs. ``accepts`` are the kinds of paper that will do.

    ``when`` makes it required only if the e-form's answer to a field is one of some choices;
    ``exempts`` says that who hands it in pays no fee.
    """

    id: str
    name: str
    form: str = ""
    originals: int = 0
    copies: int = 0
    required: bool = True
    sources: tuple[str, ...] = ("device",)
    formats: tuple[str, ...] = ("pdf",)
    accepts: tuple[str, ...] = ()
    when: dict[str, tuple[str, ...]] = {}
    exempts: bool = False


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way of filing with its time limit and what the portal prints for the fee."""

    channel: str
    time_limit: str
    fee_text: str = ""


class Procedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One procedure in one version, with the fields of the portal's own schema.

    ``signature`` says that the e-form has to be signed digitally before it is sent. ``result_rows`` are what
    the result says, each with a field of the form or something known of a person; the first names the holder.
    """

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
    result_rows: tuple[tuple[str, str], ...] = ()
    documents: tuple[Slot, ...] = ()
    fees: tuple[Fee, ...] = ()
    eform: dict[str, Any] | None = None
    limit: Limit | None = None
    authority: Literal["commune", "police", "school"] = "commune"
    presence: str = ""
    signature: bool = False
    hotline: str = "Cổng không công bố"
    life_events: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def shown_code(self) -> str:
        """The code as people read it."""
        return "cần kiểm tra" if self.code.startswith(UNKNOWN_CODE) else self.code

    @property
    def filed_here(self) -> bool:
        """Whether filing it is simulated."""
        return self.eform is not None

    def slot(self, name: str) -> Slot | None:
        """The document's place with this id."""
        return next((slot for slot in self.documents if slot.id == name), None)


def _read(name: str) -> Procedure:
    return msgspec.convert(datasets.toml(f"procedures/{name}.toml"), Procedure, strict=False)


@cache
def procedures() -> dict[str, Procedure]:
    """Code to procedure as it is now, all that the data holds."""
    return {code: _read(code) for code in datasets.toml("procedures/index.toml")["codes"]}


@cache
def versions(code: str) -> tuple[Procedure, ...]:
    """Every version of a procedure that the data holds, the oldest first; none for an unknown code."""
    older = datasets.toml("procedures/index.toml")["older"].items()
    found = [_read(f"{folder}/{code}") for folder, codes in older if code in codes]
    found += [procedures()[code]] if code in procedures() else []
    return tuple(sorted(found, key=lambda version: version.valid_from))


def procedure_on(code: str, day: date) -> Procedure | None:
    """The version in force on a day; ``None`` if the data holds none for it."""
    return next(
        (v for v in versions(code) if v.valid_from <= day and (v.valid_to is None or day <= v.valid_to)),
        None,
    )


def plain(text: str) -> str:
    """Lower case without Vietnamese marks, for searching: ``Đăng ký`` becomes ``dang ky``."""
    text = text.lower().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


class Spelling(NamedTuple):
    """A word's letters with their own marks (ă, ê, đ), and apart from them its tone, which may stand on any vowel.

    ``bare`` are the letters without any mark.
    """

    letters: tuple[str, ...]
    bare: tuple[str, ...]
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
        return Spelling(tuple(letters), tuple(map(plain, letters)), frozenset(tone))

    def fits(self, word: Spelling) -> int:
        """How well this, as somebody typed it, fits a word: 3 the same, 2 marks left out, 1 its beginning, 0 not.

        A mark that is typed must be there; one that is left out may be.
        """
        if self == word:
            return 3
        if self.bare != word.bare[: len(self.bare)] or not self.tone <= word.tone:
            return 0
        typed = zip(self.letters, word.letters, word.bare, strict=False)
        if not all(mine in (its, bare) for mine, its, bare in typed):
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

    Whole words and beginnings of words count, with their marks or without; a number is a part of a code or a word.
    """
    return list(_found(query))


@lru_cache(maxsize=1024)
def _found(query: str) -> tuple[str, ...]:
    """A class types the same few words, so what was found is kept."""
    typed = [token.strip(".,;:") for token in query.split()]
    parts = [token for token in typed if _CODE.fullmatch(token)]
    words = _words(" ".join(token for token in typed if token not in parts))
    found = []
    for code, procedure in procedures().items():
        fits = [max(part in code or part in code.replace(".", ""), _fit(Spelling.of(part), code)) for part in parts]
        fits += [_fit(word, code) for word in words]
        if fits and all(fits):
            found.append((-sum(fits), len(procedure.name), code))
    return tuple(code for _, _, code in sorted(found))


def limit_of(procedure: Procedure) -> Limit:
    """The time limit of a procedure that can be filed; raises ``LookupError`` if the data has none."""
    if procedure.limit is None:
        raise LookupError(f"{procedure.code} has no time limit")
    return procedure.limit


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


def by_event(event: str) -> list[str]:
    """Codes of the procedures that a life event calls for: what can be filed, then what it is about."""
    found = [p for p in procedures().values() if event in p.life_events]
    return [p.code for p in sorted(found, key=lambda p: (not p.filed_here, p.life_events.index(event), p.name))]


def browse_event(portal: Portal, action: actions.BrowseEvent) -> Outcome:
    if action.event not in datasets.labels()["life_event"]:
        return portal.refuse("event_unknown")
    portal.state.found = by_event(action.event)
    return portal.accept("search_found", count=str(len(portal.state.found)))


HANDLERS: dict[type[actions.Action], Any] = {
    actions.SearchProcedures: search_procedures,
    actions.OpenProcedure: open_procedure,
    actions.BrowseEvent: browse_event,
}
