"""The picture of a point's queue: presets, sliders, and the same numbers in picture and words."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from grading.app.helpers_page import SLIDERS, HelpersPage, bands
from grading.app.start import HELPERS, prepare
from simulator.point.helpers import LONG, presets, simulate


def said(page: HelpersPage, name: str) -> str:
    """The number that a slider shows."""
    return str(next(each["said"] for each in page.view["inputs"] if each["id"] == name))


@pytest.mark.parametrize("preset", presets())
def test_a_preset_shows_its_numbers_and_what_was_set(preset: str) -> None:
    """What the article says is told; every other number is marked; each lies on its slider."""
    page = HelpersPage()
    page.vue_act({"do": "preset", "preset": preset})
    found = presets()[preset]
    assert page.view["known"] == found.known
    for each in page.view["inputs"]:
        assert each["value"] == getattr(found.demand, each["id"])
        assert each["low"] <= each["value"] <= each["high"]
        assert (each["value"] - each["low"]) % each["step"] == 0
        assert each["set"] == (each["id"] in found.assumed)


def test_a_slider_redraws_picture_words_and_answer() -> None:
    """More helpers: another picture, other words; the number that was touched is one that was set."""
    page = HelpersPage()
    page.vue_act({"do": "preset", "preset": "ha_dinh"})
    before = dict(page.view)
    page.vue_act({"do": "set", "input": "helpers", "value": 2})
    assert said(page, "helpers") == "2 người"
    for key in ("picture", "alt", "answer"):
        assert page.view[key] != before[key]
    drawn = base64.b64decode(page.view["picture"].partition(",")[2])
    assert drawn.startswith(b"<?xml")
    touched = next(each for each in page.view["inputs"] if each["id"] == "helpers")
    assert touched["set"]


def test_no_message_gets_past_a_sliders_ends() -> None:
    """Whatever a browser sends, the page shows a number of the slider."""
    page = HelpersPage()
    for value in (-5, 10**9, float("nan"), "many", None):
        page.vue_act({"do": "set", "input": "helpers", "value": value})
        shown = next(each for each in page.view["inputs"] if each["id"] == "helpers")
        assert SLIDERS["helpers"].low <= shown["value"] <= SLIDERS["helpers"].high
    before = page.view
    page.vue_act({"do": "set", "input": "seed", "value": 3})
    assert page.view == before


def test_every_wait_is_in_one_band_of_the_picture() -> None:
    """The bars add up to everybody; the hatched ones are those who waited long."""
    found = simulate(presets()["ha_dong"].demand)
    rows = bands(found)
    assert sum(share for _, share, _ in rows) == pytest.approx(1)
    assert sum(share for _, share, long in rows if long) == pytest.approx(found.over(LONG), abs=0.001)


def test_the_pages_notebook_is_laid(tmp_path: Path) -> None:
    """Where the command opens it."""
    prepare(tmp_path, page=HELPERS)
    assert "HelpersPage" in (tmp_path / f"{HELPERS}.ipynb").read_text(encoding="utf-8")
