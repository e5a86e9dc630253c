"""The copies of a diary as a person names them and as a list shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tracker.cli import wording
from tracker.cli.session import Session, nothing
from tracker.records.day import parse_day
from tracker.records.format import format_day, plain_line
from tracker.records.validation import ValidationError
from tracker.storage import snapshots
from tracker.storage.restore import Contents, contents
from tracker.storage.snapshots import Snapshot


def copy_named(session: Session, typed: str) -> Path:
    """Return the copy that is meant by `last`, a file, a copy's name, or the day it was taken.

    Of several taken on a day the last one. Ends with 3 when there is none.
    """
    folder = session.home.snapshots
    if typed == "last":
        return _last(folder)
    if (path := Path(typed).expanduser()).is_file():
        return path
    listed = snapshots.list_snapshots(folder)
    found = [copy for copy in listed if _is_meant(copy, typed, session.now)]
    if not found:
        nothing(f"There is no copy by the name {plain_line(typed)}; `tracker restore` lists them.")
    return max(found, key=lambda copy: (not copy.is_recovery_file, copy.taken_at)).path


def copy_line(copy: Snapshot, session: Session) -> str:
    """Return a copy as a line: when it was taken, why, its size, what it holds, its name."""
    local = copy.taken_at.astimezone(session.now.tzinfo)
    parts = [
        f"{format_day(local.date())} {local:%H:%M}",
        copy.reason,
        file_size(copy.path.stat().st_size),
        holds(_of_sound(copy)),
        plain_line(copy.path.stem),
    ]
    return "  ".join(parts)


def copy_object(copy: Snapshot) -> dict[str, Any]:
    """Return a copy as JSON says it; counts are null where it cannot be read."""
    held = _of_sound(copy)
    return {
        "name": copy.path.stem,
        "path": str(copy.path),
        "taken_at": f"{copy.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        "reason": copy.reason,
        "bytes": copy.path.stat().st_size,
        "sound": held is not None,
        "check_ins": held and held.check_ins,
        "infusions": held and held.infusions,
    }


def holds(held: Contents | None) -> str:
    """Return what a diary holds, counted."""
    if held is None:
        return "damaged"
    return (
        f"{wording.counted(held.check_ins, 'check-in')}, "
        f"{wording.counted(held.infusions, 'infusion')}"
    )


def holds_until(held: Contents | None) -> str:
    """Return what a diary holds, counted, with the last day of each."""
    if held is None:
        return "it cannot be read"
    parts = (
        (held.check_ins, "check-in", held.last_check_in),
        (held.infusions, "infusion", held.last_infusion),
    )
    return "; ".join(wording.counted(n, noun) + _until(last) for n, noun, last in parts)


def file_size(size: int) -> str:
    """Return a file's size as a person reads it: 220 kB, 14.6 MB."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def _last(folder: Path) -> Path:
    if (copy := snapshots.latest_intact(folder)) is None:
        nothing("There is no sound copy; `tracker restore --salvage` saves what can be read.")
    return copy.path


def _is_meant(copy: Snapshot, typed: str, now: datetime) -> bool:
    local = copy.taken_at.astimezone(now.tzinfo)
    names: Sequence[str] = (copy.path.name, f"{local:%Y-%m-%d %H:%M}", f"{local:%Y-%m-%dT%H:%M}")
    return typed in (*names, copy.path.stem) or local.date() == _day(typed, now.date())


def _day(typed: str, today: date) -> date | None:
    try:
        return parse_day(typed, today)
    except ValidationError:
        return None


def _of_sound(copy: Snapshot) -> Contents | None:
    return contents(copy.path) if snapshots.is_intact(copy.path) else None


def _until(last: date | None) -> str:
    return f", the last {format_day(last)}" if last else ""
