"""Side effects as a grid: an empty cell means not recorded, which is not the same as none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.analysis.report import SideEffectGrid
from tracker.records import Infusion


def side_effects(infusions: Sequence[Infusion]) -> SideEffectGrid:
    """Return one row for each infusion; what was felt during and after it counts by its worst."""
    felt = [_worst_by_name(infusion) for infusion in infusions]
    names = sorted({name for row in felt for name in row}, key=lambda name: _rank(name, felt))
    rows = tuple(tuple(row.get(name) for name in names) for row in felt)
    worst = max((severity for row in felt for severity in row.values()), default=None)
    return SideEffectGrid(tuple(names), rows, worst)


def _worst_by_name(infusion: Infusion) -> dict[str, int]:
    worst: dict[str, int] = {}
    for effect in infusion.side_effects:
        name = effect.name.casefold()
        worst[name] = max(effect.severity, worst.get(name, 0))
    return worst


def _rank(name: str, felt: Sequence[Mapping[str, int]]) -> tuple[int, int, int, str]:
    severities = [row[name] for row in felt if name in row]
    often = sum(severity > 0 for severity in severities)
    return -often, -max(severities), -sum(severities), name
