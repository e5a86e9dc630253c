"""How the cells of a column become ratings, and those of several a filled-in questionnaire.

A rating on another scale than its measure has is put on ours linearly and kept as it was rated
beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.exchange.apps.common import as_inactive, describe_mapping, rescale
from tracker.exchange.headings import (
    MISSING_CODES,
    SCALE,
    Meaning,
    Scale,
    cell_hours,
    cell_number,
    find_questionnaire,
    is_missing,
    measure_named,
    read_heading,
)
from tracker.exchange.result import ImportOptions, NeedsAnswerError, Question
from tracker.records import (
    Assessment,
    Diary,
    Measure,
    Number,
    Rating,
    ValidationError,
    known_measure,
    measure_key,
)
from tracker.records.format import plain_line
from tracker.records.questionnaires import Questionnaire, known_total, make_assessment
from tracker.records.validation import normalise

_FINEST: Final = 0.05
"""The step below which a value is put on the nearest one without being kept beside."""


class RatedColumn:
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
        if not (meaning.scale or said) and _mostly_off(values, self.here):
            raise _asks_for_the_scale(meaning, heading, cells, values, self.here)
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
        if self.there is None:
            return None
        ends = (self.there.low, self.there.high, self.there.better)
        if ends == (self.here.low, self.here.high, self.here.better):
            return (
                f"{self._heading} has finer values than {self.here.label}, and is rounded; as it "
                f"was rated it is kept too, as {self.there.key}."
            )
        return describe_mapping(self._heading, self.there, self.here)

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
class ScoredColumns:
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


def scored_columns(meanings: Mapping[int, Meaning], options: ImportOptions) -> list[ScoredColumns]:
    """Return the questionnaires that columns hold.

    Raises:
        ValidationError: one is unknown and its range is not said, or it has no such item.
    """
    found: dict[str, ScoredColumns] = {}
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
        scored = found.setdefault(name, ScoredColumns(name, known, scale))
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


def _is_builtin(measure: Measure) -> bool:

    known = known_measure(measure.key)
    return known is not None and known.key == measure.key


def _mostly_off(values: Sequence[float], measure: Measure) -> bool:
    """Return whether a column is on another scale than its measure: no slip of a finger or two."""
    off = sum(not measure.low <= value <= measure.high for value in values)
    return off > 1 and off > len(values) / 2


def _asks_for_the_scale(
    meaning: Meaning, heading: str, cells: Sequence[str], values: Sequence[float], measure: Measure
) -> NeedsAnswerError:
    low, high = min(0, *values), max(values)
    lower = ",lower" if measure.better == "lower" else ""
    return NeedsAnswerError(
        f"{measure.label} goes from {measure.low:g} to {measure.high:g}, and most numbers under "
        f"{heading} do not. Say its lowest and highest number: "
        f"--map '{heading}={measure.key}:{low:g}-{high:g}{lower}'.",
        (Question(meaning.name, f"Column {heading}", tuple(cells[:3]), column=True),),
    )


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
