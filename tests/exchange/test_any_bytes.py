"""Any bytes, read by every reader: a value or one sentence. The long form is a campaign."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaigns.readers import EMPTY, NOW, READERS
from tests.campaigns.seeds import seeds
from tests.cases import each
from tests.exchange.reading import FIELDS
from tracker.exchange import json, table
from tracker.exchange.files import read_file
from tracker.records import ValidationError

edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=6)), max_size=4)


@pytest.mark.sweep
@settings(max_examples=60)
@given(
    st.sampled_from(sorted(READERS)), st.deferred(lambda: st.sampled_from(sorted(seeds()))), edits
)
def test_a_file_changed_anywhere_is_read_or_refused_with_a_sentence(
    reader: str, seed: str, edits: list[tuple[float, int, bytes]]
) -> None:
    data = seeds()[seed]
    for where, cut, put in edits:
        first = int(where * len(data))
        data = data[:first] + put + data[first + cut :]
    READERS[reader](data)


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_sentence(reader: str, data: bytes) -> None:
    READERS[reader](data)


LONG, LONGER = "9" * 400, "9" * 5_000
"""More digits than a float holds, and than Python reads as a whole number."""

UNUSUAL = {
    "a range beyond all numbers": ("csv", f"day,Mood (0-{LONG})\n2026-11-20,5\n"),
    "an end beyond all numbers": ("csv", f"day,Mood (0 = worst {LONG} = best)\n2026-11-20,5\n"),
    "a step beyond all numbers": ("csv", f"day,Calm (0-10 step {LONG})\n2026-11-20,5\n"),
    "a row number without an end": ("csv", f"n,day,mood\n{LONGER},2026-11-20,5\n0,2026-11-21,5\n"),
    "a code without an end": (
        "fhir",
        '{"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "phq-9",'
        ' "authored": "2026-11-20", "item": [{"linkId": "1", "answer": [{"valueCoding":'
        f' {{"code": "{LONGER}"}}}}]}}]}}',
    ),
    "a tag that is a list": (
        "daylio",
        '{"customMoods": [{"id": 1, "mood_group_id": 1}], "dayEntries":'
        ' [{"year": 2026, "month": 10, "day": 20, "mood": 1, "tags": [[1]]}]}',
    ),
}


@each("what", UNUSUAL)
def test_what_no_program_writes_is_read_or_refused_with_a_sentence(what: str) -> None:
    reader, text = UNUSUAL[what]
    READERS[reader](text.encode())


def refusal(data: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        read_file(BytesIO(data), name="-", diary=EMPTY, now=NOW)
    assert refused.value.field in FIELDS | {"check_ins"}
    return str(refused.value)


def zipped(name: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr(name, seeds()["daylio.csv"])
    return content.getvalue()


FORGED: dict[str, Callable[[], bytes]] = {
    "it begins before its beginning": lambda: zipped("x.csv")[:4] + zipped("x.csv")[30:],
    "a name is none": lambda: zipped("Zx.csv").replace(b"Zx", b"\0x"),
    "a name is not the UTF-8 it says it is": lambda: zipped("ä.csv").replace(b"\xc3", b"\xff"),
    "it is packed as no app packs": lambda: zipped("x.csv", zipfile.ZIP_BZIP2),
}


@each("forged", FORGED)
def test_a_forged_zip_is_refused_with_a_sentence(forged: str) -> None:
    assert refusal(FORGED[forged]()).startswith("The ZIP file ")


def test_apples_export_is_read_whatever_encoding_it_declares() -> None:
    strange = seeds()["export.xml"].replace(b"UTF-8", b"UTF-none")
    assert read_file(BytesIO(strange), name="-", diary=EMPTY, now=NOW).diary.check_ins


def test_a_table_longer_than_any_diary_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 2)
    assert "more than 2 rows" in refusal(b"day,mood\n" + b"2026-01-01,5\n" * 3)


def test_a_list_longer_than_any_diary_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json, "MAX_OBJECTS", 2)
    many = b'{"format": "tracker-diary", "version": 1, "check_ins": [{}, {}, {}]}'
    assert "more than 2 entries" in refusal(many)
