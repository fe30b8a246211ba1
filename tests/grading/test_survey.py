"""Before and after: what many learners said, counted as "n of 10"."""

from __future__ import annotations

import pytest

from grading.players import Recording
from grading.survey import Tally, answers_of, in_ten, tally
from simulator import Case, Portal, actions, journal

LESSON, SURVEY = "08-bai-tong-hop", "th-khao-sat"


def said(number: int, *answers: str) -> Recording:
    """A learner who answers the survey's questions in order; an empty text leaves one out."""
    seat = Recording(Case.for_learner(LESSON, f"8A1-{number:02d}"))
    if any(answers):
        given = {str(place): text for place, text in enumerate(answers, 1) if text}
        assert seat.do(actions.FillSheet(sheet=SURVEY, answers=given)).code == "survey_saved"
    return seat


def portals(*seats: Recording) -> list[Portal]:
    return [seat.portal for seat in seats]


def test_a_class_is_counted_before_and_now() -> None:
    """Only who can do it alone counts as yes; each matter has its own numbers."""
    everyone = [
        said(1, "not_yet", "alone", "alone", "alone", "helped", "helped"),
        said(2, "helped", "alone", "not_yet", "alone", "not_yet", "alone"),
        said(3, "alone", "alone", "helped", "helped", "not_yet", "not_yet"),
    ]
    assert tally(LESSON, SURVEY, portals(*everyone)) == (
        Tally("home", 3, 1, 3),
        Tally("scam", 3, 1, 2),
        Tally("teach", 3, 0, 1),
    )


def test_both_numbers_are_of_the_same_people() -> None:
    """Who left one of a pair out, or never saved, is in neither number of that pair."""
    half, silent = said(1, "alone", "", "alone", "alone"), said(2)
    whole = said(3, *["alone"] * 6)
    found = tally(LESSON, SURVEY, portals(half, silent, whole))
    assert [(each.about, each.answered) for each in found] == [("home", 1), ("scam", 2), ("teach", 1)]
    assert answers_of(silent.portal, SURVEY) == {}


def test_nobody_at_all_is_no_fault() -> None:
    """A class that has not come to the survey yet."""
    assert tally(LESSON, SURVEY, []) == (Tally("home", 0, 0, 0), Tally("scam", 0, 0, 0), Tally("teach", 0, 0, 0))


def test_the_last_answer_counts_and_journals_say_the_same() -> None:
    """Saving again replaces; what is replayed from a handed-in journal is counted alike."""
    seat = said(1, *["not_yet"] * 6)
    seat.do(actions.FillSheet(sheet=SURVEY, answers={str(n): "alone" for n in range(1, 7)}))
    again = journal.replay(seat.journal, seat.portal.case)
    assert tally(LESSON, SURVEY, [again]) == tally(LESSON, SURVEY, [seat.portal])
    assert tally(LESSON, SURVEY, [again])[0] == Tally("home", 1, 1, 1)


def test_a_worksheet_with_right_answers_is_no_survey() -> None:
    """Opinions are counted, marks are not."""
    with pytest.raises(ValueError, match="th-chi-ba"):
        tally(LESSON, "th-chi-ba", [])


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [(0, 7, 0), (7, 7, 10), (1, 10, 1), (1, 20, 1), (1, 21, 0), (19, 30, 6), (13, 20, 7), (26, 40, 7), (3, 4, 8)],
)
def test_so_many_of_ten(count: int, total: int, shown: int) -> None:
    """To the nearest whole, halves up: 13 of 20 are 6.5 of 10 and said as 7."""
    assert in_ten(count, total) == shown


@pytest.mark.parametrize(("count", "total"), [(1, 0), (0, 0), (-1, 10), (11, 10)])
def test_no_share_is_made_up(count: int, total: int) -> None:
    """Of nobody, or of fewer than said so."""
    with pytest.raises(ValueError, match="no share"):
        in_ten(count, total)
