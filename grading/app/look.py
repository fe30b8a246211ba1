"""The page part for understanding a class: pictures first, then slips with advice, who needs help, and replays.

A click answers with numbers at once; pictures are drawn one by one when the page asks for them, and kept.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import traitlets
from ipywidgets import widget_serialization

from grading.app.class_pictures import Picture, pictures_of
from grading.app.pictures import comma, sheet
from grading.app.replaying import Replaying
from grading.averages import lesson_name
from grading.classroom import Classroom, ClassroomError, open_class
from grading.enrol import ROSTER_FILE, read_names
from grading.insight import Course, Insight, Mark, course, insight
from grading.keeping import database_of
from grading.needs import WEAK
from grading.traces import texts
from grading.tracing import prepare
from simulator import Case, Portal
from simulator.case import FIRST_LESSON
from simulator.screens.screen import Message, Screen

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HERE = Path(__file__).parent
View = dict[str, Any]
COURSE = ""
"""What is chosen when the whole course is looked at."""

DRAWING = Lock()
"""One figure at a time: matplotlib's settings belong to the whole process."""


class Look(Screen):
    """Everything there is to see of one class."""

    folder, file, themed = HERE, "look.vue", True
    mixins = ("once", "doing")
    sayings = traitlets.Dict().tag(sync=True)
    pictures = traitlets.List().tag(sync=True)  # apart from the view: they are big, and most clicks leave them alone
    replaying = traitlets.Any().tag(sync=True, **widget_serialization)

    def __init__(self) -> None:
        self._classroom: Classroom | None = None
        self._learners: tuple[str, ...] = ()
        self._names: dict[str, str] = {}
        self._named = False
        self._chosen = COURSE
        self._found: dict[str, Insight | Course] = {}
        self._pictures: dict[str, list[Picture]] = {}
        self._drawn: dict[tuple[str, str], View] = {}
        super().__init__(self._press, lambda _: None, replaying=Replaying(self._renew), sayings=texts()["doing"])
        self._seen: tuple[object, ...] = ()
        self.view = {"fault": "", "klass": "", "empty": texts()["page"]["no_class"]}
        Thread(target=_warm, daemon=True).start()

    def show(self, folder: Path | None) -> None:
        """Look at a class, or at none; what was graded since the last look is replayed once, which may take a while.

        Where nothing has changed since, what was read and drawn is shown again.
        """
        self._classroom = None
        self.replaying.close_replay()
        if folder is None:
            self.view = {"fault": "", "klass": "", "empty": texts()["page"]["no_class"]}
            return
        try:
            opened = open_class(folder)
            if self._seen != _state(opened):
                self._found, self._pictures, self._drawn = {}, {}, {}
                self._learners, self._names = opened.learners, read_names(opened.directory)
                prepare(opened)
                self._seen = _state(opened)
        except (ClassroomError, OSError) as fault:
            self.view = {"fault": str(fault), "klass": "", "empty": ""}
            return
        self._classroom = opened
        if self._chosen not in opened.lessons:
            self._chosen = COURSE
        self._renew()

    # --- what the teacher does ---

    def _press(self, message: Message) -> None:
        classroom, do = self._classroom, str(message.get("do"))
        if classroom is None:
            return
        if do == "choose" and message.get("lesson") in (COURSE, *classroom.lessons):
            self._chosen = str(message["lesson"])
            self.replaying.close_replay()
        elif do == "names":
            self._named = not self._named
        elif do == "draw":
            self._draw(str(message.get("lesson")), str(message.get("picture")))
        elif do == "again":
            self._seen = ()
            self.show(classroom.directory)
            return
        elif do == "replay" and message.get("learner") in self._learners and self._chosen:
            self._replay(classroom, str(message["learner"]))
        self._renew()

    def _replay(self, classroom: Classroom, learner: str) -> None:
        """Open a learner's attempt at the lesson that is looked at."""
        folder = classroom.directory / "submitted" / learner / self._chosen
        name = self._names.get(learner, "") if self._named else ""
        self.replaying.show(folder, self._chosen, learner, classroom.sheet(self._chosen), name)

    def _draw(self, lesson: str, name: str) -> None:
        """Draw one picture that is not there yet; a fault of drawing is told in its place."""
        for picture in self._pictures.get(lesson, ()):
            if picture.id == name and (lesson, name) not in self._drawn:
                try:
                    self._drawn[lesson, name] = {"src": _drawn(picture), "fault": ""}
                except Exception as fault:  # noqa: BLE001 - numbers in words stay readable without the picture
                    words = texts()["page"]["broken"].format(error=str(fault) or repr(fault))
                    self._drawn[lesson, name] = {"src": "", "fault": words}

    # --- showing ---

    def _renew(self) -> None:
        classroom = self._classroom
        if classroom is None:
            return
        found = self._looked(classroom)
        page = texts()["page"]
        self.pictures = [
            {"id": each.id, "alt": each.alt, "src": "", "fault": "", **self._drawn.get((self._chosen, each.id), {})}
            for each in self._pictures[self._chosen]
        ]
        self.view = {
            "fault": "",
            "klass": found.klass,
            "lessons": [{"id": COURSE, "name": page["course"], "title": page["course"]}]
            + [{"id": name, "name": lesson_name(name), "title": name} for name in classroom.lessons],
            "chosen": self._chosen,
            "named": self._named,
            "has_names": bool(self._names),
            "title": found.title if isinstance(found, Insight) else page["course"],
            "empty": "" if self.pictures else page["nobody"],
            "drawing": page["drawing"],
            "lesson": self._lesson(found) if isinstance(found, Insight) else None,
            "replaying": bool(self.replaying.view.get("open")),
        }

    def _looked(self, classroom: Classroom) -> Insight | Course:
        """What there is to see of what is chosen, read once."""
        if self._chosen not in self._found:
            whole = self._chosen == COURSE
            made = course(classroom, self._learners) if whole else insight(classroom, self._chosen, self._learners)
            self._found[self._chosen] = made
            self._pictures[self._chosen] = pictures_of(made)
        return self._found[self._chosen]

    def _who(self, learner: str) -> str:
        return f"{learner} {self._names.get(learner, '')}".strip() if self._named else learner

    def _lesson(self, found: Insight) -> View:
        page = texts()["page"]
        return {
            "counted": page["counted"].format(counted=found.counted, learners=found.learners),
            "unread": page["unread"].format(count=found.unread) if found.unread else "",
            "slips_head": page["slips"],
            "slips": [
                {
                    "text": slip.label,
                    "times": page["times"].format(times=len(slip.learners)),
                    "reason": slip.reason,
                    "help": slip.help or page["no_advice"],
                }
                for slip in found.slips
            ],
            "reminders_head": page["reminders"],
            "reminders": [
                {
                    "text": each.text,
                    "times": page["code_times"].format(times=each.times, learners=each.learners),
                    "next": page["reminded"].format(next=each.next) if each.next else "",
                }
                for each in found.reminders
            ],
            "advice_head": page["advice"],
            "advice": [{"seen": seen, "ask": ask} for seen, ask in found.advice],
            "needs_head": page["needs"],
            "no_needs": page["no_needs"],
            "needs": [
                {"id": each.learner, "who": self._who(each.learner), "why": "; ".join(each.reasons)}
                for each in found.needs
            ],
            "pick": page["pick"],
            "learners": [self._button(mark) for mark in found.marks],
        }

    def _button(self, mark: Mark) -> View:
        """One learner's button: number and mark, and both in words for those who hear it."""
        page = texts()["page"]
        said = "" if mark.mark is None else comma(mark.mark)
        nothing = page["refused" if mark.outcome == "could_not_run" else "none"]
        return {
            "id": mark.learner,
            "number": mark.learner.rpartition("-")[2],
            "mark": said or ("!" if mark.outcome == "could_not_run" else "–"),
            "said": f"{self._who(mark.learner)}: {page['mark'].format(mark=said) if said else nothing}",
            "weak": mark.mark is not None and mark.mark < WEAK,
        }


