"""The mark book as XLSX and CSV: real numbers, outcomes as words, and no name is ever a formula."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from grading.app.command import app
from grading.averages import MarkPlan, MarksError, choose, texts, write_plan
from grading.checks import Result
from grading.classroom import add_lesson, make_class
from grading.enrol import write_names
from grading.export import csv_bytes, export, xlsx_bytes
from grading.grade import Graded
from grading.markbook import mark_book
from grading.results import Results
from grading.roster import guess, take
from simulator.release import RELEASE

DAY = date(2026, 11, 22)
FIRST, SECOND, THIRD = "01-dich-vu-cong-la-gi", "02-tai-khoan-cua-em", "03-tin-nao-that"
NAMES = {
    1: "=1+1",
    2: 'Nguyễn, "Văn"',
    3: "-2+3",
    4: "@SUM(A1)",
    5: "#N/A",
    6: "A" * 250,
    7: "+84 An",
    8: "\u202eAn\u0007",
}
SHOWN = {**NAMES, 6: "A" * 100, 8: "An"}
"""What the hostile names are when they come out."""


def result(points, outcome="passed"):
    return Result("x", "x", "", outcome, Decimal(points), Decimal(10))


def grading(lesson, number, points=None, remark="", outcome="graded"):
    results = (result(points),) if points is not None else ()
    return Graded(
        lesson=lesson, learner=f"8A1-{number:02d}", klass="8A1", rule="best", release=RELEASE, data="x",
        outcome=outcome, reason="", remark=remark, attempt=1, attempts=(), results=results,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Nine learners with hostile names, the ninth without; three lessons, of which nobody did the last."""
    klass = make_class(tmp_path_factory.mktemp("xuat") / "lop", "8A1", 9, FIRST)
    add_lesson(klass, SECOND)
    add_lesson(klass, THIRD)
    write_names(klass.directory, "8A1", {f"8A1-{number:02d}": name for number, name in NAMES.items()})
    store = Results(klass.results_url)
    for number in range(1, 9):
        store.record(grading(FIRST, number, "7.55"))
    store.record(grading(SECOND, 1, "0"))
    store.record(grading(SECOND, 2, outcome="not_attempted", remark="Chưa có bài nộp."))
    store.record(grading(SECOND, 3, outcome="could_not_run", remark='=cmd, "nhật ký" hỏng\n\u202e'))
    store.record(grading(SECOND, 5, "4.9"))
    return klass


def workbook(book):
    return load_workbook(io.BytesIO(xlsx_bytes(book)))


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_marks_are_numbers_and_outcomes_are_words(made):
    """One decimal, half up; a zero is a zero, and three ways to have no mark are told apart."""
    sheet = workbook(mark_book(made, DAY))[texts()["sheets"]["marks"]]
    assert [cell.value for cell in sheet[1]] == [
        *("Lớp", "Số", "Họ và tên", "Bài 1", "Bài 2", "Bài 3", "TB thường xuyên", "Nhận xét")
    ]
    assert [cell.value for cell in sheet["D"]][1:] == [7.6] * 8 + ["chưa chấm"]
    assert [cell.value for cell in sheet["E"]][1:6] == [0, "chưa làm", "không chấm được", "chưa chấm", 4.9]
    assert {cell.value for cell in sheet["F"][1:]} == {"chưa chấm"}
    assert [cell.value for cell in sheet["G"]][1:4] == [3.8, "để ngỏ", "để ngỏ"]
    assert {(cell.data_type, cell.number_format) for cell in sheet["D"][1:9]} == {("n", "0.0")}
    assert sheet["H2"].value == "Có điểm 2/2 bài. Nên luyện thêm: Bài 2."
    assert sheet["H4"].value == "Có điểm 1/2 bài. Không chấm được: Bài 2."


def test_no_text_is_a_formula_or_an_error_in_the_spreadsheet(made):
    """Hostile names and reasons come out as what they are."""
    book = workbook(mark_book(made, DAY))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    names = [cell.value for cell in book[texts()["sheets"]["marks"]]["C"]][1:]
    assert names == [*SHOWN.values(), None]
    assert {cell.value for cell in cells if cell.quotePrefix} == {
        "=1+1",
        "-2+3",
        "@SUM(A1)",
        "+84 An",
        '=cmd, "nhật ký" hỏng',
    }


