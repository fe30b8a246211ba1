"""The computer's screens: frame, sign-in, procedures, list of dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator import datasets
from simulator.clock import day_text, moment_text
from simulator.datasets import label
from simulator.office import reception
from simulator.payments.orders import money
from simulator.people.places import authority, places
from simulator.portal import Portal
from simulator.screens.phone_view import seconds_left
from simulator.services import catalogue
from simulator.services.dossiers import can_edit
from simulator.state import DONE, DRAFT, IN_WORK, NEW, RECEIVED, REFUSED, RETURNED, STOPPED, SUPPLEMENT, Dossier

View = dict[str, Any]

TONES = {RETURNED: "good", DONE: "good", REFUSED: "bad", STOPPED: "bad", SUPPLEMENT: "wait", DRAFT: "wait"}
PATHS = {
    "procedures": "thu-tuc",
    "sign_in": "dang-nhap",
    "dossier": "nop-ho-so",
    "dossiers": "ho-so-cua-toi",
}
FEE_NOTE = "Lệ phí nộp trực tuyến cho cơ quan này: {fee} một bản."
UNKNOWN = "Cổng không công bố"


def computer_view(portal: Portal, page: str) -> View:
    """The frame: who is signed in, which page."""
    return {
        "page": page,
        "path": PATHS[page],
        "signed_in": portal.state.session.step == "in",
        "name": portal.case.citizen.name,
    }


def sign_in_view(portal: Portal) -> View:
    """Number and password, one-time code, consent."""
    session = portal.state.session
    return {
        "step": session.step,
        "left": seconds_left(portal, session.otp),
        "shares": list(datasets.labels()["shares"].values()),
    }


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
        "open": None,
        "provinces": [],
        "communes": [],
        "fee": "",
    }
    if procedure is None:
        view["levels"] = _levels(result["service_level"] for result in view["results"])
        return view
    view["open"] = _page(procedure)
    if procedure.filed_here:
        view["provinces"] = [
            {"code": row["province_code"], "name": row["province"]} for row in datasets.table("places/provinces.csv")
        ]
        view["communes"] = [{"code": p.commune_code, "name": p.commune} for p in places(province)]
        if province:
            row = catalogue.fee(procedure, province, "online", portal.now.date())
            view["fee"] = FEE_NOTE.format(fee=money(row.amount) if row else UNKNOWN)
    return view


def _levels(names: Iterable[str]) -> list[list[str]]:
    """What the levels of service mean, each once."""
    return [[name, label("service_level", name)] for name in dict.fromkeys(names)]


def _page(p: catalogue.Procedure) -> View:
    return {
        "code": p.code,
        "shown_code": p.shown_code,
        "name": p.name,
        "service_level": p.service_level,
        "level_means": label("service_level", p.service_level),
        "filed_here": p.filed_here,
        "facts": [
            ["Lĩnh vực", p.field],
            ["Cấp thực hiện", p.level],
            ["Ai được nộp", p.applicants],
            ["Cơ quan giải quyết", p.competent],
            ["Kết quả", p.result],
        ],
        "ways": [[label("channel", way.channel), way.time_limit, way.fee_text or UNKNOWN] for way in p.ways],
        "papers": [slot.name for slot in p.documents],
        "steps": list(p.steps),
        "legal": "; ".join(p.legal_basis),
        "sources": [f"{s.about}: {s.text} ({label('confidence', s.confidence)})" for s in p.sources],
    }


def dossiers_view(portal: Portal, paper: str) -> View:
    """The learner's dossiers with what can be done now, or one paper in full."""
    state = portal.state
    return {
        "waiting": any(event.kind in reception.EVENTS for event in state.events),
        "dossiers": [_dossier(portal, d) for d in reversed(state.dossiers)],
        "grades": [{"code": c, "name": n} for c, n in datasets.labels()["rating"].items()],
        "paper": _paper(portal, paper) if paper else None,
    }


