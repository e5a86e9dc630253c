"""The forms about events: one of them, a new dose, the last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from tracker.analysis.events import medicines
from tracker.app.fields import Chips, DayField, Field, note, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.records import Event, ValidationError
from tracker.records.day_parser import parse_last_day
from tracker.records.event import KIND_WORDS
from tracker.records.format import format_day, format_long_day, shorten

ATTRIBUTES: Final = {
    **{name: name for name in ("kind", "title", "dose", "note")},
    **{"first day": "start", "to": "end"},
}
"""Attribute of each field."""


class EventForm(Form):
    """A new or saved event. Only the title and the first day are required."""

    AUTO_FOCUS = "#field-title LineInput"

    def __init__(self, session: Session, event: Event | None, today: date) -> None:
        title = "Add a medicine, therapy, event, illness or question"
        if event:
            title = f"The {KIND_WORDS[event.kind]} of {format_long_day(event.start, today)}"
        kind = Chips(KIND_WORDS.items(), event.kind if event else "medication", needed=True)
        what = text(event.title if event else "", "e.g. Sertraline, or your question")
        dose = text((event.dose or "") if event else "", "e.g. 50 mg daily")
        first, last = (event.start, event.end) if event else (None, None)
        latest = session.calendar_day
        super().__init__(
            title,
            Field("kind", "Kind", kind),
            Field("title", "What", what, wide=True),
            Field("dose", "Dose", dose),
            DayField("first day", "From", first, today, offer="today", latest=latest),
            DayField("to", "To", last, today, example="e.g. yesterday", read=self._read_last_day,
                     called="last day"),
            Field("note", "Note", note(event.note if event else None)),
        )  # fmt: skip
        self.session, self.event, self.today = session, event, today

    def _read_last_day(self, typed: str, _: str) -> date:
        try:
            first = self.read("first day") or self.today
        except ValidationError:  # it is said beside that field
            first = self.today
        return parse_last_day(typed, first, self.today, latest=self.session.calendar_day)

    def read_back(self, name: str) -> str:
        """Return how a field is read, and what an empty one means."""
        medicine = self.value("kind") == "medication"
        if name == "to" and not self.value(name):
            return "goes on" if medicine else "that one day"
        if name == "dose" and not self.value(name):
            return "" if medicine else "for medicines only"
        return super().read_back(name)

    def write(self) -> str:
        """Write a new event, or only the edited fields of a saved one."""
        if not self.value("title"):
            raise ValidationError("title", "Type what it is about, in a word or two.")
        if not self.value("first day"):
            raise ValidationError("first day", "Type the first day, like today or 14 Mar.")
        values = self.typed(ATTRIBUTES, all_of_it=self.event is None)
        if self.event is None:
            saved = Event(id=self.session.new_id(), **values)
            self.session.add(saved)
        else:
            saved = self.session.edit(self.event, **values)
        if saved.kind == "question":
            return "Saved: your question for the visit"
        return f"Saved: {shorten(saved.title, 30)}, {KIND_WORDS[saved.kind]}"


class NewDoseForm(Form):
    """Writes a further entry of the same title, which is how a new dose is recorded.

    It ends the one before it, as on the page. No entry gets an end when the dose changes, so
    removing the later one restores the former state.
    """

    def __init__(self, session: Session, doses: Sequence[Event], today: date) -> None:
        """`doses` are the entries of the medicine so far, the latest last."""
        taken = next(iter(medicines(doses, today)), None)
        now = taken.current.dose if taken and taken.current else None
        named = f", now {shorten(now, 30)}" if now else ""
        latest = session.calendar_day
        super().__init__(
            f"A new dose of {shorten(doses[-1].title, 30)}{named}",
            Field("dose", "Dose", text("", "e.g. 50 mg daily")),
            DayField("first day", "From", None, today, offer="today", latest=latest),
        )
        self.session, self.doses, self.today = session, doses, today

    def write(self) -> str:
        """Write the new dose, or correct the one that starts on the same day."""
        dose = self.value("dose")
        if not dose:
            raise ValidationError("dose", "Type the dose, like 50 mg daily. l says the last day.")
        start = self.read("first day") or self.today
        latest = self.doses[-1]
        if begun := [event for event in self.doses if event.start == start]:
            self.session.edit(begun[-1], dose=dose)
        else:
            end = latest.end if latest.end and latest.end >= start else None
            new_id = self.session.new_id()
            self.session.add(replace(latest, id=new_id, dose=dose, start=start, end=end, note=None))
        title = shorten(latest.title, 20)
        return f"Saved: {title} {shorten(dose, 20)} from {format_day(start, self.today)}"


class LastDayForm(Form):
    """The last day of a medicine, a therapy or an illness; of a question, the day it was asked.

    Today unless another is typed.
    """

    def __init__(self, session: Session, event: Event, today: date) -> None:
        self.asked = event.kind == "question"
        what = "The day you asked:" if self.asked else "The last day of"
        day = DayField("to", "Asked on" if self.asked else "Last day", event.end, today,
                       offer="today", read=self._read_last_day, called="last day")  # fmt: skip
        super().__init__(f"{what} {shorten(event.title, 40)}", day)
        self.session, self.event, self.today = session, event, today

    def _read_last_day(self, typed: str, _: str) -> date:
        latest = self.session.calendar_day
        return parse_last_day(typed, self.event.start, self.today, latest=latest)

    def write(self) -> str:
        """Write the last day to the event."""
        last = self.read("to") or self.today
        self.session.edit(self.event, end=last)
        title = shorten(self.event.title, 24)
        if self.asked:
            return f"Saved: asked on {format_day(last, self.today)}: {title}"
        verb = "is" if last > self.today else "was"
        return f"Saved: the last day of {title} {verb} {format_day(last, self.today)}"
