"""Averages by the rule, and open where a mark is missing."""

from datetime import date
from decimal import Decimal

import pytest

from grading.averages import (
    PLAN_FILE,
    Average,
    Counted,
    Mark,
    MarkPlan,
    MarksError,
    averages,
    choose,
    read_plan,
    rounded,
    rule_on,
    rules,
    texts,
    write_plan,
)
from grading.lessons import of_course

ALL = of_course("student")
RULE = rules()[-1]
OPEN = texts()["open"]


def lesson(number):
    return ALL[number]


def marks(**given):
    """Marks by lesson number, m1="7.5"; a word is a state; the others were not done."""
    found = {name: Mark(name, "not_attempted") for name in ALL}
    for key, value in given.items():
        name = lesson(int(key[1:]))
        graded = value[0].isdigit()
        found[name] = Mark(name, "graded" if graded else value, Decimal(value) if graded else None)
    return found


def made(plan, given, held=ALL):
    return averages(RULE, plan, ALL, given, held)


def plan_of(*choices, zero=False):
    return choose(MarkPlan({name: Counted() for name in ALL}, zero), ALL, choices)


TESTED = plan_of("1=tx", "2=tx", "3=tx", "4=gk", "8=ck")


def test_the_terms_average_is_the_rules():
    """(7,5 + 8 + 9,1 + 2 × 6,5 + 3 × 8,4) : 8 = 62,8 : 8 = 7,85, which is 7,9."""
    (term,) = made(TESTED, marks(m1="7.5", m2="8.0", m3="9.1", m4="6.5", m8="8.4")).terms
    assert term.average == Average(Decimal("7.9"))
    assert term.regular == Average(Decimal("8.2"))


@pytest.mark.parametrize(
    ("exact", "mark"),
    [("7.85", "7.9"), ("7.849999", "7.8"), ("0.05", "0.1"), ("6.45", "6.5"), ("10", "10.0"), ("0", "0.0")],
)
def test_marks_are_rounded_half_up(exact, mark):
    """Half goes up, as schools do; a computer's usual way goes to the even digit."""
    assert str(rounded(Decimal(exact))) == mark


def test_the_year_counts_the_second_term_twice():
    """(6,0 + 2 × 7,5) : 3 = 7,0, from the terms' averages as they are written down."""
    plan = plan_of("1=tx", "2=gk", "3=ck", "4=tx2", "5=gk2", "6=ck2")
    found = made(plan, marks(m1="6.0", m2="6.0", m3="6.0", m4="7.5", m5="7.5", m6="7.5"))
    assert [str(term.average.value) for term in found.terms] == ["6.0", "7.5"]
    assert found.year == Average(Decimal("7.0"))
    missing = made(plan, marks(m1="6.0", m2="6.0", m3="6.0", m4="7.5", m5="7.5"))
    assert missing.year == Average(None, OPEN["no_term"].format(terms="2"))


def test_what_was_not_done_leaves_the_average_open():
    """And says which lesson; it is no zero."""
    (term,) = made(TESTED, marks(m1="7.5", m3="9.1", m4="6.5", m8="could_not_run")).terms
    assert term.regular == Average(None, "Bài 2: chưa làm")
    assert term.average == Average(None, "Bài 2: chưa làm; Bài 8: không chấm được")


def test_the_teacher_can_say_that_not_done_is_zero():
    """(9 + 0 + 9 + 2 × 9 + 3 × 9) : 8 = 7,875."""
    plan = plan_of("1=tx", "2=tx", "3=tx", "4=gk", "8=ck", zero=True)
    (term,) = made(plan, marks(m1="9.0", m3="9.0", m4="9.0", m8="9.0")).terms
    assert (term.regular.value, term.average.value) == (Decimal("6.0"), Decimal("7.9"))


@pytest.mark.parametrize("state", ["could_not_run", "not_graded"])
def test_work_that_was_not_graded_is_never_zero(state):
    """Whatever the teacher has said of work that was not done."""
    plan = plan_of("1=tx", "2=tx", zero=True)
    (term,) = made(plan, marks(m1="9.0", m2=state)).terms
    assert term.regular == Average(None, f"Bài 2: {texts()['states'][state]}")


