"""The checks of lesson 23, scams and emergencies: visits, incidents, and a worksheet."""

from __future__ import annotations

from grading.checks import Checks
from grading.checks.conduct import enter, enter_incidents, enter_turns
from grading.checks.sheets import checks_of, enter_sheets

LESSON = "23-lua-dao-va-su-co"
CHECKS: Checks = checks_of(LESSON)

enter(CHECKS, "tn-dung-lua", "2", "kept_from_harm", "Ngăn kịp: dừng lại, hỏi nơi chính thức, báo tin.", "safety")
enter(CHECKS, "tn-dung-lua", "1", "channel_right", "Kết thúc đúng cách cho từng người.", "matter")
enter_incidents(CHECKS, "tn-su-co", "1.5", "Xử lý đúng từng sự cố trong ca.")
enter_turns(CHECKS, "tn-su-co", "0.5", "Mời người đến đúng lượt.")
enter(
    CHECKS,
    "tn-van-dung",
    "1",
    "still_kind",
    "Dù vội vẫn chào hỏi, hỏi rõ, nói dễ hiểu.",
    "respect",
    "need",
    "words",
    "aids",
)
enter(
    CHECKS,
    "tn-van-dung",
    "1",
    "still_careful",
    "Dù vội vẫn giữ kín mã, giấy tờ, và không để lại gì.",
    "consent",
    "secrets",
    "money",
    "traces",
)
enter_sheets(CHECKS)
