"""What an action of the campaigns is: what a person does, and what it must leave behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

from tests.campaigns.place import Place, Work
from tracker.records import Diary

Promise = Callable[[Place, Diary, int], list[str]]
"""What is broken, of what an action promises, given what there was and how much it confirmed."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a person does and that may be cut short at any moment."""

    name: str
    work: Work
    broken: Promise
    prepare: Callable[[Place], None] = lambda place: None
    again: Work | None = None
    """What must work next; the same once more if left out."""
    announces: bool = False
    """It says itself when it begins, having first to start up."""
    command: str = "log"
    """The command it needs; without it the action is left out."""

    def there(self) -> bool:
        """Whether this tracker can do it."""
        from tracker.cli.root import tracker

        return self.command in tracker.list_commands(click.Context(tracker))
