"""The journal: a header, then one line an action, each with its outcome's digest, chained.

A journal is what a learner hands in. Its header is a claim, which ``replay`` checks
against the case that roster and class key give. The chain finds damage and hasty
edits; it cannot stop somebody who has this program from making a journal by machine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, NamedTuple, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from simulator import datasets
from simulator.actions import Action, AnyAction
from simulator.case import Case, CaseError
from simulator.outcome import Outcome
from simulator.portal import Portal
from simulator.release import RELEASE, SCHEMA

MAX_BYTES = 4_000_000
MAX_ACTIONS = 2_000
MAX_LINE = 48_000
"""More than the longest action that the schema allows, every character of it escaped."""

MAX_BRACKETS = 32
"""Far more than any line opens outside its texts: the decoder follows each of them on the stack."""

Reason: TypeAlias = Literal["empty", "too_big", "damaged", "foreign", "other_release", "mismatch"]
Hex16 = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
Word = Annotated[str, Meta(max_length=60)]


class JournalError(ValueError):
    """A journal that cannot be used. ``reason`` says which way; ``line`` is counted from 1."""

    def __init__(self, reason: Reason, detail: str, line: int = 0) -> None:
        super().__init__(f"{reason}: {detail}" + (f" (line {line})" if line else ""))
        self.reason: Reason = reason
        self.detail = detail
        self.line = line


class BrokenChain(JournalError):
    """A line that is one, but does not go on with what stands before it."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: what the journal says it is."""

    schema: int
    release: Word
    data: Hex16
    lesson: Word
    learner: Word
    attempt: int
    case: Hex16


class SchemaNumber(msgspec.Struct, frozen=True):
    """The one thing that every format's first line has."""

    schema: int


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One action, its number from 1, the digest of what came of it, and the chain so far."""

    n: int
    action: AnyAction
    outcome: Hex16
    chain: Hex16


class Journal(NamedTuple):
    """A header and its lines. ``torn`` counts the bytes of an unfinished last line, left out."""

    header: Header
    lines: tuple[Line, ...] = ()
    torn: int = 0

    @staticmethod
    def begin(case: Case) -> Journal:
        """An empty journal for a case, with today's release and data."""
        return Journal(
            Header(SCHEMA, RELEASE, datasets.fingerprint(), case.lesson, case.learner, case.attempt, case.digest())
        )

    @property
    def chain(self) -> str:
        """The chain's last link."""
        return self.lines[-1].chain if self.lines else first_link(self.header)

    def add(self, action: Action, digest: str) -> tuple[Journal, Line]:
        """The journal with one more action, and its new line."""
        number = len(self.lines) + 1
        line = Line(number, action, digest, link(self.chain, number, action, digest))  # type: ignore[arg-type]
        return self._replace(lines=(*self.lines, line)), line

    def encoded(self) -> bytes:
        """The journal as the bytes of its file."""
        return encode(self.header) + b"".join(encode(line) for line in self.lines)


T = TypeVar("T", Header, Line, SchemaNumber)

_encoder = msgspec.json.Encoder(order="deterministic")
_headers = msgspec.json.Decoder(Header)
_lines = msgspec.json.Decoder(Line)
_texts = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?')
_schemas = msgspec.json.Decoder(SchemaNumber)


def encode(part: Header | Line) -> bytes:
    """One line of the file, with its line end."""
    return _encoder.encode(part) + b"\n"


def first_link(header: Header) -> str:
    """What the chain hangs on."""
    return hashlib.sha256(_encoder.encode(header)).hexdigest()[:16]


def link(before: str, number: int, action: Action, digest: str) -> str:
    """The chain's next link."""
    return hashlib.sha256(_encoder.encode((before, number, action, digest))).hexdigest()[:16]


