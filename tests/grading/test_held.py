"""The mark that counts: nbgrader's gradebook where a teacher touched it, else the grader's."""

import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from grading.app.command import app
from grading.app.progress import handed_in, told_mark
from grading.averages import texts
from grading.batch import grade_class
from grading.due import set_due, set_late_rule
from grading.export import marks_table, reasons_table
from grading.feedback import feedback_of, for_teacher, in_words, page, read_page
from grading.forgetting import archive
from grading.held import Held, TrueMark, held_marks, late_text, true_mark
from grading.insight import insight
from grading.markbook import mark_book
from grading.reasons import class_overviews, gradings_of
from grading.summary import class_summaries
from simulator.clock import VIETNAM
from tests.grading.desk import LESSON
from tests.grading.marked import ABSENT, CAREFUL, HASTY, make_marked, own_copy, set_by_hand

DAY = date(2026, 11, 22)
HELD = Held(Decimal("7.25"), Decimal(0), Decimal(10), by_hand=False, waits=False, late=0)
slow = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    return make_marked(tmp_path_factory.mktemp("so-diem") / "lop")


@pytest.fixture
def klass(marked, tmp_path):
    return own_copy(marked, tmp_path / "lop")


def held(classroom):
    return held_marks(classroom.coursedir.db_url, LESSON)


@pytest.mark.parametrize(
    ("score", "penalty", "maximum", "mark"),
    [
        ("7.25", "0", "10", "7.3"),
        ("7.249", "0", "10", "7.2"),
        ("11.5", "0", "10", "10.0"),
        ("3", "3", "10", "0.0"),
        ("3", "4", "10", "0.0"),
        ("13", "0", "20", "6.5"),
        ("1", "0", "0", "0.0"),
    ],
)
def test_the_mark_is_of_ten_rounded_half_up(score, penalty, maximum, mark):
    """Never above ten, never below zero, whatever a lesson is worth in nbgrader."""
    found = HELD._replace(score=Decimal(score), penalty=Decimal(penalty), maximum=Decimal(maximum))
    assert str(found.mark) == mark


def test_what_nobody_touched_is_the_graders():
    """Even if the gradebook is behind the results, and where there is no mark at all."""
    assert true_mark(Decimal("8.8"), HELD) == TrueMark(Decimal("8.8"))
    assert true_mark(Decimal("8.8"), None) == TrueMark(Decimal("8.8"))
    assert true_mark(None, HELD) == TrueMark(None)
    by_hand = HELD._replace(by_hand=True)
    assert true_mark(Decimal("7.3"), by_hand).kind == ""


def test_a_mark_that_was_set_and_graded_since_asks_to_be_looked_at():
    found = true_mark(Decimal(9), HELD._replace(by_hand=True, waits=True))
    assert (found.value, found.kind) == (Decimal("7.3"), "thầy/cô sửa tay")
    assert "xem lại" in found.note


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1, "1 phút"), (3599, "59 phút"), (3600, "1 giờ"), (7500, "2 giờ 5 phút"), (180_000, "2 ngày 2 giờ")],
)
def test_lateness_is_told_in_two_units(seconds, text):
    assert late_text(seconds) == text


