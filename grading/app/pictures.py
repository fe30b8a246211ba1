"""The one style of all pictures: to be read from the last row, told apart without colours, in Vietnamese.

A picture says little in words; whoever draws one takes its sheet from here, draws, and keeps it with ``keep``.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.classroom import ClassroomError
from grading.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as Outline

INK, SOFT, GRID, PAPER = "#16303f", "#48606e", "#c4ced4", "#ffffff"
EARLIER, LATER, WARNING = "#e69f00", "#0072b2", "#d55e00"
"""Orange, blue and vermilion of Okabe and Ito's palette, which colour-blind people tell apart."""
TITLE, LABEL, NOTE = 26, 20, 17
"""Font sizes in points, on a page of 13.3 by 7.5 inches: a slide of a projector."""
NOTE_LINE = 96
"""Letters in a line of a note."""
SIZE = (13.3, 7.5)
SUFFIXES = (".png", ".svg")
SHAPES: Any = {"svg.fonttype": "path", "svg.hashsalt": "congtap"}
"""Letters of an SVG as shapes, since the projector's computer may lack the font; the same bytes each time."""


def comma(value: Decimal | float, places: int = 1) -> str:
    """A number as Vietnamese schools write it, ``7,5``; nothing after the comma where it is whole."""
    step = Decimal(1).scaleb(-places)
    return number(Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP))


def thousands(value: float) -> str:
    """A whole number as Vietnamese readers write it, ``12.345``."""
    return f"{round(value):,}".replace(",", ".")


def percent(share: float) -> str:
    """A share of 1 in whole percent."""
    return f"{round(share * 100)} %"


def sheet(title: str, note: str = "") -> tuple[Figure, Axes]:
    """A page with its title above and a note below, and the room between them, without frame or ticks."""
    # Imported here: it takes a second, and is wanted by few commands.
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=SIZE, dpi=144, facecolor=PAPER)
    words: dict[str, Any] = {"fontfamily": "DejaVu Sans", "va": "center", "parse_math": False}
    figure.text(0.04, 0.93, title, fontsize=TITLE, fontweight="bold", color=INK, **words)
    figure.text(0.04, 0.06, textwrap.fill(note, NOTE_LINE), fontsize=NOTE, color=INK, linespacing=1.35, **words)
    axes = figure.add_axes((0.04, 0.13, 0.92, 0.72))
    axes.set_axis_off()
    return figure, axes


def legend(figure: Figure, kinds: Sequence[tuple[str, str, str]]) -> None:
    """Under the title, what each colour means: colour, hatch and words."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - as above

    left = 0.04
    for colour, hatch, text in kinds:
        edge = SOFT if colour == PAPER else PAPER
        place: dict[str, Any] = {"width": 0.022, "height": 0.033, "transform": figure.transFigure}
        figure.add_artist(Rectangle((left, 0.855), facecolor=colour, hatch=hatch, edgecolor=edge, **place))
        words: dict[str, Any] = {"fontfamily": "DejaVu Sans", "va": "center", "parse_math": False}
        figure.text(left + 0.03, 0.871, text, fontsize=NOTE, color=INK, **words)
        left += 0.055 + len(text) * 0.0099


def writes(
    axes: Axes, x: float, y: float, text: str, *, size: int = LABEL, colour: str = INK, side: str = "left"
) -> None:
    """A text at a place of the picture, as it stands: a dollar sign begins no formula."""
    axes.text(x, y, text, fontsize=size, color=colour, ha=side, va="center", fontfamily="DejaVu Sans", parse_math=False)


def letters(axes: Axes, words: Sequence[tuple[float, float, str, int, str]], colour: str) -> None:
    """Many short texts at once, ten times as fast as one by one: left end, foot, text, size and weight of each.

    The axes need their limits beforehand; places are in their units, sizes in points.
    """
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path as Outline  # noqa: PLC0415
    from matplotlib.transforms import Affine2D  # noqa: PLC0415

    wide, high = (room * inches * 72 for room, inches in zip(axes.get_position().size, SIZE, strict=True))
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    points = Affine2D().scale((right - left) / wide, (top - bottom) / high)
    placed = [
        _outline(text, size, weight).transformed(points + Affine2D().translate(x, y))
        for x, y, text, size, weight in words
    ]
    if placed:
        # Not ``add_patch``, which looks for the ends of every curve.
        axes.add_artist(PathPatch(Outline.make_compound_path(*placed), facecolor=colour, linewidth=0))


@cache
def _outline(text: str, size: int, weight: str) -> Outline:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.textpath import TextPath  # noqa: PLC0415

    return TextPath((0, 0), text, size=size, prop=FontProperties(family="DejaVu Sans", weight=weight))


def picture_file(path: Path) -> Path:
    """The path, if it is one that a picture can be written to; raises ``ClassroomError``."""
    if path.suffix.lower() not in SUFFIXES or path.is_dir() or not path.parent.is_dir():
        raise ClassroomError("picture_file", path=str(path))
    return path


def keep(figure: Figure, path: Path) -> None:
    """Write a picture as its ending says, the same bytes each time; raises ``ClassroomError`` or ``OSError``."""
    from matplotlib import rc_context  # noqa: PLC0415

    form = picture_file(path).suffix.lower().removeprefix(".")
    nothing = {"Date": None} if form == "svg" else {"Software": None}
    with rc_context(SHAPES):
        figure.savefig(path, format=form, metadata=nothing)


def address(figure: Figure) -> str:
    """A picture as the address of an image on a page; nothing is served as a file."""
    from matplotlib import rc_context  # noqa: PLC0415

    file = io.BytesIO()
    with rc_context(SHAPES):
        figure.savefig(file, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()
