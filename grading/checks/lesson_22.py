"""The checks of lesson 22, the commonest matters: three visits, and a worksheet."""

from __future__ import annotations

from grading.checks import Checks
from grading.checks.conduct import enter
from grading.checks.sheets import checks_of, enter_sheets

LESSON = "22-muoi-viec-hay-gap"
CHECKS: Checks = checks_of(LESSON)

enter(CHECKS, "tn-hoi-du", "1", "facts_asked", "Hỏi đủ những điều quyết định thủ tục.", "need")
enter(CHECKS, "tn-hoi-du", "0.5", "papers_seen", "Xin phép rồi xem đủ giấy tờ.", "papers_unseen", "papers_consent")
enter(
    CHECKS,
    "tn-dung-thu-tuc",
    "1.5",
    "form_right",
    "Mở đúng thủ tục, khai đúng, chỉ quét giấy cần nộp.",
    "other_matter",
    "wrong_form",
    "guessed",
    "scanned_too_much",
)
enter(CHECKS, "tn-dung-thu-tuc", "1.5", "channel_right", "Chỉ đúng nơi, đúng cách cho từng người.", "wrong_end")
enter(CHECKS, "tn-noi-ro", "1", "next_told", "Nói việc tiếp theo, hẹn đúng, đưa giấy hẹn.", "words")
enter(CHECKS, "tn-noi-ro", "0.5", "aid_given", "Giúp theo đúng điều người ta cần, tôn trọng.", "aids", "respect")
enter(
    CHECKS,
    "tn-khong-de-lai",
    "1",
    "secrets_theirs",
    "Mã và tiền: người ta tự làm.",
    "secrets",
    "money",
    "phone_consent",
)
enter(CHECKS, "tn-khong-de-lai", "0.5", "nothing_left", "Không để lại gì ở kiosk, trả đủ giấy tờ.", "traces")
enter_sheets(CHECKS)
