"""The checks of lesson 07, an hour at the one-stop office: six dossiers at the officer's desk, and two worksheets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from grading.checks import Check, Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal
from simulator.office import counter, incoming
from simulator.state import Incoming

LESSON = "07-mot-gio-o-mot-cua"
CHECKS: Checks = checks_of(LESSON)
COMPLETE = ("complete", "late")
WANTING = ("unreadable", "mismatch", "stranger")
Look = Callable[[Portal], Verdict]
TIMES = "counter_first_time"
"""The reasons of a check that counts how often somebody had to come."""


def _of(portal: Portal, kind: str) -> Incoming:
    """The incoming dossier of a kind; every case has one."""
    return next(each for each in portal.state.incoming if incoming.visits()[each.key].kind == kind)


def _answered(kind: str, step: str) -> Look:
    """Whether the dossier of a kind came to the end that it should; ``step`` is that end."""

    def look(portal: Portal) -> Verdict:
        found = _of(portal, kind)
        if found.step == step:
            return passed()
        if found.step == "waiting":
            return not_attempted("waiting")
        return failed(say("complained" if found.step == "complained" else "back", name=found.words["name"]))

    return look


def _first_time(kinds: tuple[str, ...]) -> Look:
    """Whether nobody of these had to come back."""

    def look(portal: Portal) -> Verdict:
        found = [_of(portal, kind) for kind in kinds]
        again = [each.words["name"] for each in found if each.trips]
        if again:
            return failed(say("again", names=", ".join(again)))
        if any(each.step == "waiting" for each in found):
            return not_attempted("waiting")
        return passed()

    return look


def _enter(exercise: str, points: str, name: str, told: str, look: Look, texts: str = "counter_answered") -> None:
    """Enter a check of the desk; what it may say is the same for every dossier."""
    CHECKS.enter(Check(name, exercise, Decimal(points), look, told=told, texts=texts))


_enter(
    "mc-tiep-nhan",
    "0.75",
    "complete_received",
    "Hồ sơ đủ, chờ từ hôm trước: em tiếp nhận và hẹn đúng ngày.",
    _answered("complete", "received"),
)
_enter(
    "mc-tiep-nhan",
    "0.75",
    "late_received",
    "Hồ sơ đủ, thủ tục trả trong ngày: em tiếp nhận và hẹn đúng ngày.",
    _answered("late", "received"),
)
_enter(
    "mc-tiep-nhan",
    "0.5",
    "received_at_once",
    "Hai hồ sơ đủ được tiếp nhận đúng ngay lần đầu.",
    _first_time(COMPLETE),
    TIMES,
)
_enter(
    "mc-bo-sung",
    "0.75",
    "unreadable_asked",
    "Hồ sơ có giấy chưa nộp: em yêu cầu bổ sung đủ mọi chỗ.",
    _answered("unreadable", "asked"),
)
_enter(
    "mc-bo-sung",
    "0.75",
    "mismatch_asked",
    "Hồ sơ có giấy khác loại: em yêu cầu bổ sung đủ mọi chỗ.",
    _answered("mismatch", "asked"),
)
_enter(
    "mc-bo-sung",
    "0.75",
    "stranger_asked",
    "Hồ sơ có giấy của người khác: em yêu cầu bổ sung đúng chỗ.",
    _answered("stranger", "asked"),
)
_enter(
    "mc-bo-sung",
    "0.75",
    "asked_once",
    "Mỗi người chỉ phải sửa hồ sơ một lần.",
    _first_time(WANTING),
    TIMES,
)
_enter(
    "mc-dung-noi",
    "1",
    "elsewhere_refused",
    "Em từ chối hồ sơ của nơi khác và chỉ đúng nơi nộp.",
    _answered("elsewhere", "refused"),
)


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
