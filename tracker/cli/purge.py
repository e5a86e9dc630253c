"""`purge`: delete an entry permanently."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tracker.cli import completion, prompts
from tracker.cli.command import Command
from tracker.cli.context import CliContext, exit_nothing_found, pass_context, print_err, usage_error
from tracker.cli.options import yes_option
from tracker.cli.records import find
from tracker.records.format import count, format_day, plain_line
from tracker.storage import purge as purging
from tracker.storage.files import unreached_databases
from tracker.storage.purge import Entry, Plan

OUT_OF_REACH = (
    "This does not reach exports, pages, copies kept elsewhere, and what a drive keeps of erased "
    "files; merging or importing such a copy brings the entry back."
)

NOUNS = {
    "check_in": "entry",
    "infusion": "infusion",
    "assessment": "questionnaire",
    "event": "event",
}


@click.command(cls=Command, example="tracker purge 7kq2m4")
@click.argument("record", metavar="[ID]", required=False, shell_complete=completion.ids("records"))
@click.option("--removed", is_flag=True, help="Every entry that was removed.")
@click.option(
    "--all", "everything", is_flag=True, help="Everything: entries, measures, settings, copies."
)
@yes_option
@pass_context
def purge(
    context: CliContext, record: str | None, removed: bool, everything: bool, yes: bool
) -> None:
    """Delete an entry permanently: its history and its trace in the copies, too.

    This cannot be undone; `tracker remove` can. A removed entry still has its id. Merging or
    importing an older copy of the diary would bring the entry back.
    """
    if sum((record is not None, removed, everything)) != 1:
        usage_error("Name one: an ID, --removed or --all.")
    diary = context.store.home.diary  # makes or migrates it first, and says if it is damaged
    entries = purging.entries(diary)
    if record is not None:
        chosen: Sequence[Entry] = [
            find(entries, record, "tracker list", context.store.written_order)
        ]
    elif removed:
        chosen = [entry for entry in entries if entry.removed]
        if not chosen:
            exit_nothing_found("Nothing was removed.")
    else:
        chosen = entries
    planned = purging.plan(context.home, chosen, everything=everything)
    print_err("\n".join(_warning(planned, context)))
    prompts.confirm("Delete it permanently? Nothing brings it back.", yes)
    purging.purge(context.home, planned, context.now)
    context.changed_files = True
    context.answer(
        # No number of a change: nothing undoes this.
        {
            "change": None,
            "removed": [
                {"kind": e.table, "id": e.id, "day": e.day.isoformat()} for e in planned.entries
            ],
        },
        f"Deleted permanently: {_what(planned)}.",
    )


def _warning(planned: Plan, context: CliContext) -> list[str]:
    lines = [f"This deletes permanently, with all history: {_what(planned)}."]
    if planned.rewritten:
        lines.append(f"Copies rewritten without it: {_names(planned.rewritten)}")
    if planned.removed:
        why = "" if planned.everything else ", which cannot be read"
        lines.append(f"Copies deleted{why}: {_names(planned.removed)}")
    unreached = unreached_databases(context.home)
    reports = context.home.reports
    if reports.is_dir() and any(reports.iterdir()):
        lines.append(f"Pages are left as they are in {reports}")
    lines += [f"Not reached: {path}. Delete it once you no longer need it." for path in unreached]
    return [*lines, OUT_OF_REACH]


def _what(planned: Plan) -> str:
    if planned.everything:
        return f"everything, {count(len(planned.entries), 'record')} among it"
    if len(planned.entries) > 1:
        return count(len(planned.entries), "record")
    (entry,) = planned.entries
    return f"the {NOUNS[entry.table]} for {format_day(entry.day)}"


def _names(copies: Sequence[Path]) -> str:
    return ", ".join(plain_line(path.stem) for path in copies)
