"""What the commands print: tables and sentences for a teacher at a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grading.batch import Report
    from grading.exchange import Dropped
    from grading.held import Held
    from grading.reasons import Overview
    from grading.results import Grading
    from grading.survey import Survey

NEXT = """
Xem tiếp:
  congtap reasons {folder}
      những mục cả lớp thường chưa đạt, kèm lý do
  congtap reasons {folder} {learner}
      một em: từng mục, lý do và gợi ý
  congtap start --workspace {work} --class {folder}
      vào lớp như một em trong đó (lớp {klass}, số 1, 2, 3…): xem bài em ấy làm, bấm Xem nhận xét
Trang nhận xét của từng em: mở bằng trình duyệt, ví dụ
  {page}"""
TO_THE_LEARNER = "Lý do và gợi ý dưới đây là lời máy nói với học sinh."
SIGNS = {"passed": "✓", "failed": "✗", "not_attempted": "–", "could_not_run": "!"}
OUTCOMES = {"graded": "đã chấm", "not_attempted": "chưa làm", "could_not_run": "không chấm được"}


def _console() -> Any:  # noqa: ANN401 - rich is imported late, as everything heavy
    from rich.console import Console  # noqa: PLC0415

    return Console()


def _text(words: str) -> Any:  # noqa: ANN401 - as above
    """Text, not markup: a remark may repeat what a learner wrote."""
    from rich.text import Text  # noqa: PLC0415

    return Text(words)


def _number(value: object) -> str:
    """A number as Vietnamese schools write it, with a comma."""
    return str(value).replace(".", ",")


def typed(directory: Path) -> str:
    """A folder as it is typed at a command line."""
    return f'"{directory}"' if " " in str(directory) else str(directory)


def left_out_text(dropped: Dropped, directory: Path) -> str:
    """What happened to something that was not taken, and what the teacher can do."""
    from grading.classroom import texts  # noqa: PLC0415
    from simulator.case import LEARNER_ID  # noqa: PLC0415

    if dropped.text:
        return f"{dropped.name}: {dropped.text}"
    key = dropped.reason
    if key == "foreign" and not LEARNER_ID.match(dropped.learner):
        key = "unknown"
    from grading.export import local_time  # noqa: PLC0415

    name = local_time(dropped.name) if key == "future" else dropped.name
    words = {"learner": dropped.learner, "name": name, "directory": typed(directory)}
    return texts()[f"left_{key}"].format(**words)


def returned_text(report: Report, directory: Path) -> str:
    """What became of the feedback pages."""
    from grading.classroom import texts  # noqa: PLC0415

    returned = report.returned
    if returned.fault:
        key = "returned_fault"
    elif not returned.pages:
        key = "returned_none"
    else:
        key = "returned" if returned.released else "returned_pages"
    folder = typed(directory / "feedback")
    return texts()[key].format(pages=str(returned.pages), folder=folder, error=returned.fault)


def show_reports(reports: list[Report], directory: Path) -> None:
    """One table a lesson, and under it what was not taken."""
    from rich.table import Table  # noqa: PLC0415

    from grading.averages import texts  # noqa: PLC0415
    from grading.feedback import exercise_name  # noqa: PLC0415
    from grading.held import late_text  # noqa: PLC0415

    console = _console()
    for report in reports:
        exercises = next((list(row.points) for row in report.rows if row.points), [])
        table = Table(title=f"Lớp {report.klass}, bài {report.lesson}")
        table.add_column("Học sinh", no_wrap=True)
        for exercise in exercises:
            table.add_column(exercise_name(exercise), justify="right")
        table.add_column("Điểm", justify="right")
        table.add_column("Ghi chú")
        for row in report.rows:
            points = [_number(row.points.get(exercise, 0)) for exercise in exercises]
            short = "" if row.outcome == "graded" else OUTCOMES[row.outcome]
            late = texts()["held"]["late_only"].format(late=late_text(row.late)) if row.late else ""
            below = "xem dưới" if row.note or (row.remark and not short) else ""
            mark = _number(row.mark if row.held is None else row.held)
            table.add_row(row.learner, *points, mark, _text("; ".join(filter(None, (short, late, below)))))
        console.print(table)
        # A whole sentence in a narrow column would be one word a line.
        for row in report.rows:
            said = " ".join(filter(None, (row.note, row.remark)))
            if said:
                console.print(_text(f"- {row.learner}: {said}"), soft_wrap=True)
        if report.left_out:
            console.print("Những gì cần xem:")
        for each in report.left_out:
            console.print(_text(f"- {left_out_text(each, directory)}"), soft_wrap=True)
        console.print(_text(returned_text(report, directory)), soft_wrap=True)
        if not report.pinned_here:
            console.print("Lớp này được phát với bản Cổng Tập hoặc bộ dữ liệu khác với máy đang chấm.")


def show_next_steps(reports: list[Report], directory: Path) -> None:
    """What to look at after a demonstration class was made."""
    from grading.demo import WORKSPACES  # noqa: PLC0415

    page = next(iter(sorted((directory / "feedback").glob("*/*/*.html"))), directory / "feedback")
    learner = page.parts[-3] if page.suffix else reports[0].rows[0].learner
    words = {"folder": typed(directory), "work": typed(directory / WORKSPACES), "klass": reports[0].klass}
    _console().print(_text(NEXT.format(**words, learner=learner, page=page)), soft_wrap=True)


def show_grading(grading: Grading, held: Held | None = None) -> None:
    """One learner's mark as it counts, and the checks with their reasons as the learner reads them."""
    from grading.feedback import for_teacher, in_words  # noqa: PLC0415

    console, words = _console(), in_words(for_teacher(grading, held))
    console.print(_text(f"{grading.learner} · {words['title']} · {words['mark']}"), style="bold")
    lines = [words["counted"], words["note"], *([TO_THE_LEARNER] if words["exercises"] else [])]
    for exercise in words["exercises"]:
        lines.append(f"\n{exercise['title']}")
        for row in exercise["rows"]:
            lines.append(f"  {SIGNS[row['outcome']]} {row['text']} ({row['points']}/{row['maximum']} · {row['said']})")
            lines.append(f"      {row['reason']} {row['help']}" if row["reason"] else "")
    console.print(_text("\n".join(line for line in lines if line.strip())))


