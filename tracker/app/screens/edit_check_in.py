"""One check-in as a form: its day, every rating, the note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from textual.await_complete import AwaitComplete

from tracker.app import words
from tracker.app.history_rows import named
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.records import SELF_HARM, CheckIn, Diary, Measure, Rating, ValidationError, parse_day
from tracker.records.day import reject_future
from tracker.records.format import format_day


class EditCheckIn(Form):
    """The form on a check-in that was written down before."""

    def __init__(self, session: Session, diary: Diary, check_in: CheckIn, today: date) -> None:
        super().__init__(f"The check-in for {words.long_day(check_in.day, today)}")
        self.session = session
        self.check_in = check_in
        self.diary = diary
        self.today = today
        self.raised = False
        """Whether what was written says thoughts of self-harm above zero, where none stood."""
        rated = {rating.measure for rating in check_in.ratings}
        asked = {measure.key for measure in diary.active_measures} | rated
        self.measures = [measure for measure in diary.measures if measure.key in asked]

    def compose_fields(self) -> Iterable[Field]:
        """Ask for the day, for what is rated now or was then, and for the note."""
        day = Entry(self.check_in.day.isoformat())
        yield Field("day", "Day", day, "yesterday, fri, 3 days ago")
        for n, measure in enumerate(self.measures):
            entry = Entry(self._shown(measure), max_length=12)
            # Named by its place: a key may hold letters that the style sheets do not take.
            yield Field(f"rating {n}", words.one_line(measure.label, 40), entry, measure.scale)
        yield Field("note", "Note", NoteArea(self.check_in.note or ""))

    def write(self) -> str:
        """Write the check-in as the form says it is; an emptied rating is taken out."""
        day = self._day()
        changed = replace(
            self.check_in,
            day=day,
            ratings=tuple(self._ratings()),
            note=self.field("note").typed,
        )
        self.session.change(changed, f"the edit of {named(self.check_in)}")
        self.raised = _above_zero(changed) and not _above_zero(self.check_in)
        rated = words.ratings(changed, self.diary) or "the note"
        return f"Saved: {rated} for {words.long_day(day, self.today)}. u takes it back."

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Leave, and where thoughts of self-harm were just written down, show whom to call."""
        left = super().dismiss(result)
        if result is not None and self.raised:
            from tracker.app.screens.care import care_once

            care_once(self.app, self.session, self.check_in.id)
        return left

    def read_again(self, field: Field) -> None:
        """Show how the day is understood while it is typed."""
        field.beside()
        if field.field == "day":
            try:
                field.beside(format_day(self._day()))
            except ValidationError:
                return

    def _day(self) -> date:
        typed = self.field("day").typed
        if typed == self.check_in.day.isoformat():
            return self.check_in.day
        return reject_future("day", parse_day(typed, self.today), self.today)

    def _ratings(self) -> Iterator[Rating]:
        """Read every rating; one that was not touched stays exactly what it was."""
        before = {rating.measure: rating for rating in self.check_in.ratings}
        for n, measure in enumerate(self.measures):
            typed = self.field(f"rating {n}").typed.strip()
            if typed == self._shown(measure) and measure.key in before:
                yield before[measure.key]
            elif typed:
                yield _rated(measure, typed, f"rating {n}")

    def _shown(self, measure: Measure) -> str:
        value = self.check_in.value(measure.key)
        return "" if value is None else words.number(value)


def _above_zero(check_in: CheckIn) -> bool:
    return (check_in.value(SELF_HARM) or 0) > 0


def _rated(measure: Measure, typed: str, field: str) -> Rating:
    try:
        return measure.rate(typed)
    except ValidationError as problem:
        raise ValidationError(field, str(problem)) from None
