"""``congtap city``: the index of a year, its dossiers as a file, the articles' figures."""

import csv
import json
import zipfile

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from grading.app.command import app


def told(*arguments, code=0):
    done = CliRunner().invoke(app, ["city", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done


def test_a_year_is_printed_with_its_index_time_and_memory():
    """In words for people, in JSON for programs, with the same numbers; and it says that it is a model."""
    found = json.loads(told("--dossiers", 3000, "--seed", "7", "--json").stdout)
    assert found["city"]["dossiers"] == found["index"]["counts"]["filed"] == 3000
    assert 0 < found["index"]["total"] <= 100
    assert set(found["cost"]) == {"seconds", "cpu_seconds", "memory_mb"}
    done = told("--dossiers", 3000, "--seed", "7")
    shown = f"{found['index']['total']:.2f}".replace(".", ",")
    assert f"{shown}/100" in done.stdout
    assert "không phải số của Hà Nội" in done.stdout
    assert "bộ nhớ nhiều nhất" in done.stderr
    assert "Công chức phục vụ" in done.stdout


def test_two_runs_of_one_seed_write_the_same_bytes(tmp_path):
    """And another seed writes others; every dossier is in the file, with the portal's status codes."""
    first, second, other = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    for path, seed in ((first, "1"), (second, "1"), (other, "2")):
        told("--dossiers", 2000, "--seed", seed, "--out", path, "--json")
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes() != other.read_bytes()
    rows = list(csv.DictReader(first.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2000
    assert {row["status"] for row in rows} <= {str(code) for code in range(1, 11)}
    assert all(row["due"] for row in rows if row["status"] == "10")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "c.csv"]


def test_a_spreadsheet_holds_the_same_dossiers(tmp_path, monkeypatch):
    """As many rows, codes of communes as text with their zeros; the same bytes whenever it is written."""
    path, again = tmp_path / "ho-so.xlsx", tmp_path / "lan-nua.xlsx"
    told("--dossiers", 300, "--out", path, "--json")
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    told("--dossiers", 300, "--out", again, "--json")
    assert path.read_bytes() == again.read_bytes()
    sheet = load_workbook(path).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 301
    commune = rows[0].index("commune")
    assert all(isinstance(row[commune], str) and len(row[commune]) == 5 for row in rows[1:])


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [("x.parquet", 10, ".csv hoặc .xlsx"), ("x.xlsx", 100_001, "100.000"), ("khong-co/x.csv", 10, "Không có thư mục")],
)
def test_a_file_that_cannot_be_written_is_refused_before_any_work(tmp_path, name, size, reason):
    """With what to do instead; nothing is left behind."""
    done = told("--dossiers", size, "--out", tmp_path / name, code=1)
    assert reason in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_articles_figures_are_listed_beside_those_worked_out():
    """Printed beside worked out, the wrong ones marked."""
    shown = told("--figures").stdout
    assert "LỆCH: thành phố Hà Nội, Tỷ lệ thanh toán trực tuyến: in 52,37, tính lại 52,73 (116 / (116 + 104))" in shown
    assert "khớp: quận Bắc Từ Liêm" in shown
    listed = json.loads(told("--figures", "--json").stdout)
    assert sum(each["agrees"] is False for each in listed) == 4
