"""The forms about infusions: one of them, a series to come, another day, its side effects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tracker.app.forms import Field, Form, Heading, choice, note, text
from tracker.app.infusions.side_effects import SideEffectTable
from tracker.app.session import Session
from tracker.records import Diary, Infusion, ValidationError, parse_day
from tracker.records.day import parse_time
from tracker.records.format import (
    format_amount,
    format_day,
    format_long_day,
    format_number,
    format_side_effects,
    shorten,
)
from tracker.records.infusion import (
    SEVERITIES,
    Status,
    parse_dose,
    parse_side_effects,
    parse_weight,
)
from tracker.records.interval import parse_interval, parse_minutes
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
"""Into a vein, a muscle, the nose, under the skin, under the tongue, by mouth, another way."""
PHASES: Final = (
    ("induction", "first series"),
    ("taper", "taper"),
    ("maintenance", "maintenance"),
    ("single", "single"),
)
MOST_PLANNED: Final = 60
"""Infusions in one plan: far more than any course has."""
DAYS_NAMED: Final = 4

ROUTE_WORDS: Final = dict(ROUTES)


def dose_words(mg: Any, per_kg: Any) -> str:
    """Return 40 mg 0.5 mg/kg, as a field can read it again."""
    parts = [f"{format_number(mg)} mg"] if mg is not None else []
    parts += [f"{format_number(per_kg)} mg/kg"] if per_kg is not None else []
    return " ".join(parts)


def worked_out(mg: Any, per_kg: Any, weight: Any) -> str:
    """Return the other dose by the weight: = 40 mg at 80 kg; blank where that cannot be said."""
    if weight is None or (mg is None) == (per_kg is None):
        return ""
    at = f"at {format_number(weight)} kg"
    if per_kg is not None:
        return f"= {float(per_kg) * float(weight):.3g} mg {at}"
    return f"= {float(mg) / float(weight):.2g} mg/kg {at}"


class InfusionForm(Form):
    """One infusion, new or saved before. Only the day is needed; the rest can follow."""

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
        """The one before a new one: its route and its weight are offered."""

    def fields(self) -> Iterable[Widget]:
        """Ask for every detail there is."""
        one = self.infusion
        like = one or self.last
        weight = like.weight_kg if like else None
        day = format_day(one.day, self.today) if one else "today"
        yield Field("day", "Day", text(day, "e.g. yesterday, 24 Nov", max_length=60))
        status = one.status if one else "given"
        yield Field("status", "It was", choice(STATUSES, status, needed=True))
        start = f"{one.start:%H:%M}" if one and one.start else ""
        yield Field("start", "Start", text(start, "e.g. 10:30 or 9pm", max_length=40))
        yield Heading("Dose")
        yield Field("route", "Route", choice(ROUTES, like.route if like else None))
        dose = dose_words(one.dose_mg, one.dose_mg_per_kg) if one else ""
        yield Field("dose", "Dose", text(dose, "e.g. 40 mg or 0.5 mg/kg"))
        kilos = "" if weight is None else f"{format_number(weight)} kg"
        yield Field("weight", "Weight", text(kilos, "e.g. 80 kg", max_length=40))
        minutes = "" if one is None or one.minutes is None else format_number(one.minutes)
        yield Field("minutes", "Minutes", text(minutes, "e.g. 40", max_length=40))
        yield Heading("How it went")
        felt = format_side_effects(one) if one else ""
        effects = text(felt, "e.g. nausea mild, headache 2 after")
        yield Field("side effects", "Side effects", effects, wide=True)
        yield Field("note", "Note", note(one.note if one else None))
        yield Heading("More")
        yield Field("phase", "Phase", choice(PHASES, one.phase if one else None))
        fresh = "yes" if one and one.new_course else "no"
        course = choice((("no", "no"), ("yes", "yes")), fresh, needed=True)
        yield Field("new course", "New course", course)
        cost = "" if one is None or one.cost is None else format_amount(one.cost)
        yield Field("cost", "Cost", text(cost, "e.g. 450", max_length=40))

    def read_back(self, name: str) -> str:
        """Say how a field is read, and the other dose that follows."""
        typed = self.value(name)
        match name:
            case "day":
                return f"= {format_long_day(self._day(), self.today)}"
            case "dose" if typed:
                dose = parse_dose(typed)
                return worked_out(dose.mg, dose.mg_per_kg, self._weight_if_read()) or f"= {dose}"
            case "weight" if typed:
                weight = parse_weight(typed)
                if self.last and not self.field(name).touched:
                    return "as last time"
                return f"= {format_number(weight)} kg"
            case "start" if typed:
                return f"= {parse_time(typed, name):%H:%M}"
            case "minutes" if typed:
                return f"= {format_number(parse_minutes(typed))} min"
            case "cost" if typed:
                return f"= {format_amount(parse_number(typed, name))}"
            case "side effects" if typed and self.field(name).touched:
                return f"= {_felt_words(typed)}"
        return ""

    def _weight_if_read(self) -> Any:
        try:
            return parse_weight(typed) if (typed := self.value("weight")) else None
        except ValidationError:
            return None

    def _day(self) -> date:
        if self.infusion and not self.field("day").touched:
            return self.infusion.day
        plan = self.value("status") == "planned"
        return parse_day(self.value("day"), self.today, plan=plan)

    def write(self) -> str:
        """Write what was typed, and of an infusion saved before nothing else."""
        fields = self._typed()
        day, status = self._day(), self.value("status")
        if status == "given" and day > self.today:
            named = format_long_day(day, self.today)
            raise ValidationError("day", f"{named} has not come yet: choose planned.")
        if self.infusion is None and day in self.taken_days and self.warned != day:
            self.warned = day
            named = format_day(day, self.today)
            said = f"There is already an infusion on {named}. Enter adds another."
            raise ValidationError("day", said)
        if self.infusion is None:
            new = Infusion(id=self.session.new_id(), day=day, **fields)
            self.session.add(new)
        elif fields or day != self.infusion.day:
            self.session.edit(self.infusion, day=day, **fields)
        return f"Saved: the infusion of {format_day(day, self.today)}, {status}"

    def _typed(self) -> dict[str, Any]:
        """Return the fields to write: what was touched, and of a new one all there is."""
        dose = parse_dose(typed) if (typed := self.value("dose")) else None
        values: dict[str, tuple[str, Any]] = {
            "status": ("status", lambda t: _status(t)),
            "start": ("start", lambda t: parse_time(t, "start")),
            "route": ("route", str),
            "weight": ("weight_kg", parse_weight),
            "minutes": ("minutes", parse_minutes),
            "phase": ("phase", str),
            "new course": ("new_course", lambda t: t == "yes"),
            "cost": ("cost", lambda t: parse_number(t, "cost")),
            "note": ("note", str),
            "side effects": ("side_effects", parse_side_effects),
        }
        fields: dict[str, Any] = {}
        for name, (attribute, read) in values.items():
            typed = self.value(name)
            if self.infusion and not self.field(name).touched:
                continue
            if typed:
                fields[attribute] = read(typed)
            elif self.infusion:
                fields[attribute] = () if name == "side effects" else None
        if self.field("dose").touched:
            fields["dose_mg"] = dose.mg if dose else None
            fields["dose_mg_per_kg"] = dose.mg_per_kg if dose else None
        return fields


def _status(typed: str) -> Status:
    return "planned" if typed == "planned" else "cancelled" if typed == "cancelled" else "given"


def _felt_words(typed: str) -> str:
    return ", ".join(
        f"{shorten(e.name, 20)} {SEVERITIES[e.severity]}, {e.when}"
        for e in parse_side_effects(typed)
    )


class PlanForm(Form):
    """A series to come: the first day, how far apart, how many; the days are shown before."""

    def __init__(self, session: Session, today: date, diary: Diary) -> None:
        super().__init__("Plan a series of infusions", "one u undoes all of it")
        self.session, self.today = session, today
        last = [i for i in diary.infusions if i.status != "cancelled"]
        self.like = last[-1] if last else None
        gap = (last[-1].day - last[-2].day).days if len(last) > 1 else 3
        coming = last[-1].day + timedelta(days=max(1, gap)) if last else None
        self.first = coming if coming and coming > today else None
        """The day that would follow in the same rhythm, offered as the first."""

    def fields(self) -> Iterable[Widget]:
        """Ask the three things a clinic says, and what is the same each time."""
        first = format_day(self.first, self.today) if self.first else ""
        yield Field("first day", "First day", text(first, "e.g. tomorrow, fri", max_length=60))
        yield Field("every", "Every", text("3 days", "e.g. 3 days, twice a week", max_length=60))
        yield Field("times", "How many", text("6", "e.g. 6", max_length=12))
        yield Heading("The same each time")
        yield Field("route", "Route", choice(ROUTES, self.like.route if self.like else None))
        yield Field("dose", "Dose", text("", "e.g. 40 mg or 0.5 mg/kg"))

    def read_back(self, name: str) -> str:
        """Name the days that would be planned."""
        if name == "dose" and self.value("dose"):
            return f"= {parse_dose(self.value('dose'))}"
        if name == "first day":
            first = self._first()
            return f"= {format_long_day(first, self.today)}" if first else ""
        if name == "every":
            return f"= {parse_interval(self.value('every'), 'every')}"
        if name == "times" and self._first():
            return f"= {self._named(self._days())}"
        return ""

    def _first(self) -> date | None:
        typed = self.value("first day")
        return parse_day(typed, self.today, "first day", plan=True) if typed else None

    def _days(self) -> tuple[date, ...]:
        first, every = self._first(), parse_interval(self.value("every"), "every")
        try:
            times = parse_number(self.value("times"), "times")
        except ValidationError:
            typed = shorten(self.value("times"), 20)
            said = f"“{typed}” is not a number I can read. Try 6."
            raise ValidationError("times", said) from None
        if not first:
            raise ValidationError("first day", "Type the first day.")
        if not isinstance(times, int) or not 1 <= times <= MOST_PLANNED:
            raise ValidationError("times", f"Plan 1 to {MOST_PLANNED} infusions at a time.")
        try:
            return every.days(first, times)
        except (OverflowError, ValueError):
            raise ValidationError("every", "These days leave the calendar.") from None

    def _named(self, days: tuple[date, ...]) -> str:
        named = ", ".join(format_day(day, self.today) for day in days[:DAYS_NAMED])
        if len(days) <= DAYS_NAMED:
            return named
        return f"{named} … {format_day(days[-1], self.today)}"

    def write(self) -> str:
        """Write the whole series as one change, so that one undo takes it back."""
        days = self._days()
        dose = parse_dose(typed) if (typed := self.value("dose")) else None
        series = [
            Infusion(
                id=self.session.new_id(),
                day=day,
                status="planned",
                route=self.value("route") or None,
                dose_mg=dose.mg if dose else None,
                dose_mg_per_kg=dose.mg_per_kg if dose else None,
            )
            for day in days
        ]
        self.session.add(*series, action="plan")
        last = format_day(days[-1], self.today)
        one = f"Saved: planned for {last}"
        return one if len(days) == 1 else f"Saved: {len(days)} planned, the last on {last}"


class MoveForm(Form):
    """Another day for a planned infusion; the arrows say a day later or earlier."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "later(1)", "A day later", priority=True),
        Binding("up", "later(-1)", "A day earlier", priority=True),
    ]

    def __init__(self, session: Session, infusion: Infusion, today: date) -> None:
        super().__init__(f"Move the infusion planned for {format_long_day(infusion.day, today)}")
        self.session, self.infusion, self.today, self.by = session, infusion, today, 0

    def fields(self) -> Iterable[Widget]:
        """Ask for the day."""
        yield Field("day", "To", text("", "e.g. +2, sat, 5 Dec", max_length=60), "↑ ↓ by a day")

    def action_later(self, by: int) -> None:
        """Go a day on, or back, from the day said so far."""
        self.by += by
        self.field("day").value = f"{self.by:+d}"

    def read_back(self, name: str) -> str:
        """Say how the day is read."""
        return f"= {format_long_day(self._day(), self.today)}" if self.value("day") else ""

    def _day(self) -> date:
        from tracker.app.infusions.moving import parse_move  # only a planned one is ever moved

        return parse_move(self.value("day"), self.infusion.day, self.today)

    def write(self) -> str:
        """Write the day."""
        day, before = self._day(), self.infusion.day
        if day == before:
            raise ValidationError("day", "It is planned for that day already.")
        self.session.edit(self.infusion, "move", day=day)
        moved = f"{format_day(before, self.today)} to {format_day(day, self.today)}"
        return f"Saved: moved from {moved}"


