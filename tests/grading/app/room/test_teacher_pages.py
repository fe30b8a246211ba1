"""The teacher's pages: from the right computer, with the passcode, and by the teacher's own clicks alone."""

import re
import time
from ipaddress import IPv4Address
from urllib.parse import urlencode

import msgspec
import pytest

from grading.app import pins
from grading.app.room.doors import Doors
from grading.app.room.errands import ErrandError
from grading.app.room.folder import RoomFolder, Settings
from tests.grading.app.room.visiting import LEARNER, LESSON, Visitor, laid, until, visit, work

PASSCODE = "hoa phượng"


class Teacher(Visitor):
    """A teacher's browser: it keeps cookies, and sends the page's own mark along."""

    def __init__(self, at):
        super().__init__(at.address)
        self.cookies, self.mark = {}, ""

    async def ask(self, path, body=None, method="", **headers):
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        found = await super().ask(f"thay-co/{path}", body, method, **{**sent, **headers})
        for line in found.raw.headers.get_list("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            assert "Path=/thay-co/" in line
            assert "expires=" in line or ("HttpOnly" in line and "SameSite=Strict" in line)
        shown = re.search(r'name="_xsrf" value="([^"]+)"', found.raw.body.decode())
        self.mark = shown[1] if shown else self.mark
        return found

    async def press(self, path, **fields):
        form = urlencode({"_xsrf": self.mark, **fields}).encode()
        return await self.ask(path, form, Content_Type="application/x-www-form-urlencoded")

    async def tell(self, path, told):
        return await self.ask(path, told, X_XSRFToken=self.mark)


async def inside(at):
    teacher = Teacher(at)
    await teacher.ask("")
    found = await teacher.press("vao", code=PASSCODE, again=PASSCODE)
    assert found.status == 303
    await teacher.ask("")
    return teacher


def test_the_first_passcode_is_set_at_the_door_and_asked_for_from_then_on(tmp_path):
    async def test(at):
        stranger = Teacher(at)
        await stranger.ask("")
        assert "ít nhất 6" in (await stranger.press("vao", code="ngắn", again="ngắn")).raw.body.decode()
        assert "chưa giống" in (await stranger.press("vao", code=PASSCODE, again="hoa cúc trắng")).raw.body.decode()
        teacher = await inside(at)
        assert 'id="seats"' in (await teacher.ask("")).raw.body.decode()
        for _ in range(pins.FREE_TRIES):
            found = await stranger.press("vao", code="đoán mò", again="đoán mò")
            assert found.status == 200
        assert "chờ 60 giây" in found.raw.body.decode()
        assert (await stranger.press("vao", code=PASSCODE)).status == 200, "the right one has to wait too"
        assert (await teacher.ask("bang")).status == 200, "who is inside stays there"

    visit(tmp_path, test)


def test_the_passcode_of_the_teachers_page_opens_the_room_too(tmp_path):
    laid(tmp_path)
    pins.set_passcode(tmp_path, PASSCODE)

    async def test(at):
        teacher = Teacher(at)
        await teacher.ask("")
        assert (await teacher.press("vao", code=PASSCODE)).status == 303

    visit(tmp_path, test)


@pytest.mark.parametrize("path", ["bang", "ten", "chieu", "khong-co"])
def test_without_the_passcode_nothing_is_shown(tmp_path, path):
    async def test(at):
        assert (await Teacher(at).ask(path)).status in (401, 404)
        left = await inside(at)
        assert (await left.press("ra")).status == 303
        assert (await left.ask(path)).status in (401, 404)

    visit(tmp_path, test)


def test_learners_addresses_and_names_of_elsewhere_see_no_door(tmp_path):
    async def test(at):
        admits = at.doors.admits
        assert admits("127.0.0.1", "127.0.0.1:8080")
        assert admits("127.0.0.1", "localhost")
        assert not admits("192.168.1.20", "192.168.1.5:8080")
        assert not admits("127.0.0.1", "rebound.example:8080")
        assert not admits("", "")
        other = Doors(at.room, [IPv4Address("192.168.1.20")])
        assert other.admits("192.168.1.20", "192.168.1.5:8080")
        assert not other.admits("192.168.1.21", "192.168.1.5:8080")
        teacher = await inside(at)
        at.doors.admits = lambda address, host: False
        for path in ("", "bang", "tep/room.css"):
            found = await teacher.ask(path)
            assert found.status == 403
            assert "máy của thầy/cô" in found.raw.body.decode()
        # Saying to come from elsewhere is believed of nobody.
        at.doors.admits = admits
        assert (await teacher.ask("bang", X_Forwarded_For="10.0.0.9")).status == 200

    visit(tmp_path, test)


def test_a_click_that_the_teacher_did_not_make_does_nothing(tmp_path):
    async def test(at):
        teacher = await inside(at)
        closed = {"open": False, "message": "", "starts": "", "ends": ""}
        for found in (
            await teacher.ask("phong", closed),
            await teacher.ask("phong", closed, X_XSRFToken="2|00000000|" + "0" * 32 + "|1"),
            await teacher.ask("the", b"number=", Content_Type="application/x-www-form-urlencoded"),
            await teacher.ask("ra", b""),
        ):
            assert found.status == 403
        assert at.room.is_open
        assert at.room.pin is False
        assert (await teacher.tell("phong", closed)).status == 200
        assert not at.room.is_open

    visit(tmp_path, test)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"open": True, "message": "x" * 301, "starts": "", "ends": ""},
        {"open": True, "message": "", "starts": "25:00", "ends": ""},
        {"open": "yes", "message": "", "starts": "", "ends": ""},
        [1],
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(tmp_path, told):
    async def test(at):
        teacher = await inside(at)
        assert (await teacher.tell("phong", told)).status == 400
        assert at.room.settings == Settings()

    visit(tmp_path, test)


