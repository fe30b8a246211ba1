"""Spreadsheets that others made, read as rows of plain text: XLSX, or CSV as Excel and others save it.

The file is untrusted. Its size is looked at before it is opened, and what it would unpack to before
that is unpacked; no formula is evaluated (the value that was stored with it is taken), no link followed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import msgspec

from grading.files import plain_size

MAX_FILE = 10_000_000
"""Largest file in bytes that is read; a school's list of 1,000 has some 100 kB."""

MAX_UNPACKED = 40_000_000
"""How many bytes an XLSX may have when unpacked. Pictures do not shrink, so they fit in whenever the file does."""

MAX_PARTS = 2_000
MAX_ROWS = 5_000
MAX_SCANNED = 200_000
"""How far down rows without text are passed over; a row may claim any number, and all before it would be made."""

MAX_COLUMNS = 60
MAX_CELL = 2_000

LINES = str.maketrans("\t\n\v\f\r\x85\u2028\u2029", " " * 8)
HIDDEN = {"Cc", "Cf", "Cs"}
"""Unicode's kinds of letters that nobody sees: controls, writing directions, joiners, halves of letters."""

DELIMITERS = (",", ";", "\t")
OLE = b"\xd0\xcf\x11\xe0"


class SpreadsheetError(ValueError):
    """A file that cannot be read as a table; ``code`` is a key of ``texts/roster.toml``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Tab(msgspec.Struct, frozen=True):
    """One table: its name in the file, and its rows of text, the first one being row 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def clean(text: str) -> tuple[str, bool]:
    """Text in NFC with single spaces, without letters that nobody sees; and whether there were any."""
    seen = "".join(letter for letter in text.translate(LINES) if unicodedata.category(letter) not in HIDDEN)
    hidden = len(seen) != len(text)
    return " ".join(unicodedata.normalize("NFC", seen).split()), hidden


def read_tabs(path: Path) -> tuple[Tab, ...]:
    """The tables of a file, by what it holds and not by its ending; of a CSV one for each way of parting it.

    Raises ``SpreadsheetError`` or ``OSError``.
    """
    size = plain_size(path)
    if size is None:
        raise SpreadsheetError("no_file")
    if size > MAX_FILE:
        raise SpreadsheetError("too_big")
    data = path.read_bytes()
    if not data.strip():
        raise SpreadsheetError("empty")
    if data.startswith(b"PK"):
        return _xlsx(data)
    if data.startswith(OLE):
        raise SpreadsheetError("old_excel")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise SpreadsheetError("web_page")
    return _csv(data)


# --- XLSX -----------------------------------------------------------------------------


def _look_inside(data: bytes) -> None:
    """Refuse a bundle that would unpack to too much; reading stops at the sizes that it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            parts = bundle.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise SpreadsheetError("damaged") from fault
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SpreadsheetError("bomb")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise SpreadsheetError("not_excel")


def _xlsx(data: bytes) -> tuple[Tab, ...]:
    from openpyxl import load_workbook  # noqa: PLC0415 - takes a moment to load

    _look_inside(data)
    try:
        with warnings.catch_warnings():
            # openpyxl tells of decorations that it leaves out; nothing of the text is among them.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            found = []
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                # Some programs declare a table as "A1", and openpyxl would believe them.
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
                found.append(Tab(sheet.title, _rows([_text(value) for value in row] for row in rows)))
            book.close()
    except SpreadsheetError:
        raise
    except Exception as fault:  # a damaged file fails in as many ways as openpyxl has lines
        raise SpreadsheetError("damaged") from fault
    return tuple(found)


def _text(value: object) -> str:
    """What a person sees in a cell, nearly: whole numbers without a point, days as ``2012-03-05``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    # Excel spells controls in a text as _x000D_.
    return re.sub(r"_x00[01][0-9A-Fa-f]_", " ", str(value)[:MAX_CELL])


# --- CSV ------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    """The text of a CSV file in one of the spellings that Excel and others save in Vietnam."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        spellings = ["utf-16"]
    elif data[1:200:2].count(0) > len(data[1:200:2]) // 2:
        spellings = ["utf-16-le"]
    else:
        spellings = ["utf-8-sig", "cp1258"]
    for spelling in spellings:
        try:
            return unicodedata.normalize("NFC", data.decode(spelling))
        except UnicodeError:
            continue
    raise SpreadsheetError("not_text")


def _csv(data: bytes) -> tuple[Tab, ...]:
    text = _decoded(data)
    if text.count("\0") > 5 + len(text) // 100:
        raise SpreadsheetError("not_text")
    told = re.match(r"sep=(.)\r?\n", text)
    found = []
    for delimiter in (told[1],) if told else DELIMITERS:
        try:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            found.append(Tab("", _rows(row[:MAX_COLUMNS] for row in rows)))
        except csv.Error:
            continue
    if not found:
        raise SpreadsheetError("damaged")
    return tuple(found)


def _rows(rows: Iterable[list[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows as far as there is text in them; raises ``SpreadsheetError`` if they are too many."""
    kept: list[tuple[str, ...]] = []
    last = 0
    for number, row in enumerate(rows, 1):
        filled = next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)
        cells = tuple(cell[:MAX_CELL] for cell in row[:filled])
        # Read in the wrong way, an empty row is one of delimiters.
        if any(cell.strip(" ,;\t\n\r") for cell in cells):
            last = number
        if last > MAX_ROWS or number > MAX_SCANNED:
            raise SpreadsheetError("too_long")
        if number <= MAX_ROWS:
            kept.append(cells)
    return tuple(kept[:last])