def show_overview(overview: Overview) -> None:
    """What a class most often missed."""
    from rich.table import Table  # noqa: PLC0415

    console = _console()
    average = f", điểm trung bình {_number(overview.average)}" if overview.graded else ""
    table = Table(title=f"Lớp {overview.klass}, bài {overview.lesson}: {overview.graded} em đã chấm{average}")
    table.add_column("Mục", ratio=1)
    counted = {"failed": "Chưa đạt", "not_attempted": "Chưa làm", "could_not_run": "Không xét được"}
    shown = [name for name in counted if any(getattr(each, name) for each in overview.missed)]
    for name in shown:
        table.add_column(counted[name], justify="right")
    table.add_column("Máy nói với học sinh, lý do hay gặp nhất (số em)", ratio=1)
    for each in overview.missed:
        if each.missed:
            counts = [str(getattr(each, name) or "") for name in shown]
            table.add_row(_text(each.description), *counts, _text(f"{each.reason} ({each.times})"))
    console.print(table)
    for said, learners in (
        ("Chưa nộp hoặc chưa làm gì", overview.nothing),
        ("Không chấm được", overview.could_not_run),
    ):
        if learners:
            console.print(_text(f"{said}: {', '.join(learners)}"))


def show_survey(survey: Survey, directory: Path) -> None:
    """How many of ten could do it before and can now, each matter with how many are counted."""
    from rich.table import Table  # noqa: PLC0415

    from grading.classroom import texts  # noqa: PLC0415

    console, said = _console(), texts()
    words = {"learners": survey.learners, "before": survey.said_before, "now": survey.said_now}
    if survey.counted:
        table = Table(title=said["survey_title"].format(klass=survey.klass))
        table.add_column("Việc", ratio=1)
        table.add_column("Tự làm được", no_wrap=True)
        table.add_column("Đếm", justify="right", no_wrap=True)
        for each in survey.matters:
            tens = said["survey_line"].format(before=each.before_in_ten, now=each.now_in_ten)
            table.add_row(_text(each.text), tens if each.counted else said["survey_nobody"], f"{each.counted} em")
        console.print(table)
        console.print(_text(said["survey_counted"].format(**words)), soft_wrap=True)
    else:
        console.print(_text(said["survey_empty"].format(**words, directory=typed(directory))), soft_wrap=True)
    if survey.unread:
        console.print(_text(said["survey_unread"].format(learners=", ".join(survey.unread))), soft_wrap=True)
