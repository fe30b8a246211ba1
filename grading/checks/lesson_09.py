"""The checks of lesson 09, reading numbers: five worksheets."""

from __future__ import annotations

from grading.checks import Checks
from grading.checks.sheets import checks_of, enter_sheets

LESSON = "09-doc-con-so"
CHECKS: Checks = checks_of(LESSON)

enter_sheets(CHECKS)
