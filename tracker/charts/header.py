"""The top of a page: title and name, six tiles, the sentences, the self-harm box, questions.

Everything down to the box is at the same place on everybody's page. And the page's foot.
"""

from __future__ import annotations

from typing import Final

from tracker import __version__
from tracker.analysis import Report
from tracker.charts import words
from tracker.charts.sheet import WIDTH, Sheet, shorten, text_width, wrap
from tracker.charts.theme import TEXT
from tracker.records.format import format_date, format_days

BLANK_NAME: Final = "Name __________________________   born ______________"
NAME_ROOM: Final = 120.0
"""Mm that a name may take."""
HEAD: Final = 14.8
TILES: Final = 14.8
TILE_SLOTS: Final = (0.0, 26.6, 54.2, 81.6, 118.4, 151.4)
"""Where each tile begins, in mm: the same slots for everybody."""
TILE_GAP: Final = 2.0
TILE_VALUES: Final = ("tile-value", "tile-value-long", "tile-value-longest")
MAX_DETAIL_LINES: Final = 3
MAX_TILE_LINES: Final = 4
"""Of caption and details together; with one more, all of them are closer to the number."""
SENTENCES: Final = 31.0
BOX: Final = 39.9
"""Where the sentences and the self-harm box begin."""
MAX_QUESTIONS: Final = 5
QUESTIONS_AT: Final = 14.0


def draw_head(sheet: Sheet, report: Report, name: str | None) -> float:
    """Write the header and return where it ends, in mm."""
    period = format_days(report.window.start, report.window.end, year=True)
    room = WIDTH - text_width(period, "period") - 4
    title = words.title(report)
    style = "title" if text_width(title, "title") <= room else "period"
    sheet.text(0, 5, shorten(title, room, style), style, gid="title")
    sheet.text(WIDTH, 5, period, "period", ha="right", gid="period")
    style = "name" if text_width(name or BLANK_NAME, "name") <= NAME_ROOM else "body"
    whose = shorten(name or BLANK_NAME, NAME_ROOM, style)
    sheet.text(0, 9.6, whose, style, gid="name")
    room = WIDTH
    if report.invented:
        right = WIDTH - text_width(_made(report, 9, 9), "small") - 3
        if text_width(whose, style) + 3 + text_width(words.INVENTED, "small-bold") <= right:
            sheet.text(right, 9.6, words.INVENTED, "small-bold", ha="right", gid="invented")
        else:
            invented = words.INVENTED.partition(",")[0]
            sheet.text(WIDTH, 13.2, invented, "small-bold", ha="right", gid="invented")
            room -= text_width(invented, "small-bold") + 3
    source = words.source(report)
    style = "small" if text_width(source, "small") <= room else "fine"
    if text_width(source, style) > room:
        source = words.source(report, brief=True)
    sheet.text(0, 13.2, shorten(source, room, style), style, gid="source")
    sheet.rule(HEAD, style="head-rule")
    return HEAD


def draw_page_number(sheet: Sheet, report: Report, page: int, pages: int) -> None:
    """Write when the page was made and its number of how many pages, once all are drawn."""
    sheet.text(WIDTH, 9.6, _made(report, page, pages), "small", ha="right", gid="page-number")


def _made(report: Report, page: int, pages: int) -> str:
    return f"made {format_date(report.made_on, year=True)} · page {page} of {pages}"


def draw_tiles(sheet: Sheet, report: Report) -> None:
    """Write the six tiles, each in its own slot."""
    slots = (*TILE_SLOTS, WIDTH + TILE_GAP)
    for index, tile in enumerate(words.tiles(report)):
        x, room = slots[index], slots[index + 1] - slots[index] - TILE_GAP
        caption, style = _caption(tile.caption, room)
        value = next(
            s for s in TILE_VALUES if text_width(tile.value, s) <= room or s == TILE_VALUES[-1]
        )
        details = _broken(tile.detail, room)
        two, full = len(caption) > 1, len(caption) + len(details) > MAX_TILE_LINES
        if (two or full) and value == TILE_VALUES[0]:
            value = TILE_VALUES[1]
        base, first = (9.3, 11.75) if two else (7.4, 10.1)
        if full:
            base, first = (8.4, 10.75) if two else (6.3, 8.65)
        sheet.lines(x, TILES + 2.6, caption, style, gid="tile-caption")
        sheet.text(x, TILES + base, tile.value, value, gid="tile")
        sheet.lines(x, TILES + first, details, "tile-detail", gid="tile-detail")
    sheet.rule(SENTENCES)


