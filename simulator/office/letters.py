"""The office's letters: which, why, and their reasons as sentences.

Forms 01 to 05 are those of Thông tư 03/2025/TT-VPCP, Phụ lục I (in force since 15/9/2025).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import datasets
from simulator.people.places import authority
from simulator.services import catalogue, drafts
from simulator.state import Dossier, Letter

if TYPE_CHECKING:
    from simulator.portal import Portal

RECEIPT, SUPPLEMENT, REFUSAL, APOLOGY, STOP = "01", "02", "03", "04", "05"


def send(
    portal: Portal, dossier: Dossier, form: str, reasons: tuple[str, ...] = (), due: str = "", before: str = ""
) -> None:
    """Put a letter into the dossier."""
    dossier.letters.append(Letter(form, portal.state.now, reasons, due, before))


def reasons(portal: Portal, dossier: Dossier, letter: Letter) -> list[str]:
    """A letter's reasons as sentences, each once. A reason is ``<kind>`` or ``<kind>:<slot or field>``."""
    procedure = catalogue.procedures()[dossier.procedure]
    fields = (procedure.eform or {"properties": {}})["properties"]
    place = portal.case.task.place
    sentences = []
    for key in letter.reasons:
        kind, _, name = key.partition(":")
        slot = procedure.slot(name)
        sentences.append(
            datasets.label("letter_reason", kind).format(
                slot=slot.name if slot else "",
                field=fields.get(name, {}).get("title", ""),
                person=drafts.person(dossier),
                place=authority(place.province_code, place.commune_code, procedure.authority),
            )
        )
    return list(dict.fromkeys(sentences))
