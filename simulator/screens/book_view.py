"""The office's register of dossiers, as far as it is about the learner's own: form 07, which can be printed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulator import datasets
from simulator.clock import day_text
from simulator.datasets import label
from simulator.people.places import authority
from simulator.portal import Portal
from simulator.screens.task_view import grouped
from simulator.services import catalogue
from simulator.state import RECEIVED, RETURNED, Dossier

View = dict[str, Any]


def book(portal: Portal) -> View:
    """Every dossier that was sent, one line each, in the order in which they were sent."""
    sent = [dossier for dossier in portal.state.dossiers if dossier.code]
    sent.sort(key=lambda dossier: dossier.submitted)
    return {
        "issuer": label("book", "owner").format(name=portal.case.citizen.name),
        "title": label("book", "title"),
        "rows": [],
        "list": [],
        "table": {
            "head": list(datasets.labels()["book_column"].values()),
            "rows": [_line(portal, dossier, number) for number, dossier in enumerate(sent, 1)],
        },
        "foot": label("book", "foot"),
        "before": label("form_before", "07"),
    }


def _line(portal: Portal, dossier: Dossier, number: int) -> list[str]:
    procedure = catalogue.procedures()[dossier.procedure]
    not_yet = label("book", "not_yet")
    days = {change.status: day_text(portal.when(change.at).date()) for change in dossier.history}
    line = {
        "number": str(number),
        "code": dossier.code,
        "procedure": procedure.name,
        "sets": "1",
        "name": portal.case.citizen.name,
        "contact": f"{portal.case.citizen.address}; {grouped(dossier.phone)}",
        "office": authority(dossier.province, dossier.commune, procedure.authority),
        "received": days.get(RECEIVED, not_yet),
        "due": day_text(datetime.fromisoformat(dossier.due).date()) if dossier.due else not_yet,
        "returned": days.get(RETURNED, not_yet),
        "delivery": label("delivery", dossier.delivery),
        "note": label("status", str(dossier.status)),
    }
    return [line[name] for name in datasets.labels()["book_column"]]
