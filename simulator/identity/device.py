"""The phone: an inbox that is full, an app that is too old, and a new phone after the old one was lost.

Planted faults ``sms_blocked``, ``app_too_old`` and ``lost_phone``. What a false update does is told
after the public warnings (``datasets/scams/sms.toml``); what the portal makes of it is a simulation setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.outcome import Outcome
from simulator.state import Message

if TYPE_CHECKING:
    from simulator.portal import Portal

# --- the inbox ---


def inbox_full(portal: Portal) -> bool:
    """Whether no SMS gets in."""
    return portal.state.account.inbox == "full"


def code_lost(portal: Portal) -> bool:
    """Whether a code that is sent now finds no room; where it is planted, the case's first one fills the inbox.

    Networks keep a code no longer than it is good for, so a lost one never comes; other SMS wait.
    """
    account = portal.state.account
    if not account.inbox and portal.case.planted("sms_blocked") is not None:
        account.inbox = "full"
        portal.meet("sms_blocked")
    return inbox_full(portal)


def clear_inbox(portal: Portal, action: actions.ClearInbox) -> Outcome:
    """Make room; what waited comes in."""
    state = portal.state
    if not inbox_full(portal):
        return portal.refuse("inbox_not_full")
    state.account.inbox = "cleared"
    for message in state.held:
        message.at = state.now
    state.messages += state.held
    state.held = []
    return portal.accept("inbox_cleared")


# --- the app ---


def too_old(portal: Portal) -> bool:
    """Whether the identity app has to be updated before it opens."""
    return portal.case.planted("app_too_old") is not None and not portal.state.account.app_updated


def signed_in(portal: Portal) -> bool:
    """Whether the identity app is signed in on this phone: on a new one, after the loss, not at first."""
    return portal.case.planted("lost_phone") is None or portal.state.account.phones > 1


def old_app(portal: Portal) -> Outcome | None:
    """The refusal of an app that is too old; with the first one comes the SMS with the false update."""
    if not too_old(portal):
        return None
    if "app_too_old" not in portal.state.faults_met:
        portal.meet("app_too_old")
        portal.send_sms(portal.case.fault("app_too_old").variant)
    return portal.refuse("app_too_old")


def not_ready(portal: Portal) -> Outcome | None:
    """The refusal of whatever wants an identity app that opens and is signed in, if it is not."""
    refused = old_app(portal)
    if refused is None and not signed_in(portal):
        portal.meet("lost_phone")
        return portal.refuse("phone_not_signed_in")
    return refused


def update_app(portal: Portal, action: actions.UpdateApp) -> Outcome:
    """From the store the app is new, and a false one is gone; from a page that a message led to comes a false one."""
    account = portal.state.account
    if action.source == "link":
        page = next((m for m in portal.state.messages if m.page_open and installs(m)), None)
        return portal.refuse("update_page_closed") if page is None else install(portal, page)
    had_false = account.false_app == "there"
    if not too_old(portal) and not had_false:
        return portal.refuse("app_up_to_date")
    account.app_updated = True
    if not had_false:
        return portal.accept("app_updated")
    account.false_app = "gone"
    return portal.accept("false_app_removed")


def installs(message: Message) -> bool:
    """Whether the page behind an SMS gives out a false app."""
    return datasets.sms_texts()[message.key].page == "app"


def install(portal: Portal, message: Message) -> Outcome:
    """Install what the page behind an SMS gives out; it stays until the app is updated from the store."""
    message.page_open, message.gave = False, True
    portal.state.account.false_app = "there"
    return portal.accept("fell_for_app")


def secrets_renewed(portal: Portal) -> None:
    """Password and passcode are new: what a false app read before it was removed is of no use any more."""
    if portal.state.account.false_app == "gone":
        portal.state.account.false_app = ""


HANDLERS: dict[type[actions.Action], Any] = {
    actions.ClearInbox: clear_inbox,
    actions.UpdateApp: update_app,
}
