"""Notice boards with QR codes: three posters of the ward, each leading to a procedure's page.

A planted fault ``qr_sticker`` covers the code of the poster that the learner needs most, the one about
the case's own procedure, with one that leads to a false page.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from simulator import actions, datasets
from simulator.identity import scams
from simulator.outcome import Outcome
from simulator.services import catalogue
from simulator.state import Poster

if TYPE_CHECKING:
    from simulator.portal import Portal

HOW_MANY = 3
"""Posters that hang in a case's ward."""


class Board(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a poster hangs, and what one sees of it."""

    place: str
    look: str


class Sticker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code that was stuck over the real one: where it leads, what the page asks for, and its signs."""

    site: str
    page: Literal["account", "money"]
    look: str
    flags: tuple[str, ...]
    source: str
    confidence: str


class PosterText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is printed above the code."""

    title: str
    text: str


class Posters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data: the genuine ``address`` of every code, what is ``printed`` below it, how it looks untouched."""

    address: str
    printed: str
    look: str
    source: str
    confidence: str
    board: dict[str, Board]
    sticker: dict[str, Sticker]
    poster: dict[str, PosterText]


@cache
def data() -> Posters:
    """All that the data holds of posters."""
    return msgspec.convert(datasets.toml("posters.toml"), Posters)


def begin(portal: Portal) -> None:
    """Hang up the posters of this case; none where the scenario has no neighbourhood."""
    case, draw, known = portal.case, portal.draw, data()
    if not case.scenario.neighbourhood:
        return
    own = case.task.procedure
    others = draw.shuffle([code for code in known.poster if code != own], "posters/others")
    boards = draw.shuffle(sorted(known.board), "posters/boards")
    sticker = case.planted("qr_sticker")
    codes = draw.shuffle([own, *others[: HOW_MANY - 1]], "posters")
    portal.state.posters = [
        Poster(f"q{number}", code, board, sticker.variant if sticker and code == own else "")
        for number, (code, board) in enumerate(zip(codes, boards, strict=False), 1)
    ]


def covered(poster: Poster) -> Sticker | None:
    """What is stuck over the code, until somebody reports it: then the ward takes it off."""
    return data().sticker[poster.sticker] if poster.sticker and not poster.reported else None


def address(poster: Poster) -> str:
    """What the code holds."""
    sticker = covered(poster)
    return sticker.site if sticker else data().address


def look(poster: Poster) -> str:
    """What one sees without reading."""
    known = data()
    return f"{known.board[poster.board].look} {(covered(poster) or known).look}"


def scan_poster(portal: Portal, action: actions.ScanPoster) -> Outcome:
    """The camera reads the code; nothing is opened yet."""
    poster = portal.state.poster(action.poster)
    if poster is None:
        return portal.refuse("poster_unknown")
    poster.asking, poster.page_open = True, False
    if covered(poster):
        portal.meet("qr_sticker")
    return portal.accept("poster_scanned", site=address(poster))


def answer_scan(portal: Portal, action: actions.AnswerScan) -> Outcome:
    """Open the address that the code holds, or leave it."""
    poster = portal.state.poster(action.poster)
    if poster is None:
        return portal.refuse("poster_unknown")
    if not poster.asking:
        return portal.refuse("poster_not_scanned")
    poster.asking = False
    if not action.open:
        return portal.accept("poster_left")
    poster.opened = True
    if covered(poster):
        poster.page_open = True
        return portal.accept("poster_fake", site=address(poster))
    opened = catalogue.open_procedure(portal, actions.OpenProcedure(procedure=poster.procedure))
    return portal.accept("poster_opened", code=poster.procedure, **opened.words)


def answer_poster_page(portal: Portal, action: actions.AnswerPosterPage) -> Outcome:
    """Send what the false page asks for, or close it."""
    poster = portal.state.poster(action.poster)
    if poster is None or not poster.page_open:
        return portal.refuse("poster_not_scanned")
    poster.page_open = False
    if not action.give:
        return portal.accept("poster_page_left")
    poster.gave = True
    page = data().sticker[poster.sticker].page
    amount = scams.take(portal, page)
    if page == "money":
        return portal.accept("poster_fell_money", amount=amount)
    return portal.accept("poster_fell_account")


def report_poster(portal: Portal, action: actions.ReportPoster) -> Outcome:
    """Tell the ward that a code was covered."""
    poster = portal.state.poster(action.poster)
    if poster is None:
        return portal.refuse("poster_unknown")
    if poster.reported:
        return portal.refuse("poster_reported_already")
    poster.reported, poster.asking, poster.page_open = True, False, False
    if poster.sticker:
        return portal.accept("poster_false")
    return portal.accept("poster_genuine")


HANDLERS: dict[type[actions.Action], Any] = {
    actions.ScanPoster: scan_poster,
    actions.AnswerScan: answer_scan,
    actions.AnswerPosterPage: answer_poster_page,
    actions.ReportPoster: report_poster,
}