def _dossier(portal: Portal, d: Dossier) -> View:
    rows = [["Gửi", authority(d.province, d.commune)]]
    if d.code:
        rows.insert(0, ["Mã hồ sơ", d.code])
    if d.due and d.status in (RECEIVED, IN_WORK):
        rows.append(["Hẹn trả", d.letters[-1].due])
    waits = d.status in (NEW, RECEIVED, IN_WORK, DONE)
    refused = d.status == REFUSED
    others = [other for other in portal.state.dossiers if other.status != REFUSED]
    return {
        "id": d.id,
        "code": d.code,
        "title": catalogue.procedures()[d.procedure].name,
        "status": label("status", str(d.status)),
        "tone": TONES.get(d.status, "wait" if waits else ""),
        "rows": rows,
        "history": [f"{label('status', str(c.status))}: {moment_text(portal.when(c.at))}" for c in d.history],
        "editable": ("Làm tiếp" if d.status == DRAFT else "Bổ sung hồ sơ") if can_edit(d) else "",
        "letters": [
            {"ref": f"letter/{d.id}/{i}", "name": label("letter", letter.form).split(" (")[0]}
            for i, letter in enumerate(d.letters)
        ],
        "receipts": [o.id for o in portal.state.orders if o.dossier == d.id and o.status == "paid"],
        "reasons": reception.reasons(portal, d, d.letters[-1]) + _after_refusal(portal, d) if refused else [],
        "again": d.procedure if refused and not others else "",
        "result": d.status == RETURNED,
        "rating": label("rating", d.rating) if d.rating else "",
    }


def _paper(portal: Portal, ref: str) -> View:
    kind, name, *rest = ref.split("/")
    if kind == "receipt":
        return _receipt(portal, name)
    dossier = portal.state.dossier(name)
    assert dossier is not None  # noqa: S101 - refs are made by this module
    return _result(portal, dossier) if kind == "result" else _letter(portal, dossier, int(rest[0]))


def _receipt(portal: Portal, name: str) -> View:
    order = portal.state.order(name)
    assert order is not None  # noqa: S101 - refs are made by this module
    dossier = portal.state.dossier(order.dossier)
    assert dossier is not None  # noqa: S101 - an order belongs to a dossier
    return {
        "issuer": authority(dossier.province, dossier.commune),
        "title": "Biên lai thu tiền phí, lệ phí",
        "rows": [
            ["Số", order.receipt],
            ["Khoản thu", f"Lệ phí bản sao, {dossier.answers.get('copies', '1')} bản"],
            ["Người nộp", portal.case.citizen.name],
            ["Số tiền", money(order.amount)],
            ["Hình thức", "Chuyển khoản qua mã QR (mô phỏng)"],
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
        ["Thủ tục", f"{procedure.name} ({procedure.code})"],
        ["Thời gian", moment_text(portal.when(letter.at))],
    ]
    if letter.due:
        rows.append(["Hẹn trả kết quả", letter.due])
    return {
        "issuer": authority(dossier.province, dossier.commune),
        "title": label("letter", letter.form),
        "rows": rows,
        "list": reception.reasons(portal, dossier, letter),
        "note": _after_refusal(portal, dossier) if letter.form == "03" else [],
        "foot": "Mẫu theo Thông tư 03/2025/TT-VPCP, rút gọn. Văn bản mô phỏng.",
    }


def _after_refusal(portal: Portal, dossier: Dossier) -> list[str]:
    """What somebody whose dossier was refused can do now, and what is known of the fee."""
    place = portal.case.task.place
    text = datasets.labels()["refused"]
    lines = [text["todo"].format(place=authority(place.province_code, place.commune_code))]
    paid = sum(o.amount for o in portal.state.orders if o.dossier == dossier.id and o.status == "paid")
    return [*lines, text["fee"].format(amount=money(paid))] if paid else lines


def _result(portal: Portal, dossier: Dossier) -> View:
    relative = portal.case.relative
    done = next(c.at for c in reversed(dossier.history) if c.status == RETURNED)
    return {
        "issuer": authority(dossier.province, dossier.commune),
        "title": f"{label('paper', dossier.answers['paper'])} (bản điện tử)",
        "rows": [
            ["Họ, chữ đệm, tên", relative.name],
            ["Ngày sinh", relative.birth_text],
            ["Giới tính", "Nữ" if relative.sex == "f" else "Nam"],
            ["Nơi đăng ký khai sinh", str(portal.case.task.place)],
            ["Số bản", dossier.answers["copies"]],
            ["Ngày cấp", day_text(portal.when(done).date())],
            ["Ký số", "Chữ ký số mô phỏng của cơ quan cấp"],
        ],
        "list": [],
        "foot": "Đã lưu vào máy tính mô phỏng. Giấy tờ này không có giá trị ngoài bài tập.",
    }
