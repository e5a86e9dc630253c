"""The words that all of a report's sentences share: numbers, days, levels, directions."""

from __future__ import annotations

from datetime import date
from typing import Final
from unicodedata import bidirectional

from tracker.analysis import CourseSummary, InfusionRow, Level, Report, Share
from tracker.records import Measure, Number
from tracker.records.format import (
    count,
    format_date,
    format_days,
    format_distance,
    format_number,
    plain_line,
)
from tracker.records.validation import normalise

DISCLAIMER: Final = (
    "Self-reported by the patient. A record to support discussion, "
    "not a diagnosis or a treatment recommendation."
)
INVENTED: Final = "INVENTED DIARY, not a real person"
LAST_ROWS: Final = 3
"""Infusions that the sentences speak of."""
STALE_AFTER: Final = 14
"""Days after which "Nothing asked since" follows an answer about self-harm, and the last three
moods are left out."""
LEFT_TO_RIGHT: Final = "\u200e"
"""A mark that is not seen: words beside it run from left to right."""
_COUNTS: Final = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def several_years(report: Report) -> bool:
    """Whether a date without its year could be read as another one."""
    window = report.window
    return len({window.start.year, window.end.year, report.made_on.year}) > 1


def number(value: Number | None, *, signed: bool = False) -> str:
    """Return a number with at most two decimals; a dash where there is none, never a 0."""
    return format_number(value, 2, signed=signed)


def say_total(value: Number) -> str:
    """Return a questionnaire's total as the app and the commands say it: to one decimal."""
    return format_number(value, 1)


def inline(text: str) -> str:
    """Return a person's words on one line, between marks where they run from right to left.

    Without the marks, Hebrew or Arabic would draw numbers and dates of the page beside it into its
    own order: 27 Sep – 27 Oct becomes Sep – 27 Oct 27.
    """
    line = plain_line(text)
    right_to_left = any(bidirectional(character) in ("R", "AL") for character in line)
    return f"{LEFT_TO_RIGHT}{line}{LEFT_TO_RIGHT}" if right_to_left else line


def unmarked(text: str) -> str:
    """Return a text without the marks of `inline`, for places that show no picture."""
    return text.replace(LEFT_TO_RIGHT, "")


def lower_first(text: str) -> str:
    """Return a label for the middle of a sentence: Mood becomes mood, PTSD stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def say_day(report: Report, day: date) -> str:
    """Return a day, with its year if it could be read as another."""
    return format_date(day, year=several_years(report) or day.year != report.made_on.year)


def say_span(report: Report, first: date, last: date) -> str:
    """Return the days from one to another, with the year if they could be read as others."""
    year = several_years(report) or {first.year, last.year} != {report.made_on.year}
    return format_days(first, last, year=year)


def say_ago(report: Report, day: date) -> str:
    """Return how long before the report's end a day was: 15 days ago, 3 days before 12 Oct."""
    if report.up_to_now:
        return format_distance(day, report.window.end)
    end = say_day(report, report.window.end)
    days = (report.window.end - day).days
    return f"{count(days, 'day')} before {end}" if days else f"on {end}"


def now_words(report: Report) -> str:
    """Return what the last seven days are called: now, unless the report ends before today."""
    return "now" if report.up_to_now else "last 7 days"


def at_or_above(measure: Measure) -> str:
    """Return on which side of halfway the better days lie."""
    return "at or above" if measure.better == "higher" else "at or below"


def below(measure: Measure) -> str:
    """Return on which side of halfway the worse days lie."""
    return "below" if measure.better == "higher" else "above"


def direction_word(direction: str, measure: Measure) -> str:
    """Return the word for a direction; on a page about pain, better is "fell"."""
    rose, fell = ("rose", "fell") if measure.better == "higher" else ("fell", "rose")
    return {
        "rose": rose,
        "same": "about the same",
        "fell": fell,
        "unclear": "too few days",
        "no_entries_before": "no entries before",
        "no_entries_after": "no entries after",
    }[direction]


