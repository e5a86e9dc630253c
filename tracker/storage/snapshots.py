"""Copies of the diary taken while it is whole, kept in fewer and fewer as they age."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tracker.paths import TEMPORARY_PREFIX, private_directory, replacing
from tracker.storage.connection import connect
from tracker.storage.errors import UNREADABLE, StorageError, damaged, explain, explain_os

KEPT_DAYS = 12
KEPT_WEEKS = 10
KEPT_MONTHS = 9

BEFORE_RESTORE = "before-restore"
SALVAGED = "salvaged"
_ASIDE = (BEFORE_RESTORE, SALVAGED)
"""Files that came of mending: perhaps not whole, and perhaps the only place where something is."""

_STAMP = "%Y-%m-%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One copy: where it is, when it was taken (UTC), and what was about to happen."""

    path: Path
    taken_at: datetime
    reason: str

    @property
    def aside(self) -> bool:
        """Whether it came of mending; then it is no copy to go back to unasked, nor thinned."""
        return self.reason in _ASIDE

    @property
    def local(self) -> datetime:
        """When it was taken, by the clock here."""
        return self.taken_at.astimezone()


def take(diary: Path, folder: Path, now: datetime, reason: str) -> Path:
    """Copy the diary into the folder, check the copy, and return its path.

    Raises:
        StorageError: the copy could not be made, or is not sound; none is left behind.
    """
    try:
        private_directory(folder)
        target = path_for(folder, now, reason)
        copy_to(diary, target)
    except OSError as error:
        raise explain_os(error, folder) from error
    return target


def path_for(folder: Path, now: datetime, reason: str) -> Path:
    """Return where a copy taken at this moment goes."""
    return folder / f"{now.astimezone(UTC).strftime(_STAMP)}.{reason}.db"


def copy_to(diary: Path, target: Path) -> None:
    """Copy the diary to a file by SQLite's own online backup, whole or not at all.

    Raises:
        StorageError: the diary could not be read, or the copy is not sound.
        OSError: the target could not be written.
    """
    from tracker.storage.copying import copy as copy_all  # once a day; the rest never pays

    with replacing(target) as temporary:
        try:
            with (
                contextlib.closing(connect(diary, mode="ro")) as source,
                contextlib.closing(connect(temporary)) as copy,
            ):
                copy_all(source, copy)
                check(copy, diary)
        except UNREADABLE as error:
            raise explain(error, diary) from error


def check(conn: sqlite3.Connection, path: Path) -> None:
    """Read a whole file once.

    Raises:
        DamagedError: SQLite finds it not sound.
    """
    if not _whole(conn):
        raise damaged(path)


def sound(path: Path) -> bool:
    """Whether a copy can be read from end to end."""
    with contextlib.suppress(*UNREADABLE), contextlib.closing(connect(path, mode="ro")) as conn:
        (tables,) = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return bool(tables) and _whole(conn)
    return False


def last_sound(folder: Path) -> Snapshot | None:
    """Return the newest copy of a whole diary, passing over those that mending left."""
    return next((s for s in reversed(listed(folder)) if not s.aside and sound(s.path)), None)


def _whole(conn: sqlite3.Connection) -> bool:
    (verdict,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    return bool(verdict == "ok")


def listed(folder: Path) -> tuple[Snapshot, ...]:
    """The snapshots in a folder, oldest first; other files are passed over."""
    found = (_parse(path) for path in folder.glob("*.db"))
    return tuple(sorted((s for s in found if s), key=lambda s: s.taken_at))


def thin(folder: Path, now: datetime) -> None:
    """Remove the snapshots that the keeping rule no longer wants.

    What mending left stays, and takes no other copy's place. A copy that cannot be removed does
    no harm, so that is passed over.
    """
    snapshots = [snapshot for snapshot in listed(folder) if not snapshot.aside]
    keep = kept([s.taken_at for s in snapshots], now)
    for snapshot in snapshots:
        if snapshot.taken_at not in keep:
            with contextlib.suppress(OSError):
                snapshot.path.unlink()
    sweep(folder, now)


def sweep(folder: Path, now: datetime) -> None:
    """Remove half-made copies of a program that was killed an hour ago or more."""
    old = (now - timedelta(hours=1)).timestamp()
    for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.lstat().st_mtime < old:
                path.unlink()


def kept(moments: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Which of these to keep: all of today and yesterday, then 12 days, 10 weeks, 9 months.

    Of a day, a week or a month the last copy stays. A copy from the future, after a clock was
    set back, is kept: it may be the newest there is.
    """
    ordered = sorted(moments, reverse=True)
    recent = now.astimezone(UTC).date() - timedelta(days=1)
    return frozenset(m for m in ordered if m.date() >= recent).union(
        _last_of_each(ordered, KEPT_DAYS, lambda day: day),
        _last_of_each(ordered, KEPT_WEEKS, lambda day: day.isocalendar()[:2]),
        _last_of_each(ordered, KEPT_MONTHS, lambda day: (day.year, day.month)),
    )


def take_daily(diary: Path, folder: Path, now: datetime) -> None:
    """Take the day's snapshot if there is none yet, and thin the rest.

    Raises:
        StorageError: it could not be taken.
    """
    today = now.astimezone(UTC).date()
    if not any(s.taken_at.date() == today and not s.aside for s in listed(folder)):
        take(diary, folder, now, "daily")
        thin(folder, now)
        sweep(diary.parent, now)


def back_up(diary: Path, target: Path) -> Path:
    """Copy the diary to a new file of the person's choosing.

    Raises:
        StorageError: a file is there already, or the copy could not be made.
    """
    try:
        # Not reserved by an empty file: a program that is killed here would leave that behind.
        if os.path.lexists(target):
            raise StorageError(f"{target} is there already; choose another name.")
        copy_to(diary, target)
    except OSError as error:
        raise explain_os(error, target, "name another file") from error
    return target


def _last_of_each(
    newest_first: list[datetime], most: int, period: Callable[[date], Hashable]
) -> list[datetime]:
    last: dict[Hashable, datetime] = {}
    for moment in newest_first:
        last.setdefault(period(moment.date()), moment)
    return list(last.values())[:most]


def _parse(path: Path) -> Snapshot | None:
    stamp, _, reason = path.name.removesuffix(".db").rpartition(".")
    try:
        taken_at = datetime.fromisoformat(stamp)  # strptime costs a quick log a twentieth
    except ValueError:
        return None
    return Snapshot(path, taken_at, reason) if taken_at.strftime(_STAMP) == stamp else None
