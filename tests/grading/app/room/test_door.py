"""Who comes in: known learners, with their PIN, while the room is open; everybody at a bearable pace."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from grading.app import pins
from grading.app.room import cards
from grading.app.room.folder import LEFT, RoomFolder, Settings
from grading.app.room.limits import Buckets
from tests.grading.app.room.visiting import FILE, LEARNER, LESSON, laid, lines, visit, work


def with_pin(tmp_path, pin="7351", learner=LEARNER):
    klass, _ = laid(tmp_path)
    pins.set_pin(klass / "phong-may" / learner, pin)
    return klass


@pytest.mark.parametrize("learner", ["8A1-99", "8A2-07", "../8A1-07", "", "8A1-07\0", "x" * 20])
def test_nobody_else_than_the_class_comes_in(tmp_path, learner):
    async def test(at):
        found = await at.visitor(learner).join()
        assert (found.status, found.json["error"]) == (403, "unknown")

    visit(tmp_path, test)
    assert not [path for path in (tmp_path / "8A1" / "phong-may").iterdir() if path.is_dir()]


def test_a_number_may_be_typed_small(tmp_path):
    async def test(at):
        assert (await at.visitor(" 8a1-07 ").join()).json["learner"] == LEARNER

    visit(tmp_path, test)


def test_wrong_pins_are_refused_and_then_slowed_down_even_for_the_right_one(tmp_path):
    with_pin(tmp_path)

    async def test(at):
        visitor = at.visitor()
        assert (await visitor.ask("api/room")).json["pin"] == "asked"
        assert (await visitor.join("7351")).status == 200
        waits = [(await visitor.join("0000")).json["wait"] for _ in range(pins.FREE_TRIES)]
        assert waits == [0] * (pins.FREE_TRIES - 1) + [pins.WAIT]
        found = await visitor.join("7351")
        assert (found.status, found.json["error"]) == (403, "pin")
        assert 0 < found.json["wait"] <= pins.WAIT
        # Who has no PIN is not asked for one, and a neighbour is not made to wait.
        assert (await at.visitor("8A1-05").join()).status == 200

    visit(tmp_path, test)


def test_who_tries_many_numbers_from_one_computer_waits(tmp_path):
    async def test(at):
        found = [await at.visitor("8A1-99").join() for _ in range(40)]
        assert found[0].status == 403
        assert (found[-1].status, found[-1].json["error"]) == (429, "fast")
        assert found[-1].json["wait"] > 0

    visit(tmp_path, test)


def test_hundreds_of_joins_at_once_are_slowed_down_and_the_room_goes_on(tmp_path):
    async def test(at):
        visitor = await at.joined()
        found = await asyncio.gather(*(at.visitor("8A1-05").join() for _ in range(600)))
        seen = {each.status for each in found}
        assert seen == {200, 429}
        assert (await visitor.send(work())).status == 200

    visit(tmp_path, test)


def test_a_bucket_gives_again_as_time_goes_and_forgets_who_is_content():
    now = [0.0]
    bucket = Buckets(rate=1, burst=2, clock=lambda: now[0])
    assert [bucket.take("a") for _ in range(3)] == [0, 0, 1]
    assert bucket.wait("a") == 1
    now[0] = 1.0
    assert [bucket.take("a"), bucket.take("a")] == [0, 1]
    now[0] = -50.0
    assert bucket.take("a") == 1, "a clock that was put back gives nothing"


@pytest.mark.parametrize(
    "token", ["", "x", "8A1-07.9999999999.", "8A1-07.9999999999." + "0" * 32, "8A1-07..", "..", "8A1-07.-5.x", "é.1.é"]
)
def test_a_pass_that_was_not_given_is_none(tmp_path, token):
    async def test(at):
        visitor = at.visitor()
        visitor.token = token.encode("utf-8").decode("latin-1")
        for found in (await visitor.send(work()), await visitor.hand_in(b"x"), await visitor.ask("api/where", {})):
            assert (found.status, found.json["error"]) == (401, "token")

    visit(tmp_path, test)


def test_a_pass_is_its_learners_alone(tmp_path):
    async def test(at):
        visitor = await at.joined()
        await visitor.send(work())
        other = await at.joined("8A1-05")
        assert (await other.ask(f"api/journal/{LESSON}/{FILE}")).status == 404
        assert (await other.send(work())).json["error"] == "foreign"
        # The pass with another's number in it.
        other.token = other.token.replace("8A1-05", LEARNER)
        assert (await other.send(work())).status == 401

    visit(tmp_path, test)


def test_a_pass_outlives_a_restart_and_ends_with_its_day_and_with_new_cards(tmp_path):
    with_pin(tmp_path)
    given = []

    async def before(at):
        visitor = at.visitor()
        given.append((await visitor.join("7351")).json["token"])

    async def after(at):
        visitor = at.visitor()
        visitor.token = given[0]
        assert (await visitor.send(work())).status == 200
        clock, at.room.clock = at.room.clock, lambda: 1e12
        assert (await visitor.send(work())).status == 401
        at.room.clock = clock
        cards.make(RoomFolder(tmp_path / "8A1"), [LEARNER])
        at.room.passes.renewed(LEARNER)
        assert (await visitor.send(work())).status == 401

    visit(tmp_path, before)
    visit(tmp_path, after)


def test_a_closed_room_lets_nobody_in_and_takes_what_those_inside_still_have(tmp_path):
    async def test(at):
        visitor = await at.joined()
        await at.room.set(Settings(open=False, message="Hết giờ"))
        found = await at.visitor("8A1-05").join()
        assert (found.status, found.json["error"]) == (403, "closed")
        assert (await visitor.send(work())).status == 200
        assert (await visitor.hand_in(work())).status == 200
        told = (await visitor.ask("api/where", {"lesson": LESSON, "page": "x"})).json
        assert (told["open"], told["message"]) == (False, "Hết giờ")

    async def again(at):
        assert not at.room.is_open, "it is as it was left"

    visit(tmp_path, test)
    visit(tmp_path, again)


def test_a_room_that_was_closed_yesterday_opens_today(tmp_path):
    folder = RoomFolder(tmp_path)
    folder.make()
    folder.keep(Settings(open=False, message="Hết giờ"))
    assert folder.settings(time.time() + 3600).message == "Hết giờ"
    assert folder.settings(time.time() + LEFT + 60) == Settings()


def test_a_room_opens_and_closes_by_the_clock():
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert Settings().lets_in(now)
    assert not Settings(starts=now + hour).lets_in(now)
    assert Settings(starts=now, ends=now + hour).lets_in(now)
    assert not Settings(starts=now, ends=now + hour).lets_in(now + hour)


def test_cards_are_new_for_everybody_and_none_is_what_is_tried_first(tmp_path):
    folder = RoomFolder(tmp_path)
    folder.make()
    made = cards.make(folder, [f"8A1-{number:02d}" for number in range(1, 13)])
    assert [card.number for card in made][:2] == ["01", "02"]
    assert not {card.pin for card in made} & pins.EASY
    assert all(pins.try_pin(folder.learner(card.learner), card.pin, 0).right for card in made)
    for path in folder.root.glob("*/ma-pin.json"):
        assert set(msgspec.json.decode(path.read_bytes())) == {"salt", "digest"}


def test_who_sends_too_fast_waits_and_nothing_is_lost(tmp_path):
    data = work()

    async def test(at):
        visitor = await at.joined()
        found = [await visitor.send(lines(data)[0]) for _ in range(120)]
        assert {each.status for each in found} == {200, 429}
        assert found[-1].json["size" if found[-1].status == 200 else "wait"] > 0

    visit(tmp_path, test)
