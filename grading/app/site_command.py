"""The commands of the static edition: build its folder, and serve one on this machine to look at it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

FAILED = 1

site = typer.Typer(
    name="site",
    help="Bản chạy trong trình duyệt: máy học sinh không cần cài gì.",
    no_args_is_help=True,
    add_completion=False,
)


def _said() -> dict[str, str]:
    from simulator import datasets  # noqa: PLC0415

    said: dict[str, str] = datasets.toml("texts/site.toml")["command"]
    return said


def megabytes(size: int) -> str:
    """Bytes as megabytes, as Vietnamese readers write them."""
    return f"{size / 1_000_000:.1f}".replace(".", ",")


@site.command()
def build(
    directory: Annotated[Path, typer.Argument(help="Thư mục sẽ chứa bản tĩnh (mới, hoặc do lệnh này tạo trước đây).")],
    json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Tạo bản chạy trong trình duyệt: một thư mục mà máy chủ web nào cũng phát được, không cần mạng ngoài."""
    from grading.app.progress_bar import progress_bar  # noqa: PLC0415
    from grading.app.site.build import BuildError  # noqa: PLC0415
    from grading.app.site.build import build as make  # noqa: PLC0415
    from grading.app.site.sources import SourceError  # noqa: PLC0415

    said = _said()
    try:
        with progress_bar(said["building"], json) as progress:
            built = make(directory, progress)
    except (BuildError, SourceError) as fault:
        words: dict[str, Any] = fault.words
        typer.secho(said[fault.code].format(**words), fg="red", err=True)
        raise typer.Exit(FAILED) from fault
    if json:
        import msgspec  # noqa: PLC0415

        found = {**built._asdict(), "folder": str(built.folder)}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")
        return
    sizes = {"size": megabytes(built.size), "first": megabytes(built.first), "packed": megabytes(built.packed)}
    typer.echo(said["built"].format(folder=built.folder, files=built.files, **sizes))


@site.command()
def serve(
    directory: Annotated[Path, typer.Argument(help="Thư mục do lệnh build tạo.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8870,
) -> None:
    """Mở bản tĩnh trên máy này để xem thử (cho cả phòng máy thì dùng lệnh classroom)."""
    from grading.app.site.build import MARK  # noqa: PLC0415
    from grading.app.site.serve import serve as run  # noqa: PLC0415

    if not (directory / MARK).is_file():
        typer.secho(_said()["not_a_site"].format(folder=directory), fg="red", err=True)
        raise typer.Exit(FAILED)
    typer.echo(_said()["serving"].format(url=f"http://127.0.0.1:{port}/"))
    run(directory, port)
