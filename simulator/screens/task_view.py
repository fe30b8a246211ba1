"""The task card: who the learner plays, what to get done, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator import actions, datasets
from simulator.datasets import label
from simulator.identity import calls, population, posters
from simulator.identity.numbers import digits
from simulator.office import counter, letters
from simulator.point import queue
from simulator.portal import Portal
from simulator.services import catalogue, fees, lookups, signing
from simulator.state import NEW, REFUSED, RETURNED, WITHDRAWN
from simulator.worksheets.plan import plans

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


def _filed(portal: Portal) -> set[str]:
    """The dossiers that were sent and count; one that was refused or taken back counts for nothing."""
    return {d.id for d in portal.state.dossiers if d.submitted >= 0 and d.status not in (REFUSED, WITHDRAWN)}


def _wanted(portal: Portal) -> int:
    return len(portal.case.task.everyone)


def _result_verified(portal: Portal) -> bool:
    """Whether one's own result was looked up, and the altered sample paper caught by its signature."""
    own = {lookups.result_code(dossier) for dossier in portal.state.dossiers if dossier.status == RETURNED}
    done = [entry for entry in portal.log if entry.outcome.ok]
    codes = {lookups.tidy_code(each.action.code) for each in done if isinstance(each.action, actions.LookUp)}
    return bool(own & codes) and any(each.outcome.code == "file_altered" for each in done)


def _rescued(portal: Portal) -> bool:
    """Whether the account was locked, got new secrets and is to be unlocked, and the police know."""
    done = {entry.outcome.code for entry in portal.log}
    return bool(portal.state.tips) and {"account_locked", "reset_done", "unlock_wanted"} <= done


STATIONS: dict[str, Callable[[Portal], bool]] = {
    "calls": lambda portal: (
        len(portal.state.calls) == len(calls.dealt(portal))
        and all(call.step in calls.PAST for call in portal.state.calls)
    ),
    "rescue": _rescued,
    "visitors": lambda portal: (
        portal.state.shift is not None and len(portal.state.shift.seen()) == len(queue.coming(portal))
    ),
    "counter": lambda portal: all(found.step in counter.OVER for found in portal.state.incoming),
    "activate": lambda portal: portal.state.account.step == "active",
    "child": lambda portal: bool(portal.state.children),
    "file": lambda portal: len(_filed(portal)) >= _wanted(portal),
    "pay": lambda portal: any(o.status == "paid" and o.dossier in _filed(portal) for o in portal.state.orders),
    "receive": lambda portal: (
        sum(d.status == RETURNED and d.result_downloaded for d in portal.state.dossiers) >= _wanted(portal)
    ),
    "rate": lambda portal: any(d.rating for d in portal.state.dossiers),
    "sign_out": lambda portal: portal.state.session.signed_out and portal.state.session.step == "out",
    "mend": lambda portal: portal.state.data_mended or population.pending(portal),
    "sign": lambda portal: any(signing.signed(portal, d) for d in portal.state.dossiers),
    "accepted": lambda portal: any(
        letter.form == letters.RECEIPT for d in portal.state.dossiers for letter in d.letters
    ),
    "receipt": lambda portal: any(order.receipt_opened for order in portal.state.orders),
    "supplement": lambda portal: any([c.status for c in d.history].count(NEW) > 1 for d in portal.state.dossiers),
    "look_up": _result_verified,
    "petition": lambda portal: any(petition.rating for petition in portal.state.petitions),
    "scan": lambda portal: any(p.opened and posters.covered(p) is None for p in portal.state.posters),
    "sticker": lambda portal: any(p.reported and p.sticker for p in portal.state.posters),
    "read": lambda portal: portal.case.task.procedure in portal.state.procedures_read,
}
"""What the task card can count as done. Where several people need a dossier, it is done when it is for all of them."""


def stages(portal: Portal) -> list[View]:
    """The journey's stations, done or not: the scenario's own, or the whole way of a dossier."""
    case = portal.case
    wanted = case.scenario.stations or (
        *(["activate"] if case.scenario.begins == "new" else []),
        "file",
        *(["pay"] if costs(portal) else []),
        "receive",
        "rate",
        "sign_out",
    )
    return [{"name": _station_name(case.lesson, key), "done": _station_done(portal, key)} for key in wanted]


def _station_name(lesson: str, key: str) -> str:
    exercise = plans()[lesson].find(key) if lesson in plans() else None
    return exercise.title if exercise else label("station", key)


def _station_done(portal: Portal, key: str) -> bool:
    """A station's own rule; a worksheet is done when every question has an answer."""
    if key in STATIONS:
        return STATIONS[key](portal)
    filled = portal.state.sheets.get(key)
    return filled is not None and len(filled.answers) == len(portal.case.sheets[key])


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
    # Where the register is wrong, the right address stands on the paper in hand, below.
    home = [] if case.planted("wrong_prefill") else [["Nơi thường trú", person.address, False]]
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
                *home,
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
    begins = "sent" if case.scenario.sent is not None else case.scenario.begins
    hint: str = "lost_phone" if case.planted("lost_phone") is not None else begins
    if portal.state.incoming:
        # Whoever is on duty files nothing: the card holds what the desk's rules are.
        card = {key: text for key, text in datasets.labels()["counter_card"].items() if key != "title"}
        rows = [[key, text, False] for key, text in card.items()]
        groups, hint = [{"title": label("counter_card", "title"), "rows": rows}], "counter"
    if case.scenario.card_only:
        groups, hint = [], "sheets"
    stations = stages(portal)
    ended = label("task", "answered" if case.lesson in plans() else "finished")
    return {
        "story": case.scenario.story.format(**words),
        "hint": label("task", f"hint_{hint}"),
        "stages": stations,
        "finished": ended if all(each["done"] for each in stations) else "",
        "groups": groups,
    }
