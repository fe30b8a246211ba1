"""A class of volunteers: each one's shifts read from their journals, what they are good at, and a rota for all.

Shifts are read where a class keeps work: what was handed in and, if named, the workspaces of machines. A shift counts
when it was played to its end; whatever cannot be read counts for nothing and is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from grading.classroom import Classroom, ClassroomError
from grading.enrol import read_names
from grading.grade import JournalFound, journals_in, read_journal
from grading.rota import THRESHOLD, Rota, Standing, make_rota
from grading.shift_sheet import ShiftSheet, group_costs, shift_sheet, texts
from simulator import Case, JournalError, replay
from simulator.case import FREE_KEY, CaseError
from simulator.journal import parse
from simulator.point.personas import RuleGroup, rules
from simulator.scenario import scenarios

if TYPE_CHECKING:
    from grading.export import Table

SUBMITTED, SOURCE = "submitted", "source"


class Volunteers(msgspec.Struct, frozen=True):
    """A class's volunteers in order. ``unfinished`` counts shifts that were not played to their end.

    ``unread`` names the files that are no journals of their volunteer.
    """

    klass: str
    standings: tuple[Standing, ...]
    unfinished: int
    unread: tuple[str, ...]


def has_shift(scenario: str) -> bool:
    """Whether a scenario or lesson of this name has a shift at a support point."""
    found = scenarios().get(scenario)
    return found is not None and found.point is not None


def has_volunteers(directory: Path) -> bool:
    """Whether a class folder has volunteer work: a lesson with a shift, or journals of one."""
    folders = [*(directory / SOURCE).glob("*"), *(directory / SUBMITTED).glob("*/*")]
    return any(has_shift(folder.name) for folder in folders)


def volunteers(classroom: Classroom, workspaces: Sequence[Path] = ()) -> Volunteers:
    """Everybody of the class with what their shifts came to. Raises ``ClassroomError``."""
    for workspace in workspaces:
        if not workspace.is_dir():
            raise ClassroomError("no_workspace", directory=str(workspace))
    keys = _keys(classroom)
    names = read_names(classroom.directory)
    standings, unread, unfinished = [], [], 0
    for learner in classroom.learners:
        sheets: dict[str, ShiftSheet] = {}
        for found in _journals(classroom.directory, workspaces, learner):
            try:
                data = read_journal(found.path)
                sheet = read_shift(data, found.path.parent.name, learner, found.number, keys)
            except (OSError, JournalError, CaseError):
                unread.append(f"{learner}/{found.path.parent.name}/{found.path.name}")
                continue
            # A shift that was handed in lies in the workspace as well.
            sheets[hashlib.sha256(data).hexdigest()] = sheet
        over = [sheet for sheet in sheets.values() if sheet.over]
        unfinished += len(sheets) - len(over)
        standings.append(standing(learner, names.get(learner, ""), over))
    return Volunteers(classroom.course, tuple(standings), unfinished, tuple(unread))


def standing(learner: str, name: str, sheets: list[ShiftSheet]) -> Standing:
    """What somebody's shifts came to: their mean, and the groups of rules that cost least and most."""
    if not sheets:
        return Standing(learner, name)
    mean = round(sum(sheet.score for sheet in sheets) / len(sheets))
    strongest, weakest = extremes(group_costs(sheets))
    return Standing(learner, name, len(sheets), mean, strongest, weakest)


def extremes(costs: dict[RuleGroup, int]) -> tuple[RuleGroup, RuleGroup | Literal[""]]:
    """The group that was kept best, the weightier where several were; and the one that cost most, if any did."""
    weight = dict.fromkeys(costs, 0)
    for rule in rules().values():
        weight[rule.group] += rule.cost
    strongest = min(costs, key=lambda group: (costs[group], -weight[group]))
    weakest = max(costs, key=lambda group: (costs[group], weight[group]))
    return strongest, weakest if costs[weakest] else ""


