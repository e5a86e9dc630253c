"""Putting a diary and all its copies under a passphrase, under another one, or under none.

The diary goes first and each copy after it, every file by itself: written anew beside the old one,
compared with it row for row, then put in its place. So an interruption leaves whole files, some
converted and some not, and to begin again is to go on.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tracker.paths import TEMPORARY_PREFIX, Home, looks_locked, replacing
from tracker.storage import cipher
from tracker.storage.cipher import Key, Keys
from tracker.storage.connection import connect, prepared
from tracker.storage.copying import copy, same
from tracker.storage.errors import UNREADABLE, StorageError, damaged, explain, explain_os
from tracker.storage.restoring import held, remove_side_files
from tracker.storage.snapshots import check
from tracker.storage.versions import version_of


def convert(home: Home, key: Key | None) -> tuple[Path, ...]:
    """Put the diary and its copies under a key, or under none, and return what could not be.

    Afterwards this program opens the diary so. Half-made files of other programs are removed:
    they may hold words that were to be hidden.

    Raises:
        StorageError: the diary could not be converted; it is as it was.
    """
    former = cipher.in_force() or Keys(home.diary, None)
    cipher.use(former)
    try:
        if not _is_so(home.diary, key):
            _convert_diary(home, key)
        cipher.use(Keys(home.diary, key, [k for k in former.all if k and k != key]))
        unfit = [path for path in _copies(home) if not _convert_copy(path, key)]
        for folder in (home.folder, home.snapshots, home.reports):
            for half_made in folder.glob(f"{TEMPORARY_PREFIX}*"):
                half_made.unlink()
    except OSError as error:
        raise explain_os(error, home.folder) from error
    return tuple(dict.fromkeys([*unfit, *left(home)]))


def left(home: Home) -> tuple[Path, ...]:
    """Return the files of a home that are not locked as its diary is, or not open as it is.

    Not to be asked while this process has the diary open.
    """
    locked = home.locked
    copies = (path for path in _copies(home) if path.stat().st_size)
    return tuple(path for path in copies if looks_locked(path) != locked)


def under_another(home: Home) -> tuple[Path, ...]:
    """Return the copies under a passphrase that is not known in this run."""
    return tuple(path for path in _copies(home) if looks_locked(path) and not cipher.is_known(path))


def _copies(home: Home) -> list[Path]:
    """Return the copies, and what a sync service set aside beside the diary."""
    return [*sorted(home.snapshots.glob("*.db")), *home.set_aside]


def _is_so(path: Path, key: Key | None) -> bool:
    return looks_locked(path) == (key is not None) and cipher.fits(path, key)


def _convert_diary(home: Home, key: Key | None) -> None:
    """Convert the diary while no other program can write to it."""
    with contextlib.ExitStack() as hold, replacing(home.diary) as temporary:
        hold.enter_context(held(home.diary))
        _write_anew(home.diary, temporary, key)
        if os.name != "posix":
            hold.close()  # an open file cannot be replaced there
        remove_side_files(home.diary)


def _convert_copy(path: Path, key: Key | None) -> bool:
    if _is_so(path, key):
        return True
    try:
        with replacing(path) as temporary:
            _write_anew(path, temporary, key)
            remove_side_files(path)
    except StorageError:
        return False
    return True


def _write_anew(path: Path, new: Path, key: Key | None) -> None:
    """Write a file anew under a key, and compare what then is on disk.

    Raises:
        StorageError: the file is damaged or no diary, or what was written is not the same.
    """
    try:
        with contextlib.closing(connect(path)) as source:
            version_of(source, path)
            check(source, path)
            with contextlib.closing(prepared(cipher.open_with_key(new, "rw", key))) as target:
                copy(source, target)
            with contextlib.closing(cipher.open_with_key(new, "ro", key)) as target:
                check(target, path)
                if not same(source, target):
                    raise damaged(path)
    except UNREADABLE as error:
        raise explain(error, path) from error
