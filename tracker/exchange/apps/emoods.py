"""The export of eMoods: a ZIP with entry.csv in it, one row a day.

Known columns: `DATE (YYYY-MM-DD)`, `DEPRESSED`, `ELEVATED`, `IRRITABILITY`, `ANXIETY`, 1 to 4 for
none to severe and taken as 0 to 3, `SLEEP` in hours, `NOTE`. There is no single mood in it, and
none is made up: depressed and elevated are two measures, and a day can be both. All four are kept
as measures of their own, because none to severe in four steps is not our 0–10. Other columns
(weight, therapy, psychotic symptoms) are named and not read: how they are coded is not known, and
in the known ones a 1 means none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import BinaryIO, Final

from tracker.exchange.apps.common import (
    ImportSource,
    ParsedEntry,
    as_inactive,
    latest_day,
    number_in,
)
from tracker.exchange.dates import Order, find_order, parse_moment, parse_order
from tracker.exchange.files import read_table
from tracker.exchange.result import BadRow, ImportOptions, ImportResult
from tracker.exchange.table import Line, Table
from tracker.records import Diary, Measure, Rating, ValidationError, known_measure, measure_key

NAME: Final = "emoods"

_DAY: Final = "date_yyyy_mm_dd"
_NOT_SAID: Final = frozenset({_DAY, "id", "note"})


def _severity(name: str, label: str) -> Measure:
    return as_inactive(
        Measure(
            key=f"{NAME}_{name}",
            label=f"{label} in eMoods",
            high=3,
            better="lower",
            low_label="none",
            high_label="severe",
        )
    )


_SEVERITIES: Final = {
    "depressed": _severity("depressed", "Depressed"),
    "elevated": _severity("elevated", "Elevated"),
    "irritability": _severity("irritability", "Irritability"),
    "anxiety": _severity("anxiety", "Anxiety"),
}


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Return the days of entry.csv; there is nothing to choose.

    Raises:
        ValidationError: the file is no table of eMoods.
    """
    table = read_table(file, options, is_emoods)
    if not is_emoods(table.header):
        sentence = "The file is not entry.csv of eMoods: it has no column DATE (YYYY-MM-DD)."
        raise ValidationError("header", sentence)
    source = ImportSource(name=NAME, diary=diary, now=now, zone=zone)
    rows = _Rows(source, table, _date_order(table, options, now))
    return source.result(
        map(rows.entry, table.lines),
        rows.measures.values(),
        mapping=rows.describe(),
        not_read=rows.beside(),
        remarks=table.remarks,
    )


def is_emoods(headings: Iterable[str]) -> bool:
    """Whether a line may be the header of entry.csv."""
    keys = set(map(measure_key, headings))
    return _DAY in keys and bool(keys & (_SEVERITIES.keys() | {"sleep"}))


def _date_order(table: Table, options: ImportOptions, now: datetime) -> Order:
    """Return how the days are written: a spreadsheet in between may have changed them."""
    if options.date_format:
        return parse_order(options.date_format)
    place = table.keys.index(_DAY)
    cells = ((line.number, line.cells[place]) for line in table.rows if len(line.cells) > place)
    return find_order(cells, table.header[place], latest_day(now))


class _Rows:
    """The rows by the names of their columns."""

    def __init__(self, source: ImportSource, table: Table, order: Order) -> None:
        self._table, self._order = table, order
        self._keys = [measure_key(name) for name in table.header]
        sleep = known_measure("sleep")
        there = _SEVERITIES | ({"sleep": sleep} if sleep else {})
        self.measures = {key: source.measure(there[key]) for key in self._keys if key in there}

    def entry(self, line: Line | BadRow) -> ParsedEntry | BadRow:
        """Read one day."""
        if isinstance(line, BadRow):
            return line
        try:
            cells = self._table.named(line)
            rated = [key for key in cells if key in self.measures and cells[key]]
            return ParsedEntry(
                line=line.number,
                day=parse_moment(cells.get(_DAY, ""), self._order).day,
                ratings=tuple(self._rating(key, cells[key]) for key in rated),
                note=cells.get("note"),
            )
        except ValidationError as problem:
            return BadRow(line.number, str(problem))

    def describe(self) -> list[str]:
        """How the four become ours."""
        if not _SEVERITIES.keys() & self.measures.keys():
            return []
        return ["In eMoods 1 to 4 is none to severe; it becomes 0 to 3, 0 best. No mood is made."]

    def beside(self) -> Counter[str]:
        """How many cells stand in columns that are not read."""
        counts: Counter[str] = Counter()
        for line in self._table.lines:
            if isinstance(line, Line):
                rows = zip(self._table.header, self._keys, line.cells, strict=False)
                counts.update(name for name, key, cell in rows if cell.strip() and self._out(key))
        return counts

    def _out(self, key: str) -> bool:
        return key not in self.measures and key not in _NOT_SAID

    def _rating(self, key: str, cell: str) -> Rating:
        measure = self.measures[key]
        if key in _SEVERITIES:
            return measure.rate(number_in(cell, 1, 4, key.upper()) - 1)
        value = number_in(cell, measure.low, measure.high, key.upper())
        return measure.rate(round(round(value / measure.step) * measure.step, 9))
