"""The panels of a lesson's page, each a template of its own, and a debrief in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import traitlets
from ipywidgets import widget_serialization

from grading.checks.lesson_08 import minutes
from grading.debrief import Debrief
from grading.words import say
from simulator.screens.screen import Screen, source

HERE = Path(__file__).parent
View = dict[str, Any]


class Frame(Screen):
    """The lesson's frame: who, which attempt, starting again, and the desk inside."""

    folder, file, themed = HERE, "lesson.vue", True
    desk = traitlets.Any(allow_none=True).tag(sync=True, **widget_serialization)


class SheetPanel(Screen):
    """One worksheet."""

    file, themed = "sheet.vue", True


class _WithRows(Screen):
    """A panel that lists checks with their outcomes and reasons."""

    def __init__(self, *args: Any, **traits: Any) -> None:
        super().__init__(*args, components={"check-rows": source(HERE / "rows.vue")}, **traits)


class CheckPanel(_WithRows):
    """One exercise's self-check."""

    folder, file, themed = HERE, "check.vue", True


class HandInPanel(_WithRows):
    """Handing in, with the receipt, and the feedback that came back."""

    folder, file, themed = HERE, "hand_in.vue", True


class DebriefPanel(Screen):
    """Looking back at a free practice."""

    folder, file, themed = HERE, "debrief.vue", True


def debrief_in_words(found: Debrief) -> View:
    """A debrief as its panel shows it."""
    most = max(found.steps, found.shortest, 1)
    return {
        "head": say("debrief", "finished" if found.finished else "open", time=minutes(found.seconds)),
        "bars": [
            {"name": say("debrief", "mine"), "kind": "", "width": 100 * found.steps // most, "said": str(found.steps)},
            {
                "name": say("debrief", "straight"),
                "kind": "short",
                "width": 100 * found.shortest // most,
                "said": str(found.shortest),
            },
        ],
        "shorter": say("debrief", "shorter") if found.finished and found.steps > found.shortest else "",
        "slips": [
            {"times": say("debrief", "times", count=str(s.times)), "text": s.text, "advice": s.advice}
            for s in found.slips
        ],
        "met": list(found.met),
        "caught": say("debrief", "caught", count=str(found.caught)) if found.caught else "",
    }
