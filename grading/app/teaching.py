"""The commands that open the teacher's page, and list the classes that it shows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[
    Path | None,
    typer.Argument(help="Thư mục chứa các lớp. Mặc định: lop, hoặc CongTap-lop trong thư mục cá nhân."),
]


def default_classes() -> Path:
    """``CONGTAP_CLASSES``, else ``lop`` in a checkout, else ``CongTap-lop`` in the home folder."""
    named = os.environ.get("CONGTAP_CLASSES")
    if named:
        return Path(named)
    checkout = Path(__file__).resolve().parents[2]
    return checkout / "lop" if (checkout / "pyproject.toml").is_file() else Path.home() / "CongTap-lop"


def teacher(
    folder: Root = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Tự mở trình duyệt.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8867,
) -> None:
    """Mở trang của thầy/cô: tạo lớp, phát bài, thu, chấm, xem, xuất điểm, không phải gõ lệnh nào nữa."""
    from grading.app.start import TEACHERS, prepare, serve  # noqa: PLC0415
    from grading.app.teacher.said import said  # noqa: PLC0415
    from grading.classroom import CONFIG_FILE  # noqa: PLC0415

    root = (folder or default_classes()).resolve()
    if (root / CONFIG_FILE).is_file():
        typer.secho(said("command", "is_class", directory=root, parent=root.parent), fg="red", err=True)
        raise typer.Exit(1)
    try:
        made = prepare(root, page=TEACHERS)
    except OSError as fault:
        typer.secho(said("command", "unwritten", directory=root, error=fault.strerror), fg="red", err=True)
        raise typer.Exit(1) from fault
    serve(made, port, browser, lab=False, page=TEACHERS)


def classes(
    folder: Root = None,
    json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Liệt kê các lớp: bao nhiêu em, phát mấy bài, mấy bài chờ chấm."""
    from grading.glance import classes_in, glance  # noqa: PLC0415

    found = [glance(path) for path in classes_in(folder or default_classes())]
    if json:
        import msgspec  # noqa: PLC0415

        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")
        return
    for each in found:
        told = each.fault or f"{each.learners} em, {each.lessons} bài đã phát, {each.waiting} bài chờ chấm"
        typer.echo(f"{each.folder}: {told}")


COMMANDS = (teacher, classes)
