"""Papers in full: receipts, the office's letters, the sheet of control, results. They can be printed."""

from __future__ import annotations

from typing import Any

from simulator import datasets
from simulator.clock import day_text, moment_text
from simulator.datasets import label
from simulator.office import letters
from simulator.payments import vietqr
from simulator.payments.words import in_words
from simulator.people.places import authority
from simulator.portal import Portal
from simulator.screens import book_view
from simulator.screens.task_view import grouped
from simulator.services import catalogue, drafts, eforms, lookups, results, signing
from simulator.services.fees import money
from simulator.state import DONE, IN_WORK, REFUSED, RETURNED, STOPPED, WITHDRAWN, Dossier

View = dict[str, Any]
OVER = (REFUSED, STOPPED)
"""Statuses after which one begins anew."""
FORM_FOOT = "Mẫu theo Thông tư 03/2025/TT-VPCP, rút gọn. Văn bản mô phỏng."


def paper(portal: Portal, ref: str) -> View:
    """The paper that a reference names: ``receipt/o1``, ``letter/d1/0``, ``control/d1``, ``result/d1``, ``form/d1``.

    ``form/d1/3`` is opened from the third step and leads back there.
    """
    kind, name, *rest = ref.split("/")
    if kind == "book":
        return book_view.book(portal)
    if kind == "receipt":
        return _receipt(portal, name)
    dossier = portal.state.dossier(name)
    assert dossier is not None  # noqa: S101 - refs are made by the screens
    if kind == "form":
        return _form(portal, dossier, *rest)
    if kind == "letter":
        return _letter(portal, dossier, int(rest[0]))
    return _control(portal, dossier) if kind == "control" else _result(portal, dossier)


def issuer(dossier: Dossier) -> str:
    """The authority that a dossier was sent to."""
    kind = catalogue.procedures()[dossier.procedure].authority
    return authority(dossier.province, dossier.commune, kind)


def _receipt(portal: Portal, name: str) -> View:
    order = portal.state.order(name)
    assert order is not None  # noqa: S101 - refs are made by the screens
    dossier = portal.state.dossier(order.dossier)
    assert dossier is not None  # noqa: S101 - an order belongs to a dossier
    procedure = catalogue.procedures()[dossier.procedure]
    copies = dossier.answers.get("copies")
    return {
        "issuer": issuer(dossier),
        "title": "Biên lai thu tiền phí, lệ phí",
        "rows": [
            ["Số", order.receipt],
            ["Khoản thu", f"Phí, lệ phí: {procedure.name}" + (f", {copies} bản" if copies else "")],
            ["Người nộp", portal.case.citizen.name],
            ["Số tiền", money(order.amount)],
            ["Bằng chữ", in_words(order.amount)],
            ["Hình thức", label("paid_by", order.way)],
            ["Thời gian", moment_text(portal.when(order.paid))],
            ["Mã hồ sơ", dossier.code],
        ],
        "list": [],
        "foot": "Biên lai điện tử mô phỏng, không có giá trị thanh toán.",
    }


def _letter(portal: Portal, dossier: Dossier, index: int) -> View:
    letter = dossier.letters[index]
    procedure = catalogue.procedures()[dossier.procedure]
    rows = [
        ["Mã hồ sơ", dossier.code],
        ["Người nộp", portal.case.citizen.name],
        ["Thủ tục", f"{procedure.name} ({procedure.shown_code})"],
        ["Thời gian", moment_text(portal.when(letter.at))],
    ]
    if letter.before:
        rows.append(["Đã hẹn trả kết quả", letter.before])
    if letter.due:
        rows.append(["Hẹn lại" if letter.before else "Hẹn trả kết quả", letter.due])
    return {
        "issuer": issuer(dossier),
        "title": label("letter", letter.form),
        "rows": rows,
        "list": letters.reasons(portal, dossier, letter),
        "note": after_the_end(portal, dossier) if letter.form in (letters.REFUSAL, letters.STOP) else [],
        "foot": FORM_FOOT,
        "before": datasets.labels()["form_before"].get(letter.form, ""),
    }


def after_the_end(portal: Portal, dossier: Dossier) -> list[str]:
    """What somebody can do whose dossier was refused or stopped, and what is known of the fee."""
    place, procedure = portal.case.task.place, catalogue.procedures()[dossier.procedure]
    text = datasets.labels()["refused"]
    there = authority(place.province_code, place.commune_code, procedure.authority)
    lines = [text["todo"].format(place=there) if dossier.status == REFUSED else text["stopped"]]
    paid = sum(o.amount for o in portal.state.orders if o.dossier == dossier.id and o.status == "paid")
    return [*lines, text["fee"].format(amount=money(paid))] if paid else lines


