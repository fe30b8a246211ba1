"""Lists of what the data holds, for scripts and contributors: a table to read, or all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from simulator.services.catalogue import Fee, Procedure

AsJson = Annotated[bool, typer.Option("--json", help="In mọi trường dạng JSON thay cho bảng.")]

AUTHORITIES = {"commune": "UBND xã, phường", "police": "Công an xã, phường", "school": "Nhà trường"}
UNITS = {"hours": "giờ làm việc", "working_days": "ngày làm việc", "days": "ngày"}
ROOMS = {
    "identity": "định danh",
    "services": "dịch vụ",
    "payments": "thanh toán",
    "office": "cơ quan",
    "people": "con người",
}
STATUSES = {"simulated": "có", "not yet": "chưa"}


def scams(json: AsJson = False) -> None:
    """Liệt kê các trò lừa đảo và những thứ thật trông giống chúng."""
    from simulator.identity.scam_catalogue import honest  # noqa: PLC0415
    from simulator.identity.scam_catalogue import scams as all_scams  # noqa: PLC0415

    fake = [{**_record(each), "scam": True} for each in all_scams().values()]
    real = [{**_record(each), "scam": False} for each in honest().values()]
    rows = [
        (each["id"], each["channel"], "lừa" if each["scam"] else "thật", key, each["title"], each["confidence"])
        for each in (*fake, *real)
        for key in (each["trick"] if each["scam"] else each["like"],)
    ]
    _print([*fake, *real], json, ("Mã", "Kênh", "Loại", "Trò (giống trò)", "Tên", "Tin"), rows)


def catalogue(json: AsJson = False) -> None:
    """Liệt kê các thủ tục: cơ quan, mức, thời hạn, lệ phí, luyện nộp được chưa."""
    from simulator.scenario import scenarios  # noqa: PLC0415
    from simulator.services.catalogue import procedures  # noqa: PLC0415

    practices: dict[str, list[str]] = {}
    for name, scenario in scenarios().items():
        practices.setdefault(scenario.procedure, []).append(name)
    records, rows = [], []
    for code, procedure in procedures().items():
        limit, fees = _limits(procedure), _fees(procedure)
        filed = procedure.filed_here and code in practices
        records.append(
            _whole(
                _record(procedure)
                | {
                    "authority_name": AUTHORITIES[procedure.authority],
                    "time_limit": limit,
                    "fee_texts": fees,
                    "filed": filed,
                    "scenarios": practices.get(code, []),
                }
            )
        )
        authority = AUTHORITIES[procedure.authority]
        known = "".join(sorted({source.confidence for source in procedure.sources}))
        row = (procedure.shown_code, procedure.name, authority, procedure.service_level, limit, "; ".join(fees))
        rows.append((*row, "có" if filed else "chưa", known))
    _print(records, json, ("Mã", "Tên", "Cơ quan", "Mức", "Thời hạn", "Lệ phí", "Nộp được", "Tin"), rows)


def faults(json: AsJson = False) -> None:
    """Liệt kê các trục trặc ngoài đời và Cổng Tập đã mô phỏng được chưa."""
    from simulator.datasets import known_faults  # noqa: PLC0415
    from simulator.scenario import scenarios  # noqa: PLC0415

    records, rows = [], []
    for name, fault in known_faults().items():
        kinds = {where.removeprefix("fault:") for where in fault.where if where.startswith("fault:")}
        planted = [scenario for scenario, each in scenarios().items() if kinds & set(each.faults)]
        records.append(_whole({"name": name, **_record(fault), "planted_in": planted}))
        status = STATUSES[fault.status]
        rows.append((name, ROOMS[fault.room], fault.title, status, " ".join(fault.where), fault.confidence))
    _print(records, json, ("Khóa", "Phòng", "Trục trặc", "Mô phỏng", "Hiện ở", "Tin"), rows)


# --- behind the lists --------------------------------------------------------------


def _record(thing: object) -> dict[str, Any]:
    """A record of the data with what is empty left out."""
    import msgspec  # noqa: PLC0415

    return _whole(msgspec.to_builtins(thing))


def _whole(value: Any) -> Any:
    if isinstance(value, dict):
        cleaned = {key: _whole(item) for key, item in value.items()}
        return {key: item for key, item in cleaned.items() if item not in ("", None, [], {}, ())}
    if isinstance(value, (list, tuple)):
        return [_whole(item) for item in value]
    return value


def _limits(procedure: Procedure) -> str:
    """The time limit in words: as computed here, else as the portal prints it."""
    limit = procedure.limit
    if limit is None:
        return procedure.ways[0].time_limit
    if limit.kind == "same_day":
        return "trong ngày"
    text = f"{limit.amount} {UNITS[limit.kind]}"
    return f"{text}, xác minh đến {limit.verify}" if limit.verify else text


def _fees(procedure: Procedure) -> list[str]:
    """The online fees that are in force, or what the portal prints about them."""
    rows = [row for row in procedure.fees if row.channel == "online" and row.valid_to is None]
    printed = [way.fee_text for way in procedure.ways if way.fee_text]
    return [_fee(row) for row in rows] or printed[:1] or ["Cổng không công bố"]


def _fee(row: Fee) -> str:
    from simulator import datasets  # noqa: PLC0415

    names = {each["province_code"]: each["short_name"] for each in datasets.table("places/provinces.csv")}
    amount = f"{row.amount:,}".replace(",", ".") + f"đ/{row.unit}"
    begins = f" từ {row.unit} {row.from_count}" if row.from_count > 1 else ""
    where = "" if row.province == "*" else f" ({names[row.province]})"
    return amount + begins + where


def _print(records: list[dict[str, Any]], as_json: bool, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """All records as JSON in UTF-8 whatever the terminal's encoding, or the rows as a table."""
    if as_json:
        import msgspec  # noqa: PLC0415

        typer.echo(msgspec.json.format(msgspec.json.encode(records), indent=2))
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
