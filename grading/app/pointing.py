"""The command that opens a shift at a support point directly, for a machine that stands at the point."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def kiosk(
    level: Annotated[int, typer.Option(min=1, max=3, help="Mức khó của ca: 1 nhẹ, 2 đông người, 3 khó.")] = 1,
    learner: Annotated[
        str, typer.Option(help="Mã người trực, ví dụ TNV-07. Mỗi người một mã, không ghi tên.")
    ] = "TNV-01",
    workspace: Annotated[
        Path | None, typer.Option(help="Thư mục bài làm. Mặc định: lam-bai, hoặc CongTap trong thư mục cá nhân.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Tự mở trình duyệt.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8866,
) -> None:
    """Mở thẳng một ca trực ở điểm hỗ trợ, không qua trang nhà."""
    from grading.app.start import prepare, serve  # noqa: PLC0415
    from grading.app.workspace import default_root  # noqa: PLC0415
    from simulator.case import CaseError, learner_id  # noqa: PLC0415

    try:
        name = learner_id(learner)
    except CaseError as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(1) from fault
    made = prepare(workspace or default_root())
    notebook = made.practise(name, f"ca-truc-{level}").relative_to(made.root)
    serve(made, port, browser, lab=False, first=notebook.with_suffix("").as_posix())


COMMANDS = (kiosk,)
