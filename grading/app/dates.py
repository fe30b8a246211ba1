"""Commands about due dates: longer for one learner, and what becomes of late work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from grading.app.regrading import lessons_of, print_json
from grading.app.tables import typed

ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
RULES = {
    "none": "nộp muộn vẫn giữ nguyên điểm",
    "zero": "nộp muộn thì bài đó 0 điểm",
    "own": "theo quy tắc riêng trong nbgrader_config.py",
}


def extend(
    directory: ClassFolder,
    learner: Annotated[str, typer.Argument(help="Số thứ tự hoặc mã của một em.", show_default=False)],
    lesson: Annotated[str, typer.Argument(help="Số bài, ví dụ 4.", show_default=False)],
    days: Annotated[int, typer.Option(help="Thêm mấy ngày sau hạn của lớp; 0: bỏ gia hạn.", show_default=False)],
    json: AsJson = False,
) -> None:
    """Gia hạn nộp một bài cho một em, tính từ hạn của lớp; lần sau thay lần trước."""
    from grading import due  # noqa: PLC0415
    from grading.classroom import ids_of, open_class  # noqa: PLC0415
    from grading.words import due_text  # noqa: PLC0415

    classroom = open_class(directory)
    (name,), (wanted,) = ids_of(classroom, [learner]), lessons_of(classroom, [lesson])
    until = due.extend(classroom, name, wanted, days)
    if json:
        print_json({"learner": name, "lesson": wanted, "days": days, "due": until})
        return
    typer.echo(f"{name}, bài {wanted}: hạn nộp {due_text(until)}" + (f" (thêm {days} ngày)." if days else "."))
    typer.echo(_after(directory))


def late(
    directory: ClassFolder,
    rule: Annotated[
        str | None, typer.Argument(help="none: nộp muộn vẫn giữ điểm; zero: nộp muộn thì 0 điểm. Bỏ trống: xem.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Xem hay chọn quy định cho bài nộp muộn của cả lớp."""
    from grading import due  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415

    classroom = open_class(directory)
    if rule is not None:
        chosen: Any = rule
        if rule not in ("none", "zero"):
            raise typer.BadParameter("none hoặc zero")
        classroom = due.set_late_rule(classroom, chosen)
    found = due.late_rule(classroom)
    if json:
        print_json({"rule": found})
        return
    typer.echo(f"Lớp {classroom.course}: {RULES.get(found, found)}.")
    if rule is not None:
        typer.echo(_after(directory))


def _after(directory: Path) -> str:
    return f"Điểm trong sổ đã tính lại. Viết lại trang nhận xét cho các em: congtap grade {typed(directory)}"


COMMANDS = (extend, late)
