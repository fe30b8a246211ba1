"""A school's list: its columns are found, its learners taken, and every other row is told with a reason."""

import unicodedata

import pytest

from grading.columns import Columns, class_text, number_in
from grading.roster import MAX_NAME, RosterError, column, guess, letter, take, texts
from tests.grading.lists import NAMES, csv_text, save, school_list

REASONS = texts()["reasons"]


def listed(tmp_path, rows, klass="8A1", columns=None, known=None, delimiter=","):
    """What a CSV with these rows gives."""
    path = tmp_path / "ds.csv"
    path.write_text(csv_text(rows, delimiter), encoding="utf-8")
    return take(guess(path), columns, klass, known)


def names_of(taken):
    return {each.learner: each.name for each in taken.learners}


def told(lines):
    return [(line.row, line.reason) for line in lines]


# --- finding the columns ----------------------------------------------------------------


def test_a_schools_list_is_understood(tmp_path):
    """Titles above, a heading over two columns, an empty row, a sum and a signature below."""
    sheet = guess(school_list(tmp_path / "ds.xlsx"))
    assert (sheet.header_row, sheet.columns) == (5, Columns(name=2, number=0, given=3))
    assert sheet.title_class == "8A1"
    assert sheet.preview[0][:4] == ("1", "0100000001", "Nguyễn Văn", "An")
    assert sheet.headings["E"] == "Ngày sinh"
    taken = take(sheet)
    assert names_of(taken) == {f"8A1-{number:02d}": name for number, name in enumerate(NAMES, 1)}
    assert [line.text for line in taken.ignored] == [
        "Tổng số: 4",
        "Hà Nội, ngày 5 tháng 9 năm 2026",
        "Lê Thị Hồng",
    ]
    assert not any((taken.bad, taken.duplicates, taken.others, taken.notes))


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        (["STT", "Mã HS", "Họ và tên", "Ngày sinh", "Lớp"], Columns(2, 0, None, 4)),
        (["Lớp", "Số", "Họ và tên", "Bài 0"], Columns(2, 1, None, 0)),
        (["TT", "Họ đệm", "Tên", "Giới tính"], Columns(1, 0, 2)),
        (["Mã học sinh", "HỌ TÊN HỌC SINH", "Họ tên cha", "Họ tên mẹ"], Columns(1)),
        (["S.T.T", "Họ và chữ lót", "Tên"], Columns(1, 0, 2)),
        (["Họ tên mẹ", "Họ tên", "Số thứ tự"], Columns(1, 2)),
    ],
)
def test_headings_are_known_in_their_spellings(tmp_path, heading, columns):
    """A parent's name is not the learner's, a code is not a number."""
    path = tmp_path / "ds.csv"
    path.write_text(csv_text([["TRƯỜNG THCS THỬ"], heading, ["1", "2", "3", "4", "5"]]), encoding="utf-8")
    assert guess(path).columns == columns


def test_a_heading_of_two_rows_is_one(tmp_path):
    """The number stands in the upper row, the two parts of the name in the lower one."""
    rows = [["STT", "Họ và tên", "", "Điểm"], ["", "Họ đệm", "Tên", ""], [1, "Đỗ Thị", "Ngà", ""]]
    path = save(tmp_path / "ds.xlsx", ("Lớp 8A1", rows), merged=["A1:A2", "B1:C1"])
    assert guess(path).columns == Columns(1, 0, 2)
    assert names_of(take(guess(path), klass="8A1")) == {"8A1-01": "Đỗ Thị Ngà"}


def test_a_list_without_a_heading_is_guessed_from_what_it_holds(tmp_path):
    """A column of several words, and one of numbers."""
    taken = listed(tmp_path, [["x", f"{number}.", name] for number, name in enumerate(NAMES, 7)])
    assert list(names_of(taken)) == ["8A1-07", "8A1-08", "8A1-09", "8A1-10"]


def test_columns_are_set_by_hand_where_none_is_found(tmp_path):
    """A heading that nobody foresaw; its row is told as a bad one."""
    rows = [["Thứ tự", "Em"], ["1", "An"], ["2", "Bình"]]
    with pytest.raises(RosterError, match="Chưa đoán được cột nào"):
        listed(tmp_path, rows)
    taken = listed(tmp_path, rows, columns=Columns(column("B"), column("a")))
    assert names_of(taken) == {"8A1-01": "An", "8A1-02": "Bình"}
    assert told(taken.bad) == [(1, REASONS["bad_number"])]


