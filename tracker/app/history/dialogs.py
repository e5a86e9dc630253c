"""The dialogs of History: from which days, and how an entry was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.app.dialogs import Choose
from tracker.app.fields import DayField
from tracker.app.forms import Question
from tracker.app.history.entries import Filter, day_of, describe, note_of
from tracker.app.session import Session
from tracker.records import CheckIn, Diary, ValidationError, number_infusions
from tracker.records.format import format_day, shorten
from tracker.records.questionnaires import KnownQuestionnaires
from tracker.storage import Record, State, StorageError


class ChooseDays(Question):
    """Asks for two days, either of which may be left out; the place reads the filter chosen."""

    def __init__(self, today: date, latest: date, shown: Filter) -> None:
        """`latest` is the calendar date, which after midnight has come as well."""
        super().__init__(
            "Show entries from which days?",
            DayField("first day", "From", shown.first, today, "the first",
                     example="e.g. 6 weeks ago", latest=latest),
            DayField("last day", "To", shown.last, today, "the last",
                     example="e.g. yesterday", latest=latest),
            enter="shows them",
            keys="both can be left empty",
        )  # fmt: skip
        self.chosen = shown

    def write(self) -> str:
        """Remember the two days; nothing is written."""
        first, last = self.read("first day"), self.read("last day")
        if first and last and last < first:
            raise ValidationError("last day", "The last day is before the first: swap them.")
        self.chosen = replace(self.chosen, first=first, last=last)
        return ""


class Versions(Choose):
    """Every state of one record, the present one first. Returns what confirms, or None.

    Restoring one is a change like any other: nothing is lost, and u undoes it.
    """

    def __init__(
        self, session: Session, diary: Diary, states: Sequence[State], forms: KnownQuestionnaires
    ) -> None:
        self.session, self.diary, self.forms = session, diary, forms
        self.states = list(reversed(states))
        if len(states) < 2:
            question = "This entry was never changed"
        else:
            question = "How this entry was before · Enter brings a version back"
        rows = [(str(n), self._row(state, now=n == 0)) for n, state in enumerate(self.states)]
        super().__init__(question, rows)

    def _row(self, state: State, *, now: bool) -> str:
        here = self.session.now()
        since, today = state.since.astimezone(), self.diary.day_of(here)
        written = f"{format_day(since.date(), today)} {since:%H:%M}"
        if state.removed:
            return f"{written}  removed"
        record = state.record
        numbers = {n.infusion.id: n.number for n in number_infusions(self.diary.infusions)}
        what = describe(record, self.diary, numbers, self.forms).plain
        text = f"{format_day(day_of(record), today)}: {what}"
        if note := note_of(record):
            text += f"  “{shorten(note, 60)}”"
        return f"{written}  {text}{'  (now)' if now else ''}"

    def take(self, at: int) -> None:
        """Write the chosen state as the present one."""
        state = self.states[at]
        if at == 0 or state.removed:
            self.warn("This is how it is now." if at == 0 else "It was removed then.")
            return
        try:
            check_measures(state.record, self.diary)
            self.session.bring_back(state.record)
        except (ValidationError, StorageError) as refusal:
            self.warn(str(refusal))
        else:
            self.dismiss("Brought back: the earlier version")


def check_measures(record: Record, diary: Diary) -> None:
    """Refuse a rating of a measure that no longer exists or has another scale now.

    Raises:
        ValidationError: there is such a rating.
    """
    if isinstance(record, CheckIn):
        for rating in record.ratings:
            diary.measure(rating.measure).rate(rating.value)
