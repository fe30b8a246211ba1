"""Pages that compute with numpy and draw with matplotlib, as a browser's edition has them: their pictures, ready-made.

Each says where the whole page is: on a computer where the program is installed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from grading.app.start import HELPERS, WHAT_IF
from grading.app.workspace import DATA
from grading.coding.tasks import LESSON as CODE_LESSON
from grading.words import title_of
from simulator import datasets

PICTURES = "hinh"
"""The pictures' folder among the site's files."""
AT = "@/"
"""What the page puts in the place of: where the site's files lie."""


class Shown(NamedTuple):
    """One picture with its heading, what is said under it, and what a person who cannot see it is told."""

    name: str
    title: str
    text: str
    svg: bytes
    alt: str


def pages() -> tuple[dict[str, Any], dict[str, bytes]]:
    """Page name to page, and the pictures that they show."""
    said = datasets.toml("texts/site.toml")["shown"]
    shown = {WHAT_IF: list(_scenes()), HELPERS: list(_points()), DATA: []}
    found, files = {}, {}
    for name, pictures in shown.items():
        parts = [f"<h1>{escape(said[f'{name}-title'])}</h1><p>{escape(said[f'{name}-lead'])}</p>"]
        for each in pictures:
            address = f"{PICTURES}/{name}-{each.name}.svg"
            files[address] = each.svg
            picture = f'<img src="{AT}{address}" alt="{escape(each.alt)}" loading="lazy" style="max-width: 100%">'
            parts.append(f"<h2>{escape(each.title)}</h2><p>{escape(each.text)}</p>{picture}")
        found[name] = {"title": f"Cổng Tập · {said[f'{name}-title']}", "parts": [{"html": html} for html in parts]}
    note = f"<h1>{escape(title_of(CODE_LESSON))}</h1><p>{escape(said['code'])}</p>"
    found[CODE_LESSON[3:]] = {"title": f"Cổng Tập · {title_of(CODE_LESSON)}", "parts": [{"html": note}]}
    return found, files


def _scenes() -> Iterator[Shown]:
    from grading.app.city_page import answer, today, year  # noqa: PLC0415 - numpy and matplotlib, for a build only
    from grading.app.city_pictures import bars_figure, bars_in_words  # noqa: PLC0415
    from simulator.city.levers import levers, scenes  # noqa: PLC0415

    bases = {name: lever.base for name, lever in levers().items()}
    before = today()
    for name, scene in scenes().items():
        then = year(bases | scene.values)
        text = f"{scene.story} {answer(before, then)}"
        yield Shown(name, scene.title, text, _svg(bars_figure(before, then)), bars_in_words(before, then))


def _points() -> Iterator[Shown]:
    from grading.app.helpers_page import answer, in_words, queue_figure  # noqa: PLC0415 - as above
    from simulator.point.helpers import presets, simulate  # noqa: PLC0415

    for name, preset in presets().items():
        found = simulate(preset.demand)
        picture, alt = _svg(queue_figure(preset.demand, found)), in_words(preset.demand, found)
        yield Shown(name, preset.title, answer(preset.demand, found), picture, alt)


def _svg(figure: Any) -> bytes:  # noqa: ANN401 - matplotlib is imported where it draws
    from grading.app.pictures import address  # noqa: PLC0415

    return base64.b64decode(address(figure).partition(",")[2])
