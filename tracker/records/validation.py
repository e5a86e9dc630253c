"""Checking values: how one is refused, and what texts, numbers and ids may hold."""

from __future__ import annotations

import os
import re
from datetime import datetime
from typing import TypeAlias


class ValidationError(ValueError):
    """A value that cannot be written down.

    `str(problem)` is one plain sentence that names the field and says what would do.
    It never repeats a note, so it is safe to print anywhere.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        """The name of the field, as the forms and the options call it."""


NOTE_LIMIT = 20_000
"""Characters in a note: some forty pages, far above any diary entry."""

WORDING_LIMIT = 2_000
"""Characters in the wording of one question."""

TITLE_LIMIT = 200
"""Characters in a title, a label or a dose."""


def clean_note(value: str | None) -> str | None:
    """Return the note as typed, or None for a blank one.

    Raises:
        ValidationError: it holds a character that cannot be kept, or is over 20,000 characters.
    """
    return _kept("note", value, NOTE_LIMIT)


def clean_wording(field: str, value: str | None) -> str | None:
    """Return a question as its owner words it, or None for a blank one.

    Raises:
        ValidationError: it holds a character that cannot be kept, or is over 2,000 characters.
    """
    return _kept(field, value, WORDING_LIMIT)


def clean_title(field: str, value: str | None) -> str | None:
    """Return a one-line text, its line breaks folded to spaces, or None for a blank one.

    Raises:
        ValidationError: it holds a character that cannot be kept, or is over 200 characters.
    """
    return _kept(field, " ".join(value.split()) if value else None, TITLE_LIMIT)


def require_text(field: str, value: str | None) -> str:
    """Return a one-line text that must not be blank.

    Raises:
        ValidationError: as `clean_title`, or the text is blank.
    """
    if (kept := clean_title(field, value)) is None:
        raise ValidationError(field, f"The {field} is empty; write a word or two.")
    return kept


def check_choice(field: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return the value if it is one of the words allowed.

    Raises:
        ValidationError: it is not; the sentence lists the words.
    """
    if value in allowed:
        return value
    raise ValidationError(field, f"The {field} is one of: {', '.join(allowed)}.")


def _kept(field: str, value: str | None, limit: int) -> str | None:
    if value is None or not value.strip():
        return None
    # SQLite cuts a text at NUL in some of its functions, and a lone surrogate has no bytes at all.
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValidationError(
            field, f"The {field} holds a character that cannot be kept; type it again."
        )
    if len(value) > limit:
        raise ValidationError(
            field, f"The {field} has {len(value):,} characters; {limit:,} is the most."
        )
    return value


Number: TypeAlias = int | float

_PLAIN = re.compile(r"[-+]?(\d{1,12}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)


def normalise(value: Number) -> Number:
    """Return 7.0 as 7: files and pages then say what the person said."""
    return int(value) if value == int(value) else value


def parse_number(text: str, field: str) -> Number:
    """Read a plain decimal number such as 7, -2 or 6.5.

    Raises:
        ValidationError: it is anything else; a decimal comma, a word and `nan` among them.
    """
    text = text.strip().replace("−", "-")
    if not _PLAIN.fullmatch(text):
        raise ValidationError(field, f"The {field} is not a number; write it as 7 or 6.5.")
    return normalise(float(text))


def check_range(
    field: str, value: Number | None, low: Number, high: Number, unit: str = ""
) -> None:
    """Check that a number, if there is one, lies in a range.

    Raises:
        ValidationError: it does not, or is no finite number.
    """
    if value is None or (not isinstance(value, bool) and low <= value <= high):
        return
    raise ValidationError(field, f"The {field} goes from {low:,} to {high:,}{unit and ' ' + unit}.")


def parse_amount(text: str, field: str, *units: str) -> Number:
    """Read a number that may carry its unit: 40mg, 0.5 mg/kg, 80 kg, 40.

    Raises:
        ValidationError: it is no number, or carries another unit.
    """
    bare = text.strip().casefold()
    for unit in units:
        bare = bare.removesuffix(unit).strip()
    try:
        return parse_number(bare, field)
    except ValidationError:
        example = f"40{units[0]}" if units else "40"
        raise ValidationError(
            field, f"The {field} was not understood; write it as {example}."
        ) from None


_ID = re.compile(r"[0-9A-Za-z_.:-]{1,64}", re.ASCII)
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two: none looks like another."""


def new_id(now: datetime) -> str:
    """Return a fresh id; ids made later sort later, to the millisecond."""
    # 48 bits of time and 80 of chance. By hand: importing the usual package takes 40 ms.
    number = int(now.timestamp() * 1000) << 80 | int.from_bytes(os.urandom(10))
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))


def check_id(value: str) -> str:
    """Return an id that may stand in a file, on a command line and in a page.

    Raises:
        ValidationError: it is empty, over 64 characters, or holds other characters than these.
    """
    if _ID.fullmatch(value):
        return value
    raise ValidationError("id", "An id is 1 to 64 letters, digits or -_.: characters.")