def test_a_real_zero_counts():
    """Done, graded, no point."""
    (term,) = made(plan_of("1=tx", "2=tx"), marks(m1="9.0", m2="0.0")).terms
    assert term.regular == Average(Decimal("4.5"))


def test_a_lesson_that_nobody_has_done_does_not_count_yet():
    """In the third week the average is that of three lessons; a test still to come is no zero."""
    plan = plan_of("1=tx", "2=tx", "3=tx", "4=gk", "8=ck", zero=True)
    held = [lesson(number) for number in (1, 2, 4)]
    (term,) = made(plan, marks(m1="9.0", m2="8.0", m4="7.0"), held).terms
    assert term.regular == Average(Decimal("8.5"))
    assert term.average == Average(None, "Bài 8: chưa làm")


def test_a_term_without_tests_has_no_average_of_the_rule():
    """The mean of regular marks is shown, and not called by the other's name."""
    (term,) = made(MarkPlan(), marks(**{f"m{number}": "8.0" for number in range(1, 8)})).terms
    assert term.regular == Average(Decimal("8.0"))
    assert term.average == Average(None, OPEN["no_plan"].format(missing="giữa kì, cuối kì"))


def test_a_term_of_tests_alone_is_open():
    """The rule has regular marks in every term."""
    (term,) = made(plan_of("4=gk", "8=ck"), marks(m4="8.0", m8="8.0")).terms
    assert term.average == Average(None, OPEN["no_tx"])


# --- the choice -------------------------------------------------------------------------


def test_by_default_lessons_1_to_7_are_regular_marks():
    """The first round and the last lesson do not count until the teacher says as what."""
    plan = MarkPlan()
    assert [plan.counted(name).kind for name in ALL] == ["khong", *["tx"] * 7, "khong"]


def test_a_choice_is_kept_in_the_class_folder(tmp_path):
    """And read back; what was not chosen stays as it was."""
    assert read_plan(tmp_path) == MarkPlan()
    plan = choose(MarkPlan(), ALL, ["8=ck", "4=GK", "0=không", "7=tx2"])
    write_plan(tmp_path, plan)
    assert read_plan(tmp_path) == plan
    kinds = [plan.counted(name) for name in (lesson(8), lesson(4), lesson(0), lesson(7), lesson(1))]
    assert kinds == [Counted("ck"), Counted("gk"), Counted(), Counted("tx", 2), Counted("tx")]
    assert [path.name for path in tmp_path.iterdir()] == [PLAN_FILE]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (["8"], "8=ck"),
        (["8=thi"], "8=ck"),
        (["9=tx"], "không có bài 9"),
        (["4=gk", "5=gk"], "có hai bài"),
        (["8=ck3"], "8=ck"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(choices, said):
    """With an example of a right one."""
    with pytest.raises(MarksError, match=said):
        choose(MarkPlan(), ALL, choices)


@pytest.mark.parametrize("data", ["{", '{"lessons":{"08":{"kind":"thi"}}}', '{"missing_is_zero":1}', "x" * 50_000])
def test_a_spoilt_choice_is_told(tmp_path, data):
    """It never counts as the usual one."""
    (tmp_path / PLAN_FILE).write_text(data, encoding="utf-8")
    with pytest.raises(MarksError, match=r"bang-diem\.json"):
        read_plan(tmp_path)


# --- the data ---------------------------------------------------------------------------


def test_rules_have_sources_and_say_what_was_not_checked():
    """Confidence as in all data; general knowledge says so."""
    for rule in rules():
        assert rule.confidence in set("PSAGU")
        assert "cần kiểm tra" in rule.source or rule.confidence not in "GU"
        assert rule.weights.keys() == {"tx", "gk", "ck"}
        assert rule.term_weights.keys() == {"1", "2"}


def test_the_rule_in_force_is_chosen_by_the_day():
    """The newest that has begun; before all, the oldest that is known."""
    assert rule_on(date(2026, 11, 22)) == rules()[-1]
    assert rule_on(date(2000, 1, 1)) == rules()[0]
