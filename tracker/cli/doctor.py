"""`doctor`: whether the diary is sound, and what would help. It changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker import __version__
from tracker.cli import wording
from tracker.cli.command import Command
from tracker.cli.copies import file_size
from tracker.cli.session import Session, emit, emit_json, nothing, pass_session
from tracker.records.format import format_day, plain_line

if TYPE_CHECKING:
    from tracker.storage.check import Health
    from tracker.storage.snapshots import Snapshot

DAMAGED = 4


@click.command(cls=Command, example="tracker doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def doctor(session: Session, as_json: bool) -> None:
    """Check the diary and where it lies, and say what would help. Nothing is changed.

    No entry's words or values are printed. Ends with 0 when the diary is sound, 4 when it is not.
    """
    from tracker.storage.check import diagnose

    found = diagnose(session.home, session.now)
    if as_json:
        emit_json(_object(found))
    else:
        emit("\n".join(_lines(found, session)))
    if not found.sound:
        raise click.exceptions.Exit(DAMAGED)
    if found.size is None:
        nothing("There is no diary here yet; the first entry makes it.")


def _lines(found: Health, session: Session) -> list[str]:
    versions = found.versions
    made_by = f"tracker {__version__}, Python {versions['python']}, SQLite {versions['sqlite']}"
    schema = "" if found.schema is None else f", schema {found.schema}"
    size = "not there" if found.size is None else file_size(found.size)
    return [
        f"Home      {plain_line(str(found.home.folder))}",
        f"Diary     {plain_line(str(found.home.diary))}  {size}",
        f"Versions  {made_by}{schema}",
        f"Copies    {_copies(found.copies, session)}",
        *(line for finding in found.findings for line in _told(finding.message, finding.remedy)),
        *(["The diary is sound."] if found.sound and found.size else []),
    ]


def _told(says: str, do: str | None) -> list[str]:
    return [f"* {plain_line(says)}", *([f"  {plain_line(do)}"] if do else [])]


def _copies(copies: tuple[Snapshot, ...], session: Session) -> str:
    if not copies:
        return "none"
    local = copies[-1].taken_at.astimezone(session.now.tzinfo)
    days = wording.days_until(local.date(), session.now.date())
    return f"{len(copies)}, the last {format_day(local.date())} {local:%H:%M}, {days}"


def _object(found: Health) -> dict[str, Any]:
    last = found.copies[-1] if found.copies else None
    return {
        "sound": found.sound,
        "home": str(found.home.folder),
        "diary": str(found.home.diary),
        "bytes": found.size,
        "versions": {"tracker": __version__, **found.versions},
        "copies": len(found.copies),
        "last_copy": last and {"path": str(last.path), "taken_at": _utc(last)},
        "findings": [
            {"about": f.about, "damage": f.damage, "says": f.message, "do": f.remedy}
            for f in found.findings
        ],
    }


def _utc(copy: Snapshot) -> str:
    return f"{copy.taken_at:%Y-%m-%dT%H:%M:%SZ}"