def _keys(classroom: Classroom) -> tuple[str, ...]:
    """The keys with which a shift may have been made: the class's own, and free practice's."""
    return (*dict.fromkeys(classroom.sheet(lesson).key for lesson in classroom.lessons), FREE_KEY)


def _journals(directory: Path, workspaces: Sequence[Path], learner: str) -> Iterator[JournalFound]:
    for root in (directory / SUBMITTED, *workspaces):
        for folder in sorted((root / learner).glob("*")):
            if has_shift(folder.name):
                yield from journals_in(folder)


@lru_cache(maxsize=2000)
def read_shift(data: bytes, scenario: str, learner: str, number: int, keys: tuple[str, ...]) -> ShiftSheet:
    """The score sheet of a journal. Raises ``JournalError`` where it is not this volunteer's."""
    journal = parse(data)
    cases = (Case.for_learner(scenario, learner, number, key) for key in keys)
    case = next((case for case in cases if case.digest() == journal.header.case), None)
    if case is None:
        raise JournalError("foreign", f"no case of {learner} in {scenario}")
    return shift_sheet(replay(journal, case))


# --- for spreadsheets -----------------------------------------------------------------------


def results_table(found: Volunteers) -> Table:
    """Heading and one row a volunteer: shifts, mean score, strongest and weakest group of rules."""
    said, groups = texts()["rota"], texts()["groups"]
    table: Table = [[said[key] for key in ("id", "name", "shifts", "score", "strongest", "weakest")]]
    for each in found.standings:
        score = said["no_score"] if each.score is None else each.score
        named = [groups.get(group, "") for group in (each.strongest, each.weakest)]
        table.append([each.learner, each.name, each.shifts, score, *named])
    return table


def rota_table(found: Volunteers, rota: Rota) -> Table:
    """Heading and one row a slot: who leads, who is beside them."""
    said, names = texts()["rota"], {each.learner: each.name for each in found.standings}
    table: Table = [[said["slot"], said["leads"], said["beside"]]]
    for slot in rota.slots:
        table.append([slot.number, *(f"{who} {names.get(who, '')}".strip() for who in (slot.leads, slot.beside))])
    return table


def xlsx(found: Volunteers, rota: Rota) -> bytes:
    """Results and rota as a spreadsheet with two sheets."""
    said = texts()["rota"]
    tables = {said["results"]: results_table(found), said["rota"]: rota_table(found, rota)}
    # Imported here: learners' pages read their shifts with this module, and know no gradebook.
    from grading.export import xlsx_file  # noqa: PLC0415

    return xlsx_file(tables, said["page"].format(name=found.klass))


def csv(found: Volunteers, rota: Rota) -> bytes:
    """Results, an empty line, the rota: for other programs."""
    from grading.export import csv_file  # noqa: PLC0415 - as above

    return csv_file([*results_table(found), [], *rota_table(found, rota)])


def rota_of(found: Volunteers, slots: int | None = None, threshold: int = THRESHOLD) -> Rota:
    """The suggested rota of a class."""
    return make_rota(found.standings, slots, threshold)


def in_lines(found: Volunteers, rota: Rota) -> list[str]:
    """Results and rota to read at a terminal."""
    said = texts()["rota"]
    lines = [" · ".join(str(cell) for cell in row if cell != "") for row in results_table(found)]
    lines += ["", *(" · ".join(str(cell) for cell in row if cell != "") for row in rota_table(found, rota))]
    return [*lines, "", said["how"].format(threshold=rota.threshold), *notes(found, rota)]


def notes(found: Volunteers, rota: Rota) -> list[str]:
    """What the tables do not say: nobody to lead, who waits, what was not counted."""
    said = texts()["rota"]
    told = [] if rota.slots else [said["nobody_leads"].format(threshold=rota.threshold)]
    if rota.slots and rota.waiting:
        told.append(said["waiting"].format(who=", ".join(rota.waiting)))
    if found.unfinished:
        told.append(said["unfinished"].format(count=found.unfinished))
    if found.unread:
        told.append(said["unread"].format(files=", ".join(found.unread)))
    return told
