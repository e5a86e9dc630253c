"""A new dose of a medicine, from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.app.history_rows import named
from tracker.app.medicine_steps import steps
from tracker.app.screens.form import Form
from tracker.app.screens.typed_day import say_typed_day, typed_day
from tracker.app.session import Session
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.words import one_line, short_day
from tracker.records import Event, ValidationError


class NewDose(Form):
    """Writes a further entry of the same title, which is how a new dose is told.

    From the day on which an entry begins, it takes the place of that entry's dose.
    """

    def __init__(self, session: Session, medicine: Event, today: date) -> None:
        dose = f", now {one_line(medicine.dose, 30)}" if medicine.dose else ""
        super().__init__(f"A new dose of {one_line(medicine.title, 30)}{dose}")
        self.session = session
        self.medicine = medicine
        self.today = today

    def compose_fields(self) -> Iterable[Field]:
        """Ask for the dose, and from when on."""
        yield Field("dose", "Dose", Entry(), "50 mg daily")
        first = Entry("today")
        yield Field("first day", "From", first, "today, fri, 3 days ago, in 2 days")

    def write(self) -> str:
        """Write the new dose; it ends the one before."""
        if not self.field("dose").typed.strip():
            raise ValidationError(
                "dose", "The dose is empty; write it as 50 mg daily. f is for a stop."
            )
        start = typed_day(self.field("first day"), self.today)
        day = short_day(start, self.today)
        ours = steps(self.session.read().events, self.medicine)
        if begun := [event for event in ours if event.start == start]:
            self._correct(begun[-1])
            return f"Saved: another dose for the entry of {day}. u takes it back."
        self._add(start)
        return f"Saved: a new dose from {day} on. u takes it back."

    def _correct(self, event: Event) -> None:
        """Write the dose to the entry that begins on that day: no dose can end before it."""
        corrected = replace(event, dose=self.field("dose").typed)
        self.session.change(corrected, f"the dose of {named(event)}")

    def _add(self, start: date) -> None:
        end = self.medicine.end
        step = replace(
            self.medicine,
            id=self.session.new_id(),
            dose=self.field("dose").typed,
            start=start,
            end=end if end and end >= start else None,
            note=None,
        )
        self.session.add([step], named(step))

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        if field.field == "first day":
            say_typed_day(field, self.today)
        else:
            field.beside()
