"""The computer's screens: frame, sign-in, finding and reading procedures, speaking up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator import datasets
from simulator.clock import moment_text
from simulator.datasets import label
from simulator.identity import lifecycle
from simulator.office import petitions
from simulator.people.places import places
from simulator.portal import Portal
from simulator.screens.phone_view import seconds_left
from simulator.screens.task_view import FEES_DUE
from simulator.services import catalogue, fees
from simulator.services.fees import money

View = dict[str, Any]

PATHS = {
    "procedures": "thu-tuc",
    "sign_in": "dang-nhap",
    "dossier": "nop-ho-so",
    "dossiers": "ho-so-cua-toi",
    "petitions": "phan-anh-kien-nghi",
    "lookup": "tra-cuu",
    "counter": "mot-cua",
}
PORTAL = "https://congtap.example/"
ADDRESSES = {"sign_in": "https://dinhdanh.example/"}
"""Signing in happens at the identity service's own page, which alone gets password and code."""

UNKNOWN = "Cổng không công bố"


def computer_view(portal: Portal, page: str) -> View:
    """The frame: who is signed in, which page."""
    return {
        "page": page,
        "address": ADDRESSES.get(page, PORTAL) + PATHS[page],
        "signed_in": portal.state.session.step == "in",
        "name": portal.case.citizen.name,
        "counter": bool(portal.state.incoming),
    }


def sign_in_view(portal: Portal) -> View:
    """Number and password, one-time code, consent."""
    session = portal.state.session
    return {
        "step": session.step,
        "left": seconds_left(portal, session.otp),
        "shares": list(datasets.labels()["shares"].values()),
        "beforehand": _beforehand(portal),
    }


def _beforehand(portal: Portal) -> str:
    """Why nobody can sign in yet, and where to mend it, if that is known before trying."""
    account = portal.state.account
    if account.locked:
        return label("task", "unlocking" if lifecycle.unlocking(portal) else "locked")
    return label("task", "no_password") if account.step == "active" and not account.password else ""


def procedures_view(portal: Portal, opened: str, province: str) -> View:
    """Search results, or one procedure's page with the choice of authority."""
    known = catalogue.procedures()
    procedure = known.get(opened)
    view: View = {
        "signed_in": portal.state.session.step == "in",
        "levels": [],
        "results": [
            {
                "code": code,
                "shown_code": known[code].shown_code,
                "name": known[code].name,
                "field": known[code].field,
                "service_level": known[code].service_level,
            }
            for code in portal.state.found
        ],
        "events": [{"code": c, "name": n} for c, n in datasets.labels()["life_event"].items()],
        "open": None,
        "provinces": [],
        "communes": [],
        "fees": [],
        "fees_note": "",
    }
    if procedure is None:
        view["levels"] = _levels(result["service_level"] for result in view["results"])
        return view
    view["open"] = _page(procedure, procedure.code == portal.case.task.procedure)
    if procedure.code == portal.case.task.procedure:
        view["provinces"] = [
            {"code": row["province_code"], "name": row["province"]} for row in datasets.table("places/provinces.csv")
        ]
        view["communes"] = [{"code": p.commune_code, "name": p.commune} for p in places(province)]
        if province:
            rows = [[label("channel", w.channel), _fee(procedure, province, w.channel, portal)] for w in procedure.ways]
            view["fees"] = rows
            view["fees_note"] = label("counter", "differ") if len({fee for _, fee in rows}) > 1 else ""
    return view


def _fee(procedure: catalogue.Procedure, province: str, channel: str, portal: Portal) -> str:
    """The rows in force for a way of filing as a phrase: ``8.000đ một bản``."""
    day = portal.now.date()
    rows = [row for due in FEES_DUE for row in fees.in_force(procedure, province, channel, day, due)]
    if not rows:
        return UNKNOWN
    said = [
        f"{money(row.amount)} một {row.unit}" + (f" từ {row.unit} thứ {row.from_count}" if row.from_count > 1 else "")
        for row in rows
    ]
    return "; ".join(said)


def _at_counter() -> list[str]:
    """How one files at the counter instead, step by step."""
    return [text for key, text in datasets.labels()["counter"].items() if key.isdigit()]


def _levels(names: Iterable[str]) -> list[list[str]]:
    """What the levels of service mean, each once."""
    return [[name, label("service_level", name)] for name in dict.fromkeys(names)]


def _page(p: catalogue.Procedure, needed: bool) -> View:
    return {
        "code": p.code,
        "shown_code": p.shown_code,
        "name": p.name,
        "service_level": p.service_level,
        "level_means": label("service_level", p.service_level),
        "filed_here": needed,
        "elsewhere": label("filing", "not_needed" if p.filed_here else "not_simulated"),
        "facts": [
            ["Lĩnh vực", p.field],
            ["Cấp thực hiện", p.level],
            ["Ai được nộp", p.applicants],
            ["Cơ quan giải quyết", p.competent],
            ["Kết quả", p.result],
            ["Yêu cầu, điều kiện", p.conditions],
        ],
        "hotline": p.hotline,
        "presence": p.presence,
        "signature": label("signature", "wanted") if p.signature else "",
        "parts": [f"{part.name}: {part.result}" for part in p.parts],
        "ways": [[label("channel", way.channel), way.time_limit, way.fee_text or UNKNOWN] for way in p.ways],
        # Filing at the counter is compared, not simulated: a fee belongs to the way of filing, so that a dossier
        # sent online owes the online fee before it is sent, and the counter's fee only who files there.
        "at_counter": _at_counter() if any(way.channel == "counter" for way in p.ways) else [],
        "papers": [slot.name for slot in p.documents],
        "steps": list(p.steps),
        "legal": "; ".join(p.legal_basis),
        "sources": [
            *(f"{s.about}: {s.text} ({label('confidence', s.confidence)})" for s in p.sources),
            f"{label('about', 'service_level')} ({label('confidence', 'P')})",
            f"{label('about', 'old_level')} ({label('confidence', 'G')})",
        ],
    }


def petitions_view(portal: Portal) -> View:
    """What was said to the authorities, what they answered, and a form to say more."""
    names = {d.id: d.code or label("status", "0").lower() for d in portal.state.dossiers}
    about = {"": label("petition", "nothing")} | {d: f"{label('petition', 'dossier')} {n}" for d, n in names.items()}
    return {
        "topics": [{"code": c, "name": n} for c, n in datasets.labels()["petition_topic"].items()],
        "about": [{"code": c, "name": n} for c, n in about.items()],
        "grades": [{"code": c, "name": n} for c, n in datasets.labels()["rating"].items()],
        "waiting": any(event.kind in petitions.EVENTS for event in portal.state.events),
        "petitions": [
            {
                "id": p.id,
                "code": p.code,
                "topic": label("petition_topic", p.topic),
                "text": p.text,
                "status": label("petition_status", p.status),
                "asked": p.status == "asked",
                "answer": label("petition_answer", p.topic) if p.status == "answered" else "",
                "rating": label("rating", p.rating) if p.rating else "",
                "history": [
                    f"{label('petition_status', status)}: {moment_text(portal.when(at))}" for status, at in p.history
                ],
            }
            for p in reversed(portal.state.petitions)
        ],
    }
