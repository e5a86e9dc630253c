"""The list of questionnaires: a row each, the line below it, and the totals so far as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from textual.content import Content

from tracker.app.listing import columns_that_fit
from tracker.app.scales.filling import Filling
from tracker.app.widgets import MUTED, line
from tracker.records import Assessment
from tracker.records.format import (
    count,
    format_date,
    format_day,
    format_number,
    plain_line,
    shorten,
)
from tracker.records.questionnaires import Questionnaire, ScaleStatus, format_total

COLUMNS: Final = ("Name", "About", "Last total", "Fill in again")
TITLE, SUBJECT = 22, 34
"""Widths in the list of a title and its subject; the line below shows both whole."""
ON_THE_FORM: Final = "Answer on the form from your clinic; here are its topics."


def columns_shown(width: int, rows: Sequence[Mapping[str, Content]]) -> Sequence[str]:
    """Return the columns for a terminal of this width; subjects only where all else is whole."""
    if width < 78:
        return ("Name", "Last total")
    room = (width if width < 100 else max(78, 3 * (width - 1) // 5)) - 6
    beside = 100 <= width < 116  # the totals so far stand beside the list
    left_out = ((), ("About",))[beside:]
    return columns_that_fit([{name: name for name in COLUMNS}, *rows], left_out, room)


def row_cells(
    row: ScaleStatus, begun: Filling | None, known: Sequence[Questionnaire], today: date
) -> dict[str, Content]:
    """Return the cells of a row by column; `begun`: its answers that are not saved yet."""
    found, last, again = row.questionnaire, "", ""
    if row.last is not None:
        total = format_total(row.last, known).partition(" of ")[0]
        same_year = row.last.day.year == today.year  # else the year stands where the weekday does
        day = format_day(row.last.day, today) if same_year else format_date(row.last.day, year=True)
        last = f"{total} · {day}"
        coming = row.available_from
        again = f"from {format_day(coming, today)}" if coming else "now"
    if begun:
        last = "not saved yet" if begun.ended else f"begun, at {begun.progress}"
    return {
        "Name": line((shorten(found.title if found else row.name, TITLE), "bold")),
        "About": line((shorten(found.subject, SUBJECT) if found else "its total only", MUTED)),
        "Last total": line(last) if last else line(("not yet", MUTED)),
        "Fill in again": line((again, MUTED)),
    }


def about_row(
    row: ScaleStatus, begun: Filling | None, days_after: int | None, *, subjects_shown: bool
) -> str:
    """Return the line below the list: what is `begun` and not saved, else what the row cuts.

    And when it can be filled in again: `days_after` an infusion, or at its own interval if None.
    """
    if begun:
        at = "with them" if begun.ended else f"at question {begun.progress}"
        return f"Not saved yet. Its answers are still here: Enter goes on {at}."
    if (found := row.questionnaire) is None:
        return ON_THE_FORM
    title, subject = plain_line(found.title), plain_line(found.subject)
    whole = subjects_shown and len(title) <= TITLE and len(subject) <= SUBJECT
    about = "" if whole else f"{title}: {subject}. "
    least = found.least_days_between or 0
    if row.last is None or (days_after is None and not least):
        return about + ON_THE_FORM
    if days_after is None:
        weeks = round(least / 7)
        often = f", so about every {weeks} weeks" if weeks > 1 else ", so about once a week"
        when = f"{count(least, 'day')} after the last time{often if weeks else ''}"
    else:
        when = f"{count(days_after, 'day')} after an infusion"
    return f"{about}You can fill it in again {when}. Settings (o) changes that."


def total_bars(totals: Sequence[Assessment], today: date, bar: int) -> list[Content]:
    """Return a line for each total, the latest first, with a bar of at most `bar` cells."""
    rows = []
    for each in reversed(totals):
        total, low, high = each.total or 0, each.low, each.high
        cells = round((total - low) / (high - low) * bar)
        rows.append(
            line(
                (f"{format_day(each.day, today):<12}", MUTED),
                (f"{format_number(total, 1):>4} ", "bold"),
                ("█" * cells, "$title"),
                ("·" * (bar - cells), "$frame"),
            )
        )
    return rows
