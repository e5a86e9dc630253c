"""One infusion as a form. Only the day is needed; the rest can be added on a better day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from tracker.app.infusion_words import other_dose
from tracker.app.screens.form import Form
from tracker.app.screens.infusion_fields import BY_NAME, FIELDS
from tracker.app.screens.typed_day import say_typed_day
from tracker.app.session import Session
from tracker.app.widgets.field import Field
from tracker.app.words import short_day
from tracker.records import Infusion, ValidationError
from tracker.records.format import format_day

DOSES: Final = ("dose", "dose per kg", "weight")
"""Of these, two make a third."""


class EditInfusion(Form):
    """The form on one infusion, new or written down before."""

    def __init__(self, session: Session, infusion: Infusion, today: date, *, new: bool) -> None:
        day = short_day(infusion.day, today)
        super().__init__("An infusion" if new else f"The infusion of {day}")
        self.session = session
        self.infusion = infusion
        self.today = today
        self.new = new

    def compose_fields(self) -> Iterable[Field]:
        """Ask for every detail there is."""
        for asked in FIELDS:
            yield asked.field(self.infusion)

    def write(self) -> str:
        """Write the infusion as the form says it is."""
        typed = {
            asked.attribute: asked.typed(self.field(asked.name), self.infusion, self.today)
            for asked in FIELDS
        }
        infusion = Infusion(id=self.infusion.id, **typed)
        if infusion.given and infusion.day > self.today:
            raise ValidationError(
                "day", f"{format_day(infusion.day)} has not come yet: choose planned for it."
            )
        if self.new:
            self.session.add([infusion], f"the infusion of {format_day(infusion.day)}")
        else:
            self.session.change(infusion, f"the edit of the infusion of {format_day(infusion.day)}")
        day = short_day(infusion.day, self.today)
        return f"Saved: the infusion of {day}, {infusion.status}. u takes it back."

    def read_again(self, field: Field) -> None:
        """Show how the day is understood, and the dose that follows from what is typed."""
        field.beside()
        if field.field == "day":
            say_typed_day(field, self.today)
        elif field.field in DOSES:
            self._work_out_dose()

    def _work_out_dose(self) -> None:
        """Show beside an empty dose what the other one makes it, with the weight."""
        typed = {BY_NAME[name].attribute: self._number(name) for name in DOSES}
        try:
            worked_out = other_dose(replace(self.infusion, **typed))
        except ValidationError:
            worked_out = None
        for name in ("dose", "dose per kg"):
            field = self.field(name)
            field.beside(f"= {worked_out}" if worked_out and not field.typed.strip() else None)

    def _number(self, name: str) -> Any:
        """Return what a field says, None while it cannot be read."""
        try:
            return BY_NAME[name].typed(self.field(name), self.infusion, self.today)
        except ValidationError:
            return None
