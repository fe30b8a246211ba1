"""The officer's desk: the same six kinds for everybody, one right answer each, and what wrong ones lead to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from grading.players import Recording
from grading.solutions import lesson_07 as officer
from simulator import Case, Portal, actions, datasets
from simulator.clock import moment_text
from simulator.identity.privacy import real_looking
from simulator.office import calendar, counter, deadlines, incoming, letters
from simulator.people.places import HANOI, place
from simulator.scenario import scenarios
from simulator.services import catalogue
from simulator.state import Incoming

LESSON = officer.LESSON
VISITS = incoming.visits()
LEARNERS = [f"8A1-{number:02d}" for number in range(1, 41)]
every_visit = pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS.keys())
every_kind = pytest.mark.parametrize("kind", incoming.KINDS)


def seat(learner: str = "8A1-07", lesson: str = LESSON) -> Recording:
    return Recording(Case.for_learner(lesson, learner))


def of(mine: Recording, kind: str) -> Incoming:
    return officer.of(mine, kind)


# --- the data ------------------------------------------------------------------------


@every_visit
def test_a_dossier_keeps_to_its_procedures_list(visit: incoming.Visit) -> None:
    """Its papers stand in the catalogue, two each; what is planted can be noted, and a bad paper is described."""
    procedure = catalogue.procedures()[visit.procedure]
    assert len(visit.papers) == 2
    assert all(procedure.slot(slot) for slot in visit.papers)
    assert procedure.authority == "commune"
    for line, kind in visit.planted.items():
        assert kind in (counter.FORM_MARKS if line == counter.FORM else counter.PAPER_MARKS)
        assert line == counter.FORM or line in visit.papers
    described = {line for line, kind in visit.planted.items() if kind in ("wrong_paper", "other_person")}
    assert set(visit.bad) == described


@every_kind
def test_a_kind_is_equally_hard_in_every_story(kind: str) -> None:
    """Two stories at least; the same shortcomings' number, and the limit that the kind is about."""
    stories = [visit for visit in VISITS.values() if visit.kind == kind]
    assert len(stories) >= 2
    assert len({len(visit.planted) for visit in stories}) == 1
    limits = {catalogue.limit_of(catalogue.procedures()[visit.procedure]).kind for visit in stories}
    if kind in ("complete", "late"):
        assert limits == {"working_days" if kind == "complete" else "same_day"}
        assert not any(visit.planted for visit in stories)


@pytest.mark.parametrize("learner", LEARNERS)
def test_six_dossiers_come_in(learner: str) -> None:
    """One of each kind, in office hours, before the hour begins; after 15:00; one nearly out of its eight hours."""
    portal = seat(learner).portal
    found = portal.state.incoming
    assert sorted(VISITS[each.key].kind for each in found) == sorted(incoming.KINDS)
    assert portal.now.hour == 15
    assert calendar.working_time_between(portal.now, portal.now + timedelta(hours=1)) == timedelta(hours=1)
    assert len({VISITS[each.key].procedure for each in found}) >= 4
    for each in found:
        came, kind = portal.when(each.arrived), VISITS[each.key].kind
        assert each.arrived < 0
        assert calendar.opening(came) == came
        assert (came.time() > calendar.SAME_DAY_UNTIL) == (kind in ("late", "complete"))
        left = counter.answer_by(portal, each) - portal.now
        assert (left == incoming.LEFT) if kind == "complete" else (left > timedelta(hours=4))
        names = [each.words[role] for role in ("name", "other", "stranger")]
        assert len({name.split()[-1] for name in names}) == 3
        assert each.words["said"] != each.words["born"]
        assert len({each.words[option] for option in incoming.OPTIONS}) == 3
        assert real_looking(" ".join([*each.words.values(), each.code])) is None
        shown = [VISITS[each.key].asks, *VISITS[each.key].papers.values(), *VISITS[each.key].bad.values()]
        assert "{" not in "".join(incoming.fill(each, text) for text in shown)


def test_there_is_no_desk_elsewhere() -> None:
    """Only where the scenario has a counter."""
    for name, scenario in scenarios().items():
        assert bool(seat(lesson=name).portal.state.incoming) == scenario.counter


# --- right answers -------------------------------------------------------------------


def test_a_receipt_promises_what_the_limit_allows() -> None:
    """Mẫu số 01 with the day that the office's own rule gives; a same-day one after 15:00 is for the day after."""
    for learner in LEARNERS[:12]:
        mine = seat(learner)
        for kind in ("complete", "late"):
            officer.receive(mine, kind)
            (letter,) = of(mine, kind).letters
            limit = catalogue.limit_of(catalogue.procedures()[VISITS[of(mine, kind).key].procedure])
            assert letter.form == letters.RECEIPT
            assert letter.due == moment_text(deadlines.due(limit, mine.portal.when(letter.at)))
        late = mine.portal.when(of(mine, "late").letters[0].at).date()
        assert letter.due == moment_text(
            datetime.combine(calendar.next_working_day(late), calendar.AFTERNOON[1], mine.portal.now.tzinfo)
        )


