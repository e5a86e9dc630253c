"""Bearable's CSV: one row a rating, many rows a day, each with a category.

`date,weekday,time of day,category,rating/amount,detail,notes`; newer files add `date formatted`.
The date is written as 8th Dec 2021, the time of day as a part (pre, am, mid, pm) or a clock.

The ratings of one part of a day are one check-in. Mood and energy are on 1–5 or 1–10, as set in
the app, and the file does not say which. A value above 5 proves 1–10; without one, a bad year on
1–10 looks like a fair one on 1–5, so you are asked. Mood is mapped to 0–10 linearly (see
`common`) and kept as bearable_mood too. Symptoms, 0–4, are measures of their own. Factors are
tags: they become the last line of the note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Final

from tracker.exchange.apps.common import (
    ParsedEntry,
    app_result,
    as_inactive,
    describe_mapping,
    join_notes,
    list_tags,
    local_time,
    parse_on_scale,
    rescale,
)
from tracker.exchange.dates import Order, parse_clock, parse_moment
from tracker.exchange.files import read_table
from tracker.exchange.result import (
    BadRow,
    ImportContext,
    ImportOptions,
    ImportResult,
    NeedsAnswerError,
    Question,
)
from tracker.exchange.table import Line, Table, read_rows
from tracker.records import MOOD, Measure, Rating, ValidationError, measure_key
from tracker.records.format import plain_line

NAME: Final = "bearable"

_PARTS: Final = {"pre": 1, "am": 2, "mid": 3, "pm": 4}
_HIGHS: Final = {"1-5": 5, "1-10": 10}
_SEVERITY = re.compile(r"\s*\((?:none|mild|moderate|severe|unbearable)\)\s*$", re.IGNORECASE)


def is_bearable(headings: Iterable[str]) -> bool:
    """Return whether a row may be the header of Bearable's table."""
    return set(map(measure_key, headings)) >= {"date", "category", "rating_amount"}


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return Bearable's ratings; `options` state the scale of mood and energy.

    Raises:
        NeedsAnswerError: the scale of mood or energy is not known.
        ValidationError: the file is no CSV of Bearable's.
    """
    table = read_table(file, context.options, is_bearable)
    if not is_bearable(table.header):
        sentence = "The file is not Bearable's: it has no columns category and rating/amount."
        raise ValidationError("header", sentence)
    rows = list(read_rows(table.lines, lambda line: _row(table, line)))
    scales, answers = _scales([row for row in rows if isinstance(row, _Row)], context.options)
    collector = _Collector(context, scales, _date_order(table, context))
    for row in rows:
        collector.add(row)
    mood = context.measure(MOOD)
    return app_result(
        NAME,
        context,
        [*collector.bad_rows, *collector.entries()],
        (*collector.measures.values(), mood),
        mapping=[describe_mapping("Bearable's mood", scales["mood"], mood)]
        if "mood" in scales
        else (),
        not_read=collector.not_read,
        remarks=table.remarks,
        answers=answers,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one row."""

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


def _row(table: Table, line: Line) -> _Row:
    cells = table.named(line)
    columns = ("date", "time_of_day", "category", "rating_amount", "detail", "notes")
    return _Row(line.number, *(cells.get(column, "") for column in columns))


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


def _date_order(table: Table, context: ImportContext) -> Order:
    """Return how the dates are written; a spreadsheet in between may have changed them.

    Newer files repeat each date as `date formatted`.
    """
    keys = table.keys
    repeated = keys.index("date_formatted") if "date_formatted" in keys else len(keys)
    lines = {line.number: line.cells for line in table.rows}

    def fits(line: int, day: date) -> bool:
        if len(lines[line]) <= repeated:
            return True
        try:
            return parse_moment(lines[line][repeated], "d/m/y").day == day
        except ValidationError:
            return True

    return table.date_order([keys.index("date")], context, fits=fits)


