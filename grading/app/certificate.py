"""The certificate: a page with class code, lessons passed and date, as PDF and picture, and its check.

Its code is a short hash of the learner id and the journals behind it, so that a teacher who has the
journals can make sure of it. It proves what the journals prove, and no more.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from grading.app.progress import SHIFTS, Standing
from grading.lessons import is_volunteer
from grading.words import number, say, title_of
from simulator.clock import day_text


class Certificate(NamedTuple):
    """A certificate's code and its two forms."""

    code: str
    picture: bytes
    document: bytes


def code_of(learner: str, found: Iterable[Standing]) -> str:
    """The code of a learner's certificate: twelve letters and digits in three groups."""
    whole = "\n".join([learner, *(f"{each.lesson} {each.digest}" for each in found)])
    digest = hashlib.sha256(whole.encode()).hexdigest()[:12].upper()
    return "-".join((digest[:4], digest[4:8], digest[8:]))


def make(learner: str, found: list[Standing], day: date) -> Certificate:
    """The certificate of somebody who has passed every lesson; raises ``ValueError`` for others."""
    if any(each.status != "passed" or each.mark is None for each in found):
        raise ValueError(f"{learner} has not passed every lesson")
    # Imported here: it takes a second, and is wanted once.
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    code = code_of(learner, found)
    figure = Figure(figsize=(11.7, 8.3), dpi=110, facecolor="#ffffff")
    page = figure.add_axes((0, 0, 1, 1))
    page.set_axis_off()
    page.set_xlim(0, 1)
    page.set_ylim(0, 1)
    for inset, width, colour in ((0.025, 6, "#0d5c63"), (0.04, 2, "#f4b942")):
        side = 1 - 2 * inset
        page.add_patch(Rectangle((inset, inset), side, side, fill=False, linewidth=width, edgecolor=colour))
    lines = [
        (0.88, say("certificate", "above"), 13, "#48606e"),
        (0.79, say("certificate", "title"), 34, "#08434a"),
        (0.70, say("certificate", "who_volunteer" if is_volunteer(learner) else "who"), 15, "#16303f"),
        (0.62, learner, 40, "#0d5c63"),
        (0.55, _did(learner, len(found)), 15, "#16303f"),
    ]
    for height, text, size, colour in lines:
        page.text(0.5, height, text, ha="center", va="center", fontsize=size, color=colour, fontfamily="DejaVu Sans")
    half = (len(found) + 1) // 2
    for place, each in enumerate(found):
        left, row = (0.12, place) if place < half else (0.54, place - half)
        star = "*" if each.changed else ""
        text = f"✓ {title_of(each.lesson)}: {number(each.mark)}{star}" if each.mark is not None else ""
        page.text(left, 0.46 - 0.048 * row, text, fontsize=12.5, color="#16303f", fontfamily="DejaVu Sans")
    foot = say("certificate", "foot", day=day_text(day), code=code)
    page.text(0.5, 0.12, foot, ha="center", fontsize=13, color="#16303f", fontfamily="DejaVu Sans")
    small = say("certificate", "small")
    if any(each.changed for each in found):
        small = f"{say('certificate', 'changed')} {small}"
    page.text(0.5, 0.075, small, ha="center", fontsize=10, color="#a3231b", fontfamily="DejaVu Sans")
    return Certificate(code, _saved(figure, "png"), _saved(figure, "pdf"))


def _did(learner: str, count: int) -> str:
    """What the certificate is for."""
    if is_volunteer(learner):
        return say("certificate", "did_volunteer", lessons=str(count - len(SHIFTS)), shifts=str(len(SHIFTS)))
    return say("certificate", "did", count=str(count))


def _saved(figure: object, form: str) -> bytes:
    out = io.BytesIO()
    # Without the hour of making, so that the same certificate is the same file.
    figure.savefig(out, format=form, metadata={"CreationDate": None} if form == "pdf" else {"Software": None})  # type: ignore[attr-defined]
    return out.getvalue()
