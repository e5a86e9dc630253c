"""A series of infusions to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from tracker.app.plan import parse_coming_day, parse_every, parse_times, planned_days
from tracker.app.screens.form import Form
from tracker.app.screens.infusion_fields import BY_NAME
from tracker.app.session import Session
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.words import short_day
from tracker.records import Infusion, ValidationError

DAYS_NAMED: Final = 8
DETAILS: Final = ("route", "dose")
"""Known beforehand, and so not asked again when one was given."""


class PlanInfusions(Form):
    """Asks for the first day, how far apart and how many; shows the days before they are saved."""

    def __init__(self, session: Session, today: date) -> None:
        super().__init__("Plan a series of infusions")
        self.session = session
        self.today = today
        self.blank = Infusion(id=session.new_id(), day=today, status="planned")

    def compose_fields(self) -> Iterable[Field]:
        """Ask the three things a clinic says, and what is the same each time."""
        first = Entry()
        yield Field("first day", "First day", first, "tomorrow, fri, in 9 days")
        yield Field("every", "Every", Entry("3d"), "3d, 2w, twice a week")
        yield Field("times", "How many", Entry("6"))
        yield from (BY_NAME[name].field(self.blank) for name in DETAILS)

    def write(self) -> str:
        """Write the whole series as one change, so that one undo takes it back."""
        days = self._days()
        like = replace(self.blank, **self._details())
        series = [replace(like, id=self.session.new_id(), day=day) for day in days]
        self.session.add(series, f"{len(series)} planned infusions")
        last = short_day(days[-1], self.today)
        return f"Saved: {len(series)} planned, the last one on {last}. u takes them back."

    def _details(self) -> dict[str, Any]:
        asked = [BY_NAME[name] for name in DETAILS]
        return {a.attribute: a.typed(self.field(a.name), self.blank, self.today) for a in asked}

    def read_again(self, field: Field) -> None:
        """Name the days while they are typed."""
        field.beside()
        try:
            days = self._days()
        except ValidationError:
            self.field("times").beside()
        else:
            self.field("times").beside(self._named(days))

    def _days(self) -> tuple[date, ...]:
        typed = (self.field(name).typed for name in ("first day", "every", "times"))
        first, every, times = typed
        return planned_days(
            parse_coming_day(first, self.today), parse_every(every), parse_times(times)
        )

    def _named(self, days: tuple[date, ...]) -> str:
        named = ", ".join(short_day(day, self.today) for day in days[:DAYS_NAMED])
        if len(days) <= DAYS_NAMED:
            return named
        return f"{named} … {short_day(days[-1], self.today)}"