def parse(data: bytes) -> Journal:
    """Read a journal's bytes.

    A last line without its line end is torn, as after a power cut, and left out; any
    other fault raises ``JournalError`` with reason ``empty``, ``too_big`` or ``damaged``.
    """
    if len(data) > MAX_BYTES:
        raise JournalError("too_big", f"{len(data)} bytes, at most {MAX_BYTES} are read")
    *rows, tail = data.split(b"\n")
    if not rows:
        raise JournalError("empty", "no complete line" if tail else "the file is empty")
    if len(rows) - 1 > MAX_ACTIONS:
        raise JournalError("too_big", f"{len(rows) - 1} actions, at most {MAX_ACTIONS} are read")
    first = rows[0].rstrip(b"\r")
    # A later format may have other fields: ask for its number before anything else.
    schema = _read(_schemas, first, 1).schema
    if schema != SCHEMA:
        raise JournalError("other_release", f"schema {schema}, this release reads {SCHEMA}")
    header = _read(_headers, first, 1)
    return Journal(header, tuple(follow(rows[1:], 0, first_link(header))), len(tail))


def follow(rows: Iterable[bytes], before: int, chain: str) -> Iterator[Line]:
    """Read rows that go on with a journal after ``before`` actions and the link ``chain``, each when it is asked for.

    Raises ``BrokenChain`` for a good line that does not go on with it, ``JournalError`` for a bad one.
    """
    for number, row in enumerate(rows, before + 1):
        line = _read(_lines, row.rstrip(b"\r"), number + 1)
        if line.n != number:
            raise BrokenChain("damaged", f"action {line.n} stands where action {number} should", number + 1)
        chain = link(chain, number, line.action, line.outcome)
        if line.chain != chain:
            raise BrokenChain("damaged", "the chain breaks here", number + 1)
        yield line


def _read(decoder: msgspec.json.Decoder[T], row: bytes, number: int) -> T:
    if len(row) > MAX_LINE:
        raise JournalError("too_big", f"{len(row)} bytes in one line, at most {MAX_LINE} are read", number)
    if _brackets(row) > MAX_BRACKETS and _brackets(_texts.sub(b"", row)) > MAX_BRACKETS:
        # A browser's Python does not raise RecursionError here: its whole machine stops.
        raise JournalError("damaged", f"more than {MAX_BRACKETS} brackets opened in one line", number)
    try:
        return decoder.decode(row)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise JournalError("damaged", str(fault), number) from None


def _brackets(row: bytes) -> int:
    return row.count(b"[") + row.count(b"{")


def replay(journal: Journal, case: Case | None = None) -> Portal:
    """The portal after a journal's actions.

    With ``case`` given, the header must fit it: reason ``foreign`` otherwise. Without,
    it is taken for free practice outside any class: pass the case whenever marks are
    at stake. An outcome that differs from the recorded one raises
    ``mismatch``, or ``other_release`` if release or data differ, with both named.
    """
    header = journal.header
    if case is None:
        try:
            case = Case.for_learner(header.lesson, header.learner, header.attempt)
        except CaseError as fault:
            raise JournalError("foreign", str(fault)) from None
    claimed = (header.lesson, header.learner, header.attempt)
    if claimed != (case.lesson, case.learner, case.attempt):
        wanted = f"{case.lesson}/{case.learner}/{case.attempt}"
        raise JournalError("foreign", f"made for {'/'.join(map(str, claimed))}, wanted {wanted}")
    same_build = (header.release, header.data) == (RELEASE, datasets.fingerprint())
    builds = f"made with {header.release}/{header.data}, this is {RELEASE}/{datasets.fingerprint()}"
    if header.case != case.digest():
        if same_build:
            raise JournalError("foreign", f"case {header.case}, wanted {case.digest()}")
        raise JournalError("other_release", builds)
    portal = Portal(case)
    for line in journal.lines:
        outcome: Outcome = portal.do(line.action)
        if portal.digest(outcome) != line.outcome:
            if same_build:
                raise JournalError("mismatch", "the recorded outcome is not what the portal answers", line.n + 1)
            raise JournalError("other_release", builds, line.n + 1)
    return portal
