"""Check-ins as a table: one row each, one column a measure, for spreadsheets and other programs.

Infusions, events and questionnaires have no place in it; the JSON export has everything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from io import StringIO
from typing import Final

from tracker.exchange.csv_cells import clock_of, guarded, plain
from tracker.exchange.csv_columns import FIELDS, Columns, columns_of, heading, names_a_day
from tracker.exchange.csv_rows import Rows
from tracker.exchange.decoding import text_of
from tracker.exchange.incoming import BadRow, Incoming, fresh_ids
from tracker.records import CheckIn, Diary, Measure, Problem

_DELIMITERS: Final = (",", ";", "\t")
_BROKEN: Final = "A quotation mark is not closed or stands inside a cell, or the cell has no end."


def write(diary: Diary, *, exported_at: datetime) -> bytes:
    """Return the check-ins; the moment of the export has no column."""
    starts_at = diary.settings.day_starts_at
    table = StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow((*FIELDS, *map(heading, diary.measures)))
    writer.writerows(_cells(c, diary.measures, starts_at) for c in diary.check_ins)
    return table.getvalue().encode()


def read(
    data: bytes,
    *,
    known: Diary,
    now: datetime,
    skip_bad: bool = False,
    zone: tzinfo | None = None,
) -> Incoming:
    """Return the check-ins of the rows, and each row that is none, whatever `skip_bad` says.

    A row that repeats an earlier one to the second has its id, so that `join` takes it once.

    Raises:
        Problem: the file is no text in UTF-8, or its first line does not name the columns.
    """
    header, *lines = list(_lines(text_of(data))) or [_Line(1, [])]
    columns = _columns(header, lines, known)
    rows = Rows(columns, known.settings.day_starts_at, zone, now)
    fresh = fresh_ids(now, len(lines))
    read = [_check_in(line, rows, next(fresh)) for line in lines]
    here = {measure.key for measure in known.measures}
    new_measures = tuple(m for m in columns.measures.values() if m.key not in here)
    return Incoming(
        diary=Diary(
            settings=known.settings,
            measures=known.measures + new_measures,
            check_ins=_repeated_under_one_id([c for c in read if isinstance(c, CheckIn)]),
        ),
        new_measures=new_measures,
        bad_rows=tuple(row for row in read if isinstance(row, BadRow)),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]


def _cells(check_in: CheckIn, measures: tuple[Measure, ...], starts_at: time) -> list[str]:
    at, recorded_at = check_in.at, check_in.recorded_at
    values = {rating.measure: rating.value for rating in check_in.ratings}
    return [
        check_in.day.isoformat(),
        clock_of(at, check_in.day, starts_at) if at else "",
        at.isoformat()[-6:] if at else "",
        recorded_at.isoformat() if recorded_at else "",
        guarded(check_in.note or ""),
        *(plain(values.get(measure.key)) for measure in measures),
    ]


def _lines(text: str) -> Iterator[_Line | BadRow]:
    """Yield what is not blank with the number of its first line; a note may span several."""
    # No note reaches the module's limit of 131,072 characters a cell.
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(number, _BROKEN)
        else:
            if any(cell.strip() for cell in cells):
                yield _Line(number, cells)


def _delimiter(text: str) -> str:
    first = next(line for line in StringIO(text, newline=None) if line.strip())[:10_000]
    split = {mark: next(csv.reader([first], delimiter=mark)) for mark in _DELIMITERS}
    return next((mark for mark, names in split.items() if names_a_day(names)), ",")


def _columns(header: _Line | BadRow, lines: list[_Line | BadRow], known: Diary) -> Columns:
    if isinstance(header, BadRow):
        raise Problem("header", f"The first line was not understood. {header.reason}")
    rows = (line.cells for line in lines if isinstance(line, _Line))
    filled = {n for cells in rows for n, cell in enumerate(cells) if cell.strip()}
    return columns_of(header.cells, filled, known.measures)


def _check_in(line: _Line | BadRow, rows: Rows, own_id: str) -> CheckIn | BadRow:
    if isinstance(line, BadRow):
        return line
    try:
        return rows.check_in(line.cells, own_id)
    except Problem as problem:
        return BadRow(line.number, str(problem))


def _repeated_under_one_id(check_ins: list[CheckIn]) -> tuple[CheckIn, ...]:
    ids: dict[object, str] = {}
    firsts = [ids.setdefault(_moment(check_in), check_in.id) for check_in in check_ins]
    return tuple(
        check_in if check_in.id == first else replace(check_in, id=first)
        for check_in, first in zip(check_ins, firsts, strict=True)
    )


def _moment(check_in: CheckIn) -> object:
    # Two rows without a time may be two moments of one day: each is its own.
    if check_in.at is None:
        return check_in.id
    return check_in.at, check_in.recorded_at, check_in.day, check_in.ratings, check_in.note
