"""Cases: the same inputs the same case, for each learner another, for all equally hard."""

from __future__ import annotations

import re
from datetime import date, time
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.players import Habits, Player, Recording
from simulator import Case, CaseError, actions, datasets
from simulator.case import FIRST_LESSON, LEARNER_ID, MAX_ATTEMPT, learner_id, seed_of
from simulator.identity.privacy import real_looking
from simulator.office import calendar
from simulator.people.places import HANOI, place
from simulator.scenario import scenarios

SEEDS = 1000
LEARNERS = [f"{8 + i // 500}A{i % 500 // 50}-{i % 50 + 1:02d}" for i in range(SEEDS)]

WRONG_PAPERS = scenarios()[FIRST_LESSON].device.wrong

CURIOUS = Habits(tries_other_phone=True, tries_heic=True, attaches="empty")
"""A learner who meets every planted fault."""


@cache
def cases() -> tuple[Case, ...]:
    """A thousand cases, made once."""
    return tuple(Case.for_learner(FIRST_LESSON, learner) for learner in LEARNERS)


def played(case: Case, habits: Habits | None = None) -> Recording:
    seat = Recording(case)
    Player(seat, habits).play()
    return seat


def test_the_same_inputs_give_the_same_bytes() -> None:
    """A case is nothing but its lesson, learner, attempt and class key."""
    first, second = (Case.for_learner(FIRST_LESSON, "8A1-07", 3, "khoa") for _ in range(2))
    assert first.encoded() == second.encoded()
    assert first.digest() == second.digest()


@pytest.mark.parametrize(
    "other", [("8A1-08", 1, "khoa"), ("8A1-07", 2, "khoa"), ("8A1-07", 1, "khoa khac")], ids=["learner", "try", "class"]
)
def test_every_input_changes_the_case(other: tuple[str, int, str]) -> None:
    """Another learner, attempt or class gets another person, not just another heading."""
    mine = Case.for_learner(FIRST_LESSON, "8A1-07", 1, "khoa")
    theirs = Case.for_learner(FIRST_LESSON, *other)
    assert mine.citizen != theirs.citizen
    assert mine.seed != theirs.seed


def test_a_seed_needs_no_secret_order() -> None:
    """The seed is the digest of the four inputs, so that a grader can make it anew."""
    assert seed_of("l", "8A1-07", 1, "k") == seed_of("l", "8A1-07", 1, "k")
    assert re.fullmatch(r"[0-9a-f]{64}", seed_of("l", "8A1-07", 1, "k"))


def test_a_case_survives_the_way_through_json() -> None:
    """The encoded case can be read back, strictly, to an equal one."""
    case = cases()[0]
    assert msgspec.json.decode(case.encoded(), type=Case) == case


def test_a_thousand_learners_get_a_thousand_cases() -> None:
    """No two learners of a big school share their case."""
    assert len({case.digest() for case in cases()}) == SEEDS
    assert len({case.citizen.person_number for case in cases()}) > SEEDS * 0.99


def test_everybody_has_the_same_kinds_of_faults_and_papers() -> None:
    """Six planted faults, four files and two wallet papers each; only their wording and order differ."""
    kinds = {tuple(fault.kind for fault in case.faults) for case in cases()}
    assert kinds == {("other_phone", "late_otp", "scam_activation", "bad_files", "late_payment", "scam_fee")}
    for case in cases():
        wrong = case.fault("bad_files").variant
        papers = sorted((file.format, file.kind) for file in case.files)
        assert papers == sorted([("pdf", "authorisation"), ("pdf", "empty"), ("pdf", wrong), ("heic", "authorisation")])
        assert [paper.kind for paper in case.wallet] == ["identity_card", "health_card"]
        assert case.registered_phone != case.citizen.phone


def test_every_variant_is_dealt() -> None:
    """Over many learners each wording comes up, and each about as often as the others."""
    for kind, at_least in (("late_otp", 3), ("scam_activation", 3), ("late_payment", 3), ("scam_fee", 3)):
        dealt = [case.fault(kind).variant for case in cases()]
        counts = [dealt.count(variant) for variant in set(dealt)]
        assert len(counts) >= at_least
        assert min(counts) > 0.7 * SEEDS / len(counts), kind
    assert {case.fault("bad_files").variant for case in cases()} == set(WRONG_PAPERS)


