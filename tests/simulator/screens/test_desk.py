"""The desk turns what screens send into actions, shows every state, and never loses work."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from grading.players import PASSWORD, Habits, Player
from simulator import Outcome, datasets
from simulator.actions import Action, PassTime, Secret
from simulator.practice import Practice
from simulator.screens import computer_view, dossiers_view
from simulator.screens.desk import Desk
from simulator.screens.dossier_view import dossier_view
from simulator.screens.leads import LEADS
from simulator.screens.notices import QUIET
from simulator.screens.pages import APPS, PAGES, Computer, Phone, Task
from simulator.screens.task_view import grouped, stages
from simulator.storage import TakenOver

LESSON, LEARNER = "00-di-mot-vong", "8A1-07"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which nothing has been done."""
    return Desk(Practice(tmp_path, LESSON, LEARNER, key=b"k" * 32))


def ask(desk: Desk, **other: Any) -> None:
    """Ask for activation as the task says, but for the fields named."""
    case = desk.practice.case
    right = {"person_number": case.citizen.person_number, "phone": case.registered_phone}
    desk.act({"do": "request_activation", **right, **other})


class Watched:
    """A seat whose player is watched: after each action every page of the desk is shown."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shown = 0

    @property
    def portal(self) -> Any:
        return self.desk.practice.portal

    def secret(self, text: str) -> Secret:
        return self.desk.practice.secret(text)

    def do(self, action: Action) -> Outcome:
        outcome = self.desk.practice.do(action)
        state = self.portal.state
        papers = [f"receipt/{o.id}" for o in state.orders if o.status == "paid"]
        papers += [f"letter/{d.id}/{i}" for d in state.dossiers for i in range(len(d.letters))]
        papers += [f"result/{d.id}" for d in state.dossiers if d.status == 10]
        for page in PAGES:
            for app in ("home", *APPS):
                dossier = state.dossiers[-1].id if state.dossiers else ""
                message = state.messages[-1].id
                self.desk.go({"page": page, "app": app, "dossier": dossier, "message": message})
                json.dumps([w.view for w in (self.desk, self.desk.computer, self.desk.phone, self.desk.computer.page)])
                self.shown += 1
        for paper in papers:
            assert dossiers_view.dossiers_view(self.portal, paper)["paper"]["title"]
        return outcome


@pytest.mark.parametrize(
    "habits",
    [
        Habits(),
        Habits(
            wrong_authority_first=True,
            misspells_name_first=True,
            attaches="empty",
            falls_for_fee_scam=True,
            falls_for_activation_scam=True,
            refuses_consent_first=True,
        ),
    ],
)
def test_every_page_can_be_shown_after_every_action(desk: Desk, habits: Habits) -> None:
    """No state of a whole journey, flawless or full of slips, is without its picture."""
    seat = Watched(desk)
    Player(seat, habits).play()
    assert seat.shown > 500
    assert all(stage["done"] for stage in stages(desk.practice.portal))


def test_a_secret_leaves_the_desk_as_facts_only(desk: Desk) -> None:
    """Neither journal nor any view holds what was typed into a password field."""
    ask(desk)
    desk.act({"do": "resend_otp", "purpose": "activation"})
    code = desk.practice.portal.state.messages[-1].words["code"]
    desk.act({"do": "enter_otp", "purpose": "activation", "code": code})
    desk.act({"do": "set_password", "password": "Bimat#2026xyz", "again": "Bimat#2026xyz"})
    desk.act({"do": "set_passcode", "passcode": "918273", "again": "918273"})
    desk.act({"do": "set_security_answers", "questions": ["pet", "food"], "answers": ["con mèo vàng", "bún thang"]})
    assert desk.practice.portal.state.account.step == "active"
    written = desk.practice.file.path.read_text(encoding="utf-8")
    seen = json.dumps([desk.view, desk.phone.view, desk.computer.view], ensure_ascii=False)
    for secret in ("Bimat#2026xyz", "918273", "con mèo vàng", "bún thang"):
        assert secret not in written + seen


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "fly"},
        {"do": 7},
        {"do": "sign_in", "person_number": ["a"], "password": None},
        {"do": "fill_form", "dossier": "d1", "answers": "none"},
        {"do": "search_procedures", "query": "x" * 5000},
        {"do": "open_message", "message": "m1", "after": -5},
        {"do": "rate_office", "dossier": "d1", "grade": "perfect"},
        {"do": "set_security_answers", "questions": [], "answers": [1, 2, 3]},
    ],
)
def test_what_no_screen_sends_is_told_and_not_written(desk: Desk, message: dict[str, Any]) -> None:
    """Malformed messages change nothing and end in a notice."""
    before = desk.practice.file.path.read_bytes()
    desk.act(message)
    notice = desk.computer.view["notice"] or desk.phone.view["notice"]
    assert notice["ok"] is False
    assert desk.practice.file.path.read_bytes() == before


def test_a_full_disk_is_told_and_the_screen_stays_with_what_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The action is not counted; after the disk is well again the same action works."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(desk.practice.file, "append", full)
        ask(desk)
    assert "không ghi được" in desk.phone.view["notice"]["text"]
    assert desk.practice.portal.state.account.step == "new"
    ask(desk)
    assert desk.practice.portal.state.account.step == "otp"


def test_an_older_window_turns_read_only_and_says_so(desk: Desk, tmp_path: Path) -> None:
    """The newest window has the journal."""
    newer = Practice(tmp_path, LESSON, LEARNER, key=b"k" * 32)
    ask(desk)
    assert "cửa sổ khác" in desk.view["readonly"]
    assert not newer.portal.log
    with pytest.raises(TakenOver):
        desk.practice.do(PassTime())


def test_a_recovered_journal_is_announced(desk: Desk, tmp_path: Path) -> None:
    """A torn last line is told in the learner's words."""
    ask(desk)
    with desk.practice.file.path.open("ab") as file:
        file.write(b'{"n":2,"act')
    again = Desk(Practice(tmp_path, LESSON, LEARNER, key=b"k" * 32))
    assert "máy tắt giữa chừng" in again.view["recovered"]
    assert again.practice.portal.state.account.step == "otp"


