"""What the patient wants to ask, and the lettered notes and events, in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.analysis import Keyed, Report
from tracker.charts import fonts
from tracker.charts.phrases import span
from tracker.charts.sheet import BODY, HEADING, WIDTH, Sheet
from tracker.charts.text_page import keyed_text

LINE: Final = 3.2
COLUMN: Final = 86.0
TEXT: Final = 24.0
"""Where a note's text begins, in mm from its column's left."""
LINES_EACH: Final = 2


def question_lines(report: Report) -> list[str]:
    """Return the questions for the visit as lines; all of them: they are why the page is read."""
    lines: list[str] = []
    for question in report.questions:
        words = fonts.drawable(question.title)
        lines += fonts.wrap(f"? {words}", WIDTH - 38, BODY, lines=2)
    return lines


def questions_height(report: Report) -> float:
    """Return the height of the questions in mm, 0 without any."""
    return len(question_lines(report)) * LINE + 1.0 if report.questions else 0.0


def draw_questions(sheet: Sheet, report: Report, y: float) -> float:
    """Write the questions beside their heading, and return where they end."""
    if not report.questions:
        return y
    sheet.text(0, y + 3, "To ask at the visit", HEADING, bold=True)
    for index, line in enumerate(question_lines(report)):
        sheet.text(38, y + 3 + index * LINE, line, BODY, gid="question")
    return y + questions_height(report)


def draw_notes(sheet: Sheet, report: Report, y: float, bottom: float) -> tuple[Keyed, ...]:
    """Write the notes that fit, and return those that did not."""
    if not report.keyed:
        return ()
    sheet.text(0, y + 3, "Notes and events", HEADING, bold=True)
    rows = max(0, int((bottom - y - 4.6) / LINE))
    return write_keyed(sheet, report.keyed, y + 4.6, rows, LINES_EACH)


def notes_height(report: Report, most: float) -> float:
    """Return the height that all notes take in two columns, at most so much, in mm."""
    if not report.keyed:
        return 0.0
    sizes = [len(_lines(item, LINES_EACH)) for item in report.keyed]
    rows = next(rows for rows in range(1, sum(sizes) + 2) if _fits(sizes, rows))
    return min(most, 6.0 + rows * LINE)


def _fits(sizes: Sequence[int], rows: int) -> bool:
    column, row = 0, 0
    for size in sizes:
        if row + size > rows:
            column, row = column + 1, 0
        row += size
    return column <= 1 and max(sizes) <= rows


def _lines(item: Keyed, most: int) -> list[str]:
    words = fonts.drawable(keyed_text(item.title, item.text))
    return fonts.wrap(words, COLUMN - TEXT, BODY, lines=most)


def write_keyed(
    sheet: Sheet, items: Sequence[Keyed], y: float, rows: int, lines_each: int
) -> tuple[Keyed, ...]:
    """Write entries down two columns of `rows` lines, and return those left over."""
    column, row = 0, 0
    for number, item in enumerate(items):
        lines = _lines(item, lines_each)
        if row + len(lines) > rows:
            column, row = column + 1, 0
        if column > 1 or len(lines) > rows:
            return tuple(items[number:])
        x = column * (WIDTH - COLUMN)
        top = y + row * LINE + 2.2
        sheet.text(x, top, item.key, BODY, bold=True)
        when = span(item.day, item.last).replace(" – ", "–")
        sheet.text(x + 5, top, fonts.fit(when, TEXT - 6, BODY), BODY)
        for index, line in enumerate(lines):
            sheet.text(x + TEXT, top + index * LINE, line, BODY, gid="note")
        row += len(lines)
    return ()
