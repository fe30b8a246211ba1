"""Commands for understanding a class: a look at it in words, numbers and pictures, and pages for its learners."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grading.app.progress_bar import progress_bar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grading.insight import Course, Insight
    from grading.needs import Reminder, Slip

ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


def _print_json(found: Any) -> None:  # noqa: ANN401 - whatever msgspec can write
    import msgspec  # noqa: PLC0415

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")


def look(
    directory: ClassFolder,
    lesson: Annotated[str | None, typer.Option(help="Chỉ một bài, ví dụ 3. Bỏ trống: cả khóa.")] = None,
    pictures: Annotated[Path | None, typer.Option(help="Vẽ hình để chiếu vào thư mục này.")] = None,
    names: Annotated[bool, typer.Option("--names", help="Ghi cả họ tên các em cần giúp.")] = False,
    json: Json = False,
) -> None:
    """Nhìn cả lớp: điểm, mục nào đạt, thời gian, lỗi hay gặp, em nào cần giúp, trò lừa nào mắc."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.enrol import read_names  # noqa: PLC0415
    from grading.insight import course, insight  # noqa: PLC0415
    from grading.tracing import lesson_named, prepare  # noqa: PLC0415

    classroom = open_class(directory)
    with progress_bar("Xem lại bài của lớp", quiet=json) as progress:
        prepare(classroom, progress)
    found = insight(classroom, lesson_named(classroom, lesson)) if lesson is not None else course(classroom)
    known = read_names(classroom.directory) if names else {}
    if json:
        _print_json(found)
    else:
        for line in in_lines(found, known):
            typer.echo(line)
    if pictures is not None:
        from grading.app.class_pictures import pictures_of, write_pictures  # noqa: PLC0415

        prefix = f"{classroom.course}-{lesson_named(classroom, lesson)[:2] if lesson is not None else 'ca-khoa'}"
        with progress_bar("Vẽ hình", quiet=json) as progress:
            drawn = write_pictures(pictures_of(found), pictures, prefix, progress)
        for path in drawn:
            typer.echo(f"Đã vẽ hình: {path}", err=True)


def in_lines(found: Insight | Course, names: Mapping[str, str]) -> list[str]:
    """What a teacher reads at a terminal."""
    from grading.app.class_pictures import pictures_of  # noqa: PLC0415
    from grading.insight import Insight  # noqa: PLC0415
    from grading.traces import texts  # noqa: PLC0415

    page = texts()["page"]
    title = found.title if isinstance(found, Insight) else page["course"]
    seen = [f"- {picture.alt}" for picture in pictures_of(found)] or [page["nobody"]]
    lines = [f"{found.klass} · {title}", *seen]
    if not isinstance(found, Insight):
        return lines
    groups = {
        "slips": [_slip(slip) for slip in found.slips],
        "reminders": [_reminder(each) for each in found.reminders],
        "advice": [f"{seen}: {ask}" for seen, ask in found.advice],
        "needs": [
            f"{each.learner} {names.get(each.learner, '')}".strip() + f": {'; '.join(each.reasons)}"
            for each in found.needs
        ],
    }
    for key, group in groups.items():
        if group:
            lines += ["", page[key], *(f"- {line}" for line in group)]
    return [*lines, "", page["unread"].format(count=found.unread)] if found.unread else lines


def _slip(slip: Slip) -> str:
    from grading.traces import texts  # noqa: PLC0415

    counted = texts()["page"]["times"].format(times=len(slip.learners))
    return f"{slip.label} ({counted}) {slip.reason} {slip.help}".strip()


def _reminder(each: Reminder) -> str:
    from grading.traces import texts  # noqa: PLC0415

    page = texts()["page"]
    counted = page["code_times"].format(times=each.times, learners=each.learners)
    reminded = page["reminded"].format(next=each.next) if each.next else ""
    return f"{each.text} ({counted}) {reminded}".strip()


def feedback(
    directory: ClassFolder,
    learners: Annotated[
        list[str] | None, typer.Argument(help="Số thứ tự hoặc mã của các em. Bỏ trống: cả lớp.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Ghi vào thư mục này, kèm trang nhận xét từng bài. Mặc định: feedback của lớp.")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Ghi cả họ tên lên phiếu.")] = False,
    json: Json = False,
) -> None:
    """Viết phiếu tổng kết một trang A4 cho từng em: điểm các bài, đúng gì, chưa đúng gì và vì sao, đường ngắn hơn."""
    from datetime import datetime  # noqa: PLC0415

    from grading.classroom import ClassroomError, ids_of, open_class  # noqa: PLC0415
    from grading.enrol import read_names  # noqa: PLC0415
    from grading.summary import write_summaries  # noqa: PLC0415
    from simulator.clock import VIETNAM  # noqa: PLC0415

    classroom = open_class(directory)
    there = classroom.learners
    wanted = ids_of(classroom, learners) if learners else list(there)
    for learner in wanted:
        if learner not in there:
            raise ClassroomError("no_learner", learner=learner, name=classroom.course)
    known = read_names(classroom.directory) if names else {}
    with progress_bar("Viết phiếu tổng kết", quiet=json) as progress:
        made = write_summaries(classroom, wanted, datetime.now(VIETNAM).date(), to, known, progress)
    if json:
        _print_json({"folder": str(made.folder), "learners": made.learners, "pages": made.pages})
        return
    typer.echo(f"Đã viết phiếu tổng kết cho {made.learners} em ({made.pages} trang) vào {made.folder}")
    if made.whole is not None:
        typer.echo(f"In cả lớp, mỗi em một tờ A4: mở {made.whole} bằng trình duyệt rồi bấm In.")


COMMANDS = (look, feedback)
