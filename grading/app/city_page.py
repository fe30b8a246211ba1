"""“What if … the whole city?”: scenes, sliders, and pictures of a simulated year that are drawn anew at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.app.city_flows import flows_figure, flows_in_words
from grading.app.city_map import RATES, map_figure, map_in_words, map_rows
from grading.app.city_pictures import (
    bars_figure,
    bars_in_words,
    most_changed,
    rate_name,
    rate_said,
    texts,
    waits_figure,
    waits_in_words,
)
from grading.app.pictures import address, comma, thousands
from simulator.city.levers import Lever, levers, scenes, settings_of
from simulator.city.tally import Tally, tally
from simulator.city.year import City
from simulator.screens.screen import Message, Screen

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HERE = Path(__file__).parent
DOSSIERS = 50_000
"""A year so small that it is worked through while a slider moves; counters are as full as in a large one."""
SEED = "1"
KEPT = 16
"""Years that are remembered, so that another picture of the same year costs its drawing alone."""

PICTURES: dict[str, tuple[Callable[[Tally, Tally, str], Figure], Callable[[Tally, Tally, str], str]]] = {
    "bars": (lambda today, then, _: bars_figure(today, then), lambda today, then, _: bars_in_words(today, then)),
    "map": (map_figure, map_in_words),
    "flows": (lambda _, then, __: flows_figure(then), lambda _, then, __: flows_in_words(then)),
    "waits": (lambda today, then, _: waits_figure(today, then), lambda today, then, _: waits_in_words(today, then)),
}
"""Each picture's name, how it is drawn and how it is told; all get the year of today, the other one, and a rate."""


@cache
def today() -> Tally:
    """The year as it is."""
    return tally(City(SEED, DOSSIERS, settings_of(_bases())))


@lru_cache(maxsize=KEPT)
def _year(values: tuple[tuple[str, int], ...]) -> Tally:
    return tally(City(SEED, DOSSIERS, settings_of(dict(values))))


def year(values: Mapping[str, int]) -> Tally:
    """The year with the levers set like this."""
    return today() if values == _bases() else _year(tuple(values.items()))


def _bases() -> dict[str, int]:
    return {name: lever.base for name, lever in levers().items()}


def within(lever: Lever, value: object) -> int:
    """A number that the lever's slider can give, the nearest one; where no number comes, the lever's base."""
    # A number that is not equal to itself is none.
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:  # noqa: PLR0124
        return lever.base
    held = min(lever.high, max(lever.low, value))
    return min(lever.high, lever.low + round((held - lever.low) / lever.step) * lever.step)


def answer(before: Tally, then: Tally) -> str:
    """What comes of it, in a few sentences."""
    said = texts()["answer"]
    words: dict[str, str] = {}
    for key, found in (("", then.city), ("_today", before.city)):
        words |= {
            f"total{key}": comma(found["total"]),
            f"online{key}": comma(found["rates"]["filed_online"] or 0, 0),
            f"wait{key}": rate_said("wait_at_counter_minutes", found["rates"]["wait_at_counter_minutes"]),
        }
    if then is before:
        return said["today"].format(**words)
    both = [each.city["rates"] for each in (before, then)]
    changes = [
        said["one"].format(
            label=_small(rate_name(name)), today=rate_said(name, both[0][name]), then=rate_said(name, both[1][name])
        )
        for name in most_changed(before, then)[:2]
    ]
    return f"{said['changed'].format(**words)} {said['most'].format(rates='; '.join(changes))}"


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


class CityPage(Screen):
    """The page: scenes of the articles, sliders, and the picture that was chosen."""

    folder, file, themed = HERE, "city_page.vue", True

    def __init__(self) -> None:
        self._scene = next(iter(scenes()))
        self._values = _bases() | scenes()[self._scene].values
        self._picture, self._rate = next(iter(PICTURES)), RATES[0]
        super().__init__(self._press, lambda _: None)
        self._renew()

    def _press(self, message: Message) -> None:
        do, name = message.get("do"), str(message.get("name", ""))
        if do == "scene" and name in scenes():
            self._scene, self._values = name, _bases() | scenes()[name].values
        elif do == "set" and name in levers():
            self._values = self._values | {name: within(levers()[name], message.get("value"))}
        elif do == "picture" and name in PICTURES:
            self._picture = name
        elif do == "rate" and name in RATES:
            self._rate = name
        else:
            return
        self._renew()

    def _renew(self) -> None:
        said, scene = texts()["page"], scenes()[self._scene]
        before, then = today(), year(self._values)
        in_scene = self._values == _bases() | scene.values
        draw, tell = PICTURES[self._picture]
        self.view = {
            **{
                key: said[key]
                for key in ("title", "lead", "scenes_head", "levers_head", "answer_head", "pictures_head")
            },
            **{
                key: said[key]
                for key in (
                    "rate_head",
                    "claimed_head",
                    "in_words",
                    "in_numbers",
                    "limits_head",
                    "save",
                    "home",
                    "picture_head",
                )
            },
            **{key: said[key] for key in ("sources_head", "ward", "today", "then")},
            "scenes": [{"id": name, "title": each.title} for name, each in scenes().items()],
            # Who moves a slider away from a scene is in none any more.
            "scene": self._scene if in_scene else "",
            "story": scene.story if in_scene else said["own"].format(title=scene.title),
            "claimed": scene.claimed if in_scene else "",
            "levers": [self._lever(lever) for lever in levers().values()],
            "answer": answer(before, then),
            "pictures": [{"id": name, "title": texts()["pictures"][name]} for name in PICTURES],
            "picture": self._picture,
            "rates": [{"id": rate, "title": rate_name(rate)} for rate in RATES] if self._picture == "map" else [],
            "rate": self._rate,
            "image": address(draw(before, then, self._rate)),
            "alt": tell(before, then, self._rate),
            "numbers": map_rows(before, then, self._rate) if self._picture == "map" else [],
            "sources": [
                said["source"].format(title=each.title, source=each.source, confidence=each.confidence)
                for each in levers().values()
            ],
            "limits": [*texts()["limits"]["lines"], said["how"].format(dossiers=thousands(DOSSIERS))],
        }

    def _lever(self, lever: Lever) -> dict[str, Any]:
        value = self._values[lever.id]
        shown = {"id": lever.id, "title": lever.title, "low": lever.low, "high": lever.high, "step": lever.step}
        changed = texts()["page"]["changed"].format(today=lever.called(lever.base)) if value != lever.base else ""
        now = lever.called(value)
        return {**shown, "value": value, "now": now, "said": lever.said.format(value=now), "changed": changed}
