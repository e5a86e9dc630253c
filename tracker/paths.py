"""Where tracker keeps things, and how it writes a file: private, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOME_VARIABLE = "TRACKER_HOME"
PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600
TEMPORARY_PREFIX = ".infusion-tracker-"
"""How the name of a file begins while it is being written; a later run may delete such files."""

_ABANDONED = 3600
"""Seconds after which an unfinished file counts as left by a program that was killed."""

_OWNER = re.escape(TEMPORARY_PREFIX) + r"([0-9a-f]+)-([0-9]+)-"

_SET_ASIDE = "diary*conflict*.db"
"""Dropbox writes "diary (conflicted copy 2026-11-21).db", Syncthing "diary.sync-conflict-….db"."""

_SQLITE = b"SQLite format 3\0"
_AGE = b"age-encryption.org/"
LOCKED_PAGE = 4096
"""Bytes of a page of SQLCipher: a locked file is a whole number of pages."""
_NOISE = 250
"""Of 4096 random bytes all 256 values occur, but for one time in ten million; in text some 60."""
_COMPRESSED = (b"%PDF", b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xd8\xff", b"BZh", b"7z")
"""How other files begin whose bytes look random: PDF, PNG, ZIP, gzip, JPEG, bzip2, 7z."""


class Home(NamedTuple):
    """The one folder under which everything is kept."""

    folder: Path

    @property
    def diary(self) -> Path:
        """The diary itself: one SQLite file."""
        return self.folder / "diary.db"

    @property
    def locked(self) -> bool:
        """Whether a passphrase is needed: for the diary or, where it is gone, for its copies.

        Never ask this while this process has the diary open: closing the file drops SQLite's
        locks.
        """
        if looks_plain(self.diary):
            return False
        try:
            copies = list(self.snapshots.glob("*.db"))
        except OSError:  # reported when it is used
            copies = []
        return any(map(looks_locked, (self.diary, *copies)))

    @property
    def snapshots(self) -> Path:
        """Earlier states of the diary, thinned as they age."""
        return self.folder / "snapshots"

    @property
    def set_aside(self) -> list[Path]:
        """Other versions of the diary that a sync service put beside it."""
        return sorted(self.folder.glob(_SET_ASIDE))

    @property
    def reports(self) -> Path:
        """Pages made without a file name of their own."""
        return self.folder / "reports"

    @property
    def folders(self) -> tuple[Path, Path, Path]:
        """All folders that tracker writes to, whether they exist or not."""
        return self.folder, self.snapshots, self.reports


def home(chosen: str | None = None) -> Home:
    """Return the home: the one given, else `TRACKER_HOME`, else what the system suggests.

    Raises:
        OSError: it begins with ~ and a name that no user has.
    """
    if chosen := chosen or os.environ.get(HOME_VARIABLE):
        return Home(expand(chosen).absolute())
    # Not "tracker": GNOME's file indexer already keeps a folder of that name.
    name = "infusion-tracker"
    if sys.platform.startswith("linux"):  # as platformdirs, which is an eighth of a quick log
        of_user = Path(os.environ.get("XDG_DATA_HOME", ""))
        folder = of_user if of_user.is_absolute() else expand("~/.local/share")
        return Home(folder / name)
    import platformdirs

    return Home(platformdirs.user_data_path(name, appauthor=False))


def expand(typed: str) -> Path:
    """Return the path of what was typed, with ~ as the user's home folder.

    Raises:
        OSError: there is no such user.
    """
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        raise FileNotFoundError(errno.ENOENT, "there is no such home folder", typed) from None


def looks_plain(path: Path) -> bool:
    """Whether a file begins as every SQLite file without a passphrase does."""
    return _beginning(path, len(_SQLITE)) == _SQLITE


def looks_locked(path: Path) -> bool:
    """Whether a file looks random from its first byte on, as an encrypted diary does."""
    return not looks_plain(path) and len(set(_beginning(path, LOCKED_PAGE))) > _NOISE


def looks_shared(path: Path) -> bool:
    """Whether a file begins as one in the age format, such as a backup under a passphrase."""
    return _beginning(path, len(_AGE)) == _AGE


def is_database(path: Path) -> bool:
    """Whether a file is a SQLite file, plain or under a passphrase, or a backup under one.

    Never ask this while this process has the file open: closing it drops SQLite's locks.
    """
    if looks_plain(path) or looks_shared(path):
        return True
    size = os.path.getsize(path) if os.path.isfile(path) else 0
    whole_pages = size > 0 and size % LOCKED_PAGE == 0
    return whole_pages and looks_locked(path) and not _beginning(path, 8).startswith(_COMPRESSED)


def _beginning(path: Path, size: int) -> bytes:
    try:
        if not path.is_file():  # a pipe would be waited for
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""


def private_directory(path: Path) -> Path:
    """Make a directory that only its owner may enter, parents included, and return it.

    Raises:
        OSError: it cannot be made, or there is a file in its place.
    """
    missing = [p for p in (path, *path.parents) if not p.exists()]
    for directory in reversed(missing):
        if directory.is_symlink():  # which `mkdir` calls a file that exists
            reason = "it is a link to a folder that is not there"
            raise FileNotFoundError(errno.ENOENT, reason, str(directory))
        directory.mkdir(mode=PRIVATE_DIRECTORY, exist_ok=True)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "it is a file, not a folder", str(path))
    return path


def create_private(path: Path) -> bool:
    """Make an empty file that only its owner may read; return False if there is one already.

    Raises:
        OSError: it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
    except FileExistsError:
        return False
    return True


