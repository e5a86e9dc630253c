"""The six numbers at the head of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.analysis import CourseSummary, Report
from tracker.analysis.window import LEAD_IN
from tracker.charts.words.common import (
    STALE_AFTER,
    at_or_above,
    number,
    opening_series,
    range_words,
    say_ago,
    say_day,
    say_total,
    share_words,
    smallest_change,
    week_word,
    worse_side,
)
from tracker.records import Measure
from tracker.records.format import NONE, count, format_date, format_days

MIN_DAYS_COMPARED: Final = 3
"""Logged days from which two weeks are compared, as those before and after a series are."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the head of the page, with its caption above and its details below."""

    caption: str
    value: str
    detail: str


def tiles(report: Report) -> tuple[Tile, ...]:
    """Return the six numbers a reader looks for first, the same six for everybody."""
    return (
        _now(report),
        _before(report),
        _after(report),
        _halfway(report),
        _last_infusion(report),
        _questionnaire(report),
    )


def _now(report: Report) -> Tile:
    main = report.main
    last = main.last_entry
    entry = f"last entry {say_day(report, last.day)}: {number(last.value)}" if last else ""
    end = say_day(report, report.window.end)
    caption = "Now: last 7 days" if report.up_to_now else f"The 7 days to {end}"
    if main.last_7_days is None:
        none = "only infusion days logged" if main.days else f"no entries up to {end}"
        later = entry and main.days and main.days[-1].on_infusion_day
        return Tile(caption, NONE, _joined(entry or none, "then infusion days" if later else ""))
    detail = f"{main.last_7_days.n} of 7 days"
    three = main.last_three
    if len(three) == 3 and (report.window.end - three[0].day).days < STALE_AFTER:
        detail += f" · last three {' '.join(number(entry.value) for entry in three)}"
    elif entry:
        detail += f" · {entry}"
    return Tile(caption, number(main.last_7_days.median), _joined(detail, _week_to_week(report)))


def _week_to_week(report: Report) -> str:
    """Return which way the level went; "" if either week has too few days."""
    now, earlier = report.main.last_7_days, report.main.previous_7_days
    if now is None or earlier is None or min(now.n, earlier.n) < MIN_DAYS_COMPARED:
        return ""
    # As a binary fraction 2.3 − 1.3 is less than 1.
    moved = round(now.median - earlier.median, 6)
    if abs(moved) < round(smallest_change(report.main.measure) / 2, 6):
        return "as the week before"
    return f"{'up' if moved > 0 else 'down'} {number(abs(moved))} in a week"


def _before(report: Report) -> Tile:
    course = report.course
    if course is None:
        return Tile("Week before infusion 1", NONE, _no_infusion(report))
    level = course.before
    caption = f"{week_word(level)} before infusion {course.first_infusion_number}"
    if level.value is None:
        return Tile(caption, NONE, _no_before(report, course))
    late = f" · {level.late} written later" if level.late else ""
    days = ""
    if level.first and level.last:
        days = f" · {format_days(level.first, level.last, year=True).replace(' – ', '–')}"
    return Tile(caption, number(level.value), f"{range_words(level)}{days}{late}")


def _no_before(report: Report, course: CourseSummary) -> str:
    if report.begins is None:
        return "no entries"
    if report.begins > course.first:
        begins = say_day(report, report.begins)
        return f"diary begins {begins}, after #{report.given_before_entries}"
    since = course.days_since_previous
    if since is not None and since <= LEAD_IN.days:
        return f"fewer than 3 days logged since #{course.first_infusion_number - 1}"
    return "fewer than 3 days logged in two weeks"


def _no_infusion(report: Report) -> str:
    return "none in these days" if report.total_infusions else "no infusion recorded"


