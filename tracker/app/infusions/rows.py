"""The rows of the table of infusions, all about one of them, and the side effects of all.

Planned ones come first, then given, then cancelled ones, of each the latest first; a line marks
where a course begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Final

from textual.content import Content

from tracker.analysis import BarStart, InfusionRow, Report
from tracker.app.chart import Level, Plot
from tracker.app.infusions.forms import ROUTE_WORDS
from tracker.app.infusions.side_effects import name_effects
from tracker.app.listing import columns_that_fit, fact
from tracker.app.plots import around_plot
from tracker.app.widgets import MUTED, Part, hints, line, lines
from tracker.charts.words import (
    bar_sentence,
    direction_word,
    number,
    row_direction,
    within_week_before,
)
from tracker.records import (
    MOOD,
    Diary,
    Infusion,
    Measure,
    NumberedInfusion,
    group_courses,
    number_infusions,
)
from tracker.records.format import (
    format_amount,
    format_day,
    format_distance,
    format_dose,
    format_long_day,
    format_number,
    shorten,
)
from tracker.records.infusion import SEVERITIES

Row = tuple[str, Sequence[Content | str]]
Cells = dict[str, Content | str]
"""The cells of a row, by the name of their column."""

HALFWAY: Final = "Days above"
"""Short for the days at or above halfway; the legend below the table goes on with the rest."""
LEVELS: Final = "Mood"
"""Headed by another measure's label where the diary is about that one."""
FULL: Final = ("#", "Day", "Dose", "Route", "Side effects", LEVELS, HALFWAY)
LEFT_OUT: Final = ((), ("Route",), ("Route", "Dose"), ("Route", "Side effects"))
"""Columns left out, tried in turn until the others fit; the panel beside shows them anyway."""
BARS: Final[dict[BarStart, str]] = {"rose": "█", "already": "━", "smaller": "─"}
LONGEST_BAR: Final = 6
SHORT_BAR: Final = 3
MOST_DAYS: Final = 24
"""A bar of this many days or more has its full length."""
LABEL: Final = 13
BEFORE, AFTER = 3, 14
"""Days around an infusion that its chart shows."""
MATRIX: Final = line(
    ("· none  ", MUTED),
    *(part for n in (1, 2, 3) for part in (("■" * n, "$infusion"), f" {SEVERITIES[n]}  ")),
)


def infusion_rows(
    diary: Diary, today: date, room: int, report: Report | None
) -> tuple[tuple[str, ...], list[Row]]:
    """Return the columns that fit the room in cells, and a row for each infusion with its id.

    The report tells the effect of each infusion, once it is calculated.
    """
    longest = SHORT_BAR if 60 <= room < 90 else LONGEST_BAR
    followed = {row.infusion.id: row for row in report.infusions} if report else {}
    measure = report.main.measure if report else MOOD
    planned, cancelled = (
        [(i.id, _not_given(i, today)) for i in reversed(diary.infusions) if i.status == status]
        for status in ("planned", "cancelled")
    )
    given: list[tuple[str, Cells]] = []
    for course in reversed(group_courses(diary.infusions)):
        for one in reversed(course.infusions):
            row = followed.get(one.infusion.id)
            cells = _about(one.infusion, today) | {
                "#": line((str(one.number), "bold $infusion")),
                "Side effects": worst_side_effect(one.infusion),
                LEVELS: _levels(row, measure) if row else "",
                HALFWAY: bar(row, longest) if row else "",
            }
            given.append((one.infusion.id, cells))
        if course.number > 1:
            name = line((f"course {course.number} begins", MUTED))
            given.append((f"course-{course.number}", {"#": line(("↑", MUTED)), "Day": name}))
    rows = [*planned, *given, *cancelled]
    names = {column: column for column in FULL} | {LEVELS: shorten(measure.label, 12)}
    if measure.better == "lower":
        names[HALFWAY] = "Days below"
    shown = columns_that_fit([names, *(cells for _, cells in rows)], LEFT_OUT, room)
    named = tuple(names[column] for column in shown)
    return named, [(key, [cells.get(column, "") for column in shown]) for key, cells in rows]


def _not_given(infusion: Infusion, today: date) -> Cells:
    """Return the cells of a planned or cancelled infusion."""
    passed = infusion.status == "planned" and infusion.day < today
    cells = _about(infusion, today) | {
        "#": "▽" if infusion.status == "planned" else "–",
        LEVELS: "given? g" if passed else infusion.status,
    }
    return {
        column: line((str(text), "$warn" if passed else MUTED)) for column, text in cells.items()
    }


