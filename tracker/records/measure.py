"""What is rated: a measure and its scale, a rating, and the order of a diary's measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from tracker.records.text import format_number, plain_line, shorten
from tracker.records.validation import (
    AmbiguousError,
    Number,
    ValidationError,
    check_choice,
    clean_title,
    normalise,
    parse_number,
    require_text,
)

Better = Literal["higher", "lower"]
BETTER: Final = ("higher", "lower")

KEY_LIMIT = 40


class Rating(NamedTuple):
    """One measure's value in a check-in."""

    measure: str
    value: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A thing the person rates: its scale, which end is better, and what the ends mean.

    A scale is fixed once it has been used: a 5 must mean the same in March and in June.
    """

    key: str
    label: str
    low: Number = 0
    high: Number = 10
    step: Number = 1
    better: Better = "higher"
    low_label: str | None = None
    high_label: str | None = None
    unit: str | None = None
    active: bool = True

    def __post_init__(self) -> None:
        if not self.key or self.key != measure_key(self.key):
            raise ValidationError("key", "A measure's key is lower-case letters, digits and _.")
        object.__setattr__(self, "label", require_text("label", self.label))
        for field in ("low_label", "high_label", "unit"):
            folded = clean_title(field.replace("_", " "), getattr(self, field))
            object.__setattr__(self, field, folded)
        check_choice("better end", self.better, BETTER)
        if not -1000 <= self.low < self.high <= 1000:
            raise ValidationError(
                "scale", "A scale needs a low end below its high end, within ±1000."
            )
        if not 0 < self.step <= self.high - self.low:
            raise ValidationError(
                "scale",
                "The step must be above 0 and no wider than the scale, "
                f"{format_number(self.low)} to {format_number(self.high)}; not "
                f"{format_number(self.step)}.",
            )
        for field in ("low", "high", "step"):
            object.__setattr__(self, field, normalise(getattr(self, field)))

    @property
    def best(self) -> Number:
        """The better end of the scale."""
        return self.high if self.better == "higher" else self.low

    @property
    def sign(self) -> int:
        """+1 where a higher value is better, -1 where a lower one is."""
        return 1 if self.better == "higher" else -1

    @property
    def scale(self) -> str:
        """The scale in words: 0–10, 10 best; 0–24 hours."""
        span = f"{format_number(self.low)}–{format_number(self.high)}"
        # More hours are not simply better: a unit is a number, not a verdict.
        if self.unit:
            return f"{span} {plain_line(self.unit)}"
        return f"{span}, {format_number(self.best)} best"

    @property
    def in_hours(self) -> bool:
        """Whether 7:30 and 7h30 are values of it."""
        return (self.unit or "").casefold() in ("hours", "hour", "h")

    @property
    def hours_of_sleep(self) -> bool:
        """Whether it is hours of sleep, of which 24 are not best; not its quality from 0 to 10."""
        return self.key == "sleep" and self.in_hours

    def same_scale(self, other: Measure) -> bool:
        """Whether values of the two may be mixed."""
        mine, theirs = with_current_step(self), with_current_step(other)
        fields = ("low", "high", "step", "better")
        return all(getattr(mine, field) == getattr(theirs, field) for field in fields)

    def nearest(self, value: Number) -> Number:
        """Return the value on the nearest step of the scale."""
        return round(self.low + round((value - self.low) / self.step) * self.step, 9)

    def rate(self, value: Number | str) -> Rating:
        """Return a rating."""
        number = self._read(value) if isinstance(value, str) else value
        if (
            isinstance(number, bool)
            or not self.low <= number <= self.high
            or abs((steps := (number - self.low) / self.step) - round(steps)) >= 1e-6
        ):
            typed = shorten(value if isinstance(value, str) else format_number(value), 40)
            raise ValidationError(self.key, f"{self._how_to_rate()}, not {typed}.")
        # 0.1 + 0.2 is recorded as 0.3: nine decimals are what a file can hold.
        return Rating(self.key, normalise(round(number, 9)))

    def _read(self, typed: str) -> Number:
        try:
            if not self.in_hours:
                return parse_number(typed, self.key)
            # Here and not above: recording a mood reads no hours.
            from tracker.records.interval import parse_hours

            hours = parse_hours(typed, self.key)
        except AmbiguousError:
            raise
        except ValidationError:
            how = f"Cannot read “{shorten(typed, 40)}” as {plain_line(self.label).lower()}. "
            raise ValidationError(self.key, f"{how}{self._how_to_rate()}.") from None
        if self.low <= hours <= self.high and any(mark in typed.casefold() for mark in ":hm"):
            # 7:31 is not a whole number of steps: the nearest one is recorded.
            return self.nearest(hours)
        return hours

    def _how_to_rate(self) -> str:
        low, high, step = map(format_number, (self.low, self.high, self.step))
        steps = "in whole numbers" if self.step == 1 else f"in steps of {step}"
        if self.in_hours:
            steps = f"hours {steps} or as 7:30"
        return f"{plain_line(self.label)} goes from {low} to {high} {steps}"


def with_current_step(measure: Measure) -> Measure:
    """Return sleep of the first version with the present step, any other measure unchanged.

    Steps of 0.05 hold every tenth of an hour that was recorded then, and quarter hours too.
    """
    if (measure.key, measure.low, measure.high, measure.step) == ("sleep", 0, 24, 0.1):
        return replace(measure, step=0.05)
    return measure


def measure_key(label: str) -> str:
    """Return the key for a label or a column's heading: "Sleep (hours)" gives sleep_hours."""
    letters = (c if c.isalnum() else " " for c in label.casefold())
    return "_".join("".join(letters).split())[:KEY_LIMIT].rstrip("_")


MOOD: Final = Measure(
    key="mood",
    label="Mood",
    low_label="worst I can imagine",
    high_label="best I can imagine",
)
"""Always there. 0 to 10 with a true zero; both ends are words a person can hold on to."""

SELF_HARM: Final = "self_harm"
"""The measure that shows the crisis contacts when it is above zero; off until turned on."""


Measures = tuple[Measure, ...]


def set_active(measure: Measure, *, on: bool) -> Measure:
    """Return a measure turned on or off."""
    if measure.key == MOOD.key and not on:
        raise ValidationError("measure", "Mood is always rated; it is what the page is about.")
    return replace(measure, active=on)


def move_to_front(measures: Sequence[Measure], keys: Iterable[str]) -> Measures:
    """Return the measures in another order: mood, those named, then the others as before."""
    places = {key: place for place, key in enumerate((MOOD.key, *keys))}
    return tuple(sorted(measures, key=lambda m: places.get(m.key, len(places))))


def move_measure(measures: Sequence[Measure], key: str, by: int) -> Measures:
    """Return the measures with one moved up (-1) or down (1) among those that are on.

    Mood stays the first; a measure at an end stays there.
    """
    on = [m.key for m in measures if m.active and m.key != MOOD.key]
    if key not in on or not 0 <= on.index(key) + by < len(on):
        return tuple(measures)
    other = on[on.index(key) + by]
    places = [measure.key for measure in measures]
    a, b = places.index(key), places.index(other)
    swapped = list(measures)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return tuple(swapped)
