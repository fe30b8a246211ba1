"""Notebooks are committed clean: no outputs, no traces of a run, named cells, one spelling.

``python tools/check_notebooks.py [--fix] [FILE…]``; without files, every notebook that git
knows or would add. ``--fix`` mends what can be mended.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

import nbformat
from check_text import tracked_files

Notebook = dict[str, Any]


def canonical(notebook: Notebook) -> str:
    """A notebook as Jupyter saves it, the same text every time."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"
    return unicodedata.normalize("NFC", text)


def cleaned(notebook: Notebook) -> Notebook:
    """The notebook without what a run leaves behind, every cell with an id of its own."""
    clean = copy.deepcopy(notebook)
    clean["metadata"].pop("widgets", None)
    clean["metadata"].get("language_info", {}).pop("version", None)
    seen: set[str] = set()
    for number, cell in enumerate(clean["cells"], 1):
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
            cell["metadata"].pop("execution", None)
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") or f"cell-{number:02d}"
        while not cell.get("id") or cell["id"] in seen:
            cell["id"] = name if name not in seen else f"{name}-{number:02d}"
            name = f"{name}-x"
        seen.add(cell["id"])
    return clean


def faults_of(text: str) -> list[str]:
    """Everything wrong with one notebook's text."""
    try:
        notebook = json.loads(text)
        nbformat.validate(notebook)
    except (ValueError, nbformat.ValidationError) as fault:
        return [f"is no valid notebook: {str(fault).splitlines()[0]}"]
    if (notebook["nbformat"], notebook["nbformat_minor"]) < (4, 5):
        return ["is older than notebook format 4.5: its cells have no ids"]
    return _run_faults(notebook) + _name_faults(notebook) + _form_faults(notebook, text)


def _run_faults(notebook: Notebook) -> list[str]:
    faults = []
    if "widgets" in notebook["metadata"]:
        faults.append("carries the state of widgets")
    if "version" in notebook["metadata"].get("language_info", {}):
        faults.append("names the version of Python that it was saved with")
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        faults.append("is not made for the kernel python3")
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        if cell["outputs"]:
            faults.append(f"cell {number} has outputs")
        if cell["execution_count"] is not None:
            faults.append(f"cell {number} has an execution count")
        if "execution" in cell["metadata"]:
            faults.append(f"cell {number} has execution times")
    return faults


def _name_faults(notebook: Notebook) -> list[str]:
    ids = [cell["id"] for cell in notebook["cells"]]
    faults = [f"two cells have the id {name!r}" for name in sorted({name for name in ids if ids.count(name) > 1})]
    marks = [cell["metadata"]["nbgrader"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    grades = [mark.get("grade_id", "") for mark in marks]
    if "" in grades:
        faults.append("an nbgrader cell has no grade_id")
    twice = sorted({name for name in grades if name and grades.count(name) > 1})
    return faults + [f"two nbgrader cells have the grade_id {name!r}" for name in twice]


def _form_faults(notebook: Notebook, text: str) -> list[str]:
    if not unicodedata.is_normalized("NFC", text):
        return ["is not in NFC"]
    if text != canonical(notebook):
        return ["is not spelled as Jupyter saves it (keys in order, one space of indent, a line end)"]
    return []


def main(arguments: list[str]) -> int:
    """Check the notebooks named, or all; print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fix", action="store_true", help="mend what can be mended")
    parser.add_argument("notebooks", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    root = Path(__file__).resolve().parent.parent
    paths = options.notebooks or [path for path in tracked_files(root) if path.suffix == ".ipynb"]
    wrong = 0
    for path in paths:
        if options.fix:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            path.write_text(canonical(cleaned(notebook)), encoding="utf-8", newline="\n")
        for fault in faults_of(path.read_text(encoding="utf-8")):
            wrong += 1
            print(f"{path}: {fault}")
    print(f"{len(paths)} notebooks, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
