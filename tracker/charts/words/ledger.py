"""The tables and the strip in words: each infusion, each day, treatments and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.analysis import (
    Annotation,
    CourseSummary,
    DayValue,
    InfusionRow,
    Level,
    Medicine,
    Report,
)
from tracker.charts.words.common import (
    at_or_above,
    below,
    direction_word,
    from_to,
    inline,
    level_words,
    named_level,
    no_entries_after,
    number,
    opening_series,
    row_direction,
    say_day,
    say_span,
    share_words,
    smallest_change,
    week_word,
)
from tracker.charts.words.sentences import bar_words, tally_words
from tracker.records import Infusion, Number
from tracker.records.format import format_date, format_ranges, plain_line, runs

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
    places = {annotation.letter: place for place, annotation in enumerate(report.annotations)}
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
            direction=row_direction(row, measure),
            bar=_ledger_bar(report, row),
            effects=effects,
            letters=_letters(report, row, places),
        )
        for row, effects in zip(report.infusions, report.side_effects.rows, strict=True)
    )


def _letters(report: Report, row: InfusionRow, places: Mapping[str, int]) -> str:
    """Return an infusion's letters; five or more in a row as their first and last: D–O."""
    parts = []
    for run in runs(places[letter] for letter in row.annotations):
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


# Treatments and events

ROUTES: Final = {
    "iv": "IV",
    "im": "IM",
    "nasal": "nasal",
    "sc": "SC",
    "sublingual": "under the tongue",
    "oral": "oral",
    "other": "other route",
}


def dose_change(report: Report, row: InfusionRow) -> list[str]:
    """Return the dose and route of an infusion beside those of the one before, if they differ.

    What was not recorded of one of them is no change.
    """
    earlier = [r for r in report.infusions if r.day < row.day]
    if not earlier:
        return []
    both = [row.infusion, earlier[-1].infusion]
    if not all(one.dose for one in both):
        both = [replace(one, dose_mg=None, dose_mg_per_kg=None) for one in both]
    if not all(one.route for one in both):
        both = [replace(one, route=None) for one in both]
    now, before = (dose_words(one, total=False, minutes=False) for one in both)
    return [f"{now}, before {before}"] if now and before and now != before else []


def dose_words(infusion: Infusion, *, total: bool = True, minutes: bool = True) -> str:
    """Return what was given: 0.5 mg/kg (40 mg) IV, 40 min.

    The `total` is the milligrams, too, where there is a dose per kg.
    """
    per_kg, in_all = infusion.dose_mg_per_kg, infusion.dose_mg
    doses = [f"{per_kg:g} mg/kg"] if per_kg is not None else []
    if in_all is not None and (total or not doses):
        doses.append(f"({in_all:g} mg)" if doses else f"{in_all:g} mg")
    route = [ROUTES.get(infusion.route, infusion.route)] if infusion.route else []
    length = [f"{infusion.minutes:g} min"] if minutes and infusion.minutes is not None else []
    return ", ".join([" ".join([*doses, *route]), *length] if doses or route else length)


def medicine_words(report: Report, medicine: Medicine) -> str:
    """Return a medicine with its doses and when it was taken at each."""
    doses = []
    for span in medicine.spans:
        if span.last is None:
            when = f"since {say_day(report, span.first)}"
        else:
            when = say_span(report, span.first, span.last)
        doses.append(f"{inline(span.dose)} {when}" if span.dose else when)
    return f"{inline(medicine.title)}: {'; '.join(doses)}"


def therapy_words(report: Report) -> str:
    """Return the days of therapy."""
    days = ", ".join(say_span(report, t.first, t.last) for t in report.therapy)
    return f"Therapy: {days}" if days else ""


def annotation_words(item: Annotation) -> str:
    """Return the text of a lettered entry on one line."""
    if item.title and item.text:
        return f"{inline(item.title)}: {inline(item.text)}"
    return plain_line(item.title or item.text or "")


# Every day

ENTRIES_HEADING: Final = "Every day with an entry or an infusion"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One diary day: a cell for each measure, and a remark about the day."""

    day: str
    cells: tuple[str, ...]
    remark: str


def entry_rows(report: Report) -> list[EntryRow]:
    """Return every day of the window with a rating of what is shown or an infusion, in order."""
    series = (report.main, *report.panels)
    found = [{value.day: value for value in one.days} for one in series]
    infusions: dict[date, list[int]] = {}
    for row in report.infusions:
        infusions.setdefault(row.day, []).append(row.number)
    days = sorted({*infusions, *(when for values in found for when in values)})
    return [
        EntryRow(
            format_date(when, year=True),
            tuple(_value_cell(values.get(when)) for values in found),
            _remark(infusions.get(when, []), [values.get(when) for values in found]),
        )
        for when in days
    ]


def entry_names(report: Report) -> tuple[str, ...]:
    """Return the headings of the cells."""
    return tuple(series.measure.label for series in (report.main, *report.panels))


def _value_cell(value: DayValue | None) -> str:
    if value is None:
        return ""
    spread = f" ({from_to(value.low, value.high)})" if value.low != value.high else ""
    return f"{number(value.value)}{spread}"


def _remark(infusions: Sequence[int], values: Sequence[DayValue | None]) -> str:
    parts = [f"#{format_ranges(infusions)}"] if infusions else []
    parts += ["late"] if any(value and value.late for value in values) else []
    return ", ".join(parts)
