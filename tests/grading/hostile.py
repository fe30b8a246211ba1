"""A class of 45 and everything that ever comes out of a chat at once: names, heaps of files, notebooks with own marks.

Each thing is made on the real way as far as there is one, then spoilt. ``heap`` says what has to become of each file.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from openpyxl import Workbook

from grading.classroom import Classroom
from grading.demo import WORKSPACES, played
from grading.handin import HEADER_FILE, Handed, ZipHeader, fetch, submit
from grading.lessons import LESSONS
from simulator import datasets
from simulator.release import RELEASE
from simulator.storage import journal_path

LEARNERS = 45
COURSE = tuple(LESSONS)[:8]
"""The eight lessons that the class does."""

HUGE = 100_000_000
NAMES = {
    1: "=1+1",
    2: 'Nguyễn, "Văn"',
    3: "Trần " + "Thị " * 48 + "Bình",
    4: "\u202eLê Hoàng\u202c \u200fYến",
    5: "@SUM(A1:A9)",
    6: "<b>Phạm</b> Minh",
    7: "Đặng {0} %s Thu",
}
"""Learners' numbers and what stands for their names in the school's list; the others' names are ordinary."""

OWN_MARKS = {8: "nan", 9: "-1", 10: "99"}
"""Learners who wrote marks of their own into the notebook that they handed in, and halves of the work."""


def roster(path: Path) -> Path:
    """The school's list as a spreadsheet, names typed as text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[object]] = [["DANH SÁCH HỌC SINH LỚP 8A1"], [], ["STT", "Họ và tên", "Ghi chú"]]
    rows += [[number, NAMES.get(number, f"Học Sinh Thứ {number}"), None] for number in range(1, LEARNERS + 1)]
    for row, cells in enumerate(rows, 1):
        for place, value in enumerate(cells, 1):
            cell = sheet.cell(row, place)
            cell.value = value  # type: ignore[union-attr]
            if isinstance(value, str):
                cell.data_type = "s"  # type: ignore[union-attr]
    book.save(path)
    return path


def packed(learner: str, lesson: str, journal: bytes) -> bytes:
    """The zip of a hand-in as a student's computer makes it."""
    file = io.BytesIO()
    digest = hashlib.sha256(journal).hexdigest()
    time = datetime(2026, 11, 9, 1, tzinfo=UTC).isoformat()
    header = ZipHeader(learner, lesson, time, RELEASE, datasets.fingerprint(), (Handed("nhat-ky-01.jsonl", digest),))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(HEADER_FILE, msgspec.json.encode(header))
        bundle.writestr("nhat-ky-01.jsonl", journal)
    return file.getvalue()


def work(classroom: Classroom, number: int, lesson: str) -> bytes:
    """What a learner of the class has done in a lesson."""
    return played(f"8A1-{number:02d}", classroom.sheet(lesson).key, "thù địch", number, lesson)


def own_marks(classroom: Classroom) -> None:
    """Through the shared folder: half of the work, with a notebook that claims any mark."""
    lesson = COURSE[0]
    for number, claim in OWN_MARKS.items():
        learner = f"8A1-{number:02d}"
        folder = classroom.directory / WORKSPACES / learner / lesson
        fetch(folder, classroom.exchange_root, classroom.course, lesson, learner)
        lines = work(classroom, number, lesson).split(b"\n")
        journal_path(folder, 1).write_bytes(b"\n".join(lines[: len(lines) // 2]) + b"\n")
        (path,) = folder.glob("*.ipynb")
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if "nbgrader" in cell["metadata"]:
                data = {"text/plain": claim}
                cell["source"] = f"float('{claim}')"
                cell["metadata"]["nbgrader"]["points"] = 100
                cell["outputs"] = [
                    {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
                ]
        path.write_text(json.dumps(notebook), encoding="utf-8")
        submit(folder, classroom.exchange_root, classroom.course, lesson, learner)


def heap(classroom: Classroom, folder: Path) -> dict[str, str]:
    """Lay the heap into a folder; gives the files that need a word, each with what has to become of it.

    All the honest work of the class is in it, in one zip of zips and in bare journals.
    """
    folder.mkdir()
    first, second = COURSE[0], COURSE[1]
    with zipfile.ZipFile(folder / "Zalo 8A1 (3).zip", "w") as bundle:
        for lesson in COURSE[:6]:
            for number in range(1, LEARNERS + 1):
                if lesson == first and number in OWN_MARKS:
                    continue
                learner = f"8A1-{number:02d}"
                bundle.writestr(f"{number} {lesson}.zip", packed(learner, lesson, work(classroom, number, lesson)))
    for lesson in COURSE[6:]:
        for number in range(1, LEARNERS + 1):
            (folder / f"ban sao {lesson[:2]} ({number}).txt").write_bytes(work(classroom, number, lesson))
    whole = work(classroom, 11, first)
    others = {
        "trong.jsonl": (b"", "empty"),
        "cut.zip": (packed("8A1-11", first, whole)[:-300], "damaged"),
        "cut.jsonl": (whole[: len(whole) // 2].replace(b"\n", b"", 3), "damaged"),
        "khong phai json.jsonl": ("Thưa cô em nộp bài ạ".encode(), "not_ours"),
        "=1+1.json": (b"[1, 2", "not_ours"),
        "nguoi la.zip": (packed("8A1-77", first, played("8A1-77", classroom.sheet(first).key, "1", 1)), "stranger"),
        "ban lop khac.zip": (
            packed("8A2-03", first, played("8A2-03", classroom.sheet(first).key, "1", 1)),
            "other_class",
        ),
        "bai cua ban.zip": (packed("8A1-12", first, work(classroom, 13, first)), "not_own"),
        "phat lai bai khac.zip": (packed("8A1-14", second, work(classroom, 14, first)), "wrong_lesson"),
        "anh.rar": (b"Rar!\x1a\x07\x01\x00" + b"x" * 50, "packed"),
        "bom.zip": (_bomb(), "bomb"),
    }
    for name, (data, _) in others.items():
        (folder / name).write_bytes(data)
    with (folder / "phim.mp4").open("wb") as file:
        file.truncate(HUGE)
    with zipfile.ZipFile(folder / "USB.zip", "w") as bundle:
        bundle.writestr("phim.mp4", os.urandom(1 << 20) * (HUGE >> 20))
        bundle.writestr("trong USB.jsonl", work(classroom, 15, first))
    said = {name: kind for name, (_, kind) in others.items()}
    return said | {"phim.mp4": "too_big", "USB.zip": "too_big"}


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("nhat-ky-01.jsonl", b"\0" * 50_000_000)
    return file.getvalue()
