"""What will be printed: the page in words, or as a picture in a terminal that draws one.

The words are as wide as the panel, from the same blocks as the page as text and HTML.
"""

from __future__ import annotations

import io
import re
import sys
import textwrap
from asyncio import sleep
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from textual import work
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.getters import query_one
from textual.widget import Widget

from tracker.analysis import Report
from tracker.app.graphics import Graphics
from tracker.app.report.maker import PageError, PageRequest, draw_picture
from tracker.app.widgets import MUTED, Drawn, Panel, Part, Scroll, hints, key_row, line
from tracker.charts import document, words
from tracker.paths import Home
from tracker.records.format import count

ENTRIES_SHOWN: Final = 400
"""Most rows of the table of entries shown here; the page itself has all of them."""
TITLE: Final = "What will be printed"
DRAW_AFTER: Final = 0.4
"""Seconds without another choice before the picture is drawn again."""


class PageWords(Drawn):
    """The page in words, wrapped as wide as it is."""

    DEFAULT_CSS = "PageWords { width: 1fr; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._wrap: Callable[[int], list[Content]] = lambda _: []
        self._wrapped: tuple[int, list[Content]] = (0, [])

    def show(self, wrap: Callable[[int], list[Content]]) -> None:
        """Show the words that are returned for a width."""
        self._wrap, self._wrapped = wrap, (0, [])
        self.refresh(layout=True)

    def drawn(self, width: int) -> Sequence[Content]:
        """Return the words, which are wrapped again only at another width."""
        if self._wrapped[0] != width:
            self._wrapped = width, self._wrap(width)
        return self._wrapped[1]


def invitation(width: int) -> list[Content]:
    """Return what the page will be, and which keys begin, wrapped at a width."""
    what = "The page shows your mood around your infusions, for you and your care team."
    return [
        line(("Nothing to print yet.", "bold")),
        line(""),
        *map(Content, textwrap.wrap(f"{what} It begins with:", max(20, width))),
        line(""),
        key_row("t", "rate how today is"),
        key_row("i", "add an infusion"),
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


class Preview(Panel):
    """The words at once, in their place the picture once it is drawn.

    A page of several sheets stays in words: only they show all of it.
    """

    DEFAULT_CSS = """
    Preview {
        width: 1fr; height: 1fr;
        #printed { height: 1fr; scrollbar-gutter: stable; }
        &.-picture PageWords { display: none; }
    }
    """
    printed = query_one("#printed", Scroll)

    def __init__(self, home: Home, graphics: Graphics | None) -> None:
        super().__init__(TITLE, Scroll(PageWords(), id="printed"), id="preview")
        self.home, self.graphics = home, graphics

    def show(self, report: Report, request: PageRequest, *, empty: bool) -> None:
        """Show the chosen page; for an empty diary, what will be on it."""
        notes = count(len(request.notes), "note") if request.notes else "no notes"
        summary = f"{'your name' if request.name else 'no name'}, {notes}"
        self.entitle(TITLE, hints(*([] if empty else [("PgDn", "more")]), ("", summary)))
        page = partial(page_words, report, request.name or None, entries=request.entries)
        self.query_one(PageWords).show(invitation if empty else page)
        if self.graphics is not None:
            self._draw(request, self.graphics)

    @work(group="picture", exclusive=True)
    async def _draw(self, request: PageRequest, graphics: Graphics) -> None:
        """Draw the page in its own process, once nothing more is chosen."""
        await sleep(DRAW_AFTER)
        picture = None
        with suppress(PageError, ImportError, OSError):  # the words are shown instead
            png = await draw_picture(self.home, replace(request, format="png"))
            picture = Picture(png, graphics)
        await self.query(Picture).remove()
        if picture is not None:
            await self.printed.mount(picture, before=0)
        self.set_class(picture is not None, "-picture")


class Picture(Container):
    """A PNG over the whole width, with the height that follows.

    The library's own widgets find no height by themselves in what scrolls.
    """

    DEFAULT_CSS = """
    Picture { width: 1fr; height: auto; }
    Picture * { width: 100%; height: 100%; }
    """

    def __init__(self, png: bytes, graphics: Graphics) -> None:
        """Take the picture.

        Raises:
            ImportError: the library that speaks to such terminals is not there.
            OSError: it is not a picture.
        """
        from PIL import Image as Pixels

        page = Pixels.open(io.BytesIO(png))
        page.load()
        super().__init__(_widget_class(graphics)(page))
        self._pixels, self._cell = page.size, graphics.cell

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of rows of the picture at this width."""
        (pixels, height), (cell_width, cell_height) = self._pixels, self._cell
        return max(1, round(width * cell_width * height / pixels / cell_height))


def _widget_class(graphics: Graphics) -> Callable[..., Widget]:
    """Import the library without its own queries to the terminal, which were sent already.

    It asks while it is imported, on standard output, and takes the keyboard's next bytes for the
    answer: here the app has the keyboard. So its output is not a terminal while it is imported.
    """
    output, sys.__stdout__ = sys.__stdout__, io.StringIO()  # type: ignore[misc,assignment]
    try:
        from textual_image import _terminal

        size = _terminal.CellSize(*graphics.cell)
        _terminal.get_cell_size._result = size  # type: ignore[attr-defined]
        from textual_image.widget import SixelImage, TGPImage
    finally:
        sys.__stdout__ = output  # type: ignore[misc]
    return TGPImage if graphics.protocol == "kitty" else SixelImage
