"""Every lesson of the course: whole, passable, equally hard for all, and impossible to pass without doing it."""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal

import pytest

from grading.checks import run
from grading.coding.tasks import TASKS
from grading.lessons import LESSONS, lesson_folder, of_course
from grading.players import Recording
from grading.solutions import Solution, answer_sheet, right_answers, volunteer, wrong_answers
from grading.solutions.catalogue import SOLUTIONS
from grading.survey import BEFORE, NOW
from simulator import Case, Portal, actions
from simulator.scenario import scenarios
from simulator.worksheets import sheets
from simulator.worksheets.plan import Exercise, Item, plans
from tests.grading.time_needed import WORK, minutes

LEARNERS = [f"8A1-{number:02d}" for number in range(1, 13)]
SHEETS = [(lesson, each) for lesson, plan in plans().items() for each in plan.exercise if each.sheet]
WRONG = [(solution, wrong) for solution in SOLUTIONS.values() for wrong in solution.wrong]
every = pytest.mark.parametrize("solution", SOLUTIONS.values(), ids=SOLUTIONS.keys())
every_plan = pytest.mark.parametrize("lesson", plans())
SURVEYS = [each for _, each in SHEETS if each.sheet and each.sheet.kind == "survey"]
every_portal = pytest.mark.parametrize("lesson", [each for each in LESSONS if each not in TASKS])
every_sheet = pytest.mark.parametrize(("lesson", "exercise"), SHEETS, ids=[f"{a}/{b.id}" for a, b in SHEETS])


def seat(lesson: str, learner: str = "8A1-07") -> Recording:
    return Recording(Case.for_learner(lesson, learner))


def test_every_lesson_has_its_parts() -> None:
    """A plan, checks, a scenario and a notebook; and a solution, but for lesson 00, which has its players.

    A lesson of code has neither scenario nor actions: its reference functions are tried in ``coding/test_marking.py``.
    """
    assert list(plans()) == list(LESSONS)
    assert set(LESSONS) - set(TASKS) <= set(scenarios())
    assert [lesson for lesson in [*LESSONS][1:] if lesson not in TASKS] == [*SOLUTIONS]


@every_plan
def test_a_plan_is_whole(lesson: str) -> None:
    """Ten points in its exercises, as the checks give them; three hints each, in the last lesson none; one period.

    What is worth nothing is a survey, with neither check nor hint.
    """
    plan, checks = plans()[lesson], LESSONS[lesson]
    marked = [each for each in plan.exercise if each.worth]
    assert sum(each.worth for each in marked) == 10
    assert tuple(each.id for each in marked) == checks.exercises
    assert [checks.maximum(each.id) for each in plan.exercise] == [each.worth for each in plan.exercise]
    assert all(len(each.hints) == (3 if plan.hints else 0) for each in marked)
    assert all(each in SURVEYS and not each.hints for each in plan.exercise if each not in marked)
    assert plan.hints or lesson == of_course("student")[-1]
    assert plan.minutes == {"student": 45, "more": 45, "volunteer": 30}[plan.course]
    assert plan.aims
    assert plan.subject
    assert plan.competence
    assert plan.home


