"""`--json`: one document on stdout, in the shapes that scripts rely on; nothing on a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ciphered import plain_alone
from tests.conftest import FillOnce, Run
from tests.exchange.forms import as_bytes, choice, form
from tracker.storage import Store

LISTS = ("list", "infusion list", "event list", "scales list", "measures", "scales")


@pytest.fixture
def full(run: Run, store: Store, fill_once: FillOnce) -> Run:
    def fill() -> None:
        run("log", "7", "--anxiety", "4", "--note", "-", stdin=b"words")
        run("infusion", "add", "--dose", "40mg")
        run("event", "add", "medication", "Lithium")
        run("scales", "fill", "phq-9", "112111110")

    fill_once(store.home, "one of each", fill)
    return run


def test_what_was_saved_is_said_as_the_lists_and_the_export_say_it(run: Run) -> None:
    for typed, group, exported in (
        ("log 5 --pain 2", "", "check_ins"),
        ("infusion add 2026-11-01", "infusion ", "infusions"),
        ("infusion add 2026-12-01 --planned", "infusion ", "infusions"),
        ("event add life Moved", "event ", "events"),
        ("scales fill gad-7 1111111", "scales ", "assessments"),
        ("scales total MADRS 12", "scales ", "assessments"),
    ):
        done = run(*typed.split(), "--json").json
        assert set(done) == {"change", "saved"}
        (saved,) = done["saved"]
        assert saved in run(*f"{group}list --json".split()).json
        assert saved in run("export", "json").json[exported]


def test_an_edit_says_the_whole_record_as_it_is_now(full: Run) -> None:
    for typed, changed in (
        ("edit last 6", {"ratings": {"mood": 6, "anxiety": 4}}),
        ("edit last --anxiety none", {"ratings": {"mood": 6}}),
        ("infusion edit last --dose 42mg", {"dose_mg": 42}),
        ("event edit last --title Quetiapine", {"title": "Quetiapine"}),
    ):
        (saved,) = full(*typed.split(), "--json").json["saved"]
        assert saved.items() >= changed.items()
        assert saved["id"]


def test_a_removal_says_what_was_removed_and_undo_by_its_number_brings_it_back(full: Run) -> None:
    for group in ("", "infusion ", "event ", "scales "):
        before = full(*f"{group}list --json".split()).json
        done = full(*f"{group}remove last --json".split()).json
        assert (set(done), done["removed"]) == ({"change", "removed"}, before)
        undone = full("undo", str(done["change"]), "--json").json
        assert (undone["change"], undone["undone"]) == (done["change"], before)
        assert full(*f"{group}list --json".split()).json == before


def test_an_import_lists_what_it_saved_and_can_be_undone_by_its_number(full: Run) -> None:
    before = full("list", "--json").json
    table = b"day,mood\n2026-11-19,4\n2026-11-20,3\n"
    would = full("import", "-", "--dry-run", "--json", stdin=table).json
    assert (would["change"], would["saved"], would["added"]) == (None, [], 2)
    done = full("import", "-", "--json", stdin=table).json
    assert done["saved"] == full("list", "--json").json[:2]
    undone = full("undo", str(done["change"]), "--json").json
    assert undone == {"change": done["change"], "undone": done["saved"]}
    assert full("list", "--json").json == before


def test_a_purge_names_what_it_removed_and_has_no_number_to_undo(full: Run) -> None:
    (entry,) = full("list", "--json").json
    done = full("purge", entry["id"], "--yes", "--json").json
    removed = {"kind": "check_in", "id": entry["id"], "day": "2026-11-21"}
    assert done == {"change": None, "removed": [removed]}
    assert full("list").code == 3


def test_a_clinics_form_is_named_by_its_key_when_it_is_added_and_removed(run: Run) -> None:
    asked = as_bytes(form(choice("How was sleep?")))
    key = [{"questionnaire": "sleep-check"}]
    assert run("scales", "add", "-", "--json", stdin=asked).json["saved"] == key
    assert run("scales", "remove", "sleep-check", "--json").json["removed"] == key


def test_each_change_has_a_number_of_its_own(run: Run) -> None:
    numbers = [run("log", str(n), "--json").json["change"] for n in (1, 2, 3)]
    assert sorted(set(numbers)) == numbers


def test_a_plan_is_one_change_of_several_records(run: Run) -> None:
    done = run("infusion", "plan", "--first", "monday", "--times", "3", "--json").json
    assert [record["status"] for record in done["saved"]] == ["planned"] * 3
    assert run("undo", "--json").json == {"change": done["change"], "undone": done["saved"]}


def test_what_changed_nothing_has_no_number_and_undo_takes_back_what_came_before(
    full: Run, tmp_path: Path
) -> None:
    file = tmp_path / "copy.json"
    full("contacts", "--person", "Ana", "555 0199")
    last = full("log", "5", "--day", "yesterday", "--json").json
    full("export", "json", "-o", str(file))
    for typed in (
        "edit last 5",
        "infusion edit last --dose 40mg",
        "event edit last --dose none",
        "settings name none",
        "contacts --remove clinic",
        "measures on anxiety",
        f"import {file}",
    ):
        done = full(*typed.split(), "--json")
        assert (done.code, done.json["change"]) == (0, None), typed
    assert full("undo", "--json").json["change"] == last["change"]


def test_an_undone_edit_or_removal_of_several_names_each_record_once(full: Run) -> None:
    full("log", "5", "--day", "yesterday")
    before = full("list", "--json").json
    removed = full("remove", *(entry["id"] for entry in before), "--json").json["removed"]
    assert (removed, full("undo", "--json").json["undone"]) == (before, before)
    edited = full("edit", "last", "--anxiety", "2", "--pain", "3", "--json").json["saved"]
    assert full("undo", "--json").json["undone"] == edited


def test_measures_and_settings_are_said_as_the_export_says_them(run: Run) -> None:
    (anxiety,) = run("measures", "on", "anxiety", "--json").json["saved"]
    assert anxiety in run("export", "json").json["measures"]
    saved = run("settings", "day-starts-at", "03:00", "--json").json["saved"]
    assert saved == [{"day_starts_at": "03:00"}]
    assert run("settings", "day-starts-at", "--json").json == saved[0]


def test_a_refusal_leaves_stdout_empty(full: Run, store: Store) -> None:
    before = store.read()
    for typed in (
        *("log 11", "edit last 11", "remove nowhere", "undo 99", "infusion add 2030-01-01"),
        *("infusion edit last --dose x", "event add life x --from nonsense"),
        *("event remove nowhere", "scales fill phq-9 9", "measures on nonsense"),
        *("settings day-starts-at 99", "settings nonsense 1", "purge nowhere --yes"),
        *("restore nowhere --yes", "merge nowhere.db", "contacts --region Narnia"),
        *("list --from nonsense", "summary --measure nonsense", "report --format docx"),
    ):
        done = full(*typed.split(), "--json")
        assert (done.code in (1, 2, 3), done.raw) == (True, b""), typed
        assert done.err.strip()
        assert store.read() == before, typed


COUNTS = "check_ins infusions planned_infusions assessments events"
KEYS = {
    "list": "id day at recorded_at ratings note",
    "infusion list": "id day start status route dose_mg dose_mg_per_kg weight_kg minutes phase "
    "new_course side_effects cost note",
    "event list": "id kind title from to dose note",
    "scales list": "id day questionnaire answers total low high better",
    "scales": "key title items low high better last again_from",
    "measures": "key label low high step better low_label high_label unit active",
    "settings": "day_starts_at name region mood_only theme offer_questionnaires_after",
    "contacts": "region emergency crisis clinic person elsewhere",
    "contacts --clinic A 1": "change saved",
    "backup": f"path {COUNTS}",
    "backups": "name path taken_at reason bytes",
    "restore": f"name path taken_at reason bytes sound {COUNTS}",
    "restore last --yes": f"restored {COUNTS} kept",
    "restore --salvage": "path saved",
    "doctor": "sound home diary bytes versions copies last_copy findings",
    "remind": "kind day text",
    "remind --neutral": "kind day text",
    "export json -o {out}/x.json": "path",
    "report --format txt": "paths",
    "import {out}/x.csv": "change dry_run saved added changed left",
    "merge {out}/x.db --dry-run": "change dry_run saved removed records measures settings "
    "changed_in_both infusions_in_both",
    "measures order anxiety": "change saved",
    "scales add {out}/form.json": "change saved",
    "scales remove sleep-check": "change removed",
    "purge last --yes": "change removed",
    "undo": "change undone",
    "lock -": "locked not_converted",
    "unlock": "locked not_converted",
}
"""The keys of each document or, where it is a list, of its first object; typed in this order."""


@plain_alone
def test_the_keys_are_the_ones_that_scripts_rely_on(full: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"day,mood\n2026-11-19,4\n")
    (tmp_path / "form.json").write_bytes(as_bytes(form(choice("How was sleep?"))))
    full("infusion", "add", "tomorrow", "--planned")
    full("backup", str(tmp_path / "x.db"))
    for typed, keys in KEYS.items():
        done = full(*typed.format(out=tmp_path).split(), "--json", stdin=b"a passphrase\n")
        found = done.json["open"] if typed.startswith("remind") else done.json
        assert list(found[0] if isinstance(found, list) else found) == keys.split(), typed


def test_an_empty_list_is_an_empty_array_and_ends_with_3(run: Run) -> None:
    for typed in ("list", "infusion list", "event list", "scales list"):
        done = run(*typed.split(), "--json")
        assert (done.code, done.json) == (3, [])


def test_a_terminal_obeys_nothing_in_json_and_a_parser_reads_all_of_it(run: Run) -> None:
    title = "für \u202eb\u009b31mc\u200bd"
    run("event", "add", "life", title)
    done = run("event", "list", "--json")
    assert done.json[0]["title"] == title
    assert '"für ' in done.out
    assert not any(c in done.out for c in "\u202e\u009b")
