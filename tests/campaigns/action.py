"""An action of the campaigns: what a person does, and what must hold after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

from tests.campaigns.place import Place, Work
from tracker.records import Diary

Promise = Callable[[Place, Diary, int], list[str]]
"""Returns what is broken, given the diary before and the number of confirmations."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person does and that may be cut short at any moment."""

    name: str
    work: Work
    broken: Promise
    prepare: Callable[[Place], None] = lambda place: None
    again: Work | None = None
    """What must work afterwards; the same action if left out."""
    announces: bool = False
    """Whether it prints when it begins, as it takes time to start."""
    command: str = "log"
    """The command it needs; the action is left out where there is none."""

    def there(self) -> bool:
        """Whether this tracker can do it."""
        from tracker.cli.root import tracker

        return self.command in tracker.list_commands(click.Context(tracker))
