"""Work that was done under a wrong number, moved in the room: nothing is lost, overwritten, or counted twice."""

import shutil
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
import pytest

from grading.app.room import moving
from grading.app.room.folder import RoomFolder
from grading.app.room.handing import HandIn, Named, hand_in
from grading.app.room.helper import answer
from grading.app.room.ledger import Ledger
from grading.app.room.returning import Returning
from grading.app.room.said import RoomError
from grading.class_file import ClassFile, read_class, write_class
from grading.classroom import hand_out, make_class
from grading.heap import look
from grading.moved import MAX_MOVED, Moved, read_note
from grading.players import Player
from tests.grading.app.room.test_teacher_pages import Teacher, inside
from tests.grading.app.room.visiting import FILE, LEARNER, LEARNERS, LESSON, laid, lines, until, visit, work
from tests.grading.desk import KEY, put, seated

WRONG, RIGHT = "8A1-05", LEARNER
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def part(learner=WRONG):
    """The first part of the lesson, done."""
    seat = seated(learner)
    Player(seat).activation()
    return seat.journal.encoded()


class Class(SimpleNamespace):
    """As much of a class as a move asks for."""

    def sheet(self, _lesson):
        return read_class(self.folder)

    def sheet_folders(self, _lesson):
        return [self.folder]


@pytest.fixture
def classroom(tmp_path):
    klass, _ = laid(tmp_path)
    RoomFolder(klass).make()
    folder = klass / "trao-doi" / "8A1" / "outbound" / LESSON
    return Class(directory=klass, learners=tuple(LEARNERS), folder=folder)


@pytest.fixture
def room(classroom):
    return RoomFolder(classroom.directory)


def moved(classroom, room, source=WRONG, target=RIGHT):
    return moving.move(classroom, room, LESSON, source, target)


def handed(room, learner=WRONG):
    """Hand in what is held."""
    ledger = Ledger(room, learner)
    held = ledger.held(LESSON)[FILE]
    return hand_in(room, ledger, LESSON, HandIn({FILE: Named(held.size, held.digest)}), NOW)


def test_journals_sheet_and_hand_in_go_to_the_right_number(classroom, room):
    """The hand-in keeps its time and its receipt; the old one is where no grader looks."""
    put(room.learner(WRONG) / LESSON, part())
    receipt = handed(room)
    done = moved(classroom, room)
    assert (done.attempts, done.left, done.handed, done.to_grade) == ((1,), (), True, (RIGHT,))
    assert not (room.learner(WRONG) / LESSON / FILE).exists()
    assert (room.learner(RIGHT) / LESSON / FILE).read_bytes() == part()
    (entry,) = classroom.sheet(LESSON).moved
    assert (entry.source, entry.target, entry.attempt) == (WRONG, RIGHT, 1)
    assert read_note(room.learner(RIGHT) / LESSON) == (entry,)
    assert [(learner, path.name) for learner, _, path in room.zips()] == [(RIGHT, room.zip(RIGHT, LESSON).name)]
    (found,) = look([room.zip(RIGHT, LESSON)])
    assert (found.header.learner, found.header.time) == (RIGHT, receipt.time.isoformat())
    assert found.header.files == receipt.files
    assert found.journals == {FILE: part()}
    (aside,) = (classroom.directory / "bai-nop" / "da-thay").rglob("*.zip")
    assert aside.name.endswith(f"{WRONG}+{LESSON}+phong-may.zip")


def test_the_way_back_is_the_same_move_backwards(classroom, room):
    """Then nothing is noted any more."""
    put(room.learner(WRONG) / LESSON, part())
    handed(room)
    moved(classroom, room)
    done = moved(classroom, room, RIGHT, WRONG)
    assert done.handed
    assert classroom.sheet(LESSON).moved == ()
    assert (room.learner(WRONG) / LESSON / FILE).read_bytes() == part()
    assert [learner for learner, *_ in room.zips()] == [WRONG]
    assert moved(classroom, room).handed, "and once more"


@pytest.mark.parametrize("where", ["phong-may", "submitted", "bai-nop"])
def test_who_has_done_the_lesson_gets_nobody_elses_work(classroom, room, where):
    """Neither over the own journals nor over what was handed in any way."""
    put(room.learner(WRONG) / LESSON, part())
    if where == "bai-nop":
        put(room.learner(RIGHT) / LESSON, part(RIGHT))
        handed(room, RIGHT)
        shutil.rmtree(room.learner(RIGHT) / LESSON)
    else:
        put(classroom.directory / where / RIGHT / LESSON, part(RIGHT))
    with pytest.raises(RoomError) as caught:
        moved(classroom, room)
    assert caught.value.key == "move_occupied"
    assert (room.learner(WRONG) / LESSON / FILE).read_bytes() == part()
    assert classroom.sheet(LESSON).moved == ()


