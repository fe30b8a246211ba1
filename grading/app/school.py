"""The commands between the class and the school's spreadsheets: list in, averages, marks out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grading.app.progress_bar import progress_bar

if TYPE_CHECKING:
    from grading.columns import Columns
    from grading.enrol import Changes
    from grading.roster import Line, Sheet, Taken

ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON, không hỏi.")]
SHOWN = 8


def roster(
    directory: Annotated[Path, typer.Argument(help="Thư mục lớp, hoặc thư mục mới để tạo lớp.", show_default=False)],
    file: Annotated[Path, typer.Argument(help="Danh sách lớp: tệp .xlsx hoặc .csv.", show_default=False)],
    number_column: Annotated[
        str | None, typer.Option(help="Cột số thứ tự, ví dụ A; 0: không dùng, đánh số theo tên đã có rồi theo thứ tự.")
    ] = None,
    name_column: Annotated[str | None, typer.Option(help="Cột họ và tên (hoặc họ đệm), ví dụ C.")] = None,
    given_column: Annotated[str | None, typer.Option(help="Cột tên, nếu họ đệm và tên ở hai cột; 0: không có.")] = None,
    class_column: Annotated[str | None, typer.Option(help="Cột lớp, nếu tệp có nhiều lớp; 0: không có.")] = None,
    tab: Annotated[str, typer.Option(help="Tên trang tính, nếu tệp có nhiều trang.")] = "",
    name: Annotated[str, typer.Option(help="Tên lớp khi tạo lớp mới, ví dụ 8A1.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Nhập luôn, không hỏi.")] = False,
    renumber: Annotated[
        bool, typer.Option("--renumber", help="Cho phép đổi số của em đã có tên (bài làm vẫn ở số cũ).")
    ] = False,
    json: AsJson = False,
) -> None:
    """Nhập danh sách lớp từ bảng tính của trường: xem cột máy đoán, đồng ý rồi mới ghi; chỉ giữ số và họ tên."""
    from grading import enrol  # noqa: PLC0415
    from grading.classroom import CONFIG_FILE, open_class  # noqa: PLC0415
    from grading.roster import RosterError, chosen_columns, guess, letters_of, take  # noqa: PLC0415

    classroom = open_class(directory) if (directory / CONFIG_FILE).is_file() else None
    sheet = guess(file, classroom.course if classroom else name, tab)
    klass = classroom.course if classroom else name or sheet.title_class
    columns = chosen_columns(sheet, number_column, name_column, given_column, class_column)
    taken = take(sheet, columns, klass, enrol.read_names(directory) if classroom else {})
    found = enrol.changes(classroom, taken) if classroom else None
    if not json:
        _show(sheet, columns, taken, found)
    if not taken.learners:
        raise RosterError("nobody", file=file.name)
    if classroom is None and yes and not name:
        # A folder's name that was mistyped would make a class that nobody asked for.
        raise RosterError("no_class_name")
    kept = yes or (not json and typer.confirm(_question(taken, new=classroom is None)))
    if kept and classroom is None:
        from grading.lessons import course_of  # noqa: PLC0415

        with progress_bar("Tạo lớp và phát bài", quiet=json) as progress:
            enrol.start_class(directory, taken, course_of(klass), progress=progress)
    elif kept and classroom is not None:
        found = enrol.enrol(classroom, taken, renumber=renumber)
    if json:
        _print_json({"columns": letters_of(columns), "taken": taken, "changes": found, "written": kept})
    elif kept:
        typer.echo(f"Đã nhập danh sách lớp {klass}: {len(taken.learners)} em.")
        if classroom is None:
            typer.echo(f"Đã tạo lớp và phát bài. Mở khóa học cho lớp này: congtap start --class {directory}")
    else:
        typer.echo("Chưa nhập, không có gì thay đổi.")


def averages(
    directory: ClassFolder,
    count: Annotated[
        list[str] | None,
        typer.Option(
            "--count", help="Bài nào tính là gì: 4=gk, 8=ck, 0=khong, 7=tx; học kì II: 8=ck2. Dùng nhiều lần."
        ),
    ] = None,
    zero: Annotated[
        bool | None, typer.Option("--missing-zero/--missing-open", help="Bài chưa làm tính 0, hay để ngỏ.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Xem hay chọn bài nào tính vào điểm trung bình, và điểm trung bình của từng em."""
    import msgspec  # noqa: PLC0415

    from grading.averages import choose, read_plan, write_plan  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.export import marks_table, reasons_table, rule_table  # noqa: PLC0415
    from grading.markbook import mark_book  # noqa: PLC0415

    classroom = open_class(directory)
    if count or zero is not None:
        plan = choose(read_plan(directory), classroom.lessons, count or [])
        if zero is not None:
            plan = msgspec.structs.replace(plan, missing_is_zero=zero)
        write_plan(classroom.directory, plan)
    book = mark_book(classroom, _today())
    if json:
        _print_json(book)
        return
    for table in (rule_table(book), marks_table(book), reasons_table(book)):
        _show_table(table)


