"""VietQR content: building, checking and reading it, and its picture.

Source: NAPAS, "Tài liệu quy định về định dạng mã VietQR", version 1.0, 9/2021.
A code is a row of fields: two digits of id, two digits of length, the value.
"""

from __future__ import annotations

import io
import unicodedata

import segno

from simulator.release import SNAPSHOT

SIMULATED_BANK = "970499"
"""A bank number that belongs to no bank, so that a real banking app refuses the code."""
GUID = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
TO_CARD = "QRIBFTTC"


class VietQrError(ValueError):
    """The text is not a VietQR code; the message says where it breaks."""


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE of ASCII text, four upper-case hex digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def field(number: str, value: str) -> str:
    """One field; raises ``VietQrError`` if the value is empty or over 99 characters."""
    if not 1 <= len(value) <= 99:
        raise VietQrError(f"field {number} must have 1 to 99 characters, got {len(value)}")
    return f"{number}{len(value):02d}{value}"


def ascii_text(text: str, limit: int) -> str:
    """Text without Vietnamese marks, upper case, cut to a length: one byte a character."""
    text = text.replace("đ", "d").replace("Đ", "D")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())
    return " ".join(bare.upper().split())[:limit].strip()


def build(
    account: str, amount: int, purpose: str, bill: str = "", bank: str = SIMULATED_BANK, service: str = TO_ACCOUNT
) -> str:
    """The content of a dynamic (one-use) code over ``amount`` đồng."""
    if not 0 < amount < 10**13:
        raise VietQrError(f"amount must be positive and have at most 13 digits, got {amount}")
    if not (len(bank) == 6 and bank.isascii() and bank.isdigit()):
        raise VietQrError(f"bank number must be six digits, got {bank!r}")
    if not (1 <= len(account) <= 19 and account.isascii()):
        raise VietQrError(f"account must have 1 to 19 characters of ASCII, got {account!r}")
    receiver = field("00", bank) + field("01", account)
    extra = (field("01", ascii_text(bill, 25)) if bill else "") + field("08", ascii_text(purpose, 25))
    body = (
        field("00", "01")
        + field("01", "12")
        + field("38", field("00", GUID) + field("01", receiver) + field("02", service))
        + field("53", "704")
        + field("54", str(amount))
        + field("58", "VN")
        + field("62", extra)
        + "6304"
    )
    return body + crc16(body)


def fields(content: str) -> dict[str, str]:
    """The fields of one level; raises ``VietQrError`` where a length does not fit."""
    found: dict[str, str] = {}
    at = 0
    while at < len(content):
        number, length = content[at : at + 2], content[at + 2 : at + 4]
        if not (number.isascii() and number.isdigit() and length.isascii() and length.isdigit()):
            raise VietQrError(f"no field at position {at}: {content[at : at + 8]!r}")
        value = content[at + 4 : at + 4 + int(length)]
        if len(value) != int(length):
            raise VietQrError(f"field {number} says {int(length)} characters and has {len(value)}")
        if not value:
            raise VietQrError(f"field {number} is empty")
        if number in found:
            raise VietQrError(f"field {number} stands twice")
        found[number] = value
        at += 4 + int(length)
    return found


def check(content: str) -> dict[str, str]:
    """The top fields of a code whose frame and CRC are right; raises ``VietQrError`` otherwise."""
    if not content.isascii():
        raise VietQrError("a VietQR code holds ASCII characters only")
    found = fields(content)
    if not content.startswith("000201"):
        raise VietQrError("a VietQR code begins with 000201")
    if list(found)[-1] != "63" or len(found["63"]) != 4:
        raise VietQrError("a VietQR code ends with field 63 of four characters")
    wanted = crc16(content[:-4])
    if found["63"] != wanted:
        raise VietQrError(f"CRC is {found['63']}, should be {wanted}")
    return found


def picture(
    content: str,
    scale: int = 5,
    above: str = "MÔ PHỎNG · KHÔNG PHẢI TIỀN THẬT",
    name: str = "Mã QR thanh toán mô phỏng",
) -> str:
    """A code as SVG text; MÔ PHỎNG stands above and below it, not on its cells, with the day of the rules.

    ``above`` is the line over it, ``name`` what the picture is called for those who do not see it.
    """
    code = segno.make(content, error="q", micro=False)
    out = io.BytesIO()
    code.save(out, kind="svg", scale=scale, border=4, xmldecl=False, svgns=True, nl=False, dark="#17324d")
    size = code.symbol_size(scale, 4)[0]
    inner = out.getvalue().decode()
    band = 26
    text = (
        f'<text x="{size / 2}" y="{{y}}" text-anchor="middle" font-family="sans-serif" '
        f'font-weight="700" font-size="{size / 20:.1f}" fill="#a3231b">{{words}}</text>'
    )
    over = text.format(y=19, words=above)
    below = text.format(y=size + band + 17, words=f"MÔ PHỎNG · quy định đến {SNAPSHOT}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size + 2 * band}" role="img" '
        f'aria-label="{name}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{over}'
        f'<g transform="translate(0,{band})">{inner}</g>{below}</svg>'
    )
