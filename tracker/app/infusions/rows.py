"""The rows of the table of infusions: planned ones first, then given, then cancelled ones.

Each part has its latest infusion first; a line marks where a course begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from tracker.analysis import BarStart, InfusionRow, Report
from tracker.app.infusions.forms import ROUTE_WORDS
from tracker.app.widgets import MUTED, line
from tracker.charts.words import direction_word, number
from tracker.records import MOOD, Diary, Infusion, Measure, group_courses
from tracker.records.format import format_day, format_number, shorten
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


def infusion_rows(
    diary: Diary, today: date, room: int, report: Report | None
) -> tuple[tuple[str, ...], list[Row]]:
    """Return the columns that fit whole, and a row for each infusion with its id.

    Args:
        diary: all infusions.
        today: the present diary day.
        room: cells for the table.
        report: the effect of each infusion, once it is calculated.
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
                LEVELS: around(row, measure) if row else "",
                HALFWAY: bar(row, longest) if row else "",
            }
            given.append((one.infusion.id, cells))
        if course.number > 1:
            name = line((f"course {course.number} begins", MUTED))
            given.append((f"course-{course.number}", {"#": line(("↑", MUTED)), "Day": name}))
    rows = [*planned, *given, *cancelled]
    heads = {LEVELS: shorten(measure.label, 12)}
    if measure.better == "lower":
        heads[HALFWAY] = "Days below"
    shown = _fitting([cells for _, cells in rows], heads, room)
    named = tuple(heads.get(column, column) for column in shown)
    return named, [(key, [cells.get(column, "") for column in shown]) for key, cells in rows]


def _fitting(rows: Sequence[Cells], heads: Mapping[str, str], room: int) -> tuple[str, ...]:
    """Return as many columns as fit; the last one needs no blank behind it."""
    shown: tuple[str, ...] = ()
    for left_out in LEFT_OUT:
        shown = tuple(column for column in FULL if column not in left_out)
        widest = [
            max(
                cell_len(heads.get(column, column)),
                *(cell_len(str(cells.get(column, ""))) for cells in rows),
            )
            for column in shown
        ]
        if sum(widest) + 2 * len(shown) - 1 <= room:
            break
    return shown


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


def around(row: InfusionRow, measure: Measure) -> Content:
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
