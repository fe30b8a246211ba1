"""The phone's apps for what is around: where they are, what they show, and where a scanned code leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.office import news
from simulator.practice import Practice
from simulator.screens import computer_view
from simulator.screens.desk import Desk
from simulator.services import catalogue


def desk_of(tmp_path: Path, lesson: str, learner: str = "8A1-07") -> Desk:
    """A desk at which nothing has been done."""
    return Desk(Practice(tmp_path, lesson, learner, key=b"k" * 32))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk in a ward where a sticker covers one code."""
    return desk_of(tmp_path, "2.001159")


def test_the_apps_are_there_only_with_a_neighbourhood(desk: Desk, tmp_path: Path) -> None:
    """The first lesson's phone is as it was; elsewhere unread notices are counted on the app and on the tab."""
    first = desk_of(tmp_path / "first", "00-di-mot-vong")
    assert [app["id"] for app in first.phone.view["apps"]] == ["messages", "identity", "bank"]
    apps = {app["id"]: app for app in desk.phone.view["apps"]}
    assert list(apps)[-2:] == ["news", "scan"]
    assert apps["news"]["badge"] == desk.view["unread"] == 3
    assert apps["messages"]["badge"] == 0
    desk.act({"do": "read_notice", "notice": "n1"})
    assert desk.view["unread"] == 2


def test_the_news_app_is_called_as_people_call_theirs(tmp_path: Path) -> None:
    """In a ward a residential group, in a commune a village."""
    names = set()
    for number in range(1, 20):
        desk = desk_of(tmp_path / str(number), "1.001193", f"8A1-{number:02d}")
        home = desk.practice.case.citizen.home.commune
        desk.go({"app": "news"})
        assert desk.phone.view["title"] == ("Tổ dân phố" if home.startswith("Phường") else "Thôn xóm")
        names.add(desk.phone.view["title"])
    assert len(names) == 2


def test_a_notice_is_read_answered_and_explained_only_when_reported(desk: Desk) -> None:
    """The signs of a false one are not shown before; whoever sends it stands above it."""
    desk.go({"app": "news"})
    state = desk.practice.portal.state
    for notice in list(state.notices):
        text = news.texts()[notice.key]
        desk.act({"do": "read_notice", "notice": notice.id})
        shown = desk.phone.app.view["open"]
        assert (shown["id"], shown["signs"], shown["caught"]) == (notice.id, [], "")
        assert (shown["account"] == "kênh chính thức") != text.false
        assert "{" not in shown["text"] + shown["sender"] + "".join(c["name"] for c in shown["choices"])
        desk.act({"do": "report_notice", "notice": notice.id})
        shown = desk.phone.app.view["open"]
        assert bool(shown["signs"]) == bool(shown["blocked"]) == text.false
        assert bool(shown["genuine"]) != text.false
        desk.go({"notice": ""})
        assert desk.phone.app.view["open"] is None


def test_a_scanned_code_shows_its_address_and_leads_to_the_computer(desk: Desk) -> None:
    """Nothing is opened before one decides; then the procedure's page is on the computer."""
    poster = next(p for p in desk.practice.portal.state.posters if not p.sticker)
    desk.go({"app": "scan"})
    desk.go({"poster": poster.id})
    assert desk.phone.app.view["open"]["site"] == ""
    desk.act({"do": "scan_poster", "poster": poster.id})
    assert desk.phone.app.view["open"]["site"] == "https://dichvucong.gov.vn"
    assert desk.phone.view["notice"]["plain"] is True
    assert desk.computer.page.view["open"] is None
    desk.act({"do": "answer_scan", "poster": poster.id, "open": True})
    assert desk.computer.page.view["open"]["code"] == poster.procedure
    assert desk.phone.app.view["open"]["site"] == ""


def test_a_covered_code_opens_its_page_on_the_phone_alone(desk: Desk) -> None:
    """A warning stands there, the computer stays; reported, the sticker is gone from the picture."""
    poster = next(p for p in desk.practice.portal.state.posters if p.sticker)
    desk.go({"app": "scan", "poster": poster.id})
    before = desk.phone.app.view["open"]
    assert before["stuck"]
    desk.act({"do": "scan_poster", "poster": poster.id})
    desk.act({"do": "answer_scan", "poster": poster.id, "open": True})
    shown = desk.phone.app.view["open"]
    assert shown["page"]
    assert shown["site"].endswith((".example", ".example/thu-tuc"))
    assert desk.phone.view["notice"]["ok"] is False
    assert desk.computer.page.view["open"] is None
    desk.act({"do": "answer_poster_page", "poster": poster.id, "give": False})
    desk.act({"do": "report_poster", "poster": poster.id})
    after = desk.phone.app.view["open"]
    assert (after["stuck"], after["page"], bool(after["signs"])) == (False, "", True)
    assert after["svg"] != before["svg"]


def test_a_procedures_page_tells_its_conditions_and_what_its_level_used_to_be_called() -> None:
    """One short sentence; where the level comes from stands among the sources."""
    for procedure in catalogue.procedures().values():
        page = computer_view._page(procedure, needed=True)
        assert ["Yêu cầu, điều kiện", procedure.conditions] in page["facts"]
        old = {"Toàn trình": "mức độ 4", "Một phần": "mức độ 3"}.get(procedure.service_level)
        assert old is None or page["level_means"].endswith(f"Trước đây hay gọi là “{old}”.")
        assert any("42/2022/NĐ-CP" in line for line in page["sources"])
