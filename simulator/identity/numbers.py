"""Person numbers and phone numbers that can belong to nobody.

The twelve digits are province (3), century and sex (1), year of birth (2) and six
more (Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 59/2021/TT-BCA). We use province
099, which was never assigned, and the phone prefix 030, which no network has.
"""

from __future__ import annotations

import re
from datetime import date

SIMULATED_PROVINCE = "099"
SIMULATED_PREFIX = "030"
PERSON_NUMBER = re.compile(r"^099[0-3]\d{8}$", re.ASCII)
PHONE = re.compile(r"^030\d{7}$", re.ASCII)


def person_number(born: date, female: bool, serial: int) -> str:
    """A person number that fits birth year and sex; ``serial`` below 1,000,000."""
    if not 1900 <= born.year < 2100:
        raise ValueError(f"year of birth {born.year} is outside 1900 to 2099")
    if not 0 <= serial < 1_000_000:
        raise ValueError(f"serial {serial} has more than six digits")
    century = 2 * (born.year // 100 - 19) + int(female)
    return f"{SIMULATED_PROVINCE}{century}{born.year % 100:02d}{serial:06d}"


def phone_number(serial: int) -> str:
    """A phone number in the unassigned prefix; ``serial`` below 10,000,000."""
    if not 0 <= serial < 10_000_000:
        raise ValueError(f"serial {serial} has more than seven digits")
    return f"{SIMULATED_PREFIX}{serial:07d}"


def digits(text: str) -> str:
    """What was typed, without the spaces, dots and hyphens people put in numbers."""
    return re.sub(r"[\s.\-]", "", text)
