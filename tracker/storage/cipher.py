"""The diary under a passphrase: SQLCipher behind the same connections as without one.

Its connections raise sqlite3's errors, so nothing above needs to know which library is at work.
From the moment a key is known it opens all files, the plain ones too: two SQLite libraries in one
process would drop each other's locks.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, cast

from tracker.paths import Home, looks_locked
from tracker.storage import connection
from tracker.storage.connection import uri
from tracker.storage.errors import PassphraseError

SALT_BYTES = 16
"""What a locked file begins with, in clear; a passphrase and it make the key."""

_ROUNDS = 256_000
"""SQLCipher's own number of rounds for a passphrase; a sixth of a second here."""

_RAW = re.compile(r"x'[0-9a-f]{96}'")

Key: TypeAlias = str
"""A key with its salt, in hexadecimal as SQLCipher writes it: x'…'."""


def new_key(passphrase: str) -> Key:
    """Return the key that a passphrase makes with a new salt."""
    return _derived(passphrase, os.urandom(SALT_BYTES))


def key_for(path: Path, secret: str) -> Key:
    """Return the key that a passphrase makes with the salt of a file, or the key that it is.

    Not to be asked while this process has the file open.
    """
    if _RAW.fullmatch(secret):
        return secret
    with path.open("rb") as file:
        return _derived(secret, file.read(SALT_BYTES))


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

        Only its own fits the diary: one that was locked or unlocked meanwhile by another program
        is opened by nobody who still believes it to be as it was.
        """
        last = sqlite3.DatabaseError("file is not a database")
        last.sqlite_errorname = self._why(path)
        for key in dict.fromkeys([self.own] if path == self.diary else self.all):
            try:
                return open_with_key(path, mode, key)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
                    raise
        raise last

    def _why(self, path: Path) -> str:
        """Return the name of the error when no key fits."""
        if path != self.diary:
            return "SQLITE_NOTADB"
        return "SQLITE_CORRUPT" if self.damaged else "SQLITE_AUTH"

    @property
    def all(self) -> list[Key | None]:
        """Every key there is, the diary's own first, and that of a plain file."""
        return [self.own, *self.others, None]


_keys: Keys | None = None


def in_force() -> Keys | None:
    """Return the keys of this run, None where no passphrase was needed."""
    return _keys


def use(keys: Keys) -> None:
    """Open every file with these from now on.

    Raises:
        PassphraseError: SQLCipher is not installed.
    """
    global _keys
    _library()
    _keys = keys
    connection.open_with(keys)


def forget() -> None:
    """Open files as they are again, and know no key."""
    global _keys
    _keys = None
    connection.open_with(connection.plain)


def unlock(home: Home, secret: str) -> None:
    """Open the diary of a home, and its copies, with a passphrase or a key from now on.

    Raises:
        PassphraseError: it is the wrong one, or SQLCipher is not installed.
    """
    _library()
    copies = sorted(home.snapshots.glob("*.db"), reverse=True)
    files = [path for path in (home.diary, *copies) if looks_locked(path)]
    # A copy shows that the passphrase is right where the diary lost its beginning.
    key = _first_fitting(files, secret)
    if key is None:
        raise PassphraseError("That is not the passphrase of the diary, or the file is damaged.")
    use(Keys(home.diary, key, damaged=not fits(home.diary, key)))


def learn(path: Path, secret: str) -> None:
    """Open a file that came from elsewhere with its own passphrase from now on.

    Raises:
        PassphraseError: it is the wrong one, or SQLCipher is not installed.
    """
    _library()
    key = _first_fitting([path], secret)
    if key is None:
        raise PassphraseError(f"That is not the passphrase of {path}, or the file is damaged.")
    keys = _keys or Keys(Path(), None)
    keys.others.append(key)
    use(keys)


def check_installed() -> None:
    """Say what to install before anything is asked.

    Raises:
        PassphraseError: SQLCipher is not installed.
    """
    _library()


def is_open(home: Home) -> bool:
    """Whether the key of a home's diary is known."""
    return _keys is not None and _keys.diary == home.diary and _keys.own is not None


def is_known(path: Path) -> bool:
    """Whether a key of this run opens a file."""
    return _keys is not None and any(fits(path, key) for key in _keys.all)


def _first_fitting(files: Iterable[Path], secret: str) -> Key | None:
    """Return the first key that opens the file whose salt it was made with."""
    keys = ((path, key_for(path, secret)) for path in files)
    return next((key for path, key in keys if fits(path, key)), None)


def fits(path: Path, key: Key | None) -> bool:
    """Whether a key opens a file, or None a plain one."""
    with contextlib.suppress(sqlite3.DatabaseError):
        open_with_key(path, "ro", key).close()
        return True
    return False


def open_with_key(path: Path, mode: str, key: Key | None) -> sqlite3.Connection:
    """Open a file with one key, or with none.

    Raises:
        sqlite3.DatabaseError: it does not fit, or the file cannot be opened.
    """
    library = _library()
    conn = library.connect(f"{uri(path)}?mode={mode}")
    try:
        # Or it writes to the terminal about a wrong key, over the app.
        conn.execute("PRAGMA cipher_log_level=none")
        if key:
            conn.execute(f'PRAGMA key = "{key}"')
        _check_key(conn)
    except BaseException:
        conn.close()
        raise
    conn.row_factory = library.row
    conn.cipher_key = key
    return cast(sqlite3.Connection, conn)


def _check_key(conn: Any) -> None:
    try:
        conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        # A page that is damaged, or gone, behind a first one that the key fits.
        if getattr(error, "sqlite_errorname", "") != "SQLITE_CORRUPT":
            raise


@dataclass(frozen=True, slots=True)
class _Library:
    connect: Callable[[str], Any]
    row: type


@functools.cache
def _library() -> _Library:
    try:
        module: Any = importlib.import_module("sqlcipher3.dbapi2")
    except ImportError as error:
        raise PassphraseError(
            "The diary is under a passphrase, and the part that opens it is not installed. "
            "Type: pip install 'infusion-tracker[encrypted]'"
        ) from error
    cursor = _telling(module.Cursor, _CURSOR)
    telling = _telling(
        module.Connection,
        _CONNECTION,
        cursor=lambda conn: module.Connection.cursor(conn, cursor),
        cipher_key=None,
    )

    def connect(name: str) -> Any:
        return telling(name, timeout=connection.BUSY_SECONDS, isolation_level=None, uri=True)

    return _Library(_in_our_words(connect), module.Row)


_CURSOR = ("execute", "executemany", "fetchone", "fetchmany", "fetchall", "__next__")
_CONNECTION = ("execute", "executemany", "backup", "commit", "rollback", "close")


def _telling(base: Any, names: Iterable[str], **more: Any) -> Any:
    """Return the library's class with errors that are sqlite3's."""
    methods = {name: _in_our_words(getattr(base, name)) for name in names}
    return type(base.__name__, (base,), {**methods, **more})


def _in_our_words(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        except Exception as error:
            kind = getattr(sqlite3, type(error).__name__, None)
            if kind is None or isinstance(error, sqlite3.Error):
                raise
            raise _same(error, kind) from None

    return told


def _same(error: Any, kind: type[sqlite3.Error]) -> sqlite3.Error:
    found = kind(*error.args)
    for name in ("sqlite_errorname", "sqlite_errorcode"):
        if hasattr(error, name):
            setattr(found, name, getattr(error, name))
    return found
