"""The ten official statuses of a dossier and the only moves between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.state import (
    DONE,
    DRAFT,
    IN_WORK,
    NEW,
    RECEIVED,
    REFUSED,
    RETURNED,
    STOPPED,
    SUPPLEMENT,
    TO_PAY,
    WITHDRAWN,
    Change,
    Dossier,
)

if TYPE_CHECKING:
    from simulator.portal import Portal

NEXT: dict[int, frozenset[int]] = {
    DRAFT: frozenset({NEW}),
    NEW: frozenset({RECEIVED, REFUSED, SUPPLEMENT, WITHDRAWN, STOPPED}),
    RECEIVED: frozenset({IN_WORK, TO_PAY, WITHDRAWN}),
    REFUSED: frozenset(),
    IN_WORK: frozenset({SUPPLEMENT, TO_PAY, STOPPED, DONE, WITHDRAWN}),
    # A supplemented dossier is newly registered: the office has not received it yet.
    SUPPLEMENT: frozenset({NEW, RECEIVED, IN_WORK, STOPPED, WITHDRAWN}),
    TO_PAY: frozenset({IN_WORK, STOPPED}),
    WITHDRAWN: frozenset(),
    STOPPED: frozenset(),
    DONE: frozenset({RETURNED}),
    RETURNED: frozenset(),
}
"""From each status to those that may follow. The statuses are the list that is synchronised with the national
portal; the order between them is our model of it."""


def move(portal: Portal, dossier: Dossier, status: int) -> None:
    """Give a dossier its next status; raises ``ValueError`` for a move that does not exist."""
    if status not in NEXT[dossier.status]:
        raise ValueError(f"{dossier.id} cannot go from status {dossier.status} to {status}")
    dossier.status = status
    dossier.history.append(Change(status, portal.state.now))
