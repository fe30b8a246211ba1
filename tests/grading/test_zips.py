"""Hand-ins laid into the class folder are taken before grading, whatever they are called."""

from datetime import UTC, datetime, timedelta

import pytest

from grading.batch import grade_class
from grading.classroom import make_class
from grading.handin import submit
from grading.players import Habits
from grading.zips import take_zips
from tests.grading.desk import LEARNER, LESSON, played, put

NOW = datetime(2026, 11, 9, 1, 2, 3, tzinfo=UTC)


def hand_in(tmp_path, directory, work, learner=LEARNER, now=NOW):
    workspace = tmp_path / "may" / learner / LESSON
    put(workspace, work)
    return submit(workspace, None, "8A1", LESSON, learner, directory / "bai-nop", now)


def submission(directory, learner=LEARNER):
    return directory / "submitted" / learner / LESSON


def test_without_the_folder_there_is_nothing_to_take(tmp_path):
    assert take_zips(tmp_path, LESSON, {LEARNER}) == []


def test_the_newest_counts_and_an_older_one_never_replaces_it(tmp_path):
    for hours, habits in ((5, Habits()), (1, Habits(skips_rating=True)), (3, Habits(skips_receipt=True))):
        hand_in(tmp_path, tmp_path / "lop", played(habits), now=NOW + timedelta(hours=hours))
        assert take_zips(tmp_path / "lop", LESSON, {LEARNER}) == []
    assert (submission(tmp_path / "lop") / "nhat-ky-01.jsonl").read_bytes() == played().journal.encoded()


def test_what_is_left_out_is_told_with_its_reason_and_other_lessons_are_no_news(tmp_path):
    folder = tmp_path / "lop" / "bai-nop"
    hand_in(tmp_path, tmp_path / "lop", played())
    (folder / "anh.png").write_bytes(b"\x89PNG")
    left_out = take_zips(tmp_path / "lop", LESSON, {"8A1-08"})
    assert [(each.learner, each.reason) for each in left_out] == [(LEARNER, "stranger"), ("", "not_ours")]
    assert all(each.text for each in left_out)
    assert [each.name for each in take_zips(tmp_path / "lop", "01-dich-vu-cong-la-gi", {LEARNER})] == ["anh.png"]


@pytest.mark.slow
def test_class_is_graded_from_zips_alone(tmp_path):
    classroom = make_class(tmp_path / "lop", "8A1", ["8A1-07", "8A1-08"])
    key = classroom.sheet(LESSON).key
    hand_in(tmp_path, classroom.directory, played(key=key))
    # Made outside the class: told, and not taken.
    hand_in(tmp_path, classroom.directory, played(learner="8A1-08"), "8A1-08")
    for number, path in enumerate((classroom.directory / "bai-nop").iterdir()):
        path.rename(path.with_name(f"Copy of bài ({number})"))
    from nbgrader.converters import GenerateAssignment

    classroom.coursedir.assignment_id = LESSON
    GenerateAssignment(coursedir=classroom.coursedir, config=classroom.config).start()
    report = grade_class(classroom, LESSON)
    assert [(row.outcome, str(row.mark)) for row in report.rows] == [("graded", "10.0"), ("not_attempted", "0.0")]
    assert [(each.learner, each.reason) for each in report.left_out] == [("8A1-08", "other_key")]
    assert (submission(classroom.directory) / "submission_secret.txt").stat().st_size == 128
    again = grade_class(classroom, LESSON)
    assert again == report
