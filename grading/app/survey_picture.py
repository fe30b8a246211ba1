"""A class before and now, as ten seats for each matter: how many of ten are taken."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from grading.app.pictures import EARLIER, GRID, INK, LABEL, LATER, NOTE, SOFT, keep, sheet, writes
from grading.classroom import texts
from grading.survey import Matter, Survey

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TENS = 10
LINE = 26
"""Letters in a line of a matter's words."""


def draw_survey(survey: Survey, path: Path) -> None:
    """Write the picture; raises ``ClassroomError`` or ``OSError``."""
    keep(survey_figure(survey), path)


def survey_in_words(survey: Survey) -> str:
    """What the picture shows, for those who do not see it."""
    lines = []
    for matter in survey.matters:
        words = texts()["survey_line"].format(before=matter.before_in_ten, now=matter.now_in_ten)
        if matter.counted:
            lines.append(f"{matter.text.rstrip('.')}: {words}")
    return f"{texts()['survey_title'].format(klass=survey.klass)} {'; '.join(lines)}."


def survey_figure(survey: Survey) -> Figure:
    """The picture; matters that nobody is counted in are left out."""
    said = texts()
    note = said["survey_note"].format(counted=survey.counted, learners=survey.learners)
    figure, axes = sheet(said["survey_title"].format(klass=survey.klass), note)
    shown = [matter for matter in survey.matters if matter.counted]
    axes.set_xlim(0, 20)
    axes.set_ylim(-len(shown), 0)
    for place, matter in enumerate(shown):
        _matter(axes, matter, -place)
    return figure


def _matter(axes: Axes, matter: Matter, top: float) -> None:
    writes(axes, 0, top - 0.38, textwrap.fill(matter.text.rstrip("."), LINE))
    # Squares for before and discs for now: they differ without their colours, too.
    rows = ((0.3, "before", matter.before_in_ten, EARLIER, "s"), (0.7, "now", matter.now_in_ten, LATER, "o"))
    for down, when, tens, colour, mark in rows:
        height, full = top - down, tens or 0
        writes(axes, 8.4, height, texts()[f"survey_{when}"], colour=SOFT, side="right", size=LABEL)
        seats = [8.9 + 0.85 * seat for seat in range(TENS)]
        for first, last, filled in ((0, full, True), (full, TENS, False)):
            axes.scatter(
                seats[first:last],
                [height] * (last - first),
                s=560,
                marker=mark,
                facecolors=colour if filled else "none",
                edgecolors=colour if filled else GRID,
                linewidths=2.5,
            )
        writes(axes, 17.4, height, texts()["survey_tens"].format(tens=full), colour=INK)
    if top:
        axes.axhline(top, color=GRID, linewidth=1)
    exact = texts()["survey_exact"].format(before=matter.before, now=matter.now, counted=matter.counted)
    writes(axes, 0, top - 0.82, exact, size=NOTE, colour=SOFT)
