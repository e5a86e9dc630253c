"""Whose diary it is: every FHIR resource says that this person said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker.exchange.fhir_values import (
    OURS,
    Resource,
    concept,
    day,
    moment,
    name_of,
    reference,
    survey,
    words,
)
from tracker.records import CheckIn, Diary


@dataclass(frozen=True, slots=True)
class Teller:
    """The patient, their diary, and whether their notes go out."""

    patient: Resource
    diary: Diary
    notes: bool

    @property
    def who(self) -> dict[str, str]:
        """Points to the patient."""
        return reference(self.patient)

    def said(self, kind: str, record_id: str, code: Resource, effective: str) -> Resource:
        """Return an Observation that the patient made, its value still to be added."""
        return {
            "resourceType": "Observation",
            "id": name_of(kind, record_id),
            "status": "final",
            "category": survey(),
            "code": code,
            "subject": self.who,
            "effectiveDateTime": effective,
            "performer": [self.who],
        }

    def note(
        self, record_id: str, text: str | None, effective: str, about: Resource | None = None
    ) -> Iterator[Resource]:
        """Yield a note as plain text, if notes go out: FHIR's own notes are read as markup."""
        if not (self.notes and text and (kept := words(text))):
            return
        made = self.said("note", record_id, concept("Note", OURS, "diary-note"), effective)
        yield made | ({"partOf": [reference(about)]} if about else {}) | {"valueString": kept}

    def felt_at(self, check_in: CheckIn) -> str:
        """Return when it was felt; the day alone where the time known is not of that day."""
        at = check_in.at
        if at is None or self.diary.day_of(at) != check_in.day:
            return day(check_in.day)
        return moment(at)

    def span(self, when: date, start: time | None, minutes: float | None) -> dict[str, str]:
        """Return from when to when something lasted on a civil date, as well as it is known.

        FHIR takes no time without its offset from UTC. That is known where a check-in was made
        on the same date, and is not guessed elsewhere.
        """
        there = {c.at.tzinfo for c in self.diary.check_ins if c.at and c.at.date() == when}
        if start is None or len(there) != 1:
            return {"start": day(when), "end": day(when)}
        began = datetime.combine(when, start, tzinfo=there.pop())
        ended = {"end": moment(began + timedelta(minutes=minutes))} if minutes else {}
        return {"start": moment(began)} | ended
