"""What a teacher sees of classes at a glance: who, what was handed out, how much waits to be graded.

Counted from sheets, folder dates and one query of the results; no journal is opened, so that a page that shows it
answers at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grading.classroom import CONFIG_FILE, Classroom, ClassroomError, open_class
from grading.exchange import TIMESTAMP_FILE
from grading.handin import INTAKE_FOLDER
from grading.handing_out import is_handed_out
from grading.heap import KEPT_ASIDE
from grading.receipts import INBOUND_NAME
from grading.results import Results


class Glance(msgspec.Struct, frozen=True):
    """One class as it stands.

    ``waiting`` is how many hand-ins came in after they were last graded, ``loose`` how many files lie in the intake
    folder since then; ``graded_at`` is the newest grading (UTC), ``fault`` why there is no more to tell.
    """

    folder: str
    name: str = ""
    learners: int = 0
    lessons: int = 0
    waiting: int = 0
    loose: int = 0
    graded_at: str = ""
    fault: str = ""


def classes_in(root: Path) -> list[Path]:
    """The class folders that lie in a folder, by name."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if (path / CONFIG_FILE).is_file())


def glance(directory: Path) -> Glance:
    """One class at a glance; what cannot be read is told in the record, and never raised."""
    try:
        classroom = open_class(directory)
        lessons = [lesson for lesson in classroom.lessons if is_handed_out(classroom, lesson)]
        first = next(iter(classroom.lessons), None)
        learners = (classroom.sheet(first).learners if first else ()) or classroom.learners
        times = Results(classroom.results_url).times()
        newest = max(times.values(), default="")
        return Glance(
            folder=directory.name,
            name=classroom.course,
            learners=len(learners),
            lessons=len(lessons),
            waiting=len(waiting(classroom, learners, times)),
            loose=_loose(classroom.directory, newest),
            graded_at=newest,
        )
    except (ClassroomError, OSError) as fault:
        return Glance(directory.name, directory.name, fault=str(fault))


def waiting(classroom: Classroom, learners: tuple[str, ...], times: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    """Learners and lessons whose newest hand-in, in the exchange or collected, is newer than its grading."""
    known, lessons = set(learners), classroom.lessons
    graded = {key: _seconds(text) for key, text in times.items()}
    found = set()
    inbound = classroom.exchange_root / classroom.course / "inbound"
    for path in inbound.iterdir() if inbound.is_dir() else ():
        named = INBOUND_NAME.match(path.name)
        key = (named[1], named[2]) if named else ("", "")
        # The time in the name is the student's computer's; the folder's change is this disk's.
        if key[0] in known and key not in found and _changed(path) > graded.get(key, 0):
            found.add(key)
    submitted = classroom.directory / "submitted"
    for learner in known:
        for lesson in lessons:
            key = (learner, lesson)
            if key not in found and _changed(submitted / learner / lesson / TIMESTAMP_FILE) > graded.get(key, 0):
                found.add(key)
    return found


def _loose(directory: Path, since: str) -> int:
    """How many files were laid into the intake folder after a moment."""
    folder = directory / INTAKE_FOLDER
    inside = folder.iterdir() if folder.is_dir() else ()
    return sum(path.name != KEPT_ASIDE and _changed(path) > _seconds(since) for path in inside)


def _changed(path: Path) -> int:
    """When something came to lie where it lies, in whole seconds; 0 if it does not."""
    try:
        return int(path.stat().st_ctime)
    except OSError:
        return 0


def _seconds(text: str) -> int:
    """A moment of the results store; 0 for none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())
