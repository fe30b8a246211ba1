"""The charts of lesson 09: honest ones and ones that mislead, drawn in the project's one picture style.

They stand beside questions on a screen as narrow as a phone's, so they are small, with few and large letters. Texts
stay texts, in the page's fonts; what a picture shows is told again in its ``alt`` by ``tools/lesson_numbers.py``.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle, Wedge

from grading.app.pictures import EARLIER, GRID, INK, LATER, PAPER, SOFT, WARNING
from simulator.city.chance import Array

SIZE = (4.3, 3.2)
TITLE, LABEL = 13, 12
TITLE_LINE = 36
FONTS = "Roboto, 'Noto Sans', 'Segoe UI', sans-serif"
"""As ``simulator/screens/theme.css`` has them."""
COLOURS = (LATER, EARLIER, "#009e73", "#cc79a7")
"""Of Okabe and Ito's palette."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """A city's counts, by measure: each an array of wards by months."""

    by_name: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.by_name[name]

    def year(self, name: str) -> list[int]:
        """A measure of each ward over the year."""
        return [int(each) for each in self.by_name[name].sum(axis=1)]

    def months(self, name: str) -> list[int]:
        """A measure of the whole city, month by month."""
        return [int(each) for each in self.by_name[name].sum(axis=0)]

    def whole(self, name: str) -> int:
        """A measure of the whole city over the year."""
        return int(self.by_name[name].sum())


def comma(value: Decimal | float, places: int) -> str:
    """A number with so many places after the comma, always."""
    return f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".replace(".", ",")


def _sheet(title: str, axis: str = "") -> tuple[Figure, Axes]:
    """A small picture with its title, and above the upright axis what it counts."""
    figure = Figure(figsize=SIZE, facecolor=PAPER)
    lines = textwrap.fill(title, TITLE_LINE)
    figure.text(0.03, 0.97, lines, fontsize=TITLE, fontweight="bold", color=INK, va="top", linespacing=1.25)
    top = 0.70 if "\n" in lines else 0.77
    axes = figure.add_axes((0.12, 0.14, 0.85, top - 0.14))
    if axis:
        figure.text(0.03, top + 0.04, axis, fontsize=LABEL, color=SOFT, va="bottom")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(length=0, labelsize=LABEL, labelcolor=INK)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure) -> bytes:
    """The picture, the same bytes each time, without spaces at line ends."""
    file = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "congtap"}):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"font-family: [^;\"]*", f"font-family: {FONTS}", file.getvalue())
    return ("\n".join(line.rstrip() for line in text.splitlines()) + "\n").encode()


def _columns(axes: Axes, heights: Sequence[float], names: Sequence[str], said: Sequence[str], base: float = 0) -> None:
    """Upright bars with their numbers on top."""
    places = range(len(heights))
    axes.bar(places, [height - base for height in heights], bottom=base, color=LATER, width=0.72)
    top = max(heights)
    for place, height, text in zip(places, heights, said, strict=True):
        axes.text(place, height + (top - base) * 0.02, text, fontsize=LABEL, ha="center", va="bottom", color=INK)
    axes.set_xticks(list(places), list(names))
    axes.set_ylim(base, base + (top - base) * 1.14)
    axes.tick_params(axis="x", labelsize=LABEL)


def bars(row: Row) -> bytes:
    """A ward's share of online filing, month by month."""
    figure, axes = _sheet(f"Hồ sơ nộp trực tuyến ở {row['ward']}", "% · theo tháng")
    _columns(axes, row["shares"], [str(month) for month in range(1, 13)], [str(each) for each in row["shares"]])
    return _svg(figure)


def bars_alt(row: Row) -> str:
    """What a sighted person reads of it."""
    said = "; ".join(f"tháng {month}: {share}" for month, share in enumerate(row["shares"], 1))
    return f"Biểu đồ cột, mười hai tháng. Tỷ lệ hồ sơ nộp trực tuyến ở {row['ward']}, phần trăm. {said}."


# --- honest, or not ----------------------------------------------------------------------


