"""The command of the whole city: a year of dossiers, its service index, what it cost in time and memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from simulator.city.tally import Tally

FAILED = 1


def city(
    dossiers: Annotated[int, typer.Option(min=1, max=20_000_000, help="Số hồ sơ trong năm.")] = 500_000,
    seed: Annotated[str, typer.Option(help="Hạt giống: cùng hạt giống thì cùng thành phố, đến từng byte.")] = "1",
    out: Annotated[Path | None, typer.Option(help="Ghi mọi hồ sơ ra tệp .csv (hoặc .xlsx, đến 100.000 hồ sơ).")] = None,
    picture: Annotated[Path | None, typer.Option(help="Vẽ năm đó thành hình để chiếu, đuôi .png hoặc .svg.")] = None,
    kind: Annotated[
        Literal["map", "flows", "waits"], typer.Option(help="Hình gì: bản đồ, đường đi của hồ sơ, chờ ở quầy.")
    ] = "map",
    json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Chỉ in số của các bài báo bên cạnh số tính lại.")] = False,
) -> None:
    """Cho cả thành phố giả làm hồ sơ trong một năm; in điểm phục vụ, các tỷ lệ, thời gian và bộ nhớ đã dùng."""
    if figures:
        _print_figures(json)
        return
    from simulator.city import table  # noqa: PLC0415
    from simulator.city.tally import tally  # noqa: PLC0415
    from simulator.city.year import City  # noqa: PLC0415

    begun, worked = time.perf_counter(), time.process_time()
    try:
        if out is not None:
            table.check_path(out, dossiers)
        if picture is not None:
            _check_picture(picture)
        made = City(seed, dossiers)
        year = made.hours.begins.year
        pieces = made.pieces() if out is None else table.written(made, out)
        seen = tally(made, pieces)
    except table.TableError as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(FAILED) from fault
    found = seen.city
    cost = {
        "seconds": round(time.perf_counter() - begun, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        "memory_mb": _peak_memory(),
    }
    size = {"dossiers": dossiers, "citizens": int(made.citizens.sum()), "seed": seed, "year": year}
    if picture is not None:
        _draw(seen, picture, kind)
    if json:
        _print_json({"city": size, "index": found, "cost": cost, "written": None if out is None else str(out)})
        return
    _print_index(size, found, cost, out)


def _check_picture(path: Path) -> None:
    """End the command before the year is worked through if its picture could not be written."""
    from grading.app.pictures import picture_file  # noqa: PLC0415
    from grading.classroom import ClassroomError  # noqa: PLC0415

    try:
        picture_file(path)
    except ClassroomError as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(FAILED) from fault


def _draw(seen: Tally, path: Path, kind: str) -> None:
    from grading.app.city_flows import flows_figure  # noqa: PLC0415
    from grading.app.city_map import RATES, map_figure  # noqa: PLC0415
    from grading.app.city_pictures import waits_figure  # noqa: PLC0415
    from grading.app.pictures import keep  # noqa: PLC0415

    figures = {
        "map": lambda: map_figure(seen, seen, RATES[0]),
        "flows": lambda: flows_figure(seen),
        "waits": lambda: waits_figure(seen, seen),
    }
    keep(figures[kind](), path)
    typer.echo(_texts()["command"]["written"].format(path=path), err=True)


def what_if(
    workspace: Annotated[
        Path | None, typer.Option(help="Thư mục để trang này. Mặc định: lam-bai, hoặc CongTap trong thư mục cá nhân.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Tự mở trình duyệt.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8869,
) -> None:
    """Mở trang “Nếu … thì sao?”: kéo thanh, xem cả thành phố giả đổi thế nào."""
    from grading.app.start import WHAT_IF, prepare, serve  # noqa: PLC0415
    from grading.app.workspace import default_root  # noqa: PLC0415

    serve(prepare(workspace or default_root(), page=WHAT_IF), port, browser, lab=False, page=WHAT_IF)


def _print_json(found: Any) -> None:  # noqa: ANN401 - whatever msgspec can write
    import msgspec  # noqa: PLC0415

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")


def _texts() -> dict[str, dict[str, str]]:
    from simulator import datasets  # noqa: PLC0415

    return datasets.toml("texts/city.toml")


def _number(value: float, digits: int = 2) -> str:
    """A number as Vietnamese readers write it: 1.234,5."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def _print_index(size: dict[str, Any], found: dict[str, Any], cost: dict[str, Any], out: Path | None) -> None:
    from simulator.city.indices import MEANS  # noqa: PLC0415

    said = _texts()["command"]
    counted = {name: _number(size[name], 0) for name in ("dossiers", "citizens")}
    typer.echo(said["made"].format(seed=size["seed"], **counted))
    typer.echo(said["total"].format(total=_number(found["total"])))
    for group in found["groups"].values():
        typer.echo("  " + said["group"].format(name=group["name"], points=_number(group["points"]), most=group["most"]))
    for name, label in _texts()["rates"].items():
        rate = found["rates"][name]
        if rate is None:
            value = said["none"]
        elif name in MEANS:
            value = _number(rate)
        else:
            value = said["percent"].format(value=_number(rate))
        typer.echo("  " + said["rate"].format(name=label, value=value))
    typer.echo(said["sipas"].format(total=_number(found["sipas_total"])))
    for factor in found["sipas"].values():
        typer.echo("  " + said["rate"].format(name=factor["name"], value=_number(factor["satisfied"]) + " %"))
    typer.echo(said["caution"])
    memory = cost["memory_mb"]
    shown = said["unknown_memory"] if memory is None else said["memory"].format(value=_number(memory, 0))
    typer.echo(
        said["cost"].format(seconds=_number(cost["seconds"]), cpu=_number(cost["cpu_seconds"]), memory=shown), err=True
    )
    if out is not None:
        typer.echo(said["written"].format(path=out))


def _print_figures(json: bool) -> None:
    from simulator.city.figures import figures  # noqa: PLC0415

    found = figures()
    if json:
        _print_json(found)
        return
    said = _texts()["command"]
    typer.echo(said["figures"])
    marks = {True: said["agrees"], False: said["differs"], None: said["derived"]}
    for each in found:
        line = said["figure"] if each.printed is not None else said["figure_derived"]
        words = {"place": each.place, "what": each.what, "again": each.again, "how": each.how, "printed": each.printed}
        typer.echo("- " + line.format(mark=marks[each.agrees], **words))
    checked = [each for each in found if each.agrees is not None]
    typer.echo(said["differ"].format(count=sum(not each.agrees for each in checked), all=len(checked)))


def _peak_memory() -> int | None:
    """The most memory that this process has held, in MB; ``None`` where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most / (1024 * 1024 if sys.platform == "darwin" else 1024))
