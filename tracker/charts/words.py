"""What a report's values mean, in words: every tile, sentence and label of the page.

No matplotlib here. The picture, the text, the command and the app take their words from this
file, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.analysis import (
    Annotation,
    Bar,
    CourseSummary,
    InfusionRow,
    Level,
    Medicine,
    MedicineSpan,
    QuestionnaireScores,
    Report,
    SelfHarmAnswer,
    SelfHarmSource,
    Tally,
)
from tracker.records import Infusion, Measure, Number
from tracker.records.format import (
    NONE,
    count,
    format_date,
    format_days,
    format_distance,
    format_list,
    format_number,
    format_ranges,
)
from tracker.records.validation import normalise

DISCLAIMER: Final = (
    "Self-reported by the patient. A record to support discussion, "
    "not a diagnosis or a treatment recommendation."
)
INVENTED: Final = "INVENTED DIARY, not a real person"
LAST_ROWS: Final = 3
"""Infusions that the sentences speak of."""
LEAST_IN_WEEK: Final = 3
"""Logged days from which two weeks are compared, as those before and after a series are."""
MOST_LETTERS: Final = 4
"""Neighbouring letters up to which a row of the ledger has each."""
STALE_AFTER: Final = 14
"""Days after which an answer about self-harm is followed by "Nothing asked since"."""
SEVERITIES: Final = ("none", "mild", "moderate", "severe")
ROUTES: Final = {
    "iv": "IV",
    "im": "IM",
    "nasal": "nasal",
    "sc": "SC",
    "sublingual": "under the tongue",
    "oral": "oral",
    "other": "other route",
}
_COUNTS: Final = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the head of the page, with what it is above and what it rests on below."""

    caption: str
    value: str
    detail: str


# Days and directions


def several_years(report: Report) -> bool:
    """Whether a date without its year could be read as another one."""
    window = report.window
    return len({window.start.year, window.end.year, report.made_on.year}) > 1


def number(value: Number | None, *, signed: bool = False) -> str:
    """Return a number with at most two decimals; a dash where there is none, never a 0."""
    return format_number(value, 2, signed=signed)


def lower_first(text: str) -> str:
    """Return a label as it stands inside a sentence: Mood becomes mood, PTSD stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def say_day(report: Report, day: date) -> str:
    """Return a day, with its year where that is not plain."""
    return format_date(day, year=several_years(report) or day.year != report.made_on.year)


def say_span(report: Report, first: date, last: date) -> str:
    """Return the days from one to another, with the year where that is not plain."""
    year = several_years(report) or {first.year, last.year} != {report.made_on.year}
    return format_days(first, last, year=year)


def say_ago(report: Report, day: date) -> str:
    """Return how long before the report's end a day was: 15 days ago, 3 days before 12 Oct."""
    if report.up_to_now:
        return format_distance(day, report.window.end)
    end = say_day(report, report.window.end)
    days = (report.window.end - day).days
    return f"{count(days, 'day')} before {end}" if days else f"on {end}"


def at_or_above(measure: Measure) -> str:
    """Return on which side of halfway the better days lie."""
    return "at or above" if measure.better == "higher" else "at or below"


def below(measure: Measure) -> str:
    """Return on which side of halfway the worse days lie."""
    return "below" if measure.better == "higher" else "above"


def direction_word(direction: str, measure: Measure) -> str:
    """Return what the level did around an infusion; on a page about pain, better is "fell"."""
    rose, fell = ("rose", "fell") if measure.better == "higher" else ("fell", "rose")
    return {
        "rose": rose,
        "same": "about the same",
        "fell": fell,
        "unclear": "too few days",
        "no_entries_before": "no entries before",
        "no_entries_after": "no entries after",
    }[direction]


def brief_direction(row: InfusionRow, measure: Measure) -> str:
    """Return the same in a word, where levels on both sides say it; nothing without them."""
    if row.change is None:
        return ""
    word = direction_word(row.direction, measure)
    return {"about the same": "same", "too few days": "too few"}.get(word, word)


def smallest_change(measure: Measure) -> Number:
    """Return the change that counts as one: a fifth of the scale."""
    return normalise((measure.high - measure.low) / 5)


