"""Check-ins as a table: one row each, one column a measure, for spreadsheets and other programs.

What we write and what anyone else writes is read in one way: each column by what it is (see
`columns`), each row by its columns. Tables of infusions, medicines, events and questionnaires are
in `record_tables`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from hashlib import sha256
from io import StringIO
from typing import BinaryIO, Final

from tracker.exchange.apps.common import (
    as_inactive,
    describe_mapping,
    join_notes,
    latest_day,
    rescale,
)
from tracker.exchange.columns import (
    FIELDS,
    MISSING_CODES,
    SCALE,
    Meaning,
    Scale,
    Unread,
    cell_hours,
    cell_number,
    column_meanings,
    find_questionnaire,
    heading_for,
    is_missing,
    measure_named,
    names_a_day,
    read_heading,
)
from tracker.exchange.dates import (
    Order,
    at_home,
    find_order,
    looks_like_a_date,
    parse_clock,
    parse_moment,
    parse_offset,
    parse_order,
    with_offset,
)
from tracker.exchange.files import read_table
from tracker.exchange.result import (
    BadRow,
    ImportOptions,
    ImportResult,
    Kind,
    SavedAnswers,
    fresh_ids,
)
from tracker.exchange.table import Line, Table
from tracker.records import (
    Assessment,
    CheckIn,
    Diary,
    Measure,
    Number,
    Rating,
    ValidationError,
    datetime_on,
    measure_key,
)
from tracker.records.day import DAY_STARTS_AT, reject_future
from tracker.records.format import plain_line
from tracker.records.questionnaires import Questionnaire, known_total, make_assessment
from tracker.records.validation import normalise

_BOUNDARY: Final = r"((?:^|[,;\t\n\r|\x0b\x0c\x1c-\x1e\x85\u2028\u2029])[ \u00a0]*)"
_FORMULA: Final = r"(?='*[=+\-@|%＝＋－＠])"
_FORMULA_STARTS = re.compile(_BOUNDARY + _FORMULA)
"""Where a cell would begin that runs, whichever mark a spreadsheet takes for the one between."""
_ESCAPED = re.compile(_BOUNDARY + "'" + _FORMULA)
_BLANK_START = re.compile(r"'*[\t\r\n]")
_FINEST: Final = 0.05
"""The step below which a value is put on the nearest one without being kept beside."""


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
    rows = _Rows(table, meanings, order, options, diary, now, zone)
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


def escape_formula(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run, whichever mark it is opened with."""
    text = _FORMULA_STARTS.sub(r"\1'", text)
    return f"'{text}" if _BLANK_START.match(text) else text


def unescape_formula(cell: str) -> str:
    """Return the text that was escaped; 'twas, which never was, keeps its apostrophe."""
    if cell.startswith("'") and _BLANK_START.match(cell):
        cell = cell[1:]
    return _ESCAPED.sub(r"\1", cell)


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


