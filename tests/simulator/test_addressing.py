"""Volunteers are told in their own words what is written for pupils."""

from __future__ import annotations

import pytest

from simulator.addressing import spoken, to_volunteers


@pytest.mark.parametrize(
    ("pupils", "volunteers"),
    [
        ("Em bấm “Nộp bài”.", "Anh/chị bấm “Nộp bài”."),
        ("Xem em làm đến đâu", "Xem anh/chị làm đến đâu"),
        ("Bài của em.", "Bài của anh/chị."),
        ("Quyền của trẻ em", "Quyền của trẻ em"),
        ("Sinh em bé", "Sinh em bé"),
        ("Hỏi các em nhỏ", "Hỏi các em nhỏ"),
        ("Em báo thầy/cô nhé.", "Anh/chị báo người phụ trách nhé."),
        ("Xem, đem, kem", "Xem, đem, kem"),
        ("padding: 1em 2em", "padding: 1em 2em"),
        ("congtap-em", "congtap-em"),
    ],
)
def test_only_the_one_word_changes(pupils: str, volunteers: str) -> None:
    """Who is spoken to, and nothing that is spoken of."""
    assert to_volunteers(pupils) == volunteers


def test_a_view_is_spoken_whole() -> None:
    """However deep a sentence lies; numbers and keys stay."""
    view = {"em": [{"text": "Em thử lại", "count": 3}, ("em", None)]}
    assert spoken(view, to_volunteers) == {"em": [{"text": "Anh/chị thử lại", "count": 3}, ["anh/chị", None]]}