def _about(infusion: Infusion, today: date) -> Cells:
    return {
        "Day": format_day(infusion.day, today),
        "Dose": brief_dose(infusion),
        "Route": ROUTE_WORDS.get(infusion.route or "", ""),
    }


def _levels(row: InfusionRow, measure: Measure) -> Content:
    """Return 3 → 7 ↑: the levels before and after, and which way they went; of pain 7 → 3 ↓."""
    before, after = (number(level.value) for level in (row.before, row.after))
    if row.before.value is None and row.after.value is None:
        return line(("–", MUTED))
    arrow = {"rose": " ↑", "fell": " ↓"}.get(direction_word(row.direction, measure), "")
    return line((f"{before} → {after}{arrow}", "bold" if arrow else ""))


def bar(row: InfusionRow, cells: int = LONGEST_BAR) -> Content:
    """Return the bar with its days; inside a series, the number of the next infusion."""
    if row.next_in_series is not None:
        return line((f"→ #{row.next_in_series}", MUTED))
    if row.bar is None:
        return line(("–", MUTED))
    found = row.bar
    length = min(cells, max(1, round(found.days_min * cells / MOST_DAYS)))
    cut = "" if found.end == "lost" else "▸"
    days = str(found.days_min)
    if found.days_max is not None and found.days_max > found.days_min:
        days = f"{found.days_min}–{found.days_max}"
    elif found.end != "lost":
        days += " so far" if found.end == "end_of_log" else "+"
    return line((BARS[found.start] * length + cut, "$good"), (f" {days}", MUTED))


def brief_dose(infusion: Infusion) -> str:
    """Return the dose in mg, else per kg; blank for none."""
    if infusion.dose_mg is not None:
        return f"{format_number(infusion.dose_mg)} mg"
    return f"{format_number(kg)} mg/kg" if (kg := infusion.dose_mg_per_kg) is not None else ""


def worst_side_effect(infusion: Infusion) -> Content | str:
    """Return the strongest side effect; – if none is recorded, none if all are 0."""
    if not infusion.side_effects:
        return line(("–", MUTED))
    worst = max(infusion.side_effects, key=lambda effect: effect.severity)
    if worst.severity == 0:
        return line(("none", MUTED))
    return f"{shorten(worst.name, 12)} {SEVERITIES[worst.severity]}"


def title(infusion: Infusion, diary: Diary, today: date) -> str:
    """Return Infusion 9 · Monday 9 November."""
    day = format_long_day(infusion.day, today)
    if one := _numbered(diary, infusion):
        return f"Infusion {one.number} · {day}"
    return f"{infusion.status.capitalize()} · {day}"


def _numbered(diary: Diary, infusion: Infusion) -> NumberedInfusion | None:
    found = (n for n in number_infusions(diary.infusions) if n.infusion.id == infusion.id)
    return next(found, None)


def facts(
    infusion: Infusion, diary: Diary, today: date, report: Report | None, width: int, *, full: bool
) -> Content:
    """Return the facts as rows; `full`: with the side effects as a small table."""
    listed = report.infusions if report else ()
    row = next((r for r in listed if r.infusion.id == infusion.id), None)
    rows: list[Content] = []

    def add(label: str, text: str, style: str = "") -> None:
        rows.extend(fact(label, text, width, indent=LABEL, style=style, most=6))

    when = [f"{infusion.start:%H:%M}"] if infusion.start else []
    if infusion.status == "planned" and infusion.day < today:
        answers = hints(("g", "yes"), ("w", "no"), ("d", "another day"))
        rows.append(line(("Was it given? ", "bold $warn"), answers))
    elif infusion.status == "planned":
        when = [format_distance(infusion.day, today), *when]
    elif infusion.given and not when:
        when = ["no time recorded"]
    when += [f"{format_number(infusion.minutes)} min"] if infusion.minutes is not None else []
    when += [infusion.phase] if infusion.phase else []
    if when:
        add("Given" if infusion.given else "Planned", ", ".join(when))
    route = ROUTE_WORDS.get(infusion.route or "", infusion.route)
    if dose := ", ".join(part for part in (format_dose(infusion), route) if part):
        add("Dose", dose)
    if not full and infusion.side_effects:
        worst_first = sorted(infusion.side_effects, key=lambda effect: -effect.severity)
        add("Side effects", name_effects(e for e in worst_first if e.severity) or "none")
    if row and report:
        rows += _effect(row, report, width)
    if one := _numbered(diary, infusion):
        add("Course", f"number {one.number_in_course} of course {one.course}")
    if infusion.cost is not None:
        year = infusion.day.year
        counted = (i for i in diary.infusions if i.day.year == year and i.status != "planned")
        paid = [Decimal(str(i.cost)) for i in counted if i.cost is not None]
        so_far = f" · {year}: {format_amount(sum(paid, Decimal()))}" if paid else ""
        add("Cost", f"{format_amount(infusion.cost)}{so_far}")
    add("Note", infusion.note or "none", "" if infusion.note else MUTED)
    if full and infusion.side_effects:
        rows += [Content(""), *_side_effects(infusion)]
    return lines(rows)


