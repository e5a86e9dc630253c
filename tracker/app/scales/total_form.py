"""The form for the total of any scale, as the clinic calculated it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from textual.widget import Widget

from tracker.app.fields import Chips, DayField, Field, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.records import Assessment, ValidationError
from tracker.records.day_parser import parse_past_day
from tracker.records.format import format_long_day, format_number, shorten
from tracker.records.questionnaires import Questionnaire, choose_total_scale, find_total_scale
from tracker.records.validation import parse_number, require_text

SIDES: Final = (("lower", "a low total"), ("higher", "a high total"))


class TotalForm(Form):
    """A name and a total; for an unknown scale also its range and better end."""

    def __init__(
        self,
        session: Session,
        questionnaires: Sequence[Questionnaire],
        before: Sequence[Assessment],
        today: date,
    ) -> None:
        super().__init__("Enter a total", "for a form your clinic added up")
        self.session, self.today = session, today
        self.questionnaires, self.before = questionnaires, before

    def fields(self) -> Iterable[Widget]:
        """Ask for the name and the total, and for the range of an unknown scale."""
        yield Field("name", "Name", text("", "e.g. MADRS"))
        yield Field("total", "Total", text("", "e.g. 12"), read=parse_number)
        yield DayField("day", "Day", None, self.today, offer="today", read=self._read_day)
        yield Field("lowest total", "Lowest", text("", "e.g. 0"), read=parse_number)
        yield Field("highest total", "Highest", text("", "e.g. 60"), read=parse_number)
        yield Field("better", "Better is", Chips(SIDES, None))

    def read_back(self, name: str) -> str:
        """Return how a field is read, and the range of a known scale."""
        if name == "name" and (
            scale := find_total_scale(self.value(name), self.questionnaires, self.before)
        ):
            return f"= {scale.key}, {format_number(scale.low)}–{format_number(scale.high)}"
        return super().read_back(name)

    def _read_day(self, typed: str, field: str) -> date:
        return parse_past_day(typed, self.today, self.session.calendar_day, field)

    def write(self) -> str:
        """Write the total on its scale: published, used before, or typed."""
        name = require_text("name", self.value("name"))
        total = parse_number(self.value("total"), "total")
        day = self.read("day") or self.today
        low, high, better = map(self.read, ("lowest total", "highest total", "better"))
        scale = choose_total_scale(name, self.questionnaires, self.before, low, high, better)
        if scale is None:
            message = "This scale is new to tracker: type its range, like 0 and 60."
            raise ValidationError("lowest total" if low is None else "highest total", message)
        done = Assessment(
            id=self.session.new_id(),
            day=day,
            questionnaire=scale.key,
            total=total,
            low=scale.low,
            high=scale.high,
            better=scale.better,
        )
        self.session.add(done)
        shown = f"{shorten(scale.key, 40)} {format_number(total)} of {format_number(scale.high)}"
        return f"Saved: {shown}, for {format_long_day(day, self.today)}"
