"""Real people's data is noticed before anything is written, and only its kind is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import actions, replay
from simulator.identity import privacy
from simulator.identity.numbers import person_number, phone_number
from simulator.identity.privacy import looks_real, real_looking, redacted
from simulator.payments import orders
from tests.simulator.desk import Desk, case

PROVINCES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 "
    "044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 "
    "089 091 092 093 094 095 096"
).split()
MOBILE = (
    "032 033 034 035 036 037 038 039 052 055 056 058 059 070 076 077 078 079 081 082 083 084 085 086 087 088 089 "
    "090 091 092 093 094 096 097 098 099"
).split()


def test_there_were_sixty_three_provinces() -> None:
    """The list of the test is the official one, gaps and all."""
    assert len(set(PROVINCES)) == 63


@pytest.mark.parametrize("province", PROVINCES)
def test_a_person_number_of_every_province_is_noticed(province: str) -> None:
    """The 63 codes that were assigned, written plainly, in groups, and inside a sentence."""
    for text in (f"{province}313012345", f"{province} 313 012 345", f"Số của em là {province}.313.012.345 ạ"):
        assert real_looking(text) == "person_number"


@pytest.mark.parametrize("prefix", MOBILE)
def test_a_phone_of_every_network_is_noticed(prefix: str) -> None:
    """All prefixes in use, with 0 and with +84."""
    assert real_looking(f"{prefix}1234567") == "phone"
    assert real_looking(f"+84{prefix[1:]}1234567") == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "091 234 5678",
        "091.234.5678",
        "091-234-56-78",
        "0912 345 678",
        "+84 912 345 678",
        "+84912345678",
        "84912345678",
        "(+84) 912 345 678",
        "(091) 234 5678",
        "091  234  5678",
        "091 - 234 - 5678",
        "091–234–5678",
        "091\u00a0234\u00a05678",
        "０９１２３４５６７８",
        "091\u200b2345678",
        "0 9 1 2 3 4 5 6 7 8",
        "gọi 0912345678 nhé",
        "Zalo:0912345678",
        "0912345678, gọi trước 9 giờ",
    ],
)
def test_a_phone_is_noticed_however_it_is_written(text: str) -> None:
    """Spaces, dots, dashes, brackets, full-width digits and sentences around it do not hide a phone number."""
    assert real_looking(text) == "phone"


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1111", "5555555555554444", "9704-0311-0123-4560", "378282246310005", "4222222222222"]
)
def test_a_card_is_noticed(text: str) -> None:
    """Thirteen to nineteen digits whose check digit is right."""
    assert real_looking(text) == "card"


@pytest.mark.parametrize("text", ["123456789", "0011012345678", "4111 1111 1111 1112", "19001234567", "0099123456789"])
def test_any_other_long_number_counts_as_an_account(text: str) -> None:
    """Nine digits and more, of which nothing else is known: an account, or an old identity card."""
    assert real_looking(text) == "bank_account"


@pytest.mark.parametrize(
    "text", ["an@gmail.com", "Thư: minh.tran@truong.edu.vn.", "a@example.com.vn", "x@sub.example.org"]
)
def test_an_email_is_noticed(text: str) -> None:
    """Every host but the three reserved ones could be somebody's."""
    assert real_looking(text) == "email"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "099301234567",
        "099 301 234 567",
        "0301234567",
        "030 123 4567",
        "+84 30 123 4567",
        "Số định danh 099 301 234 567, điện thoại 030.123.4567",
        "nguoidan0001@example.com",
        "Em viết đến nguoidan0001@example.com, được không?",
        "NGUOIDAN0001@EXAMPLE.COM",
        "2.000635",
        "1.001776.000.00.00.H56",
        "H99.123-260910-0012",
        "hồ sơ h99.123-260910-0012 của em",
        "MP26-1234567",
        "KQ-123-260910-0012",
        "Biên lai số MP26-0012345",
        "25/08/1998",
        "25-08-1998",
        "25.08.1998 và 01.02.2003",
        "2026-09-10 10:30",
        "10:30 10/09/2026",
        "8A1-07",
        "Scan_011.pdf",
        "Số 12, ngõ 34, Phường Ba Đình",
        "8.000đ",
        "900.000",
        "1900.0368",
        "156 hoặc 5656",
        "Trả lời nhanh, giấy ghi rõ.",
    ],
)
def test_what_belongs_to_nobody_is_let_through(text: str) -> None:
    """Our own numbers, codes of procedures, dossiers and receipts, days, sums and hotlines."""
    assert real_looking(text) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.booleans(), st.integers(0, 999_999))
