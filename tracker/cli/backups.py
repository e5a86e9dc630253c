"""`backup` and `backups`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.command import Command
from tracker.cli.session import Session, emit, emit_json, nothing, pass_session
from tracker.records.days import say

if TYPE_CHECKING:
    from tracker.storage.snapshots import Snapshot


@click.command(cls=Command, example="tracker backup ~/usb/diary-copy.db")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def backup(session: Session, file: Path | None) -> None:
    """Copy the whole diary to FILE, checked; without one, among the snapshots."""
    from tracker.storage.snapshots import back_up

    if file is None:
        path = session.store.snapshot(session.now, "backup")
    else:
        path = back_up(session.store.home.diary, file.expanduser())
    emit(str(path))


@click.command(cls=Command, example="tracker backups")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def backups(session: Session, as_json: bool) -> None:
    """The copies kept: one a day, and one before anything large; fewer as they age."""
    from tracker.storage.snapshots import listed

    found = listed(session.home.snapshots)
    if as_json:
        emit_json([_object(snapshot) for snapshot in found])
    else:
        for snapshot in found:
            emit(_line(snapshot, session))
    if not found:
        nothing("There is no copy yet; the first is made with the next entry.")


def _object(snapshot: Snapshot) -> dict[str, str]:
    return {
        "path": str(snapshot.path),
        "taken_at": f"{snapshot.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        "reason": snapshot.reason,
    }


def _line(snapshot: Snapshot, session: Session) -> str:
    local = snapshot.taken_at.astimezone(session.now.tzinfo)
    return f"{say(local.date())} {local:%H:%M}  {snapshot.reason}  {snapshot.path}"
