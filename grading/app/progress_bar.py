"""The progress bar of commands that take long: on stderr, so that the table or JSON on stdout stays clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grading.bulk import Progress


@contextmanager
def progress_bar(title: str, quiet: bool = False) -> Iterator[Progress]:
    """A bar to be told how many are done, how many there are, and who is next."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[learner]}"),
    )
    bar = Progress(*columns, console=Console(stderr=True), disable=quiet)
    task = bar.add_task(title, learner="", total=None)
    begun = False

    def advance(done: int, total: int, learner: str) -> None:
        nonlocal begun
        if total and not begun:
            # Work that is refused, or has nothing to do, shows no bar.
            begun = True
            bar.start()
        bar.update(task, completed=done, total=total, learner=learner)

    try:
        yield advance
    finally:
        if begun:
            bar.stop()
