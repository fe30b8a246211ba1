"""What every screen is: a template file, one ``view`` of the portal, and two messages back.

A template sends ``act`` with an action as a plain record, or ``go`` with a place to
show. Both end at the desk, which alone knows the practice. ``act`` in a template is that
of ``once.js``, which every screen gets: it lets nothing be done twice by one press. Screens
that open one thing of a list get ``follow.js``, too: it leads the keyboard's focus along. Those
whose actions may take longer get ``doing.js``: it says in words what is being done.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

import ipyvuetify as v
import traitlets

from simulator.addressing import Speech, spoken
from simulator.screens.theme import HERE, css, dress_components

Message = dict[str, Any]


@cache
def source(path: Path, themed: bool = False) -> str:
    """A template's text; ``themed`` ones bring the style sheet, for what stands alone on a page."""
    text = path.read_text(encoding="utf-8")
    if themed:
        text += f"\n<style>\n{css()}</style>\n"
    return text


def _with(mixins: tuple[str, ...], text: str) -> str:
    """A template with what several screens have in common, each from the file of its name."""
    if "<script>" not in text:
        text += "\n<script>\nexport default {\n};\n</script>\n"
    shared = "\n".join(source(HERE / f"{name}.js") for name in mixins)
    opening = f"<script>\n{shared}\nexport default {{\n  mixins: [{', '.join(mixins)}],"
    return text.replace("<script>\nexport default {", opening, 1)


class Screen(v.VuetifyTemplate):  # type: ignore[misc]
    """One template with its view."""

    folder: ClassVar[Path] = HERE
    file: ClassVar[str] = ""
    themed: ClassVar[bool] = False
    mixins: ClassVar[tuple[str, ...]] = ("once",)
    view = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        act: Callable[[Message], None],
        go: Callable[[Message], None],
        speech: Speech | None = None,
        **traits: Any,
    ) -> None:
        """``speech`` says what the template and its views say to somebody else than a pupil."""
        self._act, self._go, self._speech = act, go, speech
        dress_components()
        template = _with(self.mixins, source(self.folder / self.file, self.themed))
        super().__init__(template=speech(template) if speech else template, **traits)
        # Not ``act``: the widget's own method of that name would hide the one of once.js.
        self.events = ["send", "go"]

    @traitlets.validate("view")
    def _as_spoken(self, proposal: traitlets.Bunch) -> Message:
        view: Message = proposal["value"]
        return cast("Message", spoken(view, self._speech)) if self._speech else view

    def vue_send(self, message: Message) -> None:
        """The browser's way to ``vue_act``; it is told when the answer is on the screens."""
        try:
            self.vue_act(message)
        finally:
            self.answered += 1

    def vue_act(self, message: Message) -> None:
        """The learner did something."""
        self._act(message)

    def vue_go(self, message: Message) -> None:
        """The learner wants to see something else."""
        self._go(message)
