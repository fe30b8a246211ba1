"""The course's server and its named baseline, for the benchmarks that open pages.

The baseline is stock Voilà: ``voila`` on the same folder of notebooks, with its own template and every browser
extension that is installed. Both answer on this machine alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


class Server(NamedTuple):
    """A running server: what it is called, its port, its process."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def address(self, path: str) -> str:
        """Where a notebook of the folder is shown."""
        return f"http://127.0.0.1:{self.port}/voila/render/{path}"


def chromium() -> str | None:
    """Where Chromium is."""
    return os.environ.get("CONGTAP_CHROMIUM") or shutil.which("chromium")


def prepared(folder: Path) -> Path:
    """The folder with the entrance's notebooks in it."""
    code = f"from grading.app.start import prepare; from pathlib import Path; prepare(Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    return folder


def _commands(folder: Path, port: int) -> dict[str, list[str]]:
    start = [sys.executable, "-m", "grading.app.command", "start", "--no-browser"]
    voila = str(Path(sys.executable).parent / "voila")
    return {
        "ours": [*start, "--workspace", str(folder), "--port", str(port)],
        "stock Voilà": [voila, str(folder), f"--port={port}", "--no-browser", "--Voila.ip=127.0.0.1"],
    }


@contextmanager
def served(name: str, folder: Path, port: int) -> Iterator[Server]:
    """One server, ``ours`` or ``stock Voilà``, from its first answer to its end."""
    process = subprocess.Popen(_commands(folder, port)[name], cwd=ROOT, stdout=-3, stderr=-3)
    try:
        _answered(f"http://127.0.0.1:{port}/")
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answered(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError) as fault:
            if isinstance(fault, urllib.error.HTTPError):
                return
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"nobody answers at {address}")