# Tiles


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
        return Tile(caption, NONE, entry or f"no entries up to {end}")
    detail = f"{main.last_7_days.n} of 7 days"
    three = main.last_three
    if len(three) == LAST_ROWS and (report.window.end - three[0].day).days < STALE_AFTER:
        detail += f" · last three {' '.join(number(entry.value) for entry in three)}"
    elif entry:
        detail += f" · {entry}"
    return Tile(caption, number(main.last_7_days.median), _joined(detail, _week_to_week(report)))


def _week_to_week(report: Report) -> str:
    """Return which way the level went; nothing where either week has too few days to say."""
    now, earlier = report.main.last_7_days, report.main.previous_7_days
    if now is None or earlier is None or min(now.n, earlier.n) < LEAST_IN_WEEK:
        return ""
    if now.median == earlier.median:
        return "as the week before"
    moved = "up" if now.median > earlier.median else "down"
    return f"{moved} {number(abs(now.median - earlier.median))} in a week"


def _before(report: Report) -> Tile:
    course = report.course
    if course is None:
        return Tile("Week before infusion 1", NONE, _no_infusion(report))
    level = course.before
    caption = f"{_week(level)} before infusion {course.first_infusion_number}"
    if level.value is None:
        return Tile(caption, NONE, _no_before(report, course))
    late = f" · {level.late} written later" if level.late else ""
    days = ""
    if level.first and level.last:
        days = f" · {format_days(level.first, level.last, year=True).replace(' – ', '–')}"
    return Tile(caption, number(level.value), f"{_range_on_days(level)}{days}{late}")


def _no_before(report: Report, course: CourseSummary) -> str:
    if report.begins is None:
        return "no entries"
    if report.begins > course.first:
        begins = say_day(report, report.begins)
        return f"diary begins {begins}, after #{report.given_before_entries}"
    return "fewer than 3 days logged in two weeks"


def _no_infusion(report: Report) -> str:
    return "none in these days" if report.total_infusions else "no infusion recorded"


def _week(level: Level) -> str:
    return "2 weeks" if level.kind == "wide" else "Week"


def _range_on_days(level: Level) -> str:
    if level.low == level.high:
        return count(level.n, "day")
    return f"{number(level.low)}–{number(level.high)} on {count(level.n, 'day')}"


def count_word(count: int) -> str:
    """Return a small number as a word, a larger one in digits."""
    return _COUNTS[count] if count < len(_COUNTS) else str(count)


def opening_series(course: CourseSummary) -> str:
    """Return the name of the infusions that opened a course: the first six, infusions 10–15."""
    first = course.first_infusion_number
    return infusion_names(first, first + course.through - 1)


def infusion_names(first: int, last: int) -> str:
    """Return how a series of infusions is called, by their numbers."""
    if first == last:
        return f"infusion {first}"
    if first == 1:
        return f"the first {count_word(last)}"
    return f"infusions {first}–{last}"


def _after(report: Report) -> Tile:
    course = report.course
    if course is None:
        return Tile("Week after the first infusions", NONE, _no_infusion(report))
    level = course.after_opening_series
    caption = f"{_week(level)} after {opening_series(course)}"
    if level.value is None:
        return Tile(caption, NONE, _no_after(report, course))
    parts = [_range_on_days(level)]
    if course.opening_change is not None:
        parts.append(_difference(report.main.measure.sign * course.opening_change))
    if course.opening_series_goes_on:
        parts.append("the series goes on")
    return Tile(caption, number(level.value), " · ".join(parts))


def _difference(change: Number) -> str:
    if not change:
        return "same as before"
    return f"{number(abs(change))} {'above' if change > 0 else 'below'} before"


def _no_after(report: Report, course: CourseSummary) -> str:
    so_far = " so far" if course.opening_still_open and report.up_to_now else ""
    return f"{course.days_after_opening} of 3 days{so_far}"


