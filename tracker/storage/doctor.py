"""The state of a diary as `tracker doctor` reports it, and the ways back from damage."""

from __future__ import annotations

import contextlib
import os
import platform
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.paths import PRIVATE_DIRECTORY, Home
from tracker.storage import snapshots
from tracker.storage.check import Finding, check_diary
from tracker.storage.connection import SCHEMA_VERSION, read_header, reading
from tracker.storage.environment import check_environment, mode_findings
from tracker.storage.errors import (
    LONGEST_PATH,
    DamagedError,
    DiaryMissingError,
    NotADiaryError,
    StorageError,
    UnreadableFormError,
)
from tracker.storage.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a diary, read without changing anything. It holds nothing a person wrote."""

    home: Home
    size: int | None
    """Bytes of the diary; None when there is no file, or an empty one that no program filled."""
    schema: int | None
    copies: tuple[Snapshot, ...]
    """The snapshots of the diary, oldest first."""
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing that was recorded is damaged, missing or unreadable."""
        return not any(finding.damage for finding in self.findings)

    @property
    def versions(self) -> dict[str, str | int | None]:
        """Versions: `schema` is that of the diary, `newest_schema` that of this tracker."""
        return {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "schema": self.schema,
            "newest_schema": SCHEMA_VERSION,
        }


def diagnose(home: Home, now: datetime) -> Health:
    """Check a diary and its surroundings. Nothing is made, repaired or migrated."""
    if hindrance := _hindrance(home):
        is_folder = os.name == "posix" and os.path.isdir(home.folder)
        modes = tuple(mode_findings(home.folder, PRIVATE_DIRECTORY)) if is_folder else ()
        return Health(home, None, None, (), (hindrance, *modes))
    size = home.diary.stat().st_size if home.diary.is_file() else 0
    schema = None
    if size:
        with contextlib.suppress(StorageError), reading(home.diary) as conn:
            _, schema = read_header(conn)
    copies = snapshots.list_backups(home.snapshots)
    return Health(
        home=home,
        size=size or None,
        schema=schema,
        copies=copies,
        findings=(*_diary_findings(home, size), *check_environment(home, now)),
    )


def advice(error: StorageError, home: Home | None = None) -> str:
    """Return what a person can do whose diary could not be opened; "" for nothing.

    Without a home it is the one in which the file of the error lies.
    """
    if isinstance(error, UnreadableFormError):
        return error.remedy
    home = home or (Home(error.path.parent) if error.path else None)
    is_lost = isinstance(error, DamagedError | DiaryMissingError)
    if home is None or not is_lost or isinstance(error, NotADiaryError):
        return ""
    newest = snapshots.latest_intact(home.snapshots)
    if newest is None:
        helps = isinstance(error, DamagedError) or snapshots.list_snapshots(home.snapshots)
        return "`tracker doctor` says what is wrong." if helps else ""
    return (
        "`tracker doctor` says what is wrong; `tracker restore last` brings back the snapshot of "
        f"{newest.local:%Y-%m-%d %H:%M}."
    )


def _diary_findings(home: Home, size: int) -> tuple[Finding, ...]:
    """Return what is wrong with the diary itself, each with its way back."""
    if size:
        return tuple(_with_remedy(finding, home) for finding in check_diary(home.diary))
    if home.diary.exists() and not home.diary.is_file():
        remedy = "Move it elsewhere; tracker did not make it."
        return (Finding("file", f"{home.diary} is not an ordinary file.", remedy),)
    if not snapshots.list_snapshots(home.snapshots):
        return ()
    what = "is empty" if home.diary.exists() else "is missing"
    message = f"The diary at {home.diary} {what}, but copies of it are there."
    return (_with_remedy(Finding("missing", message), home),)


def _hindrance(home: Home) -> Finding | None:
    """Return why there can be no diary in a home, not even a new one; None where there can."""
    try:
        home.diary.stat()
    except FileNotFoundError:
        for path in (home.diary, home.folder, *home.folder.parents):
            if path.is_symlink() and not path.exists():
                message = f"{path} is a link to {path.readlink()}, which is not there."
                return Finding("file", message, "Bring that back, or remove the link.")
    except NotADirectoryError:
        message = f"{home.folder} cannot be the folder of a diary: a file is in its place."
        return Finding("home", message, "Name a folder with --home or TRACKER_HOME.")
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        message = f"The folder {home.folder} cannot be opened: {reason}."
        return Finding("home", message, "Name another with --home or TRACKER_HOME.")
    if len(os.fsencode(home.diary)) > LONGEST_PATH and not home.diary.exists():
        message = f"The path {home.diary} is too long for a diary."
        return Finding("home", message, "Name another folder with --home or TRACKER_HOME.")
    there = next(path for path in home.folder.parents if path.exists())
    if not home.folder.exists() and not os.access(there, os.W_OK | os.X_OK):
        message = f"The folder {home.folder} cannot be made: {there} is closed to you."
        return Finding("home", message, "Name another with --home or TRACKER_HOME.")
    return None


def _with_remedy(finding: Finding, home: Home) -> Finding:
    """Add the commands that bring a damaged or missing diary back."""
    if finding.remedy or not finding.damage or finding.about == "locked":
        return finding
    ways = []
    if copy := snapshots.latest_intact(home.snapshots):
        ways.append(f"tracker restore last, for the copy of {copy.local:%Y-%m-%d %H:%M}")
    if finding.about != "missing":
        ways.append("tracker restore --salvage, for what can still be read")
    elif copy is None:
        copies = snapshots.list_backups(home.snapshots)
        last = (copies or snapshots.list_snapshots(home.snapshots))[-1].path.stem
        ways.append(f"tracker restore --salvage {last}, for what that copy still holds")
    return replace(finding, remedy=f"Type: {'; or '.join(ways)}.")
