"""The teacher's page: the door with its passcode, the classes, and for one class everything from list to marks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any

import traitlets
from ipywidgets import VBox

from grading.app import pins
from grading.app.teacher.jobs import Jobs, Progress, StoppedError
from grading.app.teacher.part import Part, View
from grading.app.teacher.said import TeacherError, in_place, said, sayings
from grading.app.teacher.uploads import MAX_FILES, MAX_TOTAL, Uploads
from simulator.journal import MAX_BYTES
from simulator.screens.screen import Screen, source

HERE = Path(__file__).parent
LOOK = "grading.app.look"
"""The pictures of a class: a screen ``Look`` with ``show(folder)``."""

SECTIONS = ("classes", "roster", "handing", "taking", "marking", "looking", "book", "volunteers", "keeping")
log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())


def preload() -> None:
    """Import what opening a class needs, so that the first click is as quick as the second."""
    from grading.app.teacher import book, classes, handing, keeping, marking, roster, taking, volunteers  # noqa: F401, PLC0415

    if find_spec(LOOK) is not None:
        import_module(LOOK)


class Console(Screen):
    """The page. ``step``: new_door or door → in.

    ``view`` is the frame, ``part`` what the open section shows, ``work`` the long work that is going on, and
    ``download`` the last file that was made.
    """

    folder, file, themed = HERE, "console.vue", True
    mixins = ("once", "doing")
    part = traitlets.Dict().tag(sync=True)
    work = traitlets.Dict().tag(sync=True)
    download = traitlets.Dict().tag(sync=True)
    sayings = traitlets.Dict().tag(sync=True)

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        self.root, self.clock = root, clock
        self.inside = False
        self.uploads, self.jobs = Uploads(), Jobs(self._working)
        self._klass = ""
        self._parts: dict[str, Part] = {}
        self._look: Any = None
        self._room = VBox()
        components = {f"part-{name}": source(HERE / f"{name}.vue") for name in SECTIONS}
        components["regrade-list"] = source(HERE / "regrade.vue")
        components["import-list"] = source(HERE / "importing.vue")
        components["check-rows"] = source(HERE.parent / "rows.vue")
        super().__init__(self._do, lambda _: None, components=components, sayings=sayings())
        known = pins.state(root)
        self.view = {
            "step": "new_door" if known == "none" else "door",
            "tab": "",
            "section": "",
            "klass": "",
            "name": "",
            "volunteers": False,
            "folder": str(root),
            "fault": said("door", "broken", file=str(root / pins.PIN_FILE)) if known == "broken" else "",
            "told": "",
            "limit": {"files": MAX_FILES, "bytes": MAX_TOTAL, "file": MAX_BYTES},
            "passcode": pins.PASSCODE,
        }

    # --- what parts use ---

    def directory(self) -> Path:
        """The folder of the class that is chosen; raises ``TeacherError`` without one."""
        if not self._klass:
            raise TeacherError("no_class_chosen")
        return self.root / self._klass

    def tell(self, text: str) -> None:
        """Say that something went well."""
        self._show(told=text, fault="")

    def free(self) -> None:
        """Raise ``TeacherError`` while this page changes the class, ``ClassroomError`` while somebody else does."""
        from grading.at_work import at_work  # noqa: PLC0415

        self._idle()
        with at_work(self.directory(), "change"):
            pass

    def _idle(self) -> None:
        if self.jobs.running:
            raise TeacherError("busy")

    def begin(self, name: str, title: str, work: Callable[[Progress], Any]) -> None:
        """Begin long work, of which its part hears when it has ended well; the same a second time does nothing.

        Raises ``TeacherError`` while something else is going on.
        """
        wanted = f"{self.view['section']}.{name}"
        if not self.jobs.start(wanted, title, work) and self.jobs.running != wanted:
            raise TeacherError("busy")

    def give(self, name: str, address: str) -> None:
        """Give the teacher a file, as an address that holds it; nothing is served as a file."""
        self.download = {"name": name, "href": address, "number": self.download.get("number", 0) + 1}

    def choose(self, folder: str, name: str) -> None:
        """Choose a class from now on."""
        from grading.volunteer_class import has_volunteers  # noqa: PLC0415

        self._klass = folder
        self._show(klass=folder, name=name, volunteers=has_volunteers(self.root / folder))

    def go_to(self, section: str) -> None:
        """Open a section."""
        if section not in SECTIONS:
            return
        part = self._part(section)
        if part.of_class:
            self.directory()
        shown = part.shown()
        before = str(self.view["section"])
        self.part = {"section": section, **shown}
        self._show(section=section)
        self._tell_look(before)

    def look(self) -> Any:  # noqa: ANN401 - a screen, or nothing to show
        """The pictures of the class, for the cell below; they are shown while their section is open."""
        if find_spec(LOOK) is None:
            return None
        self._look = import_module(LOOK).Look()
        return self._room

    @property
    def looks(self) -> bool:
        """Whether the cell below shows pictures."""
        return self._look is not None

    def _tell_look(self, before: str) -> None:
        """Show the class in the cell below while its section is open; what is new is replayed first."""
        if self._look is None:
            return
        if self.inside and self.view["section"] == "looking" and not self.jobs.running:
            directory = self.directory()
            self._room.children = (self._look,)
            self.begin("looked", said("work", "looking"), lambda _: self._look.show(directory))
        elif before == "looking":
            self._room.children = ()
            self._look.show(None)

    def _part(self, section: str) -> Part:
        if section not in self._parts:
            from grading.app.teacher import (  # noqa: PLC0415
                book,
                classes,
                handing,
                keeping,
                marking,
                roster,
                taking,
                volunteers,
            )

            made: dict[str, type[Part]] = {
                "classes": classes.Classes,
                "roster": roster.Roster,
                "handing": handing.Handing,
                "taking": taking.Taking,
                "marking": marking.Marking,
                "looking": marking.Looking,
                "book": book.Book,
                "volunteers": volunteers.Volunteers,
                "keeping": keeping.Keeping,
            }
            self._parts[section] = made[section](self)
        return self._parts[section]

    # --- messages ---

    def _show(self, **changed: Any) -> None:
        self.view = {**self.view, **changed}

    def _working(self, shown: View) -> None:
        self.work = shown

    def _do(self, message: View) -> None:
        if message.get("do") != "done" and (self.view["fault"] or self.view["told"]):
            self._show(fault="", told="")
        try:
            if self.inside:
                self._act_inside(message)
            else:
                self._at_door(message)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the teacher reads a sentence and loses nothing
            self._show(fault=told_fault(fault), told="")

    def _act_inside(self, message: View) -> None:
        wanted = str(message.get("do", ""))
        frame: dict[str, Callable[[View], None]] = {
            "leave": self._leave,
            "open": lambda m: self.go_to(str(m.get("section", ""))),
            "upload": self._upload,
            "too_much": self._too_much,
            "unread": lambda _: self._show(fault=said("faults", "bad_upload")),
            "stop": lambda _: self.jobs.stop(),
            "done": lambda _: self._done(),
        }
        if wanted in frame:
            frame[wanted](message)
            return
        verb = self._part(str(self.view["section"])).verbs().get(wanted)
        if verb is not None:
            verb(message)

    def _too_much(self, _: View) -> None:
        raise TeacherError("too_much", megabytes=MAX_TOTAL // 1_000_000, files=MAX_FILES)

    def _upload(self, message: View) -> None:
        if message.get("first"):
            self.uploads.begin()
        self.uploads.take(message.get("pieces"))

    def _done(self) -> None:
        """Long work has ended: its part shows what came of it."""
        outcome = self.jobs.collect()
        if outcome is None:
            return
        section, _, name = outcome.name.partition(".")
        if outcome.fault is not None:
            if section == self.view["section"]:
                self._part(section).renew()
            self._show(fault=told_fault(outcome.fault), told="")
            return
        self._part(section).done(name, outcome.result)

    # --- the door ---

    def _at_door(self, message: View) -> None:
        wanted, code = str(message.get("do", "")), str(message.get("code", ""))
        if wanted == "enter" and pins.known(self.root, str(message.get("tab", "")), self.clock()):
            self._let_in(str(message["tab"]))
        elif wanted == "set":
            if len(code) < pins.PASSCODE:
                raise TeacherError("passcode_short", count=pins.PASSCODE)
            if code != str(message.get("again", "")):
                raise TeacherError("passcode_differs")
            if pins.state(self.root) == "none":
                pins.set_passcode(self.root, code)
            # Another window may have set one meanwhile: then it is that which counts.
            self._try(code)
        elif wanted == "try":
            self._try(code)

    def _try(self, code: str) -> None:
        tried = pins.try_pin(self.root, code, self.clock())
        if tried.wait:
            raise TeacherError("passcode_wait", seconds=tried.wait)
        if not tried.right:
            raise TeacherError("passcode_wrong")
        self._let_in(pins.let_in(self.root, self.clock()))

    def _let_in(self, tab: str) -> None:
        self.inside = True
        if self.looks:
            # Loading what draws takes seconds on a weak machine; the teacher still has two clicks to the pictures.
            Thread(target=import_module(LOOK).warm, daemon=True).start()
        self.go_to("classes")
        self._show(step="in", tab=tab)

    def _leave(self, _: View) -> None:
        self._idle()
        pins.let_out(self.root)
        self.inside, self._klass = False, ""
        self.uploads.end()
        self.part, self.download = {}, {}
        before = str(self.view["section"])
        self._show(step="door", tab="", section="", klass="", name="", volunteers=False)
        self._tell_look(before)


def told_fault(fault: Exception) -> str:
    """What went wrong, in one sentence with what to do."""
    from grading.classroom import ClassroomError  # noqa: PLC0415
    from grading.handin import HandInError  # noqa: PLC0415

    if isinstance(fault, StoppedError):
        return said("faults", "stopped")
    if isinstance(fault, ClassroomError):
        return in_place(fault.code, str(fault), fault.words)
    if isinstance(fault, TeacherError | HandInError):
        return str(fault)
    if isinstance(fault, OSError):
        return said("faults", "disk", file=fault.filename or "", error=fault.strerror or fault)
    log.warning("the teacher's page failed: %r", fault, exc_info=fault)
    return said("faults", "ours", error=repr(fault))


def open_console(root: Path | str = ".") -> Console:
    """The page of the classes in the folder in which its notebook lies."""
    return Console(Path(root).resolve())
