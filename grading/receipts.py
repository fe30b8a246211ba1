"""Looking up a learner's receipt: whether what it names came in, and what became of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from grading.classroom import Classroom, ClassroomError
from grading.grade import journals_in
from grading.handin import INTAKE_FOLDER, Handed, digest_of
from grading.heap import KEPT_ASIDE
from grading.held import held_marks, true_mark
from grading.intake import held as held_in
from grading.results import Results

MIN_CODE = 6
"""So many letters of a receipt's code are needed; the page shows twelve."""

INBOUND_NAME = re.compile(r"^([0-9A-Z]{1,8}-[0-9]{2,3})\+([^+]{1,60})\+[^+]{10,40}(\+.*)?$")


class Match(msgspec.Struct, frozen=True):
    """One place where exactly these journals are.

    ``where`` is ``submitted`` (what counts now), ``replaced`` (kept aside), ``exchange`` (in the
    shared folder) or ``graded`` (in the results, with its ``outcome`` and, if it was graded, its mark).
    ``counts`` says whether it is what counts now: the newest that was taken in, or the newest grading.
    """

    where: str
    learner: str
    lesson: str
    time: str
    digest: str
    mark: str = ""
    outcome: str = ""
    counts: bool = False


def find_receipt(classroom: Classroom, code: str) -> list[Match]:
    """Every place where the work behind a receipt's code is; raises ``ClassroomError`` for what is no code."""
    wanted = re.sub(r"[\s…\.-]", "", code).lower()
    if not re.fullmatch(f"[0-9a-f]{{{MIN_CODE},64}}", wanted):
        raise ClassroomError("bad_receipt", text=code)
    found = [match for match in _in_folders(classroom) if match.digest.startswith(wanted)]
    return found + _graded(classroom, wanted)


def _in_folders(classroom: Classroom) -> Iterator[Match]:
    root = classroom.directory
    inbound = classroom.exchange_root / classroom.course / "inbound"
    for path in sorted((root / "submitted").glob("*/*")):
        yield from _match("submitted", path.parent.name, path.name, path)
    for path in sorted((root / INTAKE_FOLDER / KEPT_ASIDE).glob("*/*/*")):
        yield from _match("replaced", path.parent.parent.name, path.parent.name, path)
    for path in sorted(inbound.iterdir()) if inbound.is_dir() else ():
        named = INBOUND_NAME.match(path.name)
        if named:
            yield from _match("exchange", named[1], named[2], path)


def _match(where: str, learner: str, lesson: str, folder: Path) -> Iterator[Match]:
    if not journals_in(folder):
        return
    work = held_in(folder)
    files = tuple(Handed(name, hashlib.sha256(data).hexdigest()) for name, data in work.journals.items())
    time = work.time.isoformat(timespec="seconds") if work.time else ""
    yield Match(where, learner, lesson, time, digest_of(files), counts=where == "submitted")


def _graded(classroom: Classroom, wanted: str) -> list[Match]:
    """Each grading with its mark; the newest of a learner's lesson with the one that counts."""
    store, found = Results(classroom.results_url), []
    for each in store.by_digest(wanted):
        mark = each.mark if each.outcome == "graded" else None
        counts = store.latest(each.lesson, each.learner)[each.learner].id == each.id
        if counts:
            # Without its lesson in the gradebook nobody has touched the mark.
            with suppress(ClassroomError):
                mark = true_mark(mark, held_marks(classroom.coursedir.db_url, each.lesson).get(each.learner)).value
        found.append(
            Match(
                where="graded",
                learner=each.learner,
                lesson=each.lesson,
                time=each.submitted_at,
                digest=each.digest,
                mark="" if mark is None else str(mark),
                outcome=each.outcome,
                counts=counts,
            )
        )
    return found
