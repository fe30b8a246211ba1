"""The whole road through a room's server: join, journal, hand-in, mark."""

import hashlib

import msgspec

from grading.class_file import ClassFile
from tests.grading.app.room.visiting import FILE, LEARNER, LESSON, OTHER_LESSON, lines, until, visit, work


def test_who_joins_gets_a_pass_the_sheets_and_what_is_held(tmp_path):
    async def test(at):
        visitor = at.visitor()
        about = await visitor.ask("api/room")
        assert about.json["class"] == "8A1"
        assert [each["id"] for each in about.json["lessons"]] == [LESSON, OTHER_LESSON]
        found = await visitor.join()
        assert found.status == 200
        assert found.json["learner"] == LEARNER
        assert found.json["journals"] == {LESSON: {}, OTHER_LESSON: {}}
        sheet = msgspec.json.decode(found.json["sheets"][LESSON], type=ClassFile)
        assert sheet.lesson == LESSON
        assert sheet.learners == (LEARNER,), "nobody else is named in what a browser gets"

    visit(tmp_path, test)


def test_a_journal_sent_line_by_line_is_held_to_the_byte_and_read_back_elsewhere(tmp_path):
    data = work()

    async def test(at):
        visitor, size = await at.joined(), 0
        for line in lines(data):
            found = await visitor.send(line, size)
            size += len(line)
            assert (found.status, found.json) == (
                200,
                {"size": size, "sha256": hashlib.sha256(data[:size]).hexdigest()},
            )
        other = at.visitor()
        assert (await other.join()).json["journals"][LESSON] == {FILE: len(data)}
        assert (await other.ask(f"api/journal/{LESSON}/{FILE}")).raw.body == data

    visit(tmp_path, test)
    assert (tmp_path / "8A1" / "phong-may" / LEARNER / LESSON / FILE).read_bytes() == data


def test_a_hand_in_gives_a_receipt_becomes_a_zip_and_asks_for_grading(tmp_path):
    data = work()

    async def test(at):
        visitor = await at.joined()
        assert (await visitor.hand_in(data)).status == 409
        await visitor.send(data)
        first = await visitor.hand_in(data)
        again = await visitor.hand_in(data)
        assert first.status == 200
        assert first.json == again.json
        assert first.json["digest"][:12] in first.json["text"]
        await until(lambda: at.room.people.marks.get(LESSON))
        assert ("grade", {"lesson": LESSON, "learners": [LEARNER]}) in at.errands.done

    visit(tmp_path, test)
    assert (tmp_path / "8A1" / "bai-nop" / f"{LEARNER}+{LESSON}+phong-may.zip").is_file()
