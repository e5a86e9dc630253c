"""The page in words, as wide as the panel: the same blocks that its text and HTML are made of."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tracker.analysis import Report
from tracker.app.widgets import KEY, MUTED, Part, clickable, line, lines
from tracker.charts import document, words
from tracker.charts.entries import TITLE as ENTRIES_TITLE
from tracker.records.format import NONE

ENTRIES_SHOWN: Final = 400
"""Rows of the table of entries that are laid out; the page itself has them all."""


class PageWords(Widget):
    """The page in words, wrapped as wide as it is."""

    DEFAULT_CSS = "PageWords { width: 1fr; height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._said: Callable[[int], list[Content]] = _nothing
        self._wrapped: tuple[int, list[Content]] = (0, [])

    def say(self, report: Report, name: str | None, *, entries: bool) -> None:
        """Say what a page would."""
        self._say(lambda width: page_words(report, name, width, entries=entries))

    def invite(self) -> None:
        """Say what would be here, and which keys begin."""
        keys = (("t", "rate how today is"), ("i", "write down an infusion"))
        told = [
            line(("Nothing to print yet.", "bold")),
            line(""),
            line("The page shows your mood around your infusions,"),
            line("for you and whoever treats you. It begins with:"),
            line(""),
            *(
                clickable(line((f"{key:<3}", KEY), what), f"app.simulate_key('{key}')")
                for key, what in keys
            ),
        ]
        self._say(lambda _: told)

    def _say(self, said: Callable[[int], list[Content]]) -> None:
        self._said, self._wrapped = said, (0, [])
        self.refresh(layout=True)

    def _rows(self, width: int) -> list[Content]:
        if self._wrapped[0] != width:
            self._wrapped = width, self._said(width)
        return self._wrapped[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words take."""
        return len(self._rows(width))

    def render(self) -> RenderResult:
        """Return the words."""
        return lines(self._rows(self.size.width))


def _nothing(_: int) -> list[Content]:
    return []


def page_words(
    report: Report, name: str | None, width: int, *, entries: bool = False
) -> list[Content]:
    """Return what the page says, heading by heading, wrapped at a width."""
    rows: list[Content] = []
    for block in document.blocks(report, name, entries=entries):
        boxed = isinstance(block, document.Paragraph) and block.boxed
        if rows and rows[-1] and (boxed or isinstance(block, document.Heading | document.Tiles)):
            rows.append(Content(""))
        rows += _block(report, block, max(20, width))
        if isinstance(block, document.Tiles):
            rows.append(Content(""))
    return rows


def _block(report: Report, block: document.Block, width: int) -> Iterator[Content]:
    match block:
        case document.Heading(text, level):
            style = "bold" if level == 1 else "bold $title"
            yield from (line((part, style)) for part in textwrap.wrap(text, width))
        case document.Paragraph(text, boxed):
            style = "bold" if boxed else MUTED if text == words.source(report) else ""
            yield from (line((part, style)) for part in textwrap.wrap(text, width))
        case document.Bullets(told):
            for each in told:
                yield from _hanging("· ", each, width)
        case document.Tiles(tiles):
            label = min(
                max(len(tile.caption) for tile in tiles) + 2,
                width - max(len(tile.value) for tile in tiles),
            )
            for tile in tiles:
                yield from tile_rows(tile, label, width)
        case document.Table(caption, _, _, told):
            if caption == ENTRIES_TITLE:
                yield from (line((part, MUTED)) for part in textwrap.wrap(caption, width))
                for each in told[:ENTRIES_SHOWN]:
                    yield from _hanging("", each, width)
            else:
                yield from _ledger(report, width)


def _hanging(mark: str, text: str, width: int) -> Iterator[Content]:
    for n, part in enumerate(textwrap.wrap(text, width - 2) or [""]):
        yield line((mark if n == 0 else "  ", MUTED), part)


def tile_rows(tile: words.Tile, label: int, width: int) -> Iterator[Content]:
    """Return a number beside its name, and what it rests on beside it or below."""
    value = "" if tile.value == NONE else tile.value
    first = line((f"{tile.caption} ".ljust(label), MUTED), (value or NONE, "bold"))
    room = width - first.cell_length - 2
    details = [part for row in tile.detail.splitlines() for part in textwrap.wrap(row, width - 4)]
    if details and len(details) == 1 and len(details[0]) <= room:
        yield line(first, "  ", (details[0], MUTED))
        return
    yield first
    yield from (line("  ", (part, MUTED)) for part in details)


def _ledger(report: Report, width: int) -> Iterator[Content]:
    """Return an infusion a line: number, day, dose, level before and after, what it did."""
    rows = words.ledger_rows(report)
    number = max(len(row.number) for row in rows)
    day, dose = max(len(row.day) for row in rows), max(len(row.dose) for row in rows)
    around = [f"{row.before} → {row.after}" for row in rows]
    change = max(map(len, around))
    wide = number + day + dose + change + 8
    for row, levels in zip(rows, around, strict=True):
        good = row.direction == words.direction_word("rose", report.main.measure)
        told = f"  {row.dose:<{dose}}" if wide < width else ""
        parts: list[Part] = [
            (f"▼{row.number:<{number}}", "bold $infusion"),
            f"  {row.day:>{day}}",
            told,
            f"  {levels:<{change}}",
            (f"  {row.direction}", "$good" if good else MUTED),
        ]
        shown = line(*parts)
        bar = f"  {row.bar}" if "#" in row.bar else f"  {row.bar} days"
        if row.bar and shown.cell_length + len(bar) <= width:
            shown = line(shown, (bar, MUTED))
        yield shown.truncate(width, ellipsis=True)
