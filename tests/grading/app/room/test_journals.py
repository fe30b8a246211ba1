"""What the server takes of a journal and what it refuses; what it has acknowledged stays."""

import hashlib

import pytest

from grading.app.room.folder import RoomFolder
from grading.app.room.ledger import MAX_LEARNER, MAX_PIECE, Ledger
from grading.class_file import ClassFile, write_class
from grading.moved import STEPS, Moved, name_of
from grading.players import Habits
from simulator.journal import parse
from tests.grading.app.room.visiting import FILE, LEARNER, LESSON, OTHER_LESSON, laid, lines, visit, work
from tests.grading.desk import KEY


def kept(tmp_path, learner=LEARNER, name=FILE):
    return (tmp_path / "8A1" / "phong-may" / learner / LESSON / name).read_bytes()


def other_work():
    """A journal of the same learner that goes another way after some steps."""
    data = work(habits=Habits(weak_password_first=True))
    assert not data.startswith(work())
    assert lines(data)[:3] == lines(work())[:3]
    return data


def test_a_piece_whose_answer_was_lost_may_be_sent_again(tmp_path):
    data = work()
    half = len(b"".join(lines(data)[:7]))

    async def test(at):
        visitor = await at.joined()
        first = await visitor.send(data[:half])
        assert (await visitor.send(data[:half])).json == first.json
        # A part that is held and a part that is not.
        assert (await visitor.send(data)).json["size"] == len(data)
        assert (await visitor.send(data[:half])).json["size"] == len(data)

    visit(tmp_path, test)
    assert kept(tmp_path) == data


def test_a_gap_is_refused_with_what_is_held(tmp_path):
    data = work()
    head = lines(data)[0]

    async def test(at):
        visitor = await at.joined()
        found = await visitor.send(data, 10)
        assert (found.status, found.json["size"], found.json["error"]) == (409, 0, "offset")
        await visitor.send(head)
        found = await visitor.send(lines(data)[2], len(head) + 1)
        assert (found.status, found.json["size"]) == (409, len(head))

    visit(tmp_path, test)
    assert kept(tmp_path) == head


def test_a_journal_that_differs_is_refused_and_changes_nothing(tmp_path):
    data, other = work(), other_work()

    async def test(at):
        visitor = await at.joined()
        await visitor.send(data)
        for piece, offset in ((other, 0), (lines(data)[1], len(data))):
            found = await visitor.send(piece, offset)
            assert (found.status, found.json["error"], found.json["size"]) == (409, "differs", len(data))

    visit(tmp_path, test)
    assert kept(tmp_path) == data


def test_a_newer_window_may_take_over_and_the_other_journal_is_kept_beside(tmp_path):
    data, other = work(), other_work()

    async def test(at):
        visitor = await at.joined()
        await visitor.send(data)
        assert (await visitor.send(b"{}\n", more="&replace=1")).status == 400
        found = await visitor.send(other, more="&replace=1")
        assert found.json == {"size": len(other), "sha256": hashlib.sha256(other).hexdigest()}

    visit(tmp_path, test)
    assert kept(tmp_path) == other
    assert kept(tmp_path, name="nhat-ky-01.khac-01") == data


@pytest.mark.parametrize(
    ("spoil", "status", "error"),
    [
        (lambda data: data[:-1], 400, "torn"),
        (lambda data: b"", 400, "torn"),
        (lambda data: b"\n", 400, "malformed"),
        (lambda data: b"\0\0\0\n", 400, "malformed"),
        (lambda data: data.replace(b'"n":2', b'"n":9'), 400, "malformed"),
        (lambda data: data.replace(b"after", b"\xff\xfe"), 400, "malformed"),
        (lambda data: lines(data)[0] + b'{"n":1,"action":' + b"[" * 5000 + b"\n", 400, "malformed"),
        (lambda data: lines(data)[0] + b"x" * 60_000 + b"\n", 400, "malformed"),
        (lambda data: lines(data)[0].replace(b'"schema":1', b'"schema":99') + b"", 400, "malformed"),
        (lambda data: work("8A1-06"), 400, "foreign"),
        (lambda data: work(attempt=2), 400, "foreign"),
        (lambda data: work(key="khoa-cua-lop-khac"), 400, "foreign"),
        (lambda data: data + b"x" * MAX_PIECE + b"\n", 413, "too_big"),
    ],
)
def test_what_is_no_journal_of_this_learner_is_refused_and_leaves_nothing(tmp_path, spoil, status, error):
    async def test(at):
        visitor = await at.joined()
        found = await visitor.send(spoil(work()))
        assert (found.status, found.json["error"]) == (status, error)
        assert found.json["text"]

    visit(tmp_path, test)
    assert not list((tmp_path / "8A1" / "phong-may").glob(f"*/*/{FILE}"))


