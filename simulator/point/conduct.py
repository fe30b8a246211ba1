"""How a volunteer treated people: which rules were broken, what that costs, and a shift's score sheet.

Each visit begins at a hundred points; a broken rule costs exactly what ``datasets/point/rules.toml`` says, once a
visit. A shift's score is the mean of the visits' scores, less what the queue and the incidents cost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from simulator.point.personas import Persona, incidents, moves, personas, rules
from simulator.point.serving import did
from simulator.services import catalogue
from simulator.shift import Shift, Visit

WHOLE = 100
LONG = 10 * 60
"""Seconds from which a visit is too long while others wait (simulation setting)."""
HELD_UP = 5
"""What such a visit costs the shift (simulation setting)."""
OUT_OF_TURN = 5
"""What calling somebody before their turn costs the shift (simulation setting)."""

Broken = Callable[[Visit, Persona], bool]


def _first(visit: Visit, *names: str) -> int:
    """Which step was the first of these moves; past all of them if none was made."""
    return next((i for i, step in enumerate(visit.steps) if step.move in names), len(visit.steps) + 1)


def _any(*names: str) -> Broken:
    """One of the moves was made."""
    return lambda visit, _: any(did(visit, name) for name in names)


def _without(move: str, before: str) -> Broken:
    """A move was made and the one that has to come before it was not, or came after."""
    return lambda visit, _: did(visit, move) and _first(visit, move) < _first(visit, before)


def _served(visit: Visit) -> bool:
    """Whether somebody was served to an ending: who walks out has been judged by what made them."""
    return visit.called >= 0 and visit.how not in ("walked_out", "")


def _not_greeted(visit: Visit, persona: Persona) -> bool:
    return visit.called >= 0 and bool(visit.steps) and visit.steps[0].move != "greet"


def _need_late(visit: Visit, persona: Persona) -> bool:
    """Something was done before the need was asked for; listening and aids may come first."""
    early = [name for name, move in moves().items() if move.group in ("papers", "phone", "kiosk", "money", "end")]
    early += ["explain_plainly", "explain_officially", "say_next"]
    return _first(visit, *early) < _first(visit, "ask_need")


def _unasked(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and any(fact.needed and name not in visit.told for name, fact in persona.facts.items())


def _not_plain(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and not did(visit, "explain_plainly")


def _aid_missed(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and any(not any(did(visit, aid) for aid in needs) for needs in persona.aids)


def _looked(visit: Visit, persona: Persona) -> bool:
    """A code was typed by its owner while the helper looked on."""
    return _without("let_type", "look_away")(visit, persona)


def _wrong_matter(visit: Visit, persona: Persona) -> bool:
    """Some other procedure was opened."""
    return any(step.move == "choose" and step.about != persona.need for step in visit.steps)


def _wrong_end(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and visit.how not in persona.ends


def _papers_unseen(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and bool(persona.papers or persona.missing) and not did(visit, "take_papers")


def _wrong_form(visit: Visit, persona: Persona) -> bool:
    """What was sent says something that is not so."""
    if not did(visit, "send"):
        return False
    sent = visit.steps[: _first(visit, "send")]
    filled = {name: next(iter(field.options)) for name, field in persona.form.items()}
    filled.update(step.about.split("=", 1) for step in sent if step.move == "fill")  # type: ignore[misc]
    return any(filled[name] != field.right for name, field in persona.form.items())


def _scanned_too_much(visit: Visit, persona: Persona) -> bool:
    return any(step.move == "scan" and step.about not in persona.scans for step in visit.steps)


def _nothing_next(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and not did(visit, "say_next")


def _false_next(visit: Visit, persona: Persona) -> bool:
    said = [step.about for step in visit.steps if step.move == "say_next"]
    return bool(said) and said[-1] != persona.promise


def _no_slip(visit: Visit, persona: Persona) -> bool:
    return did(visit, "send") and not (did(visit, "print") or did(visit, "write_down"))


def _fee_untold(visit: Visit, persona: Persona) -> bool:
    return persona.pays and did(visit, "send") and _first(visit, "tell_fee") > _first(visit, "let_pay", "take_cash")


def _harm(visit: Visit, persona: Persona) -> bool:
    return _served(visit) and any(not did(visit, move) for move in persona.safety)


def _left(what: str) -> Broken:
    return lambda visit, _: what in visit.left


def _papers_kept(visit: Visit, persona: Persona) -> bool:
    return visit.ended >= 0 and did(visit, "take_papers") and not did(visit, "return_papers")


BROKEN: dict[str, Broken] = {
    "greet": _not_greeted,
    "hurried": _any("hurry"),
    "scolded": _any("scold"),
    "told_aloud": _any("read_out"),
    "pushed": _without("push", "ask_push"),
    "walked_out": lambda visit, _: visit.how == "walked_out",
    "need_first": _need_late,
    "facts": _unasked,
    "papers_consent": _without("take_papers", "ask_papers"),
    "phone_consent": _without("take_phone", "ask_phone"),
    "photographed": _any("photo_papers"),
    "looked": _looked,
    "code_told": _any("read_code"),
    "code_typed": _any("type_code"),
    "password_kept": _any("keep_password"),
    "own_account": _any("own_account"),
    "signed_for": _any("sign_for"),
    "rated_for": _any("rate_for"),
    "other_matter": _wrong_matter,
    "papers_unseen": _papers_unseen,
    "wrong_form": _wrong_form,
    "guessed": _any("guess"),
    "scanned_too_much": _scanned_too_much,
    "wrong_end": _wrong_end,
    "plain_words": _not_plain,
    "official_words": _any("explain_officially"),
    "nothing_next": _nothing_next,
    "false_next": _false_next,
    "promised": _any("promise"),
    "no_slip": _no_slip,
    "aid": _aid_missed,
    "cash": _any("take_cash"),
    "gift": _any("accept_gift"),
    "fee_untold": _fee_untold,
    "harm": _harm,
    "let_go": _any("let_go"),
    "session_left": _left("session"),
    "data_left": _left("data"),
    "tray_left": _left("tray"),
    "papers_kept": _papers_kept,
}
"""What breaks each rule of the data."""


class Line(NamedTuple):
    """One line of a score sheet: a rule of a visit, or a key of the shift, and what it cost."""

    key: str
    cost: int
    about: str = ""


def broken(visit: Visit) -> list[Line]:
    """The rules that were broken in a visit, in the data's order."""
    persona = personas()[visit.persona]
    return [Line(key, rule.cost) for key, rule in rules().items() if visit.called >= 0 and BROKEN[key](visit, persona)]


