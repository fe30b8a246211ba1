"""Class lists as schools keep them, for tests of reading them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Yến Nhi", "Phạm Minh Đức")


def save(path: Path, *tabs: tuple[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> Path:
    """An XLSX with these tabs; texts that look like formulas are kept as texts."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in tabs:
        sheet = book.create_sheet(title)
        for row, cells in enumerate(rows, 1):
            for place, value in enumerate(cells, 1):
                cell = sheet.cell(row, place)
                cell.value = value
                if isinstance(value, str) and not value.startswith("=A"):
                    cell.data_type = "s"
        for area in merged:
            sheet.merge_cells(area)
    book.save(path)
    return path


def school_list(path: Path, names: Sequence[str] = NAMES) -> Path:
    """Title rows, a heading over two columns, birth dates, an empty row, a sum and a signature."""
    rows: list[Sequence[object]] = [
        ["UBND PHƯỜNG THỬ"],
        ["TRƯỜNG THCS THỬ"],
        ["DANH SÁCH HỌC SINH LỚP 8A1"],
        [],
        ["STT", "Mã học sinh", "Họ và tên", None, "Ngày sinh", "Giới tính", "Ghi chú"],
    ]
    for number, name in enumerate(names, 1):
        family, _, given = name.rpartition(" ")
        rows.append([number, f"01{number:08d}", family, given, date(2012, 3, number), "Nữ", None])
    rows += [[], [f"Tổng số: {len(names)}"], [None] * 4 + ["Hà Nội, ngày 5 tháng 9 năm 2026"], [], ["Lê Thị Hồng"]]
    return save(path, ("Danh sách", rows), merged=["A1:D1", "A3:G3", "C5:D5"])


def csv_text(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    """The rows as Excel writes them."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()
