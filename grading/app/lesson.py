"""A lesson as its learner sees it: the desk, the self-checks, and handing in.

A notebook says ``lesson = open_lesson()`` and then shows ``lesson.portal()``,
``lesson.check(…)`` and ``lesson.hand_in()``. While nbgrader executes the notebook
nothing is shown and nothing is written.
"""

from __future__ import annotations

import os
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from grading import checks
from grading.app.handing import feedback_view, not_begun, receipt_view, rule_text
from grading.app.panels import CheckPanel, DebriefPanel, Frame, HandInPanel, SheetPanel, debrief_in_words
from grading.app.workspace import Workspace
from grading.cells import begun_as, learner_of
from grading.checks.sheets import as_put
from grading.class_file import LEARNER_FILE, ClassFile, ClassFileError, LearnerFile, read_class
from grading.debrief import debrief
from grading.feedback import row_in_words, row_of
from grading.handin import sheet_in_force
from grading.lessons import LESSONS
from grading.words import due_text, number, say
from simulator import CaseError, JournalError, actions, datasets
from simulator.addressing import to_volunteers
from simulator.case import FIRST_LESSON, FREE_KEY, MAX_ATTEMPT, learner_id
from simulator.practice import Practice
from simulator.release import RELEASE
from simulator.scenario import scenarios
from simulator.screens.point import desk_for
from simulator.screens.sheet_view import hints_view, sheet_view
from simulator.storage import JournalBusy, TakenOver, attempts

View = dict[str, Any]


