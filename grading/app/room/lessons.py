"""The class as the room's browsers see it: the sheets of the lessons that were handed out, read anew if changed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import msgspec

from grading.class_file import CLASS_FILE, ClassFile, ClassFileError, read_class
from grading.lessons import LESSONS


class Sheets:
    """The class's sheets where learners fetch them; ``wanted`` are the room's lessons, none for all."""

    def __init__(self, outbound: Path, wanted: Collection[str] = ()) -> None:
        self._outbound, self._wanted = outbound, frozenset(wanted)
        self._read: dict[str, tuple[int, ClassFile]] = {}

    def all(self) -> dict[str, ClassFile]:
        """Every sheet by its lesson, in the course's order; one that cannot be read is left out."""
        names = [name for name in LESSONS if not self._wanted or name in self._wanted]
        found = {name: self.of(name) for name in names}
        return {name: sheet for name, sheet in found.items() if sheet is not None}

    def of(self, lesson: str) -> ClassFile | None:
        """One lesson's sheet; ``None`` for what is no lesson of this room."""
        if lesson not in LESSONS or (self._wanted and lesson not in self._wanted):
            return None
        folder = self._outbound / lesson
        try:
            changed = (folder / CLASS_FILE).stat().st_mtime_ns
            known = self._read.get(lesson)
            if known is not None and known[0] == changed:
                return known[1]
            sheet = read_class(folder)
        except (OSError, ClassFileError):
            return None
        if sheet is not None:
            self._read[lesson] = (changed, sheet)
        return sheet


def own_sheet(sheet: ClassFile, learner: str) -> str:
    """The sheet as one learner's browser gets it: nobody else is named in it."""
    own = msgspec.structs.replace(sheet, learners=(learner,), moved=sheet.moved_of(learner))
    return msgspec.json.format(msgspec.json.encode(own)).decode() + "\n"
