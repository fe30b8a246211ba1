"""The checks of lesson 21, the helper's rules: two visits, and a worksheet."""

from __future__ import annotations

from grading.checks import Checks
from grading.checks.conduct import enter
from grading.checks.sheets import checks_of, enter_sheets

LESSON = "21-luat-cua-nguoi-giup"
CHECKS: Checks = checks_of(LESSON)

enter(CHECKS, "tn-ton-trong", "1", "respectful", "Chào hỏi, không giục, không chê, giữ kín chuyện riêng.", "respect")
enter(CHECKS, "tn-ton-trong", "1", "need_found", "Hỏi rõ việc và đủ điều cần biết rồi mới làm.", "need")
enter(CHECKS, "tn-giu-kin", "1", "consent_asked", "Xin phép trước khi xem giấy tờ, cầm điện thoại.", "consent")
enter(CHECKS, "tn-giu-kin", "2", "secrets_theirs", "Mã, mật khẩu, chữ ký, đánh giá: người ta tự làm.", "secrets")
enter(CHECKS, "tn-tron-ven", "1", "matter_right", "Đúng thủ tục, đúng tờ khai, đúng nơi.", "matter")
enter(CHECKS, "tn-tron-ven", "0.5", "words_plain", "Nói dễ hiểu, nói rõ việc tiếp theo và ngày hẹn.", "words")
enter(CHECKS, "tn-tron-ven", "0.5", "aid_given", "Giúp theo đúng điều người ta cần.", "aids")
enter(CHECKS, "tn-tron-ven", "1", "nothing_left", "Không để lại gì ở kiosk, trả đủ giấy tờ.", "traces")
enter_sheets(CHECKS)