def _halfway(report: Report) -> Tile:
    course, measure = report.course, report.main.measure
    side = at_or_above(measure)
    if course is None or course.halfway is None:
        why = no_halfway_briefly(course, measure) if course else _no_infusion(report)
        return Tile(f"Days {side} halfway", NONE, why)
    provisional = ", provisional" if course.opening_series_goes_on else ""
    caption = f"Days {side} halfway ({number(course.halfway)}{provisional})"
    parts = []
    if course.halfway_since:
        blank = f", {course.blank} blank" if course.blank else ""
        parts.append(f"since {say_day(report, course.halfway_since)}{blank}")
    if course.last_28_days:
        parts.append(f"last 28: {_share(course.last_28_days.n, course.last_28_days.of)}")
    if course.fortnight_before:
        parts.append(f"before: {_share(course.fortnight_before.n, course.fortnight_before.of)}")
    share = course.at_or_above
    value = _share(share.n, share.of) if share and share.of else NONE
    return Tile(caption, value, " · ".join(parts))


def _share(n: int, of: int) -> str:
    return f"{n} of {of}"


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
        return Tile("Questionnaire", NONE, "none filled in")
    course = report.questionnaires[0]
    caption = f"{course.title} ({course.better} is better)"
    first, last = course.first, course.last
    if len(course.points) == 1:
        return Tile(caption, number(last.total), f"{say_day(report, last.day)} · one form")
    best, word = (
        (course.highest, "highest") if course.better == "higher" else (course.lowest, "lowest")
    )
    days = f"{say_day(report, first.day)} → {say_day(report, last.day)}"
    return Tile(
        caption,
        f"{number(first.total)} → {number(last.total)}",
        f"{days} · {word} {number(best.total)}, {say_day(report, best.day)}",
    )


# Sentences


def title(report: Report) -> str:
    """Return the page's title: what is drawn, around what."""
    label = report.main.measure.label
    return f"{label} around ketamine infusions" if report.total_infusions else f"{label} diary"


def source(report: Report) -> str:
    """Return where the numbers come from, and what the ends of the scale mean."""
    measure = report.main.measure
    told = "Self-reported diary; infusion dates and doses as the patient entered them."
    if is_sleep(measure):
        return f"{told} {measure.label}: hours a night."
    low = measure.low_label or _end_word(measure, low=True)
    high = measure.high_label or _end_word(measure, low=False)
    unit = f" ({measure.unit})" if measure.unit else ""
    ends = f"{number(measure.low)} {low}, {number(measure.high)} {high}"
    return f"{told} {measure.label}{unit}: {ends}."


def is_sleep(measure: Measure) -> bool:
    """Whether it is hours of sleep, of which 24 are not best."""
    return measure.key == "sleep" and measure.unit == "hours"


def _end_word(measure: Measure, *, low: bool) -> str:
    return "worst" if low == (measure.better == "higher") else "best"


def end_words(measure: Measure, low: Number, high: Number) -> tuple[str, str]:
    """Return what the low and the high end of a drawn scale mean: 0 = worst, 10 = best."""
    if is_sleep(measure):
        return f"{number(low)} hours", f"{number(high)} hours"
    unit = f" {measure.unit}" if measure.unit else ""
    ends = ((low, _end_word(measure, low=True)), (high, _end_word(measure, low=False)))
    at_low, at_high = (f"{number(end)}{unit} = {word}" for end, word in ends)
    return at_low, at_high


def sentences(report: Report) -> tuple[str, ...]:
    """Return what the page says in sentences: descriptive, and nothing the numbers do not say."""
    if not report.main.days:
        label = report.main.measure.label
        return (f"No {lower_first(label)} entries in these days.", *_around(report))
    return (*_around(report), *_halfway_sentences(report))


def _around(report: Report) -> tuple[str, ...]:
    rows = report.infusions
    if not rows:
        last = report.last_infusion
        if last is None:
            return ("No infusion is recorded.",)
        return (
            f"No infusion in these days; the last before them was #{last.number}, "
            f"{format_date(last.day, year=True)}.",
        )
    shown = rows[-LAST_ROWS:]
    which = (
        f"the last {count_word(len(shown))}" if len(shown) > 1 else f"infusion {rows[-1].number}"
    )
    items = ", ".join(_around_item(report, row) for row in shown)
    everything = f"All {len(rows)}" if len(rows) == report.total_infusions else f"These {len(rows)}"
    tally = f" {everything}: {tally_words(report.tally, report.main.measure)}."
    return (
        f"Around {which} (3 days before → 3 days after): {items}.{tally if len(rows) > 1 else ''}",
    )


