"""Readers of columns: the cells of one become ratings, those of several a questionnaire.

A rating on another scale than its measure is rescaled linearly; the original value is kept too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tracker.exchange.cells import (
    MISSING_CODES,
    cell_hours,
    cell_minutes,
    cell_number,
    cell_percent,
    describe_mapping,
    is_missing,
    off_scale,
    rescale,
)
from tracker.exchange.headings import (
    SCALE,
    Meaning,
    Scale,
    find_published,
    has_other_scale,
    likely_meaning,
    measure_for,
    read_heading,
)
from tracker.exchange.result import ImportOptions, NeedsAnswerError, Question
from tracker.exchange.table import shown_heading
from tracker.records import (
    Assessment,
    Diary,
    Measure,
    Rating,
    ValidationError,
    known_measure,
    measure_key,
)
from tracker.records.format import shorten
from tracker.records.questionnaires import Questionnaire, make_assessment
from tracker.records.validation import normalise

_FINEST: Final = 0.05
"""With a step this fine or finer, values are rounded to it without keeping the original."""
_CACHE_SIZE: Final = 10_000
_LONGEST_NAME: Final = 25
"""Characters of a heading in the key of its original values."""


class RatingColumn:
    """A column of ratings: the measure it rates, and one for the original values if needed."""

    def __init__(self, meaning: Meaning, heading: str, cells: list[str], diary: Diary) -> None:
        measure, in_heading = measure_for(meaning.name, diary)
        self._heading = heading
        says_minutes = meaning.minutes or read_heading(meaning.name).minutes
        self._in_minutes = says_minutes and measure.in_hours
        if meaning.minutes and not measure.in_hours:
            raise ValidationError("map", f"{measure.label} is not in hours, so not in minutes.")
        self._number = cell_hours if measure.in_hours else cell_number
        if self._in_minutes:
            self._number = cell_minutes
        self._cache: dict[str, tuple[Rating, ...] | ValidationError] = {}
        self.missing = 0
        """How many cells read so far hold a word or a code for no value."""
        stated = meaning.scale or in_heading
        if stated and (stated.low, stated.high) == (0, 100):
            self._number = cell_percent
        scale = stated or Scale(measure.low, measure.high)
        numbers = [(cell, value) for cell in cells if (value := self._number(cell)) is not None]
        values = [value for cell, value in numbers
                  if cell not in MISSING_CODES or scale.low <= value <= scale.high]  # fmt: skip
        if stated is None and _are_parts_of_one(values, measure):
            raise _ask_whether_parts(meaning, heading, cells, measure)
        builtin = known_measure(measure.key)
        is_known = measure in diary.measures or (builtin and builtin.key == measure.key)
        if in_heading is None and not is_known:  # else its range is fixed
            measure = _with_scale(measure, scale, values)
        if stated is None and len(values) > 1 and has_other_scale(values, measure):
            raise _ask_for_scale(
                meaning, heading, cells, [] if self._in_minutes else values, measure
            )
        self.measure = measure
        self._scale = replace(scale, better=scale.better or measure.better)
        self.original = None if self._fits(values) else self._original_measure(diary, values)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures it rates."""
        return (self.measure,) if self.original is None else (self.original, self.measure)

    def ratings(self, cell: str) -> tuple[Rating, ...]:
        """Read one cell, from a cache: a file repeats the same few values.

        Raises:
            ValidationError: it is not a number, or off the scale.
        """
        result = self._cache.get(cell)
        if result is None:
            try:
                result = self._read(cell.strip())
            except ValidationError as error:
                result = error
            if len(self._cache) < _CACHE_SIZE:
                self._cache[cell] = result
        if isinstance(result, ValidationError):
            raise result
        self.missing += not result and bool(cell.strip())
        return result

    def describe(self) -> str | None:
        """Return how the values are converted, None where they are not."""
        if self._in_minutes:
            return f"{self._heading} is in minutes and becomes hours."
        if self.original is None:
            return None
        if _ends(self.original) == _ends(self.measure):
            return (
                f"{self._heading} has finer values than {self.measure.label} and is rounded; the "
                f"original value is kept too, as {self.original.key}."
            )
        return describe_mapping(self._heading, self.original, self.measure)

    def _read(self, cell: str) -> tuple[Rating, ...]:
        if is_missing(cell):
            return ()
        low, high = self._scale.low, self._scale.high
        value = self._number(cell)
        if value is None or not low <= value <= high:
            if value is not None and cell in MISSING_CODES:
                return ()
            if value is not None and self.original is None:
                self.measure.rate(normalise(value))
            raise off_scale(self._heading, low, high, is_number=value is not None)
        if self.original is None:
            return (self.measure.rate(self.measure.nearest(value)),)
        original = self.original.rate(self.original.nearest(value))
        return original, rescale(value, self.original, self.measure)

    def _fits(self, values: Iterable[float]) -> bool:
        """Return whether the values can be stored in the measure unchanged."""
        measure = self.measure
        if _ends(self._scale) != _ends(measure):
            return False
        return measure.step <= _FINEST or all(
            abs(value - measure.nearest(value)) < 1e-6 * measure.step
            for value in values
            if measure.low <= value <= measure.high
        )

    def _original_measure(self, diary: Diary, values: list[float]) -> Measure:
        """Return the measure of the original values: the diary's own, or a new one.

        Its key has the scale in it, as another file may have the same column on another one. A
        long heading often begins as others do, so there the key is that of the measure.
        """
        words = read_heading(self._heading).words or self._heading
        label = f"{words[:80]} as rated"
        scale = f"{self._scale.low:g} {self._scale.high:g}".replace("-", "m")
        new = _with_scale(Measure(key="x", label=label, active=False), self._scale, values)
        own = {measure.key: measure for measure in diary.measures}
        key = measure_key(f"{words[:_LONGEST_NAME].replace('-', 'm')} {scale}")
        if len(words) > _LONGEST_NAME and not (key in own and own[key].label == label):
            key = measure_key(f"{self.measure.key} {scale}")
        # Finer values than an earlier file's, or its opposite, need a measure of their own.
        if key in own and own[key].better != new.better:
            key = measure_key(f"{key} {new.better}")
        if key in own and own[key].step > new.step:
            key = measure_key(f"{key} {new.step:g}")
        return own.get(key) or replace(new, key=key)


