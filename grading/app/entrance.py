"""The entrance: class and number, then the lesson. Names are never asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading.app.words import say
from grading.app.workspace import HandInError, Workspace
from simulator import CaseError
from simulator.case import FIRST_LESSON, learner_id
from simulator.release import SNAPSHOT
from simulator.screens.screen import Screen

HERE = Path(__file__).parent


class Entrance(Screen):
    """The page that every computer of a class opens with."""

    folder, file, themed = HERE, "entrance.vue", True

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        super().__init__(self._enter, lambda _: None)
        place = workspace.place()
        self.view = {
            "snapshot": SNAPSHOT,
            "fault": "",
            "ready": "",
            "path": "",
            "course": place.course if place else "",
        }

    def _enter(self, message: dict[str, Any]) -> None:
        try:
            learner = learner_id(f"{message.get('klass', '')}-{message.get('number', '')}")
            notebook = self.workspace.prepare(learner, FIRST_LESSON)
        except (CaseError, HandInError) as fault:
            self.view = {**self.view, "fault": str(fault), "path": ""}
        except OSError as fault:
            self.view = {**self.view, "fault": say("frame", "not_opened", reason=str(fault.strerror)), "path": ""}
        else:
            path = notebook.relative_to(self.workspace.root).as_posix()
            self.view = {**self.view, "fault": "", "ready": say("entrance", "ready"), "path": path}


def open_entrance(root: Path | str = ".") -> Entrance:
    """The entrance of the workspace whose notebook lies in ``root``."""
    return Entrance(Workspace(Path(root).resolve()))
