"""All about one infusion, and the side effects of all of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Final

from textual.content import Content

from tracker.analysis import InfusionRow, Report
from tracker.app.chart import Level, Plot
from tracker.app.infusions.forms import ROUTE_WORDS
from tracker.app.infusions.rows import bar
from tracker.app.infusions.side_effects import name_effects
from tracker.app.listing import fact
from tracker.app.plots import around_plot
from tracker.app.widgets import MUTED, Part, hints, line, lines
from tracker.charts.words import bar_sentence, direction_word, number
from tracker.records import MOOD, Diary, Infusion, NumberedInfusion, number_infusions
from tracker.records.format import (
    format_amount,
    format_distance,
    format_dose,
    format_long_day,
    format_number,
    shorten,
)
from tracker.records.infusion import SEVERITIES

LABEL: Final = 13
BEFORE, AFTER = 3, 14
"""Days around an infusion that its chart shows."""
MATRIX: Final = line(
    ("· none  ", MUTED),
    *(part for n in (1, 2, 3) for part in (("■" * n, "$infusion"), f" {SEVERITIES[n]}  ")),
)


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
    word = direction_word(row.direction, report.main.measure)
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
