"""The pocket card says what the score sheet says, on one page."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from pathlib import Path

from typer.testing import CliRunner

from grading.app.command import app
from grading.pocket_card import NUMBERS, STEPS, dearest, pocket_card
from simulator.point.personas import moves, rules


class Read(HTMLParser):
    """The texts of a page, and the addresses in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_ten_dearest_rules_are_on_it_in_order() -> None:
    """No rule that is left out costs more than one that is there."""
    shown = dearest()
    assert len(shown) == 10
    costs = [rule.cost for rule in shown]
    assert costs == sorted(costs, reverse=True)
    assert min(costs) >= max(rule.cost for rule in rules().values() if rule not in shown)
    page = pocket_card()
    places = [page.index(f"<b>{html.escape(rule.title)}.</b>") for rule in shown]
    assert places == sorted(places)
    assert all(html.escape(rule.better) in page for rule in shown)


def test_steps_and_numbers_are_on_it_and_nothing_is_fetched() -> None:
    """Every step by its name of the data; the page asks nobody for anything, and no gap is left."""
    read = Read(pocket_card())
    text = " ".join(read.words)
    assert all(moves()[name].name in text for names in STEPS for name in names)
    assert [word for word in read.words if word in NUMBERS] == list(NUMBERS)
    assert read.addresses == []
    assert "$" not in text


def test_the_command_writes_it_once(tmp_path: Path) -> None:
    """A file that is there stays, unless that is asked for; only an HTML page is written."""
    file = tmp_path / "the.html"
    assert CliRunner().invoke(app, ["pocket-card", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == pocket_card()
    file.write_text("mine", encoding="utf-8")
    assert CliRunner().invoke(app, ["pocket-card", str(file)]).exit_code == 1
    assert file.read_text(encoding="utf-8") == "mine"
    assert CliRunner().invoke(app, ["pocket-card", str(file), "--overwrite"]).exit_code == 0
    assert file.read_text(encoding="utf-8") == pocket_card()
    assert CliRunner().invoke(app, ["pocket-card", str(tmp_path / "the.pdf")]).exit_code == 1