def test_no_synthetic_person_number_is_noticed(born: date, female: bool, serial: int) -> None:
    """Every person number that the simulation can make may be typed."""
    assert real_looking(person_number(born, female, serial)) is None


@given(st.integers(0, 9_999_999))
def test_no_synthetic_phone_is_noticed(serial: int) -> None:
    """Every phone number that the simulation can make may be typed."""
    assert real_looking(phone_number(serial)) is None


@given(st.text(max_size=200))
def test_looking_never_fails(text: str) -> None:
    """Any text at all gets an answer."""
    assert real_looking(text) in (None, "person_number", "phone", "card", "bank_account", "email")


def test_nothing_that_the_portal_says_looks_real() -> None:
    """Codes and receipts that appear on the way can be copied into any field."""
    desk = Desk().returned()
    said = [desk.dossier.code, desk.order.receipt, desk.order.content, *desk.case.citizen.address.split(";")]
    said += [word for entry in desk.portal.log for word in entry.outcome.words.values()]
    assert [text for text in said if real_looking(text)] == []


@dataclass
class Typed:
    """Real-looking data as somebody typed it, and the digits or letters that must not be kept."""

    text: str
    core: str


def grouped(number: str, separator: str) -> str:
    return separator.join(number[i : i + 3] for i in range(0, len(number), 3))


@st.composite
def real_data(draw: st.DrawFn) -> Typed:
    """A real-looking number or address in one of the ways in which people write it."""
    kind = draw(st.sampled_from(["person", "phone", "account", "email"]))
    if kind == "email":
        core = draw(st.from_regex(r"\A[a-z]{5,10}\Z")) + "@gmail.com"
        return Typed(core, core)
    rest = draw(st.from_regex(r"\A[0-9]{9}\Z"))
    core = {
        "person": draw(st.sampled_from(PROVINCES)) + rest,
        "phone": draw(st.sampled_from(MOBILE)) + rest[:7],
        "account": "1" + rest + "7",
    }[kind]
    text = grouped(core, draw(st.sampled_from(["", " ", ".", "-", "  ", " - ", "\u00a0"])))
    before, after = draw(st.sampled_from([("", ""), ("số ", ""), ("(", ")"), ("Em: ", ", cô ạ")]))
    return Typed(before + text + after, text)


def holding(text: str) -> list[actions.Action]:
    """One action of each kind that carries typed text, with this text in it."""
    return [
        actions.RequestActivation(person_number=text, phone="1"),
        actions.RequestActivation(person_number="1", phone=text),
        actions.EnterOtp(purpose="sign_in", code=text),
        actions.SignIn(person_number=text, password=Desk().secret("x")),
        actions.SetSecurityAnswers(questions=(text, "pet"), answers=(Desk().secret("x"), Desk().secret("y"))),
        actions.SearchProcedures(query=text),
        actions.OpenProcedure(procedure=text),
        actions.StartDossier(procedure=text, province="01", commune="00004"),
        actions.FillOwner(dossier="d1", phone=text, email=""),
        actions.FillOwner(dossier="d1", phone="1", email=text),
        actions.FillForm(dossier="d1", answers={"name": "An", "born": text}),
        actions.FillForm(dossier="d1", answers={text: "An"}),
        actions.AttachDocument(dossier="d1", slot="identity", source="device", file=text),
        actions.RateOffice(dossier="d1", grade="satisfied", comment=text),
    ]


@given(real_data(), st.integers(0, 13), st.integers(0, 3600))
def test_a_journal_never_holds_what_was_typed(typed: Typed, which: int, after: int) -> None:
    """Whatever field it is typed into, a journal keeps the kind, the field's action and the time alone."""
    action = msgspec.structs.replace(holding(typed.text)[which], after=after)
    kept = redacted(action)
    assert isinstance(kept, actions.PersonalDataTyped)
    assert kept == actions.PersonalDataTyped(after=after, instead_of=action.name, kind=looks_real(action))  # type: ignore[arg-type]
    seat = Desk()
    assert seat.do(action).code == "personal_data"
    assert typed.core not in seat.journal.encoded().decode()


def test_what_was_typed_is_counted() -> None:
    """Each time is counted, for the check that reports it, and the learner is told which kind it was."""
    desk = Desk()
    outcome = desk.do(actions.SearchProcedures(query="0912345678"))
    desk.do(actions.SearchProcedures(query="an@gmail.com"))
    assert desk.state.personal_data == 2
    assert "số điện thoại" in outcome.text
    assert desk.state.found == []


