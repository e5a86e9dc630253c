"""The diary under a passphrase: the keys of this process, and converting a diary and its copies.

From the moment a key is known SQLCipher opens all files, the plain ones too: two SQLite libraries
in one process would drop each other's locks.

A diary is converted file by file, the diary first: each is written again beside the old one,
compared with it row for row, then put in its place. So an interruption leaves whole files, some
converted and some not, and running it again goes on.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tracker.paths import Home, looks_locked, replacing
from tracker.storage import connection, sqlcipher
from tracker.storage.connection import (
    SCHEMA_VERSION,
    apply_pragmas,
    connect,
    read_header,
    version_of,
)
from tracker.storage.copying import copy_diary, same_content
from tracker.storage.errors import (
    UNREADABLE,
    PassphraseError,
    StorageError,
    damaged,
    too_new,
    translate,
    translating_os,
)
from tracker.storage.files import (
    copies,
    exclusive_lock,
    leftovers,
    other_databases,
    remove_side_files,
)
from tracker.storage.snapshots import raise_if_damaged
from tracker.storage.sqlcipher import Key, fits, fits_any_page, open_with_key

_SALT_BYTES = 16
"""Bytes of the salt at the start of an encrypted file."""

_ROUNDS = 256_000
"""SQLCipher's own number of rounds for a passphrase; a sixth of a second here."""

_RAW = re.compile(r"x'[0-9a-f]{96}'")


def new_key(passphrase: str) -> Key:
    """Return the key that a passphrase makes with a new salt."""
    return _derived(passphrase, os.urandom(_SALT_BYTES))


def _key_for(path: Path, secret: str) -> Key:
    """Return the key that a passphrase makes with the salt of a file, or the key that it is.

    Not to be called while this process has the file open: closing it again drops SQLite's locks.
    """
    if _RAW.fullmatch(secret):
        return secret
    with path.open("rb") as file:
        return _derived(secret, file.read(_SALT_BYTES))


@functools.lru_cache(maxsize=2)  # a diary and its copies share a salt
def _derived(passphrase: str, salt: bytes) -> Key:
    key = hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, _ROUNDS, 32)
    return f"x'{key.hex()}{salt.hex()}'"


@dataclass(slots=True)
class Keys:
    """The keys of one run, and how each file is opened with them."""

    diary: Path
    own: Key | None
    """The key of the diary and of each file made from it; None for a diary without one."""
    others: list[Key] = field(default_factory=list)
    damaged: bool = False
    """The key fits the copies and not the diary."""

    def __call__(self, path: Path, mode: str) -> sqlite3.Connection:
        """Open a file with the first key that fits, or none; a new file with the diary's own.

        Only its own key opens the diary: a diary that another program locked or unlocked since is
        not opened with a key of before.
        """
        for key in dict.fromkeys([self.own] if path == self.diary else self.all):
            try:
                return open_with_key(path, mode, key)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
                    raise
        refusal = sqlite3.DatabaseError("file is not a database")
        if path != self.diary:
            refusal.sqlite_errorname = "SQLITE_NOTADB"
        else:
            refusal.sqlite_errorname = "SQLITE_CORRUPT" if self.damaged else "SQLITE_AUTH"
        raise refusal

    @property
    def all(self) -> list[Key | None]:
        """Every key there is, the diary's own first, and that of a plain file."""
        return [self.own, *self.others, None]


_keys: Keys | None = None


def current_keys() -> Keys | None:
    """Return the keys unlocked in this process, or None."""
    return _keys


def use(keys: Keys) -> None:
    """Open every file with these from now on."""
    global _keys
    sqlcipher.library()  # not installed: then nothing has changed
    _keys = keys
    connection.set_opener(keys)


def clear_keys() -> None:
    """Open files without any key again."""
    global _keys
    _keys = None
    connection.set_opener(connection.open_plain)


def unlock(home: Home, secret: str) -> None:
    """Open the diary of a home, and its copies, with a passphrase or a key from now on."""
    snapshots = sorted(home.snapshots.glob("*.db"), reverse=True)
    files = [path for path in (home.diary, *snapshots) if looks_locked(path)]
    # A copy shows that the passphrase is right where the diary lost its beginning.
    key = _first_fitting(files, secret)
    if key is None:
        raise PassphraseError("That is not the passphrase of the diary, or the file is damaged.")
    opens = fits(home.diary, key)
    # A change of passphrase that was interrupted leaves copies under the former one.
    if not opens and looks_locked(home.diary) and not fits_any_page(home.diary, key):
        raise PassphraseError(
            "That passphrase opens copies of the diary, but the diary itself has another one."
        )
    use(Keys(home.diary, key, damaged=not opens))


def add_key(path: Path, secret: str) -> None:
    """Open a file that came from elsewhere with its own passphrase from now on."""
    key = _first_fitting([path], secret)
    if key is None:
        raise PassphraseError(f"That is not the passphrase of {path}, or the file is damaged.")
    keys = _keys or Keys(Path(), None)
    keys.others.append(key)
    use(keys)


