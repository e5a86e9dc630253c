"""What becomes of planned infusions: a series planned, another day for one, one that was given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tracker.app.fields import Chips, DayField, Field, Heading, text
from tracker.app.forms import Form
from tracker.app.infusions.forms import ROUTES, dose_field, minutes_field
from tracker.app.infusions.side_effects import SideEffectsForm
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.records import Diary, Infusion, ValidationError, parse_day
from tracker.records.day import check_day
from tracker.records.day_parser import weekday_number
from tracker.records.format import count, format_day, format_long_day, format_time, shorten
from tracker.records.infusion import MOST_PLANNED
from tracker.records.interval import Interval, parse_interval

DAYS_NAMED: Final = 4
_BY = re.compile(r"([+-])\s*(\d{1,4})\s*([dw]?)", re.ASCII)


class PlanForm(Form):
    """A planned series: the first day, the interval, how many; the days are shown before saving."""

    def __init__(self, session: Session, today: date, diary: Diary) -> None:
        super().__init__("Plan a series of infusions", "one u undoes all of it")
        self.session, self.today = session, today
        earlier = [i for i in diary.infusions if i.status != "cancelled"]
        dosed = [i for i in earlier if i.dose]
        self.template = (dosed or earlier or [Infusion(id="none", day=today)])[-1]
        """The infusion whose details are offered: they mostly stay the same."""
        self.gap = max(1, (earlier[-1].day - earlier[-2].day).days) if len(earlier) > 1 else 3
        coming = earlier[-1].day + timedelta(days=self.gap) if earlier else None
        self.first = coming if coming and coming > today else None
        """The first day offered: the next one at the same interval."""
        self.asked = False
        """Whether Enter on the unedited form was already answered with what it would plan."""

    def fields(self) -> Iterable[Widget]:
        """Ask for the three things a clinic tells you, and what is the same each time."""
        yield DayField("first day", "First day", self.first, self.today, example="e.g. mon, 5 Dec",
                       read=lambda typed, field: parse_day(typed, self.today, field, plan=True),
                       )  # fmt: skip
        every = text(count(self.gap, "day"), "e.g. 3 days")
        yield Field("every", "Every", every, "or twice a week", read=parse_interval,
                    called="interval")  # fmt: skip
        yield Field("times", "How many", text("6", "e.g. 6"), read=_read_times)
        yield Heading("The same each time")
        yield Field("route", "Route", Chips(ROUTES, self.template.route))
        yield dose_field(self.template.dose)
        yield minutes_field(self.template.minutes)

    def read_back(self, name: str) -> str:
        """Return the days that would be planned, and which values are those of last time."""
        if name == "first day" and not self.value(name):
            return "still needed"
        if name in ("dose", "minutes") and self.value(name) and not self.field(name).touched:
            return "as last time"
        if name != "times" or not self.read("first day"):
            return super().read_back(name)
        *before, last = self._days()
        named = [format_day(day, year=False) for day in before[:DAYS_NAMED]]
        more, ended = len(before) > DAYS_NAMED, format_day(last, self.today)
        named += [] if more else [ended]
        # Two a line: a line broken by its length would break within a day.
        pairs = [", ".join(named[n : n + 2]) for n in range(0, len(named), 2)]
        pairs += [f"and so on to {ended}"] if more else []
        return "= " + ",\n".join(pairs)

    def _days(self) -> tuple[date, ...]:
        asked = {"first day": "the first day", "every": "how often", "times": "how many"}
        for name, what in asked.items():
            if self.read(name) is None:
                raise ValidationError(name, f"Type {what}.")
        every: Interval = self.read("every")
        return every.days(self.read("first day"), self.read("times"))

    def write(self) -> str:
        """Write the series as one change, so that one undo removes it."""
        days, dose = self._days(), self.read("dose")
        if not self.asked and not any(field.touched for field in self.all_fields):
            self.asked = True
            first, last = (format_day(day, self.today) for day in (days[0], days[-1]))
            message = f"Enter again plans {len(days)}, from {first} to {last}."
            raise ValidationError("first day", message)
        series = [
            Infusion(
                id=self.session.new_id(),
                day=day,
                status="planned",
                route=self.read("route"),
                minutes=self.read("minutes"),
                dose_mg=dose.mg if dose else None,
                dose_mg_per_kg=dose.mg_per_kg if dose else None,
            )
            for day in days
        ]
        self.session.add(*series, action="plan")
        last = format_day(days[-1], self.today)
        one = f"Saved: planned for {last}"
        return one if len(days) == 1 else f"Saved: {len(days)} planned, the last on {last}"


def _read_times(typed: str, field: str) -> int:
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_PLANNED:
        return int(typed)
    raise ValidationError(field, f"“{shorten(typed, 20)}”: type a number from 1 to {MOST_PLANNED}.")


class MoveForm(Form):
    """Another day for a planned infusion; the arrows move it by a day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "later(1)", "Later", priority=True),
        Binding("up", "later(-1)", "Earlier", priority=True),
    ]

    def __init__(self, session: Session, infusion: Infusion, today: date) -> None:
        super().__init__(f"Move the infusion planned for {format_long_day(infusion.day, today)}")
        self.session, self.infusion, self.today = session, infusion, today

    def fields(self) -> Iterable[Widget]:
        """Ask for the day."""
        planned, today = self.infusion.day, self.today
        yield DayField("day", "To", None, today, "↑ ↓ by a day", example="e.g. +2, sat",
                       read=lambda typed, _: parse_move(typed, planned, today))  # fmt: skip

    def action_later(self, by: int) -> None:
        """Go a day on, or back, from the day so far; from the planned one if none can be read."""
        try:
            day = self.read("day") or self.infusion.day
        except ValidationError:
            day = self.infusion.day
        self.field("day").value = f"{(day - self.infusion.day).days + by:+d}"

    def write(self) -> str:
        """Write the day."""
        day, before = self.read("day"), self.infusion.day
        if day is None:
            raise ValidationError("day", "Type the day, like +2 or sat.")
        if day == before:
            raise ValidationError("day", "It is planned for that day already.")
        self.session.edit(self.infusion, "move", day=day)
        moved = f"{format_day(before, self.today)} to {format_day(day, self.today)}"
        return f"Saved: moved from {moved}"