def test_the_longest_journals_are_refused_before_the_disk_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr("grading.app.room.ledger.MAX_LEARNER", 9_000)
    monkeypatch.setattr("grading.app.room.ledger.MAX_ACTIONS", 20)
    assert MAX_LEARNER > 9_000
    data = work()

    async def test(at):
        visitor = await at.joined()
        found = await visitor.send(data)
        assert (found.status, found.json["error"]) == (413, "big")
        piece = b"".join(lines(data)[:21])
        for number in (1, 2):
            begun = b"".join(lines(work(attempt=number))[:21])
            found = await visitor.send(begun, name=f"nhat-ky-{number:02d}.jsonl")
            assert found.status == 200
        third = b"".join(lines(work(attempt=3))[:21])
        assert len(piece) * 3 > 9_000
        assert (await visitor.send(third, name="nhat-ky-03.jsonl")).json["error"] == "full"

    visit(tmp_path, test)


def test_a_journal_that_the_teacher_moved_to_its_right_number_is_taken_from_there(tmp_path):
    klass, _ = laid(tmp_path)
    data = work("8A1-06")
    moved = Moved("8A1-06", LEARNER, 1, name_of(parse(data)))
    assert len(lines(data)) > STEPS
    sheet = ClassFile.make("8A1", KEY, LESSON, learners=["8A1-06", LEARNER]).with_moved((moved,))
    write_class(klass / "trao-doi" / "8A1" / "outbound" / LESSON, sheet)

    async def test(at):
        visitor = await at.joined()
        assert (await visitor.send(data)).status == 200

    visit(tmp_path, test)


@pytest.mark.parametrize("tail", [b'{"n":', b"\0" * 300, b"\0\n", b"[]\n[]\n"])
def test_after_a_crash_a_journal_goes_on_behind_its_last_good_line(tmp_path, tail):
    klass, _ = laid(tmp_path)
    data = work()
    half = b"".join(lines(data)[:9])
    folder = klass / "phong-may" / LEARNER / LESSON
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(half + tail)

    async def test(at):
        visitor = at.visitor()
        assert (await visitor.join()).json["journals"][LESSON] == {FILE: len(half)}
        assert (await visitor.send(data[len(half) :], len(half))).status == 200

    visit(tmp_path, test)
    assert kept(tmp_path) == data


def test_a_disk_that_fails_is_told_and_the_work_is_taken_later(tmp_path, monkeypatch):
    data = work()

    async def test(at):
        visitor = await at.joined()
        await visitor.send(lines(data)[0])
        with monkeypatch.context() as patched:
            patched.setattr("grading.app.room.ledger.os.fsync", full)
            found = await visitor.send(data)
            assert (found.status, found.json["error"]) == (503, "disk")
        assert kept(tmp_path) == lines(data)[0]
        assert (await visitor.send(data)).status == 200

    def full(_):
        raise OSError(28, "No space left on device")

    visit(tmp_path, test)
    assert kept(tmp_path) == data


def test_a_link_in_the_place_of_a_journal_is_not_followed(tmp_path):
    klass, _ = laid(tmp_path)
    outside = tmp_path / "ngoai.txt"
    outside.write_bytes(b"")
    folder = klass / "phong-may" / LEARNER / LESSON
    folder.mkdir(parents=True)
    (folder / FILE).symlink_to(outside)
    sheet = ClassFile.make("8A1", KEY, LESSON, learners=[LEARNER])
    with pytest.raises(OSError, match="not"):
        Ledger(RoomFolder(klass), LEARNER).take(sheet, FILE, 0, work())
    assert outside.read_bytes() == b""


def test_lessons_are_held_apart(tmp_path):
    async def test(at):
        visitor = await at.joined()
        await visitor.send(work())
        assert (await visitor.ask(f"api/journal/{OTHER_LESSON}/{FILE}")).status == 404
        assert (await visitor.send(work(), lesson=OTHER_LESSON)).json["error"] == "foreign"

    visit(tmp_path, test)
