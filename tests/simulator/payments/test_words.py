"""Amounts in words, as a Vietnamese receipt says them."""

from __future__ import annotations

import pytest

from simulator.payments.words import LARGEST, in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (1, "Một đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (25, "Hai mươi lăm đồng"),
        (105, "Một trăm lẻ năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (10_000, "Mười nghìn đồng"),
        (24_000, "Hai mươi bốn nghìn đồng"),
        (1_005, "Một nghìn không trăm lẻ năm đồng"),
        (200_015, "Hai trăm nghìn không trăm mười lăm đồng"),
        (1_263_600, "Một triệu hai trăm sáu mươi ba nghìn sáu trăm đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
    ],
)
def test_an_amount_in_words(amount: int, words: str) -> None:
    """One, five and empty hundreds have their own ways."""
    assert in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, LARGEST])
def test_what_no_receipt_can_say(amount: int) -> None:
    """No negative amounts, none of a trillion or more."""
    with pytest.raises(ValueError, match=str(amount)):
        in_words(amount)
