"""Lists as lines: headings, entries, columns as wide as what stands in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, set_cell_size

from tracker.app.words import one_line

BETWEEN: Final = 2
"""Cells between two columns."""
SHORTEST_NOTE: Final = 8
"""Cells below which the beginning of a note says nothing."""


@dataclass(frozen=True)
class Row:
    """A line of a list: a heading, or an entry with its record's id."""

    text: str
    id: str | None = None


def fitted(
    table: Sequence[Sequence[str]], first_to_go: Iterable[tuple[int, int]]
) -> list[list[str]]:
    """Leave out the columns that are empty, and each of those named while all are too wide for it.

    A column named first goes first; with each stands the width at which it may stay.
    """
    shown = [n for n in range(len(table[0])) if any(row[n] for row in table)]
    for column, width in first_to_go:
        if _width(table, shown) > width:
            shown = [n for n in shown if n != column]
    return [[row[n] for n in shown] for row in table]


def _width(table: Sequence[Sequence[str]], shown: Collection[int]) -> int:
    widest = (max(cell_len(row[n]) for row in table) for n in shown)
    return sum(widest) + BETWEEN * (len(shown) - 1)


def aligned(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return each row as a line, its cells as wide as the widest of their column."""
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        padded = (set_cell_size(c, width) for c, width in zip(cells, widths, strict=True))
        yield (" " * BETWEEN).join(padded).rstrip()


def with_notes(lines: Iterable[str], notes: Iterable[str], width: int) -> Iterator[str]:
    """Put the beginning of a note after each line, as far as there is room."""
    for line, note in zip(lines, notes, strict=True):
        room = width - cell_len(line) - BETWEEN - len("“”")
        quoted = f"{' ' * BETWEEN}“{one_line(note, room)}”" if room >= SHORTEST_NOTE else ""
        yield line + quoted if note else line
