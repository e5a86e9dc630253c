"""An edit reads, changes only what it was given, and writes, all inside one transaction."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.ciphered import on_both, plain_first
from tests.conftest import NOW
from tests.storage.making import (
    check_in,
    edit_measure,
    event,
    infusion,
    last_change,
    later,
    measure,
    rating,
    rows,
    undone,
)
from tracker.records import (
    Assessment,
    CheckIn,
    Event,
    Infusion,
    Measure,
    SideEffect,
    ValidationError,
)
from tracker.storage import Change, Store
from tracker.storage.errors import NotFoundError
from tracker.storage.transaction import MOST_MEASURES
from tracker.storage.undo import LaterChangeError

FILLED = Assessment(id="a", day=date(2026, 11, 3), questionnaire="isi", total=9, low=0, high=28)
DAY = timedelta(days=1)

EDITS: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "score and note": (check_in(5, anxiety=2, id="c"), {"ratings": {"mood": 8}}, {"note": "x"}),
    "two measures": (check_in(5, id="c"), {"ratings": {"anxiety": 3}}, {"ratings": {"sleep": 7}}),
    "a rating taken away": (
        check_in(5, anxiety=2, id="c"),
        {"ratings": {"anxiety": None}},
        {"ratings": {"sleep": 7}},
    ),
    "dose and status": (infusion(id="i", status="planned"), {"dose_mg": 40}, {"status": "given"}),
    "two side effects": (
        infusion(id="i"),
        {"side_effects": {("nausea", "during"): 2}},
        {"side_effects": {("headache", "after"): 1}},
    ),
    "dose and last day": (event(id="e"), {"dose": "25 mg"}, {"end": date(2026, 12, 1)}),
    "total and day": (FILLED, {"total": 12}, {"day": FILLED.day + DAY}),
}


def both(one: Callable[[], object], other: Callable[[], object]) -> None:
    """Do two things at the same time."""
    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(one), threads.submit(other)]:
            done.result()


def changed(record: Any, fields: dict[str, Any]) -> Any:
    """What an edit of these fields makes of a record, worked out by hand."""
    values = dict(fields)
    if isinstance(record, CheckIn) and "ratings" in values:
        by_key = {r.measure: r.value for r in record.ratings} | values["ratings"]
        rated = [measure(k).rate(v) for k, v in by_key.items() if v is not None]
        values["ratings"] = tuple(rated)
    if isinstance(record, Infusion) and "side_effects" in values:
        by_name = {(e.name, e.when): e.severity for e in record.side_effects}
        by_name |= values["side_effects"]
        values["side_effects"] = tuple(
            SideEffect(name=name, severity=severity, when=when)
            for (name, when), severity in by_name.items()
        )
    return replace(record, **values)


def sorted_effects(record: Any) -> Any:
    if isinstance(record, Infusion):
        effects = tuple(sorted(record.side_effects, key=lambda e: e.name))
        return replace(record, side_effects=effects)
    return record


@plain_first
@pytest.mark.parametrize("what", EDITS)
def test_two_edits_of_different_fields_at_once_both_stay(store: Store, what: str) -> None:
    record, one, other = EDITS[what]
    rating(store, "anxiety", "sleep").add(record, NOW)
    kind, wanted = type(record), changed(changed(record, one), other)
    both(
        lambda: store.edit(later(1), kind, record.id, **one),
        lambda: Store(store.home).edit(later(1), kind, record.id, **other),
    )
    assert sorted_effects(store.get(kind, record.id)) == sorted_effects(wanted)


@on_both
def test_two_edits_of_a_measure_at_once_both_stay(store: Store) -> None:
    rating(store, "anxiety")
    both(
        lambda: edit_measure(store, NOW, "anxiety", label="Worry"),
        lambda: edit_measure(Store(store.home), NOW, "anxiety", active=False),
    )
    found = store.read().measure("anxiety")
    assert (found.label, found.active) == ("Worry", False)


@on_both
def test_two_settings_chosen_at_once_both_stay(store: Store) -> None:
    both(
        lambda: store.edit_settings(NOW, name="K."),
        lambda: Store(store.home).edit_settings(NOW, region="CH"),
    )
    settings = store.read().settings
    assert (settings.name, settings.region) == ("K.", "CH")


def test_an_edit_says_what_it_changed_beside_what_changed_elsewhere(store: Store) -> None:
    store.add(shown := infusion(id="i"), NOW)
    store.edit(later(1), Infusion, "i", dose_mg=40)
    done = store.edit(later(2), Infusion, "i", route="iv", status="given")
    assert done.fields == ("route",)
    assert done.before == replace(shown, dose_mg=40)
    assert done.record == store.get(Infusion, "i") == replace(shown, dose_mg=40, route="iv")


@on_both
def test_an_edit_never_revives_what_was_removed_meanwhile(store: Store) -> None:
    rating(store, "anxiety").add(record := check_in(5, anxiety=2, id="c"), NOW)
    store.remove(later(1), CheckIn, "c")
    before = rows(store.home.diary, "SELECT * FROM history")
    with pytest.raises(NotFoundError) as refused:
        store.edit(later(2), CheckIn, "c", ratings={"mood": 9})
    assert refused.value.removed
    with pytest.raises(NotFoundError), store.writing(later(2), "edit") as transaction:
        transaction.overwrite(record)
    assert store.read().check_ins == ()
    assert rows(store.home.diary, "SELECT * FROM history") == before


def test_what_was_never_there_is_not_found_by_any_call(store: Store) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: store.get(Event, "none"),
        lambda: store.edit(NOW, Event, "none", title="x"),
        lambda: store.remove(NOW, Event, "none"),
        lambda: store.restore(NOW, Event, "none"),
        lambda: edit_measure(store, NOW, "none", label="x"),
    )
    for call in calls:
        with pytest.raises(NotFoundError) as refused:
            call()
        assert not refused.value.removed
    assert last_change(store) is None


def test_removing_a_removed_record_is_refused(store: Store) -> None:
    store.add(record := event(id="e"), NOW)
    assert store.remove(later(1), Event, "e").record == record
    with pytest.raises(NotFoundError):
        store.remove(later(2), Event, "e")
    assert store.restore(later(3), Event, "e").record == record
    assert store.read().events == (record,)


def test_only_ratings_and_side_effects_are_changed_item_by_item(store: Store) -> None:
    store.add(check_in(5, id="c"), NOW)
    store.add(infusion(id="i"), NOW)
    wrong: tuple[tuple[Any, str, str], ...] = (
        *((CheckIn, "c", field) for field in ("note", "side_effects")),
        *((Infusion, "i", field) for field in ("note", "ratings")),
    )
    for kind, record_id, field in wrong:
        changes: dict[str, Any] = {field: {"mood": 3}}
        with pytest.raises(TypeError, match=field):
            store.edit(later(1), kind, record_id, **changes)


def test_a_value_that_cannot_be_changes_nothing(store: Store) -> None:
    store.add(record := infusion(id="i"), NOW)
    with pytest.raises(ValidationError):
        store.edit(later(1), Infusion, "i", route="iv", dose_mg=-1)
    assert store.get(Infusion, "i") == record


def test_an_edit_to_what_is_there_already_is_no_change(store: Store) -> None:
    rating(store, "anxiety").add(check_in(5, anxiety=2, id="c"), NOW)
    before = rows(store.home.diary, "SELECT * FROM history"), last_change(store)
    done = store.edit(later(1), CheckIn, "c", ratings={"mood": 5, "anxiety": 2, "sleep": None})
    assert done.fields == ()
    assert (rows(store.home.diary, "SELECT * FROM history"), last_change(store)) == before


def test_measures_are_put_in_order_and_one_that_another_program_made_follows(store: Store) -> None:
    rating(store, "anxiety", "sleep", "pain")
    with store.writing(later(1), Change("arrange", "measure")) as transaction:
        transaction.arrange_measures(["sleep", "mood", "unheard_of"])
    assert [m.key for m in store.read().measures] == ["sleep", "mood", "anxiety", "pain"]


def test_a_diary_takes_no_more_measures_than_a_person_could_rate(store: Store) -> None:
    assert MOST_MEASURES == 200
    many = [Measure(key=f"m{n}", label=f"M {n}") for n in range(MOST_MEASURES)]
    with pytest.raises(ValidationError), store.writing(NOW, "import") as transaction:
        transaction.put_measures(many)
    assert [m.key for m in store.read().measures] == ["mood"]
    with store.writing(NOW, "import") as transaction:
        transaction.put_measures(many[1:])
    assert len(store.read().measures) == MOST_MEASURES


def test_a_named_change_is_undone_though_another_came_after_it(store: Store) -> None:
    first = store.add(check_in(7, id="here"), NOW)
    store.add(check_in(2, id="elsewhere"), later(1))
    found = store.undo(later(2), first)
    assert found
    assert (found.change.id, found.later) == (first, 1)
    assert (found.change.action, found.change.kind, found.change.key) == ("add", "check_in", "here")
    assert [c.id for c in store.read().check_ins] == ["elsewhere"]
    assert store.undo(later(3), first) is None
    assert undone(store, later(4)) == "add"
    assert store.read().empty


def test_a_change_of_what_a_later_one_changed_cannot_be_undone(
    store: Store,
) -> None:
    first = store.add(record := event(id="e"), NOW)
    other = store.edit(later(1), Event, "e", dose="25 mg").change
    with pytest.raises(LaterChangeError) as refused:
        store.undo(later(2), first)
    assert (refused.value.named.id, refused.value.later.id) == (first, other)
    assert str(refused.value) == "Another change came after that one. Nothing was undone."
    assert store.get(Event, "e") == replace(record, dose="25 mg")
    assert store.undo(later(3), other)
    assert store.undo(later(4), first)
    assert store.read().empty


def test_a_new_measure_that_was_rated_since_is_not_taken_away(store: Store) -> None:
    with store.writing(NOW, Change("add", "measure", "pain")) as transaction:
        transaction.put_measures([measure("pain")])
    store.add(check_in(5, pain=3), later(1))
    with pytest.raises(LaterChangeError):
        store.undo(later(2), transaction.change)
    assert len(store.read().measures) == 2


def test_the_last_change_has_the_record_it_is_about(store: Store) -> None:
    store.add(record := infusion(id="i"), NOW)
    store.remove(later(1), Infusion, "i")
    last = last_change(store)
    assert last
    assert (last.action, last.kind, last.record) == ("remove", "infusion", record)
    assert last.sentence is None


def test_any_later_change_gives_another_token_and_reading_gives_the_same(store: Store) -> None:
    tokens = [store.token()]
    store.read()
    assert store.token() == tokens[0]
    store.add(check_in(id="c"), NOW)
    tokens.append(store.token())
    Store(store.home).edit(later(1), CheckIn, "c", note="from elsewhere")
    tokens.append(store.token())
    assert len(set(tokens)) == 3
    store.home.diary.unlink()
    assert store.token() not in tokens


def test_the_daily_ratings_of_a_measure_are_those_of_the_diary_read_whole(store: Store) -> None:
    rating(store, "anxiety")
    for n in range(12):
        record = check_in(n % 11, anxiety=n / 2, day=NOW.date() - n // 2 * DAY, at=later(n))
        store.add(record, NOW)
    store.remove(NOW, CheckIn, store.read().check_ins[3].id)
    for key in ("mood", "anxiety"):
        whole: dict[date, tuple[float, ...]] = {}
        for record in store.read().check_ins:
            value = record.value(key)
            if value is not None:
                whole[record.day] = (*whole.get(record.day, ()), value)
        assert store.daily_ratings(key) == whole
