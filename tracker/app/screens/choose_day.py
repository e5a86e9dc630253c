"""Which other day to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.app.screens.form import Form
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.records import ValidationError, parse_day
from tracker.records.day import reject_future
from tracker.records.format import format_day


class ChooseDay(Form):
    """Asks for a day that has come already; ends with it as 2026-11-20.

    Enter alone is yesterday, the day most often missed.
    """

    def __init__(self, today: date) -> None:
        super().__init__("Which day would you like to fill in?")
        self.today = today

    def compose_fields(self) -> Iterable[Field]:
        """Ask in the words a person uses."""
        entry = Entry(max_length=40, placeholder="yesterday")
        yield Field("day", "Day", entry, "Enter alone: yesterday. Or fri, 3 days ago, 2026-03-14")

    def write(self) -> str:
        """Return the day; nothing is written yet."""
        return self._day().isoformat()

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        try:
            field.beside(format_day(self._day()) if field.typed.strip() else None)
        except ValidationError:
            field.beside()

    def _day(self) -> date:
        day = parse_day(self.field("day").typed.strip() or "yesterday", self.today)
        return reject_future("day", day, self.today)
