"""What can go wrong between a diary and its disk, each said in one sentence with a way out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

ANOTHER_FOLDER = "choose another folder with --home or TRACKER_HOME"


class StorageError(Exception):
    """The diary could not be read or written. `str(error)` is a sentence fit for a person."""

    exit_code = 1

    @property
    def cause(self) -> str:
        """What went wrong, without what it meant for the diary and what to do."""
        return str(self).partition(" Nothing was changed")[0]


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
    """Return the error as one of ours, by SQLite's own name for it.

    An error without one comes from Python: a text in the file is not UTF-8.
    """
    name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
    for prefix, kind, sentence in _SENTENCES:
        if name.startswith(prefix):
            return kind(sentence.format(path=path))
    return StorageError(f"The diary at {path} could not be used ({name}). Nothing was changed.")


def damaged(path: Path) -> DamagedError:
    """Return the one sentence for whatever is no sound diary."""
    return DamagedError(_DAMAGED.format(path=path))


def explain_os(error: OSError, path: Path, advice: str = ANOTHER_FOLDER) -> StorageError:
    """Return a refusal by the file system as one of ours."""
    reason = error.strerror or str(error)
    return CannotWriteError(f"Nothing can be written at {path} ({reason.lower()}); {advice}.")


def moved(path: Path) -> DiaryMissingError:
    """Return the sentence for a file that was replaced while it was written to."""
    return DiaryMissingError(_MOVED.format(path=path))


_MOVED = "The diary at {path} was moved or replaced. Nothing was changed; try again."
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
    ("SQLITE_READONLY_DBMOVED", DiaryMissingError, _MOVED),
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