def test_a_lesson_that_was_merely_opened_is_no_work(classroom, room):
    """Its journal gives way."""
    put(room.learner(WRONG) / LESSON, part())
    put(room.learner(RIGHT) / LESSON, lines(part(RIGHT))[0])
    assert moved(classroom, room).attempts == (1,)
    assert (room.learner(RIGHT) / LESSON / FILE).read_bytes() == part()


@pytest.mark.parametrize(
    ("data", "source", "target", "key"),
    [
        (b"", WRONG, WRONG, "move_same"),
        (b"", WRONG, "8A1-44", "move_stranger"),
        (b"", "8A1-44", RIGHT, "move_stranger"),
        (b"", WRONG, RIGHT, "move_nothing"),
        (b"".join(lines(part())[:3]), WRONG, RIGHT, "move_short"),
        (part(RIGHT), WRONG, RIGHT, "move_nothing"),
        (b"{torn", WRONG, RIGHT, "move_nothing"),
    ],
)
def test_what_cannot_be_moved_is_told_and_stays(classroom, room, data, source, target, key):
    """Byte for byte."""
    if data:
        put(room.learner(WRONG) / LESSON, data)
    with pytest.raises(RoomError) as caught:
        moved(classroom, room, source, target)
    assert caught.value.key == key
    assert not data or (room.learner(WRONG) / LESSON / FILE).read_bytes() == data


def test_a_sheet_that_is_full_moves_nothing(classroom, room):
    """Rather than half."""
    put(room.learner(WRONG) / LESSON, part())
    full = tuple(Moved("8A1-06", RIGHT, 1, f"{number:016x}") for number in range(MAX_MOVED))
    write_class(classroom.folder, classroom.sheet(LESSON).with_moved(full))
    with pytest.raises(RoomError) as caught:
        moved(classroom, room)
    assert caught.value.key == "move_full"
    assert (room.learner(WRONG) / LESSON / FILE).exists()


def test_a_move_that_was_broken_off_is_ended_by_asking_again(classroom, room, monkeypatch):
    """The journals had moved, the sheet could not be written."""
    put(room.learner(WRONG) / LESSON, part())
    handed(room)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(moving, "write_class", full)
    with pytest.raises(RoomError) as caught:
        moved(classroom, room)
    assert caught.value.key == "move_failed"
    monkeypatch.undo()
    done = moved(classroom, room)
    assert (done.attempts, done.handed) == ((1,), True)
    assert len(classroom.sheet(LESSON).moved) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
def test_the_mark_goes_along(tmp_path):
    """The real second process, on a real class: graded for the wrong number first, then for the right one alone."""
    klass = tmp_path / "8A1"
    classroom = make_class(klass, "8A1", [WRONG, RIGHT], key=KEY)
    hand_out(classroom, LESSON)
    room = RoomFolder(klass)
    room.make()
    put(room.learner(WRONG) / LESSON, part())
    handed(room)

    def do(**asked):
        return msgspec.json.decode(answer(klass, msgspec.json.encode(asked)))

    assert do(do="grade", lesson=LESSON, learners=[WRONG])["marks"] == {WRONG: "3"}
    found = do(do="move", lesson=LESSON, source=WRONG, target=RIGHT)
    assert found["to_grade"] == [RIGHT, WRONG]
    assert "07" in found["text"]
    assert do(do="grade", lesson=LESSON, learners=found["to_grade"])["marks"] == {RIGHT: "3", WRONG: "–"}
    told = Returning(room)
    assert list(told.tags(RIGHT, [classroom.sheet(LESSON)])) == [LESSON]
    assert told.tags(WRONG, [classroom.sheet(LESSON)]) == {}, "no news for who has no work of this lesson"
    again = do(do="move", lesson=LESSON, source=WRONG, target=RIGHT)
    assert again["code"] == "move_nothing"
    assert "số 05" in again["fault"].lower()


# --- through the server ----------------------------------------------------------------


def moves(classroom, room):
    """The errand, done by this process."""

    def errand(asked):
        done = moving.move(classroom, room, asked["lesson"], asked["source"], asked["target"])
        return {"text": done.text(**asked), "to_grade": done.to_grade}

    return errand


