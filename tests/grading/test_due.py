"""Due dates in Vietnam's time, longer for one learner, and late work by nbgrader's own rule."""

import json
import sys
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from grading import bulk
from grading.app.command import app
from grading.app.lesson import Lesson
from grading.app.workspace import Place, Workspace
from grading.batch import grade_class
from grading.class_file import read_class
from grading.classroom import ClassroomError, open_class
from grading.due import extend, extensions, late_rule, read_due, set_due, set_late_rule
from grading.held import held_marks
from grading.words import due_text
from simulator.clock import VIETNAM
from tests.grading.desk import LESSON
from tests.grading.marked import ABSENT, CAREFUL, HASTY, lay, make_marked, own_copy, rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]
HANDED_IN = datetime(2026, 11, 9, 8, 2, 3, tzinfo=VIETNAM)
BEFORE, AFTER = HANDED_IN - timedelta(hours=3), HANDED_IN + timedelta(hours=3)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    return make_marked(tmp_path_factory.mktemp("han-nop") / "lop")


@pytest.fixture
def klass(marked, tmp_path):
    return own_copy(marked, tmp_path / "lop")


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "220")

    def call(*arguments):
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return call


def penalties(classroom):
    found = held_marks(classroom.coursedir.db_url, LESSON)
    return {learner: float(held.penalty) for learner, held in found.items()}


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026-12-01 17:00", 17, 0),
        ("2026-12-01T07:30", 7, 30),
        (" 01/12/2026 17h ", 17, 0),
        ("1/12/2026 17h05", 17, 5),
        ("2026-12-01", 23, 59),
    ],
)
def test_a_due_date_is_read_as_teachers_type_it(text, hour, minute):
    """In Vietnam's time; a day alone means its end."""
    assert read_due(text) == datetime(2026, 12, 1, hour, minute, tzinfo=VIETNAM)
    assert read_due("None") is read_due("không") is None


@pytest.mark.parametrize("text", ["", "mai", "2026-13-01", "31/02/2026", "2026-12-01 25:00", "12-01", "17:00"])
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ClassroomError, match="01/12/2026 17:00"):
        read_due(text)


def test_the_date_stands_in_utc_in_the_gradebook_and_in_every_class_sheet(klass):
    """So that nbgrader, and machines that have fetched the lesson, know it; it can be taken away."""
    set_due(klass, LESSON, read_due("2026-12-01 17:00"))
    assert rows(klass, "select duedate from assignment") == [("2026-12-01 10:00:00.000000",)]
    folders = klass.sheet_folders(LESSON)
    assert len(folders) == 3
    assert {read_class(folder).due for folder in folders} == {datetime(2026, 12, 1, 10, tzinfo=UTC)}
    set_due(klass, LESSON, None)
    assert rows(klass, "select duedate from assignment") == [(None,)]
    assert read_class(folders[2]).due is None


def test_a_lesson_that_was_never_handed_out_can_have_no_date(klass):
    with pytest.raises(ClassroomError) as told:
        set_due(klass, "01-dich-vu-cong-la-gi", AFTER)
    assert told.value.code == "not_handed_out"


def test_late_work_keeps_its_points_unless_the_teacher_chooses_otherwise(klass):
    """The choice changes what was graded at once, both ways."""
    set_due(klass, LESSON, BEFORE)
    assert late_rule(klass) == "none"
    assert set(penalties(klass).values()) == {0.0}
    strict = set_late_rule(klass, "zero")
    assert (late_rule(strict), late_rule(open_class(klass.directory))) == ("zero", "zero")
    assert penalties(strict) == {CAREFUL: 10.0, HASTY: 8.75}
    assert set(penalties(set_late_rule(strict, "none")).values()) == {0.0}


def test_a_later_date_lifts_a_penalty_at_once(klass):
    strict = set_late_rule(klass, "zero")
    set_due(strict, LESSON, BEFORE)
    assert penalties(strict)[CAREFUL] == 10.0
    set_due(strict, LESSON, AFTER)
    assert set(penalties(strict).values()) == {0.0}


def test_an_extension_is_for_one_learner_and_replaces_the_one_before(klass):
    strict = set_late_rule(klass, "zero")
    set_due(strict, LESSON, BEFORE)
    assert extend(strict, CAREFUL, LESSON, 2) == BEFORE + timedelta(days=2)
    assert penalties(strict) == {CAREFUL: 0.0, HASTY: 8.75}
    extend(strict, CAREFUL, LESSON, 0)
    assert penalties(strict)[CAREFUL] == 10.0


def test_who_has_longer_is_listed_until_it_is_taken_back(klass):
    """With the new date; a lesson whose date was taken away lists nobody."""
    assert extensions(klass) == []
    set_due(klass, LESSON, BEFORE)
    extend(klass, CAREFUL, LESSON, 2)
    extend(klass, ABSENT, LESSON, 1)
    extend(klass, HASTY, LESSON, 0)
    found = [(each.learner, each.longer.days, each.until) for each in extensions(klass)]
    assert found == [(CAREFUL, 2, BEFORE + timedelta(days=2)), (ABSENT, 1, BEFORE + timedelta(days=1))]
    extend(klass, CAREFUL, LESSON, 0)
    assert [each.learner for each in extensions(klass)] == [ABSENT]
    set_due(klass, LESSON, None)
    assert extensions(klass) == []


