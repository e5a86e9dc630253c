"""Copies of the diary taken while it is whole, kept in fewer and fewer as they age."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tracker.paths import TEMPORARY_PREFIX, create_private, private_directory, replacing
from tracker.storage.connection import connect
from tracker.storage.errors import DamagedError, StorageError, explain, explain_os

KEPT_DAYS = 12
KEPT_WEEKS = 10
KEPT_MONTHS = 9

_STAMP = "%Y-%m-%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One copy: where it is, when it was taken (UTC), and what was about to happen."""

    path: Path
    taken_at: datetime
    reason: str


def take(diary: Path, folder: Path, now: datetime, reason: str) -> Path:
    """Copy the diary into the folder, check the copy, and return its path.

    Raises:
        StorageError: the copy could not be made, or is not sound; none is left behind.
    """
    try:
        private_directory(folder)
        target = folder / f"{now.astimezone(UTC).strftime(_STAMP)}.{reason}.db"
        copy_to(diary, target)
    except OSError as error:
        raise explain_os(error, folder) from error
    return target


def copy_to(diary: Path, target: Path) -> None:
    """Copy the diary to a file by SQLite's own online backup, whole or not at all.

    Raises:
        StorageError: the diary could not be read, or the copy is not sound.
        OSError: the target could not be written.
    """
    with replacing(target) as temporary:
        try:
            with (
                contextlib.closing(connect(diary, mode="ro")) as source,
                contextlib.closing(connect(temporary)) as copy,
            ):
                source.backup(copy)
                check(copy, diary)
        except sqlite3.Error as error:
            raise explain(error, diary) from error


def check(conn: sqlite3.Connection, path: Path) -> None:
    """Read a whole file once.

    Raises:
        DamagedError: SQLite finds it not sound.
    """
    if (verdict := conn.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise DamagedError(f"The diary at {path} is damaged ({verdict}). Nothing was changed.")


def listed(folder: Path) -> tuple[Snapshot, ...]:
    """The snapshots in a folder, oldest first; other files are passed over."""
    found = (_parse(path) for path in folder.glob("*.db"))
    return tuple(sorted((s for s in found if s), key=lambda s: s.taken_at))


def thin(folder: Path, now: datetime) -> None:
    """Remove the snapshots that the keeping rule no longer wants.

    A copy that cannot be removed does no harm, so that is passed over.
    """
    snapshots = listed(folder)
    keep = kept([s.taken_at for s in snapshots], now)
    for snapshot in snapshots:
        if snapshot.taken_at not in keep:
            with contextlib.suppress(OSError):
                snapshot.path.unlink()
    _sweep(folder, now)


def _sweep(folder: Path, now: datetime) -> None:
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
    today = f"{now.astimezone(UTC):%Y-%m-%d}"
    if not any(folder.glob(f"{today}*.db")):
        take(diary, folder, now, "daily")
        thin(folder, now)


def back_up(diary: Path, target: Path) -> Path:
    """Copy the diary to a new file of the person's choosing.

    Raises:
        StorageError: a file is there already, or the copy could not be made.
    """
    try:
        if not create_private(target):
            raise StorageError(f"{target} is there already; choose another name.")
        with _removed_unless_made(target):
            copy_to(diary, target)
    except OSError as error:
        raise explain_os(error, target, "name another file") from error
    return target


@contextlib.contextmanager
def _removed_unless_made(target: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        target.unlink(missing_ok=True)
        raise


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
        taken_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Snapshot(path, taken_at, reason)
