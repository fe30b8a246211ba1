"""Speaking up: petitions with the time limits of the service index, and tips about crime.

Limits in working days (QĐ 766/QĐ-TTg, group 5): refusing 2, asking for more 5, answering 15,
publishing 2. What the office answers is the case's own draw; that it answers in time is its rule.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.identity import device
from simulator.office import calendar
from simulator.outcome import Outcome
from simulator.services import catalogue
from simulator.services.eforms import tidy
from simulator.state import Petition

if TYPE_CHECKING:
    from simulator.portal import Portal

ENOUGH = 20
"""Characters without which nobody could tell what a petition is about."""
MAX_PETITIONS = 10
READ_WITHIN, ANSWER_WITHIN = 2, 15


def send(portal: Portal, action: actions.SendPetition) -> Outcome:
    if portal.state.session.step != "in":
        return portal.refuse("sign_in_first")
    if action.topic not in datasets.labels()["petition_topic"]:
        return portal.refuse("topic_unknown")
    if action.about and portal.state.dossier(action.about) is None and action.about not in catalogue.procedures():
        return portal.refuse("dossier_unknown")
    text = tidy(action.text)
    if not text:
        return portal.refuse("petition_empty")
    if len(portal.state.petitions) >= MAX_PETITIONS:
        return portal.refuse("too_many_petitions")
    number = len(portal.state.petitions) + 1
    petition = Petition(
        id=f"p{number}", code=f"PA-{portal.now:%y%m%d}-{number:02d}", topic=action.topic, about=action.about, text=text
    )
    petition.history.append(("sent", portal.state.now))
    portal.state.petitions.append(petition)
    _later(portal, petition, "petition_read", portal.draw.between(0, READ_WITHIN - 1, "petition/read", number))
    return portal.accept("petition_sent", code=petition.code)


def add(portal: Portal, action: actions.AddToPetition) -> Outcome:
    petition = _find(portal, action.petition)
    if petition is None:
        return portal.refuse("petition_unknown")
    if petition.status != "asked":
        return portal.refuse("petition_not_asked")
    text = tidy(action.text)
    if not text:
        return portal.refuse("petition_empty")
    petition.text = f"{petition.text} {text}"
    _move(portal, petition, "accepted")
    _later(portal, petition, "petition_answer", portal.draw.between(1, 8, f"petition/answer/{petition.id}"))
    return portal.accept("petition_added", code=petition.code)


def rate(portal: Portal, action: actions.RateAnswer) -> Outcome:
    petition = _find(portal, action.petition)
    if petition is None:
        return portal.refuse("petition_unknown")
    if petition.status != "answered":
        return portal.refuse("petition_not_answered")
    petition.rating = action.grade
    return portal.accept("petition_rated", grade=datasets.label("rating", action.grade))


def tip(portal: Portal, action: actions.TipOff) -> Outcome:
    """A tip about a crime goes through the identity app; who is in danger now has to phone."""
    if portal.state.account.step != "active":
        return portal.refuse("account_not_active")
    if (refused := device.not_ready(portal)) is not None:
        return refused
    if action.kind not in datasets.labels()["crime"]:
        return portal.refuse("topic_unknown")
    if len(tidy(action.text)) < ENOUGH:
        return portal.refuse("tip_short", count=str(ENOUGH))
    portal.state.tips.append(action.kind)
    return portal.accept("tip_sent", kind=datasets.label("crime", action.kind))


def _find(portal: Portal, name: str) -> Petition | None:
    return next((petition for petition in portal.state.petitions if petition.id == name), None)


def _move(portal: Portal, petition: Petition, status: str) -> None:
    petition.status = status
    petition.history.append((status, portal.state.now))


def _later(portal: Portal, petition: Petition, kind: str, days: int) -> None:
    """Have something happen on a working morning, ``days`` working days on."""
    day = calendar.add_working_days(calendar.opening(portal.now).date(), days)
    when = datetime.combine(day, calendar.MORNING[0], portal.now.tzinfo) + timedelta(minutes=40)
    portal.schedule(portal.seconds(max(when, calendar.opening(portal.now + timedelta(minutes=30)))), kind, petition.id)


def read(portal: Portal, ref: str) -> None:
    """The office looks at it: asks for more if nobody could tell what it is about, otherwise takes it up."""
    petition = _find(portal, ref)
    assert petition is not None  # noqa: S101 - events are made for petitions that exist
    if len(petition.text) < ENOUGH:
        _move(portal, petition, "asked")
        portal.send_sms("petition_asked", code=petition.code)
        return
    _move(portal, petition, "accepted")
    _later(portal, petition, "petition_answer", portal.draw.between(2, ANSWER_WITHIN - 3, f"petition/answer/{ref}"))


def answer(portal: Portal, ref: str) -> None:
    """The answer is there, and published with it."""
    petition = _find(portal, ref)
    assert petition is not None  # noqa: S101 - events are made for petitions that exist
    _move(portal, petition, "answered")
    portal.send_sms("petition_answered", code=petition.code)


HANDLERS: dict[type[actions.Action], Any] = {
    actions.SendPetition: send,
    actions.AddToPetition: add,
    actions.RateAnswer: rate,
    actions.TipOff: tip,
}

EVENTS = {"petition_read": read, "petition_answer": answer}
