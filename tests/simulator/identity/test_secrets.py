"""Secrets: facts about rules are kept, the text never."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.actions import Secret
from simulator.identity.secrets import SPECIAL, describe, passcode_fault, password_fault, password_faults
from simulator.people.citizens import Citizen
from simulator.state import same
from tests.simulator.desk import case

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
    [("482915", None), ("000000", "passcode_weak"), ("48291", "passcode_rule"), ("4829155", "passcode_rule")]
    + [(text, "passcode_rule") for text in ("48291a", "48 915", "４８２９１５", "", "48291#")],
)
def test_a_passcode_is_six_digits(text: str, fault: str | None) -> None:
    """Six digits of the keyboard, nothing else."""
    assert passcode_fault(describe(text, KEY)) == fault


def people() -> tuple[Citizen, Citizen]:
    """Nguyễn Thị An, born 5/8/1998, and her brother Nguyễn Minh Hoàng, born 24/12/1995."""
    mine = case()
    an = msgspec.structs.replace(mine.citizen, family="Nguyễn", middle="Thị", given="An", born="1998-08-05")
    hoang = msgspec.structs.replace(mine.relative, family="Nguyễn", middle="Minh", given="Hoàng", born="1995-12-24")
    return an, hoang


def weak(text: str, known: Sequence[Citizen] = ()) -> bool:
    return describe(text, KEY, known).weak


@pytest.mark.parametrize(
    "text",
    "111111 000000 123456 654321 012345 890123 098765 135791 864208 121212 110110 111112 123123 112233 445566 "
    "123321 999000".split(),
)
def test_a_pattern_of_digits_is_easy_to_guess(text: str) -> None:
    """One or two digits alone, equal steps, pairs, triples, and what reads the same backwards."""
    assert passcode_fault(describe(text, KEY)) == "passcode_weak"


@pytest.mark.parametrize("text", "482915 918273 135792 730514 204981 123465 101234".split())
def test_digits_in_disorder_make_a_passcode(text: str) -> None:
    """Nothing is wrong with them, whoever plays."""
    assert passcode_fault(describe(text, KEY, people())) is None


@pytest.mark.parametrize(
    "text",
    "050898 980805 080598 980508 581998 199885 081998 199808 051998 050819 241295 951224 122495 121995".split(),
)
def test_a_birthday_is_easy_to_guess_in_any_order(text: str) -> None:
    """Day, month and year of anybody in the case, whole or in part; for others it is any number."""
    assert weak(text, people())
    assert not weak(text)


@pytest.mark.parametrize(
    "text",
    [
        "An@#12abCd",  # a whole word
        "Nguyenan#27",
        "AnNguyen#27",
        "anthi#NGUYEN1",
        "Hoanghon#27",  # a name of four letters and more, anywhere
        "xHOANGx#27",
        "Taptap#1998",
        "Taptap#1995!",
        "Taptap#050898",
        "Matkhau#2026",
        "MatKhau@1",
        "Password#27",
        "Abc@12345",
    ],
)
def test_names_years_and_everybodys_words_are_easy_to_guess(text: str) -> None:
    """In passwords that keep every other rule."""
    assert password_fault(describe(text, KEY, people())) == "password_weak"


@pytest.mark.parametrize(
    "text", ["Taptap#2026", "Banhmi#27", "Lanhoa#2027", "Abcxyz#27", "Nguyetan#27x", "Thitruong9!"]
)
def test_a_short_name_inside_another_word_is_no_name(text: str) -> None:
    """*An* in *Banh*: nobody would understand why that should be refused."""
    assert password_fault(describe(text, KEY, people())) is None


@pytest.mark.parametrize("text", ["111", "1111111", "nguyen", "Nguyen1998", "an", "", "cô An", "05/08/1998"])
def test_nothing_is_noted_about_what_is_refused_anyway(text: str) -> None:
    """Security answers and broken rules: as little as possible is known of them."""
    assert not weak(text, people())


def test_a_weak_secret_says_so_and_a_good_one_is_written_as_ever() -> None:
    """Journals from before hold no such fact; they still read the same, to the byte."""
    good, bad = (msgspec.json.encode(describe(text, KEY)) for text in ("482915", "111111"))
    assert b"weak" not in good
    assert b'"weak":true' in bad
    assert not msgspec.json.decode(good, type=Secret).weak


def test_not_even_one_passcode_in_fifty_is_refused() -> None:
    """Whoever chooses without a thought of patterns is not bothered."""
    refused = sum(weak(f"{number:06d}", people()) for number in range(7, 1_000_000, 997))
    assert refused < 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("taptap2026", "còn thiếu: chữ HOA, ký tự đặc biệt (như @ # !)"),
        ("TAPTAP#TAP", "còn thiếu: chữ thường, chữ số"),
        ("Tap tap#2026", "có chữ mang dấu"),
        ("mật khẩu dài", "còn thiếu: chữ HOA, chữ số, ký tự đặc biệt (như @ # !); có chữ mang dấu"),
    ],
)
def test_a_password_is_told_what_it_lacks(text: str, said: str) -> None:
    """The kinds that are missing, and whether something stands there that may not."""
    assert password_fault(describe(text, KEY)) == "password_classes"
    assert password_faults(describe(text, KEY)).startswith(said)
