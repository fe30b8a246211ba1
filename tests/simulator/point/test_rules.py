"""Each rule of conduct costs what the data says, and breaking one breaks no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import pytest

from simulator import actions
from simulator.point import conduct, reference
from simulator.point.personas import personas, rules
from simulator.point.reference import Planned
from tests.simulator.point import volunteer

Plan = list[Planned]
Edit = Callable[[Plan], Plan]

FILES, GOES_ON, CALLED, PAYS = "me_be_so_sinh", "cu_ba_khong_dien_thoai", "bac_bi_goi_dien", "me_phai_tra_phi"
"""Somebody who files at the kiosk, is sent on with papers, is being deceived; and the first one with a fee to pay."""


def without(*moves: str) -> Edit:
    """The reference visit without some moves."""
    return lambda plan: [step for step in plan if step[0] not in moves]


def instead(move: str, other: str, about: str = "") -> Edit:
    """The reference visit with another move in the place of one."""
    return lambda plan: [(other, about) if step[0] == move else step for step in plan]


def before(move: str, new: str, about: str = "") -> Edit:
    """The reference visit with one more move before the first of some kind."""

    def edit(plan: Plan) -> Plan:
        place = next(i for i, step in enumerate(plan) if step[0] == move)
        return [*plan[:place], (new, about), *plan[place:]]

    return edit


def late_need(plan: Plan) -> Plan:
    """The need is asked for after the machine has been opened."""
    rest = without("ask_need")(plan)
    place = next(i for i, step in enumerate(rest) if step[0] == "choose")
    return [*rest[: place + 1], ("ask_need", ""), *rest[place + 1 :]]


def first_left_out(move: str) -> Edit:
    """The reference visit without the first move of some kind."""

    def edit(plan: Plan) -> Plan:
        place = next(i for i, step in enumerate(plan) if step[0] == move)
        return [*plan[:place], *plan[place + 1 :]]

    return edit


class Way(NamedTuple):
    """How a rule is broken and nothing else: with whom, and what is different from the reference."""

    persona: str
    edit: Edit


def _own_account(plan: Plan) -> Plan:
    return without("look_away", "let_type")(instead("card", "own_account")(plan))


WAYS: dict[str, Way] = {
    "greet": Way(FILES, without("greet")),
    "hurried": Way(FILES, before("explain_plainly", "hurry")),
    "scolded": Way(FILES, before("say_next", "scold")),
    "told_aloud": Way(FILES, before("say_next", "read_out")),
    "pushed": Way(FILES, before("say_next", "push")),
    "need_first": Way(FILES, late_need),
    "facts": Way(FILES, first_left_out("ask")),
    "papers_consent": Way(FILES, without("ask_papers")),
    "phone_consent": Way(FILES, before("look_away", "take_phone")),
    "photographed": Way(FILES, before("return_papers", "photo_papers")),
    "looked": Way(FILES, without("look_away")),
    "code_told": Way(FILES, instead("let_type", "read_code")),
    "code_typed": Way(FILES, instead("let_type", "type_code")),
    "password_kept": Way(FILES, before("sign_out", "keep_password")),
    "own_account": Way(FILES, _own_account),
    "signed_for": Way(FILES, before("send", "sign_for")),
    "rated_for": Way(FILES, instead("rate_self", "rate_for")),
    "other_matter": Way(FILES, before("choose", "choose", "2.000635")),
    "papers_unseen": Way(GOES_ON, without("ask_papers", "take_papers", "return_papers")),
    "wrong_form": Way(FILES, lambda plan: [s if s[1] != "parents=married" else (s[0], "parents=single") for s in plan]),
    "guessed": Way(FILES, before("fill", "guess")),
    "scanned_too_much": Way(FILES, before("scan", "scan", "identity_card")),
    "wrong_end": Way(FILES, instead("end", "end", "come_back")),
    "plain_words": Way(FILES, without("explain_plainly")),
    "official_words": Way(FILES, before("say_next", "explain_officially")),
    "nothing_next": Way(FILES, without("say_next")),
    "false_next": Way(FILES, instead("say_next", "say_next", "today")),
    "promised": Way(FILES, before("say_next", "promise")),
    "no_slip": Way(FILES, without("print")),
    "aid": Way(GOES_ON, without("read_aloud", "enlarge")),
    "cash": Way(PAYS, instead("let_pay", "take_cash")),
    "gift": Way(FILES, before("end", "accept_gift")),
    "fee_untold": Way(PAYS, without("tell_fee")),
    "harm": Way(CALLED, without("report")),
    "let_go": Way(CALLED, before("stop", "let_go")),
    "session_left": Way(CALLED, before("end", "card")),
    "data_left": Way(FILES, without("wipe")),
    "tray_left": Way(FILES, without("take_out")),
    "papers_kept": Way(FILES, without("return_papers")),
}


@pytest.fixture(autouse=True)
def _somebody_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody with a fee, whoever else the data has."""
    monkeypatch.setitem(personas(), PAYS, msgspec.structs.replace(personas()[FILES], pays=True))


def visited(persona: str, plan: Plan) -> tuple[list[conduct.Line], int]:
    """What a visit by this plan broke, and its score; every move of it was possible."""
    portal, visit = volunteer.alone(persona)
    for move, about in plan:
        volunteer.must(portal, actions.Serve(visitor=visit.id, move=move, about=about))
    assert visit.how == plan[-1][1]
    return conduct.broken(visit), conduct.score(visit)


def test_every_rule_of_the_data_is_tried() -> None:
    """A rule that is added needs a visit that breaks it, and code that finds it."""
    assert {*WAYS, "walked_out"} == set(rules()) == set(conduct.BROKEN)


def test_driving_somebody_away_is_the_dearest_of_all() -> None:
    """Nobody walks out without a reason: what drove them away costs, and their going costs more than any other rule."""
    portal, visit = volunteer.alone(GOES_ON)
    for move in ("greet", "ask_need", "scold", "hurry", "read_out"):
        if not visit.how:
            volunteer.make(portal, visit, move)
    assert visit.how == "walked_out"
    lines = {line.key: line.cost for line in conduct.broken(visit)}
    assert lines["walked_out"] == max(rule.cost for rule in rules().values())
    assert {*lines} - {"walked_out"} <= {"scolded", "hurried", "told_aloud"}
    assert conduct.score(visit) <= 40


@pytest.mark.parametrize("rule", WAYS)
def test_breaking_one_rule_costs_its_points_and_nothing_else(rule: str) -> None:
    """The reference visit with one fault: the sheet has that line alone."""
    way = WAYS[rule]
    plan = reference.visit(personas()[way.persona])
    assert visited(way.persona, plan) == ([], 100)
    cost = rules()[rule].cost
    assert visited(way.persona, way.edit(plan)) == ([conduct.Line(rule, cost)], 100 - cost)


@pytest.mark.parametrize("rule", WAYS)
def test_a_rule_that_is_broken_twice_costs_once(rule: str) -> None:
    """The same fault again in the same visit costs nothing more."""
    way = WAYS[rule]
    plan = way.edit(reference.visit(personas()[way.persona]))
    again = [step for step in plan[:-1] if step[0] in ("hurry", "scold", "promise", "read_out", "push", "take_phone")]
    found, _ = visited(way.persona, [*plan[:-1], *again, plan[-1]])
    assert [line.key for line in found] == [rule]
