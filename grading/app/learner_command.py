"""Commands about one learner: a forgotten PIN, work under a wrong number, a certificate to be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FAILED = 1


def pin(
    learner: Annotated[str, typer.Argument(help="Mã của em quên mã PIN, ví dụ 8A1-07.", show_default=False)],
    workspace: Annotated[Path | None, typer.Option(help="Thư mục bài làm của máy này. Mặc định: lam-bai.")] = None,
) -> None:
    """Xóa mã PIN của một em trên máy này; bài làm vẫn còn, em đặt mã mới ở lần vào sau."""
    from grading.app.pins import forget  # noqa: PLC0415
    from grading.app.workspace import default_root  # noqa: PLC0415

    name = _named(learner)
    there = forget((workspace or default_root()) / name)
    typer.echo(f"Đã xóa mã PIN của em {name}." if there else f"Em {name} chưa đặt mã PIN trên máy này.")


def move(
    source: Annotated[str, typer.Argument(help="Mã em đã vào nhầm, ví dụ 8A1-70.", show_default=False)],
    target: Annotated[str, typer.Argument(help="Mã đúng của em, ví dụ 8A1-07.", show_default=False)],
    workspace: Annotated[Path | None, typer.Option(help="Thư mục bài làm của máy này. Mặc định: lam-bai.")] = None,
    classroom: Annotated[
        Path | None, typer.Option("--class", help="Thư mục lớp. Mặc định: lớp mà máy này đang nối.")
    ] = None,
) -> None:
    """Chuyển bài của em vào nhầm số sang đúng số; muốn chuyển lại thì đổi chỗ hai mã."""
    from grading.app import moving  # noqa: PLC0415
    from grading.app.workspace import Workspace, default_root  # noqa: PLC0415

    done = moving.move(Workspace(workspace or default_root()), _named(source), _named(target), classroom)
    for line in done.lines:
        typer.echo(line)
    if not done.moved:
        raise typer.Exit(FAILED)


def certificate(
    directory: Annotated[Path, typer.Argument(help="Thư mục lớp, hoặc thư mục bài làm của máy.", show_default=False)],
    learner: Annotated[str, typer.Argument(help="Mã của em, ví dụ 8A1-07.", show_default=False)],
    code: Annotated[str, typer.Argument(help="Mã kiểm tra ghi trên giấy chứng nhận.", show_default=False)],
) -> None:
    """Kiểm tra một giấy chứng nhận với các bài làm đã thu, hoặc với bài làm trên máy."""
    from grading.app.certificate import code_of  # noqa: PLC0415
    from grading.app.progress import all_passed, handed_in, standings  # noqa: PLC0415
    from grading.app.workspace import Workspace  # noqa: PLC0415
    from grading.classroom import CONFIG_FILE, open_class  # noqa: PLC0415
    from grading.words import number, title_of  # noqa: PLC0415

    name = _named(learner)
    is_class = (directory / CONFIG_FILE).is_file()
    found = handed_in(open_class(directory), name) if is_class else standings(Workspace(directory), name)
    for each in found:
        if each.mark is not None and is_class:
            changed = f" ({each.changed})" if each.changed else ""
            typer.echo(f"{title_of(each.lesson)}: {number(each.mark)} điểm{changed}")
    if all_passed(found) and code_of(name, found) == code.strip().upper():
        typer.echo(f"Đúng: em {name} đã đạt cả {len(found)} bài, mã khớp với bài làm.")
        return
    passed = sum(each.status == "passed" for each in found)
    typer.secho(f"Không khớp: ở đây em {name} đạt {passed} trên {len(found)} bài.", fg="red", err=True)
    raise typer.Exit(FAILED)


def _named(text: str) -> str:
    """The learner id that was typed; ends the command where it is none."""
    from simulator.case import CaseError, learner_id  # noqa: PLC0415

    try:
        return learner_id(text)
    except CaseError as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(FAILED) from fault


COMMANDS = (pin, move, certificate)
