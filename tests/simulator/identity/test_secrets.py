"""Secrets: facts about rules are kept, the text never."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.identity.secrets import SPECIAL, describe, passcode_fault, password_fault
from simulator.state import same

KEY = b"one machine's key"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Taptap#2026", {"digit", "upper", "lower", "special"}),
        ("matkhau", {"lower"}),
        ("482915", {"digit"}),
        ("mật khẩu", {"lower", "other"}),  # marks and spaces are of no class
        ("ẬẤ", {"other"}),
        ("Ａ１", {"other"}),  # full-width letters
        ("٣", {"other"}),  # a digit of another script
        ("", set()),
    ],
)
def test_the_facts_are_those_of_the_text(text: str, facts: set[str]) -> None:
    """Each class of characters is noted, and what belongs to none as other."""
    secret = describe(text, KEY)
    assert {name for name in ("digit", "upper", "lower", "special", "other") if getattr(secret, name)} == facts
    assert secret.length == len(text)


def test_one_text_in_two_unicode_forms_is_one_secret() -> None:
    """The same Vietnamese letters typed on two systems compare equal."""
    text = "Mật#khẩu1"
    one, other = (describe(unicodedata.normalize(form, text), KEY) for form in ("NFC", "NFD"))
    assert one == other
    assert one.length == 9


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_secrets_are_the_same_when_their_texts_are(first: str, second: str) -> None:
    """Digests under one key compare as the texts do."""
    equal = unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second)
    assert same(describe(first, KEY), describe(second, KEY)) == equal


@given(st.text(max_size=30))
def test_another_machine_gives_another_digest(text: str) -> None:
    """A digest says nothing to somebody without the machine's key."""
    assert describe(text, KEY).digest != describe(text, b"another machine's key").digest


def test_very_long_secrets_keep_a_bounded_length() -> None:
    """The length stops at 64, as the schema of actions wants it."""
    assert describe("a" * 1000, KEY).length == 64


def test_a_broken_character_is_described_not_an_error() -> None:
    """Half of a surrogate pair, as browsers can send it, does not stop the program."""
    assert describe("\ud800", KEY).other


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Taptap#2026", None),
        ("Tap#2026", None),
        ("Taptaptap#2026taptap", None),
        ("Tap#202", "password_length"),
        ("Taptaptap#2026taptapt", "password_length"),
        ("taptap#2026", "password_classes"),
        ("TAPTAP#2026", "password_classes"),
        ("Taptap#abcd", "password_classes"),
        ("Taptap2026", "password_classes"),
        ("Tậptap#2026", "password_classes"),
        ("Tap tap#2026", "password_classes"),
    ],
)
def test_a_password_has_eight_to_twenty_characters_of_four_classes(text: str, fault: str | None) -> None:
    """Digit, upper case, lower case and special, and nothing else; both limits included."""
    assert password_fault(describe(text, KEY)) == fault


@pytest.mark.parametrize("special", sorted(SPECIAL))
def test_every_special_character_will_do(special: str) -> None:
    """None of the special characters of a keyboard makes a password wrong."""
    assert password_fault(describe(f"Taptap{special}2026", KEY)) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [("482915", None), ("000000", None), ("48291", "passcode_rule"), ("4829155", "passcode_rule")]
    + [(text, "passcode_rule") for text in ("48291a", "48 915", "４８２９１５", "", "48291#")],
)
def test_a_passcode_is_six_digits(text: str, fault: str | None) -> None:
    """Six digits of the keyboard, nothing else."""
    assert passcode_fault(describe(text, KEY)) == fault
