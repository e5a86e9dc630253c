"""Records as one plain line each, fit for a screen reader: no boxes, no colour, no codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.records import CheckIn, Diary, Event, Infusion, Number
from tracker.records.format import format_day
from tracker.records.format import plain_line as plain

NOTE_SHOWN = 60
"""Characters of a note in a list; `--json` shows all of it."""


def short_id(record_id: str) -> str:
    """Return the end of an id, which tells records apart and is short enough to type."""
    return record_id[-6:].lower()


def ratings(check_in: CheckIn, diary: Diary) -> str:
    """Return the ratings in the diary's own order: mood 7, anxiety 4."""
    known = [m for m in diary.measures if check_in.value(m.key) is not None]
    return ", ".join(f"{m.label.lower()} {number(check_in.value(m.key))}" for m in known)


def check_in_line(check_in: CheckIn, diary: Diary) -> str:
    """Return a check-in as a line: its day, when it was rated, what was rated, its note."""
    parts = [format_day(check_in.day), _when(check_in, diary), ratings(check_in, diary)]
    parts += [f"“{one_line(check_in.note)}”"] if check_in.note else []
    parts += [f"[{short_id(check_in.id)}]"]
    return "  ".join(part for part in parts if part)


def infusion_line(infusion: Infusion, label: str) -> str:
    """Return an infusion as a line: its number, day, how it was given, what was felt."""
    effects = (f"{effect.name} {effect.severity}" for effect in infusion.side_effects)
    parts = [
        label,
        format_day(infusion.day),
        f"{infusion.start:%H:%M}" if infusion.start else "",
        " ".join(part for part in (infusion.route, infusion.dose) if part),
        f"{infusion.minutes:g} min" if infusion.minutes else "",
        infusion.phase or "",
        "; ".join(effects),
        f"“{one_line(infusion.note)}”" if infusion.note else "",
        f"[{short_id(infusion.id)}]",
    ]
    return "  ".join(part for part in parts if part)


def event_line(event: Event) -> str:
    """Return an event as a line: its kind, what it is, when, the dose."""
    span = format_day(event.start)
    if event.last is None:
        span = f"since {span}"
    elif event.last > event.start:
        span = f"{span} to {format_day(event.last)}"
    parts = [event.kind, one_line(event.title), event.dose or "", span]
    parts += [f"“{one_line(event.note)}”"] if event.note else []
    return "  ".join([*(part for part in parts if part), f"[{short_id(event.id)}]"])


def one_line(text: str) -> str:
    """Return a text on one line, cut for a list."""
    flat = plain(text)
    return flat if len(flat) <= NOTE_SHOWN else f"{flat[: NOTE_SHOWN - 1]}…"


def number(value: Number | None) -> str:
    """Return a number as a person writes it, with a true minus sign."""
    return "" if value is None else f"{value:g}".replace("-", "−")


def days_until(day: date, today: date) -> str:
    """Return how far a day is: today, tomorrow, in 13 days, 3 days ago."""
    match (day - today).days:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case -1:
            return "yesterday"
        case ahead if ahead > 0:
            return f"in {ahead} days"
        case behind:
            return f"{-behind} days ago"


def counted(number: int, noun: str) -> str:
    """Return a count with its noun: 1 check-in, 1,476 check-ins."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence lists them: a, b and c."""
    *most, last = list(words)
    return f"{', '.join(most)} and {last}" if most else last


def _when(check_in: CheckIn, diary: Diary) -> str:
    late = check_in.late_days(diary.settings.day_starts_at)
    if check_in.late(diary.settings.day_starts_at):
        return f"recorded {late} days later"
    if check_in.at is None or late:
        return "recorded the day after" if late else ""
    return f"{check_in.at:%H:%M}"
