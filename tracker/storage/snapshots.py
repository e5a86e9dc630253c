"""Copies of the diary: how they are made, and which are kept as they age."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tracker.paths import (
    TEMPORARY_PREFIX,
    create_private,
    private_directory,
    remove_abandoned,
    replacing,
)
from tracker.storage.connection import connect, open_raw
from tracker.storage.errors import UNREADABLE, StorageError, damaged, translate, translating_os

KEPT_DAYS = 12
KEPT_WEEKS = 10
KEPT_MONTHS = 9

BEFORE_RESTORE = "before-restore"
SALVAGED = "salvaged"
_RECOVERY = (BEFORE_RESTORE, SALVAGED)
"""Files made by restore or salvage; never pruned and never offered as a backup."""

_STAMP = "%Y-%m-%dT%H%M%S.%fZ"


class Snapshot(NamedTuple):
    """One copy: where it is, when it was taken (UTC), and why."""

    path: Path
    taken_at: datetime
    reason: str

    @property
    def is_recovery_file(self) -> bool:
        """Whether restore or salvage made it: it may be incomplete, or the only copy."""
        return self.reason in _RECOVERY

    @property
    def local(self) -> datetime:
        """When it was taken by the clock on the wall then: in winter, a summer's copy too."""
        return self.taken_at.astimezone()


def take(diary: Path, folder: Path, now: datetime, reason: str) -> Path:
    """Copy the diary into the folder, check the copy, and return its path."""
    with translating_os(folder):
        private_directory(folder)
        target = path_for(folder, now, reason)
        _copy_to(diary, target)
    return target


def path_for(folder: Path, now: datetime, reason: str) -> Path:
    """Return where a copy taken at this moment goes."""
    return folder / f"{now.astimezone(UTC).strftime(_STAMP)}.{reason}.db"


def _copy_to(diary: Path, target: Path) -> None:
    """Copy the diary to a file by SQLite's online backup, completely or not at all."""
    from tracker.storage.copying import copy_diary  # once a day; an entry never pays

    with replacing(target) as temporary:
        try:
            with (
                # Without the pragmas, for which SQLite parses a schema that no page needs.
                contextlib.closing(open_raw(diary, "ro")) as source,
                contextlib.closing(connect(temporary)) as copy,
            ):
                copy_diary(source, copy)
                raise_if_damaged(copy, diary)
        except UNREADABLE as error:
            raise translate(error, diary) from error


def raise_if_damaged(conn: sqlite3.Connection, path: Path) -> None:
    """Read a whole file once; raise a DamagedError that names `path` where it cannot be read."""
    if not _passes_quick_check(conn):
        raise damaged(path)


def is_intact(path: Path) -> bool:
    """Whether a copy can be read from end to end."""
    with contextlib.suppress(*UNREADABLE), contextlib.closing(connect(path, mode="ro")) as conn:
        (tables,) = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return bool(tables) and _passes_quick_check(conn)
    return False


def latest_intact(folder: Path) -> Snapshot | None:
    """Return the newest intact snapshot; files of restore and salvage do not count."""
    newest_first = reversed(list_backups(folder))
    return next((snapshot for snapshot in newest_first if is_intact(snapshot.path)), None)


def _passes_quick_check(conn: sqlite3.Connection) -> bool:
    (verdict,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    return bool(verdict == "ok")


def list_snapshots(folder: Path) -> tuple[Snapshot, ...]:
    """Return the snapshots in a folder, oldest first; other files are ignored."""
    found = (_parse(path) for path in folder.glob("*.db"))
    return tuple(sorted((s for s in found if s), key=lambda s: s.taken_at))


def list_backups(folder: Path) -> tuple[Snapshot, ...]:
    """Return the snapshots without the files of restore and salvage, oldest first."""
    return tuple(snapshot for snapshot in list_snapshots(folder) if not snapshot.is_recovery_file)


def prune(folder: Path, now: datetime) -> None:
    """Remove the snapshots that are no longer retained.

    Files of restore and salvage stay and do not count. A copy that cannot be removed does no harm.
    """
    snapshots = list_backups(folder)
    keep = retained([s.taken_at for s in snapshots], now)
    for snapshot in snapshots:
        if snapshot.taken_at not in keep:
            with contextlib.suppress(OSError):
                snapshot.path.unlink()
    remove_abandoned(folder, now.timestamp())


def retained(moments: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Return which of these to keep: all of today and yesterday, then days, weeks, months.

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


def has_daily(folder: Path, now: datetime) -> bool:
    """Whether there is a snapshot of the day, by UTC."""
    today = f"{now.astimezone(UTC).date()}T"
    try:
        names = [name for name in os.listdir(folder) if name.startswith(today)]
    except OSError:
        return False
    found = (_parse(folder / name) for name in names if name.endswith(".db"))
    return any(snapshot is not None and not snapshot.is_recovery_file for snapshot in found)


def take_daily(diary: Path, folder: Path, now: datetime) -> Path | None:
    """Take the day's snapshot and prune the rest; None where another program is taking it."""
    try:
        with translating_os(folder):
            private_directory(folder)
            with _alone(folder) as alone:
                if not alone or has_daily(folder, now):
                    return None
                path = take(diary, folder, now, "daily")
    except sqlite3.Error as error:
        raise translate(error, diary) from error
    prune(folder, now)
    remove_abandoned(diary.parent, now.timestamp())
    return path


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Yield whether the lock was acquired; a killed program leaves no lock."""
    path = folder / f"{TEMPORARY_PREFIX}daily"
    create_private(path)
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
            return
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)


def back_up(diary: Path, target: Path) -> Path:
    """Copy the diary to a new file of the person's choosing."""
    with translating_os(target, "name another file"):
        # Not reserved by an empty file: a program that is killed here would leave that behind.
        if os.path.lexists(target):
            raise StorageError(f"{target} exists already; choose another name.", target)
        _copy_to(diary, target)
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
