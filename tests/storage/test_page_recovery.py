"""Two bad pages cost the rows on them, and no row between them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from tests.ciphered import plain_alone
from tests.storage.damage import PAGE, zero_page
from tests.storage.making import raw
from tracker.storage import page_recovery
from tracker.storage.connection import Row, tables
from tracker.storage.page_recovery import (
    names_in_index,
    open_damaged,
    rows_by_key,
    rows_by_rowid,
)

pytestmark = plain_alone

SCHEMA = """
CREATE TABLE numbered (id TEXT PRIMARY KEY, filler TEXT);
CREATE TABLE named (one TEXT, other TEXT, filler TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
"""
NAMES = list(product((f"{n:03}" for n in range(300)), "ab"))
LEAF_OF = {"numbered": 13, "named": 10}
FILLER = "filler" * 25


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with raw(path := tmp_path / "file.db") as conn:
        conn.executescript(SCHEMA)
        conn.execute("BEGIN")  # or each of the rows is written to the disk by itself
        conn.executemany("INSERT INTO named VALUES (?, ?, ?)", [(*n, FILLER) for n in NAMES])
        numbered = [("".join(name), FILLER) for name in NAMES]
        conn.executemany("INSERT INTO numbered VALUES (?, ?)", numbered)
        conn.execute("COMMIT")
    return path


def lose(path: Path, table: str) -> list[str]:
    """Lose two pages in the middle of a table; the names of the rows that are still there."""
    content = path.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    numbers = [n for n, page in enumerate(pages) if page[0] == LEAF_OF[table] and b"fill" in page]
    for number in (numbers[2], numbers[-3]):
        zero_page(path, number + 1)
    where = "one = ? AND other = ?" if table == "named" else "rowid = ?"
    keys = NAMES if table == "named" else [(n,) for n in range(1, len(NAMES) + 1)]
    with closing(open_damaged(path)) as conn:
        query = f"SELECT filler FROM {table} WHERE {where}"
        left = [n for n, key in zip(NAMES, keys, strict=True) if is_there(conn, query, key)]
    assert 500 < len(left) < 580
    return ["".join(name) for name in left]


def is_there(conn: sqlite3.Connection, query: str, key: tuple[object, ...]) -> bool:
    try:
        return conn.execute(query, key).fetchone() is not None
    except sqlite3.DatabaseError:
        return False


def read(path: Path, table: str) -> list[Row]:
    with closing(open_damaged(path)) as conn:
        assert tables(conn) == {"numbered", "named"}
        if table == "numbered":
            return rows_by_rowid(conn, table, path.stat().st_size)
        return rows_by_key(conn, table, ("one", "other"), NAMES)


def names(rows: list[Row]) -> list[str]:
    assert {row["filler"] for row in rows} == {FILLER}
    return [row.get("id") or row["one"] + row["other"] for row in rows]


@pytest.mark.parametrize("table", LEAF_OF)
def test_two_lost_pages_cost_the_rows_on_them_and_none_between(file: Path, table: str) -> None:
    whole = names(read(file, table))
    assert whole == ["".join(name) for name in NAMES]
    left = lose(file, table)
    assert sorted(names(read(file, table))) == left


def test_after_too_many_rows_that_cannot_be_read_the_search_ends(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = lose(file, "numbered")
    for most in (40, 5):
        monkeypatch.setattr(page_recovery, "_MOST_REFUSALS", most)
        found = set(names(read(file, "numbered")))
        assert {left[0], left[-1]} < found <= set(left)
        assert (left[len(left) // 2] in found) == (most == 40)


@pytest.mark.parametrize(("lost", "named"), [(0, "299b"), (-1, "000a")])
def test_an_index_that_lost_a_page_still_names_the_rows_before_and_after_it(
    file: Path, lost: int, named: str
) -> None:
    content = file.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    leaves = [n for n, page in enumerate(pages) if page[0] == LEAF_OF["named"]]
    index = [n for n in leaves if b"fill" not in pages[n]]
    assert len(index) > 1
    zero_page(file, index[lost] + 1)
    with closing(open_damaged(file)) as conn:
        found = names_in_index(conn, "numbered", "id")
    assert found < {"".join(name) for name in NAMES}
    assert named in found


def test_a_page_that_points_back_to_an_earlier_one_ends_the_walk() -> None:
    rows = "WITH RECURSIVE n(_n) AS (SELECT 1 UNION ALL SELECT _n % 3 + 1 FROM n) SELECT _n FROM n"
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.row_factory = sqlite3.Row
        found, whole = page_recovery._walk(conn, rows)
    assert ([row["_n"] for row in found], whole) == ([1, 2, 3], False)


def test_an_index_still_names_the_rows_that_its_table_lost(file: Path) -> None:
    lose(file, "numbered")
    with closing(open_damaged(file)) as conn:
        assert names_in_index(conn, "numbered", "id") == {"".join(name) for name in NAMES}
