"""The page “What if … the whole city?”: scenes, sliders, and pictures that show the model's own numbers."""

from __future__ import annotations

import base64
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from grading.app.city_flows import AT, flows, flows_figure, flows_in_words, status_name
from grading.app.city_map import RATES, digits, edges, map_figure, map_rows, shade, tiles
from grading.app.city_page import PICTURES, CityPage, today, within, year
from grading.app.city_pictures import bars_figure, most_changed, pairs, rate_said, texts, waits, waits_figure
from grading.app.command import app
from grading.app.home_view import PAGES
from grading.app.pictures import thousands
from grading.app.start import WHAT_IF, prepare
from simulator import datasets
from simulator.city.indices import by_ward, of_city
from simulator.city.levers import levers, scenes
from simulator.city.population import wards
from simulator.city.tally import Tally

OTHER = list(scenes())[1]


@pytest.fixture(scope="module")
def then() -> Tally:
    """The year of a scene that is not today's."""
    base = {name: lever.base for name, lever in levers().items()}
    return year(base | scenes()[OTHER].values)


def words_of(figure: object) -> list[str]:
    """Every text that is written on a picture."""
    return [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("scene", scenes())
def test_a_scene_sets_the_sliders(scene: str) -> None:
    """Every slider stands at the scene's value or at its base, within its ends; what differs from today says so."""
    page = CityPage()
    page.vue_act({"do": "scene", "name": scene})
    assert (page.view["scene"], page.view["story"]) == (scene, scenes()[scene].story)
    for shown in page.view["levers"]:
        lever = levers()[shown["id"]]
        assert shown["value"] == scenes()[scene].values.get(lever.id, lever.base)
        assert lever.low <= shown["value"] <= lever.high
        assert shown["said"] == lever.said.format(value=lever.called(shown["value"]))
        assert shown["now"] == lever.called(shown["value"])
        assert bool(shown["changed"]) == (shown["value"] != lever.base)


def test_a_slider_redraws_picture_words_and_answer() -> None:
    """Another scene's first difference, set by hand: another year; the scene is left, and its story goes."""
    page = CityPage()
    before = dict(page.view)
    name, value = next((name, value) for name, value in scenes()[OTHER].values.items() if value != levers()[name].base)
    page.vue_act({"do": "set", "name": name, "value": value})
    for key in ("image", "alt", "answer"):
        assert page.view[key] != before[key]
    assert page.view["scene"] == page.view["claimed"] == ""
    assert page.view["story"].startswith("Em đang tự kéo thanh, bắt đầu từ cảnh")
    assert base64.b64decode(page.view["image"].partition(",")[2]).startswith(b"<?xml")
    page.vue_act({"do": "set", "name": name, "value": levers()[name].base})
    assert page.view["answer"] == before["answer"]
    assert page.view["scene"] == before["scene"]


@pytest.mark.parametrize(
    "value", [-5, 10**9, 1e308, float("nan"), float("inf"), -float("inf"), "many", None, True, [1]]
)
def test_no_message_gets_past_a_sliders_ends(value: object) -> None:
    """Whatever a browser sends, each slider has one of its own numbers."""
    for lever in levers().values():
        held = within(lever, value)
        assert lever.low <= held <= lever.high
        assert (held - lever.low) % lever.step == 0 or held == lever.high
    page = CityPage()
    page.vue_act({"do": "set", "name": next(iter(levers())), "value": value})
    assert page.view["answer"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "set"},
        {"do": "set", "name": "seed", "value": 3},
        {"do": "picture", "name": "../x"},
        {"do": "scene", "name": None},
        {"do": "rate", "name": "fees"},
        {"do": ["scene"], "name": "today"},
    ],
)
def test_unknown_messages_change_nothing(message: dict[str, object]) -> None:
    """A picture, scene, rate or slider that does not exist leaves the page as it is."""
    page = CityPage()
    before = page.view
    page.vue_act(message)
    assert page.view == before


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_drawn_and_told(picture: str) -> None:
    """With its numbers in words for those who do not see it; the map has a table of all wards besides."""
    page = CityPage()
    page.vue_act({"do": "picture", "name": picture})
    assert page.view["picture"] == picture
    assert page.view["image"].startswith("data:image/svg+xml;base64,")
    assert len(page.view["alt"]) > 80
    assert len(page.view["numbers"]) == (126 if picture == "map" else 0)
    assert bool(page.view["rates"]) == (picture == "map")


def test_the_bars_are_the_models_numbers(then: Tally) -> None:
    """Rates and the six groups as ``of_city`` gives them; the last two rates change most; all is written."""
    rates, groups = pairs(today(), then)
    one, other = (of_city(each.settings, each.counts) for each in (today(), then))
    assert [(row.today, row.then) for row in groups] == [
        (group["points"], other["groups"][name]["points"]) for name, group in one["groups"].items()
    ]
    assert len(groups) == 6
    changes = [abs(other["rates"][name] - one["rates"][name]) for name in most_changed(today(), then)]
    assert changes == sorted(changes, reverse=True)
    assert rates[-2].then == other["rates"][most_changed(today(), then)[0]]
    written = words_of(bars_figure(today(), then))
    for row in (*rates, *groups):
        assert row.today is None or 0 <= row.today <= row.most
        assert {row.label, row.today_said, row.then_said} <= set(written)


