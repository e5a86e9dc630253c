"""`tracker restore` as a person meets it: the list, the question, what is said afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, Run
from tests.storage.damage import SECRET, cut_short, filled, table_lost
from tests.storage.making import check_in, infusion, later
from tracker.storage import Store

DAY = timedelta(days=1)


@pytest.fixture
def copies(store: Store) -> Store:
    """One entry more each day, with a copy before each; the last day has an infusion."""
    store.add(check_in(1, id="c-one"), NOW - 2 * DAY, "one")
    store.snapshot(NOW - 2 * DAY, "daily")
    store.add(check_in(2, id="c-two"), NOW - DAY, "one")
    store.add(infusion(id="i-one"), NOW - DAY, "one")
    store.add(check_in(3, id="c-three"), NOW, "one")
    return store


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person sits there who can be asked."""
    monkeypatch.setattr("tracker.cli.asking.can_ask", lambda: True)


def moods(store: Store) -> list[float]:
    return sorted(c.value("mood") or 0 for c in store.read().check_ins)


@pytest.mark.usefixtures("copies")
def test_without_a_name_the_copies_are_listed_newest_last(run: Run) -> None:
    done = run("restore")
    first, *_, last = done.out.splitlines()
    assert first.startswith("Thu 19 Nov 2026 16:40  daily  ")
    assert "1 check-in, 0 infusions  2026-11-19T154000.000000Z.daily" in first
    assert last.startswith("Sat 21 Nov 2026 16:40  daily  ")
    assert "2 check-ins, 1 infusion" in last
    assert "`tracker restore last`" in done.err


@pytest.mark.usefixtures("copies")
def test_scripts_read_the_list_as_json(run: Run) -> None:
    copy = run("restore", "--json").json[0]
    assert (copy["check_ins"], copy["infusions"], copy["sound"]) == (1, 0, True)
    assert Path(copy["path"]).stem == copy["name"]


def test_without_any_copy_the_list_ends_with_3(run: Run) -> None:
    assert run("restore").code == 3
    assert run("restore", "last").code == 3
    assert run("restore", "yesterday").code == 3


@pytest.mark.parametrize(
    "name", ["2 days ago", "2026-11-19", "2026-11-19 16:40", "2026-11-19T154000.000000Z.daily"]
)
def test_a_copy_is_named_by_its_day_its_time_or_its_name(
    run: Run, copies: Store, name: str
) -> None:
    done = run("restore", name, "--yes")
    assert (done.code, moods(copies)) == (0, [1])
    assert done.out.startswith("Restored: 1 check-in, the last Sat 21 Nov 2026; 0 infusions.\n")
    assert ".before-restore.db" in done.out


@pytest.mark.usefixtures("asked")
def test_a_person_is_told_what_would_change_and_asked(run: Run, copies: Store) -> None:
    done = run("restore", "last", stdin=b"n\n")
    assert "2 check-ins, the last Sat 21 Nov 2026; 1 infusion" in done.err
    assert "The diary now: 3 check-ins, the last Sat 21 Nov 2026; 1 infusion" in done.err
    assert (done.code, moods(copies)) == (1, [1, 2, 3])
    assert run("restore", "last", stdin=b"y\n").code == 0
    assert moods(copies) == [1, 2]


def test_without_a_terminal_nothing_is_replaced_unless_it_is_said(run: Run, copies: Store) -> None:
    done = run("restore", "last")
    assert done.code == 2
    assert "Nothing was changed. Add --yes" in done.err
    assert moods(copies) == [1, 2, 3]


def test_a_damaged_diary_is_named_with_the_way_back_and_the_way_works(
    run: Run, copies: Store
) -> None:
    table_lost(copies.home.diary)
    said = run("list")
    assert said.code == 4
    assert "`tracker doctor` says what is wrong; `tracker restore last` brings back" in said.err
    assert run("restore", "last", "--yes").code == 0
    assert "mood 2" in run("list").out


def test_a_damaged_copy_is_listed_as_damaged_and_refused_with_4(run: Run, copies: Store) -> None:
    copy = next(copies.home.snapshots.glob("2026-11-19*"))
    copy.write_bytes(copy.read_bytes()[:9000])
    assert "  damaged  " in run("restore").out.splitlines()[0]
    done = run("restore", "2026-11-19", "--yes")
    assert done.code == 4
    assert "`tracker restore` lists the copies." in done.err


def test_salvage_counts_what_was_saved_and_replaces_nothing_unasked(run: Run, store: Store) -> None:
    cut_short(filled(store).home.diary)
    damaged = store.home.diary.read_bytes()
    done = run("restore", "--salvage")
    assert done.code == 0
    assert "Check-ins: " in done.out
    assert "saved" in done.out
    assert SECRET not in done.out + done.err
    assert store.home.diary.read_bytes() == damaged
    name = Path(done.out.splitlines()[-1].removeprefix("The new copy is ")).stem
    assert run("restore", name, "--yes").code == 0
    assert run("doctor").code == 0


def test_salvage_puts_what_it_saved_in_place_when_it_is_told_to(run: Run, store: Store) -> None:
    table_lost(filled(store).home.diary)
    done = run("restore", "--salvage", "--yes")
    assert "Restored: 60 check-ins" in done.out
    assert len(Store.open(store.home, later(60)).read().check_ins) == 60


def test_the_list_alone_is_json(run: Run) -> None:
    assert run("restore", "last", "--json").code == 2
