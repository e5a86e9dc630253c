"""One infusion as a form. Only the day is needed; the rest can be added on a better day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from textual.widgets import Input

from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.app.side_effects import parse_side_effects
from tracker.app.widgets.choice_row import ChoiceRow
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.app.words import short_day, side_effects
from tracker.records import Infusion, Problem, parse_clock, parse_day
from tracker.records.days import say
from tracker.records.infusion import PHASES, ROUTES, STATUSES
from tracker.records.numbers import parse_amount, parse_number

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


def _amount(attribute: str) -> Callable[[Infusion], str]:
    def show(infusion: Infusion) -> str:
        value = getattr(infusion, attribute)
        return "" if value is None else f"{value:g}"

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
        lambda text, today: parse_clock(text, "start"),
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


class EditInfusion(Form):
    """The form on one infusion, new or written down before."""

    def __init__(self, session: Session, infusion: Infusion, today: date, *, new: bool) -> None:
        day = short_day(infusion.day, today)
        super().__init__("An infusion" if new else f"The infusion of {day}")
        self.session = session
        self.infusion = infusion
        self.today = today
        self.new = new

    def compose_fields(self) -> Iterable[Field]:
        """Ask for every detail there is."""
        for asked in FIELDS:
            yield Field(asked.name, asked.label, self._entry(asked), asked.example)

    def write(self) -> str:
        """Write the infusion as the form says it is."""
        typed = {asked.attribute: self._read(asked) for asked in FIELDS}
        infusion = Infusion(id=self.infusion.id, **typed)
        if infusion.given and infusion.day > self.today:
            raise Problem("day", f"{say(infusion.day)} has not come yet: choose planned for it.")
        if self.new:
            self.session.add([infusion], f"the infusion of {say(infusion.day)}")
        else:
            self.session.change(infusion, f"the edit of the infusion of {say(infusion.day)}")
        day = short_day(infusion.day, self.today)
        return f"Saved: the infusion of {day}, {infusion.status}. u takes it back."

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        field.beside()
        if field.field == "day":
            try:
                field.beside(say(parse_day(field.typed, self.today)))
            except Problem:
                return

    def _entry(self, asked: Asked) -> Input | ChoiceRow | NoteArea:
        shown = asked.show(self.infusion)
        if asked.choices:
            return ChoiceRow(asked.choices, shown)
        if asked.name == "note":
            return NoteArea(shown)
        return Input(shown, compact=True, select_on_focus=False)

    def _read(self, asked: Asked) -> Any:
        """Return what a field says; what was not touched stays exactly what it was."""
        typed = self.field(asked.name).typed
        if typed == asked.show(self.infusion):
            return getattr(self.infusion, asked.attribute)
        if typed.strip():
            return asked.read(typed, self.today)
        return () if asked.name == "side effects" else None
