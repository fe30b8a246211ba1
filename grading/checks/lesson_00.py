"""The checks of lesson 00, the whole journey once: ten points in four exercises."""

from __future__ import annotations

from datetime import date

from grading.checks import Checks, Said, Verdict, failed, filing, not_attempted, passed, say
from grading.checks.activation import account_active, activation_scam_refused, scam_refused, scam_sent
from grading.checks.filing import counted, not_sent, spelling, waits_for_supplement
from simulator import Portal, datasets
from simulator.case import FIRST_LESSON
from simulator.clock import day_text
from simulator.office import checking
from simulator.services import catalogue
from simulator.services.eforms import read_day, tidy
from simulator.state import REFUSED, RETURNED, STOPPED, SUPPLEMENT, WITHDRAWN, Dossier

CHECKS = Checks(FIRST_LESSON, ("kich-hoat", "nop-ho-so", "thanh-toan", "nhan-ket-qua"))


# --- kich-hoat ---------------------------------------------------------------------


CHECKS.add("kich-hoat", "2.0")(account_active)
CHECKS.add("kich-hoat", "1.0")(activation_scam_refused)


# --- nop-ho-so ---------------------------------------------------------------------


CHECKS.add("nop-ho-so", "1.0")(filing.right_procedure_and_authority)


def _form_faults(portal: Portal, answers: dict[str, str]) -> list[Said]:
    task, relative = portal.case.task, portal.case.relative
    found = []
    for field, wanted in (
        ("paper", task.answers["paper"]),
        ("purpose", task.answers["purpose"]),
        ("relation", task.answers["relation"]),
    ):
        given = answers.get(field, "")
        if given != wanted:
            labels = datasets.labels()[field]
            found.append(say(field, actual=labels.get(given, given), expected=labels[wanted]))
    copies = answers.get("copies", "")
    if not (copies.isascii() and copies.isdigit() and int(copies) == int(task.answers["copies"])):
        found.append(say("copies", actual=copies, expected=task.answers["copies"]))
    name = answers.get("name", "")
    if spelling(name) != spelling(relative.name):
        unmarked = catalogue.plain(tidy(name)) == catalogue.plain(relative.name)
        found.append(say("name_marks" if unmarked else "name", actual=name, expected=relative.name))
    born = date.fromisoformat(relative.born)
    if read_day(answers.get("born", "")) != born:
        found.append(say("born", actual=answers.get("born", ""), expected=day_text(born)))
    return found


@CHECKS.add("nop-ho-so", "0.75")
def form_matches_task(portal: Portal) -> Verdict:
    """Tờ khai khớp với nhiệm vụ: loại giấy, số bản, mục đích, quan hệ, họ tên và ngày sinh."""
    dossier = counted(portal)
    if dossier is None:
        return not_sent(portal)
    found = _form_faults(portal, dossier.answers)
    if found:
        return failed(
            *found,
            expected="; ".join(said.words["expected"] for said in found),
            actual="; ".join(said.words["actual"] for said in found),
        )
    if waits_for_supplement(dossier, ("not_in_register", "relation_differs")):
        return failed(say("not_sent_again"))
    return passed()


@CHECKS.add("nop-ho-so", "0.25")
def delivery_matches_task(portal: Portal) -> Verdict:
    """Em chọn cách nhận kết quả như nhiệm vụ yêu cầu."""
    dossier, task = counted(portal), portal.case.task
    if dossier is None:
        return not_sent(portal)
    if dossier.delivery == task.delivery:
        return passed()
    expected, actual = datasets.label("delivery", task.delivery), datasets.label("delivery", dossier.delivery)
    return failed(say("delivery", expected=expected, actual=actual), expected=expected, actual=actual)


CHECKS.add("nop-ho-so", "0.5")(filing.documents_right)
CHECKS.add("nop-ho-so", "0.5")(filing.complete_first_time)


# --- thanh-toan --------------------------------------------------------------------


@CHECKS.add("thanh-toan", "1.0")
def paid_right_order(portal: Portal) -> Verdict:
    """Em trả lệ phí bằng mã QR của đúng hồ sơ."""
    orders, dossier = portal.state.orders, counted(portal)
    if dossier is None and not orders:
        return not_attempted("no_order")
    if not any(order.status == "paid" for order in orders):
        if dossier is not None:
            return failed(say("free"))
        if any(order.status == "waiting" for order in orders):
            return not_attempted("waiting")
        return failed(say("expired"))
    paid = dossier is not None and any(o.status == "paid" and o.dossier == dossier.id for o in orders)
    if dossier is None or not paid or not checking.in_reach(portal, dossier):
        return failed(say("other_dossier"))
    return passed()


@CHECKS.add("thanh-toan", "0.5")
def fee_scam_refused(portal: Portal) -> Verdict:
    """Em báo tin đòi tiền giả là lừa đảo và không chuyển tiền cho trang giả."""
    message = scam_sent(portal, "scam_fee")
    return not_attempted("not_come") if message is None else scam_refused(message)


@CHECKS.add("thanh-toan", "0.5", needs=("paid_right_order",))
def receipt_opened(portal: Portal) -> Verdict:
    """Em mở xem biên lai điện tử của khoản đã trả."""
    dossier = counted(portal)
    paid = [o for o in portal.state.orders if dossier and o.dossier == dossier.id and o.status == "paid"]
    return passed() if any(order.receipt_opened for order in paid) else not_attempted("not_opened")


# --- nhan-ket-qua ------------------------------------------------------------------


def _no_result(dossier: Dossier | None) -> Verdict | None:
    """Why there is nothing to fetch or rate yet, if so."""
    if dossier is None or dossier.status == REFUSED:
        return not_attempted("not_ready", status=datasets.label("status", str(dossier.status if dossier else 0)))
    if dossier.status == SUPPLEMENT:
        return failed(say("supplement_open"))
    if dossier.status in (STOPPED, WITHDRAWN):
        return failed(say("over", status=datasets.label("status", str(dossier.status))))
    if dossier.status != RETURNED:
        return not_attempted("not_ready", status=datasets.label("status", str(dossier.status)))
    return None


@CHECKS.add("nhan-ket-qua", "1.0", needs=("right_procedure_and_authority",))
def result_downloaded(portal: Portal) -> Verdict:
    """Em tải kết quả điện tử về."""
    dossier = counted(portal)
    if dossier is not None and dossier.result_downloaded:
        return passed()
    return _no_result(dossier) or not_attempted("not_fetched")


@CHECKS.add("nhan-ket-qua", "0.5", needs=("right_procedure_and_authority",))
def office_rated(portal: Portal) -> Verdict:
    """Em đánh giá cơ quan sau khi nhận kết quả."""
    dossier = counted(portal)
    if dossier is not None and dossier.rating:
        return passed()
    return _no_result(dossier) or not_attempted("not_rated")


@CHECKS.add("nhan-ket-qua", "0.5")
def signed_out(portal: Portal) -> Verdict:
    """Em đăng xuất khi xong việc."""
    session = portal.state.session
    if session.first < 0:
        return not_attempted("never_in")
    if counted(portal) is None:
        return not_sent(portal)
    if session.step == "out" and session.signed_out:
        return passed()
    return failed(say("still_in"))
