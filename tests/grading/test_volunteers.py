"""Simulated volunteers: the score sheet tells the skilled from the unskilled, and a journal says all of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean

import pytest

from grading.shift_sheet import group_costs, in_lines, shift_sheet
from grading.volunteers import Level, play
from simulator import replay
from simulator.journal import parse
from simulator.point.personas import rules

SKILLS = (0.0, 0.25, 0.5, 0.75, 1.0)
SHIFTS = 40
"""For each skill: 200 shifts in all."""


def ranks(values: Sequence[float]) -> list[float]:
    """Each value's rank; equal values share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [mean(places[value]) for value in values]


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """The rank correlation of two rows of numbers."""
    a, b = ranks(one), ranks(other)
    middle_a, middle_b = mean(a), mean(b)
    joint = sum((x - middle_a) * (y - middle_b) for x, y in zip(a, b, strict=True))
    spread = sum((x - middle_a) ** 2 for x in a) * sum((y - middle_b) ** 2 for y in b)
    return joint / spread**0.5


def test_rank_correlation_is_spearmans() -> None:
    """The textbook's values: the same order, the reverse, and a tie."""
    assert spearman([1, 2, 3], [10, 20, 90]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert spearman([1, 2, 3, 4], [1, 2, 2, 4]) == pytest.approx(0.9486832980505138)


def test_two_hundred_shifts_put_the_bots_in_the_order_of_their_skill() -> None:
    """Whoever helps better gets more points, over shifts of all levels."""
    skills, scores = [], []
    levels: tuple[Level, ...] = (1, 2, 3)
    for skill in SKILLS:
        for number in range(SHIFTS):
            bot = play(skill, f"{skill}/{number}", levels[number % 3])
            skills.append(skill)
            scores.append(float(shift_sheet(bot.portal).score))
    means = [mean(scores[i : i + SHIFTS]) for i in range(0, len(scores), SHIFTS)]
    found = spearman(skills, scores)
    assert found >= 0.8, f"rank correlation {found:.3f}, mean scores {means}"
    assert all(low < high for low, high in pairwise(means)), means


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("skill", [0.0, 0.5, 1.0])
def test_a_journal_replays_to_the_same_portal_and_score_sheet(level: Level, skill: float) -> None:
    """Every action of a shift is in its journal, read back from its bytes."""
    bot = play(skill, "journal", level)
    again = replay(parse(bot.seat.journal.encoded()), bot.portal.case)
    assert shift_sheet(again) == shift_sheet(bot.portal)
    assert again.digest(again.log[-1].outcome) == bot.portal.digest(bot.portal.log[-1].outcome)
    assert len(again.log) == len(bot.portal.log)


def test_the_same_seed_gives_the_same_shift_and_another_another() -> None:
    """Nothing is left to chance."""
    journals = [play(0.5, seed, 2).seat.journal.encoded() for seed in ("1", "1", "2")]
    assert journals[0] == journals[1] != journals[2]


def test_a_bot_of_full_skill_breaks_no_rule() -> None:
    """Whatever a perfect volunteer loses, it is by people whose turn never came."""
    for level in (1, 2, 3):
        sheet = shift_sheet(play(1, "right", level).portal)  # type: ignore[arg-type]
        assert sheet.over
        assert sheet.lines == ()
        assert {visit.score for visit in sheet.visits if visit.took} == {100}


@pytest.mark.parametrize("skill", [-0.1, 1.1])
def test_a_skill_that_is_none_is_refused(skill: float) -> None:
    """Skill goes from 0 to 1."""
    with pytest.raises(ValueError, match="0 to 1"):
        play(skill, "1")


def test_every_line_of_a_sheet_has_its_reason_and_groups_add_up() -> None:
    """A visit's points are a hundred less its lines; the groups hold the same sum."""
    sheets = [shift_sheet(play(0.3, str(number), 3).portal) for number in range(6)]
    for sheet in sheets:
        for visit in sheet.visits:
            assert all(line.why and line.better for line in visit.lines)
            if visit.took:
                assert visit.score == max(0, 100 - sum(line.cost for line in visit.lines))
        text = "\n".join(in_lines(sheet))
        assert all(line.why in text for visit in sheet.visits for line in visit.lines)
        assert all(line.why in text for line in sheet.lines)
    costs = group_costs(sheets)
    assert set(costs) == {rule.group for rule in rules().values()}
    assert sum(costs.values()) == sum(line.cost for s in sheets for visit in s.visits for line in visit.lines)
