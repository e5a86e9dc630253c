"""A note to a check-in, or on its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.app import words
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.records import CheckIn, Diary, ValidationError
from tracker.records.format import format_day


class NoteForm(Form):
    """Asks for a note. What was typed and left waits among the drafts."""

    DEFAULT_CSS = "NoteForm NoteArea { height: 6; }"

    def __init__(
        self,
        session: Session,
        diary: Diary,
        day: date,
        about: CheckIn | None,
        drafts: dict[str, str],
    ) -> None:
        today = diary.day_of(session.now())
        rated = words.ratings(about, diary) if about else ""
        self.day_words = words.long_day(day, today)
        super().__init__(f"Note for {self.day_words}{': ' if rated else ''}{rated}")
        self.session = session
        self.day = day
        self.about = about
        self.drafts = drafts
        self.before = (about.note if about else None) or ""

    @property
    def _draft(self) -> str:
        return self.about.id if self.about else self.day.isoformat()

    def compose_fields(self) -> Iterable[Field]:
        """Ask for anything at all."""
        yield Field("note", "Note", NoteArea(self.drafts.get(self._draft, self.before)))

    def write(self) -> str:
        """Write the note; an empty one takes the former one out."""
        typed = self.field("note").typed
        what = f"the note for {format_day(self.day)}"
        if not typed.strip() and not self.before:
            raise ValidationError("note", "Nothing is written yet. Esc leaves.")
        if self.about:
            self.session.change(replace(self.about, note=typed), what)
        else:
            self.session.add([self.session.check_in(self.day, note=typed)], what)
        self.drafts.pop(self._draft, None)
        did = "Saved: the note" if typed.strip() else "Taken out: the note"
        return f"{did} for {self.day_words}. u takes it back."

    def action_leave(self) -> None:
        """Leave without saving; what was typed comes back the next time."""
        typed = self.field("note").typed
        if typed != self.before:
            self.drafts[self._draft] = typed
        else:
            self.drafts.pop(self._draft, None)
        super().action_leave()