def test_names_of_files_do_not_give_the_answer_away() -> None:
    """The right file is in every place of the list, and no name says what is in it."""
    places = [[f.kind == "authorisation" and f.format == "pdf" for f in case.files].index(True) for case in cases()]
    assert all(places.count(i) > SEEDS / 6 for i in range(4))
    assert all(re.fullmatch(r"Scan_\d{3}\.(pdf|heic)", f.name) for case in cases() for f in case.files)


def test_the_reference_takes_the_same_steps_in_every_case() -> None:
    """A thousand cases: the same actions in the same order, and the same refusals on the way."""
    roads = set()
    for case in cases():
        log = played(case).portal.log
        refusals = tuple(entry.outcome.code for entry in log if not entry.outcome.ok)
        roads.add((tuple(entry.action.name for entry in log), refusals))
    assert len(roads) == 1
    names, refusals = roads.pop()
    assert names[-1] == "sign_out"
    assert refusals == ("otp_expired", "order_expired_late")


def test_a_curious_learner_meets_every_fault_in_every_case() -> None:
    """Every planted fault can be met: four as the portal notes them, two as messages that arrive."""
    roads = set()
    for case in cases()[: SEEDS // 4]:
        portal = played(case, CURIOUS).portal
        assert sorted(portal.state.faults_met) == ["bad_files", "late_otp", "late_payment", "other_phone"]
        scams = [m.key for m in portal.state.messages if m.key.startswith("scam")]
        assert scams == [case.fault("scam_activation").variant, case.fault("scam_fee").variant]
        roads.add(tuple((entry.action.name, entry.outcome.ok) for entry in portal.log))
    assert len(roads) == 1


def planted_texts(case: Case) -> list[str]:
    """Everything to read that differs from learner to learner."""
    variants, sms = datasets.toml("scams/variants.toml"), datasets.sms_texts()
    return [
        sms[case.fault("scam_activation").variant].text,
        sms[case.fault("scam_fee").variant].text,
        variants["late_otp"][case.fault("late_otp").variant],
        variants["late_payment"][case.fault("late_payment").variant],
        datasets.label("paper_kind", case.fault("bad_files").variant),
        datasets.label("purpose", case.task.answers["purpose"]),
        datasets.label("relation", case.task.answers["relation"]),
    ]


def test_everybody_has_about_as_much_to_read() -> None:
    """The planted texts of any case are within 15 percent of the middle, each scam within 20."""
    totals = sorted(sum(map(len, planted_texts(case))) for case in cases())
    middle = totals[SEEDS // 2]
    assert 0.85 * middle <= totals[0]
    assert totals[-1] <= 1.15 * middle
    for kind in ("scam_activation", "scam_fee", "app_too_old"):
        lengths = [len(datasets.sms_texts()[key].text) for key in datasets.toml("scams/variants.toml")[kind]]
        assert max(lengths) <= 1.2 * sum(lengths) / len(lengths), kind


def test_the_fee_is_the_same_for_each_copy_everywhere() -> None:
    """Nobody gets a task that is free: every birthplace is outside Hà Nội, where online filing costs nothing."""
    for case in cases():
        task = case.task
        assert task.place.province_code != HANOI
        assert place(task.place.province_code, task.place.commune_code) == task.place
        assert 1 <= int(task.answers["copies"]) <= 4
        assert int(task.answers["copies"]) * 8000 < case.balance


def test_homes_and_siblings_are_plausible() -> None:
    """An adult at home in Hà Nội, a sibling of the same family name who lives elsewhere and is grown up."""
    for case in cases():
        me, other = case.citizen, case.relative
        mine, theirs = date.fromisoformat(me.born), date.fromisoformat(other.born)
        assert me.home.province_code == HANOI
        assert other.home.province_code != HANOI
        assert me.family == other.family
        assert me.name != other.name
        assert 500 <= abs((mine - theirs).days) <= 2000
        assert max(mine, theirs) < date(2008, 9, 1)
        age = "older" if theirs < mine else "younger"
        who = "sister" if other.sex == "f" else "brother"
        assert case.task.answers["relation"] == f"{age}_{who}"


def test_a_case_begins_in_working_time_of_autumn_2026() -> None:
    """The office is open when a case begins, and the learner has the day before them."""
    for case in cases():
        assert date(2026, 9, 7) <= case.begins.date() <= date(2026, 10, 30)
        assert calendar.is_working_day(case.begins.date())
        assert time(8, 0) <= case.begins.time() <= time(13, 0)


def texts_of(value: object) -> list[str]:
    """Every text in a case."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return []


def test_nothing_in_a_case_looks_real() -> None:
    """No number, address or name in a thousand cases could be somebody's."""
    for case in cases():
        tree = msgspec.to_builtins(case)
        del tree["seed"]
        assert [text for text in texts_of(tree) if real_looking(text)] == []


def test_a_case_knows_its_faults_by_kind() -> None:
    """Asking for a fault that is not planted is a slip of ours."""
    with pytest.raises(KeyError, match="no such kind"):
        cases()[0].fault("no such kind")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("8A1-07", "8A1-07"),
        ("8a1 7", "8A1-07"),
        (" 8a1-7 ", "8A1-07"),
        ("8A1 - 07", "8A1-07"),
        ("8a1–7", "8A1-07"),  # a dash from a phone's keyboard
        ("8A1—7", "8A1-07"),
        ("8A1‑7", "8A1-07"),  # a hyphen that does not break
        ("8A1/7", "8A1-07"),
        ("8a1\u00a07", "8A1-07"),
        ("８Ａ１ ７", "8A1-07"),
        ("8A1-007", "8A1-07"),
        ("8A1-123", "8A1-123"),
        ("KIOSK-01", "KIOSK-01"),
    ],
)
def test_a_learner_id_has_one_spelling(written: str, meant: str) -> None:
    """However it is typed, the id comes out in one spelling."""
    assert learner_id(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "8A1", "07", "Nguyễn Văn A", "8A1-", "8A1-0007", "8A1-07-2", "../8A1-07", "8Đ1-07", "VERYLONGCLASS-07"],
)
def test_a_bad_learner_id_is_refused(written: str) -> None:
    """What is no learner id is refused in the learner's language, with an example."""
    with pytest.raises(CaseError, match="ví dụ 8A1-07"):
        learner_id(written)


