"""A list of names on its way into a class: read, guessed, looked at, changed, and only then taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading.app.teacher.part import View
from grading.app.teacher.said import TeacherError
from grading.classroom import Classroom
from grading.enrol import Changes, changes, read_names
from grading.roster import Line, Sheet, Taken, chosen_columns, guess, letters_of, take

FIRST = 8
MOST = 60
"""So many rows of a kind are listed; a list that has more is the wrong file."""


class Importing:
    """One list, as the teacher sees it before it is taken. Without a class, one is to be made of it."""

    def __init__(self, path: Path, classroom: Classroom | None, klass: str = "") -> None:
        self._path, self._classroom = path, classroom
        self._klass = classroom.course if classroom else klass
        self.sheet: Sheet = guess(path, self._klass)
        self._letters: dict[str, str] = letters_of(self.sheet.columns) if self.sheet.columns else {}
        self.taken: Taken | None = None
        self.found: Changes | None = None
        self._take()

    def change(self, message: View) -> None:
        """Another tab, other columns or another class's name; raises ``RosterError``."""
        tab = str(message.get("tab") or "")
        if tab and tab != self.sheet.tab:
            self.sheet = guess(self._path, self._klass, tab)
            self._letters = letters_of(self.sheet.columns) if self.sheet.columns else {}
        else:
            chosen = message.get("columns")
            self._letters = {str(key): str(text or "") for key, text in chosen.items()} if chosen else self._letters
        if self._classroom is None:
            self._klass = "".join(str(message.get("klass") or "").split()).upper()
        self._take()

    def _take(self) -> None:
        self.taken = self.found = None
        klass = self._klass or self.sheet.title_class
        if not self._letters.get("name") or not klass:
            return
        letters = {key: self._letters.get(key) or "0" for key in ("number", "given", "klass")}
        columns = chosen_columns(
            self.sheet, letters["number"], self._letters["name"], letters["given"], letters["klass"]
        )
        known = read_names(self._classroom.directory) if self._classroom else {}
        self.taken = take(self.sheet, columns, klass, known)
        self.found = changes(self._classroom, self.taken) if self._classroom else None

    def ready(self) -> Taken:
        """What is taken; raises ``TeacherError`` while there is nothing to take."""
        if self.taken is None or not self.taken.learners:
            raise TeacherError("nobody_listed")
        return self.taken

    def shown(self) -> View:
        """All of it for the page."""
        sheet, taken = self.sheet, self.taken
        headings = [
            {"title": f"{letter}: {text}" if text else letter, "value": letter}
            for letter, text in sheet.headings.items()
        ]
        return {
            "file": sheet.file,
            "tab": sheet.tab,
            "tabs": list(sheet.tabs),
            "headings": headings,
            "preview": [[*row, *[""] * (len(headings) - len(row))] for row in sheet.preview[:4]],
            "columns": {key: self._letters.get(key, "") for key in ("number", "name", "given", "klass")},
            "klass": self._klass or sheet.title_class,
            "fixed": self._classroom is not None,
            "count": len(taken.learners) if taken else 0,
            "learners": [{"id": each.learner, "name": each.name} for each in taken.learners[:FIRST]] if taken else [],
            "lines": _lines(taken) if taken else [],
            "ignored": len(taken.ignored) if taken else 0,
            "changes": _changes(self.found) if self.found else None,
        }


def _lines(taken: Taken) -> list[View]:
    """The rows that were not taken, or that the teacher should look at, by what is to be done."""
    kinds: list[tuple[str, tuple[Line, ...]]] = [
        ("bad", taken.bad),
        ("duplicates", taken.duplicates),
        ("notes", taken.notes),
        ("others", taken.others),
    ]
    return [
        {
            "kind": kind,
            "count": len(lines),
            "rows": [{"row": each.row, "text": each.text, "reason": each.reason} for each in lines[:MOST]],
        }
        for kind, lines in kinds
        if lines
    ]


def _changes(found: Changes) -> View:
    def pairs(rows: Any) -> list[View]:  # noqa: ANN401 - renamed or moved learners
        return [{"who": getattr(each, "learner", "") or each.name, "old": each.old, "new": each.new} for each in rows]

    return {
        "new": len(found.new),
        "same": found.same + len(found.named),
        "renamed": pairs(found.renamed[:MOST]),
        "moved": pairs(found.moved[:MOST]),
        "gone": [{"id": learner, "name": name} for learner, name in list(found.gone.items())[:MOST]],
    }
