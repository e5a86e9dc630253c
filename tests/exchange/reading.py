"""Files read as `import` reads them, without a command."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from io import BytesIO
from typing import Any

import pytest

from tracker.exchange.files import read_file
from tracker.exchange.result import ImportOptions, ImportResult
from tracker.records import CheckIn, Diary, ValidationError

FIELDS = {
    "answer", "answers", "authored", "day", "decimal", "encoding", "file", "format", "header",
    "invented", "item", "kind", "map", "measures", "mood", "offset", "recorded_at",
    "row", "self_harm_item", "status", "time", "title", "total", "version", "date-format",
}  # fmt: skip
"""The fields of refusals; the exit code of the command depends on them."""

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SUMMER = timezone(timedelta(hours=2))


def take(
    data: str | bytes,
    mapping: dict[str, str] | None = None,
    diary: Diary | None = None,
    *,
    name: str = "x.csv",
    form: str | None = None,
    zone: tzinfo | None = SUMMER,
    **options: Any,
) -> ImportResult:
    """Read a file beside a diary, an empty one unless another is named."""
    result = read_file(
        BytesIO(data.encode() if isinstance(data, str) else data),
        name=name,
        format_name=form,
        options=ImportOptions(mapping=mapping or {}, **options),
        diary=diary or Diary(),
        now=NOW,
        zone=zone,
    )
    reasons = [bad.reason for bad in result.bad_rows]
    for sentence in (*reasons, *result.remarks, *result.mapping):
        assert sentence.endswith("."), sentence
        assert begins_with_a_word(sentence), sentence
    return result


def begins_with_a_word(sentence: str) -> bool:
    """Return whether a sentence does not begin with a wrong capital, as in “ATime”."""
    return not re.match(r"[A-Z]{2,}[a-z]", sentence)


def check_ins(result: ImportResult) -> tuple[CheckIn, ...]:
    """Return the check-ins of a file without a bad row."""
    assert result.bad_rows == ()
    return result.diary.check_ins


def days(result: ImportResult) -> list[str]:
    """Return the days of the check-ins of a file without a bad row."""
    return [check_in.day.isoformat() for check_in in check_ins(result)]


def refusal(data: str | bytes, mapping: dict[str, str] | None = None, **more: Any) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(ValidationError) as refused:
        take(data, mapping, **more)
    assert refused.value.field in FIELDS
    sentence = str(refused.value)
    assert sentence.endswith((".", "?")), sentence
    assert "\n" not in sentence
    assert begins_with_a_word(sentence), sentence
    return sentence
