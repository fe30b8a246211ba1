"""Open data: what the sets say adds up, the files say that they are made up, and the same seed gives the same bytes."""

import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from simulator.city import data_files, open_data, table
from simulator.city.counts import add_up
from simulator.city.open_data import OpenData, set_names, texts
from simulator.city.year import City

SIZE = 20_000
MADE = OpenData("test", SIZE)
SETS = {name: MADE.set(name) for name in set_names()}
SMALL = OpenData("test", 400)
FILES = dict(data_files.files(SMALL))


@pytest.mark.parametrize("name", set_names())
def test_a_set_has_the_columns_that_its_dictionary_explains(name):
    """In that order, each with a meaning; no name twice."""
    found = SETS[name]
    titles = [each.title for each in found.columns]
    assert list(found.table.columns) == titles
    assert len(set(titles)) == len(titles)
    assert all(each.meaning for each in found.columns)
    assert len(found.table) > 0


def test_wards_months_and_people_add_up_to_the_city():
    """Every dossier and every citizen is counted once, in its ward."""
    months, wards, people = (SETS[name].table for name in ("ward_months", "wards", "people"))
    assert months["Số hồ sơ"].sum() == wards["Số hồ sơ"].sum() == SIZE
    assert months.groupby("Mã phường, xã")["Số hồ sơ"].sum().tolist() == wards["Số hồ sơ"].tolist()
    assert people.groupby("Mã phường, xã")["Số người"].sum().tolist() == MADE.city.citizens.tolist()
    assert wards["Dân số"].tolist() == MADE.city.citizens.tolist()
    split = months[["Nộp trực tuyến", "Nộp ở quầy", "Gửi bưu chính"]].sum(axis=1)
    assert (split == months["Số hồ sơ"]).all()
    assert (people["Nữ"] <= people["Số người"]).all()
    young = people["Nhóm tuổi"] == "0–5 tuổi"
    assert people["Có tài khoản mức 2"][young].sum() == 0


def test_a_sample_is_of_real_rows_of_the_city_evenly(monkeypatch):
    """Each dossier stands in the whole city's table with the same numbers; every ward has its share."""
    sample = SETS["dossiers_5000"].table
    assert len(sample) == 5_000
    city = City("test", SIZE)
    whole = pd.concat(table.frame(piece, city) for piece in city.pieces()).set_index("code")
    there = whole.loc[sample["Mã hồ sơ"]]
    assert there["submitted"].tolist() == sample["Lúc nộp"].tolist()
    assert there["fee"].tolist() == sample["Phí, lệ phí (đồng)"].tolist()
    assert (there["late"].map({True: "có", False: "không"}).to_numpy() == sample["Quá hạn"].to_numpy()).all()
    assert there["commune"].astype(str).tolist() == sample["Mã phường, xã"].tolist()
    per_ward = sample.groupby("Mã phường, xã").size().to_numpy()
    assert np.abs(per_ward - city.dossiers / 4).max() <= 1
    assert len(SETS["dossiers_50000"].table) == SIZE


def test_words_stand_where_the_portal_has_codes():
    """No code of ours is left, and nothing is open that has a word."""
    sample = SETS["dossiers_5000"].table
    assert set(sample["Cách nộp"]) == {"Trực tuyến", "Trực tiếp", "Bưu chính công ích"}
    assert set(sample["Giới"]) == {"nam", "nữ"}
    assert set(sample["Cách trả"]) == {"chưa trả hoặc không phải trả", "trả trực tuyến", "tiền mặt ở quầy"}
    for column in ("Thủ tục", "Trạng thái", "Phường, xã", "Đánh giá", "Quá hạn"):
        assert sample[column].notna().all(), column
    assert sample["Nhận kết quả"].isna().tolist() == sample["Lúc trả kết quả"].isna().tolist()


def test_the_index_over_time_is_that_of_the_counts():
    """December's index to date is the whole year's."""
    counts = add_up(City("test", SIZE).pieces(), 2026)
    from simulator.city import indices

    whole = indices.of_city(MADE.city.settings, counts)["total"]
    assert SETS["index_city"].table["Điểm 766 từ đầu năm"].iloc[-1] == whole


def test_the_same_seed_gives_the_same_bytes_at_any_time(monkeypatch):
    """Spreadsheets too, though they would hold the moment at which they were made; another seed gives others."""
    monkeypatch.setattr("openpyxl.writer.excel.datetime", _Later)
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    again = dict(data_files.files(OpenData("test", 400)))
    assert again == FILES
    other = dict(data_files.files(OpenData("other", 400)))
    assert set(other) == set(FILES)
    assert all(FILES[name] != other[name] for name in FILES if "dan-so" not in name)


class _Later:
    timezone = __import__("datetime").timezone
    datetime = type("Later", (), {"now": staticmethod(lambda *_, **__: pd.Timestamp("2031-05-06").to_pydatetime())})


