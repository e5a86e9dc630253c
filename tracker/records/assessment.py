"""One filled-in questionnaire, or its total alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.records.day import check_day
from tracker.records.measure import BETTER, Better
from tracker.records.validation import (
    Number,
    ValidationError,
    check_choice,
    check_id,
    check_range,
    normalise,
    require_text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A questionnaire's answers and total on one day, with the scale the total is on.

    The total is kept beside the answers, never instead of them; a total without answers is one
    the clinic worked out. No total means too many answers were missing to have one.
    """

    id: str
    day: date
    questionnaire: str
    answers: tuple[int | None, ...] | None = None
    total: Number | None
    low: Number
    high: Number
    better: Better = "lower"

    def __post_init__(self) -> None:
        check_id(self.id)
        check_day("day", self.day)
        name = require_text("questionnaire", self.questionnaire)
        object.__setattr__(self, "questionnaire", name)
        check_choice("better end", self.better, BETTER)
        if not -10_000 <= self.low < self.high <= 10_000:
            raise ValidationError(
                "scale", "A questionnaire needs a lowest total below its highest."
            )
        check_range("total", self.total, self.low, self.high)
        if self.total is None and not self.answers:
            raise ValidationError("total", "A questionnaire needs a total or answers.")
        for answer in self.answers or ():
            check_range("answer", answer, -100, 100)
        for field in ("total", "low", "high"):
            if (value := getattr(self, field)) is not None:
                object.__setattr__(self, field, normalise(value))
