"""Lists of what the data holds, for scripts and contributors: a table to read, or all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="In mọi trường dạng JSON thay cho bảng.")]

ROOMS = {
    "identity": "định danh",
    "services": "dịch vụ",
    "payments": "thanh toán",
    "office": "cơ quan",
    "people": "con người",
}
EMPTY: tuple[object, ...] = ("", None, [], {})
STATUSES = {True: "có", False: "chưa"}
SHOWN = {"simulated": "có", "prevented": "không để xảy ra", "not yet": "chưa"}


def scams(json: AsJson = False) -> None:
    """Liệt kê các trò lừa đảo và những thứ thật trông giống chúng."""
    from simulator.identity.scam_catalogue import honest  # noqa: PLC0415
    from simulator.identity.scam_catalogue import scams as all_scams  # noqa: PLC0415

    fake, real = all_scams().values(), honest().values()
    records = [_record(each, scam=True) for each in fake] + [_record(each, scam=False) for each in real]
    rows = [(each.id, each.channel, "lừa", each.trick, each.title, each.confidence) for each in fake]
    rows += [(each.id, each.channel, "thật", each.like, each.title, each.confidence) for each in real]
    show(records, json, ("Mã", "Kênh", "Loại", "Trò, hoặc giống trò", "Tên", "Tin"), rows)


def checks(json: AsJson = False) -> None:
    """Liệt kê các mục chấm: bài, điểm, điều em đọc, lời giải mẫu và các câu sai phải bị bắt."""
    from grading.listing import listed_checks  # noqa: PLC0415

    records = listed_checks()
    rows = [(r["lesson"][:2], r["id"], r["points"], r["text"], str(len(r["wrong"]))) for r in records]
    show(records, json, ("Bài", "Mục", "Điểm", "Em đọc", "Câu sai"), rows)


def catalogue(json: AsJson = False) -> None:
    """Liệt kê các thủ tục: cơ quan, mức, thời hạn, lệ phí, luyện nộp được chưa."""
    from simulator.scenario import scenarios  # noqa: PLC0415
    from simulator.services.catalogue import procedures  # noqa: PLC0415

    practices: dict[str, list[str]] = {}
    for name, scenario in scenarios().items():
        practices.setdefault(scenario.procedure, []).append(name)
    records, rows = [], []
    for code, procedure in procedures().items():
        online = next((way for way in procedure.ways if way.channel == "online"), procedure.ways[0])
        fee = online.fee_text or "Cổng không công bố"
        filed = procedure.filed_here and code in practices
        more = {"time_limit": online.time_limit, "fee": fee, "filed": filed, "scenarios": practices.get(code)}
        records.append(_record(procedure, **more))
        known = "".join(sorted({source.confidence for source in procedure.sources}))
        row = (procedure.shown_code, procedure.name, procedure.competent, procedure.service_level, online.time_limit)
        rows.append((*row, fee, STATUSES[filed], known))
    show(records, json, ("Mã", "Tên", "Cơ quan", "Mức", "Thời hạn", "Lệ phí", "Nộp được", "Tin"), rows)


def faults(json: AsJson = False) -> None:
    """Liệt kê các trục trặc ngoài đời và Cổng Tập đã mô phỏng được chưa."""
    from simulator.datasets import known_faults  # noqa: PLC0415
    from simulator.scenario import scenarios  # noqa: PLC0415

    records, rows = [], []
    for name, fault in known_faults().items():
        kinds = {where.removeprefix("fault:") for where in fault.where if where.startswith("fault:")}
        planted = [scenario for scenario, each in scenarios().items() if kinds & set(each.faults)]
        records.append(_record(fault, name=name, planted_in=planted))
        rows.append((name, ROOMS[fault.room], fault.title, SHOWN[fault.status], fault.way_out, fault.confidence))
    show(records, json, ("Khóa", "Phòng", "Trục trặc", "Mô phỏng", "Lối ra", "Tin"), rows)


# --- behind the lists --------------------------------------------------------------


def _record(thing: object, /, **more: object) -> dict[str, Any]:
    """A record of the data, and more about it, with what is empty left out."""
    import msgspec  # noqa: PLC0415

    return {key: item for key, item in {**more, **_whole(msgspec.to_builtins(thing))}.items() if item not in EMPTY}


def _whole(record: dict[str, Any]) -> dict[str, Any]:
    """A record without its empty fields, inside as well."""
    inner = {
        key: [_whole(each) if isinstance(each, dict) else each for each in item]
        if isinstance(item, (list, tuple))
        else (_whole(item) if isinstance(item, dict) else item)
        for key, item in record.items()
    }
    return {key: item for key, item in inner.items() if item not in EMPTY}


def show(records: list[dict[str, Any]], as_json: bool, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """All records as JSON in UTF-8 whatever the terminal's encoding, or the rows as a table."""
    if as_json:
        import msgspec  # noqa: PLC0415

        typer.echo(msgspec.json.format(msgspec.json.encode(records), indent=2))
        return
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
