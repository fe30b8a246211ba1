"""One learner's replay in the portal itself, step by step; the desk shows and never acts.

There is no practice behind this desk: it has a portal that was replayed up to a step, and nothing to write to.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import traitlets
from ipywidgets import widget_serialization

from grading.class_file import ClassFile
from grading.feedback import exercise_name, row_in_words, row_of
from grading.steps import Replay, Step
from grading.traces import LookError, texts
from grading.words import number, title_of
from simulator import Portal
from simulator.actions import Action
from simulator.practice import Practice
from simulator.screens import leads, notices, presses
from simulator.screens.desk import Desk
from simulator.screens.point import PointDesk
from simulator.screens.screen import Message, Screen, source

HERE = Path(__file__).parent
View = dict[str, Any]

APP_OF = {"message": "messages", "call": "calls", "notice": "news", "poster": "scan"}
"""What an action is about, and the phone's app that shows it."""

AT_BANK = frozenset("scan_qr type_transfer confirm_transfer cancel_transfer pay_by_card".split())
PAGE_OF = {
    "sign_in": "sign_in",
    "give_consent": "sign_in",
    "enter_otp": "sign_in",
    "resend_otp": "sign_in",
    "search_procedures": "procedures",
    "browse_event": "procedures",
    "start_dossier": "procedures",
    "look_up": "lookup",
    "check_sample": "lookup",
    "send_petition": "petitions",
    "add_to_petition": "petitions",
    "rate_answer": "petitions",
    "mark_paper": "counter",
    "answer_incoming": "counter",
    "wait_for_news": "dossiers",
    "open_receipt": "dossiers",
    "pay_duty": "dossiers",
    "pay_at_counter": "dossiers",
}
"""Where on the computer an action is done that names no dossier."""

STEP_OF = {"report_data": "2", "fill_form": "2", "ask_to_sign": "2", "sign_by_hand": "2", "fill_owner": "1"}
IN_FORM = frozenset("attach_document remove_document choose_delivery submit_dossier".split()) | set(STEP_OF)


def where(action: Action) -> Message:
    """Where the learner was when doing this, as a screen would ask to go there; nowhere for a worksheet."""
    fields = msgspec.to_builtins(action)
    for key, app in APP_OF.items():
        if key in fields:
            return {"app": app, key: fields[key]}
    if presses.device({"do": action.name, **fields}) == "phone":
        return {"app": "bank" if action.name in AT_BANK else "identity"}
    if "incoming" in fields:
        return {"page": "counter", "incoming": fields["incoming"]}
    if "dossier" in fields:
        step = STEP_OF.get(action.name, "")
        page = "dossier" if action.name in IN_FORM else "dossiers"
        return {"page": page, "dossier": fields["dossier"], "step": step}
    page = PAGE_OF.get(action.name, "")
    return {"page": page} if page else {}


class StillDesk(Desk):
    """The desk as it was after some step; whatever is pressed, nothing happens."""

    def __init__(self, portal: Portal) -> None:
        # The desk only reads these two of a practice; everything that writes is not there.
        super().__init__(cast("Practice", SimpleNamespace(portal=portal, file=SimpleNamespace(torn=0))))

    def act(self, message: Message) -> None:
        """Nothing is done here."""

    def go(self, message: Message) -> None:
        """Nobody walks about here: what is shown is where the learner was."""

    def show(self, replay: Replay, step: int) -> None:
        """Show the portal after ``step`` steps, where the learner then was, with the last answer on the screen."""
        portal = Portal(replay.case)
        self.practice = cast("Practice", SimpleNamespace(portal=portal, file=SimpleNamespace(torn=0)))
        self.place = leads.beginning(portal.state)
        self.notices = {"computer": None, "phone": None}
        for place in range(1, step + 1):
            action = replay.action(place)
            self._follow(action, portal, last=place == step)
        self.renew()

    def _follow(self, action: Action, portal: Portal, *, last: bool) -> None:
        """Do one action on the replayed portal, and lead to where its answer is seen."""
        message = {"do": action.name, **msgspec.to_builtins(action)}
        leads.go(self.place, where(action), portal.state)
        outcome = portal.do(action)
        lead = leads.LEADS.get(outcome.code)
        if lead is not None:
            self.place.update(lead({**outcome.words, **message}, portal.state.dossiers))
        if last:
            self._say(presses.device(message), notices.notice(outcome))


