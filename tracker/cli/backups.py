"""`backup` and `backups`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.command import Command
from tracker.cli.passphrases import SHARING, Secret, needs, sharing_options
from tracker.cli.session import Session, emit, emit_json, nothing, pass_session, wrong
from tracker.records.format import format_day

if TYPE_CHECKING:
    from tracker.storage.snapshots import Snapshot


@click.command(cls=Command, example="tracker backup ~/usb/diary-copy.db")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@sharing_options
@pass_session
def backup(session: Session, file: Path | None, secret: Secret | None) -> None:
    """Copy the whole diary to FILE, checked; without one, among the snapshots.

    With --encrypt the file is under a passphrase, in the age format. Nobody can open it without.
    """
    from tracker.storage.snapshots import back_up

    if secret:
        path = _shared(session, file, secret)
    elif file is None:
        path = session.store.snapshot(session.now, "backup")
    else:
        path = back_up(session.store.home.diary, file.expanduser())
    emit(str(path))


def _shared(session: Session, file: Path | None, secret: Secret) -> Path:
    from tracker.storage import sharing

    if file is None:
        wrong("Name the file: tracker backup --encrypt FILE.age")
    needs(SHARING, "pyrage")
    diary = session.store.home.diary
    return sharing.back_up(diary, file.expanduser(), secret())


@click.command(cls=Command, example="tracker backups")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def backups(session: Session, as_json: bool) -> None:
    """The copies kept: one a day, and one before anything large; fewer as they age."""
    from tracker.storage.snapshots import list_snapshots

    found = list_snapshots(session.home.snapshots)
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
    return f"{format_day(local.date())} {local:%H:%M}  {snapshot.reason}  {snapshot.path}"