@dataclass(slots=True)
class QuestionnaireColumns:
    """The columns of one questionnaire: its total, its items, or both."""

    name: str
    questionnaire: Questionnaire | None
    """Its items and scoring; None if only its total is known."""
    scale: Scale
    total: int | None = None
    items: dict[int, int] = field(default_factory=dict)
    """The column of each item, by the item's number from 1."""

    def assessment(self, cells: Sequence[str], record_id: str, day: date) -> Assessment | None:
        """Return the assessment in a row, None where it is blank.

        Raises:
            ValidationError: a value is off its scale, or the total is not that of the answers.
        """
        total = self._number(cells, self.total) if self.total is not None else None
        values = {item: self._number(cells, column) for item, column in self.items.items()}
        if self.questionnaire and any(value is not None for value in values.values()):
            count = len(self.questionnaire.items)
            answers = [self._answer(values.get(item)) for item in range(1, count + 1)]
            scored = make_assessment(self.questionnaire, answers, record_id=record_id, day=day)
            if total is None or scored.total == total:
                return scored
            if scored.total is None:
                return replace(scored, total=total)
            raise ValidationError(
                "total",
                f"The answers of {self.questionnaire.title} add up to {scored.total:g}, but the "
                f"total is {total:g}.",
            )
        if total is None:
            return None
        return Assessment(
            id=record_id,
            day=day,
            questionnaire=self.name,
            total=total,
            low=self.scale.low,
            high=self.scale.high,
            better=self.scale.better or "lower",
        )

    def _number(self, cells: Sequence[str], column: int) -> float | None:
        cell = cells[column].strip()
        if is_missing(cell) or cell in MISSING_CODES:
            return None
        if (value := cell_number(cell)) is None:
            sentence = f"{self.name}: “{shorten(cell, 20)}” is not a number."
            raise ValidationError("total", sentence)
        return value

    def _answer(self, value: float | None) -> int | None:
        if value is not None and value != int(value):
            sentence = f"{self.name}: an answer is a whole number, not {value:g}."
            raise ValidationError("answers", sentence)
        return None if value is None else int(value)


