"""Copied journals: found with what is alike, while honest learners of the same lesson are left alone."""

import msgspec
import pytest

from grading import copies
from grading.copies import RUN, Work, alike, prints
from grading.moved import reassigned
from grading.players import Habits, Player, Recording, mixed_habits
from simulator import Case, Journal
from simulator.draw import Draw
from simulator.storage import journal_path
from tests.grading.desk import KEY, LESSON, put


def learner(number):
    return f"8A1-{number:02d}"


def honest(number, pace=None, habits=None, attempt=1):
    """Somebody who does the lesson alone, at a rhythm of their own unless one is given."""
    draw = Draw(f"nhip {number} {attempt}")
    seat = Recording(Case.for_learner(LESSON, learner(number), attempt, KEY))
    habits = mixed_habits(Draw("lop"), number) if habits is None else habits
    Player(seat, habits, pace or (lambda step: 1 + draw.below(12, "step", step))).play()
    return seat.journal


def like(journal, number, pace_too=True):
    """The same steps on another case, as a program would make them; only the rhythm can betray it."""
    waits = [line.action.after for line in journal.lines]
    return honest(number, (lambda step: waits[(step - 1) % len(waits)]) if pace_too else None, Habits())


def rewaited(journal, waits):
    """The journal with other waits, its chain made anew; outcomes are not looked at here."""
    made = Journal(journal.header)
    for line, after in zip(journal.lines, waits, strict=True):
        made, _ = made.add(msgspec.structs.replace(line.action, after=after), line.outcome)
    return made


def laid(tmp_path, journals):
    """Journals by the number of the learner in whose folder they lie."""
    works = []
    for (number, attempt), journal in journals.items():
        folder = tmp_path / "submitted" / learner(number) / LESSON
        put(folder, journal.encoded(), attempt)
        works.append(Work(learner(number), LESSON, journal_path(folder, attempt)))
    return works


@pytest.fixture(scope="module")
def klass():
    """45 honest learners, each at a rhythm of their own."""
    return {(number, 1): honest(number) for number in range(1, 46)}


def test_of_45_honest_learners_nobody_is_flagged_and_three_planted_copies_are(tmp_path, klass):
    assert alike(laid(tmp_path / "honest", klass)) == []
    source = honest(7, habits=Habits())
    planted = {
        **klass,
        (7, 1): source,
        (11, 1): source,
        (23, 1): like(source, 23),
        (31, 1): Journal(msgspec.structs.replace(source.header, learner=learner(31)), source.lines),
    }
    # The edited header breaks the chain, as it would for a learner who has no program for it.
    made = Journal(planted[31, 1].header)
    for line in source.lines:
        made, _ = made.add(line.action, line.outcome)
    planted[31, 1] = made
    found = {each.learners: each for each in alike(laid(tmp_path / "planted", planted))}
    assert set(found) == {(learner(7), learner(n)) for n in (11, 23, 31)}
    assert found[learner(7), learner(11)].kinds == ("foreign", "same_file", "same_case", "same_times")
    assert found[learner(7), learner(23)].kinds == ("same_times",)
    assert found[learner(7), learner(31)].kinds == ("same_case", "same_times")
    assert found[learner(7), learner(23)].steps == len(source.lines)
    assert all(text and "{" not in text for each in found.values() for text in each.texts)


def test_equal_steps_at_one_steady_pace_tell_nothing(tmp_path):
    """All players who wait six seconds before each step are like nobody."""
    steady = {(number, 1): honest(number, lambda _: 6, Habits()) for number in range(1, 9)}
    assert alike(laid(tmp_path, steady)) == []


def test_quick_learners_of_a_short_lesson_are_left_alone(tmp_path):
    """Everybody does the same steps, each within one to four seconds."""
    quick = {}
    for number in range(1, 46):
        draw = Draw(f"nhanh {number}")
        quick[number, 1] = honest(number, lambda step, draw=draw: 1 + draw.below(4, "step", step), Habits())
    assert alike(laid(tmp_path, quick)) == []


def test_a_journal_shorter_than_a_run_is_like_nobody(tmp_path):
    source = honest(7, habits=Habits())
    other = rewaited(honest(8, habits=Habits()), [line.action.after for line in source.lines])
    for length, count in ((RUN - 1, 0), (RUN, 1)):
        short = {(n, 1): Journal(each.header, each.lines[:length]) for n, each in ((7, source), (8, other))}
        assert len(alike(laid(tmp_path, short))) == count


def test_a_copied_part_is_found_and_its_length_told(tmp_path):
    source, other = honest(7, habits=Habits()), honest(8, habits=Habits())
    waits = [line.action.after for line in other.lines]
    waits[10 : 10 + RUN + 3] = [line.action.after for line in source.lines][10 : 10 + RUN + 3]
    waits[9] = 500
    waits[10 + RUN + 3] = 501
    (found,) = alike(laid(tmp_path, {(7, 1): source, (8, 1): rewaited(other, waits)}))
    assert (found.kinds, found.steps, found.lengths) == (("same_times",), RUN + 3, (36, 36))


def test_every_run_of_the_rule_leaves_a_mark_that_both_share():
    steps = [("do", after * after % 31) for after in range(RUN)]
    around = [[("x", n) for n in range(30, 60)] + steps, [("y", n) for n in range(70, 95)] + steps + [("z", 1)]]
    marks = [{value for value, _ in prints(each)} for each in around]
    assert marks[0] & marks[1]


def test_own_attempts_are_no_copies(tmp_path):
    first = honest(7, habits=Habits())
    waits = [line.action.after for line in first.lines]
    second = honest(7, lambda step: waits[step - 1], Habits(), attempt=2)
    assert alike(laid(tmp_path, {(7, 1): first, (7, 2): second})) == []


def test_work_begun_as_somebody_who_has_none_here_is_told(tmp_path):
    """Also where that learner has done another attempt."""
    for others in ({}, {(8, 2): honest(8, attempt=2)}):
        (found,) = alike(laid(tmp_path, {(7, 1): honest(8), **others}))
        assert (found.learners, found.kinds) == ((learner(7), learner(8)), ("foreign",))
        assert found.texts[0].startswith(
            f"Một nhật ký trong bài nộp của {learner(7)} được bắt đầu dưới mã {learner(8)}."
        )


def test_unreadable_journals_are_like_none_and_stop_nothing(tmp_path):
    works = laid(tmp_path, {(7, 1): honest(7), (8, 1): honest(8)})
    for work in works:
        work.path.write_bytes(b"noise")
    assert alike(works) == []


def test_many_who_share_one_journal_cost_one_pair_each(tmp_path):
    """In a bucket everybody is held against the first alone: pairs grow with the learners, not with their square."""
    source = honest(1, habits=Habits())
    assert len(alike(laid(tmp_path, {(number, 1): source for number in range(1, 21)}))) == 19


def test_every_text_can_be_said():
    words = dict.fromkeys("learner other steps length other_length".split(), "…")
    assert all("{" not in text.format(**words) for text in copies.texts().values())


def test_work_that_was_moved_to_its_right_number_is_no_copy(tmp_path):
    """Both numbers hold the same file: the old one handed it in before the teacher put it right."""
    work = honest(17, habits=Habits())
    works = laid(tmp_path, {(17, 1): work, (7, 1): work})
    assert {kind for each in alike(works) for kind in each.kinds} >= {"same_file", "foreign"}
    assert alike(works, reassigned((), [work], learner(7))) == []
