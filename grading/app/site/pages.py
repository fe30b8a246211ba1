"""The notebooks as pages: text ready-made, code cells for the browser's Python."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from nbconvert.filters import markdown2html

from grading.lessons import lesson_folder

GRADES = "cham-diem"
"""The tag of cells that are for the grader alone."""

AT_HOME = (
    "from grading.app.entrance import open_entrance",
    "from grading.app.site.door import open_door as open_entrance",
)
"""The home page of a browser's edition may be the door of a class's room."""


def page_of(notebook: dict[str, Any]) -> dict[str, Any]:
    """One notebook: its title and its parts, each ``{"html": …}`` or ``{"code": …}``."""
    parts: list[dict[str, str]] = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append({"html": markdown2html(source)})
        elif cell["cell_type"] == "code" and GRADES not in cell["metadata"].get("tags", []):
            parts.append({"code": source.replace(*AT_HOME)})
    return {"title": notebook["metadata"].get("title", "Cổng Tập"), "parts": parts}


def pages(folders: Iterable[str]) -> dict[str, Any]:
    """Notebook name to page, for the notebooks of some lesson folders."""
    found = {}
    for folder in folders:
        for item in sorted(lesson_folder(folder).iterdir(), key=lambda each: each.name):
            if item.name.endswith(".ipynb"):
                found[item.name.removesuffix(".ipynb")] = page_of(json.loads(item.read_text(encoding="utf-8")))
    return found
