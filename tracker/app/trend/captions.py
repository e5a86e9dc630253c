"""The words below the charts of Trend: the numbers, and each infusion's change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from textual.content import Content

from tracker.analysis import InfusionRow, Report
from tracker.app.report.words import tile_rows
from tracker.app.widgets import MUTED, line, lines
from tracker.charts import words
from tracker.records import Measure
from tracker.records.format import NONE, count

BAR: Final = 10
"""Most cells of a change bar on either side of its middle, for half of the scale."""


def numbers(report: Report, width: int, *, low: bool) -> Content:
    """Return the first numbers of the page; `low`: in two or three lines, without details."""
    if not report.main.days:
        return line(("Nothing is rated on these days. Press t for Today.", MUTED))
    tiles = words.tiles(report)[:4]
    if low:
        shown = [tile for tile in tiles if tile.value != NONE] or list(tiles[:1])
        pairs = [line((f"{tile.caption}  ", MUTED), (tile.value, "bold")) for tile in shown]
        return lines(_side_by_side(pairs, width))
    shown = [replace(tile, detail=tile.detail.split(" · ")[0]) for tile in tiles[:3]]
    shown.append(tiles[3])
    if gap := report.main.longest_gap:
        days = words.say_span(report, gap.first, gap.last)
        shown.append(words.Tile("Longest gap", count(gap.length, "day"), days))
    label = max(len(tile.caption) for tile in shown) + 2
    return lines(row for tile in shown for row in tile_rows(tile, label, width))


def _side_by_side(parts: Iterable[Content], width: int) -> Iterator[Content]:
    """Yield rows of as many parts as fit side by side."""
    row = Content("")
    for part in parts:
        longer = Content("  ·  ").join([row, part]) if row else part
        if row and longer.cell_length > width:
            yield row
            longer = part
        row = longer
    yield row


def changes(rows: Sequence[InfusionRow], measure: Measure, width: int) -> Content:
    """Return the change around each infusion, as a bar from the middle."""
    if not rows:
        return line(("No infusion yet. Press i to add one.", MUTED))
    room = width - 26
    whole = [words.direction_word(row.direction, measure) for row in rows]
    brief = [words.brief_direction(row, measure) for row in rows]  # "" for one without a bar
    pairs = list(zip(whole, brief, strict=True))
    if any(len(word) >= room for word, short in pairs if short):
        pairs = [(short or word, short) for word, short in pairs]
    longest = max((len(word) for word, short in pairs if short), default=0)
    bar = max(1, min(BAR, (room - longest) // 2))
    return lines(
        _change_row(row, measure, word, bar) for row, (word, _) in zip(rows, pairs, strict=True)
    )


def _change_row(row: InfusionRow, measure: Measure, word: str, bar: int) -> Content:
    name = line((f"▼{row.number:<4}", "bold $infusion"))
    before, after = row.before.value, row.after.value
    if before is None or after is None:
        return line(name, (word, MUTED))
    change = after - before
    full = float(measure.high - measure.low) / 2
    cells = min(bar, round(abs(change) / full * bar)) or (1 if change else 0)
    style = "$good" if row.direction == "rose" else "$lane"
    left = f"{'█' * cells if change < 0 else '':>{bar}}"
    right = f"{'█' * cells if change > 0 else '':<{bar}}"
    values = f"{words.number(before)} → {words.number(after)}"
    return line(
        name,
        f"{values:<12}",
        (left, style),
        ("│", "$frame"),
        (right, style),
        f" {words.number(change, signed=True):<6}",
        (word, MUTED),
    )
