"""The page of open data: what a set is, its first rows, its columns, and files that are the command's own."""

import base64
import io

import pandas as pd
import pytest
from openpyxl import load_workbook

from grading.app import data_page
from grading.app.data_page import DataPage, size_in_words
from simulator.city import data_files
from simulator.city.open_data import OpenData, set_names


@pytest.fixture(scope="module")
def page():
    return DataPage("test", 600)


def saved(page):
    return base64.b64decode(page.download["data"])


def test_the_list_is_there_before_anything_is_worked_out():
    """Every set with a sentence; the city comes with the first choice."""
    page = DataPage("test", 600)
    assert [each["id"] for each in page.view["sets"]] == list(set_names())
    assert all(each["title"] and each["about"].endswith(".") for each in page.view["sets"])
    assert page.view["shown"] is None
    assert "_made" not in vars(page)
    assert "DỮ LIỆU MÔ PHỎNG" in page.view["mark"]


@pytest.mark.parametrize("name", set_names())
def test_a_set_shows_its_first_rows_and_what_columns_mean(page, name):
    """Ten rows at most, every column explained, nothing that reads like a program's word."""
    page.vue_act({"do": "choose", "set": name})
    shown, table = page.view["shown"], OpenData("test", 600).set(name).table
    assert page.view["chosen"] == name
    assert len(shown["first"]) == 10
    assert shown["headings"] == [each["title"] for each in shown["columns"]] == list(table.columns)
    assert all(len(row) == len(shown["headings"]) for row in shown["first"])
    assert not {"nan", "NaT", "None", "True", "False"} & {cell for row in shown["first"] for cell in row}
    assert "hạt giống test" in shown["made_of"][0]


def test_saved_files_are_those_of_the_command(page):
    """Byte for byte; the name says that the data are made up; the second file is another download."""
    made = OpenData("test", 600)
    page.vue_act({"do": "save", "set": "wards", "kind": "csv"})
    first = page.download["number"]
    assert page.download["name"] == "DU-LIEU-MO-PHONG-phuong-xa.csv"
    assert saved(page) == data_files.csv_bytes(made.set("wards"))
    assert len(pd.read_csv(io.BytesIO(saved(page)))) == 126
    page.vue_act({"do": "save", "set": "wards", "kind": "xlsx"})
    assert page.download["number"] == first + 1
    assert saved(page) == data_files.xlsx_bytes(made.set("wards"), made.about())
    assert load_workbook(io.BytesIO(saved(page))).sheetnames[0] == "DỮ LIỆU MÔ PHỎNG"


def test_a_large_spreadsheet_is_not_made_here(page, monkeypatch):
    """The page says so and what to do instead; CSV is still there, and a message cannot get around it."""
    monkeypatch.setattr(data_page, "MOST_ROWS", 100)
    page.vue_act({"do": "choose", "set": "wards"})
    assert [each["kind"] for each in page.view["shown"]["files"]] == ["csv"]
    assert "congtap data" in page.view["shown"]["too_large"]
    before = page.download
    page.vue_act({"do": "save", "set": "wards", "kind": "xlsx"})
    assert page.download == before


def test_other_messages_do_nothing(page):
    """Sets and kinds that there are not."""
    before, file = page.view, page.download
    page.vue_act({"do": "choose", "set": "../secret"})
    page.vue_act({"do": "save", "set": "wards", "kind": "exe"})
    page.vue_act({"do": "save"})
    assert (page.view, page.download) == (before, file)


@pytest.mark.parametrize(
    ("size", "words"), [(200, "1 KB"), (64_600, "65 KB"), (999_999, "1000 KB"), (18_173_446, "18,2 MB")]
)
def test_sizes_are_said_in_words(size, words):
    """As a reader of Vietnamese expects."""
    assert size_in_words(size) == words
