"""A medicine as a person wrote it down: an entry for each dose, all under one title.

A later entry of the same title is a new dose and ends the one before it. That is how the page
reads them, so an entry is never cut when its dose changes: removed, it leaves all as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.analysis.window import DAY
from tracker.records import Event


def steps(events: Iterable[Event], medicine: Event) -> list[Event]:
    """Return the entries of one medicine, the first dose first."""
    name = medicine.title.casefold()
    ours = (e for e in events if e.kind == "medication" and e.title.casefold() == name)
    return sorted(ours, key=lambda event: (event.start, event.id))


def latest(events: Iterable[Event], event: Event) -> Event:
    """Return the entry that says what is taken now; of anything but a medicine, itself."""
    return steps(events, event)[-1] if event.kind == "medication" else event


def last_day(events: Iterable[Event], event: Event) -> date | None:
    """Return the last day an entry covers, a new dose ending the one before; None: it goes on."""
    if event.kind != "medication":
        return event.last
    ours = steps(events, event)
    following = [e.start - DAY for e in ours[ours.index(event) + 1 :]]
    ends = [day for day in (event.end, *following) if day]
    # Two doses from the same day on: the one entered later is the correction.
    return max(event.start, min(ends)) if ends else None