def test_unknown_places_lead_home(desk: Desk) -> None:
    """A page, app or dossier that does not exist shows the first page."""
    desk.go({"page": "nowhere", "app": "game", "message": "m99"})
    assert desk.computer.view["page"] == "procedures"
    assert desk.phone.view["app"] == "home"
    desk.go({"page": "dossier", "dossier": "d9"})
    assert desk.computer.view["page"] == "procedures"


def test_pages_of_a_dossier_need_sign_in(desk: Desk) -> None:
    """Somebody who is not signed in is shown the sign-in page instead of dossiers."""
    desk.go({"page": "dossiers"})
    assert desk.computer.view["page"] == "sign_in"


def test_refused_answers_stay_in_the_form_and_are_marked(desk: Desk) -> None:
    """What was typed is kept; each wrong field says what is wrong."""
    player = Player(desk.practice)
    player.activation()
    player._sign_in(share=True)
    place = desk.practice.case.task.place
    desk.act(
        {
            "do": "start_dossier",
            "procedure": "2.000635",
            "province": place.province_code,
            "commune": place.commune_code,
        }
    )
    case = desk.practice.case
    desk.act({"do": "fill_owner", "dossier": "d1", "phone": case.registered_phone, "email": ""})
    desk.act({"do": "fill_form", "dossier": "d1", "answers": {"name": "Lê Văn Tám", "born": "31/02/1990"}})
    fields = {f["name"]: f for group in desk.computer.page.view["form"] for f in group["fields"]}
    assert fields["name"]["value"] == "Lê Văn Tám"
    assert fields["born"]["fault"] == "không có ngày 31/02/1990"
    assert fields["copies"]["fault"] == "chưa điền"


def test_codes_that_lead_somewhere_or_stay_quiet_exist() -> None:
    """The desk's tables name only outcomes that the data knows."""
    assert set(LEADS) | QUIET <= set(datasets.outcome_texts())


def test_numbers_are_grouped_for_reading() -> None:
    """Twelve digits in fours, ten in threes and four, others as they are."""
    assert grouped("099191988832") == "0991 9198 8832"
    assert grouped("0309203231") == "030 920 3231"
    assert grouped("12345") == "12345"


