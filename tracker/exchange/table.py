"""A CSV file as numbered lines of cells, whichever mark parts them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from tracker.exchange.incoming import BadRow
from tracker.records import ValidationError, measure_key

DELIMITERS: Final = (",", ";", "\t")
MOST_ROWS: Final = 200_000
"""One every hour for more than twenty years."""

_BROKEN: Final = "A quotation mark is not closed or stands inside a cell, or the cell has no end."


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the number of its first line; a note may span several."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's first line and what follows."""

    header: list[str]
    lines: list[Line | BadRow]
    delimiter: str

    @property
    def filled(self) -> set[int]:
        """The columns, from 0, that have a value in any row."""
        rows = (line.cells for line in self.lines if isinstance(line, Line))
        return {n for cells in rows for n, cell in enumerate(cells) if cell.strip()}

    def named(self, line: Line) -> dict[str, str]:
        """Return the cells of a row under the keys of their columns.

        Raises:
            ValidationError: the row has fewer cells than the header, as in a file cut off.
        """
        if len(line.cells) < len(self.header):
            raise ValidationError(
                "row", "The row ends before its last column; export the file again."
            )
        cells = (cell.strip() for cell in line.cells)
        return dict(zip(map(measure_key, self.header), cells, strict=False))


def table_of(text: str, is_header: Callable[[Sequence[str]], bool]) -> Table:
    """Return a text as a table; `is_header` tells the mark by which the first line makes sense.

    Raises:
        ValidationError: the first line is broken, or there are more rows than any diary has.
    """
    delimiter = _delimiter(text, is_header)
    rows = islice(_lines(text, delimiter), MOST_ROWS + 2)
    header, *lines = list(rows) or [Line(1, [])]
    if len(lines) > MOST_ROWS:
        raise ValidationError(
            "file", f"The table has more than {MOST_ROWS:,} rows; split it in parts."
        )
    if isinstance(header, BadRow):
        raise ValidationError("header", f"The first line was not understood. {header.reason}")
    return Table(header.cells, lines, delimiter)


def first_line(text: str) -> str:
    """Return the first line that is not blank, as much of it as a header can be; "" for none."""
    filled = (line for line in StringIO(text, newline=None) if line.strip())
    return next(filled, "")[:10_000]


def split(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, none where it is broken."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _lines(text: str, delimiter: str) -> Iterator[Line | BadRow]:
    # No note reaches the module's limit of 131,072 characters a cell.
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(number, _BROKEN)
        else:
            if any(cell.strip() for cell in cells):
                yield Line(number, cells)


def _delimiter(text: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    first = first_line(text)
    cells = {mark: split(first, mark) for mark in DELIMITERS}
    known = (mark for mark, names in cells.items() if is_header(names))
    return next(known, max(DELIMITERS, key=lambda mark: len(cells[mark])))
