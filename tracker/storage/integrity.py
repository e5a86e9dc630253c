"""Whether a diary is sound: the file, the rows, and what history says the rows must be.

SQLite's own check sees a broken page. It does not see a score that became another score; that
only history shows, which holds every row's present state a second time.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.records.questionnaires import (
    Questionnaire,
    questionnaire_from_values,
    score,
    shipped_questionnaires,
)
from tracker.records.validation import ValidationError
from tracker.storage.connection import APPLICATION_ID, SCHEMA_VERSION, reading
from tracker.storage.errors import UNREADABLE, LockedError, StorageError
from tracker.storage.queries import read_diary
from tracker.storage.versions import WATCHED, tables


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a diary or its surroundings. It never holds what a person wrote."""

    about: str
    """A word for scripts: file, links, values, rules, history, totals, permissions, …"""
    says: str
    """One plain sentence."""
    do: str | None = None
    """What would help, as a sentence that may hold a command to type."""
    damage: bool = True
    """Whether the diary is not sound because of it."""


@dataclass(frozen=True, slots=True)
class Images:
    """How a table's rows look in history: SQL for a row's name there and for its image."""

    table: str
    row_id: str
    image: str


def schema_version(diary: Path) -> int | None:
    """Return the version of the schema in a file, None where it cannot be read."""
    with contextlib.suppress(StorageError), reading(diary) as conn:
        return int(conn.execute("PRAGMA user_version").fetchone()[0])
    return None


def examine(diary: Path) -> tuple[Finding, ...]:
    """Return what is wrong with a diary; nothing, when it is sound. It is only read.

    A check that cannot be finished is itself a finding, and the next one is made all the same.
    """
    try:
        with reading(diary) as conn:
            conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            conn.text_factory = _lenient
            return tuple(_findings(conn))
    except LockedError as error:
        return (Finding("locked", str(error)),)
    except StorageError as error:
        return (Finding("file", error.cause),)


def images(conn: sqlite3.Connection) -> tuple[Images, ...]:
    """Return how history sees each table, as the triggers that fill it say themselves."""
    found = conn.execute(_TRIGGERS).fetchall()
    matches = (_IMAGE.search(str(sql)) for (sql,) in found)
    return tuple(_images_of(match) for match in matches if match)


def present_rows(conn: sqlite3.Connection, of: Images) -> dict[str, str]:
    """Return each row's image by its name in history, as the triggers would write it now."""
    query = f"SELECT {of.row_id}, {of.image} FROM {of.table}"
    return {str(name): str(image) for name, image in conn.execute(query)}


def last_images(conn: sqlite3.Connection, table: str) -> dict[str, str | None]:
    """Return what history says each row is now, None for one that was taken out."""
    return {str(name): image for name, image in conn.execute(_LAST_IMAGES, (table,))}


def same_image(row: str, image: str) -> bool:
    """Whether a row is what history says; a column that came later says nothing against it."""
    if row == image:
        return True
    try:
        now, then = json.loads(row), json.loads(image)
        return all(_plain(now.get(key)) == _plain(value) for key, value in then.items())
    except (ValueError, AttributeError):
        return False


def _findings(conn: sqlite3.Connection) -> Iterator[Finding]:
    (application,) = conn.execute("PRAGMA application_id").fetchone()
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        yield Finding("file", "The file is not a tracker diary, or its beginning is damaged.")
        return
    if version > SCHEMA_VERSION:
        yield _newer(version)
    checks = _ANY_VERSION if version > SCHEMA_VERSION else (*_ANY_VERSION, *_THIS_VERSION)
    for check in checks:
        yield from _made(check, conn)


def _newer(version: int) -> Finding:
    return Finding(
        "version",
        f"The diary was made by a newer tracker (schema {version}; this one knows "
        f"{SCHEMA_VERSION}) and may only be read here.",
        "Update tracker to write in it.",
        damage=False,
    )


Check = Callable[[sqlite3.Connection], Iterator[Finding]]


def _made(check: Check, conn: sqlite3.Connection) -> list[Finding]:
    try:
        return list(check(conn))
    except UNREADABLE:
        return [Finding("file", f"Part of the diary cannot be read: {_SUBJECT[check]}.")]


def _pages(conn: sqlite3.Connection) -> Iterator[Finding]:
    verdicts = [row[0] for row in conn.execute("PRAGMA integrity_check(1000)")]
    if verdicts != ["ok"]:
        yield Finding("file", f"Faults that SQLite finds in the file: {len(verdicts):,}.")


def _links(conn: sqlite3.Connection) -> Iterator[Finding]:
    if broken := len(conn.execute("PRAGMA foreign_key_check").fetchall()):
        yield Finding("links", f"Rows that speak of another that is not there: {broken:,}.")


