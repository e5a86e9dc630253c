from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW, FillOnce, Run, new_store
from tests.storage.making import TODAY, check_in, infusion, later, measure
from tracker.paths import Home
from tracker.records import CheckIn
from tracker.storage import Store
from tracker.storage.snapshots import list_snapshots

SECRET = "a private word"


@pytest.fixture
def laptop(store: Store, tmp_path: Path, fill_once: FillOnce) -> Path:
    """Another machine's diary; it knows three check-ins, an infusion and a measure more."""
    there = Home(tmp_path / "laptop")
    fill_once(Home(tmp_path), "a laptop", lambda: _fill(store, new_store(there)))
    return there.diary


def _fill(store: Store, there: Store) -> None:
    for diary in (store, there):
        diary.add(FIRST, NOW, "a check-in")
    with there.writing(later(60), "a week") as unit:
        unit.put_measures([measure("anxiety")])
        for days in range(1, 4):
            unit.add(check_in(7, anxiety=4, day=TODAY - timedelta(days=days)))
        unit.add(infusion(YESTERDAY, note=SECRET))
        unit.overwrite(check_in(6, id=FIRST.id))


FIRST = check_in(5)
YESTERDAY = TODAY - timedelta(days=1)


def test_a_dry_run_says_in_words_what_would_happen_and_does_nothing(
    run: Run, store: Store, laptop: Path
) -> None:
    store.add(infusion(YESTERDAY), NOW, "an infusion")
    before = store.read()
    done = run("merge", str(laptop), "--dry-run")
    assert done.out.splitlines() == [
        "Would add 3 entries: Wed 18 Nov 2026 to Fri 20 Nov 2026.",
        "Would add 1 infusion: Fri 20 Nov 2026.",
        "Would change 1 entry: Sat 21 Nov 2026.",
        "Would add the measure Anxiety, 0–10, 0 best.",
        "Both diaries have an infusion of their own on Fri 20 Nov 2026, and both stay. "
        "If it was one, remove the other: `tracker infusion remove` lists them.",
    ]
    assert (done.code, SECRET in done.out + done.err) == (0, False)
    assert store.read() == before
    assert [path.name for path in store.home.folder.glob(".*")] == []


def test_a_merge_takes_a_copy_first_and_is_undone_in_one_step(
    run: Run, store: Store, laptop: Path
) -> None:
    before = store.read()
    content = laptop.read_bytes()
    done = run("merge", str(laptop))
    assert (done.code, done.out.splitlines()[0][:17]) == (0, "Added 3 entries: ")
    assert store.read() == Store.open(Home(laptop.parent), NOW).read()
    assert laptop.read_bytes() == content
    assert "merge" in [copy.reason for copy in list_snapshots(store.home.snapshots)]
    assert "merge" in run("undo").out
    assert store.read() == before


