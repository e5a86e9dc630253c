"""The forms about infusions: one of them, a series planned, another day; and marking one given."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from tracker.app.fields import Chips, DayField, Field, Heading, note, number_text, text
from tracker.app.forms import Form
from tracker.app.infusions.side_effects import SideEffectsForm, differing, name_effects
from tracker.app.screen import Place
from tracker.app.session import Session
from tracker.records import Diary, Infusion, ValidationError, parse_day
from tracker.records.day import check_day
from tracker.records.day_parser import parse_time, weekday_number
from tracker.records.format import (
    count,
    format_amount,
    format_day,
    format_long_day,
    format_number,
    format_side_effects,
    format_time,
    shorten,
)
from tracker.records.infusion import (
    MOST_PLANNED,
    PHASE_WORDS,
    parse_cost,
    parse_dose,
    parse_side_effects,
    parse_weight,
)
from tracker.records.interval import Interval, parse_interval, parse_minutes

STATUSES: Final = (("given", "given"), ("planned", "planned"), ("cancelled", "cancelled"))
ROUTES: Final = (
    ("iv", "vein"),
    ("im", "muscle"),
    ("nasal", "nose"),
    ("sc", "skin"),
    ("sublingual", "tongue"),
    ("oral", "mouth"),
    ("other", "other"),
)
"""Routes and their words: into a vein, a muscle, under the skin, and so on."""
ROUTE_WORDS: Final = dict(ROUTES)
ATTRIBUTES: Final = {
    **{name: name for name in ("day", "status", "start", "route", "minutes", "phase", "cost")},
    "note": "note",
    "weight": "weight_kg",
    "new course": "new_course",
}
"""Attribute of each field; the dose writes two, and side effects are merged."""
DAYS_NAMED: Final = 4
_BY = re.compile(r"([+-])\s*(\d{1,4})\s*([dw]?)", re.ASCII)


def dose_field(dose: str | None) -> Field:
    """Return the field for a dose."""
    return Field("dose", "Dose", text(dose or "", "e.g. 40 mg"), "or 0.5 mg/kg", read=parse_dose)


def minutes_field(minutes: float | None) -> Field:
    """Return the field for how long an infusion runs."""
    entry, show = text(number_text(minutes), "e.g. 40"), partial(number_text, unit="min")
    return Field("minutes", "Minutes", entry, read=parse_minutes, show=show)


class InfusionForm(Form):
    """A new or saved infusion. Only the day is required."""

    def __init__(
        self, session: Session, infusion: Infusion | None, today: date, diary: Diary
    ) -> None:
        given = [i for i in diary.infusions if i.given]
        self.last = given[-1] if given and not infusion else None
        """The last one given: a new one is offered its route and weight."""
        one = infusion or Infusion(
            id="new",
            day=today,
            route=self.last.route if self.last else None,
            weight_kg=self.last.weight_kg if self.last else None,
        )
        start = text(format_time(one.start) if one.start else "", "e.g. 10:30 or 9pm")
        weight = text(number_text(one.weight_kg, "kg"), "e.g. 80 kg")
        effects = text(format_side_effects(one), "e.g. nausea mild, headache 2 after")
        fresh = Chips((("no", "no"), ("yes", "yes")), ("no", "yes")[one.new_course], needed=True)
        cost = text(number_text(one.cost), "e.g. 450")
        named = f"The infusion of {format_long_day(one.day, today)}"
        super().__init__(
            named if infusion else "Add an infusion",
            DayField("day", "Day", one.day if infusion else None, today, "still needed",
                     offer="today", read=self._read_day),
            Field("status", "It was", Chips(STATUSES, one.status, needed=True)),
            Field("start", "Start", start, read=parse_time, show=format_time, called="start time"),
            Heading("Dose"),
            Field("route", "Route", Chips(ROUTES, one.route)),
            dose_field(one.dose),
            Field("weight", "Weight", weight, read=parse_weight,
                  show=partial(number_text, unit="kg")),
            minutes_field(one.minutes),
            Heading("How it went"),
            Field("side effects", "Side effects", effects, read=parse_side_effects,
                  show=name_effects, wide=True),
            Field("note", "Note", note(one.note)),
            Heading("More"),
            Field("phase", "Phase", Chips(PHASE_WORDS.items(), one.phase)),
            Field("new course", "New course", fresh, read=lambda typed, _: typed == "yes"),
            Field("cost", "Cost", cost, read=parse_cost, show=format_amount),
            keys="only the day is needed",
        )  # fmt: skip
        self.session, self.infusion, self.today = session, infusion, today
        self.taken_days = {i.day for i in given}
        self.warned: date | None = None

    def _read_day(self, typed: str, field: str) -> date:
        plan, latest = self.value("status") == "planned", self.session.calendar_day
        return parse_day(typed, self.today, field, plan=plan, latest=latest)

    def read_back(self, name: str) -> str:
        """Return how a field is read; for a dose, the other unit, or that it is unusual."""
        if name == "dose" and (dose := self.read("dose")):
            weight = None
            with suppress(ValidationError):
                weight = self.read("weight")
            one = Infusion(
                id="new",
                day=self.today,
                dose_mg=dose.mg,
                dose_mg_per_kg=dose.mg_per_kg,
                weight_kg=weight,
            )
            if one.unusual_dose:
                return "Is the unit right?"
            if other := one.worked_out_dose:
                return f"= {other} at {format_number(one.weight_kg)} kg"
        if name == "weight" and self.last and self.last.weight_kg and not self.field(name).touched:
            return "as last time"
        if name == "side effects" and not self.field(name).touched:
            return ""
        return super().read_back(name)

    def write(self) -> str:
        """Write a new infusion, or only the edited fields of a saved one."""
        one, day, status = self.infusion, self.read("day"), self.value("status")
        if day is None:
            raise ValidationError("day", "Type the day.")
        values = self.typed(ATTRIBUTES, all_of_it=one is None)
        if self.field("dose").touched:
            dose = self.read("dose")
            values |= {"dose_mg": dose and dose.mg, "dose_mg_per_kg": dose and dose.mg_per_kg}
        if self.field("side effects").touched:
            effects = self.read("side effects") or ()
            values["side_effects"] = differing(one.side_effects, effects) if one else effects
        named = format_day(day, self.today)
        # What was given there may be of tomorrow here: its day is not asked about again.
        if status == "given" and (one is None or values.keys() & {"day", "start", "status"}):
            if day > self.session.calendar_day:
                long = format_long_day(day, self.today)
                raise ValidationError("day", f"{long} has not come yet: choose planned.")
            start = self.read("start")
            if Infusion(id="new", day=day, start=start).starts_after(self.session.now()):
                message = f"{format_time(start)} on {named} has not come yet: choose planned."
                raise ValidationError("start", message)
        if one is None and day in self.taken_days and self.warned != day:
            self.warned = day
            message = f"There is already an infusion on {named}. Enter adds another."
            raise ValidationError("day", message)
        if one is None:
            self.session.add(Infusion(id=self.session.new_id(), **values))
        else:
            self.session.edit(one, **values)
        return f"Saved: the infusion of {named}, {status}"


class PlanForm(Form):
    """A planned series: the first day, the interval, how many; the days are shown before saving."""

    def __init__(self, session: Session, today: date, diary: Diary) -> None:
        earlier = [i for i in diary.infusions if i.status != "cancelled"]
        dosed = [i for i in earlier if i.dose]
        # Its details are offered: they mostly stay the same, and so does the interval.
        template = (dosed or earlier or [Infusion(id="none", day=today)])[-1]
        gap = max(1, (earlier[-1].day - earlier[-2].day).days) if len(earlier) > 1 else 3
        coming = earlier[-1].day + timedelta(days=gap) if earlier else None
        first = coming if coming and coming > today else None
        every = text(count(gap, "day"), "e.g. 3 days")
        super().__init__(
            "Plan a series of infusions",
            DayField("first day", "First day", first, today, example="e.g. mon, 5 Dec",
                     read=lambda typed, field: parse_day(typed, today, field, plan=True)),
            Field("every", "Every", every, "or twice a week", read=parse_interval,
                  called="interval"),
            Field("times", "How many", text("6", "e.g. 6"), read=_read_times),
            Heading("The same each time"),
            Field("route", "Route", Chips(ROUTES, template.route)),
            dose_field(template.dose),
            minutes_field(template.minutes),
            keys="one u undoes all of it",
        )  # fmt: skip
        self.session, self.today = session, today
        self.asked = False
        """Whether Enter on the unedited form was already answered with what it would plan."""

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
        planned = infusion.day
        day = DayField("day", "To", None, today, "↑ ↓ by a day", example="e.g. +2, sat",
                       read=lambda typed, _: parse_move(typed, planned, today))  # fmt: skip
        super().__init__(f"Move the infusion planned for {format_long_day(planned, today)}", day)
        self.session, self.infusion, self.today = session, infusion, today

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
    return near if near >= today else day


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
