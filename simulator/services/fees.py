"""What a dossier costs: the fee table's rows in force, counted by copy, page, person or case, and who pays nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from simulator.services import documents
from simulator.services.catalogue import Fee, Procedure

if TYPE_CHECKING:
    from simulator.portal import Portal
    from simulator.state import Dossier

Due = Literal["filing", "after"]


def money(amount: int) -> str:
    """An amount as people write it: ``8.000đ``."""
    return f"{amount:,}".replace(",", ".") + "đ"


def in_force(procedure: Procedure, province: str, channel: str, day: date, due: Due = "filing") -> list[Fee]:
    """The rows that hold on a day, the smallest ``from_count`` first; a province's own before the general ones."""
    rows = [
        row
        for row in procedure.fees
        if row.channel == channel
        and row.due == due
        and row.valid_from <= day
        and (row.valid_to is None or day <= row.valid_to)
    ]
    own = [row for row in rows if row.province == province]
    return sorted(own or [row for row in rows if row.province == "*"], key=lambda row: row.from_count)


def of_units(rows: list[Fee], count: int) -> int:
    """The fee of ``count`` units (pages, say) in đồng: each at the last row that has begun, up to the cap."""
    total = sum(next(row.amount for row in reversed(rows) if row.from_count <= unit) for unit in range(1, count + 1))
    cap = max(row.cap for row in rows)
    return min(total, cap) if cap else total


def has_duty(procedure: Procedure, province: str, day: date) -> bool:
    """Whether something is to be paid after the office has worked out how much."""
    return any(row.amount for row in in_force(procedure, province, "online", day, "after"))


def exempt(portal: Portal, dossier: Dossier, procedure: Procedure) -> bool:
    """Whether a paper is attached that frees its holder from the fee."""
    for slot in procedure.documents:
        attached = dossier.documents.get(slot.id)
        if slot.exempts and attached is not None and documents.kind(portal, attached) in slot.accepts:
            return True
    return False


def of_dossier(portal: Portal, dossier: Dossier, procedure: Procedure, due: Due = "filing") -> int:
    """The fee of a dossier in đồng at today's rows.

    Raises ``LookupError`` if the procedure publishes no online fee at all: data of ours that is missing.
    """
    rows = in_force(procedure, dossier.province, "online", portal.now.date(), due)
    if not rows:
        if any(row.due != due for row in procedure.fees):
            return 0
        raise LookupError(f"no online fee for {dossier.procedure} in {dossier.province}")
    return _sum(portal, dossier, procedure, rows)


def at_counter(portal: Portal, dossier: Dossier, procedure: Procedure) -> int | None:
    """What the same dossier would cost whoever files it at the counter; ``None`` if that is not published."""
    rows = in_force(procedure, dossier.province, "counter", portal.now.date())
    return _sum(portal, dossier, procedure, rows) if rows else None


def _sum(portal: Portal, dossier: Dossier, procedure: Procedure, rows: list[Fee]) -> int:
    if exempt(portal, dossier, procedure):
        return 0
    copies = int(dossier.answers.get("copies", "1") or 1)
    unit = rows[0].unit
    if unit == "bản":
        return of_units(rows, copies)
    if unit == "trang":
        return of_units(rows, dossier.pages) * copies
    return of_units(rows, 1)
