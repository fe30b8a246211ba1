"""A class of three hundred, from the door to the mark, in one room."""

import asyncio
from decimal import Decimal

import pytest
from tornado.httpclient import AsyncHTTPClient

from grading.classroom import hand_out, make_class
from grading.demo import played
from grading.grade import grade_folder
from grading.held import held_marks
from grading.receipts import find_receipt
from tests.grading.app.room.test_command import Server, run
from tests.grading.app.room.test_teacher_pages import inside
from tests.grading.app.room.visiting import FILE, LESSON, Visitor, lines, until

pytestmark = pytest.mark.slow

COUNT, PIECES = 300, 5


def test_three_hundred_bots_come_work_hand_in_and_have_their_marks(tmp_path):
    """All at once: nothing is refused or lost, the wall shows every one, and every mark is the replay's."""
    classroom = make_class(tmp_path / "8A1", "8A1", COUNT)
    hand_out(classroom, LESSON)
    key = classroom.sheet(LESSON).key
    site = tmp_path / "trang"
    site.mkdir()
    (site / "index.html").write_text("<h1>Cổng Tập</h1>", encoding="utf-8")
    work = {learner: played(learner, key, "1", number) for number, learner in enumerate(classroom.learners, 1)}
    server, receipts, wall = Server(tmp_path / "8A1"), {}, {}

    async def learn(learner, data):
        visitor = Visitor(server.address, learner)
        assert (await visitor.join()).status == 200
        rows, size = lines(data), 0
        for at in range(0, len(rows), -(-len(rows) // PIECES)):
            piece = b"".join(rows[at : at + -(-len(rows) // PIECES)])
            found = await visitor.send(piece, size)
            size += len(piece)
            assert found.json["size"] == size
            assert (await visitor.ask("api/where", {"lesson": LESSON})).status == 200
        receipts[learner] = (await visitor.hand_in(data)).json

    async def lesson():
        AsyncHTTPClient.configure(None, max_clients=100)
        teacher = await inside(server)
        await asyncio.gather(*(learn(learner, data) for learner, data in work.items()))
        await until(lambda: len(held_marks(classroom.coursedir.db_url, LESSON)) == COUNT, 0.5)
        while wall.get("counts") != {"graded": COUNT}:
            wall.update((await teacher.ask("bang")).json)

    run(lesson())
    assert server.end() == 0
    marks = {learner: each.mark for learner, each in held_marks(classroom.coursedir.db_url, LESSON).items()}
    assert len(set(marks.values())) > 5, "bots have habits of their own"
    assert {row["learner"]: Decimal(row["mark"].replace(",", ".")) for row in wall["rows"]} == marks
    assert wall["trouble"] == ""
    for learner in list(work)[::25]:
        folder = tmp_path / learner / LESSON
        folder.mkdir(parents=True)
        (folder / FILE).write_bytes(work[learner])
        assert grade_folder(folder, LESSON, learner, classroom.sheet(LESSON)).mark == marks[learner]
        found = {match.where for match in find_receipt(classroom, receipts[learner]["digest"])}
        assert found == {"submitted", "graded"}