def _caption(caption: str, room: float) -> tuple[list[str], str]:
    """Return a caption in one or two lines; a longer name is whole beside its panel."""
    if text_width(caption, "small") <= room:
        return [caption], "small"
    lines = wrap(caption, room, "tile-detail")
    if len(lines) > 2:
        name, bracket, end = caption.rpartition(" (")
        lines = [shorten(name, room, "tile-detail"), f"({end}"] if bracket else lines[:2]
    return lines, "tile-detail"


def _broken(detail: str, room: float) -> list[str]:
    """Break a tile's small print between its parts, within one only where it must be.

    From one day to another is broken at the arrow, not inside of a date.
    """
    lines: list[str] = []
    for part in detail.split(" · "):
        longer = f"{lines[-1]} · {part}" if lines else part
        if lines and text_width(longer, "tile-detail") <= room:
            lines[-1] = longer
        else:
            days = [part] if text_width(part, "tile-detail") <= room else part.split("→ ")
            days[:-1] = [f"{day}→" for day in days[:-1]]
            lines += [line for day in days for line in wrap(day, room, "tile-detail")]
    return lines if len(lines) <= MAX_DETAIL_LINES else wrap(detail, room, "tile-detail")


def draw_sentences(sheet: Sheet, report: Report) -> float:
    """Write the sentences that answer the clinic's question, and return where they end."""
    found = words.sentences(report)
    for style in ("sentence", "sentence-middle", "sentence-long"):
        lines = _packed(found, style)
        if len(lines) <= 2:
            break
    look = TEXT[style]
    end = sheet.lines(0, SENTENCES + look.line - 0.3, lines, style, gid="sentence")
    return max(BOX, end - look.line + 1.4)


def _packed(found: tuple[str, ...], style: str) -> list[str]:
    """Return whole sentences a line as far as they fit: a number alone on a line is lost."""
    lines: list[str] = []
    for sentence in found:
        longer = f"{lines[-1]} {sentence}" if lines else sentence
        if lines and text_width(longer, style) <= WIDTH:
            lines[-1] = longer
        else:
            lines += wrap(sentence, WIDTH, style)
    return lines


def draw_self_harm(sheet: Sheet, report: Report, y: float) -> float:
    """Write the box about self-harm: always drawn. Return where it ends."""
    pitch = TEXT["box"].line
    lines = [
        line for text in words.self_harm_lines(report) for line in wrap(text, WIDTH - 3.0, "box")
    ]
    height = len(lines) * pitch + 1.3
    sheet.frame(0, y, WIDTH, height)
    sheet.lines(1.5, y + pitch - 0.1, lines, "box", gid="self-harm")
    return y + height


def draw_questions(sheet: Sheet, report: Report, y: float) -> float:
    """Write the first five questions for the visit and how many more there are.

    Returns where they end.
    """
    if not report.questions:
        return y
    shown = report.questions[:MAX_QUESTIONS]
    lines = [
        line for question in shown for line in wrap(question.title, WIDTH - QUESTIONS_AT, "body")
    ]
    if more := len(report.questions) - len(shown):
        lines.append(f"and {more} more on page 2")
    sheet.text(0, y + 3.4, "To ask", "heading")
    return sheet.lines(QUESTIONS_AT, y + 3.4, lines, "body", gid="question") - 2.0


def foot_height(report: Report) -> float:
    """Return how much the foot takes, in mm."""
    data, definition = _foot_lines(report)
    return len(data) * TEXT["small"].line + len(definition) * TEXT["fine"].line + 6.4


def draw_foot(sheet: Sheet, report: Report) -> None:
    """Write the data line, the definitions and the disclaimer at the very bottom."""
    data, definition = _foot_lines(report)
    y = sheet.paper.room - foot_height(report)
    y = sheet.lines(0, y + 2.6, data, "small", gid="data-line") - 1.6
    sheet.rule(y)
    sheet.lines(0, y + 2.8, definition, "fine", gid="definition")
    draw_disclaimer(sheet)


def _foot_lines(report: Report) -> tuple[list[str], list[str]]:
    data, definition = words.data_line(report), words.definition(report)
    return (
        wrap(data, WIDTH, "small") if data else [],
        wrap(definition, WIDTH, "fine") if definition else [],
    )


def draw_disclaimer(sheet: Sheet) -> None:
    """Write the disclaimer, and the program's version."""
    sheet.text(0, sheet.paper.room - 0.4, words.DISCLAIMER, "disclaimer", gid="disclaimer")
    made = f"tracker {__version__}"
    sheet.text(WIDTH, sheet.paper.room - 0.4, made, "fine", ha="right", gid="version")
