"""Earlier states of a record, and which records were edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conftest import NOW
from tests.storage.making import check_in, event, infusion, later, rating
from tracker.records import CheckIn, SideEffect
from tracker.storage import Record, StorageError, Store


def changed(store: Store, *states: Record) -> None:
    """Write a record, then each further state of it as a change of its own."""
    store.add(states[0], NOW, "a record")
    for n, state in enumerate(states[1:], start=1):
        with store.writing(later(n), "a change") as unit:
            unit.overwrite(state)


def was(store: Store, record: Record) -> list[Record]:
    return [state.record for state in store.states(record)]


def test_a_record_that_was_never_changed_has_one_state(store: Store) -> None:
    changed(store, first := check_in(7))
    assert was(store, first) == [first]
    assert store.states(first)[0].since == NOW.replace(microsecond=0)
    assert store.edited_ids() == frozenset()


def test_every_earlier_state_of_a_check_in_has_its_ratings(store: Store) -> None:
    rating(store, "anxiety", "sleep")
    first = check_in(7, anxiety=4, sleep=6.5, note="before")
    second = check_in(3, anxiety=4, id=first.id)
    third = replace(second, note="after")
    changed(store, first, second, third)
    assert was(store, third) == [first, second, third]
    assert [state.since for state in store.states(first)] == [
        moment.replace(microsecond=0) for moment in (NOW, later(1), later(2))
    ]
    assert store.edited_ids() == {first.id}


def test_another_check_ins_ratings_are_not_its_own(store: Store) -> None:
    rating(store, "anxiety")
    changed(store, one := check_in(7, anxiety=4, id="c1"))
    changed(store, check_in(2, anxiety=9, id="c10"), check_in(2, anxiety=8, id="c10"))
    assert was(store, one) == [one]
    assert store.edited_ids() == {"c10"}


ADDED: tuple[tuple[Record, Record], ...] = (
    (check_in(7), check_in(7, anxiety=4)),
    (check_in(7), check_in(7, note="a thought")),
    (infusion(status="planned"), infusion(dose_mg=40)),
    (infusion(), infusion(side_effects=(SideEffect(name="x", severity=1),))),
    (event(), event(dose="25 mg")),
)


def test_what_is_added_later_is_no_edit(store: Store) -> None:
    rating(store, "anxiety")
    for number, pair in enumerate(ADDED):
        before, after = (replace(record, id=f"a{number}") for record in pair)
        changed(store, before, after)
        assert store.edited_ids() == frozenset(), after
        assert was(store, after) == [before, after]


CHANGED: tuple[tuple[Record, Record], ...] = (
    (check_in(0), check_in(5)),
    (check_in(7, anxiety=4), check_in(7, anxiety=5)),
    (check_in(7, anxiety=4), check_in(7)),
    (check_in(7, note="x"), check_in(7)),
    (infusion(dose_mg=40), infusion(dose_mg=50)),
    (infusion(), infusion(status="cancelled")),
    (event("Lithium"), event("Lamotrigine")),
)


def test_a_changed_value_is_an_edit_until_it_is_undone(store: Store) -> None:
    rating(store, "anxiety")
    for number, pair in enumerate(CHANGED):
        before, after = (replace(record, id=f"a{number}") for record in pair)
        changed(store, before, after)
        assert store.edited_ids() == {after.id}, after
        store.undo(later(5))
        assert store.edited_ids() == frozenset()


def test_an_undone_removal_is_no_edit_and_is_in_the_history(store: Store) -> None:
    rating(store, "anxiety")
    changed(store, first := check_in(7, anxiety=4))
    with store.writing(later(1), "a removal") as unit:
        unit.remove(type(first), first.id)
    store.undo(later(2))
    assert store.edited_ids() == frozenset()
    states = [(state.record, state.removed) for state in store.states(first)]
    assert states == [(first, False), (first, True), (first, False)]


def test_an_earlier_state_is_restored_as_a_change_that_can_be_undone(store: Store) -> None:
    rating(store, "anxiety")
    first, second = check_in(7, anxiety=4, id="a"), check_in(2, note="worse", id="a")
    changed(store, first, second)
    with store.writing(later(5), "an earlier state") as unit:
        unit.overwrite(store.states(second)[0].record)
    assert store.read().check_ins == (first,)
    assert was(store, first) == [first, second, first]
    store.undo(later(6))
    assert store.read().check_ins == (second,)


def test_a_damaged_history_is_reported(store: Store) -> None:
    changed(store, one := check_in(7))
    assert isinstance(one, CheckIn)
    store.home.diary.write_bytes(b"no diary at all" * 400)
    with pytest.raises(StorageError, match="damaged"):
        store.states(one)
    with pytest.raises(StorageError, match="damaged"):
        store.edited_ids()
