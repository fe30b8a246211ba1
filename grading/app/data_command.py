"""The command of the open data: the page of it, or all of it as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FAILED = 1


def data(
    directory: Annotated[
        Path | None, typer.Argument(help="Thư mục để ghi các tệp. Bỏ trống: mở trang dữ liệu mở.", show_default=False)
    ] = None,
    seed: Annotated[str, typer.Option(help="Hạt giống: cùng hạt giống thì cùng dữ liệu, đến từng byte.")] = "1",
    dossiers: Annotated[
        int, typer.Option(min=1, max=5_000_000, help="Thành phố giả có mấy hồ sơ; dưới 50.000 thì bộ mẫu nhỏ hơn tên.")
    ] = 500_000,
    parquet: Annotated[bool, typer.Option("--parquet", help="Ghi thêm .parquet (cần cài gói pyarrow).")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Thay tệp đã có.")] = False,
    citizens: Annotated[
        int, typer.Option(min=0, max=20_000_000, help="Ghi thêm một tệp .csv có chừng này người dân giả.")
    ] = 0,
    workspace: Annotated[
        Path | None, typer.Option(help="Thư mục để trang này. Mặc định: lam-bai, hoặc CongTap trong thư mục cá nhân.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Tự mở trình duyệt.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8869,
) -> None:
    """Mở trang dữ liệu mở của thành phố giả; có tên thư mục thì ghi mọi bộ vào đó (CSV, XLSX, từ điển)."""
    if directory is None:
        from grading.app.start import prepare, serve  # noqa: PLC0415
        from grading.app.workspace import DATA, default_root  # noqa: PLC0415

        serve(prepare(workspace or default_root(), page=DATA), port, browser, lab=False, page=DATA)
        return
    from simulator.city import data_files  # noqa: PLC0415
    from simulator.city.open_data import OpenData, texts  # noqa: PLC0415

    said = texts()["command"]
    typer.echo(said["making"], err=True)
    try:
        made = data_files.write(OpenData(seed, dossiers), directory, parquet, overwrite, citizens)
    except data_files.DataError as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(FAILED) from fault
    except OSError as fault:
        reason = said["failed"].format(path=directory, reason=fault.strerror or fault)
        typer.secho(reason, fg="red", err=True)
        raise typer.Exit(FAILED) from fault
    typer.echo(said["written"].format(count=len(made), path=directory, dictionary=data_files.DICTIONARY))
