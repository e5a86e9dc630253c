"""Finding one record by what a person types for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from tracker.cli.session import nothing, wrong
from tracker.storage import Record

R = TypeVar("R", bound=Record)

LEAST = 4
"""Characters of an id that a person must type at least."""

OUR_LENGTH = 26
"""Characters of an id that tracker makes; these sort by time."""


def find(records: Sequence[R], typed: str) -> R:
    """Return the record whose id ends or begins with what was typed; `last` is the newest one.

    Ends with 3 when there is none, with 2 when several fit.
    """
    if typed == "last" and records:
        return max(records, key=_written)
    typed = typed.upper().strip("[]")
    if exact := [record for record in records if record.id.upper() == typed]:
        return exact[0]
    if len(typed) < LEAST:
        wrong(f"An id needs at least {LEAST} characters; the list shows them in [brackets].")
    fitting = [r for r in records if r.id.upper().endswith(typed) or r.id.upper().startswith(typed)]
    if not fitting:
        nothing("There is nothing of that id; the list shows the ids in [brackets].")
    if len(fitting) > 1:
        wrong(f"{len(fitting)} entries have that id; type more of it.")
    return fitting[0]


def _written(record: Record) -> tuple[bool, str]:
    """Order records by when they were written; those of another program's ids come first."""
    return len(record.id) == OUR_LENGTH, record.id
