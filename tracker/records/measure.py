"""What is rated, and one rating of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tracker.records import text
from tracker.records.numbers import Number, parse_number, tidy
from tracker.records.problem import Problem

Better = Literal["higher", "lower"]
BETTER: Final = ("higher", "lower")

KEY_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Rating:
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
        """Raise a Problem for a scale that could not be rated."""
        if not self.key or self.key != measure_key(self.key):
            raise Problem("key", "A measure's key is lower-case letters, digits and _.")
        object.__setattr__(self, "label", text.required("label", self.label))
        for field in ("low_label", "high_label", "unit"):
            folded = text.title(field.replace("_", " "), getattr(self, field))
            object.__setattr__(self, field, folded)
        text.one_of("better end", self.better, BETTER)
        if not (-1000 <= self.low < self.high <= 1000 and 0 < self.step <= self.high - self.low):
            raise Problem("scale", "A scale needs a low end below its high end, within ±1000.")
        for field in ("low", "high", "step"):
            object.__setattr__(self, field, tidy(getattr(self, field)))

    @property
    def best(self) -> Number:
        """The end of the scale a person hopes for."""
        return self.high if self.better == "higher" else self.low

    @property
    def sign(self) -> int:
        """+1 where a higher value is better, -1 where a lower one is."""
        return 1 if self.better == "higher" else -1

    @property
    def scale(self) -> str:
        """The scale in words: 0–10, 10 best."""
        unit = f" {self.unit}" if self.unit else ""
        low = str(self.low).replace("-", "−")
        return f"{low}–{self.high}{unit}, {str(self.best).replace('-', '−')} best"

    def same_scale(self, other: Measure) -> bool:
        """Whether values of the two may stand in one column."""
        return (self.low, self.high, self.step, self.better) == (
            other.low,
            other.high,
            other.step,
            other.better,
        )

    def rate(self, value: Number | str) -> Rating:
        """Return a rating.

        Raises:
            Problem: the value is no number, off the scale, or between two steps.
        """
        if isinstance(value, str):
            value = self._parsed(value)
        if (
            isinstance(value, bool)
            or not self.low <= value <= self.high
            or not self._on_step(value)
        ):
            raise Problem(self.key, self._how_to_rate())
        # 0.1 + 0.2 is written down as 0.3: nine decimals are what a file can say.
        return Rating(self.key, tidy(round(value, 9)))

    def _parsed(self, text: str) -> Number:
        try:
            return parse_number(text, self.label)
        except Problem:
            how = self._how_to_rate().removeprefix(self.label)
            raise Problem(self.key, f"{self.label} is not a number: it{how}") from None

    def _on_step(self, value: Number) -> bool:
        steps = (value - self.low) / self.step
        return abs(steps - round(steps)) < 1e-6

    def _how_to_rate(self) -> str:
        steps = "in whole numbers" if self.step == 1 else f"in steps of {self.step:g}"
        return f"{self.label} goes from {self.low} to {self.high} {steps}.".replace(" -", " −")


def measure_key(label: str) -> str:
    """Return the key for a label or a column's heading: "Sleep (hours)" gives sleep_hours."""
    letters = (c if c.isalnum() else " " for c in label.casefold())
    return "_".join("".join(letters).split())[:KEY_LIMIT].rstrip("_")
