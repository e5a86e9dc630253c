from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from tests.ciphered import on_both
from tests.conftest import NOW, new_store
from tests.storage.making import (
    TODAY,
    check_in,
    event,
    infusion,
    later,
    measure,
    rating,
    records,
    rows,
    undone,
)
from tests.strategies import diaries
from tracker.paths import Home
from tracker.records import BUILTIN_MEASURES, MOOD, Diary, Settings
from tracker.storage import Store, Transaction
from tracker.storage.undo import LaterChangeError

Step = Callable[[Transaction], object]


def do(store: Store, step: Step, what: str = "a change") -> Diary:
    """Make a change and return the diary from before it."""
    before = store.read()
    with store.writing(NOW, what) as unit:
        step(unit)
    return before


def test_in_a_new_diary_there_is_nothing_to_undo(store: Store) -> None:
    assert store.undo(NOW) is None
    assert store.read().measures == (MOOD,)


def test_undo_returns_the_change_that_it_undid(store: Store) -> None:
    store.add(check_in(), NOW, "the check-in for today")
    assert undone(store, later(1)) == "the check-in for today"


RATED = check_in(7, anxiety=4, sleep=6.5, note="before")
STEPS: dict[str, Step] = {
    "an entry": lambda unit: unit.add(check_in(3, anxiety=9)),
    "an edit with ratings": lambda unit: unit.overwrite(check_in(2, sleep=8, id=RATED.id)),
    "a removal": lambda unit: unit.remove(type(RATED), RATED.id),
    "a new measure": lambda unit: unit.put_measures([measure("pain")]),
    "a measure turned off": lambda unit: unit.put_measures(
        [replace(measure("anxiety"), active=False)]
    ),
    "other measures": lambda unit: unit.put_measures([measure("pain"), MOOD], replace_all=True),
    "a setting": lambda unit: unit.put_settings(Settings(name="K."), invented=True),
    "a setting changed": lambda unit: unit.put_settings(Settings(region="US")),
    "an infusion": lambda unit: unit.add(infusion()),
    "an event": lambda unit: unit.add(event()),
    "an import": lambda unit: unit.add_many(
        [check_in(n % 11, sleep=n % 24, id=f"c{n}") for n in range(300)]
    ),
}


def test_undo_gives_back_the_diary_as_it_was_and_again_walks_further_back(store: Store) -> None:
    rating(store, "anxiety", "sleep").add(RATED, NOW, "a check-in")
    do(store, lambda unit: unit.put_settings(Settings(region="CH")))
    states = [do(store, step, what) for what, step in STEPS.items()]
    after = store.read()
    for what, before in reversed([*zip(STEPS, states, strict=True)]):
        assert after != before, what
        assert undone(store, later(60)) == what
        assert (after := store.read()) == before, what


def test_an_undo_is_never_undone(store: Store) -> None:
    store.add(check_in(), NOW, "the first")
    store.add(check_in(), later(1), "the second")
    assert [undone(store, later(n)) for n in range(2, 5)] == ["the second", "the first", None]
    assert store.read().empty


def test_a_change_after_an_undo_is_the_next_to_be_undone(store: Store) -> None:
    for what in ("kept", "taken back"):
        store.add(check_in(), NOW, what)
    store.undo(later(1))
    store.add(check_in(), later(2), "after")
    assert [undone(store, later(n)) for n in range(3, 6)] == ["after", "kept", None]


def test_undoing_an_import_over_a_removed_entry_leaves_it_removed(store: Store) -> None:
    rating(store, "anxiety").add(record := check_in(7, anxiety=4), NOW, "a check-in")
    do(store, lambda unit: unit.remove(type(record), record.id))
    before = do(store, lambda unit: unit.add_many([check_in(3, anxiety=1, id=record.id)]))
    assert len(store.read().check_ins) == 1
    store.undo(later(60))
    assert store.read() == before
    store.undo(later(61))
    assert store.read().check_ins == (record,)


def test_a_scale_on_which_a_later_entry_was_rated_stays(store: Store) -> None:
    rating(store, "anxiety")
    with store.writing(NOW, "a wider scale") as unit:
        unit.edit_measure("anxiety", high=100)
    store.add(check_in(5, anxiety=50), later(1), "an entry")
    with pytest.raises(LaterChangeError):
        store.undo(later(2), unit.change)
    assert [c.value("anxiety") for c in store.read().check_ins] == [50]
    assert undone(store, later(3)) == "an entry"
    assert undone(store, later(4), unit.change) == "a wider scale"
    assert store.read().measure("anxiety").high == 10


@on_both
def test_undo_takes_a_whole_unit_of_work_back(store: Store) -> None:
    days = [TODAY + timedelta(days=n) for n in range(6)]
    with store.writing(NOW, "6 planned infusions") as unit:
        for day in days:
            unit.add(infusion(day, status="planned"))
    store.undo(later(1))
    assert store.read().infusions == ()


def test_what_was_undone_stays_in_history(store: Store) -> None:
    store.add(check_in(note="said once"), NOW, "a check-in")
    store.undo(later(1))
    kept = rows(store.home.diary, "SELECT before FROM history WHERE op = 'U'")
    assert len(kept) == 1
    assert "said once" in kept[0][0]


@hypothesis_settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=diaries(), other=diaries(), third=diaries())
def test_any_three_changes_are_undone_one_by_one(
    one: Diary, other: Diary, third: Diary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = new_store(Home(tmp_path_factory.mktemp("home")))
    with store.writing(NOW, "measures for all") as unit:
        unit.put_measures(BUILTIN_MEASURES)
    states = []
    for diary in (one, other, third):
        states.append(store.read())
        only_known = replace_unknown(diary)
        with store.writing(NOW, "a diary") as unit:
            unit.put_settings(only_known.settings)
            unit.add_many(records(only_known))
    for before in reversed(states):
        if store.read() != before:
            store.undo(NOW)
        assert store.read() == before


def replace_unknown(diary: Diary) -> Diary:
    """The diary without ratings of measures that only it knows."""
    keys = {measure.key for measure in BUILTIN_MEASURES}
    rated = [
        replace(
            c, ratings=tuple(r for r in c.ratings if r.measure in keys), note=c.note or "a note"
        )
        for c in diary.check_ins
    ]
    return replace(diary, check_ins=tuple(rated))