@every_portal
def test_the_notebook_shows_every_exercise(lesson: str) -> None:
    """Its desk, each worksheet, each self-check and grade cell of what is marked with its points, and the hand-in."""
    folder = lesson_folder(lesson)
    (name,) = [item for item in folder.iterdir() if item.name.endswith(".ipynb")]
    cells = json.loads(name.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    cells_marked = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
    graded = {each["grade_id"]: Decimal(str(each["points"])) for each in cells_marked}
    plan = plans()[lesson]
    marked = {each.id: each.worth for each in plan.exercise if each.worth}
    assert graded == marked
    assert "lesson.portal()" in code
    assert "lesson.hand_in()" in code
    assert all((f'lesson.check("{each.id}")' in code) == (each.id in marked) for each in plan.exercise)
    assert all((f'lesson.sheet("{each.id}")' in code) == (each.sheet is not None) for each in plan.exercise)
    title = "".join(cells[0]["source"]).splitlines()[0]
    assert title == f"# {plan.title}"


@every_portal
def test_a_lesson_fits_one_period(lesson: str) -> None:
    """What it takes, as estimated for whoever's case takes longest, is planned for in the teacher's timetable."""
    needed = max(minutes(lesson, learner) for learner in LEARNERS)
    note = (lesson_folder(lesson) / ".." / "giao-vien" / f"{lesson}.md").resolve().read_text(encoding="utf-8")
    rows = [(int(begin), int(end)) for begin, end in re.findall(r"^\| (\d+)–(\d+) \|", note, re.MULTILINE)]
    assert [begin for begin, _ in rows] == [0, *(end for _, end in rows[:-1])]
    assert rows[-1][1] == plans()[lesson].minutes
    assert needed <= rows[-1][0] - rows[0][1] <= WORK[plans()[lesson].course]


@every
@pytest.mark.parametrize("learner", LEARNERS)
def test_the_reference_gets_all_points(solution: Solution, learner: str) -> None:
    """Whoever the case is about."""
    mine = seat(solution.lesson, learner)
    solution.play(mine)
    results = run(LESSONS[solution.lesson], mine.portal)
    assert {r.id: (r.outcome, r.reason) for r in results if r.outcome != "passed"} == {}
    assert sum(r.points for r in results) == 10


@every
def test_who_does_nothing_gets_nothing(solution: Solution) -> None:
    """Opening the lesson is not doing it; each check says so and what to do."""
    results = run(LESSONS[solution.lesson], Portal(seat(solution.lesson).portal.case))
    assert {result.outcome for result in results} == {"not_attempted"}
    assert all(result.reason and result.help for result in results)


@pytest.mark.parametrize(("solution", "wrong"), WRONG, ids=[f"{s.lesson}/{w.name}" for s, w in WRONG])
def test_a_listed_wrong_answer_fails_for_its_reason(solution: Solution, wrong) -> None:  # type: ignore[no-untyped-def]
    """That check does not pass, and says just this reason, for several learners."""
    from grading.checks import texts

    for learner in LEARNERS[:4]:
        mine = seat(solution.lesson, learner)
        wrong.play(mine)
        result = next(r for r in run(LESSONS[solution.lesson], mine.portal) if r.id == wrong.check)
        group = LESSONS[solution.lesson][wrong.check].texts or wrong.check
        begun = texts()[group][wrong.reason].reason.partition("{")[0]
        assert result.outcome == wrong.outcome
        assert result.reason.startswith(begun)
        assert result.points == 0


@every
def test_every_check_has_listed_wrong_answers(solution: Solution) -> None:
    """Three at least for each exercise that is no worksheet, and one for each of its checks."""
    checks = LESSONS[solution.lesson]
    sheet = {each.id for each in plans()[solution.lesson].exercise if each.sheet}
    by_hand = {check.id: check.exercise for check in checks if check.exercise not in sheet}
    assert {wrong.check for wrong in solution.wrong} >= set(by_hand)
    counted = Counter(by_hand[wrong.check] for wrong in solution.wrong if wrong.check in by_hand)
    assert all(counted[exercise] >= 3 for exercise in set(by_hand.values()))


@every
@pytest.mark.slow
def test_the_lesson_is_equally_hard_for_a_thousand(solution: Solution) -> None:
    """The same number of steps within one, the same faults planted and met; and worksheets of one length."""
    steps, faults, lengths = Counter[int](), set(), []
    for number in range(1, 1001):
        mine = seat(solution.lesson, f"8A{number // 50}-{number % 50 + 1:02d}")
        solution.play(mine)
        steps[len(mine.portal.log)] += 1
        case = mine.portal.case
        faults.add((tuple(sorted(f.kind for f in case.faults)), tuple(sorted(mine.portal.state.faults_met))))
        shown = [q for name, drawn in case.sheets.items() for q in sheets.questions(case.lesson, name, drawn)]
        lengths.append(sum(len(q.text) + sum(len(text) for _, text in q.options) for q in shown))
    assert max(steps) - min(steps) <= 2, steps
    assert len(faults) == 1
    if lengths and min(lengths):
        assert max(lengths) <= 1.6 * min(lengths)


# --- worksheets ----------------------------------------------------------------------


def items_of(exercise: Exercise) -> tuple[Item, ...]:
    assert exercise.sheet is not None
    return exercise.sheet.items


@every_sheet
def test_a_worksheet_is_well_made(lesson: str, exercise: Exercise) -> None:
    """Right answers exist; each wrong option has a reason of its own; there are three wrong answers at least."""
    sheet = exercise.sheet
    assert sheet is not None
    items = items_of(exercise)
    assert len({item.id for item in items}) == len(items)
    assert sheet.size <= len(items)
    wrong = 0
    for item in items:
        options = item.options or sheet.options
        if sheet.kind == "choose" or (sheet.kind == "write" and item.options):
            assert item.right in options or item.make
            assert set(item.why) == set(options) - {item.right} or item.make
            assert len(set(item.why.values())) == len(item.why)
            wrong += len(item.why)
        elif sheet.kind == "mark":
            assert item.right in ("x", "-") or item.make
            assert set(item.why) == {"x", "-"} - {item.right}
            wrong += 1
        elif sheet.kind == "survey":
            assert (item.right, item.options, item.why, item.make) == ("", {}, {}, "")
        else:
            assert item.why.get("*")
            wrong += 1
    if sheet.kind == "order":
        assert sorted(int(item.right) for item in items) == list(range(1, len(items) + 1))
    assert wrong >= 3 or sheet.kind == "survey"
    assert bool(sheet.yes) == (sheet.kind == "survey")
    # A survey has one check for the whole of it.
    assert (exercise.worth / sheet.size) * sheet.size == exercise.worth or sheet.kind == "survey"


@every_sheet
@pytest.mark.parametrize("learner", LEARNERS[:6])
def test_each_wrong_answer_gets_its_reason(lesson: str, exercise: Exercise, learner: str) -> None:
    """One question wrong costs that question alone, and says why in the data's words."""
    wrong = wrong_answers(seat(lesson, learner), exercise.id)
    assert bool(wrong) != (exercise in SURVEYS)
    for key, answer in wrong:
        mine = seat(lesson, learner)
        answer_sheet(mine, exercise.id, **{f"_{key}": answer})
        results = {r.id: r for r in run(LESSONS[lesson], mine.portal) if r.exercise == exercise.id}
        missed = [result for result in results.values() if result.outcome != "passed"]
        assert [result.id for result in missed] == [f"{exercise.id}-{key}"]
        assert missed[0].outcome == "failed"
        why = sheets.why(lesson, exercise.id, mine.portal.case.sheets[exercise.id][int(key) - 1], answer)
        assert why
        assert missed[0].reason.startswith(why)
        assert "{" not in missed[0].reason


@pytest.mark.parametrize(("lesson", "exercise"), [pair for pair in SHEETS if pair[1] in SURVEYS and pair[1].worth])
def test_a_survey_has_no_wrong_answer(lesson: str, exercise: Exercise) -> None:
    """Each option gets all its points for everybody, so does a mixture; one question left open does not."""
    assert exercise.sheet is not None
    options, keys = list(exercise.sheet.options), [str(n) for n in range(1, exercise.sheet.size + 1)]
    fillings = [dict.fromkeys(keys, option) for option in options]
    fillings.append({key: options[place % len(options)] for place, key in enumerate(keys)})
    for answers in fillings:
        mine = seat(lesson)
        answer_sheet(mine, exercise.id, **{f"_{key}": text for key, text in answers.items()})
        results = [r for r in run(LESSONS[lesson], mine.portal) if r.exercise == exercise.id]
        assert sum(r.points for r in results) == exercise.worth
        assert {r.reason for r in results} == {""}
    for open_ in keys:
        mine = seat(lesson)
        answer_sheet(mine, exercise.id, **{f"_{open_}": ""})
        (result,) = [r for r in run(LESSONS[lesson], mine.portal) if r.exercise == exercise.id]
        assert (result.outcome, result.points) == ("not_attempted", 0)
        assert "1 câu" in result.reason


def test_the_course_asks_the_same_before_and_now() -> None:
    """One survey early on that costs no mark, one at the end: the same questions in the same order and options."""
    before, now = (sheets.sheet_of(*where) for where in (BEFORE, NOW))
    assert [exercise.sheet for exercise in SURVEYS] == [before, now]
    assert (before.items, before.options, before.yes) == (now.items, now.options, now.yes)
    assert before.yes in before.options
    assert not any(sheet.shuffled or sheet.count for sheet in (before, now))
    early = plans()[BEFORE[0]].exercise
    assert early[0].id == BEFORE[1]
    assert early[0].worth == 0
    assert NOW[0] == of_course("student")[-1]


@pytest.mark.parametrize("answer", ["alone", "not_yet", ""])
def test_the_early_survey_is_no_part_of_the_mark(answer: str) -> None:
    """However it is answered, or left out: the lesson's checks say the same."""
    lesson, sheet = BEFORE
    skipped, said = seat(lesson), seat(lesson)
    if answer:
        assert said.do(actions.FillSheet(sheet=sheet, answers={"1": answer, "3": "helped"})).code == "survey_saved"
    answer_sheet(skipped, "doc-trang")
    answer_sheet(said, "doc-trang")
    assert run(LESSONS[lesson], said.portal) == run(LESSONS[lesson], skipped.portal)
    assert sum(result.points for result in run(LESSONS[lesson], said.portal)) == 2


@pytest.mark.parametrize(("lesson", "exercise"), [pair for pair in SHEETS if pair[1].sheet.kind == "mark"])
@pytest.mark.parametrize("mark", ["x", "-"])
def test_marking_all_lines_alike_earns_nothing(lesson: str, exercise: Exercise, mark: str) -> None:
    """Neither an untouched sheet nor one that is marked all over."""
    mine = seat(lesson)
    answers = dict.fromkeys(right_answers(mine, exercise.id), mark)
    assert mine.do(actions.FillSheet(sheet=exercise.id, answers=answers)).ok
    results = [result for result in run(LESSONS[lesson], mine.portal) if result.exercise == exercise.id]
    assert {result.outcome for result in results} == {"not_attempted"}
    assert all("như nhau" in result.reason for result in results)


def test_answers_are_read_kindly() -> None:
    """Spaces, capitals, dots in numbers and the unit make no difference; another number does."""
    assert sheets.plainly(" 8.000 đ ") == sheets.plainly("8000đồng") == "8000"
    assert sheets.plainly("Thứ  Hai ") == sheets.plainly("thứ hai")
    assert sheets.plainly("5/10/2026") == sheets.plainly("05/10/2026")
    assert sheets.plainly("8001") != sheets.plainly("8000")


@pytest.mark.parametrize("lesson", of_course("volunteer"))
@pytest.mark.parametrize(
    "moves", [[("greet", ""), ("end", "counter")], [("scold", ""), ("hurry", ""), ("read_out", "")]]
)
def test_getting_rid_of_people_does_not_pass_a_volunteers_lesson(lesson: str, moves: list[tuple[str, str]]) -> None:
    """Who greets and sends everybody on, or drives everybody away, has kept many rules and helped nobody."""
    mine = seat(lesson, "TNV1-07")
    volunteer.work(mine, lambda _, __: [*moves, ("end", "counter")])
    done = [result for result in run(LESSONS[lesson], mine.portal) if result.outcome == "passed"]
    assert sum(result.points for result in done) < 5
