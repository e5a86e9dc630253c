"""From which day to which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.app.screens.form import Form
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.records import ValidationError, parse_day
from tracker.records.format import format_day


class ChooseDays(Form):
    """Asks for two days, either of which may be left out; ends with them as 2026-11-01/."""

    def __init__(self, today: date, first: date | None, last: date | None) -> None:
        super().__init__("Show the entries of which days?")
        self.today = today
        self.days = first, last

    def compose_fields(self) -> Iterable[Field]:
        """Ask in the words a person uses."""
        first, last = (Entry(day.isoformat() if day else "") for day in self.days)
        yield Field("first day", "From", first, "6 weeks ago, 2026-08-01; empty: the first")
        yield Field("last day", "To", last, "yesterday, fri; empty: the last")

    def write(self) -> str:
        """Return the days; nothing is written."""
        first, last = self._day("first day"), self._day("last day")
        if first and last and last < first:
            raise ValidationError("last day", "The last day lies before the first; swap them.")
        return "/".join(day.isoformat() if day else "" for day in (first, last))

    def read_again(self, field: Field) -> None:
        """Show how a day is understood while it is typed."""
        try:
            day = self._day(field.field)
        except ValidationError:
            field.beside()
        else:
            field.beside(format_day(day) if day else None)

    def _day(self, name: str) -> date | None:
        typed = self.field(name).typed
        return parse_day(typed, self.today, name) if typed.strip() else None
