"""Backups that are whole and come back; learners who are forgotten everywhere; what stays after the year."""

import csv
import io
import shutil
import sqlite3
import stat
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from grading.at_work import LOCK_FILE
from grading.batch import grade_class
from grading.classroom import hand_out, make_class, open_class
from grading.forgetting import archive, forget, traces_of
from grading.handin import submit
from grading.intake import klass_of, take
from grading.keeping import MANIFEST, KeepingError, back_up, read_manifest, restore, texts
from grading.receipts import find_receipt
from grading.results import Results
from tests.grading.desk import KEY, LEARNER, LESSON, graded, played, put

NOW = datetime(2026, 11, 9, 1, 2, 3, tzinfo=UTC)
OTHER = "8A1-08"
NAME = "Nguyễn, “Văn” Ánh"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A class of two with names, hand-ins and marks, one hand-in still in the exchange."""
    root = tmp_path_factory.mktemp("mau")
    made = make_class(root / "lop", "8A1", [LEARNER, OTHER], key=KEY)
    for learner in (LEARNER, OTHER):
        workspace = root / "may" / learner / LESSON
        put(workspace, played(learner=learner))
        submit(workspace, None, "8A1", LESSON, learner, root / "nop", NOW)
        inbound = made.exchange_root / "8A1" / "inbound" / f"{learner}+{LESSON}+2026-11-09 01:02:03.000000 UTC+ab"
        put(inbound, played(learner=learner))
    take(klass_of(made), [root / "nop"], NOW)
    for learner in (LEARNER, OTHER):
        submission = made.directory / "submitted" / learner / LESSON
        (submission / "submission_secret.txt").write_text("s" * 64 + learner, encoding="utf-8")
        Results(made.results_url).record(graded(submission, learner, made.sheet(LESSON)), "2026-11-09 01:02:03")
    names = {"class": "8A1", "names": {LEARNER: NAME, OTHER: "=1+1"}}
    (made.directory / "danh-sach.json").write_bytes(msgspec.json.encode(names))
    (made.directory / "danh-sach.json").chmod(0o600)
    (made.exchange_root / "8A1" / "inbound").chmod(0o733)
    return made.directory


@pytest.fixture
def classroom(template, tmp_path):
    return open_class(shutil.copytree(template, tmp_path / "lop"))


def tree(folder):
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != LOCK_FILE)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def contents(database):
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


# --- backup and restore ------------------------------------------------------------------


def test_a_class_comes_back_as_it_was(classroom, tmp_path):
    made = back_up(classroom, tmp_path / "usb", now=NOW)
    assert made.path.endswith("sao-luu-8A1-2026-11-09-080203.zip")
    restore(tmp_path / "usb" / made.path.rpartition("/")[2], tmp_path / "lai")
    before, after = tree(classroom.directory), tree(tmp_path / "lai")
    for name in ("gradebook.db", "ket-qua.db"):
        assert contents(classroom.directory / name) == contents(tmp_path / "lai" / name)
        del before[name], after[name]
    assert before == after
    back = open_class(tmp_path / "lai")
    assert back.learners == (LEARNER, OTHER)
    assert Results(back.results_url).latest(LESSON).keys() == {LEARNER, OTHER}
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as POSIX has them")
def test_long_work_tells_how_far_it_is(classroom, tmp_path):
    """Each ends with all done, and never tells of more than there is."""
    steps = {"restore": [], "archive": []}
    made = back_up(classroom, tmp_path / "usb")
    restore(Path(made.path), tmp_path / "lai", lambda *step: steps["restore"].append(step))
    archive(classroom, tmp_path / "luu", journals=True, progress=lambda *step: steps["archive"].append(step))
    for told in steps.values():
        counts = [(done, total) for done, total, _ in told]
        assert counts == sorted(counts)
        assert len(counts) > 1
        assert counts[-1][0] == counts[-1][1] > 0


def test_who_may_write_where_comes_back_too(classroom, tmp_path):
    made = back_up(classroom, tmp_path / "usb", now=NOW)
    restore(tmp_path / "usb" / made.path.rpartition("/")[2], tmp_path / "lai")
    mode = {
        path: stat.S_IMODE((tmp_path / "lai" / path).stat().st_mode)
        for path in ("danh-sach.json", "trao-doi/8A1/inbound")
    }
    assert mode == {"danh-sach.json": 0o600, "trao-doi/8A1/inbound": 0o733}


def test_a_gradebook_that_is_being_written_is_copied_whole(classroom, tmp_path):
    """What another program has not finished is not in it."""
    with closing(sqlite3.connect(classroom.directory / "gradebook.db")) as writer:
        writer.execute("begin")
        writer.execute("delete from student")
        made = back_up(classroom, tmp_path / "usb", now=NOW)
        writer.rollback()
    restore(tmp_path / "usb" / made.path.rpartition("/")[2], tmp_path / "lai")
    assert open_class(tmp_path / "lai").learners == (LEARNER, OTHER)


def test_the_newest_are_kept_of_this_class_alone(classroom, tmp_path):
    usb = tmp_path / "usb"
    other = make_class(tmp_path / "nam-ngoai", "8A1", 3)
    back_up(other, usb, now=NOW - timedelta(days=300))
    (usb / "sao-luu-8A1-cua-toi.zip").write_bytes(b"notes of the teacher's own")
    removed = [back_up(classroom, usb, 2, NOW + timedelta(hours=n)).removed for n in range(4)]
    assert [len(each) for each in removed] == [0, 0, 1, 1]
    assert len(list(usb.iterdir())) == 4
    assert back_up(classroom, usb, 9, NOW + timedelta(hours=3)).path.endswith("-2.zip")


def test_a_damaged_gradebook_is_told_and_older_backups_stay(classroom, tmp_path):
    back_up(classroom, tmp_path / "usb", 1, NOW)
    (classroom.directory / "gradebook.db").write_bytes(b"no database" * 1000)
    with pytest.raises(KeepingError, match=r"gradebook\.db") as caught:
        back_up(classroom, tmp_path / "usb", 1, NOW + timedelta(hours=1))
    assert caught.value.code == "bad_database"
    assert len(list((tmp_path / "usb").iterdir())) == 1


def test_a_backup_inside_the_class_folder_is_refused(classroom):
    with pytest.raises(KeepingError, match="chính thư mục lớp"):
        back_up(classroom, classroom.directory / "sao-luu")


def test_nothing_is_ever_restored_over_a_class(classroom, tmp_path):
    made = back_up(classroom, tmp_path / "usb", now=NOW)
    before = tree(classroom.directory)
    with pytest.raises(KeepingError, match="không bao giờ bị ghi đè"):
        restore(tmp_path / "usb" / made.path.rpartition("/")[2], classroom.directory)
    assert tree(classroom.directory) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("digest", "not_whole"),
        ("gone", "not_whole"),
        ("escape", "no_backup"),
        ("other", "no_backup"),
        ("cut", "no_backup"),
    ],
)
def test_a_backup_that_is_not_whole_is_not_restored(classroom, tmp_path, change, code):
    made = back_up(classroom, tmp_path / "usb", now=NOW)
    with zipfile.ZipFile(made.path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    journal = next(name for name in files if name.endswith(".jsonl"))
    if change == "digest":
        files[journal] = files[journal][:-1] + b"\r"
    elif change == "gone":
        del files[journal]
    elif change == "escape":
        files[MANIFEST] = files[MANIFEST].replace(journal.encode(), b"../../x", 1)
    elif change == "other":
        del files[MANIFEST]
    with zipfile.ZipFile(made.path, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    path = tmp_path / "usb" / made.path.rpartition("/")[2]
    if change == "cut":
        path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(KeepingError) as caught:
        restore(path, tmp_path / "lai")
    assert caught.value.code == code
    assert not (tmp_path / "lai").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_gradebook_that_lay_elsewhere_comes_home(tmp_path):
    elsewhere = tmp_path / "so" / "gradebook.db"
    elsewhere.parent.mkdir()
    made = make_class(tmp_path / "lop", "8A1", 3, db_url=f"sqlite:///{elsewhere}")
    path = back_up(made, tmp_path / "usb", now=NOW).path
    assert "gradebook.db" in [each.path for each in read_manifest(tmp_path / "usb" / path.rpartition("/")[2]).files]
    restore(tmp_path / "usb" / path.rpartition("/")[2], tmp_path / "lai")
    back = open_class(tmp_path / "lai")
    assert str(tmp_path / "lai") in str(back.coursedir.db_url)
    assert len(back.learners) == 3


# --- forgetting ------------------------------------------------------------------------------


def test_a_forgotten_learner_is_nowhere_in_the_class_and_the_others_are_whole(classroom):
    from nbgrader.utils import notebook_hash

    released = classroom.exchange_root / "8A1" / "feedback"
    released.mkdir()
    pages = {
        learner: released / f"{notebook_hash(secret='s' * 64 + learner, notebook_id='di-mot-vong')}.html"
        for learner in (LEARNER, OTHER)
    }
    for learner, page in pages.items():
        page.write_text(learner, encoding="utf-8")
    put(classroom.directory / "bai-nop" / "mot minh", played())
    mixed = classroom.directory / "bai-nop" / "chung"
    put(mixed, played())
    put(mixed, played(learner=OTHER, attempt=2), 2)
    put(classroom.directory / "bai-nop" / "da-thay" / LEARNER / LESSON / "001", played())
    put(classroom.directory / "phong-may" / LEARNER / LESSON, played())
    gone = forget(classroom, LEARNER)
    assert (gone.gradings, gone.listed, gone.named, len(gone.paths)) == (1, True, True, 6)
    assert [path.rpartition("/")[2] for path in gone.shared] == ["chung"]
    shutil.rmtree(mixed)
    for name, data in tree(classroom.directory).items():
        assert LEARNER not in name, name
        assert LEARNER.encode() not in data, name
        assert NAME.encode() not in data, name
    back = open_class(classroom.directory)
    assert back.learners == (OTHER,)
    assert back.sheet(LESSON).learners == (OTHER,)
    assert pages[OTHER].is_file()
    assert len(Results(back.results_url).history(LESSON, OTHER)) == 1
    assert (classroom.directory / "submitted" / OTHER / LESSON / "nhat-ky-01.jsonl").is_file()
    with pytest.raises(KeepingError, match="không còn gì"):
        forget(back, LEARNER)


def test_looking_for_traces_changes_nothing(classroom):
    before = tree(classroom.directory)
    assert traces_of(classroom, LEARNER).gradings == 1
    assert traces_of(classroom, "8A1-99").nothing
    assert tree(classroom.directory) == before


def test_the_last_learner_is_not_forgotten_since_an_empty_list_lets_everybody_in(classroom):
    forget(classroom, LEARNER)
    with pytest.raises(KeepingError, match="cuối cùng"):
        forget(open_class(classroom.directory), OTHER)
    assert open_class(classroom.directory).learners == (OTHER,)


# --- the end of the year -----------------------------------------------------------------------


def archived(path):
    with zipfile.ZipFile(path) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("bang-diem.csv").decode("utf-8-sig"))))
        return packed.namelist(), rows, b"".join(packed.read(name) for name in packed.namelist())


def test_an_archive_has_marks_by_number_and_neither_names_nor_journals(classroom, tmp_path):
    before = tree(classroom.directory)
    names, rows, whole = archived(archive(classroom, tmp_path / "cat", now=NOW).path)
    assert names == ["bang-diem.csv", "doc-toi.txt"]
    assert rows == [["Mã", LESSON], [LEARNER, "10,0"], [OTHER, "10,0"]]
    assert NAME.encode() not in whole
    assert tree(classroom.directory) == before


def test_names_and_journals_are_kept_if_chosen_and_no_name_is_a_formula(classroom, tmp_path):
    names, rows, _ = archived(archive(classroom, tmp_path / "cat", journals=True, names=True, now=NOW).path)
    assert f"nhat-ky/{LEARNER}/{LESSON}/nhat-ky-01.jsonl" in names
    assert [row[1] for row in rows] == ["Họ và tên", NAME, "'=1+1"]


# --- receipts --------------------------------------------------------------------------------


def test_a_receipt_is_found_wherever_the_work_is(classroom):
    digest = graded(classroom.directory / "submitted" / LEARNER / LESSON).digest
    for code in (digest, digest[:12], f" {digest[:4]} {digest[4:8].upper()}…"):
        found = find_receipt(classroom, code)
        assert [(each.where, each.learner, each.lesson) for each in found] == [
            (where, LEARNER, LESSON) for where in ("submitted", "exchange", "graded")
        ]
        assert found[-1].mark == "10.0"
        assert [each.counts for each in found] == [True, False, True]


def test_a_receipt_still_names_what_a_newer_hand_in_has_replaced(classroom, tmp_path):
    digest = graded(classroom.directory / "submitted" / LEARNER / LESSON).digest
    workspace = tmp_path / "may" / LEARNER / LESSON
    put(workspace, played())
    put(workspace, played(attempt=2), 2)
    submit(workspace, None, "8A1", LESSON, LEARNER, tmp_path / "nop", NOW + timedelta(hours=1))
    take(klass_of(classroom), [tmp_path / "nop"], NOW + timedelta(days=1))
    found = find_receipt(classroom, digest)
    assert [(each.where, each.counts) for each in found] == [
        ("replaced", False),
        ("exchange", False),
        ("graded", True),
    ]
    hand_out(classroom, LESSON)
    grade_class(classroom, LESSON)
    assert not any(each.counts for each in find_receipt(classroom, digest))


@pytest.mark.parametrize("code", ["", "12345", "xin chào", "%", "g" * 12])
def test_what_is_no_code_is_told(classroom, code):
    from grading.classroom import ClassroomError

    with pytest.raises(ClassroomError, match="mã biên nhận"):
        find_receipt(classroom, code)
    assert find_receipt(classroom, "0" * 12) == []


def test_every_text_can_be_said():
    words = dict.fromkeys("to file first kind error directory learner klass day".split(), "…")
    assert all("{" not in text.format(**words) for text in texts().values())