def test_names_and_first_sheets_say_that_it_is_made_up():
    """Every file; the licence, the seed and the sources are there, too."""
    mark = texts()["words"]["mark"]
    for name, data in FILES.items():
        assert name.startswith("DU-LIEU-MO-PHONG-")
        if name.endswith(".xlsx"):
            book = load_workbook(io.BytesIO(data))
            assert book.sheetnames == ["DỮ LIỆU MÔ PHỎNG", "Dữ liệu", "Từ điển", "Giả định và nguồn"]
            first = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
            assert first[0] == mark
            assert any("hạt giống test" in line for line in first)
            assert any("CC BY 4.0" in line for line in first)
            assert len(list(book.worksheets[3].iter_rows())) > 30
    text = FILES[data_files.DICTIONARY].decode()
    assert text.startswith(f"# {mark}")
    for name in set_names():
        assert f"## {texts()['sets'][name]['title']}" in text
        for column in SETS[name].columns:
            assert f"| {column.title} | {column.meaning} |" in text
    assert "Số đặt cho bài tập" in text


@pytest.mark.parametrize("name", ["dossiers_5000", "wards", "people", "index_city"])
def test_csv_and_spreadsheet_hold_the_same_numbers(name):
    """Codes keep their zeros in the spreadsheet, moments are moments, what is open is empty."""
    found = SMALL.set(name)
    data = data_files.csv_bytes(found)
    assert data.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(io.BytesIO(data), dtype=str, encoding="utf-8-sig")
    sheet = list(load_workbook(io.BytesIO(data_files.xlsx_bytes(found, MADE.about())))["Dữ liệu"].values)
    assert list(sheet[0]) == list(read.columns) == list(found.table.columns)
    assert len(sheet) - 1 == len(read) == len(found.table)
    for row, line in zip(sheet[1:], read.itertuples(index=False), strict=True):
        for cell, text in zip(row, line, strict=True):
            if cell is None:
                assert pd.isna(text)
            elif isinstance(cell, int | float):
                assert float(text) == pytest.approx(cell)
            else:
                assert str(cell) == text


def test_no_text_is_a_formula():
    """A set with hostile words, which ours never have: an apostrophe keeps each a text in both kinds of file."""
    hostile = ["=1+1", "+1", "-1", "@x", "\tx", "lành", None]
    found = SETS["wards"]._replace(table=pd.DataFrame({"Tên": hostile, "Số": [-1, 2, 3, 4, 5, 6, 7]}))
    read = pd.read_csv(io.BytesIO(data_files.csv_bytes(found)), encoding="utf-8-sig")
    assert read["Tên"][:5].tolist() == [f"'{text}" for text in hostile[:5]]
    assert read["Số"][0] == -1
    sheet = load_workbook(io.BytesIO(data_files.xlsx_bytes(found, [])))["Dữ liệu"]
    assert [cell.data_type for cell in sheet["A"][1:6]] == ["s"] * 5
    assert sheet["A2"].value == "'=1+1"
    assert sheet["B2"].value == -1


def test_files_that_somebody_changed_are_not_overwritten(tmp_path):
    """Nothing at all is written then; with the wish to, everything is; the same files again are no trouble."""
    paths = data_files.write(SMALL, tmp_path / "mo" / "moi")
    assert len(paths) == 2 * len(set_names()) + 1
    assert sorted(path.name for path in (tmp_path / "mo" / "moi").iterdir()) == sorted(path.name for path in paths)
    data_files.write(SMALL, tmp_path / "mo" / "moi")
    changed = paths[4]
    changed.write_bytes(b"mine")
    with pytest.raises(data_files.DataError, match=changed.name):
        data_files.write(SMALL, tmp_path / "mo" / "moi")
    assert changed.read_bytes() == b"mine"
    data_files.write(SMALL, tmp_path / "mo" / "moi", overwrite=True)
    assert changed.read_bytes() != b"mine"


def test_citizens_are_written_on_wish(tmp_path):
    """As many as wanted, in a file of their own."""
    paths = data_files.write(SMALL, tmp_path, citizens=1_000)
    assert paths[-1].name == "DU-LIEU-MO-PHONG-nguoi-dan.csv"
    read = pd.read_csv(paths[-1], dtype=str)
    assert len(read) == 1_000
    assert read["phone"].str.startswith("030").all()


def test_parquet_is_written_where_its_library_is():
    """The same table; its own kinds of columns."""
    pytest.importorskip("pyarrow")
    found = SMALL.set("dossiers_5000")
    read = pd.read_parquet(io.BytesIO(data_files.parquet_bytes(found)))
    assert read["Lúc nộp"].tolist() == found.table["Lúc nộp"].tolist()
    assert read["Mã phường, xã"].tolist() == found.table["Mã phường, xã"].tolist()


def test_without_pyarrow_parquet_says_what_to_do(monkeypatch, tmp_path):
    """Before anything is written."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(data_files.DataError, match=r"pyarrow.*congtap\[parquet\]"):
        data_files.write(SMALL, tmp_path, parquet=True)
    assert list(tmp_path.iterdir()) == []


def test_texts_of_all_columns_are_there():
    """Each set names columns that exist."""
    said = texts()
    assert {each["columns"] for each in said["sets"].values()} == set(said["columns"])
    assert set(open_data.SAMPLES) <= set(said["sets"])