def _state(classroom: Classroom) -> tuple[object, ...]:
    """What is other as soon as there may be something else to see in a class."""
    try:
        files = (database_of(classroom.results_url), database_of(str(classroom.coursedir.db_url)))
    except ClassroomError:
        # No file tells of a change: everything is read each time.
        return (object(),)
    found = [path.stat() for path in (*files, classroom.directory / ROSTER_FILE) if path.is_file()]
    return (classroom.directory, classroom.lessons, *((each.st_mtime_ns, each.st_size, each.st_ino) for each in found))


def _warm() -> None:
    """Load what the first picture and the first replay need, while the teacher still types or reads."""
    warm()
    Portal(Case.for_learner(FIRST_LESSON, "8A1-01"))


def warm() -> None:
    """Load what drawing needs by drawing an empty sheet: a picture takes a tenth of a second, the first one seconds."""
    _svg(lambda: sheet("Hình", "Chú thích")[0])


def _svg(draw: Callable[[], Figure]) -> bytes:
    with DRAWING:
        from matplotlib import rc_context  # noqa: PLC0415

        file = io.BytesIO()
        with rc_context({"svg.fonttype": "path", "svg.hashsalt": "congtap"}):
            draw().savefig(file, format="svg", metadata={"Date": None})
        return file.getvalue()


def _drawn(picture: Picture) -> str:
    """A picture as an address that holds all of it: sharp at any size, and asked of nobody."""
    return "data:image/svg+xml;base64," + base64.b64encode(_svg(picture.draw)).decode()
