"""Fetching and handing in, through nbgrader's exchange or as a zip file."""

import hashlib
import json
import os
import sys
import zipfile
from datetime import UTC, datetime

import pytest

from grading import handin
from grading.batch import grade_class
from grading.class_file import write_class
from grading.classroom import hand_out, make_class
from grading.handin import HandInError, ZipHeader, admit, fetch, sheet_in_force, submit
from simulator.journal import MAX_BYTES
from tests.grading.desk import KEY, KLASS, LEARNER, LESSON, graded, played, put

NOW = datetime(2026, 11, 9, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path):
    here = tmp_path / "may" / LEARNER / LESSON
    put(here, played())
    return here


def test_zip_holds_the_journals_and_what_they_are(workspace, tmp_path):
    put(workspace, played(attempt=2), attempt=2)
    receipt = submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop", NOW)
    path = tmp_path / "nop" / f"{LEARNER}+{LESSON}+2026-11-09 01-02-03 UTC.zip"
    assert (receipt.way, receipt.path, receipt.time) == ("zip", str(path), NOW)
    with zipfile.ZipFile(path) as bundle:
        assert sorted(bundle.namelist()) == ["bai-nop.json", "nhat-ky-01.jsonl", "nhat-ky-02.jsonl"]
        header = handin.msgspec.json.decode(bundle.read("bai-nop.json"), type=ZipHeader)
        for each in header.files:
            assert hashlib.sha256(bundle.read(each.file)).hexdigest() == each.digest
    assert (header.learner, header.lesson, header.files) == (LEARNER, LESSON, receipt.files)
    assert not any(item.suffix == ".part" for item in path.parent.iterdir())


def test_receipt_and_grading_name_the_same_work(workspace, tmp_path):
    put(workspace, b"noise", attempt=2)
    assert submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path).digest == graded(workspace).digest


def test_on_windows_it_is_a_zip_even_with_an_exchange(workspace, tmp_path, monkeypatch):
    (tmp_path / "trao-doi").mkdir()
    monkeypatch.setattr(sys, "platform", "win32")
    assert submit(workspace, tmp_path / "trao-doi", "8A1", LESSON, LEARNER, tmp_path / "nop").way == "zip"


@pytest.mark.parametrize("root", [None, "khong-co"])
def test_without_exchange_and_folder_there_is_a_reason(workspace, tmp_path, root):
    with pytest.raises(HandInError, match="thư mục trao đổi") as caught:
        submit(workspace, root and tmp_path / root, "8A1", LESSON, LEARNER)
    assert caught.value.code == "no_exchange"


@pytest.mark.parametrize("work", [None, b""])
def test_nothing_done_is_not_handed_in(tmp_path, work):
    here = tmp_path / LEARNER / LESSON
    here.mkdir(parents=True)
    if work is not None:
        put(here, work)
    with pytest.raises(HandInError, match="chưa làm bước nào"):
        submit(here, None, "8A1", LESSON, LEARNER, tmp_path / "nop")
    assert not (tmp_path / "nop").exists()


def test_too_big_is_not_handed_in(workspace, tmp_path):
    os.truncate(workspace / "nhat-ky-01.jsonl", MAX_BYTES + 1)
    with pytest.raises(HandInError, match="lớn quá mức"):
        submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop")


def test_journal_that_is_no_file_is_not_handed_in(workspace, tmp_path):
    (workspace / "nhat-ky-02.jsonl").mkdir()
    with pytest.raises(HandInError, match="nhat-ky-02"):
        submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop")


def test_zip_folder_that_cannot_be_written(workspace, tmp_path):
    (tmp_path / "nop").write_text("no folder", encoding="utf-8")
    with pytest.raises(HandInError, match="vẫn còn nguyên"):
        submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop")


@pytest.mark.parametrize(("learner", "code"), [("8A1-08", "workspace"), ("Nguyễn", "learner"), ("8A1-07\n", "learner")])
def test_work_of_somebody_else_is_not_handed_in(workspace, tmp_path, learner, code):
    with pytest.raises(HandInError) as caught:
        submit(workspace, None, "8A1", LESSON, learner, tmp_path)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("listed", "learner", "told"),
    [
        ([f"8A1-{n:02d}" for n in range(1, 46)], "8A1-46", "Lớp 8A1 có số thứ tự từ 1 đến 45."),
        (["8A1-01", "8A1-02", "8A1-05"], "8A1-04", "Lớp 8A1 có các số thứ tự 1–2, 5."),
        ([f"8A1-{n:02d}" for n in range(1, 46, 2)], "8A1-04", "Lớp 8A1 không có số thứ tự 4."),
        (["8A1-01", "8A1-02"], "8A2-01", "Máy này dành cho lớp 8A1."),
        (["8A2-01"], "8A1-07", "Lớp 8A1 không có số thứ tự 7."),
    ],
)
def test_who_is_not_on_the_class_list_is_told_the_class_and_its_numbers(listed, learner, told):
    with pytest.raises(HandInError) as caught:
        admit(KLASS.with_learners(listed), learner)
    assert str(caught.value).startswith(told)


