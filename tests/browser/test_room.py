"""The teacher's pages of a room in a real browser: the wall as learners work, the projector's page, cards to print."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.test_look import faults
from tests.grading.app.room.visiting import LEARNER, LESSON, Open, lines, visit, work

PASSCODE = "hoa phượng"


class Running:
    """A room in a thread of its own; what learners do is done there."""

    def __init__(self, root: Path) -> None:
        self._ready, self._end = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=visit, args=(root, self._stay), daemon=True)
        self._thread.start()
        assert self._ready.wait(60)

    async def _stay(self, at: Open) -> None:
        self.at, self._loop = at, asyncio.get_running_loop()
        self._ready.set()
        await self._end.wait()

    def do(self, what: Callable) -> None:
        asyncio.run_coroutine_threadsafe(what(self.at), self._loop).result(60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(60)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Running]:
    found = Running(tmp_path)
    yield found
    found.close()


def enter(page: Page, room: Running) -> None:
    page.goto(f"{room.at.address}thay-co/")
    assert faults(page, whole=True) == []
    page.get_by_label("Mật mã", exact=True).fill(PASSCODE)
    page.get_by_label("Nhập lại mật mã").fill(PASSCODE)
    page.keyboard.press("Enter")
    page.locator("#seats li").first.wait_for()


def test_the_wall_follows_the_room_without_names(new_page: Callable[..., Page], room: Running) -> None:
    page = new_page()
    enter(page, room)
    seat = page.locator("#seats li").nth(2)
    expect(seat).to_have_text("07chưa vào")

    async def begin(at: Open) -> None:
        await (await at.joined()).send(b"".join(lines(work())[:9]))

    async def finish(at: Open) -> None:
        visitor = await at.joined()
        await visitor.send(work())
        await visitor.hand_in(work())

    room.do(begin)
    expect(seat).to_contain_text("đang làm")
    expect(seat).to_contain_text("Bài 0")
    room.at.room.people.was_refused(LEARNER, LESSON, 3)
    expect(seat).to_contain_text("kẹt")
    assert faults(page, whole=True) == []
    room.do(finish)
    expect(seat).to_contain_text("đã chấm")
    expect(seat).not_to_contain_text("điểm")
    page.get_by_role("button", name="Hiện tên và điểm").click()
    expect(seat).to_contain_text("Lê Thị <b>Bảy</b>9 điểm")
    page.get_by_role("button", name="Giấu tên và điểm").click()
    expect(seat).not_to_contain_text("Bảy")


def test_the_room_is_closed_and_spoken_to_from_the_wall(new_page: Callable[..., Page], room: Running) -> None:
    page = new_page()
    enter(page, room)
    page.get_by_text("Cài đặt phòng").click()
    assert faults(page, whole=True) == []
    page.get_by_label("Lời nhắn cho cả phòng").fill("Còn 5 phút <i>")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.locator("#said")).to_have_text("Lời nhắn: Còn 5 phút <i>")
    assert faults(page, whole=True) == []
    page.get_by_role("button", name="Đóng phòng").click()
    expect(page.locator("#open")).to_have_text("Đang đóng, chưa ai vào thêm được")
    assert not room.at.room.is_open
    page.locator(".mode").first.select_option("exam")
    expect(page.locator("#told")).to_have_text("Đã ghi.")
    assert room.at.errands.done[-1] == ("mode", {"lesson": LESSON, "mode": "exam"})


def test_the_projectors_code_leads_to_the_room(new_page: Callable[..., Page], room: Running, tmp_path: Path) -> None:
    page = new_page()
    enter(page, room)
    page.goto(f"{room.at.address}thay-co/chieu")
    assert faults(page, whole=True) == []
    picture = page.locator(".picture svg")
    assert picture.bounding_box()["height"] > 400, "it is read from the last row"
    (found,) = zxingcpp.read_barcodes(_pixels(picture.screenshot()))
    assert found.text == room.at.address.rstrip("/")


def _pixels(png: bytes):
    import io

    from matplotlib.image import imread

    return (imread(io.BytesIO(png), format="png")[:, :, 0] * 255).astype("uint8")


def test_cards_are_made_after_a_question_and_let_learners_in(new_page: Callable[..., Page], room: Running) -> None:
    page = new_page()
    enter(page, room)
    page.get_by_text("Cài đặt phòng").click()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Làm thẻ mới").click()
    assert not room.at.room.pin
    page.once("dialog", lambda dialog: dialog.accept())
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Làm thẻ mới").click()
    cards = opened.value
    expect(cards.locator("section")).to_have_count(3)
    assert faults(cards, whole=True) == []
    pin = cards.locator("section").nth(2).locator(".pin").inner_text()

    async def join(at: Open) -> None:
        assert (await at.visitor().join("")).status == 403
        assert (await at.visitor().join(pin)).status == 200

    room.do(join)
