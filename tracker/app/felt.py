"""The side effects of one infusion as a table to fill in: a line each, during and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from tracker.records import SideEffect
from tracker.records.infusion import SIDE_EFFECTS

When = Literal["during", "after"]
WHEN: Final[tuple[When, ...]] = ("during", "after")
Cell = tuple[str, When]
"""A side effect's name, in small letters, and when it was felt."""


@dataclass(frozen=True)
class Felt:
    """What is written down, and what of it was changed; an empty cell is not the same as a 0."""

    before: tuple[SideEffect, ...] = ()
    changed: dict[Cell, int | None] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The common ones, then the person's own."""
        own = (e.name.casefold() for e in self.before)
        return tuple(dict.fromkeys((*SIDE_EFFECTS, *own)))

    def value(self, cell: Cell) -> int | None:
        """Return how strong it was; None for not written down."""
        found = (e.severity for e in reversed(self.before) if _cell(e) == cell)
        return self.changed[cell] if cell in self.changed else next(found, None)

    def put(self, cell: Cell, severity: int | None) -> Felt:
        """Return the table with one cell changed."""
        return replace(self, changed={**self.changed, cell: severity})

    def all(self, more: Sequence[SideEffect] = ()) -> tuple[SideEffect, ...]:
        """Return the side effects; what was not touched stays as it was, `more` come last."""
        typed = {_cell(effect) for effect in more}
        new = {c: s for c, s in self.changed.items() if s != self._was(c) and c not in typed}
        spelled = {effect.name.casefold(): effect.name for effect in self.before}
        kept = (effect for effect in self.before if _cell(effect) not in new.keys() | typed)
        written = (
            SideEffect(name=spelled.get(name, name), severity=severity, when=when)
            for (name, when), severity in new.items()
            if severity is not None
        )
        return (*kept, *written, *more)

    def _was(self, cell: Cell) -> int | None:
        return replace(self, changed={}).value(cell)


def _cell(effect: SideEffect) -> Cell:
    return effect.name.casefold(), effect.when
