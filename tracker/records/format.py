"""Days, numbers and records in words: the same in commands, the app and the page.

Every text that a person typed leaves as one line that cannot steer a terminal. Records are plain
lines, fit for a screen reader: no boxes, no colours, no codes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Final

from tracker.records.day import DAY_STARTS_AT, diary_day
from tracker.records.text import (
    LONG_MONTHS,
    MONTHS,
    NONE,
    WEEKDAYS,
    count,
    format_amount,
    format_date,
    format_day,
    format_day_read,
    format_days,
    format_distance,
    format_list,
    format_long_day,
    format_number,
    format_ranges,
    format_size,
    format_time,
    plain_line,
    plain_text,
    runs,
    shorten,
)

if TYPE_CHECKING:
    # For the types alone: recording a score imports this file, but not every kind of record.
    from tracker.records import Assessment, CheckIn, Diary, Event, Infusion, Measure, Number
    from tracker.records.codec import Record
    from tracker.records.questionnaires import Questionnaire

__all__ = [
    "LONG_MONTHS", "MONTHS", "NONE", "NOTE_SHOWN", "WEEKDAYS",
    "count", "format_amount", "format_assessment", "format_check_in",
    "format_date", "format_day", "format_day_read", "format_days", "format_distance", "format_dose",
    "format_event", "format_infusion", "format_list", "format_long_day", "format_number",
    "format_ranges", "format_rating", "format_ratings", "format_record", "format_side_effects",
    "format_size", "format_time", "name_record", "plain_line", "plain_text", "runs",
    "short_id", "short_ids", "shorten", "when_recorded",
]  # fmt: skip

NOTE_SHOWN: Final = 60
"""Characters of a note in a line; `--json` shows all of it."""

SHORT: Final = 6
"""Characters of an id that are unique enough, and short to type."""


def short_id(record_id: str) -> str:
    """Return the last characters of an id."""
    return plain_line(record_id[-SHORT:].lower())


def short_ids(whole: Iterable[str]) -> dict[str, str]:
    """Return by each id its last characters: as `short_id`, or as many as no other id ends with.

    Ids of other programs often end alike, and what a list shows must be enough to type; with a
    hyphen first it would be an option.
    """
    shown: dict[str, str] = {}
    left, length = list(dict.fromkeys(whole)), SHORT
    while left:
        alike = Counter(record_id[-length:].upper() for record_id in left)
        for record_id in left:
            end = record_id[-length:]
            if alike[end.upper()] == 1 and not end.startswith("-"):
                shown[record_id] = plain_line(end.lower())
            elif len(record_id) <= length:  # others end with all of it, or differ by capitals
                shown[record_id] = plain_line(record_id)
        left = [record_id for record_id in left if record_id not in shown]
        length += 1
    return shown


def format_rating(measure: Measure, value: Number) -> str:
    """Return mood 7, or sleep 6.5 hours."""
    unit = f" {plain_line(measure.unit)}" if measure.unit else ""
    return f"{plain_line(measure.label).lower()} {format_number(value)}{unit}"


def format_ratings(check_in: CheckIn, measures: Iterable[Measure]) -> str:
    """Return the ratings in the order of the measures: mood 7, anxiety 4."""
    values = {rating.measure: rating.value for rating in check_in.ratings}
    return ", ".join(format_rating(m, values[m.key]) for m in measures if m.key in values)


def when_recorded(check_in: CheckIn, starts_at: time = DAY_STARTS_AT) -> str:
    """Return 21:04, and how much later than its day it was recorded; "" where a file has neither.

    The time of an entry for an earlier day is left out unless someone gave it one of that day.
    """
    at, late = check_in.at, check_in.late_days(starts_at)
    is_of_its_day = at is not None and diary_day(at, starts_at) == check_in.day
    clock = format_time(at.timetz()) if at and (is_of_its_day or not late) else ""
    recorded = "recorded the day after" if late == 1 else f"recorded {late:,} days later"
    return ", ".join(filter(None, (clock, recorded if late else "")))


def format_check_in(
    check_in: CheckIn, measures: Iterable[Measure], starts_at: time = DAY_STARTS_AT
) -> str:
    """Return a check-in as a line: its day, when it was rated, what was rated, its note."""
    return _line(
        format_day(check_in.day),
        when_recorded(check_in, starts_at),
        format_ratings(check_in, measures),
        _quoted(check_in.note),
    )


def format_infusion(infusion: Infusion, label: str = "") -> str:
    """Return an infusion as a line: its number, day, how it was given, side effects."""
    return _line(
        label,
        format_day(infusion.day),
        format_time(infusion.start) if infusion.start else "",
        " ".join(part for part in (infusion.route, infusion.dose) if part),
        f"{format_number(infusion.minutes)} min" if infusion.minutes else "",
        infusion.phase or "",
        format_side_effects(infusion),
        _quoted(infusion.note),
    )


def format_side_effects(infusion: Infusion) -> str:
    """Return nausea mild, headache moderate after: as they can be typed again."""
    return ", ".join(effect.line for effect in infusion.side_effects)


def format_dose(infusion: Infusion) -> str:
    """Return 40 mg (0.5 mg/kg at 80 kg): the dose as recorded, and the computed one."""
    at = f" at {format_number(infusion.weight_kg)} kg" if infusion.weight_kg is not None else ""
    if infusion.dose and (other := infusion.worked_out_dose):
        return f"{infusion.dose} ({other}{at})"
    return f"{infusion.dose or ''}{at}".strip()


def format_event(event: Event, others: Iterable[Event] = ()) -> str:
    """Return an event as a line: its kind, what it is, the dose, when.

    Of `others` a later dose of the same medicine ends an earlier one.
    """
    span, last = format_day(event.start), event.last_among(others)
    if last is None:
        span = f"since {span}"
    elif last > event.start:
        span = f"{span} to {format_day(last)}"
    dose = plain_line(event.dose or "")
    return _line(event.kind, shorten(event.title, NOTE_SHOWN), dose, span, _quoted(event.note))


def format_assessment(assessment: Assessment, forms: Sequence[Questionnaire] = ()) -> str:
    """Return a filled-in questionnaire as a line: its day, the scale, the total, its band."""
    # Here and not above: recording a score fills in no questionnaire.
    from tracker.records.questionnaires.messages import format_total, scale_title

    total = f"{scale_title(assessment, forms)} {format_total(assessment, forms)}"
    return _line(format_day(assessment.day), total)


def format_record(record: Record, diary: Diary, forms: Sequence[Questionnaire] = ()) -> str:
    """Return a record of a diary as a line, whichever of the four kinds it is."""
    # Here and not above: recording a score needs no other kind.
    from tracker.records import Assessment, CheckIn, Event
    from tracker.records.course import infusion_labels

    if isinstance(record, CheckIn):
        return format_check_in(record, diary.measures, diary.settings.day_starts_at)
    if isinstance(record, Event):
        return format_event(record, diary.events)
    if isinstance(record, Assessment):
        return format_assessment(record, forms)
    labels = infusion_labels(diary.infusions)
    return format_infusion(record, labels.get(record.id, record.status))


def name_record(record: Record, today: date | None = None) -> str:
    """Return a record's name in a sentence: the infusion of Tue 24 Nov 2026.

    The year is left out if it is that of `today`.
    """
    # As above.
    from tracker.records import Assessment, CheckIn, Event
    from tracker.records.questionnaires.messages import scale_title

    if isinstance(record, Event):
        return f"the {record.kind} “{shorten(record.title, NOTE_SHOWN)}”"
    day = format_day(record.day, today)
    if isinstance(record, CheckIn):
        mood = record.value("mood")
        return f"the entry of {day}" + ("" if mood is None else f" (mood {format_number(mood)})")
    if isinstance(record, Assessment):
        return f"the {scale_title(record)} of {day}"
    return f"the infusion of {day}"


def _line(*parts: str) -> str:
    return "  ".join(part for part in parts if part)


def _quoted(note: str | None) -> str:
    return f"“{shorten(note, NOTE_SHOWN)}”" if note else ""
