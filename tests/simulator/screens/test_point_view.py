"""The volunteer's desk: what it shows of a shift, what it keeps back, and what two who practise together see."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from simulator.journal import JournalError
from simulator.outcome import Outcome
from simulator.point import reference
from simulator.point.conduct import BROKEN
from simulator.point.personas import GROUPS, moves, personas, rules
from simulator.portal import Portal
from simulator.practice import Practice
from simulator.screens.desk import Desk
from simulator.screens.point import PointDesk, desk_for
from simulator.screens.point_view import point_view
from simulator.screens.point_words import mood, say
from tests.simulator.point import volunteer


def desk_of(tmp_path: Path, scenario: str = "ca-truc-1") -> PointDesk:
    """A volunteer's desk at the beginning of a shift."""
    desk = desk_for(Practice(tmp_path, scenario, "TNV1-01", key=b"k" * 32))
    assert isinstance(desk, PointDesk)
    return desk


def call(desk: PointDesk) -> str:
    """Ask the first person to the desk; gives the visit."""
    visit = str(desk.view["queue"][0]["id"])
    desk.act({"do": "call_visitor", "visitor": visit})
    return visit


def serve(desk: PointDesk, move: str, about: str = "") -> None:
    """Press one option for the person at the desk."""
    desk.act({"do": "serve", "visitor": desk.view["visit"]["id"], "move": move, "about": about})


def said(portal: Portal) -> list[str]:
    """What stands in the conversation."""
    return [line["text"] for line in point_view(portal)["visit"]["talk"]]


def test_only_a_scenario_with_a_point_has_this_desk(tmp_path: Path) -> None:
    """Every other practice keeps the computer and the phone."""
    assert isinstance(desk_for(Practice(tmp_path, "1.001193", "8A1-07", key=b"k" * 32)), Desk)
    assert desk_of(tmp_path / "point").view["queue"]


def test_the_queue_says_whose_turn_it_is(tmp_path: Path) -> None:
    """Who waits is listed with ticket and time; at the desk, nobody is in the queue."""
    desk = desk_of(tmp_path)
    first = desk.view["queue"][0]
    assert first["ticket"][0] in "AB"
    assert first["waited"] == say("shift", "waited_now")
    assert desk.view["left"] == say("shift", "left", minutes="20")
    call(desk)
    assert desk.view["visit"]["ticket"] == first["ticket"]
    assert first["id"] not in [one["id"] for one in desk.view["queue"]]


@pytest.mark.parametrize("name", personas())
def test_everything_the_right_visit_needs_stands_on_the_screen(name: str) -> None:
    """Each move of the reference is offered at the moment when it is to be made."""
    portal, visit = volunteer.alone(name)
    for move, about in reference.visit(personas()[name]):
        view = point_view(portal, about if move == "choose" else "")
        offered = {(one["move"], one["about"]) for group in view["groups"] for one in group["options"]}
        offered |= {("choose", one["code"]) for one in view["finder"]["found"]}
        offered |= {
            ("fill", f"{field['id']}={one['id']}") for field in view["kiosk"]["fields"] for one in field["options"]
        }
        offered |= {("scan", one["id"]) for one in view["kiosk"]["scans"]}
        assert (move, about) in offered
        volunteer.make(portal, visit, f"{move}:{about}" if about else move)
    last = point_view(portal)["last"]
    assert last["lines"] == []
    assert last["score"] == say("debrief", "score", score="100")


def test_every_move_is_in_one_group_and_none_is_told_right_or_wrong() -> None:
    """All groups in the data's order; what the screen gets says nothing of rules, costs or the right answers."""
    portal, _ = volunteer.alone("cu_ba_khong_dien_thoai")
    view = point_view(portal)
    assert [group["id"] for group in view["groups"]] == list(GROUPS)
    named = {one["move"] for group in view["groups"] for one in group["options"]}
    assert named | {"choose", "fill", "scan"} == set(moves())
    keys = {key for group in view["groups"] for one in group["options"] for key in one}
    assert keys == {"move", "about", "name", "text", "done"}
    text = json.dumps(view, ensure_ascii=False)
    assert not any(rule.why in text for rule in rules().values())


def test_a_persona_is_not_told_before_they_speak() -> None:
    """Title, need, facts and papers stand nowhere until they are asked for."""
    portal, visit = volunteer.alone("me_be_so_sinh")
    persona = personas()["me_be_so_sinh"]
    text = json.dumps(point_view(portal), ensure_ascii=False)
    hidden = [persona.title, persona.need_said, *(fact.answer for fact in persona.facts.values())]
    assert not any(each in text for each in hidden if "{" not in each)
    assert persona.papers[persona.scans[0]] not in text
    volunteer.make(portal, visit, "greet", "ask_need", "ask:married", "ask_papers", "take_papers")
    spoken = said(portal)
    assert persona.need_said in spoken
    assert persona.facts["married"].answer.format(**visit.words) in spoken
    assert any(persona.papers[persona.scans[0]] in line for line in spoken)


