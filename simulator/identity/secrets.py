"""Turning what is typed into facts that may be kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise, permutations

import msgspec

from simulator import datasets
from simulator.actions import Secret
from simulator.people.citizens import Citizen
from simulator.services.catalogue import plain

SPECIAL = set("!@#$%^&*()-_=+[]{};:'\",.<>/?\\|`~")
CLASSES = ("lower", "upper", "digit", "special")
"""The kinds of characters of which a password has at least one each."""
_COMMON = ("password", "matkhau", "qwerty", "admin", "abc")
"""What those type first who want to get into somebody else's account."""


def describe(text: str, key: bytes, people: Sequence[Citizen] = ()) -> Secret:
    """The facts about a secret that the rules need, and a digest under the machine's key.

    The text is normalised first, so that the same Vietnamese letters typed on two
    systems compare equal. ``people`` are those of the case, whose names and days of
    birth are easy to guess; whether a text is weak is noted only if nothing else is
    wrong with it, so that as little as possible is known of it.
    """
    text = unicodedata.normalize("NFC", text)
    secret = Secret(
        length=min(len(text), 64),
        digit=any(c.isascii() and c.isdigit() for c in text),
        upper=any("A" <= c <= "Z" for c in text),
        lower=any("a" <= c <= "z" for c in text),
        special=any(c in SPECIAL for c in text),
        other=any(not (c.isascii() and c.isalnum()) and c not in SPECIAL for c in text),
        digest=hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:32],
    )
    weak = (passcode_fault(secret) is None and _weak_passcode(text, people)) or (
        password_fault(secret) is None and _weak_password(text, people)
    )
    return msgspec.structs.replace(secret, weak=weak)


def password_fault(secret: Secret) -> str | None:
    """The rule that a password breaks: 8 to 20 characters with digit, upper, lower and special, not easy to guess.

    Source: the activation guide of the national identification app as published by
    provincial police sites (dean06.hanam.gov.vn). That easy ones are refused is a
    setting of this simulation.
    """
    if not 8 <= secret.length <= 20:
        return "password_length"
    if not all(getattr(secret, kind) for kind in CLASSES) or secret.other:
        return "password_classes"
    return "password_weak" if secret.weak else None


def password_faults(secret: Secret) -> str:
    """Which kinds of characters a password lacks, and whether it has some that may not be there, in words."""
    words = datasets.labels()["password"]
    lacking = [words[kind] for kind in CLASSES if not getattr(secret, kind)]
    faults = [words["lacking"].format(kinds=", ".join(lacking))] if lacking else []
    return "; ".join(faults + [words["other"]] * secret.other)


def passcode_fault(secret: Secret) -> str | None:
    """A passcode is exactly six digits, not easy to guess."""
    only_digits = secret.digit and not (secret.upper or secret.lower or secret.special or secret.other)
    if secret.length != 6 or not only_digits:
        return "passcode_rule"
    return "passcode_weak" if secret.weak else None


def _birth_digits(people: Sequence[Citizen]) -> set[str]:
    """Every six digits in a row out of the people's days of birth, in any order of day, month and year."""
    found = set()
    for person in people:
        born = date.fromisoformat(person.born)
        ways = [f"{born:%d}", str(born.day)], [f"{born:%m}", str(born.month)], [f"{born:%Y}", f"{born:%y}"]
        for order in permutations(ways):
            texts = [a + b + c for a in order[0] for b in order[1] for c in order[2]]
            found |= {text[i : i + 6] for text in texts for i in range(len(text) - 5)}
    return found


def _weak_passcode(text: str, people: Sequence[Citizen]) -> bool:
    """One or two digits alone, equal steps (123456, 975310), repetition (123123, 112233), a mirror, a birthday."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(text)}
    repeated = text[:3] == text[3:] or text[::2] == text[1::2] or text == text[::-1]
    return len(set(text)) <= 2 or len(steps) == 1 or repeated or text in _birth_digits(people)


def _weak_password(text: str, people: Sequence[Citizen]) -> bool:
    """Words that are names of the people or come to everybody's mind, their year or day of birth.

    A short name counts only if it is a whole word of the password: *An* is in *Banh*, too.
    """
    names = {part for person in people for part in plain(person.name).split()}
    known = "|".join(sorted(names | set(_COMMON), key=len, reverse=True))
    words = re.findall("[a-z]+", text.lower())
    if any(re.fullmatch(f"(?:{known})+", word) for word in words):
        return True
    if any(name in word for name in names if len(name) >= 4 for word in words):
        return True
    numbers = re.findall("[0-9]+", text)
    births = _birth_digits(people) | {person.born[:4] for person in people}
    return any(birth in number for birth in births for number in numbers)
