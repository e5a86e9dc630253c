"""The value of a cell of any table: a number, hours, nothing, a rating on another scale, a note.

Another scale is mapped to ours linearly: its worst end becomes our worst, its best our best, to
the nearest step. That is the usual way to compare scales of different lengths. The original value
is kept too, as an inactive measure on its own scale, so that it can be drawn and exported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from tracker.records import Measure, Number, Rating, ValidationError
from tracker.records.format import format_number, plain_line
from tracker.records.interval import parse_hours
from tracker.records.validation import normalise

MISSING_WORDS: Final = {
    *("missing", "na", "n/a", "n.a.", "<na>", "k.a.", "nan", "nd", "nil", "none", "null"),
    *("#div/0!", "#n/a", "#null!", "#value!", "-", "–", "—", ".", "?", "\\n"),
}
"""What a cell without a value says, in small letters."""

MISSING_CODES: Final = frozenset({"-9", "-99", "-999", "-9999", "-88", "-77", "-66"})
"""Numbers for a missing value, where they are off the scale."""


def is_missing(cell: str) -> bool:
    """Return whether a cell has no value."""
    return not cell or cell.casefold() in MISSING_WORDS


@lru_cache(8192)  # a file repeats the same few numbers
def cell_number(cell: str) -> float | None:
    """Read a number as a person or a spreadsheet writes it: 6.5, 6,5, 10,432, 1.234,5.

    None for anything else. A comma before groups of three digits separates thousands.
    """
    text = cell.strip().replace("−", "-").replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text, re.ASCII):
        text = text.replace(",", "")
    elif re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+,\d+", text, re.ASCII):
        text = text.replace(".", "").replace(",", ".")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"[-+]?(\d{1,12}(\.\d*)?|\.\d+)", text, re.ASCII) else None


def cell_hours(cell: str) -> float | None:
    """Read a number of hours, as a time too: 7.25, 7:15, 7h15. None for anything else."""
    if (value := cell_number(cell)) is not None:
        return value
    try:
        return parse_hours(cell.strip().removesuffix(":00") if cell.count(":") == 2 else cell)
    except ValidationError:
        return None


def cell_minutes(cell: str) -> float | None:
    """Read a number of minutes as hours, a time too: 450, 7:30. None for anything else."""
    minutes = cell_number(cell)
    return cell_hours(cell) if minutes is None else minutes / 60


def cell_percent(cell: str) -> float | None:
    """Read a number from 0 to 100, with its sign for percent or without."""
    return cell_number(cell.strip().removesuffix("%").rstrip())


def parse_on_scale(cell: str, low: Number, high: Number, field: str) -> Number:
    """Read a number between two ends.

    Raises:
        ValidationError: it is not a number, or off the scale.
    """
    value = cell_number(cell)
    if value is not None and low <= value <= high:
        return normalise(round(value, 3))
    raise off_scale(field, low, high, is_number=value is not None)


def off_scale(field: str, low: Number, high: Number, *, is_number: bool) -> ValidationError:
    """Return the error about a cell that is not a number, or is off the scale."""
    what = "goes" if is_number else "is not a number: it goes"
    scale = f"{format_number(low)} to {format_number(high)}"
    return ValidationError(field, f"{plain_line(field)} {what} from {scale}.")


def rescale(value: Number, source: Measure, target: Measure) -> Rating:
    """Map a value to another scale: worst to worst, best to best, to the nearest step.

    Halves go to the even step, which treats both ends alike: 1 to 5 becomes 0, 2, 5, 8, 10.
    """
    distance = value - source.low if source.better == target.better else source.high - value
    steps = round(distance * (target.high - target.low) / (source.high - source.low) / target.step)
    return target.rate(round(target.low + steps * target.step, 9))


def describe_mapping(
    name: str, source: Measure, target: Measure, labels: Iterable[str] = ()
) -> str:
    """Return the sentence that shows a mapping before it is applied.

    `labels` name the steps of the source from its lowest; without them its numbers do.
    """
    span, names = source.high - source.low, list(labels)
    step = span / (len(names) - 1) if names else source.step
    steps = int(span / step + 1e-6)  # 0.7 / 0.1 is 6.999999999999999
    shown = range(steps + 1) if steps <= 10 else (0, (steps + 1) // 2, steps)
    points = [round(source.low + step * n, 9) for n in shown]
    names = names or [format_number(point) for point in points]
    values = (rescale(point, source, target).value for point in points)
    return (
        f"{name} ({', '.join(names)}) becomes {target.label} "
        f"{', '.join(map(format_number, values))}; the original value is kept too, "
        f"as {source.key}."
    )


def join_notes(*parts: str | None) -> str | None:
    """Return the parts of a note that are not blank, a line each; None where all are."""
    return "\n".join(part for part in parts if part and part.strip()) or None


_BOUNDARY: Final = r"((?:^|[,;\t\n\r|\x0b\x0c\x1c-\x1e\x85\u2028\u2029])[ \u00a0\"]*)"
_FORMULA: Final = r"(?='*[=+\-@|%＝＋－＠])"
_FORMULA_STARTS = re.compile(_BOUNDARY + _FORMULA)
"""Where a cell with a formula would begin, for any delimiter of a spreadsheet.

A quotation mark is doubled in the file; for another delimiter the two are an empty text, after
which a formula may begin.
"""
_ESCAPED = re.compile(_BOUNDARY + "'" + _FORMULA)
_BLANK_START = re.compile(r"'*[\t\r\n]")


def escape_formula(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula, whichever delimiter it assumes."""
    text = _FORMULA_STARTS.sub(r"\1'", text)
    return f"'{text}" if _BLANK_START.match(text) else text


def unescape_formula(cell: str) -> str:
    """Return the text before it was escaped; 'twas keeps its apostrophe."""
    if cell.startswith("'") and _BLANK_START.match(cell):
        cell = cell[1:]
    return _ESCAPED.sub(r"\1", cell)
