"""Grading again after a check has changed: told before it is kept, and no mark is ever lost."""

import json
import sys
from decimal import Decimal

import msgspec
import pytest
from typer.testing import CliRunner

from grading import bulk, grade
from grading.app.command import app
from grading.batch import grade_class
from grading.checks import failed, passed, say
from grading.classroom import ClassroomError
from grading.earlier import KEPT
from grading.lessons import LESSONS
from grading.players import Habits
from grading.regrade import history, keep, preview
from grading.results import Results
from simulator import JournalError
from tests.grading.desk import LESSON
from tests.grading.marked import ABSENT, CAREFUL, HASTY, auto_scores, lay, make_marked, own_copy

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]
STRICTER = list(LESSONS[LESSON])[-1].id


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    return make_marked(tmp_path_factory.mktemp("cham-lai") / "lop")


@pytest.fixture
def klass(marked, tmp_path):
    return own_copy(marked, tmp_path / "lop")


@pytest.fixture
def change_check(monkeypatch):
    """Changes the lesson's last check."""

    def change(**changes):
        checks = LESSONS[LESSON]
        monkeypatch.setitem(checks._all, STRICTER, msgspec.structs.replace(checks[STRICTER], **changes))

    return change


@pytest.fixture
def no_replay(monkeypatch):
    """From now on journals of these attempts cannot be replayed by this release."""

    def forbid(*numbers, reason="other_release"):
        real = grade.replay

        def refuse(journal, case):
            if journal.header.attempt in numbers:
                raise JournalError(reason, "another release", 3)
            return real(journal, case)

        monkeypatch.setattr(grade, "replay", refuse)

    return forbid


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "220")

    def call(*arguments):
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return call


def files(classroom):
    paths = sorted(path for path in classroom.directory.rglob("*") if path.is_file())
    return [(path, path.read_bytes()) for path in paths]


def latest(classroom, learner=CAREFUL):
    return Results(classroom.results_url).latest(LESSON)[learner]


def never(_portal):
    return failed(say("still_in"))


# --- the preview ----------------------------------------------------------------------------


def test_where_no_check_changed_nothing_is_told_and_nothing_written(klass):
    before = files(klass)
    steps = []
    found = preview(klass, progress=lambda *step: steps.append(step))
    assert (found.unchanged, found.changes, found.kept, found.waiting) == (2, (), (), ())
    assert steps == [(0, 2, CAREFUL), (1, 2, HASTY), (2, 2, "")]
    assert files(klass) == before


def test_a_stricter_check_is_told_with_both_marks_and_both_reasons_before_it_is_kept(klass, change_check):
    """Nothing is written until then; afterwards every earlier mark is there with its check versions."""
    change_check(version=2, function=never)
    before, old = files(klass), latest(klass)
    found = preview(klass, [LESSON])
    assert files(klass) == before
    change = next(each for each in found.changes if each.learner == CAREFUL)
    worth = LESSONS[LESSON][STRICTER].points
    assert (change.before, change.now, change.mark_changes) == (Decimal(10), Decimal(10) - worth, True)
    assert (change.graded_at, change.release, change.other_work) == (old.graded_at, old.release, False)
    (check,) = change.checks
    assert (check.id, check.before.version, check.now.version) == (STRICTER, 1, 2)
    assert (check.before.outcome, check.now.outcome) == ("passed", "failed")
    assert (check.before.points, check.now.points, bool(check.now.reason)) == (worth, 0, True)

    keep(klass, [LESSON])
    assert latest(klass).mark == Decimal(10) - worth
    assert sum(auto_scores(klass, CAREFUL)) == float(Decimal(10) - worth)
    marks = [(row.mark, row.results[-1].version) for row in history(klass, "7")]
    assert marks == [(Decimal("10.0"), 1), (Decimal(10) - worth, 2)]
    assert preview(klass).changes == ()


def test_a_new_version_that_changes_nobodys_mark_is_told_apart(klass, change_check):
    """And other words of a reason are no change at all."""
    change_check(version=2)
    found = preview(klass)
    assert [(each.mark_changes, len(each.checks)) for each in found.changes] == [(False, 1)] * 2
    change_check(version=1, told="Một câu khác.")
    assert preview(klass).changes == ()


def test_a_check_that_was_not_there_before_is_told_as_new(klass, change_check, monkeypatch):
    checks = LESSONS[LESSON]
    new = msgspec.structs.replace(checks[STRICTER], id="moi", points=Decimal(0), needs=(), function=lambda _: passed())
    monkeypatch.setitem(checks._all, "moi", new)
    change = preview(klass).changes[0]
    assert [(each.id, each.before, each.now.outcome) for each in change.checks] == [("moi", None, "passed")]


def test_work_that_is_not_that_of_the_old_mark_is_told_so(klass):
    """A hand-in that was taken in and not graded yet is no change of a check."""
    lay(klass, HASTY, attempt=2)
    lay(klass, ABSENT)
    found = preview(klass)
    (change,) = found.changes
    assert (change.learner, change.other_work, change.now) == (HASTY, True, Decimal(10))
    assert found.waiting == ((ABSENT, LESSON),)


def test_a_fault_of_the_grader_is_one_row(klass, monkeypatch):
    def broken(folder, *_):
        if HASTY in str(folder):
            raise RuntimeError("vỡ")
        return grade.grade_folder(folder, *_)

    monkeypatch.setattr("grading.replaying.grade_folder", broken)
    found = preview(klass)
    assert found.failed == ((HASTY, LESSON, "RuntimeError('vỡ')"),)
    assert found.unchanged == 1


def test_a_lesson_that_the_class_does_not_have_is_refused(klass):
    with pytest.raises(ClassroomError, match="99"):
        preview(klass, ["99-khong-co"])


