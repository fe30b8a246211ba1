"""The exercises of lessons with code cells: which function is asked for, on which tables, and what is right.

What is right is worked out here, in the grader's process. Beside the table that everybody sees there are tables drawn
for the learner, so that a function that knows the answer by heart is found out.
"""

from __future__ import annotations

import csv
import math
import unicodedata
from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import Literal, NamedTuple, TypeAlias

from simulator.draw import Draw

Row: TypeAlias = dict[str, str | int]
Table: TypeAlias = list[Row]
Right: TypeAlias = float | str

LESSON = "10-con-so-bang-ma"
TABLE_FILE = "phuong.csv"
HIDDEN = 3
"""Tables that a learner does not see, for each exercise."""

CLOSE = 0.06
"""By so much a number may be off: whoever rounds to one decimal is right."""


class Task(NamedTuple):
    """One exercise: the learner's function, its arguments after the table, and the right answer.

    ``more`` draws the arguments after the table for a table of the learner's; ``shown`` are those for the table
    that everybody sees.
    """

    exercise: str
    function: str
    kind: Literal["number", "text"]
    right: Callable[..., Right]
    shown: tuple[int, ...] = ()
    more: Callable[[Draw, int], tuple[int, ...]] = lambda _draw, _number: ()


class Trial(NamedTuple):
    """One table with the further arguments, and what is right for it."""

    table: Table
    more: tuple[int, ...]
    right: Right


def _sum(table: Table, column: str) -> int:
    return sum(int(row[column]) for row in table)


def online_rate(table: Table) -> float:
    """Dossiers filed online, in percent of all."""
    return 100 * _sum(table, "qua_mang") / _sum(table, "ho_so")


def latest_ward(table: Table) -> str:
    """The ward with the largest share of late dossiers."""
    return str(max(table, key=lambda row: int(row["tre_han"]) / int(row["ho_so"]))["phuong"])


def odd_ward(table: Table) -> str:
    """The ward whose two ways of filing do not add up to its dossiers."""
    return str(next(row["phuong"] for row in table if int(row["qua_mang"]) + int(row["tai_quay"]) != row["ho_so"]))


def rate_if_moved(table: Table, percent: int) -> float:
    """The online rate if so many percent of those at the counter had filed online instead."""
    return 100 * (_sum(table, "qua_mang") + _sum(table, "tai_quay") * percent / 100) / _sum(table, "ho_so")


def _percent(draw: Draw, number: int) -> tuple[int, ...]:
    return (draw.between(11, 79, "percent", number),)


TASKS: dict[str, tuple[Task, ...]] = {
    LESSON: (
        Task("ti-le-qua-mang", "ti_le_qua_mang", "number", online_rate),
        Task("phuong-tre-nhieu", "phuong_tre_nhieu", "text", latest_ward),
        Task("con-so-la", "con_so_la", "text", odd_ward),
        Task("doi-gia-dinh", "neu_chuyen_qua_mang", "number", rate_if_moved, (25,), _percent),
    )
}
"""Lesson to exercises, in the notebook's order."""


def solution_id(exercise: str) -> str:
    """The ``grade_id`` of the cell in which an exercise is solved."""
    return f"viet-{exercise}"


def table_of(text: str) -> Table:
    """A table from CSV; whole numbers are numbers. Raises ``ValueError`` for a row that has another length."""
    found: Table = []
    for row in csv.DictReader(text.splitlines()):
        if None in row or None in row.values():
            raise ValueError(f"a row of another length: {row}")
        found.append({name: int(cell) if cell.isdigit() else cell for name, cell in row.items()})
    return found


def shown_table(folder: Traversable) -> Table:
    """The table that everybody sees, from the lesson's own folder."""
    return table_of((folder / TABLE_FILE).read_text(encoding="utf-8"))


def drawn_table(draw: Draw, number: int) -> Table:
    """A table of a learner's own: other wards, other numbers, one row that does not add up.

    The ward with the most late dossiers is never the one with the largest share of them.
    """
    size = draw.between(7, 10, "size", number)
    spoiled = draw.below(size, "spoiled", number)
    rows: Table = []
    for place in range(size):
        key = number * 100 + place
        filed = draw.between(120, 900, "filed", key)
        online = filed * draw.between(15, 70, "online", key) // 100
        rows.append(
            {
                "phuong": f"Phường {20 + 20 * number + place}",
                "ho_so": filed,
                "qua_mang": online,
                "tai_quay": filed - online,
                "tre_han": filed * draw.between(1, 8, "late", key) // 100,
            }
        )
    big, small = draw.shuffle(range(size), f"late|{number}")[:2]
    rows[big] |= {"ho_so": 2000, "qua_mang": 700, "tai_quay": 1300, "tre_han": 170}
    rows[small] |= {"ho_so": 100, "qua_mang": 41, "tai_quay": 59, "tre_han": 13}
    rows[spoiled]["qua_mang"] = int(rows[spoiled]["qua_mang"]) + draw.between(3, 30, "off", number)
    return rows


def trials(task: Task, shown: Table, seed: str) -> tuple[Trial, ...]:
    """The table that everybody sees, then those drawn for the learner whose ``seed`` it is."""
    draw = Draw(f"{seed}|{task.exercise}")
    found = [Trial(shown, task.shown, task.right(shown, *task.shown))]
    for number in range(HIDDEN):
        table, more = drawn_table(draw, number), task.more(draw, number)
        found.append(Trial(table, more, task.right(table, *more)))
    return tuple(found)


Judged: TypeAlias = Literal[
    "right", "nothing", "wrong_kind", "not_finite", "fraction", "wrong_number", "wrong_text", "unknown_text"
]


def judge(task: Task, trial: Trial, value: object) -> Judged:
    """What a returned value is worth; only plain values are ever right."""
    if value is None:
        return "nothing"
    if task.kind == "text":
        if type(value) is not str:
            return "wrong_kind"
        said = unicodedata.normalize("NFC", value).strip()
        if said == trial.right:
            return "right"
        return "wrong_text" if said in {row["phuong"] for row in trial.table} else "unknown_text"
    if type(value) not in (int, float):
        return "wrong_kind"
    number, right = float(value), float(trial.right)  # type: ignore[arg-type] # it is one of the two
    if not math.isfinite(number):
        return "not_finite"
    if abs(number - right) <= CLOSE:
        return "right"
    return "fraction" if abs(number * 100 - right) <= CLOSE * 100 else "wrong_number"
