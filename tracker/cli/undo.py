"""`undo`: the last change, or one that was named."""

from __future__ import annotations

import click

from tracker.cli.command import Command
from tracker.cli.context import CliContext, exit_nothing_found, pass_context
from tracker.cli.records import to_json
from tracker.cli.types import WholeNumber
from tracker.records.format import count


@click.command(cls=Command, example="tracker undo")
@click.argument("change", type=WholeNumber(1), required=False)
@pass_context
def undo(context: CliContext, change: int | None) -> None:
    """Undo the last change, whatever it was; again for the one before.

    CHANGE is the number that --json gave for it; later changes to other entries stay.
    """
    if (undone := context.store.undo(context.now, change)) is None:
        exit_nothing_found(
            f"There is {'nothing' if change is None else f'no change {change}'} to undo."
        )
    record, setup = undone.change.record, undone.setup_after
    records = [to_json(record, setup)] if record else []
    later = f" {count(undone.later, 'later change')} stayed." if undone.later else ""
    context.answer(
        {"change": undone.change.id, "undone": records},
        f"Undone: {undone.sentence(setup.day_of(context.now))}.{later}",
    )