def questionnaire_columns(
    meanings: Mapping[int, Meaning], options: ImportOptions
) -> list[QuestionnaireColumns]:
    """Return the questionnaires of a table.

    Raises:
        ValidationError: one is unknown and has no stated range, or has fewer items.
    """
    found: dict[str, QuestionnaireColumns] = {}
    for column, meaning in meanings.items():
        if meaning.kind != SCALE:
            continue
        new = _columns_of(meaning, options)
        columns = found.setdefault(new.name, new)
        questionnaire = columns.questionnaire
        if meaning.item is None:
            columns.total = column
        elif questionnaire is None or not 1 <= meaning.item <= len(questionnaire.items):
            raise ValidationError("map", f"{columns.name} has no item {meaning.item}.")
        else:
            columns.items[meaning.item] = column
    for columns in found.values():
        questionnaire = columns.questionnaire
        if questionnaire and 0 < len(columns.items) < len(questionnaire.items):
            raise ValidationError(
                "map",
                f"{questionnaire.title} has {len(questionnaire.items)} items, but a column is "
                f"named for only {len(columns.items)}; name one for each: "
                f"--map 'Q1=scale:{questionnaire.key}:1'.",
            )
    return list(found.values())


def _columns_of(meaning: Meaning, options: ImportOptions) -> QuestionnaireColumns:
    """Return the questionnaire of a column, still without its columns."""
    name, scale = meaning.name, meaning.scale
    published = find_published(name, options.questionnaires)
    if published is None:
        if scale is None:
            shown = shorten(name, 40)
            raise ValidationError(
                "map", f"{shown} is unknown; add its range: --map 'COLUMN=scale:{shown}:0-63'."
            )
        return QuestionnaireColumns(name, None, scale)
    if scale and (scale.low, scale.high) != (published.low, published.high):
        raise ValidationError(
            "map",
            f"{published.key} goes from {published.low:g} to {published.high:g}; leave its range "
            "out.",
        )
    questionnaire = published if isinstance(published, Questionnaire) else None
    scale = Scale(published.low, published.high, published.better)
    return QuestionnaireColumns(published.key, questionnaire, scale)


def _ask_for_scale(
    meaning: Meaning, heading: str, cells: Sequence[str], values: Sequence[float], measure: Measure
) -> NeedsAnswerError:
    """Return the question; no `values` where they are not hours in minutes either."""
    likely = likely_meaning(measure, values) if values else ""
    if measure.in_hours:
        ask = "Say that they are minutes"
        otherwise = " Write the column in hours, or leave it out: " + (
            f"--map '{shown_heading(heading)}=-'."
        )
    else:
        ask, otherwise = "Say its lowest and highest number", ""
    say = f" {ask}: --map '{shown_heading(heading)}={likely}'." if likely else otherwise
    return NeedsAnswerError(
        f"{measure.label} goes from {measure.low:g} to {measure.high:g}, but most numbers under "
        f"{heading} do not.{say}",
        (Question(meaning.name, f"Column {heading}", tuple(cells[:3]), column=True),),
    )


def _are_parts_of_one(values: Sequence[float], measure: Measure) -> bool:
    """Return whether numbers are from 0 to 1 with fractions on a scale of whole numbers.

    A spreadsheet keeps 70% as 0.7.
    """
    return (
        (measure.low, measure.step) == (0, 1)
        and measure.high > 1
        and all(0 <= value <= 1 for value in values)
        and any(value % 1 for value in values)
    )


def _ask_whether_parts(
    meaning: Meaning, heading: str, cells: Sequence[str], measure: Measure
) -> NeedsAnswerError:
    lower = ",lower" if measure.better == "lower" else ""
    forms = (
        f"--map '{shown_heading(heading)}={measure.key}:0-{high:g}{lower}'"
        for high in (1, measure.high)
    )
    return NeedsAnswerError(
        f"{measure.label} goes from {measure.low:g} to {measure.high:g}, but no number under "
        f"{heading} is above 1, as where 0.7 is 70%. Say its lowest and highest number: "
        f"{' or '.join(forms)}.",
        (Question(meaning.name, f"Column {heading}", tuple(cells[:3]), column=True),),
    )


def _ends(scale: Scale | Measure) -> tuple[object, ...]:
    return scale.low, scale.high, scale.better


def _with_scale(measure: Measure, scale: Scale, values: Iterable[float]) -> Measure:
    better = scale.better or measure.better
    # Whole numbers, tenths, hundredths or thousandths, as the values have them.
    digits = max((len(f"{v:.3f}".rstrip("0").partition(".")[2]) for v in values), default=0)
    step = scale.step or (1 if digits == 0 else round(10**-digits, 3))
    return replace(measure, low=scale.low, high=scale.high, better=better, step=step)
