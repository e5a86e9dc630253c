"""The span of days that `--from`, `--to` and `--last` ask for."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tracker.cli.session import wrong
from tracker.records import parse_day

_LENGTH = re.compile(r"(\d{1,4})\s*(d|w|m|y)", re.ASCII)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def asked_window(
    today: date, first: str | None, last: str | None, recent: str | None
) -> tuple[date | None, date | None]:
    """Return the first and last day asked for, None where nothing was asked.

    Raises:
        ValidationError: a day was not understood.
        click.UsageError: the options do not fit together.
    """
    end = parse_day(last, today, "last day") if last else None
    start = parse_day(first, today, "first day") if first else None
    if recent:
        if start:
            wrong("--last and --from do not go together.")
        start = (end or today) - timedelta(days=days_in(recent) - 1)
    if start and end and start > end:
        wrong("--from lies after --to; swap them.")
    return start, end


def days_in(length: str) -> int:
    """Return the days in a length such as 30d, 12w, 6m or 1y (30 and 365 days each)."""
    if not (match := _LENGTH.fullmatch(length.strip().casefold())) or int(match[1]) < 1:
        wrong("--last takes a length such as 30d, 12w or 1y.")
    return min(int(match[1]) * _DAYS[match[2]], 100_000)
