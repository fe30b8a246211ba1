"""The classroom server's second process: everything that needs nbgrader, a database or a replay.

It is asked in lines of JSON and answers in lines of JSON, one after the other. What a learner sent is data to it as
to every grader; nothing is executed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from grading.app.room import moving
from grading.app.room.folder import RoomFolder
from grading.app.room.said import RoomError
from grading.at_work import at_work
from grading.batch import Row, give_back_all, grade_arrived
from grading.class_file import Mode
from grading.classroom import ClassroomError, open_class, set_mode
from grading.enrol import read_names
from grading.exchange import TIMESTAMP_FILE
from grading.files import plain_size
from grading.glance import waiting
from grading.held import held_of_lessons, true_mark
from grading.intake import klass_of, take
from grading.results import Results
from grading.words import number
from simulator import Case, JournalError, Portal
from simulator.case import CaseError
from simulator.journal import MAX_BYTES, parse

LONGEST = 600
"""Steps of a journal that is replayed only for the wall: three times a long lesson."""

Answer = dict[str, Any]


def look(folder: Path, _: Answer) -> Answer:
    """What the server has to know of the class at its beginning."""
    classroom = open_class(folder)
    lessons, learners = classroom.lessons, classroom.learners
    store = Results(classroom.results_url)
    held = held_of_lessons(classroom.coursedir.db_url, lessons)
    marks: dict[str, dict[str, str]] = {}
    for lesson in lessons:
        for learner, each in store.latest(lesson).items():
            graded = each.mark if each.outcome == "graded" else None
            true = true_mark(graded, held[lesson].get(learner)).value
            if true is not None:
                marks.setdefault(lesson, {})[learner] = number(true)
    waits = waiting(classroom, learners, store.times()) | set(_untaken(folder, learners, lessons))
    return {
        "course": classroom.course,
        "learners": learners,
        "outbound": str(classroom.exchange_root / classroom.course / "outbound"),
        "marks": marks,
        "waiting": sorted(waits),
    }


def _untaken(folder: Path, learners: Collection[str], lessons: Collection[str]) -> Iterator[tuple[str, str]]:
    """Hand-ins through the room that were not taken into the class yet."""
    for learner, lesson, path in RoomFolder(folder).zips():
        taken = folder / "submitted" / learner / lesson / TIMESTAMP_FILE
        late = not taken.is_file() or taken.stat().st_mtime < path.stat().st_mtime
        if late and learner in learners and lesson in lessons:
            yield learner, lesson


def names(folder: Path, _: Answer) -> Answer:
    """The learners' names, as far as the class folder has them."""
    return dict(read_names(folder))


def grade(folder: Path, asked: Answer) -> Answer:
    """Take hand-ins of one lesson into the class and grade them; gives marks, and who got none and why."""
    classroom, room = open_class(folder), RoomFolder(folder)
    lesson, learners = str(asked["lesson"]), [str(each) for each in asked["learners"]]
    zips = [path for learner in learners if plain_size(path := room.zip(learner, lesson)) is not None]
    with at_work(classroom.directory, "grade"):
        taken = take(klass_of(classroom), zips)
        rows = grade_arrived(classroom, lesson, learners)
    left = {
        row.learner or row.file: row.text for row in taken.rows if row.result not in ("taken", "duplicate", "older")
    }
    return {"marks": {learner: _mark(row) for learner, row in rows.items()}, "left": left}


def _mark(row: Row) -> str:
    return number(row.held if row.held is not None else row.mark) if row.outcome == "graded" else "–"


def mode(folder: Path, asked: Answer) -> Answer:
    """Make a lesson an exam, or practice again."""
    wanted: Mode = "exam" if asked["mode"] == "exam" else "practice"
    classroom = open_class(folder)
    with at_work(classroom.directory, "change"):
        set_mode(classroom, str(asked["lesson"]), wanted)
        give_back_all(classroom, str(asked["lesson"]))
    return {}


def move(folder: Path, asked: Answer) -> Answer:
    """Move a lesson's work to the right number; gives what is to be said, and whose marks are others now."""
    classroom, given = open_class(folder), (str(asked["lesson"]), str(asked["source"]), str(asked["target"]))
    with at_work(classroom.directory, "change"):
        done = moving.move(classroom, RoomFolder(folder), *given)
    return {"text": done.text(*given), "to_grade": done.to_grade}


def refused(folder: Path, asked: Answer) -> Answer:
    """How many of the last steps of some journals were refused for the same reason, by what they are called."""
    return {name: _refused(folder, each) for name, each in asked["journals"].items()}


def _refused(folder: Path, each: Answer) -> int:
    path = RoomFolder(folder).learner(each["learner"]) / each["lesson"] / each["file"]
    with suppress(OSError, JournalError, CaseError):
        if (plain_size(path) or MAX_BYTES + 1) > MAX_BYTES:
            return 0
        journal = parse(path.read_bytes())
        if len(journal.lines) > LONGEST:
            return 0
        header = journal.header
        portal = Portal(Case.for_learner(header.lesson, header.learner, header.attempt, each["key"]))
        codes = [
            outcome.code if not outcome.ok else "" for outcome in (portal.do(line.action) for line in journal.lines)
        ]
        last = codes[-1] if codes else ""
        others = next((place for place, code in enumerate(reversed(codes)) if code != last), len(codes))
        return others if last else 0
    return 0


VERBS: dict[str, Callable[[Path, Answer], Answer]] = {
    "look": look,
    "names": names,
    "grade": grade,
    "mode": mode,
    "move": move,
    "refused": refused,
}


def answer(folder: Path, line: bytes) -> bytes:
    """The answer to one line: what came of it, or ``fault`` with a text for the teacher and a code."""
    try:
        asked = msgspec.json.decode(line, type=dict[str, Any])
        found = VERBS[asked["do"]](folder, asked)
    except ClassroomError as fault:
        found = {"fault": str(fault), "code": fault.code}
    except RoomError as fault:
        found = {"fault": str(fault), "code": fault.key}
    except Exception as fault:  # noqa: BLE001 - one errand that fails is told, and the next is done
        found = {"fault": f"{type(fault).__name__}: {fault}", "code": "ours"}
    return msgspec.json.encode(found) + b"\n"


def main() -> None:
    """Answer until nobody asks any more; less urgent than the server itself."""
    with suppress(OSError, AttributeError):
        os.nice(10)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not come between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin.buffer:
        answers.write(answer(Path(sys.argv[1]), line))
        answers.flush()


if __name__ == "__main__":
    main()
