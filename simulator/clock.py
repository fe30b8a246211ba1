"""Vietnam's time. The portal's clock moves only by actions; nothing here reads the wall clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Fixed +07:00: Vietnam has no summer time."""

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def moment(text: str) -> datetime:
    """Read an ISO date and time; a missing zone means Vietnam's."""
    when = datetime.fromisoformat(text)
    return when.replace(tzinfo=VIETNAM) if when.tzinfo is None else when.astimezone(VIETNAM)


def day_text(day: date) -> str:
    """A day as people write it: ``09/11/2026``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def time_text(when: datetime) -> str:
    """A time as people write it: ``08:05``."""
    return f"{when.hour:02d}:{when.minute:02d}"


def arrival_text(when: datetime, now: datetime) -> str:
    """When something arrived, with its day if that is not today: ``08:05``, ``08:05 ngày 9/11``."""
    return time_text(when) if when.date() == now.date() else f"{time_text(when)} ngày {when.day}/{when.month}"


def moment_text(when: datetime) -> str:
    """A moment as people write it: ``08:05 Thứ Hai, 09/11/2026``."""
    return f"{time_text(when)} {WEEKDAYS[when.weekday()]}, {day_text(when.date())}"
