"""The checks of lesson 08, everything by oneself: the journey again, without hints, and how long filing took.

What lesson 00 looks at in any dossier is looked at by the same functions here.
"""

from __future__ import annotations

from grading.checks import Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.filing import counted, form_right
from grading.checks.lesson_00 import CHECKS as JOURNEY
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal
from simulator.people.places import authority
from simulator.services import catalogue
from simulator.state import Dossier

LESSON = "08-bai-tong-hop"
CHECKS: Checks = checks_of(LESSON)
AIM = 300
"""Seconds of one's own time from signing in to sending: the aim that the course sets (a teaching choice)."""


def own_seconds(portal: Portal, dossier: Dossier) -> int:
    """How many seconds the learner took from the first sign-in until the dossier was sent.

    Only what actions carry in ``after`` counts: how long somebody read, thought and typed before pressing. What an
    action's answer adds to the clock is not the learner's: the days that "skip ahead" jumps over, the quarter of
    an hour in which the bank is out of order, the way to the counter, an SMS that is held up. Nor is the time
    before signing in, or while the page is closed.
    """
    begun, sent = portal.state.session.first, dossier.submitted
    return sum(entry.action.after for entry in portal.log if begun < entry.at <= sent)


def minutes(seconds: int) -> str:
    """A length of time in words: ``6 phút 05 giây``."""
    return f"{seconds // 60} phút {seconds % 60:02d} giây"


def _as_on_the_journey(exercise: str, points: str, name: str, needs: tuple[str, ...] = ()) -> None:
    """Enter a check of lesson 00 with this lesson's points."""
    CHECKS.add(exercise, points, needs, JOURNEY[name].version)(JOURNEY[name].function)


def _not_sent(portal: Portal) -> Verdict:
    return not_attempted("draft" if portal.state.dossiers else "nothing_sent")


# --- th-kich-hoat ------------------------------------------------------------------

_as_on_the_journey("th-kich-hoat", "1.0", "account_active")
_as_on_the_journey("th-kich-hoat", "1.0", "activation_scam_refused")


# --- th-nop ------------------------------------------------------------------------


@CHECKS.add("th-nop", "1.0")
def filed_where_it_belongs(portal: Portal) -> Verdict:
    """Em gửi hồ sơ đúng thủ tục, đến đúng cơ quan."""
    # The portal begins no dossier of another procedure than the task's: only the place can be wrong.
    dossier, place = counted(portal), portal.case.task.place
    if dossier is None:
        return _not_sent(portal)
    if (dossier.province, dossier.commune) == (place.province_code, place.commune_code):
        return passed()
    kind = catalogue.procedures()[dossier.procedure].authority
    expected = authority(place.province_code, place.commune_code, kind)
    actual = authority(dossier.province, dossier.commune, kind)
    return failed(say("place", expected=expected, actual=actual), expected=expected, actual=actual)


@CHECKS.add("th-nop", "0.75", version=2)
def form_as_card(portal: Portal) -> Verdict:
    """Tờ khai khớp với thẻ nhiệm vụ ở mọi ô, đủ dấu."""
    return form_right(portal)


_as_on_the_journey("th-nop", "0.25", "delivery_matches_task")
_as_on_the_journey("th-nop", "0.5", "documents_right")
_as_on_the_journey("th-nop", "0.5", "complete_first_time")


@CHECKS.add("th-nop", "0.5", needs=("filed_where_it_belongs",))
def filed_in_five_minutes(portal: Portal) -> Verdict:
    """Từ lúc đăng nhập đến lúc gửi hồ sơ, em dùng không quá 5 phút của mình."""
    dossier = counted(portal)
    if dossier is None:
        return _not_sent(portal)
    took = own_seconds(portal, dossier)
    return passed() if took <= AIM else failed(say("slow", time=minutes(took)), actual=minutes(took))


# --- th-tra-nhan -------------------------------------------------------------------

_as_on_the_journey("th-tra-nhan", "0.75", "paid_right_order")
_as_on_the_journey("th-tra-nhan", "0.5", "fee_scam_refused")
_as_on_the_journey("th-tra-nhan", "0.25", "receipt_opened", ("paid_right_order",))


@CHECKS.add("th-tra-nhan", "0.25")
def office_letter_read(portal: Portal) -> Verdict:
    """Em theo dõi hồ sơ: đọc tin cơ quan xin lỗi và hẹn lại ngày."""
    apology = next((message for message in portal.state.messages if message.key == "apology"), None)
    if apology is None:
        return not_attempted("not_come")
    return passed() if apology.read else not_attempted("unread")


_as_on_the_journey("th-tra-nhan", "0.5", "result_downloaded", ("filed_where_it_belongs",))
_as_on_the_journey("th-tra-nhan", "0.25", "office_rated", ("filed_where_it_belongs",))
_as_on_the_journey("th-tra-nhan", "0.5", "signed_out")

enter_sheets(CHECKS)
