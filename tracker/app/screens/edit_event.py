"""One entry beside the mood as a form: a medicine, a session, an illness, a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.app.history_rows import named
from tracker.app.old_widgets.choice_row import ChoiceRow
from tracker.app.old_widgets.entry import Entry
from tracker.app.old_widgets.field import Field
from tracker.app.old_widgets.note_area import NoteArea
from tracker.app.screens.form import Form
from tracker.app.screens.typed_day import say_typed_day, typed_day
from tracker.app.session import Session
from tracker.app.words import short_day
from tracker.records import Event
from tracker.records.event import KINDS


class EditEvent(Form):
    """The form on an event written down before, or on a new one: kind and title are enough."""

    AUTO_FOCUS = "#field-title Entry"

    def __init__(self, session: Session, event: Event | None, today: date) -> None:
        new = "What else happened"
        super().__init__(
            f"The {event.kind} entry of {short_day(event.start, today)}" if event else new
        )
        self.session = session
        self.event = event
        self.today = today

    def compose_fields(self) -> Iterable[Field]:
        """Ask for every detail there is."""
        event = self.event
        last = event.end.isoformat() if event and event.end else ""
        yield Field("kind", "Kind", ChoiceRow(KINDS, event.kind if event else KINDS[0]))
        yield Field("title", "What", _line(event.title if event else None), "a word or two")
        first = event.start.isoformat() if event else "today"
        yield Field("first day", "First day", _line(first), "fri, 2026-03-14")
        yield Field("to", "Last day", _line(last), "empty: one day; a medicine goes on")
        yield Field(
            "dose", "Dose", _line(event.dose if event else None), "for a medicine: 25 mg daily"
        )
        yield Field("note", "Note", NoteArea(event.note or "" if event else ""))

    def write(self) -> str:
        """Write the event as the form says it is."""
        last = self.field("to")
        event = Event(
            id=self.event.id if self.event else self.session.new_id(),
            kind=self.field("kind").typed,
            title=self.field("title").typed,
            start=typed_day(self.field("first day"), self.today),
            end=typed_day(last, self.today) if last.typed.strip() else None,
            dose=self.field("dose").typed,
            note=self.field("note").typed,
        )
        if self.event:
            self.session.change(event, f"the edit of {named(self.event)}")
        else:
            self.session.add_as([event], named(event))
        day = short_day(event.start, self.today)
        return f"Saved: the {event.kind} entry of {day}. u takes it back."

    def read_again(self, field: Field) -> None:
        """Show how a day is understood while it is typed."""
        if field.field in ("first day", "to"):
            say_typed_day(field, self.today)
        else:
            field.beside()


def _line(text: str | None) -> Entry:
    return Entry(text or "")
