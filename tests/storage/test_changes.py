from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.ciphered import on_both
from tests.conftest import NOW
from tests.storage.making import (
    check_in,
    diary_id,
    digest,
    edit_measure,
    infusion,
    last_change,
    later,
    measure,
    rating,
    rows,
)
from tracker.records import MOOD, CheckIn, Settings, ValidationError
from tracker.storage import Store, Transaction
from tracker.storage.errors import NotFoundError


def test_a_new_diary_rates_mood_and_holds_nothing(store: Store) -> None:
    diary = store.read()
    assert diary.empty
    assert diary.measures == (MOOD,)
    assert diary.id == diary_id(store)
    assert diary.id
    assert diary.settings == Settings()


def test_a_changed_check_in_has_its_new_ratings_and_no_other(store: Store) -> None:
    before = check_in(7, anxiety=4, sleep=6.5)
    rating(store, "anxiety", "sleep").add(before, NOW, "a check-in")
    after = check_in(6, sleep=8, id=before.id, note="later that night")
    with store.writing(later(60), "an edit") as unit:
        unit.overwrite(after)
    assert store.read().check_ins == (after,)


def test_what_was_removed_is_gone_and_the_rest_stays(store: Store) -> None:
    gone, stays = infusion(date(2026, 11, 1)), infusion(date(2026, 11, 5))
    for record in (gone, stays):
        store.add(record, NOW, "an infusion")
    with store.writing(later(60), "a removal") as unit:
        unit.remove(type(gone), gone.id)
    assert store.read().infusions == (stays,)


@on_both
def test_what_was_removed_comes_back_under_its_id_as_it_is_now(store: Store) -> None:
    rating(store, "anxiety").add(before := check_in(7, anxiety=4), NOW, "a check-in")
    with store.writing(later(1), "a removal") as unit:
        unit.remove(type(before), before.id)
    again = replace(before, note="found on paper")
    with store.writing(later(2), "an import") as unit:
        unit.add_many([again])
    assert store.read().check_ins == (again,)


@on_both
def test_a_unit_of_work_that_stops_half_way_leaves_nothing(store: Store) -> None:
    before = digest(store.home.diary)
    with pytest.raises(ValidationError), store.writing(NOW, "two records") as unit:
        add_and_stop(unit, ValidationError("day", "The second of two could not be."))
    assert digest(store.home.diary) == before


def test_ctrl_c_in_a_unit_of_work_leaves_nothing(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.writing(NOW, "a record") as unit:
        add_and_stop(unit, KeyboardInterrupt())
    assert store.read().empty


def add_and_stop(unit: Transaction, why: BaseException) -> None:
    unit.add(check_in())
    raise why


def test_a_unit_of_work_sees_what_it_wrote(store: Store) -> None:
    with store.writing(NOW, "a record") as unit:
        unit.add(record := check_in())
        assert unit.read().check_ins == (record,)
        assert store.read().empty


def test_a_unit_of_work_in_which_nothing_happens_is_no_change(store: Store) -> None:
    with store.writing(NOW, "nothing"):
        pass
    assert store.undo(NOW) is None
    assert rows(store.home.diary, "SELECT * FROM change WHERE action != 'upgrade'") == []


def test_writing_what_is_there_already_is_no_change(store: Store) -> None:
    rating(store, "anxiety").add(record := check_in(7, anxiety=4), NOW, "a check-in")
    settings = Settings(name="K.")
    with store.writing(NOW, "a name") as unit:
        unit.put_settings(settings)
    noted = "SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM history)"
    before = rows(store.home.diary, noted)
    with store.writing(later(60), "the same again") as unit:
        unit.overwrite(record)
        unit.put_measures([MOOD, measure("anxiety")])
        unit.put_settings(settings)
    assert rows(store.home.diary, noted) == before


def test_each_state_of_a_record_is_stamped_later_than_the_one_before(store: Store) -> None:
    store.add(record := check_in(5), NOW, "a check-in")
    stamps = [updated_at(store)]
    for mood in (6, 7):
        with store.writing(later(-3600), "an edit with a clock set back") as unit:
            unit.overwrite(record := check_in(mood, id=record.id))
        stamps.append(updated_at(store))
    assert stamps == sorted(set(stamps))


def updated_at(store: Store) -> str:
    ((stamp,),) = rows(store.home.diary, "SELECT updated_at FROM check_in")
    return str(stamp)


def test_a_change_is_named_by_what_was_done_and_to_what(store: Store) -> None:
    store.add(record := check_in(5, id="c"), NOW)
    store.edit(later(1), CheckIn, record.id, note="a walk")
    store.remove(later(2), CheckIn, record.id)
    store.restore(later(3), CheckIn, record.id)
    edit_measure(store, later(4), "mood", label="Mood today")
    store.undo(later(5))
    query = "SELECT action, kind, key, records FROM change WHERE kind IS NOT NULL"
    entry = [(action, "check_in", "c", 1) for action in ("add", "edit", "remove", "restore")]
    assert rows(store.home.diary, query) == [*entry, ("edit", "measure", "mood", 1)]
    assert rows(store.home.diary, "SELECT action FROM change ORDER BY id DESC")[0] == ("undo",)


def test_a_store_says_whether_anything_was_written_through_it(store: Store) -> None:
    assert (store.read().empty, store.wrote) == (True, False)
    with pytest.raises(NotFoundError):
        store.remove(NOW, CheckIn, "none")
    assert not store.wrote
    store.add(check_in(), NOW)
    assert store.wrote
    assert not Store(store.home).wrote


def test_a_setting_that_was_chosen_alone_is_named_by_its_change(store: Store) -> None:
    for changes, key in (({"name": "K."}, "name"), ({"name": "L.", "region": "CH"}, None)):
        number = store.edit_settings(NOW, **changes)
        last = last_change(store)
        assert last
        assert (last.id, last.kind, last.key) == (number, "setting", key)


def test_a_new_measure_stands_behind_those_there_are(store: Store) -> None:
    rating(store, "sleep", "anxiety")
    rating(store, "pain", "sleep")
    assert [m.key for m in store.read().measures] == ["mood", "sleep", "anxiety", "pain"]


def test_measures_put_in_place_of_all_keep_those_that_were_rated(store: Store) -> None:
    rating(store, "sleep", "anxiety").add(check_in(5, anxiety=3), NOW, "a check-in")
    with store.writing(later(1), "other measures") as unit:
        unit.put_measures([measure("pain"), MOOD], replace_all=True)
    assert [m.key for m in store.read().measures] == ["pain", "mood", "anxiety"]
