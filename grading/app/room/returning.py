"""Feedback on its way back to the browsers: the record of a graded hand-in, where the teacher has it told.

It is read from the class's own pages, which the grader writes. Practice is told at once, an exam when the teacher says
so, and then, as everywhere, the mark without its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from grading.app.room.folder import RoomFolder, write_whole
from grading.class_file import ClassFile
from grading.feedback import Feedback, FeedbackError, How, Told, read_page, without_reasons

RETURNED_FILE = "da-tra.json"
"""The exams whose marks the teacher has given back."""


class Returning:
    """What may be told of one class's gradings."""

    def __init__(self, folder: RoomFolder) -> None:
        self._folder = folder
        self.exams: frozenset[str] = frozenset()
        with suppress(OSError, msgspec.DecodeError, RecursionError):
            self.exams = msgspec.json.decode((folder.root / RETURNED_FILE).read_bytes(), type=frozenset[str])

    def set(self, lesson: str, *, told: bool) -> None:
        """Let an exam's marks be told, or not any more; raises ``OSError``."""
        exams = self.exams | {lesson} if told else self.exams - {lesson}
        if exams != self.exams:
            write_whole(self._folder.root / RETURNED_FILE, msgspec.json.encode(sorted(exams)))
            self.exams = exams

    def is_told(self, sheet: ClassFile) -> bool:
        """Whether learners may read of their gradings of a lesson."""
        return sheet.mode != "exam" or sheet.lesson in self.exams

    def tags(self, learner: str, sheets: Iterable[ClassFile]) -> dict[str, str]:
        """By lesson a short name of the feedback that a learner may have; another page has another name."""
        found = {}
        for sheet in sheets:
            page = self._page(learner, sheet) if self.is_told(sheet) else None
            with suppress(OSError):
                if page is not None:
                    known = page.stat()
                    found[sheet.lesson] = f"{known.st_mtime_ns:x}-{known.st_size:x}-{sheet.mode}"
        return found

    def answer(self, learner: str, sheet: ClassFile, *, waiting: bool) -> Told:
        """A learner's feedback on a lesson, or why there is none; ``waiting`` while a newer hand-in is not graded."""
        if not self.is_told(sheet):
            return Told("exam")
        tag = self.tags(learner, [sheet]).get(sheet.lesson, "")
        page = self._page(learner, sheet)
        if page is None:
            return Told("waiting" if waiting else "none")
        try:
            found = read_page(page, sheet.lesson, learner)
        except FeedbackError:
            return Told("bad", tag)
        if found is None:
            return Told("by_hand", tag)
        how: How = "older" if waiting else "told"
        return Told(how, tag, self._shown(found, sheet))

    @staticmethod
    def _shown(found: Feedback, sheet: ClassFile) -> Feedback:
        # The page may be older than the exam.
        return without_reasons(found) if sheet.mode == "exam" else found

    def _page(self, learner: str, sheet: ClassFile) -> Path | None:
        """Where the grader has put a learner's page; a learner id and a lesson's name are no paths."""
        folder = self._folder.klass / "feedback" / learner / sheet.lesson
        page = next(iter(sorted(folder.glob("*.html"))), None)
        if page is None or not any(each.source == learner for each in sheet.moved):
            return page
        # That somebody else's work counts for somebody else is no news for who has none.
        with suppress(FeedbackError):
            found = read_page(page, sheet.lesson, learner)
            return page if found is None or found.outcome == "graded" else None
        return page