class TestInAClass:
    """With a real gradebook."""

    pytestmark = slow

    def test_the_book_has_the_mark_that_a_teacher_set_and_says_so(self, klass):
        """Rounded half up; the second sheet has the grader's mark beside it."""
        set_by_hand(klass, CAREFUL, 1.25)
        book = mark_book(klass, DAY)
        assert [row[3] for row in marks_table(book)[1:]] == [Decimal("8.3"), Decimal("8.8"), "chưa làm"]
        (row,) = [each for each in reasons_table(book) if each[4] == "thầy/cô sửa tay"]
        assert row[1:6] == [7, "", "Bài 0", "thầy/cô sửa tay", "Máy chấm: 10; sổ điểm: 8,3."]
        assert row[6]

    def test_reasons_and_their_average_are_of_the_mark_that_counts(self, klass):
        """One learner's reasons say what the grader gave and that the mark was set by hand."""
        set_by_hand(klass, CAREFUL, 1.25)
        (grading,) = gradings_of(klass, CAREFUL)
        words = in_words(for_teacher(grading, held(klass)[CAREFUL]))
        assert words["mark"] == "8,3 trên 10 điểm"
        assert words["note"] == "Điểm được tính: thầy/cô sửa tay. Máy chấm: 10; sổ điểm: 8,3."
        (found,) = class_overviews(klass)
        assert found.average == Decimal("8.6")
        assert [mark.mark for mark in insight(klass, LESSON).marks] == [Decimal("8.3"), Decimal("8.8"), None]

    def test_the_certificate_counts_the_mark_that_a_teacher_set(self, klass, tmp_path):
        """Below five the lesson is not passed; the check says which marks were changed."""
        before = handed_in(klass, CAREFUL)[0]
        assert (before.status, before.mark, before.changed) == ("passed", Decimal(10), "")
        set_by_hand(klass, CAREFUL, -5)
        after = handed_in(klass, CAREFUL)[0]
        assert after.mark == held(klass)[CAREFUL].mark < 5
        assert (after.status, after.digest) == ("begun", before.digest)
        assert "Máy chấm: 10" in after.changed
        done = CliRunner().invoke(app, ["certificate", str(klass.directory), CAREFUL, "X"])
        assert "thầy/cô sửa tay" in done.output

    def test_the_learners_certificate_has_the_mark_of_the_feedback(self, klass, tmp_path):
        """Where the feedback on the machine tells another mark than the grader's; else the grader's own."""
        set_by_hand(klass, CAREFUL, 1.25)
        (grading,) = gradings_of(klass, CAREFUL)
        folder = tmp_path / "may"
        for stamp, book, told in (("2026-11-09", None, None), ("2026-11-10", held(klass)[CAREFUL], Decimal("8.3"))):
            (folder / "feedback" / stamp).mkdir(parents=True)
            text = page(feedback_of(grading, book))
            (folder / "feedback" / stamp / "bai.html").write_text(text, encoding="utf-8")
            assert told_mark(folder, LESSON, CAREFUL) == told

    def test_the_printed_page_has_the_mark_that_counts(self, klass):
        """With a star, and what it means below."""
        set_by_hand(klass, CAREFUL, 1.25)
        (summary,) = class_summaries(klass, [CAREFUL], DAY)
        assert summary.lines[0].mark == "8,3*"
        assert summary.foot.startswith("* ")

    def test_extra_credit_counts_up_to_ten(self, klass):
        set_by_hand(klass, HASTY, extra=0.5)
        set_by_hand(klass, CAREFUL, extra=0.5)
        assert [held(klass)[each].mark for each in (CAREFUL, HASTY)] == [Decimal(10), Decimal("9.3")]
        assert [mark.value for row in mark_book(klass, DAY).rows for mark in row.marks] == [10, Decimal("9.3"), None]

    def test_work_that_could_not_be_graded_has_the_mark_that_a_teacher_gave(self, klass):
        """Before that it has none; averages count it."""
        path = klass.directory / "submitted" / CAREFUL / LESSON / "nhat-ky-01.jsonl"
        path.write_bytes(b"noise\n")
        grade_class(klass, LESSON, again=True)
        assert mark_book(klass, DAY).rows[0].marks[0].state == "could_not_run"
        set_by_hand(klass, CAREFUL, 2.5)
        mark = mark_book(klass, DAY).rows[0].marks[0]
        assert (mark.state, mark.value, mark.touched) == ("graded", Decimal("2.5"), "thầy/cô sửa tay")
        assert "chưa có điểm" in mark.reason

    def test_what_was_taken_off_for_being_late_is_told_in_book_and_feedback(self, klass):
        """The learner reads the mark that counts, and why."""
        set_due(klass, LESSON, datetime(2026, 11, 9, 5, 0, tzinfo=VIETNAM))
        strict = set_late_rule(klass, "zero")
        mark = mark_book(strict, DAY).rows[1].marks[0]
        assert (mark.value, mark.touched) == (0, "trừ nộp muộn")
        assert mark.reason == "Máy chấm: 8,8; sổ điểm: 0. Nộp muộn 3 giờ 2 phút, trừ 8,75 điểm."
        secret(strict)
        grade_class(strict, LESSON)
        said = in_words(feedback(strict))
        assert said["mark"] == "0 trên 10 điểm"
        assert "Bài nộp muộn 3 giờ 2 phút. Theo quy định của lớp, bài bị trừ 8,75 điểm." in said["note"]

    def test_late_work_without_a_penalty_is_told_and_keeps_its_mark(self, klass):
        set_due(klass, LESSON, datetime(2026, 11, 9, 5, 0, tzinfo=VIETNAM))
        secret(klass)
        row = grade_class(klass, LESSON).rows[1]
        assert (row.held, row.late, row.note) == (Decimal("8.8"), 10_923, "")
        said = in_words(feedback(klass))
        assert (said["mark"], said["note"]) == ("8,8 trên 10 điểm", "Bài nộp muộn 3 giờ 2 phút.")
        assert mark_book(klass, DAY).rows[1].marks[0].touched == ""

    def test_a_mark_set_by_hand_reaches_the_feedback_page(self, klass):
        set_by_hand(klass, HASTY, 1.0)
        secret(klass)
        grade_class(klass, LESSON)
        said = in_words(feedback(klass))
        assert said["note"].startswith("Thầy/cô đã xem bài và sửa điểm.")
        assert said["mark"] != "8,8 trên 10 điểm"

    def test_the_archive_of_the_year_has_the_same_marks(self, klass, tmp_path):
        set_by_hand(klass, CAREFUL, 1.25)
        with zipfile.ZipFile(archive(klass, tmp_path / "cat").path) as packed:
            rows = packed.read("bang-diem.csv").decode("utf-8-sig").splitlines()
        assert rows[1:] == ['"8A1-07","8,3"', '"8A1-08","8,8"', '"8A1-09","chưa làm"']

    def test_a_lesson_that_was_never_handed_out_holds_nothing(self, klass):
        assert held_marks(klass.coursedir.db_url, "01-dich-vu-cong-la-gi") == {}
        assert held(klass).keys() == {CAREFUL, HASTY}
        assert ABSENT not in held(klass)


def secret(classroom):
    """What nbgrader finds a learner's feedback by."""
    path = classroom.directory / "submitted" / HASTY / LESSON / "submission_secret.txt"
    path.write_text("0123456789abcdef" * 2, encoding="utf-8")


def feedback(classroom):
    found = read_page(classroom.directory / "feedback" / HASTY / LESSON / "di-mot-vong.html", LESSON, HASTY)
    assert found is not None
    return found


def test_every_word_can_be_said():
    words = {"machine": "1", "held": "2", "late": "3", "points": "4"}
    for text in texts()["held"].values():
        assert text.format(**words)
