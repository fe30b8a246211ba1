"""The checks of lesson 05, paying: a dossier that costs something, its receipt, who wants money, three worksheets."""

from __future__ import annotations

from grading.checks import Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.filing import counted, right_procedure_and_authority
from grading.checks.lesson_00 import fee_scam_refused
from grading.checks.lesson_01 import sticker_reported
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal, datasets
from simulator.identity.scams import is_scam
from simulator.services.fees import money

LESSON = "05-thanh-toan"
CHECKS: Checks = checks_of(LESSON)


@CHECKS.add("tt-tra-phi", "1.0")
def fee_dossier_right(portal: Portal) -> Verdict:
    """Em nộp đúng thủ tục, đúng nơi, đúng số bản: nhờ vậy lệ phí cũng đúng."""
    verdict, dossier = right_procedure_and_authority(portal), counted(portal)
    if dossier is None or verdict.outcome != "passed":
        return verdict
    wanted, copies = portal.case.task.answers["copies"], dossier.answers["copies"]
    if int(copies) != int(wanted):
        return failed(say("copies", expected=wanted, actual=copies), expected=wanted, actual=copies)
    return passed()


@CHECKS.add("tt-tra-phi", "1.5")
def fee_paid_once(portal: Portal) -> Verdict:
    """Em trả lệ phí của hồ sơ bằng một mã còn hiệu lực, một lần duy nhất."""
    state, dossier = portal.state, counted(portal)
    if dossier is None and not state.orders:
        return not_attempted("no_order")
    again = next((each for each in state.transfers if each.kind == "twice"), None)
    if again is not None:
        return failed(say("twice", amount=money(again.amount)))
    if any(order.status == "paid" for order in state.orders):
        return passed()
    if dossier is not None:
        return failed(say("free"))
    if state.transfers:
        return failed(say("astray", amount=money(state.transfers[-1].amount)))
    if any(order.status == "waiting" for order in state.orders):
        return not_attempted("waiting")
    return failed(say("expired"))


@CHECKS.add("tt-tra-phi", "0.5", needs=("fee_paid_once",))
def fee_receipt_read(portal: Portal) -> Verdict:
    """Em mở xem biên lai điện tử của khoản đã trả."""
    opened = any(order.receipt_opened for order in portal.state.orders if order.status == "paid")
    return passed() if opened else not_attempted("not_opened")


@CHECKS.add("tt-canh-giac", "0.5")
def fee_scam_told(portal: Portal) -> Verdict:
    """Em báo tin đòi tiền giả, không chuyển gì cho trang giả và không báo nhầm tin thật."""
    verdict = fee_scam_refused(portal)
    accused = [message for message in portal.state.messages if message.verdict == "scam" and not is_scam(message)]
    if accused and verdict.outcome == "passed":
        return failed(say("accused", sender=datasets.sms_texts()[accused[0].key].sender))
    return verdict


CHECKS.add("tt-canh-giac", "0.5")(sticker_reported)
enter_sheets(CHECKS)
