"""The teacher's commands around a class's work: sentences to read, JSON for scripts, an exit code for failures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grading.app.command import app
from grading.classroom import make_class
from grading.handin import submit
from tests.grading.desk import KEY, LEARNER, LESSON, played, put


def run(*arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=typed, env={"COLUMNS": "200"})


@pytest.fixture
def lop(tmp_path: Path) -> Path:
    make_class(tmp_path / "lop", "8A1", [LEARNER, "8A1-08"], key=KEY)
    return tmp_path / "lop"


def test_a_heap_is_taken_looked_up_kept_and_forgotten(lop: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "may" / LEARNER / LESSON
    put(workspace, played())
    receipt = submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop")
    (tmp_path / "nop" / "\x1b[31manh.png").write_bytes(b"x")
    done = run("take", lop, tmp_path / "nop")
    assert done.exit_code == 0, done.output
    assert "Đã nhận 1 bài; 1 tệp không cần nhận" in done.output
    assert "\x1b" not in done.output
    rows = json.loads(run("take", lop, tmp_path / "nop", "--json").stdout)["rows"]
    assert sorted(row["result"] for row in rows) == ["duplicate", "not_ours"]
    assert "đang được tính" in run("receipt", lop, receipt.digest[:12]).output
    assert run("receipt", lop, "0" * 12).exit_code == 1
    assert json.loads(run("copies", lop, "--json").stdout) == []
    assert "Không thấy bài nào giống nhau" in run("copies", lop, "--lesson", "0").output
    kept = json.loads(run("backup", lop, tmp_path / "usb", "--json").stdout)
    assert run("restore", kept["path"], lop).exit_code == 1
    assert "Đã khôi phục lớp 8A1" in run("restore", kept["path"], tmp_path / "lai").output
    assert run("forget", lop, 7, typed="n\n").exit_code == 1
    assert (lop / "submitted" / LEARNER).is_dir()
    gone = run("forget", lop, 7, typed="y\n")
    assert "Các bản sao lưu đã có vẫn còn dữ liệu của em" in gone.output
    assert not (lop / "submitted" / LEARNER).exists()
    assert "không có họ tên" in run("archive", lop, tmp_path / "cat").output


def test_what_fails_is_one_sentence(lop: Path, tmp_path: Path) -> None:
    for arguments in (
        ("backup", lop, lop / "x"),
        ("bundle", lop, tmp_path / "goi.zip"),
        ("join", tmp_path / "khong-co.zip", "--workspace", tmp_path / "may"),
        ("forget", lop, "8A1-99", "--yes"),
        ("take", tmp_path, tmp_path),
        ("copies", lop, "--lesson", "khong-co"),
    ):
        done = run(*arguments)
        assert done.exit_code == 1, arguments
        assert done.output.count("\n") == 1, done.output
