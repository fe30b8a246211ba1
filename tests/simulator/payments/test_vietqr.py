"""VietQR: the official vectors, what is refused, and the picture that a learner sees."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from simulator.payments import orders, vietqr
from simulator.payments.vietqr import VietQrError, ascii_text, build, check, crc16, field, fields, picture
from simulator.release import SNAPSHOT
from tests.simulator.desk import Desk

OFFICIAL = {
    "static account": "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5",
    "static card": "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    "dynamic account": (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang63042E2E"
    ),
    "dynamic card": (
        "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang6304A203"
    ),
}
"""The examples of the NAPAS document. In the first one an inner length is wrong (12 for 13 characters)."""

ACCOUNTS = st.text("0123456789", min_size=1, max_size=19)
AMOUNTS = st.integers(1, 9_999_999_999_999)
PURPOSES = st.text("ABCDEFGHIKLMNOPQRSTUVXY 0123456789", min_size=1, max_size=25).filter(lambda text: text.strip())


def resealed(body: str) -> str:
    """A code with a right CRC, whatever its body."""
    return body + "6304" + crc16(body + "6304")


def test_the_crc_is_that_of_the_specification() -> None:
    """CRC-16/CCITT-FALSE by its published check value."""
    assert crc16("123456789") == "29B1"


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_official_examples_pass(name: str) -> None:
    """All four vectors have a right frame and CRC."""
    found = check(OFFICIAL[name])
    assert (found["53"], found["58"]) == ("704", "VN")
    assert found["01"] == ("11" if name.startswith("static") else "12")


def test_the_first_official_example_has_a_slip_inside() -> None:
    """Its account says 12 characters and has 13: reading the inner fields finds it."""
    inside = fields(check(OFFICIAL["static account"])["38"])
    with pytest.raises(VietQrError, match="no field at position 26"):
        fields(inside["01"])


def test_our_code_is_built_like_the_official_one() -> None:
    """With the example's own values the builder gives the example, purpose in capitals apart."""
    made = build("0011012345678", 180000, "thanh toan don hang", "NPS6869", bank="970403")
    official = OFFICIAL["dynamic account"]
    assert made[:-4] == official[:-4].replace("thanh toan don hang", "THANH TOAN DON HANG")
    assert made[-4:] == crc16(made[:-4])


@given(ACCOUNTS, AMOUNTS, PURPOSES, st.text("ABC123", max_size=25))
def test_what_is_built_can_be_read_back(account: str, amount: int, purpose: str, bill: str) -> None:
    """Every field comes back as it was put in, under the simulated bank's number."""
    found = check(build(account, amount, purpose, bill))
    receiver = fields(fields(found["38"])["01"])
    assert receiver == {"00": "970499", "01": account}
    assert (found["01"], found["54"]) == ("12", str(amount))
    assert fields(found["62"])["08"] == " ".join(purpose.split())
    assert fields(found["62"]).get("01", "") == bill


@given(ACCOUNTS, AMOUNTS, PURPOSES, st.data())
def test_one_wrong_character_is_noticed(account: str, amount: int, purpose: str, data: st.DataObject) -> None:
    """Any single character changed into any other is refused: length, frame or CRC finds it."""
    content = build(account, amount, purpose)
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != content[at]))
    with pytest.raises(VietQrError, match=r"."):
        check(content[:at] + other + content[at + 1 :])


@given(ACCOUNTS, AMOUNTS, PURPOSES, st.data())
def test_a_cut_code_is_noticed(account: str, amount: int, purpose: str, data: st.DataObject) -> None:
    """No beginning of a code is a code."""
    content = build(account, amount, purpose)
    with pytest.raises(VietQrError, match=r"."):
        check(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.text(max_size=60))
def test_any_text_is_checked_without_another_error(text: str) -> None:
    """Whatever a camera reads is a code or a clear refusal."""
    try:
        check(text)
    except VietQrError:
        return
    raise AssertionError("random text passed as a code")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "begins with 000201"),
        ("000201", "ends with field 63"),
        (resealed("00020153037045303704"), "field 53 stands twice"),
        (resealed("0002015303704")[:-4] + "0000", "CRC is 0000"),
        (resealed("010211000201"), "begins with 000201"),
        (resealed("0002015900"), "field 59 is empty"),
        (resealed("000201") + "5303704", "ends with field 63"),
        ("0002015399704", "says 99 characters and has 3"),
        ("000201XX03704", "no field at position 6"),
        ("000201²²03704", "ASCII"),
        (resealed("000201")[:-4] + crc16("0002016304").lower(), "CRC is"),
    ],
)
def test_a_broken_code_is_refused_with_its_fault(content: str, message: str) -> None:
    """Each fault is named."""
    with pytest.raises(VietQrError, match=message):
        check(content)


