"""The authorities: petitions, and the officer's own desk at the one-stop office."""

from __future__ import annotations

from typing import Literal, TypeAlias

from simulator.actions.base import Action, Code, Id, Line, Note, Tag

# --- petitions --------------------------------------------------------------------


class SendPetition(Action, frozen=True):
    """Send a complaint, question or proposal; ``about`` is a dossier, a procedure or nothing."""

    topic: Tag
    text: Note
    about: Code = ""


class AddToPetition(Action, frozen=True):
    """Tell more, because the office asked for it."""

    petition: Id
    text: Note


class RateAnswer(Action, frozen=True):
    """Rate how a petition was answered."""

    petition: Id
    grade: Literal["very_satisfied", "satisfied", "not_satisfied"]


# --- the officer's desk -----------------------------------------------------------


class MarkPaper(Action, frozen=True):
    """Note of one line of an incoming dossier, the form or a paper's place, what is found of it."""

    incoming: Id
    line: Code
    mark: Literal["ok", "missing", "empty", "blurred", "wrong_paper", "other_person", "differs"]


class AnswerIncoming(Action, frozen=True):
    """Answer an incoming dossier: receive it with the day of the result, ask for a supplement, or send it elsewhere."""

    incoming: Id
    decision: Literal["receive", "supplement", "refuse"]
    due: Line = ""
    place: Code = ""


OfficeAction: TypeAlias = SendPetition | AddToPetition | RateAnswer | MarkPaper | AnswerIncoming
