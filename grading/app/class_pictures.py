"""A class's pictures: marks, what was got right, where time went, scams; each with its numbers in words.

No learner is named or numbered in them: they are for the projector.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from grading.app.pictures import EARLIER, GRID, INK, LATER, PAPER, SOFT, WARNING, comma, keep, legend, sheet, writes
from grading.app.survey_picture import survey_figure, survey_in_words
from grading.averages import lesson_name
from grading.insight import Course, Insight, Met, middle_of
from grading.needs import WEAK
from grading.traces import PAUSE, LookError, length, texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS = 10
"""Rows that can be read from the last bench."""
DOTS = 15
"""Dots on top of each other that can still be counted; above, bars tell it."""
LEFT = 5.4
"""Inches of a page's 12.2 that labels take."""
LINE = 40
"""Letters in a line of a label."""
ROOM = 0.45
"""Inches of a bar that a number in it needs."""


class Picture(NamedTuple):
    """One picture: its name as a file, the numbers in words, and how it is drawn."""

    id: str
    alt: str
    draw: Callable[[], Figure]


def pictures_of(found: Insight | Course) -> list[Picture]:
    """The pictures of a lesson or of the whole course; none where nobody was graded."""
    return lesson_pictures(found) if isinstance(found, Insight) else course_pictures(found)


def lesson_pictures(found: Insight) -> list[Picture]:
    """The pictures of a lesson; none where nobody was graded."""
    if not found.counted:
        return []
    made = [
        Picture("diem", _marks_in_words(found), lambda: marks_figure(found)),
        Picture("muc", _rates_in_words(found), lambda: rates_figure(found)),
    ]
    if found.time:
        made.append(Picture("thoi-gian", _time_in_words(found), lambda: time_figure(found)))
    if found.scams:
        made.append(Picture("lua-dao", scams_in_words(found.scams), lambda: scams_figure(_head(found), found.scams)))
    return made


def course_pictures(found: Course) -> list[Picture]:
    """The pictures of the whole course; none where nobody was graded."""
    if not any(found.marks.values()):
        return []
    made = [Picture("diem", _course_in_words(found), lambda: course_figure(found))]
    if found.scams:
        head = {"klass": found.klass, "lesson": texts()["page"]["course"].lower()}
        made.append(Picture("lua-dao", scams_in_words(found.scams), lambda: scams_figure(head, found.scams)))
    if any(matter.counted for matter in found.survey.matters):
        made.append(Picture("phieu", survey_in_words(found.survey), lambda: survey_figure(found.survey)))
    return made


def write_pictures(
    pictures: Sequence[Picture], folder: Path, prefix: str, progress: Callable[[int, int, str], None] | None = None
) -> list[Path]:
    """Write each picture as PNG, and its words beside it; raises ``LookError`` or ``OSError``."""
    if not folder.is_dir():
        raise LookError("picture_folder", path=str(folder))
    written = []
    for place, picture in enumerate(pictures, 1):
        path = folder / f"{prefix}-{picture.id}.png"
        keep(picture.draw(), path)
        path.with_suffix(".txt").write_text(picture.alt + "\n", encoding="utf-8")
        written.append(path)
        if progress:
            progress(place, len(pictures), path.name)
    return written


def _head(found: Insight) -> dict[str, str]:
    return {"klass": found.klass, "lesson": lesson_name(found.lesson)}


# --- marks -------------------------------------------------------------------------------


BANDS = (("below_5", Decimal(5)), ("from_5", Decimal("6.5")), ("from_6", Decimal(8)), ("from_8", Decimal(11)))
"""The bands that schools speak of, each with where the next one begins."""


def bands(values: Sequence[Decimal]) -> list[tuple[str, int]]:
    """How many marks are in each band."""
    found, low = [], Decimal(0)
    for key, high in BANDS:
        found.append((texts()["marks"][key], sum(low <= value < high for value in values)))
        low = high
    return found


