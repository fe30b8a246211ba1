"""A class list as schools keep it: which columns it seems to have, and the learners that it gives.

Number and name are taken and nothing else, no birth date and no code. Nothing is changed here;
``grading.enrol`` puts learners into a class.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.class_file import CLASS_NAME, MAX_LEARNERS
from grading.classroom import ClassroomError
from grading.columns import Columns, cell, class_text, find_columns, folded, labels_in, number_in
from grading.spreadsheet import MAX_COLUMNS, SpreadsheetError, clean, read_tabs
from simulator import datasets

MAX_NAME = 100
"""Letters of a name that are kept: the longest real ones have some forty, more is a note in the wrong cell."""

FOOTER = re.compile(
    r"\b(tong (so|cong)|si so|danh sach (nay )?(gom|co)|nguoi lap|hieu truong|giao vien chu nhiem|gvcn|ky ten"
    r"|ngay( \d+)? thang|trong do|xac nhan|so hoc sinh)\b"
)
BROKEN = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
OLD_FONT = re.compile("[\u00b5\u00b8\u00b9\u00a8\u00ae\u00a9\u00ac\u00b6\u00b7\u00be\u00bc\u00bd\u00c6\u00a7]")
"""Letters that Vietnamese has not, and that fonts from before Unicode used for its marks."""

LOST = re.compile(r"\w\?|\?\w")
"""What a Windows without Vietnamese writes into a CSV in place of letters that it has not."""

ID = re.compile(r"([0-9A-Z]{1,8})\s*-\s*0*([0-9]{1,3})")
GUARD = re.compile(r"'(?=[=+\-@])")
"""What our own CSV puts before a text that a spreadsheet would take for a formula."""


class RosterError(ClassroomError):
    """A list could not be read or taken; the text tells the teacher why."""

    def __init__(self, code: str, **words: object) -> None:
        Exception.__init__(self, texts()["errors"][code].format(**words))
        self.code, self.words = code, dict[str, object](words)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Errors, reasons and notes for the teacher."""
    return msgspec.convert(datasets.toml("texts/roster.toml"), dict[str, dict[str, str]])


# --- reading a list -------------------------------------------------------------------


class Sheet(msgspec.Struct, frozen=True):
    """A list as it was read, and which columns look like number and name."""

    file: str
    tab: str
    tabs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    header_row: int
    columns: Columns | None
    title_class: str

    @property
    def headings(self) -> dict[str, str]:
        """Column letters with what stands over them."""
        row = self.rows[self.header_row - 1] if self.header_row else ()
        width = max(len(each) for each in self.rows)
        return {letter(place): cell(row, place) for place in range(width)}

    @property
    def preview(self) -> list[tuple[str, ...]]:
        """The first rows under the heading, as they stand in the file."""
        filled = [row for row in self.rows[self.header_row :] if any(text.strip() for text in row)]
        return filled[:8]


