"""The home page: who one is, the path of lessons, free practice, the certificate. Names are never asked."""

from __future__ import annotations

import base64
import os
import re
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grading.app import pins
from grading.app.certificate import make
from grading.app.home_view import FREE, PAGES, View, carried, files_view, lesson_view, practices, rule_text
from grading.app.progress import SHIFTS, all_passed, further, next_lesson, standings
from grading.app.workspace import HandInError, Workspace, copy_notebooks, known_learner
from grading.class_file import CLASS_NAME
from grading.coding.tasks import TASKS
from grading.lessons import LESSONS, is_volunteer
from grading.words import say
from simulator.addressing import to_volunteers
from simulator.case import learner_id
from simulator.clock import VIETNAM
from simulator.release import SNAPSHOT
from simulator.screens.screen import Screen
from simulator.worksheets.plan import plans

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


AT_THE_DOOR = frozenset({"enter", "pin", "new_pin", "leave"})
"""What nobody does where a login has said who works here."""


class Entrance(Screen):
    """The page that every computer of a class opens with. ``step``: who → pin or new_pin → home."""

    folder, file, themed = HERE, "entrance.vue", True

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.time) -> None:
        self.workspace, self.clock = workspace, clock
        self.learner, self.known = "", known_learner()
        self._file = b""
        super().__init__(self._do, lambda _: None)
        place = workspace.place()
        self.view = {
            "snapshot": SNAPSHOT,
            "step": "who",
            "who": "",
            "tab": "",
            "fault": "",
            "ready": "",
            "path": "",
            "restored": "",
            "course": place.course if place else "",
            "practices": practices(),
            "pages": [
                {"id": page, "title": say("pages", page), "short": say("pages", f"{page}-short")} for page in PAGES
            ],
            "levels": [{"code": code, "name": say("level", code)} for code in ("easy", "middle", "hard")],
            "lessons": [],
            "more": [],
            "next": None,
            "certificate": None,
            "carry": {},
            # A computer that others use afterwards has to be left by logging out.
            "logout": os.environ.get("JUPYTERHUB_BASE_URL", "/") + "hub/logout" if self.known else "",
            "lab": False,
        }
        if self.known:
            self._at_home(self.known, "")

    def _show(self, **changed: Any) -> None:
        who = str(changed.get("who", self.view["who"]))
        self._speech = to_volunteers if is_volunteer(who) else None
        self.view = {**self.view, "fault": "", "path": "", "lab": False, "restored": "", **changed}

    def _do(self, message: View) -> None:
        jobs = {
            "enter": self._enter,
            "pin": self._pin,
            "new_pin": self._new_pin,
            "leave": self._leave,
            "open": self._open,
            "practise": self._practise,
            "wonder": self._wonder,
            "certify": self._certify,
            "restore": self._restore,
            "save_work": self._save_work,
            "bring_work": self._bring_work,
        }
        wanted = str(message.get("do"))
        job = jobs.get(wanted)
        if job is None or (self.known and wanted in AT_THE_DOOR):
            return
        try:
            job(message)
        except (EntryError, HandInError) as fault:
            self._show(fault=str(fault))
        except OSError as fault:
            self._show(fault=say("frame", "not_opened", reason=str(fault.strerror)))

    # --- who ---

    def _enter(self, message: View) -> None:
        learner = learner_of_boxes(str(message.get("klass", "")), str(message.get("number", "")))
        self.workspace.admit(learner)
        self.learner = ""
        folder = self.workspace.root / learner
        known, tab = pins.state(folder), str(message.get("tab", ""))
        if known == "set" and pins.known(folder, tab, self.clock()):
            self._at_home(learner, tab)
        elif known == "broken":
            raise EntryError(say("entrance", "pin_broken"))
        else:
            self._show(step="pin" if known == "set" else "new_pin", who=learner)

    def _pin(self, message: View) -> None:
        learner, pin = self._asked(), str(message.get("pin", ""))
        self._let_in(learner, pin)

    def _let_in(self, learner: str, pin: str) -> None:
        """Home for who has the right PIN."""
        folder = self.workspace.root / learner
        tried = pins.try_pin(folder, pin, self.clock())
        if tried.wait:
            raise EntryError(say("entrance", "pin_wait", seconds=str(tried.wait)))
        if not tried.right:
            raise EntryError(say("entrance", "pin_wrong"))
        self._at_home(learner, pins.let_in(folder, self.clock()))

    def _new_pin(self, message: View) -> None:
        learner, pin, again = self._asked(), str(message.get("pin", "")), str(message.get("again", ""))
        if not pins.PIN.match(pin):
            raise EntryError(say("entrance", "pin_shape"))
        if pin in pins.EASY:
            raise EntryError(say("entrance", "pin_easy"))
        if pin != again:
            raise EntryError(say("entrance", "pin_differs"))
        folder = self.workspace.root / learner
        if pins.state(folder) == "none":
            pins.set_pin(folder, pin)
        # Another window may have set one meanwhile: then it is that which counts.
        self._let_in(learner, pin)

    def _asked(self) -> str:
        """Who is at the door."""
        learner = str(self.view["who"])
        if not learner:
            raise EntryError(say("entrance", "bad_number"))
        return learner

    def _leave(self, _: View) -> None:
        if self.learner:
            # A disk that cannot be written keeps nobody at home; the pass runs out by itself.
            with suppress(OSError):
                pins.let_out(self.workspace.root / self.learner)
        self.learner = ""
        self._show(step="who", who="", tab="", lessons=[], more=[], next=None, certificate=None, carry={})
        self._file = b""

    # --- at home ---

    def _at_home(self, learner: str, tab: str) -> None:
        self.learner = learner
        found = standings(self.workspace, learner)
        upcoming = next_lesson(found)
        self._show(
            step="home",
            who=learner,
            tab=tab,
            lessons=[lesson_view(each) for each in found],
            more=[lesson_view(each) for each in further(self.workspace, learner)],
            carry={"lead": say("carry", "lead")},
            next=next((lesson_view(each) for each in found if each.lesson == upcoming), None),
            certificate={
                "earned": all_passed(found),
                "passed": sum(each.status == "passed" and not each.exam for each in found),
                "all": len(found),
                "rule": rule_text(learner),
                "picture": "",
                "document": "",
                "code": "",
            },
        )

    def _mine(self) -> str:
        if not self.learner:
            raise EntryError(say("entrance", "enter_first"))
        return self.learner

    def _open(self, message: View) -> None:
        learner, lesson = self._mine(), str(message.get("lesson", ""))
        if lesson in LESSONS:
            notebook = self.workspace.prepare(learner, lesson)
            if lesson in TASKS and os.environ.get("SERVER_SOFTWARE", "").startswith("voila") and not self.known:
                where = notebook.relative_to(self.workspace.root).as_posix()
                raise EntryError(say("entrance", "in_lab", path=where))
            # A school's server has JupyterLab beside this page.
            self._lead(notebook, lab=lesson in TASKS)
        elif lesson in SHIFTS:
            self._lead(self.workspace.practise(learner, lesson))

    def _restore(self, message: View) -> None:
        learner, lesson = self._mine(), str(message.get("lesson", ""))
        if lesson in LESSONS:
            count = self.workspace.restore(learner, lesson)
            title = plans()[lesson].title
            self._show(restored=say("entrance", "restored" if count else "whole", title=title))

    # --- to another computer and back ---

    def _save_work(self, _: View) -> None:
        from grading.app.carrying import pack  # noqa: PLC0415 - few need it, and the page should open at once

        learner = self._mine()
        try:
            packed = pack(self.workspace, learner, datetime.fromtimestamp(self.clock(), UTC))
        except HandInError:
            self._carry(fault=say("carry", "nothing"))
            return
        file = "data:application/zip;base64," + base64.b64encode(packed.data).decode()
        said = say("carry", "saved", learner=learner, lessons=str(packed.lessons))
        self._carry(said=said, name=packed.name, file=file)

    def _bring_work(self, message: View) -> None:
        """Open a file that the page sends, or once more the one before, now to be preferred."""
        from grading.app.carrying import CarryError, bring  # noqa: PLC0415

        learner, again = self._mine(), message.get("again") is True
        try:
            if not again:
                self._file = base64.b64decode(str(message.get("data", "")), validate=True)
            rows = bring(self.workspace, learner, self._file, replace=again)
        except CarryError as fault:
            self._carry(fault=say("carry", fault.code, **fault.words))
            return
        except ValueError:
            self._carry(fault=say("carry", "not_read"))
            return
        self._at_home(learner, str(self.view["tab"]))
        choice = any(row.result == "differs" for row in rows)
        self._file = self._file if choice else b""
        self._carry(rows=[carried(row) for row in rows], choice=say("carry", "choice") if choice else "")

    def _carry(self, **found: Any) -> None:
        self._show(carry={"lead": say("carry", "lead"), **found})

    def _practise(self, message: View) -> None:
        learner, wanted = self._mine(), str(message.get("practice", ""))
        if wanted in FREE:
            self._lead(self.workspace.practise(learner, wanted))

    def _wonder(self, message: View) -> None:
        self._mine()
        page = str(message.get("page", ""))
        if page in PAGES:
            copy_notebooks(page, self.workspace.root)
            self._lead(self.workspace.root / f"{page}.ipynb")

    def _lead(self, notebook: Path, *, lab: bool = False) -> None:
        path = notebook.relative_to(self.workspace.root).as_posix()
        self._show(ready=say("entrance", "ready"), path=path, lab=lab)

    def _certify(self, _: View) -> None:
        found = standings(self.workspace, self._mine())
        if not all_passed(found):
            raise EntryError(say("certificate", "not_yet"))
        made = make(self.learner, found, datetime.now(VIETNAM).date())
        self._show(certificate={**self.view["certificate"], **files_view(made)})


def open_entrance(root: Path | str = ".") -> Entrance:
    """The home page of the workspace whose notebook lies in ``root``."""
    return Entrance(Workspace(Path(root).resolve()))
