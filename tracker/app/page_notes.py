"""The notes that a page could carry, to be ticked one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from tracker.analysis.events import EVENT_KINDS
from tracker.analysis.window import Window
from tracker.app.words import one_line, short_day
from tracker.records import Diary, Event, number_infusions

LONGEST = 200
"""Characters of a note on its line: more than any terminal has room for."""


class Noted(NamedTuple):
    """A note, and the record that it belongs to."""

    id: str
    day: date
    about: str
    """What it was written to; blank for a check-in."""
    note: str


def notes_in(diary: Diary, window: Window) -> tuple[Noted, ...]:
    """Return the notes that a page about these days would print if ticked, oldest first."""
    found = (*_check_ins(diary, window), *_infusions(diary, window), *_events(diary, window))
    return tuple(sorted(found, key=lambda noted: (noted.day, noted.about, noted.id)))


def row(noted: Noted, today: date, *, ticked: bool) -> str:
    """Return a note as one line: a box and not only a colour, its day, how it begins."""
    about = f"{one_line(noted.about, 24)}: " if noted.about else ""
    box, day = "[x]" if ticked else "[ ]", short_day(noted.day, today)
    return f"{box} {day:<10}  {about}{one_line(noted.note, LONGEST)}"


def how_many(notes: Collection[Noted], ticked: Collection[str]) -> str:
    """Return how many of the notes go out."""
    if not notes:
        return "none written in these days"
    chosen = sum(noted.id in ticked for noted in notes)
    return f"{chosen or 'none'} of {len(notes)} on the page; n ticks them one by one"


def _check_ins(diary: Diary, window: Window) -> Iterator[Noted]:
    for entry in diary.check_ins:
        if entry.note is not None and entry.day in window:
            yield Noted(entry.id, entry.day, "", entry.note)


def _infusions(diary: Diary, window: Window) -> Iterator[Noted]:
    for given in number_infusions(diary.infusions):
        if given.infusion.note is not None and given.day in window:
            yield Noted(
                given.infusion.id, given.day, f"infusion {given.number}", given.infusion.note
            )


def _events(diary: Diary, window: Window) -> Iterator[Noted]:
    for event in diary.events:
        if event.note is not None and _printed(event, window):
            yield Noted(event.id, event.start, event.title, event.note)


def _printed(event: Event, window: Window) -> bool:
    """Whether a page shows the note: a medicine's stands at its first day, others at any."""
    last = (event.last or event.start) if event.kind in EVENT_KINDS else event.start
    return event.start <= window.end and last >= window.start
