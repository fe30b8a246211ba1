"""The documents of a dossier: from the case's simulated device or wallet, never from the real disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.files import PHOTOS, DeviceFile, WalletPaper
from simulator.services.catalogue import Procedure, Slot
from simulator.state import Attached

if TYPE_CHECKING:
    from simulator.case import Case
    from simulator.portal import Portal

MAX_KB = 6_000
"""Largest file in kB that is taken: a simulation setting. The national portal publishes none; one portal says 6 MB."""

BAD = ("empty", "blurred", "jumbled")
"""What a file may be instead of a paper: without a page, unreadable, photographs missing or out of order."""


def files(portal: Portal) -> list[DeviceFile]:
    """The simulated computer's files: the case's own, and those that were made by joining photographs."""
    return [*portal.case.files, *portal.state.made]


def device_file(portal: Portal, name: str) -> DeviceFile | None:
    """The file of the simulated computer with this id."""
    return next((file for file in files(portal) if file.id == name), None)


def wallet_paper(case: Case, name: str) -> WalletPaper | None:
    """The paper of the simulated wallet with this id."""
    return next((paper for paper in case.wallet if paper.id == name), None)


def kind(portal: Portal, attached: Attached) -> str:
    """What the attached paper really is."""
    wallet = attached.source == "wallet"
    found = wallet_paper(portal.case, attached.file) if wallet else device_file(portal, attached.file)
    if found is None:
        raise KeyError(f"no {attached.source} file {attached.file!r} in this case")
    return found.kind


def pages(portal: Portal, documents: dict[str, Attached]) -> int:
    """How many pages of the simulated computer's files are attached; at least one."""
    attached = (device_file(portal, each.file) for each in documents.values() if each.source == "device")
    return max(1, sum(file.pages for file in attached if file is not None))


def wanted(slot: Slot, answers: dict[str, str]) -> bool:
    """Whether a slot has to be filled, as the e-form is answered."""
    return slot.required and all(answers.get(field, "") in among for field, among in slot.when.items())


def missing(procedure: Procedure, documents: dict[str, Attached], answers: dict[str, str]) -> list[Slot]:
    """The slots that still have to be filled."""
    return [slot for slot in procedure.documents if wanted(slot, answers) and slot.id not in documents]


def faults(
    portal: Portal, procedure: Procedure, documents: dict[str, Attached], answers: dict[str, str]
) -> dict[str, str]:
    """What an officer finds wrong: slot to ``missing``, ``empty``, ``blurred``, ``jumbled`` or ``wrong_paper``."""
    found = {slot.id: "missing" for slot in missing(procedure, documents, answers)}
    for slot in procedure.documents:
        attached = documents.get(slot.id)
        if attached is None:
            continue
        paper = kind(portal, attached)
        if paper in BAD:
            found[slot.id] = paper
        elif paper not in slot.accepts:
            found[slot.id] = "wrong_paper"
    return found


def joined(portal: Portal, photos: list[DeviceFile], number: int) -> DeviceFile:
    """One PDF of several photographs: a paper if they are all of it, each once and in order."""
    whole = [photo.part for photo in photos] == list(range(1, PHOTOS + 1)) and len({p.kind for p in photos}) == 1
    return DeviceFile(
        id=f"j{number}",
        name=f"Ghep_{number:02d}.pdf",
        format="pdf",
        size_kb=sum(photo.size_kb for photo in photos) // 3,
        kind=photos[0].kind if whole else "jumbled",
        pages=len(photos),
    )