def _around_item(report: Report, row: InfusionRow) -> str:
    before, after = row.before, row.after
    if before.value is None and after.value is None:
        given = _no_after_yet(report, row)
        return f"#{row.number} {given if given.startswith('given') else 'no entries around it'}"
    if before.value is None:
        return f"#{row.number} no entries before, {_level(after)} after"
    if after.value is None:
        return f"#{row.number} {_level(before)} before, {_no_after_yet(report, row)}"
    return f"#{row.number} {_level(before)} → {_level(after)}"


def _no_after_yet(report: Report, row: InfusionRow) -> str:
    since = (report.window.end - row.day).days
    if row is not report.infusions[-1] or since > 7:
        return "no entries after"
    if since:
        return "no entries after it yet"
    return "given today" if report.up_to_now else "given on the last day"


def _level(level: Level) -> str:
    """Return a level, marked where it does not rest on two of the three days."""
    marks = {"single": " (1 day)", "wide": " (week)"}
    return f"{number(level.value)}{marks.get(level.kind, '')}"


def tally_words(tally: Tally, measure: Measure) -> str:
    """Return how many infusions a change followed: rose 4, about the same 5, fell 0."""
    few = tally.too_few_days
    counts = (("rose", tally.rose), ("same", tally.same), ("fell", tally.fell))
    parts = [f"{direction_word(kind, measure)} {count}" for kind, count in counts]
    return ", ".join([*parts, *([f"too few days {few}"] if few else [])])


def change_words(row: InfusionRow, measure: Measure) -> str:
    """Return what the level did around one infusion: rose by 4 (3 → 7)."""
    word = direction_word(row.direction, measure)
    if row.change is None:
        return word
    values = f"{_level(row.before)} → {_level(row.after)}"
    by = f" by {number(abs(row.change))}" if row.direction in ("rose", "fell") else ""
    return f"{word}{by} ({values})"


def _halfway_sentences(report: Report) -> tuple[str, ...]:
    course = report.course
    if course is None:
        return ()
    if course.halfway is None:
        return (no_halfway_words(report, course),)
    parts = [_bars_sentence(report, course), _kept_line(course)]
    if course.opening_series_goes_on:
        parts.append("Halfway is provisional while the opening series goes on.")
    return tuple(part for part in parts if part)


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
    told = "; ".join(f"#{row.number} {bar_sentence(report, row)}" for row in rows)
    if len(rows) > 1 and all(row.bar and row.bar.start == "already" for row in rows):
        each = f"each of the last {count_word(len(rows))}"
        stayed = "and stayed" if all(r.bar and r.bar.end != "lost" for r in rows) else "then"
        return f"Was {side} halfway ({halfway}) before {each}, {stayed}: {told}."
    return f"{side.capitalize()} halfway ({halfway}): {told}{_now_beside(report, rows[-1])}."


def _now_beside(report: Report, row: InfusionRow) -> str:
    """Return where things stand beside the level before the last infusion, a week after it."""
    seven, bar = report.main.last_7_days, row.bar
    if row is not report.infusions[-1] or not bar or bar.end != "end_of_log" or not seven:
        return ""
    if (report.window.end - row.day).days < 7 or row.before.value is None:
        return ""
    now = "now" if report.up_to_now else "last 7 days"
    if seven.median == row.before.value:
        return f", {now} {number(seven.median)} as before it"
    return f", {now} {number(seven.median)} ({number(row.before.value)} before it)"


def _kept_line(course: CourseSummary) -> str:
    if not course.kept:
        return ""
    return (
        f"Halfway ({number(course.halfway)}) is that of course {course.halfway_of_course}: "
        f"the level before #{course.first_infusion_number} was still at or beyond it."
    )


def no_halfway_briefly(course: CourseSummary, measure: Measure) -> str:
    """Return in a few words why a course has no halfway line."""
    first = course.first_infusion_number
    if course.opening_direction == "lower":
        return f"no line: {_worse_side(measure)} after {opening_series(course)} than before"
    return {
        "no_before": f"no line: too few entries before infusion {first}",
        "no_after": f"no line: too few entries after {opening_series(course)}",
        "less_than_u": "no line: the change after the series was too small",
        "not_above_every_day": "no line: some days before were as good",
    }[course.no_halfway_because or "no_before"]