def test_a_portal_refuses_real_data_even_unredacted() -> None:
    """A screen that forgot to redact cannot carry a real number into the portal's state."""
    desk = Desk()
    outcome = desk.portal.do(actions.RequestActivation(person_number="001313012345", phone="0912345678"))
    assert (outcome.ok, outcome.code) == (False, "personal_data")
    assert "001313012345" not in repr(desk.state)


def test_harmless_actions_stay_as_they_are() -> None:
    """An action without real data is passed on itself, and a record of real data is not recorded twice."""
    action = actions.SearchProcedures(query="khai sinh", after=7)
    assert redacted(action) is action
    record = actions.PersonalDataTyped(instead_of="sign_in", kind="phone")
    assert redacted(record) is record


def test_a_record_of_real_data_cannot_hold_any() -> None:
    """The name of the action is a word of the schema, so that no number fits in its place."""
    with pytest.raises(msgspec.ValidationError, match="instead_of"):
        actions.decode(b'{"do":"personal_data_typed","instead_of":"0912345678","kind":"phone"}')


def test_secrets_are_never_part_of_a_journal() -> None:
    """A whole lesson later, no password, passcode or answer stands in the journal's bytes."""
    text = Desk().returned().journal.encoded().decode()
    for secret in ("Taptap", "482915", "cô Lan", "Lan", "mèo Mun", "Mun"):
        assert secret not in text


def test_a_case_holds_nothing_that_would_be_refused() -> None:
    """What stands on the task card can be typed into every field."""
    mine = case()
    for text in (mine.citizen.person_number, mine.registered_phone, mine.citizen.email, mine.relative.birth_text):
        assert privacy.real_looking(text) is None


def numbers() -> list[str]:
    """What the case shows: two people's numbers and phones, the registered phone, the account for fees."""
    mine = case()
    people = (mine.citizen, mine.relative)
    shown = [n for person in people for n in (person.person_number, person.phone)]
    return [*shown, mine.registered_phone, orders.account(Desk().portal)]


OWN = Desk().portal.own_numbers


def slips(number: str) -> list[str]:
    """Every number that one slip of the hand makes of this one."""
    every = range(len(number) + 1)
    more = [number[:i] + d + number[i:] for i in every for d in "0123456789"]
    fewer = [number[:i] + number[i + 1 :] for i in every[:-1]]
    wrong = [number[:i] + d + number[i + 1 :] for i in every[:-1] for d in "0123456789"]
    swapped = [number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in every[:-2]]
    return more + fewer + wrong + swapped


def like_a_persons(number: str) -> bool:
    """Whether somebody may have this person number or this phone."""
    phone = "0" + number[2:] if number.startswith("84") else number
    return (len(number) == 12 and number[:3] in PROVINCES) or (len(phone) == 10 and phone[:3] in MOBILE)


@pytest.mark.parametrize("number", numbers())
def test_a_slip_in_one_of_the_cases_own_numbers_is_no_real_persons_number(number: str) -> None:
    """A digit too many, missing, wrong or two swapped: the form says so, unless the number could be somebody's."""
    for typed in slips(number):
        kind = real_looking(grouped(typed, " "), OWN)
        if like_a_persons(typed):
            assert kind in ("person_number", "phone"), typed
        else:
            assert kind is None, typed


def test_a_slip_in_the_countrys_spelling_counts_too() -> None:
    """With +84, a digit too many is no more an account than with 0."""
    assert real_looking("+84" + case().registered_phone[1:] + "7", OWN) is None


@pytest.mark.parametrize("typed", ["0990 9479 464", "0990 9479 46411", "030 338 267", "030 338 26711"])
def test_what_is_near_no_number_of_the_case_may_be_an_account(typed: str) -> None:
    """It begins as our own numbers do, and has a digit more or less than they: a bank gives out such numbers."""
    assert real_looking(typed) == "bank_account"
    assert real_looking(typed, OWN) == "bank_account"


def test_two_slips_are_too_many() -> None:
    """What is further away is no longer known to be meant as the case's number."""
    number = case().citizen.person_number
    assert real_looking(number + "11", OWN) == "bank_account"
    assert real_looking(number[:-3] + "1", OWN) is not None
    assert real_looking("1" + number[:-1] + "77", OWN) == "bank_account"


@pytest.mark.parametrize("which", range(14))
def test_every_field_knows_a_slip_from_an_account(which: int) -> None:
    """Search words, comments, names, forms: a slip goes on to the form's own rules, an account to nobody."""
    seat = Desk()
    slip, account = case().citizen.person_number[:-1], "09909479464"
    assert seat.do(holding(slip)[which]).code != "personal_data"
    assert seat.do(holding(account)[which]).code == "personal_data"
    assert account not in seat.journal.encoded().decode()
    assert replay(seat.journal, seat.case).state == seat.state
