"""The checks of lesson 01, what online public services are: three worksheets, and the ward's QR codes."""

from __future__ import annotations

from grading.checks import Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal
from simulator.identity import posters
from simulator.state import Poster

LESSON = "01-dich-vu-cong-la-gi"
CHECKS: Checks = checks_of(LESSON)


def _stuck(portal: Portal) -> Poster:
    """The poster whose code is covered; every case has one."""
    return next(poster for poster in portal.state.posters if poster.sticker)


@CHECKS.add("quet-ma", "1.0")
def genuine_code_opened(portal: Portal) -> Verdict:
    """Em quét một mã thật trên bảng tin và mở trang thủ tục."""
    genuine = [poster for poster in portal.state.posters if posters.covered(poster) is None]
    if any(poster.opened for poster in genuine):
        return passed()
    if any(poster.opened or poster.page_open or poster.asking for poster in portal.state.posters):
        return failed(say("not_opened"))
    return not_attempted("not_scanned")


@CHECKS.add("quet-ma", "1.0")
def sticker_reported(portal: Portal) -> Verdict:
    """Em không đưa gì cho mã bị dán đè, và báo cho phường."""
    stuck = _stuck(portal)
    accused = [poster for poster in portal.state.posters if poster.reported and not poster.sticker]
    if stuck.gave:
        return failed(say("gave"))
    if stuck.reported:
        return passed()
    if accused:
        return failed(say("accused"))
    return failed(say("not_reported")) if stuck.opened or stuck.page_open else not_attempted("not_found")


@CHECKS.add("quet-ma", "1.0")
def procedure_read(portal: Portal) -> Verdict:
    """Em mở trang thủ tục mà nhiệm vụ cần: đăng ký khai sinh."""
    read = portal.state.procedures_read
    if portal.case.task.procedure in read:
        return passed()
    return failed(say("other")) if read else not_attempted("nothing_read")


enter_sheets(CHECKS)