def test_the_tab_of_the_class_is_chosen(tmp_path):
    """A grade's file has a tab for each class; another one can be named."""
    rows = [["STT", "Họ và tên"], [1, "Nguyễn Văn An"]]
    other = [["STT", "Họ và tên", "Lớp"], [1, "Trần Thị Bình", ""]]
    path = save(tmp_path / "khoi8.xlsx", ("Lớp 8A2", other), ("Lớp 8a1", rows), ("Ghi chú", [["không"]]))
    assert guess(path, "8A1").tab == "Lớp 8a1"
    assert guess(path).tab == "Lớp 8A2"
    assert guess(path, "8A1", "lớp 8a2").rows[1][1] == "Trần Thị Bình"
    with pytest.raises(RosterError, match="Lớp 8A2, Lớp 8a1, Ghi chú"):
        guess(path, tab="8B")


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (59, "BH"), (None, "")])
def test_columns_are_named_by_letters(place, letters):
    """As every spreadsheet names them."""
    assert (letter(place), column(letters)) == (letters, place)


@pytest.mark.parametrize("text", ["1", "BI", "ABC", "=A", "Ă"])
def test_what_is_no_column_is_refused(text):
    """Digits, columns beyond those that are read, and formulas."""
    with pytest.raises(RosterError, match="không phải tên cột"):
        column(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *((text, 7) for text in ("7", "07", "7.", "7,0", "7.00", " 7)", "７")),
        *((text, None) for text in ("0", "1000", "-1", "1.5", "nan", "", "=A5+1", "1e2")),
    ],
)
def test_numbers_are_read_as_cells_hold_them(text, number):
    """Whole numbers from 1 to 999 and nothing else."""
    assert number_in(text) == number


def test_a_class_is_the_same_in_every_spelling():
    """With and without the word, spaces, small letters."""
    assert {class_text(text) for text in ("8A1", "lớp 8a1", "Lớp: 8 A1", "LỚP 8A1 ")} == {"8A1"}


# --- taking the learners ------------------------------------------------------------------


def test_every_row_that_is_not_taken_has_its_reason(tmp_path):
    """Duplicates, missing and wrong numbers, missing and broken names, numbers of columns."""
    rows = [
        ["STT", "Họ và tên"],
        ["(1)", "(2)"],
        ["1", "2"],
        ["1", "Nguyễn Văn An"],
        ["2", ""],
        ["", "Trần Thị Bình"],
        ["1", "Lê Văn Trùng"],
        ["năm", "Phạm Năm"],
        ["1000", "Đỗ Nghìn"],
        ["6", "#N/A"],
        ["STT", "Họ và tên"],
        ["7", "Vũ Thị Bảy"],
    ]
    taken = listed(tmp_path, rows)
    assert names_of(taken) == {"8A1-01": "Nguyễn Văn An", "8A1-07": "Vũ Thị Bảy"}
    assert told(taken.duplicates) == [(7, REASONS["same_number"].format(row=4))]
    assert told(taken.bad) == [
        (2, REASONS["name_is_number"]),
        (3, REASONS["name_is_number"]),
        (5, REASONS["missing_name"]),
        (6, REASONS["missing_number"]),
        (8, REASONS["bad_number"]),
        (9, REASONS["bad_number"]),
        (10, REASONS["name_is_error"]),
    ]
    assert told(taken.ignored) == [(11, REASONS["not_a_learner"])]


def test_nothing_but_number_and_name_is_taken(tmp_path):
    """Birth dates and codes stay in the school's file, also in the list of bad rows."""
    rows = [["STT", "Mã học sinh", "Họ và tên", "Ngày sinh"], ["x", "0123456789", "An", "05/03/2012"]]
    taken = listed(tmp_path, rows)
    assert [line.text for line in taken.bad] == ["x An"]
    assert "2012" not in repr(taken)
    assert "0123456789" not in repr(taken)


def test_other_classes_are_listed_and_not_taken(tmp_path):
    """A class that is written once over its rows is theirs, too."""
    rows = [["STT", "Họ và tên", "Lớp"], [1, "An", "8A1"], [2, "Bình", ""], [1, "Chi", "8 a2"], [2, "Dũng", ""]]
    taken = listed(tmp_path, rows)
    assert names_of(taken) == {"8A1-01": "An", "8A1-02": "Bình"}
    assert told(taken.others) == [(row, REASONS["other_class"].format(klass="8A2")) for row in (4, 5)]


