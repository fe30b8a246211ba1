"""A learner at a real browser: every step by clicking and typing, as the screens show it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

from simulator import Case
from simulator.people.places import Place

PASSWORD, PASSCODE = "Taptap#2026", "482915"
ANSWER_TIME = 30_000
"""Milliseconds to wait for a screen to answer before the test fails."""


class Learner:
    """One learner's hands and eyes on a lesson page."""

    def __init__(self, page: Page, case: Case) -> None:
        self.page, self.case = page, case
        self.page.set_default_timeout(ANSWER_TIME)

    # --- looking ---

    @property
    def computer(self) -> Locator:
        return self.page.locator(".ct-computer")

    @property
    def phone(self) -> Locator:
        return self.page.locator(".ct-phone")

    def pane(self, name: str) -> None:
        """On a narrow screen, switch to the task, the computer or the phone."""
        tab = self.page.locator(f"#ct-tab-{name}")
        if tab.is_visible():
            tab.click()

    def sees(self, where: Locator, text: str) -> None:
        """A notice with this text stands there."""
        expect(where.locator(".ct-notice").first).to_contain_text(text, timeout=ANSWER_TIME)

    def picture(self, folder: Path, name: str) -> None:
        """Keep a screenshot for people to look at."""
        folder.mkdir(parents=True, exist_ok=True)
        # The window is as tall as the page for a moment. Chromium then scrolls to the field that is written in, and may
        # do so only at the next press, which misses its button.
        self.page.evaluate("document.activeElement?.matches('input, textarea') && document.activeElement.blur()")
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    # --- hands ---

    @staticmethod
    def fill(where: Locator, name: str, text: str) -> None:
        where.locator(f".t-{name} input").first.fill(text)

    @staticmethod
    def press(where: Locator, name: str) -> None:
        where.locator(f".t-{name}").first.click()

    def choose(self, where: Locator, name: str, text: str) -> None:
        """Pick one entry of a list; like anybody, look whether it is chosen, and pick again if not."""
        field = where.locator(f".t-{name}").first
        entries = self.page.locator(".v-overlay--active .v-list-item")
        wanted = entries.filter(has_text=re.compile(rf"^\s*{re.escape(text)}\s*$"))
        for _ in range(4):
            if not entries.count():
                field.click()
            if field.locator("input[type=text]:not([readonly])").count():
                field.locator("input").first.fill(text)
            # Two lists of one form hold the same entries: the next choice must not land in this one.
            with suppress(AssertionError, PlaywrightError):
                wanted.first.click(timeout=8_000)
                expect(entries).to_have_count(0, timeout=8_000)
                return
            self.page.keyboard.press("Escape")
        raise AssertionError(f"{text!r} could not be chosen")

    # --- the phone ---

    def app(self, name: str) -> None:
        """Open an app from the phone's home screen."""
        self.pane("phone")
        if self.phone.locator(".t-home").count():
            self.press(self.phone, "home")
        self.press(self.phone, f"app-{name}")
        # It opens, and the focus goes into it: a key pressed before that would be lost.
        expect(self.phone.locator(".t-home")).to_be_visible(timeout=ANSWER_TIME)

    def newest_code(self, word: str) -> str:
        """The one-time code in the newest SMS that has this word."""
        self.app("messages")
        self.phone.locator(".t-sms").filter(has_text=word).first.click()
        found = re.search(r"\b(\d{6})\b", self.phone.locator(".t-bubble").inner_text())
        assert found is not None
        return found[1]

    def judge(self, word: str, verdict: str = "scam") -> None:
        """Open the newest SMS with this word and say what it is."""
        self.app("messages")
        self.phone.locator(".t-sms").filter(has_text=word).first.click()
        self.press(self.phone, verdict)

    def fall_for(self, word: str) -> None:
        """Open the newest SMS with this word, follow its link and give what the page wants."""
        self.app("messages")
        self.phone.locator(".t-sms").filter(has_text=word).first.click()
        self.press(self.phone, "link")
        self.press(self.phone, "give")

    def ask_activation(self, phone: str) -> None:
        self.app("identity")
        self.fill(self.phone, "number", self.case.citizen.person_number)
        self.fill(self.phone, "phone", phone)
        self.press(self.phone, "activate")

    def activate(self) -> None:
        """From the one-time code, which has come too late, to the active account."""
        old = self.newest_code("kich hoat")
        self.app("identity")
        self.fill(self.phone, "otp", old)
        self.press(self.phone, "otp-ok")
        self.sees(self.phone, "hết hiệu lực")
        self.press(self.phone, "resend")
        self.sees(self.phone, "Đã gửi mã OTP")
        fresh = self.newest_code("kich hoat")
        self.app("identity")
        self.fill(self.phone, "otp", fresh)
        self.press(self.phone, "otp-ok")
        for step, secret in (("password", PASSWORD), ("passcode", PASSCODE)):
            expect(self.phone.locator(f".t-{step}-ok")).to_be_visible(timeout=ANSWER_TIME)
            self.fill(self.phone, "first", secret)
            self.fill(self.phone, "second", secret)
            self.press(self.phone, f"{step}-ok")
        expect(self.phone.locator(".t-questions-ok")).to_be_visible(timeout=ANSWER_TIME)
        self.choose(self.phone, "q1", "Tên con vật nuôi đầu tiên của bạn?")
        self.fill(self.phone, "first", "mèo Mun")
        self.choose(self.phone, "q2", "Món ăn bạn thích nhất hồi nhỏ?")
        self.fill(self.phone, "second", "bánh đúc")
        self.press(self.phone, "questions-ok")
        expect(self.phone.locator(".t-level")).to_contain_text("mức 2", timeout=ANSWER_TIME)

    # --- the computer ---

    def menu(self, name: str) -> None:
        self.pane("computer")
        self.computer.get_by_role("button", name=name, exact=True).click()

    def sign_in(self) -> None:
        self.menu("Đăng nhập")
        self.fill(self.computer, "number", self.case.citizen.person_number)
        self.fill(self.computer, "password", PASSWORD)
        self.press(self.computer, "sign-in")
        expect(self.computer.locator(".t-otp")).to_be_visible(timeout=ANSWER_TIME)
        code = self.newest_code("dang nhap")
        self.pane("computer")
        self.fill(self.computer, "otp", code)
        self.press(self.computer, "otp-ok")
        self.computer.locator(".t-agree input").check()
        self.press(self.computer, "share")
        self.sees(self.computer, "Xin chào")

    def find_procedure(self) -> None:
        self.menu("Tìm thủ tục")
        self.fill(self.computer, "query", "giay khai sinh")
        self.press(self.computer, "search")
        self.computer.locator(".t-result").filter(has_text="2.000635").click()

    def start(self, place: Place) -> None:
        self.choose(self.computer, "province", place.province)
        self.choose(self.computer, "commune", place.commune)
        self.press(self.computer, "start")
        self.sees(self.computer, "Đã tạo bản nháp")

    def fill_owner(self) -> None:
        self.fill(self.computer, "phone", self.case.registered_phone)
        self.press(self.computer, "owner-ok")
        self.sees(self.computer, "Bước 2")

    def fill_form(self, **other: str) -> None:
        """The e-form as the task says, but for the fields named."""
        relations = {
            "older_sister": "Chị ruột",
            "older_brother": "Anh ruột",
            "younger_sister": "Em gái ruột",
            "younger_brother": "Em trai ruột",
        }
        purposes = {
            "school": "Làm hồ sơ nhập học",
            "work": "Làm hồ sơ xin việc",
            "insurance": "Làm hồ sơ bảo hiểm xã hội",
            "passport": "Làm hộ chiếu",
        }
        task, relative = self.case.task, self.case.relative
        self.choose(self.computer, "field-relation", relations[task.answers["relation"]])
        self.fill(self.computer, "field-name", other.get("name", relative.name))
        self.fill(self.computer, "field-born", other.get("born", relative.birth_text))
        self.choose(self.computer, "field-paper", "Bản sao Giấy khai sinh")
        self.fill(self.computer, "field-copies", other.get("copies", task.answers["copies"]))
        self.choose(self.computer, "field-purpose", purposes[task.answers["purpose"]])
        self.press(self.computer, "form-ok")

    def attach(self, kind: str = "authorisation") -> None:
        """The identity card from the wallet, and a file of this kind from the device."""
        if not self.computer.get_by_text("Đã đính kèm: Căn cước").count():
            self.press(self.computer, "from-identity-wallet")
            if self.computer.locator(".t-passcode").count():
                self.fill(self.computer, "passcode", PASSCODE)
                self.press(self.computer, "wallet-ok")
            self.press(self.computer, "pick-w1")
            self.sees(self.computer, "Căn cước điện tử")
        file = next(f for f in self.case.files if f.kind == kind and f.format == "pdf")
        self.press(self.computer, "from-authorisation-device")
        self.press(self.computer, f"preview-{file.id}")
        self.press(self.computer, f"pick-{file.id}")
        self.sees(self.computer, file.name)

    def send(self) -> None:
        """Step 4 up to the payment order."""
        if self.computer.locator(".t-docs-ok").count():
            self.press(self.computer, "docs-ok")
        self.computer.locator(".t-delivery-online input").check()
        self.sees(self.computer, "bản điện tử")
        self.submit()

    def submit(self) -> None:
        box = self.computer.locator(".t-terms input")
        if not box.is_checked():
            box.check()
        self.press(self.computer, "submit")
        expect(self.computer.locator(".t-qr svg").first).to_be_visible(timeout=ANSWER_TIME)

    def pay(self) -> None:
        """Scan; the first code runs out; make another and pay it."""
        self.app("bank")
        self.press(self.phone, "scan")
        self.sees(self.phone, "hết hiệu lực")
        self.pane("computer")
        self.submit()
        self.pay_now()

    def pay_now(self) -> None:
        self.app("bank")
        self.press(self.phone, "scan")
        # The notice comes after the form and pushes it down: a press in between would miss.
        self.sees(self.phone, "Đã đọc mã QR")
        self.press(self.phone, "confirm")
        self.sees(self.phone, "gửi hồ sơ thành công")
        self.pane("computer")

    def wait_for(self, status: str) -> None:
        """Skip ahead until the newest dossier has this status."""
        self.pane("computer")
        if not self.computer.get_by_role("heading", name="Hồ sơ của tôi").count():
            self.menu("Hồ sơ của tôi")
        shown = self.computer.locator(".t-status").first
        for _ in range(8):
            before = self.computer.locator(".ct-line li").count()
            if shown.inner_text() == status:
                return
            self.press(self.computer, "wait")
            expect(self.computer.locator(".ct-line li")).not_to_have_count(before, timeout=ANSWER_TIME)
        expect(shown).to_have_text(status)

    def finish(self) -> None:
        """Receipt, result, rating, sign-out."""
        self.press(self.computer, "receipt")
        expect(self.computer.locator(".t-paper")).to_contain_text("Biên lai", timeout=ANSWER_TIME)
        self.press(self.computer, "back")
        self.press(self.computer, "download")
        expect(self.computer.locator(".t-paper")).to_contain_text(self.case.relative.name, timeout=ANSWER_TIME)
        self.press(self.computer, "back")
        self.computer.locator(".t-grade-satisfied input").check()
        self.fill(self.computer, "comment", "Trả lời nhanh.")
        self.press(self.computer, "rate")
        self.sees(self.computer, "Cảm ơn em")
        self.menu("Đăng xuất")
        self.sees(self.computer, "đã đăng xuất")

    # --- the lesson around the desk ---

    def self_check(self, exercise: str) -> str:
        panel = self.page.locator(f".t-check-{exercise}")
        panel.locator(".t-check").click()
        points = panel.locator(".t-points")
        expect(points).to_be_visible(timeout=ANSWER_TIME)
        return points.inner_text()

    def hand_in(self) -> str:
        self.page.locator(".t-hand-in").click()
        note = self.page.locator(".t-receipt-note")
        expect(note).to_be_visible(timeout=ANSWER_TIME)
        return note.inner_text()

    def feedback(self) -> Locator:
        """Fetch the teacher's feedback; where it is shown."""
        self.page.locator(".t-feedback").click()
        expect(self.page.locator(".t-mark")).to_be_visible(timeout=ANSWER_TIME)
        return self.page.locator(".t-returned")


PIN = "4826"


def home(page: Page, address: str, klass: str, number: str) -> None:
    """Through the door to one's home page: class, number, PIN (set at the first time)."""
    page.goto(address)
    page.locator(".t-class input").fill(klass, timeout=60_000)
    page.locator(".t-no input").fill(number)
    page.locator(".t-enter").click()
    page.locator(".t-pin input").fill(PIN, timeout=ANSWER_TIME)
    if page.locator(".t-again").count():
        page.locator(".t-again input").fill(PIN)
        page.locator(".t-pin-new").click()
    else:
        page.locator(".t-pin-ok").click()
    page.locator(".t-who").wait_for(timeout=ANSWER_TIME)


def enter(page: Page, address: str, klass: str, number: str, lesson: str = "00-di-mot-vong") -> None:
    """Through the home page into a lesson."""
    home(page, address, klass, number)
    page.locator(f".t-lesson-{lesson}").click()
    page.locator(".ct-desk").wait_for(timeout=60_000)


def requests_elsewhere(page: Page) -> list[str]:
    """A list that fills with every request that leaves this machine."""
    found: list[str] = []

    def look(request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            found.append(request.url)

    page.on("request", look)
    return found