def marks_figure(found: Insight) -> Figure:
    """Every learner a dot over the mark, to the half point; a big class as bars."""
    said, values, middle = texts()["marks"], found.values, found.middle or Decimal(0)
    halves = Counter(int(value * 2) for value in values)
    highest = max(halves.values())
    dots = highest <= DOTS
    note = said["note" if dots else "note_many"].format(counted=found.counted, median=comma(middle))
    figure, axes = sheet(said["title"].format(**_head(found)), note)
    axes.set_xlim(-0.5, 10.8)
    axes.set_ylim(-0.12 * (highest + 4), highest + 1.7)
    for half, count in halves.items():
        weak = half < WEAK * 2
        place = half / 2 + 0.1
        if dots:
            size = min(520.0, (5.6 * 72 / (highest + 3.8) * 0.86) ** 2)
            heights = [level + 0.5 for level in range(count)]
            mark, colour = ("s", WARNING) if weak else ("o", LATER)
            axes.scatter([place] * count, heights, s=min(size, 34.0**2 * 0.62), marker=mark, color=colour, linewidths=0)
        else:
            axes.bar(place, count, 0.42, color=WARNING if weak else LATER, hatch="//" if weak else "", edgecolor=PAPER)
            writes(axes, place, count + highest * 0.03, str(count), size=14, side="center")
    axes.plot([-0.3, 10.6], [0, 0], color=INK, linewidth=1.5)
    for whole in range(11):
        writes(axes, whole + 0.1, -0.06 * (highest + 4), str(whole), side="center")
    axes.plot([float(middle) + 0.1] * 2, [0, highest + 0.8], color=INK, linewidth=2, linestyle=(0, (4, 3)))
    words = " · ".join(said["band"].format(name=name, count=count) for name, count in bands(values))
    writes(axes, 5.1, highest + 1.3, words, size=18, side="center")
    return figure


def _marks_in_words(found: Insight) -> str:
    said, values = texts()["marks"], found.values
    counted = "; ".join(said["band"].format(name=name, count=count) for name, count in bands(values))
    return said["alt"].format(
        counted=len(values),
        median=comma(found.middle or 0),
        low=comma(values[0]),
        high=comma(values[-1]),
        bands=counted,
    )


def course_figure(found: Course) -> Figure:
    """A line for each lesson: how many have which mark, to the half point, and the middle of the class."""
    said = texts()["course"]
    figure, axes = sheet(said["title"].format(klass=found.klass), said["note"])
    axes.set_xlim(-1.6, 11.6)
    axes.set_ylim(-len(found.marks) - 0.7, 0)
    for whole in range(11):
        axes.plot([whole] * 2, [-len(found.marks), -0.05], color=GRID, linewidth=0.8, zorder=0)
        writes(axes, whole, -len(found.marks) - 0.4, str(whole), side="center", size=16)
    for place, (lesson, values) in enumerate(found.marks.items()):
        height = -place - 0.5
        writes(axes, -0.5, height, lesson_name(lesson), side="right", size=18)
        middle = middle_of(values)
        if middle is None:
            writes(axes, 10.6, height, said["nobody"], size=16, colour=SOFT)
            continue
        for half, count in Counter(int(value * 2) for value in values).items():
            low = half < WEAK * 2
            mark, colour = ("s", WARNING) if low else ("o", LATER)
            # The area tells how many; a number does, too, as soon as it has room.
            size = 60 + 40 * min(count, 30)
            axes.scatter(half / 2, height, s=size, marker=mark, color=colour, linewidths=0, zorder=2)
            if count > 2:
                writes(axes, half / 2, height, str(count), side="center", size=13, colour=PAPER)
        axes.plot([float(middle)] * 2, [height - 0.42, height + 0.42], color=INK, linewidth=3, zorder=1)
        writes(axes, 10.6, height, comma(middle), size=20)
    return figure


def _course_in_words(found: Course) -> str:
    said, lines = texts()["course"], []
    for lesson, values in found.marks.items():
        middle = middle_of(values)
        words = comma(middle) if middle is not None else said["nobody"]
        lines.append(said["line"].format(lesson=lesson_name(lesson), median=words, count=len(values)))
    return said["alt"].format(lines="; ".join(lines))


# --- rows of bars ------------------------------------------------------------------------


class Part(NamedTuple):
    """One piece of a bar: its share of the whole, its colour, whether it is hatched, and a number in it, if any."""

    share: float
    colour: str
    hatched: bool = False
    number: str = ""


class Bar(NamedTuple):
    """A label, the pieces of its bar from the left, what is said after it, and a thin line over it, if any."""

    label: str
    parts: tuple[Part, ...]
    said: str
    span: tuple[float, float] | None = None


