"""Numbers as a person writes them: whole where they are whole, always finite."""

from __future__ import annotations

import re
from typing import TypeAlias

from tracker.records.problem import Problem

Number: TypeAlias = int | float

_PLAIN = re.compile(r"[-+]?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)


def tidy(value: Number) -> Number:
    """Return 7.0 as 7: files and pages then say what the person said."""
    return int(value) if value == int(value) else value


def parse_number(text: str, field: str) -> Number:
    """Read a plain decimal number such as 7, -2 or 6.5.

    Raises:
        Problem: it is anything else; a decimal comma, a word and `nan` among them.
    """
    text = text.strip().replace("−", "-")
    if not _PLAIN.fullmatch(text):
        raise Problem(field, f"The {field} is not a number; write it as 7 or 6.5.")
    return tidy(float(text))


def within(field: str, value: Number | None, low: Number, high: Number, unit: str = "") -> None:
    """Check that a number, if there is one, lies in a range.

    Raises:
        Problem: it does not, or is no finite number.
    """
    if value is None or (not isinstance(value, bool) and low <= value <= high):
        return
    raise Problem(field, f"The {field} goes from {low:,} to {high:,}{unit and ' ' + unit}.")


def parse_amount(text: str, field: str, *units: str) -> Number:
    """Read a number that may carry its unit: 40mg, 0.5 mg/kg, 80 kg, 40.

    Raises:
        Problem: it is no number, or carries another unit.
    """
    bare = text.strip().casefold()
    for unit in units:
        bare = bare.removesuffix(unit).strip()
    try:
        return parse_number(bare, field)
    except Problem:
        example = f"40{units[0]}" if units else "40"
        raise Problem(field, f"The {field} was not understood; write it as {example}.") from None
