"""Copied journals in a class: evidence for a teacher to look at, never a verdict.

Three things are looked for, each by hashing, so that cost grows with the number of journals and not with its
square: a journal begun as somebody else's, the same file (or the same case) in two places, and the same steps
at the same seconds.

Times are evidence only where they tell something. Two learners of a short lesson do the same steps, and some of
them in the same number of seconds; so only a run of ``RUN`` steps in a row counts, of the same kinds and with the
same waits to the second, among which at least ``VARIETY`` different waits occur. A player who waits six seconds
before every step, or a journal shorter than the run, is like nobody.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from grading.classroom import Classroom
from grading.grade import journals_in, read_journal
from grading.moved import Moved, owner_of
from simulator import JournalError, datasets
from simulator.journal import Journal, parse

RUN = 15
"""Steps in a row that have to be alike, in kind and in seconds."""

VARIETY = 6
"""Different waits that such a run needs to tell anything."""

WINDOW = 12
"""Steps that are hashed together; of ``RUN - WINDOW + 1`` neighbours the least is kept, so no run escapes."""

Kind: TypeAlias = Literal["foreign", "same_file", "same_case", "same_times"]


class Alike(msgspec.Struct, frozen=True):
    """Two learners' journals of one lesson, and what is alike in them.

    ``steps`` is the longest run of equal steps and seconds that was found, of ``lengths`` steps in each journal.
    """

    lesson: str
    learners: tuple[str, str]
    files: tuple[str, str]
    kinds: tuple[Kind, ...]
    steps: int
    lengths: tuple[int, int]
    texts: tuple[str, ...]


class Work(NamedTuple):
    """One journal: whose folder it lies in, and where."""

    learner: str
    lesson: str
    path: Path


@cache
def texts() -> dict[str, str]:
    """What the teacher reads, by kind."""
    return msgspec.convert(datasets.toml("texts/copies.toml"), dict[str, str])


def find_copies(
    classroom: Classroom, lesson: str | None = None, progress: Callable[[int, int, str], None] | None = None
) -> list[Alike]:
    """What is alike in the class's submissions, lesson by lesson; raises ``ClassroomError`` for an unknown lesson."""
    if lesson is not None:
        classroom.sheet(lesson)
    found = []
    lessons = classroom.lessons if lesson is None else (lesson,)
    for number, each in enumerate(lessons):
        if progress:
            progress(number, len(lessons), each)
        found += alike(_submitted(classroom.directory, each), classroom.sheet(each).moved)
    if progress:
        progress(len(lessons), len(lessons), "")
    return found


def _submitted(directory: Path, lesson: str) -> Iterator[Work]:
    for folder in sorted((directory / "submitted").glob(f"*/{lesson}")):
        for _, path in journals_in(folder):
            yield Work(folder.parent.name, lesson, path)


def alike(works: Iterable[Work], moved: tuple[Moved, ...] = ()) -> list[Alike]:
    """What is alike in journals of one lesson; those that cannot be read are like none.

    A journal that the teacher has ``moved`` is its new owner's, and what the old one still has of it is nobody's copy.
    """
    with closing(sqlite3.connect("")) as index:
        # A database without a name lies on the disk as soon as it is large, so memory stays flat.
        index.execute("create table work (id integer primary key, learner, claimed, story integer, lesson, path)")
        index.execute("create table mark (kind text, value integer, work integer, place integer)")
        for work in works:
            journal, digest = _read(work.path)
            if journal is None:
                continue
            owner = owner_of(journal, moved)
            if owner in (journal.header.learner, work.learner):
                _enter(index, work, owner, journal, digest)
        index.execute("create index stories on work (story)")
        told = (_told(index, *pair, found) for pair, found in sorted(_pairs(index).items()))
        return [*_strangers(index), *(each for each in told if each is not None)]


def _read(path: Path) -> tuple[Journal | None, str]:
    try:
        data = read_journal(path)
        return parse(data), hashlib.sha256(data).hexdigest()
    except (JournalError, OSError):
        return None, ""


Step: TypeAlias = tuple[str, int]
"""What kind of step, after how many seconds; nothing of what was typed, which is the case's own."""


def steps_of(journal: Journal) -> list[Step]:
    """A journal's steps without anything personal."""
    return [(line.action.name, line.action.after) for line in journal.lines]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


def prints(steps: list[Step]) -> Iterator[tuple[int, int]]:
    """The windows by which a rhythm is found again: their hashes and places."""
    telling = []
    for place in range(len(steps) - WINDOW + 1):
        window = steps[place : place + WINDOW]
        if _tells(window):
            telling.append((_number(repr(window)), place))
    kept = None
    width = RUN - WINDOW + 1
    for start in range(max(1, len(telling) - width + 1)):
        least = min(telling[start : start + width], default=None)
        if least is not None and least != kept:
            kept = least
            yield least


