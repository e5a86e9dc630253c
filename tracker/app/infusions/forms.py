"""The form about one infusion, and the fields it shares with a plan."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Final

from textual.widget import Widget

from tracker.app.fields import Chips, DayField, Field, Heading, note, number_text, text
from tracker.app.forms import Form
from tracker.app.infusions.side_effects import differing, name_effects
from tracker.app.session import Session
from tracker.records import Diary, Infusion, ValidationError, parse_day
from tracker.records.day_parser import parse_time
from tracker.records.format import (
    format_amount,
    format_day,
    format_long_day,
    format_number,
    format_side_effects,
    format_time,
)
from tracker.records.infusion import (
    PHASE_WORDS,
    parse_cost,
    parse_dose,
    parse_side_effects,
    parse_weight,
)
from tracker.records.interval import parse_minutes

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
        yield dose_field(one.dose)
        weight = text(number_text(one.weight_kg, "kg"), "e.g. 80 kg")
        kilos = partial(number_text, unit="kg")
        yield Field("weight", "Weight", weight, read=parse_weight, show=kilos)
        yield minutes_field(one.minutes)
        yield Heading("How it went")
        effects = text(format_side_effects(one), "e.g. nausea mild, headache 2 after")
        yield Field("side effects", "Side effects", effects, read=parse_side_effects,
                    show=name_effects, wide=True)  # fmt: skip
        yield Field("note", "Note", note(one.note))
        yield Heading("More")
        yield Field("phase", "Phase", Chips(PHASE_WORDS.items(), one.phase))
        fresh = Chips((("no", "no"), ("yes", "yes")), ("no", "yes")[one.new_course], needed=True)
        yield Field("new course", "New course", fresh, read=lambda typed, _: typed == "yes")
        cost = text(number_text(one.cost), "e.g. 450")
        yield Field("cost", "Cost", cost, read=parse_cost, show=format_amount)

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
        if status == "given" and day > self.session.calendar_day:
            named = format_long_day(day, self.today)
            raise ValidationError("day", f"{named} has not come yet: choose planned.")
        named = format_day(day, self.today)
        if status == "given" and (one is None or values.keys() & {"day", "start", "status"}):
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
        elif values:
            self.session.edit(one, **values)
        return f"Saved: the infusion of {named}, {status}"
