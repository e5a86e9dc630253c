"""The table of infusions in words: its heading, its key, a row for each infusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.analysis import CourseSummary, InfusionRow, Level, Report
from tracker.charts.words.common import (
    at_or_above,
    below,
    direction_word,
    level_words,
    named_level,
    no_entries_after,
    number,
    opening_series,
    say_day,
    say_span,
    share_words,
    smallest_change,
    week_word,
)
from tracker.charts.words.sentences import bar_words, tally_words
from tracker.charts.words.treatments import dose_words
from tracker.records import Number
from tracker.records.format import runs

LEDGER_HEADING: Final = "Each infusion"
MAX_LETTERS: Final = 4
"""A longer run of neighbouring letters is written as its first and last."""
_UNKNOWN_BEFORE: Final = ("unclear", "no_entries_before")
"""Of an infusion with one day before it or none, nobody knows how its bar began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """The cells of one infusion's row as text; a blank one has nothing to show."""

    number: str
    day: str
    dose: str
    since: str
    before: str
    after: str
    next_day: str
    change: str
    direction: str
    bar: str
    effects: tuple[int | None, ...]
    """One severity per name of the report's grid: None is not recorded, 0 is none."""
    letters: str


def ledger_key(report: Report) -> str:
    """Return the key of the shapes of bars that are drawn; "" without any."""
    measure = report.main.measure
    bars = [row.drawn_bar for row in report.infusions if row.drawn_bar]
    thin = [row for row in report.infusions if row.drawn_bar and row.drawn_bar.start == "smaller"]
    rose, under = direction_word("rose", measure), below(measure)
    meanings = {
        "rose": f"filled: began {under} halfway and {rose} by {number(smallest_change(measure))} "
        "or more",
        "already": f"open: was {at_or_above(measure)} halfway before",
    }
    if thin:
        unknown = [row.direction in _UNKNOWN_BEFORE for row in thin]
        reasons = [] if all(unknown) else [f"began {under}, {rose} less or later"]
        reasons += ["too few days before"] if any(unknown) else []
        meanings["smaller"] = f"thin: {', or '.join(reasons)}"
    key = [what for start, what in meanings.items() if any(bar.start == start for bar in bars)]
    if any(bar.end != "lost" for bar in bars):
        key.append("arrow: cut short, not ended")
    if any(bar.not_logged for bar in bars):
        key.append("gap: blank days")
    if any(bar.end == "lost" and bar.days_max != bar.days_min for bar in bars):
        key.append("short line: between")
    return " · ".join(key)


def bar_start(report: Report, row: InfusionRow) -> str:
    """Return how a bar began, which a picture shows by its shape; "" where none is drawn."""
    measure, bar = report.main.measure, row.drawn_bar
    if bar is None:
        return ""
    if bar.start == "already":
        return f"was {at_or_above(measure)} it before"
    if bar.start == "rose":
        return f"began {below(measure)} it"
    if row.direction in _UNKNOWN_BEFORE:
        return "too few days before"
    return f"began {below(measure)} it, {direction_word('rose', measure)} less or later"


def ledger_tally(report: Report) -> str:
    """Return how many infusions had which change, including those with too few days to judge."""
    words = tally_words(report.tally, report.main.measure)
    return words if report.tally.too_few_days else f"{words}, too few days 0"


def bars_heading(report: Report) -> str:
    """Return the heading over the bars, with the one halfway all of them rest on."""
    side = at_or_above(report.main.measure)
    levels = {course.halfway for course in report.courses if course.halfway is not None}
    if not levels:
        return "no halfway line"
    level = f" ({number(levels.pop())})" if len(levels) == 1 else ""
    return f"{side} halfway{level}, in days"


def ledger_rows(report: Report) -> tuple[LedgerRow, ...]:
    """Return the rows of a report's infusions, oldest first."""
    measure, several = report.main.measure, same_minutes(report) is None
    return tuple(
        LedgerRow(
            number=str(row.number),
            day=say_day(report, row.day),
            dose=dose_words(row.infusion, minutes=several),
            since="" if row.days_since_previous is None else str(row.days_since_previous),
            before=_cell(row.before),
            after=_cell(row.after),
            next_day=number(row.next_day) if row.next_day is not None else "",
            # On the measure's own scale: a pain that went down by 2 is −2.
            change="" if row.change is None else number(measure.sign * row.change, signed=True),
            direction=direction_word(row.direction, measure),
            bar=_ledger_bar(report, row),
            effects=effects,
            letters=_letters(report, row),
        )
        for row, effects in zip(report.infusions, report.side_effects.rows, strict=True)
    )


def _letters(report: Report, row: InfusionRow) -> str:
    """Return an infusion's letters; five or more in a row as their first and last: D–O."""
    order = {annotation.letter: place for place, annotation in enumerate(report.annotations)}
    parts = []
    for run in runs(order[letter] for letter in row.annotations):
        letters = [report.annotations[place].letter for place in run]
        parts.append(f"{letters[0]}–{letters[-1]}" if len(run) > MAX_LETTERS else " ".join(letters))
    return " ".join(parts)


def _cell(level: Level) -> str:
    return "none" if level.value is None else level_words(level)


def _ledger_bar(report: Report, row: InfusionRow) -> str:
    if row.next_in_series is not None:
        return f"→ #{row.next_in_series}"
    if row.bar is not None:
        return bar_words(report, row)
    course = next((c for c in report.courses if c.number == row.numbered.course), None)
    if course is None or course.halfway is None:
        return no_entries_after(report, row) if row.after.kind == "none" else ""
    if row.after.kind in ("usual", "wide"):
        return f"{below(report.main.measure)} halfway"
    return "too few days" if row.after.kind == "single" else no_entries_after(report, row)


def same_minutes(report: Report) -> Number | None:
    """Return the minutes that all infusions took, None where they differ or are not recorded."""
    found = {row.infusion.minutes for row in report.infusions}
    return found.pop() if len(found) == 1 else None


def dose_heading(report: Report) -> str:
    """Return the heading over the doses, with the minutes where they were always the same."""
    minutes = same_minutes(report)
    return "dose, route" if minutes is None else f"dose, route; {minutes:g} min each"


def course_words(report: Report, course: CourseSummary) -> str:
    """Return a course's own numbers on one line: those of the tiles are the last course's."""
    measure, before, after = report.main.measure, course.before, course.after_opening_series
    last = course.first_infusion_number + course.given - 1
    which = f"#{course.first_infusion_number}" + (f"–{last}" if course.given > 1 else "")
    parts = [f"Course {course.number}, {which}: {week_word(before).lower()} before "]
    if before.value is None:
        parts[0] += "too few entries"
    else:
        days = say_span(report, before.first, before.last) if before.first and before.last else ""
        parts[0] += f"{number(before.value)} ({days.replace(' – ', '–')})"
    if after.value is not None:
        parts.append(named_level(f"after {opening_series(course)}", after))
    if course.halfway is not None and (share := course.at_or_above):
        days = f"{at_or_above(measure)} on {share_words(share)} days"
        days = days if share.of else "no day logged after it"
        parts.append(f"halfway {number(course.halfway)}, {days}")
    else:
        parts.append("no halfway line")
    return " · ".join(parts)
