"""Turning what is typed into facts that may be kept."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from simulator.actions import Secret

SPECIAL = set("!@#$%^&*()-_=+[]{};:'\",.<>/?\\|`~")


def describe(text: str, key: bytes) -> Secret:
    """The facts about a secret that the rules need, and a digest under the machine's key.

    The text is normalised first, so that the same Vietnamese letters typed on two
    systems compare equal.
    """
    text = unicodedata.normalize("NFC", text)
    return Secret(
        length=min(len(text), 64),
        digit=any(c.isascii() and c.isdigit() for c in text),
        upper=any("A" <= c <= "Z" for c in text),
        lower=any("a" <= c <= "z" for c in text),
        special=any(c in SPECIAL for c in text),
        other=any(not (c.isascii() and c.isalnum()) and c not in SPECIAL for c in text),
        digest=hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32],
    )


def password_fault(secret: Secret) -> str | None:
    """The rule that a password breaks: 8 to 20 characters with digit, upper, lower and special.

    Source: the activation guide of the national identification app as published by
    provincial police sites (dean06.hanam.gov.vn).
    """
    if not 8 <= secret.length <= 20:
        return "password_length"
    if not (secret.digit and secret.upper and secret.lower and secret.special) or secret.other:
        return "password_classes"
    return None


def passcode_fault(secret: Secret) -> str | None:
    """A passcode is exactly six digits."""
    only_digits = secret.digit and not (secret.upper or secret.lower or secret.special or secret.other)
    return None if secret.length == 6 and only_digits else "passcode_rule"
