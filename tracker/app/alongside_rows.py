"""What happened beside the mood as lines: questions, medicines, therapy, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from tracker.analysis import Window
from tracker.analysis.events import EVENT_KINDS, changes, letters, medicines
from tracker.app.list_rows import Row, aligned, with_notes
from tracker.app.medicine_steps import last_day, latest
from tracker.app.words import one_line, short_day
from tracker.records import Event
from tracker.records.format import format_date as day_of
from tracker.records.format import format_days as span
from tracker.records.validation import TITLE_LIMIT

TITLE_SHOWN: Final = 40
DOSE_SHOWN: Final = 24
SECTIONS: Final = {
    "To ask at the next visit": ("question",),
    "Medicines": ("medication",),
    "Therapy": ("therapy",),
    "Life, illness and other": EVENT_KINDS,
}


def alongside_rows(
    events: Sequence[Event], marks: Mapping[str, str], today: date, width: int
) -> list[Row]:
    """Return the whole list, in each section the latest first; `marks` are the letters by id."""
    rows: list[Row] = []
    for heading, kinds in SECTIONS.items():
        ours = [event for event in reversed(events) if event.kind in kinds]
        if kinds == ("medication",):
            ours = by_medicine(events)
        if ours:
            lines = aligned([_cells(event, events, marks, today) for event in ours])
            noted = with_notes(lines, [event.note or "" for event in ours], width)
            rows += [Row(heading), *(Row(line, e.id) for line, e in zip(noted, ours, strict=True))]
    return rows


def by_medicine(events: Sequence[Event]) -> list[Event]:
    """Return the medicines: those still taken first, the doses of one together, latest first."""
    taken = [event for event in events if event.kind == "medication"]

    def place(event: Event) -> tuple[bool, str, int, str]:
        ended = latest(taken, event).end is not None
        return ended, event.title.casefold(), -event.start.toordinal(), event.id

    return sorted(taken, key=place)


def marks_of(events: Iterable[Event], window: Window) -> dict[str, str]:
    """Return the letter of each single day, a question's being a question mark, by id."""
    singles = [
        e for e in events if e.kind in EVENT_KINDS and e.last == e.start and e.start in window
    ]
    lettered = {event.id: letters(n) for n, event in enumerate(singles)}
    return lettered | {e.id: "?" for e in events if e.kind == "question" and e.start in window}


def when(first: date, last: date | None, today: date) -> str:
    """Return the days something covers: since 9 Apr, 2 Mar – 8 Apr, Tue 3 Nov."""
    if last is None:
        begins = "from" if first > today else "since"
        return f"{begins} {day_of(first, year=first.year != today.year)}"
    if first == last:
        return short_day(first, today)
    return span(first, last, year={first.year, last.year} != {today.year})


def _cells(
    event: Event, events: Sequence[Event], marks: Mapping[str, str], today: date
) -> list[str]:
    return [
        marks.get(event.id, "").rjust(2),
        when(event.start, last_day(events, event), today),
        one_line(event.title, TITLE_SHOWN if event.kind == "medication" else TITLE_LIMIT),
        one_line(event.dose or "", DOSE_SHOWN),
    ]


def in_words(events: Sequence[Event], today: date) -> str:
    """Return what is taken on a day, and the last change of a medicine, for who sees no bars."""
    rows = medicines(events, today)
    now = [(row, row.spans[-1]) for row in rows]
    taken = [_said(row.title, s.dose) for row, s in now if s.last is None or s.last >= today]
    said = [f"Taken now: {', '.join(taken)}."] if taken else []
    if passed := sorted(change for change in changes(rows) if change[0] <= today):
        day, title, what = passed[-1]
        year = day.year != today.year
        said.append(f"Last change: {_said(title, what)}, {day_of(day, year=year)}.")
    return " ".join(said)


def _said(title: str, more: str | None) -> str:
    return f"{one_line(title, TITLE_SHOWN)} {one_line(more or '', TITLE_SHOWN)}".rstrip()