def test_the_old_browser_is_told_once_and_the_new_one_goes_on(tmp_path, classroom, room):
    """The old copy is not taken as if it were new; the real owner of that number begins afresh."""

    async def test(at):
        at.errands.answers["move"] = moves(classroom, room)
        old, teacher = await at.joined(WRONG), await inside(at)
        await old.send(part())
        found = await teacher.tell("chuyen", {"lesson": LESSON, "source": "5", "target": "07"})
        assert found.status == 200
        assert "sang số 07" in found.json["text"]
        assert (await old.ask("api/where", {"lesson": LESSON})).json["moved"] == {LESSON: 1}
        assert (await at.visitor("8A1-06").join()).status == 200
        more = lines(work(WRONG))[len(lines(part())) :]
        assert (await old.send(more[0], len(part()))).json["error"] == "offset"
        for data in (part(), part() + more[0]):
            refused = await old.send(data)
            assert (refused.status, refused.json["error"], refused.json["number"]) == (409, "moved", "07")
            assert "số 07" in refused.json["text"]
        assert (await old.join()).json["journals"][LESSON] == {}
        new = at.visitor(RIGHT)
        given = (await new.join()).json
        assert given["journals"][LESSON] == {FILE: len(part())}
        (entry,) = msgspec.json.decode(given["sheets"][LESSON], type=ClassFile).moved
        assert (entry.source, entry.target) == (WRONG, RIGHT)
        assert (await new.ask(f"api/journal/{LESSON}/{FILE}")).raw.body == part()
        assert (await new.send(more[0], len(part()))).status == 200
        afresh = b"".join(lines(part())[:2])
        assert (await old.send(afresh)).status == 200, "the real owner of the number begins afresh"

    visit(tmp_path, test)


def test_an_own_beginning_does_not_take_the_place_of_what_was_moved_here(tmp_path, classroom, room):
    """A page of the right number that was open meanwhile has to come in anew."""

    async def test(at):
        at.errands.answers["move"] = moves(classroom, room)
        old, new = await at.joined(WRONG), await at.joined(RIGHT)
        await old.send(part())
        await new.send(lines(part(RIGHT))[0])
        await at.room.move(LESSON, WRONG, RIGHT)
        own = b"".join(lines(part(RIGHT))[:2])
        assert (await new.send(own)).json["error"] == "differs"
        found = await new.send(own, more="&replace=1")
        assert (found.status, found.json["error"]) == (409, "arrived")
        assert (await new.ask(f"api/journal/{LESSON}/{FILE}")).raw.body == part()

    visit(tmp_path, test)


def test_marks_of_both_are_asked_for_and_the_wall_is_right(tmp_path, classroom, room):
    """The wrong number has not handed in any more."""

    async def test(at):
        at.errands.answers["move"] = moves(classroom, room)
        old = await at.joined(WRONG)
        await old.send(part())
        await old.hand_in(part())
        await until(lambda: at.room.people.marks.get(LESSON))
        put(classroom.directory / "submitted" / WRONG / LESSON, part())
        await at.room.move(LESSON, WRONG, RIGHT)
        assert at.room.people.marks[LESSON] == {}
        await until(lambda: len(at.room.people.marks[LESSON]) == 2)
        assert at.errands.done[-1] == ("grade", {"lesson": LESSON, "learners": [WRONG, RIGHT]})
        row = next(each for each in at.room.people.rows(at.room.clock()) if each.learner == WRONG)
        assert row.state == "here"

    visit(tmp_path, test)


@pytest.mark.parametrize(
    "told",
    [
        {"lesson": LESSON, "source": "5", "target": "5"},
        {"lesson": LESSON, "source": "5", "target": "005"},
        {"lesson": LESSON, "source": "5", "target": "44"},
        {"lesson": LESSON, "source": "", "target": "7"},
        {"lesson": LESSON, "source": "../7", "target": "7"},
        {"lesson": "../../8A1", "source": "5", "target": "7"},
        {"lesson": "", "source": "5", "target": "7"},
        {"lesson": LESSON, "source": "5"},
        {"lesson": LESSON, "source": "5", "target": "7", "run": "rm"},
        {"lesson": LESSON, "source": 5, "target": 7},
        {"lesson": LESSON, "source": "5" * 11, "target": "7"},
    ],
)
def test_a_wish_to_move_that_is_none_reaches_no_errand(tmp_path, told):
    """Whoever sends it."""

    async def test(at):
        stranger, teacher = Teacher(at), await inside(at)
        assert (await stranger.tell("chuyen", told)).status in (401, 403)
        assert (await teacher.ask("chuyen", told)).status == 403, "without the page's own mark"
        found = await teacher.tell("chuyen", told)
        assert found.status in (400, 409)
        assert not [each for each in at.errands.done if each.verb == "move"]

    visit(tmp_path, test)
