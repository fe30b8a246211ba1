"""The printable page: what it tells, what an exam keeps back, and that no text becomes part of the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from grading.app.command import app
from grading.batch import grade_class
from grading.classroom import Classroom, hand_out, make_class, set_mode
from grading.coding.tasks import TASKS
from grading.enrol import write_names
from grading.feedback import read_page
from grading.lessons import LESSONS, of_course
from grading.players import Habits, Player, Recording
from grading.results import Results
from grading.solutions.catalogue import SOLUTIONS
from grading.summary import (
    LONGEST,
    ROOM,
    Summary,
    class_summaries,
    reference_steps,
    slips_of,
    steps_of,
    summary_of,
    summary_page,
    write_summaries,
)
from grading.traces import LookError
from simulator import Case
from tests.grading.desk import KEY, LESSON, played, put

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def lop(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Three: one does all, one takes a wrong paper and skips the receipt, one hands nothing in."""
    made = make_class(tmp_path_factory.mktemp("lop") / "lop", "8A1", 3, key=KEY)
    hand_out(made, LESSON)
    for number, habits in ((1, None), (2, Habits(wrong_paper=True, skips_receipt=True, mistypes_otp=2))):
        learner = f"8A1-{number:02d}"
        put(made.directory / "submitted" / learner / LESSON, played(habits, learner))
    grade_class(made, LESSON)
    return made


def pages(lop: Classroom, **more: dict[str, str]) -> list[Summary]:
    return class_summaries(lop, lop.learners, DAY, **more)


class Shown(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_it_tells_mark_what_was_right_what_was_not_and_the_shorter_way(lop: Classroom) -> None:
    """Who did all is told so; the others read why, with what to do."""
    whole, half, nothing = (summary.lines[0] for summary in pages(lop))
    assert (whole.mark, whole.wrong) == ("10", ("Đúng cả. Em làm rất tốt.",))
    assert whole.shorter == f"Em đi {reference_steps(LESSON)} bước, gọn như lời giải mẫu."
    assert any("biên lai" in text for text in half.wrong)
    assert "Đúng trọn: " in half.right
    assert half.shorter.startswith("Em ")
    assert str(reference_steps(LESSON)) in half.shorter
    assert (nothing.mark, nothing.wrong, nothing.shorter) == ("–", ("Chưa có bài nộp.",), "")


@pytest.mark.parametrize("lesson", [each for each in LESSONS if each not in TASKS])
def test_the_reference_takes_as_many_steps_in_every_case(lesson: str) -> None:
    """So one count serves everybody."""
    for learner in ("8A1-02", "8A1-31"):
        seat = Recording(Case.for_learner(lesson, learner, 1, KEY))
        SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
        assert steps_of(seat.portal) == reference_steps(lesson) > 0


def test_there_is_room_for_what_is_told(lop: Classroom) -> None:
    """However much went wrong in every lesson: short enough for one page, and nothing silently left out."""
    grading = Results(lop.results_url).latest(LESSON)["8A1-02"]
    worst = [
        msgspec.structs.replace(r, outcome="failed", points=Decimal(0), reason="Vì em làm khác thẻ nhiệm vụ. " * 20)
        for r in grading.results
    ]
    gradings = {lesson: msgspec.structs.replace(grading, results=tuple(worst)) for lesson in of_course("student")}
    made = summary_of("8A1-02", gradings, (), {}, DAY, klass="8A1")
    told = [text for line in made.lines for text in line.wrong]
    assert sum(len(text) for text in told) <= ROOM
    assert all(line.wrong and line.more for line in made.lines)
    assert all(len(slip.text) <= LONGEST for slip in slips_of(gradings[LESSON]))


def test_an_exam_keeps_its_reasons_until_the_teacher_opens_it(tmp_path: Path) -> None:
    """The mark is told; why is not, neither on paper nor on the page, until the lesson is practice again."""
    made = make_class(tmp_path / "lop", "8A1", 1, key=KEY)
    hand_out(made, LESSON)
    put(made.directory / "submitted" / "8A1-01" / LESSON, played(Habits(skips_receipt=True), "8A1-01"))
    set_mode(made, LESSON, "exam")
    grade_class(made, LESSON)
    (line,) = pages(made)[0].lines
    assert line.mark != "–"
    assert (line.right, line.shorter) == ("", "")
    assert "biên lai" not in str(line)
    write_summaries(made, ["8A1-01"], DAY, tmp_path / "to")
    page = tmp_path / "to" / "8A1-01" / f"{LESSON}.html"
    found = read_page(page, LESSON, "8A1-01")
    assert found is not None
    assert (found.rows, found.mark) == ((), str(Results(made.results_url).latest(LESSON)["8A1-01"].mark))
    assert "bài kiểm tra" in found.help
    assert "biên lai" not in page.read_text(encoding="utf-8")

    set_mode(made, LESSON, "practice")
    write_summaries(made, ["8A1-01"], DAY, tmp_path / "to")
    assert "biên lai" in str(pages(made)[0].lines)
    assert "biên lai" in page.read_text(encoding="utf-8")


def test_no_text_becomes_part_of_the_page(lop: Classroom) -> None:
    """A name that looks like an element is shown as it is written; no script, no other host."""
    name = "</section><script>alert(1)</script>&amp;<img src=http://x>"
    text = summary_page(pages(lop, names={"8A1-01": name}))
    shown = Shown(text)
    assert name in shown.text
    assert {"script", "img", "link", "a"} & set(shown.tags) == set()
    assert "default-src 'none'" in text
    assert shown.tags.count("section") == 3


def test_pages_are_written_beside_the_feedback(lop: Classroom) -> None:
    """One for each learner, one that prints the class; names only where asked for."""
    write_names(lop.directory, "8A1", {"8A1-01": "Trần Thị Bình"})
    made = CliRunner().invoke(app, ["feedback", str(lop.directory)])
    assert made.exit_code == 0, made.output
    folder = lop.directory / "feedback"
    one = (folder / "8A1-01" / "tong-ket.html").read_text(encoding="utf-8")
    assert "8A1-01" in one
    assert "Bình" not in one
    assert (folder / "tong-ket-ca-lop.html").read_text(encoding="utf-8").count('<section class="sheet">') == 3
    named = CliRunner().invoke(app, ["feedback", str(lop.directory), "1", "--names"])
    assert named.exit_code == 0
    assert "Trần Thị Bình" in (folder / "8A1-01" / "tong-ket.html").read_text(encoding="utf-8")


def test_grading_again_is_not_disturbed_by_the_pages(lop: Classroom) -> None:
    """nbgrader's folders take a page beside the lessons'."""
    write_summaries(lop, lop.learners, DAY)
    report = grade_class(lop, LESSON, again=True)
    assert not report.failed
    assert (lop.directory / "feedback" / "8A1-01" / "tong-ket.html").is_file()


def test_a_folder_that_cannot_be_written_is_told(lop: Classroom, tmp_path: Path) -> None:
    """With its name, and nothing half written."""
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    with pytest.raises(LookError, match="tệp"):
        write_summaries(lop, ["8A1-01"], DAY, tmp_path / "tệp")
    unknown = CliRunner().invoke(app, ["feedback", str(lop.directory), "40"])
    assert unknown.exit_code == 1
    assert "8A1-40" in unknown.output
