"""What a class most often missed, counted over graded work alone."""

from decimal import Decimal

import pytest

from grading.classroom import ClassroomError, make_class
from grading.players import Habits
from grading.reasons import class_overviews, gradings_of
from grading.results import Results
from tests.grading.desk import KEY, LESSON, graded, played, put


@pytest.fixture
def classroom(tmp_path):
    """Five learners: two slips, a whole journey, a damaged journal, and one who did nothing."""
    made = make_class(tmp_path / "lop", "8A1", 5, key=KEY)
    store = Results(made.results_url)
    works = {
        "8A1-01": Habits(skips_rating=True, wrong_copies=True),
        "8A1-02": Habits(skips_rating=True),
        "8A1-03": Habits(),
        "8A1-04": None,
    }
    for learner, habits in works.items():
        folder = tmp_path / learner / LESSON
        put(folder, played(habits, learner) if habits else b"noise\n")
        store.record(graded(folder, learner))
    return made


def test_the_commonest_slip_comes_first_with_its_reason(classroom):
    (overview,) = class_overviews(classroom)
    assert (overview.graded, overview.average) == (3, Decimal("9.4"))
    assert (overview.nothing, overview.could_not_run) == (("8A1-05",), ("8A1-04",))
    first, second, *others = overview.missed
    assert (first.id, first.missed, first.not_attempted, first.passed) == ("office_rated", 2, 2, 1)
    assert (first.reason, first.times) == ("Em chưa đánh giá cơ quan.", 2)
    assert (second.id, second.missed, second.failed) == ("form_matches_task", 1, 1)
    assert {each.missed for each in others} == {0}


def test_what_went_wrong_says_more_than_what_was_not_come_to(tmp_path):
    classroom = make_class(tmp_path / "lop", "8A1", 3, key=KEY)
    store = Results(classroom.results_url)
    for learner, habits in (
        ("8A1-01", Habits(stops_after="activation")),
        ("8A1-02", Habits(stops_after="activation")),
        ("8A1-03", Habits(wrong_copies=True)),
    ):
        folder = tmp_path / learner / LESSON
        put(folder, played(habits, learner))
        store.record(graded(folder, learner))
    (overview,) = class_overviews(classroom)
    form = next(each for each in overview.missed if each.id == "form_matches_task")
    assert (form.failed, form.not_attempted, form.times) == (1, 2, 1)
    assert "nhiệm vụ cần" in form.reason


@pytest.mark.parametrize("typed", ["2", "02", "8A1-02", "8a1 2"])
def test_a_learner_is_found_by_number_or_id(classroom, typed):
    (grading,) = gradings_of(classroom, typed)
    assert (grading.learner, str(grading.mark)) == ("8A1-02", "9.5")


@pytest.mark.parametrize(("typed", "code"), [("5", "not_graded"), ("9", "no_learner"), ("An", "bad_learner")])
def test_somebody_without_a_grading_is_told_so(classroom, typed, code):
    with pytest.raises(ClassroomError) as caught:
        gradings_of(classroom, typed)
    assert caught.value.code == code


def test_a_class_that_was_never_graded_is_told_the_command(tmp_path):
    with pytest.raises(ClassroomError, match="congtap grade"):
        class_overviews(make_class(tmp_path / "lop", "8A1", 2))
