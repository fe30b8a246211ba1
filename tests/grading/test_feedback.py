"""The page that a learner reads: whole in itself, nothing in it but text, and read back exactly."""

import re
from decimal import Decimal
from html.parser import HTMLParser

import msgspec
import pytest

from grading import handin
from grading.feedback import FeedbackError, feedback_of, in_words, page, read_page
from grading.lessons import of_course
from grading.players import Habits
from grading.results import Results
from tests.grading.desk import LEARNER, LESSON, graded, played, put

HOSTILE = "</script><img src=x onerror=alert(1)>&amp;<!--]]>\u2028'\"${foot}"


@pytest.fixture
def grade(tmp_path):
    """Grades a journal and gives the row that the results store holds."""

    def call(work):
        folder = tmp_path / LEARNER / LESSON
        put(folder, work)
        store = Results(f"sqlite:///{tmp_path / 'ket-qua.db'}")
        store.record(graded(folder), "2026-11-09 01:02:03.000000 UTC")
        return store.latest(LESSON)[LEARNER]

    return call


@pytest.fixture
def write(tmp_path):
    def call(text):
        path = tmp_path / "di-mot-vong.html"
        path.write_text(text, encoding="utf-8")
        return path

    return call


class Elements(HTMLParser):
    """What a browser would make of a page: its elements, and the text that is shown."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.shown, self._hidden = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._hidden = tag in ("style", "script")

    def handle_endtag(self, tag):
        self._hidden = False

    def handle_data(self, data):
        if not self._hidden:
            self.shown.append(data)


def test_the_page_says_mark_times_attempt_and_every_check_with_its_reason(grade):
    grading = grade(played(Habits(wrong_copies=True, skips_rating=True)))
    shown = " ".join(Elements(page(feedback_of(grading))).shown)
    for words in (
        "Nhận xét: Bài 0. Đi một vòng",
        "8,8 trên 10 điểm",
        "Lần làm 1 được tính",
        "Nộp lúc 08:02 Thứ Hai, 09/11/2026.",
        "Chấm lúc ",
        "Nộp hồ sơ: 2,25 trên 3 điểm",
        "MÔ PHỎNG",
    ):
        assert words in shown
    for result in grading.results:
        assert result.description in shown
        assert result.reason in shown
        assert result.help in shown


def test_the_page_asks_for_nothing_and_runs_nothing(grade):
    text = page(feedback_of(grade(played())))
    assert not re.search(r"https?:|src=|url\(|@import|href=", text)
    scripts = [attributes for tag, attributes in Elements(text).tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "congtap-nhan-xet"}]
    assert "default-src 'none'" in text


def test_what_is_written_is_read_back(grade, write):
    feedback = feedback_of(grade(played(Habits(skips_rating=True))))
    assert read_page(write(page(feedback)), LESSON, LEARNER) == feedback
    assert sum(Decimal(row.points) for row in feedback.rows) == Decimal("9.5")


def test_whatever_stands_in_a_reason_stays_text(grade, write):
    """Reasons repeat what learners typed."""
    grading = grade(played())
    first = msgspec.structs.replace(grading.results[0], reason=HOSTILE, help=HOSTILE, description=HOSTILE)
    grading = msgspec.structs.replace(grading, remark=HOSTILE, results=(first, *grading.results[1:]))
    text = page(feedback_of(grading))
    tags = [tag for tag, _ in Elements(text).tags]
    assert "img" not in tags
    assert tags.count("script") == 1
    assert " ".join(Elements(text).shown).count(HOSTILE) == 4
    assert read_page(write(text), LESSON, LEARNER).rows[0].reason == HOSTILE


def test_one_reason_for_everything_is_told_once(grade):
    feedback = feedback_of(grade(b"noise\n"))
    assert feedback.rows == ()
    words = in_words(feedback)
    assert words["mark"] == "Chưa chấm được bài này"
    assert "bị hỏng ở dòng" in words["note"]
    assert "Em nộp lại" in words["note"]


def test_work_that_was_merely_opened_keeps_its_hints(tmp_path, grade):
    from tests.grading.desk import seated

    feedback = feedback_of(grade(seated()))
    assert feedback.outcome == "not_attempted"
    assert {row.outcome for row in feedback.rows} == {"not_attempted"}
    assert all(row.help for row in feedback.rows)


def test_a_link_is_not_followed(grade, write, tmp_path):
    path = write(page(feedback_of(grade(played()))))
    link = tmp_path / "link.html"
    link.symlink_to(path)
    for each in (link, tmp_path, tmp_path / "nothing.html"):
        with pytest.raises(FeedbackError) as caught:
            read_page(each, LESSON, LEARNER)
        assert caught.value.code in handin.texts()


def test_another_programs_page_is_not_ours(write):
    assert read_page(write("<html>Score: 10.0 / 10.0</html>"), LESSON, LEARNER) is None


def test_volunteers_read_their_feedback_as_grown_ups(grade, write):
    """The page speaks to anh/chị; the record inside is the grading as it is."""
    lesson = of_course("volunteer")[0]
    made = msgspec.structs.replace(feedback_of(grade(played())), lesson=lesson, remark="Em báo thầy/cô nhé.")
    text = page(made)
    assert "Anh/chị báo người phụ trách nhé." in " ".join(Elements(text).shown)
    assert read_page(write(text), lesson, LEARNER) == made
