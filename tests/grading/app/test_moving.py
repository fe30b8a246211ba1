"""A learner who came in under a wrong number: the teacher moves the work, and nothing is lost or counts twice."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from grading.app import moving, pins
from grading.app.command import app
from grading.app.entrance import open_entrance
from grading.app.lesson import Lesson
from grading.app.moving import Moving, move
from grading.app.progress import standings
from grading.app.workspace import Place, Workspace
from grading.batch import grade_class
from grading.cells import points_of
from grading.class_file import MAX_LEARNERS, read_class, write_class
from grading.classroom import Classroom, ClassroomError, hand_out, make_class, open_class
from grading.grade import grade_folder
from grading.handin import HandInError
from grading.moved import MAX_MOVED, NOTE_FILE, STEPS, Moved, read_note
from grading.players import Player
from simulator import actions
from simulator.journal import parse
from simulator.practice import Practice
from simulator.storage import journal_path
from tests.grading.desk import LESSON

WRONG, RIGHT, THIRD = "8A1-17", "8A1-07", "8A1-08"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of three with its first lesson handed out."""
    folder = tmp_path_factory.mktemp("lop") / "8A1"
    hand_out(make_class(folder, "8A1", [WRONG, RIGHT, THIRD]), LESSON)
    return folder


@pytest.fixture
def classroom(made: Path, tmp_path: Path) -> Classroom:
    return open_class(shutil.copytree(made, tmp_path / "lop"))


@pytest.fixture
def school(classroom: Classroom, tmp_path: Path) -> Workspace:
    """A computer of that class."""
    workspace = Workspace(tmp_path / "may")
    workspace.set_place(Place(str(classroom.exchange_root), classroom.course))
    return workspace


@pytest.fixture
def alone(tmp_path: Path) -> Workspace:
    """A computer of no class."""
    return Workspace(tmp_path / "may")


def sit(workspace: Workspace, learner: str, pause: int = 1) -> Practice:
    """A learner at the lesson; everybody takes another pause between two actions."""
    workspace.prepare(learner, LESSON)
    klass = read_class(workspace.folder(learner, LESSON))
    clock = itertools.count(step=pause)
    key = {"class_key": klass.key} if klass else {}
    return Practice(workspace.folder(learner, LESSON), LESSON, learner, clock=lambda: next(clock), **key)


def begun(workspace: Workspace, learner: str, pause: int = 1) -> Practice:
    """The first part of the lesson, done."""
    seat = sit(workspace, learner, pause)
    Player(seat).activation()
    return seat


def journal(workspace: Workspace, learner: str, attempt: int = 1) -> Path:
    return journal_path(workspace.folder(learner, LESSON), attempt)


def finished(workspace: Workspace, learner: str) -> Lesson:
    """The rest of the lesson, done in the page."""
    lesson = Lesson(workspace.folder(learner, LESSON))
    assert lesson.fault == ""
    assert lesson.practice is not None
    rest = Player(lesson.practice)
    rest.filing()
    rest.payment()
    rest.result()
    return lesson


def marks(classroom: Classroom) -> dict[str, str]:
    return {row.learner: str(row.mark) for row in grade_class(classroom, LESSON).rows}


def keys(done: Moving) -> list[str]:
    return [each.key for each in done.told]


# --- the whole road --------------------------------------------------------------------


def test_the_work_goes_on_under_the_right_number_and_counts(school: Workspace, classroom: Classroom) -> None:
    """Handed in under the wrong number first: after the move that counts for nobody but the right one."""
    begun(school, WRONG)
    school.hand_in(WRONG, LESSON)
    assert marks(classroom) == {RIGHT: "0.0", THIRD: "0.0", WRONG: "3.0"}
    done = move(school, WRONG, RIGHT)
    assert keys(done) == ["moved", "moved_counts"]
    assert done.written
    assert not journal(school, WRONG).exists()
    begun_with = journal(school, RIGHT).read_bytes()
    lesson = finished(school, RIGHT)
    assert journal(school, RIGHT).read_bytes().startswith(begun_with)
    assert RIGHT in lesson.portal().view["who"]
    assert standings(school, RIGHT)[0].status == "passed"
    school.hand_in(RIGHT, LESSON)
    assert marks(classroom) == {RIGHT: "10.0", THIRD: "0.0", WRONG: "0.0"}
    assert RIGHT in classroom_row(classroom, WRONG).remark


def classroom_row(classroom: Classroom, learner: str) -> Any:
    return next(row for row in grade_class(classroom, LESSON).rows if row.learner == learner)