def test_our_own_ids_are_numbers(tmp_path):
    """8A1-07 is number 7 of the class, 8A2-07 is of another class."""
    taken = listed(tmp_path, [["STT", "Họ tên"], ["8a1-07", "An"], ["8A2-07", "Bình"]])
    assert names_of(taken) == {"8A1-07": "An"}
    assert told(taken.others) == [(3, REASONS["other_class"].format(klass="8A2"))]


def test_without_numbers_the_order_counts(tmp_path):
    """One after the other; the sum below is nobody."""
    taken = listed(
        tmp_path, [["Họ và tên"], *([name] for name in NAMES), ["Tổng số: 4"], ["Người lập bảng"], ["Ai Đó"]]
    )
    assert names_of(taken) == {f"8A1-{number:02d}": name for number, name in enumerate(NAMES, 1)}
    assert len(taken.ignored) == 3


def test_without_numbers_everybody_keeps_the_number_that_is_known(tmp_path):
    """Somebody new at the top of the list moves nobody's work; namesakes keep their order."""
    known = {"8A1-01": "An Nhiên", "8A1-02": "Bình Minh", "8A1-03": "An Nhiên"}
    taken = listed(tmp_path, [["Họ và tên"], ["Mới Vào"], ["Bình Minh"], ["An Nhiên"], ["An Nhiên"]], known=known)
    assert names_of(taken) == {"8A1-04": "Mới Vào"} | known


HOSTILE = {
    "=1+1": "=1+1",
    'Nguyễn, "Văn"': 'Nguyễn, "Văn"',
    "@SUM(A1:A9)": "@SUM(A1:A9)",
    "'=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "A" * 250: "A" * (MAX_NAME - 1) + "…",
    "\u202eAn \u200fNguyễn\u0000": "An Nguyễn",
    unicodedata.normalize("NFD", "Nguyễn Thị Ước"): "Nguyễn Thị Ước",
    "nguyễn  VĂN\u00a0an": "nguyễn VĂN an",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "{name} %s": "{name} %s",
    "Trần\nThị": "Trần Thị",
}


@pytest.mark.parametrize(("raw", "kept"), HOSTILE.items())
def test_hostile_names_come_through(tmp_path, raw, kept):
    """As text, in composed letters, without what nobody sees, not too long, and not otherwise changed."""
    assert names_of(listed(tmp_path, [["STT", "Họ và tên"], ["1", raw]])) == {"8A1-01": kept}
    if "\0" not in raw:
        path = save(tmp_path / "ds.xlsx", ("DS", [["STT", "Họ và tên"], [1, raw]]))
        assert names_of(take(guess(path), klass="8A1")) == {"8A1-01": kept}


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("An\u202e", texts()["notes"]["hidden"]),
        ("A" * 250, texts()["notes"]["cut"].format(length=250)),
        ("=1+1", texts()["notes"]["no_letter"]),
        ("Nguy?n V?n An", texts()["notes"]["lost"]),
        ("NguyÔn V¨n Ho\u00b5", texts()["notes"]["old_font"]),
    ],
)
def test_what_was_done_to_a_name_is_told(tmp_path, name, note):
    """Hidden letters, names that were cut, names without a letter, fonts from before Unicode."""
    assert told(listed(tmp_path, [["STT", "Họ và tên"], ["1", name]]).notes) == [(2, note)]


def test_namesakes_are_taken_and_told(tmp_path):
    """Two learners of one name are usual."""
    taken = listed(tmp_path, [["STT", "Họ và tên"], ["1", "An"], ["2", "An"]])
    assert len(taken.learners) == 2
    assert told(taken.notes) == [(3, texts()["notes"]["same_name"].format(row=2))]


def test_a_list_that_names_another_class_is_told(tmp_path):
    """The teacher may have taken the wrong file."""
    taken = take(guess(school_list(tmp_path / "ds.xlsx")), klass="8A2")
    assert "8A1" in taken.notes[0].reason
    assert len(taken.learners) == len(NAMES)


def test_a_class_has_a_name(tmp_path):
    """Neither the list nor the teacher names it."""
    with pytest.raises(RosterError, match="Chưa biết tên lớp"):
        listed(tmp_path, [["STT", "Họ và tên"], ["1", "An"]], klass="")
