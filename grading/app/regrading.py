"""Commands about marks over time: what grading again would change, keeping it, and every earlier mark."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grading.app.tables import OUTCOMES, show_reports, typed

if TYPE_CHECKING:
    from decimal import Decimal

    from grading.regrade import Change, CheckChange, Preview, Seen
    from grading.results import Grading

ClassFolder = Annotated[Path, typer.Argument(help="Thư mục lớp.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
SHOWN = 12
"""So many learners of one change are named; the JSON names all."""


def regrade(
    directory: ClassFolder,
    numbers: Annotated[list[str] | None, typer.Argument(help="Số bài, ví dụ 1 2. Bỏ trống: mọi bài.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Chấm lại thật và ghi điểm mới.")] = False,
    json: AsJson = False,
) -> None:
    """Xem chấm lại cả lớp thì điểm ai đổi, đổi bao nhiêu, vì sao; thêm --keep mới ghi. Điểm cũ luôn được giữ."""
    from grading.app.progress_bar import progress_bar  # noqa: PLC0415
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.regrade import keep as keep_all  # noqa: PLC0415
    from grading.regrade import preview  # noqa: PLC0415

    classroom = open_class(directory)
    lessons = lessons_of(classroom, numbers or [])
    with progress_bar("Chấm thử", quiet=json) as progress:
        found = preview(classroom, lessons, progress)
    reports = []
    if keep:
        with progress_bar("Chấm lại", quiet=json) as progress:
            reports = keep_all(classroom, lessons, progress)
    if json:
        print_json({"preview": found, "kept": keep, "reports": reports})
    else:
        _show_preview(found)
        show_reports(reports, directory)
        if not keep and (found.changes or found.waiting):
            again = " ".join(["congtap regrade", typed(directory), *(numbers or []), "--keep"])
            typer.echo(f"Chưa ghi gì. Đồng ý thì gõ: {again}")
    if any(report.failed for report in reports):
        raise typer.Exit(1)


def history(
    directory: ClassFolder,
    learner: Annotated[str, typer.Argument(help="Số thứ tự hoặc mã của một em.", show_default=False)],
    json: AsJson = False,
) -> None:
    """Xem mọi lần chấm của một em: ngày, điểm, bản máy chấm, phiên bản từng mục chấm."""
    from grading.classroom import open_class  # noqa: PLC0415
    from grading.regrade import history as all_of  # noqa: PLC0415

    found = all_of(open_class(directory), learner)
    if json:
        print_json(found)
        return
    _show_history(found)


COMMANDS = (regrade, history)


# --- behind the commands ----------------------------------------------------------------


def print_json(found: object) -> None:
    """Whatever msgspec can write, in UTF-8."""
    import msgspec  # noqa: PLC0415

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")


def lessons_of(classroom: Any, numbers: Sequence[str]) -> list[str]:  # noqa: ANN401 - imported late
    """The class's lessons that were typed by number or name; raises ``ClassroomError`` for one that is not there."""
    from grading.classroom import ClassroomError  # noqa: PLC0415
    from grading.lessons import lesson_named  # noqa: PLC0415

    found = []
    for number in numbers:
        name = lesson_named(number) or number
        if name not in classroom.lessons:
            raise ClassroomError("no_lesson", lesson=number)
        found.append(name)
    return found


def _mark(outcome: str, mark: Decimal) -> str:
    return f"{mark}".replace(".", ",") if outcome == "graded" else OUTCOMES[outcome]


def _points(seen: Seen | None) -> str:
    return "không có" if seen is None else f"{seen.points.normalize():f}/{seen.maximum.normalize():f}".replace(".", ",")


def _lines(change: CheckChange) -> list[str]:
    """One check before and now, with both reasons."""
    before, now = change.before, change.now
    versions = [f"phiên bản {seen.version}" if seen else "" for seen in (before, now)]
    heading = f"{change.description} ({_points(before)} → {_points(now)}"
    if versions[0] != versions[1]:
        heading += f"; {versions[0] or 'mục mới'} → {versions[1] or 'đã bỏ'}"
    lines = [heading + ")"]
    for title, seen in (("trước", before), ("nay", now)):
        if seen is not None and seen.reason:
            lines.append(f"    {title}: {seen.reason}")
    return lines


