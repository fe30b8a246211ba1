"""The entrance: class and number, then the lesson. Names are never asked."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from grading.app.workspace import HandInError, Workspace
from grading.class_file import CLASS_NAME
from grading.lessons import LESSONS
from grading.words import say
from simulator import datasets
from simulator.case import FIRST_LESSON, learner_id
from simulator.release import SNAPSHOT
from simulator.scenario import scenarios
from simulator.screens.screen import Screen

HERE = Path(__file__).parent


NUMBER = re.compile(r"0{0,2}[1-9][0-9]{0,2}\Z")


class EntryError(ValueError):
    """What was typed into the two boxes names nobody; the text says which box and what belongs there."""


def learner_of_boxes(klass: str, number: str) -> str:
    """The learner id of a class and a number as they were typed; raises ``EntryError``."""
    klass = re.sub(r"\s+", "", unicodedata.normalize("NFKC", klass)).upper()
    number = unicodedata.normalize("NFKC", number).strip()
    faults = []
    if not CLASS_NAME.match(klass):
        faults.append(say("entrance", "bad_class"))
    if not NUMBER.match(number) or int(number) > 999:
        faults.append(say("entrance", "bad_number"))
    if faults:
        raise EntryError(" ".join(faults))
    return learner_id(f"{klass}-{int(number)}")


FREE = tuple(name for name in scenarios() if name not in LESSONS)
"""The scenarios that are practised freely."""


def practices() -> list[dict[str, Any]]:
    """What may be practised freely, by what happens in life; each event once, in the data's order."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for name in FREE:
        scenario = scenarios()[name]
        grouped.setdefault(scenario.event, []).append({"id": name, "title": scenario.title})
    return [{"event": datasets.label("life_event", event), "items": items} for event, items in grouped.items()]


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
            "practices": practices(),
        }

    def _enter(self, message: dict[str, Any]) -> None:
        try:
            learner = learner_of_boxes(str(message.get("klass", "")), str(message.get("number", "")))
            wanted = str(message.get("practice") or "")
            free = wanted in FREE
            notebook = (
                self.workspace.practise(learner, wanted) if free else self.workspace.prepare(learner, FIRST_LESSON)
            )
        except (EntryError, HandInError) as fault:
            self.view = {**self.view, "fault": str(fault), "path": ""}
        except OSError as fault:
            self.view = {**self.view, "fault": say("frame", "not_opened", reason=str(fault.strerror)), "path": ""}
        else:
            path = notebook.relative_to(self.workspace.root).as_posix()
            self.view = {**self.view, "fault": "", "ready": say("entrance", "ready"), "path": path}


def open_entrance(root: Path | str = ".") -> Entrance:
    """The entrance of the workspace whose notebook lies in ``root``."""
    return Entrance(Workspace(Path(root).resolve()))
