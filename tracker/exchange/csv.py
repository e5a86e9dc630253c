"""Tables: one kind of record written as CSV, and any table read, from CSV or a spreadsheet.

The columns are those of `check_in_table` and `record_tables`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from io import StringIO
from typing import BinaryIO

from tracker.exchange.cells import escape_formula
from tracker.exchange.check_in_table import check_in_rows, read_check_ins
from tracker.exchange.files import read_tables
from tracker.exchange.headings import has_day_column, own_kind
from tracker.exchange.record_headings import names_the_day
from tracker.exchange.record_tables import read_records, record_rows
from tracker.exchange.result import ImportContext, ImportResult, Kind
from tracker.exchange.table import Table, normalise_heading
from tracker.records import Diary, ValidationError
from tracker.records.format import format_number


def write(
    diary: Diary,
    *,
    exported_at: datetime,
    kind: Kind = "check-ins",
    delimiter: str = ",",
    decimal: str = ".",
) -> bytes:
    """Return one kind of record as a table; `exported_at` is unused, every writer takes it."""
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


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Read a table of check-ins and questionnaires, or of another kind of record.

    Tracker's own workbook has a table of each kind: all of them are read, or only that of the
    kind in the options. NeedsAnswerError where a column or its dates may mean several things.
    """
    options = context.options
    mapped = set(map(normalise_heading, options.mapping))

    def is_header(cells: Sequence[str]) -> bool:
        known = own_kind(cells) or (options.kind and names_the_day(cells, options.kind))
        stated = mapped & set(map(normalise_heading, cells))
        return has_day_column(cells) or bool(known or stated)

    tables = read_tables(file, options, is_header)
    results = [_read_table(table, context) for table in tables]
    if len(results) == 1:
        return results[0]
    # Our own workbook needs no questions, so there are no answers to save.
    return context.result(
        [record for result in results for record in result.diary.records],
        (measure for result in results for measure in result.new_measures),
        bad_rows=tuple(
            replace(bad, sheet=table.sheet)
            for table, result in zip(tables, results, strict=True)
            for bad in result.bad_rows
        ),
        mapping=tuple(sentence for result in results for sentence in result.mapping),
        remarks=tuple(remark for result in results for remark in result.remarks),
        not_read=tuple(dict.fromkeys(part for result in results for part in result.not_read)),
    )


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
    return read_check_ins(table, context)