def _show_preview(found: Preview) -> None:
    by_mark = [change for change in found.changes if change.mark_changes]
    for lesson in dict.fromkeys(change.lesson for change in by_mark):
        typer.echo(f"Bài {lesson}:")
        for change in by_mark:
            if change.lesson == lesson:
                _show_change(change)
    same = [change for change in found.changes if not change.mark_changes]
    if same:
        typer.echo(f"{len(same)} bài giữ nguyên điểm, chỉ khác mục chấm: {_named(same)}")
    for kept in found.kept:
        old = f"{kept.mark}".replace(".", ",")
        typer.echo(f"- {kept.learner}, bài {kept.lesson}: giữ điểm {old} của bản {kept.release}. {kept.why}")
    if found.waiting:
        named = ", ".join(f"{learner} ({lesson[:2]})" for learner, lesson in found.waiting[:SHOWN])
        typer.echo(f"{len(found.waiting)} bài chưa chấm lần nào, sẽ được chấm khi ghi: {named}")
    for learner, lesson, error in found.failed:
        typer.echo(f"- {learner}, bài {lesson}: máy chấm gặp lỗi ({error}), điểm cũ còn nguyên.")
    typer.echo(f"{len(by_mark)} bài đổi điểm, {len(found.kept)} bài giữ điểm cũ, {found.unchanged} bài không đổi gì.")


def _named(changes: Sequence[Change]) -> str:
    names = [f"{change.learner} ({change.lesson[:2]})" for change in changes[:SHOWN]]
    return ", ".join(names) + (", …" if len(changes) > SHOWN else "")


def _show_change(change: Change) -> None:
    old, new = _mark(change.outcome_before, change.before), _mark(change.outcome, change.now)
    typer.echo(f"- {change.learner}: {old} → {new}" + (" (bài nộp khác lần chấm trước)" if change.other_work else ""))
    if change.outcome == change.outcome_before == "graded":
        for check in change.checks:
            typer.echo("  " + "\n  ".join(_lines(check)))
    elif change.remark:
        typer.echo(f"  {change.remark}")


def _show_history(gradings: Sequence[Grading]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from grading.export import local_time  # noqa: PLC0415
    from grading.regrade import differs, seen  # noqa: PLC0415

    console = Console()
    titles: dict[str, str] = {}
    for lesson in dict.fromkeys(each.lesson for each in gradings):
        table = Table(title=f"{gradings[0].learner}, bài {lesson}")
        for heading in ("Chấm lúc", "Điểm", "Lần làm", "Bản máy chấm", "Mục chấm khác lần trước", "Ghi chú"):
            table.add_column(heading)
        before: dict[str, Seen] = {}
        for each in (one for one in gradings if one.lesson == lesson):
            checks = {result.id: seen(result) for result in each.results}
            titles.update({result.id: result.description for result in each.results})
            differ = [f"{titles[name]} {_told(now)}" for name, now in checks.items() if differs(before.get(name), now)]
            differ += [f"{titles[name]} (đã bỏ)" for name in before if name not in checks]
            shown = "\n".join(differ) or "không"
            row = (local_time(each.graded_at), _mark(each.outcome, each.mark), str(each.attempt or ""), each.release)
            table.add_row(*row, Text(shown if before else _versions(checks)), Text(each.said_to_teacher))
            before = checks
        console.print(table)


def _told(now: Seen) -> str:
    return f"({_points(now)}, phiên bản {now.version})"


def _versions(checks: dict[str, Seen]) -> str:
    """All checks' versions at the first grading: most are alike."""
    counted = Counter(each.version for each in checks.values())
    return "; ".join(f"{count} mục phiên bản {version}" for version, count in sorted(counted.items()))
