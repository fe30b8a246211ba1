"""Commands around a class's work: taking it in, looking for copies, keeping it, and letting it go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from grading.app.progress_bar import progress_bar
from grading.app.tables import typed

ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
FAILED = 1


def _print_json(found: Any) -> None:  # noqa: ANN401 - whatever msgspec can write
    import msgspec  # noqa: PLC0415

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")


def _seen(name: str) -> str:
    """A name that came from outside, without anything that would steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def take(
    directory: ClassFolder,
    files: Annotated[list[Path], typer.Argument(help="Tệp, thư mục, hay tệp zip chứa bài nộp.", show_default=False)],
    json: Json = False,
) -> None:
    """Nhận bài nộp từ một đống tệp: nhận ra theo nội dung, lấy bài mới nhất, không ghi đè gì."""
    from grading.at_work import at_work  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.intake import klass_of  # noqa: PLC0415
    from grading.intake import take as take_in  # noqa: PLC0415

    classroom = open_class(directory)
    with at_work(classroom.directory, "take"), progress_bar("Nhận bài", quiet=json) as progress:
        found = take_in(klass_of(classroom), files, None, progress)
    if json:
        _print_json(found)
        return
    for row in found.rows:
        typer.echo(f"- {_seen(row.file)}: {row.text}")
    counted = found.counted()
    rest = sum(counted.values()) - counted.get("taken", 0)
    typer.echo(f"Đã nhận {counted.get('taken', 0)} bài; {rest} tệp không cần nhận hoặc chưa nhận được.")
    typer.echo(f"Chấm: congtap grade {typed(directory)}")


WHERE = {
    "submitted": "đang được tính",
    "replaced": "đã có bài mới hơn thay, còn giữ trong bai-nop",
    "exchange": "đã tới thư mục trao đổi",
    "graded": "đã chấm",
}


def receipt(
    directory: ClassFolder,
    code: Annotated[str, typer.Argument(help="Mã biên nhận em đọc (ít nhất 6 ký tự đầu).", show_default=False)],
    json: Json = False,
) -> None:
    """Tra một mã biên nhận: bài đó đã tới chưa, đang ở đâu."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.export import local_time  # noqa: PLC0415
    from grading.receipts import find_receipt  # noqa: PLC0415

    found = find_receipt(open_class(directory), code)
    if json:
        _print_json(found)
    for each in [] if json else found:
        mark = f", {each.mark.replace('.', ',')} điểm" if each.mark else ""
        handed = f"Nộp lúc {local_time(each.time)}" if each.time else "Không rõ giờ nộp"
        typer.echo(f"- {each.learner}, bài {each.lesson}: {WHERE[each.where]}{mark}. {handed}")
    if not found:
        typer.secho("Chưa có bài nào với mã này trong thư mục lớp. Thầy/cô xin em gửi lại tệp.", fg="red", err=True)
        raise typer.Exit(FAILED)


def bundle(
    directory: ClassFolder,
    file: Annotated[Path, typer.Argument(help="Tệp zip sẽ ghi, ví dụ lop-8A1.zip.", show_default=False)],
) -> None:
    """Đóng gói lớp thành một tệp cho những máy không thấy thư mục dùng chung."""
    from grading.bundle import write_bundle  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415

    made = write_bundle(open_class(directory), file)
    typer.echo(f"Đã đóng gói lớp {made.name}, {len(made.sheets)} bài, vào {file}.")
    typer.echo(f"Ở mỗi máy của học sinh: congtap join {typed(Path(file.name))}; rồi congtap start")


def join(
    file: Annotated[Path, typer.Argument(help="Gói lớp thầy/cô gửi.", show_default=False)],
    workspace: Annotated[Path | None, typer.Option(help="Thư mục bài làm của máy này. Mặc định: lam-bai.")] = None,
) -> None:
    """Cho máy này vào một lớp bằng gói lớp; bài nộp sẽ là tệp zip để gửi thầy/cô."""
    from grading.app.workspace import Workspace, default_root  # noqa: PLC0415

    place = Workspace((workspace or default_root()).resolve()).join(file)
    typer.echo(f"Máy này nay thuộc lớp {place.course}. Mở khóa học: congtap start")


def copies(
    directory: ClassFolder,
    lesson: Annotated[str | None, typer.Option(help="Chỉ một bài, ví dụ 3.")] = None,
    json: Json = False,
) -> None:
    """Tìm những bài làm giống nhau đến mức đáng xem; đây là điều nhìn thấy, không phải kết luận."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.copies import find_copies, texts  # noqa: PLC0415
    from grading.lessons import LESSONS  # noqa: PLC0415

    names = [name for name in LESSONS if lesson and (lesson == name or lesson.zfill(2) == name[:2])]
    classroom = open_class(directory)
    with progress_bar("So các bài làm", quiet=json) as progress:
        found = find_copies(classroom, names[0] if names else lesson, progress)
    if json:
        _print_json(found)
        return
    for each in found:
        typer.echo(
            f"{each.learners[0]} và {each.learners[1]}, bài {each.lesson} ({' · '.join(filter(None, each.files))})"
        )
        for text in each.texts:
            typer.echo(f"  {text}")
    typer.echo(texts()["note" if found else "none"])


