"""The mark book as a spreadsheet for the school, XLSX or CSV.

No text in it is ever a formula, whatever a name begins with. A file is written whole or not at all, and
never over one that is there, unless that is asked for.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from grading.averages import Average, MarksError, lesson_name, texts
from grading.markbook import MarkBook, MarkRow
from grading.spreadsheet import clean
from simulator.worksheets.plan import plans

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell: TypeAlias = str | int | Decimal
Table: TypeAlias = list[list[Cell]]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a text begins with that a spreadsheet would take for a formula."""

VIETNAM = timezone(timedelta(hours=7))
MARK_FORMAT = "0.0"
"""One decimal; a Vietnamese spreadsheet shows a comma, an English one a point."""

A4 = 9
WIDEST = 60
WRAPPED = 30


# --- the tables -------------------------------------------------------------------------


def _mark(value: Decimal | None, otherwise: str) -> Cell:
    return otherwise if value is None else value


def _shown_terms(book: MarkBook) -> list[tuple[int, bool, str]]:
    """Each term with whether it has both tests, and what its headings end with."""
    words, terms = texts()["sheets"], book.plan.terms(book.lessons)
    tested = {term: all(book.plan.of(book.lessons, term, kind) for kind in ("gk", "ck")) for term in terms}
    return [(term, tested[term], words[f"roman_{term}"] if len(terms) > 1 else "") for term in terms]


def marks_table(book: MarkBook) -> Table:
    """Heading and one row a learner: marks, averages, comment."""
    words, terms = texts()["sheets"], _shown_terms(book)
    heading: list[Cell] = [words["class"], words["number"], words["name"], *map(lesson_name, book.lessons)]
    for _, tested, ending in terms:
        heading += [words["tx"] + ending, *([words["term"] + ending] if tested else [])]
    year = all(tested for _, tested, _ in terms) and len(terms) > 1
    heading += [*([words["year"]] if year else []), words["comment"]]
    rows = [heading]
    for row in book.rows:
        cells: list[Cell] = [row.klass, row.number, row.name]
        cells += [_mark(mark.value, texts()["states"][mark.state]) for mark in row.marks]
        for found, (_, tested, _) in zip(row.averages.terms, terms, strict=True):
            cells += [_average(found.regular), *([_average(found.average)] if tested else [])]
        cells += [_average(row.averages.year)] if year and row.averages.year else []
        rows.append([*cells, row.comment])
    return rows


def _average(found: Average) -> Cell:
    return _mark(found.value, texts()["open"]["value"])


def _open_averages(book: MarkBook, row: MarkRow) -> list[tuple[str, str]]:
    """The averages of a row that are open although the class has them, with the reason."""
    words, found = texts()["sheets"], []
    terms = _shown_terms(book)
    for each, (_, tested, ending) in zip(row.averages.terms, terms, strict=True):
        if each.regular.value is None:
            found.append((words["tx"] + ending, each.regular.reason))
        if tested and each.average.value is None:
            found.append((words["term"] + ending, each.average.reason))
    if row.averages.year and row.averages.year.value is None and all(tested for _, tested, _ in terms):
        found.append((words["year"], row.averages.year.reason))
    return found


def reasons_table(book: MarkBook) -> Table:
    """Heading and one row for each mark or average that needs a word: why, when that was found, by which release.

    That is what is not there, and what is not the grader's own mark: set by hand, or cut for being late.
    """
    words = texts()["sheets"]
    heading = ("class", "number", "name", "about", "state", "why", "graded_at", "version")
    rows: Table = [[words[key] for key in heading]]
    for row in book.rows:
        own: list[Cell] = [row.klass, row.number, row.name]
        for mark in row.marks:
            if mark.touched or mark.state != "graded":
                state = mark.touched or texts()["states"][mark.state]
                said = [lesson_name(mark.lesson), state, _why(book, mark.lesson, mark.reason)]
                rows.append([*own, *said, local_time(mark.graded_at), mark.release])
        for name, reason in _open_averages(book, row):
            rows.append([*own, name, texts()["open"]["value"], reason, "", ""])
    return rows


def _why(book: MarkBook, lesson: str, reason: str) -> str:
    return reason if lesson in book.held else texts()["reasons"]["not_held"]


