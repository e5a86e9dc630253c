"""What around a diary may damage it or show it to others: modes, copies, leftovers, where it lies.

Nothing here damages the diary by itself: every finding is a warning.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tracker.paths import Home, half_made_files, is_abandoned
from tracker.storage import snapshots
from tracker.storage.check import Finding, warning
from tracker.storage.encryption import unconverted_copies
from tracker.storage.files import private_paths

MOUNTS = Path("/proc/self/mounts")
"""Where Linux lists its file systems; not checked on other systems."""

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


def check_environment(home: Home, now: datetime) -> tuple[Finding, ...]:
    """Return warnings about the files and folders around a diary; none of them is damage."""
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
    """Find what other people of this machine may open, where the system knows modes."""
    if os.name == "posix":
        for path, wanted in private_paths(home):
            yield from mode_findings(path, wanted)


def mode_findings(path: Path, wanted: int) -> Iterator[Finding]:
    """Find a file or a folder that is not as private as it has to be."""
    if (mode := stat.S_IMODE(path.stat().st_mode)) == wanted:
        return
    trouble = "is open to other people on this machine" if mode & 0o077 else "is closed to you"
    yield warning(
        "permissions",
        f"{path} {trouble} ({mode:04o} instead of {wanted:04o}).",
        f"Type: chmod {wanted:o} {shlex.quote(str(path))}",
    )


def _copies(home: Home) -> Iterator[Finding]:
    copies = snapshots.list_backups(home.snapshots)
    if not copies and home.diary.is_file():
        yield warning("copies", "There is no copy of the diary yet.", "Type: tracker backup")
    elif copies and not snapshots.is_intact(copies[-1].path):
        yield warning(
            "copies",
            f"The last copy, {copies[-1].path.name}, is damaged.",
            "Type: tracker backup, once the diary itself is sound.",
        )


def _locked_otherwise(home: Home) -> Iterator[Finding]:
    """Find what an interrupted `lock` or `unlock` left as it was."""
    if files := unconverted_copies(home):
        without, verb = ("not ", "lock") if home.locked else ("still ", "unlock")
        names = ", ".join(path.name for path in files)
        yield warning(
            "passphrase",
            f"Unlike the diary, {without}under a passphrase: {names}",
            f"Type: tracker {verb}",
        )


def _leftovers(home: Home, now: datetime) -> Iterator[Finding]:
    for folder in home.folders:
        for path in sorted(half_made_files(folder)):
            if path.is_file() and is_abandoned(path, now.timestamp()):
                yield warning(
                    "leftovers",
                    f"{path} was left half made by a program that was stopped.",
                    f"Type: rm {shlex.quote(str(path))}",
                )


def _synced(folder: Path) -> Iterator[Finding]:
    """Find the services that copy this folder elsewhere, by the names they give theirs."""
    above = {*folder.parents, folder, *folder.resolve().parents, folder.resolve()}
    names = {
        service
        for path in above
        for start, service in _SYNCED_NAMES.items()
        if path.name.casefold().startswith(start)
    }
    marks = {s for path in above for mark, s in _SYNCED_MARKS.items() if (path / mark).exists()}
    for service in sorted(names | marks):
        yield warning(
            "synced",
            f"The diary lies in a folder that {service} copies elsewhere.",
            "Write from one device at a time; or keep the diary in another folder with --home, "
            "and let the service copy what `tracker backup` writes.",
        )


def _network(folder: Path) -> Iterator[Finding]:
    """Find a folder on a network drive, by the kind of the nearest mount above it."""
    try:
        lines = [line.split() for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return
    place = folder.resolve()
    mounted = [(Path(at.replace("\\040", " ")), kind) for _, at, kind, *_ in lines]
    above = [(at, kind) for at, kind in mounted if place.is_relative_to(at)]
    if above and max(above, key=lambda mount: len(mount[0].parts))[1].startswith(_NETWORK):
        yield warning(
            "network",
            "The diary lies on a network drive; those sometimes let two programs write at once.",
            "Keep it on this machine's own disk, with --home.",
        )


def _set_aside(home: Home) -> Iterator[Finding]:
    for path in home.set_aside:
        yield warning(
            "set aside",
            f"A sync service set another version of the diary aside: {path.name}",
            f"Type: tracker merge {shlex.quote(str(path))}",
        )