def check_installed() -> None:
    """Raise a PackageMissingError if SQLCipher is not installed, before asking for a passphrase."""
    sqlcipher.library()


def is_open(home: Home) -> bool:
    """Whether the key of a home's diary is in memory."""
    return _keys is not None and _keys.diary == home.diary and _keys.own is not None


def is_known(path: Path) -> bool:
    """Whether a key of this run opens a file."""
    return _keys is not None and any(fits(path, key) for key in _keys.all)


def key_to_keep(source: Path) -> Key | None:
    """Return the key under which a copy of a file stays in a home whose diary has none.

    None where the file is plain, or where the diary's own key is the one for all new files.
    """
    if _keys is None or _keys.own:
        return None
    return next((key for key in _keys.others if fits(source, key)), None)


def connect_under(path: Path, key: Key | None) -> sqlite3.Connection:
    """Open a new file, to be written under a key or under none."""
    return apply_pragmas(open_with_key(path, "rw", key))


def convert(home: Home, key: Key | None) -> tuple[Path, ...]:
    """Put the diary and its copies under a key, or under none, and return what could not be.

    Afterwards this program opens the diary so. Half-made files of other programs are removed:
    they may hold words that were to be hidden.

    Raises:
        StorageError: the diary could not be converted; it is as it was.
    """
    former = current_keys() or Keys(home.diary, None)
    use(former)
    with translating_os(home.folder):
        if not _is_under(home.diary, key):
            _convert_diary(home, key)
        use(Keys(home.diary, key, [k for k in former.all if k and k != key]))
    unfit = [path for path in _all_copies(home) if not _convert_copy(path, key)]
    for left in leftovers(home):
        try:
            left.unlink(missing_ok=True)
        except OSError:
            unfit.append(left)
    return tuple(dict.fromkeys([*unfit, *unconverted_copies(home)]))


def unconverted_copies(home: Home) -> tuple[Path, ...]:
    """Return the files of a home that are not locked as its diary is, or not open as it is.

    Not to be asked while this process has the diary open.
    """
    locked = home.locked
    found = (path for path in _all_copies(home) if path.stat().st_size)
    return tuple(path for path in found if looks_locked(path) != locked)


def _all_copies(home: Home) -> tuple[Path, ...]:
    """Return the copies of the diary in its home, those under any other name among them."""
    others: tuple[Path, ...] = ()
    with contextlib.suppress(OSError):  # a folder that is closed to its owner, as doctor says
        others = other_databases(home)
    return (*copies(home), *filter(_is_diary, others))


def _is_diary(path: Path) -> bool:
    """Whether a file is a diary that opens with a key of this run, or with none."""
    with contextlib.suppress(*UNREADABLE), contextlib.closing(connect(path, mode="ro")) as conn:
        is_ours, _ = read_header(conn)
        return is_ours
    return False


def copies_under_another_key(home: Home) -> tuple[Path, ...]:
    """Return the copies under a passphrase that this process does not have."""
    return tuple(path for path in copies(home) if looks_locked(path) and not is_known(path))


def _is_under(path: Path, key: Key | None) -> bool:
    """Whether a file is locked with a key, or plain if the key is None."""
    return looks_locked(path) == (key is not None) and fits(path, key)


def _convert_diary(home: Home, key: Key | None) -> None:
    """Convert the diary while no other program can write to it."""
    with contextlib.ExitStack() as hold, replacing(home.diary) as temporary:
        hold.enter_context(exclusive_lock(home.diary))
        _write_anew(home.diary, temporary, key)
        if os.name != "posix":
            hold.close()  # an open file cannot be replaced there
        remove_side_files(home.diary)


def _convert_copy(path: Path, key: Key | None) -> bool:
    if _is_under(path, key):
        return True
    try:
        with replacing(path) as temporary:
            _write_anew(path, temporary, key)
            remove_side_files(path)
    except (StorageError, OSError):
        return False
    return True


def _write_anew(path: Path, new: Path, key: Key | None) -> None:
    """Copy a file to a new one under a key, and compare the two on disk."""
    is_newer = False
    try:
        with contextlib.closing(connect(path)) as source:
            is_newer = version_of(source, path) > SCHEMA_VERSION
            raise_if_damaged(source, path)
            with contextlib.closing(connect_under(new, key)) as target:
                copy_diary(source, target)
            with contextlib.closing(open_with_key(new, "ro", key)) as target:
                raise_if_damaged(target, path)
                if not same_content(source, target):
                    raise damaged(path)
    except UNREADABLE as error:
        if is_newer and getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise too_new(path, "lock or unlock it") from error  # a table of a kind unknown here
        raise translate(error, path) from error


def _first_fitting(files: Iterable[Path], secret: str) -> Key | None:
    """Return the first key that opens the file whose salt it was made with."""
    keys = ((path, _key_for(path, secret)) for path in files)
    return next((key for path, key in keys if fits(path, key)), None)
