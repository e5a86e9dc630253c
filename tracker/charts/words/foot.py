"""The foot of the page: how complete the diary is, and how its numbers were made."""

from __future__ import annotations

from tracker.analysis import CourseSummary, Report
from tracker.charts.words.common import (
    below,
    direction_word,
    infusion_names,
    inline,
    number,
    say_day,
    say_span,
    smallest_change,
    week_word,
)
from tracker.records.format import count, format_list, format_ranges
from tracker.records.infusion import SEVERITIES


def data_line(report: Report) -> str:
    """Return the data line: days logged and missing, and what is not recorded."""
    said = (_logged, _gap, _left_out, _without_total, _worst, _not_given, _not_recorded)
    return " ".join(filter(None, (part(report) for part in said)))


def _logged(report: Report) -> str:
    logged = report.main.logged
    if logged.since is None:
        return ""
    line = f"Logged {logged.logged:,} of {count(logged.of_since, 'day')}"
    line += f" since {say_day(report, logged.since)}"
    if logged.late:
        line += f", {logged.late} filled in late"
    if 2 * logged.logged < logged.of_since:
        line += "; fewer than half of the days: read with care"
    return f"{line}."


def _gap(report: Report) -> str:
    gap = report.main.longest_gap
    if gap is None:
        return ""
    days = say_span(report, gap.first, gap.last).replace(" – ", "–")
    return f"Longest gap {count(gap.length, 'day')}, {days}."


def _left_out(report: Report) -> str:
    left_out = report.measures_left_out
    return f"{count(left_out, 'more measure')} rated, not shown here." if left_out else ""


def _without_total(report: Report) -> str:
    blank = report.without_total
    return f"{count(blank, 'questionnaire')} left partly blank, without a total." if blank else ""


def _worst(report: Report) -> str:
    grid = report.side_effects
    if not grid.worst:
        # Of an infusion without a record nothing is known.
        recorded = sum(any(cell is not None for cell in row) for row in grid.rows)
        of = f" at {recorded} of {count(len(grid.rows), 'infusion')}, the rest not recorded"
        return f"No side effects{'' if recorded == len(grid.rows) else of}." if recorded else ""
    by_name: dict[str, list[int]] = {}
    for worst in grid.worst_at:
        by_name.setdefault(worst.name, []).append(worst.number)
    severity = f"{grid.worst} of 3 ({SEVERITIES[grid.worst]})"
    if len(by_name) == 1:
        ((name, which),) = by_name.items()
        return f"Worst side effect: {inline(name)}, {severity}, #{format_ranges(which)}."
    found = [f"{inline(name)} (#{format_ranges(which)})" for name, which in by_name.items()]
    more = f" and {len(found) - 3} more, see the table" if len(found) > 3 else ""
    return f"Worst side effects, {severity}: {', '.join(found[:3])}{more}."


def _not_given(report: Report) -> str:
    parts = []
    if report.planned_past:
        days = format_list(say_day(report, i.day) for i in report.planned_past)
        parts.append(f"planned {days}, not marked as given")
    if report.cancelled:
        parts.append(f"cancelled {format_list(say_day(report, i.day) for i in report.cancelled)}")
    # The tile has the next one, unless it asks about one that has passed.
    if report.up_to_now and (coming := report.planned):
        first = say_day(report, coming[0].day)
        if len(coming) > 1:
            parts.append(f"{len(coming)} planned from {first}")
        elif report.planned_past:
            parts.append(f"next {first}")
    line = "; ".join(parts)
    return f"Infusions: {line}." if line else ""


def _not_recorded(report: Report) -> str:
    missing = report.not_recorded
    return f"Not recorded: {format_list(missing)}." if missing else ""


def definition(report: Report) -> str:
    """Return how the numbers were made, in words a patient understands."""
    measure = report.main.measure
    parts = []
    if (course := report.course) and course.halfway is not None:
        parts.append(_halfway_definition(course))
    if report.infusions:
        rose, fell = direction_word("rose", measure), direction_word("fell", measure)
        step = number(smallest_change(measure))
        parts.append(
            f"{rose.capitalize()} or {fell}: by {step} or more, and beyond every day of the week "
            "before."
        )
    if any(row.drawn_bar for row in report.infusions):
        parts.append(
            f"A bar ends when two logged days in a row, and their week, lie {below(measure)} "
            "halfway. An open bar shows that the level was kept, not what kept it."
        )
    if report.main.days and report.infusions:
        parts.append("Infusion days count in no level, change or bar.")
    return " ".join(parts)


def _halfway_definition(course: CourseSummary) -> str:
    line = "this person’s own line, not a clinical cut-off"
    halfway, source = number(course.halfway), course.halfway_source
    if course.kept or source is None:
        return f"Halfway ({halfway}) was set by course {course.halfway_of_course}: {line}."
    before, after = source.before, source.after
    start = course.first_infusion_number - 1
    series = infusion_names(start + source.first, start + source.through)
    return (
        f"Halfway ({halfway}) lies midway between the {week_word(before).lower()} before "
        f"infusion {course.first_infusion_number} ({number(before.value)}) and the "
        f"{week_word(after).lower()} after {series} ({number(after.value)}): {line}."
    )
