"""Hand-ins as zip files: taken when they are what our hand-in makes, left out and named otherwise."""

import os
import zipfile
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from grading.batch import grade_class
from grading.classroom import make_class
from grading.handin import Handed, ZipHeader, submit
from grading.players import Habits
from grading.zips import MAX_ZIP, ZIP_FOLDER, take_zips, zips_in
from simulator.journal import MAX_BYTES
from tests.grading.desk import LEARNER, LESSON, played, put

NOW = datetime(2026, 11, 9, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "lop"


def hand_in(tmp_path, directory, work, learner=LEARNER, now=NOW):
    workspace = tmp_path / "may" / learner / LESSON
    put(workspace, work)
    return submit(workspace, None, "8A1", LESSON, learner, directory / ZIP_FOLDER, now)


def submission(directory, learner=LEARNER):
    return directory / "submitted" / learner / LESSON


def test_zip_is_taken(tmp_path, directory):
    work = played()
    hand_in(tmp_path, directory, work)
    assert take_zips(directory, LESSON, {LEARNER}) == []
    assert (submission(directory) / "nhat-ky-01.jsonl").read_bytes() == work.journal.encoded()
    assert (submission(directory) / "timestamp.txt").read_text(encoding="utf-8") == "2026-11-09 01:02:03.000000 UTC"
    assert [path.name for path in submission(directory).parent.iterdir()] == [LESSON]


def test_the_newest_counts_and_an_older_one_never_replaces_it(tmp_path, directory):
    for hours, habits in ((5, Habits()), (1, Habits(skips_rating=True)), (3, Habits(skips_receipt=True))):
        hand_in(tmp_path, directory, played(habits), now=NOW + timedelta(hours=hours))
        take_zips(directory, LESSON, {LEARNER})
    assert (submission(directory) / "nhat-ky-01.jsonl").read_bytes() == played().journal.encoded()


def made_zip(directory, entries, header=None, name=f"{LEARNER}+{LESSON}+2026-11-09 01-02-03 UTC.zip"):
    folder = directory / ZIP_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as bundle:
        if header is not None:
            bundle.writestr("bai-nop.json", msgspec.json.encode(header))
        for entry, data in entries.items():
            bundle.writestr(entry, data)
    return folder / name


def header_of(*files, learner=LEARNER):
    return ZipHeader(learner, LESSON, NOW.isoformat(), "0.1.0", "x", files)


ZEROS = "0" * 64


@pytest.mark.parametrize(
    ("entries", "header"),
    [
        ({"nhat-ky-01.jsonl": b"x"}, None),
        ({"nhat-ky-01.jsonl": b"x"}, {"learner": LEARNER}),
        ({"nhat-ky-01.jsonl": b"x"}, header_of(Handed("nhat-ky-01.jsonl", ZEROS))),
        ({}, header_of(Handed("nhat-ky-01.jsonl", ZEROS))),
        ({"../../x": b"x"}, header_of(Handed("../../x", ZEROS))),
        ({"nhat-ky-01.jsonl": b"x"}, header_of(learner="8A1-08")),
        ({"nhat-ky-01.jsonl": b"\0" * (MAX_BYTES + 1)}, header_of(Handed("nhat-ky-01.jsonl", ZEROS))),
        ({}, header_of(*[Handed(f"nhat-ky-{n:02d}.jsonl", ZEROS) for n in range(1, 100)] * 2)),
    ],
)
def test_anything_else_is_left_out(directory, entries, header):
    made_zip(directory, entries, header)
    assert [each.reason for each in take_zips(directory, LESSON, {LEARNER})] == ["damaged"]
    assert not submission(directory).exists()


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 1000])
def test_no_zip_at_all(directory, data):
    path = made_zip(directory, {})
    path.write_bytes(data)
    assert [each.reason for each in take_zips(directory, LESSON, {LEARNER})] == ["damaged"]


def test_huge_zip_is_not_opened(directory):
    os.truncate(made_zip(directory, {}), MAX_ZIP + 1)
    assert [each.reason for each in take_zips(directory, LESSON, {LEARNER})] == ["damaged"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bai cua em.zip", "name"),
        (f"{LEARNER}+{LESSON}+2026-13-40 01-02-03 UTC.zip", "name"),
        (f"8A1-99+{LESSON}+2026-11-09 01-02-03 UTC.zip", "foreign"),
    ],
)
def test_zip_of_nobody(directory, name, reason):
    made_zip(directory, {}, name=name)
    assert [(each.name, each.reason) for each in take_zips(directory, LESSON, {LEARNER})] == [(name, reason)]


def test_downloaded_copies_keep_their_meaning(tmp_path, directory):
    made_zip(directory, {}, name=f"{LEARNER}+{LESSON}+2026-11-09 01-02-03 UTC (1).zip")
    made_zip(directory, {}, name="8A1-08+01-khac+2026-11-09 01-02-03 UTC.zip")
    found, dropped = zips_in(directory / ZIP_FOLDER)
    assert [(each.learner, each.lesson) for each in found] == [(LEARNER, LESSON), ("8A1-08", "01-khac")]
    assert dropped == []
    assert take_zips(tmp_path, LESSON, {LEARNER}) == []


@pytest.mark.slow
def test_class_is_graded_from_zips_alone(tmp_path):
    classroom = make_class(tmp_path / "lop", "8A1", ["8A1-07", "8A1-08"])
    key = classroom.sheet(LESSON).key
    hand_in(tmp_path, classroom.directory, played(key=key))
    hand_in(tmp_path, classroom.directory, played(learner="8A1-08"), "8A1-08")
    from nbgrader.converters import GenerateAssignment

    classroom.coursedir.assignment_id = LESSON
    GenerateAssignment(coursedir=classroom.coursedir, config=classroom.config).start()
    report = grade_class(classroom, LESSON)
    assert [(row.outcome, str(row.mark)) for row in report.rows] == [("graded", "10.0"), ("could_not_run", "0.0")]
    assert (submission(classroom.directory) / "submission_secret.txt").stat().st_size == 128
    again = grade_class(classroom, LESSON)
    assert again == report
