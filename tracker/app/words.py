"""Days, ratings and infusions as the screens say them. Plain text: none of it is markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from tracker.records import CheckIn, Diary, Event, Infusion, Number, number_infusions
from tracker.records.catalogue import known_measure
from tracker.records.format import MONTHS, format_day
from tracker.records.measure import Measure, Rating

INVENTED: Final = "Invented diary – not a real person"

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July",
                  "August", "September", "October", "November", "December")  # fmt: skip


def long_day(day: date, today: date) -> str:
    """Return Saturday 21 November, with the year where it is not today's."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def short_day(day: date, today: date) -> str:
    """Return Sat 21 Nov, with the year where it is not today's."""
    return format_day(day) if day.year != today.year else format_day(day).rsplit(" ", 1)[0]


def ahead(day: date, today: date) -> str:
    """Return how far off a day is: today, tomorrow, in 13 days, 2 days ago."""
    days = (day - today).days
    if days < -1:
        return f"{-days} days ago"
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def number(value: Number) -> str:
    """Return a number as it is written by hand, with a true minus."""
    return f"{value:g}".replace("-", "−")


def rated(measure: Measure, rating: Rating) -> str:
    """Return mood 7, sleep 6.5 hours."""
    unit = f" {measure.unit}" if measure.unit else ""
    return f"{measure.label.lower()} {number(rating.value)}{unit}"


def rated_for_undo(measure: Measure, rating: Rating) -> str:
    """Return `rated`, without a label of the person's own: what undo says is kept on disk."""
    known = known_measure(measure.key)
    ours = known is not None and known.label == measure.label and known.unit == measure.unit
    return rated(measure, rating) if ours else "a rating"


def ratings(check_in: CheckIn, diary: Diary) -> str:
    """Return a check-in's ratings in the diary's order: mood 7, anxiety 4."""
    given = {rating.measure: rating for rating in check_in.ratings}
    return ", ".join(rated(m, given[m.key]) for m in diary.measures if m.key in given)


def one_line(text: str, length: int) -> str:
    """Return a text on one line, cut to a length, without what would move the cursor."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"


def written_down(check_in: CheckIn, diary: Diary) -> str:
    """Return when: 21:04, or how much later than its day; blank when a file did not say."""
    late = check_in.late_days(diary.settings.day_starts_at)
    if late:
        return "the day after" if late == 1 else f"{late} days after"
    return f"{check_in.at:%H:%M}" if check_in.at else ""


def infusions_line(diary: Diary, today: date) -> str:
    """Return 16 days since infusion 10 · next planned Fri 4 Dec, in 13 days; blank for none."""
    parts = [part for part in (_since_last(diary, today), _next(diary, today)) if part]
    return " · ".join(parts)


def _since_last(diary: Diary, today: date) -> str:
    if not (past := [n for n in number_infusions(diary.infusions) if n.day <= today]):
        return ""
    last = past[-1]
    days = (today - last.day).days
    if days == 0:
        return f"infusion {last.number} was today"
    return f"{days} day{'' if days == 1 else 's'} since infusion {last.number}"


def _next(diary: Diary, today: date) -> str:
    planned = [i.day for i in diary.infusions if i.status == "planned"]
    if coming := [day for day in planned if day >= today]:
        return f"next planned {short_day(coming[0], today)}, {ahead(coming[0], today)}"
    if planned:
        return f"planned {short_day(planned[-1], today)}, not marked given"
    return ""


def side_effects(infusion: Infusion) -> str:
    """Return nausea 2, headache 1 after: what the form reads back."""
    return ", ".join(
        f"{effect.name} {effect.severity}{' after' if effect.when == 'after' else ''}"
        for effect in infusion.side_effects
    )


def listed(parts: Sequence[str]) -> str:
    """Return a, b and c; blank for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def scale(measure: Measure) -> str:
    """Return 0 to 10, 10 is best; of hours only the range."""
    ends = f"{number(measure.low)}–{number(measure.high)}"
    if measure.unit:
        return f"{measure.unit}, {ends}"
    return f"{ends}, {'high' if measure.better == 'higher' else 'low'} is best"


def entry_line(check_in: CheckIn, diary: Diary) -> str:
    """Return an entry on one line: 21:04  mood 7, anxiety 4  “note”."""
    parts = [written_down(check_in, diary), ratings(check_in, diary) or "a note"]
    parts += [f"“{one_line(check_in.note, 60)}”"] if check_in.note else []
    return "  ".join(part for part in parts if part)


def days_between(first: date | None, last: date | None) -> str:
    """Return 27 Jul – 2 Aug."""
    if first is None or last is None:
        return ""
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]}"
    return f"{first.day} {MONTHS[first.month - 1]} – {last.day} {MONTHS[last.month - 1]}"


def taken_now(events: Iterable[Event], today: date) -> list[tuple[str, str]]:
    """Return the medicines taken on a day, each with its dose now."""
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.start, event.id)):
        if event.kind == "medication" and event.start <= today:
            latest[event.title.casefold()] = event
    taken = [event for event in latest.values() if event.end is None or event.end >= today]
    return [(event.title, event.dose or "") for event in taken]


def level(value: Number) -> str:
    """Return a level as it is shown: one decimal at most, half rounded up."""
    return number(int(value * 10 + (0.5 if value >= 0 else -0.5)) / 10)


def ends(measure: Measure) -> str:
    """Return 0 worst · 10 best I can imagine: what the two ends mean, as short as it goes."""
    low, high = measure.low_label, measure.high_label
    if not low or not high:
        return scale(measure)
    first, _, rest = low.partition(" ")
    if rest and high.endswith(f" {rest}"):
        low = first
    return f"{number(measure.low)} {low} · {number(measure.high)} {high}"


def amount(value: Number | Decimal) -> str:
    """Return an amount as on a bill, in no currency: 2,700 or 2,700.50."""
    return f"{value:,.2f}".removesuffix(".00")


def plain(text: str) -> str:
    """Return a text of several lines without what would move the cursor."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