class StillPoint(PointDesk):
    """The volunteer's desk as it was after some step; whatever is pressed, nothing happens."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(cast("Practice", SimpleNamespace(portal=portal, file=SimpleNamespace(torn=0))))

    def act(self, message: Message) -> None:
        """Nothing is done here."""

    def go(self, message: Message) -> None:
        """Nothing is looked up here."""

    def show(self, replay: Replay, step: int) -> None:
        """Show the shift after ``step`` steps, with the last answer on the screen."""
        portal = Portal(replay.case)
        self._say(None)
        for place in range(1, step + 1):
            outcome = portal.do(replay.action(place))
            if place == step:
                self._say(notices.notice(outcome))
        self.practice = cast("Practice", SimpleNamespace(portal=portal, file=SimpleNamespace(torn=0)))
        self.renew()


class Replaying(Screen):
    """The page part: the desk at one step, what was done, the answer, and at the end the checks."""

    folder, file, themed = HERE, "replaying.vue", True
    desk = traitlets.Any(allow_none=True).tag(sync=True, **widget_serialization)

    def __init__(self, closed: Callable[[], None] | None = None) -> None:
        super().__init__(self._press, lambda _: None, desk=None, components={"check-rows": source(HERE / "rows.vue")})
        self._closed = closed
        self._replay: Replay | None = None
        self._step = 0
        self.view = {"open": False}

    def show(self, folder: Path, lesson: str, learner: str, sheet: ClassFile, name: str = "") -> None:
        """Open a learner's attempt at its first step; work that cannot be replayed says why."""
        self._replay, self._step = None, 0
        who = f"{learner} {name}".strip()
        try:
            self._replay = Replay(folder, lesson, learner, sheet)
        except LookError as fault:
            title = f"{who} · {title_of(lesson)}"
            self.view = {"open": True, "title": title, "fault": str(fault), "can_close": self._closed is not None}
            return
        words = {"learner": who, "lesson": title_of(lesson), "attempt": self._replay.number}
        self._title = texts()["replay"]["title"].format(**words)
        kind = StillDesk if self._replay.case.scenario.point is None else StillPoint
        if not isinstance(self.desk, kind):
            self.desk = kind(self._replay.portal)
        self._renew()

    def close_replay(self) -> None:
        """Show nothing any more."""
        self._replay = None
        self.view = {"open": False}

    def _press(self, message: Message) -> None:
        """Walk along the steps, or leave."""
        do, replay = str(message.get("do")), self._replay
        if do == "close":
            self.close_replay()
            if self._closed:
                self._closed()
            return
        if replay is None:
            return
        step = self._step
        if do == "next_refusal":
            later = [each.number for each in replay.steps[step:] if not each.outcome.ok]
            step = later[0] if later else replay.count
        else:
            step = {"first": 0, "back": step - 1, "next": step + 1, "last": replay.count}.get(do, step)
        self._step = max(0, min(replay.count, step))
        self._renew()

    def _renew(self) -> None:
        replay, step = self._replay, self._step
        if replay is None:
            return
        self.desk.show(replay, step)
        self.view = {
            "open": True,
            "fault": "",
            "can_close": self._closed is not None,
            "title": self._title,
            "readonly": texts()["replay"]["readonly"],
            "device": _device(replay, step),
            "step": step,
            "steps": replay.count,
            "place": texts()["replay"]["step"].format(step=step, steps=replay.count),
            "now": _in_words(replay.steps[step - 1]) if step else None,
            "begin": texts()["replay"]["begin" if replay.count else "empty"],
            "refusals": any(not each.outcome.ok for each in replay.steps[step:]),
            "end": _end(replay) if step == replay.count and step else None,
        }


def _device(replay: Replay, step: int) -> str:
    """Where the step was done: what a narrow page shows first."""
    if not step:
        return "task"
    action = replay.action(step)
    return presses.device({"do": action.name, **msgspec.to_builtins(action)}) if where(action) else "task"


def _in_words(step: Step) -> View:
    said = texts()["replay"]["answer" if step.outcome.ok else "refused"]
    answer = said.format(text=step.outcome.text, next=step.outcome.next).strip()
    return {
        "text": step.text,
        "took": step.took,
        "stage": step.stage,
        "answer": answer,
        "ok": step.outcome.ok,
        "rows": [{"text": text, "said": said} for text, said in step.answers],
    }


def _end(replay: Replay) -> View:
    """The checks of the whole attempt, as its learner reads them."""
    rows = [{**row_in_words(place, row_of(r)), "exercise": r.exercise} for place, r in enumerate(replay.results)]
    names = dict.fromkeys(row["exercise"] for row in rows)
    return {
        "text": texts()["replay"]["end"].format(mark=number(replay.mark)),
        "exercises": [
            {"title": exercise_name(name), "rows": [row for row in rows if row["exercise"] == name]} for name in names
        ],
    }
