"""What else happened beside the mood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.records import text
from tracker.records.days import checked_day
from tracker.records.ids import checked_id
from tracker.records.problem import Problem

KINDS: Final = ("medication", "therapy", "life", "illness", "question", "other")


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
        """Raise a Problem for the first field that cannot be."""
        checked_id(self.id)
        text.one_of("kind", self.kind, KINDS)
        object.__setattr__(self, "title", text.required("title", self.title))
        checked_day("first day", self.start)
        if self.end is not None and checked_day("last day", self.end) < self.start:
            raise Problem("to", "The last day lies before the first; swap them.")
        object.__setattr__(self, "dose", text.title("dose", self.dose))
        object.__setattr__(self, "note", text.note(self.note))

    @property
    def last(self) -> date | None:
        """The last day it covers; None for a medication that goes on."""
        return self.end if self.end or self.kind == "medication" else self.start
