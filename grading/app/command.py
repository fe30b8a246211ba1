"""The ``congtap`` command. Everything heavy is imported only when a command runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grading.app import (
    city_command,
    data_command,
    dates,
    learner_command,
    lists,
    office,
    pointing,
    regrading,
    room_command,
    school,
    site_command,
    viewing,
    volunteering,
)
from grading.app.progress_bar import progress_bar
from grading.app.tables import show_grading, show_next_steps, show_overview, show_reports, show_survey
from grading.app.teaching import COMMANDS as TEACHING

if TYPE_CHECKING:
    from grading.batch import Report

app = typer.Typer(
    name="congtap",
    help="Cổng Tập: thực hành dịch vụ công trực tuyến, chấm điểm bằng nbgrader.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Our own failure; 2 is typer's for a wrong call.
FAILED = 1

ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]


@app.callback()
def main() -> None:
    """Cổng Tập: thực hành dịch vụ công trực tuyến, chấm điểm bằng nbgrader."""


@app.command()
def demo(
    directory: Annotated[Path, typer.Argument(help="Thư mục mới cho lớp thử.", show_default=False)],
    learners: Annotated[int, typer.Option(min=1, max=999, help="Số học sinh mô phỏng.")] = 10,
    seed: Annotated[str, typer.Option(help="Hạt giống: cùng hạt giống thì cùng lớp, cùng bài, cùng điểm.")] = "1",
    name: Annotated[str, typer.Option(help="Tên lớp.")] = "8A1",
    every: Annotated[bool, typer.Option("--all", help="Cả khóa, không chỉ Bài 0 (lâu hơn).")] = False,
    hostile: Annotated[bool, typer.Option("--hostile", help="Thêm bài nộp trống, hỏng, của người khác…")] = False,
) -> None:
    """Tạo một lớp thử: học sinh mô phỏng lấy bài, làm bài, nộp bài; rồi thu và chấm."""
    with _told_in_vietnamese():
        from grading.demo import make_demo  # noqa: PLC0415
        from grading.lessons import course_of  # noqa: PLC0415

        lessons = course_of(name) if every else course_of(name)[:1]
        with progress_bar("Học sinh làm bài và nộp bài") as progress:
            make_demo(directory, learners, seed, name=name, hostile=hostile, lessons=lessons, progress=progress)
        reports = _grade(directory, again=False)
    show_reports(reports, directory)
    show_next_steps(reports, directory)


@app.command()
def grade(
    directory: ClassFolder,
    again: Annotated[bool, typer.Option("--again", help="Chấm lại cả những bài đã chấm.")] = False,
    json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON thay cho bảng.")] = False,
) -> None:
    """Thu bài mới nộp và chấm cả lớp bằng cách phát lại nhật ký."""
    with _told_in_vietnamese():
        reports = _grade(directory, again=again, quiet=json)
        if json:
            from grading.batch import export_json  # noqa: PLC0415

            sys.stdout.write(export_json(reports).decode() + "\n")
        else:
            show_reports(reports, directory)
    if any(report.failed for report in reports):
        raise typer.Exit(FAILED)


@app.command()
def reasons(
    directory: ClassFolder,
    learner: Annotated[
        str | None, typer.Argument(help="Số thứ tự hoặc mã của một em. Bỏ trống: cả lớp hay sai ở đâu.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON thay cho bảng.")] = False,
) -> None:
    """Xem lý do của điểm: một em, hay những mục cả lớp thường chưa đạt."""
    with _told_in_vietnamese():
        from grading.classroom import open_class  # noqa: PLC0415
        from grading.reasons import class_overviews, gradings_of  # noqa: PLC0415

        classroom = open_class(directory)
        gradings = [] if learner is None else gradings_of(classroom, learner)
        overviews = class_overviews(classroom) if learner is None else []
    if json:
        import msgspec  # noqa: PLC0415

        found = msgspec.json.encode(gradings or overviews)
        sys.stdout.write(msgspec.json.format(found, indent=1).decode() + "\n")
    else:
        from grading.held import held_marks  # noqa: PLC0415

        for grading in gradings:
            show_grading(grading, held_marks(classroom.coursedir.db_url, grading.lesson).get(grading.learner))
        for each in overviews:
            show_overview(each)


@app.command()
def survey(
    directory: ClassFolder,
    json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON thay cho bảng.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Vẽ thành hình để chiếu: tệp .png hoặc .svg.")] = None,
) -> None:
    """Đếm phiếu trước khóa học và bây giờ: mấy em trên mười tự làm được (không phải điểm, không nêu tên)."""
    with _told_in_vietnamese():
        from grading.classroom import open_class, texts  # noqa: PLC0415
        from grading.survey import class_survey  # noqa: PLC0415

        opened = open_class(directory)
        with progress_bar("Đếm phiếu", quiet=json) as progress:
            found = class_survey(opened, progress)
        if json:
            import msgspec  # noqa: PLC0415

            sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")
        else:
            show_survey(found, directory)
        if picture is not None:
            from grading.app.pictures import picture_file  # noqa: PLC0415
            from grading.app.survey_picture import draw_survey  # noqa: PLC0415

            picture_file(picture)
            if found.counted:
                draw_survey(found, picture)
            told = "survey_picture" if found.counted else "survey_no_picture"
            typer.echo(texts()[told].format(path=picture), err=True)


@app.command()
def start(
    workspace: Annotated[
        Path | None, typer.Option(help="Thư mục bài làm. Mặc định: lam-bai, hoặc CongTap trong thư mục cá nhân.")
    ] = None,
    classroom: Annotated[
        Path | None, typer.Option("--class", help="Thư mục lớp: lấy bài và nộp bài qua thư mục trao đổi của lớp.")
    ] = None,
    lab: Annotated[bool, typer.Option("--lab", help="Mở bằng JupyterLab thay cho trang bài học.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Tự mở trình duyệt.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng mạng trên máy này.")] = 8866,
) -> None:
    """Mở khóa học trên máy này."""
    from grading.app.start import prepare, serve  # noqa: PLC0415
    from grading.app.workspace import Place, default_root  # noqa: PLC0415

    with _told_in_vietnamese():
        place = None
        if classroom is not None:
            from grading.classroom import open_class  # noqa: PLC0415

            opened = open_class(classroom)
            place = Place(str(opened.exchange_root), opened.course)
        made = prepare(workspace or default_root(), place)
    serve(made, port, browser, lab)


@app.command(name="class")
def new_class(
    directory: Annotated[Path, typer.Argument(help="Thư mục mới cho lớp.", show_default=False)],
    learners: Annotated[int, typer.Option(min=1, max=999, help="Số học sinh; mã là 8A1-01, 8A1-02…")],
    name: Annotated[str, typer.Option(help="Tên lớp, viết liền không dấu.")] = "8A1",
    last: Annotated[bool, typer.Option("--last", help="Lấy lần làm cuối cùng thay cho lần điểm cao nhất.")] = False,
    every: Annotated[bool, typer.Option("--all/--first", help="Phát cả khóa, hoặc chỉ Bài 0.")] = True,
) -> None:
    """Tạo một lớp mới và phát bài; học sinh lấy bài và nộp bài qua thư mục trao đổi của lớp."""
    with _told_in_vietnamese():
        from grading.classroom import make_class  # noqa: PLC0415
        from grading.handing_out import hand_out_lessons  # noqa: PLC0415
        from grading.lessons import course_of  # noqa: PLC0415

        course = course_of(name)
        made = make_class(directory, name, learners, course[0], rule="last" if last else "best")
        with progress_bar("Phát bài") as progress:
            hand_out_lessons(made, course if every else made.lessons, progress)
    typer.echo(f"Đã tạo lớp {made.course} có {learners} học sinh và phát {len(made.lessons)} bài.")
    typer.echo(f"Mở khóa học cho lớp này: congtap start --class {directory}")
    typer.echo(f"Thu bài và chấm: congtap grade {directory}")


@app.command()
def add(
    directory: ClassFolder,
    learners: Annotated[
        list[str],
        typer.Argument(help="Số thứ tự (46) hoặc mã (8A1-46) của em mới vào.", show_default=False),
    ],
) -> None:
    """Thêm học sinh vào lớp; máy nào đã lấy bài cũng nhận ra các em."""
    with _told_in_vietnamese():
        from grading.classroom import add_learners, open_class  # noqa: PLC0415

        classroom = open_class(directory)
        new = add_learners(classroom, learners)
    if new:
        typer.echo(f"Đã thêm vào lớp {classroom.course}: {', '.join(new)}. Các em vào học được ngay.")
    else:
        typer.echo(f"Các em này đã có trong lớp {classroom.course}, không phải thêm.")


@app.command(name="hand-out")
def hand_out_lessons(
    directory: ClassFolder,
    numbers: Annotated[list[str], typer.Argument(help="Số bài cần phát, ví dụ 1 2 3.", show_default=False)],
    exam: Annotated[
        bool | None, typer.Option("--exam/--practice", help="Kiểm tra (không tự xem điểm, gợi ý) hay luyện tập.")
    ] = None,
    due: Annotated[
        str | None, typer.Option(help='Hạn nộp theo giờ Việt Nam, ví dụ "01/12/2026 17:00"; none: bỏ hạn.')
    ] = None,
) -> None:
    """Phát thêm bài cho lớp, đổi một bài thành kiểm tra hay luyện tập, hoặc đặt hạn nộp; bài làm đã có giữ nguyên."""
    with _told_in_vietnamese():
        from grading.classroom import ClassroomError, add_lesson, hand_out, open_class, set_mode  # noqa: PLC0415
        from grading.due import read_due, set_due  # noqa: PLC0415
        from grading.lessons import lesson_named  # noqa: PLC0415
        from grading.words import due_text  # noqa: PLC0415

        classroom = open_class(directory)
        when = read_due(due) if due is not None else None
        wanted = []
        for number in numbers:
            found = lesson_named(number)
            if found is None:
                raise ClassroomError("lesson_missing", lesson=number)
            wanted.append(found)
        new = [lesson for lesson in wanted if add_lesson(classroom, lesson)]
        with progress_bar("Phát bài", quiet=not new) as progress:
            for place, lesson in enumerate(new):
                progress(place, len(new), lesson)
                hand_out(classroom, lesson)
            progress(len(new), len(new), "")
        for lesson in wanted if exam is not None else ():
            set_mode(classroom, lesson, "exam" if exam else "practice")
        for lesson in wanted if due is not None else ():
            set_due(classroom, lesson, when)
    typer.echo(f"Đã phát: {', '.join(new)}." if new else "Các bài này đã phát rồi.")
    if exam is not None:
        typer.echo(f"{', '.join(wanted)}: nay là bài {'kiểm tra' if exam else 'luyện tập'}.")
    if due is not None:
        typer.echo(f"{', '.join(wanted)}: " + (f"hạn nộp {due_text(when)}." if when else "không có hạn nộp."))


for opening in (*TEACHING, *room_command.COMMANDS):
    app.command()(opening)

for listing in (lists.checks, lists.scams, lists.catalogue, lists.faults):
    app.command()(listing)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Chạy toàn bộ kiểm tra của mã nguồn (cho người phát triển, trong thư mục mã nguồn)."""
    script = Path(__file__).resolve().parents[2] / "tools" / "setup.py"
    if not script.is_file():
        typer.secho("Lệnh này chỉ chạy được trong thư mục mã nguồn (có tools/setup.py).", fg="red", err=True)
        raise typer.Exit(FAILED)
    raise typer.Exit(subprocess.call([sys.executable, str(script), "test", *context.args]))


