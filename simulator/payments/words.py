"""Amounts in words, as receipts have them."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", " nghìn", " triệu", " tỷ")
LARGEST = 10**12


def _below_hundred(number: int) -> str:
    ten, one = divmod(number, 10)
    if ten == 0:
        return DIGITS[one]
    tens = "mười" if ten == 1 else f"{DIGITS[ten]} mươi"
    if one == 0:
        return tens
    if one == 5:
        return f"{tens} lăm"
    return f"{tens} mốt" if one == 1 and ten > 1 else f"{tens} {DIGITS[one]}"


def _group(number: int, full: bool) -> str:
    """Three digits; ``full`` names the hundreds even if there are none, as after a larger group."""
    hundred, rest = divmod(number, 100)
    if not hundred and not full:
        return _below_hundred(rest)
    words = f"{DIGITS[hundred]} trăm"
    if rest == 0:
        return words
    return f"{words} lẻ {DIGITS[rest]}" if rest < 10 else f"{words} {_below_hundred(rest)}"


def in_words(amount: int) -> str:
    """An amount of đồng in words: 8000 is ``Tám nghìn đồng``; raises ``ValueError`` outside 0 to a trillion."""
    if not 0 <= amount < LARGEST:
        raise ValueError(f"amount must be from 0 to {LARGEST - 1}, got {amount}")
    groups = []
    left = amount
    while left:
        groups.append(left % 1000)
        left //= 1000
    said = [
        _group(number, full=place < len(groups) - 1) + GROUPS[place] for place, number in enumerate(groups) if number
    ]
    text = " ".join(reversed(said)) or DIGITS[0]
    return f"{text[0].upper()}{text[1:]} đồng"