def test_the_free_way_offers_sending_without_payment(desk: Desk) -> None:
    """A Hà Nội authority takes no fee online: the last step says so and asks for no payment."""
    player = Player(desk.practice)
    player.activation()
    player._sign_in(share=True)
    player._prepare("01", "00004")
    view = dossier_view(desk.practice.portal, "d1", {})
    assert view["fee_due"] is False
    assert ["Phí, lệ phí", "0đ"] in view["summary"]
    desk.act({"do": "submit_dossier", "dossier": "d1", "accept_terms": True})
    assert "Gửi hồ sơ thành công" in desk.computer.view["notice"]["text"]


def test_a_judgement_is_neither_praised_nor_blamed(desk: Desk) -> None:
    """Whether a message is honest must not be read from the notice: it is the same for every message."""
    ask(desk)
    seen = {}
    for message in desk.practice.portal.state.messages:
        for verdict in ("scam", "genuine"):
            desk.act({"do": "judge_message", "message": message.id, "verdict": verdict})
            notice = desk.phone.view["notice"]
            assert notice["plain"]
            seen.setdefault(verdict, set()).add((notice["ok"], notice["text"], notice["next"]))
    assert {verdict: len(texts) for verdict, texts in seen.items()} == {"scam": 1, "genuine": 1}


def test_a_reset_can_be_left_on_the_phone_at_every_step(desk: Desk) -> None:
    """The button is offered, and its answer stands on the phone."""
    player = Player(desk.practice)
    player.activation()
    desk.go({"app": "identity"})
    for steps in (0, 1, 2):
        desk.act({"do": "forget_password"})
        code = desk.practice.portal.state.messages[-1].words["code"]
        if steps > 0:
            desk.act({"do": "enter_otp", "purpose": "reset", "code": code})
        if steps > 1:
            desk.act({"do": "set_password", "password": "Khac#2027", "again": "Khac#2027"})
        assert desk.phone.app.view["step"] == ("otp", "password", "passcode")[steps]
        assert desk.phone.app.view["resetting"]
        desk.act({"do": "cancel_reset"})
        assert "quay lại" in desk.phone.view["notice"]["text"]
        assert (desk.phone.app.view["step"], desk.phone.app.view["resetting"]) == ("active", False)


def test_the_phone_says_what_is_next_on_the_computer(desk: Desk) -> None:
    """It changes with every step of signing in, and never asks somebody who is in to sign in."""
    player = Player(desk.practice)
    player.activation()
    said = []

    def look() -> None:
        desk.go({"app": "identity"})
        said.append(desk.phone.app.view["next"])

    look()
    number = desk.practice.case.citizen.person_number
    desk.act({"do": "sign_in", "person_number": number, "password": PASSWORD})
    look()
    code = desk.practice.portal.state.messages[-1].words["code"]
    desk.act({"do": "enter_otp", "purpose": "sign_in", "code": code})
    look()
    desk.act({"do": "give_consent", "share": True})
    look()
    desk.act({"do": "sign_out"})
    look()
    assert said == list(datasets.labels()["phone_next"].values())


def test_the_desk_answers_the_pages_pings(desk: Desk) -> None:
    """The answer is the ping's own number, so that a page can tell that its kernel is alive."""
    desk.vue_ping({"n": 7})
    assert desk.beat == 7
    desk.vue_ping({"n": "x"})
    assert desk.beat == 0


def test_a_code_that_is_not_known_is_not_made_up_on_any_page(desk: Desk) -> None:
    """In the list of results and on the procedure's page stands that the code has to be checked."""
    desk.act({"do": "search_procedures", "query": "lý lịch tư pháp"})
    portal = desk.practice.portal
    (found,) = computer_view.procedures_view(portal, "", "")["results"]
    page = computer_view.procedures_view(portal, found["code"], "")["open"]
    assert found["shown_code"] == page["shown_code"] == "cần kiểm tra"


def test_every_screens_act_is_the_one_that_acts_once() -> None:
    """The template has the mixin, and the browser is given no other way to act."""
    for kind in (*PAGES.values(), *APPS.values(), Task, Computer, Phone):
        screen = kind(lambda _: None, lambda _: None)
        assert kind.mixins[0] == "once"
        assert f"mixins: [{', '.join(kind.mixins)}]," in screen.template
        assert screen.events == ["send", "go"]


def test_an_answer_is_counted_even_if_the_desk_failed() -> None:
    """Otherwise the button would stay dead."""

    def fails(_: object) -> None:
        raise ZeroDivisionError

    screen = Task(fails, fails)
    with pytest.raises(ZeroDivisionError):
        screen.vue_send({})
    assert screen.answered == 1
