"""Work that the teacher moved to another number: what the browsers of both numbers make of it when they hear.

What was moved away is kept beside under another name, and is never sent again; what was moved here is gone on with.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from pathlib import Path

from grading.class_file import ClassFile
from grading.grade import journals_in, read_journal
from grading.moved import STEPS, owner_of, read_note, write_note
from simulator import JournalError
from simulator.journal import Journal, parse
from simulator.storage import journal_path


def set_aside(path: Path) -> None:
    """Keep a journal under a name by which no lesson opens it."""
    names = (path.with_name(f"{path.stem}.da-chuyen-{number}") for number in count(1))
    path.rename(next(name for name in names if not name.exists()))


def heed(folder: Path, learner: str, sheet: ClassFile) -> set[str]:
    """Let a lesson's folder be as the class's sheet has it: what is another's is set aside; gives whose it is."""
    owners = set()
    for _, path in journals_in(folder):
        journal = _beginning(path)
        owner = owner_of(journal, sheet.moved) if journal else learner
        if owner != learner:
            set_aside(path)
            owners.add(owner)
    mine = tuple(each for each in sheet.moved if each.target == learner)
    if mine != read_note(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_note(folder, mine)
    return owners


def go_on(folder: Path, learner: str, sheet: ClassFile) -> None:
    """Where this browser has more of what was moved here, done before it heard of the move, go on with that."""
    for each in sheet.moved:
        here = journal_path(folder, each.attempt)
        if each.target != learner or not here.is_file():
            continue
        for path in sorted((folder.parent.parent / each.source / folder.name).glob(f"{here.stem}.*")):
            if path.suffix != ".jsonl" and ".da-chuyen-" not in path.name:
                continue
            data, more = here.read_bytes(), path.read_bytes()
            if len(more) > len(data) and more.startswith(data) and _is_whole(more):
                here.write_bytes(more)


def _is_whole(data: bytes) -> bool:
    try:
        return not parse(data).torn
    except JournalError:
        return False


def gives_way(path: Path, learner: str, sheet: ClassFile) -> bool:
    """Whether something else lies where the teacher has moved a journal to."""
    moved = any(each.target == learner and f"-{each.attempt:02d}." in path.name for each in sheet.moved)
    journal = _beginning(path) if moved else None
    return moved and (journal is None or journal.header.learner == learner)


def _beginning(path: Path) -> Journal | None:
    """As much of a journal as tells whose it is; a class's browsers are slow, and journals long."""
    with suppress(JournalError, OSError):
        return parse(b"".join(read_journal(path).splitlines(keepends=True)[: STEPS + 1]))
    return None
