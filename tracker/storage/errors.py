"""What can go wrong between a diary and its disk, each in one sentence.

An error carries facts: the sentence, the file, what SQLite called it. What would help is added by
the caller (`doctor.advice`), who knows the home and its snapshots.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tracker.records.text import shorten

UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file raises: SQLite's message may itself hold bytes that are not text."""

INVALID = (ValueError, TypeError, LookupError, AttributeError)
"""What a value raises that tracker never writes, and a column that is missing."""

ANOTHER_FOLDER = "choose another folder with --home or TRACKER_HOME"

LONGEST_PATH = 400
"""Bytes of a diary's path with which SQLite, whose limit is 512, can open its copies as well."""


class StorageError(Exception):
    """The diary could not be read or written. `str(error)` is a sentence fit for a person."""

    exit_code = 1

    def __init__(self, sentence: str, path: Path | None = None) -> None:
        super().__init__(sentence)
        self.path = path
        """The file it is about."""

    @property
    def cause(self) -> str:
        """What went wrong, without what it meant for the diary and what to do."""
        return str(self).partition(" Nothing was changed")[0]


class CannotWriteError(StorageError):
    """The disk, the folder or the file does not take the entry; nothing was changed."""


class DiaryMissingError(StorageError):
    """The diary's file was moved or removed while it was in use."""


class ClosedError(StorageError):
    """The diary is of another account, or its mode keeps this one out; it may well be sound."""

    remedy = "Make it yours with chown, or let yourself read it with chmod 600."


class TooNewError(StorageError):
    """A newer tracker made the diary; this one may read it but not write it."""


class LockedError(StorageError):
    """Another program is writing to the diary and did not finish in time."""

    exit_code = 4


class DamagedError(StorageError):
    """SQLite, a checksum or the cipher reports that the file is damaged."""

    exit_code = 4


class NotADiaryError(DamagedError):
    """A sound SQLite file of another program."""


class OwnFaultError(StorageError):
    """tracker could not read what a sound file holds: a fault of tracker, not of the file."""


class PassphraseError(StorageError):
    """The diary is under a passphrase, and the right one was not given."""

    exit_code = 4


class PackageMissingError(PassphraseError):
    """The optional package that opens a file under a passphrase is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(f"A diary under a passphrase needs {package}, which is not installed.")
        self.package = package


class ProtectedTargetError(StorageError):
    """A file that may never be written over: a diary, a snapshot, any database."""


class MissingColumnError(LookupError):
    """A table lacks a column of its records; `check.explain` says what that means to a person."""


class UnreadableRowError(Exception):
    """A write met a row that cannot be read. `check.explain` says what its `reason` means."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


class UnreadableFormError(StorageError):
    """A clinic's form in the diary cannot be read; all the rest of the diary can."""

    exit_code = 4

    def __init__(self, key: str) -> None:
        import shlex  # once something is wrong, never before

        shown = shlex.quote(shorten(key, 40))
        super().__init__(f"The clinic's form {shown} cannot be read.")
        self.remedy = f"Type: tracker scales remove {shown}, and add the clinic's file again."


class NotFoundError(StorageError):
    """The record does not exist or was removed."""

    exit_code = 3

    def __init__(self, kind: str, key: str, *, removed: bool) -> None:
        # Its id says nothing to a person, but for a measure's.
        named = {"check_in": "entry", "assessment": "questionnaire", "measure": f"measure {key}"}
        what = "was removed in the meantime" if removed else "is not in the diary"
        super().__init__(f"The {named.get(kind, kind)} {what}. Nothing was changed.")
        self.kind = kind
        self.key = key
        self.removed = removed


