"""The figures that the newspaper articles print, worked out again from the other figures of the same article.

What can be worked out is data (``datasets/city/figures.toml``); printed numbers are kept as they were printed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from simulator import datasets
from simulator.city.settings import Settings


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure that can be worked out; ``printed``, ``of``, ``out_of``, ``less`` name the articles' figures."""

    how: Literal["percent", "sum", "complement", "index"]
    of: tuple[str, ...]
    decimals: int
    printed: str = ""
    out_of: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    item: str = ""
    what: str = ""


class Found(msgspec.Struct, frozen=True):
    """A printed figure beside the one worked out; ``printed`` is ``None`` where the article prints none."""

    name: str
    row: str
    place: str
    what: str
    how: str
    printed: str | None
    again: str
    agrees: bool | None


def _shown(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _worked_out(figure: Figure, numbers: dict[str, Decimal]) -> tuple[Decimal, str]:
    """The exact result, and how one comes to it in the numbers of the article."""
    of, out_of, less = ([numbers[row] for row in rows] for rows in (figure.of, figure.out_of, figure.less))
    added = " + ".join(map(_shown, of))
    if figure.how == "percent":
        below = " + ".join(map(_shown, out_of))
        below = f"({below})" if len(out_of) > 1 else below
        return 100 * sum(of, Decimal()) / sum(out_of, Decimal()), f"{added} / {below}"
    if figure.how == "sum":
        return sum(of, Decimal()) - sum(less, Decimal()), " - ".join((added, *map(_shown, less)))
    if figure.how == "complement":
        return 100 - sum(of, Decimal()), f"100 - {added}"
    item = Settings()["indices.items"][figure.item]
    most, full = Decimal(str(item["most"])), Decimal(str(item.get("full_at", 100)))
    return min(most, sum(of, Decimal()) * most / full), f"{added} × {most} / {full}"


def figures() -> list[Found]:
    """Every figure that can be worked out, in the order of the data."""
    rows = {row["id"]: row for row in datasets.table("figures/article_figures.csv")}
    found = []
    for name, figure in msgspec.convert(datasets.toml("city/figures.toml"), dict[str, Figure]).items():
        named = {row: Decimal(rows[row]["value"]) for row in (*figure.of, *figure.out_of, *figure.less)}
        exact, how = _worked_out(figure, named)
        again = exact.quantize(Decimal(1).scaleb(-figure.decimals), ROUND_HALF_UP)
        row = rows[figure.printed or figure.of[0]]
        printed = Decimal(rows[figure.printed]["value"]) if figure.printed else None
        found.append(
            Found(
                name=name,
                row=figure.printed,
                place=row["place"],
                what=figure.what or row["indicator"],
                how=how,
                printed=None if printed is None else _shown(printed),
                again=_shown(again),
                agrees=None if printed is None else printed == again,
            )
        )
    return found
