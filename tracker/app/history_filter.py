"""Which entries of the history are shown, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.app.history_rows import Entry
from tracker.app.words import one_line, short_day
from tracker.records import CheckIn, Measure
from tracker.records.event import KINDS

TAKEN_OUT: Final = "taken out"
"""Shows what was removed in place of what is there."""
SOURCES: Final = {
    "check-ins": ("check-in",),
    "infusions": ("infusion",),
    "questionnaires": ("questionnaire",),
    "events": KINDS,
    TAKEN_OUT: ("check-in", "infusion", "questionnaire", *KINDS),
}
"""What can be shown alone, and the kinds of entries it stands for."""
WORDS_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for. With nothing asked for, all entries are shown."""

    text: str = ""
    """Words that must all stand in the line, in the note or in the kind."""
    first: date | None = None
    last: date | None = None
    source: str = ""
    """A key of `SOURCES`."""
    measure: Measure | None = None
    """Only check-ins that rate it."""

    @property
    def asks(self) -> bool:
        """Whether anything is asked for."""
        return self != Filter()

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries that are asked for, in their order."""
        return [entry for entry in entries if self._holds(entry)]

    def _holds(self, entry: Entry) -> bool:
        return (
            (self.first is None or entry.day >= self.first)
            and (self.last is None or entry.day <= self.last)
            and (not self.source or entry.kind in SOURCES[self.source])
            and (self.measure is None or self._rates(entry))
            and self._says(entry)
        )

    def _rates(self, entry: Entry) -> bool:
        record = entry.record
        return (
            self.measure is not None
            and isinstance(record, CheckIn)
            and record.value(self.measure.key) is not None
        )

    def _says(self, entry: Entry) -> bool:
        if not self.text:
            return True
        line = " ".join((entry.kind, entry.said, *entry.marks, entry.note)).casefold()
        return all(word in line for word in self.text.casefold().split())

    def words(self, today: date) -> str:
        """Return what is asked for as a person would say it; blank for nothing."""
        parts = [self.source] if self.source else []
        parts += [f"rating {one_line(self.measure.label, WORDS_SHOWN)}"] if self.measure else []
        parts += [f"with “{one_line(self.text, WORDS_SHOWN)}”"] if self.text.strip() else []
        parts += [f"from {short_day(self.first, today)}"] if self.first else []
        parts += [f"to {short_day(self.last, today)}"] if self.last else []
        return ", ".join(parts)