def letter(place: int | None) -> str:
    """A column's letters: 0 is ``A``, 26 is ``AA``; nothing for no column."""
    if place is None:
        return ""
    return (letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def column(text: str) -> int | None:
    """The place of a column by its letters, ``None`` for ``0`` or nothing; raises ``RosterError``."""
    wanted = text.strip().upper()
    if wanted in {"", "0"}:
        return None
    place = 0
    for each in wanted if re.fullmatch("[A-Z]{1,2}", wanted) else "ZZZ":
        place = place * 26 + ord(each) - ord("A") + 1
    if place > MAX_COLUMNS:
        raise RosterError("bad_column", text=text)
    return place - 1


def guess(path: Path, klass: str = "", tab: str = "") -> Sheet:
    """Read a list and say which columns it seems to have; of several tabs the named one, or the class's.

    Raises ``RosterError`` or ``OSError``.
    """
    path = Path(path)
    try:
        read = [each for each in read_tabs(path) if each.rows]
    except SpreadsheetError as fault:
        raise RosterError(fault.code, file=path.name) from fault
    if not read:
        raise RosterError("empty", file=path.name)
    names = tuple(dict.fromkeys(each.name for each in read if each.name))
    if tab:
        read = [each for each in read if each.name.casefold() == tab.strip().casefold()]
        if not read:
            raise RosterError("no_tab", file=path.name, tab=tab, tabs=", ".join(names))
    found = [(find_columns(each.rows), each) for each in read]
    best, chosen = max(found, key=lambda pair: (bool(klass) and class_text(pair[1].name) == klass, pair[0].sure))
    return Sheet(path.name, chosen.name, names, chosen.rows, best.header, best.columns, best.title_class)


def chosen_columns(sheet: Sheet, number: str | None, name: str | None, given: str | None, klass: str | None) -> Columns:
    """The guess with what the teacher set by hand, in letters; raises ``RosterError``."""
    guessed, place = sheet.columns, column(name) if name else None
    if place is not None and (guessed is None or place != guessed.name):
        # The given names' column belongs to the guess that was turned down.
        guessed = Columns(place, guessed.number if guessed else None, None, guessed.klass if guessed else None)
    if guessed is None:
        raise RosterError("no_columns", file=sheet.file)
    by_hand = {"number": number, "given": given, "klass": klass}
    return msgspec.structs.replace(guessed, **{key: column(text) for key, text in by_hand.items() if text is not None})


def letters_of(columns: Columns) -> dict[str, str]:
    """Which column is what, in letters; empty for none."""
    return {key: letter(getattr(columns, key)) for key in columns.__struct_fields__}


# --- taking learners from it ----------------------------------------------------------


class Learner(msgspec.Struct, frozen=True):
    """One learner of a list: row in the file, learner id, name."""

    row: int
    learner: str
    name: str


class Line(msgspec.Struct, frozen=True):
    """A row that was not taken, or that the teacher should look at, and why."""

    row: int
    text: str
    reason: str


class Taken(msgspec.Struct, frozen=True):
    """What a list gives for one class."""

    klass: str
    learners: tuple[Learner, ...]
    duplicates: tuple[Line, ...]
    bad: tuple[Line, ...]
    others: tuple[Line, ...]
    ignored: tuple[Line, ...]
    notes: tuple[Line, ...]


class _Row(NamedTuple):
    """One row's cells that matter. ``note`` is for a name that had to be changed."""

    row: int
    number: str
    raw: str
    name: str
    klass: str
    text: str
    notes: tuple[str, ...]


def _name(raw: str) -> tuple[str, tuple[str, ...]]:
    """A name as it is kept, and what had to be done to it."""
    name, hidden = clean(GUARD.sub("", raw))
    notes = [texts()["notes"]["hidden"]] if hidden else []
    if len(name) > MAX_NAME:
        notes.append(texts()["notes"]["cut"].format(length=len(name)))
        name = name[: MAX_NAME - 1].rstrip() + "…"
    if name and not any(letter.isalpha() for letter in name):
        notes.append(texts()["notes"]["no_letter"])
    if LOST.search(name):
        notes.append(texts()["notes"]["lost"])
    if OLD_FONT.search(name):
        notes.append(texts()["notes"]["old_font"])
    return name, tuple(notes)


def name_typed(text: str) -> tuple[str, tuple[str, ...]]:
    """One name as a teacher types it, as it is kept, with notes as for a list's; raises ``RosterError`` for none."""
    name, notes = _name(text)
    if _no_name(name):
        raise RosterError("bad_name", text=text.strip()[:60])
    return name, notes


def _no_name(name: str) -> str:
    """Why this cannot be a name; empty if it can."""
    if not name:
        return "missing_name"
    if BROKEN.fullmatch(name):
        return "name_is_error"
    return "name_is_number" if re.fullmatch(r"[\d.,()\s]+", name) else ""


def _read_rows(sheet: Sheet, columns: Columns) -> list[_Row]:
    found, klass = [], ""
    for row, cells in enumerate(sheet.rows[sheet.header_row :], sheet.header_row + 1):
        filled = [text for text in cells if text.strip()]
        if not filled:
            continue
        # A class that is written once over many rows is a merged cell.
        klass = class_text(cell(cells, columns.klass)) or klass
        parts = (cell(cells, columns.name), cell(cells, columns.given))
        raw = " ".join(part for part in parts if part)
        name, notes = _name(raw)
        number = clean(cell(cells, columns.number))[0]
        text = " ".join(part for part in (number, name) if part) or clean(filled[0])[0]
        found.append(_Row(row, number, raw, name, klass, text[:60], notes))
    return found


def _not_a_learner(row: _Row) -> bool:
    """Whether a row without a learner's number is one of those around the list: a sum, a signature, a heading."""
    if not row.name and not row.number:
        return True
    labels = {kind for part in (row.number, row.raw) for kind in labels_in([part])}
    return bool(labels) or bool(FOOTER.search(folded(row.text)))


def take(
    sheet: Sheet, columns: Columns | None = None, klass: str = "", known: Mapping[str, str] | None = None
) -> Taken:
    """The learners of one class, and every other row with its reason; nothing is changed yet.

    ``known`` are the class's ids and names so far: without a column of numbers, who is in it keeps the number,
    and the others get the next free ones in order. Raises ``RosterError``.
    """
    columns, klass = columns or sheet.columns, klass or sheet.title_class
    if columns is None:
        raise RosterError("no_columns", file=sheet.file)
    if not CLASS_NAME.match(klass):
        raise RosterError("no_class_name")
    taking = _Taking(klass, columns.number is not None, known or {})
    rows = _read_rows(sheet, columns)
    # After the last learner, whatever follows a sum or a signature belongs to it.
    last = max((row.row for row in rows if row.name and number_in(row.number)), default=0)
    if sheet.title_class not in {"", klass} and columns.klass is None:
        taking.add("notes", 1, sheet.file, texts()["notes"]["title"].format(found=sheet.title_class, name=klass))
    for row in rows:
        taking.row(row, after=row.row > last)
    return taking.done()


class _Taking:
    """One pass over the rows of a list."""

    def __init__(self, klass: str, numbered: bool, known: Mapping[str, str]) -> None:
        self.klass, self.numbered = klass, numbered
        self.lines: dict[str, list[Line]] = {kind: [] for kind in ("duplicates", "bad", "others", "ignored", "notes")}
        self.learners: dict[str, Learner] = {}
        self.names: dict[str, int] = {}
        self.ended = False
        self.ids_of: dict[str, list[str]] = {}
        for learner, name in sorted(known.items(), key=lambda pair: in_order(pair[0])):
            self.ids_of.setdefault(name, []).append(learner)
        self.taken_numbers = {in_order(learner)[1] for learner in known}

    def add(self, kind: str, row: int, text: str, reason: str) -> None:
        self.lines[kind].append(Line(row, text, reason))

    def refuse(self, kind: str, line: _Row, code: str, **words: object) -> None:
        self.add(kind, line.row, line.text, texts()["reasons"][code].format(**words))

    def done(self) -> Taken:
        learners = sorted(self.learners.values(), key=lambda each: in_order(each.learner))
        return Taken(self.klass, tuple(learners), **{kind: tuple(lines) for kind, lines in self.lines.items()})

    def row(self, row: _Row, after: bool) -> None:
        """Sort one row in."""
        own, number = self.number(row)
        if number is None and (self.ended or _not_a_learner(row)):
            self.ended = self.ended or (after and bool(FOOTER.search(folded(row.text))))
            self.refuse("ignored", row, "not_a_learner")
        elif own != self.klass:
            self.refuse("others", row, "other_class", klass=own)
        elif fault := _no_name(row.name):
            self.refuse("bad", row, fault)
        elif self.numbered and number is None:
            self.refuse("bad", row, "bad_number" if row.number else "missing_number")
        else:
            self.keep(row, number or self.next_number(row.name))

    def number(self, row: _Row) -> tuple[str, int | None]:
        """The class that a row is of, and its number if it has a right one; ours may be written ``8A1-07``."""
        match = ID.fullmatch(row.number.upper())
        own = row.klass or self.klass
        if match:
            return (match[1] if not row.klass else own), int(match[2]) or None
        return own, number_in(row.number)

    def next_number(self, name: str) -> int:
        if self.ids_of.get(name):
            return in_order(self.ids_of[name].pop(0))[1]
        number = next(n for n in range(1, MAX_LEARNERS + 10_000) if n not in self.taken_numbers)
        self.taken_numbers.add(number)
        return number

    def keep(self, row: _Row, number: int) -> None:
        learner = f"{self.klass}-{number:02d}"
        if number > MAX_LEARNERS:
            self.refuse("bad", row, "too_many")
            return
        if learner in self.learners:
            self.refuse("duplicates", row, "same_number", row=self.learners[learner].row)
            return
        self.learners[learner] = Learner(row.row, learner, row.name)
        for note in row.notes:
            self.add("notes", row.row, row.text, note)
        if row.name in self.names:
            note = texts()["notes"]["same_name"].format(row=self.names[row.name])
            self.add("notes", row.row, row.text, note)
        self.names.setdefault(row.name, row.row)


def in_order(learner: str) -> tuple[str, int]:
    """For sorting learner ids: number 100 comes after 11."""
    klass, _, number = learner.rpartition("-")
    return klass, int(number) if number.isdigit() else 0