def test_who_is_not_on_the_class_list_cannot_hand_in_until_added(workspace, tmp_path):
    """The released sheet counts; the machine's own copy only where that cannot be seen."""
    root = tmp_path / "trao-doi"
    outbound = root / "8A1" / "outbound" / LESSON
    outbound.mkdir(parents=True)
    write_class(workspace, KLASS.with_learners(["8A1-01"]))
    for place in (None, root):
        with pytest.raises(HandInError, match="từ 1 đến 1") as caught:
            submit(workspace, place, "8A1", LESSON, LEARNER, tmp_path / "nop")
        assert caught.value.code == "not_admitted"
        assert "vẫn còn nguyên" in str(caught.value)
    assert not (tmp_path / "nop").exists()
    write_class(outbound, KLASS.with_learners(["8A1-01", LEARNER]))
    assert sheet_in_force(workspace, root, "8A1", LESSON).admits(LEARNER)
    assert not sheet_in_force(workspace, None, "8A1", LESSON).admits(LEARNER)


def test_a_sheet_that_cannot_be_read_keeps_nobody_from_handing_in(workspace, tmp_path):
    """The grader has the last word."""
    (workspace / "lop.json").write_text("{", encoding="utf-8")
    assert submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop").way == "zip"


def test_every_text_can_be_said():
    for code, text in handin.texts().items():
        words = "learner wanted workspace root lesson course error file folder klass first last numbers number why"
        words = dict.fromkeys(words.split(), "…")
        assert "{" not in text.format(**words), code


# --- through the exchange --------------------------------------------------------------

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")


@pytest.fixture
def classroom(tmp_path):
    made = make_class(tmp_path / "lop", "8A1", 8, key=KEY)
    hand_out(made, LESSON)
    return made


@on_posix
@pytest.mark.slow
def test_fetch_work_and_hand_in(classroom, tmp_path):
    here = tmp_path / "may" / LEARNER / LESSON
    root = classroom.exchange_root
    assert fetch(here, root, "8A1", LESSON, LEARNER) == here
    assert sorted(path.name for path in here.iterdir()) == ["di-mot-vong.ipynb", "lop.json"]
    assert json.loads((here / "lop.json").read_bytes())["key"] == KEY
    put(here, played())
    beside = ("jsonl.lock", "owner", "khoa", "dut-77", "khac-300", "da-chuyen-1")
    for name in (f"nhat-ky-01.{end}" for end in beside):
        (here / name).write_text("x", encoding="utf-8")
    receipt = submit(here, root, "8A1", LESSON, LEARNER)
    (handed,) = (root / "8A1" / "inbound").iterdir()
    assert receipt.path == str(handed)
    assert handed.name.startswith(f"{LEARNER}+{LESSON}+")
    assert abs((datetime.now(UTC) - receipt.time).total_seconds()) < 60
    names = {path.name for path in handed.iterdir()}
    assert names == {"di-mot-vong.ipynb", "lop.json", "nhat-ky-01.jsonl", "submission_secret.txt", "timestamp.txt"}
    assert graded(handed).digest == receipt.digest
    # Fetching again mends what is missing and leaves work alone.
    (here / "di-mot-vong.ipynb").unlink()
    before = (here / "nhat-ky-01.jsonl").read_bytes()
    fetch(here, root, "8A1", LESSON, LEARNER)
    assert (here / "di-mot-vong.ipynb").exists()
    assert (here / "nhat-ky-01.jsonl").read_bytes() == before
    # A second hand-in is one more, under a name of its own.
    submit(here, root, "8A1", LESSON, LEARNER)
    assert len(list((root / "8A1" / "inbound").iterdir())) == 2


@on_posix
def test_what_is_not_released_cannot_be_fetched(tmp_path):
    (tmp_path / "trao-doi").mkdir()
    with pytest.raises(HandInError, match="chưa được phát"):
        fetch(tmp_path / LEARNER / LESSON, tmp_path / "trao-doi", "8A1", LESSON, LEARNER)
    with pytest.raises(HandInError, match="thư mục trao đổi"):
        fetch(tmp_path / LEARNER / LESSON, tmp_path / "nowhere", "8A1", LESSON, LEARNER)


@on_posix
def test_exchange_that_refuses_says_so_and_keeps_the_work(workspace, tmp_path):
    root = tmp_path / "trao-doi"
    root.mkdir()
    with pytest.raises(HandInError, match="vẫn còn nguyên"):
        submit(workspace, root, "8A1", LESSON, LEARNER, tmp_path / "nop")
    assert (workspace / "nhat-ky-01.jsonl").stat().st_size > 1000


def test_where_nbgraders_exchange_refuses_the_lesson_is_copied(tmp_path, monkeypatch):
    made = make_class(tmp_path / "lop", "8A1", 8, key=KEY)
    monkeypatch.setattr(sys, "platform", "win32")
    hand_out(made, LESSON)
    here = tmp_path / "may" / LEARNER / LESSON
    fetch(here, made.exchange_root, "8A1", LESSON, LEARNER)
    assert sorted(path.name for path in here.iterdir()) == ["di-mot-vong.ipynb", "lop.json"]
    put(here, played())
    (here / "di-mot-vong.ipynb").write_text("em viet", encoding="utf-8")
    fetch(here, made.exchange_root, "8A1", LESSON, LEARNER)
    assert (here / "di-mot-vong.ipynb").read_text(encoding="utf-8") == "em viet"
    receipt = submit(here, made.exchange_root, "8A1", LESSON, LEARNER, made.directory / "bai-nop")
    assert receipt.way == "zip"
    assert str(grade_class(made, LESSON).rows[6].mark) == "10.0"
