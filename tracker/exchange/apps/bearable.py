"""Bearable's CSV: one row a rating, many rows a day, each with a category.

`date,weekday,time of day,category,rating/amount,detail,notes`; newer files add `date formatted`.
The date is written as 8th Dec 2021, the time of day as a part (pre, am, mid, pm) or a clock.

The ratings of one part of a day are one check-in. Mood and energy are on 1–5 or 1–10, as set in
the app, and the file does not tell which. A value above 5 proves 1–10; without one, a bad year on
1–10 looks like a fair one on 1–5, so you are asked. Mood is mapped to 0–10 linearly (see
`cells`) and kept as bearable_mood too. Symptoms, 0–4, are measures of their own. Factors are
tags: they become the last line of the note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import BinaryIO, Final

from tracker.exchange.apps.common import (
    ParsedEntry,
    app_result,
    date_fits,
    list_tags,
    read_app_table,
)
from tracker.exchange.cells import (
    cell_number,
    describe_mapping,
    join_notes,
    parse_on_scale,
    rescale,
)
from tracker.exchange.dates import Order, parse_clock, parse_moment
from tracker.exchange.result import (
    ImportContext,
    ImportResult,
    NeedsAnswerError,
    Question,
)
from tracker.exchange.table import Line, read_rows
from tracker.records import MOOD, Measure, Rating, ValidationError, measure_key
from tracker.records.format import plain_line, shorten

NAME: Final = "bearable"

_PARTS: Final = {"pre": 1, "am": 2, "mid": 3, "pm": 4}
_SEVERITY = re.compile(r"\s*\((?:none|mild|moderate|severe|unbearable)\)\s*$", re.IGNORECASE)


def read(file: BinaryIO, context: ImportContext) -> ImportResult:
    """Return Bearable's ratings; `options` state the scale of mood and energy.

    Raises:
        NeedsAnswerError: the scale of mood or energy is not known.
        ValidationError: the file is not a CSV of Bearable's.
    """
    table = read_app_table(file, context, "Bearable", "date", "category", "rating/amount")
    order = table.date_order(
        [table.keys.index("date")], context, fits=date_fits(table, "date_formatted", "weekday")
    )
    rows = list(read_rows(table.lines, lambda line: _Row(line, table.named(line))))
    scales, answers = _scales([row for row in rows if isinstance(row, _Row)], context)
    collector = _Collector(context, scales, order)
    bad_rows = [bad for bad in read_rows(rows, collector.add) if bad]
    mood = context.measure(MOOD)
    return app_result(
        NAME,
        context,
        [*bad_rows, *collector.entries()],
        table=table,
        measures=(*collector.measures.values(), mood),
        mapping=[describe_mapping("Bearable's mood", scales["mood"], mood)]
        if "mood" in scales
        else (),
        not_read=collector.not_read,
        answers=answers,
    )


class _Row:
    def __init__(self, line: Line, cells: Mapping[str, str]) -> None:
        columns = ("date", "time_of_day", "category", "rating_amount", "detail", "notes")
        self.number = line.number
        self.day, part, self.category, self.amount, self.detail, self.notes = (
            cells.get(column, "") for column in columns
        )
        self.part, self.kind = part.casefold(), self.category.casefold()


@dataclass(slots=True)
class _DayPart:
    line: int
    day: date
    at: datetime | None
    part: int
    ratings: dict[str, Rating] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    factors: dict[str, None] = field(default_factory=dict)


class _Collector:
    def __init__(self, context: ImportContext, scales: dict[str, Measure], order: Order) -> None:
        self._order = order
        self._context = context
        self._scales = scales
        self._parts: dict[tuple[str, str], list[_DayPart]] = {}
        self.measures: dict[str, Measure] = {}
        self.not_read: Counter[str] = Counter()

    def add(self, row: _Row) -> None:
        """Add one row to its part of the day."""
        ratings = self._ratings(row)
        factor = plain_line(row.detail) if row.kind in ("factor", "factors") else ""
        if not (ratings or factor or row.notes):
            self.not_read[row.category or "rows without a category"] += 1
            return
        part = self._day_part(row, {rating.measure for rating in ratings})
        part.ratings.update((rating.measure, rating) for rating in ratings)
        part.notes[row.notes] = part.factors[factor] = None

    def entries(self) -> list[ParsedEntry]:
        """Return an entry for each part of each day."""
        return [
            ParsedEntry(
                number=part.line,
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
        parts = self._parts.setdefault((row.day, row.part), [])
        for part in parts:
            if not rated & part.ratings.keys():
                return part
        day = parse_moment(row.day, self._order).day
        has_clock = any(character.isdigit() for character in row.part)
        at = datetime.combine(day, parse_clock(row.part).time) if has_clock else None
        parts.append(_DayPart(row.number, day, at, _PARTS.get(row.part, 0)))
        return parts[-1]


def _symptom(row: _Row) -> Measure | None:
    name = _SEVERITY.sub("", row.detail)
    if row.kind not in ("symptom", "symptoms") or not measure_key(name):
        return None
    return Measure(
        key=measure_key(f"{NAME} {name}"),
        label=f"{shorten(name, 150)} in Bearable",
        high=4,
        better="lower",
        low_label="none",
        high_label="unbearable",
        active=False,
    )


def _scales(
    rows: Sequence[_Row], context: ImportContext
) -> tuple[dict[str, Measure], dict[str, str]]:
    """Return the measures of mood and energy, and the answers that were needed for them."""
    stated = {word.casefold(): scale for word, scale in context.options.answers_for(NAME).items()}
    filled = {row.kind: row.category for row in rows if row.amount}
    measures: dict[str, Measure] = {}
    answers: dict[str, str] = {}
    unknown: list[str] = []
    for kind, category in filled.items():
        if kind not in ("mood", "energy"):
            continue
        highest = max(cell_number(row.amount) or 0 for row in rows if row.kind == kind)
        if kind in stated:
            answers[category] = stated[kind]
            measures[kind] = _scale(kind, stated[kind], context)
        elif highest > 5:
            measures[kind] = _scale(kind, "1-10", context)
        else:
            unknown.append(shorten(category, 40))
    if unknown:
        name = unknown[0]
        raise NeedsAnswerError(
            f"Bearable's {name.casefold()} goes to 5 or to 10, as set in the app, and no value "
            f"here is above 5. Say which: --map {name}=1-5 or --map {name}=1-10.",
            tuple(Question(n, f"Bearable's {n.casefold()}, 1-5 or 1-10") for n in unknown),
        )
    return measures, answers


def _scale(kind: str, stated: str, context: ImportContext) -> Measure:
    """Return the diary's measure on a scale, or a new one: an earlier file may have had another."""
    match = re.fullmatch(r"(?:.*:)?1[-–](5|10)", stated.replace(" ", ""))
    if not match:
        shown = shorten(stated, 40)
        sentence = f"Bearable's {kind} goes 1-5 or 1-10; “{shown}” is neither."
        raise ValidationError("map", sentence)
    label = f"{kind.capitalize()} in Bearable"
    measure = Measure(key=f"{NAME}_{kind}", label=label, low=1, high=int(match[1]), active=False)
    own = context.measure(measure)
    if own.same_scale(measure):
        return own
    return context.measure(replace(measure, key=f"{measure.key}_{measure.low}_{measure.high}"))
