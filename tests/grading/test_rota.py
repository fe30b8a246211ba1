"""A rota: nobody weak stands alone, the skilled and the learning are paired, duties are even."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.rota import MOST_SLOTS, Standing, leads, make_rota

SCORES = st.lists(st.none() | st.integers(0, 100), max_size=14)


def volunteers(*scores: int | None) -> list[Standing]:
    """Volunteers with these mean scores; ``None`` has played no shift."""
    return [
        Standing(f"TN-{number:02d}", shifts=0 if score is None else 2, score=score)
        for number, score in enumerate(scores, 1)
    ]


def pairs(*scores: int | None, slots: int | None = None) -> list[tuple[str, str]]:
    return [(slot.leads, slot.beside) for slot in make_rota(volunteers(*scores), slots).slots]


def test_the_best_stands_beside_who_needs_it_most() -> None:
    """Skilled with learning, the weakest first, those without results last."""
    assert pairs(90, 70, 20, 50) == [("TN-01", "TN-03"), ("TN-02", "TN-04")]
    assert pairs(90, None, 20) == [("TN-01", "TN-03"), ("TN-01", "TN-02")]


def test_nobody_to_lead_means_no_slot() -> None:
    """Two who are both learning are not left to themselves."""
    rota = make_rota(volunteers(59, 10, None))
    assert rota.slots == ()
    assert rota.waiting == ("TN-01", "TN-02", "TN-03")
    assert make_rota([]).slots == ()


def test_the_skilled_stand_beside_each_other_when_nobody_is_learning() -> None:
    """Two of them are a slot; one alone may be one, too."""
    assert pairs(90, 80) == [("TN-01", "TN-02")]
    assert pairs(90) == [("TN-01", "")]


@given(SCORES, st.none() | st.integers(0, MOST_SLOTS), st.integers(0, 100))
def test_every_slot_is_led_by_somebody_skilled_and_duties_are_even(
    scores: list[int | None], slots: int | None, threshold: int
) -> None:
    """Each slot is led from the threshold on, holds nobody twice, and duties of equals differ by one at most."""
    people = volunteers(*scores)
    skilled = {each.learner for each in people if leads(each, threshold)}
    rota = make_rota(people, slots, threshold)
    times: Counter[str] = Counter()
    for slot in rota.slots:
        assert slot.leads in skilled
        assert slot.beside != slot.leads
        assert slot.beside or len(people) == 1
        times.update(filter(None, (slot.leads, slot.beside)))
    assert set(rota.waiting) == {each.learner for each in people} - set(times)
    learning = [times[each.learner] for each in people if each.learner not in skilled]
    assert not learning or max(learning) - min(learning) <= 1
    assert [slot.number for slot in rota.slots] == list(range(1, len(rota.slots) + 1))
    if slots is None and skilled:
        assert rota.waiting == ()
    elif skilled:
        assert len(rota.slots) == slots
    assert make_rota(list(reversed(people)), slots, threshold) == rota


def test_a_number_that_is_none_is_refused() -> None:
    """Fewer than no slot, or more than a rota holds."""
    for slots in (-1, MOST_SLOTS + 1):
        with pytest.raises(ValueError, match="slots"):
            make_rota(volunteers(90), slots)
