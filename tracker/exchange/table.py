"""A table as numbered rows of cells, with any delimiter and any lines above its header."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from io import StringIO
from itertools import islice
from typing import Final, Protocol, TypeVar

from tracker.exchange.dates import Order, find_order, parse_order
from tracker.exchange.headings import own_kind
from tracker.exchange.result import BadRow, ImportContext
from tracker.records import ValidationError, measure_key
from tracker.records.format import plain_line

T = TypeVar("T")


class Numbered(Protocol):
    """A row, or what was read from one, that has the number of its line."""

    @property
    def number(self) -> int:
        """The number of its first line."""


N = TypeVar("N", bound=Numbered)

DELIMITERS: Final = (",", ";", "\t", "|")
MAX_ROWS: Final = 200_000
"""One every hour for more than twenty years."""
MAX_BROKEN_ROWS: Final = 1_000
"""Rows with a stray quotation mark after which a file is given up."""
LONGEST_CELL: Final = 131_072
"""Characters; far more than a note may have. It ends the search for a quotation mark's end."""

TOP: Final = 30
"""Lines among which the header is: there may be a title, a date and empty rows above it."""
_SEPARATOR = re.compile(r"\ufeff?sep=(.)\s*", re.IGNORECASE)
_DATE_IN_A_LINE = re.compile(r"(?:^|[,;\t|])\"?\s?\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", re.ASCII)

_BROKEN: Final = "A quotation mark is not closed or is inside a cell, or the cell has no end."

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the number of its first line; a note may span several."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A header and the rows below it."""

    header: list[str]
    lines: list[Line | BadRow]
    remarks: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    """What else the file has: other sheets."""
    sheet: str = ""
    """The sheet it is, where it is one of several that are read."""

    @property
    def rows(self) -> Iterator[Line]:
        """The rows that could be split into cells."""
        return (line for line in self.lines if isinstance(line, Line))

    @cached_property
    def keys(self) -> list[str]:
        """The headings as `measure_key` writes them."""
        return [measure_key(name) for name in self.header]

    def heading(self, n: int) -> str:
        """Return the name of a column, from 0: "column 3" where it has none."""
        name = self.header[n].strip() if n < len(self.header) else ""
        return name or f"column {n + 1}"

    def find_column(self, name: str) -> int:
        """Return the first column of that name, or the one that is shown by it in a --map.

        Raises:
            ValidationError: there is none.
        """
        wanted = normalise_heading(name)
        for form in (str, shown_heading):
            for n in range(len(self.header)):
                if normalise_heading(form(self.heading(n))) == wanted:
                    return n
        names = ", ".join(map(plain_line, self.header))
        sentence = f"The file has no column {plain_line(name)}; it has: {names}."
        raise ValidationError("map", sentence)

    def cells(self, n: int) -> list[str]:
        """Return the values of a column, without the empty ones."""
        return [
            cell for line in self.rows if n < len(line.cells) and (cell := line.cells[n].strip())
        ]

    def places(self, keys: Container[str]) -> set[int]:
        """Return the places of the columns that `named` gives under these keys."""
        return {self.keys.index(key) for key in self.keys if key in keys}

    def unread(self, read: Container[int]) -> dict[str, int]:
        """Return how many values each column has, without those of the given places."""
        return {
            name: len(self.cells(n))
            for n, name in enumerate(self.header)
            if name.strip() and n not in read
        }

    def named(self, line: Line) -> dict[str, str]:
        """Return the cells of a row under the keys of their columns; of two alike, the first.

        Raises:
            ValidationError: the row has fewer cells than the header, as in a file cut off.
        """
        if len(line.cells) < len(self.header):
            raise ValidationError(
                "row", "The row ends before its last column; export the file again."
            )
        found: dict[str, str] = {}
        for key, cell in zip(self.keys, line.cells, strict=False):
            found.setdefault(key, cell.strip())
        return found

    def date_order(
        self,
        columns: Sequence[int],
        context: ImportContext,
        *,
        latest: date | None = None,
        fits: Callable[[int, date], bool] | None = None,
    ) -> Order:
        """Return how the dates of some columns are written (see `find_order`).

        Raises:
            NeedsAnswerError: they can be read in two ways, or in none.
        """
        if context.options.date_format:
            return parse_order(context.options.date_format)
        cells = (
            (line.number, line.cells[n])
            for line in self.rows
            for n in columns
            if n < len(line.cells)
        )
        return find_order(cells, self.heading(columns[0]), latest or context.latest_day(), fits)


def normalise_heading(name: str) -> str:
    """Return a heading in small letters and single spaces."""
    return " ".join(name.casefold().split())


def shown_heading(name: str) -> str:
    """Return a heading as it can be typed in quotes on a command line, shortened."""
    return plain_line(name)[:40].replace("'", "’")


def saved_name(headings: Sequence[str]) -> str:
    """Return the name under which the answers about such a header are saved."""
    joined = "\n".join(map(normalise_heading, headings))
    return f"csv-{sha256(joined.encode()).hexdigest()[:16]}"


def read_rows(rows: Iterable[N | BadRow], read: Callable[[N], T]) -> Iterator[T | BadRow]:
    """Yield what `read` returns for each row, and a BadRow where it raises ValidationError."""
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield read(row)
        except ValidationError as error:
            yield BadRow(row.number, str(error))


