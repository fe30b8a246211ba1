"""Feedback that goes back to browsers: whose, when, and how little of an exam."""

import asyncio
import sys
from datetime import UTC, datetime

import msgspec
import pytest

from grading.app.room.folder import RoomFolder
from grading.app.room.handing import HandIn, Named, hand_in
from grading.app.room.helper import answer
from grading.app.room.ledger import Ledger
from grading.app.room.returning import RETURNED_FILE
from grading.class_file import read_class, write_class
from grading.classroom import hand_out, make_class
from grading.feedback import MAX_PAGE, Told, feedback_of, page, read_page
from grading.grade import grade_folder
from grading.results import Results
from tests.grading.app.room.test_teacher_pages import Teacher, inside
from tests.grading.app.room.visiting import LEARNER, LESSON, OTHER_LESSON, laid, until, visit, work
from tests.grading.desk import KEY, put

OTHER = "8A1-05"


def graded(klass, learner=LEARNER, data=None):
    """A page as the grader leaves it for a hand-in."""
    folder = klass / "submitted" / learner / LESSON
    put(folder, data or work(learner))
    sheet = read_class(klass / "trao-doi" / "8A1" / "outbound" / LESSON)
    store = Results(f"sqlite:///{klass / 'ket-qua.db'}")
    store.record(grade_folder(folder, LESSON, learner, sheet), "2026-11-23 01:00:00.000000 UTC")
    return lay(klass, page(feedback_of(store.latest(LESSON)[learner])), learner)


def lay(klass, text, learner=LEARNER):
    path = klass / "feedback" / learner / LESSON / "di-mot-vong.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def examine(klass):
    """Make the lesson an exam."""
    folder = klass / "trao-doi" / "8A1" / "outbound" / LESSON
    write_class(folder, msgspec.structs.replace(read_class(folder), mode="exam"))


@pytest.fixture
def klass(tmp_path):
    return laid(tmp_path)[0]


async def told(visitor, lesson=LESSON):
    found = await visitor.ask(f"api/feedback/{lesson}")
    assert found.status == 200
    return msgspec.convert(found.json, Told)


def test_a_graded_hand_in_is_told_to_its_learner_alone(tmp_path, klass):
    """With its reasons, by a tag that the next answer names too."""
    graded(klass)

    async def test(at):
        visitor, other = at.visitor(), at.visitor(OTHER)
        tags = (await visitor.join()).json["feedback"]
        assert list(tags) == [LESSON]
        found = await told(visitor)
        assert (found.how, found.tag) == ("told", tags[LESSON])
        assert (found.feedback.learner, found.feedback.mark) == (LEARNER, "10.0")
        assert any(row.text for row in found.feedback.rows)
        assert (await visitor.ask("api/where", {"lesson": LESSON})).json["feedback"] == tags
        assert (await other.join()).json["feedback"] == {}
        assert (await told(other)) == Told("none")

    visit(tmp_path, test)


def test_a_page_that_is_renewed_has_another_tag(tmp_path, klass):
    """So that a browser knows what it has to fetch."""

    async def test(at):
        visitor = await at.joined()
        seen = []
        for text in ("x", "xy"):
            lay(klass, text)
            seen.append((await visitor.ask("api/where", {})).json["feedback"][LESSON])
        assert seen[0] != seen[1]

    visit(tmp_path, test)


def test_an_exam_is_told_when_the_teacher_says_so_and_then_without_reasons(tmp_path, klass):
    """Also where the page was made while it was practice; after a restart it is as it was."""
    graded(klass)
    examine(klass)

    async def before(at):
        visitor = at.visitor()
        assert (await visitor.join()).json["feedback"] == {}
        assert await told(visitor) == Told("exam")
        await at.room.give_back(LESSON)

    async def after(at):
        visitor = await at.joined()
        found = await told(visitor)
        assert (found.how, found.feedback.mark, found.feedback.rows) == ("told", "10.0", ())
        await at.room.set_mode(LESSON, "exam")
        assert await told(visitor) == Told("exam"), "another exam"

    visit(tmp_path, before)
    visit(tmp_path, after)


def test_what_is_told_of_an_earlier_hand_in_is_told_as_such(tmp_path, klass):
    """While the new one waits; where nothing was told yet, that it waits."""

    graded(klass)

    async def test(at):
        begun, end, do = asyncio.Event(), asyncio.Event(), at.errands.do

        async def slowly(verb, **asked):
            if verb == "grade":
                begun.set()
                await end.wait()
            return await do(verb, **asked)

        at.errands.do = slowly
        visitor, other = await at.joined(), await at.joined(OTHER)
        for each in (visitor, other):
            await each.send(work(each.learner))
            await each.hand_in(work(each.learner))
        await begun.wait()
        assert (await told(visitor)).how == "older"
        assert await told(other) == Told("waiting")
        end.set()
        await until(lambda: len(at.room.people.marks.get(LESSON, {})) == 2)
        assert (await told(visitor)).how == "told"

    visit(tmp_path, test)


