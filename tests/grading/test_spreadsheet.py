"""Spreadsheets of strangers: every spelling that Excel saves is read, and nothing dangerous is."""

import io
import unicodedata
import zipfile

import pytest

from grading.spreadsheet import MAX_FILE, MAX_ROWS, MAX_UNPACKED, SpreadsheetError, clean, read_tabs
from tests.grading.lists import csv_text, save

ROWS = [["STT", "Họ và tên"], ["1", "Nguyễn Thị Ước"], ["2", "Đỗ Hữu, “Tí”"]]


def only(path):
    """The table among the ways of parting a CSV that has two columns everywhere."""
    (tab,) = [tab for tab in read_tabs(path) if {len(row) for row in tab.rows} == {2}]
    return [list(row) for row in tab.rows]


def code_of(path):
    with pytest.raises(SpreadsheetError) as refused:
        read_tabs(path)
    return refused.value.code


def vietnamese_windows(text):
    """As Windows-1258 has it: five marks stand by themselves after their letter."""
    letters = []
    for letter in text:
        try:
            letter.encode("cp1258")
            letters.append(letter)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            marks = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
            rest = "".join(part for part in parts if part not in marks)
            letters += [unicodedata.normalize("NFC", rest), *marks]
    return "".join(letters).encode("cp1258")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("spelling", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_csv_is_read_however_it_was_saved(tmp_path, spelling, delimiter):
    """UTF-8 with and without its mark, UTF-16 with and without, three ways of parting."""
    path = tmp_path / "ds.csv"
    path.write_bytes(csv_text(ROWS, delimiter).encode(spelling))
    assert only(path) == ROWS


def test_a_csv_of_vietnamese_windows_is_read_in_composed_letters(tmp_path):
    """Windows-1258 keeps marks apart from letters; names come out in NFC."""
    rows = [["STT", "Họ và tên"], ["1", "Nguyễn Thị Ước"], ["2", "Đặng Quỳnh Mỹ"]]
    path = tmp_path / "ds.csv"
    path.write_bytes(vietnamese_windows(csv_text(rows, ";")))
    assert only(path) == rows


def test_excels_word_about_the_delimiter_is_believed(tmp_path):
    """Excel may write sep=; as the first line."""
    path = tmp_path / "ds.csv"
    path.write_text("sep=;\n" + csv_text(ROWS, ";"), encoding="utf-8")
    (tab,) = read_tabs(path)
    assert [list(row) for row in tab.rows[1:]] == ROWS


def test_no_formula_is_evaluated_and_a_stored_value_is_taken(tmp_path):
    """Text that looks like a formula is text; a formula without a stored value is an empty cell."""
    path = save(tmp_path / "ds.xlsx", ("DS", [["=1+1", "=A1", 7, 7.0, 7.5, True]]))
    (tab,) = read_tabs(path)
    assert tab.rows == (("=1+1", "", "7", "7", "7.5", "True"),)


def test_a_false_word_about_a_tables_size_is_not_believed(tmp_path):
    """Some programs write every table's size as A1."""
    path = save(tmp_path / "ds.xlsx", ("DS", ROWS))
    told = tmp_path / "told.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(told, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data.replace(b'ref="A1:B3"', b'ref="A1"') if "sheet1" in part else data)
    assert [list(row) for row in read_tabs(told)[0].rows] == ROWS


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    """A sheet of zeros packs to almost nothing."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("xl/workbook.xml", "<workbook/>")
        with bundle.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(MAX_UNPACKED // 1_000_000 + 1):
                part.write(b"0" * 1_000_000)
    assert path.stat().st_size < MAX_FILE
    assert code_of(path) == "bomb"


def test_a_row_of_any_number_makes_no_endless_table(tmp_path):
    """A few bytes can claim to be row ten million millions."""
    path = save(tmp_path / "ds.xlsx", ("DS", ROWS))
    far = tmp_path / "xa.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data.replace(b'<row r="3"', b'<row r="10000000000000"') if "sheet1" in part else data)
    assert code_of(far) == "too_long"


def test_a_bomb_that_lies_about_its_size_is_unpacked_no_further(tmp_path):
    """The size that a bundle declares is where reading stops."""
    path = save(tmp_path / "ds.xlsx", ("DS", ROWS))
    data = bytearray(path.read_bytes())
    bundle = zipfile.ZipFile(io.BytesIO(bytes(data)))
    size = bundle.getinfo("xl/worksheets/sheet1.xml").file_size
    place = data.rindex(size.to_bytes(4, "little"))
    data[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert code_of(path) == "damaged"


def test_entities_that_grow_are_refused(tmp_path):
    """A billion laughs in a few lines of XML."""
    path = save(tmp_path / "ds.xlsx", ("DS", ROWS))
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
        for part in old.namelist():
            text = old.read(part).decode()
            if part == "xl/workbook.xml":
                text = laughs + text[text.index("<workbook") :].replace("DS", "&b;")
            new.writestr(part, text)
    assert code_of(bad) == "damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (b"\r\n <html><table></table></html>", "web_page"),
        (b"PK\x03\x04 and no more", "damaged"),
        (bytes(range(256)) * 20, "not_text"),
        (b"a,b\n" * (MAX_ROWS + 1), "too_long"),
    ],
)
def test_what_is_no_table_is_told_by_what_it_is(tmp_path, data, code):
    """The ending does not matter, the content does."""
    path = tmp_path / "ds.xlsx"
    path.write_bytes(data)
    assert code_of(path) == code


def test_a_file_that_is_none_or_too_big_is_not_opened(tmp_path):
    """Folders, missing files, links, and files of many megabytes."""
    assert code_of(tmp_path) == "no_file"
    assert code_of(tmp_path / "khong-co.csv") == "no_file"
    big = tmp_path / "lon.csv"
    with big.open("wb") as file:
        file.truncate(MAX_FILE + 1)
    assert code_of(big) == "too_big"


def test_another_bundle_is_not_taken_for_excel(tmp_path):
    """An OpenDocument sheet is a zip, too."""
    path = tmp_path / "ds.ods"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert code_of(path) == "not_excel"


def test_empty_rows_far_below_do_not_count(tmp_path):
    """A list that was formatted down to row 9,000 has as many rows as it has text."""
    path = tmp_path / "ds.csv"
    path.write_text(csv_text(ROWS) + ",\n" * 9000, encoding="utf-8")
    assert only(path) == ROWS


@pytest.mark.parametrize(
    ("text", "kept", "hidden"),
    [
        ("  Nguyễn\u00a0 Văn\tAn ", "Nguyễn Văn An", False),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ước"), "Nguyễn Thị Ước", False),
        ("\u202eAn\u200f Nguyễn\u0007", "An Nguyễn", True),
        ("nguyễn VĂN an", "nguyễn VĂN an", False),
        ("\ufeff\u200b", "", True),
    ],
)
def test_text_is_tidied_and_what_was_hidden_is_told(text, kept, hidden):
    """Composed letters, single spaces, nothing invisible, the same capitals."""
    assert clean(text) == (kept, hidden)