def parse_table(text: str, is_header: IsHeader, remarks: tuple[str, ...] = ()) -> Table:
    """Split a text into a table, with the delimiter and the line that `is_header` accepts.

    Raises:
        ValidationError: the header is broken, or there are more rows than any diary has.
    """
    delimiter, skipped = _layout(list(islice(StringIO(text, newline=""), TOP)), is_header)
    lines = StringIO(text, newline="")
    for _ in range(skipped):
        next(lines)
    csv.field_size_limit(LONGEST_CELL)
    rows = list(islice(_rows(lines, skipped + 1, delimiter), MAX_ROWS + 2))
    return _table(rows, remarks)


def table_from_rows(
    rows: Iterable[Sequence[str]],
    is_header: IsHeader,
    not_read: tuple[str, ...] = (),
    sheet: str = "",
) -> Table:
    """Return the rows of a spreadsheet as a table.

    Raises:
        ValidationError: there are more rows than any diary has.
    """
    every = list(rows)
    skipped = _header_at(every[:TOP], is_header)
    lines = [Line(n, list(cells)) for n, cells in enumerate(every, start=1) if any(cells)]
    table = _table([line for line in lines if line.number > skipped], not_read=not_read)
    return replace(table, sheet=plain_line(sheet)[:40])


def first_rows(text: str) -> Iterator[list[str]]:
    """Yield the first lines of a text as rows, with each delimiter that is in them."""
    for line in islice(StringIO(text, newline=None), TOP):
        yield from (split_line(line, mark) for mark in DELIMITERS if mark in line)


def split_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, none where it is broken."""
    try:
        return next(csv.reader([line[:10_000]], delimiter=delimiter), [])
    except csv.Error:
        return []


def _table(
    rows: list[Line | BadRow], remarks: tuple[str, ...] = (), not_read: tuple[str, ...] = ()
) -> Table:
    header, *lines = rows or [Line(1, [])]
    if len(lines) > MAX_ROWS:
        raise ValidationError(
            "file", f"The table has more than {MAX_ROWS:,} rows; split it in parts."
        )
    if isinstance(header, BadRow):
        raise ValidationError(
            "header", f"The header in line {header.line} cannot be read. {header.reason}"
        )
    return Table(header.cells, lines, remarks, not_read)


def _layout(top: list[str], is_header: IsHeader) -> tuple[str, int]:
    """Return the delimiter, and how many lines are above the header."""
    if top and (match := _SEPARATOR.fullmatch(top[0])):
        return match[1], 1
    for skipped, line in enumerate(top):
        for mark in DELIMITERS:
            if is_header(split_line(line, mark)):
                return mark, skipped
    widths = {
        mark: max((len(split_line(line, mark)) for line in top), default=0) for mark in DELIMITERS
    }
    delimiter = max(DELIMITERS, key=lambda mark: widths[mark])
    return delimiter, _header_at([split_line(line, delimiter) for line in top], is_header)


def _header_at(top: Sequence[Sequence[str]], is_header: IsHeader) -> int:
    """Return how many rows are above the header: the first that is accepted, or is not a title."""
    found = next((n for n, cells in enumerate(top) if is_header(cells)), None)
    if found is not None:
        return found
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in top]
    # A title is alone in its row, unless the table has one column.
    min_cells = 2 if max(filled, default=0) >= 2 else 1
    return next((n for n, count in enumerate(filled) if count >= min_cells), 0)


def _rows(lines: Iterator[str], number: int, delimiter: str) -> Iterator[Line | BadRow]:
    """Yield the rows; lines swallowed by a stray quotation mark are read one by one.

    In a table of ours a cell may hold what looks like rows: a note with a list of appointments.
    """
    pending: deque[str] = deque()
    consumed: list[str] = []
    broken, width, is_ours = 0, 0, False

    def feed() -> Iterator[str]:
        while True:
            if (line := pending.popleft() if pending else next(lines, None)) is None:
                return
            consumed.append(line)
            yield line

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    while True:
        consumed.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        is_whole = is_ours and cells is not None and len(cells) == width
        if cells is not None and (is_whole or not _spans_rows(consumed, cells, delimiter, width)):
            if not width:
                width, is_ours = len(cells), own_kind(cells) is not None
            if any(cell and not cell.isspace() for cell in cells):
                yield Line(number, cells)
            number += len(consumed)
            continue
        broken += 1
        if broken > MAX_BROKEN_ROWS:
            raise ValidationError(
                "file", f"More than {MAX_BROKEN_ROWS:,} rows have a stray quotation mark."
            )
        more = f" It took in {len(consumed) - 1:,} more lines." if len(consumed) > 1 else ""
        yield BadRow(number, _BROKEN + more, number + len(consumed) - 1)
        pending.extendleft(reversed(consumed[1:]))
        number += 1
        reader = csv.reader(feed(), delimiter=delimiter, strict=True)


def _spans_rows(consumed: Sequence[str], cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Return whether a cell over several lines has rows in it, after a stray quotation mark."""
    long = [cell for cell in cells if "\n" in cell or "\r" in cell]
    if len(cells) == width and not any(map(_DATE_IN_A_LINE.search, "\n".join(long).splitlines())):
        return False  # the last line of the row, with its date, follows a long first cell
    return any(
        line.count(delimiter) >= max(1, width - 1) and bool(_DATE_IN_A_LINE.search(line))
        for line in consumed[1:]
    )
