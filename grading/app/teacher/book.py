"""The mark book: marks and averages, what counts as what, the school's spreadsheet, and works that are alike."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import msgspec

from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.said import said
from grading.averages import choose, read_plan, texts, write_plan
from grading.classroom import open_class
from grading.copies import Alike, find_copies
from grading.copies import texts as copies_texts
from grading.export import Cell, csv_bytes, marks_table, xlsx_bytes
from grading.markbook import MarkBook, mark_book
from grading.words import title_of
from simulator.clock import VIETNAM

KINDS = ("tx", "gk", "ck", "khong")
FILES = {
    "xlsx": (xlsx_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_bytes, "text/csv;charset=utf-8"),
}


class Book(Part):
    """The whole class's marks."""

    def shown(self) -> View:
        """The table as it is exported, and the choice behind its averages."""
        book = self._book()
        heading, *rows = marks_table(book)
        return {
            "heading": [str(each) for each in heading],
            "rows": [[_cell(each) for each in row] for row in rows],
            "lessons": [_counted(book, lesson) for lesson in book.lessons],
            "kinds": [{"value": kind, "title": texts()["kinds"][kind]} for kind in KINDS],
            "zero": book.plan.missing_is_zero,
            "nameless": sum(not row.name for row in book.rows),
            "copies": None,
        }

    def verbs(self) -> dict[str, Verb]:
        """Files, choices, copies."""
        return {"export": self._export, "count": self._count, "zero": self._zero, "copies": self._copies}

    def _book(self) -> MarkBook:
        return mark_book(self.classroom(), datetime.now(VIETNAM).date())

    def _export(self, message: View) -> None:
        ending = text_of(message, "kind")
        if ending not in FILES:
            return
        directory = self.directory

        def work(_: Any) -> tuple[str, str]:  # noqa: ANN401 - the job's progress
            book = mark_book(open_class(directory), datetime.now(VIETNAM).date())
            write, kind = FILES[ending]
            address = f"data:{kind};base64,{base64.b64encode(write(book)).decode()}"
            return f"diem-{book.klass}-{book.day:%Y-%m-%d}.{ending}", address

        self.console.begin("exported", said("work", "exporting"), work)

    def _count(self, message: View) -> None:
        """What one lesson counts as: ``kind`` and ``term``."""
        self.console.free()
        lesson, kind, term = (text_of(message, key) for key in ("lesson", "kind", "term"))
        classroom = self.classroom()
        write_plan(
            classroom.directory, choose(read_plan(classroom.directory), classroom.lessons, [f"{lesson}={kind}{term}"])
        )
        self.renew()

    def _zero(self, message: View) -> None:
        self.console.free()
        plan = msgspec.structs.replace(read_plan(self.directory), missing_is_zero=bool(message.get("zero")))
        write_plan(self.directory, plan)
        self.renew()

    def _copies(self, _: View) -> None:
        classroom = self.classroom()

        def work(progress: Any) -> list[Alike]:  # noqa: ANN401 - the job's
            return find_copies(classroom, None, lambda done, total, lesson: progress(done, total, title_of(lesson)))

        self.console.begin("compared", said("work", "comparing"), work)

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401
        """A file to keep, or what is alike."""
        if name == "exported":
            self.console.give(*result)
            self.console.tell(said("told", "exported", file=result[0]))
        elif self.console.view["section"] == "book":
            shown = [
                {"who": " · ".join(each.learners), "lesson": title_of(each.lesson), "texts": list(each.texts)}
                for each in result
            ]
            self.show(copies={"rows": shown, "note": copies_texts()["note" if result else "none"]})


def _cell(value: Cell) -> str:
    return value if isinstance(value, str) else str(value).replace(".", ",")


def _counted(book: MarkBook, lesson: str) -> View:
    counted = book.plan.counted(lesson)
    return {
        "id": lesson,
        "title": title_of(lesson),
        "kind": counted.kind,
        "term": counted.term,
    }
