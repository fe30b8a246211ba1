"""Choices that never share a sequence."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.draw import Draw


@given(st.text(max_size=8), st.text(max_size=8), st.integers(0, 9))
def test_a_choice_depends_on_seed_name_and_ordinal_alone(seed: str, name: str, ordinal: int) -> None:
    """Other choices made before change nothing."""
    fresh = Draw(seed).number(name, ordinal)
    busy = Draw(seed)
    for other in range(3):
        busy.number("other", other)
    assert busy.number(name, ordinal) == fresh


def test_known_numbers_stay() -> None:
    """The function itself is part of the journals' format: it may never change."""
    assert Draw("seed").number("name") == 3746997885813395194
    assert Draw("seed").between(4, 9, "balance", 3) == 4
    assert Draw("seed").shuffle("abcd", "files") == ("b", "d", "a", "c")


def test_choices_are_about_equally_likely() -> None:
    """Over many ordinals each of six items comes up about as often as the others."""
    counts = Counter(Draw("seed").choose("abcdef", "die", i) for i in range(6000))
    assert min(counts.values()) > 850
    assert len(counts) == 6


@given(st.lists(st.integers(), max_size=8))
def test_a_shuffle_keeps_every_item(items: list[int]) -> None:
    """Nothing is lost and nothing added."""
    assert sorted(Draw("seed").shuffle(items, "order")) == sorted(items)


def test_an_empty_choice_is_refused() -> None:
    """Choosing among nothing is a slip of ours."""
    with pytest.raises(ValueError, match="limit must be positive, got 0"):
        Draw("seed").choose([], "nothing")
