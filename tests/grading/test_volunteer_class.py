"""A class of volunteers: results from journals, however they came, and nothing counted that is not theirs."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from grading import volunteer_class as data
from grading.app.command import app
from grading.app.teacher.console import open_console
from grading.classroom import Classroom, make_class
from grading.shift_sheet import group_costs, shift_sheet
from grading.volunteers import Bot
from simulator.case import FREE_KEY, Case
from tests.grading.desk import KEY, put

KLASS = "TNV"


def shift(learner: str, skill: float, attempt: int = 1, key: str = KEY, scenario: str = "ca-truc-2") -> Bot:
    """A shift that somebody of this skill has played."""
    bot = Bot(Case.for_learner(scenario, learner, attempt, key), skill, f"{learner}/{attempt}")
    bot.work()
    return bot


def hand_in(folder: Path, bot: Bot) -> Path:
    """Lay a shift's journal where work lies."""
    case = bot.portal.case
    return put(folder / case.learner / case.lesson, bot.seat, case.attempt)


@pytest.fixture
def klass(tmp_path: Path) -> Classroom:
    """Four volunteers: two shifts of a good one, one of a weak one, one of a middling one, none of the last."""
    made = make_class(tmp_path / "lop" / KLASS, KLASS, 4, key=KEY)
    submitted = made.directory / "submitted"
    for learner, skill, attempt in (("TNV-01", 1.0, 1), ("TNV-01", 1.0, 2), ("TNV-02", 0.0, 1), ("TNV-03", 0.6, 1)):
        hand_in(submitted, shift(learner, skill, attempt))
    return made


def test_results_are_the_means_of_what_was_played(klass: Classroom) -> None:
    """Shifts, mean score, the group that cost most; nothing of who has played none."""
    found = data.volunteers(klass)
    rows = {each.learner: each for each in found.standings}
    assert [rows[name].shifts for name in sorted(rows)] == [2, 1, 1, 0]
    sheet = shift_sheet(shift("TNV-02", 0.0).portal)
    costs = group_costs([sheet])
    assert rows["TNV-02"].score == sheet.score
    assert rows["TNV-02"].weakest == max(costs, key=lambda group: costs[group])
    assert (rows["TNV-01"].score, rows["TNV-01"].weakest) == (100, "")
    assert (rows["TNV-04"].score, rows["TNV-04"].strongest) == (None, "")
    assert (found.unfinished, found.unread) == (0, ())


def test_what_is_not_theirs_or_not_whole_is_told_and_not_counted(klass: Classroom) -> None:
    """Another's journal, noise, and a shift that was left in the middle."""
    submitted = klass.directory / "submitted"
    put(submitted / "TNV-04" / "ca-truc-2", shift("TNV-01", 1.0).seat)
    put(submitted / "TNV-04" / "ca-truc-1", b"noise\n")
    begun = Bot(Case.for_learner("ca-truc-3", "TNV-04", 1, KEY), 1.0, "begun")
    put(submitted / "TNV-04" / "ca-truc-3", begun.seat)
    found = data.volunteers(klass)
    assert next(each for each in found.standings if each.learner == "TNV-04").shifts == 0
    assert found.unread == ("TNV-04/ca-truc-1/nhat-ky-01.jsonl", "TNV-04/ca-truc-2/nhat-ky-01.jsonl")
    assert found.unfinished == 1


def test_shifts_of_a_machines_workspace_count_once(klass: Classroom, tmp_path: Path) -> None:
    """Free practice on a machine counts if the machine is named; what was handed in as well counts once."""
    hand_in(tmp_path / "lam-bai", shift("TNV-04", 1.0, key=FREE_KEY))
    hand_in(tmp_path / "lam-bai", shift("TNV-01", 1.0))
    alone, with_it = data.volunteers(klass), data.volunteers(klass, (tmp_path / "lam-bai",))
    assert [each.shifts for each in alone.standings] == [2, 1, 1, 0]
    assert [each.shifts for each in with_it.standings] == [2, 1, 1, 1]


def test_the_command_prints_results_and_rota(klass: Classroom, tmp_path: Path) -> None:
    """As JSON, in words, and as a spreadsheet that holds both."""
    folder = str(klass.directory)
    found = json.loads(CliRunner().invoke(app, ["rota", folder, "--json"]).stdout)
    assert [each["learner"] for each in found["volunteers"]] == [f"TNV-0{number}" for number in range(1, 5)]
    assert found["rota"]["slots"][0] == {"number": 1, "leads": "TNV-01", "beside": "TNV-02"}
    file = tmp_path / "lich.xlsx"
    done = CliRunner().invoke(app, ["rota", folder, "--slots", "2", "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert "TNV-01 · TNV-02" in done.stdout
    book = load_workbook(file)
    assert [sheet.max_row for sheet in book] == [5, 3]
    again = CliRunner().invoke(app, ["rota", folder, "--to", str(file)])
    assert again.exit_code == 1
    assert CliRunner().invoke(app, ["rota", folder, "--to", str(tmp_path / "lich.pdf")]).exit_code == 1
    assert CliRunner().invoke(app, ["rota", folder, "--work", str(tmp_path / "none")]).exit_code == 1


def test_the_coordinators_part_shows_and_exports_the_same(klass: Classroom) -> None:
    """Only where there are shifts; another number of slots; a file with results and rota."""
    root = klass.directory.parent
    make_class(root / "8A1", "8A1", 2)
    page = open_console(root)
    page.vue_act({"do": "set", "code": "hoa phượng", "again": "hoa phượng"})
    page.vue_act({"do": "choose", "folder": "8A1"})
    assert not page.view["volunteers"]
    page.vue_act({"do": "open", "section": "classes"})
    page.vue_act({"do": "choose", "folder": KLASS})
    assert page.view["volunteers"]
    page.vue_act({"do": "open", "section": "volunteers"})
    assert page.view["fault"] == ""
    assert [row[0] for row in page.part["rows"]] == [f"TNV-0{number}" for number in range(1, 5)]
    assert page.part["slots"][0] == ["1", "TNV-01", "TNV-02"]
    page.vue_act({"do": "slots", "count": "5"})
    assert len(page.part["slots"]) == 5
    page.vue_act({"do": "slots", "count": "x"})
    assert page.part["count"] == len(page.part["slots"]) < 5
    page.vue_act({"do": "export", "kind": "xlsx"})
    assert page.view["fault"] == ""
    assert page.download["name"].startswith("tinh-nguyen-TNV-")
    page.vue_act({"do": "export", "kind": "pdf"})
    assert page.download["number"] == 1


def test_no_text_of_a_table_is_a_formula(klass: Classroom) -> None:
    """Names come from lists that others made."""
    (klass.directory / "danh-sach.json").unlink(missing_ok=True)
    found = data.volunteers(klass)
    evil = [data.Standing("TNV-01", "=1+1", 1, 90)]
    found = data.Volunteers(KLASS, tuple(evil), 0, ())
    rota = data.rota_of(found)
    assert b'"\'=1+1"' in data.csv(found, rota)
    cells = [cell for sheet in load_workbook(io.BytesIO(data.xlsx(found, rota))) for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