# --- behind the commands -----------------------------------------------------------


@contextmanager
def _told_in_vietnamese() -> Iterator[None]:
    """Known failures as one Vietnamese sentence and an exit code; unknown ones keep their traceback."""
    from grading.classroom import ClassroomError  # noqa: PLC0415
    from grading.handin import HandInError  # noqa: PLC0415

    try:
        yield
    except (ClassroomError, HandInError, OSError) as fault:
        typer.secho(str(fault), fg="red", err=True)
        raise typer.Exit(FAILED) from fault


def _grade(directory: Path, *, again: bool, quiet: bool = False) -> list[Report]:
    from grading.at_work import at_work  # noqa: PLC0415
    from grading.batch import grade_class  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415

    classroom = open_class(directory)
    reports = []
    with at_work(classroom.directory, "grade"):
        for lesson in classroom.lessons:
            with progress_bar(f"Chấm {lesson}", quiet) as progress:
                reports.append(grade_class(classroom, lesson, again=again, progress=progress))
    return reports


for command in (
    *(school.roster, school.averages, school.export),
    *(*office.COMMANDS, *regrading.COMMANDS, *dates.COMMANDS, *viewing.COMMANDS, *pointing.COMMANDS),
    *learner_command.COMMANDS,
    *volunteering.COMMANDS,
    city_command.city,
    city_command.what_if,
    data_command.data,
):
    app.command()(_told_in_vietnamese()(command))

app.add_typer(site_command.site)


if __name__ == "__main__":
    app()
