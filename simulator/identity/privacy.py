"""Keeping real people's data out: what looks real is refused, and only its kind is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import msgspec

from simulator import actions
from simulator.actions import Action, PersonalDataTyped
from simulator.identity.numbers import PERSON_NUMBER, PHONE

if TYPE_CHECKING:
    from simulator.case import Case

Kind = Literal["person_number", "phone", "card", "bank_account", "email"]

# The 63 province codes of person numbers (with gaps) as assigned before 1/7/2025;
# numbers were not changed by the merger of provinces.
_PROVINCES = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 "
    "038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 "
    "080 082 083 084 086 087 089 091 092 093 094 095 096".split()
)
# Mobile prefixes in use; 030 is not among them.
_MOBILE = re.compile(r"^(?:0|84)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7}$")
# Digits with the spaces, dots, hyphens and brackets that people put between them.
_RUN = re.compile(r"\+?\d(?:[\s.()\-]{0,3}\d)+", re.ASCII)
# Long runs of digits that are nobody's data: codes of procedures, dossiers, receipts and results, and days.
_CODES = re.compile(
    r"\b\d\.\d{6}(?:\.\d{2,3})*(?:\.H\d{2})?\b"
    r"|\b(?:\d{3}\.\d{2}\.\d{2}\.)?[GH]\d{2}(?:\.\d{1,3}){0,3}-\d{6}-\d{4}\b"
    r"|\bMP\d{2}-\d{7}\b"
    r"|\bKQ-\d{1,3}-\d{6}-\d{4}\b"
    r"|(?<![\d.\-])(?:[0-3]?\d([/.\-])[01]?\d\1(?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d)(?![.\-]?\d)",
    re.ASCII | re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s@]+@([^\s@]+\.\w+)")
_SAFE_MAIL = ("example.com", "example.org", "example.net")


def _plain(text: str) -> str:
    """The text with digits, spaces and hyphens of every kind as on a keyboard, and nothing invisible."""
    known = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    one_hyphen = ("-" if unicodedata.category(c) == "Pd" else c for c in known)
    return "".join(str(unicodedata.decimal(c, c)) for c in one_hyphen)


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def own_numbers(case: Case, account: str) -> frozenset[str]:
    """The numbers of one case, which a learner may mean when typing; ``account`` is the one that takes the fees."""
    shown = {text for text in _texts(msgspec.to_builtins(case)) if PERSON_NUMBER.match(text) or PHONE.match(text)}
    abroad = {"84" + number[1:] for number in shown if PHONE.match(number)}
    return frozenset({account, *shown, *abroad})


def _slip(typed: str, meant: str) -> bool:
    """Whether one digit too many, one missing, one wrong, or two that changed places make the difference."""
    same = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    left, right = typed[same:], meant[same:]
    swapped = right[1:2] + right[:1] + right[2:]
    return left[1:] == right or left == right[1:] or left[1:] == right[1:] or left == swapped


def real_looking(text: str, own: Collection[str] = ()) -> Kind | None:
    """Which kind of real person's data the text seems to hold, if any.

    ``own`` are the numbers of the case: a slip of the hand in one of them is nobody's
    account. A slip that makes a number such as people have is refused like any other.
    """
    text = _plain(text)
    for match in _EMAIL.finditer(text):
        if match[1].lower() not in _SAFE_MAIL:
            return "email"
    for match in _RUN.finditer(_CODES.sub("|", text)):
        number = re.sub(r"[^\d]", "", match[0])
        if number.startswith("84") and PHONE.match("0" + number[2:]):
            continue
        if PERSON_NUMBER.match(number) or PHONE.match(number):
            continue
        if len(number) == 12 and number[:3] in _PROVINCES:
            return "person_number"
        if _MOBILE.match(number):
            return "phone"
        if len(number) >= 9 and any(_slip(number, meant) for meant in own):
            continue
        if 13 <= len(number) <= 19 and _luhn(number):
            return "card"
        if len(number) >= 9:
            return "bank_account"
    return None


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for text in _texts(pair)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in _texts(item)]
    return []


def looks_real(action: Action, own: Collection[str] = ()) -> Kind | None:
    """The kind of real-looking data in what was typed for this action, if any; ``own`` as in ``real_looking``."""
    for field in action.__struct_fields__:
        for text in _texts(getattr(action, field)):
            kind = real_looking(text, own)
            if kind:
                return kind
    return None


def redacted(action: Action, own: Collection[str] = ()) -> Action:
    """The action itself, or, if it holds real-looking data, a record of the kind alone.

    ``own`` are the numbers of the case, in which a slip of the hand may be written down.
    Run before anything is written: this is what keeps a real number out of journals.
    """
    if isinstance(action, PersonalDataTyped):
        return action
    kind = looks_real(action, own)
    if kind is None:
        return action
    kept: Action = msgspec.convert(
        {"do": "personal_data_typed", "after": action.after, "instead_of": action.name, "kind": kind},
        actions.AnyAction,
    )
    return kept
