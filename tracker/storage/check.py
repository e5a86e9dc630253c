"""Whether a diary is sound, and what around it may damage it or show it to others.

SQLite's own check finds a broken page. It does not find a score that became another score: history
does, which holds the present version of every row a second time.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import shlex
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tracker.paths import (
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    Home,
    half_made_files,
    is_abandoned,
)
from tracker.records.questionnaires import (
    Questionnaire,
    questionnaire_from_values,
    score,
    shipped_questionnaires,
)
from tracker.records.text import count
from tracker.records.validation import ValidationError
from tracker.storage import snapshots
from tracker.storage.connection import (
    SCHEMA_VERSION,
    TABLES_WITH_HISTORY,
    read_header,
    reading,
    tables,
)
from tracker.storage.encryption import unconverted_copies
from tracker.storage.errors import (
    UNREADABLE,
    DamagedError,
    DiaryMissingError,
    LockedError,
    NotADiaryError,
    StorageError,
    damaged,
    own_fault,
)
from tracker.storage.images import as_stored, image_sql, last_images, present_rows, same_image
from tracker.storage.queries import read_diary
from tracker.storage.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about a diary or its surroundings. It never holds what a person wrote."""

    about: str
    """A word for scripts: file, links, values, rules, history, totals, permissions, …"""
    message: str
    """One plain sentence."""
    remedy: str | None = None
    """What would help, as a sentence that may hold a command to type."""
    damage: bool = True
    """Whether the diary is not sound because of it."""


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
        modes = tuple(_mode(home.folder, PRIVATE_DIRECTORY)) if is_folder else ()
        return Health(home, None, None, (), (hindrance, *modes))
    size = home.diary.stat().st_size if home.diary.is_file() else 0
    copies = _own_copies(home)
    return Health(
        home=home,
        size=size or None,
        schema=_schema_version(home.diary) if size else None,
        copies=copies,
        findings=(*_diary(home, size, copies), *check_environment(home, now)),
    )


def advice(error: StorageError, home: Home | None = None) -> str:
    """Return what a person can do whose diary could not be opened; "" for nothing.

    Without a home it is the one in which the file of the error lies.
    """
    home = home or (Home(error.path.parent) if error.path else None)
    is_lost = isinstance(error, DamagedError | DiaryMissingError)
    if home is None or not is_lost or isinstance(error, NotADiaryError):
        return ""
    newest = snapshots.latest_intact(home.snapshots)
    if newest is None:
        return "`tracker doctor` says what is wrong." if isinstance(error, DamagedError) else ""
    return (
        "`tracker doctor` says what is wrong; `tracker restore last` brings back the snapshot of "
        f"{newest.local:%Y-%m-%d %H:%M}."
    )


def explain(error: Exception, diary: Path, *, name: Path | None = None) -> StorageError:
    """Return why the content of a file cannot be read: it is damaged, or tracker is at fault.

    Args:
        error: what reading it raised.
        diary: the file.
        name: what to call it, where it is a copy of another file.
    """
    # An invalid value is not damage: SQLite and the copy of each row in history say that.
    if any(finding.damage and finding.about != "values" for finding in check_diary(diary)):
        return damaged(name or diary)
    return own_fault(name or diary, error)


def _schema_version(diary: Path) -> int | None:
    """Return the version of the schema in a file, None where it cannot be read."""
    with contextlib.suppress(StorageError), reading(diary) as conn:
        return read_header(conn)[1]
    return None


def check_diary(diary: Path) -> tuple[Finding, ...]:
    """Return what is wrong with a diary; nothing, when it is sound. It is only read.

    A check that cannot be finished is itself a finding, and the other checks go on.
    """
    try:
        with reading(diary) as conn:
            conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            conn.text_factory = lambda content: content.decode("utf-8", "replace")
            return tuple(_findings(conn))
    except LockedError as error:
        return (Finding("locked", str(error)),)
    except StorageError as error:
        return (Finding("file", error.cause),)


def _diary(home: Home, size: int, copies: tuple[Snapshot, ...]) -> tuple[Finding, ...]:
    if size:
        return tuple(_with_remedy(finding, home) for finding in check_diary(home.diary))
    if home.diary.exists() and not home.diary.is_file():
        remedy = "Move it elsewhere; tracker did not make it."
        return (Finding("file", f"{home.diary} is not an ordinary file.", remedy),)
    if not copies:
        return ()
    what = "is empty" if home.diary.exists() else "is missing"
    message = f"The diary at {home.diary} {what}, but copies of it are there."
    return (_with_remedy(Finding("missing", message), home),)


