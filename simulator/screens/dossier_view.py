"""The four steps of filing one dossier."""

from __future__ import annotations

from typing import Any

from simulator import datasets
from simulator.datasets import label
from simulator.files import DeviceFile
from simulator.identity import population
from simulator.office import letters
from simulator.payments import orders, vietqr
from simulator.portal import Portal
from simulator.screens import papers_view
from simulator.screens.task_view import grouped
from simulator.services import catalogue, documents, drafts, eforms, fees, signing
from simulator.services.dossiers import fee_of
from simulator.services.fees import money
from simulator.state import SUPPLEMENT, Dossier, Order

View = dict[str, Any]
SOURCES = {
    "wallet": {"id": "wallet", "name": "Ví giấy tờ điện tử", "icon": "mdi-wallet"},
    "device": {"id": "device", "name": "Tải lên từ máy tính", "icon": "mdi-upload"},
}


def dossier_view(portal: Portal, name: str, tried: dict[str, str] | None, step: str = "") -> View:
    """One dossier at a step, or where it stands; ``tried`` are e-form answers just refused, to be marked."""
    d = portal.state.dossier(name)
    assert d is not None  # noqa: S101 - the desk opens existing dossiers only
    procedure = catalogue.procedures()[d.procedure]
    schema = procedure.eform
    assert schema is not None  # noqa: S101 - only procedures with a form can be begun
    complete = not documents.missing(procedure, d.documents, d.answers)
    reached = 4 if d.step >= 3 and complete else min(d.step, 3)
    fixed = eforms.prefilled(schema, portal, d)
    held, citizen = population.held(portal), portal.case.citizen
    order = portal.state.open_order(d.id)
    gone = any(other.dossier == d.id and other.status == "expired" for other in portal.state.orders)
    steps = [
        {
            "n": n,
            "name": label("step", str(n)),
            "open": n <= reached and not (d.status == SUPPLEMENT and n == 4),
            "done": n < d.step if n != 3 else reached == 4,
        }
        for n in (1, 2, 3, 4)
    ]
    stands = 3 if d.status == SUPPLEMENT else min(d.step, reached)
    shown = next((s["n"] for s in steps if str(s["n"]) == step and s["open"]), stands)
    return {
        "id": d.id,
        "title": procedure.name,
        "authority": papers_view.issuer(d),
        "person": drafts.person(d),
        "supplement": d.status == SUPPLEMENT,
        "reasons": letters.reasons(portal, d, d.letters[-1]) if d.status == SUPPLEMENT else [],
        "step": shown,
        "steps": steps,
        "owner": [
            ["Họ và tên", held["citizen.name"]],
            ["Số định danh", grouped(held["citizen.person_number"])],
            ["Ngày sinh", held["citizen.born"]],
            ["Nơi thường trú", held["citizen.address"]],
        ],
        "phone": grouped(d.phone),
        "email": d.email or citizen.email,
        "form_title": schema["title"],
        "form": _form(schema, {**fixed, **eforms.content(portal, d)}, tried, fixed),
        "reportable": _reportable(schema, held),
        "reported": label("population", "reported") if population.pending(portal) else "",
        "paper": f"form/{d.id}/{shown}" if d.step >= signing.FILLED else "",
        "sign": papers_view.signature(portal, d) if d.step >= signing.FILLED else None,
        "slots": [_slot(portal, d, slot) for slot in procedure.documents],
        "files": [_file(f) for f in documents.files(portal) if not f.part],
        "photos": [_file(f) for f in documents.files(portal) if f.part],
        "wallet": [{"id": paper.id, "name": paper.name} for paper in portal.case.wallet],
        "wallet_open": portal.state.account.wallet_open,
        "delivery": d.delivery,
        "deliveries": [{"code": c, "name": n} for c, n in datasets.labels()["delivery"].items()],
        "summary": _summary(portal, d),
        "fee_due": d.step >= 3 and fee_of(portal, d) > 0,
        "terms": list(datasets.labels()["terms"].values()),
        "order": order_view(portal, order) if order else None,
        "gone": label("payment", "gone") if gone and not order else "",
    }


def _file(f: DeviceFile) -> View:
    return {
        "id": f.id,
        "name": f.name,
        "format": f.format.upper(),
        "size": f"{f.size_kb:,} KB".replace(",", "."),
        "preview": label("paper_kind", f.kind) + (f", trang {f.part}" if f.part else ""),
    }