def test_who_has_no_account_says_what_the_machine_did() -> None:
    """The refusal at the card reader is answered by the person, too."""
    portal, visit = volunteer.alone("cu_ba_khong_dien_thoai")
    refused = portal.do(volunteer.actions.Serve(visitor=visit.id, move="card"))
    assert refused.code == "kiosk_no_account"
    assert said(portal)[-1] == personas()[visit.persona].replies["card"]


def test_a_refusal_is_a_notice_and_changes_nothing_else(tmp_path: Path) -> None:
    """Wiping before anybody has signed in is fine; signing out nobody is not."""
    desk = desk_of(tmp_path)
    call(desk)
    serve(desk, "sign_out")
    assert desk.view["notice"]["ok"] is False
    assert desk.view["notice"]["text"]
    before = desk.view["visit"]["talk"]
    serve(desk, "greet")
    assert desk.view["notice"] is None
    assert len(desk.view["visit"]["talk"]) == len(before) + 2


def test_the_kiosk_shows_whose_session_it_is_and_what_was_left() -> None:
    """Card, form, tray, code; and after the person has gone, that their data is still there."""
    portal, visit = volunteer.alone("me_be_so_sinh")
    volunteer.make(portal, visit, "greet", "ask_need", "ask_papers", "take_papers", "choose:2.000986", "card")
    machine = point_view(portal)["kiosk"]
    assert visit.words["name"] in machine["whose"]
    assert machine["fields"] == []
    paper = personas()[visit.persona].scans[0]
    volunteer.make(portal, visit, "let_type", "fill:parents=married", f"scan:{paper}")
    machine = point_view(portal)["kiosk"]
    assert [field["value"] for field in machine["fields"]][:2] == ["married", ""]
    assert machine["tray"] == [personas()[visit.persona].papers[paper]]
    assert machine["left"] == ""
    volunteer.make(portal, visit, "end:come_back")
    machine = point_view(portal)["kiosk"]
    assert machine["left"] == say("kiosk", "left")
    assert machine["shown"]
    assert machine["fields"] == []


def test_papers_can_be_scanned_once_they_lie_on_the_desk() -> None:
    """Whether or not anybody has touched the machine yet."""
    portal, visit = volunteer.alone("me_be_so_sinh")
    assert point_view(portal)["kiosk"]["scans"] == []
    volunteer.make(portal, visit, "take_papers")
    assert [paper["id"] for paper in point_view(portal)["kiosk"]["scans"]] == list(personas()[visit.persona].papers)


