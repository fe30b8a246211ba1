"""The checks of lesson 04, filing a dossier: the draft, the data, the form, the papers; two worksheets."""

from __future__ import annotations

from grading.checks import Checks, filing
from grading.checks.sheets import checks_of, enter_sheets

LESSON = "04-nop-ho-so"
CHECKS: Checks = checks_of(LESSON)

CHECKS.add("hs-ban-nhap", "0.5")(filing.one_draft)
CHECKS.add("hs-ban-nhap", "1.0")(filing.wrong_data_reported)
CHECKS.add("hs-ban-nhap", "1.0")(filing.sent_with_right_data)
CHECKS.add("hs-to-khai", "1.5")(filing.form_right)
CHECKS.add("hs-to-khai", "1.0")(filing.form_signed)
CHECKS.add("hs-gui", "0.5")(filing.right_procedure_and_authority)
CHECKS.add("hs-gui", "0.5")(filing.documents_right)
CHECKS.add("hs-gui", "0.5")(filing.received)
CHECKS.add("hs-gui", "0.5")(filing.complete_first_time)

enter_sheets(CHECKS)
