"""The task card: who the learner plays, what to get done, how far it is."""

from __future__ import annotations

from typing import Any

from simulator import datasets
from simulator.datasets import label
from simulator.identity.numbers import digits
from simulator.people.places import authority
from simulator.portal import Portal
from simulator.state import REFUSED, RETURNED

View = dict[str, Any]


def grouped(number: str) -> str:
    """A long number in readable groups: ``0991 9198 8832`` or ``030 920 3231``."""
    number = digits(number)
    if len(number) == 12:
        return f"{number[:4]} {number[4:8]} {number[8:]}"
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 10 else number


def stages(portal: Portal) -> list[View]:
    """The journey's stations, done or not; a dossier that was refused counts for nothing."""
    state = portal.state
    dossiers = state.dossiers
    filed = {d.id for d in dossiers if d.submitted >= 0 and d.status != REFUSED}
    rows = (
        ("Kích hoạt", state.account.step == "active"),
        ("Nộp hồ sơ", bool(filed)),
        ("Thanh toán", any(o.status == "paid" and o.dossier in filed for o in state.orders)),
        ("Nhận kết quả", any(d.status == RETURNED and d.result_downloaded for d in dossiers)),
        ("Đánh giá", any(d.rating for d in dossiers)),
        ("Đăng xuất", state.session.signed_out and state.session.step == "out"),
    )
    return [{"name": name, "done": done} for name, done in rows]


def task_view(portal: Portal) -> View:
    """Everything the learner may copy from."""
    case = portal.case
    person, relative, task = case.citizen, case.relative, case.task
    text = datasets.labels()["task"]
    sibling = label("wording", task.relation)
    title = "chị" if person.sex == "f" else "anh"
    story = text["story"].format(
        title=title,
        given=person.given,
        Sibling=sibling[0].upper() + sibling[1:] + " của",
        relative=relative.name,
        copies=task.copies,
    )
    return {
        "story": story,
        "hint": text["hint"],
        "stages": stages(portal),
        "groups": [
            {
                "title": "Việc cần làm",
                "rows": [
                    ["Xin giấy", f"{label('paper', task.paper)}, {task.copies} bản", False],
                    ["Cấp cho", relative.name, False],
                    ["Ngày sinh", relative.birth_text, False],
                    ["Quan hệ", label("relation", task.relation), False],
                    ["Nơi đã đăng ký khai sinh", authority(task.place.province_code, task.place.commune_code), False],
                    ["Dùng để", label("purpose", task.purpose), False],
                    ["Nhận kết quả", label("delivery", task.delivery), False],
                ],
            },
            {
                "title": "Nhân vật em đóng",
                "rows": [
                    ["Họ và tên", person.name, False],
                    ["Ngày sinh", person.birth_text, False],
                    ["Số định danh", grouped(person.person_number), True],
                    ["SIM hay dùng", grouped(person.phone), True],
                    ["SIM thứ hai", grouped(case.registered_phone), True],
                    ["Thư điện tử", person.email, False],
                ],
            },
            {
                "title": "Phiếu hẹn của Công an",
                "rows": [["Số điện thoại đã đăng ký", grouped(case.registered_phone), True]],
            },
        ],
    }
