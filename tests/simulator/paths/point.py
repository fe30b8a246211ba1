"""Ways to every answer at a support point and at its kiosk."""

from __future__ import annotations

from collections.abc import Callable

from simulator import Outcome, Portal, actions
from simulator.shift import Incident, Visit
from tests.simulator.desk import Desk
from tests.simulator.paths.seats import Way
from tests.simulator.point import volunteer

MOTHER = "me_be_so_sinh"
IN = ("greet", "choose:2.000986", "card", "let_type")
FORM = ("fill:parents=married", "fill:residence=parents")
SENT = (*IN, *FORM, "ask_papers", "take_papers", "scan:birth_notice", "send")

At = Callable[[Portal, Visit], Outcome]


def _serve(visit: Visit, move: str, about: str = "") -> actions.Serve:
    return actions.Serve(visitor=visit.id, move=move, about=about)


def at_desk(*moves: str, persona: str = MOTHER) -> Way:
    """The last of these moves for somebody who is alone at the point."""

    def way(_: Desk) -> Outcome:
        portal, visit = volunteer.alone(persona)
        volunteer.make(portal, visit, *moves[:-1])
        move, _, about = moves[-1].partition(":")
        return portal.do(_serve(visit, move, about))

    return way


def stopped(kind: str, *moves: str) -> Way:
    """The last of these moves while an incident keeps it from working."""

    def way(_: Desk) -> Outcome:
        portal, visit = volunteer.alone(MOTHER)
        volunteer.make(portal, visit, *moves[:-1])
        volunteer.shift(portal).incidents.append(Incident("i1", kind, portal.state.now, portal.state.now + 600))
        return portal.do(_serve(visit, moves[-1]))

    return way


def pays(_: Desk) -> Outcome:
    """Everything is filled in but the fee, by somebody who owes one: the mother, as if she did."""
    from unittest.mock import patch

    import msgspec

    from simulator.point import personas

    owing = {**personas.personas(), MOTHER: msgspec.structs.replace(personas.personas()[MOTHER], pays=True)}
    with patch("simulator.point.serving.personas", lambda: owing):
        return at_desk(*SENT)(Desk())


def at_point(act: Callable[[Portal], Outcome], scenario: str = "ca-truc-1") -> Way:
    """Something in a shift that has just begun."""
    return lambda _: act(volunteer.portal(scenario))


def called(portal: Portal) -> Portal:
    volunteer.must(portal, actions.CallVisitor(visitor="k1"))
    return portal


def with_incident(portal: Portal, *ways: str) -> Outcome:
    volunteer.shift(portal).incidents.append(Incident("i9", "printer", 0, 600))
    return [portal.do(actions.MeetIncident(incident="i9", way=way)) for way in ways][-1]


def over(portal: Portal) -> Outcome:
    """Everybody has gone before the time is over."""
    shift = volunteer.shift(portal)
    shift.visits, portal.state.events = [], [e for e in portal.state.events if e.kind == "closes"]
    return portal.do(actions.EndShift())


def told(portal: Portal) -> Outcome:
    visit = volunteer.shift(called(portal)).visits[0]
    volunteer.make(portal, visit, "end:counter")
    return portal.do(actions.TellHelper(visitor=visit.id, question="greeted", answer="yes"))


def walked_out(_: Desk) -> Outcome:
    portal, visit = volunteer.alone(MOTHER)
    visit.mood = 2
    return portal.do(_serve(visit, "scold"))


def held_back(_: Desk) -> Outcome:
    from unittest.mock import patch

    import msgspec

    from simulator.point import personas

    known = personas.personas()[MOTHER]
    shy = {name: msgspec.structs.replace(fact, gentle=True) for name, fact in known.facts.items()}
    with patch("simulator.point.serving.personas", lambda: {MOTHER: msgspec.structs.replace(known, facts=shy)}):
        portal, visit = volunteer.alone(MOTHER)
        visit.mood = 3
        return portal.do(_serve(visit, "ask", "married"))


def elsewhere(desk: Desk) -> Outcome:
    """A lesson without a point."""
    return desk.do(actions.CallVisitor(visitor="k1"))


def gone(portal: Portal) -> Outcome:
    """Somebody who has gone is called."""
    visit = volunteer.shift(called(portal)).visits[0]
    volunteer.make(portal, visit, "end:counter")
    return portal.do(actions.CallVisitor(visitor=visit.id))


PATHS: dict[str, Way] = {
    "point_called": at_point(lambda portal: portal.do(actions.CallVisitor(visitor="k1"))),
    "point_done": at_desk("greet"),
    "point_held_back": held_back,
    "point_ended": at_desk("end:counter"),
    "point_walked_out": walked_out,
    "point_waited": at_point(lambda portal: portal.do(actions.WaitAtPoint())),
    "point_over": at_point(over),
    "point_incident_done": at_point(lambda portal: with_incident(portal, "refill")),
    "point_told": at_point(told),
    "point_none": elsewhere,
    "point_busy": at_point(lambda portal: called(portal).do(actions.WaitAtPoint())),
    "point_closed": at_point(lambda portal: (over(portal), portal.do(actions.WaitAtPoint()))[1]),
    "point_not_waiting": at_point(gone),
    "point_people_waiting": at_point(lambda portal: portal.do(actions.EndShift())),
    "point_nobody_here": at_point(lambda portal: portal.do(actions.Serve(visitor="k1", move="greet"))),
    "point_move_unknown": at_desk("fill:parents=nobody"),
    "point_incident_unknown": at_point(lambda portal: with_incident(portal, "nothing")),
    "point_incident_met": at_point(lambda portal: with_incident(portal, "refill", "refill")),
    "point_not_sent": at_desk("end:filed"),
    "point_papers_first": at_desk(*IN, "scan:birth_notice"),
    "kiosk_stopped_printer": stopped("printer", *SENT, "print"),
    "kiosk_stopped_network": stopped("network", "card"),
    "kiosk_stopped_population": stopped("population", "card"),
    "kiosk_taken": at_desk("card", "own_account"),
    "kiosk_no_account": at_desk("card", persona="cu_ba_khong_dien_thoai"),
    "kiosk_no_card": at_desk("let_type"),
    "kiosk_no_code": at_desk("card", "let_type", persona="bac_sim_cua_chau"),
    "kiosk_code_done": at_desk("card", "let_type", "let_type"),
    "kiosk_not_in": at_desk("fill:parents=married"),
    "kiosk_no_procedure": at_desk("card", "let_type", "fill:parents=married"),
    "kiosk_other_form": at_desk("choose:2.000635", "card", "let_type", "fill:parents=married"),
    "kiosk_sent": at_desk(*SENT, "fill:parents=married"),
    "kiosk_nothing_to_pay": at_desk(*IN, "let_pay"),
    "kiosk_empty": at_desk(*IN, "send"),
    "kiosk_unscanned": at_desk(*IN, *FORM, "send"),
    "kiosk_unpaid": pays,
    "kiosk_nothing_sent": at_desk("print"),
    "kiosk_nobody_in": at_desk("sign_out"),
    "kiosk_sign_out_first": at_desk("card", "wipe"),
    "kiosk_tray_empty": at_desk("take_out"),
}