def _effect(row: InfusionRow, report: Report, width: int) -> list[Content]:
    """Return the levels before and after and the time above halfway, worded as on the page."""
    before, after = row.before.value, row.after.value
    values = f"{number(before)} → {number(after)}"
    values = "" if before is None and after is None else f"{values}  "
    word = row_direction(row, report.main.measure)
    if within_week_before(row, report.main.measure):
        word = "not beyond the week before"
    good = "$good" if row.direction == "rose" else MUTED
    label = report.main.measure.label
    name = f"{shorten(label, LABEL - 1):<{LABEL}}"
    rows = [line((name, MUTED), (values, "bold"), (word, good))]
    course = next((c for c in report.courses if c.number == row.numbered.course), None)
    if course and course.halfway is not None:
        text, drawn = bar_sentence(report, row), ""
        if row.next_in_series is not None:
            text = f"followed by #{row.next_in_series} in the series"
        elif row.bar:
            drawn = f"{bar(row).plain.split(' ')[0]} "
        first, *more = wrap(text, max(20, width - LABEL - len(drawn))) or [""]
        rows.append(line((f"{'Halfway':<{LABEL}}", MUTED), (drawn, "$good"), first))
        rows += [line(" " * (LABEL + len(drawn)), part) for part in more]
    return rows


def _side_effects(infusion: Infusion) -> list[Content]:
    head = line((f"{'Side effects':<{LABEL}}", "bold $title"), ("during         after", MUTED))
    rows = [head]
    for name in dict.fromkeys(effect.name.casefold() for effect in infusion.side_effects):
        grades = {e.when: e.severity for e in infusion.side_effects if e.name.casefold() == name}
        parts: list[Part] = [f"{shorten(name, LABEL - 1):<{LABEL}}"]
        for when in ("during", "after"):
            if when not in grades:
                parts.append(" " * 15)
                continue
            severity = grades[when]
            parts += [("■" * severity, "$infusion"), ("□" * (3 - severity), "$field-line")]
            parts.append((f" {SEVERITIES[severity]:<11}", MUTED))
        rows.append(line(*parts))
    return rows


def around(infusion: Infusion, diary: Diary, today: date, report: Report | None) -> Plot:
    """Return the plot of the days around an infusion, with the levels of its course."""
    courses = [c for c in report.courses if c.first <= infusion.day] if report else []
    found = []
    if courses and report and report.main.measure.key == MOOD.key:
        before, halfway = courses[-1].before.value, courses[-1].halfway
        found += [] if before is None else [Level(before, "", "before")]
        found += [] if halfway is None else [Level(halfway, "")]
    return around_plot(diary, infusion.day, BEFORE, AFTER, today=today, levels=found)


def matrix(diary: Diary, width: int) -> Content:
    """Return the worst severity of each side effect, for the last infusions that fit."""
    numbered = number_infusions(diary.infusions)
    shown = numbered[-max(1, (width - 17) // 5) :]
    names = list(dict.fromkeys(e.name.casefold() for n in shown for e in n.infusion.side_effects))
    if not names:
        return line(("None recorded. ", MUTED), hints(("f", "adds them")))
    rows = [line(" " * 16, *[(f"▼{n.number:<4}", "bold $infusion") for n in shown])]
    for name in names[:6]:
        parts: list[Part] = [f"{shorten(name, 15):<16}"]
        for one in shown:
            grades = [e.severity for e in one.infusion.side_effects if e.name.casefold() == name]
            worst = max(grades, default=None)
            if worst:
                parts.append((f"{'■' * worst:<5}", "$infusion"))
            else:
                parts.append(("–    " if worst is None else "·    ", MUTED))
        rows.append(line(*parts))
    return lines(rows)
