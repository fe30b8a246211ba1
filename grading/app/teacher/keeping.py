"""Keeping a class: backup and the way back, the end of the year, a learner deleted, a wrong number, a forgotten PIN."""

from __future__ import annotations

import base64
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grading.app import pins
from grading.app.moving import move
from grading.app.teacher.jobs import Progress
from grading.app.teacher.part import Part, Verb, View, one_learner, text_of
from grading.app.teacher.said import TeacherError, said, when
from grading.app.workspace import Workspace, default_root
from grading.forgetting import archive, forget, traces_of
from grading.keeping import KeepingError, back_up, read_manifest, restore

SHOWN = 20
MAX_DOWNLOAD = 60_000_000
"""Largest backup in bytes that a page gives as a download; a class of 45 with the whole course has a tenth of it."""


class Keeping(Part):
    """What is done once a week, once a year, or when something went wrong."""

    def shown(self) -> View:
        """The forms, with what was typed last."""
        return {"backups": None, "place": "", "traces": None, "lines": [], "work": str(default_root())}

    def verbs(self) -> dict[str, Verb]:
        """Everything of this part."""
        return {
            "backup": self._backup,
            "backup_here": self._backup_here,
            "backups": self._backups,
            "restore": self._restore,
            "archive": self._archive,
            "traces": self._traces,
            "forget": self._forget,
            "move": self._move,
            "pin": self._pin,
        }

    def _place(self, message: View) -> Path:
        """A folder that the teacher typed; raises ``TeacherError`` for none."""
        text = text_of(message, "place").strip('"')
        path = Path(text).expanduser()
        if not text or not path.is_absolute():
            raise TeacherError("no_place", example=str(Path.home() / "sao-luu"))
        return path

    def _learner(self, text: str) -> str:
        return one_learner(self.classroom(), text)

    def _backup(self, message: View) -> None:
        classroom, place = self.classroom(), self._place(message)
        self.console.begin(
            "kept", said("work", "backing_up"), lambda progress: back_up(classroom, place, progress=progress)
        )

    def _backup_here(self, _: View) -> None:
        """A backup as a download; one that is too big for a page goes to a folder."""
        classroom = self.classroom()

        def job(progress: Progress) -> tuple[str, int, bytes]:
            with TemporaryDirectory() as room:
                made = back_up(classroom, Path(room), progress=progress)
                data = Path(made.path).read_bytes() if made.size <= MAX_DOWNLOAD else b""
                return Path(made.path).name, made.files, data

        self.console.begin("kept_here", said("work", "backing_up"), job)

    def _backups(self, message: View) -> None:
        place = self._place(message)
        found = []
        for path in sorted(place.glob("sao-luu-*.zip"), reverse=True)[:SHOWN]:
            try:
                manifest = read_manifest(path)
            except KeepingError:
                continue
            found.append(
                {"file": path.name, "klass": manifest.klass, "made": when(manifest.made), "count": len(manifest.files)}
            )
        self.show(backups=found, place=str(place))

    def _restore(self, message: View) -> None:
        """Into a folder that is new: the class that is there stays as it is."""
        place, name = self._place(message), Path(text_of(message, "file")).name
        manifest = read_manifest(place / name)
        root = self.console.root
        names = [manifest.klass, *(f"{manifest.klass}-khoi-phuc-{number}" for number in range(1, 100))]
        target = next(root / each for each in names if not (root / each).exists())
        self.console.begin(
            "restored", said("work", "restoring"), lambda progress: (restore(place / name, target, progress), target)
        )

    def _archive(self, message: View) -> None:
        classroom, place = self.classroom(), self._place(message)
        journals, names = bool(message.get("journals")), bool(message.get("names"))
        self.console.begin(
            "archived",
            said("work", "archiving"),
            lambda progress: archive(classroom, place, journals=journals, names=names, progress=progress),
        )

    def _traces(self, message: View) -> None:
        found = traces_of(self.classroom(), self._learner(text_of(message, "learner")))
        self.show(
            traces={
                "learner": found.learner,
                "files": len(found.paths),
                "gradings": found.gradings,
                "shared": list(found.shared)[:SHOWN],
                "nothing": found.nothing,
            }
        )

    def _forget(self, message: View) -> None:
        """Only who types the learner's id once more means it."""
        self.console.free()
        learner = self._learner(text_of(message, "learner"))
        if text_of(message, "typed").upper() != learner:
            raise TeacherError("not_confirmed", learner=learner)
        gone = forget(self.classroom(), learner)
        self.renew(lines=[said("told", "shared", file=path) for path in gone.shared])
        self.console.tell(said("told", "forgotten", learner=learner))

    def _move(self, message: View) -> None:
        self.console.free()
        source, target = (self._learner(text_of(message, key)) for key in ("source", "target"))
        done = move(Workspace(default_root()), source, target, self.directory)
        self.renew(lines=done.lines)

    def _pin(self, message: View) -> None:
        learner = self._learner(text_of(message, "learner"))
        there = pins.forget(default_root() / learner)
        self.console.tell(said("told", "pin" if there else "pin_none", learner=learner))

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401
        """What was written, and where."""
        if name == "kept":
            self.console.tell(said("told", "kept", files=result.files, path=result.path))
        elif name == "kept_here":
            file, count, data = result
            if data:
                self.console.give(file, "data:application/zip;base64," + base64.b64encode(data).decode())
            self.console.tell(said("told", "kept_here" if data else "kept_too_big", files=count, file=file))
        elif name == "archived":
            self.console.tell(said("told", "archived", path=result.path))
        elif name == "restored":
            manifest, target = result
            self.console.tell(said("told", "restored", name=manifest.klass, folder=target.name))
