"""Grading in bulk: seconds, memory and whether both grow as they should.

``python benchmarks/grade_many.py [--stock N] [--learners N] [--classes N]`` prints three things, measured in one run:

1. one lesson of ``--stock`` submissions, in one process, imports not counted, notebooks and gradebook written: ours
   beside ``nbgrader autograde`` executing the same notebooks (``Autograde`` with nbgrader's own preprocessors);
2. one lesson of ``--learners`` submissions on all cores, with the memory of all processes together;
3. as many such classes as ``--classes`` says, one after the other: time a submission, by the clock and of the cores
   (which other work on the machine leaves as it is), and memory after each.
"""

from __future__ import annotations

import argparse
import gc
import logging
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if __name__ != "__mp_main__":
    # The processes that help read this file too, and need none of it.
    from nbgrader.converters import Autograde

    from benchmarks.grade_by_replay import executed_instead, scores
    from grading.batch import _quiet
    from grading.bulk import Desk, grade_all
    from grading.classroom import Classroom, hand_out, make_class, open_class
    from grading.demo import played
    from grading.exchange import make_whole, released_folder, stamp_text
    from grading.results import Results

KEY, LESSON = "k" * 32, "00-di-mot-vong"


def handed_in(directory: Path, learners: int, works: dict[str, bytes]) -> Classroom:
    """A class whose work lies collected; ``works`` are the journals, played where they are missing."""
    classroom = make_class(directory, "8A1", learners, LESSON, key=KEY)
    hand_out(classroom, LESSON)
    released = released_folder(classroom.coursedir, LESSON)
    for number, learner in enumerate(classroom.learners, 1):
        folder = directory / "submitted" / learner / LESSON
        folder.mkdir(parents=True)
        if learner not in works:
            works[learner] = played(learner, KEY, "benchmark", number)
        (folder / "nhat-ky-01.jsonl").write_bytes(works[learner])
        (folder / "timestamp.txt").write_text(stamp_text(datetime.now(UTC)), encoding="utf-8")
        make_whole(released, folder)
    return open_class(directory)


def ours(classroom: Classroom) -> None:
    """Grade everybody, notebooks, gradebook and reasons."""
    desk = Desk(classroom, LESSON, classroom.sheet(LESSON), Results(classroom.results_url))
    log = logging.getLogger("benchmark")
    failed = grade_all(desk, classroom.learners, again=True, progress=lambda *_: None, log=log)
    if failed:
        raise SystemExit(f"not graded: {failed}")


def stock(classroom: Classroom) -> None:
    """nbgrader's own converter, executing every notebook."""
    classroom.coursedir.assignment_id, classroom.coursedir.student_id = LESSON, "*"
    with _quiet("benchmark") as log:
        classroom.coursedir.log = log
        Autograde(coursedir=classroom.coursedir, config=classroom.config, log=log).start()


def seconds(job: Callable[[], None]) -> float:
    """How long a job takes."""
    gc.collect()
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def proportional(process: int) -> int:
    """A process's memory in bytes, pages that several share counted in parts; 0 once it has gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


class Watch(threading.Thread):
    """The most memory that this process and its helpers had together, looked at twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self._over = 0, threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._over.wait(0.5):
            everybody = [os.getpid(), *(child.pid or 0 for child in multiprocessing.active_children())]
            self.most = max(self.most, sum(map(proportional, everybody)))

    def stop(self) -> float:
        """The most, in megabytes."""
        self._over.set()
        self.join()
        return self.most / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stock", type=int, default=45)
    parser.add_argument("--learners", type=int, default=999)
    parser.add_argument("--classes", type=int, default=3)
    asked = parser.parse_args()
    works: dict[str, bytes] = {}
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if asked.stock:
            first = handed_in(root / "ours", asked.stock, works)
            shutil.copytree(first.directory, root / "stock")
            executed_instead(root / "stock")
            mine = seconds(lambda: ours(first))
            theirs = seconds(lambda: stock(open_class(root / "stock")))
            same = scores(root / "ours") == scores(root / "stock")
            say(f"{asked.stock} submissions, one process: nbgrader autograde (baseline) {theirs:.2f} s, ")
            say(f"ours {mine:.2f} s, {theirs / mine:.0f} times as fast; same gradebook: {same}\n")
        for number in range(1, asked.classes + 1):
            classroom = handed_in(root / f"lop{number}", asked.learners, works)
            watch = Watch()
            watch.start()
            before = sum(os.times()[:4])
            took = seconds(lambda made=classroom: ours(made))  # type: ignore[misc]
            worked = sum(os.times()[:4]) - before
            most = watch.stop()
            here = proportional(os.getpid()) / 1e6
            say(f"class {number}: {asked.learners} submissions on {os.cpu_count()} cores {took:.2f} s, ")
            each, of_a_core = took / asked.learners * 1000, worked / asked.learners * 1000
            say(f"{each:.2f} ms each ({of_a_core:.2f} of a core); at most {most:.0f} MB, {here:.0f} MB afterwards\n")
            sys.stdout.flush()
            shutil.rmtree(root / f"lop{number}")


if __name__ == "__main__":
    main()
