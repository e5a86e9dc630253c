"""What the readers of other apps share: their tables, and entries that become check-ins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import BinaryIO, Final

from tracker.exchange.cells import rescale
from tracker.exchange.dates import parse_moment, with_offset
from tracker.exchange.files import read_tables
from tracker.exchange.result import BadRow, ImportContext, ImportResult, SavedAnswers, count_unread
from tracker.exchange.table import Table, read_rows
from tracker.records import CheckIn, Measure, Number, Rating, ValidationError, measure_key
from tracker.records.day import reject_future
from tracker.records.format import format_list, plain_line

_WEEKDAYS: Final = (
    ("monday", "montag", "lundi", "lunes", "lunedì", "maandag", "poniedziałek"),
    ("tuesday", "dienstag", "mardi", "martes", "martedì", "dinsdag", "wtorek"),
    ("wednesday", "mittwoch", "mercredi", "miércoles", "mercoledì", "woensdag", "środa"),
    ("thursday", "donnerstag", "jeudi", "jueves", "giovedì", "donderdag", "czwartek"),
    ("friday", "freitag", "vendredi", "viernes", "venerdì", "vrijdag", "piątek"),
    ("saturday", "samstag", "samedi", "sábado", "sabato", "zaterdag", "sobota"),
    ("sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag", "niedziela"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """One entry of a file."""

    number: int
    """The line where it begins."""
    day: date
    at: datetime | None = None
    """Local time; without an offset it is in the zone of the import."""
    ratings: tuple[Rating, ...] = ()
    note: str | None = None
    part: int = 0
    """Which part of the day, where a file has that and no time; it orders the entries."""

    @property
    def identity(self) -> tuple[str, str, int]:
        """What identifies the entry in the next export of the same app."""
        local = self.at.replace(tzinfo=None).isoformat() if self.at else ""
        return self.day.isoformat(), local, self.part


def read_app_table(file: BinaryIO, context: ImportContext, app: str, *headings: str) -> Table:
    """Return the table of an app, whose header has at least these headings.

    Raises:
        ValidationError: the file has another table, or none.
    """
    wanted = set(map(measure_key, headings))

    def is_header(cells: Iterable[str]) -> bool:
        return wanted <= set(map(measure_key, cells))

    (table, *_) = read_tables(file, context.options, is_header)
    if is_header(table.header):
        return table
    sentence = f"The file is not from {app}: it has no columns {format_list(headings)}."
    raise ValidationError("header", sentence)


def date_fits(table: Table, *columns: str) -> Callable[[int, date], bool]:
    """Return whether a date fits the rest of its line, where an app writes each date twice.

    A spreadsheet in between may have changed how the first is written. The second, in one of the
    columns, is whole, lacks its year (June 7), or is the name of a weekday.
    """
    places = [table.keys.index(column) for column in columns if column in table.keys]
    lines = {line.number: line.cells for line in table.rows}

    def fits(line: int, day: date) -> bool:
        for cell in (lines[line][n].strip() for n in places if n < len(lines[line])):
            for text in (cell, f"{cell} {day.year}"):
                try:
                    return parse_moment(text, "d/m/y").day == day
                except ValidationError:
                    continue
            for weekday, names in enumerate(_WEEKDAYS):
                if cell.casefold() in names:
                    return day.weekday() == weekday
        return True

    return fits


def app_result(
    name: str,
    context: ImportContext,
    entries: Iterable[ParsedEntry | BadRow],
    *,
    table: Table | None = None,
    not_read: Mapping[str, int],
    answers: Mapping[str, str] | None = None,
    measures: Iterable[Measure],
    mapping: Iterable[str] = (),
) -> ImportResult:
    """Return the entries of an app as check-ins, each under the id it has in every export.

    The name begins the ids. Of the table its remarks are passed on; the next such file needs no
    answers. The other values are those of an `ImportResult`.
    """
    entries = list(entries)
    counts = Counter(e.identity for e in entries if isinstance(e, ParsedEntry))
    new_ids = context.new_ids(len(entries))

    def check_in(entry: ParsedEntry) -> CheckIn:
        record_id = next(new_ids)
        # Two entries of the same moment differ only by their content, which matching compares.
        if counts[entry.identity] == 1:
            digest = sha256(repr((name, *entry.identity)).encode()).hexdigest()
            record_id = f"{name}-{entry.day:%Y%m%d}-{entry.part}-{digest[:12]}"
        at = with_offset(entry.at, context.zone) if entry.at else None
        day = reject_future("day", entry.day, context.latest_day(at))
        return CheckIn(
            id=record_id, day=day, at=at, recorded_at=at, ratings=entry.ratings, note=entry.note
        )

    rows = read_rows(entries, check_in)
    return context.result(
        sorted(rows, key=lambda row: row.line if isinstance(row, BadRow) else 0),
        measures,
        mapping=tuple(mapping),
        remarks=table.remarks if table else (),
        not_read=(*count_unread(not_read), *(table.not_read if table else ())),
        answers=SavedAnswers(name, answers or {}),
    )


def rate_both(value: Number, source: Measure, target: Measure) -> tuple[Rating, Rating]:
    """Return the original rating and the rescaled one."""
    return source.rate(value), rescale(value, source, target)


def list_tags(heading: str, tags: Iterable[str]) -> str:
    """Return tags as a line of a note, "" for none: Activities: walk, friends."""
    joined = ", ".join(filter(None, map(plain_line, tags)))
    return f"{heading}: {joined}" if joined else ""
