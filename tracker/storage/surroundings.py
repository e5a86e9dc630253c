"""What lies around the diary and may harm it or show it: permissions, services, leftovers."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tracker.paths import PRIVATE_DIRECTORY, PRIVATE_FILE, TEMPORARY_PREFIX, Home
from tracker.storage import snapshots
from tracker.storage.integrity import Finding
from tracker.storage.locking import left

MOUNTS = Path("/proc/self/mounts")
"""Where Linux lists its file systems; elsewhere the question is not asked."""

_SYNCED_NAMES = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "icloud drive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
"""How the folders of services begin, in small letters: OneDrive - Clinic, GoogleDrive-me@…"""

_SYNCED_MARKS = {
    ".stfolder": "Syncthing",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}
_NETWORK = ("nfs", "cifs", "smb", "afpfs", "davfs", "fuse.sshfs", "fuse.davfs", "fuse.rclone")


def look_around(home: Home, now: datetime) -> tuple[Finding, ...]:
    """Return what is to be known about a home beside the diary's own soundness."""
    return (
        *_permissions(home),
        *_copies(home),
        *_locked_otherwise(home),
        *_leftovers(home, now),
        *_synced(home.folder),
        *_network(home.folder),
        *_set_aside(home),
    )


def _permissions(home: Home) -> Iterator[Finding]:
    if os.name != "posix":
        return
    folders = (f for f in (home.folder, home.snapshots, home.reports) if f.is_dir())
    for folder in folders:
        yield from _mode(folder, PRIVATE_DIRECTORY)
    for files in ([home.diary], home.snapshots.glob("*.db"), home.reports.glob("*")):
        for path in sorted(files):
            yield from _mode(path, PRIVATE_FILE) if path.is_file() else ()


def _mode(path: Path, wanted: int) -> Iterator[Finding]:
    if (mode := stat.S_IMODE(path.stat().st_mode)) == wanted:
        return
    trouble = "is open to other people on this machine" if mode & 0o077 else "is closed to you"
    yield _note(
        "permissions",
        f"{path} {trouble} ({mode:04o} instead of {wanted:04o}).",
        f"Type: chmod {wanted:o} {shlex.quote(str(path))}",
    )


def _copies(home: Home) -> Iterator[Finding]:
    copies = [copy for copy in snapshots.listed(home.snapshots) if not copy.aside]
    if not copies and home.diary.exists():
        yield _note("copies", "There is no copy of the diary yet.", "Type: tracker backup")
    elif copies and not snapshots.sound(copies[-1].path):
        yield _note(
            "copies",
            f"The last copy, {copies[-1].path.name}, is damaged.",
            "Type: tracker backup, once the diary itself is sound.",
        )


def _locked_otherwise(home: Home) -> Iterator[Finding]:
    """Find what an interrupted `lock` or `unlock` left as it was."""
    if files := left(home):
        without, verb = ("not ", "lock") if home.locked else ("still ", "unlock")
        names = ", ".join(path.name for path in files)
        yield _note(
            "passphrase",
            f"Unlike the diary, {without}under a passphrase: {names}",
            f"Type: tracker {verb}",
        )


def _leftovers(home: Home, now: datetime) -> Iterator[Finding]:
    old = (now - timedelta(hours=1)).timestamp()
    for folder in (home.folder, home.snapshots, home.reports):
        for path in sorted(folder.glob(f"{TEMPORARY_PREFIX}*")):
            if path.is_file() and path.lstat().st_mtime < old:
                yield _note(
                    "leftovers",
                    f"{path} was left half made by a program that was stopped.",
                    f"Type: rm {shlex.quote(str(path))}",
                )


def _synced(folder: Path) -> Iterator[Finding]:
    """Find the services that copy this folder elsewhere, by the names they give theirs."""
    above = {*folder.parents, folder, *folder.resolve().parents, folder.resolve()}
    names = {service for path in above for service in _named(path.name)}
    marks = {s for path in above for mark, s in _SYNCED_MARKS.items() if (path / mark).exists()}
    for service in sorted(names | marks):
        yield _note(
            "synced",
            f"The diary lies in a folder that {service} copies elsewhere.",
            "Write from one device at a time; or keep the diary in another folder with --home, "
            "and let the service copy what `tracker backup` writes.",
        )


def _named(name: str) -> Iterable[str]:
    return (s for start, s in _SYNCED_NAMES.items() if name.casefold().startswith(start))


def _network(folder: Path) -> Iterator[Finding]:
    try:
        lines = [line.split() for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return
    place = folder.resolve()
    mounted = [(Path(at.replace("\\040", " ")), kind) for _, at, kind, *_ in lines]
    above = [(at, kind) for at, kind in mounted if place.is_relative_to(at)]
    if above and max(above, key=lambda mount: len(mount[0].parts))[1].startswith(_NETWORK):
        yield _note(
            "network",
            "The diary lies on a network drive; those sometimes let two programs write at once.",
            "Keep it on this machine's own disk, with --home.",
        )


def _set_aside(home: Home) -> Iterator[Finding]:
    for path in home.set_aside:
        yield _note(
            "set aside",
            f"A sync service set another version of the diary aside: {path.name}",
            f"Type: tracker merge {shlex.quote(str(path))}",
        )


def _note(about: str, says: str, do: str) -> Finding:
    return Finding(about, says, do, damage=False)
