"""The forms about infusions: one of them, a series to come, another day, its side effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tracker.app.chips import Chips
from tracker.app.fields import DayField, Field, Heading, note, number_text, text
from tracker.app.forms import Form
from tracker.app.infusions.moving import parse_move
from tracker.app.infusions.side_effects import SideEffectTable, differing
from tracker.app.session import Session
from tracker.records import Diary, Infusion, ValidationError, parse_day
from tracker.records.day import parse_time
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
from tracker.records.infusion import SideEffect, parse_dose, parse_side_effects, parse_weight
from tracker.records.interval import Interval, parse_interval, parse_minutes
from tracker.records.validation import parse_number

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
PHASES: Final = (
    ("induction", "first series"),
    ("taper", "taper"),
    ("maintenance", "maintenance"),
    ("single", "single"),
)
MOST_PLANNED: Final = 60
"""Infusions in one plan: far more than any course has."""
DAYS_NAMED: Final = 4
KILOS: Final = partial(number_text, unit="kg")
MINUTES: Final = partial(number_text, unit="min")
ROUTE_WORDS: Final = dict(ROUTES)

ATTRIBUTES: Final = {
    **{name: name for name in ("day", "status", "start", "route", "minutes", "phase", "cost")},
    "note": "note",
    "weight": "weight_kg",
    "new course": "new_course",
}
"""Attribute of each field; the dose writes two, and side effects are merged."""


def dose_field(dose: str = "") -> Field:
    """Return the field for a dose."""
    return Field("dose", "Dose", text(dose, "e.g. 40 mg"), "or 0.5 mg/kg", read=parse_dose)


def in_words(effects: Sequence[SideEffect]) -> str:
    """Return nausea mild, headache moderate after."""
    return ", ".join(effect.line for effect in effects)


class InfusionForm(Form):
    """A new or saved infusion. Only the day is required."""

    def __init__(
        self, session: Session, infusion: Infusion | None, today: date, diary: Diary
    ) -> None:
        self.infusion = infusion
        title = "Add an infusion"
        if infusion:
            title = f"The infusion of {format_long_day(infusion.day, today)}"
        super().__init__(title, "only the day is needed")
        self.session, self.today = session, today
        given = [i for i in diary.infusions if i.given]
        self.taken_days = {i.day for i in given}
        self.warned: date | None = None
        self.last = given[-1] if given and not infusion else None
        """The last one given: a new one is offered its route and weight."""

    def fields(self) -> Iterable[Widget]:
        """Ask for every detail of an infusion."""
        one = self.infusion or Infusion(
            id="new",
            day=self.today,
            route=self.last.route if self.last else None,
            weight_kg=self.last.weight_kg if self.last else None,
        )
        saved = one.day if self.infusion else None
        yield DayField("day", "Day", saved, self.today, "still needed", offer="today",
                       read=self._read_day)  # fmt: skip
        yield Field("status", "It was", Chips(STATUSES, one.status, needed=True))
        start = format_time(one.start) if one.start else ""
        start_entry = text(start, "e.g. 10:30 or 9pm")
        yield Field("start", "Start", start_entry, read=parse_time, show=format_time,
                    called="start time")  # fmt: skip
        yield Heading("Dose")
        yield Field("route", "Route", Chips(ROUTES, one.route))
        yield dose_field(one.dose or "")
        weight = text(number_text(one.weight_kg, "kg"), "e.g. 80 kg")
        yield Field("weight", "Weight", weight, read=parse_weight, show=KILOS)
        minutes = text(number_text(one.minutes), "e.g. 40")
        yield Field("minutes", "Minutes", minutes, read=parse_minutes, show=MINUTES)
        yield Heading("How it went")
        effects = text(format_side_effects(one), "e.g. nausea mild, headache severe after")
        yield Field("side effects", "Side effects", effects, read=parse_side_effects,
                    show=in_words, wide=True)  # fmt: skip
        yield Field("note", "Note", note(one.note))
        yield Heading("More")
        yield Field("phase", "Phase", Chips(PHASES, one.phase))
        fresh = Chips((("no", "no"), ("yes", "yes")), ("no", "yes")[one.new_course], needed=True)
        yield Field("new course", "New course", fresh, read=lambda typed, _: typed == "yes")
        cost = text(number_text(one.cost), "e.g. 450")
        yield Field("cost", "Cost", cost, read=parse_number, show=format_amount)

    def _read_day(self, typed: str, field: str) -> date:
        return parse_day(typed, self.today, field, plan=self.value("status") == "planned")

    def read_back(self, name: str) -> str:
        """Return how a field is read; for a dose, the other unit, or that it is unusual."""
        if name == "dose" and (dose := self.read("dose")):
            one = Infusion(
                id="new",
                day=self.today,
                dose_mg=dose.mg,
                dose_mg_per_kg=dose.mg_per_kg,
                weight_kg=self._weight_if_read(),
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

    def _weight_if_read(self) -> Any:
        try:
            return self.read("weight")
        except ValidationError:
            return None

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
        if status == "given" and day > self.today:
            named = format_long_day(day, self.today)
            raise ValidationError("day", f"{named} has not come yet: choose planned.")
        named = format_day(day, self.today)
        if one is None and day in self.taken_days and self.warned != day:
            self.warned = day
            message = f"There is already an infusion on {named}. Enter adds another."
            raise ValidationError("day", message)
        if one is None:
            self.session.add(Infusion(id=self.session.new_id(), **values))
        elif values:
            self.session.edit(one, **values)
        return f"Saved: the infusion of {named}, {status}"


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
        yield dose_field(self.template.dose or "")
        minutes = text(number_text(self.template.minutes), "e.g. 40")
        yield Field("minutes", "Minutes", minutes, read=parse_minutes, show=MINUTES)

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
        try:
            return every.days(self.read("first day"), self.read("times"))
        except (OverflowError, ValueError):
            raise ValidationError("every", "These days leave the calendar.") from None

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
        Binding("down", "later(1)", "A day later", priority=True),
        Binding("up", "later(-1)", "A day earlier", priority=True),
    ]

    def __init__(self, session: Session, infusion: Infusion, today: date) -> None:
        super().__init__(f"Move the infusion planned for {format_long_day(infusion.day, today)}")
        self.session, self.infusion, self.today, self.by = session, infusion, today, 0

    def fields(self) -> Iterable[Widget]:
        """Ask for the day."""
        planned, today = self.infusion.day, self.today
        yield DayField("day", "To", None, today, "↑ ↓ by a day", example="e.g. +2, sat",
                       read=lambda typed, _: parse_move(typed, planned, today))  # fmt: skip

    def action_later(self, by: int) -> None:
        """Go a day on, or back, from the day message so far."""
        self.by += by
        self.field("day").value = f"{self.by:+d}"

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


class SideEffectsForm(Form):
    """The common side effects as a table, any other in words, and the note.

    `saved` confirms what was saved just before: it is returned if nothing was filled in.
    """

    def __init__(
        self, session: Session, infusion: Infusion, today: date, saved: str = "Nothing was changed"
    ) -> None:
        day = format_long_day(infusion.day, today)
        super().__init__(f"Side effects · infusion of {day}", "skip what you like")
        self.session, self.infusion, self.today, self.saved = session, infusion, today, saved

    def fields(self) -> Iterable[Widget]:
        """Ask for the table, other side effects and the note, all optional."""
        table = SideEffectTable(self.infusion.side_effects)
        yield Field("table", "0 none\n1 mild\n2 moderate\n3 severe", table)
        others = text("", "e.g. numb hands mild, sore arm severe after")
        yield Field("side effects", "Any other", others, read=parse_side_effects,
                    show=in_words, wide=True)  # fmt: skip
        yield Field("note", "Note", note(self.infusion.note))

    def write(self) -> str:
        """Write what was filled in; if nothing was, change nothing."""
        effects = self.query_one(SideEffectTable).effects(self.read("side effects") or ())
        values = self.typed({"note": "note"}, all_of_it=False)
        if touched := differing(self.infusion.side_effects, effects):
            values["side_effects"] = touched
        if not values:
            return self.saved
        self.session.edit(self.infusion, "side effects", **values)
        return f"Saved: side effects of {format_day(self.infusion.day, self.today)}"
