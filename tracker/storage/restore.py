"""Replacing the whole diary by an earlier one; the replaced file goes to the snapshots."""

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

from tracker.paths import Home, private_directory, replacing
from tracker.storage import encryption, snapshots
from tracker.storage.connection import SCHEMA_VERSION, connect, has_all_tables, version_of, writing
from tracker.storage.copying import copy_diary
from tracker.storage.errors import (
    UNREADABLE,
    DamagedError,
    DiaryMissingError,
    LockedError,
    NotADiaryError,
    StorageError,
    too_new,
    translate,
    translating_os,
)
from tracker.storage.files import exclusive_lock, remove_side_files, side_files, temporary_file


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a diary holds: counts of what is in it, and the last day of each."""

    check_ins: int
    infusions: int
    """Given infusions only."""
    planned: int
    assessments: int
    events: int
    last_check_in: date | None
    last_infusion: date | None


def contents(path: Path, *, mode: str = "ro") -> Contents | None:
    """Return how much a diary holds, None for a file that is missing or cannot be read.

    Give the mode "rw" for the diary itself: what a killed program left half done is then undone.

    Raises:
        LockedError: another program is writing to it.
    """
    try:
        with contextlib.closing(connect(path, mode=mode)) as conn:
            row = conn.execute(_CONTENTS).fetchone()
        return Contents(*row[:5], *(day and date.fromisoformat(day) for day in row[5:]))
    except UNREADABLE as error:
        if isinstance(found := translate(error, path), LockedError):
            raise found from error
        return None
    except (ValueError, TypeError):
        return None


@contextlib.contextmanager
def verified_copy(home: Home, source: Path, now: datetime) -> Iterator[Path]:
    """Yield a checked copy of a diary, migrated to this version, in a private file in the home.

    The source is only read. The file is gone afterwards. Where the diary here has no passphrase,
    the copy of a locked file stays under its own.
    """
    if not source.is_file():
        raise DiaryMissingError(f"There is no file at {source}. Nothing was changed.")
    with translating_os(home.folder):
        private_directory(home.folder)
        with temporary_file(home.folder) as copy:
            _copy(source, copy)
            _verify_and_migrate(source, copy, now)
            yield copy


def replace_diary(prepared: Path, home: Home, now: datetime) -> Path | None:
    """Make a file from `verified_copy` the diary, and return where the former diary is now.

    Nobody can write to the present diary until it is done. If it is interrupted, the file under the
    diary's name is whole: the former or the new one. Where it is under a passphrase and the former
    was not, the copies are put under it, too.

    Raises:
        StorageError: another program holds the diary, or the disk takes no more; it is as before.
    """
    with translating_os(home.diary):
        with contextlib.ExitStack() as hold, replacing(home.diary) as temporary:
            shutil.copyfile(prepared, temporary)
            present = hold.enter_context(exclusive_lock(home.diary))
            kept = _keep(present, home, now) if present else None
            if os.name != "posix":
                hold.close()  # an open file cannot be replaced there
            remove_side_files(home.diary)
        if key := encryption.key_to_keep(home.diary):
            encryption.convert(home, key)
    return kept


_CONTENTS = """
WITH given AS (SELECT day FROM infusion WHERE deleted_at IS NULL AND status = 'given')
SELECT
  (SELECT count(*) FROM check_in WHERE deleted_at IS NULL),
  (SELECT count(*) FROM given),
  (SELECT count(*) FROM infusion WHERE deleted_at IS NULL AND status = 'planned'),
  (SELECT count(*) FROM assessment WHERE deleted_at IS NULL),
  (SELECT count(*) FROM event WHERE deleted_at IS NULL),
  (SELECT max(day) FROM check_in WHERE deleted_at IS NULL),
  (SELECT max(day) FROM given)
"""


def _copy(source: Path, copy: Path) -> None:
    try:
        key = encryption.key_to_keep(source)
        with (
            contextlib.closing(connect(source, mode="ro")) as read,
            contextlib.closing(
                encryption.connect_under(copy, key) if key else connect(copy)
            ) as written,
        ):
            copy_diary(read, written)
    except UNREADABLE as error:
        raise _unfit(source, error) from error


def _verify_and_migrate(source: Path, copy: Path, now: datetime) -> None:
    """Check the copy to the last page and row, and migrate it where it is older."""
    try:
        with writing(copy, foreign_keys=False) as conn:
            if (version := version_of(conn, source)) > SCHEMA_VERSION:
                raise too_new(source, "read it")
            # The tables before a view in the place of one is read, which may never end.
            if not (version and has_all_tables(conn)):
                raise _unfit(source)
            (verdict,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok" or conn.execute("PRAGMA foreign_key_check").fetchone():
                raise _unfit(source)
            if version < SCHEMA_VERSION:
                from tracker.storage.schema import upgrade  # 100 ms, for an older copy alone

                upgrade(conn, source, now)
    except UNREADABLE as error:
        raise _unfit(source, error) from error
    except NotADiaryError:
        raise
    except DamagedError as error:
        raise _unfit(source) from error


def _unfit(source: Path, error: sqlite3.Error | UnicodeDecodeError | None = None) -> StorageError:
    if error and not isinstance(found := translate(error, source), DamagedError):
        return found
    return DamagedError(f"{source} is damaged, or is not a diary. Nothing was changed.", source)


def _keep(present: BinaryIO, home: Home, now: datetime) -> Path | None:
    """Copy the present file byte for byte, damaged or not, with its side files."""
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
