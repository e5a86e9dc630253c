"""Planned infusions, and an optional daily reminder, for a calendar (RFC 5545).

Others see a calendar, so nothing in it tells what an appointment is for. Times have no zone: they
are local, also after the clocks change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from icalendar import CLASS, STATUS, TRANSP, Alarm, Calendar, Event

from tracker.records import Diary, Infusion

TITLE: Final = "Appointment"
NAME: Final = "Appointments"
REMINDER: Final = "Diary, if you like"

_NAMES: Final = UUID("c1a3a8f2-50b4-4d0c-9d8e-6f3b7a5e9d10")
"""The namespace of the ids, so that a second import changes the same entries."""

_STATUS: Final = {"planned": STATUS.CONFIRMED, "cancelled": STATUS.CANCELLED}


def write(
    diary: Diary,
    *,
    exported_at: datetime,
    reminders: time | None = None,
    title: str = TITLE,
    alarm: timedelta | None = None,
    removed: Sequence[Infusion] = (),
    versions: Mapping[str, int] | None = None,
) -> bytes:
    """Return a calendar of the planned and cancelled infusions, with a daily reminder at a time.

    Args:
        diary: the records.
        exported_at: the reminders begin after it.
        reminders: the time of a daily reminder.
        title: that of each infusion.
        alarm: how long before an infusion the calendar gives an alarm.
        removed: infusions that were removed from the diary; their entries are cancelled.
        versions: how often each infusion was changed, by its id. A calendar updates an entry only
            under a higher number.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//tracker//calendar//EN")
    calendar.add("version", "2.0")
    calendar.calendar_name = NAME
    for infusion in (*planned(diary), *(replace(gone, status="cancelled") for gone in removed)):
        version = (versions or {}).get(infusion.id, 0)
        entry = _entry(f"infusion/{infusion.id}", title, exported_at, version)
        start = infusion.start
        entry.start = datetime.combine(infusion.day, start) if start else infusion.day
        entry.status = _STATUS[infusion.status]
        # No end is invented: without one an entry is a moment, or a day where it has no time.
        if start and infusion.minutes:
            entry.DURATION = timedelta(minutes=infusion.minutes)
        if alarm is not None and infusion.status == "planned":
            entry.add_component(_alarm(title, -alarm))
        calendar.add_component(entry)
    if reminders:
        first = exported_at.date() + timedelta(days=reminders <= exported_at.time())
        # Only its time can change; each later export has a higher number.
        entry = _entry("reminder", REMINDER, exported_at, int(exported_at.timestamp()) // 60)
        entry.start, entry.transparency = datetime.combine(first, reminders), TRANSP.TRANSPARENT
        entry.add("rrule", {"freq": "daily"})
        entry.add_component(_alarm(REMINDER, timedelta(0)))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def planned(diary: Diary) -> list[Infusion]:
    """Return the infusions that have an entry; a cancelled one cancels its entry."""
    return [infusion for infusion in diary.infusions if infusion.status in _STATUS]


def _alarm(title: str, trigger: timedelta) -> Alarm:
    alarm = Alarm.new(description=title)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = trigger
    return alarm


def _entry(name: str, title: str, exported_at: datetime, version: int) -> Event:
    return Event.new(
        uid=uuid5(_NAMES, name),
        summary=title,
        stamp=exported_at.astimezone(UTC).replace(microsecond=0),
        sequence=version,
        classification=CLASS.PRIVATE,
    )