def test_the_second_sheet_says_why_there_is_no_mark(made):
    """The reason, the time in Vietnam, the release; and for an open average what is missing."""
    sheet = workbook(mark_book(made, DAY))[texts()["sheets"]["missing"]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    second = next(row for row in rows if row[1] == 2 and row[3] == "Bài 2")
    stamp = Results(made.results_url).latest(SECOND, "8A1-02")["8A1-02"].graded_at
    assert second[4:6] == ["chưa làm", "Chưa có bài nộp."]
    assert second[6][:2].isdigit()
    assert second[6].endswith(stamp[13:16])
    assert second[7] == RELEASE
    opened = next(row for row in rows if row[1] == 3 and row[3] == "TB thường xuyên")
    assert opened[4:6] == ["để ngỏ", "Bài 2: không chấm được"]
    nobody = next(row for row in rows if row[1] == 1 and row[3] == "Bài 3")
    assert nobody[5] == texts()["reasons"]["not_held"]


def test_the_third_sheet_says_how_averages_are_made(made):
    """What each lesson counts as, the rule and its source."""
    sheet = workbook(mark_book(made, DAY))[texts()["sheets"]["rule"]]
    words = " ".join(str(cell.value) for cell in sheet["A"])
    assert [cell.value for cell in sheet[2]][1:4] == ["thường xuyên", 1, 8]
    for text in ("Thông tư 22/2021", "cần kiểm tra", "không bị tính 0"):
        assert text in words


def test_averages_of_the_rule_have_their_column_once_both_tests_are_chosen(made, tmp_path):
    """The teacher's choice is read from the class folder."""
    copied = tmp_path / "lop"
    shutil.copytree(made.directory, copied)
    klass = made._replace(directory=copied)
    write_plan(copied, choose(MarkPlan(), made.lessons, ["1=gk", "2=ck", "3=tx"]))
    book = mark_book(klass, DAY)
    assert [row[6:8] for row in rows_of(csv_bytes(book))[:2]] == [
        ["TB thường xuyên", "ĐTB học kì"],
        ["để ngỏ", "để ngỏ"],
    ]


def test_it_is_ready_to_be_printed(made):
    """A4 lying, the heading on every page and frozen on the screen, columns as wide as they need."""
    for sheet in workbook(mark_book(made, DAY)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "A2"
        assert "8A1" in sheet.oddHeader.center.text
    sheet = workbook(mark_book(made, DAY))[texts()["sheets"]["marks"]]
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["B"].width


def test_the_csv_is_quoted_and_safe(made):
    """UTF-8 with its mark, CRLF, every field quoted, an apostrophe before what could be a formula."""
    data = csv_bytes(mark_book(made, DAY))
    assert data.startswith(b'\xef\xbb\xbf"L\xe1\xbb\x9bp","S\xe1\xbb\x91"')
    assert data.count(b"\r\n") == data.count(b"\n") == 10
    rows = rows_of(data)
    assert {len(row) for row in rows} == {9}
    assert [row[2] for row in rows[1:5]] == ["'=1+1", 'Nguyễn, "Văn"', "'-2+3", "'@SUM(A1)"]
    assert [row[3] for row in rows[1:]] == ["7.6"] * 8 + ["chưa chấm"]
    assert "'=cmd" not in rows[3][8]
    assert rows[3][8].startswith("Bài 2: không chấm được. =cmd")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_we_write_can_be_read_as_a_class_list(made, tmp_path, ending):
    """Numbers and names come back as they were, formulas' guards taken off; the nameless one is told."""
    sheet = guess(export(mark_book(made, DAY), tmp_path / f"diem{ending}"))
    taken = take(sheet, klass="8A1")
    assert {int(each.learner[-2:]): each.name for each in taken.learners} == {k: v for k, v in SHOWN.items() if k != 5}
    assert [line.text for line in taken.bad] == ["5 #N/A", "9"]


def test_nothing_is_overwritten_unasked(made, tmp_path):
    """The teacher may have written into the file of last week."""
    path = tmp_path / "diem.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(MarksError, match="--overwrite"):
        export(mark_book(made, DAY), path)
    assert path.read_bytes() == b"old"
    export(mark_book(made, DAY), path, overwrite=True)
    assert path.read_bytes().startswith(b"PK")


def test_a_file_is_written_whole_or_not_at_all(made, tmp_path, monkeypatch):
    """No half file stays, and the old one is not lost."""
    path = tmp_path / "diem.csv"
    path.write_bytes(b"old")

    def fails(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grading.export.os.fsync", fails)
    with pytest.raises(MarksError, match="No space left"):
        export(mark_book(made, DAY), path, overwrite=True)
    assert [each.name for each in tmp_path.iterdir()] == ["diem.csv"]
    assert path.read_bytes() == b"old"
    with pytest.raises(MarksError, match="Chưa ghi được"):
        export(mark_book(made, DAY), tmp_path / "khong-co" / "diem.csv")


@pytest.mark.parametrize("name", ["diem", "diem.xls", "diem.ods"])
def test_other_endings_are_refused(made, tmp_path, name):
    """With the two that there are."""
    with pytest.raises(MarksError, match=r"\.xlsx"):
        export(mark_book(made, DAY), tmp_path / name)


@pytest.fixture(scope="module")
def office():
    """Where LibreOffice is; without one the test is skipped, and under CI=true it fails."""
    path = os.environ.get("CONGTAP_OFFICE") or shutil.which("soffice") or shutil.which("localc")
    if path:
        return path
    missing = "LibreOffice was not found (set CONGTAP_OFFICE, or install libreoffice-calc-nogui): nothing was opened"
    return pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_libreoffice_opens_it(made, office, tmp_path, ending):
    """It reads the same names and marks, and evaluates none of them."""
    export(mark_book(made, DAY), tmp_path / f"diem{ending}")
    profile = (tmp_path / "profile").as_uri()
    filters = ["--infilter=CSV:44,34,76,1"] if ending == ".csv" else []
    command = [office, f"-env:UserInstallation={profile}", "--headless", *filters, "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", tmp_path / "ra", tmp_path / f"diem{ending}"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    rows = rows_of((tmp_path / "ra" / "diem.csv").read_bytes())
    assert [row[2].removeprefix("'") for row in rows[1:]] == [*SHOWN.values(), ""]
    assert [row[3].replace(",", ".") for row in rows[1:9]] == ["7.6"] * 8


# --- the commands ---------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments):
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return call


def test_the_command_writes_and_says_who_has_no_name(made, run, tmp_path):
    """In words, or as JSON."""
    done = run("export", made.directory, "--to", tmp_path / "diem.xlsx")
    assert done.exit_code == 0, done.output
    assert "Đã ghi điểm của 9 em, 3 bài" in done.output
    assert "1 em chưa có họ tên" in done.output
    again = run("export", made.directory, "--to", tmp_path / "diem.xlsx")
    assert (again.exit_code, "--overwrite" in again.output) == (1, True)
    found = json.loads(run("export", made.directory, "--to", tmp_path / "diem.csv", "--json").stdout)
    assert (found["learners"], found["nameless"]) == (9, ["8A1-09"])


def test_the_command_chooses_what_counts(made, run, tmp_path):
    """And shows the averages with what is missing."""
    copied = tmp_path / "lop"
    shutil.copytree(made.directory, copied)
    done = run("averages", copied, "--count", "2=khong", "--count", "3=khong", "--missing-zero")
    assert done.exit_code == 0, done.output
    for text in ("không tính", "7,6", "tính 0 điểm", "=1+1"):
        assert text in done.output
    book = json.loads(run("averages", copied, "--json").stdout)
    assert book["plan"]["missing_is_zero"] is True
    assert book["rows"][0]["averages"]["terms"][0]["regular"]["value"] == "7.6"
    wrong = run("averages", copied, "--count", "2=thi")
    assert (wrong.exit_code, "8=ck" in wrong.output) == (1, True)


def test_exporting_loads_no_jupyter():
    """Reading and writing spreadsheets waits for nothing heavy."""
    code = (
        "import sys, grading.spreadsheet, grading.columns; sys.exit(bool({'nbgrader', 'openpyxl'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
