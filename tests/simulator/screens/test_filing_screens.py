"""Filing and paying as the screens show it: steps, notices, the camera, and the way on after a refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grading.filer import Filer
from grading.players import Habits, Player
from simulator import actions, datasets
from simulator.identity import population
from simulator.payments.orders import money
from simulator.practice import Practice
from simulator.screens import computer_view, dossier_view, dossiers_view, phone_view, task_view
from simulator.screens.desk import Desk
from simulator.screens.task_view import stages
from simulator.services import catalogue, eforms


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk at which nothing has been done."""
    return Desk(Practice(tmp_path, "00-di-mot-vong", "8A1-07", key=b"k" * 32))


def filed(desk: Desk, habits: Habits | None = None) -> Player:
    """Somebody has signed in and filled in everything, up to the submit button."""
    player = Player(desk.practice, habits)
    player.activation()
    player.filing()
    desk.go({"page": "dossier", "dossier": "d1"})
    return player


def submit(desk: Desk) -> None:
    desk.act({"do": "submit_dossier", "dossier": "d1", "accept_terms": True})


def bank(desk: Desk) -> dict[str, Any]:
    """What the banking app shows."""
    desk.go({"app": "bank"})
    return dict(desk.phone.app.view)


def test_the_camera_sees_the_code_only_while_the_computer_shows_it(desk: Desk) -> None:
    """At step 4 of that dossier, and at no other step or page; which pane is in front does not matter."""
    filed(desk)
    assert bank(desk)["hint"].startswith("Chưa có mã QR nào")
    submit(desk)
    assert bank(desk)["order"] == "o1"
    for elsewhere in ({"step": "2"}, {"page": "procedures"}, {"page": "dossiers"}):
        desk.go(elsewhere)
        assert desk.phone.app.view["order"] == ""
        assert "mở lại bước 4" in desk.phone.app.view["hint"]
    desk.go({"page": "dossier", "dossier": "d1"})
    assert desk.phone.app.view["order"] == "o1"


def test_the_phone_and_the_computer_show_the_same_lines_to_compare(desk: Desk) -> None:
    """Receiver, account, sum and purpose, word for word."""
    filed(desk)
    submit(desk)
    desk.act({"do": "scan_qr", "order": "o1"})
    submit(desk)
    desk.act({"do": "scan_qr", "order": "o2"})
    rows = bank(desk)["transfer"]["rows"]
    assert rows == desk.computer.page.view["order"]["rows"]
    assert [row[0] for row in rows] == ["Nơi nhận", "Số tài khoản", "Số tiền", "Nội dung"]


def test_a_transfer_can_be_left_at_the_phone(desk: Desk) -> None:
    """The app goes back to scanning and says that nothing was paid."""
    filed(desk)
    submit(desk)
    desk.act({"do": "scan_qr", "order": "o1"})
    submit(desk)
    desk.act({"do": "scan_qr", "order": "o2"})
    desk.act({"do": "cancel_transfer", "order": "o2"})
    assert "Tiền chưa bị trừ" in desk.phone.view["notice"]["text"]
    shown = bank(desk)
    assert (shown["transfer"], shown["order"]) == (None, "o2")


def test_money_lost_to_a_false_page_is_in_the_banks_list(desk: Desk) -> None:
    """Beside what was paid, so that the balance can be understood."""
    Player(desk.practice, Habits(falls_for_fee_scam=True)).play()
    stolen = desk.practice.portal.state.stolen
    shown = bank(desk)
    assert shown["lost"] == money(stolen)
    assert stolen > 0
    assert len(shown["paid"]) == 1


def test_a_notice_goes_with_its_step(desk: Desk) -> None:
    """It stays while one works at the step, and is gone at the next one."""
    filed(desk)
    desk.go({"step": "2"})
    desk.act({"do": "fill_form", "dossier": "d1", "answers": {"name": "An"}})
    desk.go({"app": "messages"})
    assert desk.computer.view["notice"]["ok"] is False
    desk.go({"step": "1"})
    assert desk.computer.view["notice"] is None


def test_saving_a_step_leads_to_the_one_after_it(desk: Desk) -> None:
    """Also when everything is filled in already; a step that is not open is not shown."""
    player = Player(desk.practice)
    player.activation()
    player._sign_in(share=True)
    place = desk.practice.case.task.place
    begin = {"procedure": "2.000635", "province": place.province_code, "commune": place.commune_code}
    desk.act({"do": "start_dossier", **begin})
    assert desk.computer.page.view["step"] == 1
    desk.go({"step": "4"})
    assert desk.computer.page.view["step"] == 1
    owner = {"do": "fill_owner", "dossier": "d1", "phone": desk.practice.case.registered_phone, "email": ""}
    desk.act(owner)
    assert desk.computer.page.view["step"] == 2
    form = {"do": "fill_form", "dossier": "d1", "answers": player._answers(desk.practice.case.relative.name)}
    desk.act(form)
    assert desk.computer.page.view["step"] == 3
    desk.go({"step": "1"})
    desk.act(owner)
    assert desk.computer.page.view["step"] == 2


def test_what_happens_at_one_device_takes_back_what_the_other_said(desk: Desk) -> None:
    """A code that ran out at the phone is not praised on the computer, and a new one ends the phone's complaint."""
    filed(desk)
    submit(desk)
    assert "Đã tạo mã QR" in desk.computer.view["notice"]["text"]
    desk.act({"do": "scan_qr", "order": "o1"})
    assert desk.computer.view["notice"] is None
    assert "không dùng được nữa" in desk.computer.page.view["gone"]
    desk.act({"do": "submit_dossier", "dossier": "d1", "accept_terms": False})
    assert desk.phone.view["notice"]["ok"] is False
    submit(desk)
    assert desk.phone.view["notice"] is None
    assert desk.computer.page.view["gone"] == ""