def no_halfway_words(report: Report, course: CourseSummary) -> str:
    """Return why a course has no halfway line, and where things stand."""
    measure, before, after = report.main.measure, course.before, course.after_opening_series
    series, first = opening_series(course), course.first_infusion_number
    now = _stands(report)
    if before.value is None or course.no_halfway_because == "no_before":
        known = (
            f" The week after {series}: {number(after.value)}." if after.value is not None else ""
        )
        late = report.begins is None or report.begins > course.first
        begins = "no entries" if late else "too few entries"
        return f"No halfway line: {begins} before infusion {first}.{known}{now}"
    if after.value is None and course.no_halfway_because == "no_after":
        so_far = " so far" if course.opening_still_open else ""
        return f"No halfway line: fewer than 3 days logged after {series}{so_far}.{now}"
    side, step = _better_side(measure), number(smallest_change(measure))
    week_before = f"the {_week(before).lower()} before"
    if after.value is None:
        return (
            "No halfway line: in the first eight weeks no series was followed by a week "
            f"{step} {side} {week_before} ({number(before.value)}).{now}"
        )
    week_after = f"the {_week(after).lower()} after {series}"
    if course.opening_direction == "lower":
        lower = _worse_side(measure).capitalize()
        levels = [
            f"{week_before.removeprefix('the ')} {number(before.value)}",
            f"{week_after.removeprefix('the ')} {number(after.value)}",
        ]
        stands = [now.strip(" .").replace("Now", "now").replace("Last", "last")] if now else []
        return f"{lower} than before the course: {', '.join(levels + stands)}."
    if course.no_halfway_because == "not_above_every_day":
        best = before.high if measure.better == "higher" else before.low
        extreme = "highest" if measure.better == "higher" else "lowest"
        return (
            f"No halfway line: {week_after} ({number(after.value)}) is not {side} every day of "
            f"{week_before} ({extreme} {number(best)}).{now}"
        )
    return (
        f"No halfway line: {week_after} ({number(after.value)}) is less than {step} {side} "
        f"{week_before} ({number(before.value)}).{now}"
    )


def _better_side(measure: Measure) -> str:
    return "above" if measure.better == "higher" else "below"


def _worse_side(measure: Measure) -> str:
    return "lower" if measure.better == "higher" else "higher"


def _stands(report: Report) -> str:
    seven = report.main.last_7_days
    if seven is None:
        return ""
    today = report.up_to_now
    return f" {'Now' if today else 'Last 7 days'} {number(seven.median)}."


# Bars


def bar_words(report: Report, row: InfusionRow) -> str:
    """Return how long the level stayed at or above halfway, as the ledger says it."""
    bar = row.bar
    if bar is None:
        return ""
    return _bar(report, row, bar, unit=False)


def bar_sentence(report: Report, row: InfusionRow) -> str:
    """Return the same as a sentence says it: 20 days, until #8. In words why, without a bar."""
    if row.bar is not None:
        return _bar(report, row, row.bar, unit=True)
    side, measure = at_or_above(report.main.measure), report.main.measure
    if row.after.kind in ("usual", "wide"):
        return f"{below(measure)} halfway after it"
    if row.after.kind == "none":
        return _no_after_yet(report, row)
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
            return f"{days}{more}{blank}, until #{_next_number(report, row)}{low}"
        case "gap":
            return f"{days}{blank}, then {count(bar.blank_after, 'day')} blank{low}"
        case "end_of_log":
            return f"{days} so far{blank}{low}"
        case _:
            return f"{days}{blank}"


def _next_number(report: Report, row: InfusionRow) -> int:
    later = (r.number for r in report.infusions if r.numbered.day > row.day)
    return next(later, row.number + 1)


# Self-harm


def self_harm_lines(report: Report) -> tuple[str, ...]:
    """Return what was answered about self-harm, a line a source; never asked is said, too."""
    if not report.self_harm:
        return ("Self-harm: not asked in this diary. This says nothing about risk.",)
    return tuple(_self_harm_line(report, source) for source in report.self_harm)


