"""Check-ins as a table: one row each, one column a measure, for spreadsheets and other programs.

Infusions, events and questionnaires have no place in it; the JSON export has everything.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, time, tzinfo
from io import StringIO
from typing import BinaryIO

from tracker.exchange.column_map import map_name, read_mapped
from tracker.exchange.csv_cells import clock_of, guarded, plain
from tracker.exchange.csv_columns import FIELDS, columns_of, heading, is_ours, names_a_day
from tracker.exchange.csv_rows import Rows
from tracker.exchange.decoding import text_of
from tracker.exchange.incoming import BadRow, Choices, Incoming, fresh_ids
from tracker.exchange.reading import whole
from tracker.exchange.table import Line, table_of
from tracker.records import CheckIn, Diary, Measure, ValidationError


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
        ValidationError: the file is no text in UTF-8, or its first line does not name the columns.
    """
    table = table_of(text_of(data), names_a_day)
    columns = columns_of(table.header, table.filled, known.measures)
    starts_at, comma = known.settings.day_starts_at, table.delimiter != ","
    rows = Rows(columns, starts_at, zone, now, decimal_comma=comma)
    fresh = fresh_ids(now, len(table.lines))
    read = [_check_in(line, rows, next(fresh)) for line in table.lines]
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


def read_foreign(
    file: BinaryIO,
    *,
    choices: Choices,
    known: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> Incoming:
    """Read a table as ours where it is one, else by what the person says about its columns.

    Raises:
        NeedsAnswerError: it is not known which column is what.
        ValidationError: the file is no table.
    """
    data = whole(file)
    table = table_of(text_of(data), names_a_day)
    said = choices.about(map_name(table.header))
    if is_ours(table) and not (said or choices.date_format):
        return read(data, known=known, now=now, zone=zone)
    return read_mapped(table, said, choices.date_format, known=known, now=now, zone=zone)


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


def _check_in(line: Line | BadRow, rows: Rows, own_id: str) -> CheckIn | BadRow:
    if isinstance(line, BadRow):
        return line
    try:
        return rows.check_in(line.cells, own_id)
    except ValidationError as problem:
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