class Lesson:
    """One learner's lesson in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._workspace = Workspace(self.folder.parent.parent)
        self.name = self.folder.name if self.folder.name in scenarios() else FIRST_LESSON
        self.learner = learner_of(self.folder)
        self._speech = to_volunteers if scenarios()[self.name].point else None
        self.practice: Practice | None = None
        self.klass: ClassFile | None = None
        self.fault = ""
        self._frame: Frame | None = None
        self._panels: dict[str, CheckPanel] = {}
        self._sheets: dict[str, SheetPanel] = {}
        self._handing: HandInPanel | None = None
        try:
            self.klass = read_class(self.folder)
        except ClassFileError:
            self.fault = say("frame", "bad_class")
        self.released = self._released()
        self.exam = self.released is not None and self.released.mode == "exam"
        self.lost = self._sheet_is_lost()
        if self.lost:
            # Opened without the sheet it would be another person's case, and count for nothing.
            self.fault = say("frame", "sheet_lost")
        if self.learner and not self.fault:
            self._open()

    def _released(self) -> ClassFile | None:
        """The class sheet as it is released now: whether this is an exam, when it is due."""
        place = self._workspace.place()
        return sheet_in_force(self.folder, place.exchange, place.course, self.name) if place else self.klass

    def _klass_text(self) -> str:
        """The class that this machine belongs to, with the due date if there is one."""
        if self.klass is None:
            return say("frame", self._key("free"))
        due = self.released.due if self.released else None
        if due is None:
            return say("frame", "klass", klass=self.klass.name)
        return say("frame", "klass_due", klass=self.klass.name, due=due_text(due))

    def _key(self, key: str) -> str:
        """The key of a sentence, or of the one for volunteers where this is a shift."""
        return f"{key}_point" if scenarios()[self.name].point else key

    def _sheet_is_lost(self) -> bool:
        """Whether this is a class's lesson whose sheet is not there any more."""
        if self.klass is not None or self.fault or self.name not in LESSONS or self.learner is None:
            return False
        return self._workspace.place() is not None

    # --- the attempt ---

    def _open(self, attempt: int | None = None) -> None:
        """Open the latest attempt or the one named; a fault is kept to be shown."""
        assert self.learner is not None  # noqa: S101 - callers made sure
        key = self.klass.key if self.klass else FREE_KEY
        shown = str(attempt or max(attempts(self.folder), default=1))
        self.fault = ""
        try:
            other = begun_as(self.folder, self.learner, int(shown))
            self.practice = Practice(self.folder, self.name, self.learner, key, attempt, begun_as=other)
        except JournalError as fault:
            known = fault.reason if fault.reason in ("foreign", "other_release") else "damaged"
            self.fault = say("frame", known, attempt=shown, line=str(fault.line))
            self.practice = None
        except (OSError, JournalBusy) as fault:
            self.fault = say("frame", "not_opened", reason=str(getattr(fault, "strerror", "") or fault))
            self.practice = None

    def again(self) -> None:
        """Begin a new attempt with a new case; the old journals stay."""
        attempt = max(attempts(self.folder), default=0) + 1
        if attempt > MAX_ATTEMPT:
            self.fault = say("frame", "last_attempt")
            return
        self._open(attempt)

    def name_learner(self, text: str) -> None:
        """Say who works here, for folders that are not named after a learner."""
        self.learner = learner_id(text)
        (self.folder / LEARNER_FILE).write_bytes(msgspec.json.encode(LearnerFile(self.learner)))
        self._open()

    # --- what a notebook shows ---

    def portal(self) -> Frame:
        """The desk with the computer and the phone."""
        self._frame = Frame(self._act, self._go, self._speech, desk=None)
        self._renew()
        return self._frame

    def sheet(self, exercise: str) -> SheetPanel:
        """A worksheet of the lesson."""
        panel = SheetPanel(lambda message: self._fill(exercise, message), self._go, self._speech)
        self._sheets[exercise] = panel
        self._show_sheet(exercise)
        return panel

    def check(self, exercise: str) -> CheckPanel:
        """A self-check of one exercise, made afresh at each press of its button, and its hints."""
        panel = CheckPanel(lambda message: self._look(exercise, str(message.get("do"))), self._go, self._speech)
        panel.view = {"asked": False, "rows": [], "points": "", "exercise": exercise}
        self._panels[exercise] = panel
        if self.exam:
            panel.view = {**panel.view, "exam": say("check", "exam")}
            return panel
        self._show_hints(exercise)
        return panel

    def hand_in(self) -> HandInPanel:
        """The button that hands the work in."""
        panel: HandInPanel = HandInPanel(
            lambda message: self._hand_in(panel, str(message.get("do"))), self._go, self._speech
        )
        self._handing = panel
        # Outside a class nobody gives feedback: the self-checks are there.
        panel.view = {
            "text": "",
            "ok": True,
            "zipped": None,
            "note": rule_text(self.klass),
            "in_class": self.klass is not None,
            "feedback": {"tone": "", "text": ""},
        }
        return panel

    def handed(self, text: str, *, ok: bool = True) -> None:
        """Show the receipt of a hand-in that took its time, or why it still does."""
        if self._handing is not None:
            self._handing.view = {**self._handing.view, "text": text, "ok": ok}

    def returned(self) -> None:
        """Say where the learner handed in that there is feedback now."""
        if self._handing is not None:
            text = say("hand_in", "returned_here")
            self._handing.view = {**self._handing.view, "feedback": {"tone": "calm", "text": text}}

    def look_back(self) -> DebriefPanel:
        """The button that looks back at a free practice."""
        panel: DebriefPanel = DebriefPanel(lambda _: self._look_back(panel), self._go, self._speech)
        panel.view = {"text": ""}
        return panel

    # --- what the buttons do ---

    def _act(self, message: View) -> None:
        if message.get("do") == "again":
            self.again()
        elif message.get("do") == "name":
            try:
                self.name_learner(str(message.get("learner", "")))
            except CaseError as fault:
                self.fault = str(fault)
            except OSError as fault:
                self.fault = say("frame", "not_opened", reason=str(fault.strerror))
        self._renew()
        for exercise in self._sheets:
            self._show_sheet(exercise)
        for exercise, panel in self._panels.items():
            panel.view = {**panel.view, "asked": False, "rows": [], "points": "", "old": ""}
            self._show_hints(exercise)

    def _fill(self, exercise: str, message: View) -> None:
        """Write a worksheet's answers down."""
        if self.practice is None:
            return
        try:
            action = actions.decode(msgspec.json.encode(message))
            outcome = self.practice.do(action)
        except msgspec.ValidationError:
            notice = {"ok": False, "text": datasets.label("task", "too_long"), "next": ""}
        except TakenOver:
            notice = {"ok": False, "text": datasets.label("task", "taken_over"), "next": ""}
        except (OSError, JournalBusy, JournalError) as fault:
            reason = str(getattr(fault, "strerror", None) or fault)
            notice = {"ok": False, "text": datasets.label("task", "not_written").format(reason=reason), "next": ""}
        else:
            notice = {"ok": outcome.ok, "text": outcome.text, "next": outcome.next}
            if outcome.ok:
                self._outdate(exercise)
        self._show_sheet(exercise, notice)
        if self._frame is not None and self._frame.desk is not None:
            self._frame.desk.renew()

    def _did(self) -> None:
        """Something was done at the desk: what was seen of the exercises there is out of date."""
        for exercise in self._panels:
            if self.practice is not None and exercise not in self.practice.case.sheets:
                self._outdate(exercise)

    def _outdate(self, exercise: str) -> None:
        """Say of a self-check's result that more has been done since."""
        panel = self._panels.get(exercise)
        if panel is not None and panel.view.get("asked") and not panel.view.get("old"):
            panel.view = {**panel.view, "old": say("check", "old")}

    def _show_sheet(self, exercise: str, notice: View | None = None) -> None:
        if self.practice is not None:
            portal = self.practice.portal
            attempt = portal.case.attempt
            self._sheets[exercise].view = {**sheet_view(portal, exercise), "attempt": attempt, "notice": notice}

    def _look(self, exercise: str, job: str) -> None:
        """Self-check, or the next hint; neither in an exam."""
        if self.exam:
            return
        if job != "hint":
            self._show_check(exercise)
        elif self.practice is not None:
            # A hint that cannot be written down is not shown: the next action tells why.
            with suppress(OSError, JournalBusy, JournalError, TakenOver):
                self.practice.do(actions.TakeHint(exercise=exercise))
        self._show_hints(exercise)

    def _show_hints(self, exercise: str) -> None:
        if self.practice is not None and not self.exam:
            panel = self._panels[exercise]
            panel.view = {**panel.view, **hints_view(self.practice.portal, exercise)}

    def _go(self, message: View) -> None:
        """The lesson's own panels have nowhere else to go."""

    def _renew(self) -> None:
        if self._frame is None:
            return
        practice, klass = self.practice, self.klass
        warning = ""
        if klass is not None and not klass.pinned_here:
            warning = say("frame", "not_pinned", wanted=klass.release, here=RELEASE)
        self._frame.view = {
            "who": say("frame", self._key("title"), learner=self.learner or "", attempt=str(practice.case.attempt))
            if practice
            else "",
            "klass": self._klass_text(),
            "ask": self.learner is None,
            "fault": self.fault,
            "warning": warning,
            "can_restart": self.learner is not None and not self.lost,
            "lost": self.lost,
        }
        shown = self._frame.desk
        if practice is not None and (shown is None or shown.practice is not practice):
            self._frame.desk = desk_for(practice, self._did)
        elif practice is None:
            self._frame.desk = None

    def _show_check(self, exercise: str) -> None:
        panel = self._panels[exercise]
        if self.practice is None:
            panel.view = {"asked": True, "rows": [], "points": say("check", "nothing"), "exercise": exercise}
            return
        lesson = LESSONS[self.name]
        portal = self.practice.portal
        results = as_put(portal, exercise, [r for r in checks.run(lesson, portal) if r.exercise == exercise])
        got = sum((r.points for r in results), Decimal(0))
        panel.view = {
            "asked": True,
            "exercise": exercise,
            "points": say("check", "points", points=number(got), maximum=number(lesson.maximum(exercise))),
            "rows": [row_in_words(place, row_of(r)) for place, r in enumerate(results)],
        }

    def _look_back(self, panel: DebriefPanel) -> None:
        if self.practice is None or not self.practice.begun:
            panel.view = {"text": say("debrief", "nothing")}
            return
        panel.view = {"text": "", **debrief_in_words(debrief(self.practice.portal))}

    def _hand_in(self, panel: HandInPanel, job: str) -> None:
        if job == "feedback":
            panel.view = {**panel.view, "feedback": feedback_view(self._workspace, self.learner, self.name)}
            return
        # An exam tells nothing of what is missing.
        tells = self.practice if self.name in LESSONS and not self.exam else None
        empty = not_begun(tells.portal) if tells else ""
        panel.view = {**panel.view, **receipt_view(self._workspace, self.learner, self.name, empty)}


class SilentLesson:
    """The lesson while nbgrader executes its notebook: nothing to see, nothing to write."""

    def portal(self) -> None:
        """Nothing."""

    def sheet(self, exercise: str) -> None:
        """Nothing."""

    def check(self, exercise: str) -> None:
        """Nothing."""

    def hand_in(self) -> None:
        """Nothing."""

    def look_back(self) -> None:
        """Nothing."""


def open_lesson(folder: Path | str = ".") -> Lesson | SilentLesson:
    """The lesson whose notebook lies in a folder."""
    if os.environ.get("NBGRADER_EXECUTION"):
        return SilentLesson()
    return Lesson(Path(folder))
