"""The task card's stations: a lesson's whole work, each ticked when it is done and not before."""

from __future__ import annotations

import pytest

from grading.players import Recording
from grading.solutions import in_turn
from grading.solutions import lesson_06 as following
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case, actions
from simulator.screens.task_view import STATIONS, stages, task_view
from simulator.worksheets.plan import plans


def seat(lesson: str) -> Recording:
    return Recording(Case.for_learner(lesson, "8A1-07"))


def ticks(mine: Recording) -> dict[str, bool]:
    """Station to whether the card shows it as done."""
    return {stage["name"]: stage["done"] for stage in stages(mine.portal)}


@pytest.mark.parametrize("lesson", SOLUTIONS)
def test_who_has_done_the_lesson_has_every_station(lesson: str) -> None:
    """None at the beginning, all at the end, and no two of one name."""
    mine = seat(lesson)
    assert not any(ticks(mine).values())
    assert len(ticks(mine)) == len(mine.portal.case.scenario.stations)
    assert not task_view(mine.portal)["finished"]
    SOLUTIONS[lesson].play(mine)
    assert {name for name, done in ticks(mine).items() if not done} == set()
    assert task_view(mine.portal)["finished"]


@pytest.mark.parametrize("lesson", SOLUTIONS)
def test_every_worksheet_is_a_station(lesson: str) -> None:
    """Besides them the card names what is done in the portal; a survey that earns nothing need not stand there.

    Where the card is alone, there is nothing else.
    """
    scenario = seat(lesson).portal.case.scenario
    stations = set(scenario.stations)
    sheets = {each.id for each in plans()[lesson].exercise if each.sheet is not None}
    assert {each.id for each in plans()[lesson].exercise if each.sheet is not None and each.worth} <= stations
    assert bool(stations - sheets) != scenario.card_only
    assert stations - sheets <= set(STATIONS)


def test_a_card_alone_tells_of_no_person_and_no_papers() -> None:
    """Where all is done on worksheets there is nobody to play and nothing to file."""
    view = task_view(seat("09-doc-con-so").portal)
    assert view["groups"] == []
    assert "phiếu" in view["hint"]


def test_the_posters_are_ticked_one_by_one() -> None:
    """An honest poster that was reported is none; the covered one is, whatever else was pressed."""
    mine = seat("01-dich-vu-cong-la-gi")
    stuck = next(poster for poster in mine.portal.state.posters if poster.sticker)
    honest = next(poster for poster in mine.portal.state.posters if not poster.sticker)
    mine.do(actions.ReportPoster(poster=honest.id))
    assert not any(ticks(mine).values())
    mine.do(actions.ReportPoster(poster=stuck.id))
    assert [name for name, done in ticks(mine).items() if done] == ["Báo mã dán đè"]
    mine.do(actions.ScanPoster(poster=honest.id))
    mine.do(actions.AnswerScan(poster=honest.id, open=True))
    assert ticks(mine)["Quét mã thật"]
    assert not ticks(mine)["Trang thủ tục"]


def test_a_petition_is_done_when_its_answer_was_rated() -> None:
    """Sending it is not the end of it; and a supplement is done only once it was sent."""
    mine = seat(following.LESSON)
    in_turn(following.asked, following.mend_form, following.mend_paper)(mine)
    assert not ticks(mine)["Gửi bổ sung"]
    following.send(mine)
    assert ticks(mine)["Gửi bổ sung"]
    in_turn(following.petition, following.answered)(mine)
    assert not ticks(mine)["Phản ánh"]
    following.rate_answer(mine)
    assert ticks(mine)["Phản ánh"]


def test_the_signature_of_the_whole_paper_is_no_verified_result() -> None:
    """One's own result has to be looked up, and the altered paper found."""
    mine = seat(following.LESSON)
    in_turn(following.mend, following.result)(mine)
    following.check(mine, "a")
    following.look_up(mine, following.lookups.result_code(mine.portal.state.dossiers[0]))
    assert not ticks(mine)["Tra cứu kết quả"]
    following.check(mine, "b")
    assert ticks(mine)["Tra cứu kết quả"]