def test_the_classmate_of_that_number_begins_afresh_and_keeps_the_own_mark(
    school: Workspace, classroom: Classroom
) -> None:
    """Both have journals of the same case; each counts for one."""
    begun(school, WRONG)
    move(school, WRONG, RIGHT)
    seat = sit(school, WRONG, pause=7)
    assert not seat.begun
    Player(seat).play()
    for learner in (WRONG, RIGHT):
        school.hand_in(learner, LESSON)
    assert marks(classroom) == {RIGHT: "3.0", THIRD: "0.0", WRONG: "10.0"}


def test_stock_autograding_and_grade_cells_know_of_the_move_from_the_class_alone(
    school: Workspace, classroom: Classroom
) -> None:
    """A changed copy of the sheet, or a note, in the hand-in gains nothing; the class's own sheet does."""
    begun(school, WRONG)
    folder = classroom.directory / "submitted" / RIGHT / LESSON
    folder.mkdir(parents=True)
    shutil.copy(journal(school, WRONG), folder)
    sheet = classroom.sheet(LESSON)
    claimed = Moved(WRONG, RIGHT, 1, parse(journal(school, WRONG).read_bytes()).lines[STEPS - 1].chain)
    write_class(folder, sheet.with_moved((claimed,)))
    shutil.copy(school.folder(WRONG, LESSON) / "lop.json", folder / NOTE_FILE)
    assert marks(classroom)[RIGHT] == "0.0"
    move(school, WRONG, RIGHT)
    assert marks(classroom)[RIGHT] == "3.0"
    autograded = classroom.directory / "autograded" / RIGHT / LESSON
    assert points_of("kich-hoat", autograded) == 3.0


def test_a_new_attempt_after_the_move_is_the_right_ones_own_case(school: Workspace, classroom: Classroom) -> None:
    """And the way back is the same move backwards, with everything that was done since."""
    begun(school, WRONG)
    before = journal(school, WRONG).read_bytes()
    move(school, WRONG, RIGHT)
    lesson = Lesson(school.folder(RIGHT, LESSON))
    assert lesson.practice is not None
    assert lesson.practice.case.learner == WRONG
    assert lesson.practice.again().case.learner == RIGHT
    second = Lesson(school.folder(RIGHT, LESSON))
    assert second.practice is not None
    Player(second.practice).activation()
    assert keys(move(school, RIGHT, WRONG)) == ["moved", "moved_counts"]
    assert journal(school, WRONG).read_bytes() == before
    assert [(each.source, each.target, each.attempt) for each in classroom.sheet(LESSON).moved] == [(RIGHT, WRONG, 2)]
    assert Lesson(school.folder(WRONG, LESSON)).fault == ""
    assert str(grade_folder(school.folder(WRONG, LESSON), LESSON, WRONG, classroom.sheet(LESSON)).mark) == "3.0"


def test_moved_twice_it_counts_for_the_last(school: Workspace, classroom: Classroom) -> None:
    """Also an early hand-in of the second one counts for the third alone."""
    begun(school, WRONG)
    move(school, WRONG, RIGHT)
    school.hand_in(RIGHT, LESSON)
    move(school, RIGHT, THIRD)
    finished(school, THIRD)
    school.hand_in(THIRD, LESSON)
    assert marks(classroom) == {RIGHT: "0.0", THIRD: "10.0", WRONG: "0.0"}
    assert len(classroom.sheet(LESSON).moved) == 1


def test_every_sheet_of_the_class_says_it_and_a_renewed_list_keeps_it(school: Workspace, classroom: Classroom) -> None:
    """Machines see the released one, nbgrader copies the source's."""
    from grading.classroom import add_learners

    begun(school, WRONG)
    move(school, WRONG, RIGHT)
    add_learners(classroom, ["9"])
    sheets = [read_class(folder) for folder in classroom.sheet_folders(LESSON)]
    assert len(sheets) == 3
    assert all(sheet is not None and sheet.moved == sheets[0].moved != () for sheet in sheets if sheets[0])


# --- what must not be lost, or gained --------------------------------------------------


def test_where_both_have_work_both_are_kept(school: Workspace, classroom: Classroom) -> None:
    """It is told which lesson and what can be done."""
    begun(school, WRONG)
    begun(school, RIGHT, pause=5)
    before = [journal(school, learner).read_bytes() for learner in (WRONG, RIGHT)]
    done = move(school, WRONG, RIGHT)
    assert keys(done) == ["move_occupied"]
    assert not done.moved
    assert "Bài 0. Đi một vòng: chưa chuyển" in done.lines[0]
    assert [journal(school, learner).read_bytes() for learner in (WRONG, RIGHT)] == before
    assert classroom.sheet(LESSON).moved == ()


