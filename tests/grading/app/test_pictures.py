"""The style that a class's pictures share."""

from __future__ import annotations

import unicodedata
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from grading.app.pictures import EARLIER, GRID, INK, LATER, PAPER, SOFT, WARNING, comma, keep, sheet, writes


def light(colour: str) -> float:
    """Relative luminance, as WCAG 2 has it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("7.50"), "7,5"), (8, "8"), (2.25, "2,3"), (Decimal(10), "10"), (0, "0"), (99.96, "100")],
)
def test_numbers_have_a_comma(value: Decimal | float, shown: str) -> None:
    """As Vietnamese schools write them, rounded half up."""
    assert comma(value) == shown


def test_words_and_marks_stand_out_in_grey_too() -> None:
    """Text as WCAG asks; before and now differ in lightness, not in hue alone."""
    assert min(contrast(colour, PAPER) for colour in (INK, SOFT)) >= 4.5
    assert contrast(EARLIER, LATER) >= 2
    assert len({EARLIER, LATER, WARNING, GRID}) == 4


def test_every_vietnamese_letter_has_its_shape(tmp_path: Path) -> None:
    """Not one is drawn as an empty box, and a dollar sign is a dollar sign."""
    letters = "aăâeêioôơuưy"
    marked = [letter + tone for letter in letters for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")]
    text = unicodedata.normalize("NFC", "đ" + "".join(marked))
    figure, axes = sheet("Lớp $8A1$", text)
    writes(axes, 0, 0, text.upper())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        keep(figure, tmp_path / "a.png")