def row_direction(row: InfusionRow, measure: Measure) -> str:
    """Return an infusion's direction, or that the ones next to it leave no day to compare."""
    if row.direction == "no_entries_before" and row.days_since_previous == 1:
        return "infusion the day before"
    if row.direction == "no_entries_after" and row.days_to_next == 1:
        return "infusion the day after"
    return direction_word(row.direction, measure)


def within_week_before(row: InfusionRow, measure: Measure) -> bool:
    """Whether a change is large enough, and some day of the week before was as good or as bad."""
    return (
        row.direction == "same"
        and row.change is not None
        and abs(row.change) >= smallest_change(measure)
    )


def brief_direction(row: InfusionRow, measure: Measure) -> str:
    """Return the direction in one word; "" without levels on both sides."""
    if row.change is None:
        return ""
    word = direction_word(row.direction, measure)
    return {"about the same": "same", "too few days": "too few"}.get(word, word)


def smallest_change(measure: Measure) -> Number:
    """Return the change that counts as one: a fifth of the scale."""
    return normalise((measure.high - measure.low) / 5)


def level_words(level: Level) -> str:
    """Return a level, marked where it does not rest on two of the three days."""
    marks = {"single": " (1 day)", "wide": " (week)"}
    return f"{number(level.value)}{marks.get(level.kind, '')}"


def week_word(level: Level) -> str:
    """Return the span a level rests on: a week, or two where one was too thin."""
    return "2 weeks" if level.kind == "wide" else "Week"


def range_words(level: Level) -> str:
    """Return the values a level rests on: 2–3 on 7 days."""
    if level.low == level.high:
        return count(level.n, "day")
    return f"{from_to(level.low, level.high)} on {count(level.n, 'day')}"


def from_to(low: Number | None, high: Number | None) -> str:
    """Return two values as a range: 2–3, but −3 to −1.5, where a dash would be lost in a minus."""
    dash = " to " if high is not None and high < 0 else "–"
    return f"{number(low)}{dash}{number(high)}"


def count_word(n: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _COUNTS[n] if n < len(_COUNTS) else str(n)


def opening_series(course: CourseSummary) -> str:
    """Return the name of the infusions that opened a course: the first six, infusions 10–15."""
    first = course.first_infusion_number
    return infusion_names(first, first + course.through - 1)


def infusion_names(first: int, last: int) -> str:
    """Return the name of a series of infusions, by their numbers."""
    if first == last:
        return f"infusion {first}"
    if first == 1:
        return f"the first {count_word(last)}"
    return f"infusions {first}–{last}"


def named_level(name: str, level: Level) -> str:
    """Return a level after its name: the first six 7, but infusion 8: 6, not infusion 8 6."""
    return f"{name}{':' if name[-1].isdigit() else ''} {number(level.value)}"


def share_words(share: Share) -> str:
    """Return how many of how many days."""
    return f"{share.n} of {share.of}"


def end_word(measure: Measure, *, low: bool) -> str:
    """Return what an end of the scale means where the measure has no words of its own."""
    return "worst" if low == (measure.better == "higher") else "best"


def end_words(measure: Measure, low: Number, high: Number) -> tuple[str, str]:
    """Return what the low and the high end of a drawn scale mean: 0 = worst, 10 = best."""
    if measure.hours_of_sleep:
        return f"{number(low)} hours", f"{number(high)} hours"
    unit = f" {measure.unit}" if measure.unit else ""
    at_low, at_high = end_word(measure, low=True), end_word(measure, low=False)
    return f"{number(low)}{unit} = {at_low}", f"{number(high)}{unit} = {at_high}"


def recall_words(days: int) -> str:
    """Return how far back a question looks: two weeks."""
    return {7: "week", 14: "two weeks", 28: "four weeks"}.get(days, count(days, "day"))


def no_entries_after(report: Report, row: InfusionRow) -> str:
    """Return why there is no level after an infusion: it may be too early for one."""
    if row.days_to_next == 1:
        return "infusion the day after"
    since = (report.window.end - row.day).days
    if row.day != report.infusions[-1].day or since > 7:
        return "no entries after"
    if since:
        return "no entries after it yet"
    return "given today" if report.up_to_now else "given on the last day"


def worse_side(measure: Measure) -> str:
    """Return the comparative of the worse levels."""
    return "lower" if measure.better == "higher" else "higher"
