"""The last day of a medicine, a therapy or an illness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.app.history_rows import named
from tracker.app.old_widgets.entry import Entry
from tracker.app.old_widgets.field import Field
from tracker.app.screens.form import Form
from tracker.app.screens.typed_day import say_typed_day, typed_day
from tracker.app.session import Session
from tracker.app.words import one_line, short_day
from tracker.records import Event


class LastDay(Form):
    """Asks for one day, today unless another is typed."""

    def __init__(self, session: Session, event: Event, today: date) -> None:
        super().__init__(f"The last day of {one_line(event.title, 40)}")
        self.session = session
        self.event = event
        self.today = today

    def compose_fields(self) -> Iterable[Field]:
        """Ask for the day."""
        last = self.event.end.isoformat() if self.event.end else "today"
        yield Field("to", "Last day", Entry(last), "today, fri, 3 days ago")

    def write(self) -> str:
        """Write it to the entry."""
        last = typed_day(self.field("to"), self.today)
        ended = replace(self.event, end=last)
        self.session.change(ended, f"the last day of {named(self.event)}")
        return f"Saved: the last day was {short_day(last, self.today)}. u takes it back."

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        say_typed_day(field, self.today)
