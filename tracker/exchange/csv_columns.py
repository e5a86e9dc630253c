"""Which column of a CSV file holds what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.exchange.dates import is_written_otherwise
from tracker.exchange.table import Line, Table
from tracker.records import Measure, ValidationError, measure_for, measure_key

FIELDS: Final = ("day", "time", "offset", "recorded_at", "note")
"""What a file that tracker writes has before the measures."""

_DAY_NAMES: Final = {"day", "date"}
_MEANS: Final = {**{name: name for name in FIELDS}, "date": "day", "notes": "note"}
_RATING: Final = "rating:"
"""Before the key of a measure that is called as one of the fields is."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field and each measure stands, counted from 0."""

    fields: dict[str, int]
    measures: dict[int, Measure]
    civil: bool
    """Headed `date`: a time belongs to that calendar date, even one after midnight."""
    width: int


def heading(measure: Measure) -> str:
    """Return how a measure's column is headed: its key, so that it is found again."""
    return _RATING + measure.key if measure.key in _MEANS else measure.key


def names_a_day(headings: Sequence[str]) -> bool:
    """Whether a line may be the header of a diary."""
    return bool(_DAY_NAMES & set(map(measure_key, headings)))


def is_ours(table: Table) -> bool:
    """Whether a table can be read without a question: a column day, the first row's as 2026-03-14.

    A table without a row counts too, so that what is wrong with its header is said as ever.
    """
    if not names_a_day(table.header):
        return False
    place = next(n for n, name in enumerate(table.header) if measure_key(name) in _DAY_NAMES)
    first = next((line.cells for line in table.lines if isinstance(line, Line)), [])
    return len(first) <= place or not is_written_otherwise(first[place])


def columns_of(
    headings: Sequence[str], filled: Collection[int], known: Sequence[Measure]
) -> Columns:
    """Say what each column holds; one without a single value holds nothing.

    Raises:
        ValidationError: no column is the day, two are the same, or one has values and no name.
    """
    if not names_a_day(headings):
        raise ValidationError(
            "header", "The first line names no column day; write it as day,time,mood."
        )
    meanings = [_MEANS.get(measure_key(name)) for name in headings]
    measures = {
        n: _measure(name.strip(), n, known)
        for n, name in enumerate(headings)
        if n in filled and not meanings[n]
    }
    _check_single(name.strip().casefold() for name in headings if name.strip())
    _check_single(name for name in meanings if name)
    _check_single(measure.key for measure in measures.values())
    places = {name: n for n, name in enumerate(meanings) if name}
    civil = measure_key(headings[places["day"]]) == "date"
    return Columns(places, measures, civil, len(headings))


def _measure(name: str, n: int, known: Sequence[Measure]) -> Measure:
    if not name:
        raise ValidationError(
            "header", f"Column {n + 1} has values and no name; name it in line 1."
        )
    word = name.removeprefix(_RATING).casefold()
    by_key = {measure.key: measure for measure in known}
    by_label = {measure.label.casefold(): measure for measure in known}
    return by_key.get(word) or by_label.get(word) or _usual(name, n, by_key)


def _usual(name: str, n: int, by_key: Mapping[str, Measure]) -> Measure:
    try:
        usual = measure_for(name)
    except ValidationError:
        sentence = f"Column {n + 1} cannot be named so; call it by a word of a few letters."
        raise ValidationError("header", sentence) from None
    return by_key.get(usual.key, usual)


def _check_single(names: Iterable[str]) -> None:
    if repeated := [name for name, times in Counter(names).items() if times > 1]:
        raise ValidationError("header", f"Two columns are {repeated[0]}; leave one out.")
