"""The files of a home: made private, cleaned up, locked while replaced, never overwritten."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tracker.paths import (
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    Home,
    half_made_files,
    is_database,
    narrow,
    remove_abandoned,
    settle_directory,
    temporary_prefix,
)
from tracker.storage.connection import connect
from tracker.storage.errors import UNREADABLE, DamagedError, ProtectedTargetError, translate

_SIDE_FILES = ("-journal", "-wal", "-shm")
"""What SQLite may leave beside a file; applied to another file, it would ruin that one."""


def refuse_protected_target(home: Home, target: Path) -> None:
    """Refuse to write over a diary, a snapshot or any other database, by whatever path or link.

    The names of what SQLite puts beside the diary are kept free too: it would delete a file there.
    Asked before an export, a page or a backup is made, while no diary is open in this process.

    Raises:
        ProtectedTargetError: the target is one of these.
    """
    real = target.resolve()
    diary = home.diary.resolve()
    protected = [diary, *(diary.with_name(diary.name + suffix) for suffix in _SIDE_FILES)]
    is_ours = any(
        real == path or (real.exists() and path.exists() and real.samefile(path))
        for path in protected
    )
    if is_ours or real.is_relative_to(home.snapshots.resolve()) or is_database(real):
        what = "your diary" if is_ours else "a diary, a snapshot or another database"
        raise ProtectedTargetError(
            f"{target} is {what}, and is never overwritten. Choose another name.", target
        )


def clear_leftovers(home: Home, now: datetime) -> tuple[Path, ...]:
    """Remove what a program that was killed left half made in a home, and return it.

    First thing of every command: an interrupted `unlock` may have left a copy without a passphrase.
    """
    moment = now.timestamp()
    found = (remove_abandoned(folder, moment, at_start=True) for folder in home.folders)
    return tuple(path for removed in found for path in removed)


def leftovers(home: Home) -> tuple[Path, ...]:
    """Return what may hold words in a home although it is neither a diary nor a page.

    That is all that is half made, by a program that still runs too, and what SQLite left beside a
    file that is gone, as a restore that was killed leaves it.
    """
    half_made = (path for folder in home.folders for path in half_made_files(folder))
    beside_none = (
        side
        for folder in home.folders
        for suffix in _SIDE_FILES
        for side in folder.glob(f"*.db{suffix}")
        if not side.with_name(side.name.removesuffix(suffix)).exists()
    )
    return (*half_made, *beside_none)


def private_paths(home: Home) -> Iterator[tuple[Path, int]]:
    """Yield the folders and then the files of a home, each with the mode it is to have."""
    for folder in home.folders:
        if folder.is_dir():
            yield folder, PRIVATE_DIRECTORY
    listed = (home.snapshots.glob("*.db"), home.reports.glob("*"), home.set_aside)
    for path in (home.diary, *(path for paths in listed for path in sorted(paths))):
        if path.is_file():
            yield path, PRIVATE_FILE


def narrow_modes(home: Home) -> None:
    """Make private what a diary copied here, or a folder made by hand, left open to others."""
    was_open = [narrow(home.folder, PRIVATE_DIRECTORY), narrow(home.diary, PRIVATE_FILE)]
    if any(was_open):  # what lies in a closed folder is closed; every command asks
        for path, mode in private_paths(home):
            narrow(path, mode)


def copies(home: Home) -> tuple[Path, ...]:
    """Return the copies of the diary in its home: snapshots, and those of a sync service."""
    return (*sorted(home.snapshots.glob("*.db")), *home.set_aside)


def other_databases(home: Home) -> tuple[Path, ...]:
    """Return the other databases in a home, which may be copies of the diary under another name."""
    listed = {home.diary, *copies(home)}
    folders = [folder for folder in (home.folder, home.snapshots) if folder.is_dir()]
    found = (path for folder in folders for path in folder.iterdir() if path not in listed)
    return tuple(sorted(path for path in found if is_database(path)))


def unreached_databases(home: Home) -> tuple[Path, ...]:
    """Return the databases in folders within a home, which no command converts or purges.

    A folder made by hand may belong to another program or be another home: they are only named.
    """
    near = {
        path for folder in home.folders for path in (*folder.glob("*.db"), *folder.glob("*/*.db"))
    }
    reached = {home.diary, *copies(home), *other_databases(home)}
    return tuple(sorted(path for path in near - reached if is_database(path)))


@contextlib.contextmanager
def temporary_file(folder: Path) -> Iterator[Path]:
    """Give a private file that is gone afterwards, with all that SQLite left beside it."""
    import tempfile  # as in `paths`: only files need it

    handle, name = tempfile.mkstemp(prefix=temporary_prefix(), dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
        remove_side_files(Path(name))


@contextlib.contextmanager
def exclusive_lock(diary: Path) -> Iterator[BinaryIO | None]:
    """Yield the open diary file while an IMMEDIATE transaction keeps other writers out.

    It stays open until the lock is released: closing it earlier would drop the lock.
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
            # Nobody can lock or write to a file that is not a database.
            if not isinstance(found := translate(error, diary), DamagedError):
                raise found from error
        yield file


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
