"""What a screen sends, on its way to an action: the device that it came from, and what of it is secret."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from simulator import actions
from simulator.actions import AnyAction, Secret
from simulator.screens.screen import Message

SECRETS = {
    "set_password": ("password", "again"),
    "set_passcode": ("passcode", "again"),
    "set_security_answers": ("answers",),
    "open_wallet": ("passcode",),
    "sign_in": ("password",),
}
"""Which fields of which action are secret: they leave the desk as facts only."""

PHONE_ACTIONS = frozenset(
    "request_activation set_password set_passcode set_security_answers forget_password cancel_reset open_message "
    "follow_link answer_fake_page judge_message answer_call reply_call check_call judge_call report_call "
    "scan_qr confirm_transfer cancel_transfer pay_by_card type_transfer "
    "call_hotline renew_card raise_level clear_inbox update_app "
    "change_phone lock_account ask_to_unlock register_child tip_off sign_form read_notice "
    "reply_notice report_notice scan_poster answer_scan answer_poster_page report_poster".split()
)


def device(message: Message) -> str:
    """``phone`` or ``computer``: where the learner did this."""
    name = str(message.get("do", ""))
    on_phone = name in PHONE_ACTIONS or message.get("purpose") in ("activation", "reset")
    return "phone" if on_phone else "computer"


def action(message: Message, secret: Callable[[str], Secret]) -> AnyAction:
    """The message as an action, its secrets made facts; raises ``msgspec.ValidationError`` if it does not fit."""
    clean = dict(message)
    for field in SECRETS.get(str(message.get("do", "")), ()):
        typed = clean.get(field)
        clean[field] = [secret(str(text)) for text in typed] if isinstance(typed, list) else secret(str(typed or ""))
    return actions.decode(msgspec.json.encode(clean))