def _rules(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find tables without the rules that fill history, and a history that could be changed."""
    watched = {of.table for of in images(conn)}
    there = tables(conn)
    if lacking := WATCHED & (there - watched):
        yield Finding(
            "rules", f"Changes are not kept in history for: {', '.join(sorted(lacking))}."
        )
    if missing := WATCHED - there:
        yield Finding("rules", f"Tables are missing: {', '.join(sorted(missing))}.")
    guards = {row[0] for row in conn.execute(_GUARDS)}
    if not {"history_is_append_only_update", "history_is_append_only_delete"} <= guards:
        yield Finding("rules", "The rules that keep history from being changed are missing.")


def _history(conn: sqlite3.Connection) -> Iterator[Finding]:
    rows = dict.fromkeys(_HISTORY_SAYS, 0)
    for of in images(conn):
        now, then = present_rows(conn, of), last_images(conn, of.table)
        lives = {name: image for name, image in then.items() if image is not None}
        rows["without"] += sum(name not in then for name in now)
        rows["gone"] += sum(name not in now for name in lives)
        rows["removed"] += sum(then.get(name, "") is None for name in now)
        both = (name for name in now if name in lives)
        rows["differs"] += sum(not same_image(now[name], lives[name]) for name in both)
    for kind, number in rows.items():
        if number:
            yield Finding("history", f"{_HISTORY_SAYS[kind]}: {number:,}.")


def _values(conn: sqlite3.Connection) -> Iterator[Finding]:
    try:
        read_diary(conn, None, None)
    except (ValueError, TypeError, LookupError, AttributeError):
        yield Finding("values", "An entry holds a value that tracker never writes.")


def _totals(conn: sqlite3.Connection) -> Iterator[Finding]:
    """Find totals that are not their answers added up; an import may have brought them so."""
    known = _questionnaires(conn)
    wrong = sum(
        not _adds_up(known[key], answers, total)
        for key, answers, total in conn.execute(_TOTALS)
        if key in known
    )
    if wrong:
        yield Finding(
            "totals",
            f"Questionnaire totals that differ from what their answers add up to: {wrong:,}.",
            "Compare with the form from your clinic; fill it in again where it is wrong.",
            damage=False,
        )


def _questionnaires(conn: sqlite3.Connection) -> dict[str, Questionnaire]:
    known = {questionnaire.key: questionnaire for questionnaire in shipped_questionnaires()}
    for key, value in conn.execute(_CLINICS):
        with contextlib.suppress(ValidationError, ValueError):
            known.setdefault(
                key.removeprefix("questionnaire/"), questionnaire_from_values(json.loads(value))
            )
    return known


def _adds_up(questionnaire: Questionnaire, answers: str, total: float) -> bool:
    try:
        worked_out = score(questionnaire, json.loads(answers))
    except (ValidationError, ValueError, TypeError):
        return False
    return worked_out is None or _plain(worked_out) == _plain(total)


def _plain(value: Any) -> Any:
    # Versions of SQLite write a number into JSON with 15 digits or with 17.
    return f"{value:.15g}" if isinstance(value, int | float) else value


def _images_of(match: re.Match[str]) -> Images:
    table, row_id, image = match.groups()
    return Images(table, row_id.replace("NEW.", f"{table}."), image.replace("NEW.", f"{table}."))


def _lenient(content: bytes) -> str:
    return content.decode("utf-8", "replace")


_ANY_VERSION: tuple[Check, ...] = (_pages, _links)
_THIS_VERSION: tuple[Check, ...] = (_rules, _history, _values, _totals)
_SUBJECT: dict[Check, str] = {
    _pages: "its pages",
    _links: "what one row says of another",
    _rules: "its tables",
    _history: "its history",
    _values: "its entries",
    _totals: "its questionnaires",
}
_HISTORY_SAYS = {
    "differs": "Rows that differ from what history says of them",
    "without": "Rows without history",
    "gone": "Rows that history has and the diary has not",
    "removed": "Rows that are there though history says they were taken out",
}
_IMAGE = re.compile(
    r"AFTER INSERT ON (\w+)\s.*?FROM change\), '\1', (.+?), 'I', NULL, (json_object\(.*\))\s*\);",
    re.S,
)
_GUARDS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'history'"
_TRIGGERS = (
    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_history\\_insert' "
    "ESCAPE '\\' ORDER BY rootpage, rowid"
)
_LAST_IMAGES = (
    "SELECT row_id, after FROM history "
    "WHERE seq IN (SELECT max(seq) FROM history WHERE tbl = ? GROUP BY row_id)"
)
_TOTALS = (
    "SELECT questionnaire, answers, total FROM assessment "
    "WHERE deleted_at IS NULL AND answers IS NOT NULL AND total IS NOT NULL"
)
_CLINICS = "SELECT key, value FROM setting WHERE instr(key, 'questionnaire/') = 1"
