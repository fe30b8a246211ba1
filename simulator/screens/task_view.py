"""The task card: who the learner plays, what to get done, how far it is."""

from __future__ import annotations

from typing import Any

from simulator.datasets import label
from simulator.identity.numbers import digits
from simulator.portal import Portal
from simulator.services import catalogue, fees
from simulator.state import REFUSED, RETURNED, WITHDRAWN

View = dict[str, Any]
FEES_DUE: tuple[fees.Due, ...] = ("filing", "after")


def grouped(number: str) -> str:
    """A long number in readable groups: ``0991 9198 8832`` or ``030 920 3231``."""
    number = digits(number)
    if len(number) == 12:
        return f"{number[:4]} {number[4:8]} {number[8:]}"
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 else number


def costs(portal: Portal) -> bool:
    """Whether the task costs something, on filing or later."""
    task, day = portal.case.task, portal.case.begins.date()
    procedure = catalogue.procedures()[task.procedure]
    rows = (row for due in FEES_DUE for row in fees.in_force(procedure, task.place.province_code, "online", day, due))
    return any(row.amount for row in rows)


def stages(portal: Portal) -> list[View]:
    """The journey's stations, done or not; a dossier that was refused or taken back counts for nothing.

    Where several people need a dossier, a station is done when it is for all of them.
    """
    state, wanted = portal.state, len(portal.case.task.everyone)
    dossiers = state.dossiers
    filed = {d.id for d in dossiers if d.submitted >= 0 and d.status not in (REFUSED, WITHDRAWN)}
    rows = [
        ("Nộp hồ sơ", len(filed) >= wanted),
        ("Nhận kết quả", sum(d.status == RETURNED and d.result_downloaded for d in dossiers) >= wanted),
        ("Đánh giá", any(d.rating for d in dossiers)),
        ("Đăng xuất", state.session.signed_out and state.session.step == "out"),
    ]
    if costs(portal):
        rows.insert(1, ("Thanh toán", any(o.status == "paid" and o.dossier in filed for o in state.orders)))
    if portal.case.scenario.begins == "new":
        rows.insert(0, ("Kích hoạt", state.account.step == "active"))
    return [{"name": name, "done": done} for name, done in rows]


def task_view(portal: Portal) -> View:
    """Everything the learner may copy from."""
    case = portal.case
    person, task, words = case.citizen, case.task, case.words()
    texts = [(label_, text.format(**words)) for label_, text in case.scenario.rows]
    rows = [[label_, grouped(text) if text.isdigit() else text, text.isdigit()] for label_, text in texts]
    two_phones = case.registered_phone != person.phone
    phones = [["Số điện thoại", grouped(person.phone), True]]
    if two_phones:
        phones = [
            ["SIM hay dùng", grouped(person.phone), True],
            ["SIM thứ hai", grouped(case.registered_phone), True],
        ]
    groups = [
        {
            "title": "Việc cần làm",
            "rows": [*rows, ["Nhận kết quả", label("delivery", task.delivery), False]],
        },
        {
            "title": "Nhân vật em đóng",
            "rows": [
                ["Họ và tên", person.name, False],
                ["Ngày sinh", person.birth_text, False],
                ["Số định danh", grouped(person.person_number), True],
                *phones,
                ["Thư điện tử", person.email, False],
            ],
        },
    ]
    if two_phones:
        registered = ["Số điện thoại đã đăng ký", grouped(case.registered_phone), True]
        groups.append({"title": "Phiếu hẹn của Công an", "rows": [registered]})
    if case.planted("wrong_prefill") is not None:
        born, address = label("in_hand", "citizen.born"), label("in_hand", "citizen.address")
        rows = [[born, person.birth_text, False], [address, person.address, False]]
        groups.append({"title": label("in_hand", "title"), "rows": rows})
    hint = "lost_phone" if case.planted("lost_phone") is not None else case.scenario.begins
    return {
        "story": case.scenario.story.format(**words),
        "hint": label("task", f"hint_{hint}"),
        "stages": stages(portal),
        "groups": groups,
    }
