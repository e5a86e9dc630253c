"""`undo`: the last change, or one that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_json,
    print_out,
)
from tracker.cli.options import json_option
from tracker.cli.records import to_json
from tracker.cli.root import Command
from tracker.cli.types import WholeNumber
from tracker.records.format import count, format_change

if TYPE_CHECKING:
    from tracker.storage.history import LoggedChange


@click.command(cls=Command, example="tracker undo")
@click.argument("change", type=WholeNumber(1), required=False)
@json_option
@pass_context
def undo(context: CliContext, change: int | None, as_json: bool) -> None:
    """Undo the last change, whatever it was; again for the one before.

    CHANGE is the number that --json gave for it; later changes to other entries stay.
    """
    if (undone := context.store.undo(context.now, change)) is None:
        exit_nothing_found(
            "There is nothing to undo."
            if change is None
            else f"There is no change {change} to undo."
        )
    if as_json:
        record = undone.change.record
        records = [to_json(record, context.store.read_setup())] if record else []
        print_json({"change": undone.change.id, "undone": records})
        return
    later = f" {count(undone.later, 'later change')} stayed." if undone.later else ""
    print_out(f"Undone: {name_change(undone.change)}.{later}")


def name_change(change: LoggedChange) -> str:
    """Return what a change was, as undo says it."""
    return change.sentence or format_change(
        change.action or "edit", change.kind, change.record, change.count, change.key
    )
