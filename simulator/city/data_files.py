"""Open data as files: CSV, XLSX, Parquet, and the dictionary. The same set gives the same bytes, at any time.

Every name and every spreadsheet's first sheet says that the data are made up. No text is ever a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from simulator.city.open_data import DataSet, OpenData, set_names, texts
from simulator.city.population import ward_totals
from simulator.city.settings import published
from simulator.city.spreadsheet import EPOCH, without_time
from simulator.city.written import write as write_citizens

MARK = "DU-LIEU-MO-PHONG"
"""What every file's name begins with: "simulated data", in letters that every disk and every zip file takes."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a text begins with that a spreadsheet would take for a formula."""
KINDS = (".csv", ".xlsx")
PARQUET = ".parquet"
PEOPLE_FILE = "nguoi-dan"
WIDEST = 60
"""The moment that every part of a spreadsheet file bears: the first that a zip file can."""


class DataError(Exception):
    """A set cannot be written like that; the text says why and what to do, in Vietnamese."""


def file_name(stem: str, kind: str) -> str:
    """The name of a set's file, for example ``DU-LIEU-MO-PHONG-phuong-xa.csv``."""
    return f"{MARK}-{stem}{kind}"


def safe(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose texts stay texts in a spreadsheet: an apostrophe before those that look like formulas."""
    changed = {}
    for name in table.columns:
        column = table[name]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)):
            risky = {each: f"'{each}" for each in column.dropna().unique() if str(each).startswith(FORMULA)}
            if risky:
                changed[name] = column.replace(risky)
    return table.assign(**changed)


def csv_bytes(found: DataSet) -> bytes:
    """A set as CSV: UTF-8 with a byte order mark, by which Excel knows Vietnamese letters."""
    return safe(found.table).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def sources() -> Iterator[tuple[str, str, str]]:
    """Every assumption behind the city: what it means, where it comes from, how sure that is."""
    for setting in published().values():
        yield setting.meaning, setting.source, setting.confidence


def xlsx_bytes(found: DataSet, about: list[str]) -> bytes:
    """A set as a spreadsheet: what it is, the data, what each column means, the assumptions with their sources."""
    said = texts()["words"]
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = said["maker"], f"{said['mark']}: {found.title}"
    book.properties.created = datetime(*EPOCH)  # noqa: DTZ001 - openpyxl writes it as it stands
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def sheet(title: str, widths: list[float], rows: Iterator[list[object]], heading: list[str]) -> None:
        made = book.create_sheet(title)
        for number, width in enumerate(widths, 1):
            made.column_dimensions[_letters(number)].width = width
        if heading:
            made.freeze_panes = "A2"
            made.append([_cell(made, text, font=bold, alignment=wrapped) for text in heading])
        for row in rows:
            made.append(row)

    def first() -> Iterator[list[object]]:
        made = book.worksheets[0]
        yield [_cell(made, said["mark"], font=Font(bold=True, size=20))]
        for text in (found.title, found.about, *about):
            yield [_cell(made, text, alignment=wrapped)]

    table = safe(found.table)
    sheet(said["mark"], [100], first(), [])
    sheet(said["data_sheet"], _widths(table), _rows(table), list(table.columns))
    meanings: Iterator[list[object]] = ([each.title, each.meaning] for each in found.columns)
    sheet(said["dictionary_sheet"], [36, 80], meanings, [said["column"], said["meaning"]])
    heading = [said["assumption"], said["source"], said["confidence"]]
    sheet(said["sources_sheet"], [90, 70, 12], (list(each) for each in sources()), heading)
    file = io.BytesIO()
    book.save(file)
    return without_time(file.getvalue())


def _cell(sheet: object, text: str, **style: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _letters(number: int) -> str:
    return chr(64 + number) if number <= 26 else f"A{chr(64 + number - 26)}"


def _widths(table: pd.DataFrame) -> list[float]:
    """Wide enough for the heading, or what its first rows hold."""
    return [
        min(WIDEST, 3 + max(len(str(name)), *(len(str(each)) for each in table[name].head(50))))
        for name in table.columns
    ]


def _rows(table: pd.DataFrame) -> Iterator[list[object]]:
    """The cells as Python's own values; empty where there is nothing."""
    columns = []
    for name in table.columns:
        column = table[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            column = pd.Series(column.dt.to_pydatetime(), dtype=object, index=column.index)
        columns.append(column.astype(object).where(column.notna(), None).tolist())
    for row in zip(*columns, strict=True):
        yield list(row)


def parquet_bytes(found: DataSet) -> bytes:
    """A set as Parquet, for programs; raises ``DataError`` where pyarrow is not installed."""
    file = io.BytesIO()
    try:
        found.table.to_parquet(file, engine="pyarrow", index=False)
    except ImportError as fault:
        raise DataError(texts()["command"]["no_parquet"]) from fault
    return file.getvalue()


def dictionary(made: OpenData, sets: list[DataSet]) -> str:
    """The dictionary of all sets, as Markdown: columns, licence, assumptions with their sources."""
    said = texts()["words"]
    lines = [f"# {said['mark']}: {said['dictionary']}", "", *(f"{text}\n" for text in made.about()), said["csv_note"]]
    for each in sets:
        lines += ["", f"## {each.title}", "", each.about, ""]
        lines += [f"{said['file']}: `{file_name(each.file, '.csv')}`. {said['rows']}: {len(each.table)}.", ""]
        lines += [f"| {said['column']} | {said['meaning']} |", "|---|---|"]
        lines += [f"| {column.title} | {column.meaning} |" for column in each.columns]
    lines += ["", f"## {said['sources']}", "", said["sources_said"], ""]
    lines += [f"| {said['assumption']} | {said['source']} | {said['confidence']} |", "|---|---|---|"]
    lines += [f"| {' | '.join(text.replace('|', '/') for text in row)} |" for row in sources()]
    return "\n".join(lines) + "\n"


DICTIONARY = file_name("tu-dien", ".md")


def files(made: OpenData, parquet: bool = False) -> Iterator[tuple[str, bytes]]:
    """Every file of a city's open data, name and content."""
    sets = []
    for name in set_names():
        found = made.set(name)
        sets.append(found)
        # First, so that a missing library is told before anything is written.
        if parquet:
            yield file_name(found.file, PARQUET), parquet_bytes(found)
        yield file_name(found.file, ".csv"), csv_bytes(found)
        yield file_name(found.file, ".xlsx"), xlsx_bytes(found, made.about())
    yield DICTIONARY, dictionary(made, sets).encode()


def write(
    made: OpenData, directory: Path, parquet: bool = False, overwrite: bool = False, citizens: int = 0
) -> list[Path]:
    """Write all files into a folder, which is made if need be; what they are. On wish, so many citizens as text, too.

    Nothing is written if a file with other content is in the way: raises ``DataError``. Raises ``OSError``.
    """
    directory.mkdir(parents=True, exist_ok=True)
    people = directory / file_name(PEOPLE_FILE, ".csv")
    if citizens and people.exists() and not overwrite:
        raise DataError(texts()["command"]["exists"].format(path=directory, file=people.name))
    written = []
    for name, data in list(files(made, parquet)):
        path = directory / name
        if path.exists() and path.read_bytes() != data and not overwrite:
            raise DataError(texts()["command"]["exists"].format(path=directory, file=name))
        written.append((path, data))
    for path, data in written:
        beside = path.with_name(f"{path.name}.part")
        beside.write_bytes(data)
        beside.replace(path)
    paths = [path for path, _ in written]
    if citizens:
        settings, day = made.city.settings, date(made.city.hours.begins.year, 1, 1)
        beside = people.with_name(f"{people.name}.part")
        write_citizens(beside, settings, made.city.chance, ward_totals(settings, citizens), day)
        beside.replace(people)
        paths.append(people)
    return paths