def _control(portal: Portal, dossier: Dossier) -> View:
    """Who had the dossier when: the sheet that goes with it through the office."""
    rows = [["Mã hồ sơ", dossier.code]]
    for change in dossier.history:
        hand = label("control", "work" if change.status in (IN_WORK, DONE) else "receive")
        text = f"{label('status', str(change.status))} ({hand})"
        rows.append([moment_text(portal.when(change.at)), text])
    return {
        "issuer": issuer(dossier),
        "title": label("control", "title"),
        "rows": rows,
        "list": [f"{part.name}: {label('status', str(part.status))}" for part in dossier.parts],
        "foot": FORM_FOOT,
        "before": label("form_before", "06"),
    }


def _result(portal: Portal, dossier: Dossier) -> View:
    procedure = catalogue.procedures()[dossier.procedure]
    done = next(c.at for c in reversed(dossier.history) if c.status == RETURNED)
    code = lookups.result_code(dossier)
    return {
        "issuer": issuer(dossier),
        "title": f"{lookups.result_name(procedure, dossier)} (bản điện tử)",
        "picture": vietqr.picture(lookups.ADDRESS + code, 4, label("lookup", "above"), label("lookup", "picture")),
        "rows": [
            *([name, grouped(text) if text.isdigit() else text] for name, text in results.rows(portal, dossier)),
            ["Ngày cấp", day_text(portal.when(done).date())],
            ["Mã tra cứu", code],
            ["Ký số", "Chữ ký số mô phỏng của cơ quan cấp"],
        ],
        "list": [part.result for part in procedure.parts],
        "foot": "Đã lưu vào máy tính mô phỏng. Giấy tờ này không có giá trị ngoài bài tập.",
    }


def _form(portal: Portal, dossier: Dossier, step: str = "") -> View:
    """The e-form as a paper, filled in; a draft's leads back to the step that it was opened from."""
    schema, said = drafts.form_of(dossier), eforms.content(portal, dossier)
    parts: dict[str, list[list[str]]] = {}
    for name, field in schema["properties"].items():
        text = eforms.choices(field).get(said.get(name, ""), said.get(name, ""))
        text = grouped(text) if field.get("x-prefill") == "citizen.person_number" else text
        parts.setdefault(field["x-group"], []).append([field["title"], text or label("signature", "blank")])
    editable = drafts.can_edit(dossier)
    unsigned = editable and not signing.signed(portal, dossier)
    return {
        "issuer": label("signature", "form"),
        "title": schema["title"],
        "rows": [["Mã hồ sơ", dossier.code]] if dossier.code else [],
        "parts": [{"title": title, "rows": rows} for title, rows in parts.items()],
        "sign": signature(portal, dossier, always=True),
        "asks": dossier.id if unsigned and not signing.by_hand(portal) else "",
        "by_hand": dossier.id if unsigned and signing.by_hand(portal) else "",
        "asked": label("signature", "asked") if editable and dossier.sign_asked else "",
        "back": {"page": "dossier", "dossier": dossier.id, "step": step or "2"} if editable else None,
        "list": [],
        "foot": "Tờ khai mô phỏng, không nộp được cho cơ quan nào.",
    }


def signature(portal: Portal, dossier: Dossier, always: bool = False) -> View | None:
    """How the form's signature stands; nothing where it is neither wanted nor there, unless ``always``."""
    mark = dossier.signature
    wanted = signing.wanted(portal, dossier)
    if mark is None:
        missing = "by_hand" if signing.by_hand(portal) else "wanted"
        text = label("signature", missing if wanted else "unsigned")
        return {"text": text, "ok": not wanted} if wanted or always else None
    if not signing.signed(portal, dossier):
        return {"text": label("signature", "changed"), "ok": False}
    how = label("signature", "scanned" if mark.hand else "signed")
    return {"text": how.format(name=portal.case.citizen.name, when=moment_text(portal.when(mark.at))), "ok": True}


def answered(schema: View, answers: dict[str, str]) -> list[list[str]]:
    """An e-form's answers with their titles, choices in words."""
    rows = []
    for name, field in schema["properties"].items():
        text = answers.get(name, "")
        if text and not field.get("x-locked"):
            rows.append([field["title"], eforms.choices(field).get(text, text)])
    return rows


__all__ = ["OVER", "WITHDRAWN", "after_the_end", "answered", "issuer", "paper", "signature"]
