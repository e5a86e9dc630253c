"""What disks, other programs and bad luck do to a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.conftest import NOW
from tests.storage.making import TODAY, check_in, event, infusion, rating, raw, rows
from tracker.records import Assessment
from tracker.storage import Store
from tracker.storage.connection import key_for_child

PAGE = 4096
SECRET = "a private word"
DAYS = 60
RATED_ONLY = 50
"""The day without mood and note."""


_SIXTY_DAYS: dict[str | None, bytes] = {}
"""The file of a diary that was filled, by its key."""


def filled(store: Store) -> Store:
    """A diary of sixty days and all kinds of records; every note holds the same private word."""
    if content := _SIXTY_DAYS.get(key_for_child()):
        store.home.diary.write_bytes(content)
    else:
        _SIXTY_DAYS[key_for_child()] = _fill(store).home.diary.read_bytes()
    return store


def _fill(store: Store) -> Store:
    rating(store, "anxiety")
    with store.writing(NOW, "many") as unit:
        for n in range(DAYS):
            day = TODAY - timedelta(days=n)
            mood, note = (n % 11, f"{SECRET} {n}") if n != RATED_ONLY else (None, None)
            unit.add(check_in(mood, anxiety=n % 9, id=f"c-{n:03}", day=day, note=note))
        for n in (0, 14):
            unit.add(infusion(TODAY - timedelta(days=n), id=f"i-{n:03}", dose_mg=40.0))
        unit.add(event(id="e"))
        unit.add(
            Assessment(
                id="a", day=TODAY, questionnaire="gad-2", answers=(1, 2), total=3, low=0, high=6
            )
        )
    return store


def behind_its_back(path: Path, table: str, assignment: str) -> None:
    """Change a row as a flipped bit would: without a word to history, and against the rules."""
    with raw(path) as conn:
        (sql,) = conn.execute(
            f"SELECT sql FROM sqlite_schema WHERE name = '{table}_history_update'"
        ).fetchone()
        conn.execute("PRAGMA ignore_check_constraints=ON")
        conn.execute(f"DROP TRIGGER {table}_history_update")
        conn.execute(f"UPDATE {table} SET {assignment}")
        conn.execute(sql)


def first_page_of(path: Path, name: str) -> int:
    """The number, counted from 1, of the page on which a table or an index begins."""
    query = f"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'"
    return int(rows(path, query)[0][0])


def zero_page(path: Path, number: int) -> None:
    content = bytearray(path.read_bytes())
    content[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * 0.9)])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def no_diary(path: Path) -> None:
    path.write_bytes(b"Dear diary, this is no database. " * 150)


def head_flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    content[40] ^= 1  # a locked file begins with a salt, that is found again in its copies
    path.write_bytes(content)


def table_lost(path: Path) -> None:
    zero_page(path, first_page_of(path, "check_in"))


Damage = Callable[[Path], None]
DAMAGES: tuple[Damage, ...] = (cut_short, no_diary, head_flipped, table_lost)
