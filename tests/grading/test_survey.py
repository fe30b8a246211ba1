"""Before and after: what many learners said, joined by learner, counted as "n of 10", shown and drawn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grading.app.command import app
from grading.classroom import Classroom, add_lesson, make_class
from grading.players import Recording
from grading.survey import BEFORE, NOW, Survey, answers_of, class_survey, in_ten, tally
from simulator import Case, actions
from tests.grading.desk import KEY, put

ABOUT = ("home", "scam", "teach")
YES, HELPED, NOT_YET = "alone", "helped", "not_yet"


@pytest.fixture
def lop(tmp_path: Path) -> Classroom:
    """A class of six that has both lessons and nothing handed in."""
    made = make_class(tmp_path / "lop", "8A1", 6, key=KEY)
    for lesson, _ in (BEFORE, NOW):
        add_lesson(made, lesson)
    return made


def said(where: tuple[str, str], number: int, *answers: str, attempt: int = 1, key: str = KEY) -> Recording:
    """A learner who answers the survey's questions in order; an empty text leaves one out."""
    lesson, sheet = where
    seat = Recording(Case.for_learner(lesson, f"8A1-{number:02d}", attempt, key))
    if any(answers):
        given = {str(place): text for place, text in enumerate(answers, 1) if text}
        assert seat.do(actions.FillSheet(sheet=sheet, answers=given)).code == "survey_saved"
    return seat


def folder(lop: Classroom, where: tuple[str, str], number: int) -> Path:
    return lop.directory / "submitted" / f"8A1-{number:02d}" / where[0]


def hands_in(lop: Classroom, where: tuple[str, str], number: int, *answers: str, attempt: int = 1) -> Path:
    return put(folder(lop, where, number), said(where, number, *answers, attempt=attempt), attempt)


def numbers(survey: Survey) -> list[tuple[str, int, int, int]]:
    return [(each.about, each.counted, each.before, each.now) for each in survey.matters]


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["survey", *map(str, words)], env={"COLUMNS": "200"})
    return result.exit_code, result.output


# --- counting ------------------------------------------------------------------------


def test_a_class_is_joined_by_learner(lop: Classroom) -> None:
    """Only who can do it alone counts as yes; each matter has its own numbers, whoever handed in first."""
    for number, before, now in (
        (1, (NOT_YET, YES, HELPED), (YES, YES, HELPED)),
        (2, (HELPED, NOT_YET, NOT_YET), (YES, YES, YES)),
        (3, (YES, HELPED, NOT_YET), (YES, HELPED, NOT_YET)),
    ):
        hands_in(lop, NOW, number, *now)
        hands_in(lop, BEFORE, number, *before)
    found = class_survey(lop)
    assert numbers(found) == [("home", 3, 1, 3), ("scam", 3, 1, 2), ("teach", 3, 0, 1)]
    assert [(each.before_in_ten, each.now_in_ten) for each in found.matters] == [(3, 10), (3, 7), (0, 3)]
    assert (found.learners, found.said_before, found.said_now, found.unread) == (6, 3, 3, ())


def test_who_skipped_one_of_the_two_is_not_counted(lop: Classroom) -> None:
    """Neither the lesson that was not handed in, nor the one without the survey, nor a question left open."""
    hands_in(lop, BEFORE, 1, NOT_YET, "", YES)
    hands_in(lop, NOW, 1, YES, YES, YES)
    hands_in(lop, BEFORE, 2)
    hands_in(lop, NOW, 2, YES, YES, YES)
    hands_in(lop, NOW, 3, YES, YES, YES)
    hands_in(lop, BEFORE, 4, YES, YES, YES)
    found = class_survey(lop)
    assert numbers(found) == [("home", 1, 0, 1), ("scam", 0, 0, 0), ("teach", 1, 1, 1)]
    assert found.matters[1].before_in_ten is found.matters[1].now_in_ten is None
    assert (found.said_before, found.said_now, found.counted) == (2, 3, 1)