@pytest.mark.parametrize("kind", ["unreadable", "mismatch", "stranger"])
def test_a_supplement_names_everything_once(kind: str) -> None:
    """Mẫu số 02 with a sentence for each shortcoming, no more to do for the officer."""
    mine = seat()
    officer.ask(mine, kind)
    found = of(mine, kind)
    assert (found.step, found.trips) == ("asked", 0)
    assert found.letters[0].form == letters.SUPPLEMENT
    assert len(counter.reasons(found, found.letters[0])) == len(VISITS[found.key].planted)


def test_a_refusal_says_where_to_go() -> None:
    """Mẫu số 03 with the authority of the commune that the form names."""
    mine = seat()
    officer.refuse(mine, "elsewhere")
    found = of(mine, "elsewhere")
    assert found.letters[0].form == letters.REFUSAL
    (reason,) = counter.reasons(found, found.letters[0])
    commune = found.words["place"].partition(",")[0]
    assert f"UBND {commune[0].lower()}{commune[1:]}" in reason
    home = mine.portal.case.citizen.home
    assert place(HANOI, home.commune_code) == home
    assert str(home) != found.words["place"]


# --- wrong answers -------------------------------------------------------------------


def test_who_is_asked_for_half_comes_back_with_that_half() -> None:
    """What was named is mended, the rest is not; everything has to be looked at anew, and can be put right."""
    mine = seat()
    officer.half(mine, "unreadable")
    found = of(mine, "unreadable")
    planted = VISITS[found.key].planted
    assert (found.step, found.trips, found.marks) == ("back", 1, {})
    assert len(found.mended) == 1
    assert counter.shortcomings(found) == {k: v for k, v in planted.items() if k not in found.mended}
    officer.ask(mine, "unreadable")
    assert (found.step, found.trips, len(found.letters)) == ("asked", 1, 2)


def test_who_is_sent_away_twice_complains() -> None:
    """Then the dossier is out of the officer's hands."""
    mine = seat()
    officer.receive(mine, "stranger")
    officer.receive(mine, "stranger")
    found = of(mine, "stranger")
    assert (found.step, found.trips) == ("complained", counter.MOST_TRIPS)
    again = mine.do(actions.AnswerIncoming(incoming=found.id, decision="refuse", place="a"))
    assert again.code == "counter_answered"


def test_a_wrong_name_for_a_shortcoming_mends_nothing() -> None:
    """Somebody else's paper called one of another kind comes back as it was."""
    mine = seat()
    officer.as_another_kind(mine)
    assert of(mine, "stranger").mended == []


def test_nothing_goes_out_unchecked() -> None:
    """What lacks a mark, a day or a place is told before it is sent, and changes nothing."""
    mine = seat()
    found = of(mine, "late")
    assert mine.do(actions.AnswerIncoming(incoming=found.id, decision="receive")).code == "counter_unchecked"
    officer.check(mine, found)
    assert mine.do(actions.AnswerIncoming(incoming=found.id, decision="receive")).code == "counter_due_missing"
    assert mine.do(actions.AnswerIncoming(incoming=found.id, decision="refuse", place="x")).code
    assert (found.letters, found.step) == ([], "waiting")


# --- the clock -----------------------------------------------------------------------


def test_eight_working_hours_run_out() -> None:
    """Who waited since yesterday is late after seventy minutes; who was answered in time stays in time."""
    mine = seat()
    officer.refuse(mine, "elsewhere")
    complete = of(mine, "complete")
    mine.do(actions.PassTime(after=3600))
    assert counter.in_time(mine.portal, complete)
    mine.do(actions.PassTime(after=660))
    assert not counter.in_time(mine.portal, complete)
    assert counter.waited(mine.portal, complete) > timedelta(hours=8)
    officer.receive(mine, "complete")
    assert not counter.in_time(mine.portal, complete)
    for _ in range(30):
        mine.do(actions.PassTime(after=3600))
    assert counter.in_time(mine.portal, of(mine, "elsewhere"))


def test_after_hours_the_officer_goes_on_next_morning() -> None:
    """A letter that is sent in the evening goes out when the office opens, and its day is counted from there."""
    mine = seat()
    for _ in range(4):
        mine.do(actions.PassTime(after=3600))
    evening = mine.portal.now
    officer.receive(mine, "complete")
    letter = of(mine, "complete").letters[0]
    assert mine.portal.when(letter.at) == calendar.opening(evening) > evening
    assert of(mine, "complete").step == "received"


def test_every_step_and_mark_has_its_words() -> None:
    """Nothing on the desk is without a label."""
    labels = datasets.labels()
    assert set(labels["counter_step"]) == {"waiting", "back", *counter.OVER}
    assert set(labels["counter_mark"]) == {*counter.PAPER_MARKS, *counter.FORM_MARKS}
    assert Portal(Case.for_learner(LESSON, "8A1-07")).state.incoming
