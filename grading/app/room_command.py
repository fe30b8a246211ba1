"""The command that opens a class's room: the server on the teacher's laptop."""

from __future__ import annotations

import asyncio
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import ssl

    from grading.app.room.server import Addresses

ANYWHERE = "0.0.0.0"  # noqa: S104 - the other computers of the room have to reach it
ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]


def classroom(
    directory: ClassFolder,
    site: Annotated[
        Path | None,
        typer.Option(
            help="Thư mục trang của học sinh. Bỏ trống: máy tự tạo (lần đầu cần Internet).", show_default=False
        ),
    ] = None,
    address: Annotated[str, typer.Option(help="Địa chỉ mạng của máy này; 0.0.0.0: mọi mạng máy đang nối.")] = ANYWHERE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Cổng mạng; 0: cổng nào trống.")] = 8080,
    exam: Annotated[bool, typer.Option("--exam", help="Đổi các bài của phòng sang bài kiểm tra.")] = False,
    lessons: Annotated[str, typer.Option(help="Chỉ mở những bài này, ví dụ 3,4. Bỏ trống: mọi bài đã phát.")] = "",
    teacher_from: Annotated[
        list[str] | None, typer.Option(help="Cho mở trang thầy/cô từ thêm địa chỉ này.", show_default=False)
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="Mã hóa đường truyền bằng chứng chỉ tự làm.")] = False,
    json: Annotated[bool, typer.Option("--json", help="In địa chỉ dạng JSON.")] = False,
) -> None:
    """Mở phòng máy cho cả lớp: phát trang học cho các máy khác, nhận bài làm, chấm khi các em nộp."""
    from grading.app.room.certificate import context  # noqa: PLC0415
    from grading.app.room.errands import ErrandError  # noqa: PLC0415
    from grading.app.room.said import RoomError, said  # noqa: PLC0415
    from grading.app.room.server import own_addresses  # noqa: PLC0415
    from grading.lessons import lesson_named  # noqa: PLC0415

    try:
        wanted = [_named(text, lesson_named(text.strip())) for text in lessons.split(",") if text.strip()]
        secured = context(directory, own_addresses() if address == ANYWHERE else [address]) if tls else None
        pages = site or _own_site(quiet=json)
        asyncio.run(_serve(directory, pages, address, port, wanted, teacher_from or [], secured, exam=exam, json=json))
    except KeyboardInterrupt:
        return
    except (RoomError, ErrandError) as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(1) from fault
    typer.echo(said("command", "closed"), err=json)


def _own_site(*, quiet: bool) -> Path:
    """The learners' pages as this program builds them, built now if they are not there or older."""
    from grading.app.progress_bar import progress_bar  # noqa: PLC0415
    from grading.app.room.said import RoomError  # noqa: PLC0415
    from grading.app.site.build import BuildError, ready  # noqa: PLC0415
    from grading.app.site.sources import SourceError  # noqa: PLC0415
    from simulator import datasets  # noqa: PLC0415

    said = datasets.toml("texts/site.toml")["command"]
    try:
        with progress_bar(said["building"], quiet) as progress:
            return ready(progress=progress)
    except (BuildError, SourceError) as fault:
        raise RoomError("own_site", why=said[fault.code].format(**fault.words)) from fault


def _named(text: str, lesson: str | None) -> str:
    from grading.app.room.said import RoomError  # noqa: PLC0415

    if lesson is None:
        raise RoomError("unknown_lesson", text=text)
    return lesson


async def _serve(
    directory: Path,
    site: Path,
    address: str,
    port: int,
    wanted: list[str],
    teacher_from: list[str],
    secured: ssl.SSLContext | None,
    *,
    exam: bool,
    json: bool,
) -> None:
    from grading.app.room import server  # noqa: PLC0415
    from grading.app.room.doors import Doors  # noqa: PLC0415
    from grading.app.room.room import open_room  # noqa: PLC0415
    from grading.app.room.said import RoomError  # noqa: PLC0415
    from grading.app.room.site import Site  # noqa: PLC0415

    server.quiet()
    server.room_for_many()
    pages = Site(site)
    try:
        known = [ip_address(each) for each in teacher_from]
    except ValueError as fault:
        raise RoomError("bad_address", text=", ".join(teacher_from)) from fault
    room = await open_room(directory, wanted)
    try:
        for lesson in room.lessons() if exam else ():
            await room.set_mode(lesson, "exam")
        doors = Doors(room, known, secure=secured is not None)
        scheme = "https" if secured else "http"
        try:
            listening = server.listen(address, port)
        except OSError as fault:
            raise RoomError("address", address=address, port=port, error=fault.strerror or fault) from fault
        at = server.addresses(address, listening[0].getsockname()[1], scheme)
        running = server.served(server.application(room, pages, doors, at.join), listening, secured)
        room.begin()
        _tell(room.course, at, json)
        await server.until_stopped()
        running.stop()
        await running.close_all_connections()
    finally:
        await room.close()


def _tell(course: str, at: Addresses, json: bool) -> None:
    import msgspec  # noqa: PLC0415

    from grading.app.room.said import said  # noqa: PLC0415

    if json:
        sys.stdout.write(msgspec.json.encode({"class": course, "join": at.join, "teacher": at.teacher}).decode() + "\n")
    else:
        typer.echo(said("command", "open", course=course, teacher=at.teacher))
        for each in at.join:
            typer.echo(said("command", "join", address=each))
        typer.echo(said("command", "stop"))
    sys.stdout.flush()


COMMANDS = (classroom,)
