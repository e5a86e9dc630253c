"""One row of a CSV file as a check-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tracker.exchange.csv_cells import moment, offset, placed, rating, unguarded, wall_time
from tracker.exchange.csv_columns import Columns
from tracker.exchange.dates import in_24_hours
from tracker.records import CheckIn, ValidationError
from tracker.records.day import parse_iso_day, reject_future


@dataclass(frozen=True, slots=True)
class Rows:
    """What the first line, the diary and the day of import say about every row."""

    columns: Columns
    day_starts_at: time
    zone: tzinfo | None
    now: datetime
    decimal_comma: bool = False
    """Whether 6,5 can only be six and a half: in a file whose cells no comma parts."""

    def check_in(self, cells: Sequence[str], own_id: str) -> CheckIn:
        """Read one row, whose last cells may be left out.

        Raises:
            ValidationError: a cell cannot be read, or the row says nothing.
        """
        cells = self._fitted(cells)
        note = unguarded(self._cell(cells, "note"))
        rated = [(m, self._number(cells[n])) for n, m in self.columns.measures.items()]
        if not note.strip() and not any(cell for _, cell in rated):
            raise ValidationError("row", "The row says nothing: it has no rating and no note.")
        day = self._day(cells)
        at = self._at(cells, day)
        return CheckIn(
            id=own_id,
            day=day,
            at=at,
            recorded_at=self._recorded_at(cells, at),
            ratings=tuple(rating(measure, cell) for measure, cell in rated if cell),
            note=note,
        )

    def _number(self, cell: str) -> str:
        return cell.strip().replace(",", ".") if self.decimal_comma else cell.strip()

    def _fitted(self, cells: Sequence[str]) -> list[str]:
        width = self.columns.width
        if any(cell.strip() for cell in cells[width:]):
            sentence = f"The row has {len(cells)} cells, but line 1 names {width} columns."
            raise ValidationError("row", sentence)
        return [*cells[:width], *[""] * (width - len(cells))]

    def _cell(self, cells: Sequence[str], name: str) -> str:
        n = self.columns.fields.get(name)
        return "" if n is None else cells[n]

    def _day(self, cells: Sequence[str]) -> date:
        day = parse_iso_day(self._cell(cells, "day").strip())
        # Somewhere on earth it is tomorrow already.
        latest = self.now.astimezone(UTC) + timedelta(hours=14)
        return reject_future("day", day, latest.date())

    def _at(self, cells: Sequence[str], day: date) -> datetime | None:
        if not (clock := self._cell(cells, "time").strip()):
            return None
        starts_at = None if self.columns.civil else self.day_starts_at
        zone = offset(self._cell(cells, "offset").strip()) or self.zone
        return placed(wall_time(in_24_hours(clock), day, starts_at), zone)

    def _recorded_at(self, cells: Sequence[str], at: datetime | None) -> datetime | None:
        """In a file that does not tell, a row was written down as it was rated."""
        if "recorded_at" not in self.columns.fields:
            return at
        cell = self._cell(cells, "recorded_at").strip()
        return moment(cell) if cell else None
