"""Lesson 06: petitions are read kindly, and what is looked up counts as it was meant."""

from __future__ import annotations

import re

import pytest

from grading.checks import Result, run
from grading.checks.lesson_06 import CHECKS, LESSON, manners
from grading.filer import Filer
from grading.players import Recording
from grading.solutions import must
from grading.solutions.lesson_06 import mend, petition, result, rude, whole
from simulator import Case, actions
from simulator.services import lookups


def seat(learner: str = "8A1-07") -> Recording:
    return Recording(Case.for_learner(LESSON, learner))


def judged(mine: Recording, check: str) -> Result:
    return next(each for each in run(CHECKS, mine.portal) if each.id == check)


@pytest.mark.parametrize(
    "text",
    [
        "Sáng nay {name} đến bộ phận MỘT CỬA thì {trouble}, mong được sửa sớm.",
        "{Trouble}. Ở {commune} ngày {day}/{month} ạ. Nhờ cô chú xem giúp.",
        "Kính gửi cơ quan, 7h30 hôm nay ở phòng một cửa {trouble}. Em mong máy được sửa. Em cảm ơn!",
        "ngay {day} thang {month}, tai {commune} {trouble}, de nghi co quan xem lai",
    ],
)
@pytest.mark.parametrize("learner", ["8A1-01", "8A1-02", "8A1-03", "8A1-04", "8A1-05"])
def test_a_petition_may_use_its_own_words(text: str, learner: str) -> None:
    """With or without the official word before the commune's name, the year, or the hour."""
    mine = seat(learner)
    case = mine.portal.case
    trouble = case.drawn.choices["trouble"]
    commune = case.citizen.home.commune.partition(" ")[2]
    day = case.begins
    words = text.format(
        name=case.citizen.given,
        trouble=trouble,
        Trouble=trouble.capitalize(),
        commune=commune,
        day=day.day,
        month=day.month,
    )
    must(mine, actions.SendPetition(topic="place", text=words))
    assert judged(mine, "petition_tells_all").outcome == "passed"
    assert judged(mine, "petition_courteous").outcome == "passed"


def test_this_morning_is_no_day_once_days_have_gone_by() -> None:
    """Whoever reads it counts from the day on which it was sent."""
    mine = seat()
    mend(mine)
    result(mine)
    trouble = mine.portal.case.drawn.choices["trouble"]
    must(mine, actions.SendPetition(topic="place", text=f"Sáng nay ở bộ phận Một cửa {trouble}."))
    told = judged(mine, "petition_tells_all")
    assert told.outcome == "failed"
    assert "khi nào" in told.reason
    assert "việc gì" not in told.reason


def test_what_a_petition_leaves_out_is_told_all_at_once() -> None:
    """Each with its own reason."""
    mine = seat()
    must(mine, actions.SendPetition(topic="place", text="Có một việc chưa ổn lắm ạ"))
    told = judged(mine, "petition_tells_all")
    assert all(text in told.reason for text in ("việc gì", "ở đâu", "khi nào", "mong"))


def test_two_words_are_asked_about_and_what_is_added_counts() -> None:
    """The reason is that it is short, the help names all that is wanted."""
    mine = seat()
    must(mine, actions.SendPetition(topic="place", text="Hỏng rồi"))
    told = judged(mine, "petition_tells_all")
    assert "vài chữ" in told.reason
    assert all(text in told.help for text in ("việc gì", "ở đâu", "khi nào", "mong"))
    while mine.portal.state.petitions[0].status != "asked":
        must(mine, actions.WaitForNews())
    trouble = mine.portal.case.drawn.choices["trouble"]
    must(mine, actions.AddToPetition(petition="p1", text=f"Ở bộ phận Một cửa, sáng nay, {trouble}, mong được sửa"))
    assert judged(mine, "petition_tells_all").outcome == "passed"


@pytest.mark.parametrize("word", manners()["rude"])
def test_a_rude_petition_costs_points_and_its_words_are_not_repeated(word: str) -> None:
    """Whatever else it says; in capitals too; and a word that only contains it is none."""
    mine = seat()
    must(mine, actions.SendPetition(topic="place", text=f"{whole(mine)} {word.capitalize()}!"))
    told = judged(mine, "petition_courteous")
    assert told.outcome == "failed"
    assert not re.search(rf"\b{word}\b", f"{told.reason} {told.help}".casefold())
    assert judged(mine, "petition_tells_all").outcome == "passed"
    other = seat()
    must(other, actions.SendPetition(topic="place", text=f"{whole(other)} Phòng{word.replace(' ', '')}xa"))
    assert judged(other, "petition_courteous").outcome == "passed"


@pytest.mark.parametrize("learner", ["8A1-01", "8A1-02", "8A1-03", "8A1-04", "8A1-05"])
def test_honest_words_that_look_like_rude_ones_are_no_fault(learner: str) -> None:
    """Sleeping, living somewhere, creating: other marks, other words; a name in capitals is no shouting."""
    mine = seat(learner)
    text = f"{whole(mine)} Có người ngủ gật, cụ ngụ ở gần đó, việc này tạo khó khăn. UBND PHƯỜNG xem giúp!"
    must(mine, actions.SendPetition(topic="place", text=text))
    assert judged(mine, "petition_courteous").outcome == "passed"


def test_a_polite_one_does_not_hide_that_the_whole_one_was_rude() -> None:
    """One petition has to be both; a new one that is mends it."""
    mine = seat()
    rude(mine)
    must(mine, actions.SendPetition(topic="place", text="Kính gửi cơ quan, mong cơ quan xem lại ạ."))
    assert judged(mine, "petition_courteous").outcome == "failed"
    petition(mine)
    assert judged(mine, "petition_courteous").outcome == "passed"
    assert judged(mine, "petition_tells_all").outcome == "passed"


def test_a_result_is_found_by_its_whole_address_too() -> None:
    """Whoever scans the code on the paper gets an address; a code that is not there does not count."""
    mine = seat()
    mend(mine)
    result(mine)
    code = lookups.result_code(mine.portal.state.dossiers[0])
    assert not mine.do(actions.LookUp(code=code[:-1])).ok
    assert judged(mine, "own_result_looked_up").outcome == "not_attempted"
    must(mine, actions.LookUp(code=lookups.ADDRESS + code.lower()))
    assert judged(mine, "own_result_looked_up").outcome == "passed"


def test_a_new_dossier_after_a_stop_still_brings_the_other_points() -> None:
    """Only the supplement is lost."""
    filer = Filer(LESSON)
    filer.must(actions.WithdrawDossier(dossier="d1"))
    filer.prepared().send().follow()
    filer.must(actions.DownloadResult(dossier="d2"))
    filer.must(actions.RateOffice(dossier="d2", grade="not_satisfied"))
    filer.must(actions.LookUp(code=lookups.result_code(filer.dossier)))
    outcomes = {r.id: r.outcome for r in run(CHECKS, filer.portal) if r.exercise == "td-ho-so"}
    assert outcomes == {
        "supplement_complete": "failed",
        "result_fetched": "passed",
        "service_rated": "passed",
        "own_result_looked_up": "passed",
        "altered_paper_found": "not_attempted",
    }