def write_private(path: Path, content: bytes) -> Path:
    """Write a file that only its owner may read, whole or not at all, and return its path.

    A symbolic link is followed, so that what it points to is replaced and not the link. A device
    or a pipe is written to as it is.

    Raises:
        OSError: it cannot be written; the former file is unchanged.
    """
    if _is_special(path):
        path.write_bytes(content)
        return path
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a private temporary file beside `path`, and put it in its place when all went well.

    Raises:
        OSError: it cannot be written; the former file is unchanged.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder, not a file", str(path))
    if _is_special(path):
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    try:
        target = path.resolve()
        import tempfile  # a third of what `tracker log` costs; only files need it

        handle, name = tempfile.mkstemp(prefix=temporary_prefix(), dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        # What a killed program left here holds private words. The file system's own clock says how
        # old it is: that clock stamped it.
        remove_abandoned(target.parent, temporary.lstat().st_mtime)
        try:
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(temporary, target)
            settle_directory(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:  # names the file that was asked for, not the one beside it
        raise OSError(error.errno, error.strerror, str(path)) from error


def temporary_prefix() -> str:
    """Return how this process begins the name of a file it writes: with its machine and its id."""
    return f"{TEMPORARY_PREFIX}{_machine()}-{os.getpid()}-"


def _machine() -> str:
    import zlib  # only files that are replaced need it

    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return f"{zlib.crc32(name.encode()):08x}"


def half_made_files(folder: Path) -> list[Path]:
    """Return the unfinished files in a folder: being written now, or left by a killed program."""
    try:
        names = os.listdir(folder)  # at every command: a glob takes ten times as long
    except OSError:
        return []
    return [folder / name for name in names if name.startswith(TEMPORARY_PREFIX)]


def is_abandoned(path: Path, now: float, *, at_start: bool = False) -> bool:
    """Whether a half-made file belongs to a program that is gone.

    It is abandoned when no process of its id runs on this machine; if it was made on another
    machine, or on Windows, after an hour. `at_start` says that this process has written nothing
    yet: a file with its own id is then of an earlier process.
    """
    owner = re.match(_OWNER, path.name)
    if owner and owner[1] == _machine() and sys.platform != "win32":
        process = int(owner[2])
        return (at_start and process == os.getpid()) or not _is_alive(process)
    return path.lstat().st_mtime < now - _ABANDONED


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True  # of another user, who can hardly be writing here
    return True


def remove_abandoned(folder: Path, now: float, *, at_start: bool = False) -> tuple[Path, ...]:
    """Remove the abandoned files from a folder, and return their paths."""
    removed = []
    for path in half_made_files(folder):
        with contextlib.suppress(OSError):
            if is_abandoned(path, now, at_start=at_start):
                path.unlink()
                removed.append(path)
    return tuple(removed)


def narrow(path: Path, wanted: int) -> bool:
    """Remove all permissions beyond `wanted` from a file or folder; return whether it had any.

    A folder that everybody writes to, like /tmp, and one of another user stay as they are.
    """
    if os.name != "posix":
        return False
    try:
        found = path.stat()
        if found.st_uid != os.geteuid() or found.st_mode & stat.S_ISVTX:
            return False
        if not stat.S_IMODE(found.st_mode) & ~wanted & 0o777:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & wanted)
    except OSError:
        return False
    return True


def settle_directory(path: Path) -> None:
    """Write a directory's names to disk, so that they survive a power cut; not on Windows."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some network file systems refuse
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()
