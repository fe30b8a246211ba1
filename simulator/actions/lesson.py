"""What is done beside phone and portal: worksheets, hints, waiting; and what must not be kept."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from simulator.actions.base import Action, Code, Line, Tag


class FillSheet(Action, frozen=True):
    """Write down one's answers on a worksheet, by item; what was there before is replaced."""

    sheet: Code
    answers: Annotated[dict[Code, Line], Meta(max_length=40)]


class TakeHint(Action, frozen=True):
    """Ask for the next hint of an exercise."""

    exercise: Code


class PassTime(Action, frozen=True):
    """Only time passes: a countdown on a screen ran out."""


class WaitForNews(Action, frozen=True):
    """Skip ahead to the next thing that will happen; ``anyway`` although the office waits for a supplement."""

    anyway: bool = False


class PersonalDataTyped(Action, frozen=True):
    """Something was typed that looks like a real person's data; only its kind is kept."""

    instead_of: Tag
    kind: Literal["person_number", "phone", "card", "bank_account", "email"]


LessonAction: TypeAlias = FillSheet | TakeHint | PassTime | WaitForNews | PersonalDataTyped