@pytest.mark.parametrize(
    ("account", "amount", "purpose", "bank", "message"),
    [
        ("1", 0, "LE PHI", "970499", "amount must be positive"),
        ("1", -5, "LE PHI", "970499", "amount must be positive"),
        ("1", 10**13, "LE PHI", "970499", "amount must be positive and have at most 13 digits"),
        ("", 1, "LE PHI", "970499", "account must have 1 to 19 characters"),
        ("1" * 20, 1, "LE PHI", "970499", "account must have 1 to 19 characters"),
        ("số 1", 1, "LE PHI", "970499", "account must have 1 to 19 characters"),
        ("1", 1, "LE PHI", "97049", "bank number must be six digits"),
        ("1", 1, "LE PHI", "97049x", "bank number must be six digits"),
        ("1", 1, "日本", "970499", "field 08 must have 1 to 99 characters"),
    ],
)
def test_what_cannot_be_written_is_not_built(account: str, amount: int, purpose: str, bank: str, message: str) -> None:
    """Sums, accounts, banks and purposes outside the format are refused."""
    with pytest.raises(VietQrError, match=message):
        build(account, amount, purpose, bank=bank)


@pytest.mark.parametrize("length", [0, 100])
def test_a_field_has_one_to_ninety_nine_characters(length: int) -> None:
    """Two digits of length cannot say more, and an empty field says nothing."""
    with pytest.raises(VietQrError, match=f"1 to 99 characters, got {length}"):
        field("62", "x" * length)


@pytest.mark.parametrize(
    ("text", "limit", "plain"),
    [
        ("Lệ phí hồ sơ", 25, "LE PHI HO SO"),
        ("Đường Đê La Thành", 25, "DUONG DE LA THANH"),
        ("  nhiều   khoảng  ", 25, "NHIEU KHOANG"),
        ("Lệ phí hồ sơ", 7, "LE PHI"),
        ("日本", 25, ""),
    ],
)
def test_purposes_are_written_without_marks(text: str, limit: int, plain: str) -> None:
    """One byte a character, in capitals, without a space at the cut."""
    assert ascii_text(text, limit) == plain


# --- the picture -------------------------------------------------------------------


def number(text: str) -> int:
    return int(float(text))


def pixels(svg: str) -> np.ndarray:
    """The picture's cells as an array of grey values, read off the SVG text that the page shows.

    It knows as much SVG as the picture uses: nested groups that are moved or scaled,
    and rows of cells drawn as horizontal strokes.
    """
    root = ET.fromstring(svg)
    width, height = (number(part) for part in root.attrib["viewBox"].split()[2:])
    canvas = np.full((height, width), 255, np.uint8)

    def draw(node: ET.Element, left: int, top: int, scale: int) -> None:
        for kind, arguments in re.findall(r"(\w+)\(([^)]*)\)", node.attrib.get("transform", "")):
            values = [number(value) for value in arguments.split(",")]
            if kind == "translate":
                left, top = left + values[0] * scale, top + values[1] * scale
            else:
                scale *= values[0]
        x = y = 0
        for command, arguments in re.findall(r"([Mmh])([\d.\- ]+)", node.attrib.get("d", "")):
            values = [number(value) for value in re.findall(r"-?[\d.]+", arguments)]
            if command == "h":
                rows = slice(top + y * scale, top + (y + 1) * scale)
                canvas[rows, left + x * scale : left + (x + values[0]) * scale] = 0
                x += values[0]
            else:
                x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
        for child in node:
            draw(child, left, top, scale)

    draw(root, 0, 0, 1)
    return canvas


def read(svg: str) -> str:
    """What an independent reader finds in the picture."""
    (code,) = zxingcpp.read_barcodes(pixels(svg))
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    return code.text


def test_another_reader_reads_the_orders_picture() -> None:
    """What a camera would read off the learner's screen is the order's content, and passes the check."""
    desk = Desk().signed_in().prepared()
    desk.submit()
    content = orders.content(desk.portal, desk.order)
    assert read(picture(content)) == content
    assert vietqr.fields(vietqr.fields(check(content)["38"])["01"])["00"] == "970499"


@pytest.mark.parametrize("scale", [1, 3, 5, 8])
def test_the_picture_can_be_read_at_every_size(scale: int) -> None:
    """Small on a phone or big on a wall."""
    content = build("0990123", 8000, "MP LE PHI")
    assert read(picture(content, scale)) == content


def test_the_picture_says_twice_that_it_is_no_real_money() -> None:
    """MÔ PHỎNG above and below, off the cells, and once more for people who hear the page."""
    svg = picture(build("0990123", 8000, "MP LE PHI"))
    root = ET.fromstring(svg)
    words = [node for node in root if node.tag.endswith("text")]
    assert [node.text for node in words] == ["MÔ PHỎNG · KHÔNG PHẢI TIỀN THẬT", f"MÔ PHỎNG · quy định đến {SNAPSHOT}"]
    assert "mô phỏng" in root.attrib["aria-label"]
    dark = np.flatnonzero((pixels(svg) == 0).any(axis=1))
    above, below = (float(node.attrib["y"]) for node in words)
    assert above < dark[0]
    assert below - 16 > dark[-1]


def test_the_picture_keeps_a_quiet_zone() -> None:
    """Four cells of white around the code, as readers need them."""
    svg = picture(build("0990123", 8000, "MP LE PHI"), 5)
    dark = np.flatnonzero((pixels(svg) == 0).any(axis=0))
    assert dark[0] == 20
    assert pixels(svg).shape[1] - 1 - dark[-1] == 20


def test_the_picture_draws_from_itself_alone() -> None:
    """No address in it is ever asked for: nothing is linked, embedded or scripted."""
    svg = picture(build("0990123", 8000, "MP LE PHI"))
    assert not re.search(r"href|<image|<script|url\(|@import", svg)
