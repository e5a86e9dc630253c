"""Another day for a planned infusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.app.moving import parse_move
from tracker.app.screens.form import Form
from tracker.app.screens.typed_day import say_typed_day, typed_day
from tracker.app.session import Session
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.words import short_day
from tracker.records import Infusion, ValidationError
from tracker.records.format import format_day


class MoveInfusion(Form):
    """One field; the arrows say a day later or earlier without typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "later(1)", "A day later", tooltip="A day later."),
        Binding("up", "later(-1)", "A day earlier", tooltip="A day earlier."),
    ]

    def __init__(self, session: Session, infusion: Infusion, today: date) -> None:
        super().__init__(f"Move the infusion planned for {short_day(infusion.day, today)}")
        self.session = session
        self.infusion = infusion
        self.today = today
        self.by = 0

    def compose_fields(self) -> Iterable[Field]:
        """Ask for the day."""
        yield Field("day", "To", Entry(), "+2, sat, 2026-12-05")

    def action_later(self, by: int) -> None:
        """Go a day on, or back, from the day said so far."""
        self.by += by
        entry = self.query_one(Entry)
        entry.value = f"{self.by:+d}"
        entry.select_all()

    def action_neighbour(self, by: int) -> None:
        """Take the arrows for days, as there is no other field to go to."""
        self.action_later(by)

    def write(self) -> str:
        """Write the day."""
        day, before = typed_day(self.field("day"), self.today, self._parse), self.infusion.day
        if day == before:
            raise ValidationError("day", "It is planned for that day; Esc leaves it there.")
        moved = replace(self.infusion, day=day)
        self.session.change(moved, f"the move of the infusion planned for {format_day(before)}")
        said = f"{short_day(before, self.today)} moves to {short_day(day, self.today)}"
        return f"Saved: the infusion of {said}. u takes it back."

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        say_typed_day(field, self.today, self._parse)

    def _parse(self, text: str, today: date, name: str) -> date:
        return parse_move(text, self.infusion.day, today)