class _Rated:
    """A column of ratings: its own scale, and the diary's measure where that is another."""

    def __init__(self, meaning: Meaning, heading: str, cells: list[str], diary: Diary) -> None:
        named, said = measure_named(meaning.name, diary)
        scale = meaning.scale or said or Scale(named.low, named.high)
        self.here = named
        self._heading = heading
        self._is_time = named.unit in ("hours", "h")
        self._cache: dict[str, tuple[Rating, ...] | ValidationError] = {}
        self.missing = 0
        values = [value for cell in cells if (value := self._number(cell)) is not None]
        own = {measure.key for measure in diary.measures}
        if named.key not in own and meaning.scale:
            if measure_named(meaning.name, Diary())[1] is None and not _is_builtin(named):
                self.here = _on(named, meaning.scale, values)
        elif named.key not in own and not _is_builtin(named) and not said:
            self.here = replace(named, step=min(named.step, _step(values)))
        self._scale = replace(scale, better=scale.better or self.here.better)
        self.there = None if self._fits(values) else self._beside(diary, values)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it rates here."""
        return (self.here,) if self.there is None else (self.there, self.here)

    def ratings(self, cell: str) -> tuple[Rating, ...]:
        """Read one cell; a file says the same few again and again.

        Raises:
            ValidationError: it is no number, or off the scale.
        """
        found = self._cache.get(cell)
        if found is None:
            try:
                found = self._read(cell.strip())
            except ValidationError as problem:
                found = problem
            if len(self._cache) < 10_000:
                self._cache[cell] = found
        if isinstance(found, ValidationError):
            raise found
        self.missing += not found and bool(cell.strip())
        return found

    def describe(self) -> str | None:
        """Return how it becomes ours, where it was on another scale."""
        return describe_mapping(self._heading, self.there, self.here) if self.there else None

    def _read(self, cell: str) -> tuple[Rating, ...]:
        if is_missing(cell):
            return ()
        value = self._number(cell)
        if value is None:
            scale = f"{self.here.low:g} to {self.here.high:g}".replace("-", "−")
            sentence = f"{self._heading} is not a number: it goes from {scale}."
            raise ValidationError(self.here.key, sentence)
        low, high = self._scale.low, self._scale.high
        if not low <= value <= high:
            if cell in MISSING_CODES:
                return ()
            if self.there is None:
                self.here.rate(normalise(value))
            scale = f"{low:g} to {high:g}".replace("-", "−")
            raise ValidationError(self.here.key, f"{self._heading} goes from {scale}.")
        if self.there is not None:
            return self.there.rate(_nearest(value, self.there)), rescale(
                value, self.there, self.here
            )
        return (self.here.rate(_nearest(value, self.here)),)

    def _number(self, cell: str) -> float | None:
        return cell_hours(cell) if self._is_time else cell_number(cell)

    def _fits(self, values: Iterable[float]) -> bool:
        """Return whether the numbers of a column may stand under the measure as they are."""
        scale, here = self._scale, self.here
        if (scale.low, scale.high, scale.better) != (here.low, here.high, here.better):
            return False
        fine = here.step <= _FINEST
        return fine or all(_on_step(v, here) or not here.low <= v <= here.high for v in values)

    def _beside(self, diary: Diary, values: list[float]) -> Measure:
        # The key says the scale: another file may have the same column on another one.
        words = read_heading(self._heading).words or self._heading
        low, high = self._scale.low, self._scale.high
        key = measure_key(f"{words[:25]} {low:g} {high:g}".replace("-", "m"))
        found = next((m for m in diary.measures if m.key == key), None)
        made = Measure(key=key, label=f"{words[:80]} as rated")
        return found or _on(as_inactive(made), self._scale, values)


@dataclass(slots=True)
class _Scored:
    """The columns of one questionnaire: its total, its items, or both."""

    name: str
    questionnaire: Questionnaire | None
    scale: Scale
    total: int | None = None
    items: dict[int, int] | None = None

    def assessment(self, cells: Sequence[str], own_id: str, day: date) -> Assessment | None:
        """Return what a row says of it, None for nothing.

        Raises:
            ValidationError: it is off its scale, or the total is not that of the answers.
        """
        total = self._number(cells, self.total) if self.total is not None else None
        found = {n: self._number(cells, place) for n, place in (self.items or {}).items()}
        if self.questionnaire and any(value is not None for value in found.values()):
            count = len(self.questionnaire.items)
            answers = [_whole(found.get(n), self.name) for n in range(1, count + 1)]
            made = make_assessment(self.questionnaire, answers, record_id=own_id, day=day)
            if total is not None and made.total is not None and made.total != total:
                raise ValidationError(
                    "total",
                    f"The answers of {self.questionnaire.title} come to {made.total:g}, and the "
                    f"total says {total:g}.",
                )
            return made if made.total is not None or total is None else replace(made, total=total)
        if total is None:
            return None
        return Assessment(
            id=own_id,
            day=day,
            questionnaire=self.name,
            total=total,
            low=self.scale.low,
            high=self.scale.high,
            better=self.scale.better or "lower",
        )

    def _number(self, cells: Sequence[str], place: int) -> float | None:
        cell = cells[place].strip()
        if is_missing(cell) or cell in MISSING_CODES:
            return None
        if (value := cell_number(cell)) is None:
            raise ValidationError("total", f"{self.name}: “{plain_line(cell)[:20]}” is no number.")
        return value


class _Rows:
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
            n: _Rated(m, self._heading(n), table.cells(n), diary)
            for n, m in meanings.items()
            if m.what == "measure"
        }
        self._check_keys()
        self._scored = _scored(meanings, options)
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


def _scored(meanings: Mapping[int, Meaning], options: ImportOptions) -> list[_Scored]:
    """Return the questionnaires that columns hold.

    Raises:
        ValidationError: one is unknown and its range is not said, or it has no such item.
    """
    found: dict[str, _Scored] = {}
    for n, meaning in meanings.items():
        if meaning.what != SCALE:
            continue
        known = find_questionnaire(meaning.name, options.questionnaires)
        total = None if known else known_total(meaning.name)
        name = known.key if known else total.key if total else meaning.name
        published = known or total
        if published is None and meaning.scale is None:
            shown = plain_line(meaning.name)[:40]
            raise ValidationError(
                "map",
                f"{shown} is not known here; add its range, as --map 'COLUMN=scale:{shown}:0-63'.",
            )
        scale = meaning.scale or Scale(0, 1)
        if published:
            ours = Scale(published.low, published.high, published.better)
            if meaning.scale and (scale.low, scale.high) != (ours.low, ours.high):
                raise ValidationError(
                    "map", f"{name} goes from {ours.low:g} to {ours.high:g}; leave its range out."
                )
            scale = ours
        scored = found.setdefault(name, _Scored(name, known, scale))
        if meaning.item is None:
            scored.total = n
        elif known is None or not 1 <= meaning.item <= len(known.items):
            raise ValidationError("map", f"{name} has no item {meaning.item} here.")
        else:
            scored.items = {**(scored.items or {}), meaning.item: n}
    for scored in found.values():
        asked = scored.questionnaire
        if scored.items and asked and len(scored.items) < len(asked.items):
            raise ValidationError(
                "map",
                f"{asked.title} has {len(asked.items)} items, and {len(scored.items)} columns are "
                f"said to be one; name each, as --map 'Q1=scale:{asked.key}:1'.",
            )
    return list(found.values())


def _named(meaning: Meaning) -> str:
    if meaning.what == SCALE:
        of = f"item {meaning.item} of " if meaning.item else "the total of "
        return of + plain_line(meaning.name)[:40]
    return plain_line(meaning.name)[:40] if meaning.what == "measure" else meaning.what


def _is_builtin(measure: Measure) -> bool:
    from tracker.records import known_measure

    known = known_measure(measure.key)
    return known is not None and known.key == measure.key


def _on(measure: Measure, scale: Scale, values: Iterable[float]) -> Measure:
    better = scale.better or measure.better
    step = scale.step or _step(values)
    return replace(measure, low=scale.low, high=scale.high, better=better, step=step)


def _on_step(value: float, measure: Measure) -> bool:
    steps = (value - measure.low) / measure.step
    return abs(steps - round(steps)) < 1e-6


def _nearest(value: float, measure: Measure) -> float:
    steps = round((value - measure.low) / measure.step)
    return round(measure.low + steps * measure.step, 9)


def _step(values: Iterable[float]) -> Number:
    """Return whole numbers, or tenths, hundredths, thousandths, as the values have them."""
    digits = max((len(f"{v:.3f}".rstrip("0").partition(".")[2]) for v in values), default=0)
    return 1 if digits == 0 else round(10**-digits, 3)


def _whole(value: float | None, name: str) -> int | None:
    if value is None:
        return None
    if value != int(value):
        raise ValidationError("answers", f"{name}: an answer is a whole number.")
    return int(value)


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
