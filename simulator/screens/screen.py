"""What every screen is: a template file, one ``view`` of the portal, and two messages back.

A template sends ``act`` with an action as a plain record, or ``go`` with a place to
show. Both end at the desk, which alone knows the practice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import ipyvuetify as v
import traitlets

from simulator.screens.theme import HERE, css, dress_components

Message = dict[str, Any]


@cache
def source(path: Path, themed: bool = False) -> str:
    """A template's text; ``themed`` ones bring the style sheet, for what stands alone on a page."""
    text = path.read_text(encoding="utf-8")
    if themed:
        text += f"\n<style>\n{css()}</style>\n"
    return text


class Screen(v.VuetifyTemplate):  # type: ignore[misc]
    """One template with its view."""

    folder: ClassVar[Path] = HERE
    file: ClassVar[str] = ""
    themed: ClassVar[bool] = False
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, act: Callable[[Message], None], go: Callable[[Message], None], **traits: Any) -> None:
        self._act, self._go = act, go
        dress_components()
        super().__init__(template=source(self.folder / self.file, self.themed), **traits)

    def vue_act(self, message: Message) -> None:
        """The learner did something."""
        self._act(message)

    def vue_go(self, message: Message) -> None:
        """The learner wants to see something else."""
        self._go(message)
