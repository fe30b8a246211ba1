"""What the screens tell of fees and ways: online and counter side by side, the card without a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grading.filer import Filer
from simulator import actions, datasets
from simulator.people.places import HANOI
from simulator.practice import Practice
from simulator.scenario import scenarios
from simulator.screens.computer_view import procedures_view
from simulator.screens.desk import Desk
from simulator.screens.dossier_view import dossier_view
from simulator.services import catalogue, fees

HUE = "46"
CHANNELS = datasets.labels()["channel"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The desk of a practice with a fee and a bank that is never out of order, up to the payment order."""
    desk = Desk(Practice(tmp_path, "1.004194", "8A1-07", key=b"k" * 32))
    filer = Filer("1.004194")
    filer.prepared()
    for entry in filer.portal.log:
        desk.practice.do(entry.action)
    desk.go({"page": "dossier", "dossier": "d1", "step": "4"})
    desk.act({"do": "submit_dossier", "dossier": "d1", "accept_terms": True})
    return desk


def bank(desk: Desk) -> dict[str, Any]:
    desk.go({"app": "bank"})
    return dict(desk.phone.app.view)


def code(desk: Desk) -> str:
    return next(m for m in reversed(desk.practice.portal.state.messages) if m.key == "otp_card").words["code"]


@pytest.mark.parametrize(("province", "online", "counter"), [(HANOI, "0đ", "8.000đ"), (HUE, "8.000đ", "8.000đ")])
def test_both_fees_are_seen_before_a_way_is_chosen(province: str, online: str, counter: str) -> None:
    """Hà Nội takes nothing online and eight thousand at the counter; the page says that only where they differ."""
    view = procedures_view(Filer("2.000635").portal, "2.000635", province)
    shown = dict(map(tuple, view["fees"]))
    assert shown[CHANNELS["online"]] == f"{online} một bản"
    assert shown[CHANNELS["counter"]] == f"{counter} một bản"
    assert bool(view["fees_note"]) == (len(set(shown.values())) > 1)


def test_a_fee_that_is_not_published_is_not_called_free() -> None:
    """The post's fee is in no table of ours."""
    view = procedures_view(Filer("2.000635").portal, "2.000635", HUE)
    assert dict(map(tuple, view["fees"]))[CHANNELS["post"]] == "Cổng không công bố"


@pytest.mark.parametrize("procedure", catalogue.procedures().values(), ids=catalogue.procedures().keys())
def test_the_counter_is_explained_where_it_is_a_way(procedure: catalogue.Procedure) -> None:
    """And nowhere else."""
    view = procedures_view(Filer("2.000635").portal, procedure.code, "")["open"]
    assert bool(view["at_counter"]) == any(way.channel == "counter" for way in procedure.ways)


@pytest.mark.parametrize("lesson", [name for name in scenarios() if name[0].isdigit() and "." in name])
def test_the_last_step_compares_with_the_counter(lesson: str) -> None:
    """The row is there where the counter is a way and the fee is due on filing; its amount is the counter's row."""
    filer = Filer(lesson).prepared()
    procedure, day = filer.procedure, filer.portal.now.date()
    rows = dict(map(tuple, dossier_view(filer.portal, "d1", {})["summary"]))
    later = fees.has_duty(procedure, filer.dossier.province, day)
    wanted = any(way.channel == "counter" for way in procedure.ways) and not later
    assert (datasets.label("counter", "row") in rows) == wanted
    counter = fees.in_force(procedure, filer.dossier.province, "counter", day)
    if wanted and not counter:
        way = next(way for way in procedure.ways if way.channel == "counter")
        assert rows[datasets.label("counter", "row")] == way.fee_text or "Cổng không công bố"


def test_at_the_counter_each_copy_counts_too() -> None:
    """Three copies, three times the amount."""
    filer = Filer("2.000635").prepared(copies="3")
    assert fees.at_counter(filer.portal, filer.dossier, filer.procedure) == 24_000


def test_the_card_is_chosen_on_the_phone_and_confirmed_on_the_computer(desk: Desk) -> None:
    """Phone: card, then where the code is; computer: a field for the code; then the receipt's way."""
    assert desk.computer.page.view["order"]["by_card"] is False
    assert bank(desk)["card"] is None
    desk.act({"do": "pay_by_card", "order": "o1"})
    assert "mã OTP" in desk.phone.view["notice"]["text"]
    assert desk.computer.view["notice"] is None
    shown = bank(desk)
    assert shown["card"]["rows"] == desk.computer.page.view["order"]["rows"]
    assert shown["card_name"].startswith("Thẻ ghi nợ mô phỏng")
    assert not any(c.isdigit() for c in shown["card_name"])
    assert desk.computer.page.view["order"]["by_card"] is True
    desk.act({"do": "confirm_card", "order": "o1", "code": "000000"})
    assert desk.computer.view["notice"]["ok"] is False
    desk.act({"do": "confirm_card", "order": "o1", "code": code(desk)})
    assert desk.computer.view["page"] == "dossiers"
    assert bank(desk)["hint"].startswith("Đã trả xong")


def test_the_card_can_be_put_away(desk: Desk) -> None:
    """The app goes back to scanning, and the computer to its two ways."""
    desk.act({"do": "pay_by_card", "order": "o1"})
    desk.act({"do": "cancel_transfer", "order": "o1"})
    assert bank(desk)["card"] is None
    assert desk.computer.page.view["order"]["by_card"] is False


def test_a_later_fee_shows_the_same_two_ways() -> None:
    """On the page of dossiers, for what the office has worked out."""
    filer = Filer("2.000815").prepared().send()
    while filer.dossier.waits != "duty":
        if filer.dossier.waits:
            filer.answer()
        else:
            filer.must(actions.WaitForNews())
    filer.must(actions.PayDuty(dossier="d1"))
    filer.must(actions.PayByCard(order="o1"))
    from simulator.screens.dossiers_view import dossiers_view

    (card,) = dossiers_view(filer.portal, "")["dossiers"]
    assert card["order"]["by_card"] is True
