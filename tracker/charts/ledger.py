"""The rows of the infusion ledger: one infusion each, or a run too close together to tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.analysis import InfusionRow, Report
from tracker.charts import phrases
from tracker.records import Number

LATEST = 10
"""Infusions that page one has room for; the earlier ones follow on the next page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One line of the ledger, in words and in what its bar shows."""

    label: str
    day: str
    dose: str
    since: str
    before: str
    best: str
    held: str
    said: str
    """The same with its unit, for a sentence."""
    briefly: str
    """The same where there is no room for all of it: what was cut short keeps its ≥."""
    bar: tuple[int, int] | None
    """Days drawn solid, and days up to which it may have held; None for no bar."""
    open_ended: bool
    """Cut short: an arrow, for it held at least so long."""
    effects: tuple[int | None, ...]
    """One severity per name of the grid: blank is not recorded, 0 is none."""
    also: str


def ledger(report: Report, rows: Sequence[InfusionRow] | None = None) -> tuple[LedgerRow, ...]:
    """Return the lines for a report's infusions, or for some of them, oldest first."""
    rows = report.infusions if rows is None else rows
    cells = dict(zip((r.number for r in report.infusions), report.side_effects.rows, strict=True))
    lines: list[LedgerRow] = []
    for close, group in groupby(rows, key=lambda row: row.too_close):
        run = list(group)
        if close and len(run) > 1:
            lines.append(_together(run, cells))
        else:
            lines += [_alone(row, cells) for row in run]
    return tuple(lines)


def _alone(row: InfusionRow, cells: dict[int, tuple[int | None, ...]]) -> LedgerRow:
    benefit = row.benefit
    shown = benefit.kind in ("lost", "at_least")
    low, high = benefit.days_min or 0, benefit.days_max or benefit.days_min or 0
    held = phrases.held(benefit)
    if row.start_not_logged and not shown:
        held = f"{held}: first 3 not logged"
    return LedgerRow(
        label=str(row.number),
        day=phrases.day(row.infusion.day),
        dose=dose_of([row]),
        since=phrases.NONE if row.days_since_previous is None else str(row.days_since_previous),
        before=phrases.number(row.just_before),
        best=phrases.number(row.best_after),
        held=held,
        said=phrases.held_days(benefit) if shown else held,
        briefly=phrases.held(benefit, briefly=True),
        bar=(low, high) if shown else None,
        open_ended=benefit.kind == "at_least",
        effects=cells[row.number],
        also=" ".join(row.alongside),
    )


def _together(run: Sequence[InfusionRow], cells: dict[int, tuple[int | None, ...]]) -> LedgerRow:
    """Bracket a run of infusions: a day or two between them is too few to judge one by one."""
    first, last = run[0], run[-1]
    return LedgerRow(
        label=f"{first.number}–{last.number}",
        day=phrases.span(first.infusion.day, last.infusion.day).replace(" – ", "–"),
        dose=dose_of(run),
        since=_since(run[1:]),
        before=phrases.number(first.just_before),
        best="",
        held="too close together to tell apart",
        said="too close together to tell apart",
        briefly="too close together",
        bar=None,
        open_ended=False,
        effects=tuple(
            _highest(column) for column in zip(*(cells[r.number] for r in run), strict=True)
        ),
        also=" ".join(dict.fromkeys(key for row in run for key in row.alongside)),
    )


def _highest(column: Iterable[int | None]) -> int | None:
    return max((cell for cell in column if cell is not None), default=None)


def _since(run: Sequence[InfusionRow]) -> str:
    between = [row.days_since_previous for row in run if row.days_since_previous is not None]
    return _from_to(between, "")


def dose_of(run: Sequence[InfusionRow]) -> str:
    """Return the dose given: per kg where that is known, for it compares between people."""
    per_kg = [row.infusion.dose_mg_per_kg for row in run if row.infusion.dose_mg_per_kg is not None]
    if per_kg:
        return _from_to(per_kg, " mg/kg")
    total = [row.infusion.dose_mg for row in run if row.infusion.dose_mg is not None]
    return _from_to(total, " mg") if total else phrases.NONE


def _from_to(values: Sequence[Number], unit: str) -> str:
    if not values:
        return phrases.NONE
    low, high = min(values), max(values)
    return f"{low:g}{unit}" if low == high else f"{low:g}–{high:g}{unit}"
