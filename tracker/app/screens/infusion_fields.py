"""What is asked about an infusion: a line of a form each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tracker.app.side_effects import parse_side_effects
from tracker.app.widgets.choice_row import ChoiceRow
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.app.words import side_effects
from tracker.records import Infusion, parse_day, parse_time
from tracker.records.infusion import PHASES, ROUTES, STATUSES
from tracker.records.validation import parse_amount, parse_number

NOT_SAID: Final = "–"
STATUS_WORDS: Final = ("given", *(s for s in STATUSES if s != "given"))


@dataclass(frozen=True)
class Asked:
    """One field of the form: how it is shown, and how what is typed is read."""

    name: str
    """As the record's own refusals call it."""
    label: str
    attribute: str
    show: Callable[[Infusion], str]
    read: Callable[[str, date], Any]
    example: str = ""
    choices: tuple[str, ...] = ()

    def field(self, infusion: Infusion) -> Field:
        """Return the line of a form that asks for it."""
        shown = self.show(infusion)
        entry: ChoiceRow | NoteArea | Entry = Entry(shown)
        if self.choices:
            entry = ChoiceRow(self.choices, shown)
        elif self.name == "note":
            entry = NoteArea(shown)
        return Field(self.name, self.label, entry, self.example)

    def typed(self, field: Field, infusion: Infusion, today: date) -> Any:
        """Return what a field says; what was not touched stays exactly what it was.

        Raises:
            ValidationError: it was not understood.
        """
        if field.typed == self.show(infusion):
            return getattr(infusion, self.attribute)
        if field.typed.strip():
            return self.read(field.typed, today)
        return () if self.name == "side effects" else None


def _amount(attribute: str) -> Callable[[Infusion], str]:
    def show(infusion: Infusion) -> str:
        value = getattr(infusion, attribute)
        return "" if value is None else str(value)

    return show


def _choice(attribute: str) -> Callable[[Infusion], str]:
    return lambda infusion: getattr(infusion, attribute) or NOT_SAID


def _chosen(text: str, today: date) -> str | None:
    return None if text == NOT_SAID else text


FIELDS: Final = (
    Asked("day", "Day", "day", lambda i: i.day.isoformat(), parse_day, "today, fri, in 3 days"),
    Asked(
        "status",
        "Status",
        "status",
        lambda i: i.status,
        _chosen,
        choices=STATUS_WORDS,
    ),
    Asked(
        "start",
        "Start",
        "start",
        lambda i: f"{i.start:%H:%M}" if i.start else "",
        lambda text, today: parse_time(text, "start"),
        "10:30",
    ),
    Asked("route", "Route", "route", _choice("route"), _chosen, choices=(NOT_SAID, *ROUTES)),
    Asked(
        "dose",
        "Dose",
        "dose_mg",
        _amount("dose_mg"),
        lambda text, today: parse_amount(text, "dose", "mg"),
        "40mg",
    ),
    Asked(
        "dose per kg",
        "Dose per kg",
        "dose_mg_per_kg",
        _amount("dose_mg_per_kg"),
        lambda text, today: parse_amount(text, "dose per kg", "mg/kg"),
        "0.5",
    ),
    Asked(
        "weight",
        "Weight",
        "weight_kg",
        _amount("weight_kg"),
        lambda text, today: parse_amount(text, "weight", "kg"),
        "80kg",
    ),
    Asked(
        "minutes",
        "Minutes",
        "minutes",
        _amount("minutes"),
        lambda text, today: parse_amount(text, "minutes", "minutes", "min"),
        "40",
    ),
    Asked("phase", "Phase", "phase", _choice("phase"), _chosen, choices=(NOT_SAID, *PHASES)),
    Asked(
        "new course",
        "New course",
        "new_course",
        lambda i: "yes" if i.new_course else "no",
        lambda text, today: text == "yes",
        choices=("no", "yes"),
    ),
    Asked(
        "side effects",
        "Side effects",
        "side_effects",
        side_effects,
        lambda text, today: parse_side_effects(text),
        "nausea 2, headache 1 after",
    ),
    Asked(
        "cost",
        "Cost",
        "cost",
        _amount("cost"),
        lambda text, today: parse_number(text, "cost"),
        "450",
    ),
    Asked("note", "Note", "note", lambda i: i.note or "", lambda text, today: text),
)
"""A new detail of an infusion is a line here."""

BY_NAME: Final = {asked.name: asked for asked in FIELDS}
