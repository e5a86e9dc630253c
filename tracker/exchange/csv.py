"""Tables: one kind of record written as CSV, and any table read, from CSV or a spreadsheet.

Of check-ins a row is one and a column a measure. A table of any other program is read in the same
way: by the meaning of each column (see `columns`). `record_tables` has the other kinds.
"""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from io import StringIO
from typing import BinaryIO

from tracker.exchange.cells import (
    cell_number,
    escape_formula,
    is_missing,
    join_notes,
    unescape_formula,
)
from tracker.exchange.column_readers import RatingColumn, questionnaire_columns
from tracker.exchange.columns import check_given_once, column_meanings
from tracker.exchange.dates import (
    Order,
    looks_like_a_date,
    parse_clock,
    parse_moment,
    parse_order,
    parse_zone,
    to_local,
    with_offset,
)
from tracker.exchange.files import read_tables
from tracker.exchange.headings import (
    OWN_FIELDS,
    SCALE,
    Meaning,
    has_day_column,
    heading_for,
    own_kind,
)
from tracker.exchange.record_headings import names_the_day
from tracker.exchange.record_tables import read_records, record_rows
from tracker.exchange.result import BadRow, ImportContext, ImportResult, Kind, SavedAnswers
from tracker.exchange.table import Line, Table, normalise_heading, read_rows, saved_name
from tracker.records import CheckIn, Diary, ValidationError, datetime_on
from tracker.records.codec import Record
from tracker.records.day import DAY_STARTS_AT, reject_future
from tracker.records.format import count, format_number, plain_line

_DAY_ZERO = re.compile(
    r"(?:1899-12-3[01]|1900-01-0[01]|3[01][./]12[./]1899|12/3[01]/1899|0?1/0?[01]/1900)[T ]"
)
"""The day from which spreadsheets count, before a time of day that has none."""


_UNSIGNED = re.compile(r"^\d{1,2}:\d{2}(?::00)?$", re.ASCII)
"""What a spreadsheet makes of the offset +01:00: a time of day."""


