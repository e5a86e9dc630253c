"""Diaries of one person that were written on two or three machines, and become one again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ciphered import on_both, plain_alone
from tests.conftest import NOW, _blank, new_store
from tests.storage.making import (
    TODAY,
    check_in,
    diary_id,
    edit_measure,
    event,
    infusion,
    later,
    measure,
    rating,
    raw,
    rows,
    undone,
)
from tests.storage.test_schema import built
from tracker.paths import Home
from tracker.records import Assessment, CheckIn, Diary, Event, Rating, Settings, ValidationError
from tracker.storage import Store, Transaction, diff
from tracker.storage.connection import utc_millis
from tracker.storage.diff import MergePlan, RecordVersion, diff_diaries
from tracker.storage.errors import DamagedError, OwnFaultError, TooNewError
from tracker.storage.merge import checked_copy, merge, preview, write_plan
from tracker.storage.queries import read_diary
from tracker.storage.undo import MERGE, undo


def merged(ours: Store, theirs: Store | Path, now: datetime = NOW) -> MergePlan:
    """Merge, unless there is nothing to."""
    file = theirs if isinstance(theirs, Path) else theirs.home.diary
    with checked_copy(ours, file, now) as other:
        found = preview(ours, other)
        return found if found.is_empty else merge(ours, other, now)


def seen(plan: MergePlan) -> list[tuple[str, bool, bool]]:
    """What differs in measures and settings, whether that is shown, and as another scale."""
    definitions = (*plan.measures, *plan.settings)
    return [(d.merged["key"], d.is_visible, d.is_rescaled) for d in definitions]


@pytest.fixture
def other(tmp_path: Path) -> Store:
    """The diary of another machine."""
    return new_store(Home(tmp_path / "other"))


def change(store: Store, record: Any, seconds: float) -> None:
    with store.writing(later(seconds), "an edit") as unit:
        unit.overwrite(record)


def remove(store: Store, record: Any, seconds: float) -> None:
    with store.writing(later(seconds), "a removal") as unit:
        unit.remove(type(record), record.id)


@on_both
def test_what_only_one_machine_knows_is_on_both_afterwards(store: Store, other: Store) -> None:
    store.add(ours := check_in(5), NOW, "a check-in")
    rating(other, "anxiety").add(theirs := check_in(7, anxiety=4), NOW, "a check-in")
    other.add(infusion(), NOW, "an infusion")
    plan = merged(store, other)
    assert (seen(plan), plan.changed_in_both_count) == ([("anxiety", True, False)], 0)
    assert set(store.read().check_ins) == {ours, theirs}
    merged(other, store)
    assert other.read() == store.read()


@pytest.mark.parametrize("last_word", ["here", "there"])
def test_of_two_states_the_later_stays_on_both_and_the_other_can_be_brought_back(
    store: Store, other: Store, last_word: str
) -> None:
    store.add(first := check_in(5, note="before"), NOW, "a check-in")
    merged(other, store)
    for diary, note in ((store, "here"), (other, "there")):
        change(diary, replace(first, note=note), 60 + (note == last_word))
    assert merged(store, other, later(70)).changed_in_both_count == 1
    merged(other, store, later(71))
    stays = replace(first, note=last_word)
    assert store.read().check_ins == other.read().check_ins == (stays,)
    said = {state.record.note for state in store.states(stays) if isinstance(state.record, CheckIn)}
    assert said == {"before", "here", "there"}


def test_a_rating_changed_on_one_machine_alone_is_no_change_in_both(
    store: Store, other: Store
) -> None:
    rating(store, "anxiety").add(first := check_in(5, anxiety=4), NOW)
    merged(other, store)
    store.edit(later(1), CheckIn, first.id, ratings={"anxiety": 6})
    assert merged(other, store, later(2)).changed_in_both_count == 0
    assert merged(store, other, later(3)).is_empty
    assert other.read().check_ins == store.read().check_ins


def test_a_total_with_no_end_changed_on_one_machine_alone_is_no_change_in_both(
    store: Store, other: Store
) -> None:
    store.add(Assessment(id="a", day=TODAY, questionnaire="peg", total=11 / 3, low=0, high=10), NOW)
    merged(other, store)
    store.edit(later(1), Assessment, "a", day=TODAY - timedelta(1))
    assert merged(other, store, later(2)).changed_in_both_count == 0


def test_the_same_edit_on_both_machines_is_no_change_that_is_shown(
    store: Store, other: Store
) -> None:
    store.add(first := event(id="e"), NOW)
    merged(other, store)
    for diary, seconds in ((store, 1), (other, 2)):
        diary.edit(later(seconds), type(first), "e", dose="25 mg")
    plan = merged(store, other, later(3))
    assert (len(plan.records), plan.tallies()) == (1, [])


def test_merging_twice_or_with_oneself_or_with_an_old_copy_adds_nothing(
    store: Store, other: Store
) -> None:
    store.add(first := check_in(5), NOW, "a check-in")
    copy = store.snapshot(later(1), "backup")
    merged(other, store)
    change(store, replace(first, note="here"), 60)
    change(other, replace(first, note="there"), 50)
    merged(store, other, later(70))
    before = rows(store.home.diary, "SELECT * FROM history")
    for file in (other.home.diary, store.home.diary, copy):
        assert merged(store, file, later(80)).is_empty
    assert rows(store.home.diary, "SELECT * FROM history") == before


def test_what_was_removed_later_is_removed_on_both(store: Store, other: Store) -> None:
    store.add(gone := check_in(5), NOW, "a check-in")
    store.add(stays := event(), NOW, "an event")
    merged(other, store)
    remove(store, gone, 60)
    remove(other, stays, 60)
    change(store, changed := replace(stays, dose="25 mg"), 3600)
    assert [(t.action, t.table) for t in merged(other, store).tallies()] == [
        ("add", "event"),
        ("remove", "check_in"),
    ]
    merged(store, other)
    assert store.read() == other.read()
    assert (store.read().check_ins, store.read().events) == ((), (changed,))


def test_a_merge_is_undone_in_one_step_and_can_be_done_again(store: Store, other: Store) -> None:
    store.add(ours := check_in(5), NOW, "a check-in")
    merged(other, store)
    rating(other, "anxiety").add(check_in(7, anxiety=4), later(1), "a check-in")
    change(other, replace(ours, note="said there"), 2)
    before = store.read()
    merged(store, other, later(3))
    assert undone(store, later(4)) == MERGE
    assert store.read() == before
    # Taking it back here is no removal there.
    assert merged(other, store, later(5)).is_empty
    assert merged(store, other, later(6)).changed_in_both_count == 0
    assert store.read().check_ins == other.read().check_ins


def test_an_undone_edit_is_the_later_state_for_every_other_machine(
    store: Store, other: Store
) -> None:
    store.add(first := event(id="e"), NOW)
    store.edit(later(1), type(first), "e", dose="25 mg")
    merged(other, store)
    store.undo(later(2))
    merged(other, store, later(3))
    assert other.read().events == store.read().events == (first,)


def test_a_scale_that_differs_becomes_one_that_holds_both(store: Store, other: Store) -> None:
    pain = measure("pain")
    for diary, scale, value in (
        (store, pain, 10),
        (other, replace(pain, low=-0.5, high=20, step=0.5), 12.5),
    ):
        with diary.writing(NOW, "a measure") as unit:
            unit.put_measures([scale])
        diary.add(check_in(5, pain=value), NOW, "a check-in")
    assert ("pain", True, True) in seen(merged(store, other))
    merged(other, store)
    both = store.read().measure("pain")
    assert (both.low, both.high, both.step) == (-0.5, 20, 0.5)
    assert store.read() == other.read()


DIFFERS: tuple[tuple[dict[str, Any], bool], ...] = (
    *(({"low": -1}, True), ({"high": 11}, True), ({"step": 0.5}, True)),
    *(({"better": "higher"}, True), ({"label": "Zzz"}, False), ({"unit": "zzz"}, False)),
)


def test_a_measure_that_differs_is_shown_and_named_as_another_scale_where_it_is_one(
    store: Store, other: Store
) -> None:
    ours = [replace(measure("pain"), key=f"pain_{n}") for n in range(len(DIFFERS))]
    theirs = [replace(one, **differs) for one, (differs, _) in zip(ours, DIFFERS, strict=True)]
    for seconds, (diary, measures) in enumerate(((store, ours), (other, theirs))):
        with diary.writing(later(seconds), "measures") as unit:
            unit.put_measures(measures)
    assert seen(merged(store, other)) == [
        (f"pain_{n}", True, is_rescaled) for n, (_, is_rescaled) in enumerate(DIFFERS)
    ]
    assert [m for m in store.read().measures if m.key.startswith("pain_")] == theirs


def test_two_scales_of_one_step_keep_it_wherever_they_begin(store: Store, other: Store) -> None:
    for diary, label in ((store, "Ours"), (other, "Theirs")):
        with diary.writing(NOW, "a measure") as unit:
            unit.put_measures([replace(measure("pain"), low=1, high=9, step=4, label=label)])
    assert seen(merged(store, other)) == [("pain", True, False)]
    assert store.read().measure("pain").step == 4


def test_a_change_is_told_with_its_new_day_and_a_removal_with_the_day_it_had_here(
    store: Store, other: Store
) -> None:
    for record_id in ("moved", "removed"):
        store.add(event(id=record_id, start=TODAY), NOW)
    merged(other, store)
    for record_id in ("moved", "removed"):
        other.edit(later(1), Event, record_id, start=TODAY - timedelta(days=3))
    other.remove(later(2), Event, "removed")
    assert [(t.action, t.first, t.last) for t in merged(store, other, later(3)).tallies()] == [
        ("change", TODAY - timedelta(days=3), TODAY - timedelta(days=3)),
        ("remove", TODAY, TODAY),
    ]


def test_which_version_wins_does_not_depend_on_the_order_of_columns() -> None:
    row = {"updated_at": "2026-11-21T15:40:00.000Z", "deleted_at": None, "b": 1, "a": 2}
    turned = dict(reversed(row.items()))
    assert RecordVersion(row).order == RecordVersion(turned).order
    assert diff._order(row) == diff._order(turned)


def test_the_later_choice_of_a_setting_is_the_one_both_have(store: Store, other: Store) -> None:
    for diary, region, seconds in ((store, "CH", 10), (other, "US", 20)):
        with diary.writing(later(seconds), "a setting") as unit:
            unit.put_settings(Settings(region=region, name="K." if seconds == 10 else None))
    assert ("region", True, False) in seen(merged(store, other))
    merged(other, store)
    assert store.read().settings == other.read().settings == Settings(region="US", name="K.")


def test_the_same_choice_on_both_is_no_difference_that_is_shown(store: Store, other: Store) -> None:
    for diary, seconds in ((store, 10), (other, 20)):
        diary.edit_settings(later(seconds), region="CH")
    plan = merged(store, other)
    assert (seen(plan), plan.is_empty) == ([("region", False, False)], False)


def test_a_day_on_which_both_were_given_an_infusion_is_named(store: Store, other: Store) -> None:
    days = [TODAY - timedelta(days=n) for n in range(5)]
    store.add(shared := infusion(days[0], id="shared"), NOW)
    merged(other, store)
    for n, (ours, theirs) in enumerate(
        (("given", "given"), ("planned", "given"), ("given", "cancelled"), ("given", "given")), 1
    ):
        store.add(infusion(days[n], id=f"ours-{n}", status=ours), NOW)
        other.add(infusion(days[n], id=f"theirs-{n}", status=theirs), NOW)
    other.remove(later(1), type(shared), "theirs-4")
    change(other, replace(shared, dose_mg=50), 2)
    plan = merged(store, other, later(3))
    assert plan.possible_duplicate_days == (days[1],)
    assert [(t.action, t.table, t.count, t.first, t.last) for t in plan.tallies()] == [
        ("add", "infusion", 3, days[3], days[1]),
        ("change", "infusion", 1, days[0], days[0]),
    ]


def test_a_setting_chosen_with_a_clock_set_back_is_later_all_the_same(
    store: Store, other: Store
) -> None:
    for seconds, region in ((0, "CH"), (-7200, "US")):
        with store.writing(later(seconds), "a setting") as unit:
            unit.put_settings(Settings(region=region))
        merged(other, store)
    assert other.read().settings.region == "US"


def test_an_invented_diary_never_joins_a_real_one(store: Store, other: Store) -> None:
    with other.writing(NOW, "the demo") as unit:
        unit.put_settings(Settings(), invented=True)
        unit.add(check_in(9))
    for ours, theirs in ((store, other), (other, store)):
        with pytest.raises(ValidationError, match=r"^An invented diary") as refused:
            merged(ours, theirs)
        assert refused.value.field == "invented"
    assert store.read().empty


def test_a_diary_of_the_first_version_is_merged_and_its_file_stays_as_it_is(
    store: Store, tmp_path: Path
) -> None:
    old = built(Home(tmp_path / "old"), 1)
    with raw(old.diary) as conn:
        conn.executescript(
            "INSERT INTO change (at, what) VALUES ('2026-11-20T10:00:00.000Z', 'settings');"
            "INSERT INTO setting VALUES ('region', '\"US\"');"
            "INSERT INTO check_in (id, day, mood, updated_at)"
            " VALUES ('c', '2026-11-20', 4, '2026-11-20T10:00:00.000Z')"
        )
    with store.writing(later(-200_000), "a setting") as unit:
        unit.put_settings(Settings(region="CH"))
    before = old.diary.read_bytes()
    merged(store, old.diary)
    assert [c.value("mood") for c in store.read().check_ins] == [4]
    assert store.read().settings.region == "US", "chosen later than ours"
    assert old.diary.read_bytes() == before
    assert [path.name for path in old.folder.iterdir()] == ["diary.db"]


def stamps(store: Store) -> list[Any]:
    return rows(store.home.diary, "SELECT * FROM stamp WHERE key != 'diary' ORDER BY tbl, key")


def test_undoing_a_merge_gives_measures_and_settings_their_former_moments_back(
    store: Store, other: Store
) -> None:
    rating(store, "anxiety", "pain")
    merged(other, store)
    store.edit_settings(later(10), region="CH", name="K.")
    other.edit_settings(later(20), region="US", theme="paper")
    edit_measure(other, later(20), "anxiety", label="Worry")
    assert not edit_measure(store, later(30), "pain", active=False).active
    before, chosen = store.read(), stamps(store)
    merged(store, other, later(40))
    assert store.read() != before
    store.undo(later(50))
    assert (store.read(), stamps(store)) == (before, chosen)
    # What was chosen last wins on either side, as though the merge had never been.
    merged(other, store, later(60))
    assert (other.read().settings.region, other.read().settings.name) == ("US", "K.")
    assert merged(store, other, later(70)).settings
    assert store.read().settings == other.read().settings
    assert store.read().measures == other.read().measures


def test_two_merged_diaries_have_the_older_ones_id_and_the_plan_says_so(
    store: Store, other: Store
) -> None:
    ours, theirs = diary_id(store), diary_id(other)
    assert ours
    assert theirs
    with other.writing(NOW, "a name") as unit:
        unit.set_diary_id(older := f"00{theirs[2:]}")
    plan = merged(store, other)
    assert plan.diary_id_changed
    assert seen(plan) == [("diary", False, False)]
    assert not merged(other, store).diary_id_changed
    assert diary_id(store) == diary_id(other) == older
    store.undo(later(1))
    assert diary_id(store) == ours


DAMAGE = {
    "UPDATE check_in SET updated_at = 'zzzz'": OwnFaultError,
    "UPDATE check_in SET updated_at = '2200-01-01T00:00:00.000Z'": OwnFaultError,
    "UPDATE check_in SET updated_at = '2026-11-21T15:40:00Z'": OwnFaultError,
    "UPDATE check_in SET day = '1066-10-14'": OwnFaultError,
    "PRAGMA application_id=1": DamagedError,
    "PRAGMA user_version=99": TooNewError,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_is_no_sound_diary_of_ours_is_refused(
    store: Store, other: Store, damage: str
) -> None:
    other.add(check_in(5), NOW, "a check-in")
    with raw(other.home.diary) as conn:
        conn.execute(damage)
    with pytest.raises(DAMAGE[damage]) as refused:
        merged(store, other)
    assert str(other.home.diary) in str(refused.value)
    assert store.read().empty


def test_a_change_of_the_last_year_of_a_diary_is_merged(store: Store, other: Store) -> None:
    other.add(check_in(5), NOW.replace(year=2199), "a check-in")
    merged(store, other)
    assert store.read().check_ins == other.read().check_ins != ()


def test_a_change_made_with_a_clock_set_back_wins_over_what_it_was_made_from(
    store: Store, other: Store
) -> None:
    store.add(first := check_in(5), later(86_400), "a check-in")
    merged(other, store)
    change(other, second := replace(first, note="with the right clock"), 0)
    merged(store, other)
    remove(store, second, 0)
    merged(other, store)
    assert (store.read().check_ins, other.read().check_ins) == ((), ())


@dataclass
class Machine:
    """A diary in memory, and a clock that is off by some hours."""

    conn: sqlite3.Connection
    hours: float

    def unit(self, tick: int, action: str) -> Transaction:
        now = NOW + timedelta(seconds=tick, hours=self.hours)
        logged = self.conn.execute(NOTE, (utc_millis(now), action))
        return Transaction(self.conn, now, int(logged.lastrowid or 0))

    def undo(self, tick: int) -> None:
        undo(self.unit(tick, "undo"), None)

    def merge(self, other: Machine, tick: int = 1000) -> None:
        write_plan(self.unit(tick, MERGE), diff_diaries(self.conn, other.conn))

    def read(self) -> Diary:
        return read_diary(self.conn)


NOTE = "INSERT INTO change (at, what, action) VALUES (?, '', ?)"
WHAT = ("add", "change", "change", "remove", "undo", "measure", "setting", "merge", "merge")
STEPS = st.tuples(
    st.integers(0, 2), st.sampled_from(WHAT), st.integers(0, 5), st.integers(0, 3), st.booleans()
)
SCALES = (
    measure("pain"),
    replace(measure("pain"), high=20, step=0.5, label="Aches"),
    replace(measure("pain"), low=-5, better="higher", active=False),
    measure("anxiety"),
)


def copied(conn: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    copy.row_factory = sqlite3.Row
    conn.backup(copy)
    copy.execute("PRAGMA foreign_keys=ON")
    copy.execute("PRAGMA recursive_triggers=ON")
    return copy


def take(step: Any, number: int, machines: list[Machine]) -> None:
    """One thing that a person does on one machine. No two entries ever say the same."""
    who, what, pick, value, rated = step
    machine, tick = machines[who], number // 3  # machines do things in the same millisecond
    diary = machine.read()
    known = {measure.key: measure for measure in diary.measures}
    scale = SCALES[pick % len(SCALES)]
    extra = [known[scale.key]] if rated and scale.key in known else []
    said = replace(
        check_in(value, id=f"c{pick}", note=f"said {number}"),
        ratings=(Rating("mood", value), *(m.rate(m.high if value else m.low) for m in extra)),
    )
    # A scale that is in use stays as it is.
    used = {end: getattr(known.get(scale.key, scale), end) for end in ("low", "high", "step")}
    chosen = diary.check_ins[pick % len(diary.check_ins)] if diary.check_ins else said
    match what:
        case "add":
            machine.unit(tick, what).add(said)
        case "change" if diary.check_ins:
            machine.unit(tick, what).overwrite(replace(said, id=chosen.id))
        case "remove" if diary.check_ins:
            machine.unit(tick, what).remove(CheckIn, chosen.id)
        case "undo":
            machine.undo(tick)
        case "measure":
            machine.unit(tick, what).put_measures([replace(scale, **used)])
        case "setting":
            machine.unit(tick, what).put_settings(Settings(region=f"{number}"))
        case "merge":
            machine.merge(machines[pick % 3], tick)


@contextmanager
def apart(blank: bytes, hours: tuple[float, ...], steps: list[Any]) -> Iterator[list[Machine]]:
    """Three machines that began with the same diary and then went their own ways."""
    with TemporaryDirectory() as folder:
        (file := Path(folder, "d.db")).write_bytes(blank)
        with closing(sqlite3.connect(file)) as conn:
            machines = [Machine(copied(conn), off) for off in hours]
    try:
        for number, step in enumerate(steps):
            take(step, number, machines)
        yield machines
    finally:
        for machine in machines:
            machine.conn.close()


@contextmanager
def tried(machines: list[Machine]) -> Iterator[None]:
    """Do something that leaves no trace afterwards."""
    for machine in machines:
        machine.conn.execute("BEGIN")
    try:
        yield
    finally:
        for machine in machines:
            machine.conn.execute("ROLLBACK")


ORDERS = ((0, 1, 2), (1, 2, 0), (2, 1, 0))


@plain_alone
@settings(max_examples=12, deadline=None)
@given(
    hours=st.tuples(*[st.sampled_from((0, 0, -2, 5.5, 26))] * 3),
    common=st.lists(STEPS, max_size=4),
    steps=st.lists(STEPS, min_size=8, max_size=30),
)
def test_diaries_written_apart_end_as_one_in_whatever_order_they_are_merged(
    hours: tuple[float, ...], common: list[Any], steps: list[Any]
) -> None:
    together = [(0, *step[1:]) for step in common]
    meet = [(who, "merge", 0, 0, False) for who in (1, 2)]
    with apart(_blank(), hours, [*together, *meet, *steps]) as machines:
        said = [last_said(machine) for machine in machines]
        ends = []
        for one, two, three in ([machines[n] for n in order] for order in ORDERS):
            with tried(machines):
                one.merge(two)
                one.merge(three)
                ends.append(one.read())
                check_kept(one, said)
            with tried(machines):
                two.merge(three)
                one.merge(two)
                three.merge(one)
                ends += [one.read(), three.read()]
        assert all(end == ends[0] for end in ends)


Saying = dict[str, tuple[str, bool, str]]


def last_said(machine: Machine) -> Saying:
    """The stamp of each check-in, whether it is there, and its note."""
    return {row[0]: (row[1], bool(row[2]), row[3]) for row in machine.conn.execute(LAST_SAID)}


LAST_SAID = "SELECT id, updated_at, deleted_at IS NULL, note FROM check_in"
EVER_SAID = "SELECT json_extract(after, '$.note') FROM history WHERE tbl = 'check_in'"


def check_kept(end: Machine, said: list[Saying]) -> None:
    """Whatever was there on any machine is there or was removed later; history has its words."""
    words = {note for (note,) in end.conn.execute(EVER_SAID)}
    now = last_said(end)
    for machine in said:
        for record_id, (stamp, there, note) in machine.items():
            if not there:
                continue
            assert note in words
            removals = [m[record_id] for m in said if record_id in m and not m[record_id][1]]
            assert now[record_id][1] or any(removed >= stamp for removed, _, _ in removals)
