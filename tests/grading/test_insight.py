"""Understanding a class: what the numbers are, that nothing is replayed twice, and what a teacher reads of it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grading import tracing
from grading.app.class_pictures import lesson_pictures, pictures_of, scams_figure
from grading.app.command import app
from grading.app.pictures import NOTE, keep
from grading.batch import grade_class
from grading.classroom import Classroom, add_lesson, hand_out, make_class
from grading.enrol import write_names
from grading.forgetting import forget
from grading.grade import journals_in
from grading.insight import Met, course, insight
from grading.lessons import LESSONS
from grading.needs import advice_of
from grading.players import Habits, Player, Recording
from grading.rates import label_of
from grading.survey import BEFORE, NOW, class_survey
from grading.traces import PAUSE, TraceStore, length, scam_title, stage_of, told, trace_of
from grading.tracing import prepare
from simulator import actions, datasets
from tests.grading.desk import KEY, LESSON, played, put, seated
from tests.grading.test_survey import said


def handed_in(lop: Classroom, number: int, work: Recording | bytes, lesson: str = LESSON, attempt: int = 1) -> Path:
    return put(lop.directory / "submitted" / f"8A1-{number:02d}" / lesson, work, attempt)


@pytest.fixture(scope="module")
def lop(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Seven: two who do all, one who falls for both scams, one who stops, a copy, a damaged file, and nothing."""
    made = make_class(tmp_path_factory.mktemp("lop") / "lop", "8A1", 7, key=KEY)
    hand_out(made, LESSON)
    for number, habits in ((1, None), (2, None), (3, Habits(falls_for_activation_scam=True, falls_for_fee_scam=True))):
        handed_in(made, number, played(habits, f"8A1-{number:02d}"))
    half = seated("8A1-04")
    Player(half).activation()
    handed_in(made, 4, half)
    handed_in(made, 5, played(None, "8A1-01"))
    handed_in(made, 6, played(None, "8A1-06").journal.encoded()[:-400] + b"\nxx\n")
    grade_class(made, LESSON)
    return made


# --- one learner -------------------------------------------------------------------------


def test_every_action_has_a_stage_and_words() -> None:
    """A new action without them would stop the look at every class that used it."""
    stages = datasets.toml("texts/look.toml")["stage"]
    for kind in actions.EVERY_ACTION:
        name = str(kind.__struct_config__.tag)
        stage, text = datasets.toml("texts/look.toml")["do"][name]
        assert stage in stages, name
        assert text.strip(), name


def test_a_long_pause_counts_three_minutes_and_is_counted() -> None:
    """Who went for lunch did not think for an hour."""
    seat = seated()
    seat.do(actions.SearchProcedures(query="khai sinh", after=3600))
    seat.do(actions.SearchProcedures(query="trích lục", after=20))
    found = trace_of(seat.portal)
    assert (found.seconds, found.pauses) == ({"find": PAUSE + 20}, 1)


def test_a_hint_and_a_wait_belong_to_what_was_being_done() -> None:
    """They have no place of their own; a worksheet's answers belong to the worksheet."""
    assert stage_of(actions.TakeHint(exercise="nop-ho-so"), "form") == "form"
    assert stage_of(actions.PassTime(), "pay") == "pay"
    assert stage_of(actions.FillSheet(sheet="tin-dia-chi", answers={})) == "tin-dia-chi"
    assert "{query}" in told(actions.SearchProcedures(query="a"))


def test_scams_are_those_that_came_and_those_that_got_something() -> None:
    """By name, without saying anything of honest messages."""
    careful, careless = (
        trace_of(played(h).portal) for h in (None, Habits(falls_for_activation_scam=True, falls_for_fee_scam=True))
    )
    assert careful.met == careless.met
    assert (careful.fell, careless.fell) == ((), careless.met)
    assert all(key.startswith("sms/scam_") for key in careful.met)
    assert all(scam_title(key) for key in careful.met)


# --- a lesson ----------------------------------------------------------------------------


