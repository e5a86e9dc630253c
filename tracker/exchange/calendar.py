"""Planned infusions, and a daily reminder if one is wanted, for a calendar (RFC 5545).

A calendar is seen by others, so nothing in it says what an appointment is for. Times have no zone:
they are those of the clock on the wall, before and after it is changed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from icalendar import CLASS, STATUS, TRANSP, Alarm, Calendar, Event

from tracker.records import Diary, Infusion

TITLE: Final = "Appointment"
REMINDER: Final = "Diary, if you like"

_NAMES: Final = UUID("c1a3a8f2-50b4-4d0c-9d8e-6f3b7a5e9d10")
"""What the name of each entry is made from, so that a second import changes the first."""

_STATUS: Final = {"planned": STATUS.CONFIRMED, "cancelled": STATUS.CANCELLED}


def write(
    diary: Diary, *, exported_at: datetime, reminders: time | None = None, title: str = TITLE
) -> bytes:
    """Return a calendar.

    Args:
        diary: its planned and cancelled infusions become entries.
        exported_at: the reminders begin after it.
        reminders: the time of a daily reminder, none if left out.
        title: what each infusion is called there.
    """
    made = Calendar()
    made.add("prodid", "-//tracker//calendar//EN")
    made.add("version", "2.0")
    for infusion in listed(diary):
        made.add_component(_appointment(infusion, title, exported_at))
    if reminders:
        made.add_component(_reminder(reminders, exported_at))
    return bytes(made.to_ical())


def listed(diary: Diary) -> list[Infusion]:
    """Return the infusions that have an entry; a cancelled one takes its former entry back."""
    return [infusion for infusion in diary.infusions if infusion.status in _STATUS]


def _appointment(infusion: Infusion, title: str, exported_at: datetime) -> Event:
    entry = _entry(f"infusion/{infusion.id}", title, exported_at)
    entry.start, entry.status = _start(infusion), _STATUS[infusion.status]
    # No end is made up: without one, an entry with a time is a moment and one without is a day.
    if infusion.start and infusion.minutes:
        entry.DURATION = timedelta(minutes=infusion.minutes)
    return entry


def _start(infusion: Infusion) -> date:
    if infusion.start is None:
        return infusion.day
    return datetime.combine(infusion.day, infusion.start)


def _reminder(at: time, exported_at: datetime) -> Event:
    first = exported_at.date() + timedelta(days=at <= exported_at.time())
    entry = _entry("reminder", REMINDER, exported_at)
    entry.start, entry.transparency = datetime.combine(first, at), TRANSP.TRANSPARENT
    entry.add("rrule", {"freq": "daily"})
    alarm = Alarm.new(description=REMINDER)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = timedelta(0)
    entry.add_component(alarm)
    return entry


def _entry(name: str, title: str, exported_at: datetime) -> Event:
    return Event.new(
        uid=uuid5(_NAMES, name),
        summary=title,
        stamp=exported_at.astimezone(UTC).replace(microsecond=0),
        # Some calendars take an entry they know already only under a higher number.
        sequence=int(exported_at.timestamp()) // 60,
        classification=CLASS.PRIVATE,
    )