def score(visit: Visit) -> int:
    """A visit's points of a hundred; none for who was never served."""
    if visit.called < 0:
        return 0
    return max(0, WHOLE - sum(line.cost for line in broken(visit)))


NOT_MORE = 6
"""The best mood that somebody goes home with who was sent the wrong way, however kindly (simulation setting)."""


def mood_afterwards(visit: Visit) -> int:
    """How somebody looks back at a visit: kindness alone does not settle what they came for."""
    return min(visit.mood, NOT_MORE) if _wrong_end(visit, personas()[visit.persona]) else visit.mood


def _held_up(shift: Shift, visit: Visit) -> bool:
    """Whether others were still waiting when a visit had become too long."""
    then = visit.called + LONG
    if visit.called < 0 or visit.ended <= then:
        return False
    ends = ((each.arrived, each.called if each.called >= 0 else each.ended) for each in shift.visits)
    return any(arrived < then and (until < 0 or until > then) for arrived, until in ends)


def shift_lines(shift: Shift) -> list[Line]:
    """What the queue and the incidents cost the shift."""
    lines = [Line("out_of_turn", OUT_OF_TURN, visit) for visit in shift.order]
    lines += [Line("held_up", HELD_UP, visit.id) for visit in shift.visits if _held_up(shift, visit)]
    for each in shift.incidents:
        ways = incidents()[each.kind].ways
        cost = ways[each.way].cost if each.way else max(way.cost for way in ways.values())
        if cost and (each.way or shift.over >= 0):
            lines.append(Line(f"incident/{each.way or 'unmet'}", cost, each.id))
    return lines


def counted(shift: Shift) -> list[Visit]:
    """The visits that a shift is judged by: who was told at closing when to come back is nobody's fault."""
    return [visit for visit in shift.visits if visit.how and visit.how != "sent_home"]


def shift_score(shift: Shift) -> int:
    """A shift's points of a hundred; 0 while nobody has gone."""
    visits = counted(shift)
    if not visits:
        return 0
    mean = sum(map(score, visits)) / len(visits)
    return max(0, round(mean - sum(line.cost for line in shift_lines(shift))))


def waited(visit: Visit, now: int) -> int:
    """How many seconds somebody waited, until they were called, went, or now."""
    return next(when for when in (visit.called, visit.ended, now) if when >= 0) - visit.arrived


def matter(persona: Persona) -> str:
    """What the person needs, as a procedure's name; empty where no procedure helps."""
    return catalogue.procedures()[persona.need].name if persona.need else ""