def test_a_hand_in_that_fails_to_be_graded_still_waits(tmp_path, klass, monkeypatch):
    """It is tried again, and not forgotten."""
    monkeypatch.setattr("grading.app.room.room.AGAIN", 0)
    tries = iter([RuntimeError("x")])

    async def test(at):
        def grade(_):
            for fault in tries:
                raise fault
            return {"marks": {LEARNER: "9"}, "left": {}}

        at.errands.answers["grade"] = grade
        visitor = await at.joined()
        await visitor.send(work())
        await visitor.hand_in(work())
        await until(lambda: at.room.people.marks.get(LESSON))
        assert (await told(visitor)).how == "none", "graded, and no page was made"

    visit(tmp_path, test)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("<h1>nbgrader</h1>", "by_hand"),
        ('<script type="application/json" id="congtap-nhan-xet">{}</script>', "bad"),
        ("x" * (MAX_PAGE + 1), "bad"),
    ],
)
def test_a_page_that_is_not_the_graders_is_not_sent_on(tmp_path, klass, text, how):
    """It is told why."""
    lay(klass, text)

    async def test(at):
        found = await told(await at.joined())
        assert (found.how, found.feedback) == (how, None)

    visit(tmp_path, test)


def test_somebody_elses_page_in_a_learners_folder_is_not_told(tmp_path, klass):
    """Nor one behind a link."""
    path = graded(klass, OTHER)
    mine = lay(klass, path.read_text(encoding="utf-8"))

    async def test(at):
        visitor = await at.joined()
        assert (await told(visitor)).how == "bad"
        mine.unlink()
        mine.symlink_to(path)
        assert (await told(visitor)).how == "bad"

    visit(tmp_path, test)


@pytest.mark.parametrize(
    "path",
    [
        "api/feedback/..",
        "api/feedback/../../khoa",
        f"api/feedback/{LESSON}/di-mot-vong.html",
        "api/feedback/",
        "api/feedback/x",
    ],
)
def test_no_question_about_feedback_is_a_path(tmp_path, klass, path):
    """Lessons of the room have answers, nothing else."""
    graded(klass)

    async def test(at):
        visitor = await at.joined()
        assert (await visitor.ask(path)).status == 404
        assert (await told(visitor, OTHER_LESSON)).how == "none"
        assert (await at.visitor().ask(f"api/feedback/{LESSON}")).status == 401

    visit(tmp_path, test)


def test_a_list_of_exams_that_cannot_be_read_tells_nothing(tmp_path, klass):
    """Better too late than too early."""
    graded(klass)
    examine(klass)
    (klass / "phong-may").mkdir()
    (klass / "phong-may" / RETURNED_FILE).write_text("[torn", encoding="utf-8")

    async def test(at):
        assert await told(await at.joined()) == Told("exam")

    visit(tmp_path, test)


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")
def test_a_lesson_that_becomes_an_exam_or_practice_has_its_pages_made_anew(tmp_path):
    """The real second process, on a real class."""
    classroom = make_class(tmp_path / "8A1", "8A1", [LEARNER], key=KEY)
    hand_out(classroom, LESSON)
    room = RoomFolder(classroom.directory)
    room.make()
    put(room.learner(LEARNER) / LESSON, work())
    held = Ledger(room, LEARNER).held(LESSON)["nhat-ky-01.jsonl"]
    named = HandIn({"nhat-ky-01.jsonl": Named(held.size, held.digest)})
    hand_in(room, Ledger(room, LEARNER), LESSON, named, datetime(2026, 11, 23, 1, tzinfo=UTC))

    def do(**asked):
        assert "fault" not in msgspec.json.decode(answer(classroom.directory, msgspec.json.encode(asked)))

    def rows():
        (found,) = (classroom.directory / "feedback" / LEARNER / LESSON).glob("*.html")
        return read_page(found, LESSON, LEARNER).rows

    do(do="grade", lesson=LESSON, learners=[LEARNER])
    assert rows()
    do(do="mode", lesson=LESSON, mode="exam")
    assert not rows()
    do(do="mode", lesson=LESSON, mode="practice")
    assert rows()


def test_the_teacher_gives_an_exam_back_from_the_wall(tmp_path, klass):
    """Nobody else does, and only lessons that there are."""
    examine(klass)

    async def test(at):
        teacher, stranger = await inside(at), Teacher(at)
        assert (await stranger.tell("tra-bai", {"lesson": LESSON})).status in (401, 403)
        assert (await teacher.ask("tra-bai", {"lesson": LESSON})).status == 403, "without the page's own mark"
        assert (await teacher.tell("tra-bai", {"lesson": "../../x"})).status == 404
        assert (await teacher.tell("tra-bai", {"lesson": LESSON, "to": "x"})).status == 400
        assert (await teacher.ask("bang")).json["returned"] == []
        assert (await teacher.tell("tra-bai", {"lesson": LESSON})).status == 200
        assert (await teacher.ask("bang")).json["returned"] == [LESSON]
        assert (await teacher.tell("che-do", {"lesson": LESSON, "mode": "exam"})).status == 200
        assert (await teacher.ask("bang")).json["returned"] == []

    visit(tmp_path, test)
