"""A class to try things with: simulated learners of mixed habits do the lesson and hand it in.

Everything runs on the real way: made by ``make_class``, fetched and handed in through
nbgrader's exchange. The same seed gives the same class, work and marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from grading.classroom import Classroom, add_lesson, hand_out, make_class
from grading.handin import fetch, submit
from grading.players import Player, Recording, mixed_habits
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case, Outcome
from simulator.actions import Action
from simulator.case import FIRST_LESSON
from simulator.draw import Draw
from simulator.journal import MAX_BYTES
from simulator.storage import journal_path

WORKSPACES = "hoc-sinh"
"""Folder of the learners' workspaces in the demo class."""


class Hands(Recording):
    """A seat whose learner is quick or slow, as people are: no two need the same seconds for a step."""

    def __init__(self, case: Case, draw: Draw) -> None:
        super().__init__(case)
        self._draw = draw
        self._slow = draw.below(9, f"pace/{case.lesson}/{case.learner}")

    def do(self, action: Action) -> Outcome:
        """Do an action after a while of one's own."""
        name = f"pace/{self.portal.case.lesson}/{self.portal.case.learner}"
        after = 3 + self._slow + self._draw.below(12, name, len(self.journal.lines))
        return super().do(msgspec.structs.replace(action, after=after))


def played(learner: str, klass_key: str, seed: str, number: int, lesson: str = FIRST_LESSON, attempt: int = 1) -> bytes:
    """The journal of a simulated learner, as the bytes of its file."""
    draw = Draw(seed)
    seat = Hands(Case.for_learner(lesson, learner, attempt, klass_key), draw)
    if lesson == FIRST_LESSON:
        Player(seat, mixed_habits(draw, number)).play()
    else:
        _mixed(seat, draw, number)
    return seat.journal.encoded()


def _mixed(seat: Hands, draw: Draw, number: int) -> None:
    """Half of a class as the reference, a third with one of the lesson's listed slips, the others only halfway."""
    lesson = seat.portal.case.lesson
    solution, kind = SOLUTIONS[lesson], draw.below(6, f"kind/{lesson}", number)
    slip = draw.choose(solution.wrong, f"slip/{lesson}", number)
    (slip.play if kind in (3, 4) else solution.play)(seat)
    if kind == 5:
        lines = seat.journal.lines
        seat.journal = seat.journal._replace(lines=lines[: len(lines) // 2])


# --- hand-ins that should get no marks ----------------------------------------------


def _empty(path: Path, _others: bytes) -> None:
    """The file is there, with nothing in it."""
    path.write_bytes(b"")


def _damaged(path: Path, _others: bytes) -> None:
    """A line in the middle is cut short."""
    lines = path.read_bytes().split(b"\n")
    lines[len(lines) // 2] = lines[len(lines) // 2][:-20]
    path.write_bytes(b"\n".join(lines))


def _foreign(path: Path, others: bytes) -> None:
    """Somebody else's work."""
    path.write_bytes(others)


def _too_big(path: Path, _others: bytes) -> None:
    with path.open("ab") as file:
        file.truncate(MAX_BYTES + 1)


def _other_release(path: Path, _others: bytes) -> None:
    """The work of a release whose cases differ."""
    header = path.read_bytes().split(b"\n", 1)[0]
    changed = {**msgspec.json.decode(header), "release": "0.0.1", "case": "0" * 16}
    path.write_bytes(msgspec.json.encode(changed) + b"\n")


def _torn(path: Path, _others: bytes) -> None:
    """The power failed within the last line: the rest counts."""
    path.write_bytes(path.read_bytes()[:-30])


def _no_notebook(path: Path, _others: bytes) -> None:
    """The notebook was broken and its copy renamed; the journal is whole, so nothing is lost."""
    for notebook in path.parent.glob("*.ipynb"):
        notebook.rename(notebook.with_name("ban-sao.ipynb")).write_text("{", encoding="utf-8")


HOSTILE: dict[str, Callable[[Path, bytes], None] | None] = {
    "nothing": None,
    "empty": _empty,
    "damaged": _damaged,
    "foreign": _foreign,
    "too_big": _too_big,
    "other_release": _other_release,
    "torn": _torn,
    "no_notebook": _no_notebook,
}
"""What the last learners of a hostile demo hand in instead of honest work."""


def fate(number: int, learners: int, hostile: bool) -> str:
    """What becomes of the ``number``-th learner's work: a key of ``HOSTILE``, or ``honest``."""
    kinds = list(HOSTILE)[: max(0, learners - 1)]
    place = number - (learners - len(kinds)) - 1
    return kinds[place] if hostile and place >= 0 else "honest"


def make_demo(
    directory: Path,
    learners: int,
    seed: str,
    *,
    name: str = "8A1",
    hostile: bool = False,
    lessons: Sequence[str] = (FIRST_LESSON,),
    progress: Callable[[int, int, str], None] | None = None,
) -> Classroom:
    """Make the class, let everybody fetch, do and hand in the lessons; grading is left to do.

    Raises ``ClassroomError`` or ``HandInError``.
    """
    key = hashlib.sha256(f"demo|{seed}".encode()).hexdigest()[:32]
    classroom = make_class(directory, name, learners, lessons[0], key=key)
    for lesson in lessons:
        add_lesson(classroom, lesson)
        hand_out(classroom, lesson)
    total = len(lessons) * learners
    for place, lesson in enumerate(lessons):
        first = b""
        for number, learner in enumerate(classroom.learners, 1):
            if progress:
                progress(place * learners + number - 1, total, learner)
            workspace = classroom.directory / WORKSPACES / learner / lesson
            fetch(workspace, classroom.exchange_root, classroom.course, lesson, learner)
            work = played(learner, key, seed, number, lesson)
            first = first or work
            journal_path(workspace, 1).write_bytes(work)
            _hand_in(classroom, workspace, fate(number, learners, hostile), first)
    if progress:
        progress(total, total, "")
    return classroom


def _hand_in(classroom: Classroom, workspace: Path, kind: str, first: bytes) -> None:
    lesson, learner = workspace.name, workspace.parent.name
    spoil = HOSTILE.get(kind)
    if kind == "nothing":
        return
    receipt = submit(workspace, classroom.exchange_root, classroom.course, lesson, learner)
    if spoil is not None:
        # Spoilt where it was handed in: our own hand-in would refuse some of it.
        spoil(Path(receipt.path) / "nhat-ky-01.jsonl", first)
