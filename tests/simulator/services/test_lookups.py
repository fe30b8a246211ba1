"""Looking up by code: as little as will do, and a forged paper is found out."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import Outcome, actions, datasets
from simulator.identity.privacy import real_looking
from simulator.screens.papers_view import paper
from simulator.services import lookups
from simulator.state import DRAFT, RETURNED
from tests.simulator.desk import Desk

SAMPLES = lookups.samples()
HOUSE = "1.001193"


def asked(seat: Filer | Desk, code: str) -> Outcome:
    return seat.do(actions.LookUp(code=code))


def returned() -> Filer:
    return Filer(HOUSE).prepared().send().follow()


def test_a_code_follows_its_dossier_without_signing_in() -> None:
    """From the sending to the result; the same answer whether somebody is signed in or not."""
    filer = Filer(HOUSE).prepared().send()
    code = filer.dossier.code
    seen = [asked(filer, code).words["status"]]
    while filer.dossier.status != RETURNED:
        filer.must(actions.WaitForNews())
        seen.append(asked(filer, code).words["status"])
    assert seen == [datasets.label("status", str(number)) for number in (1, 2, 4, 9, 10)]
    signed_in = asked(filer, code)
    filer.must(actions.SignOut())
    assert asked(filer, code) == signed_in


def test_following_tells_nothing_but_the_status() -> None:
    """No name, number, procedure or place of the dossier is in the answer."""
    filer = Filer(HOUSE).prepared().send()
    assert set(asked(filer, filer.dossier.code).words) == {"code", "status"}


def test_a_draft_has_no_code_to_be_followed_by() -> None:
    """An empty code does not find it either."""
    filer = Filer(HOUSE).begin()
    assert filer.dossier.status == DRAFT
    assert asked(filer, "").code == "code_missing"
    assert asked(filer, "H99.1-260101-0001").code == "code_unknown"


def test_a_result_is_found_by_the_code_on_it() -> None:
    """Its kind, who issued it and when, and the initials; never the name."""
    filer = returned()
    shown = paper(filer.portal, "result/d1")
    rows = dict(shown["rows"])
    outcome = asked(filer, rows["Mã tra cứu"])
    assert outcome.code == "result_found"
    assert outcome.words["issuer"] == shown["issuer"]
    assert outcome.words["day"] == rows["Ngày cấp"]
    assert shown["title"].startswith(outcome.words["paper"])
    assert outcome.words["initials"] == lookups.initials(filer.case.drawn.people["newborn"].name)
    assert shown["rows"][0][1] == filer.case.drawn.people["newborn"].name
    assert filer.case.citizen.name not in outcome.text + outcome.next


def test_a_result_is_not_in_the_register_before_it_is_returned() -> None:
    """Somebody who guesses its code early finds nothing."""
    filer = Filer(HOUSE).prepared().send()
    code = lookups.result_code(filer.dossier)
    assert asked(filer, code).code == "code_unknown"
    filer.follow()
    assert asked(filer, code).code == "result_found"


@pytest.mark.parametrize("way", [str.lower, lambda t: f" {t} ", lambda t: t.replace("-", " - "), lambda t: t + "/"])
def test_a_code_may_be_typed_as_people_do(way: object) -> None:
    """Small letters, spaces, long hyphens, or the whole address behind the QR code."""
    code = SAMPLES["a"].code
    assert lookups.tidy_code(way(code)) == code  # type: ignore[operator]
    assert lookups.tidy_code(lookups.ADDRESS + code) == code
    assert lookups.tidy_code(code.replace("-", "\u2013")) == code


def test_no_code_looks_like_somebodys_number() -> None:
    """A learner may type every code that the portal gives out; a real number in its place is refused."""
    filer = returned()
    codes = [filer.dossier.code, lookups.result_code(filer.dossier), *(sample.code for sample in SAMPLES.values())]
    assert [real_looking(code) for code in codes] == [None] * 4
    assert asked(filer, "KQ-001213012345").code == "personal_data"


def test_one_sample_is_whole_and_one_was_altered() -> None:
    """Its signature tells so, and comparing with the register tells where."""
    desk = Desk()
    answers = {name: desk.do(actions.CheckSample(sample=name)).code for name in SAMPLES}
    assert sorted(answers.values()) == ["file_altered", "file_whole"]
    for name, sample in SAMPLES.items():
        told = asked(desk, sample.code).words
        printed = {"day": sample.day, "initials": lookups.initials(sample.name)}
        same = all(told[field] == text for field, text in printed.items())
        assert same == (answers[name] == "file_whole")


def test_the_samples_are_the_same_in_every_case() -> None:
    """They belong to nobody and to no scenario."""
    for lesson, learner in ((HOUSE, "8A1-01"), ("1.004194", "8A1-02")):
        filer = Filer(lesson, learner)
        everybody = " ".join(person.name for person in filer.case.everybody)
        assert not [sample for sample in SAMPLES.values() if sample.name in everybody]
        assert asked(filer, SAMPLES["a"].code).words == asked(Desk(), SAMPLES["a"].code).words


def test_the_picture_on_a_result_is_marked_and_leads_nowhere() -> None:
    """MÔ PHỎNG above and below, an address that nobody can own, and a name for those who do not see it."""
    shown = paper(returned().portal, "result/d1")
    assert shown["picture"].count("MÔ PHỎNG") == 2
    assert datasets.label("lookup", "picture") in shown["picture"]
    assert lookups.ADDRESS.split("/")[2].endswith(".example")
