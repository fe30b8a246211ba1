"""Lesson 09's questions: kind to how a number is written, strict about which, and the same for a case each time."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from simulator import Case
from simulator.portal import Portal
from simulator.screens.sheet_view import sheet_view
from simulator.worksheets import reading, sheets

LESSON = "09-doc-con-so"
LEARNERS = [f"8A1-{number:02d}" for number in range(1, 41)]


@pytest.mark.parametrize(
    "text", ["52,73", "52.73", "52,73 %", "52,73%", " 52,730 ", "%52,73", "52,73 Điểm", "52,73 điểm phần trăm"]
)
def test_a_number_may_be_written_in_many_ways(text: str) -> None:
    """Comma or point, with its unit or without."""
    assert Decimal("52.73") in sheets.values(text)


@pytest.mark.parametrize("text", ["", "không biết", "1e3", "nan", "5,2,7", "-5", "५", "52,73 hay 52,37", "%"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Nothing that a program might read as a number, and a person would not."""
    assert sheets.values(text) == frozenset()


def test_a_point_before_three_digits_may_be_either() -> None:
    """``1.234`` is a thousand and more where that was asked for, and a little over one where that was."""
    assert sheets.values("1.234") == {Decimal(1234), Decimal("1.234")}
    assert sheets.values("tháng 8") == {Decimal(8)}


@pytest.mark.parametrize("learner", LEARNERS[:8])
def test_rounding_is_kept_strictly(learner: str) -> None:
    """Right with the places asked for, or one more; another last digit is wrong, and so is rounding too early."""
    case = Case.for_learner(LESSON, learner)
    for drawn in case.sheets["tinh-ty-le"][:4]:
        right = Decimal(drawn.right.replace(",", "."))
        for text in (drawn.right, str(right), f"{drawn.right} %", drawn.words["more"]):
            assert sheets.is_right(LESSON, "tinh-ty-le", drawn, text), (drawn.right, text)
        early = right.quantize(Decimal(1))
        for wrong in (
            right + Decimal("0.01"),
            right - Decimal("0.01"),
            right + 1,
            *([early] if early != right else []),
        ):
            assert not sheets.is_right(LESSON, "tinh-ty-le", drawn, str(wrong)), (drawn.right, wrong)


@pytest.mark.parametrize("learner", LEARNERS[:12])
def test_two_charts_are_honest_and_two_mislead(learner: str) -> None:
    """Of four kinds, for everybody; each picture has its words, and its title stands in the question."""
    case = Case.for_learner(LESSON, learner)
    drawn = case.sheets["hinh-danh-lua"]
    rights = [item.right for item in drawn]
    assert rights.count("honest") == 2
    assert len({item.words["picture"].split("-")[1] for item in drawn}) == 4
    view = sheet_view(Portal(case), "hinh-danh-lua")
    for question, item in zip(view["questions"], drawn, strict=True):
        assert question["picture"]["src"].startswith("data:image/svg+xml;base64,")
        assert question["picture"]["alt"] == reading.alt(item.words["picture"])
        assert item.words["title"] in question["text"]
        assert "lừa" not in question["picture"]["alt"]


def test_learners_get_different_numbers_and_every_trick_is_met() -> None:
    """Over forty learners each variant of a chart turns up, and neighbours seldom have the same sheet."""
    cases = [Case.for_learner(LESSON, learner) for learner in LEARNERS]
    met = Counter(item.right for case in cases for item in case.sheets["hinh-danh-lua"])
    assert set(met) == {"honest", "cut", "cumulative", "over", "bins", "area"}
    for name in ("doc-bieu-do", "tinh-ty-le", "so-cho-cong-bang", "neu-thi-sao"):
        shown = {tuple(q.text for q in sheets.questions(LESSON, name, case.sheets[name])) for case in cases}
        assert len(shown) > len(cases) / 3


def test_the_sheet_s_picture_is_the_one_that_its_answers_are_about() -> None:
    """All four questions of the first worksheet ask about the chart above them."""
    for learner in LEARNERS:
        case = Case.for_learner(LESSON, learner)
        drawn = case.sheets["doc-bieu-do"]
        name = sheets.picture(LESSON, "doc-bieu-do", drawn)
        row = next(row for row in reading.numbers()["bars"] if row["picture"] == name)
        assert int(drawn[0].right) == row["shares"].index(max(row["shares"])) + 1
        assert {item.words["ward"] for item in drawn} == {row["ward"]}
