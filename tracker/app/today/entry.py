"""The forms about an entry: its scores, its note, and which day to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from textual.await_complete import AwaitComplete

from tracker.app.crisis import crisis_once
from tracker.app.fields import Field, Heading, day_read_back, note, number_text, text
from tracker.app.forms import Form, Question
from tracker.app.session import Session
from tracker.records import CheckIn, Diary, Number, ValidationError
from tracker.records.day_parser import parse_past_day
from tracker.records.format import format_day, format_long_day, format_ratings, shorten
from tracker.records.self_harm import needs_crisis_help

A_PAST_DAY: Final = "e.g. fri, 14 Mar"


class EntryForm(Form):
    """A saved entry: every score, the note, the day. The cursor starts at the score."""

    def __init__(self, session: Session, diary: Diary, check_in: CheckIn, today: date) -> None:
        rated = {rating.measure for rating in check_in.ratings}
        asked = {measure.key for measure in diary.active_measures} | rated
        self.measures = [measure for measure in diary.measures if measure.key in asked]
        ratings = []
        for n, measure in enumerate(self.measures):
            # Named by its place: a key may hold letters that the style sheets do not take.
            label, value = shorten(measure.label, 40), check_in.value(measure.key)
            entry = text(number_text(value), max_length=12)
            ratings.append(Field(f"rating {n}", label, entry, measure.scale))
        super().__init__(
            f"The entry for {format_long_day(check_in.day, today)}",
            *ratings,
            Field("note", "Note", note(check_in.note)),
            Heading("When"),
            Field("day", "Day", text(format_day(check_in.day, today), A_PAST_DAY)),
        )
        self.session, self.diary, self.check_in, self.today = session, diary, check_in, today
        self.raised = False
        """Whether saving raised a rating of self-harm above zero."""

    def read_back(self, name: str) -> str:
        """Return how the day is read."""
        if name == "day":
            return day_read_back(self._day(), self.today, self.value("day"))
        if name.startswith("rating") and self.field(name).touched:
            tuple(self._ratings(name))
        return ""

    def write(self) -> str:
        """Write only what was changed; an emptied rating is removed."""
        fields: dict[str, Any] = {}
        if ratings := dict(self._ratings()):
            fields["ratings"] = ratings
        if (written := self.field("note")).touched:
            fields["note"] = written.value or None
        if self.field("day").touched:
            fields["day"] = self._day()
        changed = self.session.edit(self.check_in, **fields)
        self.raised = bool(self._crisis(changed) - self._crisis(self.check_in))
        rated = format_ratings(changed, self.diary.measures) or "the note"
        return f"Saved: {rated} for {format_day(changed.day, self.today)}"

    def dismiss(self, result: str | None = None) -> AwaitComplete:
        """Close, and show crisis help if a rating of self-harm was raised above zero."""
        closed = super().dismiss(result)
        if result is not None and self.raised:
            crisis_once(self.app, self.session, self.check_in.id)
        return closed

    def _day(self) -> date:
        if not self.field("day").touched:
            return self.check_in.day
        return parse_past_day(self.value("day"), self.today, self.session.calendar_day)

    def _ratings(self, only: str = "") -> Iterator[tuple[str, Number | None]]:
        """Yield only the ratings that were edited: the others stay exactly as they were."""
        for n, measure in enumerate(self.measures):
            name = f"rating {n}"
            if not self.field(name).touched or (only and name != only):
                continue
            try:
                typed = self.value(name)
                yield measure.key, measure.rate(typed).value if typed else None
            except ValidationError as problem:
                raise ValidationError(name, str(problem)) from None

    def _crisis(self, check_in: CheckIn) -> set[str]:
        """Return the measures of self-harm that are rated above zero."""
        measures = self.diary.measures
        return {r.measure for r in check_in.ratings if needs_crisis_help([r], measures)}


class NoteForm(Form):
    """A note for an entry, or on its own. If left unsaved, it is kept as a draft."""

    def __init__(
        self, session: Session, diary: Diary, day: date, about: CheckIn | None, today: date
    ) -> None:
        rated = format_ratings(about, diary.measures) if about else ""
        self.short_day = format_day(day, today)
        title = f"Note for {format_long_day(day, today)}{': ' if rated else ''}{rated}"
        area = note(about.note if about else None)
        area.styles.height = 6
        super().__init__(title, Field("note", "Note", area), keys="Ctrl+J begins a new line")
        self.session, self.day, self.about = session, day, about

    def write(self) -> str:
        """Write the note; an empty one removes the former one."""
        typed, before = self.field("note").value, self.about.note if self.about else None
        if not typed.strip() and not before:
            raise ValidationError("note", "Nothing is typed yet. Esc closes.")
        if self.about:
            self.session.edit(self.about, "note", note=typed)
        else:
            self.session.add(self.session.check_in(self.day, note=typed))
        return f"{'Saved' if typed.strip() else 'Removed'}: the note for {self.short_day}"


class ChooseDay(Question):
    """Asks for a day that has come already; ends with it as 2026-11-20.

    Enter alone is the latest empty day, else yesterday.
    """

    def __init__(self, today: date, latest: date, empty: date) -> None:
        """`latest` is the calendar date, which after midnight has come as well."""
        alone = "yesterday" if (today - empty).days == 1 else format_day(empty, today)
        typed = text("", A_PAST_DAY, max_length=60)
        day = Field("day", "Day", typed, f"Enter alone: {alone}")
        super().__init__("Which day would you like to fill in?", day, enter="opens the day")
        self.today, self.latest, self.empty = today, latest, empty

    def read_back(self, name: str) -> str:
        """Return how the day is read."""
        typed = self.value("day")
        return day_read_back(self._day(), self.today, typed) if typed else ""

    def write(self) -> str:
        """Return the day; nothing is written yet."""
        return self._day().isoformat()

    def _day(self) -> date:
        typed = self.value("day")
        return parse_past_day(typed, self.today, self.latest) if typed else self.empty
