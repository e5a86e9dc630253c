"""What a damaged diary still holds is saved into a new one; the damaged one is only read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ciphered import on_both, plain_alone, plain_first
from tests.conftest import NOW
from tests.storage.damage import (
    DAYS,
    PAGE,
    behind_its_back,
    cut_short,
    filled,
    first_page_of,
    head_flipped,
    no_diary,
    table_lost,
    zero_page,
)
from tests.storage.making import check_in, diary_id, later, rating, raw, rows, undone
from tests.sweep import always
from tracker.paths import TEMPORARY_PREFIX, Home
from tracker.records import CheckIn
from tracker.storage import Store
from tracker.storage.check import check_diary
from tracker.storage.doctor import advice
from tracker.storage.errors import DamagedError, DiaryMissingError, TooNewError
from tracker.storage.salvage import Count, Salvaged, salvage
from tracker.storage.snapshots import list_snapshots


@pytest.fixture
def whole(store: Store) -> Store:
    return filled(store)


def saved(store: Store) -> tuple[Salvaged, dict[str, Count]]:
    """Salvage, and see that the damaged file is as it was and the new one sound."""
    before = store.home.diary.read_bytes()
    done = salvage(store.home, store.home.diary, later(50))
    assert store.home.diary.read_bytes() == before
    assert check_diary(done.path) == ()
    return done, {count.table: count for count in done.counts}


def opened(path: Path) -> Store:
    home = Home(path.parent / "as a home")
    home.folder.mkdir(exist_ok=True)
    home.diary.write_bytes(path.read_bytes())
    return Store.open(home, NOW)


def check_ins(path: Path) -> tuple[CheckIn, ...]:
    return opened(path).read().check_ins


def last_of_history(path: Path, row_id: str) -> tuple[object, ...]:
    query = f"SELECT change, op, before, after FROM history WHERE row_id = '{row_id}'"
    found = rows(path, f"{query} ORDER BY seq DESC LIMIT 1")[0]
    images = [json.loads(image)["mood"] if image else None for image in found[2:]]
    return (*found[:2], *images)


def test_of_a_sound_diary_all_is_saved_with_its_history(whole: Store) -> None:
    done, counts = saved(whole)
    assert opened(done.path).read() == whole.read()
    assert diary_id(opened(done.path)) == diary_id(whole)
    sizes = {"check_in": DAYS, "rating": DAYS, "infusion": 2, "assessment": 1, "event": 1}
    sizes |= {"measure": 2, "setting": 1}
    assert counts == {table: Count(table, size, 0, 0, 0, 0) for table, size in sizes.items()}
    history = "SELECT seq, change, tbl, row_id, op, before, after FROM history ORDER BY seq"
    for query in (history, "SELECT * FROM stamp", "SELECT * FROM change"):
        assert rows(done.path, query) == rows(whole.home.diary, query)


@plain_alone
@pytest.mark.parametrize("damage", [table_lost, head_flipped])
def test_after_damage_at_one_place_all_is_saved(whole: Store, damage: object) -> None:
    before = whole.read().check_ins
    assert callable(damage)
    damage(whole.home.diary)
    done, _ = saved(whole)
    assert check_ins(done.path) == before


@on_both
@pytest.mark.parametrize("place", always(["0.45"], [0.2, 0.45, 0.7, 0.95]))
def test_a_lost_page_loses_nothing(whole: Store, place: float) -> None:
    before = whole.read().check_ins
    zero_page(whole.home.diary, 1 + int(whole.home.diary.stat().st_size / PAGE * place))
    done, _ = saved(whole)
    assert check_ins(done.path) == before


@plain_alone
def test_a_diary_whose_list_of_tables_is_lost_is_read_by_the_list_of_another(whole: Store) -> None:
    before = whole.read().check_ins
    content = whole.home.diary.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    listing = {1, *(n for n, page in enumerate(pages, start=1) if b"CREATE TABLE" in page)}
    assert len(listing) > 1
    for page in listing:
        zero_page(whole.home.diary, page)
    done, _ = saved(whole)
    assert check_ins(done.path) == before


@pytest.mark.parametrize("kind", ["locked"], indirect=True)
def test_a_locked_diary_without_its_first_page_is_reported_with_its_snapshot(
    whole: Store,
) -> None:
    snapshot = whole.snapshot(later(1), "daily")
    zero_page(whole.home.diary, 1)
    with pytest.raises(DamagedError) as refused:
        salvage(whole.home, whole.home.diary, later(50))
    assert "restore last" in advice(refused.value, whole.home)
    assert list_snapshots(whole.home.snapshots)[0].path == snapshot


@plain_first
def test_of_a_diary_cut_short_the_report_says_what_is_lost(whole: Store) -> None:
    content = whole.home.diary.read_bytes()
    whole.home.diary.write_bytes(content[: int(len(content) * 0.85)])
    done, counts = saved(whole)
    count = counts["check_in"]
    assert 0 < count.saved == len(check_ins(done.path)) < DAYS
    assert count.saved + count.lost == DAYS


@plain_alone
def test_what_is_in_no_other_place_comes_from_the_last_sound_copy(whole: Store) -> None:
    before = whole.read().check_ins
    whole.snapshot(later(1), "daily")
    content = whole.home.diary.read_bytes()
    whole.home.diary.write_bytes(content[: int(len(content) * 0.6)])
    done, counts = saved(whole)
    assert check_ins(done.path) == before
    assert counts["check_in"].from_copy > 0


@plain_alone
def test_ratings_between_two_lost_pages_are_saved_though_history_lacks_them(store: Store) -> None:
    names = ("anxiety", "sleep", "pain")
    with rating(store, *names).writing(NOW, "many") as unit:
        unit.add_many([check_in(5, id=f"c-{n:04}", anxiety=3, sleep=3, pain=3) for n in range(200)])
    with raw(store.home.diary) as conn:
        conn.execute("DROP TRIGGER history_is_append_only_delete")
        conn.execute("DELETE FROM history WHERE tbl = 'rating'")
    content = store.home.diary.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    first, _, last = (number for number, page in enumerate(pages) if page.count(b"anxiety") > 9)
    for number in (first, last):
        zero_page(store.home.diary, number + 1)
    _, counts = saved(store)
    assert counts["rating"].saved > 190


def test_a_value_no_form_would_take_is_taken_from_history_instead(whole: Store) -> None:
    before = whole.read().check_ins
    behind_its_back(whole.home.diary, "check_in", "mood = 99 WHERE id = 'c-004'")
    done, counts = saved(whole)
    assert check_ins(done.path) == before
    assert counts["check_in"].from_history == 1


def test_a_measure_that_no_form_would_take_is_taken_from_history_instead(whole: Store) -> None:
    before = whole.read().measures
    long = "label = hex(zeroblob(150)) WHERE key = 'anxiety'"
    behind_its_back(whole.home.diary, "measure", long)
    done, counts = saved(whole)
    assert opened(done.path).read().measures == before
    assert counts["measure"].from_history == 1


def test_an_entry_whose_id_was_broken_is_there_once_and_under_its_own(whole: Store) -> None:
    before = whole.read().check_ins
    with raw(whole.home.diary) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("DROP TRIGGER check_in_history_update")
        conn.execute("UPDATE check_in SET id = 'c!004' WHERE id = 'c-004'")
    done, _ = saved(whole)
    assert check_ins(done.path) == before


def test_a_value_that_differs_from_history_is_saved_and_counted_as_doubtful(whole: Store) -> None:
    behind_its_back(whole.home.diary, "check_in", "mood = 9 WHERE id = 'c-004'")
    done, counts = saved(whole)
    assert counts["check_in"].doubtful == 1
    assert last_of_history(done.path, "c-004") == (None, "U", 4, 9)


def test_an_entry_that_neither_the_file_nor_history_holds_is_counted_as_lost(
    whole: Store,
) -> None:
    behind_its_back(whole.home.diary, "check_in", "mood = 99 WHERE id = 'c-004'")
    with raw(whole.home.diary) as conn:
        conn.execute("DROP TRIGGER history_is_append_only_update")
        conn.execute("UPDATE history SET after = replace(after, '\"mood\":4,', '\"mood\":99,')")
    done, counts = saved(whole)
    count = counts["check_in"]
    assert (count.saved, count.from_history, count.lost) == (DAYS - 1, 0, 1)
    assert last_of_history(done.path, "c-004") == (None, "D", 99, None)


def test_an_entry_that_history_does_not_name_is_in_history_afterwards(whole: Store) -> None:
    with raw(whole.home.diary) as conn:
        conn.execute("DROP TRIGGER history_is_append_only_delete")
        conn.execute("DELETE FROM history WHERE row_id = 'c-004'")
    done, _ = saved(whole)
    assert last_of_history(done.path, "c-004") == (None, "I", None, 4)


def test_mood_comes_first_even_where_nothing_names_it_any_more(whole: Store) -> None:
    with raw(whole.home.diary) as conn:
        conn.execute("DROP TRIGGER measure_history_delete")
        conn.execute("DROP TRIGGER history_is_append_only_delete")
        for table, key in (("measure", "key"), ("history", "row_id"), ("stamp", "key")):
            conn.execute(f"DELETE FROM {table} WHERE {key} = 'mood'")
    done, _ = saved(whole)
    assert rows(done.path, "SELECT key FROM measure ORDER BY position, key") == [
        ("mood",),
        ("anxiety",),
    ]


def test_a_diary_that_lost_its_id_gets_one(whole: Store) -> None:
    with raw(whole.home.diary) as conn:
        conn.execute("DROP TRIGGER history_is_append_only_delete")
        for table, key in (("setting", "key"), ("history", "row_id"), ("stamp", "key")):
            conn.execute(f"DELETE FROM {table} WHERE {key} = 'diary'")
    done, _ = saved(whole)
    assert diary_id(opened(done.path))


def test_where_a_copy_agrees_with_history_the_row_of_history_is_saved(whole: Store) -> None:
    before = whole.read().check_ins
    whole.snapshot(later(1), "daily")
    behind_its_back(whole.home.diary, "check_in", "mood = 9 WHERE id = 'c-004'")
    done, counts = saved(whole)
    assert check_ins(done.path) == before
    assert counts["check_in"].doubtful == 0


def test_what_was_removed_does_not_come_back(whole: Store) -> None:
    whole.snapshot(later(1), "daily")
    with whole.writing(later(2), "a removal") as unit:
        unit.remove(CheckIn, whole.read().check_ins[5].id)
    left = whole.read().check_ins
    zero_page(whole.home.diary, first_page_of(whole.home.diary, "check_in"))
    done, _ = saved(whole)
    assert check_ins(done.path) == left


def test_a_file_without_anything_to_read_is_said_so_and_no_copy_is_made(whole: Store) -> None:
    no_diary(whole.home.diary)
    with pytest.raises(DamagedError, match=r"^Nothing can be read in "):
        salvage(whole.home, whole.home.diary, later(50))
    assert list_snapshots(whole.home.snapshots) == ()
    assert not list(whole.home.snapshots.glob(f"{TEMPORARY_PREFIX}*"))


def test_without_a_file_there_is_nothing_to_save(whole: Store) -> None:
    with pytest.raises(DiaryMissingError, match=r"^There is no file at "):
        salvage(whole.home, whole.home.folder / "nowhere.db", later(50))
    assert list_snapshots(whole.home.snapshots) == ()


@plain_alone
def test_what_a_killed_program_had_half_written_is_undone_from_its_journal(whole: Store) -> None:
    before = whole.read().check_ins
    with raw(whole.home.diary) as conn:
        conn.execute("PRAGMA cache_spill=1")
        conn.execute("PRAGMA cache_size=1")
        conn.execute("BEGIN")
        conn.execute("UPDATE check_in SET note = 'half written'")
        left = {p.name: p.read_bytes() for p in whole.home.folder.glob("diary.db*")}
    assert len(left) == 2
    for name, content in left.items():
        (whole.home.folder / name).write_bytes(content)
    done, _ = saved(whole)
    assert check_ins(done.path) == before


def test_a_row_of_history_that_is_broken_is_left_out(whole: Store) -> None:
    before = whole.read().check_ins
    with raw(whole.home.diary) as conn:
        conn.execute("DROP TRIGGER history_is_append_only_update")
        conn.execute("UPDATE history SET after = 'no JSON' WHERE row_id = 'c-004'")
        conn.execute("UPDATE history SET row_id = 'c-999' WHERE row_id = 'c-005'")
    done, counts = saved(whole)
    assert check_ins(done.path) == before
    assert counts["check_in"] == Count("check_in", DAYS, 0, 0, 0, 0)
    assert rows(done.path, "SELECT 1 FROM history WHERE row_id = 'c-999'") == []


def test_history_stays_though_the_change_that_it_belongs_to_is_lost(whole: Store) -> None:
    whole.edit(later(1), CheckIn, "c-004", note="said anew")
    with raw(whole.home.diary) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("DELETE FROM change WHERE action = 'many'")
    done, _ = saved(whole)
    (kept,) = rows(done.path, "SELECT count(*), count(change) FROM history WHERE tbl = 'check_in'")
    assert kept == (DAYS + 1, 1)


def test_a_newer_trackers_diary_is_left_to_the_newer_tracker(whole: Store) -> None:
    with raw(whole.home.diary) as conn:
        conn.execute("PRAGMA user_version=99")
    with pytest.raises(TooNewError, match="to save what it holds"):
        salvage(whole.home, whole.home.diary, later(50))


def test_what_was_saved_can_be_undone_as_before(whole: Store) -> None:
    cut_short(whole.home.diary)
    done, _ = saved(whole)
    whole.home.diary.write_bytes(done.path.read_bytes())
    assert undone(Store.open(whole.home, later(60)), later(61)) == "many"
