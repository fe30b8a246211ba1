"""Marking a learner's code: answers of the process apart in, results out. No learner's line runs here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.checks import Result, Said, Verdict, all_alike, failed, log, not_attempted, passed, result_of, say, told
from grading.checks import told_teacher as teacher
from grading.class_file import ClassFile
from grading.coding import answers, runner
from grading.coding.runner import Answer, Broken, Call, Cell, Limits, Missing, Returned, RunnerError
from grading.coding.tasks import TASKS, Task, Trial, judge, shown_table, trials
from grading.grade import Attempt, Graded, under, untold, without_marks
from grading.lessons import LESSONS, lesson_folder
from simulator.case import FREE_KEY, seed_of

ERRORS = {
    "SyntaxError": "syntax",
    "IndentationError": "syntax",
    "TabError": "syntax",
    "NameError": "name",
    "UnboundLocalError": "name",
    "TypeError": "type",
    "KeyError": "column",
    "IndexError": "index",
    "ZeroDivisionError": "zero",
    "ValueError": "value",
    "AttributeError": "attribute",
    "RecursionError": "recursion",
    "MemoryError": "memory",
    "PermissionError": "refused",
    "ModuleNotFoundError": "module",
    "ImportError": "module",
    "EOFError": "input",
    "SystemExit": "quit",
    "KeyboardInterrupt": "quit",
}
"""Python's name of an exception to the key of what the learner reads about it."""


class Asked(NamedTuple):
    """One exercise's answers, the one for the table that everybody sees first."""

    task: Task
    trials: tuple[Trial, ...]
    answers: tuple[Answer, ...]


def ask(
    lesson: str, written: Mapping[str, str], of_task: Mapping[str, tuple[Trial, ...]], limits: Limits
) -> dict[str, tuple[Answer, ...]]:
    """What every written function returns for each of its tables.

    All cells run in one process, in order. Where that is ended, the exercise in which it was has its outcome, and the
    others are asked again without its cell: nobody loses one exercise by another. Raises ``RunnerError``.
    """
    tasks = [task for task in TASKS[lesson] if task.exercise in written]
    cells = {task.exercise: Cell(task.exercise, written[task.exercise]) for task in tasks}
    given = json.dumps({"bang": shown_table(lesson_folder(lesson))}, ensure_ascii=False)
    found: dict[str, list[Answer]] = {}
    while waiting := [task for task in tasks if task.exercise not in found]:
        owners = [(task, trial) for task in waiting for trial in of_task[task.exercise]]
        calls = [Call(task.exercise, task.function, json.dumps([trial.table, *trial.more])) for task, trial in owners]
        run = runner.run(given, list(cells.values()), calls, limits)
        blamed = run.at if run.at in cells and run.at not in found else waiting[0].exercise
        for task in waiting:
            own = [number for number, (owner, _) in enumerate(owners) if owner is task]
            if run.stopped is None:
                lost: Answer = Missing()
                found[task.exercise] = [_known(run, task, number, lost) for number in own]
            elif task.exercise == blamed or all(number in run.answers for number in own):
                found[task.exercise] = [_known(run, task, number, run.stopped) for number in own]
        if run.stopped is not None:
            cells.pop(blamed, None)
    return {exercise: tuple(each) for exercise, each in found.items()}


def _known(run: runner.Run, task: Task, number: int, otherwise: Answer) -> Answer:
    answer = run.answers.get(number, otherwise)
    return run.broken[task.exercise] if isinstance(answer, Missing) and task.exercise in run.broken else answer


def _error(answer: Broken, task: Task) -> Said:
    """What a learner reads of an exception: in which line, and what it means."""
    key = ERRORS.get(answer.type, "error")
    quoted = re.search(r"'([^']*)'", answer.text)
    word = quoted[1] if quoted else answer.text
    line = str(answer.line) if answer.cell == task.exercise and answer.line > 0 else "?"
    return say(f"error_{key}", line=line, word=word, type=answer.type, function=task.function)


def verdict(task: Task, trial: Trial, answer: Answer) -> Verdict:
    """What one answer is worth. It never raises for what a learner's code can send."""
    if isinstance(answer, Missing):
        return failed(say("no_function", function=task.function))
    if isinstance(answer, Broken):
        if answer.type == "NotImplementedError":
            return not_attempted("not_written", function=task.function)
        return failed(_error(answer, task))
    if not isinstance(answer, Returned):
        return failed(say(f"stop_{answer}", function=task.function))
    if answer.kind in ("not_finite", "too_big", "too_long"):
        return failed(say(answer.kind), actual=answer.kind)
    if answer.kind not in ("bool", "int", "float", "str", "NoneType"):
        return failed(say(f"wrong_kind_{task.kind}", kind=answer.kind), actual=answer.kind)
    judged = judge(task, trial, answer.value)
    actual = shown(answer.value)
    if judged == "right":
        return Verdict("passed", (), shown(trial.right), actual)
    if judged == "wrong_kind":
        return failed(say(f"wrong_kind_{task.kind}", kind=answer.kind), actual=actual)
    return failed(say(judged, actual=actual, function=task.function), expected=shown(trial.right), actual=actual)