def _hindrance(home: Home) -> Finding | None:
    """Return why there can be no diary in a home, not even a new one; None where there can."""
    try:
        home.diary.stat()
    except FileNotFoundError:
        if home.diary.is_symlink():
            message = f"{home.diary} is a link to {home.diary.readlink()}, which is not there."
            return Finding("file", message, "Bring that file back, or remove the link.")
    except NotADirectoryError:
        message = f"{home.folder} cannot be the folder of a diary: a file is in its place."
        return Finding("home", message, "Name a folder with --home or TRACKER_HOME.")
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        message = f"The folder {home.folder} cannot be opened: {reason}."
        return Finding("home", message, "Name another with --home or TRACKER_HOME.")
    there = next(path for path in home.folder.parents if path.exists())
    if not home.folder.exists() and not os.access(there, os.W_OK | os.X_OK):
        message = f"The folder {home.folder} cannot be made: {there} is closed to you."
        return Finding("home", message, "Name another with --home or TRACKER_HOME.")
    return None


def _own_copies(home: Home) -> tuple[Snapshot, ...]:
    """Return the snapshots of the diary, oldest first, without the files of restore and salvage."""
    found = snapshots.list_snapshots(home.snapshots)
    return tuple(copy for copy in found if not copy.is_recovery_file)


def _with_remedy(finding: Finding, home: Home) -> Finding:
    """Add the commands that bring a damaged or missing diary back."""
    if finding.remedy or not finding.damage or finding.about == "locked":
        return finding
    ways = []
    if copy := snapshots.latest_intact(home.snapshots):
        ways.append(f"tracker restore last, for the copy of {copy.local:%Y-%m-%d %H:%M}")
    if finding.about != "missing":
        ways.append("tracker restore --salvage, for what can still be read")
    return replace(finding, remedy=f"Type: {'; or '.join(ways)}.")


def check_environment(home: Home, now: datetime) -> tuple[Finding, ...]:
    """Return findings about the files and folders around a diary."""
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
    copies = _own_copies(home)
    if not copies and home.diary.is_file():
        yield _note("copies", "There is no copy of the diary yet.", "Type: tracker backup")
    elif copies and not snapshots.is_intact(copies[-1].path):
        yield _note(
            "copies",
            f"The last copy, {copies[-1].path.name}, is damaged.",
            "Type: tracker backup, once the diary itself is sound.",
        )


def _locked_otherwise(home: Home) -> Iterator[Finding]:
    """Find what an interrupted `lock` or `unlock` left as it was."""
    if files := unconverted_copies(home):
        without, verb = ("not ", "lock") if home.locked else ("still ", "unlock")
        names = ", ".join(path.name for path in files)
        yield _note(
            "passphrase",
            f"Unlike the diary, {without}under a passphrase: {names}",
            f"Type: tracker {verb}",
        )


def _leftovers(home: Home, now: datetime) -> Iterator[Finding]:
    for folder in (home.folder, home.snapshots, home.reports):
        for path in sorted(half_made_files(folder)):
            if path.is_file() and is_abandoned(path, now.timestamp()):
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


def _note(about: str, message: str, remedy: str) -> Finding:
    return Finding(about, message, remedy, damage=False)


def _findings(conn: sqlite3.Connection) -> Iterator[Finding]:
    is_ours, version = read_header(conn)
    if not is_ours:
        yield Finding("file", "The file is not a tracker diary, or its beginning is damaged.")
        return
    if version > SCHEMA_VERSION:
        yield _note(
            "version",
            f"The diary was made by a newer tracker (schema {version}; this one knows "
            f"{SCHEMA_VERSION}) and may only be read here.",
            "Update tracker to write in it.",
        )
    for check, subject, of_every_version in _CHECKS:
        if version > SCHEMA_VERSION and not of_every_version:
            continue
        try:
            yield from list(check(conn))
        except UNREADABLE:
            yield Finding("file", f"Part of the diary cannot be read: {subject}.")


