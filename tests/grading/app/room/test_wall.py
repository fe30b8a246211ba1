"""What the wall says of each learner, by what came in and when."""

import msgspec
import pytest

from grading.app.room.errands import ErrandError
from grading.app.room.helper import answer
from grading.app.room.lessons import own_sheet
from grading.app.room.people import GONE, LONG, People, counted
from grading.class_file import ClassFile
from grading.players import Habits, Recording
from simulator import Case, actions
from tests.grading.app.room.visiting import FILE, LEARNER, LESSON, OTHER_LESSON, laid, lines, until, visit, work
from tests.grading.desk import KEY, put

NOW = 1_000_000.0


def row(people, now, learner=LEARNER):
    return next(each for each in people.rows(now) if each.learner == learner)


@pytest.fixture
def people():
    found = People([LEARNER, "8A1-05"])
    found.came(LEARNER, NOW)
    return found


def test_who_has_not_come_is_away_and_who_has_is_here(people):
    assert row(people, NOW, "8A1-05").state == "away"
    assert row(people, NOW).state == "here"
    assert counted(people.rows(NOW)) == {"away": 1, "here": 1}


def test_a_hundred_comes_after_ninety_nine():
    everybody = People(["8A1-100", "8A1-99", "8A1-09", "8A1-10"])
    assert [each.number for each in everybody.rows(NOW)] == ["09", "10", "99", "100"]


def test_who_works_is_shown_with_lesson_stage_and_minutes(people):
    people.did(LEARNER, LESSON, [actions.SignOut(after=3)], NOW)
    people.is_at(LEARNER, LESSON, NOW + 130)
    found = row(people, NOW + 130)
    assert (found.state, found.lesson, found.minutes) == ("working", "Bài 0", 2)
    assert found.where


def test_a_long_pause_with_the_page_open_is_being_stuck_and_with_the_page_closed_is_not(people):
    people.did(LEARNER, LESSON, [], NOW)
    people.is_at(LEARNER, LESSON, NOW + LONG - 1)
    assert row(people, NOW + LONG - 1).state == "working"
    people.is_at(LEARNER, LESSON, NOW + LONG)
    assert (row(people, NOW + LONG).state, row(people, NOW + LONG).why) == ("stuck", "pause")
    assert row(people, NOW + LONG + GONE + 1).state == "lost"
    people.did(LEARNER, LESSON, [], NOW + LONG + 300)
    assert row(people, NOW + LONG + 300).state == "working"


def test_three_refusals_in_a_row_are_being_stuck_until_something_is_done(people):
    people.did(LEARNER, LESSON, [], NOW)
    people.was_refused(LEARNER, LESSON, 2)
    assert row(people, NOW).state == "working"
    people.was_refused(LEARNER, OTHER_LESSON, 9)
    assert row(people, NOW).state == "working", "that was another lesson"
    people.was_refused(LEARNER, LESSON, 3)
    assert (row(people, NOW).state, row(people, NOW).why) == ("stuck", "refused")
    people.did(LEARNER, LESSON, [], NOW + 1)
    assert row(people, NOW + 1).state == "working"


def test_who_has_handed_in_is_shown_so_then_with_the_mark_and_works_again_after_the_next_step(people):
    people.did(LEARNER, LESSON, [], NOW)
    people.handed_in(LEARNER, LESSON)
    assert (row(people, NOW + 999).state, row(people, NOW).mark) == ("handed", "")
    people.graded(LESSON, {LEARNER: "8,5"})
    assert (row(people, NOW).state, row(people, NOW).mark) == ("graded", "8,5")
    people.did(LEARNER, LESSON, [], NOW + 5)
    assert (row(people, NOW + 5).state, row(people, NOW + 5).mark) == ("working", "8,5")
    people.handed_in(LEARNER, LESSON)
    assert row(people, NOW + 6).mark == "", "a mark of earlier work"


def refusing(times):
    """A journal that ends with so many refusals for the same reason."""
    seat = Recording(Case.for_learner(LESSON, LEARNER, 1, KEY))
    for _ in range(times):
        assert not seat.do(actions.SignOut(after=2)).ok
    return seat.journal.encoded()


