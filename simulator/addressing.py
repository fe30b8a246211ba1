"""Whom the screens speak to: pupils are *em*, volunteers *anh/chị*, who have a coordinator and no teacher.

Sentences are written for pupils. For volunteers the one word is put in the other's place, in a template and in all
that a view shows; what is said *about* children stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PUPIL = re.compile(r"(?<![\w-])(?<!trẻ )(?<!các )([Ee]m)(?![\w-]| bé| nhỏ| học sinh| gái| trai| út)")

Speech = Callable[[str], str]


def to_volunteers(text: str) -> str:
    """A sentence for pupils, as volunteers are told it."""
    text = text.replace("Thầy/cô", "Người phụ trách").replace("thầy/cô", "người phụ trách")
    return _PUPIL.sub(lambda found: "Anh/chị" if found[1] == "Em" else "anh/chị", text)


def spoken(value: object, speech: Speech) -> object:
    """A view with every sentence as it is said; keys and codes are no sentences, and hold no such word.

    A file in a view may hold anything, and stays as it is.
    """
    if isinstance(value, str):
        return value if value.startswith("data:") else speech(value)
    if isinstance(value, dict):
        return {key: spoken(each, speech) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [spoken(each, speech) for each in value]
    return value
