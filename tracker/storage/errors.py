"""What can go wrong between a diary and its disk, each said in one sentence with a way out."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class StorageError(Exception):
    """The diary could not be read or written. `str(error)` is a sentence fit for a person."""

    exit_code = 1


class CannotWriteError(StorageError):
    """The disk, the folder or the file does not take the entry; nothing was changed."""


class DiaryMissingError(StorageError):
    """The diary's file was moved or removed while it was in use."""


class TooNewError(StorageError):
    """A newer tracker made the diary; this one may read it but not write it."""


class LockedError(StorageError):
    """Another program is writing to the diary and did not finish in time."""

    exit_code = 4


class DamagedError(StorageError):
    """The file is not a sound diary. It is never overwritten."""

    exit_code = 4


def explain(error: sqlite3.Error, path: Path) -> StorageError:
    """Return the error as one of ours, by SQLite's own name for it."""
    name = getattr(error, "sqlite_errorname", "")
    for prefix, kind, sentence in _SENTENCES:
        if name.startswith(prefix):
            return kind(sentence.format(path=path))
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return DamagedError(_DAMAGED.format(path=path))
    return StorageError(f"The diary at {path} could not be used ({name or type(error).__name__}).")


def explain_os(error: OSError, path: Path) -> StorageError:
    """Return a refusal by the file system as one of ours."""
    reason = error.strerror or str(error)
    return CannotWriteError(
        f"Nothing can be written at {path} ({reason.lower()}); "
        "choose another folder with --home or TRACKER_HOME."
    )


_DAMAGED = (
    "The diary at {path} is damaged, or is not a diary. Nothing was changed. "
    "`tracker backups` lists the copies made earlier."
)
_SENTENCES: tuple[tuple[str, type[StorageError], str], ...] = (
    (
        "SQLITE_FULL",
        CannotWriteError,
        "The disk is full. Nothing was changed; make room and try again.",
    ),
    (
        "SQLITE_READONLY_DBMOVED",
        DiaryMissingError,
        "The diary at {path} was moved or replaced. Nothing was changed; try again.",
    ),
    (
        "SQLITE_READONLY",
        CannotWriteError,
        "The diary at {path} may only be read. Nothing was changed; allow writing and try again.",
    ),
    (
        "SQLITE_CANTOPEN",
        DiaryMissingError,
        "The diary at {path} cannot be opened: it was moved, or its folder does not allow it.",
    ),
    (
        "SQLITE_BUSY",
        LockedError,
        "Another program is using the diary at {path}. Nothing was changed; "
        "close it and try again.",
    ),
    (
        "SQLITE_IOERR",
        CannotWriteError,
        "The disk did not take the entry. Nothing was changed; check it and try again.",
    ),
    ("SQLITE_CORRUPT", DamagedError, _DAMAGED),
    ("SQLITE_NOTADB", DamagedError, _DAMAGED),
)
