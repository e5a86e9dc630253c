"""Small words that every other module here needs; callers elsewhere import them from `format`."""

from __future__ import annotations

from datetime import date
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip


def plain_line(value: str) -> str:
    """Return a text on one line, without what would move a terminal's cursor or turn its line."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def format_day(day: date) -> str:
    """Return a day the same way everywhere and in every locale: Sat 21 Nov 2026."""
    return f"{WEEKDAYS[day.weekday()][:3].title()} {day.day} {MONTHS[day.month - 1]} {day.year}"
