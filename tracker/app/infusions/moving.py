"""The day a planned infusion moves to, as a person says it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tracker.records import parse_day
from tracker.records.day import check_day

_BY = re.compile(r"([+-])\s*(\d{1,3})\s*([dw]?)", re.ASCII)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NEAREST: Final = 3
"""Days between a day and the farthest weekday that is still nearest to it."""


def parse_move(text: str, planned: date, today: date) -> date:
    """Read +2, -1, +1w from the planned day; a weekday, the nearest to it not past; or a day.

    Raises:
        ValidationError: it is no day.
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
