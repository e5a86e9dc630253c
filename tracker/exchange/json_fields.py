"""Reads JSON strictly, a field at a time, so that an error names its place in the file."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NoReturn, TypeVar

from tracker.records import Number, ValidationError

T = TypeVar("T")

MOST: Final = 200_000
"""Objects in one list: one every hour for more than twenty years."""


class Fields:
    """An object of the file and its path: `check_ins[12]`."""

    __slots__ = ("_values", "where")

    def __init__(self, value: object, where: str = "") -> None:
        self._values = as_object(value, where or "The file")
        self.where = where

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def optional(self, key: str, read: Callable[[object, str], T]) -> T | None:
        """Return a value, None where the key is null or left out.

        Raises:
            ValidationError: it is of another type than `read` takes.
        """
        value = self._values.get(key)
        return None if value is None else read(value, self.at(key))

    def required(self, key: str, read: Callable[[object, str], T]) -> T:
        """Return a value.

        Raises:
            ValidationError: it is null, left out or of another type than `read` takes.
        """
        value = self.optional(key, read)
        if value is None:
            raise ValidationError(self.at(key), f"{self.at(key)} is missing.")
        return value

    def objects(self, key: str) -> list[Fields]:
        """Return a list of objects, empty where the key is null or left out.

        Raises:
            ValidationError: it has anything else, or more than any diary does.
        """
        values = self.optional(key, as_list) or []
        where = self.at(key)
        check_length(values, where)
        return [Fields(value, f"{where}[{n}]") for n, value in enumerate(values)]

    def at(self, key: str) -> str:
        """Return the path of a key."""
        return f"{self.where}.{key}" if self.where else key


def check_length(values: Sequence[object], where: str) -> None:
    """Check that a list is not longer than any diary has.

    Raises:
        ValidationError: it is longer.
    """
    if len(values) > MOST:
        raise ValidationError(where, f"{where} has more than {MOST:,} entries; split it in parts.")


@contextmanager
def error_path(where: str) -> Iterator[None]:
    """Put the path of a value before an error about it, unless it is there already."""
    try:
        yield
    except ValidationError as error:
        if error.field.startswith(where):
            raise
        raise ValidationError(where, f"{where}: {error}") from None


def as_object(value: object, where: str) -> Mapping[str, object]:
    """Check for an object."""
    if isinstance(value, dict):
        return value
    raise ValidationError(where, f"{where} is not an object in braces.")


def as_list(value: object, where: str) -> list[object]:
    """Check for a list."""
    if isinstance(value, list):
        return value
    raise ValidationError(where, f"{where} is not a list in square brackets.")


def as_text(value: object, where: str) -> str:
    """Check for a string."""
    if isinstance(value, str):
        return value
    raise ValidationError(where, f"{where} is not a text in quotes.")


def as_number(value: object, where: str) -> Number:
    """Check for a number; `true` and 1e999 are none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValidationError(where, f"{where} is not a number; write it as 7 or 6.5.")


def as_whole(value: object, where: str) -> int:
    """Check for a whole number, 2 or 2.0."""
    number = as_number(value, where)
    if number == int(number):
        return int(number)
    raise ValidationError(where, f"{where} is not a whole number.")


def as_flag(value: object, where: str) -> bool:
    """Check for true or false."""
    if isinstance(value, bool):
        return value
    raise ValidationError(where, f"{where} is neither true nor false.")


def printable_key(key: str) -> str:
    """Return a key without control characters, cut to 40 characters."""
    return "".join(c if c.isprintable() else "?" for c in key[:40])


def parse_json(text: str) -> object:
    """Return the values of a JSON text.

    Raises:
        ValidationError: it is not JSON, nested too deeply, repeats a key, or has NaN.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_reject_duplicate_keys, parse_constant=_reject_constant
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ValidationError("file", f"The file is not JSON; the error is at {where}.") from None
    except RecursionError:
        raise ValidationError("file", "The file is nested too deeply to be read.") from None
    except ValidationError:
        raise
    except ValueError:
        raise ValidationError("file", "The file has a number with thousands of digits.") from None


def _reject_duplicate_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
    raise ValidationError("file", f"The key {printable_key(twice)} appears twice in one object.")


def _reject_constant(word: str) -> NoReturn:
    raise ValidationError("file", f"{word} is not a number that a diary can hold.")