@pytest.mark.parametrize(("data", "times"), [(refusing(4), 4), (refusing(1), 1), (work(), 0), (b"", 0), (b"x\n", 0)])
def test_refusals_are_counted_by_replay(tmp_path, data, times):
    klass, _ = laid(tmp_path)
    put(klass / "phong-may" / LEARNER / LESSON, data)
    asked = {"do": "refused", "journals": {"a": {"learner": LEARNER, "lesson": LESSON, "file": FILE, "key": KEY}}}
    assert msgspec.json.decode(answer(klass, msgspec.json.encode(asked))) == {"a": times}


def test_the_server_asks_for_refusals_of_what_has_come_in(tmp_path):
    async def test(at):
        at.errands.answers["refused"] = lambda asked: dict.fromkeys(asked["journals"], 3)
        visitor = await at.joined()
        await visitor.ask("api/where", {"lesson": LESSON, "page": "/04"})
        await visitor.send(refusing(3))
        await until(lambda: row(at.room.people, at.room.clock()).state == "stuck")

    visit(tmp_path, test)


def test_grading_that_has_to_wait_is_told_and_done_later(tmp_path, monkeypatch):
    monkeypatch.setattr("grading.app.room.room.AGAIN", 0)
    answers = iter([ErrandError("at_work", "Lớp đang được chấm ở máy này."), ErrandError("gone", "x")])

    async def test(at):
        told = []
        at.errands.answers["refused"] = lambda asked: {}

        def grade(asked):
            told.append(at.room.trouble)
            return next(answers, {"marks": {LEARNER: "9"}, "left": {}})

        at.errands.answers["grade"] = grade
        visitor = await at.joined()
        await visitor.send(work())
        await visitor.hand_in(work())
        await until(lambda: at.room.people.marks.get(LESSON))
        assert told == ["", "Lớp đang được chấm ở máy này.", "x"]
        assert at.room.trouble == ""

    visit(tmp_path, test)


def test_after_a_restart_the_wall_knows_who_was_here_and_what_waits_is_graded(tmp_path):
    data = work()

    async def before(at):
        at.errands.answers["grade"] = ErrandError("at_work", "")
        visitor, other = await at.joined(), await at.joined("8A1-05")
        await visitor.send(data)
        await visitor.hand_in(data)
        await other.send(b"".join(lines(work("8A1-05"))[:5]))

    async def after(at):
        assert row(at.room.people, at.room.clock()).state in ("handed", "graded")
        assert row(at.room.people, at.room.clock(), "8A1-05").state == "working"
        await until(lambda: at.room.people.marks.get(LESSON) == {LEARNER: "9"})

    visit(tmp_path, before)
    visit(tmp_path, after, waiting=[(LEARNER, LESSON)])


def test_a_hand_in_while_the_one_before_is_graded_is_graded_too(tmp_path):
    data, short = work(), b"".join(lines(work(habits=Habits()))[:20])

    async def test(at):
        visitor = await at.joined()
        asked = []

        def grade(given):
            asked.append(given)
            return {"marks": {LEARNER: str(len(asked))}, "left": {}}

        at.errands.answers["grade"] = grade
        await visitor.send(short)
        await visitor.hand_in(short)
        await visitor.send(data)
        await visitor.hand_in(data)
        await until(lambda: len(asked) == 2)
        await until(lambda: at.room.people.marks.get(LESSON) == {LEARNER: "2"})

    visit(tmp_path, test)


def test_an_errand_that_fails_is_an_answer_and_not_the_end(tmp_path):
    for line in (b"x", b'{"do": "rm"}', b'{"do": "grade", "lesson": "x", "learners": []}'):
        assert msgspec.json.decode(answer(tmp_path, line))["fault"]


def test_sheets_name_nobody_else():
    sheet = ClassFile.make("8A1", KEY, LESSON, learners=["8A1-05", LEARNER])
    assert "8A1-05" not in own_sheet(sheet, LEARNER)