def _self_harm_line(report: Report, source: SelfHarmSource) -> str:
    if source.item is None:
        name = f"{source.title} (each day)"
    else:
        recall = f", past {recall_words(source.recall_days)}" if source.recall_days else ""
        name = f"Self-harm item ({source.title}{recall})"
    last = source.last
    if last is None:
        return f"{name}: {_not_in_window(report, source)}"
    if last.value is None:
        answered = source.last_answered or source.earlier
        found = f"{_value(source, answered)} on {say_day(report, answered.day)}" if answered else ""
        told = f"left blank{_when(report, last.day)}"
        parts = [f"{told}; {f'last answer {found}' if found else 'no earlier answer'}."]
    else:
        parts = [f"{_value(source, last)}{_when(report, last.day)}."]
    latest = last.day
    if source.last_total_only and source.last_total_only > last.day:
        latest = source.last_total_only
        parts.append(
            f"Only a total was entered on {say_day(report, latest)}: this item is not known."
        )
    parts += _counts(report, source)
    if (report.window.end - latest).days > STALE_AFTER:
        parts.append("Nothing asked since.")
    return f"{name}: {' '.join(parts)}"


def _not_in_window(report: Report, source: SelfHarmSource) -> str:
    if source.last_total_only:
        day = say_day(report, source.last_total_only)
        told = f"this item is not known, only totals were entered (last on {day})."
    else:
        told = "not asked in these days."
    if source.earlier and source.earlier.value is not None:
        day = format_date(source.earlier.day, year=True)
        told += f" Last answer {_value(source, source.earlier)} on {day}."
    return told


def _value(source: SelfHarmSource, answer: SelfHarmAnswer) -> str:
    if answer.value is None:
        return "blank"
    label = source.label(answer.value)
    return f"{number(answer.value)} of {number(source.high)}{f', {label},' if label else ''}"


def _counts(report: Report, source: SelfHarmSource) -> list[str]:
    answered = source.asked - source.blank
    if not answered:
        return []
    what = (
        ("form" if answered == 1 else "forms")
        if source.item
        else ("day" if answered == 1 else "days")
    )
    where = "in" if source.item else "on"
    blank = f"; left blank in {source.blank}" if source.blank else ""
    if not source.above_zero:
        return [f"Never above {number(source.low)} {where} {answered} {what}{blank}."]
    told = []
    highest = source.highest
    if highest and source.last_answered and highest.day != source.last_answered.day:
        value = f"{number(highest.value)} of {number(source.high)}"
        told.append(f"Highest {value} on {say_day(report, highest.day)}.")
    told.append(
        f"Above {number(source.low)} {where} {source.above_zero} of {answered} {what}{blank}."
    )
    return told


def _when(report: Report, day: date) -> str:
    ago = say_ago(report, day)
    return f" {ago}" if ago.startswith("on ") else f" on {say_day(report, day)}, {ago}"


def recall_words(days: int) -> str:
    """Return how far back a question looks: two weeks."""
    return {7: "week", 14: "two weeks", 28: "four weeks"}.get(days, count(days, "day"))


# The ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One infusion as the ledger says it, every cell in words; blank is nothing to say."""

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
    """Return what the shapes of the bars mean, of those that are drawn; nothing without any."""
    measure = report.main.measure
    bars = [row.bar for row in report.infusions if row.bar and row.next_in_series is None]
    rose, under = direction_word("rose", measure), below(measure)
    meanings = {
        "rose": f"filled: began {under} halfway and {rose} by {number(smallest_change(measure))} "
        "or more",
        "already": f"open: was {at_or_above(measure)} halfway before",
        "smaller": f"thin: began {under}, {rose} less or later",
    }
    told = [what for start, what in meanings.items() if any(bar.start == start for bar in bars)]
    if any(bar.end != "lost" for bar in bars):
        told.append("arrow: cut short, not ended")
    if any(bar.end == "lost" and bar.days_max != bar.days_min for bar in bars):
        told.append("short line: between")
    return " · ".join(told)


def ledger_heading(report: Report) -> str:
    """Return the ledger's heading with the tally, those too few to judge included."""
    words = tally_words(report.tally, report.main.measure)
    none = "" if report.tally.too_few_days else ", too few days 0"
    return f"Each infusion · {words}{none}"


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
    cells = report.side_effects.rows
    several = same_minutes(report) is None
    return tuple(
        LedgerRow(
            number=str(row.number),
            day=say_day(report, row.day),
            dose=dose_words(row.infusion, minutes=several),
            since="" if row.days_since_previous is None else str(row.days_since_previous),
            before=_cell(row.before),
            after=_cell(row.after),
            next_day=number(row.next_day) if row.next_day is not None else "",
            change="" if row.change is None else _signed(row, report.main.measure),
            direction=direction_word(row.direction, report.main.measure),
            bar=_ledger_bar(report, row),
            effects=effects,
            letters=_letters(report, row),
        )
        for row, effects in zip(report.infusions, cells, strict=True)
    )


