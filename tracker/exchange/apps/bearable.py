"""Bearable's CSV: one row a rating, many rows a day, told apart by their category.

`date,weekday,time of day,category,rating/amount,detail,notes`; newer files add `date formatted`.
The date is as 8th Dec 2021, the time of day a part of it (pre, am, mid, pm) or a clock. The
columns are found by name.

The ratings of one part of a day are one check-in. Mood and energy are on 1–5 or 1–10, as set in
the app, and the file does not say which. A value above 5 shows that it is 10; without one, a bad
year on 1–10 looks as a fair one on 1–5, so it is asked and never guessed. Mood is put on 0–10
linearly (see `foreign`) and kept as bearable_mood too. Symptoms, 0–4, are measures of their own.
Factors are tags: they become the last line of the note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import BinaryIO, Final

from tracker.exchange.apps.common import (
    ImportSource,
    ParsedEntry,
    as_inactive,
    describe_mapping,
    join_notes,
    latest_day,
    local_time,
    number_in,
    rescale,
)
from tracker.exchange.dates import Order, find_order, parse_clock, parse_moment, parse_order
from tracker.exchange.files import read_table
from tracker.exchange.result import (
    BadRow,
    ImportOptions,
    ImportResult,
    NeedsAnswerError,
    Question,
    SavedAnswers,
)
from tracker.exchange.table import Line, Table
from tracker.records import MOOD, Diary, Measure, Rating, ValidationError, measure_key
from tracker.records.format import plain_line

NAME: Final = "bearable"

_PARTS: Final = {"pre": 1, "am": 2, "mid": 3, "pm": 4}
_HIGHS: Final = {"1-5": 5, "1-10": 10}
_SEVERITY = re.compile(r"\s*\((?:none|mild|moderate|severe|unbearable)\)\s*$", re.IGNORECASE)
_NEEDED: Final = frozenset({"date", "category", "rating_amount"})


def read(
    file: BinaryIO,
    *,
    options: ImportOptions,
    diary: Diary,
    now: datetime,
    zone: tzinfo | None = None,
) -> ImportResult:
    """Return Bearable's ratings; `options` say what mood and energy go to.

    Raises:
        NeedsAnswerError: it cannot be told whether mood or energy goes to 5 or to 10.
        ValidationError: the file is no CSV of Bearable's.
    """
    table = read_table(file, options, is_bearable)
    if not is_bearable(table.header):
        sentence = "The file is not Bearable's: it has no columns category and rating/amount."
        raise ValidationError("header", sentence)
    rows = [_cells(table, line) for line in table.lines]
    cells = [row for row in rows if isinstance(row, _Cells)]
    broken = [row for row in rows if isinstance(row, BadRow)]
    scales, said = _scales(cells, options)
    source = ImportSource(name=NAME, diary=diary, now=now, zone=zone)
    reading = _Reading(source, scales, _date_order(table, options, now))
    for row in cells:
        reading.take(row)
    return source.result(
        [*broken, *reading.bad, *reading.entries()],
        (*reading.measures.values(), source.measure(MOOD)),
        mapping=reading.describe(),
        not_read=reading.beside,
        remarks=table.remarks,
        answers=SavedAnswers(NAME, said) if said else None,
    )


def is_bearable(headings: Iterable[str]) -> bool:
    """Whether a line may be the header of Bearable's table."""
    return set(map(measure_key, headings)) >= _NEEDED


@dataclass(frozen=True, slots=True)
class _Cells:
    """What one row says, by the names of the columns."""

    line: int
    day: str
    part: str
    category: str
    amount: str
    detail: str
    notes: str

    @property
    def kind(self) -> str:
        """The category in small letters."""
        return self.category.casefold()


def _cells(table: Table, line: Line | BadRow) -> _Cells | BadRow:
    if isinstance(line, BadRow):
        return line
    try:
        found = table.named(line)
    except ValidationError as problem:
        return BadRow(line.number, str(problem))
    columns = ("date", "time_of_day", "category", "rating_amount", "detail", "notes")
    return _Cells(line.number, *(found.get(column, "") for column in columns))


@dataclass(slots=True)
class _DayPart:
    """What was rated in one part of one day."""

    line: int
    day: date
    at: datetime | None
    part: int
    ratings: dict[str, Rating] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    factors: dict[str, None] = field(default_factory=dict)

    def entry(self) -> ParsedEntry:
        """All of it as one moment."""
        factors = f"Factors: {', '.join(self.factors)}" if self.factors else None
        return ParsedEntry(
            line=self.line,
            day=self.day,
            at=self.at,
            part=self.part,
            ratings=tuple(self.ratings.values()),
            note=join_notes(*self.notes, factors),
        )


def _date_order(table: Table, options: ImportOptions, now: datetime) -> Order:
    """Return how the dates are written: a spreadsheet in between may have changed them.

    Newer files tell each date again, as `date formatted`.
    """
    if options.date_format:
        return parse_order(options.date_format)
    keys = table.keys
    place = keys.index("date")
    lines = {line.number: line.cells for line in table.rows if len(line.cells) > place}
    again = keys.index("date_formatted") if "date_formatted" in keys else None

    def fits(line: int, day: date) -> bool:
        if again is None or len(lines[line]) <= again:
            return True
        try:
            return parse_moment(lines[line][again], "d/m/y").day == day
        except ValidationError:
            return True

    cells = ((n, row[place]) for n, row in lines.items())
    return find_order(cells, table.header[place], latest_day(now), fits)