def test_a_refused_dossier_shows_the_way_on(desk: Desk) -> None:
    """It counts for nothing on the task card, says why, what to do and what of the fee, and leads to a new one."""
    Player(desk.practice, Habits(wrong_authority_first=True, stops_after="filing")).play()
    desk.go({"page": "dossier", "dossier": "d1"})
    submit(desk)
    desk.act({"do": "scan_qr", "order": "o1"})
    submit(desk)
    desk.act({"do": "scan_qr", "order": "o2"})
    desk.act({"do": "confirm_transfer", "order": "o2"})
    ticks = {stage["name"]: stage["done"] for stage in stages(desk.practice.portal)}
    assert (ticks["Nộp hồ sơ"], ticks["Thanh toán"]) == (True, True)
    desk.act({"do": "wait_for_news"})
    ticks = {stage["name"]: stage["done"] for stage in stages(desk.practice.portal)}
    assert (ticks["Nộp hồ sơ"], ticks["Thanh toán"]) == (False, False)
    (card,) = desk.computer.page.view["dossiers"]
    assert desk.practice.case.task.place.province in card["reasons"][0]
    assert "cần kiểm tra quy định hoàn trả" in card["reasons"][-1]
    note = dossiers_view.dossiers_view(desk.practice.portal, "letter/d1/0")["paper"]["note"]
    assert note == card["reasons"][1:]
    desk.act({"do": "open_procedure", "procedure": card["again"]})
    assert desk.computer.view["page"] == "procedures"
    assert desk.computer.page.view["open"]["code"] == "2.000635"


def test_the_filled_form_is_a_paper_with_the_answers_in_words() -> None:
    """Group by group, choices as the form words them, what is empty said so; a draft's leads back to step 2."""
    filer = Filer("1.001612")
    filer.careful = False
    filer.begin().owner().form()
    paper = dossiers_view.dossiers_view(filer.portal, "form/d1")["paper"]
    form = filer.procedure.eform or {}
    assert paper["title"] == form["title"]
    assert [part["title"] for part in paper["parts"]] == list(
        dict.fromkeys(f["x-group"] for f in form["properties"].values())
    )
    rows = [row for part in paper["parts"] for row in part["rows"]]
    assert [title for title, _ in rows] == [f["title"] for f in form["properties"].values()]
    assert all(text for _, text in rows)
    shown = dict(rows)
    for name, field in form["properties"].items():
        if "enum" in field and filer.right.get(name):
            assert shown[field["title"]] == eforms.choices(field)[filer.right[name]]
    assert (paper["asks"], paper["sign"]["ok"], paper["back"]["step"]) == ("d1", False, "2")
    filer.must(actions.AskToSign(dossier="d1"))
    assert [each["id"] for each in phone_view.identity_view(filer.portal, "")["to_sign"]] == ["d1"]
    filer.must(actions.SignForm(dossier="d1", agree=True))
    paper = dossiers_view.dossiers_view(filer.portal, "form/d1")["paper"]
    assert (paper["asks"], paper["sign"]["ok"]) == ("", True)
    assert filer.case.citizen.name in paper["sign"]["text"]
    filer.attach().deliver().send()
    (card,) = dossiers_view.dossiers_view(filer.portal, "")["dossiers"]
    paper = dossiers_view.dossiers_view(filer.portal, card["form"])["paper"]
    assert (paper["back"], paper["asks"], paper["sign"]["ok"]) == (None, "", True)


def test_what_is_filled_in_wrong_is_shown_and_can_be_reported() -> None:
    """Steps 1 and 2 show the population data; the task card shows what is true; a sent form shows what was sent."""
    filer = Filer("1.010038")
    filer.careful = False
    filer.begin().owner().form().attach().deliver()
    item = filer.case.fault("wrong_prefill").variant
    wrong, right = population.held(filer.portal)[item], population.truth(filer.case.citizen)[item]
    view = dossier_view.dossier_view(filer.portal, "d1", {}, "2")
    assert wrong in [text for _, text in view["owner"]]
    assert wrong in [f["value"] for f in view["form"][0]["fields"]]
    assert {each["code"] for each in view["reportable"]} == set(population.truth(filer.case.citizen))
    assert right in [row[1] for group in task_view.task_view(filer.portal)["groups"] for row in group["rows"]]
    filer.send()
    filer.must(actions.ReportData(field=item))
    assert dossier_view.dossier_view(filer.portal, "d1", {}, "2")["reported"]
    while population.pending(filer.portal):
        filer.must(actions.WaitForNews())
    assert right in [f["value"] for f in dossier_view.dossier_view(filer.portal, "d1", {}, "2")["form"][0]["fields"]]


def test_sources_and_levels_are_told_in_plain_words() -> None:
    """No letter for a confidence, and what the levels of service mean."""
    for procedure in catalogue.procedures().values():
        page = computer_view._page(procedure, needed=True)
        assert page["level_means"]
        for line in page["sources"]:
            assert line.endswith(tuple(f"({words})" for words in datasets.labels()["confidence"].values()))
            assert "mã nguồn" not in line


def test_papers_are_done_only_when_the_form_says_which_are_wanted() -> None:
    """Before the form is filled in no paper is wanted, and the third step is not ticked for that."""
    filer = Filer("1.001612").begin().owner()

    def ticked() -> list[int]:
        return [step["n"] for step in dossier_view.dossier_view(filer.portal, "d1", None)["steps"] if step["done"]]

    assert ticked() == [1]
    filer.form()
    assert ticked() == [1, 2]
    filer.attach()
    assert ticked() == [1, 2, 3]