def test_the_bands_of_waiting_hold_everybody(then: Tally) -> None:
    """Today and then, the shares add up to all who came; the picture says how many these were."""
    rows = waits(today(), then)
    assert sum(row.today or 0 for row in rows) == pytest.approx(1)
    assert sum(row.then or 0 for row in rows) == pytest.approx(1)
    assert thousands(today().waited.sum()) in " ".join(words_of(waits_figure(today(), then))).replace("\n", " ")


def test_the_map_shows_every_wards_number(then: Tally) -> None:
    """In the order of the wards, the value that ``by_ward`` gives, on a tile of its own."""
    assert len({(tile.column, tile.row) for tile in tiles()}) == len(tiles()) == 126
    assert [tile.name for tile in tiles()] == [ward.commune for ward in wards()]
    table = by_ward(then.settings, then.counts)
    for rate in RATES:
        shown = [row[2] for row in map_rows(today(), then, rate)]
        assert shown == [rate_said(rate, None if np.isnan(value) else value) for value in then.by_ward[rate]]
        assert np.allclose(np.round(then.by_ward[rate], 2), table[rate], equal_nan=True)
    title = texts()["map"]["title"].format(rate="Hồ sơ nộp trực tuyến")
    assert title in words_of(map_figure(today(), then, "filed_online"))


@pytest.mark.parametrize("values", [[0, 100], [5.1, 5.2], [0, 0.004], [19.5, 84.4], [7, 7], [0, 2300]])
def test_classes_of_the_map_are_round_and_few(values: list[float]) -> None:
    """Six at most, all of one width, and every value is in one."""
    limits = edges(np.array([*values, np.nan]))
    assert 2 <= len(limits) <= 7
    widths = [high - low for low, high in pairwise(limits)]
    assert widths == pytest.approx([widths[0]] * len(widths))
    for value in values:
        place = shade(limits, value)
        assert limits[place] <= round(value, digits(limits)) <= limits[place + 1]


def test_tiles_with_one_number_have_one_colour() -> None:
    """19.6 and 20.3 are both written 20, on either side of a border as they are."""
    limits = edges(np.array([1.0, 99.0]))
    assert limits[1] == 20
    assert shade(limits, 19.6) == shade(limits, 20.3) == 1
    assert shade(limits, 19.4) == 0


def test_wards_without_anything_to_count_stay_white() -> None:
    """Not a number is no class, and a map of nothing is still a map."""
    assert edges(np.array([np.nan])) == edges(np.array([0.0, 1.0]))


def test_the_ways_of_dossiers_are_the_years_own(then: Tally) -> None:
    """All ten statuses have their box, every way its number, in the picture and in words."""
    assert sorted(AT) == list(range(1, 11))
    written, said = words_of(flows_figure(then)), flows_in_words(then)
    assert sum(count for _, _, count in flows(then)) == then.moved[1:].sum()
    for start, end, count in flows(then):
        assert thousands(count) in written
        assert (
            texts()["flows"]["way"].format(start=status_name(start), end=status_name(end), count=thousands(count))
            in said
        )


def test_the_page_says_what_the_model_cannot_say() -> None:
    """Line for line what the data's own dictionary says."""
    text = (Path(str(datasets.root())) / "city" / "README.md").read_text(encoding="utf-8")
    part = text.split("## Mô hình này không nói được gì")[1].split("##")[0]
    told = [line[2:].replace("**", "") for line in part.splitlines() if line.startswith("* ")]
    assert CityPage().view["limits"][: len(told)] == told
    assert len(CityPage().view["limits"]) == len(told) + 1


def test_the_pages_notebook_is_laid(tmp_path: Path) -> None:
    """Where the command and the home page open it."""
    prepare(tmp_path, page=WHAT_IF)
    assert "CityPage" in (tmp_path / f"{WHAT_IF}.ipynb").read_text(encoding="utf-8")
    assert WHAT_IF in PAGES


@pytest.mark.parametrize("kind", ["map", "flows", "waits"])
def test_the_command_draws_its_year(tmp_path: Path, kind: str) -> None:
    """A picture file beside the numbers; a file that cannot be one is refused before anything is worked out."""
    file = tmp_path / "hinh.svg"
    done = CliRunner().invoke(app, ["city", "--dossiers", "3000", "--picture", str(file), "--kind", kind])
    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(b"<?xml")
    refused = CliRunner().invoke(app, ["city", "--dossiers", "3000", "--picture", str(tmp_path / "hinh.gif")])
    assert refused.exit_code == 1
    assert ".png" in refused.output
