"""Putting an earlier diary in the place of the present one, whole, and keeping what it replaces."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from tracker.paths import TEMPORARY_PREFIX, Home, private_directory, replacing, settle_directory
from tracker.storage import snapshots
from tracker.storage.connection import SCHEMA_VERSION, connect, writing
from tracker.storage.copying import copy as copy_all
from tracker.storage.errors import (
    UNREADABLE,
    DamagedError,
    DiaryMissingError,
    LockedError,
    StorageError,
    TooNewError,
    explain,
    explain_os,
)
from tracker.storage.versions import has_all_tables, upgrade, version_of

_SIDE_FILES = ("-journal", "-wal", "-shm")
"""What SQLite may have left beside a file; applied to another file, it would ruin that one."""


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a diary holds: counts of what is in it, and the last day of each."""

    check_ins: int
    infusions: int
    last_check_in: date | None
    last_infusion: date | None


def contents(path: Path, *, mode: str = "ro") -> Contents | None:
    """Return how much a diary holds, None for a file that is missing or cannot be read.

    Args:
        path: the file.
        mode: "rw" for the diary itself, so that what a killed program left half done is undone.

    Raises:
        LockedError: another program is writing to it.
    """
    try:
        with contextlib.closing(connect(path, mode=mode)) as conn:
            check_ins, infusions = (conn.execute(count).fetchone() for count in _COUNTS)
        return Contents(check_ins[0], infusions[0], _day(check_ins[1]), _day(infusions[1]))
    except UNREADABLE as error:
        if isinstance(found := explain(error, path), LockedError):
            raise found from error
        return None
    except (ValueError, TypeError):
        return None


@contextlib.contextmanager
def candidate(home: Home, source: Path, now: datetime) -> Iterator[Path]:
    """Give a checked copy of a diary, brought to this version, in a private file in the home.

    The source is only read. The file is gone afterwards.

    Raises:
        StorageError: the source is no sound diary or a newer tracker's, or the home takes no file.
    """
    if not source.is_file():
        raise DiaryMissingError(f"There is no file at {source}. Nothing was changed.")
    try:
        private_directory(home.folder)
        with temporary_file(home.folder) as copy:
            _copy(source, copy)
            _bring_up(source, copy, now)
            yield copy
    except OSError as error:
        raise explain_os(error, home.folder) from error


def put_in_place(prepared: Path, home: Home, now: datetime) -> Path | None:
    """Make a file from `candidate` the diary, and return where the one before it is kept.

    Nobody can write to the present diary meanwhile. Whenever this is interrupted there is one
    whole file under the diary's name: the former or the new one.

    Raises:
        StorageError: another program holds the diary, or the disk takes no more; it is as before.
    """
    try:
        with contextlib.ExitStack() as hold, replacing(home.diary) as temporary:
            shutil.copyfile(prepared, temporary)
            present = hold.enter_context(held(home.diary))
            kept = _keep(present, home, now) if present else None
            if os.name != "posix":
                hold.close()  # an open file cannot be replaced there
            remove_side_files(home.diary)
    except OSError as error:
        raise explain_os(error, home.diary) from error
    return kept


_COUNTS = (
    "SELECT count(*), max(day) FROM check_in WHERE deleted_at IS NULL",
    "SELECT count(*), max(day) FROM infusion WHERE deleted_at IS NULL AND status = 'given'",
)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@contextlib.contextmanager
def temporary_file(folder: Path) -> Iterator[Path]:
    """Give a private file that is gone afterwards, with all that SQLite left beside it."""
    import tempfile  # as in `paths`: only files need it

    handle, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
        remove_side_files(Path(name))


def _copy(source: Path, copy: Path) -> None:
    try:
        with (
            contextlib.closing(connect(source, mode="ro")) as read,
            contextlib.closing(connect(copy)) as written,
        ):
            copy_all(read, written)
    except UNREADABLE as error:
        raise _unfit(source, error) from error


def _bring_up(source: Path, copy: Path, now: datetime) -> None:
    """Check the copy to the last page and row, and migrate it where it is older."""
    try:
        with writing(copy, foreign_keys=False) as conn:
            if (version := version_of(conn, source)) > SCHEMA_VERSION:
                raise TooNewError(
                    f"The copy at {source} was made by a newer tracker; update tracker to "
                    "restore it. Nothing was changed."
                )
            if not (version and _whole(conn)):
                raise _unfit(source)
            if version < SCHEMA_VERSION:
                upgrade(conn, source, now)
    except UNREADABLE as error:
        raise _unfit(source, error) from error
    except DamagedError as error:
        raise error if "not a tracker diary" in str(error) else _unfit(source) from error


def _whole(conn: sqlite3.Connection) -> bool:
    if not has_all_tables(conn):  # before a view in the place of one is read, which may never end
        return False
    (verdict,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
    return verdict == "ok" and conn.execute("PRAGMA foreign_key_check").fetchone() is None


def _unfit(source: Path, error: sqlite3.Error | UnicodeDecodeError | None = None) -> StorageError:
    if error and not isinstance(found := explain(error, source), DamagedError):
        return found
    return DamagedError(
        f"The copy at {source} is damaged, or is not a diary. Nothing was changed. "
        "`tracker restore` lists the copies."
    )


@contextlib.contextmanager
def held(diary: Path) -> Iterator[BinaryIO | None]:
    """Give the present file to read from, while no other program can write to it.

    It stays open until the lock is let go: closing it any sooner would drop the lock.
    """
    if not diary.exists():
        yield None
        return
    with diary.open("rb") as file, contextlib.ExitStack() as lock:
        try:
            conn = lock.enter_context(contextlib.closing(connect(diary)))
            conn.execute("PRAGMA journal_mode=DELETE")
            conn.execute("BEGIN IMMEDIATE")
        except UNREADABLE as error:
            # What is no database can be locked by nobody, and written to by nobody.
            if not isinstance(found := explain(error, diary), DamagedError):
                raise found from error
        yield file


def _keep(present: BinaryIO, home: Home, now: datetime) -> Path | None:
    """Keep the present file byte for byte, sound or not, with what lies beside it."""
    if not os.fstat(present.fileno()).st_size:
        return None
    private_directory(home.snapshots)
    kept = snapshots.path_for(home.snapshots, now, snapshots.BEFORE_RESTORE)
    for side, suffix in side_files(home.diary):
        with replacing(kept.with_name(kept.name + suffix)) as temporary:
            shutil.copyfile(side, temporary)
    with replacing(kept) as temporary, temporary.open("wb") as file:
        shutil.copyfileobj(present, file)
    return kept


def side_files(path: Path) -> list[tuple[Path, str]]:
    """Return what SQLite left beside a file, each with what its name adds to the file's."""
    target = path.resolve()
    sides = ((target.with_name(target.name + suffix), suffix) for suffix in _SIDE_FILES)
    return [(side, suffix) for side, suffix in sides if side.exists()]


def remove_side_files(path: Path) -> None:
    """Remove what SQLite left beside a file that is about to be replaced, for good."""
    for side, _ in side_files(path):
        side.unlink(missing_ok=True)
    settle_directory(path.resolve().parent)