def _letters(report: Report, row: InfusionRow) -> str:
    """Return an infusion's letters; five or more in a row as their first and last: D–O."""
    order = {annotation.letter: place for place, annotation in enumerate(report.annotations)}
    runs: list[list[str]] = []
    for letter in row.annotations:
        if runs and order[letter] == order[runs[-1][-1]] + 1:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return " ".join(
        f"{run[0]}–{run[-1]}" if len(run) > MOST_LETTERS else " ".join(run) for run in runs
    )


def _cell(level: Level) -> str:
    return "none" if level.value is None else _level(level)


def _signed(row: InfusionRow, measure: Measure) -> str:
    """Return the change on the scale as it stands: a pain that went down by 2 is −2."""
    return number(measure.sign * (row.change or 0), signed=True)


def _ledger_bar(report: Report, row: InfusionRow) -> str:
    if row.next_in_series is not None:
        return f"→ #{row.next_in_series}"
    if row.bar is not None:
        return bar_words(report, row)
    course = next((c for c in report.courses if c.number == row.numbered.course), None)
    if course is None or course.halfway is None:
        return _no_after_yet(report, row) if row.after.kind == "none" else ""
    if row.after.kind in ("usual", "wide"):
        return f"{below(report.main.measure)} halfway"
    return "too few days" if row.after.kind == "single" else _no_after_yet(report, row)


def same_minutes(report: Report) -> Number | None:
    """Return the minutes that all infusions took, None where they differ or are not recorded."""
    found = {row.infusion.minutes for row in report.infusions}
    return found.pop() if len(found) == 1 else None


def dose_heading(report: Report) -> str:
    """Return the heading over the doses, with the minutes where they were always the same."""
    minutes = same_minutes(report)
    return "dose, route" if minutes is None else f"dose, route; {minutes:g} min each"


def dose_words(infusion: Infusion, *, total: bool = True, minutes: bool = True) -> str:
    """Return what was given: 0.5 mg/kg (40 mg) IV, 40 min.

    Args:
        infusion: the record.
        total: the milligrams, too, where they are known per kg.
        minutes: how long it took.
    """
    per_kg, in_all = infusion.dose_mg_per_kg, infusion.dose_mg
    doses = [f"{per_kg:g} mg/kg"] if per_kg is not None else []
    if in_all is not None and (total or not doses):
        doses.append(f"({in_all:g} mg)" if doses else f"{in_all:g} mg")
    route = [ROUTES.get(infusion.route, infusion.route)] if infusion.route else []
    length = [f"{infusion.minutes:g} min"] if minutes and infusion.minutes is not None else []
    return ", ".join([" ".join([*doses, *route]), *length] if doses or route else length)


def course_words(report: Report, course: CourseSummary) -> str:
    """Return a course's own numbers on one line: those of the tiles are the last course's."""
    measure, before, after = report.main.measure, course.before, course.after_opening_series
    last = course.first_infusion_number + course.given - 1
    which = f"#{course.first_infusion_number}" + (f"–{last}" if course.given > 1 else "")
    parts = [f"Course {course.number}, {which}: {_week(before).lower()} before "]
    if before.value is None:
        parts[0] += "too few entries"
    else:
        days = say_span(report, before.first, before.last) if before.first and before.last else ""
        parts[0] += f"{number(before.value)} ({days.replace(' – ', '–')})"
    if after.value is not None:
        parts.append(f"after {opening_series(course)} {number(after.value)}")
    if course.halfway is not None and course.at_or_above:
        share = _share(course.at_or_above.n, course.at_or_above.of)
        parts.append(f"halfway {number(course.halfway)}, {at_or_above(measure)} on {share} days")
    else:
        parts.append("no halfway line")
    return " · ".join(parts)


# What is below


def data_line(report: Report) -> str:
    """Return what the page rests on: days logged and left out, and what is not recorded."""
    told = (_logged, _gap, _worst, _not_given, _not_recorded)
    return " ".join(part for tell in told if (part := tell(report)))


