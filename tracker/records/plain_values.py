"""One plain value of a file, read as what it is meant to be or refused with its place.

A refusal rises through lists and objects; on its way each adds its own part of the path, as in
`infusions[12].side_effects[0].severity`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from math import isfinite
from typing import Any, Final

from tracker.records.day import parse_iso_day
from tracker.records.validation import ValidationError


class RefusedError(Exception):
    """A value that cannot be read: ` is not a number`, to follow its path."""

    def __init__(self, reason: str, refusal: ValidationError | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal
        """The error of the record, whose own sentence is enough where there is no path."""
        self.place = ""

    def within(self, key: str) -> RefusedError:
        """Add the name of the value that holds this one, or `[12]` for its place in a list."""
        dot = "." if self.place and self.place[0] != "[" else ""
        self.place = f"{key}{dot}{self.place}"
        return self

    def at(self, path: str) -> ValidationError:
        """Return the error with its whole path, or the original one if there is no path."""
        if path:
            self.within(path)
        elif self.refusal and not self.place:
            return self.refusal
        place = self.place or "The value"
        return ValidationError(place, f"{place}{self}")


def read_object(value: Any) -> Mapping[str, Any]:
    """Read a JSON object."""
    if isinstance(value, Mapping):
        return value
    raise RefusedError(" is not an object in braces.")


def read_text(value: Any) -> str:
    """Read a text of any length."""
    if isinstance(value, str):
        return value
    raise RefusedError(" is not text in quotes.")


def read_number(value: Any) -> int | float:
    """Read a number; `true` and 1e999 are rejected."""
    if (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and isfinite(value)
    ):
        return value
    raise RefusedError(" is not a number; write it as 7 or 6.5.")


def read_whole(value: Any) -> int:
    """Read a whole number, written 2 or 2.0."""
    number = read_number(value)
    if number == int(number):
        return int(number)
    raise RefusedError(" is not a whole number.")


def read_flag(value: Any) -> bool:
    """Read `true` or `false`."""
    if isinstance(value, bool):
        return value
    raise RefusedError(" is neither true nor false.")


def read_day(value: Any) -> date:
    """Read 2026-03-14, from 1900 to 2199."""
    try:
        return parse_iso_day(read_text(value))
    except ValidationError as refusal:
        raise RefusedError(f": {refusal}") from None


def read_time(value: Any) -> time:
    """Read 21:05 or 21:05:00."""
    text = read_text(value)
    try:
        if len(text) in (5, 8) and text[2] == ":":
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise RefusedError(" is not a time like 21:05.")


def read_moment(value: Any) -> datetime:
    """Read 2026-03-14T21:05:00+01:00."""
    try:
        return datetime.fromisoformat(read_text(value))
    except ValueError:
        raise RefusedError(" is not written like 2026-03-14T21:05:00+01:00.") from None


READERS: Final[dict[Any, Callable[[Any], Any]]] = {
    str: read_text,
    int: read_whole,
    bool: read_flag,
    date: read_day,
    time: read_time,
    datetime: read_moment,
}
"""How a value is read that is to be of a type. A number may be whole or not: `read_number`."""
