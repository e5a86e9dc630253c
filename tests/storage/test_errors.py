"""What SQLite calls a fault, as a person reads it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.clock import NOW
from tracker.storage import Store
from tracker.storage.doctor import advice, diagnose
from tracker.storage.errors import (
    LONGEST_PATH,
    CannotWriteError,
    ClosedError,
    DamagedError,
    DiaryMissingError,
    LockedError,
    NotFoundError,
    PassphraseError,
    StorageError,
    translate,
    translate_os,
)

PATH = Path("/there/diary.db")
UNCHANGED = "Nothing was changed"


@pytest.mark.parametrize(
    ("name", "kind", "begins", "help_"),
    [
        ("SQLITE_FULL", CannotWriteError, "The disk is full.", "free some space"),
        ("SQLITE_IOERR_WRITE", CannotWriteError, "The disk did not take the entry.", "check it"),
        (
            "SQLITE_READONLY",
            CannotWriteError,
            f"The diary at {PATH} is read-only.",
            "allow writing",
        ),
        (
            "SQLITE_READONLY_DIRECTORY",
            CannotWriteError,
            f"The folder of the diary at {PATH} is read-only.",
            "allow writing",
        ),
        (
            "SQLITE_READONLY_DBMOVED",
            DiaryMissingError,
            f"The diary at {PATH} was moved",
            "try again",
        ),
        ("SQLITE_BUSY", LockedError, f"Another program is using the diary at {PATH}.", "close it"),
        ("SQLITE_AUTH", PassphraseError, "Another program locked or unlocked", "open it again"),
        ("SQLITE_CORRUPT_INDEX", DamagedError, f"The diary at {PATH} is damaged", ""),
        ("SQLITE_NOTADB", DamagedError, f"The diary at {PATH} is damaged", ""),
    ],
)
def test_each_fault_of_a_file_is_a_sentence_with_what_helps(
    name: str, kind: type[StorageError], begins: str, help_: str
) -> None:
    fault = sqlite3.DatabaseError("words of SQLite")
    fault.sqlite_errorname = name
    found = translate(fault, PATH)
    assert (type(found), found.path) == (kind, PATH)
    said = str(found)
    assert said.startswith(begins)
    assert said.endswith(".")
    assert UNCHANGED in said
    assert help_ in said.partition(UNCHANGED)[2]
    assert UNCHANGED not in found.cause


def test_a_fault_that_nobody_foresaw_is_named_as_sqlite_names_it() -> None:
    fault = sqlite3.DatabaseError("too big")
    fault.sqlite_errorname = "SQLITE_TOOBIG"
    assert str(translate(fault, PATH)) == f"The diary at {PATH} could not be used (SQLITE_TOOBIG)."
    fault.sqlite_errorname = "SQLITE_CANTOPEN"
    assert str(translate(fault, PATH)).startswith(f"Cannot open the diary at {PATH}: it was moved,")


def test_why_a_diary_does_not_open_is_told_and_a_copy_is_advised_only_if_it_is_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.snapshot(NOW, "daily")
    fault = sqlite3.OperationalError("unable to open database file")
    fault.sqlite_errorname = "SQLITE_CANTOPEN"
    monkeypatch.setattr("os.access", lambda *_: False)
    closed = translate(fault, store.home.diary)
    assert "is closed to you: it belongs to another account, or its mode" in str(closed)
    assert advice(closed) == ""
    with patch("tracker.storage.check.reading", side_effect=closed):
        (finding,) = (f for f in diagnose(store.home, NOW).findings if f.damage)
    assert (finding.about, finding.remedy) == ("permissions", ClosedError.remedy)
    too_long = translate(fault, store.home.folder / ("x" * LONGEST_PATH))
    assert "is too long. Nothing was changed; choose another folder" in str(too_long)
    store.home.diary.unlink()
    assert "restore last" in advice(translate(fault, store.home.diary))


def test_a_folder_that_is_not_there_and_a_refusal_of_the_system_are_told_apart() -> None:
    no_folder = translate_os(FileNotFoundError(2, "No such file"), PATH, "name another")
    assert str(no_folder) == f"Cannot write to {PATH}: there is no folder /there; name another."
    refusal = translate_os(PermissionError(13, "Permission denied"), PATH)
    assert str(refusal).startswith(f"Cannot write to {PATH} (permission denied); choose another")
    full = translate_os(OSError(errno.ENOSPC, "No space left on device"), PATH)
    assert str(full).startswith("The disk is full. Nothing was changed; free some space")
    assert type(refusal) is type(no_folder) is type(full) is CannotWriteError


def test_a_record_that_was_never_there_is_told_from_one_that_was_removed() -> None:
    found = [str(NotFoundError("check_in", "abc", removed=removed)) for removed in (True, False)]
    assert found == [
        "The entry was removed in the meantime. Nothing was changed.",
        "The entry is not in the diary. Nothing was changed.",
    ]