def _pages(conn: sqlite3.Connection) -> Iterator[Finding]:
    verdicts = [row[0] for row in conn.execute("PRAGMA integrity_check(1000)")]
    if verdicts != ["ok"]:
        yield Finding("file", f"SQLite's check found {count(len(verdicts), 'fault')}.")


def _links(conn: sqlite3.Connection) -> Iterator[Finding]:
    if broken := len(conn.execute("PRAGMA foreign_key_check").fetchall()):
        yield Finding("links", f"{count(broken, 'reference')} to a row that is missing.")


def _rules(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find tables without the rules that fill history, and a history that could be changed."""
    watched = {sql.table for sql in image_sql(conn)}
    existing = tables(conn)
    if lacking := TABLES_WITH_HISTORY & (existing - watched):
        yield Finding(
            "rules", f"Changes are not kept in history for: {', '.join(sorted(lacking))}."
        )
    if missing := TABLES_WITH_HISTORY - existing:
        yield Finding("rules", f"Tables are missing: {', '.join(sorted(missing))}.")
    guards = {row[0] for row in conn.execute(_GUARDS)}
    if not {"history_is_append_only_update", "history_is_append_only_delete"} <= guards:
        yield Finding("rules", "The rules that keep history from being changed are missing.")


def _history(conn: sqlite3.Connection) -> Iterator[Finding]:
    rows = dict.fromkeys(_HISTORY_SAYS, 0)
    for sql in image_sql(conn):
        now, then = present_rows(conn, sql), last_images(conn, sql.table)
        recorded = {name: image for name, image in then.items() if image is not None}
        rows["without"] += sum(name not in then for name in now)
        rows["gone"] += sum(name not in now for name in recorded)
        rows["removed"] += sum(then.get(name, "") is None for name in now)
        both = (name for name in now if name in recorded)
        rows["differs"] += sum(not same_image(now[name], recorded[name]) for name in both)
    for kind, number in rows.items():
        if number:
            yield Finding("history", f"{_HISTORY_SAYS[kind]}: {number:,}.")


def _values(conn: sqlite3.Connection) -> Iterator[Finding]:
    try:
        read_diary(conn)
    except (ValueError, TypeError, LookupError, AttributeError):
        yield Finding("values", "An entry holds a value that tracker never writes.")


def _totals(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find totals that are not their answers added up; an import may have brought them so."""
    forms = _questionnaires(conn)
    wrong = sum(
        not _adds_up(forms[key], answers, total)
        for key, answers, total in conn.execute(_TOTALS)
        if key in forms
    )
    if wrong:
        yield Finding(
            "totals",
            f"Questionnaire totals that differ from what their answers add up to: {wrong:,}.",
            "Compare with the form from your clinic; fill it in again where it is wrong.",
            damage=False,
        )


def _questionnaires(conn: sqlite3.Connection) -> dict[str, Questionnaire]:
    forms = {form.key: form for form in shipped_questionnaires()}
    for key, value in conn.execute(_CLINICS):
        with contextlib.suppress(ValidationError, ValueError):
            forms.setdefault(
                key.removeprefix("questionnaire/"), questionnaire_from_values(json.loads(value))
            )
    return forms


def _adds_up(questionnaire: Questionnaire, answers: str, total: float) -> bool:
    try:
        worked_out = score(questionnaire, json.loads(answers))
    except (ValidationError, ValueError, TypeError):
        return False
    return worked_out is None or as_stored(worked_out) == as_stored(total)


_CHECKS: tuple[tuple[Callable[[sqlite3.Connection], Iterator[Finding]], str, bool], ...] = (
    (_pages, "its pages", True),
    (_links, "the references between its rows", True),
    (_rules, "its tables", False),
    (_history, "its history", False),
    (_values, "its entries", False),
    (_totals, "its questionnaires", False),
)
"""Each check, what it reads, and whether it fits the file of a newer tracker too."""

_HISTORY_SAYS = {
    "differs": "Rows that differ from their history",
    "without": "Rows without history",
    "gone": "Rows that are in history and no longer in the diary",
    "removed": "Rows in the diary that were deleted according to history",
}
_GUARDS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'history'"
_TOTALS = (
    "SELECT questionnaire, answers, total FROM assessment "
    "WHERE deleted_at IS NULL AND answers IS NOT NULL AND total IS NOT NULL"
)
_CLINICS = "SELECT key, value FROM setting WHERE instr(key, 'questionnaire/') = 1"
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
