"""Feedback that comes from a class's room into the learner's browser, and what is said of it.

The room tells with every answer which feedback there is; what is new is fetched and laid where a desktop's exchange
would have put it. Of what was sent only a record of the right kind, lesson and learner is kept.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grading.app.workspace import HandInError, Workspace
from grading.feedback import Feedback, Told, record
from grading.lessons import LESSONS, is_volunteer
from grading.words import say, title_of
from simulator.addressing import to_volunteers

if TYPE_CHECKING:
    from grading.app.site.door import Room

MARK = "nhan-xet.json"
"""In a lesson's folder: which feedback is here, and whether it was looked at."""


class Mark(msgspec.Struct, frozen=True):
    """The room's name of the feedback that is here; ``read`` if the learner has seen it."""

    tag: str = ""
    read: bool = False


def mark_of(folder: Path) -> Mark:
    """What is known of a lesson's feedback here."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((folder / MARK).read_bytes(), type=Mark)
    return Mark()


def _set(folder: Path, mark: Mark) -> None:
    if mark != mark_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_bytes(msgspec.json.encode(mark))


def wanted(workspace: Workspace, learner: str, tags: dict[str, str]) -> list[str]:
    """The lessons whose feedback in the room is another than the one here."""
    return [
        lesson
        for lesson, tag in tags.items()
        if lesson in LESSONS and mark_of(workspace.folder(learner, lesson)).tag != tag
    ]


def keep(workspace: Workspace, learner: str, lesson: str, text: str) -> Told:
    """Keep what the room answered; raises ``ValueError`` for what is no answer about this learner's lesson."""
    told = msgspec.json.decode(text, type=Told)
    folder = workspace.folder(learner, lesson)
    if told.feedback is not None:
        if (told.feedback.learner, told.feedback.lesson) != (learner, lesson):
            raise ValueError("somebody else's feedback")
        page = folder / "feedback" / _stamp(told.feedback) / "nhan-xet.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(record(told.feedback), encoding="utf-8")
    if told.tag and told.tag != mark_of(folder).tag:
        _set(folder, Mark(told.tag))
    return told


def _stamp(feedback: Feedback) -> str:
    """The hand-in's time as nbgrader names folders; the newest comes last in the alphabet."""
    moment = feedback.submitted_at or feedback.graded_at
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def ask(room: Room, workspace: Workspace, learner: str, lesson: str, token: str) -> str:
    """Fetch the feedback that the learner wants to see now; gives what is to be said above it.

    Raises ``HandInError`` where there is nothing to be shown.
    """
    status, text = room.ask("GET", f"api/feedback/{lesson}", "", token)
    folder = workspace.folder(learner, lesson)
    here = any((folder / "feedback").glob("*/*.html"))
    if not status or status >= 500:
        if not here:
            raise HandInError("room_away")
        return str(HandInError("room_away_older"))
    try:
        if status != 200:
            raise HandInError("room_says", why=str(msgspec.json.decode(text)["text"]))
        told = keep(workspace, learner, lesson, text)
    except (ValueError, KeyError, TypeError):
        raise HandInError("bad_feedback") from None
    _set(folder, Mark(mark_of(folder).tag, read=True))
    if told.how == "told":
        return ""
    if told.how == "older":
        return str(HandInError("room_older"))
    raise HandInError("bad_feedback" if told.how == "bad" else f"room_{told.how}")


def news(workspace: Workspace, learner: str) -> str:
    """Which lessons have feedback that the learner has not looked at, in one sentence; empty if there are none."""
    marks = ((lesson, mark_of(workspace.folder(learner, lesson))) for lesson in LESSONS) if learner else ()
    # “Bài 4” of “Bài 4. Nộp hồ sơ”: it is one line above the page.
    fresh = [title_of(lesson).partition(".")[0] for lesson, mark in marks if mark.tag and not mark.read]
    said = say("hand_in", "returned", lessons=", ".join(fresh)) if fresh else ""
    return to_volunteers(said) if is_volunteer(learner) else said
