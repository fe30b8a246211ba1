"""The account's later life: too late to activate, another phone, locking, a child's account.

Rules: Nghị định 69/2024/NĐ-CP, Điều 7 (levels by age), Điều 14 (seven days; under 14 with
the guardian through the app). One account is on one device at a time.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.identity import device
from simulator.office import calendar
from simulator.outcome import Outcome

if TYPE_CHECKING:
    from simulator.portal import Portal

ACTIVATE_WITHIN = 7
"""Days after the notice in which one activates oneself; later the hotline has to help (Điều 14)."""
UNLOCK_WITHIN = 2
"""Working days in which the police unlock an account (text of the decree of 2022; to be checked)."""
RAISED_WITHIN = 3
"""Working days from the visit to the police to level 2 (general knowledge of the decree; to be checked)."""
HOTLINE = "1900.0368"
NOTICED = 9
"""Days since the notice where an activation comes too late (simulation setting)."""
ADULT_FROM, CHILD_FROM = 14, 6


def notify(portal: Portal) -> None:
    """The SMS with which an activation begins: the account was approved, just now or too many days ago."""
    message = portal.send_sms("approved")
    if too_late(portal):
        message.at = message.sent = -NOTICED * 24 * 3600


def too_late(portal: Portal) -> bool:
    """Whether the seven days of the activation have gone by and the hotline has not helped."""
    return portal.case.planted("late_activation") is not None and not portal.state.account.reopened


def call_hotline(portal: Portal, action: actions.CallHotline) -> Outcome:
    """The hotline reopens an activation that came too late."""
    if portal.state.account.step == "active":
        return portal.refuse("already_active")
    if not too_late(portal):
        return portal.refuse("hotline_not_needed")
    portal.state.account.reopened = True
    portal.meet("late_activation")
    return portal.accept("hotline_reopened", hotline=HOTLINE)


def too_low(portal: Portal) -> bool:
    """Whether the account is of level 1, which does not do for papers, signing and filing (to be checked)."""
    account = portal.state.account
    low = account.step == "active" and account.level == 1
    if low:
        portal.meet("level_one")
    return low


def raising(portal: Portal) -> bool:
    """Whether level 2 is on its way."""
    return any(event.kind == "level_two" for event in portal.state.events)


def raise_level(portal: Portal, action: actions.RaiseLevel) -> Outcome:
    """Go to the police once, in office hours, with the card: portrait and fingerprints are compared."""
    account = portal.state.account
    if account.step != "active":
        return portal.refuse("account_not_active")
    if account.level != 1:
        return portal.refuse("level_high_enough")
    if raising(portal):
        return portal.refuse("level_asked")
    portal.pass_time(portal.seconds(calendar.opening(portal.now)) - portal.state.now)
    day = calendar.add_working_days(portal.now.date(), portal.draw.between(1, RAISED_WITHIN, "level_two"))
    when = datetime.combine(day, calendar.AFTERNOON[0], portal.now.tzinfo)
    portal.schedule(portal.seconds(when), "level_two", "account")
    return portal.accept("level_wanted", days=str(RAISED_WITHIN))


def raised(portal: Portal, ref: str) -> None:
    """The account is of level 2; where a practice began signed in, its wallet is open as everybody's."""
    account = portal.state.account
    account.level, account.wallet_open = 2, not account.passcode
    portal.send_sms("level_two")


def change_phone(portal: Portal, action: actions.ChangePhone) -> Outcome:
    """Sign in to the app on another phone: confirmed on the old one, or by the chip of the card."""
    account = portal.state.account
    if account.step != "active":
        return portal.refuse("account_not_active")
    if (refused := device.old_app(portal)) is not None:
        return refused
    if action.confirm == "old_phone" and not device.signed_in(portal):
        portal.meet("lost_phone")
        return portal.refuse("old_phone_lost")
    if action.confirm == "nfc":
        account.nfc_tries += 1
        if account.nfc_tries < portal.draw.between(2, 3, "nfc", account.phones):
            return portal.refuse("nfc_failed", count=str(account.nfc_tries))
    account.nfc_tries = 0
    account.phones += 1
    account.wallet_open = False
    portal.send_sms("phone_changed")
    return portal.accept("phone_changed")


def lock(portal: Portal, action: actions.LockAccount) -> Outcome:
    """Lock the account, as one does after a theft or a scam; the portal signs out with it."""
    account, session = portal.state.account, portal.state.session
    if account.step != "active":
        return portal.refuse("account_not_active")
    if account.locked:
        return portal.refuse("already_locked")
    account.locked, account.wallet_open = True, False
    session.step, session.otp = "out", None
    portal.send_sms("account_locked")
    return portal.accept("account_locked")


def unlocking(portal: Portal) -> bool:
    """Whether the police have been asked to unlock the account and have not answered yet."""
    return any(event.kind == "unlock" for event in portal.state.events)


def ask_to_unlock(portal: Portal, action: actions.AskToUnlock) -> Outcome:
    """Ask the police to unlock it; it takes up to two working days."""
    account = portal.state.account
    if not account.locked:
        return portal.refuse("not_locked")
    if unlocking(portal):
        return portal.refuse("unlock_asked")
    day = calendar.add_working_days(portal.now.date(), portal.draw.between(1, UNLOCK_WITHIN, "unlock"))
    when = datetime.combine(day, calendar.AFTERNOON[0], portal.now.tzinfo)
    portal.schedule(portal.seconds(when), "unlock", "account")
    return portal.accept("unlock_wanted", days=str(UNLOCK_WITHIN))


def unlock(portal: Portal, ref: str) -> None:
    """The account is free again."""
    portal.state.account.locked = False
    portal.send_sms("account_unlocked")


def full_years(born: date, day: date) -> int:
    """How many years somebody has on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age(portal: Portal, born: str) -> int:
    """Full years on the day it is."""
    return full_years(date.fromisoformat(born), portal.now.date())


def register_child(portal: Portal, action: actions.RegisterChild) -> Outcome:
    """An account for somebody under 14, by the guardian, through the guardian's own app."""
    if portal.state.account.step != "active":
        return portal.refuse("account_not_active")
    if (refused := device.not_ready(portal)) is not None:
        return refused
    if too_low(portal):
        return portal.refuse("level_too_low")
    child = portal.case.drawn.people.get(action.person)
    if child is None:
        return portal.refuse("child_unknown")
    years = age(portal, child.born)
    if years >= ADULT_FROM:
        return portal.refuse("child_old_enough", name=child.name, age=str(years))
    if years < CHILD_FROM and action.level == 2:
        return portal.refuse("child_too_young", name=child.name, age=str(years))
    if not action.consent:
        return portal.refuse("guardian_must_agree")
    portal.state.children[action.person] = action.level
    if action.level == 2:
        return portal.accept("child_invited", name=child.name)
    return portal.accept("child_registered", name=child.name)


HANDLERS: dict[type[actions.Action], Any] = {
    actions.CallHotline: call_hotline,
    actions.RaiseLevel: raise_level,
    actions.ChangePhone: change_phone,
    actions.LockAccount: lock,
    actions.AskToUnlock: ask_to_unlock,
    actions.RegisterChild: register_child,
}

EVENTS = {"unlock": unlock, "level_two": raised}
