"""What every part of the teacher's page is: what it shows when it is opened, and what can be done there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from grading.classroom import Classroom, ClassroomError, ids_of, open_class

if TYPE_CHECKING:
    from grading.app.teacher.console import Console

View: TypeAlias = dict[str, Any]
Verb: TypeAlias = Callable[[View], None]


class Part:
    """One part. Screens hold no rules: each verb calls what a command calls."""

    of_class = True
    """Whether it is about one class, which has to be chosen first."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def shown(self) -> View:
        """What the part shows, read anew."""
        return {}

    def verbs(self) -> dict[str, Verb]:
        """What can be done, by name."""
        return {}

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401 - whatever that work gives
        """A piece of long work of this part has ended well."""

    @property
    def directory(self) -> Path:
        """The folder of the class that is chosen."""
        return self.console.directory()

    def classroom(self) -> Classroom:
        """The class that is chosen, as its folder is now; raises ``ClassroomError``."""
        return open_class(self.directory)

    def show(self, **changed: Any) -> None:
        """Show the part with something changed."""
        self.console.part = {**self.console.part, **changed}

    def renew(self, **more: Any) -> None:
        """Show the part as it is now."""
        self.console.part = {"section": self.console.part.get("section", ""), **self.shown(), **more}


def one_learner(classroom: Classroom, text: str) -> str:
    """The learner id of what was typed, a number or an id; raises ``ClassroomError``."""
    if not text:
        raise ClassroomError("bad_number")
    (learner,) = ids_of(classroom, [text])
    return learner


def text_of(message: View, key: str) -> str:
    """A field that was typed, without blanks around it."""
    return str(message.get(key) or "").strip()
