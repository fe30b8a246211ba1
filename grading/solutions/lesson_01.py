"""Lesson 01 done rightly, and its listed wrong answers."""

from __future__ import annotations

from grading.checks.lesson_01 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet, in_turn, must
from simulator import actions

SHEETS = ("truoc-khoa-hoc", "sau-gia-dinh", "doc-trang", "truoc-sau")


def read(seat: Seat, code: str = "") -> None:
    """Find a procedure and open its page."""
    must(seat, actions.SearchProcedures(query="khai sinh"))
    must(seat, actions.OpenProcedure(procedure=code or seat.portal.case.task.procedure))


def scan(seat: Seat, stuck: bool, follow: bool) -> str:
    """Point the camera at the covered poster or at a genuine one, and open the address or leave it."""
    poster = next(each.id for each in seat.portal.state.posters if bool(each.sticker) == stuck)
    must(seat, actions.ScanPoster(poster=poster))
    must(seat, actions.AnswerScan(poster=poster, open=follow))
    return poster


def codes(seat: Seat) -> None:
    """Leave the false code, report it, open a genuine one."""
    must(seat, actions.ReportPoster(poster=scan(seat, stuck=True, follow=False)))
    scan(seat, stuck=False, follow=True)


def play(seat: Seat) -> None:
    """The whole lesson."""
    read(seat)
    codes(seat)
    for sheet in SHEETS:
        answer_sheet(seat, sheet)


def falls(seat: Seat) -> None:
    """Gives the false page what it asks for."""
    poster = scan(seat, stuck=True, follow=True)
    must(seat, actions.AnswerPosterPage(poster=poster, give=True))


def accuses(seat: Seat) -> None:
    """Reports a genuine poster."""
    must(seat, actions.ReportPoster(poster=scan(seat, stuck=False, follow=False)))


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("gives the false page what it asks", "sticker_reported", "gave", falls),
        Wrong("reports a genuine poster", "sticker_reported", "accused", accuses),
        Wrong(
            "opens the false address and does not report",
            "sticker_reported",
            "not_reported",
            in_turn(lambda seat: scan(seat, stuck=True, follow=True)),
        ),
        Wrong(
            "scans only the covered code",
            "genuine_code_opened",
            "not_opened",
            in_turn(lambda seat: scan(seat, stuck=True, follow=True)),
        ),
        Wrong(
            "reads another procedure",
            "procedure_read",
            "other",
            in_turn(lambda seat: read(seat, "2.000635")),
        ),
    ),
)