class _Reading:
    """The rows put together, part of the day by part of the day."""

    def __init__(self, source: ImportSource, scales: dict[str, Measure], order: Order) -> None:
        self._order = order
        self._source = source
        self._scales = scales
        self._open: dict[tuple[str, str], list[_DayPart]] = {}
        self.measures: dict[str, Measure] = {}
        self.bad: list[BadRow] = []
        self.beside: Counter[str] = Counter()

    def take(self, row: _Cells) -> None:
        """Read one row into its part of the day."""
        try:
            rated = self._rated(row)
            factor = plain_line(row.detail) if row.kind in ("factor", "factors") else ""
            if not (rated or factor or row.notes):
                self.beside[row.category or "rows without a category"] += 1
                return
            part = self._together(row, [rating.measure for rating in rated])
        except ValidationError as problem:
            self.bad.append(BadRow(row.line, str(problem)))
            return
        part.ratings.update((rating.measure, rating) for rating in rated)
        part.notes.update(dict.fromkeys(filter(None, [row.notes])))
        part.factors.update(dict.fromkeys(filter(None, [factor])))

    def entries(self) -> list[ParsedEntry]:
        """All parts of all days."""
        return [part.entry() for parts in self._open.values() for part in parts]

    def describe(self) -> list[str]:
        """How mood becomes ours, if the file rates it."""
        there = self._scales.get("mood")
        here = self._source.measure(MOOD)
        return [describe_mapping("Bearable's mood", there, here)] if there else []

    def _rated(self, row: _Cells) -> list[Rating]:
        if there := self._measure(row):
            value = number_in(row.amount, there.low, there.high, row.category)
            own = there.rate(value)
            self.measures[there.key] = there
            here = self._source.measure(MOOD)
            return [own, rescale(value, there, here)] if row.kind == "mood" else [own]
        return []

    def _measure(self, row: _Cells) -> Measure | None:
        if there := self._scales.get(row.kind):
            return self._source.measure(there)
        name = _SEVERITY.sub("", row.detail)
        if row.kind not in ("symptom", "symptoms") or not measure_key(name):
            return None
        symptom = Measure(
            key=measure_key(f"{NAME} {name}"),
            label=f"{plain_line(name)[:150]} in Bearable",
            high=4,
            better="lower",
            low_label="none",
            high_label="unbearable",
        )
        return self._source.measure(as_inactive(symptom))

    def _together(self, row: _Cells, rated: Iterable[str]) -> _DayPart:
        """Return the part of the day a row belongs to; a second mood in it is a second moment."""
        parts = self._open.setdefault((row.day, row.part.casefold()), [])
        free = (t for t in parts if not set(rated) & t.ratings.keys())
        if (found := next(free, None)) is None:
            found = self._new(row)
            parts.append(found)
        return found

    def _new(self, row: _Cells) -> _DayPart:
        day = parse_moment(row.day, self._order).day
        has_clock = any(character.isdigit() for character in row.part)
        clock = parse_clock(row.part).time if has_clock else None
        return _DayPart(row.line, day, local_time(day, clock), _PARTS.get(row.part.casefold(), 0))


def _scales(
    rows: list[_Cells], options: ImportOptions
) -> tuple[dict[str, Measure], dict[str, str]]:
    """The scales of mood and energy, and what was said about them."""
    said = {word.casefold(): scale for word, scale in options.about(NAME).items()}
    filled = {row.kind: row.category for row in rows if row.amount}
    rated = {kind: filled[kind] for kind in ("mood", "energy") if kind in filled}
    found = {kind: said.get(kind) or _proved(rows, kind) for kind in rated}
    if unknown := [rated[kind] for kind, scale in found.items() if scale is None]:
        raise NeedsAnswerError(_how_to_say(unknown[0]), tuple(map(_question, unknown)))
    kept = {rated[kind]: said[kind] for kind in rated if kind in said}
    return {kind: _scale(kind, scale or "") for kind, scale in found.items()}, kept


def _proved(rows: list[_Cells], kind: str) -> str | None:
    amounts = (row.amount.replace(",", ".") for row in rows if row.kind == kind)
    numbers = (float(a) for a in amounts if re.fullmatch(r"\d{1,3}(\.\d+)?", a, re.ASCII))
    return "1-10" if max(numbers, default=0) > 5 else None


def _scale(kind: str, said: str) -> Measure:
    text = said.replace("–", "-").replace(" ", "").partition(":")[2] or said.replace("–", "-")
    if text not in _HIGHS:
        raise ValidationError("map", f"Bearable's {kind} goes 1-5 or 1-10.")
    label = f"{kind.capitalize()} in Bearable"
    return as_inactive(Measure(key=f"{NAME}_{kind}", label=label, low=1, high=_HIGHS[text]))


def _how_to_say(category: str) -> str:
    name = plain_line(category)[:40]
    return (
        f"Bearable's {name.casefold()} goes to 5 or to 10, as set in the app, and no value here is "
        f"above 5; say which: --map {name}=1-5 or --map {name}=1-10."
    )


def _question(category: str) -> Question:
    return Question(category, f"Bearable's {plain_line(category)[:40].casefold()}, 1-5 or 1-10")