def test_the_room_is_set_and_everybody_hears_it(tmp_path):
    async def test(at):
        at.room.clock = lambda: 1_795_402_800.0  # 10:00 in Vietnam
        teacher = await inside(at)
        told = {"open": True, "message": "Còn 5 phút <b>", "starts": "09:30", "ends": "10:15"}
        assert (await teacher.tell("phong", told)).json == {"open": True}
        about = (await at.visitor().ask("api/room")).json
        assert (about["message"], about["ends"][11:16]) == ("Còn 5 phút <b>", "10:15")
        at.room.clock = lambda: 1_795_402_800.0 + 900
        assert not at.room.is_open

    visit(tmp_path, test)
    assert RoomFolder(tmp_path / "8A1").settings(time.time()).message == "Còn 5 phút <b>"


def test_the_wall_has_numbers_and_gives_names_only_when_asked(tmp_path):
    async def test(at):
        teacher = await inside(at)
        visitor = await at.joined()
        await visitor.send(work())
        await visitor.hand_in(work())
        await until(lambda: at.room.people.marks.get(LESSON))
        board = await teacher.ask("bang")
        rows = {row["number"]: row for row in board.json["rows"]}
        assert (rows["07"]["state"], rows["05"]["state"]) == ("graded", "away")
        assert "Lê Thị" not in board.raw.body.decode() + (await teacher.ask("")).raw.body.decode()
        assert (await teacher.ask("ten")).json == {LEARNER: "Lê Thị <b>Bảy</b>"}

    visit(tmp_path, test)


def test_a_lesson_becomes_an_exam_for_everybody(tmp_path):
    async def test(at):
        teacher = await inside(at)
        assert (await teacher.tell("che-do", {"lesson": LESSON, "mode": "exam"})).status == 200
        assert at.errands.done[-1] == ("mode", {"lesson": LESSON, "mode": "exam"})
        assert (await teacher.tell("che-do", {"lesson": "../x", "mode": "exam"})).status == 404
        at.errands.answers["mode"] = ErrandError("at_work", "Lớp đang được chấm.")
        found = await teacher.tell("che-do", {"lesson": LESSON, "mode": "practice"})
        assert (found.status, found.json["text"]) == (409, "Lớp đang được chấm.")

    visit(tmp_path, test)


def test_cards_are_shown_once_and_end_the_passes_of_before(tmp_path):
    async def test(at):
        visitor, teacher = await at.joined(), await inside(at)
        page = (await teacher.press("the", number="7")).raw.body.decode()
        (pin,) = re.findall(r'class="pin">([0-9]{4})<', page)
        assert (await visitor.send(work())).status == 401
        assert (await visitor.join(pin)).status == 200
        everybody = (await teacher.press("the", number="")).raw.body.decode()
        assert len(re.findall(r'class="pin">', everybody)) == 3
        for text, named in (("99", "99"), ("5, 98-99", "98, 99"), ("<b>", "&lt;b&gt;")):
            refused = await teacher.press("the", number=text)
            assert refused.status == 400
            assert f"không có số {named}, nên chưa làm thẻ nào" in refused.raw.body.decode()
        assert (await at.visitor().ask("api/room")).json["pin"] == "asked"

    visit(tmp_path, test)


def test_only_who_has_a_card_is_asked_for_its_pin(tmp_path):
    """Cards for some; the others come in as before; whoever has one is not let in without, and has tried nothing."""

    async def test(at):
        teacher = await inside(at)
        before = await at.joined("8A1-05")
        page = (await teacher.press("the", number="5 - 6, ")).raw.body.decode()
        found = re.findall(r'class="pin">([0-9]{4})<', page)
        assert len(found) == 2
        rows = {row["number"]: row["state"] for row in (await teacher.ask("bang")).json["rows"]}
        assert rows["05"] == "away", "who was in has to come in anew"
        assert (await before.ask("api/where", {"lesson": ""})).status == 401
        assert (await at.visitor(LEARNER).join()).status == 200
        for _ in range(pins.FREE_TRIES + 3):
            refused = await at.visitor("8A1-05").join()
            assert (refused.status, refused.json["error"], refused.json["wait"]) == (403, "pin", 0)
        assert (await at.visitor("8A1-05").join(found[0])).status == 200

    visit(tmp_path, test)


def test_nothing_of_elsewhere_is_loaded_by_these_pages(tmp_path):
    async def test(at):
        teacher = await inside(at)
        for path in ("", "chieu"):
            found = await teacher.ask(path)
            policy = found.raw.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert not re.findall(r'(?:src|href)="(?:https?:)?//', found.raw.body.decode())
        words = re.search(r'name="words" content="([^"]+)"', (await teacher.ask("")).raw.body.decode())[1]
        assert msgspec.json.decode(words.replace("&quot;", '"'))["stuck"] == "kẹt"

    visit(tmp_path, test)
