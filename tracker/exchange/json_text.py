"""The text of a JSON file as plain values, strictly: each key once, every number finite."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NoReturn

from tracker.exchange.json_fields import shown
from tracker.records import ValidationError


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
    raise ValidationError("file", f"The key {shown(twice)} stands twice in one object of the file.")


def _no_number(word: str) -> NoReturn:
    raise ValidationError("file", f"{word} is not a number that a diary can hold.")
