"""The checks of lesson 07, an hour at the one-stop office: six dossiers at the officer's desk, and two worksheets."""

from __future__ import annotations

from grading.checks import Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal
from simulator.office import counter, incoming
from simulator.state import Incoming

LESSON = "07-mot-gio-o-mot-cua"
CHECKS: Checks = checks_of(LESSON)
COMPLETE = ("complete", "late")
WANTING = ("unreadable", "mismatch", "stranger")


def _of(portal: Portal, kind: str) -> Incoming:
    """The incoming dossier of a kind; every case has one."""
    return next(each for each in portal.state.incoming if incoming.visits()[each.key].kind == kind)


def _answered(portal: Portal, kind: str, step: str) -> Verdict:
    """Whether the dossier came to the end that it should; ``step`` is that end."""
    found = _of(portal, kind)
    if found.step == step:
        return passed()
    if found.step == "waiting":
        return not_attempted("waiting")
    return failed(say("complained" if found.step == "complained" else "back", name=found.words["name"]))


def _first_time(portal: Portal, kinds: tuple[str, ...]) -> Verdict:
    """Whether nobody of these had to come back."""
    found = [_of(portal, kind) for kind in kinds]
    again = [each.words["name"] for each in found if each.trips]
    if again:
        return failed(say("again", names=", ".join(again)))
    if any(each.step == "waiting" for each in found):
        return not_attempted("waiting")
    return passed()


@CHECKS.add("mc-tiep-nhan", "0.75")
def complete_received(portal: Portal) -> Verdict:
    """Hồ sơ đủ, chờ từ hôm trước: em tiếp nhận và hẹn đúng ngày."""
    return _answered(portal, "complete", "received")


@CHECKS.add("mc-tiep-nhan", "0.75")
def late_received(portal: Portal) -> Verdict:
    """Hồ sơ đủ, thủ tục trả trong ngày: em tiếp nhận và hẹn đúng ngày."""
    return _answered(portal, "late", "received")


@CHECKS.add("mc-tiep-nhan", "0.5")
def received_at_once(portal: Portal) -> Verdict:
    """Hai hồ sơ đủ được tiếp nhận đúng ngay lần đầu."""
    return _first_time(portal, COMPLETE)


@CHECKS.add("mc-bo-sung", "0.75")
def unreadable_asked(portal: Portal) -> Verdict:
    """Hồ sơ có giấy chưa nộp: em yêu cầu bổ sung đủ mọi chỗ."""
    return _answered(portal, "unreadable", "asked")


@CHECKS.add("mc-bo-sung", "0.75")
def mismatch_asked(portal: Portal) -> Verdict:
    """Hồ sơ có giấy khác loại: em yêu cầu bổ sung đủ mọi chỗ."""
    return _answered(portal, "mismatch", "asked")


@CHECKS.add("mc-bo-sung", "0.75")
def stranger_asked(portal: Portal) -> Verdict:
    """Hồ sơ có giấy của người khác: em yêu cầu bổ sung đúng chỗ."""
    return _answered(portal, "stranger", "asked")


@CHECKS.add("mc-bo-sung", "0.75")
def asked_once(portal: Portal) -> Verdict:
    """Mỗi người chỉ phải sửa hồ sơ một lần."""
    return _first_time(portal, WANTING)


@CHECKS.add("mc-dung-noi", "1")
def elsewhere_refused(portal: Portal) -> Verdict:
    """Em từ chối hồ sơ của nơi khác và chỉ đúng nơi nộp."""
    return _answered(portal, "elsewhere", "refused")


@CHECKS.add("mc-dung-noi", "0.5")
def answered_in_time(portal: Portal) -> Verdict:
    """Cả sáu người được trả lời trong 8 giờ làm việc."""
    late = [each.words["name"] for each in portal.state.incoming if not counter.in_time(portal, each)]
    if late:
        return failed(say("late", names=", ".join(late)))
    if any(not each.letters for each in portal.state.incoming):
        return not_attempted("waiting")
    return passed()


enter_sheets(CHECKS)
