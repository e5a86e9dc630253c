"""Checking values: the errors, and what texts, numbers and ids may contain.

Whatever here checks or reads a value raises a ValidationError that quotes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from tracker.records.text import format_list, plain_line, shorten


class ValidationError(ValueError):
    """A value that a diary cannot hold.

    `str(error)` is one plain sentence that names the field, quotes what was typed there and says
    what works. It never repeats a note, so it is safe to print anywhere.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        """The name of the field, as the forms and the options call it."""


class AmbiguousError(ValidationError):
    """The text has more than one meaning; the message shows each of them."""


NOTE_LIMIT = 20_000
"""Characters in a note: some forty pages, far above any diary entry."""

WORDING_LIMIT = 2_000
"""Characters in the wording of one question."""

TITLE_LIMIT = 200
"""Characters in a title, a label or a dose."""

PASSPHRASE_LIMIT = 127
"""Bytes of UTF-8 in a passphrase: a PDF ignores the rest, and one rule for all is enough."""


def clean_note(value: str | None) -> str | None:
    """Return the note as typed, or None for a blank one; 20,000 characters at most."""
    return _checked("note", value, NOTE_LIMIT)


def clean_wording(field: str, value: str | None) -> str | None:
    """Return a question in its owner's words, or None for a blank one; 2,000 characters at most."""
    return _checked(field, value, WORDING_LIMIT)


def clean_title(field: str, value: str | None) -> str | None:
    """Return a text on one line of at most 200 characters, or None for a blank one."""
    return _checked(field, " ".join(value.split()) if value else None, TITLE_LIMIT)


def require_text(field: str, value: str | None) -> str:
    """Return a one-line text that must not be blank."""
    if (cleaned := clean_title(field, value)) is None:
        raise ValidationError(field, f"The {field} is empty; write a word or two.")
    return cleaned


def clean_passphrase(typed: str) -> str:
    """Return a passphrase in Unicode's NFKC, equal however a keyboard composes its letters.

    It has from 1 to 127 bytes of UTF-8, not only blanks. No refusal repeats it.
    """
    import unicodedata  # recording a score does without it

    passphrase = unicodedata.normalize("NFKC", typed)
    if _checked("passphrase", passphrase, NOTE_LIMIT) is None:
        raise ValidationError(
            "passphrase", "The passphrase is empty; type at least one letter or digit."
        )
    if (size := len(passphrase.encode())) > PASSPHRASE_LIMIT:
        raise ValidationError(
            "passphrase",
            f"The passphrase is too long: it takes {size:,} bytes and {PASSPHRASE_LIMIT} is the "
            "most (a letter takes one byte, an umlaut two, an emoji four).",
        )
    return passphrase


def check_choice(field: str, value: str, allowed: Sequence[str]) -> str:
    """Return the value if it is one of the words allowed."""
    if value in allowed:
        return value
    raise not_among(field, value, allowed)


def not_among(field: str, typed: str, allowed: Iterable[str]) -> ValidationError:
    """Return the error for a word that is not one of the allowed words."""
    words = ", ".join(map(plain_line, allowed))
    return ValidationError(
        field, f"The {field} cannot be “{shorten(typed, 40)}”. Choose one of: {words}."
    )


def cannot_read(field: str, typed: str, *forms: str) -> ValidationError:
    """Return the error for text that cannot be parsed: it quotes it and shows forms that work."""
    shown = format_list(forms, "or")
    if not (quoted := shorten(typed, 40)):
        return ValidationError(field, f"Type the {field}: {shown}.")
    return ValidationError(field, f"Cannot read “{quoted}” as the {field}. Try {shown}.")


def _checked(field: str, value: str | None, limit: int) -> str | None:
    if value is None or not value.strip():
        return None
    # SQLite cuts a text at NUL in some of its functions, and a lone surrogate has no bytes at all.
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValidationError(
            field, f"The {field} holds a character that cannot be saved. Type it again."
        )
    if len(value) > limit:
        raise ValidationError(
            field, f"The {field} has {len(value):,} characters; {limit:,} is the most."
        )
    return value


Number: TypeAlias = int | float


def normalise(value: Number) -> Number:
    """Return 7.0 as 7."""
    return int(value) if value == int(value) else value


def check_range(
    field: str, value: Number | None, low: Number, high: Number, unit: str = ""
) -> None:
    """Check that a number, if there is one, lies in a range."""
    if value is None or (not isinstance(value, bool) and low <= value <= high):
        return
    span = f"{low:,} to {high:,}{unit and f' {unit}'}"
    raise ValidationError(field, f"The {field} must be from {span}, not {shorten(str(value), 40)}.")


def parse_number(
    text: str, field: str, forms: Sequence[str] = ("7", "6.5", "7,5"), *, typed: str | None = None
) -> Number:
    """Read a decimal number such as 7, -2, 6.5 or 7,5; 10,432 may mean two numbers: refused."""
    plain = text.strip().replace("−", "-")
    digits = plain[1:] if plain[:1] in ("+", "-") else plain
    whole, _, decimals = digits.replace(",", ".").partition(".")
    if (
        not (whole + decimals).isdigit()
        or not digits.isascii()
        or len(whole) > 12
        or len(decimals) > 9
    ):
        raise cannot_read(field, text if typed is None else typed, *forms)
    if "," in digits and len(decimals) == 3 and whole.strip("0"):
        raise AmbiguousError(
            field,
            f"“{plain}” can be read in two ways. Write {whole}{decimals} or {whole}.{decimals}.",
        )
    return normalise(float(plain.replace(",", ".")))


def parse_amount(text: str, field: str, *units: str, forms: Sequence[str] = ()) -> Number:
    """Read a number that may carry its unit: 40mg, 0,5 mg/kg, 80 kg, 40.

    A refusal shows the `forms`, or 40 with the units.
    """
    bare = " ".join(text.casefold().split())
    small = map(str.casefold, units)  # µ has another code in small letters
    unit = max((unit for unit in small if bare.endswith(unit)), key=len, default="")
    examples = forms or ("40", *(f"40 {unit}" for unit in units[:2]))
    return parse_number(bare.removesuffix(unit), field, examples, typed=text)


_ID_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.:-"
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no two characters look alike."""


def new_id(now: datetime) -> str:
    """Return a fresh id; ids made later sort later, to the millisecond."""
    # 48 bits of time and 80 of chance. By hand: importing the usual package takes 40 ms.
    number = int(now.timestamp() * 1000) << 80 | int.from_bytes(os.urandom(10))
    return "".join(_DIGITS[number >> shift & 31] for shift in range(125, -1, -5))


def check_id(value: str) -> str:
    """Return an id of 1 to 64 characters, all safe in a file, on a command line and in a page."""
    if 0 < len(value) <= 64 and not value.strip(_ID_CHARACTERS):
        return value
    raise ValidationError("id", "An id is 1 to 64 letters, digits or -_.: characters.")
