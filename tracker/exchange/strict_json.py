"""Reads JSON strictly: no key twice in one object, no NaN, no depth or number without bounds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, NoReturn

from tracker.exchange.encoding import decode_unicode
from tracker.records import ValidationError


def parse_json(data: bytes) -> object:
    """Return the values of a JSON file.

    Raises:
        ValidationError: it is not JSON, nested too deeply, repeats a key, or has NaN.
    """
    text = decode_unicode(data)
    try:
        return json.loads(
            text, object_pairs_hook=_reject_duplicate_keys, parse_constant=_reject_constant
        )
    except json.JSONDecodeError as error:
        if text.lstrip("\ufeff \t\r\n").startswith("<"):
            sentence = "The file is XML or a web page; ask for it in JSON."
            raise ValidationError("file", sentence) from None
        where = f"line {error.lineno}, column {error.colno}"
        raise ValidationError("file", f"The file is not JSON; the error is at {where}.") from None
    except RecursionError:
        raise ValidationError("file", "The file is nested too deeply to be read.") from None
    except ValidationError:
        raise
    except ValueError:
        raise ValidationError("file", "The file has a number with thousands of digits.") from None


def as_object(values: object, path: str = "") -> dict[str, Any]:
    """Return an object of the file.

    Raises:
        ValidationError: it is anything else; `path` is its place.
    """
    if isinstance(values, dict):
        return values
    where = path or "The file"
    raise ValidationError(where, f"{where} is not an object in braces.")


def _reject_duplicate_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
    shown = "".join(c if c.isprintable() else "?" for c in twice[:40])
    raise ValidationError("file", f"The key {shown} appears twice in one object.")


def _reject_constant(word: str) -> NoReturn:
    raise ValidationError("file", f"{word} is not a number that a diary can hold.")
