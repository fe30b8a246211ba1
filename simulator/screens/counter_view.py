"""The officer's desk on the computer: who waits and how long, one dossier's papers, and the letters that went out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simulator.clock import WEEKDAYS, day_text, moment_text
from simulator.datasets import label
from simulator.office import calendar, counter, incoming
from simulator.people.places import authority
from simulator.portal import Portal
from simulator.screens.papers_view import FORM_FOOT
from simulator.services import catalogue
from simulator.state import Incoming, Letter

View = dict[str, Any]
DAYS = 21
"""How many days ahead a result can be promised: a little more than the longest limit there is at the desk."""
TONES = {"received": "good", "asked": "good", "refused": "good", "complained": "bad", "back": "wait", "waiting": ""}


def _long(time: timedelta) -> str:
    """A stretch of working time in words."""
    minutes = max(0, int(time.total_seconds()) // 60)
    unit = "hours" if minutes >= 60 else "minutes"
    return label("counter_said", unit).format(hours=minutes // 60, minutes=minutes % 60)


def _office(portal: Portal) -> str:
    here = portal.case.citizen.home
    return authority(here.province_code, here.commune_code)


def _row(portal: Portal, found: Incoming) -> View:
    """One line of the queue."""
    over = found.step in counter.OVER
    left = calendar.working_time_between(portal.now, counter.answer_by(portal, found))
    ahead = label("counter_said", "left").format(time=_long(left)) if left else label("counter_said", "over")
    return {
        "id": found.id,
        "name": found.words["name"],
        "title": catalogue.procedures()[incoming.visits()[found.key].procedure].name,
        "arrived": moment_text(portal.when(found.arrived)),
        "waited": label("counter_said", "waited").format(time=_long(counter.waited(portal, found))),
        "left": "" if found.letters else ahead,
        "urgent": not found.letters and left < timedelta(hours=2),
        "step": label("counter_step", found.step),
        "tone": TONES[found.step],
        "over": over,
    }


def _seen(found: Incoming, line: str) -> str:
    """What is seen of one paper."""
    visit, wrong = incoming.visits()[found.key], counter.shortcomings(found).get(line, "")
    if wrong == "missing":
        return label("counter_said", "missing")
    if wrong in ("empty", "blurred"):
        return label("paper_kind", wrong)
    return incoming.fill(found, visit.bad[line] if wrong else visit.papers[line])


def _lines(found: Incoming) -> list[View]:
    """The sheet of what is checked: each line with what is seen, and what can be noted of it."""
    procedure, shown = catalogue.procedures()[incoming.visits()[found.key].procedure], []
    for number, line in enumerate(counter.lines(found), 1):
        slot = procedure.slot(line)
        marks = counter.FORM_MARKS if line == counter.FORM else counter.PAPER_MARKS
        shown.append(
            {
                "id": line,
                "number": number,
                "name": slot.name if slot else label("counter_line", line),
                "seen": _seen(found, line) if slot else "",
                "marks": [{"code": code, "name": label("counter_mark", code)} for code in marks],
                "mark": found.marks.get(line, ""),
            }
        )
    return shown


def _letter(portal: Portal, found: Incoming, letter: Letter) -> View:
    """One letter that went out."""
    procedure = catalogue.procedures()[incoming.visits()[found.key].procedure]
    rows = [
        ["Mã hồ sơ", found.code],
        ["Người nộp", found.words["name"]],
        ["Thủ tục", f"{procedure.name} ({procedure.shown_code})"],
        ["Thời gian", moment_text(portal.when(letter.at))],
    ]
    if letter.due:
        rows.append(["Hẹn trả kết quả", letter.due])
    return {
        "issuer": _office(portal),
        "title": label("letter", letter.form),
        "rows": rows,
        "list": counter.reasons(found, letter),
        "foot": FORM_FOOT,
    }


def _open(portal: Portal, found: Incoming) -> View:
    """One dossier on the desk."""
    visit, words = incoming.visits()[found.key], found.words
    procedure = catalogue.procedures()[visit.procedure]
    said = words["said" if counter.FORM in counter.shortcomings(found) else "born"]
    days = [portal.now.date() + timedelta(days=count) for count in range(DAYS)]
    return {
        **_row(portal, found),
        "code": found.code,
        "asks": incoming.fill(found, visit.asks),
        "facts": [
            ["Thủ tục", f"{procedure.name} ({procedure.shown_code})"],
            ["Thời hạn", next(way.time_limit for way in procedure.ways if way.channel == "online")],
            ["Nơi giải quyết", procedure.competent],
            [visit.where, words["place"]],
        ],
        "form": [["Người nộp", words["name"]], ["Ngày sinh", said]],
        "register": [["Người nộp", words["name"]], ["Ngày sinh", words["born"]]],
        "lines": _lines(found),
        "days": [
            {"code": day_text(day), "name": f"{WEEKDAYS[day.weekday()]}, {day_text(day)}" + (" (hôm nay)" * (not n))}
            for n, day in enumerate(days)
        ],
        "places": [{"code": option, "name": words[option]} for option in incoming.OPTIONS],
        "letters": [_letter(portal, found, letter) for letter in reversed(found.letters)],
        "should": _letter(portal, found, counter.right_letter(portal, found)) if found.step == "complained" else None,
    }


def counter_view(portal: Portal, chosen: str) -> View:
    """The queue, or one dossier of it."""
    found, queue = portal.state.handed_in(chosen), portal.state.incoming
    rows = [_row(portal, each) for each in queue]
    return {
        "office": _office(portal) if queue else "",
        "now": moment_text(portal.now),
        "done": sum(row["over"] for row in rows),
        "queue": rows,
        "open": _open(portal, found) if found else None,
        "next": next((row["id"] for row in rows if not row["over"] and row["id"] != chosen), ""),
    }