def shown(value: object) -> str:
    """A value as a learner reads it: Vietnam's decimal comma, not more than four decimals."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value) if value is not None else ""


def hidden_verdict(asked: Asked) -> Verdict:
    """The verdict on the tables that the learner does not see; what is right for them is not told."""
    for number, (trial, answer) in enumerate(zip(asked.trials[1:], asked.answers[1:], strict=True), 1):
        found = verdict(asked.task, trial, answer)
        if found.outcome == "passed":
            continue
        if isinstance(answer, Returned):
            words = {"number": str(number), "count": str(len(asked.trials) - 1), "function": asked.task.function}
            return failed(say("other_table", **words), actual=found.actual)
        return found
    return passed()


def _results(lesson: str, asked: Mapping[str, Asked]) -> tuple[Result, ...]:
    found = []
    checks = LESSONS[lesson]
    for task in TASKS[lesson]:
        seen, others = checks[f"{task.exercise}-seen"], checks[f"{task.exercise}-others"]
        mine = asked.get(task.exercise)
        if mine is None:
            nothing = not_attempted("no_cell", function=task.function)
            found += [result_of(seen, nothing), result_of(others, nothing)]
            continue
        first = verdict(task, mine.trials[0], mine.answers[0])
        found.append(result_of(seen, first))
        waits = not_attempted("first_this" if first.outcome == "failed" else "not_written", function=task.function)
        found.append(result_of(others, hidden_verdict(mine) if first.outcome == "passed" else waits))
    return tuple(found)


def mark(lesson: str, written: Mapping[str, str], seed: str, limits: Limits = Limits()) -> tuple[Result, ...]:  # noqa: B008
    """Every check's result for what was written; ``seed`` draws the learner's tables. Raises ``RunnerError``."""
    table = shown_table(lesson_folder(lesson))
    of_task = {task.exercise: trials(task, table, seed) for task in TASKS[lesson]}
    answered = ask(lesson, written, of_task, limits)
    asked = {
        task.exercise: Asked(task, of_task[task.exercise], answered[task.exercise])
        for task in TASKS[lesson]
        if task.exercise in answered
    }
    return _results(lesson, asked)


def grade_code(
    folder: Path,
    lesson: str,
    learner: str,
    klass: ClassFile | None = None,
    limits: Limits = Limits(),  # noqa: B008
) -> Graded:
    """Grade the notebook in a learner's folder; whatever is wrong with it is told in the result."""
    path = answers.notebook_of(folder, lesson)
    if not path.exists() and not path.is_symlink():
        return untold(lesson, learner, klass, "nothing")
    try:
        written = answers.read_file(path, lesson)
    except answers.AnswersError as fault:
        return _refused(lesson, learner, klass, path, fault.reason, "")
    except OSError:
        return _refused(lesson, learner, klass, path, "unreadable", "")
    name = answers.digest(written)
    try:
        results = mark(lesson, written, seed_of(lesson, learner, 1, klass.key if klass else FREE_KEY), limits)
    except (RunnerError, OSError, LookupError, ValueError) as fault:
        log.warning("%s of %s could not be graded: %r", path.name, learner, fault)
        return _refused(lesson, learner, klass, path, "crashed", name, error=type(fault).__name__)
    done = sum(1 for result in results if result.outcome != "not_attempted")
    attempt = Attempt(number=1, file=path.name, digest=name, actions=done, results=results)
    return under(
        klass,
        lesson,
        learner,
        outcome="graded" if done else "not_attempted",
        reason="" if done else "unwritten",
        remark="" if done else told("journal", say("unwritten"))[0],
        attempt=1,
        attempts=(attempt,),
        results=results,
        for_teacher="" if done else teacher("journal", say("unwritten")),
    )


def _refused(
    lesson: str, learner: str, klass: ClassFile | None, path: Path, reason: str, name: str, **words: str
) -> Graded:
    said = say(reason, file=path.name, **words)
    text, advice = told("journal", said)
    for_teacher = teacher("journal", say(reason, attempt="1", **words))
    attempt = Attempt(1, path.name, name, reason=reason, text=text, help=advice, for_teacher=for_teacher)
    refused = without_marks(lesson, learner, klass, reason, text, advice, for_teacher, (attempt,))
    return msgspec.structs.replace(refused, results=all_alike(LESSONS[lesson], "could_not_run", text, advice))