def _form(schema: View, known: dict[str, str], refused: dict[str, str] | None, fixed: dict[str, str]) -> list[View]:
    tried = refused or {}
    faults = eforms.faults(schema, tried, fixed) if refused is not None else {}
    groups: dict[str, list[View]] = {}
    for name, field in schema["properties"].items():
        choices = [{"code": code, "name": text} for code, text in eforms.choices(field).items()] or None
        groups.setdefault(field["x-group"], []).append(
            {
                "name": name,
                "title": field["title"],
                "help": field.get("description", ""),
                "locked": bool(field.get("x-locked")),
                "value": _shown(field, tried.get(name, known.get(name, ""))),
                "choices": choices,
                "fault": eforms.fault_text(schema, name, faults[name], tried) if name in faults else "",
            }
        )
    return [{"title": title, "fields": fields} for title, fields in groups.items()]


def _reportable(schema: View, held: dict[str, str]) -> list[View]:
    """What the form is filled in with from the population data, each once."""
    used = dict.fromkeys(field.get("x-prefill") for field in schema["properties"].values())
    return [{"code": item, "name": label("population", item)} for item in used if item in held]


def _shown(field: View, value: str) -> str:
    return grouped(value) if field.get("x-prefill") == "citizen.person_number" else value


def _slot(portal: Portal, d: Dossier, slot: catalogue.Slot) -> View:
    attached = d.documents.get(slot.id)
    name = ""
    if attached is not None:
        wallet = attached.source == "wallet"
        found = (
            documents.wallet_paper(portal.case, attached.file)
            if wallet
            else documents.device_file(portal, attached.file)
        )
        name = found.name if found else ""
    return {
        "id": slot.id,
        "name": slot.name,
        "attached": name,
        "needed": documents.wanted(slot, d.answers),
        "holds": f"{slot.id}/{attached.source}/{attached.file}" if attached else "",
        "sources": [SOURCES[s] for s in slot.sources],
    }


def _summary(portal: Portal, d: Dossier) -> list[list[str]]:
    if d.step < 3:
        return []
    procedure = catalogue.procedures()[d.procedure]
    fee = fee_of(portal, d)
    later = fees.has_duty(procedure, d.province, portal.now.date())
    return [
        *papers_view.answered(procedure.eform or {"properties": {}}, d.answers),
        ["Gửi", papers_view.issuer(d)],
        [
            "Giấy tờ kèm theo",
            "; ".join(_slot(portal, d, s)["attached"] for s in procedure.documents if s.id in d.documents)
            or "không có",
        ],
        *([["Chữ ký số", sign["text"]]] if (sign := papers_view.signature(portal, d)) else []),
        ["Phí, lệ phí", label("payment", "later") if later else money(fee) if fee else label("payment", "free")],
        *([] if later else _at_counter(portal, d, procedure)),
    ]


def _at_counter(portal: Portal, d: Dossier, procedure: catalogue.Procedure) -> list[list[str]]:
    """The fee of filing the same at the counter, where that is a way."""
    way = next((way for way in procedure.ways if way.channel == "counter"), None)
    if way is None:
        return []
    amount = fees.at_counter(portal, d, procedure)
    printed = way.fee_text or "Cổng không công bố"
    return [[label("counter", "row"), printed if amount is None else money(amount)]]


def order_rows(portal: Portal, order: Order) -> list[list[str]]:
    """What an order asks for, to be compared line by line on the computer and on the phone."""
    d = portal.state.dossier(order.dossier)
    assert d is not None  # noqa: S101 - an order belongs to a dossier
    return [
        ["Nơi nhận", f"Tài khoản thu lệ phí (mô phỏng), {papers_view.issuer(d)}"],
        ["Số tài khoản", grouped(orders.account(portal))],
        ["Số tiền", money(order.amount)],
        ["Nội dung", order.content],
    ]


def order_view(portal: Portal, order: Order) -> View:
    """One payment order with its QR picture."""
    return {
        "id": order.id,
        "left": max(0, order.expires - portal.state.now),
        "by_card": order.card is not None,
        "picture": vietqr.picture(orders.content(portal, order)),
        "rows": order_rows(portal, order),
    }
