"""The documents of a dossier: from the case's simulated device or wallet, never from the real disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.services.catalogue import Procedure
from simulator.state import Attached

if TYPE_CHECKING:
    from simulator.case import Case, DeviceFile, WalletPaper


def device_file(case: Case, name: str) -> DeviceFile | None:
    """The file of the simulated computer with this id."""
    return next((file for file in case.files if file.id == name), None)


def wallet_paper(case: Case, name: str) -> WalletPaper | None:
    """The paper of the simulated wallet with this id."""
    return next((paper for paper in case.wallet if paper.id == name), None)


def kind(case: Case, attached: Attached) -> str:
    """What the attached paper really is."""
    found = (wallet_paper if attached.source == "wallet" else device_file)(case, attached.file)
    if found is None:
        raise KeyError(f"no {attached.source} file {attached.file!r} in this case")
    return found.kind


def faults(case: Case, procedure: Procedure, documents: dict[str, Attached]) -> dict[str, str]:
    """What an officer finds wrong: slot to ``missing``, ``empty`` or ``wrong_paper``."""
    found = {}
    for slot in procedure.documents:
        attached = documents.get(slot.id)
        if attached is None:
            if slot.required:
                found[slot.id] = "missing"
            continue
        paper = kind(case, attached)
        if paper == "empty":
            found[slot.id] = "empty"
        elif paper not in slot.accepts:
            found[slot.id] = "wrong_paper"
    return found
