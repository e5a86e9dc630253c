"""Check-ins as a table: one row each, one column a measure, for spreadsheets and other programs.

What we write and what anyone else writes is read in one way: each column by what it is (see
`columns`), each row by its columns. Tables of infusions, medicines, events and questionnaires are
in `record_tables`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from hashlib import sha256
from io import StringIO
from typing import BinaryIO

from tracker.exchange.apps.common import latest_day
from tracker.exchange.columns import column_meanings
from tracker.exchange.dates import Order, find_order, parse_order
from tracker.exchange.files import read_table
from tracker.exchange.formulas import escape_formula
from tracker.exchange.headings import FIELDS, Meaning, heading_for, names_a_day
from tracker.exchange.result import ImportOptions, ImportResult, Kind, SavedAnswers
from tracker.exchange.table import Table
from tracker.exchange.table_rows import TableRows
from tracker.records import Diary, Number, ValidationError
from tracker.records.day import DAY_STARTS_AT


def write(
    diary: Diary,
    *,
    exported_at: datetime,
    kind: Kind = "check-ins",
    delimiter: str = ",",
    decimal: str = ".",
) -> bytes:
    """Return the records of one kind as a table; the moment of the export has no column.

    Args:
        diary: what to write.
        exported_at: not written.
        kind: which records.
        delimiter: the mark between the cells.
        decimal: the mark before the decimals, as the spreadsheet's country has it.

    Raises:
        ValidationError: the two marks are one.
    """
    if delimiter == decimal:
        raise ValidationError("decimal", "The decimal mark cannot be the mark between the cells.")
    if kind == "check-ins":
        rows = check_in_rows(diary)
    else:
        from tracker.exchange.record_tables import record_rows

        rows = record_rows(diary, kind)
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([_cell(value, decimal) for value in row] for row in rows)
    return text.getvalue().encode()


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Read a table of check-ins and questionnaires, or of another kind of record.

    A row that repeats an earlier one to the second has its id, so that it is taken once.

    Raises:
        NeedsAnswerError: it is not known which column is what, or how its dates are written.
        ValidationError: the file is no table.
    """
    said_names = {" ".join(name.casefold().split()) for name in options.mapping}

    def is_header(cells: Sequence[str]) -> bool:
        named = {" ".join(cell.casefold().split()) for cell in cells}
        return names_a_day(cells) or bool(named & said_names)

    table = read_table(file, options, is_header)
    kind = options.kind or _kind_of(table)
    if kind != "check-ins":
        from tracker.exchange.record_tables import read_records

        return read_records(table, kind, options=options, diary=diary, now=now)
    answers = options.about(map_name(table.header))
    meanings, unread = column_meanings(table, answers, options, diary)
    order = _date_order(table, meanings, options, now)
    rows = TableRows(table, meanings, order, options, diary, now, zone)
    return rows.result(unread, _to_save(table, options, meanings))


def check_in_rows(diary: Diary) -> Iterator[Sequence[object]]:
    """Yield the header and each check-in, numbers as numbers."""
    starts_at = diary.settings.day_starts_at
    yield (*FIELDS[:-1], *map(heading_for, diary.measures))
    for check_in in diary.check_ins:
        at, recorded_at = check_in.at, check_in.recorded_at
        values = {rating.measure: rating.value for rating in check_in.ratings}
        yield (
            check_in.day.isoformat(),
            _time_cell(at, check_in.day, starts_at) if at else "",
            at.isoformat()[-6:] if at else "",
            recorded_at.isoformat() if recorded_at else "",
            escape_formula(check_in.note or ""),
            *(values.get(measure.key) for measure in diary.measures),
        )


def format_number(value: Number | None) -> str:
    """Return a number with a decimal point and no exponent, as every reader takes it."""
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def map_name(headings: Sequence[str]) -> str:
    """Return the name under which what is said about such a header is kept."""
    joined = "\n".join(" ".join(name.casefold().split()) for name in headings)
    return f"csv-{sha256(joined.encode()).hexdigest()[:16]}"


def _cell(value: object, decimal: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int | float):
        return format_number(value).replace(".", decimal)
    return str(value)


def _time_cell(at: datetime, day: date, starts_at: time) -> str:
    """Return the time of day, or the date with it where the diary day does not give the date."""
    clock, days_on = at.time(), (at.date() - day).days
    # The file may be read where a day starts at another hour; the usual one has to agree too.
    first, last = min(starts_at, DAY_STARTS_AT), max(starts_at, DAY_STARTS_AT)
    if (days_on == 0 and clock >= last) or (days_on == 1 and clock < first):
        return clock.isoformat("seconds" if clock.second else "minutes")
    return at.replace(tzinfo=None).isoformat()


def _kind_of(table: Table) -> Kind:
    """Return what a table's rows are: one of our own of another kind is known by its columns."""
    keys = set(table.keys)
    if {"status", "route", "dose_mg", "side_effects"} <= keys:
        return "infusions"
    if {"kind", "title", "from", "to"} <= keys:
        return "events"
    return "assessments" if {"questionnaire", "total", "better"} <= keys else "check-ins"


def _date_order(
    table: Table, meanings: Mapping[int, Meaning], options: ImportOptions, now: datetime
) -> Order:
    if options.date_format:
        return parse_order(options.date_format)
    day, meaning = next((n, m) for n, m in meanings.items() if m.what == "day")
    if meaning.order:
        return meaning.order
    cells = ((line.number, line.cells[day]) for line in table.rows if day < len(line.cells))
    heading = table.header[day] if day < len(table.header) else "the day"
    return find_order(cells, heading, latest_day(now))


def _to_save(
    table: Table, options: ImportOptions, meanings: Mapping[int, Meaning]
) -> SavedAnswers | None:
    name = map_name(table.header)
    answers = options.about(name)
    if options.date_format:
        day = next(n for n, meaning in meanings.items() if meaning.what == "day")
        answers[table.header[day]] = f"day:{parse_order(options.date_format)}"
    return SavedAnswers(name, answers) if answers else None