def write(
    diary: Diary,
    *,
    exported_at: datetime,
    kind: Kind = "check-ins",
    delimiter: str = ",",
    decimal: str = ".",
) -> bytes:
    """Return the records of one kind as a table.

    The decimal mark is that of the spreadsheet's country. `exported_at` is unused; every writer
    takes it.

    Raises:
        ValidationError: delimiter and decimal mark are the same.
    """
    if delimiter == decimal:
        raise ValidationError("decimal", "The decimal mark cannot be the delimiter.")
    rows = check_in_rows(diary) if kind == "check-ins" else record_rows(diary, kind)
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([_cell(value, decimal) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: object, decimal: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            text = format_number(value).replace("−", "-").replace(".", decimal)
            # In 5,125 the comma could separate thousands; in 5,1250 it cannot.
            return f"{text}0" if re.search(r",\d{3}$", text) else text
        case datetime():
            return value.isoformat()
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case str() if re.fullmatch(r"[+-]\d\d:\d\d", value):
            return value  # an offset from UTC, not a formula
        case _:
            return escape_formula(str(value))


def check_in_rows(diary: Diary) -> Iterator[Sequence[object]]:
    """Yield the header and each check-in, numbers as numbers."""
    starts_at = diary.settings.day_starts_at
    yield (*OWN_FIELDS, *map(heading_for, diary.measures))
    for check_in in diary.check_ins:
        at = check_in.at
        values = {rating.measure: rating.value for rating in check_in.ratings}
        yield (
            check_in.day,
            _time_cell(at, check_in.day, starts_at) if at else None,
            at.isoformat()[-6:] if at else None,  # a CheckIn has an offset of whole minutes
            check_in.recorded_at,
            check_in.note,
            *(values.get(measure.key) for measure in diary.measures),
        )


def _time_cell(at: datetime, day: date, starts_at: time) -> time | datetime:
    """Return the time of day, or date and time if the day and the time would not give the date."""
    clock, days_on = at.time(), (at.date() - day).days
    # Read with the default start of the day, whatever the reader's diary has.
    first, last = min(starts_at, DAY_STARTS_AT), max(starts_at, DAY_STARTS_AT)
    if (days_on == 0 and clock >= last) or (days_on == 1 and clock < first):
        return clock
    return at.replace(tzinfo=None)


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Read a table of check-ins and questionnaires, or of another kind of record.

    Tracker's own workbook has a table of each kind: all of them are read, or only that of the
    kind in the options.

    Raises:
        NeedsAnswerError: the meaning of a column, or how its dates are written, is not known.
        ValidationError: the file has no table, or is tracker's table of another kind.
    """
    options = context.options
    mapped = set(map(normalise_heading, options.mapping))

    def is_header(cells: Sequence[str]) -> bool:
        known = own_kind(cells) or (options.kind and names_the_day(cells, options.kind))
        stated = mapped & set(map(normalise_heading, cells))
        return has_day_column(cells) or bool(known or stated)

    tables = [_first_table(table) for table in read_tables(file, options, is_header)]
    results = [_read_table(table, context) for table in tables]
    if len(results) == 1:
        return results[0]
    # Our own workbook needs no questions, so there are no answers to save.
    rows: list[Record | BadRow] = []
    for table, result in zip(tables, results, strict=True):
        rows += result.diary.records
        rows += [replace(bad, sheet=table.sheet) for bad in result.bad_rows]
    return context.result(
        rows,
        (measure for result in results for measure in result.new_measures),
        mapping=tuple(sentence for result in results for sentence in result.mapping),
        remarks=tuple(remark for result in results for remark in result.remarks),
        not_read=tuple(dict.fromkeys(part for result in results for part in result.not_read)),
    )


def _first_table(table: Table) -> Table:
    """Return a table without what other programs append: its header again, and further tables.

    Read under the headings of the first, hours of sleep would become the mood.
    """
    if own_kind(table.header):
        return table
    header = [cell.strip() for cell in table.header]
    lines: list[Line | BadRow] = []
    for n, line in enumerate(table.lines):
        if isinstance(line, BadRow) or line.cells[0][:1].isdigit():
            lines.append(line)  # nearly every row, at once
            continue
        cells = [cell.strip() for cell in line.cells]
        if cells == header:
            continue
        is_words = sum(map(bool, cells)) > 1 and all(cell_number(cell) is None for cell in cells)
        if is_words and has_day_column(cells):
            rest = count(sum(isinstance(more, Line) for more in table.lines[n + 1 :]), "row")
            unread = f"another table from line {line.number:,} ({rest}; save it as its own file)"
            return replace(table, lines=lines, not_read=(*table.not_read, unread))
        lines.append(line)
    return replace(table, lines=lines)


def _read_table(table: Table, context: ImportContext) -> ImportResult:
    options = context.options
    own = own_kind(table.header)
    kind = options.kind or own or "check-ins"
    # Medicines are written among the events, so they may be read from a table of events.
    if own and kind != own and not options.mapping and (kind, own) != ("medications", "events"):
        raise ValidationError(
            "kind", f"The rows are {own}, as tracker writes them; leave out --kind {kind}."
        )
    if kind != "check-ins":
        return read_records(table, kind, context)
    return _CheckInTable(table, context).read()


class _CheckInTable:
    """A table of check-ins with the meaning of each column."""

    def __init__(self, table: Table, context: ImportContext) -> None:
        options, name = context.options, saved_name(table.header)
        answers = options.answers_for(name)
        meanings, self._unread = column_meanings(table, answers, context)
        places = {m.kind: n for n, m in reversed(list(meanings.items()))}  # the first of a kind
        self._day, self._time = places["day"], places.get("time")
        self._offset, self._recorded = places.get("offset"), places.get("recorded_at")
        if options.date_format:
            self._order = parse_order(options.date_format)
            answers[table.heading(self._day)] = f"day:{self._order}"
        else:
            self._order = meanings[self._day].order or table.date_order([self._day], context)
        self._answers = SavedAnswers(name, answers)
        self._table, self._context = table, context
        self._diary, self._zone = context.diary, context.zone
        # Our own table is written to be right where a day starts at the usual hour; see _time_cell.
        is_ours = own_kind(table.header) == "check-ins"
        self._starts_at = DAY_STARTS_AT if is_ours else context.diary.settings.day_starts_at
        self._width = max([len(table.header), *(n + 1 for n in meanings)])
        self._notes = [n for n, meaning in meanings.items() if meaning.kind == "note"]
        self._civil = meanings[self._day].civil  # calendar dates, not diary days
        self._ratings = {
            n: RatingColumn(m, self._heading(n), table.cells(n), context.diary)
            for n, m in meanings.items()
            if m.kind == "measure"
        }
        self._measures = [m for column in self._ratings.values() for m in column.measures]
        check_given_once(("measure", measure.key) for measure in self._measures)
        self._questionnaires = questionnaire_columns(meanings, context.options)
        self._explicit = [(self._heading(n), m) for n, m in meanings.items() if m.explicit]
        self._empty_rows = 0
        self._ids = context.new_ids(len(table.lines) * (1 + len(self._questionnaires)))

    def read(self) -> ImportResult:
        """Read every row."""
        rows: list[Record | BadRow] = []
        for row in read_rows(self._table.lines, self._read_row):
            rows += [row] if isinstance(row, BadRow) else row
        explicit = ", ".join(f"{heading[:40]} is {_describe(m)}" for heading, m in self._explicit)
        columns = [f"Columns: {explicit}."] if explicit else []
        missing = [f"{self._heading(n)[:40]} ({column.missing:,})"
                   for n, column in self._ratings.items() if column.missing]  # fmt: skip
        remarks = [f"Missing values such as NA or -99: {', '.join(missing)}."] if missing else []
        if self._empty_rows:
            remarks.append(f"{count(self._empty_rows, 'row')} without a rating or a note: skipped.")
        return self._context.result(
            self._share_ids_of_repeats(rows),
            self._measures,
            mapping=(*columns, *filter(None, (c.describe() for c in self._ratings.values()))),
            remarks=(*self._table.remarks, *remarks),
            not_read=(*self._unread, *self._table.not_read),
            answers=self._answers,
        )

    def _share_ids_of_repeats(self, rows: list[Record | BadRow]) -> list[Record | BadRow]:
        """Give identical rows of another program's table one id, so that the import keeps one.

        In our own table every row is an entry. Rows without a time are never merged.
        """
        if own_kind(self._table.header):
            return rows
        ids: dict[object, str] = {}
        return [
            replace(r, id=ids.setdefault((r.at, r.recorded_at, r.day, r.ratings, r.note), r.id))
            if isinstance(r, CheckIn) and r.at
            else r
            for r in rows
        ]

    def _read_row(self, line: Line) -> list[Record]:
        cells = self._pad(line.cells)
        ratings = tuple(
            rating
            for n, column in self._ratings.items()
            if cells[n]
            for rating in column.ratings(cells[n])
        )
        # \N is how databases write a cell without a value; any other word may be a note.
        notes = (cells[n] for n in self._notes if cells[n] != r"\N")
        note = join_notes(*map(unescape_formula, notes))
        if not (ratings or note or self._questionnaires):
            self._empty_rows += 1
            return []
        day, at = self._moment(cells)
        reject_future("day", day, self._context.latest_day(at))
        filled_in: list[Record] = [
            assessment
            for columns in self._questionnaires
            if (assessment := columns.assessment(cells, next(self._ids), day)) is not None
        ]
        if not (ratings or note):
            self._empty_rows += 0 if filled_in else 1
            return filled_in
        recorded = at
        if self._recorded is not None:
            cell = cells[self._recorded].strip()
            recorded = _parse_recorded_at(cell, self._order, self._zone) if cell else None
        check_in = CheckIn(
            id=next(self._ids), day=day, at=at, recorded_at=recorded, ratings=ratings, note=note
        )
        return [check_in, *filled_in]

    def _pad(self, cells: list[str]) -> list[str]:
        missing = self._width - len(cells)
        if missing > 0:
            return cells + [""] * missing
        if missing and any(cell.strip() for cell in cells[self._width :]):
            sentence = f"The row has {len(cells)} cells, but its header has {self._width} columns."
            raise ValidationError("row", sentence)
        return cells

    def _moment(self, cells: Sequence[str]) -> tuple[date, datetime | None]:
        """Return the diary day of a row, and its time.

        A day in a cell of its own stays that day. A date with a time in one cell, or a time in
        UTC, determines the diary day.
        """
        day, clock, offset = parse_moment(cells[self._day], self._order)
        time_text = cells[self._time].strip() if self._time is not None else ""
        zone = self._zone
        if self._offset is not None:
            zone_text = _UNSIGNED.sub(r"+\g<0>", cells[self._offset].strip())
            zone = (parse_zone(zone_text) if zone_text else None) or zone
        if time_text and not is_missing(time_text):
            return self._with_time(day, time_text, zone)
        if clock is None:
            return day, None
        if not (self._civil or offset):
            return day, with_offset(datetime_on(day, clock, self._starts_at), zone)
        at = self._to_local(datetime.combine(day, clock, tzinfo=offset), zone)
        return self._diary.day_of(at), at

    def _with_time(
        self, day: date, time_text: str, zone: tzinfo | None
    ) -> tuple[date, datetime | None]:
        time_text = _DAY_ZERO.sub("", time_text)
        is_clock = re.match(r"\d{1,2}\.\d{2}$", time_text)  # 21.05
        if looks_like_a_date(time_text) and not is_clock:
            on, clock, offset = parse_moment(time_text, self._order)
            if clock is None:
                raise ValidationError("time", "The time has a date and no time of day.")
            at = self._to_local(datetime.combine(on, clock, tzinfo=offset), zone)
            if self._offset is None and day not in (at.date(), self._diary.day_of(at)):
                raise ValidationError(
                    "day",
                    f"The day is {day} but the time is {at:%Y-%m-%d %H:%M}; leave one out: "
                    f"--map '{self._heading(self._day)[:40]}=-'.",
                )
            return day, at
        clock, offset, midnight_after = parse_clock(time_text)
        if offset is not None and not offset.utcoffset(None):  # UTC
            at = self._to_local(datetime.combine(day, clock, tzinfo=offset), zone)
            return self._diary.day_of(at), at
        if midnight_after or self._civil:
            local = datetime.combine(day, clock) + timedelta(days=midnight_after)
        else:
            local = datetime_on(day, clock, self._starts_at)
        return day, with_offset(local.replace(tzinfo=offset), zone)

    def _to_local(self, at: datetime, zone: tzinfo | None) -> datetime:
        return to_local(at, zone) if self._offset is None else with_offset(at, zone)

    def _heading(self, n: int) -> str:
        return plain_line(self._table.heading(n))[:80]


def _describe(meaning: Meaning) -> str:
    name = plain_line(meaning.name)[:40]
    if meaning.kind == SCALE:
        return f"item {meaning.item} of {name}" if meaning.item else f"the total of {name}"
    return name if meaning.kind == "measure" else meaning.kind


@lru_cache(4096)
def _parse_recorded_at(cell: str, order: Order, zone: tzinfo | None) -> datetime:
    with contextlib.suppress(ValueError):
        written = datetime.fromisoformat(cell)  # as we write it
        if written.tzinfo:
            return written
    day, clock, offset = parse_moment(cell, order)
    if clock is None:
        raise ValidationError("recorded_at", "recorded_at is a date without a time.")
    return with_offset(datetime.combine(day, clock, tzinfo=offset), zone)