def _tells(steps: list[Step]) -> bool:
    return len({after for _, after in steps}) >= VARIETY


def _enter(index: sqlite3.Connection, work: Work, owner: str, journal: Journal, digest: str) -> None:
    header = journal.header
    row = index.execute(
        "insert into work (learner, claimed, story, lesson, path) values (?, ?, ?, ?, ?)",
        (work.learner, owner, _number(header.case), work.lesson, str(work.path)),
    ).lastrowid
    marks = [("same_times", value, place) for value, place in prints(steps_of(journal))]
    if journal.lines:
        marks += [("same_case", _number(header.case), 0), ("same_file", _number(digest), 0)]
    index.executemany(
        "insert into mark values (?, ?, ?, ?)", [(kind, value, row, place) for kind, value, place in marks]
    )


class _Found(NamedTuple):
    """What two journals share: kinds, and one place in each where a rhythm begins to be the same."""

    kinds: set[Kind]
    places: list[tuple[int, int]]


MAX_PLACES = 8
"""So many shared places of a pair are followed; a copy shares one run, a patched one a few."""


def _pairs(index: sqlite3.Connection) -> dict[tuple[int, int], _Found]:
    """Pairs of journals that share a mark. In each bucket everybody is held against the first alone."""
    rows = index.execute(
        "select kind, value, work, place, learner from mark join work on work.id = mark.work where (kind, value) in"
        " (select kind, value from mark group by kind, value having count(*) > 1) order by kind, value, work, place"
    )
    found: dict[tuple[int, int], _Found] = {}
    bucket, first, start, owner = None, 0, 0, ""
    for kind, value, work, place, learner in rows:
        if (kind, value) != bucket:
            bucket, first, start, owner = (kind, value), work, place, learner
        elif learner != owner:
            pair = found.setdefault((first, work), _Found(set(), []))
            pair.kinds.add(kind)
            if kind == "same_times" and len(pair.places) < MAX_PLACES:
                pair.places.append((start, place))
    return found


def _run(one: list[Step], other: list[Step], place: tuple[int, int]) -> int:
    """How many steps in a row are alike around a shared place; 0 if their waits tell nothing."""
    first, second = place
    while first and second and one[first - 1] == other[second - 1]:
        first, second = first - 1, second - 1
    length = 0
    while first + length < len(one) and second + length < len(other) and one[first + length] == other[second + length]:
        length += 1
    return length if length >= RUN and _tells(one[first : first + length]) else 0


def _told(index: sqlite3.Connection, first: int, second: int, found: _Found) -> Alike | None:
    """The evidence of one pair; ``None`` if looking closely leaves nothing of it."""
    works = [
        index.execute("select learner, claimed, lesson, path from work where id = ?", (id_,)).fetchone()
        for id_ in (first, second)
    ]
    journals = [_read(Path(path))[0] for *_, path in works]
    one, other = (steps_of(journal) if journal else [] for journal in journals)
    steps = max((_run(one, other, place) for place in found.places), default=0)
    kinds: list[Kind] = []
    learners = (works[0][0], works[1][0])
    # Whose folder holds work that was begun as the other; said in that order.
    guest = next((place for place in (0, 1) if works[place][1] == learners[1 - place] != learners[place]), None)
    if guest is not None:
        kinds.append("foreign")
    kinds += [kind for kind in ("same_file", "same_case") if kind in found.kinds]
    if steps:
        kinds.append("same_times")
    if not kinds:
        return None
    swapped = (learners[1], learners[0]) if guest == 1 else learners
    said = tuple(
        _say(kind, *(swapped if kind == "foreign" else learners), steps, (len(one), len(other))) for kind in kinds
    )
    files = (Path(works[0][3]).name, Path(works[1][3]).name)
    return Alike(works[0][2], learners, files, tuple(kinds), steps, (len(one), len(other)), said)


def _strangers(index: sqlite3.Connection) -> Iterator[Alike]:
    """Journals that were begun as somebody who has none of that case here."""
    rows = index.execute(
        "select learner, claimed, lesson, path from work as mine where learner != claimed and not exists"
        " (select 1 from work as theirs where theirs.story = mine.story and theirs.learner = mine.claimed)"
        " order by learner, path"
    )
    for learner, claimed, lesson, path in rows:
        name = Path(path).name
        said = _say("foreign", learner, claimed, 0, (0, 0))
        yield Alike(lesson, (learner, claimed), (name, ""), ("foreign",), 0, (0, 0), (said,))


def _say(kind: Kind, learner: str, other: str, steps: int, lengths: tuple[int, int]) -> str:
    words = {"learner": learner, "other": other, "steps": str(steps)}
    return texts()[kind].format(**words, length=str(lengths[0]), other_length=str(lengths[1]))
