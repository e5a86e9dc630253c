"""The top of a page: what it is, whose, when made; the tiles; the sentences. And its foot."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import __version__
from tracker.analysis import Report
from tracker.charts import fonts, phrases, words
from tracker.charts.sheet import BODY, SMALL, WIDTH, Sheet
from tracker.charts.words import Tile

BLANK_NAME = "Name ______________________________   born ______________"
TILE_HEIGHT = 13.4
LINE = 3.5
"""From one line of body text to the next, in millimetres."""


def draw_head(sheet: Sheet, report: Report, name: str | None) -> float:
    """Write the header and return where it ends, in mm."""
    sheet.text(0, 5, words.title(report), 15, bold=True, gid="title")
    sheet.text(WIDTH, 5, phrases.period(report.window), 10.5, bold=True, ha="right")
    shown = fonts.fit(fonts.drawable(name), 125, 9) if name else BLANK_NAME
    sheet.text(0, 10.2, shown, 9, gid="name")
    sheet.text(0, 14.2, words.SOURCE, SMALL, gid="source")
    if report.invented:
        sheet.text(WIDTH, 14.2, words.INVENTED, SMALL, bold=True, ha="right", gid="invented")
    sheet.rule(16, points=1.2)
    return 16.0


def draw_page_number(sheet: Sheet, report: Report, page: int, pages: int) -> None:
    """Write when the page was made and which of how many it is, once that is known."""
    made = f"made {phrases.day(report.made_on, year=True)} · page {page} of {pages}"
    sheet.text(WIDTH, 10.2, made, SMALL, ha="right", gid="page-number")


def draw_tiles(sheet: Sheet, report: Report, y: float) -> float:
    """Write the tiles, each as wide as its words, and return where they end."""
    tiles = words.tiles(report)
    widths = [_tile_width(tile) for tile in tiles]
    gap = (WIDTH - sum(widths)) / max(1, len(tiles) - 1)
    x = 0.0
    for tile, width in zip(tiles, widths, strict=True):
        sheet.text(x, y + 3.6, tile.caption, SMALL)
        sheet.text(x, y + 8.9, tile.value, 13, bold=True, gid="tile")
        sheet.text(x, y + 12, tile.detail, 6.6)
        x += width + min(gap, 14)
    sheet.rule(y + TILE_HEIGHT)
    return y + TILE_HEIGHT


def _tile_width(tile: Tile) -> float:
    return max(
        fonts.width(tile.caption, SMALL),
        fonts.width(tile.value, 13, bold=True),
        fonts.width(tile.detail, 6.6),
    )


def draw_sentences(sheet: Sheet, report: Report, y: float) -> float:
    """Write the sentences that answer the clinic's question, and return where they end."""
    lines = _packed(words.sentences(report))
    for number, line in enumerate(lines, start=1):
        sheet.text(0, y + number * LINE + 0.6, line, 8, gid="sentence")
    return y + len(lines) * LINE + 1.4


def _packed(sentences: Sequence[str]) -> list[str]:
    """Return whole sentences a line as far as they fit: a number alone on a line is lost."""
    lines: list[str] = []
    for sentence in map(fonts.drawable, sentences):
        longer = f"{lines[-1]} {sentence}" if lines else sentence
        if lines and fonts.width(longer, 8) <= WIDTH:
            lines[-1] = longer
        else:
            lines += fonts.wrap(sentence, WIDTH, 8, lines=2)
    return lines


def foot_lines(report: Report) -> list[str]:
    """Return the definitions as they will stand at the foot."""
    return fonts.wrap(words.definitions(report), WIDTH, 6.3)


def foot_height(report: Report) -> float:
    """Return how much the foot takes, in mm."""
    return len(foot_lines(report)) * 2.75 + 7.2


def draw_foot(sheet: Sheet, report: Report) -> None:
    """Write the definitions and what the page is not, at the very bottom."""
    y = sheet.paper.room - foot_height(report)
    sheet.rule(y + 1)
    for number, line in enumerate(foot_lines(report), start=1):
        sheet.text(0, y + 1 + number * 2.75, line, 6.3, gid="definitions")
    bottom = sheet.paper.room - 1
    sheet.text(0, bottom, words.DISCLAIMER, BODY, bold=True, gid="disclaimer")
    sheet.text(WIDTH, bottom, f"tracker {__version__}", 6.6, ha="right")