def test_a_lesson_that_was_merely_opened_stands_in_nobodys_way(alone: Workspace) -> None:
    """It holds no work; the moved work is there after it."""
    begun(alone, WRONG)
    sit(alone, RIGHT)
    assert keys(move(alone, WRONG, RIGHT)) == ["moved"]
    assert Lesson(alone.folder(RIGHT, LESSON)).practice is not None


def test_outside_a_class_the_work_moves_as_well_with_free_practice(alone: Workspace) -> None:
    """Lesson by lesson; the PIN of the wrong number is gone, the other's stays."""
    begun(alone, WRONG)
    alone.practise(WRONG, "1.001193")
    free = Practice(alone.folder(WRONG, "1.001193"), "1.001193", WRONG)
    for _ in range(STEPS):
        free.do(actions.SearchProcedures(query="khai sinh"))
    pins.set_pin(alone.root / WRONG, "4826")
    pins.set_pin(alone.root / RIGHT, "9753")
    done = move(alone, WRONG, RIGHT)
    assert keys(done) == ["moved", "moved"]
    assert pins.state(alone.root / WRONG) == "none"
    assert pins.try_pin(alone.root / RIGHT, "9753", 0).right
    finished(alone, RIGHT)
    assert standings(alone, RIGHT)[0].status == "passed"
    assert Lesson(alone.folder(RIGHT, "1.001193")).fault == ""
    home = open_entrance(alone.root)
    home.vue_act({"do": "enter", "klass": "8A1", "number": "17"})
    assert home.view["step"] == "new_pin"


def test_torn_goes_along_damaged_and_short_stay_where_they_are(alone: Workspace) -> None:
    """Nothing that cannot be moved keeps the rest from being moved."""
    seat = begun(alone, WRONG)
    second = seat.again()
    second.do(actions.TakeHint(exercise="kich-hoat"))
    journal(alone, WRONG, 3).write_bytes(b"{}\n")
    with journal(alone, WRONG).open("ab") as file:
        file.write(b'{"n":99,"act')
    done = move(alone, WRONG, RIGHT)
    assert sorted((each.key, each.attempts) for each in done.told) == [
        ("move_damaged", (3,)),
        ("move_short", (2,)),
        ("moved", (1,)),
    ]
    assert all(line for line in done.lines)
    lesson = Lesson(alone.folder(RIGHT, LESSON))
    assert lesson.practice is not None
    assert lesson.practice.file.torn > 0
    assert journal(alone, WRONG, 2).exists()
    assert journal(alone, WRONG, 3).read_bytes() == b"{}\n"


def test_a_copied_journal_is_not_made_ones_own_by_a_move(school: Workspace, classroom: Classroom) -> None:
    """Neither as it is, nor with a note that the learner wrote."""
    begun(school, THIRD)
    school.prepare(WRONG, LESSON)
    shutil.copy(journal(school, THIRD), journal(school, WRONG))
    assert keys(move(school, WRONG, RIGHT)) == ["move_foreign"]
    chain = parse(journal(school, THIRD).read_bytes()).lines[STEPS - 1].chain
    note = f'[{{"source":"{THIRD}","target":"{WRONG}","attempt":1,"chain":"{chain}"}}]'
    (school.folder(WRONG, LESSON) / NOTE_FILE).write_text(note)
    assert keys(move(school, WRONG, RIGHT)) == ["moved", "move_unknown"]
    assert classroom.sheet(LESSON).moved == ()
    school.hand_in(RIGHT, LESSON)
    school.hand_in(THIRD, LESSON)
    assert marks(classroom) == {RIGHT: "0.0", THIRD: "3.0", WRONG: "0.0"}


def test_the_other_learners_later_work_is_not_ones_own(school: Workspace, classroom: Classroom) -> None:
    """The sheet names a journal, not a whole case."""
    begun(school, WRONG)
    move(school, WRONG, RIGHT)
    Player(sit(school, WRONG, pause=7)).play()
    shutil.copy(journal(school, WRONG), journal(school, RIGHT))
    school.hand_in(RIGHT, LESSON)
    assert marks(classroom)[RIGHT] == "0.0"


@pytest.mark.parametrize(("source", "target"), [(WRONG, WRONG), (WRONG, "8A1-44"), ("8A1-33", RIGHT)])
def test_a_move_that_makes_no_sense_changes_nothing(
    school: Workspace, classroom: Classroom, source: str, target: str
) -> None:
    """The same id, somebody who is not in the class, a number without work."""
    begun(school, WRONG)
    before = sorted(path for path in school.root.rglob("*"))
    for directory in (None, classroom.directory):
        with pytest.raises(ClassroomError):
            move(school, source, target, directory)
    assert sorted(path for path in school.root.rglob("*")) == before


