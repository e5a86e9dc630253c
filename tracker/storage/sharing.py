"""The whole diary as one file under a passphrase, for a stick or an e-mail: the age format.

It is read in memory and locked before anything is written; what is locked holds no key of the
diary's own, so that its passphrase is all that is needed to read it anywhere.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from tracker.paths import write_private
from tracker.storage import connection
from tracker.storage.connection import connect
from tracker.storage.copying import copy_diary
from tracker.storage.errors import (
    UNREADABLE,
    PassphraseError,
    StorageError,
    translate,
    translating_os,
)
from tracker.storage.snapshots import raise_if_damaged


def back_up(diary: Path, target: Path, passphrase: str) -> Path:
    """Write the diary to a new file under a passphrase, in about two seconds."""
    with translating_os(target, "name another file"):
        if os.path.lexists(target):
            raise StorageError(f"{target} exists already; choose another name.", target)
        return write_private(target, _age().passphrase.encrypt(_image(diary), passphrase))


def unlock_shared(path: Path, passphrase: str) -> None:
    """Let a file from `back_up` be opened like any diary from now on; it can only be read."""
    age = _age()
    try:
        content: bytes = age.passphrase.decrypt(path.read_bytes(), passphrase)
    except age.DecryptError as error:
        raise PassphraseError(
            f"That is not the passphrase of {path}, or the file is damaged."
        ) from error

    def open_shared(asked: Path, mode: str) -> sqlite3.Connection:
        if asked != path:
            return former(asked, mode)
        conn = sqlite3.connect(":memory:", isolation_level=None)
        conn.row_factory = sqlite3.Row
        conn.deserialize(content)
        return conn

    former = connection.set_opener(open_shared)


def _image(diary: Path) -> bytes:
    """Return the file that the diary would be without a passphrase, checked."""
    try:
        with (
            contextlib.closing(connect(diary, mode="ro")) as source,
            contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as image,
        ):
            copy_diary(source, image)
            raise_if_damaged(image, diary)
            return image.serialize()
    except UNREADABLE as error:
        raise translate(error, diary) from error


def _age() -> Any:
    return importlib.import_module("pyrage")