class _Collector:
    """Collects the rows of each part of a day."""

    def __init__(self, context: ImportContext, scales: dict[str, Measure], order: Order) -> None:
        self._order = order
        self._context = context
        self._scales = scales
        self._parts: dict[tuple[str, str], list[_DayPart]] = {}
        self.measures: dict[str, Measure] = {}
        self.bad_rows: list[BadRow] = []
        self.not_read: Counter[str] = Counter()

    def add(self, row: _Row | BadRow) -> None:
        """Add one row to its part of the day."""
        if isinstance(row, BadRow):
            self.bad_rows.append(row)
            return
        try:
            ratings = self._ratings(row)
            factor = plain_line(row.detail) if row.kind in ("factor", "factors") else ""
            if not (ratings or factor or row.notes):
                self.not_read[row.category or "rows without a category"] += 1
                return
            part = self._day_part(row, {rating.measure for rating in ratings})
        except ValidationError as error:
            self.bad_rows.append(BadRow(row.line, str(error)))
            return
        part.ratings.update((rating.measure, rating) for rating in ratings)
        part.notes.update(dict.fromkeys(filter(None, [row.notes])))
        part.factors.update(dict.fromkeys(filter(None, [factor])))

    def entries(self) -> list[ParsedEntry]:
        """Return an entry for each part of each day."""
        return [
            ParsedEntry(
                line=part.line,
                day=part.day,
                at=part.at,
                part=part.part,
                ratings=tuple(part.ratings.values()),
                note=join_notes(*part.notes, list_tags("Factors", part.factors)),
            )
            for parts in self._parts.values()
            for part in parts
        ]

    def _ratings(self, row: _Row) -> list[Rating]:
        measure = self._scales.get(row.kind) or _symptom(row)
        if measure is None:
            return []
        measure = self._context.measure(measure)
        value = parse_on_scale(row.amount, measure.low, measure.high, row.category)
        rating = measure.rate(value)
        self.measures[measure.key] = measure
        if row.kind != "mood":
            return [rating]
        return [rating, rescale(value, measure, self._context.measure(MOOD))]

    def _day_part(self, row: _Row, rated: set[str]) -> _DayPart:
        """Return the part of the day of a row; a second mood in it is a second entry."""
        parts = self._parts.setdefault((row.day, row.part.casefold()), [])
        for part in parts:
            if not rated & part.ratings.keys():
                return part
        day = parse_moment(row.day, self._order).day
        has_clock = any(character.isdigit() for character in row.part)
        clock = parse_clock(row.part).time if has_clock else None
        number = _PARTS.get(row.part.casefold(), 0)
        parts.append(_DayPart(row.line, day, local_time(day, clock), number))
        return parts[-1]


def _symptom(row: _Row) -> Measure | None:
    name = _SEVERITY.sub("", row.detail)
    if row.kind not in ("symptom", "symptoms") or not measure_key(name):
        return None
    return as_inactive(
        Measure(
            key=measure_key(f"{NAME} {name}"),
            label=f"{plain_line(name)[:150]} in Bearable",
            high=4,
            better="lower",
            low_label="none",
            high_label="unbearable",
        )
    )


def _scales(rows: list[_Row], options: ImportOptions) -> tuple[dict[str, Measure], dict[str, str]]:
    """Return the measures of mood and energy, and the answers that were needed for them."""
    stated = {word.casefold(): scale for word, scale in options.answers_for(NAME).items()}
    filled = {row.kind: row.category for row in rows if row.amount}
    rated = {kind: filled[kind] for kind in ("mood", "energy") if kind in filled}
    found = {kind: stated.get(kind) or _scale_from_values(rows, kind) for kind in rated}
    if unknown := [plain_line(rated[kind])[:40] for kind, scale in found.items() if not scale]:
        name = unknown[0]
        raise NeedsAnswerError(
            f"Bearable's {name.casefold()} goes to 5 or to 10, as set in the app, and no value "
            f"here is above 5. Say which: --map {name}=1-5 or --map {name}=1-10.",
            tuple(Question(n, f"Bearable's {n.casefold()}, 1-5 or 1-10") for n in unknown),
        )
    answers = {category: stated[kind] for kind, category in rated.items() if kind in stated}
    return {kind: _scale(kind, scale or "") for kind, scale in found.items()}, answers


def _scale_from_values(rows: list[_Row], kind: str) -> str | None:
    amounts = (row.amount.replace(",", ".") for row in rows if row.kind == kind)
    numbers = (float(a) for a in amounts if re.fullmatch(r"\d{1,3}(\.\d+)?", a, re.ASCII))
    return "1-10" if max(numbers, default=0) > 5 else None


def _scale(kind: str, stated: str) -> Measure:
    scale = stated.replace("–", "-").replace(" ", "")
    scale = scale.partition(":")[2] or scale
    if scale not in _HIGHS:
        raise ValidationError("map", f"Bearable's {kind} goes 1-5 or 1-10.")
    label = f"{kind.capitalize()} in Bearable"
    return as_inactive(Measure(key=f"{NAME}_{kind}", label=label, low=1, high=_HIGHS[scale]))
