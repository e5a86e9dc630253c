"""`purge`: what is taken out for good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import wording
from tracker.cli.command import Command
from tracker.cli.find import LEAST
from tracker.cli.restore import confirm
from tracker.cli.session import Session, emit, nothing, pass_session, talk, wrong
from tracker.records.format import format_day, plain_line

if TYPE_CHECKING:
    from tracker.storage.purge import Entry, Plan

OUT_OF_REACH = (
    "Out of reach are exports, pages, copies kept elsewhere, and what a drive keeps of erased "
    "files; merging or importing such a copy brings the entry back."
)


@click.command(cls=Command, example="tracker purge 7kq2m4")
@click.argument("record", metavar="[ID]", required=False)
@click.option("--removed", is_flag=True, help="All that was removed before.")
@click.option("--all", "everything", is_flag=True, help="All: entries, measures, settings, copies.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def purge(session: Session, record: str | None, removed: bool, everything: bool, yes: bool) -> None:
    """Take an entry out for good: its history and its trace in the copies, too.

    No undo brings it back; `tracker remove` is the kind that can be taken back. An entry that
    was removed has the id it had before. Merging an older copy of the diary would bring it back.
    """
    from tracker.storage import purge as purging

    if sum((record is not None, removed, everything)) != 1:
        wrong("Name one: an ID, --removed or --all.")
    session.store  # noqa: B018  # makes or migrates the diary first, and says if it is damaged
    there = purging.entries(session.home.diary)
    gone = _meant(there, record, removed)
    planned = purging.plan(session.home, gone, everything=everything)
    talk("\n".join(_told(planned, session)))
    confirm("Take it out for good? Nothing brings it back.", yes)
    purging.purge(session.home, planned, session.now)
    emit(f"Gone for good: {_counted(planned)}.")


def _meant(there: Sequence[Entry], record: str | None, removed: bool) -> Sequence[Entry]:
    if record is not None:
        return [_find(there, record)]
    if not removed:
        return there
    return [entry for entry in there if entry.removed] or nothing("Nothing was removed.")


def _find(there: Sequence[Entry], typed: str) -> Entry:
    typed = typed.upper().strip("[]")
    if exact := [entry for entry in there if entry.id.upper() == typed]:
        return exact[0]
    if len(typed) < LEAST:
        wrong(f"An id needs at least {LEAST} characters; the list shows them in [brackets].")
    fitting = [e for e in there if e.id.upper().endswith(typed) or e.id.upper().startswith(typed)]
    if not fitting:
        nothing("There is nothing of that id; the list shows the ids in [brackets].")
    if len(fitting) > 1:
        wrong(f"{len(fitting)} entries have that id; type more of it.")
    return fitting[0]


def _told(planned: Plan, session: Session) -> list[str]:
    lines = [f"This takes out for good, with all history: {_counted(planned)}."]
    if planned.rewritten:
        lines.append(f"Copies rewritten without it: {_names(planned.rewritten)}")
    if planned.removed:
        why = "" if planned.everything else ", which cannot be read"
        lines.append(f"Copies deleted{why}: {_names(planned.removed)}")
    if session.home.reports.is_dir() and any(session.home.reports.iterdir()):
        lines.append(f"Pages are left as they are in {plain_line(str(session.home.reports))}")
    return [*lines, OUT_OF_REACH]


def _counted(planned: Plan) -> str:
    if planned.everything:
        return f"everything, {wording.counted(len(planned.entries), 'record')} among it"
    if len(planned.entries) > 1:
        return wording.counted(len(planned.entries), "record")
    (entry,) = planned.entries
    return f"the {_KINDS[entry.table]} for {format_day(entry.day)}"


def _names(copies: Sequence[Path]) -> str:
    return ", ".join(plain_line(copy.stem) for copy in copies)


_KINDS = {
    "check_in": "check-in",
    "infusion": "infusion",
    "assessment": "questionnaire",
    "event": "event",
}
