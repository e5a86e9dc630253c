"""A table as numbered rows of cells, whatever parts them and whatever stands above its header."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from tracker.exchange.dates import looks_like_a_date
from tracker.exchange.result import BadRow
from tracker.records import ValidationError, measure_key

DELIMITERS: Final = (",", ";", "\t", "|")
MOST_ROWS: Final = 200_000
"""One every hour for more than twenty years."""
MOST_BROKEN: Final = 1_000
"""Rows with a stray quotation mark after which a file is given up."""
LONGEST_CELL: Final = 131_072
"""Characters; far more than a note may have. It ends the search for a quotation mark's end."""

_TOP: Final = 30
"""Lines among which the header is: a title, a date and a few empty rows may stand above it."""
_SEPARATOR = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)
_DATE_IN_A_LINE = re.compile(r"(?:^|[,;\t|])\"?\s?\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", re.ASCII)

_BROKEN: Final = "A quotation mark is not closed or stands inside a cell, or the cell has no end."

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the number of its first line; a note may span several."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it."""

    header: list[str]
    lines: list[Line | BadRow]
    remarks: tuple[str, ...] = ()
    """What to say about how it was read."""
    not_read: tuple[str, ...] = ()
    """What else the file holds: other sheets."""

    @property
    def rows(self) -> Iterator[Line]:
        """The rows that could be taken apart."""
        return (line for line in self.lines if isinstance(line, Line))

    @property
    def keys(self) -> list[str]:
        """The headings as `measure_key` writes them."""
        return [measure_key(name) for name in self.header]

    def cells(self, n: int) -> list[str]:
        """The values of a column, from 0, without the empty ones."""
        return [
            cell for line in self.rows if n < len(line.cells) and (cell := line.cells[n].strip())
        ]

    def named(self, line: Line) -> dict[str, str]:
        """Return the cells of a row under the keys of their columns.

        Raises:
            ValidationError: the row has fewer cells than the header, as in a file cut off.
        """
        if len(line.cells) < len(self.header):
            raise ValidationError(
                "row", "The row ends before its last column; export the file again."
            )
        return dict(zip(self.keys, (cell.strip() for cell in line.cells), strict=False))


def table_of(text: str, is_header: IsHeader, remarks: tuple[str, ...] = ()) -> Table:
    """Return a text as a table.

    `is_header` tells the mark between the cells, and the line, by which the header makes sense.

    Raises:
        ValidationError: the header is broken, or there are more rows than any diary has.
    """
    delimiter, skipped = _layout(list(islice(StringIO(text, newline=""), _TOP)), is_header)
    lines = StringIO(text, newline="")
    for _ in range(skipped):
        next(lines)
    csv.field_size_limit(LONGEST_CELL)
    rows = list(islice(_rows(lines, skipped + 1, delimiter), MOST_ROWS + 2))
    return _table(rows, remarks)


def table_of_rows(
    rows: Iterable[Sequence[str]], is_header: IsHeader, not_read: tuple[str, ...] = ()
) -> Table:
    """Return the rows of a spreadsheet as a table.

    Raises:
        ValidationError: there are more rows than any diary has.
    """
    every = list(islice(rows, MOST_ROWS + _TOP))
    skipped = _header_at(every[:_TOP], is_header)
    lines = [Line(n, list(cells)) for n, cells in enumerate(every, start=1) if any(cells)]
    return _table([line for line in lines if line.number > skipped], not_read=not_read)


def makes_sense(text: str, is_header: IsHeader) -> bool:
    """Return whether a header stands among the first lines of a text."""
    top = list(islice(StringIO(text, newline=None), _TOP))
    return any(is_header(split(line, mark)) for line in top for mark in DELIMITERS)


def split(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, none where it is broken."""
    try:
        return next(csv.reader([line[:10_000]], delimiter=delimiter), [])
    except csv.Error:
        return []


def _table(
    rows: list[Line | BadRow], remarks: tuple[str, ...] = (), not_read: tuple[str, ...] = ()
) -> Table:
    header, *lines = rows or [Line(1, [])]
    if len(lines) > MOST_ROWS:
        raise ValidationError(
            "file", f"The table has more than {MOST_ROWS:,} rows; split it in parts."
        )
    if isinstance(header, BadRow):
        raise ValidationError(
            "header", f"The header in line {header.line} cannot be read. {header.reason}"
        )
    return Table(header.cells, lines, remarks, not_read)


def _layout(top: list[str], is_header: IsHeader) -> tuple[str, int]:
    """Return the mark between the cells, and how many lines stand above the header."""
    if top and (said := _SEPARATOR.fullmatch(top[0])):
        return said[1], 1
    for skipped, line in enumerate(top):
        for mark in DELIMITERS:
            if is_header(split(line, mark)):
                return mark, skipped
    widths = {mark: max((len(split(line, mark)) for line in top), default=0) for mark in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda mark: widths[mark])
    return delimiter, _header_at([split(line, delimiter) for line in top], is_header)


def _header_at(top: Sequence[Sequence[str]], is_header: IsHeader) -> int:
    """Return how many rows stand above the header: the first that makes sense, or is no title."""
    found = next((n for n, cells in enumerate(top) if is_header(cells)), None)
    if found is not None:
        return found
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in top]
    # A title stands alone in its row; a table of one column has no other.
    least = 2 if max(filled, default=0) >= 2 else 1
    return next((n for n, count in enumerate(filled) if count >= least), 0)


def _rows(lines: Iterator[str], number: int, delimiter: str) -> Iterator[Line | BadRow]:
    """Yield the rows; the lines that a stray quotation mark took in are read by themselves."""
    again: deque[str] = deque()
    taken: list[str] = []
    broken, width = 0, 0

    def feed() -> Iterator[str]:
        while True:
            if (line := again.popleft() if again else next(lines, None)) is None:
                return
            taken.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is not None and not (len(taken) > 1 and _swallows(taken, delimiter, width)):
            width = width or len(cells)
            if any(cell and not cell.isspace() for cell in cells):
                yield Line(number, cells)
            number += len(taken)
            continue
        broken += 1
        if broken > MOST_BROKEN:
            raise ValidationError(
                "file", f"More than {MOST_BROKEN:,} rows have a stray quotation mark."
            )
        ate = f" It took in {len(taken) - 1:,} more lines." if len(taken) > 1 else ""
        yield BadRow(number, _BROKEN + ate, number + len(taken) - 1)
        again.extendleft(reversed(taken[1:]))
        number += 1
        reader = csv.reader(feed(), delimiter=delimiter, strict=True)


def _swallows(taken: Sequence[str], delimiter: str, width: int) -> bool:
    """Return whether a note over several lines holds rows: a stray quotation mark began it."""
    return any(
        line.count(delimiter) >= max(1, width - 1) and bool(_DATE_IN_A_LINE.search(line))
        for line in taken[1:]
    )


def names_no_date(cells: Sequence[str]) -> bool:
    """Return whether a row may be a header: none of its cells is a date."""
    return not any(looks_like_a_date(cell) for cell in cells)
