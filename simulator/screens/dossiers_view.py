"""My dossiers: how each stands, what can be done now, and its papers."""

from __future__ import annotations

from typing import Any

from simulator import datasets
from simulator.clock import moment_text
from simulator.datasets import label
from simulator.office import letters, reception
from simulator.office.statuses import NEXT
from simulator.portal import NEWS, Portal
from simulator.screens import papers_view
from simulator.screens.dossier_view import order_view
from simulator.services import catalogue
from simulator.services.drafts import can_edit, person
from simulator.services.fees import money
from simulator.state import (
    DONE,
    DRAFT,
    IN_WORK,
    NEW,
    NEXT_TO_NOTHING,
    RECEIVED,
    REFUSED,
    RETURNED,
    STOPPED,
    SUPPLEMENT,
    TO_PAY,
    WITHDRAWN,
    Dossier,
)

View = dict[str, Any]

TONES = {
    RETURNED: "good",
    DONE: "good",
    REFUSED: "bad",
    STOPPED: "bad",
    SUPPLEMENT: "wait",
    TO_PAY: "wait",
    DRAFT: "wait",
    NEW: "wait",
    RECEIVED: "wait",
    IN_WORK: "wait",
}


PAUSING = ("visit", "duty")
"""What the office waits for while its time does not count."""


def dossiers_view(portal: Portal, paper: str) -> View:
    """The learner's dossiers with what can be done now, or one paper in full."""
    state = portal.state
    return {
        "waiting": any(event.kind in NEWS and event.kind not in reception.LAPSING for event in state.events),
        "dossiers": [_dossier(portal, d) for d in reversed(state.dossiers)],
        "grades": [{"code": c, "name": n} for c, n in datasets.labels()["rating"].items()],
        "paper": papers_view.paper(portal, paper) if paper else None,
        "book": any(d.code for d in state.dossiers),
    }


def _rows(portal: Portal, d: Dossier) -> list[list[str]]:
    rows = [["Mã hồ sơ", d.code]] if d.code else []
    rows += [["Làm cho", person(d)]] if person(d) else []
    rows.append(["Gửi", papers_view.issuer(d)])
    promised = [letter.due for letter in d.letters if letter.due]
    if promised and d.status not in NEXT_TO_NOTHING:
        rows.append(["Hẹn trả", label("waits", "paused") if d.waits in PAUSING else promised[-1]])
    if d.status == SUPPLEMENT:
        rows.append(["Bổ sung trước", moment_text(reception.supplement_by(portal, d))])
    rows += [[part.name, label("status", str(part.status))] for part in d.parts]
    return rows


def _more(portal: Portal, d: Dossier) -> View | None:
    """What begins a dossier for the next of several people, at the newest one that says whom it is for."""
    going_on = [o for o in portal.state.dossiers if o.status not in (*papers_view.OVER, WITHDRAWN)]
    newest = bool(going_on) and going_on[-1] is d
    if not newest or not person(d) or len(going_on) >= len(portal.case.task.everyone):
        return None
    return {"procedure": d.procedure, "province": d.province, "commune": d.commune, "another": True}


def _dossier(portal: Portal, d: Dossier) -> View:
    over = d.status in papers_view.OVER
    going_on = [o for o in portal.state.dossiers if o.status not in (*papers_view.OVER, WITHDRAWN)]
    order = portal.state.open_order(d.id) if d.waits == "duty" else None
    return {
        "id": d.id,
        "code": d.code,
        "title": catalogue.procedures()[d.procedure].name,
        "status": label("status", str(d.status)),
        "tone": TONES.get(d.status, ""),
        "rows": _rows(portal, d),
        "history": [
            f"{label('resent' if i and c.status == NEW else 'status', str(c.status))}: {moment_text(portal.when(c.at))}"
            for i, c in enumerate(d.history)
        ],
        "editable": ("Làm tiếp" if d.status == DRAFT else "Bổ sung hồ sơ") if can_edit(d) else "",
        "letters": [
            {"ref": f"letter/{d.id}/{i}", "name": label("letter", letter.form).split(" (")[0]}
            for i, letter in enumerate(d.letters)
        ],
        "receipts": [o.id for o in portal.state.orders if o.dossier == d.id and o.status == "paid"],
        "why": label("over", str(d.status)) if over else "",
        "reasons": letters.reasons(portal, d, d.letters[-1]) + papers_view.after_the_end(portal, d) if over else [],
        "person": person(d),
        "form": f"form/{d.id}" if d.submitted >= 0 else "",
        "more": _more(portal, d),
        "again": d.procedure if d.status in (*papers_view.OVER, WITHDRAWN) and not going_on else "",
        "waits": d.waits,
        "waits_text": label("waits", d.waits).format(amount=money(d.fee)) if d.waits else "",
        "waits_button": label("waits_button", d.waits) if d.waits else "",
        "presence": catalogue.procedures()[d.procedure].presence if d.waits == "visit" else "",
        "order": order_view(portal, order) if order else None,
        "withdraw": WITHDRAWN in NEXT[d.status],
        "lapsing": d.status == SUPPLEMENT,
        "result": d.status == RETURNED,
        "rating": label("rating", d.rating) if d.rating else "",
    }
