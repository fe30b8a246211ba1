"""How long a click on the page for looking at a class takes: choosing a lesson, drawing a picture, opening a replay.

``python benchmarks/look.py CLASS`` on a class folder that is graded, for instance ``congtap demo CLASS --learners 45
--all``. Times are those of the server's answer; the first of each kind also loads what it needs, and is told apart.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from grading.app.look import Look


def seconds(action: Callable[[], None]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def told(name: str, times: list[float]) -> None:
    first, rest = times[0], times[1:] or times
    print(f"{name}: first {first:.3f} s; then median {statistics.median(rest):.3f} s, longest {max(rest):.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    look = Look()
    told("show", [seconds(lambda: look.show(folder))])
    lessons = [each["id"] for each in look.view["lessons"] if each["id"]]
    chosen, drawn, opened, walked = [], [], [], []
    for lesson in lessons:
        chosen.append(seconds(lambda lesson=lesson: look.vue_act({"do": "choose", "lesson": lesson})))
        for each in look.pictures:
            message = {"do": "draw", "lesson": lesson, "picture": each["id"]}
            drawn.append(seconds(lambda message=message: look.vue_act(message)))
        for learner in look.view["lesson"]["learners"][:5]:
            message = {"do": "replay", "learner": learner["id"]}
            opened.append(seconds(lambda message=message: look.vue_act(message)))
            walked += [seconds(lambda do=do: look.replaying.vue_act({"do": do})) for do in ("next", "last", "back")]
            look.replaying.vue_act({"do": "close"})
    for name, times in (("lesson", chosen), ("picture", drawn), ("replay", opened), ("step", walked)):
        told(name, times)


if __name__ == "__main__":
    main()