def test_a_class_is_replayed_once(lop: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look reads what was kept; a click never replays."""
    steps: list[tuple[int, int]] = []
    prepare(lop, lambda done, total, _: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1]

    def replays(*_: object) -> None:
        raise AssertionError("replayed again")

    monkeypatch.setattr(tracing, "replay", replays)
    assert prepare(lop) == 0
    assert insight(lop, LESSON).timed == 4


def test_numbers_of_a_lesson(lop: Classroom) -> None:
    """Marks, rates sorted from the lowest, time, scams: as the seven of the class did."""
    prepare(lop)
    found = insight(lop, LESSON)
    assert [mark.outcome for mark in found.marks] == ["graded"] * 4 + ["could_not_run"] * 2 + ["not_attempted"]
    assert (found.counted, found.values[-1], found.unread) == (4, Decimal("10.0"), 0)
    assert [rate.passed / rate.all for rate in found.rates] == sorted(rate.passed / rate.all for rate in found.rates)
    assert {rate.all for rate in found.rates} == {4}
    active = next(rate for rate in found.rates if rate.id == "account_active")
    assert (active.passed, active.failed, active.not_attempted, active.share) == (4, 0, 0, 100)
    assert {scam.fell for scam in found.scams} <= {0, 1}
    assert sum(scam.fell for scam in found.scams) == 2
    assert sum(each.middle for each in found.time) > 0
    slip = next(slip for slip in found.slips if "lệ phí" in slip.help or "giả" in slip.label)
    assert slip.learners == ("8A1-03",)
    assert slip.reason


def test_who_needs_help_is_told_plainly(lop: Classroom) -> None:
    """By number, with the reason; who did well is not there."""
    prepare(lop)
    needs = {each.learner: " ".join(each.reasons) for each in insight(lop, LESSON).needs}
    assert set(needs) == {f"8A1-{number:02d}" for number in (3, 4, 5, 6, 7)}
    assert "mắc lừa 2 lần" in needs["8A1-03"]
    assert "dừng sớm" in needs["8A1-04"]
    assert "8A1-01" in needs["8A1-05"]
    assert "hỏng" in needs["8A1-06"]
    assert needs["8A1-07"] == "chưa nộp bài"


def test_work_that_changed_after_grading_is_left_out(tmp_path: Path) -> None:
    """Its marks stay what they were; time and scams are not taken from another file."""
    made = make_class(tmp_path / "lop", "8A1", 2, key=KEY)
    hand_out(made, LESSON)
    for number in (1, 2):
        handed_in(made, number, played(None, f"8A1-0{number}"))
    grade_class(made, LESSON)
    handed_in(made, 2, seated("8A1-02"))
    prepare(made)
    found = insight(made, LESSON)
    assert (found.counted, found.timed, found.unread) == (2, 1, 1)


def test_nothing_graded_is_no_failure(tmp_path: Path) -> None:
    """An empty class has no pictures and says so."""
    made = make_class(tmp_path / "lop", "8A1", 2, key=KEY)
    assert prepare(made) == 0
    found = insight(made, LESSON)
    assert (found.counted, found.middle, found.time, lesson_pictures(found)) == (0, None, (), [])
    assert pictures_of(course(made)) == []


def test_a_forgotten_learner_leaves_no_trace(tmp_path: Path) -> None:
    """What was derived from the work goes with it."""
    made = make_class(tmp_path / "lop", "8A1", 2, key=KEY)
    hand_out(made, LESSON)
    for number in (1, 2):
        handed_in(made, number, played(None, f"8A1-0{number}"))
    grade_class(made, LESSON)
    prepare(made)
    forget(made, "8A1-02")
    assert {name for name, _ in TraceStore(made.results_url).known(LESSON)} == {"8A1-01"}


# --- the course --------------------------------------------------------------------------


def test_the_survey_is_counted_as_the_survey_counts(tmp_path: Path) -> None:
    """From the traces the same numbers come as from the journals."""
    made = make_class(tmp_path / "lop", "8A1", 3, key=KEY)
    for lesson, _ in (BEFORE, NOW):
        add_lesson(made, lesson)
        hand_out(made, lesson)
    for number, before, now in ((1, "alone", "alone"), (2, "not_yet", "alone"), (3, "not_yet", "helped")):
        for where, answer in ((BEFORE, before), (NOW, now)):
            handed_in(made, number, said(where, number, answer, answer, answer), where[0])
    handed_in(made, 2, said(NOW, 2, "helped", "alone", "helped", attempt=2), NOW[0], 2)
    for lesson, _ in (BEFORE, NOW):
        grade_class(made, lesson)
    prepare(made)
    assert course(made).survey == class_survey(made)


# --- words and pictures ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Em đăng xuất khi xong việc.", "Đăng xuất khi xong việc"),
        ("Tờ khai khớp với nhiệm vụ: loại giấy, số bản, mục đích, quan hệ.", "Tờ khai khớp với nhiệm vụ"),
    ],
)
def test_labels_are_short(text: str, label: str) -> None:
    """Without who does it, cut where the sentence pauses."""
    assert label_of(text) == label


def test_lengths_of_time_in_words() -> None:
    """Seconds, minutes, both."""
    assert [length(seconds) for seconds in (0, 45, 120, 187)] == ["0 giây", "45 giây", "2 phút", "3 phút 07 giây"]


def test_every_lesson_has_advice_for_tomorrow() -> None:
    """From the table of common slips in the teacher's note."""
    for lesson in LESSONS:
        rows = advice_of(lesson)
        assert rows, lesson
        assert all(seen and ask and "---" not in seen and seen != "thấy em" for seen, ask in rows)


def test_every_picture_tells_its_numbers_and_can_be_drawn(lop: Classroom, tmp_path: Path) -> None:
    """Four of a lesson, each with its words; no learner's id is in any of them."""
    prepare(lop)
    made = lesson_pictures(insight(lop, LESSON))
    assert [each.id for each in made] == ["diem", "muc", "thoi-gian", "lua-dao"]
    for each in made:
        keep(each.draw(), tmp_path / f"{each.id}.svg")
        assert ET.parse(tmp_path / f"{each.id}.svg").getroot().tag.endswith("svg")
        assert any(letter.isdigit() for letter in each.alt)
        assert "8A1-0" not in each.alt


def test_the_picture_of_scams_says_what_is_good_and_what_is_not() -> None:
    """A bar that is full of those who fell differs in words from one that is full of those who did not."""
    met = (Met("sms/a", "Tin giả", met=4, fell=4), Met("qr/sticker", "Mã dán đè", met=4, fell=0))
    figure = scams_figure({"klass": "8A1", "lesson": "Bài 3"}, met)
    shown = [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]
    assert {"không mắc lừa (tốt)", "mắc lừa (cần tập lại)", "4 em mắc lừa", "không ai mắc"} <= set(shown)
    smallest = min(text.get_fontsize() for text in (*figure.texts, *figure.axes[0].texts))
    assert smallest >= NOTE >= 17, "a footnote cannot be read from the last row"


# --- the command -------------------------------------------------------------------------


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["look", *map(str, words)], env={"COLUMNS": "200"})
    return result.exit_code, result.output


