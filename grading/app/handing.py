"""What a lesson's page shows of handing in: the receipt, what is still empty, and the feedback that came back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading import checks
from grading.app.workspace import HandInError, Workspace
from grading.class_file import ClassFile
from grading.feedback import exercise_name, in_words
from grading.lessons import LESSONS
from grading.words import say, title_of
from simulator.clock import VIETNAM, moment_text
from simulator.portal import Portal

View = dict[str, Any]

CALM = (
    "no_feedback",
    "ask_teacher",
    "room_none",
    "room_waiting",
    "room_exam",
    "room_by_hand",
    "room_away",
    "room_says",
)
"""Answers about feedback that are no fault."""


def rule_text(klass: ClassFile | None) -> str:
    """Which attempt counts, in words."""
    return say("hand_in", "again", rule=say("hand_in", f"rule_{klass.rule if klass else 'best'}"))


def receipt_view(workspace: Workspace, learner: str | None, lesson: str, empty: str) -> View:
    """What comes of handing a lesson in; ``empty`` names what has not been begun, if that is told."""
    if learner is None:
        return {"ok": False, "text": say("check", "nothing"), "zipped": None}
    try:
        receipt = workspace.hand_in(learner, lesson)
    except HandInError as fault:
        return {"ok": False, "text": str(fault), "zipped": None}
    words = {
        "time": moment_text(receipt.time.astimezone(VIETNAM)),
        "digest": receipt.digest[:12],
        "learner": receipt.learner,
        "title": title_of(receipt.lesson),
    }
    # A child need not read a path; the teacher, who copies the file, must find it.
    zipped = {"label": say("hand_in", "zip_path"), "path": receipt.path} if receipt.way == "zip" else None
    text = say("hand_in", f"done_{receipt.way}", **words)
    return {"ok": True, "text": text, "empty": empty, "zipped": zipped}


def not_begun(portal: Portal) -> str:
    """Which exercises of a lesson have not been begun, in words; empty if all have."""
    begun: dict[str, bool] = {}
    for result in checks.run(LESSONS[portal.case.lesson], portal):
        begun[result.exercise] = begun.get(result.exercise, False) or result.outcome != "not_attempted"
    left = [exercise_name(exercise) for exercise, any_done in begun.items() if not any_done]
    return say("hand_in", "empty", parts="; ".join(f"“{name}”" for name in left)) if left else ""


def feedback_view(workspace: Workspace, learner: str | None, lesson: str) -> View:
    """What the teacher has given back, in words; or why there is none."""
    if learner is None:
        return {"tone": "calm", "text": say("check", "nothing")}
    try:
        above = workspace.ask_for_feedback(learner, lesson)
        found = workspace.feedback(learner, lesson)
    except HandInError as fault:
        return {"tone": "calm" if fault.code in CALM else "bad", "text": str(fault)}
    if isinstance(found, Path):
        return {"tone": "calm", "text": say("hand_in", "feedback_page", path=str(found))}
    return {"tone": "good", "text": above, **in_words(found)}
