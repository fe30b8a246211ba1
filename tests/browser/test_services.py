"""The wider portal in a real browser: free practice, photographs, visits, later fees, speaking up, the account."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from grading.filer import Filer
from simulator import Case
from simulator.identity import calls, posters
from simulator.office import news
from simulator.practice import Practice
from simulator.scenario import scenarios
from simulator.services import catalogue
from simulator.worksheets.plan import plans
from tests.browser.conftest import Server
from tests.browser.driver import ANSWER_TIME, Learner, home
from tests.browser.test_look import faults

SIZES = {"1366-768": (1366, 768), "390-844": (390, 844)}


class Seat(Filer):
    """A filer whose actions are written into a learner's journal, so that a page finds them done."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(practice.case.lesson, practice.case.learner)
        self.practice, self.portal = practice, practice.portal
        self.case = practice.case

    def do(self, action):  # type: ignore[no-untyped-def]
        outcome = self.practice.do(action)
        self.portal = self.practice.portal
        return outcome

    def secret(self, text: str):  # type: ignore[no-untyped-def]
        return self.practice.secret(text)


def seat_at(server: Server, lesson: str, learner: str) -> Seat:
    """A learner's free practice, ready to be opened."""
    from grading.app.workspace import Workspace

    Workspace(server.workspace).practise(learner, lesson)
    return Seat(Practice(server.workspace / learner / lesson, lesson, learner))


def opened(server: Server, page: Page, seat: Seat) -> Learner:
    """The page of a free practice."""
    case = seat.case
    page.goto(f"{server.address}voila/render/{case.learner}/{case.lesson}/tu-luyen.ipynb")
    page.locator(".ct-desk").wait_for(timeout=60_000)
    return Learner(page, case)


def look(learner: Learner, pictures: Path, name: str) -> None:
    """Kept for people to look at; nothing sticks out, and axe finds nothing."""
    page = learner.page
    learner.picture(pictures, name)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} pixels too wide"
    assert faults(page) == [], name


