"""The coordinator's part: each volunteer's shifts, what they are good at, a suggested rota, and both as a file."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from grading import volunteer_class as data
from grading.app.teacher.book import FILES
from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.said import said
from grading.rota import MOST_SLOTS
from grading.shift_sheet import texts
from simulator.clock import VIETNAM

WRITERS = {"xlsx": data.xlsx, "csv": data.csv}


class Volunteers(Part):
    """The volunteers of a class."""

    slots: int | None = None
    """How many slots the rota has; ``None`` for as many as it takes."""

    def shown(self) -> View:
        """Results and rota as they are exported."""
        words = texts()["rota"]
        found = data.volunteers(self.classroom())
        rota = data.rota_of(found, self.slots)
        heading, *rows = _text(data.results_table(found))
        slots_heading, *slots = _text(data.rota_table(found, rota))
        return {
            "lead": words["lead"],
            "empty": "" if any(each.shifts for each in found.standings) else words["empty"],
            "heading": heading,
            "rows": rows,
            "rota": {"title": words["rota"], "how": words["how"].format(threshold=rota.threshold)},
            "slots_heading": slots_heading,
            "slots": slots,
            "slots_title": words["slots"],
            "count": len(rota.slots),
            "most": MOST_SLOTS,
            "notes": data.notes(found, rota),
        }

    def verbs(self) -> dict[str, Verb]:
        """Another number of slots, and files."""
        return {"slots": self._slots, "export": self._export}

    def _slots(self, message: View) -> None:
        text = text_of(message, "count")
        self.slots = min(MOST_SLOTS, int(text)) if text.isdecimal() else None
        self.renew()

    def _export(self, message: View) -> None:
        ending = text_of(message, "kind")
        if ending not in WRITERS:
            return
        # At once and not as long work: the journals have just been read for the page.
        found = data.volunteers(self.classroom())
        written = WRITERS[ending](found, data.rota_of(found, self.slots))
        day = f"{datetime.now(VIETNAM):%Y-%m-%d}"
        name = texts()["rota"]["file"].format(name=found.klass, day=day, ending=ending)
        self.console.give(name, f"data:{FILES[ending][1]};base64,{base64.b64encode(written).decode()}")
        self.console.tell(said("told", "exported", file=name))


def _text(table: Any) -> list[list[str]]:  # noqa: ANN401 - a table of the exporter
    return [[str(cell) for cell in row] for row in table]
