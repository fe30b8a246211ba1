"""Make the numbers and charts of lesson 09 anew from the simulated city: ``python tools/lesson_numbers.py``.

The portal's core has no numpy, so a lesson cannot ask the city itself: what it needs lies ready in
``datasets/city/lesson/``, several variants of each question for the case to choose from. A variant is whatever the
city offers that can be asked about (a month that stands out, two wards whose counts mislead); where a changed city
offers too few, this tool says so and nothing is written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import lesson_charts as charts
import numpy as np
from lesson_charts import Counts, comma

from simulator import datasets
from simulator.city import channels
from simulator.city.counts import MEASURES, add_up
from simulator.city.figures import figures
from simulator.city.hours import NEVER
from simulator.city.population import wards
from simulator.city.settings import Settings
from simulator.city.year import City

FOLDER = Path(__file__).resolve().parent.parent / "datasets" / "city" / "lesson"
SEED = "bai-9"
DOSSIERS, FEW = 40_000, 6_000
"""The city of most questions, and the one in which a ward has a handful of dossiers a month."""
VARIANTS = 6
ASSUMPTIONS: tuple[tuple[str, str, str], ...] = (
    ("home_willing", "channels.home_willing", ""),
    ("point_willing", "channels.point_willing", ""),
    ("pays_by_code", "year.pays_by_code", "counter"),
)
"""What may be changed: its name in the lesson's texts, the setting, and the part of it that is changed."""
STEP = 10
HEAD = """# Số liệu của Bài 9 “Đọc con số”, do python tools/lesson_numbers.py rút từ thành phố giả.
# Đừng sửa tay: chạy lại lệnh đó.
# Phường, xã chỉ có số, vì không con số nào ở đây là của một phường, xã thật. Từ điển: README.md ở thư mục trên.
"""

Row = dict[str, Any]


def counted(dossiers: int, settings: Settings | None = None) -> Counts:
    """A year of the lesson's city, counted."""
    city = City(SEED, dossiers, settings)
    counts = add_up(city.pieces(), city.hours.begins.year)
    return Counts(dict(zip(MEASURES, counts, strict=True)))


