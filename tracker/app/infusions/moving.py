"""Parses the day that a planned infusion moves to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tracker.records import parse_day
from tracker.records.day import check_day

_BY = re.compile(r"([+-])\s*(\d{1,3})\s*([dw]?)", re.ASCII)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NEAREST: Final = 3
"""A weekday at most this many days later is the nearest one."""


def parse_move(text: str, planned: date, today: date) -> date:
    """Parse +2, -1, +1w from the planned day; the nearest weekday that is not past; or a day.

    Raises:
        ValidationError: it is not a day.
    """
    words = text.strip().casefold().replace("−", "-")
    if match := _BY.fullmatch(words):
        days = int(match[1] + match[2]) * (7 if match[3] == "w" else 1)
        return check_day("day", planned + timedelta(days=days))
    day = parse_day(words, today, plan=True)
    if words[:3] not in _WEEKDAYS:
        return day
    near = planned + timedelta(days=(day - planned).days % 7)
    near -= timedelta(days=7 if (near - planned).days > _NEAREST else 0)
    return near if near >= today else near + timedelta(days=7)