def backup(
    directory: ClassFolder,
    to: Annotated[Path, typer.Argument(help="Thư mục để cất bản sao lưu, ví dụ một USB.", show_default=False)],
    keep: Annotated[int, typer.Option(min=1, max=1000, help="Giữ bao nhiêu bản mới nhất của lớp này.")] = 10,
    json: Json = False,
) -> None:
    """Sao lưu lớp vào một tệp zip có ngày giờ, đọc lại để chắc là nguyên vẹn."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.keeping import back_up  # noqa: PLC0415

    classroom = open_class(directory)
    with progress_bar("Sao lưu và đọc lại", quiet=json) as progress:
        made = back_up(classroom, to, keep, progress=progress)
    if json:
        _print_json(made)
        return
    typer.echo(f"Đã sao lưu {made.files} tệp và đọc lại thấy nguyên vẹn: {made.path}")
    if made.removed:
        typer.echo(f"Đã bỏ {len(made.removed)} bản cũ nhất của lớp này: {', '.join(made.removed)}")
    typer.echo("Bản sao lưu có bài làm, điểm và họ tên: thầy/cô cất như sổ điểm.")


def restore(
    file: Annotated[Path, typer.Argument(help="Bản sao lưu (zip).", show_default=False)],
    directory: Annotated[Path, typer.Argument(help="Thư mục mới cho lớp.", show_default=False)],
) -> None:
    """Khôi phục một lớp từ bản sao lưu vào một thư mục mới; không bao giờ ghi đè lớp đang có."""
    from grading.export import local_time  # noqa: PLC0415
    from grading.keeping import restore as bring_back  # noqa: PLC0415

    with progress_bar("Khôi phục") as progress:
        manifest = bring_back(file, directory, progress)
    typer.echo(f"Đã khôi phục lớp {manifest.klass} như lúc {local_time(manifest.made)} vào {directory}.")
    typer.echo(f"Viết lại các trang nhận xét: congtap grade {typed(directory)} --again")


def forget(
    directory: ClassFolder,
    learner: Annotated[str, typer.Argument(help="Số thứ tự hoặc mã của em cần xóa.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
    json: Json = False,
) -> None:
    """Xóa hẳn một em khỏi lớp: bài làm, điểm, nhận xét, tên."""
    from grading.classroom import ids_of, open_class  # noqa: PLC0415
    from grading.forgetting import forget as delete  # noqa: PLC0415
    from grading.forgetting import traces_of  # noqa: PLC0415

    classroom = open_class(directory)
    (name,) = ids_of(classroom, [learner])
    if not yes:
        there = traces_of(classroom, name)
        question = f"Xóa hẳn {name}: {len(there.paths)} tệp và thư mục, {there.gradings} lần chấm? Không lấy lại được."
        typer.confirm(question, abort=True, err=True)
    gone = delete(classroom, name)
    if json:
        _print_json(gone)
        return
    for path in gone.paths:
        typer.echo(f"- đã xóa {_seen(path)}")
    places = [f"{gone.gradings} lần chấm", *(["sổ điểm"] if gone.listed else []), *(["họ tên"] if gone.named else [])]
    typer.echo(f"Đã xóa {name}: {', '.join(places)}.")
    for path in gone.shared:
        typer.echo(f"Còn bài của em trong {_seen(path)}, chung với bài của bạn khác: thầy/cô tự xử lý tệp này.")
    typer.echo("Các bản sao lưu đã có vẫn còn dữ liệu của em, và máy em đã làm bài cũng vậy. Thầy/cô xóa ở đó nếu cần.")


def archive(
    directory: ClassFolder,
    to: Annotated[Path, typer.Argument(help="Thư mục để cất bản lưu trữ.", show_default=False)],
    journals: Annotated[bool, typer.Option("--journals/--no-journals", help="Kèm nhật ký bài làm.")] = False,
    names: Annotated[bool, typer.Option("--names/--no-names", help="Kèm họ tên.")] = False,
    json: Json = False,
) -> None:
    """Cuối năm: cất bảng điểm theo mã; nhật ký và họ tên chỉ khi thầy/cô chọn."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.forgetting import archive as put_away  # noqa: PLC0415

    classroom = open_class(directory)
    with progress_bar("Lưu trữ", quiet=json or not journals) as progress:
        made = put_away(classroom, to, journals=journals, names=names, progress=progress)
    if json:
        _print_json(made)
        return
    kept = "có họ tên" if names else "không có họ tên"
    typer.echo(
        f"Đã lưu bảng điểm {made.learners} em, {made.lessons} bài ({kept}, {made.journals} nhật ký): {made.path}"
    )
    typer.echo(f"Thư mục lớp vẫn còn nguyên. Khi không cần nữa, thầy/cô tự xóa: {directory}")


COMMANDS = (take, receipt, bundle, join, copies, backup, restore, forget, archive)
