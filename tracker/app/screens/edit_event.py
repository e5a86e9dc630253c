"""One event as a form: a medicine, a session, an illness, a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.widgets import Input

from tracker.app.history_rows import named
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.app.widgets.choice_row import ChoiceRow
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.app.words import short_day
from tracker.records import Event, parse_day
from tracker.records.event import KINDS


class EditEvent(Form):
    """The form on an event that was written down before."""

    def __init__(self, session: Session, event: Event, today: date) -> None:
        super().__init__(f"The {event.kind} entry of {short_day(event.start, today)}")
        self.session = session
        self.event = event
        self.today = today

    def compose_fields(self) -> Iterable[Field]:
        """Ask for every detail there is."""
        event = self.event
        yield Field("kind", "Kind", ChoiceRow(KINDS, event.kind))
        yield Field("title", "What", _line(event.title))
        yield Field("first day", "First day", _line(event.start.isoformat()), "fri, 2026-03-14")
        last = event.end.isoformat() if event.end else ""
        yield Field("to", "Last day", _line(last), "empty: one day; a medicine goes on")
        yield Field("dose", "Dose", _line(event.dose or ""), "for a medicine: 25 mg daily")
        yield Field("note", "Note", NoteArea(event.note or ""))

    def write(self) -> str:
        """Write the event as the form says it is."""
        last = self.field("to").typed
        event = Event(
            id=self.event.id,
            kind=self.field("kind").typed,
            title=self.field("title").typed,
            start=parse_day(self.field("first day").typed, self.today, "first day"),
            end=parse_day(last, self.today, "to") if last.strip() else None,
            dose=self.field("dose").typed,
            note=self.field("note").typed,
        )
        self.session.change(event, f"the edit of {named(self.event)}")
        day = short_day(event.start, self.today)
        return f"Saved: the {event.kind} entry of {day}. u takes it back."


def _line(text: str) -> Input:
    return Input(text, compact=True, select_on_focus=False)