def test_a_fee_is_shown_as_a_code_once_the_form_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the amount of the fee table, marked as a simulation, and away again when it is paid."""
    paying = msgspec.structs.replace(personas()["me_be_so_sinh"], need="2.000635", pays=True)
    monkeypatch.setitem(personas(), "me_be_so_sinh", paying)
    portal, visit = volunteer.alone("me_be_so_sinh")
    volunteer.make(portal, visit, "card", "let_type", "choose:2.000635", "fill:parents=married")
    assert point_view(portal)["kiosk"]["pay"] is None
    volunteer.make(portal, visit, "fill:residence=parents")
    shown = point_view(portal)["kiosk"]["pay"]
    assert shown["amount"].endswith("đ")
    assert "MÔ PHỎNG" in shown["picture"]
    volunteer.make(portal, visit, "let_pay")
    machine = point_view(portal)["kiosk"]
    assert (machine["pay"], machine["paid"]) == (None, True)


def test_the_machine_warns_before_it_wipes_a_session() -> None:
    """Nothing is said at first; in the last minute it is; then the session is gone, and that is said."""
    portal, visit = volunteer.alone("me_be_so_sinh")
    volunteer.make(portal, visit, "card")
    assert point_view(portal)["kiosk"]["idle"] == ""
    portal.do(volunteer.actions.PassTime(after=130))
    assert "giây" in point_view(portal)["kiosk"]["idle"]
    portal.do(volunteer.actions.PassTime(after=60))
    machine = point_view(portal)["kiosk"]
    assert (machine["account"], machine["idle"]) == ("", "")
    assert machine["timed_out"]


def test_looking_back_gives_every_broken_rule_its_cost_and_reason() -> None:
    """A rough visit: the lines, what was felt, and the two groups that cost most."""
    portal, visit = volunteer.alone("cu_ba_khong_dien_thoai")
    volunteer.make(portal, visit, "hurry", "take_papers", "end:counter")
    last = point_view(portal)["last"]
    known = rules()
    assert set(known) == set(BROKEN)
    by_title = {rule.title: rule for rule in known.values()}
    assert {known["greet"].title, known["hurried"].title, known["papers_consent"].title} <= {
        line["title"] for line in last["lines"]
    }
    for line in last["lines"]:
        rule = by_title[line["title"]]
        assert (line["cost"], line["why"], line["better"]) == (
            say("debrief", "cost", cost=str(rule.cost)),
            rule.why,
            rule.better,
        )
    assert last["felt"] == personas()[visit.persona].felt["bad" if visit.mood <= 3 else "mixed"]


@pytest.mark.parametrize("scenario", ["ca-truc-1", "ca-truc-2", "ca-truc-3"])
def test_a_whole_shift_is_looked_back_at(scenario: str) -> None:
    """The picture has everybody who came, in words as well; a shift without a fault gets a kind word."""
    portal = volunteer.portal(scenario)
    shift = volunteer.work(portal)
    view = point_view(portal)
    found = view["debrief"]
    assert view["stage"] == "over"
    assert [row["ticket"] for row in found["picture"]["rows"]] == [visit.ticket for visit in shift.visits]
    for row in found["picture"]["rows"]:
        assert 0 <= row["came"] <= row["called"] <= row["ended"] <= 100
        assert row["ticket"] in row["said"]
    assert found["advice"] == [say("debrief", "none_next")]
    assert found["score"].endswith("điểm")


def test_a_bad_shift_names_two_things_to_practise() -> None:
    """The dearest groups, and no more than two."""
    portal = volunteer.portal()
    shift = volunteer.shift(portal)
    while shift.over < 0:
        if shift.serving:
            volunteer.make(portal, shift.visit(shift.serving) or shift.visits[0], "scold", "photo_papers", "end:health")
        elif volunteer.queue.waiting(shift) and volunteer.queue.is_open(portal.state):
            portal.do(volunteer.actions.CallVisitor(visitor=volunteer.queue.waiting(shift)[0].id))
        elif not portal.do(volunteer.actions.WaitAtPoint()).ok:
            volunteer.must(portal, volunteer.actions.EndShift())
    found = point_view(portal)["debrief"]
    assert len(found["advice"]) == 2
    assert found["next"] == say("debrief", "next")


def test_together_the_role_card_comes_first_and_nobody_answers_on_the_screen(tmp_path: Path) -> None:
    """Card, hand back, no replies, and after the visit four questions to whoever played the person."""
    desk = desk_of(tmp_path, "ca-truc-hai-nguoi")
    visit = call(desk)
    shift = desk.practice.portal.state.shift
    assert shift is not None
    persona = personas()[shift.visits[0].persona]
    assert desk.view["stage"] == "card"
    assert desk.view["card"]["title"] == persona.title
    desk.go({"read": visit})
    assert desk.view["stage"] == "shift"
    assert desk.view["card"] is None
    serve(desk, "greet")
    assert [line["who"] for line in desk.view["visit"]["talk"]] == ["me"]
    serve(desk, "end", "come_back")
    assert desk.view["stage"] == "asking"
    for question in ("greeted", "understood", "secret", "again"):
        desk.act({"do": "tell_helper", "visitor": visit, "question": question, "answer": "partly"})
    assert desk.view["stage"] == "shift"
    assert len(desk.view["last"]["answers"]) == 4


def test_a_disk_that_cannot_be_written_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The press is not counted, and the screen says so; what was done before is there."""
    desk = desk_of(tmp_path)
    call(desk)
    serve(desk, "greet")
    talk = desk.view["visit"]["talk"]

    def full(*_: object) -> Outcome:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk.practice.file, "append", full)
    serve(desk, "ask_need")
    assert desk.view["visit"]["talk"] == talk
    assert "No space left" in desk.view["notice"]["text"]
    monkeypatch.setattr(desk.practice.file, "append", lambda *_: (_ for _ in ()).throw(JournalError("damaged", 3)))
    serve(desk, "ask_need")
    assert desk.view["visit"]["talk"] == talk


def test_a_shift_goes_on_where_it_was_left(tmp_path: Path) -> None:
    """Opened again, the same person sits at the desk and the talk is there; the first window only looks."""
    first = desk_of(tmp_path)
    call(first)
    serve(first, "greet")
    second = desk_of(tmp_path)
    assert second.view["visit"] == first.view["visit"]
    serve(first, "listen")
    assert first.view["readonly"] == say("desk", "taken_over")


def test_every_mood_has_words() -> None:
    """From 0 to 10, never better in words when it is worse in number."""
    spoken = [mood(value) for value in range(11)]
    assert len(set(spoken)) == 5
    assert sorted(range(11), key=lambda value: spoken.index(spoken[value])) == list(range(11))