def test_a_person_is_shown_what_a_merge_would_do_and_may_say_no(
    run: Run, store: Store, laptop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    before = store.read()
    done = run("merge", str(laptop), stdin=b"n\n")
    assert (done.code, done.out) == (1, "")
    assert "Would add 3 entries: Wed 18 Nov 2026 to Fri 20 Nov 2026.\n" in done.err
    assert "Merge?" in done.err
    assert store.read() == before
    assert run("merge", str(laptop), stdin=b"\n").code == 0
    assert len(store.read().check_ins) == 4
    again = run("merge", str(laptop))
    assert (again.code, "Merge?" in again.err) == (0, False)


def test_the_same_file_again_is_nothing_new(run: Run, laptop: Path) -> None:
    run("merge", str(laptop))
    done = run("merge", str(laptop))
    assert (done.code, done.out) == (0, "There is nothing new in the file.\n")
    assert run("merge", str(laptop), "--json").json["change"] is None


_id = itemgetter("id")


def test_a_merge_as_json(run: Run, laptop: Path) -> None:
    found = run("merge", str(laptop), "--json").json
    assert found["records"][0] == {
        "does": "add",
        "kind": "check-in",
        "count": 3,
        "first": "2026-11-18",
        "last": "2026-11-20",
    }
    assert (found["dry_run"], found["measures"]) == (False, ["anxiety"])
    assert (found["changed_in_both"], found["infusions_in_both"]) == (0, [])
    here = [*run("list", "--json").json, *run("infusion", "list", "--json").json]
    assert (found["saved"], found["removed"]) == (here, [])
    undone = run("undo", str(found["change"]), "--json").json["undone"]
    assert sorted(undone, key=_id) == sorted(here, key=_id)
    assert len(run("list", "--json").json) == 1


def test_a_removal_that_a_merge_brings_is_in_its_json(run: Run, laptop: Path) -> None:
    run("merge", str(laptop))
    before = run("list", "--json").json
    there = Store.open(Home(laptop.parent), NOW)
    there.remove(later(100), CheckIn, FIRST.id)
    done = run("merge", str(laptop), "--json").json
    assert (done["saved"], done["removed"]) == ([], [before[-1]])
    dry = run("merge", str(laptop), "--json", "--dry-run").json
    assert (dry["change"], dry["saved"], dry["removed"]) == (None, [], [])


def test_what_differs_in_scale_or_settings_or_on_both_sides_is_said(
    run: Run, store: Store, laptop: Path
) -> None:
    with Store.open(Home(laptop.parent), NOW).writing(later(70), "settings") as unit:
        for key, value in {
            "region": "CH",
            "contacts": {},
            "name": "K.",
            "day_starts_at": "03:00",
            "questionnaire/calm": {},
            "mood_only": True,
            "theme": "plain",
            "offer_questionnaires_after": 2,
            "first_questions_asked": True,
            "import_map/one": {},
            "import_map/other": {},
        }.items():
            unit.put_setting(key, value)
    with store.writing(later(80), "settings") as unit:
        unit.put_measures([replace(measure("anxiety"), high=100)])
        unit.overwrite(check_in(9, id=FIRST.id))
    said = run("merge", str(laptop), "--dry-run").out
    assert "Anxiety is 0–100, 0 best here and 0–10, 0 best in the file; it would be 0–100" in said
    (taken,) = (line for line in said.splitlines() if line.startswith("Would take over"))
    listed = taken.removeprefix("Would take over from the file: ").rstrip(".").split(" and ")
    assert sorted([*listed[0].split(", "), *listed[1:]]) == [
        "that the first questions were asked",
        "the clinic's form of calm",
        "the colours",
        "the region",
        "the start of the day",
        "what the columns of a table are",
        "when questionnaires are offered",
        "whether an entry is mood alone",
        "your name",
        "your own contacts",
    ]
    assert "1 entry changed in both diaries; the later change stays" in said
    done = run("merge", str(laptop)).out
    assert "\nTook over from the file: " in done
    assert "Anxiety was 0–100, 0 best here and 0–10, 0 best in the file; it is now 0–100" in done


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        (
            {"high": 100},
            "0–100, 0 best here and 0–10, 0 best in the file; it would be 0–100, 0 best, to hold "
            "both.",
        ),
        (
            {"step": 0.5},
            "0–10, 0 best, in steps of 0.5, here and 0–10, 0 best, in steps of 1, in the file; "
            "it would be 0–10, 0 best, in steps of 0.5, to hold both.",
        ),
        (
            {"better": "higher"},
            "0–10, 10 best here and 0–10, 0 best in the file; it would be 0–10, 10 best, as it "
            "was last defined.",
        ),
    ],
)
def test_two_scales_of_a_measure_are_told_by_what_they_differ_in(
    run: Run, store: Store, laptop: Path, ours: dict[str, Any], said: str
) -> None:
    with store.writing(later(80), "a measure") as unit:
        unit.put_measures([replace(measure("anxiety"), **ours)])
    assert f"Anxiety is {said}" in run("merge", str(laptop), "--dry-run").out.splitlines()


@pytest.mark.parametrize(
    ("content", "code"), [(None, 1), (b"day,mood\n2026-11-20,7\n", 4), (b"", 4)]
)
def test_a_file_that_is_no_diary_is_refused_in_one_sentence(
    run: Run, store: Store, tmp_path: Path, content: bytes | None, code: int
) -> None:
    path = tmp_path / "file.db"
    if content is not None:
        path.write_bytes(content)
    done = run("merge", str(path))
    assert (done.code, done.out) == (code, "")
    assert str(path) in done.err
    assert store.undo(NOW) is None


def test_the_demo_never_joins_a_real_diary(run: Run, store: Store, laptop: Path) -> None:
    with Store.open(Home(laptop.parent), NOW).writing(NOW, "the demo") as unit:
        unit.put_setting("invented", True)
    done = run("merge", str(laptop))
    assert (done.code, done.out) == (1, "")
    assert done.err == "An invented diary and a real one cannot be mixed.\n"


@pytest.mark.parametrize("command", ["merge", "restore"])
def test_an_export_in_place_of_a_diary_is_answered_with_import(
    command: str, run: Run, tmp_path: Path
) -> None:
    run("log", "7")
    exported = str(tmp_path / "diary.json")
    run("export", "json", "-o", exported)
    done = run(command, exported, "--yes")
    assert done.code == 4
    assert done.err.endswith("`tracker import FILE` reads exports and tables.\n")
    cut_off = tmp_path / "copy.db"
    run("backup", str(cut_off))
    cut_off.write_bytes(cut_off.read_bytes()[:5000])
    assert "tracker import" not in run(command, str(cut_off), "--yes").err
