"""A purged entry is gone: no file under the home holds a byte of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.ciphered import on_both, plain_alone
from tests.conftest import NOW, FillOnce
from tests.storage.damage import first_page_of, zero_page
from tests.storage.making import check_in, diary_id, infusion, later, rating, raw, rows, undone
from tests.storage.test_schema import SCHEMA
from tracker.paths import TEMPORARY_PREFIX, Home
from tracker.records import CheckIn
from tracker.storage import Store, connection
from tracker.storage.check import check_diary
from tracker.storage.errors import LockedError, TooNewError
from tracker.storage.files import leftovers
from tracker.storage.purge import Entry, entries, plan, purge
from tracker.storage.snapshots import list_snapshots

FIRST, SECOND = "the first wording", "the second wording"


@pytest.fixture
def filled(store: Store, fill_once: FillOnce) -> Store:
    """An entry in two wordings among others, in the diary and in copies old and new."""
    fill_once(store.home, "an entry in two wordings", lambda: _fill(store))
    return store


def _fill(store: Store) -> None:
    rating(store, "anxiety")
    store.add(check_in(7, anxiety=4, id="other", note="stays " * 900), NOW, "one")
    store.snapshot(later(1), "before")
    store.add(check_in(2, anxiety=9, id="gone", note=f"{FIRST} " * 900), later(2), "a check-in")
    store.snapshot(later(3), "first")
    with store.writing(later(4), "an edit") as unit:
        unit.overwrite(check_in(2, anxiety=8, id="gone", note=f"{SECOND} " * 900))
    store.add(infusion(id="i"), later(5), "an infusion")
    store.snapshot(later(6), "second")


def reason(copy: Path) -> str:
    return copy.stem.rpartition(".")[2]


def holding(store: Store, words: str) -> list[Path]:
    files = (path for path in store.home.folder.rglob("*") if path.is_file())
    return [path for path in files if words.encode() in path.read_bytes()]


def named(store: Store, record_id: str) -> list[Entry]:
    return [entry for entry in entries(store.home.diary) if entry.id == record_id]


@plain_alone
def test_an_entry_its_former_wordings_and_its_ratings_are_in_no_file_afterwards(
    filled: Store,
) -> None:
    assert len(holding(filled, FIRST)) == 3
    assert len(holding(filled, SECOND)) == 2
    purge(filled.home, plan(filled.home, named(filled, "gone")), later(10))
    assert holding(filled, FIRST) == holding(filled, SECOND) == holding(filled, "gone") == []
    for path in (filled.home.diary, *(copy.path for copy in list_snapshots(filled.home.snapshots))):
        assert check_diary(path) == ()
        assert len(holding(filled, "stays")) == 4


@on_both
def test_all_else_stays_and_history_can_still_only_grow(filled: Store) -> None:
    schema = rows(filled.home.diary, SCHEMA)
    purge(filled.home, plan(filled.home, named(filled, "gone")), later(10))
    assert [c.id for c in filled.read().check_ins] == ["other"]
    assert rows(filled.home.diary, SCHEMA) == schema
    assert undone(filled, later(11)) == "an infusion"
    assert undone(filled, later(12)) == "one"


def test_the_plan_names_the_copies_that_hold_it_and_those_nobody_can_read(filled: Store) -> None:
    broken = filled.snapshot(later(7), "broken")
    broken.write_bytes(broken.read_bytes()[:9000])
    planned = plan(filled.home, named(filled, "gone"))
    assert [reason(copy) for copy in planned.rewritten] == ["first", "second"]
    assert [reason(copy) for copy in planned.removed] == ["broken"]
    purge(filled.home, planned, later(10))
    assert not broken.exists()
    assert holding(filled, FIRST) == []


ELSEWHERE = (
    "diary.sync-conflict-20261121-104512-ABCDEFG.db",
    "diary (conflicted copy 2026-11-21).db",
    "snapshots/my own copy.db",
    "snapshots/copy without an ending",
    "before the move.sqlite",
)


@plain_alone
def test_a_purge_deletes_the_entry_from_a_copy_under_any_name_in_the_home(filled: Store) -> None:
    copies = [filled.home.folder / name for name in ELSEWHERE]
    for copy in copies:
        copy.write_bytes(filled.home.diary.read_bytes())
    planned = plan(filled.home, named(filled, "gone"))
    assert set(planned.rewritten) >= {*copies}
    purge(filled.home, planned, later(10))
    assert holding(filled, FIRST) == holding(filled, SECOND) == []
    for copy in copies:
        assert check_diary(copy) == ()
        assert b"stays" in copy.read_bytes()


def test_a_purge_removes_what_a_killed_program_left_half_made(filled: Store) -> None:
    (filled.home.folder / f"{TEMPORARY_PREFIX}half").write_bytes(FIRST.encode())
    purge(filled.home, plan(filled.home, named(filled, "gone")), later(10))
    assert holding(filled, FIRST) == []


def test_a_half_made_file_that_another_program_finishes_meanwhile_does_not_stop_a_purge(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, page = filled.home.folder / f"{TEMPORARY_PREFIX}half", filled.home.folder / "page.pdf"
    half.write_bytes(b"a page")

    def finished_once_listed(home: Home) -> tuple[Path, ...]:
        listed = leftovers(home)
        if half in listed:
            half.rename(page)
        return listed

    monkeypatch.setattr("tracker.storage.purge.leftovers", finished_once_listed)
    purge(filled.home, plan(filled.home, named(filled, "gone")), later(10))
    assert page.exists()
    assert holding(filled, FIRST) == []


def test_a_purge_removes_what_sqlite_left_beside_a_copy_that_is_gone(filled: Store) -> None:
    left = filled.home.snapshots / "2026-11-21T154000.000000Z.before-restore.db-journal"
    own = filled.home.folder / "my own-journal"
    for path in (left, own):
        path.write_text(FIRST, encoding="utf-8")
    purge(filled.home, plan(filled.home, named(filled, "gone")), later(10))
    assert (left.exists(), own.exists()) == (False, True)


@plain_alone
@pytest.mark.parametrize("everything", [False, True])
def test_a_copy_made_while_the_person_is_asked_does_not_keep_the_entry(
    filled: Store, everything: bool
) -> None:
    gone = entries(filled.home.diary) if everything else named(filled, "gone")
    planned = plan(filled.home, gone, everything=everything)
    copy = filled.snapshot(later(9), "daily")
    purge(filled.home, planned, later(10))
    assert holding(filled, FIRST) == holding(filled, SECOND) == []
    assert copy.exists() is not everything


@plain_alone
def test_a_purge_that_stops_half_way_says_so_and_the_next_one_finishes_it(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0)
    with raw(filled.home.diary) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match=r"diary\.db\. Some files may be done; purge again"):
            purge(filled.home, plan(filled.home, named(filled, "gone")), later(10))
    assert holding(filled, SECOND) == [filled.home.diary]
    purge(filled.home, plan(filled.home, named(filled, "gone")), later(11))
    assert holding(filled, SECOND) == []


@plain_alone
@pytest.mark.parametrize("everything", [False, True])
def test_a_purge_reaches_the_pages_that_another_program_set_free_and_did_not_clear(
    filled: Store, everything: bool
) -> None:
    with raw(filled.home.diary) as other:
        other.execute("PRAGMA secure_delete=OFF")
        other.execute("CREATE TABLE other (word)")
        other.execute("INSERT INTO other VALUES (?)", ("set free " * 2000,))
        other.execute("DROP TABLE other")
    copy = filled.snapshot(later(9), "daily")
    assert set(holding(filled, "set free")) == {copy, filled.home.diary}
    gone = entries(filled.home.diary) if everything else named(filled, "gone")
    purge(filled.home, plan(filled.home, gone, everything=everything), later(10))
    assert holding(filled, "set free") == []


def test_an_entry_that_was_removed_before_can_be_purged(filled: Store) -> None:
    with filled.writing(later(8), "a removal") as unit:
        unit.remove(CheckIn, "gone")
    (entry,) = (entry for entry in entries(filled.home.diary) if entry.removed)
    assert entry.id == "gone"
    purge(filled.home, plan(filled.home, [entry]), later(10))
    assert holding(filled, SECOND) == []


def test_a_copy_with_something_beside_it_and_one_that_is_damaged_go_as_a_whole(
    filled: Store,
) -> None:
    copies = sorted(filled.home.snapshots.glob("*.db"))
    (side := copies[0].with_name(f"{copies[0].name}-journal")).write_bytes(b"x")
    copies[1].write_bytes(copies[1].read_bytes()[:9000])
    planned = plan(filled.home, named(filled, "gone"))
    assert (planned.removed, planned.rewritten) == (tuple(copies[:2]), (copies[2],))
    purge(filled.home, planned, later(10))
    assert [path.exists() for path in (*copies, side)] == [False, False, True, False]


@plain_alone
def test_a_copy_that_is_damaged_where_no_trace_is_goes_as_a_whole_too(filled: Store) -> None:
    *_, copy = sorted(filled.home.snapshots.glob("*.db"))
    zero_page(copy, first_page_of(copy, "infusion"))
    assert plan(filled.home, named(filled, "gone")).removed == (copy,)


def test_a_newer_trackers_diary_is_not_purged(filled: Store) -> None:
    planned = plan(filled.home, named(filled, "gone"))
    with raw(filled.home.diary) as conn:
        conn.execute("PRAGMA user_version=99")
    with pytest.raises(TooNewError, match="to purge anything from it"):
        purge(filled.home, planned, later(10))
    assert {c.id for c in filled.read().check_ins} == {"other", "gone"}


def test_a_purge_of_everything_leaves_a_new_diary_and_another_programs_database(
    filled: Store,
) -> None:
    before, recipes = diary_id(filled), filled.home.folder / "recipes.db"
    with raw(recipes) as conn:
        conn.execute("CREATE TABLE recipe (title TEXT)")
    of_another = recipes.read_bytes()
    purge(filled.home, plan(filled.home, entries(filled.home.diary), everything=True), later(10))
    assert holding(filled, "wording") == holding(filled, "stays") == []
    assert filled.read().empty
    assert [measure.key for measure in filled.read().measures] == ["mood"]
    assert list_snapshots(filled.home.snapshots) == ()
    assert check_diary(filled.home.diary) == ()
    assert diary_id(filled) not in (None, before)
    assert recipes.read_bytes() == of_another
    filled.add(check_in(5), NOW + timedelta(days=1), "one")
    assert len(filled.read().check_ins) == 1
