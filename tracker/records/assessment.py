"""One filled-in questionnaire, or its total alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.records import text
from tracker.records.days import checked_day
from tracker.records.ids import checked_id
from tracker.records.measure import BETTER, Better
from tracker.records.numbers import Number, tidy, within
from tracker.records.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A questionnaire's answers and total on one day, with the scale the total is on.

    The total is kept beside the answers, never instead of them; a total without answers is one
    the clinic worked out. No total means too many answers were missing to have one.
    """

    id: str
    day: date
    questionnaire: str
    total: Number | None
    low: Number
    high: Number
    better: Better = "lower"
    answers: tuple[int | None, ...] | None = None

    def __post_init__(self) -> None:
        """Raise a Problem for a total off its own scale."""
        checked_id(self.id)
        checked_day("day", self.day)
        name = text.required("questionnaire", self.questionnaire)
        object.__setattr__(self, "questionnaire", name)
        text.one_of("better end", self.better, BETTER)
        if not -10_000 <= self.low < self.high <= 10_000:
            raise Problem("scale", "A questionnaire needs a lowest total below its highest.")
        within("total", self.total, self.low, self.high)
        if self.total is None and not self.answers:
            raise Problem("total", "A questionnaire needs a total or answers.")
        for answer in self.answers or ():
            within("answer", answer, -100, 100)
        for field in ("total", "low", "high"):
            if (value := getattr(self, field)) is not None:
                object.__setattr__(self, field, tidy(value))