def translate(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StorageError:
    """Return the error as one of ours.

    An error without a name of SQLite's comes from Python: a text in the file is not UTF-8.
    """
    return error_named(getattr(error, "sqlite_errorname", "SQLITE_CORRUPT"), path)


def error_named(name: str, path: Path) -> StorageError:
    """Return our error for what SQLite calls by this name."""
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged(path)
    if name.startswith("SQLITE_CANTOPEN"):
        return _cannot_open(path)
    for prefix, (kind, sentence) in _BY_NAME.items():
        if name.startswith(prefix):
            return kind(sentence.format(path=path), path)
    return StorageError(f"The diary at {path} could not be used ({name}).", path)


def _cannot_open(path: Path) -> StorageError:
    """Return why SQLite could not open a file, which it does not say."""
    if os.path.isfile(path) and not os.access(path, os.R_OK):
        return ClosedError(
            f"The diary at {path} is closed to you: it belongs to another account, or its mode "
            f"does not let you read it. Nothing was changed. {ClosedError.remedy}",
            path,
        )
    if len(os.fsencode(path)) > LONGEST_PATH:
        sentence = f"The path of the diary at {path} is too long. Nothing was changed"
        return CannotWriteError(f"{sentence}; {ANOTHER_FOLDER}.", path)
    return DiaryMissingError(
        f"Cannot open the diary at {path}: it was moved, or its folder does not allow it.", path
    )


def damaged(path: Path) -> DamagedError:
    """Return the error for a damaged file."""
    return DamagedError(
        f"The diary at {path} is damaged, or is not a diary. Nothing was changed.", path
    )


def own_fault(path: Path, error: Exception) -> OwnFaultError:
    """Return the error for a sound file that could not be read. It repeats no value."""
    field = getattr(error, "field", None)
    where = f" in {field}" if field else ""
    return OwnFaultError(
        f"tracker cannot make sense of the diary at {path} ({type(error).__name__}{where}). "
        "The file is intact: this is a fault of tracker, or of a program that wrote to it. "
        "Nothing was changed.",
        path,
    )


def too_new(path: Path, purpose: str) -> TooNewError:
    """Return the error for a newer tracker's file, and what only that can do: "write in it"."""
    return TooNewError(
        f"A newer tracker made the diary at {path}. Update tracker to {purpose}. "
        "Nothing was changed.",
        path,
    )


def missing(path: Path) -> DiaryMissingError:
    """Return the error for a diary that is gone while there are snapshots of it."""
    return DiaryMissingError(
        f"There is no diary at {path}, but there are snapshots of one. Nothing was changed.", path
    )


def translate_os(error: OSError, path: Path, advice: str = ANOTHER_FOLDER) -> StorageError:
    """Return an error of the file system as one of ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return error_named("SQLITE_FULL", path)
    if isinstance(error, FileNotFoundError) and not path.parent.exists():
        reason = f": there is no folder {path.parent}"
    else:
        reason = f" ({(error.strerror or str(error)).lower()})"
    return CannotWriteError(f"Cannot write to {path}{reason}; {advice}.", path)


@contextlib.contextmanager
def translating_os(path: Path, advice: str = ANOTHER_FOLDER) -> Iterator[None]:
    """Raise what the file system raises inside as one of our errors, about this path."""
    try:
        yield
    except OSError as error:
        raise translate_os(error, path, advice) from error


_BY_NAME: Final[dict[str, tuple[type[StorageError], str]]] = {
    "SQLITE_FULL": (
        CannotWriteError,
        "The disk is full. Nothing was changed; free some space and try again.",
    ),
    "SQLITE_AUTH": (
        PassphraseError,
        "Another program locked or unlocked the diary at {path}, or gave it another passphrase. "
        "Nothing was changed; close tracker and open it again.",
    ),
    "SQLITE_READONLY_DBMOVED": (
        DiaryMissingError,
        "The diary at {path} was moved or replaced. Nothing was changed; try again.",
    ),
    "SQLITE_READONLY_DIRECTORY": (
        CannotWriteError,
        "The folder of the diary at {path} is read-only. Nothing was changed; allow writing and "
        "try again.",
    ),
    "SQLITE_READONLY": (
        CannotWriteError,
        "The diary at {path} is read-only. Nothing was changed; allow writing and try again.",
    ),
    "SQLITE_BUSY": (
        LockedError,
        "Another program is using the diary at {path}. Nothing was changed; "
        "close it and try again.",
    ),
    "SQLITE_IOERR": (
        CannotWriteError,
        "The disk did not take the entry. Nothing was changed; check it and try again.",
    ),
}
"""The longer of two names that begin alike comes first."""
