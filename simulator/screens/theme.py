"""The look of Cổng Tập: its colours, named once, for our style sheet and for Vuetify alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import ipyvuetify as v

HERE = Path(__file__).parent

COLOURS = {
    "ink": "#16303f",
    "ink-soft": "#48606e",
    "paper": "#ffffff",
    "wall": "#eef3f4",
    "line": "#c9d6da",
    "teal": "#0d5c63",
    "teal-dark": "#08434a",
    "teal-pale": "#dff0ef",
    "sun": "#f4b942",
    "sun-pale": "#fff3d1",
    "sun-ink": "#5f4300",
    "good": "#1d6b3a",
    "good-pale": "#e1f3e6",
    "bad": "#a3231b",
    "bad-pale": "#fde8e4",
    "phone": "#1b2530",
}
"""Every pair of text and ground that we use has a contrast of at least 4.5 to 1."""

VUETIFY = {
    "primary": "teal",
    "secondary": "teal-dark",
    "success": "good",
    "error": "bad",
    "warning": "sun-ink",
    "info": "ink-soft",
}
"""Which of them Vuetify's components mean by their own names."""


@cache
def css() -> str:
    """The whole style sheet: the colours as variables, then the rules."""
    variables = " ".join(f"--{name}: {colour};" for name, colour in COLOURS.items())
    return f".ct {{ {variables} }}\n{(HERE / 'theme.css').read_text(encoding='utf-8')}"


def dress_components() -> None:
    """Give Vuetify's components our colours."""
    for name, colour in VUETIFY.items():
        setattr(v.theme.themes.light, name, COLOURS[colour])
