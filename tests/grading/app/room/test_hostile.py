"""Browsers that mean harm, or are broken: no path, no memory, no worker is theirs."""

import asyncio
import gzip
from urllib.parse import urlsplit

import pytest

from tests.grading.app.room.visiting import FILE, LEARNER, LESSON, laid, lines, visit, work


def everything(root):
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


async def raw(at, request: bytes) -> bytes:
    """What the server says to bytes that no client library would send; nothing more is read when it hangs up."""
    place = urlsplit(at.address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(request)
    await writer.drain()
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionResetError) as fault:
        return getattr(fault, "partial", b"")
    finally:
        writer.close()


@pytest.mark.parametrize(
    "path",
    [
        f"api/journal/../{FILE}",
        f"api/journal/..%2f..%2f{LESSON}/{FILE}",
        f"api/journal/{LESSON}/..%2f..%2fnbgrader_config.py",
        f"api/journal/{LESSON}/nhat-ky-01.jsonl%00.py",
        f"api/journal/{LESSON}/nhat-ky-01.jsonl.lock",
        f"api/journal/{LESSON}/nhat-ky-1.jsonl",
        f"api/journal/{LESSON}/ma-pin.json",
        f"api/journal/{LESSON}//etc/passwd",
        f"api/journal/khong-co-bai/{FILE}",
        f"api/journal/{LESSON.upper()}/{FILE}",
        f"api/journal/{LESSON}/nhat-ky-00.jsonl?offset=0",
        f"api/journal/{LESSON}/nhat-ky-99.jsonl?offset=0",
        f"api/journal/{LESSON}/{FILE}",
        f"api/journal/{LESSON}/{FILE}?offset=-1",
        f"api/journal/{LESSON}/{FILE}?offset=1e9",
        f"api/journal/{LESSON}/{FILE}?offset=%D9%A1",
        f"api/journal/{LESSON}/{FILE}?offset=99999999999999999999",
        "api/hand-in/../../x",
        "api/",
        "api/journal",
    ],
)
def test_no_name_becomes_a_path(tmp_path, path):
    async def test(at):
        visitor = await at.joined()
        before = everything(tmp_path)
        found = await visitor.ask(path, lines(work())[0])
        assert found.status in (400, 404)
        assert found.json["text"]
        assert everything(tmp_path) == before

    visit(tmp_path, test)


@pytest.mark.parametrize(
    "path",
    [
        "../8A1/phong-may/khoa",
        "..%2f8A1/phong-may/khoa",
        "%2e%2e/8A1/phong-may/khoa",
        "/etc/passwd",
        "//etc/passwd",
        ".an/tep.txt",
        "lien-ket.txt",
        "thu-muc",
        "index.html%00.png",
        "..\\..\\khoa",
    ],
)
def test_the_site_gives_nothing_but_its_own_files(tmp_path, path):
    async def test(at):
        place = urlsplit(at.address)
        answer = await raw(at, f"GET /{path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        assert b" 404 " in answer or b" 400 " in answer

    _, site = laid(tmp_path)
    (site / ".an").mkdir()
    (site / ".an" / "tep.txt").write_text("x", encoding="utf-8")
    (site / "thu-muc").mkdir()
    (site / "thu-muc" / "tep.txt").write_text("x", encoding="utf-8")
    (site / "lien-ket.txt").symlink_to(tmp_path / "8A1" / "phong-may" / "khoa")
    visit(tmp_path, test)


def test_a_packed_body_is_refused_unread(tmp_path):
    async def test(at):
        visitor = await at.joined()
        bomb = gzip.compress(b"0" * 50_000_000)
        assert len(bomb) < 100_000
        found = await visitor.ask(f"api/journal/{LESSON}/{FILE}?offset=0", bomb, Content_Encoding="gzip")
        assert (found.status, found.json["error"]) == (415, "encoding")

    visit(tmp_path, test)


@pytest.mark.parametrize(
    ("path", "length"),
    [("api/join", 2_001), ("api/where", 50_000), (f"api/journal/{LESSON}/{FILE}", 300_000), ("api/join", 10**15)],
)
def test_a_body_that_is_too_long_is_refused_before_it_is_read(tmp_path, path, length):
    async def test(at):
        visitor = await at.joined()
        head = f"POST /{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.token}\r\n"
        assert b" 413 " in await raw(at, f"{head}Content-Length: {length}\r\n\r\nx".encode())

    visit(tmp_path, test)


def test_a_body_without_a_length_is_cut_off_at_the_limit(tmp_path):
    async def test(at):
        chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
        head = b"POST /api/join HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert b" 413 " in await raw(at, head + chunk * 3 + b"0\r\n\r\n")

    visit(tmp_path, test)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        b"POST /api/join HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
        b"\0" * 2000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_ends_its_own_connection_alone(tmp_path, request_bytes):
    async def test(at):
        visitor = await at.joined()
        answer = await raw(at, request_bytes)
        assert b" 200 " not in answer
        assert (await visitor.send(work())).status == 200

    visit(tmp_path, test)


def test_bodies_that_never_end_keep_nobody_waiting(tmp_path):
    async def test(at):
        visitor, place, held = await at.joined(), urlsplit(at.address), []
        head = f"POST /api/journal/{LESSON}/{FILE}?offset=0 HTTP/1.1\r\nHost: x\r\n"
        head += f"Authorization: Bearer {visitor.token}\r\n"
        for _ in range(200):
            _, writer = await asyncio.open_connection(place.hostname, place.port)
            writer.write(f"{head}Content-Length: 5000\r\n\r\n".encode() + work()[:4000])
            held.append(writer)
        assert (await visitor.send(work())).status == 200
        for writer in held:
            writer.close()

    visit(tmp_path, test)
    assert (tmp_path / "8A1" / "phong-may" / LEARNER / LESSON / FILE).read_bytes() == work()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[" * 3000,
        b'{"files": {}}',
        b'{"files": {"../x": {"size": 1, "sha256": "' + b"0" * 64 + b'"}}}',
        b'{"files": {"nhat-ky-01.jsonl": {"size": -1, "sha256": "' + b"0" * 64 + b'"}}}',
        b'{"files": {"nhat-ky-01.jsonl": {"size": 1, "sha256": "x"}}}',
        b'{"files": {"nhat-ky-01.jsonl": {"size": 1, "sha256": "' + b"0" * 64 + b'"}}, "run": "rm"}',
        b"\xff\xfe",
    ],
)
def test_a_hand_in_that_is_none_is_refused_and_nothing_is_graded(tmp_path, body):
    async def test(at):
        visitor = await at.joined()
        await visitor.send(work())
        found = await visitor.ask(f"api/hand-in/{LESSON}", body)
        assert (found.status, found.json["error"]) == (400, "malformed")
        assert not (tmp_path / "8A1" / "bai-nop").exists()

    visit(tmp_path, test)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_do_nothing(tmp_path, method):
    async def test(at):
        visitor = await at.joined()
        await visitor.send(work())
        found = await visitor.ask(f"api/journal/{LESSON}/{FILE}?offset=0", work(), method)
        assert found.status in (404, 405)

    visit(tmp_path, test)
    assert (tmp_path / "8A1" / "phong-may" / LEARNER / LESSON / FILE).read_bytes() == work()