def _after(report: Report) -> Tile:
    course = report.course
    if course is None:
        return Tile("Week after the first infusions", NONE, _no_infusion(report))
    level = course.after_opening_series
    caption = f"{week_word(level)} after {opening_series(course)}"
    if level.value is None:
        so_far = " so far" if course.after_opening_incomplete and report.up_to_now else ""
        return Tile(caption, NONE, f"{course.days_after_opening} of 3 days{so_far}")
    parts = [range_words(level)]
    if course.opening_change:
        change = report.main.measure.sign * course.opening_change
        parts.append(f"{number(abs(change))} {'above' if change > 0 else 'below'} before")
    elif course.opening_change is not None:
        parts.append("same as before")
    if course.opening_may_still_grow:
        parts.append("the series goes on")
    return Tile(caption, number(level.value), " · ".join(parts))


def _halfway(report: Report) -> Tile:
    course, measure = report.course, report.main.measure
    side = at_or_above(measure)
    if course is None or course.halfway is None:
        why = no_halfway_briefly(course, measure) if course else _no_infusion(report)
        return Tile(f"Days {side} halfway", NONE, why)
    provisional = ", provisional" if course.provisional else ""
    caption = f"Days {side} halfway ({number(course.halfway)}{provisional})"
    share, recent = course.at_or_above, course.last_28_days
    parts = []
    if share and share.of and recent and course.halfway_since:
        blank = f", {course.blank} blank" if course.blank else ""
        parts.append(f"since {say_day(report, course.halfway_since)}{blank}")
        parts.append(f"last 28: {share_words(recent) if recent.of else 'none logged'}")
    else:
        # A kept line counts from the day after the infusion, which may be tomorrow.
        parts.append(f"no day logged after #{course.first_infusion_number}")
    if course.fortnight_before:
        parts.append(f"before: {share_words(course.fortnight_before)}")
    return Tile(caption, share_words(share) if share and share.of else NONE, _joined(*parts))


def _last_infusion(report: Report) -> Tile:
    last = report.last_infusion
    if last is None:
        return Tile("Last infusion", NONE, _joined("none recorded", _coming(report)))
    value = f"#{last.number} · {format_date(last.day)}"
    ago = say_ago(report, last.day)
    if say_day(report, last.day) != format_date(last.day):
        ago = f"{last.day.year}, {ago}"
    return Tile("Last infusion", value, _joined(ago, _coming(report)))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _coming(report: Report) -> str:
    if not report.up_to_now:
        return ""
    if report.planned_past:
        return f"{say_day(report, report.planned_past[-1].day)} planned, not marked as given"
    if report.planned:
        return f"next {say_day(report, report.planned[0].day)}"
    return "none planned"


def _questionnaire(report: Report) -> Tile:
    if not report.questionnaires:
        blank = report.without_total
        without = f"{count(blank, 'form')} without a total" if blank else "none filled in"
        return Tile("Questionnaire", NONE, without)
    scores = report.questionnaires[0]
    caption = f"{scores.title} ({scores.better} is better)"
    first, last = scores.first, scores.last
    if len(scores.points) == 1:
        one = "one total" if report.without_total else "one form"
        return Tile(caption, say_total(last.total), f"{say_day(report, last.day)} · {one}")
    best, word = scores.best, "highest" if scores.better == "higher" else "lowest"
    days = f"{say_day(report, first.day)} → {say_day(report, last.day)}"
    return Tile(
        caption,
        f"{say_total(first.total)} → {say_total(last.total)}",
        f"{days} · {word} {say_total(best.total)}, {say_day(report, best.day)}",
    )


def no_halfway_briefly(course: CourseSummary, measure: Measure) -> str:
    """Return in a few words why a course has no halfway line."""
    first = course.first_infusion_number
    if course.opening_direction == "lower":
        return f"no line: {worse_side(measure)} after {opening_series(course)} than before"
    return {
        "no_before": f"no line: too few entries before infusion {first}",
        "no_after": f"no line: too few days after {opening_series(course)}",
        "less_than_u": "no line: the change after the series was too small",
        "not_above_every_day": "no line: some days before were as good",
    }[course.no_halfway_because or "no_before"]