def export(
    directory: ClassFolder,
    to: Annotated[Path, typer.Option("--to", help="Tệp cần ghi, đuôi .xlsx hoặc .csv.", show_default=False)],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Thay tệp đã có.")] = False,
    json: AsJson = False,
) -> None:
    """Xuất bảng điểm của lớp ra bảng tính: điểm từng bài, trung bình, nhận xét, vì sao chưa có điểm."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.export import export as write  # noqa: PLC0415
    from grading.markbook import mark_book  # noqa: PLC0415

    book = mark_book(open_class(directory), _today())
    path = write(book, to, overwrite=overwrite)
    nameless = [row.learner for row in book.rows if not row.name]
    if json:
        _print_json({"file": str(path), "learners": len(book.rows), "lessons": book.lessons, "nameless": nameless})
        return
    typer.echo(f"Đã ghi điểm của {len(book.rows)} em, {len(book.lessons)} bài vào {path}.")
    if nameless:
        typer.echo(f"{len(nameless)} em chưa có họ tên. Nhập danh sách: congtap roster {directory} DANH-SÁCH.xlsx")


# --- behind the commands ----------------------------------------------------------------


def _today() -> Any:  # noqa: ANN401 - imported late
    from datetime import datetime  # noqa: PLC0415

    return datetime.now().astimezone().date()


def _print_json(found: object) -> None:
    import msgspec  # noqa: PLC0415

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")


def _question(taken: Taken, *, new: bool) -> str:
    if new:
        return f"Tạo lớp {taken.klass} có {len(taken.learners)} em và phát cả khóa?"
    return f"Nhập {len(taken.learners)} em vào lớp {taken.klass}?"


def _show(sheet: Sheet, columns: Columns, taken: Taken, found: Changes | None) -> None:
    from grading.roster import letters_of  # noqa: PLC0415

    letters = letters_of(columns)
    where = f"{sheet.file}, trang {sheet.tab}" if sheet.tab else sheet.file
    names = letters["name"] + (f" và {letters['given']}" if letters["given"] else "")
    numbers = f"cột {letters['number']}" if letters["number"] else "không có, máy đánh số"
    typer.echo(f"Đọc {where}. Số thứ tự: {numbers}. Họ tên: cột {names}.")
    for each in taken.learners[:SHOWN]:
        typer.echo(f"  dòng {each.row}: {each.learner}  {each.name}")
    if len(taken.learners) > SHOWN:
        typer.echo(f"  … tất cả {len(taken.learners)} em.")
    _lines("Cần sửa, chưa nhập:", taken.bad)
    _lines("Trùng số, chưa nhập:", taken.duplicates)
    _lines("Lớp khác, không nhập:", taken.others)
    _lines("Bỏ qua:", taken.ignored)
    _lines("Thầy/cô xem lại:", taken.notes)
    if found is None:
        return
    typer.echo(f"So với lớp {taken.klass}: {len(found.new)} em mới, {found.same + len(found.named)} em đã có.")
    for change in found.renamed:
        typer.echo(f"  {change.learner}: đổi tên “{change.old}” thành “{change.new}”")
    if found.gone:
        typer.echo("Có trong lớp mà không có trong danh sách (máy không xóa em nào):")
    for learner, name in found.gone.items():
        typer.echo(f"  {learner}  {name}")


def _lines(title: str, lines: Iterable[Line]) -> None:
    for place, line in enumerate(lines):
        if place == 0:
            typer.echo(title)
        typer.echo(f"  dòng {line.row}, “{line.text}”: {line.reason}")


def _show_table(table: list[list[Any]]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    heading, *rows = table
    shown = Table(*map(str, heading))
    below = [str(row[0]) for row in rows if len(row) != len(heading)]
    for row in rows:
        if len(row) == len(heading):
            shown.add_row(
                *(Text(str(value) if isinstance(value, str | int) else f"{value}".replace(".", ",")) for value in row)
            )
    console = Console()
    console.print(shown)
    for text in filter(None, below):
        console.print(Text(text))
