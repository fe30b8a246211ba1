"""Commands for volunteers and those who send them: personas, shifts, helpers needed, a rota, a card."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from grading.app.lists import AsJson, show

PERSONA_COLUMNS = ("Mã", "Người đến", "Việc cần làm", "Mức", "Kết thúc đúng")


def _print_json(found: Any) -> None:  # noqa: ANN401 - whatever msgspec can write
    import msgspec  # noqa: PLC0415

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")


def personas(json: AsJson = False) -> None:
    """Liệt kê những người đến điểm hỗ trợ: việc cần làm, mức khó, kết thúc đúng."""
    from simulator.point import conduct  # noqa: PLC0415
    from simulator.point import personas as data  # noqa: PLC0415

    records = [
        {"id": name, "title": who.title, "need": conduct.matter(who), "level": who.level, "ending": who.ends[0]}
        for name, who in data.personas().items()
    ]
    rows = [
        (name, who.title, conduct.matter(who) or "–", str(who.level), _ending(who))
        for name, who in data.personas().items()
    ]
    show(records, json, PERSONA_COLUMNS, rows)


def _ending(who: Any) -> str:  # noqa: ANN401 - a persona; its module is imported late
    from simulator.point.personas import endings, said  # noqa: PLC0415

    return said(endings()[who.ends[0]], {"call": who.call, "Call": who.call.capitalize()})


def shift(
    bot: Annotated[float, typer.Option(min=0, max=1, help="Tay nghề của tình nguyện viên máy, từ 0 đến 1.")],
    seed: Annotated[str, typer.Option(help="Hạt giống: cùng hạt giống thì cùng người đến, cùng cách làm.")] = "1",
    level: Annotated[int, typer.Option(min=1, max=3, help="Ca nhẹ, đông hay khó.")] = 1,
    json: AsJson = False,
) -> None:
    """Cho một tình nguyện viên máy trực một ca, không cần màn hình, rồi in bảng điểm kèm lý do."""
    from grading.shift_sheet import in_lines, shift_sheet  # noqa: PLC0415
    from grading.volunteers import Level, play  # noqa: PLC0415

    sheet = shift_sheet(play(bot, seed, cast("Level", level)).portal)
    if json:
        _print_json(sheet)
        return
    for line in in_lines(sheet):
        typer.echo(line)


def helpers(
    workspace: Annotated[
        Path | None, typer.Option(help="Thư mục để trang này. Mặc định: lam-bai, hoặc CongTap trong thư mục cá nhân.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Tự mở trình duyệt.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8868,
) -> None:
    """Mở bức tranh hàng chờ: một điểm hỗ trợ cần bao nhiêu người, kéo thanh là thấy."""
    from grading.app.start import HELPERS, prepare, serve  # noqa: PLC0415
    from grading.app.workspace import default_root  # noqa: PLC0415

    serve(prepare(workspace or default_root(), page=HELPERS), port, browser, lab=False, page=HELPERS)


def rota(
    directory: Annotated[Path, typer.Argument(help="Thư mục lớp tình nguyện viên.", show_default=False)],
    slots: Annotated[
        int | None, typer.Option(min=0, max=60, help="Số buổi trực. Bỏ trống: vừa đủ để ai cũng trực một buổi.")
    ] = None,
    threshold: Annotated[int, typer.Option(min=0, max=100, help="Từ bao nhiêu điểm thì dẫn được một buổi.")] = 60,
    work: Annotated[
        list[Path] | None,
        typer.Option(help="Đọc thêm các ca trong thư mục bài làm của một máy; nhiều máy thì ghi nhiều lần."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Ghi ra bảng tính, đuôi .xlsx hoặc .csv.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Thay tệp đã có.")] = False,
    json: AsJson = False,
) -> None:
    """Xem kết quả các ca của từng tình nguyện viên và gợi ý xếp lịch: mỗi buổi một người vững, một người đang học."""
    from grading import volunteer_class as data  # noqa: PLC0415
    from grading.averages import MarksError  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.export import write_file  # noqa: PLC0415

    write = {".xlsx": data.xlsx, ".csv": data.csv}.get(to.suffix.lower()) if to is not None else None
    if to is not None and write is None:
        raise MarksError("bad_ending", file=to.name)
    found = data.volunteers(open_class(directory), work or ())
    made = data.rota_of(found, slots, threshold)
    if json:
        _print_json(
            {"volunteers": found.standings, "rota": made, "unfinished": found.unfinished, "unread": found.unread}
        )
    else:
        for line in data.in_lines(found, made):
            typer.echo(line)
    if to is not None and write is not None:
        path = write_file(write(found, made), to, overwrite=overwrite)
        typer.echo(f"Đã ghi kết quả và lịch vào {path}.", err=True)


def pocket_card(
    file: Annotated[Path, typer.Argument(help="Tệp cần ghi, đuôi .html.", show_default=False)],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Thay tệp đã có.")] = False,
) -> None:
    """Ghi thẻ bỏ túi để in: các bước của một lượt hỗ trợ, mười quy tắc nặng nhất, các số cần gọi."""
    from grading.pocket_card import write_card  # noqa: PLC0415

    path = write_card(file, overwrite=overwrite)
    typer.echo(f"Đã ghi thẻ bỏ túi vào {path}. Mở bằng trình duyệt, in một mặt giấy A4 rồi gấp hai lần.")


COMMANDS = (personas, shift, helpers, rota, pocket_card)