def _bars(axes: Axes, bars: Sequence[Bar]) -> None:
    """A row for each bar: label, bar of at most 1, and its number."""
    rows = max(len(bars), 5)
    axes.set_xlim(0, 12.2)
    axes.set_ylim(-rows, 0)
    width = 12.2 - LEFT - 2.3
    size = 17 if rows <= 8 else 15
    for place, bar in enumerate(bars):
        height, left = -place - 0.5, LEFT
        writes(axes, LEFT - 0.2, height, textwrap.fill(bar.label, LINE), side="right", size=size)
        for part in bar.parts:
            axes.barh(
                height,
                part.share * width,
                0.56,
                left=left,
                color=part.colour,
                hatch="///" if part.hatched else "",
                edgecolor=PAPER if part.hatched else (SOFT if part.colour == PAPER else part.colour),
                linewidth=1 if part.colour == PAPER else 0,
            )
            if part.number and part.share * width > ROOM:
                box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
                middle: dict[str, Any] = {"ha": "center", "va": "center", "fontfamily": "DejaVu Sans", "bbox": box}
                axes.text(left + part.share * width / 2, height, part.number, fontsize=size, color=INK, **middle)
            left += part.share * width
        if bar.span is not None:
            low, high = (LEFT + share * width for share in bar.span)
            axes.plot([low, high], [height, height], color=INK, linewidth=2.5)
            left = max(left, high)
        writes(axes, left + 0.15, height, bar.said, size=size)


def rates_figure(found: Insight) -> Figure:
    """How many passed each check, the fewest first."""
    said, shown = texts()["rates"], found.rates[:ROWS]
    more = said["more"].format(count=len(found.rates) - ROWS) if len(found.rates) > ROWS else ""
    figure, axes = sheet(said["title"].format(**_head(found)), said["note"].format(more=more).strip())
    bars = []
    for rate in shown:
        label = rate.label
        words = said["said"].format(passed=rate.passed, all=rate.all)
        if rate.questions:
            label = said["label_sheet"].format(title=rate.label, count=rate.questions)
            words = said["said_sheet"].format(share=rate.share)
        counts = ((rate.passed, LATER, False), (rate.failed, WARNING, True), (rate.not_attempted, PAPER, False))
        parts = tuple(Part(count / rate.all, colour, hatched) for count, colour, hatched in counts if count)
        bars.append(Bar(label, parts, words))
    _bars(axes, bars)
    kinds = ((LATER, "", "passed"), (WARNING, "///", "failed"), (PAPER, "", "not_come"))
    legend(figure, [(colour, hatch, said[key]) for colour, hatch, key in kinds])
    return figure


def _rates_in_words(found: Insight) -> str:
    said, lines = texts()["rates"], []
    for rate in found.rates:
        words = {"label": rate.label, "passed": rate.passed, "all": rate.all, "share": rate.share}
        lines.append(said["line_sheet" if rate.questions else "line"].format(**words))
    return said["alt"].format(lines="; ".join(lines))


def time_figure(found: Insight) -> Figure:
    """How long each part took the learner in the middle, and the middle half."""
    said, shown = texts()["time"], found.time[:ROWS]
    words = {"counted": found.timed, "cap": PAUSE // 60, "pauses": found.pauses}
    figure, axes = sheet(said["title"].format(**_head(found)), said["note"].format(**words))
    longest = max(each.high for each in shown) or 1
    _bars(
        axes,
        [
            Bar(
                each.label,
                (Part(each.middle / longest, EARLIER),),
                length(each.middle),
                (each.low / longest, each.high / longest),
            )
            for each in shown
        ],
    )
    return figure


def _time_in_words(found: Insight) -> str:
    said = texts()["time"]
    lines = [said["line"].format(label=each.label, time=length(each.middle)) for each in found.time]
    return said["alt"].format(lines="; ".join(lines), cap=PAUSE // 60, pauses=found.pauses)


def scams_figure(head: dict[str, str], scams: Sequence[Met]) -> Figure:
    """How many met each scam, and how many fell for it."""
    said, shown = texts()["scams"], scams[:ROWS]
    figure, axes = sheet(said["title"].format(**head), said["note"])
    most = max(each.met for each in shown)
    bars = []
    for each in shown:
        safe = each.met - each.fell
        parts = (
            Part(safe / most, LATER, number=str(safe)),
            Part(each.fell / most, WARNING, hatched=True, number=str(each.fell)),
        )
        words = said["fell" if each.fell else "nobody"].format(**_counts(each))
        bars.append(Bar(each.title, tuple(part for part in parts if part.share), words))
    _bars(axes, bars)
    legend(figure, ((LATER, "", said["good"]), (WARNING, "///", said["bad"])))
    return figure


def _counts(each: Met) -> dict[str, int]:
    return {"fell": each.fell, "met": each.met, "safe": each.met - each.fell}


def scams_in_words(scams: Sequence[Met]) -> str:
    """How many met each scam and fell for it, in words."""
    said = texts()["scams"]
    return said["alt"].format(lines="; ".join(said["line"].format(title=s.title, **_counts(s)) for s in scams))
