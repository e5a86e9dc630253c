"""The sentences of the page: around the last infusions, the present level, and its foot."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.analysis import Bar, CourseSummary, InfusionRow, Report, Tally
from tracker.charts.words.common import (
    LAST_ROWS,
    at_or_above,
    below,
    count_word,
    direction_word,
    end_word,
    infusion_names,
    inline,
    level_words,
    lower_first,
    named_level,
    no_entries_after,
    now_words,
    number,
    opening_series,
    row_direction,
    say_day,
    say_span,
    smallest_change,
    week_word,
    within_week_before,
    worse_side,
)
from tracker.charts.words.self_harm import self_harm_lines
from tracker.charts.words.tiles import tiles
from tracker.records import Measure
from tracker.records.format import count, format_date, format_days, format_list, format_ranges
from tracker.records.infusion import SEVERITIES


def title(report: Report) -> str:
    """Return the page's title."""
    label = report.main.measure.label
    return f"{label} around ketamine infusions" if report.total_infusions else f"{label} diary"


def source(report: Report, *, brief: bool = False) -> str:
    """Return where the numbers come from, and what the ends of the scale mean."""
    measure = report.main.measure
    recorded_by = "Self-reported diary; infusion dates and doses as the patient entered them."
    if brief:
        recorded_by = "Self-reported diary."
    if measure.hours_of_sleep:
        return f"{recorded_by} {measure.label}: hours a night."
    low = measure.low_label or end_word(measure, low=True)
    high = measure.high_label or end_word(measure, low=False)
    unit = f" ({measure.unit})" if measure.unit else ""
    ends = f"{number(measure.low)} {low}, {number(measure.high)} {high}"
    return f"{recorded_by} {measure.label}{unit}: {ends}."


def sentences(report: Report) -> tuple[str, ...]:
    """Return the page's sentences; they describe the numbers and conclude nothing."""
    if not report.main.days:
        label = report.main.measure.label
        return (f"No {lower_first(label)} entries in these days.", _around(report))
    found, course = [_around(report)], report.course
    if course and course.halfway is None:
        found.append(_no_halfway(report, course))
    elif course:
        found.append(_bars_sentence(report, course))
        if course.kept:
            found.append(
                f"Halfway ({number(course.halfway)}) is that of course {course.halfway_of_course}: "
                f"the level before #{course.first_infusion_number} was still at or beyond it."
            )
        if course.provisional:
            found.append("Halfway is provisional while the opening series goes on.")
    return tuple(sentence for sentence in found if sentence)


def _around(report: Report) -> str:
    rows = report.infusions
    if not rows:
        last = report.last_infusion
        if last is None:
            return "No infusion is recorded."
        return (
            f"No infusion in these days; the last before them was #{last.number}, "
            f"{format_date(last.day, year=True)}."
        )
    shown = rows[-LAST_ROWS:]
    which = (
        f"the last {count_word(len(shown))}" if len(shown) > 1 else f"infusion {rows[-1].number}"
    )
    items = ", ".join(_around_item(report, row) for row in shown)
    if len(shown) > 1 and _all_within_week_before(shown, report.main.measure):
        items += ", none beyond every day of the week before"
    sentence = f"Around {which} (3 days before → 3 days after): {items}."
    if len(rows) == 1:
        return sentence
    everything = f"All {len(rows)}" if len(rows) == report.total_infusions else f"These {len(rows)}"
    return f"{sentence} {everything}: {tally_words(report.tally, report.main.measure)}."


def _all_within_week_before(rows: Sequence[InfusionRow], measure: Measure) -> bool:
    """Whether large changes in one direction are called the same: 2 → 6 each week, for days."""
    directions = {row.change is not None and row.change > 0 for row in rows}
    return len(directions) == 1 and all(within_week_before(row, measure) for row in rows)