def parse_move(text: str, planned: date, today: date) -> date:
    """Parse +2, -1, +1w from the planned day; the nearest weekday that is not past; or a day.

    Raises:
        ValidationError: it is not a day.
    """
    words = text.strip().casefold().replace("−", "-")
    if match := _BY.fullmatch(words):
        days = int(match[1] + match[2]) * (7 if match[3] == "w" else 1)
        return check_day("day", planned + timedelta(days=days))
    day = parse_day(words, today, plan=True)
    if weekday_number(words) is None:
        return day
    near = planned + timedelta(days=(day - planned).days % 7)
    near -= timedelta(days=7 if (near - planned).days > 3 else 0)  # the nearest one
    return near if near >= today else near + timedelta(days=7)


def mark_given(place: Place, planned: Infusion) -> None:
    """Mark it as given, confirm that, and open the form for its side effects."""
    day = format_day(planned.day, place.today)
    if planned.day > place.session.calendar_day:
        place.warn(f"{day} has not come yet. Given earlier? i a adds it, or d moves it.")
        return
    if planned.start and planned.starts_after(place.session.now()):
        start = format_time(planned.start)
        place.warn(f"{start} has not come yet. Given earlier? Change its start on Infusions (i).")
        return
    message = f"Saved: the infusion of {day} was given"
    if place.attempt(partial(place.session.edit, planned, "give", status="given"), message):
        given = next(i for i in place.diary.infusions if i.id == planned.id)
        form = SideEffectsForm(place.session, given, place.today, message)
        place.app.push_screen(form, lambda saved: place.done(saved or message))
