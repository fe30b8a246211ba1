"""The questions of lesson 09: charts to read, rates to work out, wards to compare, an assumption to change.

Numbers and charts lie ready in ``datasets/city/lesson/`` (``tools/lesson_numbers.py`` takes them from the simulated
city); a case chooses among the variants. The items of one worksheet that belong together choose by the sheet's name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any, Literal

from simulator import datasets
from simulator.draw import Draw
from simulator.worksheets.makers import Made, Maker

FOLDER = "city/lesson"
TRICKS = 2
"""How many of the charts of one sheet mislead; as many others are honest."""
CHARTS = ("a", "b", "c", "d")

Row = dict[str, Any]


def numbers() -> dict[str, Any]:
    """What was taken from the city."""
    return datasets.toml(f"{FOLDER}/numbers.toml")


def alt(picture: str) -> str:
    """What a picture shows, for who cannot see it; raises ``StopIteration`` for a picture that there is not."""
    rows = (*numbers()["bars"], *numbers()["charts"])
    return str(next(row["alt"] for row in rows if row["picture"] == picture))


def svg(picture: str) -> str:
    """A picture, as it lies there."""
    return datasets.read(f"{FOLDER}/{picture}.svg")


def _row(draw: Draw, name: str, kind: str, *, together: bool = False) -> Row:
    """The case's variant; with ``together``, the same one for every item of the sheet."""
    key = name.rpartition("/")[0] if together else name
    found: Row = draw.choose(numbers()[kind], f"{key}/{kind}")
    return found