def _made(kind: str, truth: str, number: int, title: str, alt: str, tell: str, draw: Callable[[], Figure]) -> Row:
    """One chart: its ``kind`` is how it is drawn, ``right`` whether it is honest or by what it misleads."""
    return {
        "kind": kind,
        "right": truth,
        "picture": f"hinh-{kind}-{truth}-{number}",
        "title": title,
        "alt": f"{title}. {alt}",
        "tell": tell,
        "draw": lambda: _svg(draw()),
    }


def plan(counts: Counts, name_of: Callable[[int], str]) -> Iterator[Row]:
    """Two honest charts and two misleading ones of each kind, of other wards."""
    size = len(counts.year("filed"))
    for number, first in enumerate((size // 7, size // 2), 1):
        yield from _axes(counts, name_of, number, first)
        yield from _months(counts, name_of, number, first + 1)
        yield from _parts(counts, name_of, number, first + 2)
        yield from _waits(counts, name_of, number, first + 3)
        yield from _sizes(counts, name_of, number, first + 4)


def _axes(counts: Counts, name_of: Callable[[int], str], number: int, first: int) -> Iterator[Row]:
    """Four wards on time, with the axis from 0 and with the axis cut."""
    received, on_time = counts.year("received"), counts.year("on_time")
    places = sorted(range(first, first + 12), key=lambda w: on_time[w] / received[w])[:: 12 // 4][:4]
    rates = [round(100 * on_time[w] / received[w], 1) for w in places]
    names = [name_of(w).replace(" số ", "\n") for w in places]
    said = [comma(rate, 1) for rate in rates]
    base = int(min(rates)) - 1
    listed = "; ".join(f"{name_of(w)}: {text}" for w, text in zip(places, said, strict=True))

    def draw(title: str, base: int) -> Callable[[], Figure]:
        def drawn() -> Figure:
            figure, axes = _sheet(title, "% đúng hạn")
            _columns(axes, rates, names, said, base)
            return figure

        return drawn

    title = "Bốn nơi giải quyết đúng hạn gần như nhau"
    alt = f"Biểu đồ cột. {listed}. Trục đứng bắt đầu từ 0; bốn cột cao gần bằng nhau."
    tell = "Trục đứng bắt đầu từ 0, cột cao thấp đúng theo số."
    yield _made("truc", "honest", number, title, alt, tell, draw(title, 0))
    title = f"{name_of(places[-1]).capitalize()} đúng hạn vượt xa các nơi khác"
    ratio = comma((rates[-1] - base) / (rates[0] - base), 0)
    alt = f"Biểu đồ cột. {listed}. Trục đứng bắt đầu từ {base}; cột cao nhất cao gấp khoảng {ratio} lần cột thấp nhất."
    tell = (
        f"Trục đứng bắt đầu từ {base}, không từ 0. Hai nơi chỉ hơn kém {comma(rates[-1] - rates[0], 1)} điểm phần "
        f"trăm, mà cột cao gấp khoảng {ratio} lần."
    )
    yield _made("truc", "cut", number, title, alt, tell, draw(title, base))


def _months(counts: Counts, name_of: Callable[[int], str], number: int, ward: int) -> Iterator[Row]:
    """A ward's online filings, each month by itself and added up."""
    each = [int(n) for n in counts["online"][ward]]
    added = [sum(each[: month + 1]) for month in range(12)]
    name = name_of(ward)

    def draw(title: str, heights: list[int], axis: str) -> Callable[[], Figure]:
        def drawn() -> Figure:
            figure, axes = _sheet(title, axis)
            _columns(axes, heights, [str(m) for m in range(1, 13)], [str(h) for h in heights])
            return figure

        return drawn

    title = f"{name.capitalize()}: nộp trực tuyến có tháng nhiều, có tháng ít"
    alt = "Biểu đồ cột, số hồ sơ của riêng từng tháng. " + "; ".join(f"tháng {m}: {n}" for m, n in enumerate(each, 1))
    tell = "Mỗi cột là hồ sơ của riêng một tháng, tháng lên tháng xuống đều thấy."
    yield _made("thang", "honest", number, title, f"{alt}.", tell, draw(title, each, "hồ sơ · từng tháng"))
    title = f"{name.capitalize()}: nộp trực tuyến tháng nào cũng tăng"
    alt = "Biểu đồ cột, số hồ sơ từ đầu năm đến hết mỗi tháng. "
    alt += "; ".join(f"tháng {m}: {n}" for m, n in enumerate(added, 1))
    down = next((m for m in range(1, 12) if each[m] < each[m - 1]), 1)
    tell = (
        f"Mỗi cột cộng dồn từ đầu năm, nên cột sau không bao giờ thấp hơn. Tính riêng thì tháng {down} có "
        f"{each[down - 1]} hồ sơ, tháng {down + 1} chỉ có {each[down]}."
    )
    yield _made("thang", "cumulative", number, title, f"{alt}.", tell, draw(title, added, "hồ sơ · từ đầu năm"))


def _parts(counts: Counts, name_of: Callable[[int], str], number: int, ward: int) -> Iterator[Row]:
    """A pie of what makes a whole, and one of shares that overlap."""
    name, filed = name_of(ward), counts.year("filed")[ward]
    ways = {"ở quầy": "at_counter", "trực tuyến": "online", "bưu chính": "by_post"}
    whole = {text: counts.year(key)[ward] for text, key in ways.items()}
    shares = {text: round(100 * n / filed, 1) for text, n in whole.items() if n}
    # What rounding leaves over goes to the largest part, so that an honest pie is whole.
    largest = max(shares, key=lambda text: shares[text])
    shares[largest] = round(100 - sum(share for text, share in shares.items() if text != largest), 1)
    fee = counts.year("with_fee")[ward]
    overlapping = {
        "đúng hạn": round(100 * counts.year("on_time")[ward] / counts.year("received")[ward], 1),
        "trả trực tuyến": round(100 * counts.year("paid_online")[ward] / fee, 1),
        "nộp trực tuyến": round(100 * counts.year("online")[ward] / filed, 1),
    }

    def draw(title: str, parts: dict[str, float]) -> Callable[[], Figure]:
        def drawn() -> Figure:
            figure, axes = _sheet(title)
            axes.set_axis_off()
            axes.set_position((0.02, 0.03, 0.96, 0.72))
            axes.set_aspect("equal", anchor="W")
            total, angle = sum(parts.values()), 90.0
            for place, (text, share) in enumerate(parts.items()):
                turn = 360 * share / total
                axes.add_patch(Wedge((0, 0), 1, angle - turn, angle, facecolor=COLOURS[place], edgecolor=PAPER))
                angle -= turn
                y = 0.6 - 0.6 * place
                axes.add_patch(Rectangle((1.25, y - 0.1), 0.2, 0.2, facecolor=COLOURS[place]))
                axes.text(1.55, y, f"{text}: {comma(share, 1)} %", fontsize=LABEL, va="center", color=INK)
            axes.set_xlim(-1.05, 3.6)
            axes.set_ylim(-1.05, 1.05)
            return figure

        return drawn

    def listed(parts: dict[str, float]) -> str:
        return "Hình tròn chia phần. " + "; ".join(f"{text}: {comma(n, 1)} %" for text, n in parts.items()) + "."

    title = f"{name.capitalize()}: nộp {largest} nhiều nhất"
    tell = "Mỗi hồ sơ chỉ nằm trong một phần, các phần cộng lại đúng 100 %."
    yield _made("tron", "honest", number, title, listed(shares), tell, draw(title, shares))
    title = f"{name.capitalize()}: phần lớn hồ sơ đúng hạn"
    total = comma(sum(overlapping.values()), 1)
    tell = f"Các phần cộng lại {total} %: một hồ sơ vừa đúng hạn vừa nộp trực tuyến bị đếm nhiều lần."
    yield _made("tron", "over", number, title, listed(overlapping), tell, draw(title, overlapping))


def _waits(counts: Counts, name_of: Callable[[int], str], number: int, ward: int) -> Iterator[Row]:
    """A year in four quarters, and in periods of other lengths of which the last is longest."""
    each, name = [int(n) for n in counts["filed"][ward]], name_of(ward)
    quarters = {f"{m + 1}–{m + 3}": sum(each[m : m + 3]) for m in range(0, 12, 3)}
    uneven = {"1": each[0], "2": each[1], "3–5": sum(each[2:5]), "6–12": sum(each[5:])}

    def draw(title: str, periods: dict[str, int]) -> Callable[[], Figure]:
        def drawn() -> Figure:
            figure, axes = _sheet(title, "hồ sơ · theo các tháng")
            _columns(axes, list(periods.values()), list(periods), [str(n) for n in periods.values()])
            return figure

        return drawn

    def listed(periods: dict[str, int]) -> str:
        said = (f"tháng {months.replace('–', ' đến ')}: {n}" for months, n in periods.items())
        return f"Biểu đồ cột, bốn cột, số hồ sơ. {'; '.join(said)}."

    title = f"{name.capitalize()}: bốn quý không bằng nhau"
    tell = "Bốn khoảng đều dài ba tháng, nên so được với nhau."
    yield _made("khoang", "honest", number, title, listed(quarters), tell, draw(title, quarters))
    title = f"Hồ sơ ở {name} đổ dồn về cuối năm"
    tell = (
        f"Các khoảng dài ngắn khác nhau: cột cuối gom bảy tháng, cột đầu chỉ một tháng. Chia ra thì cuối năm mỗi tháng "
        f"khoảng {round(sum(each[5:]) / 7)} hồ sơ, tháng 1 có {each[0]}."
    )
    yield _made("khoang", "bins", number, title, listed(uneven), tell, draw(title, uneven))


def _sizes(counts: Counts, name_of: Callable[[int], str], number: int, first: int) -> Iterator[Row]:
    """Two wards' online filings as rows of equal dots, and as circles that grow in both directions."""
    online = counts.year("online")
    near = [ward for ward in range(first, first + 12) if online[ward] >= 10]
    low, high = min(near, key=lambda w: online[w]), max(near, key=lambda w: online[w])
    names, counted = [name_of(low), name_of(high)], [online[low], online[high]]
    times = counted[1] / counted[0]
    told = f"{names[1].capitalize()} nộp trực tuyến nhiều hơn (mỗi chấm: 10 hồ sơ)"

    def dots() -> Figure:
        figure, axes = _sheet(told)
        axes.set_axis_off()
        axes.set_position((0.03, 0.03, 0.94, 0.72))
        for row, (name, n) in enumerate(zip(names, counted, strict=True)):
            y = -2.6 * row
            axes.text(0, y + 0.9, f"{name}: {n}", fontsize=LABEL, color=INK, va="center")
            for dot in range(round(n / 10)):
                axes.add_patch(Circle((0.5 + dot, y), 0.42, facecolor=LATER))
        axes.set_xlim(-0.1, max(14, round(counted[1] / 10)) + 0.2)
        axes.set_ylim(-4, 2)
        axes.set_aspect("equal", anchor="NW")
        return figure

    def circles() -> Figure:
        figure, axes = _sheet(f"{names[1].capitalize()} vượt trội về hồ sơ trực tuyến")
        axes.set_axis_off()
        axes.set_position((0.03, 0.02, 0.94, 0.74))
        for x, radius, name, n in zip((0.9, 3.4), (1 / times, 1.0), names, counted, strict=True):
            axes.add_patch(Circle((x, radius), radius, facecolor=WARNING))
            axes.text(x, -0.16, f"{name}: {n}", fontsize=LABEL, color=INK, ha="center", va="top")
        axes.set_xlim(-0.2, 4.6)
        axes.set_ylim(-0.65, 2.05)
        axes.set_aspect("equal")
        return figure

    said = "; ".join(f"{name}: {n} hồ sơ" for name, n in zip(names, counted, strict=True))
    alt = f"Hai hàng chấm tròn bằng nhau. {said}."
    tell = "Chấm nào cũng to bằng nhau, nhiều hồ sơ thì nhiều chấm."
    yield _made("co", "honest", number, told, alt, tell, dots)
    title = f"{names[1].capitalize()} vượt trội về hồ sơ trực tuyến"
    alt = (
        f"Hai hình tròn. {said}. Hình thứ hai rộng gấp {comma(times, 1)} lần và cũng cao gấp {comma(times, 1)} lần "
        "hình thứ nhất."
    )
    tell = (
        f"Số hồ sơ gấp {comma(times, 1)} lần, nhưng hình tròn to lên cả chiều ngang lẫn chiều cao, nên diện tích gấp "
        f"khoảng {comma(times * times, 1)} lần."
    )
    yield _made("co", "area", number, title, alt, tell, circles)