def test_an_extension_can_be_given_before_anything_is_handed_in(klass):
    """Collecting and grading keep it."""
    strict = set_late_rule(klass, "zero")
    set_due(strict, LESSON, BEFORE)
    extend(strict, ABSENT, LESSON, 1)
    assert grade_class(strict, LESSON).rows[2].outcome == "not_attempted"
    lay(strict, ABSENT)
    row = grade_class(strict, LESSON).rows[2]
    assert (row.mark, row.held, row.late) == (10, 10, 0)


def test_bulk_grading_and_nbgraders_own_agree_on_late_work(klass, monkeypatch):
    """Penalties and the numbers of a class with dates, extension and the strict rule."""
    strict = set_late_rule(klass, "zero")
    set_due(strict, LESSON, BEFORE)
    extend(strict, HASTY, LESSON, 1)
    grade_class(strict, LESSON, again=True)
    ours = held_marks(strict.coursedir.db_url, LESSON)
    monkeypatch.setattr(bulk, "layout_of", lambda _: None)
    grade_class(strict, LESSON, again=True)
    assert held_marks(strict.coursedir.db_url, LESSON) == ours
    assert [float(ours[each].penalty) for each in (CAREFUL, HASTY)] == [10.0, 0.0]


@pytest.mark.parametrize(
    ("learner", "days", "due", "code"),
    [("8A1-99", 1, AFTER, "no_learner"), (CAREFUL, -1, AFTER, "bad_days"), (CAREFUL, 1, None, "no_due")],
)
def test_an_extension_that_cannot_be_is_refused(klass, learner, days, due, code):
    set_due(klass, LESSON, due)
    with pytest.raises(ClassroomError) as told:
        extend(klass, learner, LESSON, days)
    assert told.value.code == code


def test_what_else_the_teacher_has_set_stays(klass):
    """In the file that nbgrader reads beside its Python one; a file that cannot be read is told by its name."""
    path = klass.directory / "nbgrader_config.json"
    path.write_text('{"Exchange": {"timezone": "Asia/Ho_Chi_Minh"}}', encoding="utf-8")
    strict = set_late_rule(open_class(klass.directory), "zero")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["Exchange"] == {"timezone": "Asia/Ho_Chi_Minh"}
    assert strict.config.Exchange.timezone == "Asia/Ho_Chi_Minh"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ClassroomError, match=r"nbgrader_config\.json"):
        open_class(klass.directory)


def test_a_late_rule_of_the_teachers_own_is_left_alone(klass):
    path = klass.directory / "nbgrader_config.py"
    with path.open("a", encoding="utf-8") as file:
        file.write('c.AssignLatePenalties.plugin_class = "nbgrader.plugins.LateSubmissionPlugin"\n')
    own = open_class(klass.directory)
    assert late_rule(own) == "own"
    with pytest.raises(ClassroomError, match=r"nbgrader_config\.py"):
        set_late_rule(own, "zero")
    assert not (klass.directory / "nbgrader_config.json").exists()


def test_a_due_date_is_said_as_a_class_says_it():
    assert due_text(datetime(2026, 12, 1, 10, tzinfo=UTC)) == "thứ Ba 01/12, 17 giờ"
    assert due_text(datetime(2026, 12, 6, 7, 5, tzinfo=VIETNAM)) == "chủ nhật 06/12, 7 giờ 05"


def test_the_lessons_page_tells_the_date_that_is_released_now(klass, tmp_path, monkeypatch):
    """Also on a machine that fetched the lesson before there was one."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    workspace = Workspace(tmp_path / "may")
    workspace.set_place(Place(str(klass.exchange_root), "8A1"))
    folder = workspace.prepare(CAREFUL, LESSON).parent
    set_due(klass, LESSON, read_due("2026-12-01 17:00"))
    assert Lesson(folder).portal().view["klass"] == "Lớp 8A1 · Hạn nộp: thứ Ba 01/12, 17 giờ"


def test_the_commands_set_dates_extend_and_choose(klass, run):
    """And the grading table says how late somebody was, and what that cost."""
    done = run("hand-out", klass.directory, "0", "--due", "09/11/2026 5:00")
    assert "hạn nộp thứ Hai 09/11, 5 giờ" in done.output
    assert run("hand-out", klass.directory, "0", "--due", "mai").exit_code == 1
    assert "0 điểm" in run("late", klass.directory, "zero").output
    assert json.loads(run("late", klass.directory, "--json").stdout) == {"rule": "zero"}
    assert run("late", klass.directory, "half").exit_code == 2
    told = run("extend", klass.directory, "8", "0", "--days", "2").output
    assert "8A1-08" in told
    assert "thứ Tư 11/11, 5 giờ (thêm 2 ngày)" in told
    table = run("grade", klass.directory).stdout
    assert "muộn 3 giờ 2 phút" in table
    assert f"- {CAREFUL}: Máy chấm: 10; sổ điểm: 0. Nộp muộn 3 giờ 2 phút, trừ 10 điểm." in table
    found = json.loads(run("grade", klass.directory, "--json").stdout)[0]["rows"]
    assert [(row["mark"], row["held"], row["late"]) for row in found[:2]] == [("10.0", "0.0", 10923), ("8.8", "8.8", 0)]
