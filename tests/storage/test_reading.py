from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conftest import NOW, new_store
from tests.storage.making import check_in, event, infusion, later, rating, records, write
from tests.strategies import diaries
from tracker.paths import Home
from tracker.records import Assessment, Diary
from tracker.storage import Store

FIRST, LAST = date(2026, 11, 10), date(2026, 11, 20)
BEFORE, AFTER = FIRST - timedelta(days=1), LAST + timedelta(days=1)
DAYS = (BEFORE, FIRST, LAST, AFTER)


def assessment(day: date) -> Assessment:
    return Assessment(id=f"a{day}", day=day, questionnaire="phq-9", total=9, low=0, high=27)


def test_a_window_holds_its_first_and_last_day_and_none_beyond(store: Store) -> None:
    write(
        store,
        Diary(
            check_ins=tuple(check_in(5, day=day, id=f"c{day}") for day in DAYS),
            assessments=tuple(assessment(day) for day in DAYS),
        ),
    )
    diary = store.read(FIRST, LAST)
    assert [c.day for c in diary.check_ins] == [FIRST, LAST]
    assert [a.day for a in diary.assessments] == [FIRST, LAST]


def test_a_window_open_at_one_end_goes_on_to_the_end_of_the_diary(store: Store) -> None:
    write(store, Diary(check_ins=tuple(check_in(5, day=day, id=f"c{day}") for day in DAYS)))
    assert [c.day for c in store.read(first=LAST).check_ins] == [LAST, AFTER]
    assert [c.day for c in store.read(last=FIRST).check_ins] == [BEFORE, FIRST]


def test_a_check_in_in_a_window_has_all_its_ratings(store: Store) -> None:
    rating(store, "anxiety", "sleep").add(one := check_in(5, anxiety=3, sleep=7, day=LAST), NOW, "")
    assert store.read(LAST, LAST).check_ins == (one,)


def test_every_infusion_comes_with_any_window(store: Store) -> None:
    write(store, Diary(infusions=tuple(infusion(day, id=f"i{day}") for day in DAYS)))
    assert [i.day for i in store.read(FIRST, LAST).infusions] == [*DAYS]


def test_an_event_counts_for_a_window_that_it_reaches_into(store: Store) -> None:
    events = (
        event("before", BEFORE, end=BEFORE),
        event("reaches in", BEFORE, end=FIRST),
        event("spans it", BEFORE, end=AFTER),
        event("begins on its last day", LAST),
        event("after", AFTER),
    )
    write(store, Diary(events=events))
    titles = {e.title for e in store.read(FIRST, LAST).events}
    assert titles == {"reaches in", "spans it", "begins on its last day"}


def test_only_a_medicine_without_a_last_day_goes_on(store: Store) -> None:
    write(store, Diary(events=(event("Lithium", BEFORE), event("A cold", BEFORE, kind="illness"))))
    assert [e.title for e in store.read(FIRST, LAST).events] == ["Lithium"]


def test_what_was_removed_is_read_as_it_was_the_latest_first_until_it_is_back(store: Store) -> None:
    rated, given = check_in(5, anxiety=3, note="a walk"), infusion(FIRST)
    rating(store, "anxiety").add(rated, NOW, "one")
    store.add(given, NOW, "one")
    with store.writing(later(1), "a removal") as unit:
        unit.remove(type(rated), rated.id)
    with store.writing(later(2), "a removal") as unit:
        unit.remove(type(given), given.id)
    store.add(check_in(1), later(3), "one that is undone")
    store.undo(later(4))
    assert store.removed() == (given, rated)
    store.add(given, later(5), "its return")
    assert store.removed() == (rated,)
    assert store.read().infusions == (given,)


def test_a_diary_is_invented_as_long_as_it_is_marked_so(store: Store) -> None:
    for invented in (False, True, False):
        with store.writing(NOW, "a mark") as unit:
            unit.set_invented(invented)
        assert (store.read().invented, store.read_setup().invented) == (invented, invented)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(diary=diaries())
def test_any_diary_written_record_by_record_or_at_once_is_read_as_it_was(
    diary: Diary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one, store = (new_store(Home(tmp_path_factory.mktemp("home"))) for _ in range(2))
    write(one, diary)
    assert_same(one.read(), diary)
    with store.writing(NOW, "an import") as unit:
        unit.put_settings(diary.settings, invented=diary.invented)
        unit.put_measures(diary.measures, replace_all=True)
        unit.add_many(records(diary))
    assert_same(store.read(), diary)


def assert_same(ours: Diary, theirs: Diary) -> None:
    assert replace(ours, id=None) == theirs
    # Equal moments may show another clock; the clock on the wall is part of what was written.
    assert [c.at and c.at.isoformat() for c in ours.check_ins] == [
        c.at and c.at.isoformat() for c in theirs.check_ins
    ]
