"""What can go wrong between a diary and its disk, each said in one sentence with a way out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises: SQLite's words about it may themselves hold its broken bytes."""

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


class PassphraseError(StorageError):
    """The diary is under a passphrase, and the right one was not given."""

    exit_code = 4


def explain(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StorageError:
    """Return the error as one of ours, by SQLite's own name for it.

    An error without one comes from Python: a text in the file is not UTF-8.
    """
    name = getattr(error, "sqlite_errorname", "SQLITE_CORRUPT")
    if name.startswith(_DAMAGE):
        return damaged(path)
    for prefix, kind, sentence in _SENTENCES:
        if name.startswith(prefix):
            return kind(sentence.format(path=path))
    return StorageError(f"The diary at {path} could not be used ({name}). Nothing was changed.")


def damaged(path: Path) -> DamagedError:
    """Return the one sentence for whatever is no sound diary, with the way out of it."""
    return DamagedError(
        f"The diary at {path} is damaged, or is not a diary. Nothing was changed. "
        f"`tracker doctor` says what is wrong{_and_brings_back(path)}."
    )


def locked(path: Path) -> PassphraseError:
    """Return the sentence for a file under a passphrase that this program does not have."""
    return PassphraseError(_LOCKED.format(path=path))


def missing(path: Path) -> DiaryMissingError:
    """Return the sentence for a diary that is gone while copies of it are there."""
    return DiaryMissingError(
        f"There is no diary at {path}, but copies of one are there. Nothing was changed. "
        f"`tracker doctor` says where to look{_and_brings_back(path)}; "
        f"to begin anew, move {path.parent / 'snapshots'} away."
    )


def _and_brings_back(path: Path) -> str:
    # Asked only once something is wrong, so the day's work never pays for it.
    from tracker.storage.snapshots import last_sound

    if (copy := last_sound(path.parent / "snapshots")) is None:
        return ""
    return f"; `tracker restore last` brings back the sound copy of {copy.local:%Y-%m-%d %H:%M}"


def explain_os(error: OSError, path: Path, advice: str = ANOTHER_FOLDER) -> StorageError:
    """Return a refusal by the file system as one of ours."""
    reason = error.strerror or str(error)
    return CannotWriteError(f"Nothing can be written at {path} ({reason.lower()}); {advice}.")


def moved(path: Path) -> DiaryMissingError:
    """Return the sentence for a file that was replaced while it was written to."""
    return DiaryMissingError(_MOVED.format(path=path))


_MOVED = "The diary at {path} was moved or replaced. Nothing was changed; try again."
_LOCKED = (
    "The diary at {path} was put under a passphrase, or out of it, by another program. "
    "Nothing was changed; close tracker and open it again."
)
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_SENTENCES: tuple[tuple[str, type[StorageError], str], ...] = (
    (
        "SQLITE_FULL",
        CannotWriteError,
        "The disk is full. Nothing was changed; make room and try again.",
    ),
    ("SQLITE_AUTH", PassphraseError, _LOCKED),
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
)
