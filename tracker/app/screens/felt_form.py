"""What was felt during an infusion and after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.app.felt import Felt
from tracker.app.screens.form import Form
from tracker.app.session import Session
from tracker.app.side_effects import parse_side_effects
from tracker.app.widgets.entry import Entry
from tracker.app.widgets.felt_table import FeltTable
from tracker.app.widgets.field import Field
from tracker.app.widgets.note_area import NoteArea
from tracker.app.words import short_day
from tracker.records import Infusion
from tracker.records.format import format_day


class FeltForm(Form):
    """The common side effects as a table, any other in words, and the note.

    `said` is what was saved just before: with nothing filled in, it stays the last word.
    """

    def __init__(
        self, session: Session, infusion: Infusion, today: date, said: str = "Nothing was changed."
    ) -> None:
        super().__init__(f"What was felt with the infusion of {short_day(infusion.day, today)}")
        self.session = session
        self.infusion = infusion
        self.today = today
        self.said = said

    def compose_fields(self) -> Iterable[Field]:
        """Ask for nothing that a key does not skip."""
        yield Field("felt", "0 none\n1 mild\n2 moderate\n3 severe", FeltTable(self._felt))
        others = Entry()
        yield Field("side effects", "Any other", others, "numb hands 1, sore arm 2 after")
        yield Field("note", "Note", NoteArea(self.infusion.note or ""))

    def write(self) -> str:
        """Write what was filled in; with nothing, leave the infusion as it is."""
        more = parse_side_effects(self.field("side effects").typed)
        felt = self.query_one(FeltTable).felt.all(more)
        after = replace(self.infusion, side_effects=felt, note=self._note())
        if after == self.infusion:
            return self.said
        self.session.change(after, f"what was felt with the infusion of {format_day(after.day)}")
        day = short_day(after.day, self.today)
        return f"Saved: what was felt with the infusion of {day}. u takes it back."

    @property
    def _felt(self) -> Felt:
        return Felt(self.infusion.side_effects)

    def _note(self) -> str | None:
        """Return the note; untouched, exactly as it was."""
        typed, before = self.field("note").typed, self.infusion.note
        return before if typed == (before or "") else typed