def _rounded(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".replace(".", ",")


def _percent(part: int, whole: int, places: int) -> str:
    return _rounded(Decimal(100) * part / whole, places)


def _grouped(count: int) -> str:
    """A count as one writes it, ``40.000``."""
    return f"{count:,}".replace(",", ".")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _slips(right: str, **slips: str) -> dict[str, str]:
    """Wrong answers with the reasons that tell how one comes to them; none that is right, none that says two things."""
    told: dict[str, str] = {}
    for key, answer in slips.items():
        if _number(answer) != _number(right) and answer not in told:
            told[answer] = key
    return told


# --- reading bars --------------------------------------------------------------------------


def _bars(draw: Draw, name: str) -> tuple[Row, dict[str, str]]:
    row = _row(draw, name, "bars", together=True)
    return row, {"picture": row["picture"], "ward": row["ward"]}


def bars_highest(draw: Draw, name: str, _: date) -> Made:
    """The month of the highest bar."""
    row, words = _bars(draw, name)
    shares = row["shares"]
    right = str(shares.index(max(shares)) + 1)
    return Made(right, {**words, "most": str(max(shares))}, _slips(right, value=str(max(shares))))


def bars_rise(draw: Draw, name: str, _: date) -> Made:
    """How many percentage points there are from one month to a later one."""
    row, words = _bars(draw, name)
    shares = row["shares"]
    pairs = [(a, b) for a, b in combinations(range(12), 2) if shares[b] - shares[a] >= 5]
    a, b = draw.choose(pairs, f"{name}/pair")
    right = str(shares[b] - shares[a])
    relative = _percent(shares[b] - shares[a], shares[a], 0)
    words |= {"from": str(a + 1), "to": str(b + 1), "low": str(shares[a]), "high": str(shares[b])}
    return Made(right, words, _slips(right, relative=relative, end=str(shares[b])))


def bars_over(draw: Draw, name: str, _: date) -> Made:
    """How many months reach a line."""
    row, words = _bars(draw, name)
    right = str(sum(share >= row["edge"] for share in row["shares"]))
    return Made(right, {**words, "edge": str(row["edge"])}, _slips(right, under=str(12 - int(right))))


def bars_not_told(draw: Draw, name: str, _: date) -> Made:
    """What the picture does not tell: a share is no count."""
    row, words = _bars(draw, name)
    shares, filed = row["shares"], row["filed"]
    high, most = shares.index(max(shares)), filed.index(max(filed))
    told = {"high": str(high + 1), "most": str(filed[most]), "fullest": str(most + 1), "filed": str(filed[high])}
    return Made("", {**words, **told})


# --- charts that mislead ---------------------------------------------------------------------


def chart(draw: Draw, name: str, _: date) -> Made:
    """One of four charts: two are honest, two mislead, each in a way of its own."""
    sheet, place = name.rsplit("/", 1)
    rows = numbers()["charts"]
    kinds = draw.shuffle(sorted({row["kind"] for row in rows}), f"{sheet}/kinds")[: len(CHARTS)]
    misleads = dict(zip(kinds, (n < TRICKS for n in range(len(CHARTS))), strict=True))
    kind = draw.shuffle(kinds, f"{sheet}/places")[CHARTS.index(place)]
    fitting = [row for row in rows if row["kind"] == kind and (row["right"] != "honest") == misleads[kind]]
    row = draw.choose(fitting, f"{sheet}/{kind}")
    return Made(row["right"], {name: row[name] for name in ("picture", "title", "tell")})


# --- rates -----------------------------------------------------------------------------------


def _rate(part: str, whole: str) -> Maker:
    def make(draw: Draw, name: str, _: date) -> Made:
        row = _row(draw, name, "rates")
        of, out_of = row[part], row[whole]
        right = _percent(of, out_of, 2)
        words = {"ward": row["ward"], "part": str(of), "whole": str(out_of), "rest": str(out_of - of)}
        words["more"] = _percent(of, out_of, 3)
        slips = {
            "rest": _percent(out_of - of, out_of, 2),
            "turned": _percent(out_of, of, 2),
            "share": _rounded(Decimal(of) / out_of, 2),
            "coarse": _percent(of, out_of, 1),
            "coarsest": _percent(of, out_of, 0),
        }
        return Made(right, words, _slips(right, **slips))

    return make


def index_points(draw: Draw, name: str, _: date) -> Made:
    """The points of indicator 5.4 for a rate that does not reach what gives all of them."""
    row, index = _row(draw, name, "points"), numbers()["index"]
    rate, most, full = _number(row["rate"]), Decimal(index["most"]), Decimal(index["full"])
    exact = rate / full * most
    right = _rounded(exact, 2)
    words = {"ward": row["ward"], "month": str(row["month"]), "rate": row["rate"]}
    words |= {"most": str(most), "full": str(full), "more": _rounded(exact, 3)}
    return Made(right, words, _slips(right, hundred=_rounded(rate / 100 * most, 2), all=str(most)))


def article_again(_: Draw, __: str, ___: date) -> Made:
    """The article's rate of online payment, worked out from the article's own counts."""
    found = numbers()["article"]
    online, whole = found["online"], found["online"] + found["other"]
    words = {
        "online": str(online),
        "other": str(found["other"]),
        "whole": str(whole),
        "printed": found["printed"][0],
        "again": found["again"],
        "more": _percent(online, whole, 3),
    }
    slips = {"printed": found["printed"][0], "ratio": _percent(online, found["other"], 2)}
    return Made(found["again"], words, _slips(found["again"], **slips))


def article_pair(_: Draw, __: str, ___: date) -> Made:
    """What the article's two printed rates come to."""
    found = numbers()["article"]
    left = _rounded(100 - _number(found["sum"]), 2)
    words = {"first": found["printed"][0], "second": found["printed"][1], "left": left}
    return Made(found["sum"], words, _slips(found["sum"], whole="100", left=left))


# --- comparing wards ---------------------------------------------------------------------------


def _two(
    draw: Draw, name: str, right: Literal["first", "second"], first: dict[str, str], second: dict[str, str]
) -> Made:
    """Two wards, shown in an order of the case's own as ``a_…`` and ``b_…``; ``one_…``, ``two_…`` are as they came.

    ``right`` says which of them is.
    """
    turned = bool(draw.below(2, f"{name}/turned"))
    places = (second, first) if turned else (first, second)
    words = {f"{side}_{key}": text for side, ward in zip("ab", places, strict=True) for key, text in ward.items()}
    words |= {f"one_{key}": text for key, text in first.items()} | {f"two_{key}": text for key, text in second.items()}
    return Made("a" if (right == "first") != turned else "b", words)


def more_but_rarer(draw: Draw, name: str, _: date) -> Made:
    """The ward with more supplements has the smaller rate of them."""
    row = _row(draw, name, "more_but_rarer")
    first, second = (
        {"ward": ward, "count": str(count), "filed": str(filed), "rate": _percent(count, filed, 1)}
        for ward, count, filed in zip(row["wards"], row["supplemented"], row["filed"], strict=True)
    )
    return _two(draw, name, "second", first, second)


def by_chance(draw: Draw, name: str, _: date) -> Made:
    """A handful of dossiers."""
    row = _row(draw, name, "by_chance")
    shares = [_percent(o, f, 0) for o, f in zip(row["online"], row["filed"], strict=True)]
    words = {"ward": row["ward"], "month": str(row["month"]), "next": str(row["month"] + 1)}
    words |= {"filed": str(row["filed"][0]), "filed_next": str(row["filed"][1])}
    words |= {"online": str(row["online"][0]), "online_next": str(row["online"][1])}
    words |= {"share": shares[0], "share_next": shares[1], "city": row["city"][0], "city_next": row["city"][1]}
    words["one"] = _percent(1, row["filed"][1], 0)
    return Made("", words)


def other_mix(draw: Draw, name: str, _: date) -> Made:
    """Better in each kind, worse in the whole."""
    row = _row(draw, name, "other_mix")
    wards = []
    for ward, settled, electronic in zip(row["wards"], row["settled"], row["electronic"], strict=True):
        found = {"ward": ward, "whole": str(sum(settled)), "rate": _percent(sum(electronic), sum(settled), 0)}
        for kind, done, out_of in zip(("online", "other"), electronic, settled, strict=True):
            found |= {kind: str(out_of), f"{kind}_rate": _percent(done, out_of, 0)}
        wards.append(found)
    return _two(draw, name, "first", wards[0], wards[1])


def other_period(draw: Draw, name: str, _: date) -> Made:
    """A year against a quarter."""
    row = _row(draw, name, "other_period")
    first, second = (
        {"ward": ward, "count": str(count), "months": str(months), "each": _rounded(Decimal(count) / months, 1)}
        for ward, count, months in zip(row["wards"], row["online"], (12, 3), strict=True)
    )
    first["period"], second["period"] = (datasets.label("period", key) for key in ("year", "quarter"))
    return _two(draw, name, "second", first, second)


# --- changing one assumption ---------------------------------------------------------------------

MEASURES = ("online", "paid_online", "on_time", "electronic")
SHOWN = (0, 1, 3)
"""The columns of the table that are shown; the one between them is asked for."""


def _table(draw: Draw, name: str) -> tuple[Row, dict[str, str]]:
    row = _row(draw, name, "what_if", together=True)
    words = {key: " → ".join(row[key][n] for n in SHOWN) for key in MEASURES}
    words["filed"] = " → ".join(_grouped(row["filed"][n]) for n in SHOWN)
    words["values"] = " → ".join(str(row["values"][n]) for n in SHOWN)
    words["assumption"] = datasets.label("assumption", row["name"])
    words["most"] = datasets.label("measure", row["most"])
    return row, words


def moved_most(draw: Draw, name: str, _: date) -> Made:
    """The row that changes most."""
    row, words = _table(draw, name)
    words["from"], words["to"] = row[row["most"]][0], row[row["most"]][-1]
    return Made(row["most"], words)


def moved_not(draw: Draw, name: str, _: date) -> Made:
    """How many rows do not change."""
    row, words = _table(draw, name)
    still = sum(len({row[key][n] for n in SHOWN}) == 1 for key in ("filed", *MEASURES))
    return Made(str(still), words, _slips(str(still), moved=str(1 + len(MEASURES) - still)))


def between(draw: Draw, name: str, _: date) -> Made:
    """What to expect for a value between two columns."""
    row, words = _table(draw, name)
    shown = [_number(text) for text in row[row["most"]]]
    words |= {"value": str(row["values"][2]), "middle": row[row["most"]][2]}
    words |= {"low": row[row["most"]][0], "high": _rounded(2 * shown[3] - shown[2], 1)}
    words |= {"before": row[row["most"]][1], "after": row[row["most"]][3]}
    return Made("", words)


def together(draw: Draw, name: str, _: date) -> Made:
    """More filed online, more late; because there was more of all."""
    row = _row(draw, name, "together")
    words: dict[str, str] = {}
    for side, at in (("a", 0), ("b", 1)):
        words |= {f"{side}_{key}": _grouped(row[key][at]) for key in ("filed", "online", "late")}
        words |= {f"{side}_month": str(row["months"][at])}
        words |= {f"{side}_rate": _percent(row["late"][at], row["filed"][at], 1)}
    return Made("", words)


MAKERS: dict[str, Callable[[Draw, str, date], Made]] = {
    "bars_highest": bars_highest,
    "bars_rise": bars_rise,
    "bars_over": bars_over,
    "bars_not_told": bars_not_told,
    "chart": chart,
    "rate_on_time": _rate("on_time", "received"),
    "rate_paid_online": _rate("paid_online", "with_fee"),
    "index_points": index_points,
    "article_again": article_again,
    "article_pair": article_pair,
    "more_but_rarer": more_but_rarer,
    "by_chance": by_chance,
    "other_mix": other_mix,
    "other_period": other_period,
    "moved_most": moved_most,
    "moved_not": moved_not,
    "between": between,
    "together": together,
}