def test_free_practice_is_chosen_at_the_entrance_and_begins_signed_in(
    server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """Class, number, a need: its task card is there, and the portal is signed in."""
    page = new_page()
    home(page, server.address, "8A1", "12")
    page.locator(".t-free summary").click()
    page.screenshot(path=pictures / "free-choice.png", full_page=True)
    page.locator(".t-practice-1-001193").click()
    page.locator(".ct-desk").wait_for(timeout=60_000)
    expect(page.locator(".ct-task")).to_contain_text("chào đời")
    learner = Learner(page, Case.for_learner("1.001193", "8A1-12"))
    learner.press(learner.computer, "event-birth")
    learner.computer.locator(".t-result").filter(has_text="1.001193").click()
    learner.start(learner.case.task.place)


@pytest.mark.parametrize("size", SIZES)
def test_photographs_are_joined_into_one_paper(
    size: str, server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """Looked at, chosen in order, joined, attached; and the dossier goes out."""
    lesson = next(name for name, s in scenarios().items() if s.device.photos and name not in plans())
    seat = seat_at(server, lesson, {"1366-768": "8A1-01", "390-844": "8A1-07"}[size])
    seat.begin().owner().form()
    page = new_page(*SIZES[size])
    learner = opened(server, page, seat)
    learner.menu("Hồ sơ của tôi")
    learner.press(learner.computer, "continue")
    slot = next(s for s in seat.procedure.documents if set(s.accepts) & set(scenarios()[lesson].device.photos))
    learner.press(learner.computer, f"from-{slot.id}-device")
    photos = sorted((f for f in seat.case.files if f.part), key=lambda f: f.part)
    for photo in photos:
        learner.press(learner.computer, f"photo-{photo.id}")
    look(learner, pictures, f"photos-{size}")
    learner.press(learner.computer, "join")
    learner.sees(learner.computer, "Đã ghép 3 ảnh")
    learner.press(learner.computer, "pick-j1")
    learner.sees(learner.computer, "Đã đính kèm")


@pytest.mark.parametrize("size", SIZES)
def test_visit_later_fee_and_papers(size: str, server: Server, new_page: Callable[..., Page], pictures: Path) -> None:
    """A procedure that wants people in person and counts pages: each wait says what to do, each paper can be read."""
    lesson = "2.000815"
    seat = seat_at(server, lesson, {"1366-768": "8A1-02", "390-844": "8A1-03"}[size])
    seat.prepared().send()
    page = new_page(*SIZES[size])
    learner = opened(server, page, seat)
    learner.menu("Hồ sơ của tôi")
    computer = learner.computer
    for _ in range(8):
        if computer.locator(".t-download").count():
            break
        waits = next((w for w in ("visit", "duty", "collect") if computer.locator(f".t-{w}").count()), "wait")
        if waits == "visit":
            look(learner, pictures, f"visit-{size}")
        learner.press(computer, waits)
        if waits == "duty":
            expect(computer.locator(".t-qr svg").first).to_be_visible(timeout=ANSWER_TIME)
            look(learner, pictures, f"duty-{size}")
            learner.app("bank")
            learner.press(learner.phone, "scan")
            learner.sees(learner.phone, "Đã đọc mã QR")
            learner.press(learner.phone, "confirm")
            learner.sees(learner.phone, "Đã nộp")
            learner.pane("computer")
        else:
            expect(computer.locator(".ct-notice").first).to_be_visible(timeout=ANSWER_TIME)
            page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    learner.press(computer, "control")
    expect(computer.locator(".t-paper")).to_contain_text("Mẫu số 06", timeout=ANSWER_TIME)
    look(learner, pictures, f"control-{size}")
    learner.press(computer, "back")
    learner.press(computer, "download")
    expect(computer.locator(".t-paper")).to_contain_text("bản điện tử", timeout=ANSWER_TIME)
    look(learner, pictures, f"result-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_speaking_up_withdrawing_and_the_account(
    size: str, server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """A petition is answered and rated; a dossier is taken back; the account is locked and unlocked."""
    seat = seat_at(server, "1.004194", {"1366-768": "8A1-04", "390-844": "8A1-05"}[size])
    seat.prepared().send()
    page = new_page(*SIZES[size])
    learner = opened(server, page, seat)
    computer, phone = learner.computer, learner.phone
    learner.menu("Phản ánh")
    learner.choose(computer, "topic", "Phí, lệ phí chưa đúng")
    computer.locator(".t-text textarea").first.fill("Lệ phí hiện ra khác với bảng niêm yết ở phường hôm qua.")
    look(learner, pictures, f"petition-{size}")
    learner.press(computer, "send")
    learner.sees(computer, "Đã gửi phản ánh")
    for _ in range(6):
        if computer.locator(".t-answer").count():
            break
        learner.press(computer, "wait")
        page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    learner.press(computer, "grade-satisfied")
    learner.sees(computer, "Đã ghi nhận đánh giá")
    learner.menu("Hồ sơ của tôi")
    look(learner, pictures, f"dossiers-{size}")
    learner.app("bank")
    phone.locator("summary").first.click()
    look(learner, pictures, f"bank-{size}")
    learner.app("identity")
    expect(phone.locator(".t-level")).to_be_visible(timeout=ANSWER_TIME)
    for summary in phone.locator("summary").all():
        summary.click()
    look(learner, pictures, f"account-{size}")
    learner.press(phone, "lock")
    learner.sees(phone, "Đã khóa tài khoản")
    learner.press(phone, "unlock")
    learner.sees(phone, "mở khóa")


def test_every_procedure_has_a_page_that_can_be_read(
    server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """All of them, one after the other, with what a procedure must publish."""
    seat = seat_at(server, "2.001159", "8A1-06")
    page = new_page()
    learner = opened(server, page, seat)
    for code, procedure in catalogue.procedures().items():
        learner.menu("Tìm thủ tục")
        learner.fill(learner.computer, "query", procedure.name[:110])
        learner.press(learner.computer, "search")
        learner.computer.locator(".t-result").filter(has_text=procedure.name).first.click()
        heading = learner.computer.get_by_role("heading", name=procedure.name, exact=True)
        expect(heading).to_be_visible(timeout=ANSWER_TIME)
        if code in ("2.000986", "chua-ro-ma-1", "1.004222"):
            look(learner, pictures, f"procedure-{code}")


@pytest.mark.parametrize("size", SIZES)
def test_the_neighbourhoods_news_and_a_covered_code(
    size: str, server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """A notice is answered, a false one reported; a code is read before it is opened, and its sticker reported."""
    seat = seat_at(server, "2.001159", {"1366-768": "8A1-08", "390-844": "8A1-09"}[size])
    known = news.texts()
    page = new_page(*SIZES[size])
    learner = opened(server, page, seat)
    phone = learner.phone
    learner.app("news")
    for notice in seat.state.notices:
        text = known[notice.key]
        phone.locator(f"[data-item={notice.id}]").click()
        expect(phone.locator(".t-text")).to_be_visible(timeout=ANSWER_TIME)
        if text.false:
            learner.press(phone, "report")
            learner.sees(phone, "Em báo đúng")
            expect(phone.locator(".t-signs")).to_be_visible(timeout=ANSWER_TIME)
            look(learner, pictures, f"news-false-{size}")
        elif text.choices:
            phone.locator(f".t-choice-{next(iter(text.choices))}").click()
            learner.fill(phone, "words", "Cảm ơn bà con")
            learner.press(phone, "reply")
            learner.sees(phone, "Đã gửi trả lời")
            look(learner, pictures, f"news-{size}")
        learner.press(phone, "list")
    learner.app("scan")
    stuck = next(p for p in seat.state.posters if p.sticker)
    phone.locator(f"[data-item={stuck.id}]").press("Enter")
    expect(phone.locator(".t-look")).to_be_visible(timeout=ANSWER_TIME)
    expect(phone.locator("[data-start]")).to_be_focused()
    shot = Image.open(io.BytesIO(phone.locator(".ct-poster .code").screenshot()))
    # A real camera reads a sentence with the address in it, and finds nothing to open.
    (read,) = (code.text for code in zxingcpp.read_barcodes(shot.resize((shot.width * 3, shot.height * 3))))
    assert read == f"MO PHONG, BAI TAP CONG TAP: {posters.address(stuck).removeprefix('https://')}"
    phone.locator(".t-scan").press("Enter")
    expect(phone.locator(".t-site")).to_have_text(posters.address(stuck), timeout=ANSWER_TIME)
    look(learner, pictures, f"scan-{size}")
    learner.press(phone, "open")
    expect(phone.locator(".t-fake-site")).to_be_visible(timeout=ANSWER_TIME)
    learner.press(phone, "leave")
    learner.press(phone, "report")
    learner.sees(phone, "Em báo đúng")
    learner.press(phone, "scan")
    learner.press(phone, "open")
    learner.sees(phone, "Địa chỉ đúng")
    learner.pane("computer")
    expect(learner.computer.get_by_role("heading", name=seat.procedure.name, exact=True)).to_be_visible()
    expect(learner.computer).to_contain_text("Yêu cầu, điều kiện")
    look(learner, pictures, f"scanned-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_call_rings_beside_the_work_and_is_heard(
    size: str, server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """It shows wherever one is; picked up by the keyboard, heard to its end, checked, judged, reported."""
    seat = seat_at(server, "1.004222", {"1366-768": "8A1-10", "390-844": "8A1-11"}[size]).begin()
    call = seat.state.calls[0]
    page = new_page(*SIZES[size])
    learner = opened(server, page, seat)
    phone, beside = learner.phone, page.locator(".t-calling")
    if size == "390-844":
        learner.pane("computer")
        expect(beside).to_contain_text("Điện thoại đang gọi", timeout=ANSWER_TIME)
        look(learner, pictures, f"call-beside-{size}")
        beside.press("Enter")
        expect(page.locator("#ct-tab-phone")).to_be_focused()
    expect(beside).to_be_hidden()
    expect(phone.locator(".t-ring")).to_contain_text(calls.met(call).sender, timeout=ANSWER_TIME)
    look(learner, pictures, f"call-rings-{size}")
    learner.app("messages")
    phone.locator(".t-ring").press("Enter")
    expect(phone.locator(".t-context")).to_be_visible(timeout=ANSWER_TIME)
    phone.locator(".t-pick-up").press("Enter")
    for _ in calls.play(call).lines[1:]:
        phone.locator(".t-reply-ask").press("Enter")
        expect(phone.locator(".ct-said li").last).to_be_focused(timeout=ANSWER_TIME)
        page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    expect(phone.locator(".t-hang-up")).to_be_in_viewport()
    look(learner, pictures, f"call-open-{size}")
    learner.press(phone, "check")
    expect(phone.locator(".t-answer")).to_be_visible(timeout=ANSWER_TIME)
    learner.press(phone, "scam" if calls.is_scam(call) else "genuine")
    learner.sees(phone, "Đúng")
    expect(phone.locator(".t-signs")).to_be_visible(timeout=ANSWER_TIME)
    look(learner, pictures, f"call-judged-{size}")
    learner.press(phone, "report")
    learner.sees(phone, "Đã báo" if calls.is_scam(call) else "Đã xem lại")
    learner.press(phone, "list")
    expect(phone.locator("[data-item=c1]")).to_be_focused(timeout=ANSWER_TIME)


@pytest.mark.parametrize("size", SIZES)
def test_a_phone_in_trouble(size: str, server: Server, new_page: Callable[..., Page], pictures: Path) -> None:
    """A lost phone's substitute is updated, signed in to by the chip; a full inbox is cleared and the code comes."""
    number = {"1366-768": "8A1-10", "390-844": "8A1-11"}[size]
    learner = opened(server, new_page(*SIZES[size]), seat_at(server, "1.001612-mat-may", number))
    phone = learner.phone
    learner.app("identity")
    learner.press(phone, "old-phone")
    learner.sees(phone, "quá cũ")
    look(learner, pictures, f"app-old-{size}")
    learner.app("messages")
    phone.locator(".t-sms").first.click()
    learner.press(phone, "link")
    expect(phone.locator(".t-give")).to_be_visible(timeout=ANSWER_TIME)
    look(learner, pictures, f"app-page-{size}")
    learner.press(phone, "give")
    learner.sees(phone, "ứng dụng giả")
    look(learner, pictures, f"app-fell-{size}")
    learner.app("identity")
    expect(phone.locator(".t-false-app")).to_be_visible(timeout=ANSWER_TIME)
    look(learner, pictures, f"app-false-{size}")
    learner.press(phone, "update")
    learner.sees(phone, "Đã gỡ ứng dụng giả")
    look(learner, pictures, f"app-gone-{size}")
    learner.press(phone, "old-phone")
    learner.sees(phone, "máy cũ mất rồi")
    for _ in range(3):
        if phone.locator(".t-level").count():
            break
        learner.press(phone, "nfc")
        learner.page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    expect(phone.locator(".t-level")).to_be_visible(timeout=ANSWER_TIME)

    learner = opened(server, new_page(*SIZES[size]), seat_at(server, "2.001159-kich-hoat-muon", number))
    phone = learner.phone
    look(learner, pictures, f"late-task-{size}")
    learner.ask_activation(learner.case.registered_phone)
    learner.sees(phone, "quá 7 ngày")
    learner.press(phone, "hotline")
    learner.sees(phone, "mở lại")
    learner.press(phone, "activate")
    learner.sees(phone, "Đã gửi mã OTP")
    learner.press(phone, "to-sms")
    expect(phone.locator(".t-full")).to_be_visible(timeout=ANSWER_TIME)
    look(learner, pictures, f"inbox-full-{size}")
    learner.press(phone, "clear")
    learner.sees(phone, "có chỗ rồi")
    learner.app("identity")
    learner.press(phone, "resend")
    learner.sees(phone, "Đã gửi mã OTP")
    assert learner.newest_code("kich hoat")
