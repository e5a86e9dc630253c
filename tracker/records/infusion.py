"""One treatment, and what was felt during and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final, Literal

from tracker.records.day import check_day
from tracker.records.validation import (
    Number,
    check_choice,
    check_id,
    check_range,
    clean_note,
    normalise,
    require_text,
)

Status = Literal["planned", "given", "cancelled"]
STATUSES: Final = ("planned", "given", "cancelled")
ROUTES: Final = ("iv", "im", "nasal", "sc", "sublingual", "oral", "other")
"""Into a vein, a muscle, the nose, under the skin, under the tongue, by mouth."""
PHASES: Final = ("induction", "taper", "maintenance", "single", "unknown")
WHEN: Final = ("during", "after")
SEVERITIES: Final = ("none", "mild", "moderate", "severe")
"""What 0, 1, 2 and 3 mean for a side effect."""

SIDE_EFFECTS: Final = (
    "dissociation",
    "nausea",
    "headache",
    "dizziness",
    "anxiety",
    "blurred vision",
    "blood pressure",
    "tiredness",
    "bladder",
)
"""Common ones, offered first (Short 2018; bladder for the long term). Any other may be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """Something felt during an infusion or in the days after it, 0 none to 3 severe."""

    name: str
    severity: int
    when: Literal["during", "after"] = "during"

    def __post_init__(self) -> None:
        """Raise a ValidationError for a severity off the scale."""
        object.__setattr__(self, "name", require_text("side effect", self.name))
        check_range("side effect's severity", self.severity, 0, 3)
        object.__setattr__(self, "severity", int(self.severity))
        check_choice("time of a side effect", self.when, WHEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infusion:
    """One treatment: planned, given or cancelled. Only the day is ever required.

    Ranges are wide on purpose: doses for pain run far above those for mood, and the diary
    records what was given; it does not judge it.
    """

    id: str
    day: date
    start: time | None = None
    status: Status = "given"
    route: str | None = None
    dose_mg: Number | None = None
    dose_mg_per_kg: Number | None = None
    weight_kg: Number | None = None
    minutes: Number | None = None
    phase: str | None = None
    new_course: bool = False
    side_effects: tuple[SideEffect, ...] = ()
    cost: Number | None = None
    """In the person's own currency; for their own papers."""
    note: str | None = None

    def __post_init__(self) -> None:
        """Raise a ValidationError for the first field that cannot be."""
        check_id(self.id)
        check_day("day", self.day)
        check_choice("status", self.status, STATUSES)
        for field, allowed in (("route", ROUTES), ("phase", PHASES)):
            if (value := getattr(self, field)) is not None:
                check_choice(field, value, allowed)
        for field, name, low, high, unit in _AMOUNTS:
            check_range(name, getattr(self, field), low, high, unit)
            if (value := getattr(self, field)) is not None:
                object.__setattr__(self, field, normalise(value))
        if self.start is not None:
            object.__setattr__(self, "start", self.start.replace(second=0, microsecond=0))
        object.__setattr__(self, "note", clean_note(self.note))

    @property
    def given(self) -> bool:
        """Whether it took place; only these are numbered and counted."""
        return self.status == "given"

    @property
    def dose(self) -> str | None:
        """The dose as a person would write it: 40 mg, 0.5 mg/kg, or both."""
        parts = [f"{self.dose_mg:g} mg"] if self.dose_mg is not None else []
        parts += [f"{self.dose_mg_per_kg:g} mg/kg"] if self.dose_mg_per_kg is not None else []
        return ", ".join(parts) or None


_AMOUNTS: Final = (
    ("dose_mg", "dose", 0.1, 10_000, "mg"),
    ("dose_mg_per_kg", "dose per kg", 0.01, 50, "mg/kg"),
    ("weight_kg", "weight", 20, 500, "kg"),
    ("minutes", "minutes", 1, 10_080, ""),
    ("cost", "cost", 0, 10_000_000, ""),
)
