"""Whether the content of a diary is sound.

SQLite's own check finds a broken page. It does not find a score that became another score: history
does, which holds the present version of every row a second time.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.records.questionnaires import score, shipped_questionnaires
from tracker.records.text import count
from tracker.storage.connection import (
    SCHEMA_VERSION,
    TABLES_WITH_HISTORY,
    read_header,
    reading,
    tables,
)
from tracker.storage.errors import (
    INVALID,
    UNREADABLE,
    ClosedError,
    LockedError,
    StorageError,
    UnreadableFormError,
    damaged,
    own_fault,
)
from tracker.storage.images import as_stored, image_sql, last_images, present_rows, same_image
from tracker.storage.preferences import QUESTIONNAIRE, stored_questionnaire
from tracker.storage.queries import read_diary


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


def warning(about: str, message: str, remedy: str) -> Finding:
    """Return a finding that does not make the diary unsound."""
    return Finding(about, message, remedy, damage=False)


def check_diary(diary: Path) -> tuple[Finding, ...]:
    """Return what is wrong with a diary; nothing, when it is sound. It is only read.

    A check that cannot be finished is itself a finding, and the other checks go on.
    """
    try:
        with reading(diary) as conn:
            conn.text_factory = lambda content: content.decode("utf-8", "replace")
            return tuple(_findings(conn))
    except LockedError as error:
        return (Finding("locked", str(error)),)
    except ClosedError as error:
        return (Finding("permissions", error.cause, error.remedy),)
    except StorageError as error:
        return (Finding("file", error.cause),)


def explain(error: Exception, diary: Path, *, name: Path | None = None) -> StorageError:
    """Return why the content of a file cannot be read: it is damaged, or tracker is at fault.

    `name` is what to call it, where it is a copy of another file.
    """
    # An invalid value is not damage: SQLite and the copy of each row in history say that.
    if any(finding.damage and finding.about != "values" for finding in check_diary(diary)):
        return damaged(name or diary)
    return own_fault(name or diary, error)


def _findings(conn: sqlite3.Connection) -> Iterator[Finding]:
    is_ours, version = read_header(conn)
    if not is_ours:
        yield Finding("file", "The file is not a tracker diary, or its beginning is damaged.")
        return
    if version > SCHEMA_VERSION:
        yield warning(
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
    """Find broken pages and indexes, by SQLite's own check."""
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
    for sql in image_sql(conn):
        # answeRs is the same column to SQL, and another one to Python.
        columns = conn.execute(f"SELECT * FROM {sql.table} LIMIT 0").description
        if not set(_IN_IMAGE.findall(sql.image)) <= {column[0] for column in columns}:
            yield Finding("rules", f"The columns are not as history knows them: {sql.table}.")
    guards = {name for (name,) in conn.execute(_GUARDS)}
    if not {"history_is_append_only_update", "history_is_append_only_delete"} <= guards:
        yield Finding("rules", "The rules that keep history from being changed are missing.")


def _history(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find rows that are not as the last image of each in history says."""
    differing = without = gone = deleted = 0
    for sql in image_sql(conn):
        now, then = present_rows(conn, sql), last_images(conn, sql.table)
        recorded = {name: image for name, image in then.items() if image is not None}
        both = now.keys() & recorded.keys()
        differing += sum(not same_image(now[name], recorded[name]) for name in both)
        without += len(now.keys() - then.keys())
        gone += len(recorded.keys() - now.keys())
        deleted += len((now.keys() & then.keys()) - recorded.keys())
    for sentence, number in (
        ("Rows that differ from their history", differing),
        ("Rows without history", without),
        ("Rows that are in history and no longer in the diary", gone),
        ("Rows in the diary that were deleted according to history", deleted),
    ):
        if number:
            yield Finding("history", f"{sentence}: {number:,}.")


def _values(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find values that no form or import would have let in."""
    try:
        read_diary(conn)
    except INVALID:
        yield Finding("values", "An entry holds a value that tracker never writes.")


def _totals(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find clinic's forms that cannot be read, and totals that are not their answers added up.

    An import may have brought such totals.
    """
    forms = {form.key: form for form in shipped_questionnaires()}
    for key, value in conn.execute(_CLINICS):
        name = key.removeprefix(QUESTIONNAIRE)
        with contextlib.suppress(ValueError):  # of what is no JSON, reading itself says so
            try:
                forms[name] = stored_questionnaire(key, json.loads(value))
            except UnreadableFormError as error:
                yield Finding("values", str(error), error.remedy)
    wrong = 0
    for key, answers, total in conn.execute(_TOTALS):
        if key not in forms:
            continue
        try:
            worked_out = score(forms[key], json.loads(answers))
        except (ValueError, TypeError):
            wrong += 1
        else:
            wrong += worked_out is not None and as_stored(worked_out) != as_stored(total)
    if wrong:
        yield warning(
            "totals",
            f"Questionnaire totals that differ from what their answers add up to: {wrong:,}.",
            "Compare with the form from your clinic; fill it in again where it is wrong.",
        )


_CHECKS: tuple[tuple[Callable[[sqlite3.Connection], Iterator[Finding]], str, bool], ...] = (
    (_pages, "its pages", True),
    (_links, "the references between its rows", True),
    (_rules, "its tables", False),
    (_history, "its history", False),
    (_values, "its entries", False),
    (_totals, "its questionnaires", False),
)
"""Each check, what it reads, and whether it fits the file of a newer tracker too."""

_IN_IMAGE = re.compile(r"'(\w+)', \w+\.\"")
_GUARDS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'history'"
_TOTALS = (
    "SELECT questionnaire, answers, total FROM assessment "
    "WHERE deleted_at IS NULL AND answers IS NOT NULL AND total IS NOT NULL"
)
_CLINICS = f"SELECT key, value FROM setting WHERE instr(key, '{QUESTIONNAIRE}') = 1"
