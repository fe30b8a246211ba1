"""Runs a learner's cells and calls their functions: the program of the process apart, with the standard library only.

``python -I -S -B child.py FOLDER``: the job comes as JSON on standard input, the answers go as JSON lines to what was
standard output. It is given inputs and returns values; it knows nothing of what is right, so no code in it can change
a mark but by returning other values.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib takes longer to import
import confine  # type: ignore[import-not-found]

LIBRARY = (
    *("math", "statistics", "collections", "itertools", "functools", "operator", "random", "string", "re"),
    *("decimal", "fractions", "datetime", "json", "csv", "copy", "typing", "time"),
)
"""What a learner's code may import: nothing can be loaded any more once it runs."""

MAX_TEXT = 200
SCALARS = (bool, int, float, str, type(None))


class _Result:
    """The way back to the grader: one JSON object a line."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file

    def say(self, **words: Any) -> None:
        self._file.write(json.dumps(words).encode() + b"\n")


def _value(value: object) -> dict[str, object]:
    """What a function returned, if it is one plain value; of anything else, its kind alone."""
    kind = type(value)
    if kind not in SCALARS:
        return {"kind": str(kind.__name__)[:MAX_TEXT]}
    if kind is float and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124 - nan
        return {"kind": "not_finite"}
    if kind is int and abs(value) > 10**15:  # type: ignore[arg-type]
        return {"kind": "too_big"}
    if kind is str and len(value) > MAX_TEXT:  # type: ignore[arg-type]
        return {"kind": "too_long"}
    return {"kind": kind.__name__, "value": value}


def _error(fault: BaseException, exercises: tuple[str, ...]) -> dict[str, object]:
    """An exception's kind and text, and the last line of the learner's own cells that it came through."""
    try:
        text = str(fault)[:MAX_TEXT]
    except BaseException:  # noqa: BLE001 - its text is the learner's code, too
        text = ""
    line, cell = 0, ""
    if isinstance(fault, SyntaxError) and fault.filename in exercises:
        line, cell = int(fault.lineno or 0), str(fault.filename)
    trace = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in exercises:
            line, cell = trace.tb_lineno, trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    return {"type": type(fault).__name__[:MAX_TEXT], "text": text, "line": line, "cell": cell}


def _work(job: dict[str, Any], result: _Result) -> None:
    given, cells, calls = job["given"], job["cells"], job["calls"]
    names = tuple(cell["exercise"] for cell in cells)
    space: dict[str, Any] = {"__name__": "__main__", **json.loads(given)}
    for cell in cells:
        exercise = cell["exercise"]
        result.say(at=exercise)
        try:
            exec(compile(cell["source"], exercise, "exec", dont_inherit=True), space)  # noqa: S102 - what this is for
        except BaseException as fault:  # noqa: BLE001 - exits and interrupts are the learner's, too
            result.say(broken=exercise, error=_error(fault, names))
    for number, call in enumerate(calls):
        result.say(at=call["exercise"])
        try:
            function = space.get(call["function"])
            if function is None:
                result.say(call=number, missing=True)
                continue
            result.say(call=number, returned=_value(function(*json.loads(call["inputs"]))))
        except BaseException as fault:  # noqa: BLE001 - as above
            result.say(call=number, error=_error(fault, names))
    result.say(done=True)


def main(folder: str) -> None:
    """Take the job, shut the door, work, and leave without waiting for threads or exit handlers."""
    job = json.loads(sys.stdin.buffer.read())
    result = _Result(io.FileIO(os.dup(1), "w"))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)  # what is printed goes with the errors: the way back is ours
    text = "".join(cell["source"] for cell in job["cells"])
    for name in LIBRARY:
        if name in text:
            importlib.import_module(name)
    if "datetime" in text:
        importlib.import_module("_strptime")
    sys.path.clear()
    sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "__name__", "") == "BuiltinImporter"]
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    held = confine.rlimits(job["cpu"], job["memory"])
    if sys.platform == "linux" and job["kernel"]:
        held += confine.linux(folder)
    for name in ("confine", "ctypes", "_ctypes", "importlib.util", "resource", "platform"):
        sys.modules.pop(name, None)
    held += confine.audit()
    result.say(ready=held)
    _work(job, result)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