def percent(part: int, whole: int, places: int = 2) -> Decimal:
    """So many of a hundred, rounded as schools round."""
    return (Decimal(100) * part / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def name_of(ward: int) -> str:
    """What the lesson calls a ward: its number in the simulated city, never a real name."""
    kind = "xã" if wards()[ward].commune.lower().startswith("xã") else "phường"
    return f"{kind} số {ward + 1}"


def some(what: str, found: Iterable[Row], count: int = VARIANTS) -> list[Row]:
    """Variants spread over all that the city offers; stops the tool where there are too few."""
    rows = list(found)
    if len(rows) < count:
        sys.exit(f"{what}: the city offers {len(rows)}, the lesson needs {count}. Loosen that search in {__file__}.")
    return [rows[n * len(rows) // count] for n in range(count)]


# --- what the city offers --------------------------------------------------------------


def bars(counts: Counts) -> Iterator[Row]:
    """Wards whose share of online filing, month by month, has one highest month and much up and down."""
    for ward, (filed, online) in enumerate(zip(counts["filed"], counts["online"], strict=True)):
        if min(filed) < 8:
            continue
        shares = [int(percent(int(o), int(f), 0)) for o, f in zip(online, filed, strict=True)]
        first, second = sorted(shares, reverse=True)[:2]
        edges = [t for t in range(10, 60, 5) if 3 <= sum(s >= t for s in shares) <= 7 and t not in shares]
        rises = [each for each in pairwise(shares) if each[1] - each[0] >= 5 and each[0]]
        if first - second >= 2 and min(shares) >= 3 and edges and rises:
            yield {
                "ward": name_of(ward),
                "shares": shares,
                "filed": [int(each) for each in filed],
                "online": [int(each) for each in online],
                "edge": edges[0],
            }


def rates(counts: Counts) -> Iterator[Row]:
    """Wards with what they settled on time and what was paid online; the whole sum differs from the rest."""
    names = ("received", "on_time", "with_fee", "paid_online")
    for ward, row in enumerate(zip(*(counts.year(name) for name in names), strict=True)):
        found = dict(zip(names, row, strict=True))
        if found["on_time"] < found["received"] and found["paid_online"] not in (0, found["with_fee"] / 2):
            yield {"ward": name_of(ward), **found}


def points(counts: Counts, full: Decimal) -> Iterator[Row]:
    """Months of wards in which the index's rate of content people did not reach what gives all points."""
    for ward, received in enumerate(counts["received"]):
        bad = counts["late"][ward] + counts["complaining"][ward]
        for month, (of, out_of) in enumerate(zip(bad, received, strict=True), 1):
            if out_of >= 12 and full - 25 < (rate := 100 - percent(int(of), int(out_of))) < full - 1:
                yield {"ward": name_of(ward), "month": month, "rate": comma(rate, 2)}


def more_but_rarer(counts: Counts) -> Iterator[Row]:
    """Two wards: in the first more dossiers had to be supplemented, in the second a larger part."""
    asked, filed = counts.year("supplemented"), counts.year("filed")
    for a in range(len(asked)):
        for b in range(len(asked)):
            more = asked[a] >= 1.1 * asked[b]
            if more and percent(asked[b], filed[b]) - percent(asked[a], filed[a]) >= 2:
                yield {
                    "wards": [name_of(a), name_of(b)],
                    "filed": [filed[a], filed[b]],
                    "supplemented": [asked[a], asked[b]],
                }


def by_chance(few: Counts, whole: Counts) -> Iterator[Row]:
    """A ward with a handful of dossiers whose share leaps from one month to the next, while the city's stays."""
    city = [percent(o, f, 1) for o, f in zip(whole.months("online"), whole.months("filed"), strict=True)]
    for ward, (filed, online) in enumerate(zip(few["filed"], few["online"], strict=True)):
        for m in range(11):
            if not (4 <= filed[m] <= 10 and 4 <= filed[m + 1] <= 10) or abs(city[m + 1] - city[m]) > 3:
                continue
            before, after = (percent(int(online[n]), int(filed[n]), 0) for n in (m, m + 1))
            if after - before >= 35:
                yield {
                    "ward": name_of(ward),
                    "month": m + 1,
                    "filed": [int(filed[m]), int(filed[m + 1])],
                    "online": [int(online[m]), int(online[m + 1])],
                    "city": [comma(city[m], 1), comma(city[m + 1], 1)],
                }


def other_mix() -> Iterator[Row]:
    """Two wards: the first is better among online filings and better among all others, and worse in the whole.

    Of what was settled, how much has an electronic result.
    """
    size = len(wards())
    settled, electronic = np.zeros((size, 2), int), np.zeros((size, 2), int)
    for piece in City(SEED, DOSSIERS).pieces():
        there = piece.settled < NEVER
        other = (piece.way > channels.POINT).astype(int)
        np.add.at(settled, (piece.ward[there], other[there]), 1)
        done = there & piece.electronic
        np.add.at(electronic, (piece.ward[done], other[done]), 1)

    def rate(ward: int, kind: int) -> Decimal:
        return percent(int(electronic[ward, kind]), int(settled[ward, kind]), 0)

    def total(ward: int) -> Decimal:
        return percent(int(electronic[ward].sum()), int(settled[ward].sum()), 0)

    for a in range(size):
        for b in range(size):
            if rate(a, 0) - rate(b, 0) >= 2 and rate(a, 1) - rate(b, 1) >= 2 and total(b) - total(a) >= 2:
                yield {
                    "wards": [name_of(a), name_of(b)],
                    "settled": [settled[a].tolist(), settled[b].tolist()],
                    "electronic": [electronic[a].tolist(), electronic[b].tolist()],
                }


def other_period(counts: Counts) -> Iterator[Row]:
    """Two wards: the first's count of a year is larger, the second's of a quarter means more a month."""
    online = counts["online"]
    for a, year in enumerate(counts.year("online")):
        for b in range(len(online)):
            quarter = int(online[b][:3].sum())
            if year > 1.5 * quarter and quarter / 3 > 1.2 * year / 12:
                yield {"wards": [name_of(a), name_of(b)], "online": [year, quarter]}


def together(counts: Counts) -> Iterator[Row]:
    """Two months of the city: in the fuller one more was filed online and more was late, at about the same rate."""
    filed, online, late = (counts.months(name) for name in ("filed", "online", "late"))
    for a in range(12):
        for b in range(12):
            same = abs(percent(late[a], filed[a], 1) - percent(late[b], filed[b], 1)) <= Decimal("0.8")
            if same and filed[b] > 1.25 * filed[a] and online[b] > online[a] and late[b] > late[a]:
                pick = {"filed": filed, "online": online, "late": late}
                yield {"months": [a + 1, b + 1], **{name: [row[a], row[b]] for name, row in pick.items()}}


SHARES = (("online", "filed"), ("paid_online", "with_fee"), ("on_time", "received"), ("electronic", "settled"))
"""The rows of the table of an assumption, each of and out of what; the number of dossiers comes before them."""


def what_if() -> Iterator[Row]:
    """A table for each assumption: the city with the setting as it is, and one, two and three steps further."""
    for name, setting, part in ASSUMPTIONS:
        value = Settings()[setting]
        begin = int(value[part] if part else value)
        values = [begin + STEP * step for step in range(4)]
        cities = [counted(DOSSIERS, Settings({setting: {**value, part: v} if part else v})) for v in values]
        rows = {of: [percent(c.whole(of), c.whole(out_of), 1) for c in cities] for of, out_of in SHARES}
        moved = {of: abs(row[3] - row[0]) for of, row in rows.items()}
        most, next_to = sorted(moved.values(), reverse=True)[:2]
        steered = rows[max(moved, key=lambda of: moved[of])]
        steps = [later - earlier for earlier, later in pairwise(steered)]
        if values[-1] > 100 or most < 2 or most - next_to < 1 or min(steps) <= 0:
            sys.exit(f"{setting}: {values} moves {moved}: the table would have no answer. Change ASSUMPTIONS.")
        yield {
            "name": name,
            "values": values,
            "filed": [c.whole("filed") for c in cities],
            "most": max(moved, key=lambda of: moved[of]),
            **{of: [comma(each, 1) for each in row] for of, row in rows.items()},
        }


def article() -> Row:
    """The article's pair of payments, as printed and as worked out."""
    rows = {row["id"]: row["value"] for row in datasets.table("figures/article_figures.csv")}
    plan = datasets.toml("city/figures.toml")
    online, other = plan["paid_online"], plan["paid_in_person"]
    again = {each.name: each.again for each in figures()}
    printed = [Decimal(rows[each["printed"]]) for each in (online, other)]
    return {
        "online": int(rows[online["of"][0]]),
        "other": int(rows[other["of"][0]]),
        "printed": [comma(each, 2) for each in printed],
        "again": again["paid_online"],
        "sum": comma(sum(printed, Decimal()), 2),
        "content": comma(Decimal(rows[plan["satisfied_points"]["of"][0]]), 2),
        "points": again["satisfied_points"],
    }


def numbers() -> dict[str, Any]:
    """Everything that the lesson's questions are made of."""
    counts, few = counted(DOSSIERS), counted(FEW)
    item = Settings()["indices.items"]["5.4"]
    index = {"most": int(item["most"]), "full": int(item["full_at"])}
    found: dict[str, Any] = {
        "article": article(),
        "index": index,
        "bars": some("bars", bars(counts)),
        "rates": some("rates", rates(counts), 12),
        "points": some("points", points(counts, Decimal(index["full"])), 12),
        "more_but_rarer": some("more_but_rarer", more_but_rarer(counts)),
        "by_chance": some("by_chance", by_chance(few, counts)),
        "other_mix": some("other_mix", other_mix()),
        "other_period": some("other_period", other_period(counts)),
        "what_if": list(what_if()),
        "together": some("together", together(counts)),
    }
    for number, row in enumerate(found["bars"], 1):
        row["picture"] = f"cot-{number}"
    found["charts"] = [dict(row) for row in charts.plan(counts, name_of)]
    return found


# --- writing -----------------------------------------------------------------------------


def as_toml(found: dict[str, Any]) -> str:
    """The numbers as TOML: a table, or an array of tables, for each name."""
    parts = [HEAD]
    for name, content in found.items():
        for row in content if isinstance(content, list) else [content]:
            head = f"[[{name}]]" if isinstance(content, list) else f"[{name}]"
            shown = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items() if key != "draw")
            parts.append("\n".join((head, *shown)) + "\n")
    return "\n".join(parts)


def files() -> dict[str, bytes]:
    """Name to content of every file of the folder, the same bytes each time."""
    found = numbers()
    made = {f"{row['picture']}.svg": charts.bars(row) for row in found["bars"]}
    made |= {f"{row['picture']}.svg": row["draw"]() for row in found["charts"]}
    for row in found["bars"]:
        row["alt"] = charts.bars_alt(row)
    return {"numbers.toml": as_toml(found).encode(), **made}


def main(folder: Path = FOLDER) -> None:
    """Write every file, and take away those that are no longer made."""
    made = files()
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in made:
            path.unlink()
    for name, content in made.items():
        (folder / name).write_bytes(content)
    print(f"{len(made)} files in {folder}")


if __name__ == "__main__":
    main()
