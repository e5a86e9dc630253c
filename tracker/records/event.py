"""What else happened: medicines, therapy, illness, questions for the next visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tracker.records.day import check_day
from tracker.records.validation import (
    ValidationError,
    check_choice,
    check_id,
    clean_note,
    clean_title,
    require_text,
)

EVENT_KINDS: Final = ("medication", "therapy", "life", "illness", "question", "other")
KIND_WORDS: Final = {kind: kind for kind in EVENT_KINDS} | {"medication": "medicine"}
"""The word for each kind on screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated or spanning fact: a medicine with its dose, a session, an illness, a question.

    A medication with no last day goes on. For other kinds no last day means that one day.
    """

    id: str
    kind: str
    title: str
    start: date
    end: date | None = None
    dose: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        check_id(self.id)
        check_choice("kind", self.kind, EVENT_KINDS)
        object.__setattr__(self, "title", require_text("title", self.title))
        check_day("first day", self.start)
        if self.end is not None and check_day("last day", self.end) < self.start:
            raise ValidationError("to", "The last day lies before the first; swap them.")
        object.__setattr__(self, "dose", clean_title("dose", self.dose))
        object.__setattr__(self, "note", clean_note(self.note))

    @property
    def last(self) -> date | None:
        """The last day it covers; None for a medication that goes on."""
        return self.end if self.end or self.kind == "medication" else self.start

    def is_to_ask(self, today: date) -> bool:
        """Return whether it is a question that is still to be asked: its last day is not over."""
        return self.kind == "question" and (self.end is None or self.end >= today)

    def last_among(self, others: Iterable[Event]) -> date | None:
        """Return the last day it covers: a dose ends where a later dose of its medicine begins."""
        if self.kind != "medication":
            return self.last
        following = (
            other.start - timedelta(days=1)
            for other in others
            if (other.kind, other.title.casefold()) == (self.kind, self.title.casefold())
            and other.start > self.start
        )
        return min((day for day in (self.end, *following) if day), default=None)