def test_of_several_attempts_the_first_tells_of_before_and_the_last_of_now(lop: Classroom) -> None:
    """Doing lesson 01 again after the course makes nobody abler before it; an attempt without answers tells nothing."""
    hands_in(lop, BEFORE, 1)
    hands_in(lop, BEFORE, 1, NOT_YET, NOT_YET, NOT_YET, attempt=2)
    hands_in(lop, BEFORE, 1, YES, YES, YES, attempt=3)
    hands_in(lop, NOW, 1, NOT_YET, HELPED, NOT_YET)
    hands_in(lop, NOW, 1, YES, HELPED, YES, attempt=2)
    hands_in(lop, NOW, 1, attempt=3)
    assert numbers(class_survey(lop)) == [("home", 1, 0, 1), ("scam", 1, 0, 0), ("teach", 1, 0, 1)]


def test_hostile_files_count_for_nothing_and_stop_nobody(lop: Classroom, tmp_path: Path) -> None:
    """Damage, somebody else's work, another class's, a link, deep nesting: named, and the others are counted."""
    hands_in(lop, BEFORE, 1, NOT_YET, NOT_YET, NOT_YET)
    whole = hands_in(lop, NOW, 1, YES, YES, YES).read_bytes()
    for number in range(2, 7):
        hands_in(lop, BEFORE, number, YES, YES, YES)
    put(folder(lop, NOW, 2), whole)
    put(folder(lop, NOW, 3), said(NOW, 3, YES, YES, YES, key="another class's key"))
    put(folder(lop, NOW, 4), b"[" * 100_000)
    put(folder(lop, NOW, 5), whole[:-40].replace(b'"1":"alone"', b'"1":"\xff"'))
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.write_bytes(said(NOW, 6, YES, YES, YES).journal.encoded())
    folder(lop, NOW, 6).mkdir(parents=True)
    (folder(lop, NOW, 6) / "nhat-ky-01.jsonl").symlink_to(elsewhere)
    found = class_survey(lop)
    assert numbers(found) == [(about, 1, 0, 1) for about in ABOUT]
    assert found.unread == tuple(f"8A1-{number:02d}" for number in range(2, 7))


def test_a_bad_journal_spoils_no_good_one_of_the_same_learner(lop: Classroom) -> None:
    """The second attempt still tells of now."""
    hands_in(lop, BEFORE, 1, NOT_YET, NOT_YET, NOT_YET)
    put(folder(lop, NOW, 1), b"{}\n")
    hands_in(lop, NOW, 1, YES, YES, YES, attempt=2)
    found = class_survey(lop)
    assert numbers(found)[0] == ("home", 1, 0, 1)
    assert found.unread == ("8A1-01",)


def test_only_the_class_list_is_counted(lop: Classroom) -> None:
    """A folder of somebody who is not on it is no learner."""
    for where in (BEFORE, NOW):
        hands_in(lop, where, 9, YES, YES, YES)
    assert class_survey(lop).counted == 0


def test_the_last_answer_within_an_attempt_counts() -> None:
    """Saving again replaces; who has saved nothing has said nothing."""
    seat = said(NOW, 1, NOT_YET, NOT_YET, NOT_YET)
    seat.do(actions.FillSheet(sheet=NOW[1], answers={"1": YES, "3": HELPED}))
    assert answers_of(seat.portal, NOW[1]) == {"home": YES, "teach": HELPED}
    assert answers_of(said(NOW, 2).portal, NOW[1]) == {}


def test_a_worksheet_with_right_answers_is_no_survey() -> None:
    """Opinions are counted, marks are not."""
    with pytest.raises(ValueError, match="th-chi-ba"):
        answers_of(said(NOW, 1).portal, "th-chi-ba")


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [(0, 7, 0), (7, 7, 10), (1, 10, 1), (1, 20, 1), (1, 21, 0), (19, 30, 6), (13, 20, 7), (26, 40, 7), (3, 4, 8)],
)
def test_so_many_of_ten(count: int, total: int, shown: int) -> None:
    """To the nearest whole, halves up: 13 of 20 are 6.5 of 10 and said as 7."""
    assert in_ten(count, total) == shown


