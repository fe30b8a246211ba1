"""The officer's desk: what has come in at the one-stop office, and how it is answered.

Here the learner is the officer. Every dossier is compared with the procedure's list of papers and with the
population data, and gets one letter: a receipt with the day of the result (Mẫu số 01), a request that names
everything that is wanting, once (02), or a refusal that says where to go (03). Who got a wrong letter comes
back; who was sent away twice complains, and the dossier is out of the officer's hands. An answer is owed
within eight working hours.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.clock import VIETNAM, moment_text
from simulator.office import calendar, deadlines, letters
from simulator.office.incoming import OPTIONS, fill, visits
from simulator.office.reception import ANSWER_HOURS
from simulator.outcome import Outcome
from simulator.services import catalogue
from simulator.services.eforms import read_day
from simulator.state import Incoming, Letter

if TYPE_CHECKING:
    from simulator.portal import Portal

FORM = "form"
"""The line of the form on the sheet of what is checked; the others are the places of papers."""
FORM_MARKS = ("ok", "differs")
PAPER_MARKS = ("ok", "missing", "empty", "blurred", "wrong_paper", "other_person")
OVER = frozenset({"received", "asked", "refused", "complained"})
"""The steps after which the officer has nothing more to do."""
MOST_TRIPS = 2
"""How often somebody is sent away wrongly until they complain (simulation setting)."""


# --- what is true of a dossier -----------------------------------------------------


def lines(found: Incoming) -> tuple[str, ...]:
    """What there is to check, in order: the form, and each paper of the list."""
    return (FORM, *visits()[found.key].papers)


def shortcomings(found: Incoming) -> dict[str, str]:
    """What is wrong with it now, by line: what came back mended is not."""
    return {line: kind for line, kind in visits()[found.key].planted.items() if line not in found.mended}


def due(portal: Portal, found: Incoming) -> datetime:
    """When the result is due if the dossier is received now."""
    limit = catalogue.limit_of(catalogue.procedures()[visits()[found.key].procedure])
    return deadlines.due(limit, portal.now)


def right_letter(portal: Portal, found: Incoming) -> Letter:
    """The letter that it should get, if it went out now."""
    if found.words["right"]:
        return Letter(letters.REFUSAL, portal.state.now, (f"wrong_authority:{found.words['right']}",))
    wrong = shortcomings(found)
    if wrong:
        return Letter(letters.SUPPLEMENT, portal.state.now, _keys(wrong))
    return Letter(letters.RECEIPT, portal.state.now, due=moment_text(due(portal, found)))


def _keys(wanting: dict[str, str]) -> tuple[str, ...]:
    """A letter's reasons for what is wanting, by line."""
    return tuple(f"{'not_in_population' if kind == 'differs' else kind}:{line}" for line, kind in wanting.items())


def answer_by(portal: Portal, found: Incoming) -> datetime:
    """When its eight working hours are over."""
    return calendar.add_working_time(portal.when(found.arrived), timedelta(hours=ANSWER_HOURS))


def in_time(portal: Portal, found: Incoming) -> bool:
    """Whether it has been answered within eight working hours, or can be still."""
    when = found.answered if found.letters else portal.state.now
    return portal.when(when) <= answer_by(portal, found)


def waited(portal: Portal, found: Incoming) -> timedelta:
    """How much working time it has waited for its first answer."""
    when = found.answered if found.letters else portal.state.now
    return calendar.working_time_between(portal.when(found.arrived), portal.when(when))


def reasons(found: Incoming, letter: Letter) -> list[str]:
    """A letter's reasons as sentences; a reason is ``<kind>:<line>``, or ``wrong_authority:<option>``."""
    visit, sentences = visits()[found.key], []
    procedure = catalogue.procedures()[visit.procedure]
    for key in letter.reasons:
        kind, _, name = key.partition(":")
        slot = procedure.slot(name)
        sentences.append(
            datasets.label("letter_reason", kind).format(
                slot=slot.name if slot else "",
                field=datasets.label("counter_line", FORM),
                person=fill(found, visit.about),
                place=found.words.get(name, ""),
            )
        )
    return sentences


# --- what the officer does ---------------------------------------------------------


def mark(portal: Portal, action: actions.MarkPaper) -> Outcome:
    """Note of one line whether it is as it should be, or what is wrong with it."""
    found = portal.state.handed_in(action.incoming)
    if found is None:
        return portal.refuse("counter_unknown")
    if found.step in OVER:
        return portal.refuse("counter_answered", name=found.words["name"])
    if action.line not in lines(found) or action.mark not in (FORM_MARKS if action.line == FORM else PAPER_MARKS):
        return portal.refuse("counter_line_unknown")
    found.marks[action.line] = action.mark
    return portal.accept("counter_marked")