def local_time(stamp: str) -> str:
    """A time of the results store, or as nbgrader writes it (UTC), as it was in Vietnam."""
    try:
        found = datetime.fromisoformat(stamp.removesuffix(" UTC"))
    except ValueError:
        return stamp
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def rule_table(book: MarkBook) -> Table:
    """What each lesson counts as, how many have a mark, when and by which release; and the rule with its source."""
    words, kinds = texts()["sheets"], texts()["kinds"]
    heading = ("about", "kind", "term_number", "count", "graded_at", "version")
    rows: Table = [[words[key] for key in heading]]
    for place, lesson in enumerate(book.lessons):
        marks = [row.marks[place] for row in book.rows if row.marks[place].state == "graded"]
        counted = book.plan.counted(lesson)
        term: Cell = counted.term if counted.kind != "khong" else ""
        newest = max((mark.graded_at for mark in marks), default="")
        releases = ", ".join(sorted({mark.release for mark in marks}))
        title = plans()[lesson].title if lesson in plans() else lesson
        rows.append([title, kinds[counted.kind], term, len(marks), local_time(newest), releases])
    rule = book.rule
    said = [words["tx_rule"], rule.term, rule.year, words["zero" if book.plan.missing_is_zero else "no_zero"]]
    said.append(words["source"].format(source=rule.source, confidence=rule.confidence))
    rows.append([""])
    rows += [[text] for text in said]
    return rows


# --- the files --------------------------------------------------------------------------


def export(book: MarkBook, path: Path, *, overwrite: bool = False) -> Path:
    """Write the mark book as the ending says, ``.xlsx`` or ``.csv``; raises ``MarksError``."""
    path = Path(path)
    written = {".xlsx": xlsx_bytes, ".csv": csv_bytes}.get(path.suffix.lower())
    if written is None:
        raise MarksError("bad_ending", file=path.name)
    return write_file(written(book), path, overwrite=overwrite)


def write_file(data: bytes, path: Path, *, overwrite: bool = False) -> Path:
    """Write a file with names in it, whole or not at all; raises ``MarksError``."""
    if path.exists() and not overwrite:
        raise MarksError("exists", file=path)
    try:
        # Names are in it: made for the owner alone, where the system knows that.
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.resolve().parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as fault:
        raise MarksError("not_written", file=path, error=fault.strerror or fault) from fault
    return path


def csv_bytes(book: MarkBook) -> bytes:
    """For other programs: UTF-8 with its mark, every field quoted, CRLF, decimal points, no formulas.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    why: dict[tuple[str, int], list[str]] = {}
    for klass, number, _, about, state, reason, *_ in reasons_table(book)[1:]:
        why.setdefault((str(klass), int(number)), []).append(f"{about}: {state}. {reason}")
    table = marks_table(book)
    rows = [[*table[0], texts()["sheets"]["why"]]]
    rows += [
        [*cells, " ".join(why.get((row.klass, row.number), []))]
        for row, cells in zip(book.rows, table[1:], strict=True)
    ]
    return csv_file(rows)


def csv_file(rows: Table) -> bytes:
    """Any table as CSV, as ``csv_bytes`` says."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_safe(each) for each in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> str:
    if not isinstance(cell, str):
        return str(cell)
    text = clean(cell)[0]
    return f"'{text}" if text.startswith(FORMULA) else text


def xlsx_bytes(book: MarkBook) -> bytes:
    """The school's spreadsheet: marks, reasons of what is missing, how averages are made."""
    words = texts()["sheets"]
    tables = {words["marks"]: marks_table(book), words["missing"]: reasons_table(book), words["rule"]: rule_table(book)}
    return xlsx_file(tables, words["page"].format(name=book.klass, day=f"{book.day:%d/%m/%Y}"), words["rule"])


def xlsx_file(tables: dict[str, Table], page: str, wide: str = "") -> bytes:
    """Tables as the sheets of a spreadsheet; ``page`` heads each printed page, ``wide`` is a sheet of sentences."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes a moment to load

    made = Workbook()
    made.remove(made.active)
    for title, table in tables.items():
        sheet = _add(made, title, table, page)
        if title == wide:
            sheet.column_dimensions["A"].width = WIDEST
    made.properties.creator = ""
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _add(made: Workbook, title: str, table: Table, page: str) -> Worksheet:
    """A sheet with its heading frozen, columns as wide as they need, printable on A4 lying."""
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet = made.create_sheet(title)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for row, cells in enumerate(table, 1):
        for place, value in enumerate(cells, 1):
            cell = sheet.cell(row, place)
            _put(cell, value)
            if row == 1:
                cell.font = bold
            if row == 1 or (isinstance(value, str) and len(value) > WRAPPED):
                cell.alignment = wrapped
    for place in range(1, len(table[0]) + 1):
        longest = max((len(str(cells[place - 1])) for cells in table if len(cells) == len(table[0])), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(7, longest + 2))
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = page
    sheet.oddFooter.center.text = "&P/&N"
    return sheet


def _put(cell: Any, value: Cell) -> None:  # noqa: ANN401 - openpyxl has no types
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = MARK_FORMAT
        return
    text = clean(value)[0]
    if not text:
        return
    cell.value = text
    # openpyxl takes "=1+1" for a formula and "#N/A" for an error; here a text is a text.
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA)