def test_without_the_class_folder_the_released_list_decides(school: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal names the class's numbers."""
    begun(school, WRONG)
    monkeypatch.setattr(moving, "class_of", lambda _: None)
    with pytest.raises(HandInError, match="số thứ tự"):
        move(school, WRONG, "8A1-44")


def test_a_disk_that_fails_half_way_leaves_all_where_it_was(alone: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two attempts go together or not at all."""
    seat = begun(alone, WRONG).again()
    Player(seat).activation()
    rename: Callable[[Path, Path], Path] = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if target.name == "nhat-ky-02.jsonl":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ClassroomError, match="vẫn còn nguyên"):
        move(alone, WRONG, RIGHT)
    assert journal(alone, WRONG, 1).exists()
    assert journal(alone, WRONG, 2).exists()
    monkeypatch.undo()
    assert keys(move(alone, WRONG, RIGHT)) == ["moved"]


def test_a_window_that_is_still_open_writes_nothing_into_moved_work(alone: Workspace) -> None:
    """It finds out at its next action."""
    from simulator.storage import TakenOver

    seat = begun(alone, WRONG)
    move(alone, WRONG, RIGHT)
    with pytest.raises(TakenOver):
        seat.do(actions.TakeHint(exercise="kich-hoat"))
    assert not journal(alone, WRONG).exists()


def test_a_sheet_that_is_full_still_can_be_read(school: Workspace, classroom: Classroom) -> None:
    """What cannot be listed is told; the class goes on."""
    listed = tuple(Moved(THIRD, RIGHT, 1, f"{number:016x}") for number in range(MAX_MOVED))
    write_class(classroom.directory / "source" / LESSON, classroom.sheet(LESSON).with_moved(listed))
    begun(school, WRONG)
    assert keys(move(school, WRONG, RIGHT)) == ["moved", "move_full"]
    everybody = [f"8A1-{number:03d}" for number in range(1, MAX_LEARNERS + 1)]
    write_class(classroom.directory / "source" / LESSON, classroom.sheet(LESSON).with_learners(everybody))
    assert len(classroom.sheet(LESSON).moved) == MAX_MOVED


# --- by the command --------------------------------------------------------------------


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_where_the_class_cannot_be_written_the_teacher_is_told_what_to_type_and_it_works(
    school: Workspace, classroom: Classroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On the teacher's own machine there is none of the work: it is found in what was handed in."""
    begun(school, WRONG)
    school.hand_in(WRONG, LESSON)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(moving, "write_class", refused)
    here = run("move", "8a1-17", RIGHT, "--workspace", school.root)
    monkeypatch.undo()
    assert here.exit_code == 0
    assert f"congtap move {WRONG} {RIGHT} --class" in here.stdout
    assert read_note(school.folder(RIGHT, LESSON))
    finished(school, RIGHT)
    there = ("move", WRONG, RIGHT, "--workspace", tmp_path / "khac", "--class", classroom.directory)
    early = run(*there)
    assert early.exit_code != 0
    assert "Nộp bài" in early.stderr or "nộp bài" in early.stderr
    school.hand_in(RIGHT, LESSON)
    assert marks(classroom) == {RIGHT: "0.0", THIRD: "0.0", WRONG: "3.0"}
    late = run(*there)
    assert late.exit_code == 0
    assert "cũng đã nộp chính bài này" in late.stdout
    assert marks(classroom) == {RIGHT: "10.0", THIRD: "0.0", WRONG: "0.0"}
    back = run("move", RIGHT, WRONG, "--workspace", tmp_path / "khac", "--class", classroom.directory)
    assert back.exit_code == 0
    assert marks(classroom) == {RIGHT: "0.0", THIRD: "0.0", WRONG: "3.0"}


def test_the_command_tells_what_was_moved_and_what_comes_next(school: Workspace) -> None:
    """Nonsense is refused in one sentence."""
    begun(school, WRONG)
    done = run("move", WRONG, RIGHT, "--workspace", school.root)
    assert done.exit_code == 0
    assert f"Bài 0. Đi một vòng: đã chuyển lần làm 1 từ {WRONG} sang {RIGHT}" in done.stdout
    assert "congtap grade" in done.stdout
    assert "PIN" in done.stdout
    for words in (("../x", RIGHT), (WRONG, WRONG), (WRONG, RIGHT)):
        refused = run("move", *words, "--workspace", school.root)
        assert refused.exit_code == 1
        assert refused.stderr.strip()
