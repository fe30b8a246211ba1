"""One-time codes by SMS: sending one, and the rules for typing it.

How long a code is good and how many tries there are are settings of this simulation: the real
ones are not published. Signing in, setting secrets anew and paying by card share the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.clock import time_text
from simulator.identity import device
from simulator.identity.numbers import digits
from simulator.outcome import Outcome
from simulator.state import Otp

if TYPE_CHECKING:
    from simulator.portal import Portal

OTP_LIFE = 120
"""Seconds that a one-time code is good for (simulation setting)."""
OTP_TRIES = 5


def send(portal: Portal, purpose: str, late_by: int = 0, **words: str) -> Otp:
    """Send a new code; ``late_by`` is how many seconds the SMS is held up on its way. A full inbox loses it."""
    state = portal.state
    state.account.otps_sent += 1
    number = portal.draw.below(1_000_000, f"otp/{purpose}", state.account.otps_sent)
    otp = Otp(f"{number:06d}", state.now, state.now + OTP_LIFE)
    if late_by:
        portal.pass_time(late_by)
    if not device.code_lost(portal):
        minutes = str(OTP_LIFE // 60)
        portal.send_sms(f"otp_{purpose}", sent=otp.sent, code=otp.code, minutes=minutes, **words)
    return otp


def fault(portal: Portal, otp: Otp, typed: str) -> Outcome | None:
    """The refusal of what was typed, or nothing if it is the right code in time; a wrong try is counted."""
    code = digits(typed)
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return portal.refuse("otp_shape")
    if otp.wrong >= OTP_TRIES:
        return portal.refuse("otp_locked")
    if portal.state.now >= otp.expires:
        return portal.refuse("otp_expired", expired=time_text(portal.when(otp.expires)), now=time_text(portal.now))
    if code == otp.code:
        return None
    otp.wrong += 1
    left = OTP_TRIES - otp.wrong
    return portal.refuse("otp_wrong", left=str(left)) if left else portal.refuse("otp_locked")