def answer(portal: Portal, action: actions.AnswerIncoming) -> Outcome:
    """Send one of the three letters. What it lacks is said before it goes out; what is wrong in it, life says."""
    found = portal.state.handed_in(action.incoming)
    if found is None:
        return portal.refuse("counter_unknown")
    if found.step in OVER:
        return portal.refuse("counter_answered", name=found.words["name"])
    if action.decision == "refuse":
        if action.place not in OPTIONS:
            return portal.refuse("counter_place_missing")
        return _refuse(portal, found, action.place)
    unchecked = [line for line in lines(found) if line not in found.marks]
    if unchecked:
        return portal.refuse("counter_unchecked", left=str(len(unchecked)))
    wanting = {line: found.marks[line] for line in lines(found) if found.marks[line] != "ok"}
    if action.decision == "supplement":
        return _ask(portal, found, wanting) if wanting else portal.refuse("counter_nothing_wanting")
    if wanting:
        return portal.refuse("counter_wanting", count=str(len(wanting)))
    day = read_day(action.due)
    return _receive(portal, found, day) if day else portal.refuse("counter_due_missing")


def _receive(portal: Portal, found: Incoming, day: date) -> Outcome:
    right, name = due(portal, found), found.words["name"]
    promised = datetime.combine(day, right.time(), VIETNAM)
    _send(portal, found, letters.RECEIPT, due=moment_text(promised))
    if found.words["right"]:
        return _elsewhere(portal, found)
    if shortcomings(found):
        return _back(portal, found) or portal.accept("counter_back_received", name=name)
    if promised < right:
        return _back(portal, found) or portal.accept("counter_back_early", name=name)
    if promised > right:
        return _back(portal, found) or portal.accept("counter_back_late", name=name)
    found.step = "received"
    return portal.accept("counter_received", name=name, due=moment_text(right))


def _ask(portal: Portal, found: Incoming, wanting: dict[str, str]) -> Outcome:
    name, wrong = found.words["name"], shortcomings(found)
    _send(portal, found, letters.SUPPLEMENT, _keys(wanting))
    if found.words["right"]:
        return _elsewhere(portal, found)
    if wanting == wrong:
        found.step = "asked"
        return portal.accept("counter_asked", name=name, count=str(len(wrong)))
    named = tuple(line for line, kind in wanting.items() if wrong.get(line) == kind)
    complaint = _back(portal, found, named)
    if complaint or wrong:
        return complaint or portal.accept("counter_back_asked", name=name)
    return portal.accept("counter_back_needless", name=name)


def _refuse(portal: Portal, found: Incoming, place: str) -> Outcome:
    name = found.words["name"]
    _send(portal, found, letters.REFUSAL, (f"wrong_authority:{place}",))
    if not found.words["right"]:
        return _back(portal, found) or portal.accept("counter_back_refused", name=name)
    if place != found.words["right"]:
        return _back(portal, found) or portal.accept("counter_back_misled", name=name)
    found.step = "refused"
    return portal.accept("counter_refused", name=name, place=found.words[place])


def _elsewhere(portal: Portal, found: Incoming) -> Outcome:
    """It was kept here although it belongs elsewhere."""
    return _back(portal, found) or portal.accept("counter_back_elsewhere", name=found.words["name"])


def _send(portal: Portal, found: Incoming, form: str, given: tuple[str, ...] = (), due: str = "") -> None:
    """A letter goes out, in office hours."""
    portal.pass_time(portal.seconds(calendar.opening(portal.now)) - portal.state.now)
    if not found.letters:
        found.answered = portal.state.now
    found.letters.append(Letter(form, portal.state.now, given, due))


def _back(portal: Portal, found: Incoming, mended: tuple[str, ...] = ()) -> Outcome | None:
    """The letter was wrong: back comes the dossier, what was rightly asked for mended; or, too often, a complaint."""
    found.trips += 1
    if found.trips >= MOST_TRIPS:
        found.step = "complained"
        return portal.accept("counter_complained", name=found.words["name"])
    found.step, found.marks = "back", {}
    found.mended.extend(mended)
    return None


HANDLERS: dict[type[actions.Action], Any] = {actions.MarkPaper: mark, actions.AnswerIncoming: answer}
