"""The support point: what a volunteer says and does beside a kiosk."""

from __future__ import annotations

from typing import Literal, TypeAlias

from simulator.actions.base import Action, Code, Id, Tag


class CallVisitor(Action, frozen=True):
    """Ask somebody who waits to come to the desk."""

    visitor: Id


class Serve(Action, frozen=True):
    """One move of ``datasets/point/moves.toml`` for the person at the desk; ``about`` says what it is about."""

    visitor: Id
    move: Tag
    about: Code = ""


class WaitAtPoint(Action, frozen=True):
    """Let time go by until somebody comes or something comes up."""


class MeetIncident(Action, frozen=True):
    """Do something about an incident, in one of its ways of the data."""

    incident: Id
    way: Tag


class EndShift(Action, frozen=True):
    """Close the point."""


class TellHelper(Action, frozen=True):
    """Whoever played the visitor says how it felt, after the visit: one answer to one question of the data."""

    visitor: Id
    question: Tag
    answer: Literal["yes", "partly", "no"]


PointAction: TypeAlias = CallVisitor | Serve | WaitAtPoint | MeetIncident | EndShift | TellHelper
