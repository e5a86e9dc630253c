"""The page in words, as wide as the panel, from the same blocks as its text and HTML."""

from __future__ import annotations

import re
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

ENTRIES_SHOWN: Final = 400
"""Most rows of the table of entries shown here; the page itself has all of them."""


class PageWords(Widget):
    """The page in words, wrapped as wide as it is."""

    DEFAULT_CSS = "PageWords { width: 1fr; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._wrap: Callable[[int], list[Content]] = lambda _: []
        self._wrapped: tuple[int, list[Content]] = (0, [])

    def show(self, report: Report, name: str | None, *, entries: bool) -> None:
        """Show the page in words."""
        self._set(lambda width: page_words(report, name, width, entries=entries))

    def invite(self) -> None:
        """Show what will be here, and which keys begin."""
        self._set(invitation)

    def _set(self, wrap: Callable[[int], list[Content]]) -> None:
        self._wrap, self._wrapped = wrap, (0, [])
        self.refresh(layout=True)

    def _rows(self, width: int) -> list[Content]:
        if self._wrapped[0] != width:
            self._wrapped = width, self._wrap(width)
        return self._wrapped[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of rows at this width."""
        return len(self._rows(width))

    def render(self) -> RenderResult:
        """Return the words."""
        return lines(self._rows(self.size.width))


def invitation(width: int) -> list[Content]:
    """Return what the page will be, and which keys begin, wrapped at a width."""
    what = "The page shows your mood around your infusions, for you and your care team."
    keys = (("t", "rate how today is"), ("i", "add an infusion"))
    return [
        line(("Nothing to print yet.", "bold")),
        line(""),
        *map(Content, textwrap.wrap(f"{what} It begins with:", max(20, width))),
        line(""),
        *(
            clickable(line((f"{key:<3}", KEY), does), f"app.simulate_key('{key}')")
            for key, does in keys
        ),
    ]


def page_words(
    report: Report, name: str | None, width: int, *, entries: bool = False
) -> list[Content]:
    """Return the text of the page, heading by heading, wrapped at a width."""
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
        case document.Bullets(items):
            for each in items:
                yield from _hanging("· ", each, width)
        case document.Tiles(tiles):
            label = min(
                max(len(tile.caption) for tile in tiles) + 2,
                width - max(len(tile.value) for tile in tiles),
            )
            for tile in tiles:
                yield from tile_rows(tile, label, width)
        case document.Table(caption, _, _, rows):
            if caption == words.ENTRIES_HEADING:
                yield from (line((part, MUTED)) for part in textwrap.wrap(caption, width))
                for each in rows[:ENTRIES_SHOWN]:
                    yield from _hanging("", each, width)
            else:
                yield from _ledger(report, width)


def _hanging(mark: str, text: str, width: int) -> Iterator[Content]:
    for n, part in enumerate(textwrap.wrap(text, width - 2) or [""]):
        yield line((mark if n == 0 else "  ", MUTED), part)


def tile_rows(tile: words.Tile, label: int, width: int) -> Iterator[Content]:
    """Return a number beside its name, or below where that is too long, and then its detail."""
    row = line((f"{tile.caption} ".ljust(label), MUTED), (tile.value, "bold"))
    if row.cell_length > width:
        yield line((tile.caption, MUTED))
        row = line("  ", (tile.value, "bold"))
    details = list(_detail_rows(tile.detail, width - 4))
    if len(details) == 1 and row.cell_length + 2 + len(details[0]) <= width:
        yield line(row, "  ", (details[0], MUTED))
    else:
        yield row
        yield from (line("  ", (part, MUTED)) for part in details)


def _detail_rows(detail: str, width: int) -> Iterator[str]:
    """Yield a detail in rows that are broken between its parts, if those are not too long."""
    for text in detail.splitlines():
        row = ""
        for part in text.split(" · "):
            longer = f"{row} · {part}" if row else part
            if row and len(longer) > width:
                yield from textwrap.wrap(row, width)
                longer = part
            row = longer
        yield from textwrap.wrap(row, width)


def _ledger(report: Report, width: int) -> Iterator[Content]:
    """Return a line for each infusion: number, day, dose, levels, direction, bar."""
    rows = words.ledger_rows(report)
    number = max(len(row.number) for row in rows)
    day, dose = max(len(row.day) for row in rows), max(len(row.dose) for row in rows)
    around = [f"{row.before} → {row.after}" for row in rows]
    change = max(map(len, around))
    wide = number + day + dose + change + 8
    for row, levels in zip(rows, around, strict=True):
        good = row.direction == words.direction_word("rose", report.main.measure)
        dose_text = f"  {row.dose:<{dose}}" if wide < width else ""
        parts: list[Part] = [
            (f"▼{row.number:<{number}}", "bold $infusion"),
            f"  {row.day:>{day}}",
            dose_text,
            f"  {levels:<{change}}",
            (f"  {row.direction}", "$good" if good else MUTED),
        ]
        shown = line(*parts)
        bar = f"  {with_days(row.bar)}"
        if row.bar:
            fits = shown.cell_length + len(bar) <= width
            shown = line(shown, (bar if fits else "  …", MUTED))
        yield shown.truncate(width, ellipsis=True)


def with_days(bar: str) -> str:
    """Return 14 days so far for 14 so far: here no heading says that these are days."""
    return re.sub(
        r"^\d+(–\d+)?", lambda n: f"{n[0]} {'day' if n[0] == '1' else 'days'}", bar, count=1
    )
