"""All that was written down as lines, the newest first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from tracker.app import words
from tracker.records import Assessment, CheckIn, Diary, Event, Infusion, number_infusions
from tracker.records.format import format_day
from tracker.storage import Record

NOTE_SHOWN: Final = 60
TITLE_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, and how its line says it."""

    record: Record
    day: date
    kind: str
    """check-in, infusion, questionnaire, or the kind of event: medication, life and so on."""
    at: str
    said: str
    """What was written down, but for the note."""
    marks: tuple[str, ...]
    """`late` and `edited`, where they are so."""
    note: str

    @property
    def id(self) -> str:
        """The record's own."""
        return self.record.id


def entries(diary: Diary, edited: Collection[str]) -> list[Entry]:
    """Return every record of a diary, the newest first; `edited` are the ids of those that were."""
    labels = {n.infusion.id: f"infusion {n.number}" for n in number_infusions(diary.infusions)}
    found = [
        *(_check_in(check_in, diary, edited) for check_in in diary.check_ins),
        *(_infusion(infusion, labels, edited) for infusion in diary.infusions),
        *(_assessment(assessment, edited) for assessment in diary.assessments),
        *(_event(event, edited) for event in diary.events),
    ]
    return sorted(found, key=_moment, reverse=True)


def taken_out(removed: Sequence[Record], diary: Diary) -> list[Entry]:
    """Return what was removed, in the order it comes in."""
    return [_taken_out(record, diary) for record in removed]


def _taken_out(record: Record, diary: Diary) -> Entry:
    if isinstance(record, CheckIn):
        return _check_in(record, diary, ())
    if isinstance(record, Infusion):
        return _infusion(record, {}, ())
    return _assessment(record, ()) if isinstance(record, Assessment) else _event(record, ())


def _moment(entry: Entry) -> tuple[date, datetime, str]:
    """Return what puts an entry in order: what has no time of day begins it."""
    record, at = entry.record, None
    if isinstance(record, CheckIn):
        at = record.at
    elif isinstance(record, Infusion) and record.start:
        at = datetime.combine(record.day, record.start)
    naive = at.replace(tzinfo=None) if at else datetime.combine(entry.day, time.min)
    return entry.day, naive, entry.id


def lines(shown: Sequence[Entry], today: date, *, years: bool) -> Iterator[str]:
    """Return a line for each entry: the day, the time, what it is, its marks, the note.

    `years` makes room for days of other years than today's.
    """
    width = len("Sat 21 Nov 2026" if years else "Sat 21 Nov")
    for entry in shown:
        day = words.short_day(entry.day, today)
        marks = f" ({', '.join(entry.marks)})" if entry.marks else ""
        yield f"{day:<{width}}  {entry.at:<5}  {entry.said}{marks}{quoted(entry.note)}"


def quoted(note: str) -> str:
    """Return the beginning of a note after a space, blank for none."""
    return f"  “{words.one_line(note, NOTE_SHOWN)}”" if note else ""


def named(record: Record) -> str:
    """Return what undo calls a record: never a word that a person wrote."""
    if isinstance(record, CheckIn):
        return f"the check-in for {format_day(record.day)}"
    if isinstance(record, Infusion):
        return f"the infusion of {format_day(record.day)}"
    kind = "questionnaire" if isinstance(record, Assessment) else f"{record.kind} entry"
    return f"the {kind} of {format_day(day(record))}"


def said(record: Record, diary: Diary) -> str:
    """Return what a record says but for its day and its note, on one line."""
    if isinstance(record, CheckIn):
        return words.ratings(record, diary) or "a note"
    if isinstance(record, Infusion):
        return _said_infusion(record, f"infusion {record.status}")
    return _said_assessment(record) if isinstance(record, Assessment) else _said_event(record)


def note(record: Record) -> str:
    """Return the note of a record, blank for none."""
    return "" if isinstance(record, Assessment) else record.note or ""


def day(record: Record) -> date:
    """Return the day a record counts for, the first one of a span."""
    return record.start if isinstance(record, Event) else record.day


def _check_in(check_in: CheckIn, diary: Diary, edited: Collection[str]) -> Entry:
    late = check_in.late(diary.settings.day_starts_at)
    marks = (*(("late",) if late else ()), *_edited(check_in, edited))
    at = f"{check_in.at:%H:%M}" if check_in.at and not late else ""
    text = said(check_in, diary)
    return Entry(check_in, check_in.day, "check-in", at, text, marks, check_in.note or "")


def _infusion(infusion: Infusion, labels: dict[str, str], edited: Collection[str]) -> Entry:
    label = labels.get(infusion.id, f"infusion {infusion.status}")
    at = f"{infusion.start:%H:%M}" if infusion.start else ""
    text, marks = _said_infusion(infusion, label), _edited(infusion, edited)
    return Entry(infusion, infusion.day, "infusion", at, text, marks, infusion.note or "")


def _said_infusion(infusion: Infusion, label: str) -> str:
    parts = (label, infusion.route, infusion.dose, words.one_line(words.side_effects(infusion), 60))
    return ", ".join(part for part in parts if part)


def _assessment(assessment: Assessment, edited: Collection[str]) -> Entry:
    text, marks = _said_assessment(assessment), _edited(assessment, edited)
    return Entry(assessment, assessment.day, "questionnaire", "", text, marks, "")


def _said_assessment(assessment: Assessment) -> str:
    name = words.one_line(assessment.questionnaire, TITLE_SHOWN).upper()
    if assessment.total is None:
        return f"{name}, no total"
    return f"{name} {words.number(assessment.total)}"


def _event(event: Event, edited: Collection[str]) -> Entry:
    text, marks = _said_event(event), _edited(event, edited)
    return Entry(event, event.start, event.kind, "", text, marks, event.note or "")


def _said_event(event: Event) -> str:
    title = words.one_line(event.title, TITLE_SHOWN)
    parts = [f"{event.kind}: {title}"] + ([event.dose] if event.dose else [])
    parts += [f"to {format_day(event.end)}"] if event.end and event.end > event.start else []
    return ", ".join(words.one_line(part, 60) for part in parts)


def _edited(record: Record, edited: Collection[str]) -> tuple[str, ...]:
    return ("edited",) if record.id in edited else ()