def _around_item(report: Report, row: InfusionRow) -> str:
    before, after = row.before, row.after
    if before.value is None and after.value is None:
        if row.days_since_previous == row.days_to_next == 1:
            return f"#{row.number} infusions the day before and after"
        given = no_entries_after(report, row)
        return f"#{row.number} {given if given.startswith('given') else 'no entries around it'}"
    if before.value is None:
        return (
            f"#{row.number} {row_direction(row, report.main.measure)}, {level_words(after)} after"
        )
    if after.value is None:
        return f"#{row.number} {level_words(before)} before, {no_entries_after(report, row)}"
    return f"#{row.number} {level_words(before)} → {level_words(after)}"


def tally_words(tally: Tally, measure: Measure) -> str:
    """Return how many infusions a change followed: rose 4, about the same 5, fell 0."""
    counts = (("rose", tally.rose), ("same", tally.same), ("fell", tally.fell))
    parts = [f"{direction_word(direction, measure)} {n}" for direction, n in counts]
    if tally.too_few_days:
        parts.append(f"too few days {tally.too_few_days}")
    return ", ".join(parts)


def _bars_sentence(report: Report, course: CourseSummary) -> str:
    measure = report.main.measure
    rows = [
        row
        for row in report.infusions
        if row.numbered.course == course.number and row.next_in_series is None
    ][-LAST_ROWS:]
    if not rows:
        return ""
    side = at_or_above(measure)
    halfway = number(course.halfway)
    bars = "; ".join(f"#{row.number} {bar_sentence(report, row)}" for row in rows)
    if len(rows) > 1 and all(row.bar and row.bar.start == "already" for row in rows):
        # Those inside a series have no bar: the others need not be the last ones.
        last = rows == list(report.infusions[-len(rows) :])
        each = f"each of the last {count_word(len(rows))}" if last else "each of these"
        stayed = all(row.bar and _stayed(row.bar) for row in rows)
        then = "and stayed" if stayed else "then"
        return f"Was {side} halfway ({halfway}) before {each}, {then}: {bars}."
    return f"{side.capitalize()} halfway ({halfway}): {bars}{_now_beside(report, rows[-1])}."


def _stayed(bar: Bar) -> bool:
    """Whether nothing says otherwise: no loss, no weeks of which nothing is known, no low end."""
    return bar.end in ("next_infusion", "end_of_log") and not bar.unconfirmed_low


def _now_beside(report: Report, row: InfusionRow) -> str:
    """Return the present level beside that before the last infusion, from a week after it on."""
    seven, bar = report.main.last_7_days, row.bar
    if row is not report.infusions[-1] or not bar or bar.end != "end_of_log" or not seven:
        return ""
    if (report.window.end - row.day).days < 7 or row.before.value is None:
        return ""
    now = f"{now_words(report)} {number(seven.median)}"
    if seven.median == row.before.value:
        return f", {now} as before it"
    return f", {now} ({number(row.before.value)} before it)"


def _no_halfway(report: Report, course: CourseSummary) -> str:
    """Return why a course has no halfway line, and the present level."""
    measure, before, after = report.main.measure, course.before, course.after_opening_series
    seven, series = report.main.last_7_days, opening_series(course)
    present = [f"{now_words(report)} {number(seven.median)}"] if seven else []
    if course.opening_direction == "lower":
        levels = (
            f"{week_word(before).lower()} before {number(before.value)}",
            named_level(f"{week_word(after).lower()} after {series}", after),
            *present,
        )
        # Of a level that has come back, only what was then is lower.
        now, was, sign = seven.median if seven else None, before.value, measure.sign
        back = now is not None and was is not None and sign * now >= sign * was
        then = f" after {series}" if back else ""
        worse = worse_side(measure).capitalize()
        return f"{worse}{then} than before the course: {', '.join(levels)}."
    parts = [f"No halfway line: {_no_halfway_reason(report, course)}."]
    if before.value is None and after.value is not None:
        parts.append(f"The {week_word(after).lower()} after {series}: {number(after.value)}.")
    return " ".join([*parts, *(f"{level.capitalize()}." for level in present)])


