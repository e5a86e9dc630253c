"""One line of the table that the campaigns end with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """What was done to tracker, how often, and what came of it."""

    what: str
    tried: str
    lost: int
    """How much was confirmed and lost, half-written, damaged or unnoticed; must be 0."""
    found: str = ""
    """The text of the last column."""
    control: bool = False
    """Whether it is wrong on purpose, so that something must be lost."""
    broken: list[str] = field(default_factory=list)
    """What was lost or wrong, one sentence each."""

    @property
    def well(self) -> bool:
        """Whether it came out as it should."""
        return bool(self.lost) == self.control

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def table(lines: list[Line]) -> str:
    """The table, fit for the README."""
    rows = [f"| {one.what} | {one.tried} | {one.lost:,} | {one.found} |" for one in lines]
    head = ["| what was done | how often | lost, torn or wrong | besides |", "|---|---|---|---|"]
    return "\n".join(head + rows)
