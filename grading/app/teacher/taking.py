"""Taking hand-ins in: a heap of files that was dropped on the page, or what lies in the shared folder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grading.app.tables import left_out_text
from grading.app.teacher.jobs import Progress
from grading.app.teacher.part import Part, Verb, View
from grading.app.teacher.said import in_place, said
from grading.at_work import at_work
from grading.collecting import collect_all
from grading.exchange import Dropped
from grading.glance import glance
from grading.intake import Intake, Row, klass_of, take, texts
from grading.words import title_of

MOST = 500
CALM = ("taken", "duplicate", "older")


class Taking(Part):
    """What came in, each thing with its answer."""

    def shown(self) -> View:
        """How much waits to be graded."""
        found = glance(self.directory)
        return {"waiting": found.waiting, "loose": found.loose, "rows": None, "counts": []}

    def verbs(self) -> dict[str, Verb]:
        """Two ways in."""
        return {"take": self._take, "collect": self._collect}

    def _take(self, _: View) -> None:
        uploads, klass = self.console.uploads, klass_of(self.classroom())
        paths, left = uploads.paths(), [Row(name, "too_big", texts()["too_big"]) for name in uploads.left]

        def work(progress: Progress) -> Intake:
            with at_work(klass.directory, "take"):
                return Intake((*take(klass, paths, None, progress).rows, *left))

        self.console.begin("taken", said("work", "taking"), work)

    def _collect(self, _: View) -> None:
        classroom = self.classroom()

        def work(progress: Progress) -> tuple[Dropped, ...]:
            return collect_all(classroom, lambda done, total, lesson: progress(done, total, title_of(lesson)))

        self.console.begin("collected", said("work", "collecting"), work)

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401
        """Each thing with its answer; what was dropped on the page is in the class now, or told why not."""
        if name == "taken":
            self.console.uploads.end()
            self._show_rows([taken_row(row, self.directory.name) for row in result.rows], _counts(result))
        else:
            rows = left_out_rows(result, self.directory)
            self._show_rows(rows, [])
            self.console.tell(said("told", "collected", waiting=self.console.part.get("waiting", 0)))

    def _show_rows(self, rows: list[View], counts: list[View]) -> None:
        if self.console.view["section"] == "taking":
            # Those that want something first.
            ordered = sorted(rows, key=lambda row: row["calm"])
            self.renew(rows=ordered[:MOST], more=max(0, len(rows) - MOST), counts=counts)


def _counts(found: Intake) -> list[View]:
    counted = found.counted()
    calm = [(kind, counted.pop(kind, 0)) for kind in CALM]
    groups = [*calm, ("rest", sum(counted.values()))]
    return [{"kind": kind, "count": count, "said": said("counts", kind)} for kind, count in groups if count]


def taken_row(row: Row, course: str) -> View:
    """One thing of a heap, in this page's words."""
    words = {"learner": row.learner, "lesson": title_of(row.lesson), "course": course}
    calm = row.result in CALM
    said_short = row.text.replace(row.lesson, row.lesson[:2].lstrip("0") or "0") if row.lesson else row.text
    return {
        "file": row.file,
        "kind": row.result,
        "calm": calm,
        "text": in_place(f"take_{row.result}", said_short, words),
    }


def left_out_rows(left_out: Iterable[Dropped], directory: Any) -> list[View]:  # noqa: ANN401 - a path
    """What collecting did not take, in this page's words."""
    rows = []
    for each in left_out:
        words = {"learner": each.learner, "name": each.name, "lesson": "", "course": directory.name}
        key = f"take_{each.reason}" if each.text else f"left_{each.reason}"
        text = in_place(key, left_out_text(each, directory), words)
        rows.append({"file": each.name, "kind": each.reason, "calm": False, "text": text})
    return rows
