"""The rows of a table as check-ins and questionnaires, by what each of its columns is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from tracker.exchange.apps.common import join_notes, latest_day
from tracker.exchange.column_readers import RatedColumn, scored_columns
from tracker.exchange.columns import Unread
from tracker.exchange.dates import (
    Order,
    at_home,
    looks_like_a_date,
    parse_clock,
    parse_moment,
    parse_offset,
    with_offset,
)
from tracker.exchange.formulas import unescape_formula
from tracker.exchange.headings import SCALE, Meaning, is_missing
from tracker.exchange.result import BadRow, ImportOptions, ImportResult, SavedAnswers, fresh_ids
from tracker.exchange.table import Line, Table
from tracker.records import Assessment, CheckIn, Diary, ValidationError, datetime_on
from tracker.records.day import reject_future
from tracker.records.format import plain_line


class TableRows:
    """The rows by what each column is."""

    def __init__(
        self,
        table: Table,
        meanings: Mapping[int, Meaning],
        order: Order,
        options: ImportOptions,
        diary: Diary,
        now: datetime,
        zone: tzinfo | None,
    ) -> None:
        self._table, self._order, self._diary = table, order, diary
        self._now, self._zone, self._latest = now, zone, latest_day(now)
        self._width = max([len(table.header), *(n + 1 for n in meanings)])
        places = {m.what: n for n, m in reversed(list(meanings.items()))}
        self._day, self._time = places["day"], places.get("time")
        self._offset, self._recorded = places.get("offset"), places.get("recorded_at")
        self._notes = [n for n, meaning in meanings.items() if meaning.what == "note"]
        self._civil = meanings[self._day].civil
        self._rated = {
            n: RatedColumn(m, self._heading(n), table.cells(n), diary)
            for n, m in meanings.items()
            if m.what == "measure"
        }
        self._check_keys()
        self._scored = scored_columns(meanings, options)
        self._said = [(self._heading(n), m) for n, m in meanings.items() if m.said]
        self._empty = 0

    def result(self, unread: list[Unread], answers: SavedAnswers | None) -> ImportResult:
        """Read every row."""
        check_ins: list[CheckIn] = []
        assessments: list[Assessment] = []
        bad: list[BadRow] = []
        ids = fresh_ids(self._now, len(self._table.lines) * (1 + len(self._scored)))
        for line in self._table.lines:
            if isinstance(line, BadRow):
                bad.append(line)
                continue
            try:
                check_in, scored = self._records(line, ids)
            except ValidationError as problem:
                bad.append(BadRow(line.number, str(problem)))
                continue
            if check_in:
                check_ins.append(check_in)
            assessments += scored
        here = {measure.key for measure in self._diary.measures}
        rated = {rating.measure for check_in in check_ins for rating in check_in.ratings}
        every = {m.key: m for column in self._rated.values() for m in column.measures}
        new = tuple(m for key, m in every.items() if key not in here and key in rated)
        return ImportResult(
            diary=Diary(
                settings=self._diary.settings,
                measures=(*self._diary.measures, *new),
                check_ins=_repeated_under_one_id(check_ins),
                assessments=tuple(assessments),
            ),
            new_measures=new,
            bad_rows=tuple(bad),
            mapping=tuple(self._mapping()),
            remarks=(*self._table.remarks, *self._remarks()),
            not_read=(*map(str, unread), *self._table.not_read),
            answers=answers,
        )

    def _records(self, line: Line, ids: Iterator[str]) -> tuple[CheckIn | None, list[Assessment]]:
        cells = self._fitted(line.cells)
        ratings = tuple(
            rating
            for n, column in self._rated.items()
            if cells[n]
            for rating in column.ratings(cells[n])
        )
        note = self._note(cells)
        if not (ratings or note or self._scored):
            self._empty += 1
            return None, []
        day, at = self._moment(cells)
        reject_future("day", day, self._latest)
        scored = [
            made for s in self._scored if (made := s.assessment(cells, next(ids), day)) is not None
        ]
        if not (ratings or note):
            self._empty += not scored
            return None, scored
        recorded = self._recorded_at(cells, at)
        return (
            CheckIn(id=next(ids), day=day, at=at, recorded_at=recorded, ratings=ratings, note=note),
            scored,
        )

    def _fitted(self, cells: list[str]) -> list[str]:
        missing = self._width - len(cells)
        if missing > 0:
            return cells + [""] * missing
        if missing and any(cell.strip() for cell in cells[self._width :]):
            sentence = (
                f"The row has {len(cells)} cells, but its header names {self._width} columns."
            )
            raise ValidationError("row", sentence)
        return cells

    def _note(self, cells: Sequence[str]) -> str | None:
        if len(self._notes) == 1:
            note = unescape_formula(cells[self._notes[0]])
            return note if note.strip() else None
        return join_notes(*(unescape_formula(cells[n]) for n in self._notes))

    def _moment(self, cells: Sequence[str]) -> tuple[date, datetime | None]:
        """Return the diary day of a row, and when it was.

        A date with its time in one cell is a moment, and counts for its diary day; so does a time
        in UTC. A day in a cell of its own stays that day.
        """
        day, clock, offset = parse_moment(cells[self._day], self._order)
        written = cells[self._time].strip() if self._time is not None else ""
        zone = self._row_zone(cells)
        if written and not is_missing(written):
            return self._with_time(day, written, zone)
        if clock is None:
            return day, None
        if not (self._civil or offset):
            return day, with_offset(datetime_on(day, clock, self._starts_at), zone)
        at = self._placed(datetime.combine(day, clock, tzinfo=offset), zone)
        return self._diary.day_of(at), at

    def _with_time(
        self, day: date, written: str, zone: tzinfo | None
    ) -> tuple[date, datetime | None]:
        if looks_like_a_date(written) and not re.match(r"\d{1,2}\.\d{2}$", written):
            on, clock, offset = parse_moment(written, self._order)
            if clock is None:
                raise ValidationError("time", "The time has a date and no time of day.")
            if on.year > 1900:
                at = self._placed(datetime.combine(on, clock, tzinfo=offset), zone)
                if self._offset is None and day not in (at.date(), self._diary.day_of(at)):
                    raise ValidationError(
                        "day",
                        f"The day says {day} and the time {at:%Y-%m-%d %H:%M} here; leave one out: "
                        f"--map '{plain_line(self._heading(self._day))[:40]}=-'.",
                    )
                return day, at
            midnight_after = False  # a spreadsheet's time of day, on the day it counts from
        else:
            clock, offset, midnight_after = parse_clock(written)
        if offset is not None and not offset.utcoffset(None):
            at = self._placed(datetime.combine(day, clock, tzinfo=offset), zone)
            return self._diary.day_of(at), at
        if midnight_after or self._civil:
            wall = datetime.combine(day, clock) + timedelta(days=midnight_after)
        else:
            wall = datetime_on(day, clock, self._starts_at)
        return day, with_offset(wall.replace(tzinfo=offset), zone)

    @property
    def _starts_at(self) -> time:
        return self._diary.settings.day_starts_at

    def _placed(self, at: datetime, zone: tzinfo | None) -> datetime:
        if self._offset is not None:
            return with_offset(at, zone)
        return at_home(at, zone)

    def _row_zone(self, cells: Sequence[str]) -> tzinfo | None:
        if self._offset is None:
            return self._zone
        return parse_offset(cells[self._offset].strip()) or self._zone

    def _recorded_at(self, cells: Sequence[str], at: datetime | None) -> datetime | None:
        """Return when a row was written down: where the file does not tell, as it was rated."""
        if self._recorded is None:
            return at
        cell = cells[self._recorded].strip()
        return _recorded(cell, self._order, self._zone) if cell else None

    def _mapping(self) -> Iterator[str]:
        """Yield the whole of it in a sentence where a person had a say in it, then other scales."""
        if self._said:
            parts = (f"{plain_line(heading)[:40]} is {_named(m)}" for heading, m in self._said)
            yield f"Columns: {', '.join(parts)}."
        yield from (said for column in self._rated.values() if (said := column.describe()))

    def _remarks(self) -> Iterator[str]:
        missing = {self._heading(n): c.missing for n, c in self._rated.items() if c.missing}
        if missing:
            parts = ", ".join(f"{plain_line(name)[:40]} ({n:,})" for name, n in missing.items())
            yield f"Missing values, as NA or -99: {parts}."
        if self._empty:
            rows = "1 row" if self._empty == 1 else f"{self._empty:,} rows"
            yield f"{rows} without a rating or a note: nothing to read there."

    def _heading(self, n: int) -> str:
        named = self._table.header[n].strip() if n < len(self._table.header) else ""
        return plain_line(named)[:80] or f"column {n + 1}"

    def _check_keys(self) -> None:
        keys = Counter(m.key for column in self._rated.values() for m in column.measures)
        if repeated := [key for key, times in keys.items() if times > 1]:
            sentence = f"Two columns are {repeated[0]}; leave one out with --map 'NAME=-'."
            raise ValidationError("map", sentence)


def _named(meaning: Meaning) -> str:
    if meaning.what == SCALE:
        of = f"item {meaning.item} of " if meaning.item else "the total of "
        return of + plain_line(meaning.name)[:40]
    return plain_line(meaning.name)[:40] if meaning.what == "measure" else meaning.what


@lru_cache(4096)
def _recorded(cell: str, order: Order, zone: tzinfo | None) -> datetime:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        day, clock, offset = parse_moment(cell, order)
    if clock is None:
        raise ValidationError("recorded_at", "recorded_at is a date without a time.")
    return with_offset(datetime.combine(day, clock, tzinfo=offset), zone)


def _repeated_under_one_id(check_ins: list[CheckIn]) -> tuple[CheckIn, ...]:
    ids: dict[object, str] = {}
    firsts = [ids.setdefault(_content(check_in), check_in.id) for check_in in check_ins]
    return tuple(
        check_in if check_in.id == first else replace(check_in, id=first)
        for check_in, first in zip(check_ins, firsts, strict=True)
    )


def _content(check_in: CheckIn) -> object:
    # Two rows without a time may be two moments of one day: each is its own.
    if check_in.at is None:
        return check_in.id
    return check_in.at, check_in.recorded_at, check_in.day, check_in.ratings, check_in.note
