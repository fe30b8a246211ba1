"""Lesson 05 done rightly, and its listed wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from grading.checks.lesson_05 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet, must
from grading.solutions.lesson_01 import accuses, falls, scan
from grading.solutions.seated import Seated
from simulator import actions
from simulator.identity.scams import is_scam
from simulator.payments import orders
from simulator.people.places import HANOI, Place, places

SHEETS = ("tt-tinh-phi", "tt-so-dong", "tt-tien-lac")


def dossier(seat: Seat, place: Place | None = None, **changed: str) -> Seated:
    """A dossier filled in as the card says, or otherwise; the first code is on the computer."""
    filer = Seated(seat)
    filer.prepared(place, **changed).must(actions.SubmitDossier(dossier=filer.dossier.id, accept_terms=True))
    return filer


def paid(seat: Seat, place: Place | None = None, **changed: str) -> Seated:
    """The first code runs out, the second is paid."""
    filer = dossier(seat, place, **changed)
    filer.pay()
    filer.must(actions.SubmitDossier(dossier=filer.dossier.id, accept_terms=True))
    filer.pay()
    return filer


def with_receipt(seat: Seat) -> None:
    """Paid, and looked at the receipt."""
    filer = paid(seat)
    filer.must(actions.OpenReceipt(order=filer.order.id))


def judge(seat: Seat, scam: bool, verdict: Literal["scam", "genuine"]) -> None:
    """Read the newest SMS that is a scam or is none, and judge it."""
    message = next(each for each in reversed(seat.portal.state.messages) if is_scam(each) == scam)
    must(seat, actions.OpenMessage(message=message.id))
    must(seat, actions.JudgeMessage(message=message.id, verdict=verdict))


def play(seat: Seat) -> None:
    """The whole lesson."""
    answer_sheet(seat, SHEETS[0])
    with_receipt(seat)
    judge(seat, scam=True, verdict="scam")
    must(seat, actions.ReportPoster(poster=scan(seat, stuck=True, follow=False)))
    for sheet in SHEETS[1:]:
        answer_sheet(seat, sheet)


def elsewhere(seat: Seat) -> None:
    """Files to another commune of the same province."""
    right = seat.portal.case.task.place
    paid(seat, next(place for place in places(right.province_code) if place != right))


def in_hanoi(seat: Seat) -> None:
    """Files to Hà Nội, where it costs nothing."""
    Seated(seat).prepared(places(HANOI)[0]).send()


def no_receipt(seat: Seat) -> None:
    """Pays and leaves the receipt unread."""
    paid(seat)


def one_more(seat: Seat) -> None:
    """Asks for a copy more than the card says."""
    paid(seat, copies=str(int(seat.portal.case.task.answers["copies"]) + 1))


def only_scans(seat: Seat) -> None:
    """Lets the first code run out and leaves it at that."""
    dossier(seat).pay()


def types(amount: int) -> Callable[[Seat], None]:
    """Types a transfer by hand, so many đồng off the fee."""

    def typed(seat: Seat) -> None:
        filer = dossier(seat)
        transfer(filer, filer.order.amount + amount)

    return typed


def transfer(filer: Seated, amount: int) -> None:
    """A transfer by hand with the newest order's content."""
    account = orders.account(filer.portal)
    filer.must(actions.TypeTransfer(account=account, amount=str(amount), content=filer.order.content))


def twice(seat: Seat) -> None:
    """Pays, and then sends the same again."""
    filer = paid(seat)
    transfer(filer, filer.order.amount)


def taken_in(seat: Seat) -> None:
    """Follows the link of the false message and pays there."""
    dossier(seat)
    message = next(each for each in seat.portal.state.messages if is_scam(each))
    must(seat, actions.FollowLink(message=message.id))
    must(seat, actions.AnswerFakePage(message=message.id, give=True))


def reports_all(seat: Seat) -> None:
    """Reports the scam and what the office itself sends."""
    filer = paid(seat)
    filer.news()
    judge(seat, scam=True, verdict="scam")
    judge(seat, scam=False, verdict="scam")


def keeps(seat: Seat) -> None:
    """Takes the scam for genuine."""
    dossier(seat)
    judge(seat, scam=True, verdict="genuine")


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("files to another commune", "fee_dossier_right", "place", elsewhere),
        Wrong("asks for a copy too many", "fee_dossier_right", "copies", one_more),
        Wrong("leaves the dossier a draft", "fee_dossier_right", "draft", only_scans, "not_attempted"),
        Wrong("lets the code run out", "fee_paid_once", "expired", only_scans),
        Wrong("types an amount that is too small", "fee_paid_once", "astray", types(-1_000)),
        Wrong("pays a second time", "fee_paid_once", "twice", twice),
        Wrong("files where nothing is to be paid", "fee_paid_once", "free", in_hanoi),
        Wrong("does not look at the receipt", "fee_receipt_read", "not_opened", no_receipt, "not_attempted"),
        Wrong("pays on the false page", "fee_scam_told", "gave", taken_in),
        Wrong("takes the scam for genuine", "fee_scam_told", "kept", keeps),
        Wrong("reports a genuine message too", "fee_scam_told", "accused", reports_all),
        Wrong("gives the false page what it asks", "sticker_reported", "gave", falls),
        Wrong("reports a genuine poster", "sticker_reported", "accused", accuses),
    ),
)