@given(st.text(max_size=20))
def test_a_learner_id_is_right_or_refused(text: str) -> None:
    """Whatever is typed, the result is a valid id that stays itself, or a refusal."""
    try:
        wanted = learner_id(text)
    except CaseError:
        return
    assert LEARNER_ID.fullmatch(wanted)
    assert learner_id(wanted) == wanted


@pytest.mark.parametrize("learner", ["8a1-07", "8A1-7", "8A1", "8A1-07\n", "8A1-07/..", "", "8A1-0007"])
def test_a_case_wants_the_one_spelling(learner: str) -> None:
    """A case is only made for an id as ``learner_id`` writes it."""
    with pytest.raises(CaseError, match="is not like '8A1-07'"):
        Case.for_learner(FIRST_LESSON, learner)


@pytest.mark.parametrize("attempt", [0, -1, MAX_ATTEMPT + 1])
def test_an_attempt_outside_the_range_is_refused(attempt: int) -> None:
    """Attempts are counted from 1 to 99."""
    with pytest.raises(CaseError, match=f"attempt {attempt} is not between"):
        Case.for_learner(FIRST_LESSON, "8A1-07", attempt)


def test_an_unknown_lesson_is_refused() -> None:
    """A lesson that this release does not have gives no case."""
    with pytest.raises(CaseError, match="unknown lesson '99-khong-co'"):
        Case.for_learner("99-khong-co", "8A1-07")


def test_the_reference_reaches_the_end() -> None:
    """The reference solution returns with the result, in the right number and the right way."""
    seat = played(cases()[0])
    dossier = seat.portal.state.dossiers[-1]
    assert dossier.result_downloaded
    assert dossier.rating == "satisfied"
    assert dossier.fee == 8000 * int(cases()[0].task.answers["copies"])
    assert actions.SignOut.__struct_config__.tag == seat.portal.log[-1].action.name
