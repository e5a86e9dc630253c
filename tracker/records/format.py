"""How days, numbers and records are said, by commands, the app and the page alike."""

from __future__ import annotations

from tracker.records.text import MONTHS, format_day, plain_line

__all__ = ["MONTHS", "format_day", "plain_line"]
