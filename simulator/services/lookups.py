"""Looking things up without signing in: how far a dossier is, and whether a result is genuine.

A code tells as little as will do: of a dossier its status, of a result its kind, issuer and day and
the holder's initials. Who has the paper in hand compares. What a code cannot tell, whether a file was
changed after it was signed, is practised on two sample papers that are no part of any case.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from simulator import actions, datasets
from simulator.clock import day_text
from simulator.outcome import Outcome
from simulator.people.places import authority
from simulator.services import catalogue, eforms, results
from simulator.services.catalogue import Procedure
from simulator.state import RETURNED, Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal

ADDRESS = "https://congtap.example/tra-cuu/"
"""Where the QR code of a result leads, followed by the result's code; nobody can own the host."""


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper to practise on: what it says, and in ``altered`` what the register says instead, field by field."""

    code: str
    kind: str
    issuer: str
    day: str
    name: str
    born: str
    altered: dict[str, str] = {}


class Entry(msgspec.Struct, frozen=True):
    """What the register tells anybody about one result."""

    paper: str
    issuer: str
    day: str
    initials: str


@cache
def samples() -> dict[str, Sample]:
    """Name to sample paper."""
    return msgspec.convert(datasets.toml("texts/samples.toml"), dict[str, Sample])


def tidy_code(text: str) -> str:
    """A code as it is written, whatever its case, spaces and hyphens, and if the whole address was copied."""
    text = text.strip().rstrip("/").rpartition("/")[2]
    return "".join(text.upper().split()).replace("\u2013", "-").replace("\u2014", "-")


def initials(name: str) -> str:
    """All that is told of a holder: ``N. T. M. A.`` of Nguyễn Thị Minh Anh."""
    return " ".join(f"{part[0]}." for part in name.upper().split())


def result_code(dossier: Dossier) -> str:
    """The code on a dossier's electronic result."""
    return f"KQ-{dossier.code[4:]}"


def result_name(procedure: Procedure, dossier: Dossier) -> str:
    """What the result is: the kind of paper that was chosen, or what the procedure gives first."""
    field = (procedure.eform or {"properties": {}})["properties"].get("paper", {})
    chosen = eforms.choices(field).get(dossier.answers.get("paper", ""), "")
    general = procedure.result.split(",")[0].split(";")[0]
    if not chosen or chosen.split()[:2] == general.split()[:2]:
        return chosen or general
    return f"{general}: {chosen}"


def registered(portal: Portal, code: str) -> Entry | None:
    """The result with this code, out of the case's own and the samples; ``None`` if the register has none."""
    for sample in samples().values():
        if sample.code == code:
            kept = msgspec.structs.replace(sample, **sample.altered)
            return Entry(kept.kind, kept.issuer, kept.day, initials(kept.name))
    for dossier in portal.state.dossiers:
        if dossier.status == RETURNED and result_code(dossier) == code:
            procedure = catalogue.procedures()[dossier.procedure]
            done = dossier.history[-1].at
            return Entry(
                paper=result_name(procedure, dossier),
                issuer=authority(dossier.province, dossier.commune, procedure.authority),
                day=day_text(portal.when(done).date()),
                initials=initials(results.holder(portal, dossier)),
            )
    return None


def look_up(portal: Portal, action: actions.LookUp) -> Outcome:
    """A dossier's code tells its status, a result's code what the register holds."""
    code = tidy_code(action.code)
    if not code:
        return portal.refuse("code_missing")
    entry = registered(portal, code)
    if entry is not None:
        return portal.accept("result_found", **msgspec.to_builtins(entry))
    for dossier in portal.state.dossiers:
        if dossier.code == code:
            return portal.accept("dossier_followed", code=code, status=datasets.label("status", str(dossier.status)))
    return portal.refuse("code_unknown", code=code)


def check_sample(portal: Portal, action: actions.CheckSample) -> Outcome:
    """Whether a sample paper is still what its issuer signed."""
    sample = samples().get(action.sample)
    if sample is None:
        return portal.refuse("sample_unknown")
    if sample.altered:
        return portal.accept("file_altered", code=sample.code)
    return portal.accept("file_whole", code=sample.code)


HANDLERS: dict[type[actions.Action], Any] = {actions.LookUp: look_up, actions.CheckSample: check_sample}