# --- a release that cannot open the work any more ---------------------------------------------


@pytest.mark.parametrize("reason", ["other_release", "mismatch"])
def test_a_mark_stays_where_the_work_cannot_be_replayed_any_more(klass, no_replay, reason):
    """It is listed apart, with its date and release; grading again keeps it and tells so, once."""
    old = latest(klass)
    no_replay(1, reason=reason)
    found = preview(klass)
    assert (found.changes, found.unchanged) == ((), 0)
    assert [(each.learner, each.mark) for each in found.kept] == [(CAREFUL, Decimal(10)), (HASTY, Decimal("8.8"))]
    assert found.kept[0].graded_at == old.graded_at
    assert "không mở lại được" in found.kept[0].why

    for _ in range(2):
        (report,) = keep(klass)
        assert [(row.outcome, row.mark) for row in report.rows[:2]] == [("graded", 10), ("graded", Decimal("8.8"))]
        assert "được giữ nguyên" in report.rows[0].remark
    assert sum(auto_scores(klass, CAREFUL)) == 10.0
    now = latest(klass)
    assert (now.reason, now.release, now.results) == (KEPT, old.release, old.results)
    assert len(history(klass, CAREFUL)) == 2


def test_it_stays_with_nbgraders_own_converter_as_well(klass, no_replay, monkeypatch):
    """A stock ``nbgrader autograde`` after an update takes no mark away."""
    no_replay(1)
    monkeypatch.setattr(bulk, "layout_of", lambda _: None)
    grade_class(klass, LESSON, again=True)
    assert latest(klass).reason == KEPT
    assert sum(auto_scores(klass, CAREFUL)) == 10.0


def test_only_exactly_the_work_that_was_graded_keeps_its_mark(klass, no_replay):
    """Another journal that cannot be replayed has no marks."""
    lay(klass, CAREFUL, Habits(stops_after="activation"))
    no_replay(1)
    assert preview(klass).kept[0].learner == HASTY
    grade_class(klass, LESSON, again=True)
    assert (latest(klass).outcome, latest(klass).reason) == ("could_not_run", "other_release")


@pytest.mark.parametrize(
    ("rule", "habits", "mark", "attempt"),
    [
        ("best", Habits(stops_after="activation"), "8.8", 1),
        ("best", None, "10.0", 2),
        ("last", Habits(stops_after="activation"), "3.0", 2),
    ],
)
def test_a_newer_attempt_counts_by_the_classs_own_rule(klass, no_replay, rule, habits, mark, attempt):
    """The best of old and new, or the last."""
    for folder in klass.sheet_folders(LESSON):
        bulk_sheet = msgspec.structs.replace(klass.sheet(LESSON), rule=rule)
        (folder / "lop.json").write_bytes(msgspec.json.encode(bulk_sheet))
    no_replay(1)
    lay(klass, HASTY, habits, attempt=2, time="2026-11-10 01:02:03.000000 UTC")
    grade_class(klass, LESSON)
    now = latest(klass, HASTY)
    assert (str(now.mark), now.attempt) == (mark, attempt)


def test_a_mark_that_an_earlier_run_lost_comes_back(klass, no_replay, monkeypatch):
    """The history holds it."""
    no_replay(1)
    with monkeypatch.context() as without:
        without.setattr(bulk, "with_earlier", lambda _, graded: graded)
        grade_class(klass, LESSON, again=True)
    assert latest(klass).outcome == "could_not_run"
    found = preview(klass)
    assert {each.learner: each.now for each in found.changes} == {CAREFUL: Decimal(10), HASTY: Decimal("8.8")}
    grade_class(klass, LESSON, again=True)
    assert latest(klass).mark == 10


def test_a_lesson_that_is_worth_otherwise_now_takes_over_no_old_points(klass, no_replay, change_check):
    """They would not fit its exercises; the old mark stays in the history."""
    change_check(points=Decimal("0.25"))
    no_replay(1)
    assert preview(klass).kept == ()
    assert {each.outcome for each in preview(klass).changes} == {"could_not_run"}


# --- the commands ---------------------------------------------------------------------------


def test_the_command_shows_and_only_then_keeps(klass, change_check, run):
    change_check(version=2, function=never)
    shown = run("regrade", klass.directory, "0")
    assert shown.exit_code == 0, shown.output
    assert f"- {CAREFUL}: 10,0 → " in shown.stdout
    assert "phiên bản 1 → phiên bản 2" in shown.stdout
    assert "Chưa ghi gì." in shown.stdout
    assert len(history(klass, CAREFUL)) == 1
    found = json.loads(run("regrade", klass.directory, "--keep", "--json").stdout)
    assert found["kept"] is True
    assert next(each["learner"] for each in found["preview"]["changes"]) == CAREFUL
    assert len(history(klass, CAREFUL)) == 2
    assert run("regrade", klass.directory, "7").exit_code == 1


def test_the_command_tells_whose_mark_stays(klass, no_replay, run):
    no_replay(1)
    told = run("regrade", klass.directory).stdout
    assert f"- {CAREFUL}, bài {LESSON}: giữ điểm 10,0 của bản" in told
    assert "2 bài giữ điểm cũ" in told
    assert "--keep" not in told


def test_every_earlier_mark_can_be_read(klass, change_check, run):
    change_check(version=2, function=never)
    keep(klass)
    told = run("history", klass.directory, "7").stdout
    for text in ("10,0", "Bản máy chấm", "mục phiên bản 1", "phiên bản 2"):
        assert text in told
    rows = json.loads(run("history", klass.directory, CAREFUL, "--json").stdout)
    assert [row["results"][-1]["version"] for row in rows] == [1, 2]
    assert run("history", klass.directory, "99").exit_code == 1
