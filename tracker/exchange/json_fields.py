"""JSON read strictly, a field at a time, so that whatever is wrong says where it stands."""

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
    """An object of the file and where it stands: `check_ins[12]`."""

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
            ValidationError: it holds anything else, or more than any diary does.
        """
        values = self.optional(key, as_list) or []
        where = self.at(key)
        check_length(values, where)
        return [Fields(value, f"{where}[{n}]") for n, value in enumerate(values)]

    def at(self, key: str) -> str:
        """Where a key stands in the file."""
        return f"{self.where}.{key}" if self.where else key


def check_length(values: Sequence[object], where: str) -> None:
    """Refuse a list that is longer than any diary has.

    Raises:
        ValidationError: it is.
    """
    if len(values) > MOST:
        raise ValidationError(where, f"{where} has more than {MOST:,} entries; split it in parts.")


@contextmanager
def standing_at(where: str) -> Iterator[None]:
    """Say where in the file stands what a record refuses, unless that is said already."""
    try:
        yield
    except ValidationError as problem:
        if problem.field.startswith(where):
            raise
        raise ValidationError(where, f"{where}: {problem}") from None


def as_object(value: object, where: str) -> Mapping[str, object]:
    """Read an object."""
    if isinstance(value, dict):
        return value
    raise ValidationError(where, f"{where} is not an object in braces.")


def as_list(value: object, where: str) -> list[object]:
    """Read an array."""
    if isinstance(value, list):
        return value
    raise ValidationError(where, f"{where} is not a list in square brackets.")


def as_text(value: object, where: str) -> str:
    """Read a text."""
    if isinstance(value, str):
        return value
    raise ValidationError(where, f"{where} is not a text in quotes.")


def as_number(value: object, where: str) -> Number:
    """Read a number; `true` and 1e999 are none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValidationError(where, f"{where} is not a number; write it as 7 or 6.5.")


def as_whole(value: object, where: str) -> int:
    """Read a whole number, written 2 or 2.0."""
    number = as_number(value, where)
    if number == int(number):
        return int(number)
    raise ValidationError(where, f"{where} is not a whole number.")


def as_flag(value: object, where: str) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise ValidationError(where, f"{where} is neither true nor false.")


def shown(key: str) -> str:
    """Return a key of the file fit to print: no control characters, not endless."""
    return "".join(c if c.isprintable() else "?" for c in key[:40])


def parsed(text: str) -> object:
    """Return the values that a JSON text holds.

    Raises:
        ValidationError: it is not JSON, nested beyond reason, says a key twice, or holds NaN.
    """
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ValidationError("file", f"The file is not JSON; it goes wrong at {where}.") from None
    except RecursionError:
        raise ValidationError("file", "The file is nested too deeply to be read.") from None
    except ValidationError:
        raise
    except ValueError:
        raise ValidationError("file", "The file holds a number of thousands of digits.") from None


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
    raise ValidationError("file", f"The key {shown(twice)} appears twice in one object.")


def _no_number(word: str) -> NoReturn:
    raise ValidationError("file", f"{word} is not a number that a diary can hold.")
