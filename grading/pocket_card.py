"""The volunteer's pocket card: the steps of a visit, the dearest rules, the numbers to call, on one folded A4.

It is made of the data of the support point, so that it never says anything else than the score sheet.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from string import Template

from grading.averages import MarksError
from grading.export import write_file
from grading.shift_sheet import texts
from simulator.point.personas import Rule, moves, rules

TEMPLATE = Path(__file__).with_name("pocket_card.html")
RULES = 10
"""How many rules the card has room for."""
NUMBERS = ("113", "115", "156", "5656")
STEPS = (
    ("greet",),
    ("ask_need", "listen"),
    ("ask",),
    ("ask_papers", "take_papers"),
    ("explain_plainly",),
    ("choose", "card"),
    ("look_away", "let_type"),
    ("fill", "scan"),
    ("tell_fee", "let_pay"),
    ("send", "print"),
    ("say_next",),
    ("rate_self",),
    ("sign_out", "wipe", "take_out"),
    ("return_papers", "end"),
)
"""The moves of a visit in their order; those of one line belong together."""


def dearest(count: int = RULES) -> list[Rule]:
    """The rules that cost most, the dearest first; of equals, in the data's order."""
    return sorted(rules().values(), key=lambda rule: -rule.cost)[:count]


def pocket_card() -> str:
    """The card as an HTML page that prints on one side of A4."""
    said = texts()["card"]
    rows = [f"<li><b>{_safe(rule.title)}.</b> {_safe(rule.better)}</li>" for rule in dearest()]
    steps = ["; ".join(moves()[name].name for name in names) for names in STEPS]
    words = {key: _safe(said[key]) for key in ("title", "how", "maker")}
    words |= {f"{key}_title": _safe(said[f"{key}_title"]) for key in ("steps", "rules", "numbers", "refer")}
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        words,
        promises=_lines(said["promises"].split("\n")),
        steps="".join(f"<li>{_safe(step)}</li>" for step in steps),
        rules="".join(rows),
        numbers="".join(f"<dt>{number}</dt><dd>{_safe(said[f'call_{number}'])}</dd>" for number in NUMBERS),
        refer=_lines(said["refer"].split("\n")),
    )


def write_card(path: Path, *, overwrite: bool = False) -> Path:
    """Write the card; raises ``MarksError`` for an ending that is not ``.html``, or a file that is there."""
    if path.suffix.lower() not in (".html", ".htm"):
        raise MarksError("bad_page", file=path.name)
    return write_file(pocket_card().encode(), path, overwrite=overwrite)


def _safe(text: str) -> str:
    return html.escape(text)


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"<p>{_safe(text)}</p>" for text in texts if text.strip())
