"""Every text file is UTF-8 in NFC with LF line ends, and data files can be read.

``python tools/check_text.py [FILE…]``; without files, everything that git knows or would add.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

BINARY = {".gif", ".gz", ".ico", ".jpg", ".pdf", ".png", ".woff2", ".xlsx", ".zip"}
JOURNAL = ".jsonl"
"""Journals are exact to the byte, and tests keep damaged ones on purpose: they are left alone."""


def tracked_files(root: Path) -> list[Path]:
    """The files that git has, and the new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    names = sorted(name for name in listed.stdout.split("\0") if name)
    return [root / name for name in names if (root / name).is_file()]


def text_faults(data: bytes) -> list[str]:
    """What is wrong with a file's bytes as text."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return [f"not UTF-8 at byte {fault.start}"]
    faults = []
    if text.startswith("\ufeff"):
        faults.append("begins with a byte order mark")
    if "\0" in text:
        faults.append("holds a NUL byte: if it is a binary file, name its suffix in tools/check_text.py")
    if "\r" in text:
        faults.append(f"line {text[: text.index(chr(13))].count(chr(10)) + 1} has a CR: lines end with LF alone")
    if text and not text.endswith("\n"):
        faults.append("does not end with a line end")
    for number, line in enumerate(text.split("\n"), 1):
        if not unicodedata.is_normalized("NFC", line):
            faults.append(f"line {number} is not in NFC: {line.strip()[:60]!r}")
            break
    return faults


def data_faults(suffix: str, text: str) -> list[str]:
    """What keeps a data file from being read."""
    try:
        if suffix == ".json":
            json.loads(text)
        elif suffix == ".toml":
            tomllib.loads(text)
        elif suffix == ".csv":
            return _table_faults(text)
    except ValueError as fault:
        return [f"cannot be read as {suffix[1:].upper()}: {fault}"]
    return []


def _table_faults(text: str) -> list[str]:
    rows = list(csv.reader(text.splitlines(), strict=True))
    if not rows:
        return ["has no header line"]
    faults = []
    if len(set(rows[0])) != len(rows[0]):
        faults.append(f"two columns share a name: {rows[0]}")
    uneven = [number for number, row in enumerate(rows, 1) if len(row) != len(rows[0])]
    if uneven:
        faults.append(f"line {uneven[0]} has another number of columns than the header")
    return faults


def faults_of(path: Path) -> list[str]:
    """Everything wrong with one file."""
    if path.suffix in BINARY or path.suffix == JOURNAL:
        return []
    data = path.read_bytes()
    found = text_faults(data)
    if found and found[0].startswith("not UTF-8"):
        return found
    try:
        return found + data_faults(path.suffix, data.decode("utf-8"))
    except csv.Error as fault:
        return [*found, f"cannot be read as CSV: {fault}"]


def main(arguments: list[str]) -> int:
    """Check the files named, or all; print what is wrong."""
    root = Path(__file__).resolve().parent.parent
    paths = [Path(name) for name in arguments] or tracked_files(root)
    wrong = 0
    for path in paths:
        for fault in faults_of(path):
            wrong += 1
            print(f"{path}: {fault}")
    print(f"{len(paths)} files, {wrong} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