def test_a_teacher_reads_it_at_a_terminal(lop: Classroom, tmp_path: Path) -> None:
    """Pictures are written with their words beside them; names only when asked for."""
    write_names(lop.directory, "8A1", {"8A1-04": "Trần Thị Bình"})
    code, output = run(lop.directory, "--lesson", "0", "--pictures", tmp_path)
    assert code == 0
    assert "8A1-04: " in output
    assert "Bình" not in output
    assert sorted(path.name for path in tmp_path.iterdir())[:2] == ["8A1-00-diem.png", "8A1-00-diem.txt"]
    assert "8A1-04 Trần Thị Bình: " in run(lop.directory, "--lesson", "0", "--names")[1]


def test_numbers_for_other_programs(lop: Classroom) -> None:
    """One lesson or the course as JSON."""
    assert json.loads(run(lop.directory, "--lesson", "0", "--json")[1])["lesson"] == LESSON
    assert list(json.loads(run(lop.directory, "--json")[1])["marks"]) == [LESSON]


def test_what_cannot_be_done_is_said(lop: Classroom, tmp_path: Path) -> None:
    """A lesson that the class does not have, a folder that is not there."""
    assert "không có bài “33”" in run(lop.directory, "--lesson", "33")[1]
    assert "Không có thư mục" in run(lop.directory, "--lesson", "0", "--pictures", tmp_path / "x")[1]


def test_journals_are_left_alone(lop: Classroom) -> None:
    """Looking writes nothing into what was handed in."""
    folder = lop.directory / "submitted" / "8A1-01" / LESSON
    before = [(path.name, path.read_bytes()) for _, path in journals_in(folder)]
    prepare(lop)
    assert [(path.name, path.read_bytes()) for _, path in journals_in(folder)] == before