@pytest.mark.parametrize(("count", "total"), [(1, 0), (0, 0), (-1, 10), (11, 10)])
def test_no_share_is_made_up(count: int, total: int) -> None:
    """Of nobody, or of fewer than said so."""
    with pytest.raises(ValueError, match="no share"):
        in_ten(count, total)


def test_nobody_at_all_is_no_fault() -> None:
    """A class that has not come to the survey yet."""
    assert [(each.about, each.counted) for each in tally({}, {})] == [(about, 0) for about in ABOUT]


# --- showing -------------------------------------------------------------------------


def test_the_command_says_it_in_words_and_as_json(lop: Classroom) -> None:
    """So many of ten before and now, how many were counted, and who could not be read; nobody's own answers."""
    for number, before in ((1, NOT_YET), (2, YES), (3, NOT_YET)):
        hands_in(lop, BEFORE, number, before, before, before)
        hands_in(lop, NOW, number, YES, YES, NOT_YET)
    put(folder(lop, NOW, 4), b"{}\n")
    code, shown = run(lop.directory)
    assert code == 0
    assert "trước: 3 trên 10 em, nay: 10 trên 10 em" in shown
    assert "trước: 3 trên 10 em, nay: 0 trên 10 em" in shown
    assert "Lớp có 6 em; 3 em đã trả lời lần đầu, 3 em đã trả lời lần cuối." in shown
    assert "không đếm: 8A1-04" in shown
    assert "8A1-01" not in shown
    code, told = run(lop.directory, "--json")
    assert code == 0
    assert json.loads(told)["matters"][0] == {
        "about": "home",
        "text": "Ở nhà, giúp bố mẹ nộp một hồ sơ qua mạng.",
        "counted": 3,
        "before": 1,
        "now": 3,
        "before_in_ten": 3,
        "now_in_ten": 10,
    }


@pytest.mark.parametrize("lessons", [True, False])
def test_an_empty_class_is_told_kindly(lop: Classroom, tmp_path: Path, lessons: bool) -> None:
    """Nobody has handed in, or the lessons are not handed out: what to do, and no picture of nothing."""
    directory = lop.directory if lessons else make_class(tmp_path / "bai-0", "8A1", 3, key=KEY).directory
    picture = tmp_path / "hinh.png"
    code, shown = run(directory, "--picture", picture)
    assert code == 0
    assert "Chưa đếm được gì, và như thế cũng không sao" in shown
    assert f"congtap grade {directory}" in shown
    assert "chưa vẽ hình" in shown
    assert not picture.exists()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_picture_is_drawn_the_same_each_time(lop: Classroom, tmp_path: Path, ending: str) -> None:
    """As PNG or SVG, whole, and from the same class the same bytes."""
    hands_in(lop, BEFORE, 1, NOT_YET, YES, NOT_YET)
    hands_in(lop, NOW, 1, YES, YES, NOT_YET)
    pictures = [tmp_path / f"{name}.{ending}" for name in "ab"]
    for picture in pictures:
        code, shown = run(lop.directory, "--picture", picture)
        assert code == 0
        assert f"Đã vẽ hình: {picture}" in shown
    first, second = (picture.read_bytes() for picture in pictures)
    assert first == second
    if ending == "png":
        assert first.startswith(b"\x89PNG")
    else:
        assert ET.fromstring(first).tag.endswith("svg")


@pytest.mark.parametrize("name", ["hinh.jpg", "hinh", "khong-co/hinh.png", "."])
def test_a_picture_that_cannot_be_written_is_told(lop: Classroom, tmp_path: Path, name: str) -> None:
    """Another ending, or a folder that is not there; the table has been shown."""
    hands_in(lop, BEFORE, 1, YES, YES, YES)
    hands_in(lop, NOW, 1, YES, YES, YES)
    code, shown = run(lop.directory, "--picture", tmp_path / name)
    assert code == 1
    assert "trước: 10 trên 10 em" in shown
    assert ".png hoặc .svg" in shown
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lop"]
