"""An identity card that has expired: noticed when it is used as a paper, and what is done about it.

From then on the account is limited: drafts are kept, and no new dossier can be begun until the police
have given out a new card. How the real systems treat it is general knowledge and has to be checked.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.clock import day_text
from simulator.identity import device
from simulator.office import calendar
from simulator.outcome import Outcome

if TYPE_CHECKING:
    from simulator.portal import Portal

KIND = "identity_card"
RENEWED_WITHIN = 7
"""Working days from the appointment's booking to the new card (simulation setting)."""


def expired(portal: Portal) -> bool:
    """Whether the citizen's card has expired and no new one has come."""
    return portal.case.planted("expired_card") is not None and not portal.state.account.card_renewed


def limited(portal: Portal) -> bool:
    """Whether the account is limited: the expired card has been used, and so noticed."""
    return expired(portal) and "expired_card" in portal.state.faults_met


def expired_on(portal: Portal) -> date:
    """The card's last day, a birthday some weeks before the case began (``case.CARD_AGES``)."""
    born = date.fromisoformat(portal.case.citizen.born)
    return born.replace(year=portal.case.begins.year)


def use(portal: Portal, kind: str) -> Outcome | None:
    """The refusal of a wallet's paper that is the expired card; nothing for any other."""
    if kind != KIND or not expired(portal):
        return None
    portal.meet("expired_card")
    return portal.refuse("card_expired", day=day_text(expired_on(portal)))


def renewing(portal: Portal) -> bool:
    """Whether a new card is on its way."""
    return any(event.kind == "card_renewed" for event in portal.state.events)


def renew(portal: Portal, action: actions.RenewCard) -> Outcome:
    """Make an appointment with the police for a new card."""
    if (refused := device.not_ready(portal)) is not None:
        return refused
    if not expired(portal):
        return portal.refuse("renewal_not_needed")
    if renewing(portal):
        return portal.refuse("renewal_asked")
    day = calendar.add_working_days(portal.now.date(), portal.draw.between(4, RENEWED_WITHIN, "card/renewed"))
    when = datetime.combine(day, calendar.MORNING[0], portal.now.tzinfo) + timedelta(hours=2)
    portal.schedule(portal.seconds(when), "card_renewed", "card")
    return portal.accept("renewal_booked", days=str(RENEWED_WITHIN))


def renewed(portal: Portal, ref: str) -> None:
    """The new card is there, in the wallet too, and the account is whole again."""
    portal.state.account.card_renewed = True
    portal.send_sms("card_renewed")


HANDLERS: dict[type[actions.Action], Any] = {actions.RenewCard: renew}

EVENTS = {"card_renewed": renewed}