def _logged(report: Report) -> str:
    logged = report.main.logged
    late = f", {logged.late} filled in late" if logged.late else ""
    few = (
        "; fewer than half of the days: read with care"
        if 2 * logged.logged < logged.of_since
        else ""
    )
    if logged.since is None or not logged.of_since:
        return ""
    since = say_day(report, logged.since)
    return f"Logged {logged.logged:,} of {count(logged.of_since, 'day')} since {since}{late}{few}."


def _gap(report: Report) -> str:
    gap = report.main.longest_gap
    if gap is None:
        return ""
    days = say_span(report, gap.first, gap.last).replace(" – ", "–")
    return f"Longest gap {count(gap.length, 'day')}, {days}."


def _worst(report: Report) -> str:
    grid = report.side_effects
    if not grid.worst:
        return "No side effects." if grid.worst == 0 else ""
    by_name: dict[str, list[int]] = {}
    for worst in grid.worst_at:
        by_name.setdefault(worst.name, []).append(worst.number)
    severity = f"{grid.worst} of 3 ({SEVERITIES[grid.worst]})"
    if len(by_name) == 1:
        ((name, which),) = by_name.items()
        return f"Worst side effect: {flat(name)}, {severity}, #{format_ranges(which)}."
    found = [f"{flat(name)} (#{format_ranges(which)})" for name, which in by_name.items()]
    more = f" and {len(found) - 3} more, see the table" if len(found) > 3 else ""
    return f"Worst side effects, {severity}: {', '.join(found[:3])}{more}."


def _not_given(report: Report) -> str:
    parts = []
    if report.planned_past:
        days = format_list(say_day(report, i.day) for i in report.planned_past)
        parts.append(f"planned {days}, not marked as given")
    if report.cancelled:
        parts.append(f"cancelled {format_list(say_day(report, i.day) for i in report.cancelled)}")
    if len(report.planned) > 1:
        parts.append(f"{len(report.planned)} planned from {say_day(report, report.planned[0].day)}")
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
    if any(row.bar and row.next_in_series is None for row in report.infusions):
        parts.append(
            f"A bar ends when two logged days in a row, and their week, lie {below(measure)} "
            "halfway. An open bar shows that the level was kept, not what kept it."
        )
    if report.main.days:
        parts.append("Days with an infusion count in no number.")
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
        f"Halfway ({halfway}) lies midway between the {_week(before).lower()} before infusion "
        f"{course.first_infusion_number} ({number(before.value)}) and the {_week(after).lower()} "
        f"after {series} ({number(after.value)}): {line}."
    )


def score_words(report: Report, course: QuestionnaireScores) -> str:
    """Return a questionnaire's totals in words, for the text and whoever cannot see the stems."""
    points = ", ".join(f"{say_day(report, p.day)}: {number(p.total)}" for p in course.points)
    return f"{points}."


def alt_text(report: Report) -> str:
    """Return the page in a few sentences, for whoever cannot see it; no name, no note."""
    numbers = ", ".join(f"{t.caption} {t.value} ({t.detail})" for t in tiles(report))
    said = " ".join((*sentences(report), *self_harm_lines(report)))
    days = format_days(report.window.start, report.window.end, year=True)
    return f"{title(report)}, {days}. {numbers}. {said}"


def annotation_words(item: Annotation) -> str:
    """Return what a lettered entry says, on one line."""
    return ": ".join(flat(part) for part in (item.title, item.text) if part)


def medicine_words(report: Report, medicine: Medicine) -> str:
    """Return a medicine with its doses and when it was taken at each."""
    return f"{flat(medicine.title)}: {'; '.join(_dose_span(report, s) for s in medicine.spans)}"


def _dose_span(report: Report, span: MedicineSpan) -> str:
    if span.last is None:
        when = f"since {say_day(report, span.first)}"
    else:
        when = say_span(report, span.first, span.last)
    return f"{flat(span.dose)} {when}" if span.dose else when


def therapy_words(report: Report) -> str:
    """Return the days of therapy."""
    days = ", ".join(say_span(report, t.first, t.last) for t in report.therapy)
    return f"Therapy: {days}" if days else ""


def flat(text: str) -> str:
    """Return a person's words on one line, without what would steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
