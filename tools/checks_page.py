"""Write ``docs/checks.md``: every check of the course with its reference and its listed wrong answers.

``python tools/checks_page.py`` after a change to checks, solutions or lesson plans; a test compares.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grading.listing import listed_checks
from simulator.worksheets.plan import plans

PAGE = Path(__file__).resolve().parent.parent / "docs" / "checks.md"
HEAD = """# Các mục chấm

Trang này do `python tools/checks_page.py` viết từ mã nguồn và dữ liệu, đừng sửa tay. Mỗi mục chấm có lời giải mẫu phải
đạt và những câu sai phải bị bắt, mỗi câu một lý do riêng; `tests/grading/test_lessons.py` chạy tất cả.

What each check looks at, and the wrong answers that must fail for their own reasons. Texts are what the learner reads.
"""
MAX_ROWS = 60
"""Listed wrong answers of one worksheet that the page shows; all of them are in ``congtap checks --json``."""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    records = listed_checks()
    for lesson, plan in plans().items():
        parts.append(f"\n## {plan.title}\n")
        for record in (each for each in records if each["lesson"] == lesson):
            parts.append(f"\n**`{record['id']}`** ({record['points'].replace('.', ',')} điểm). {record['text']}\n")
            parts.append(f"Lời giải mẫu: `{record['reference']}`.\n")
            parts.append("\n| câu sai | lý do em đọc |\n|---|---|\n")
            shown = record["wrong"][:MAX_ROWS]
            parts += [f"| {_cell(wrong['name'])} | {_cell(wrong['reason'])} |\n" for wrong in shown]
    return "".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