def _no_halfway_reason(report: Report, course: CourseSummary) -> str:
    measure, before, after = report.main.measure, course.before, course.after_opening_series
    series = opening_series(course)
    side = "above" if measure.better == "higher" else "below"
    step = number(smallest_change(measure))
    week_before = f"the {week_word(before).lower()} before"
    week_after = f"the {week_word(after).lower()} after {series}"
    if before.value is None:
        late = report.begins is None or report.begins > course.first
        entries = "no entries" if late else "too few entries"
        return f"{entries} before infusion {course.first_infusion_number}"
    if after.value is None:
        if course.no_halfway_because == "no_after":
            so_far = " so far" if course.after_opening_incomplete else ""
            following = course.first_infusion_number + course.through
            if any(r.number == following and r.days_since_previous in (1, 2, 3)
                   for r in report.infusions):  # fmt: skip
                return f"fewer than 3 days between {series} and #{following}"
            return f"fewer than 3 days logged after {series}{so_far}"
        return (
            "in the first eight weeks no series was followed by a week "
            f"{step} {side} {week_before} ({number(before.value)})"
        )
    if course.no_halfway_because == "not_above_every_day":
        best = before.high if measure.better == "higher" else before.low
        extreme = "highest" if measure.better == "higher" else "lowest"
        return (
            f"{week_after} ({number(after.value)}) is not {side} every day of "
            f"{week_before} ({extreme} {number(best)})"
        )
    return (
        f"{week_after} ({number(after.value)}) is less than {step} {side} "
        f"{week_before} ({number(before.value)})"
    )


def bar_words(report: Report, row: InfusionRow) -> str:
    """Return how long the level stayed at or above halfway, for the ledger."""
    return _bar(report, row, row.bar, unit=False) if row.bar else ""


def bar_sentence(report: Report, row: InfusionRow) -> str:
    """Return the same for a sentence: 20 days, until #8; without a bar, the reason."""
    if row.bar is not None:
        return _bar(report, row, row.bar, unit=True)
    side, measure = at_or_above(report.main.measure), report.main.measure
    if row.after.kind in ("usual", "wide"):
        return f"{below(measure)} halfway after it"
    if row.after.kind == "none":
        return no_entries_after(report, row)
    return f"too few days to say whether {side} it"


def _bar(report: Report, row: InfusionRow, bar: Bar, *, unit: bool) -> str:
    measure = report.main.measure
    days = f"{bar.days_min}"
    if bar.days_max is not None and bar.days_max > bar.days_min:
        days = f"{bar.days_min}–{bar.days_max}"
    if unit:
        days += " day" if days == "1" else " days"
    blank = ""
    if bar.not_logged:
        blank = f" ({bar.not_logged} blank)" if unit else f", {bar.not_logged} blank"
    low = f", last day {below(measure)}" if bar.unconfirmed_low else ""
    match bar.end:
        case "next_infusion":
            more = "" if unit else " or more"
            later = next(r.number for r in report.infusions if r.day > row.day)
            return f"{days}{more}{blank}, until #{later}{low}"
        case "gap":
            return f"{days}{blank}, then {count(bar.blank_after, 'day')} blank{low}"
        case "end_of_log":
            return f"{days} so far{blank}{low}"
        case _:
            return f"{days}{blank}"


def alt_text(report: Report) -> str:
    """Return the page in a few sentences for screen readers; no name, no note."""
    numbers = ", ".join(f"{t.caption} {t.value} ({t.detail})" for t in tiles(report))
    summary = " ".join((*sentences(report), *self_harm_lines(report)))
    days = format_days(report.window.start, report.window.end, year=True)
    return f"{title(report)}, {days}. {numbers}. {summary}"


# The foot


def data_line(report: Report) -> str:
    """Return the data line: days logged and missing, and what is not recorded."""
    gap, left_out, blank = report.main.longest_gap, report.measures_left_out, report.without_total
    parts = [_logged(report)]
    if gap:
        days = say_span(report, gap.first, gap.last).replace(" – ", "–")
        parts.append(f"Longest gap {count(gap.length, 'day')}, {days}.")
    if left_out:
        parts.append(f"{count(left_out, 'more measure')} rated, not shown here.")
    if blank:
        parts.append(f"{count(blank, 'questionnaire')} left partly blank, without a total.")
    parts += [_worst(report), _not_given(report)]
    if report.not_recorded:
        parts.append(f"Not recorded: {format_list(report.not_recorded)}.")
    return " ".join(filter(None, parts))


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
