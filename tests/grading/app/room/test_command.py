"""``congtap classroom`` as a teacher runs it: a process of its own, a real class, ended as power cuts end it."""

import asyncio
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPError

from grading.app.room.certificate import context
from grading.app.room.said import RoomError
from grading.class_file import ClassFile
from grading.classroom import add_lesson, hand_out, make_class, open_class
from grading.held import held_marks
from grading.receipts import find_receipt
from grading.results import Results
from tests.grading.app.room.visiting import FILE, LESSON, OTHER_LESSON, Visitor, lines, until, work

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "grading.app.command", "classroom"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A class with two lessons handed out."""
    directory = tmp_path_factory.mktemp("lop") / "8A1"
    classroom = make_class(directory, "8A1", 3)
    add_lesson(classroom, OTHER_LESSON)
    for lesson in (LESSON, OTHER_LESSON):
        hand_out(classroom, lesson)
    return directory


@pytest.fixture
def klass(made, tmp_path):
    site = tmp_path / "trang"
    site.mkdir()
    (site / "index.html").write_text("<h1>Cổng Tập</h1>", encoding="utf-8")
    return shutil.copytree(made, tmp_path / "8A1")


class Server:
    """The command, running."""

    def __init__(self, klass, *more, port=0):
        site = str(klass.parent / "trang")
        command = [*COMMAND, str(klass), "--site", site, "--json"]
        command += ["--address", "127.0.0.1", "--port", str(port), *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        told = msgspec.json.decode(self.process.stdout.readline())
        self.address, self.teacher = f"{told['join'][0]}/", told["teacher"]
        self.port = int(self.address.rstrip("/").rpartition(":")[2])

    def kill(self):
        """As when the power fails: the server and its second process, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


def key_of(klass):
    return open_class(klass).sheet(LESSON).key


def run(test):
    async def opened():
        await test
        AsyncHTTPClient().close()

    # In a thread of its own: where a browser is driven as well, this one has a loop already.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(opened())).result()


def test_a_hand_in_becomes_a_mark_in_the_gradebook_with_the_receipt_that_was_given(klass):
    server, given = Server(klass, "--exam", "--lessons", "0"), []
    data = work("8A1-02", key=key_of(klass))

    async def hand_in():
        visitor = Visitor(server.address, "8A1-02")
        assert (await visitor.ask("api/room")).json["lessons"] == [{"id": LESSON, "mode": "exam"}]
        joined = await visitor.join()
        assert msgspec.json.decode(joined.json["sheets"][LESSON], type=ClassFile).mode == "exam"
        assert OTHER_LESSON not in joined.json["sheets"]
        assert (await visitor.send(data)).status == 200
        given.append((await visitor.hand_in(data)).json)
        store = Results(open_class(klass).results_url)
        await until(lambda: "8A1-02" in store.latest(LESSON) and "8A1-02" in held(klass), 0.5)

    run(hand_in())
    assert server.end() == 0
    classroom = open_class(klass)
    assert held(klass)["8A1-02"].mark == 10
    found = {match.where: match for match in find_receipt(classroom, given[0]["digest"])}
    assert set(found) == {"submitted", "graded"}
    assert found["graded"].mark == "10.0"
    assert (klass / "submitted" / "8A1-02" / LESSON / FILE).read_bytes() == data
    assert classroom.sheet(OTHER_LESSON).mode == "practice"


def held(klass):
    return held_marks(open_class(klass).coursedir.db_url, LESSON)


def test_what_was_acknowledged_outlives_a_power_cut_and_the_rest_catches_up(klass):
    learners = ["8A1-01", "8A1-02", "8A1-03"]
    whole = {learner: work(learner, key=key_of(klass)) for learner in learners}
    acknowledged, tokens = dict.fromkeys(learners, 0), {}
    first = Server(klass)
    cut = asyncio.Event()

    async def type_on(visitor):
        """Send line by line, note what was acknowledged, until nobody answers."""
        data, size = whole[visitor.learner], acknowledged[visitor.learner]
        for line in lines(data[size:]):
            try:
                found = await visitor.send(line, size)
            except (OSError, HTTPError):
                return
            size += len(line)
            assert found.json == {"size": size, "sha256": hashlib.sha256(data[:size]).hexdigest()}
            acknowledged[visitor.learner] = size
            if sum(acknowledged.values()) > sum(map(len, whole.values())) // 2 and not cut.is_set():
                cut.set()
                first.kill()

    async def before():
        visitors = [Visitor(first.address, learner) for learner in learners]
        for visitor in visitors:
            await visitor.join()
            tokens[visitor.learner] = visitor.token
        await asyncio.gather(*(type_on(visitor) for visitor in visitors))

    run(before())
    assert cut.is_set()
    assert any(acknowledged[learner] < len(whole[learner]) for learner in learners)
    for learner in learners:
        path = klass / "phong-may" / learner / LESSON / FILE
        assert path.read_bytes()[: acknowledged[learner]] == whole[learner][: acknowledged[learner]]
    # A torn line, as a power cut may leave it.
    with (klass / "phong-may" / "8A1-01" / LESSON / FILE).open("ab") as file:
        file.write(b'{"n":9')
    second = Server(klass, port=first.port)

    async def after():
        for learner in learners:
            visitor = Visitor(second.address, learner)
            visitor.token = tokens[learner]
            found = await visitor.send(whole[learner])
            assert found.json["size"] == len(whole[learner]), "the pass of before still holds"
            assert (await visitor.hand_in(whole[learner])).status == 200

    run(after())
    second.kill()
    third = Server(klass, port=first.port)

    async def graded():
        await until(lambda: len(held(klass)) == 3, 0.5)

    run(graded())
    assert third.end() == 0
    assert {each.mark for each in held(klass).values()} == {10}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--lessons", "99"], "Không có bài"),
        (["--site", "/khong-co"], "index.html"),
        (["--teacher-from", "máy cô Hoa"], "không phải một địa chỉ mạng"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_sentence(klass, more, told):
    site = ["--site", str(klass.parent / "trang"), "--port", "0"]
    done = subprocess.run([*COMMAND, str(klass), *site, *more], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_room_is_opened_once_and_only_for_a_class(klass):
    server, site = Server(klass), ["--site", str(klass.parent / "trang")]
    for folder, told in ((klass, "đang mở ở một cửa sổ khác"), (klass.parent / "trang", "Không có thư mục lớp")):
        done = subprocess.run([*COMMAND, str(folder), *site], capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, told in done.stderr) == (1, True)
        assert "Traceback" not in done.stderr
    assert not (klass.parent / "trang" / "phong-may").exists()
    assert server.end() == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")
def test_with_tls_the_room_has_a_certificate_of_its_own_for_its_address(klass):
    server = Server(klass, "--tls")
    assert server.address.startswith("https://127.0.0.1:")
    path = klass / "phong-may" / "chung-chi.pem"
    assert path.stat().st_mode & 0o077 == 0

    async def test():
        found = await AsyncHTTPClient().fetch(f"{server.address}api/room", ca_certs=str(path))
        assert msgspec.json.decode(found.body)["class"] == "8A1"

    run(test())
    assert server.end() == 0


def test_without_openssl_tls_is_refused_with_what_to_do(klass, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RoomError, match="không có --tls"):
        context(klass, [])