class SideEffectsForm(Form):
    """The common side effects as a table, any other in words, and the note.

    `said` is what was saved just before: with nothing filled in, it stays the last word.
    """

    def __init__(
        self, session: Session, infusion: Infusion, today: date, said: str = "Nothing was changed"
    ) -> None:
        day = format_long_day(infusion.day, today)
        super().__init__(f"Side effects · infusion of {day}", "skip what you like")
        self.session, self.infusion, self.today, self.said = session, infusion, today, said

    def fields(self) -> Iterable[Widget]:
        """Ask for nothing that a key does not skip."""
        table = SideEffectTable(self.infusion.side_effects)
        yield Field("table", "0 none\n1 mild\n2 moderate\n3 severe", table)
        others = text("", "e.g. numb hands 1, sore arm 2 after")
        yield Field("side effects", "Any other", others, wide=True)
        yield Field("note", "Note", note(self.infusion.note))

    def read_back(self, name: str) -> str:
        """Say how other side effects are read."""
        typed = self.value(name) if name == "side effects" else ""
        return f"= {_felt_words(typed)}" if typed else ""

    def write(self) -> str:
        """Write what was filled in; with nothing, leave the infusion as it is."""
        more = parse_side_effects(self.value("side effects"))
        effects = self.query_one(SideEffectTable).effects(more)
        fields: dict[str, Any] = {}
        if effects != self.infusion.side_effects:
            fields["side_effects"] = effects
        if self.field("note").touched:
            fields["note"] = self.field("note").value or None
        if not fields:
            return self.said
        self.session.edit(self.infusion, "side effects", **fields)
        return f"Saved: side effects of {format_day(self.infusion.day, self.today)}"
