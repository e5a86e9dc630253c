"""What doctor finds in a file: every silent change, and nothing in a sound diary."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.ciphered import on_both, plain_alone
from tests.conftest import NOW
from tests.storage.damage import DAMAGES, SECRET, Damage, behind_its_back, filled, table_lost
from tests.storage.making import check_in, edit_measure, later, raw
from tests.storage.test_preferences import form
from tests.storage.test_schema import built
from tracker.paths import Home
from tracker.records import Assessment, Event, Infusion, ValidationError
from tracker.storage import Store, check, connection
from tracker.storage.check import Finding, check_diary
from tracker.storage.connection import SCHEMA_VERSION
from tracker.storage.errors import DamagedError, OwnFaultError, UnreadableFormError
from tracker.storage.preferences import put_questionnaire, questionnaires


def about(findings: tuple[Finding, ...]) -> set[str]:
    assert SECRET not in repr(findings)
    return {finding.about for finding in findings}


@on_both
def test_a_diary_with_edits_removals_and_undos_is_sound(store: Store) -> None:
    filled(store).undo(later(1))
    store.add(record := check_in(3, anxiety=0.1 + 0.2), later(2), "one")
    with store.writing(later(3), "a removal") as unit:
        unit.remove(type(record), record.id)
    store.undo(later(4))
    assert check_diary(store.home.diary) == ()


@on_both
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_broken_file_is_found_out(store: Store, damage: Damage) -> None:
    damage(filled(store).home.diary)
    findings = check_diary(store.home.diary)
    assert "file" in about(findings)
    if damage is table_lost:
        said = {finding.message for finding in findings}
        assert "Part of the diary cannot be read: its entries." in said
    else:
        assert len(findings) == 1


@pytest.mark.parametrize(
    ("table", "assignment"),
    [
        ("check_in", "mood = 9 WHERE id = 'c-003'"),
        ("check_in", "note = 'another word' WHERE id = 'c-003'"),
        ("check_in", "day = '2026-01-01' WHERE id = 'c-003'"),
        ("rating", "value = 9 WHERE check_in = 'c-003'"),
        ("infusion", "dose_mg = 41 WHERE id = 'i-014'"),
        ("measure", "label = 'Angst' WHERE key = 'anxiety'"),
    ],
)
def test_a_value_that_silently_became_another_is_found_out_by_history(
    store: Store, table: str, assignment: str
) -> None:
    behind_its_back(filled(store).home.diary, table, assignment)
    (finding,) = check_diary(store.home.diary)
    assert finding.message == "Rows that differ from their history: 1."


def test_a_row_without_history_and_one_that_is_only_there_are_found_out(store: Store) -> None:
    with raw(filled(store).home.diary) as conn:
        conn.execute("DROP TRIGGER infusion_history_delete")
        conn.execute("DELETE FROM infusion WHERE id = 'i-014'")
        conn.execute("DROP TRIGGER history_is_append_only_delete")
        conn.execute("DELETE FROM history WHERE row_id = 'c-001'")
        for change in ("insert", "update", "delete"):
            conn.execute(f"DROP TRIGGER event_history_{change}")
        conn.execute("INSERT INTO history (tbl, row_id, op) VALUES ('check_in', 'c-002', 'D')")
    findings = check_diary(store.home.diary)
    said = {finding.message for finding in findings}
    assert "Rows without history: 1." in said
    assert "Rows that are in history and no longer in the diary: 1." in said
    assert "Rows in the diary that were deleted according to history: 1." in said
    assert "Changes are not kept in history for: event." in said
    assert "The rules that keep history from being changed are missing." in said
    assert {finding.about for finding in findings} == {"rules", "history"}


def test_another_programs_file_and_a_table_that_is_gone_are_found_out(store: Store) -> None:
    diary = store.home.diary
    with raw(filled(store).home.diary) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("DROP TABLE event")
    assert "Tables are missing: event." in {finding.message for finding in check_diary(diary)}
    with raw(diary) as conn:
        conn.execute("PRAGMA application_id=1")
    (finding,) = check_diary(diary)
    assert (finding.about, finding.damage) == ("file", True)
    assert finding.message.startswith("The file is not a tracker diary")


def test_a_value_that_tracker_never_writes_is_found_out(store: Store) -> None:
    behind_its_back(filled(store).home.diary, "check_in", "day = '2026-99-99' WHERE id = 'c-003'")
    findings = check_diary(store.home.diary)
    assert {"values", "history", "file"} <= about(findings)
    said = {finding.message for finding in findings}
    assert "SQLite's check found 1 fault." in said
    assert "An entry holds a value that tracker never writes." in said


def test_a_rating_of_nothing_is_found_out(store: Store) -> None:
    with raw(filled(store).home.diary) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute("INSERT INTO rating VALUES ('nobody', 'anxiety', 3)")
    (broken,) = [found for found in check_diary(store.home.diary) if found.about == "links"]
    assert broken.message == "1 reference to a row that is missing."


def test_a_total_that_its_answers_do_not_make_is_reported_and_is_no_damage(store: Store) -> None:
    right = Assessment(
        id="a", day=NOW.date(), questionnaire="gad-2", answers=(1, 2), total=3, low=0, high=6
    )
    store.add(right, NOW, "gad-2")
    assert check_diary(store.home.diary) == ()
    with raw(store.home.diary) as conn:
        conn.execute("UPDATE assessment SET total = 4")
    (finding,) = check_diary(store.home.diary)
    assert (finding.about, finding.damage) == ("totals", False)
    assert finding.message.endswith("add up to: 1.")
    assert (finding.remedy or "").startswith("Compare with the form from your clinic; ")
    with store.writing(NOW, "a clinic's form") as unit:
        put_questionnaire(unit, form("clinic"))
    for record_id, total in (("b", 3), ("c", 2)):
        named = replace(right, id=record_id, questionnaire="clinic", total=total)
        store.add(named, NOW, "clinic")
    store.add(replace(right, id="d", questionnaire="unknown", total=5), NOW, "unknown")
    store.add(replace(right, id="e", answers=(1, 2, 3)), NOW, "three answers to two items")
    (finding,) = check_diary(store.home.diary)
    assert finding.message.endswith("add up to: 3.")


def test_a_diary_in_use_is_not_called_unsound_for_another_reason(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0)
    with raw(store.home.diary) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert about(check_diary(store.home.diary)) == {"locked"}


def test_each_check_that_cannot_be_finished_says_what_it_could_not_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: sqlite3.Connection) -> Iterator[Finding]:
        raise sqlite3.DatabaseError

    failing = [(fail, subject, every) for _, subject, every in check._CHECKS]
    monkeypatch.setattr(check, "_CHECKS", failing)
    own = ("tables", "history", "entries", "questionnaires")
    subjects = ("its pages", "the references between its rows", *(f"its {name}" for name in own))
    said = [finding.message for finding in check_diary(store.home.diary)]
    assert said == [f"Part of the diary cannot be read: {subject}." for subject in subjects]
    with raw(store.home.diary) as conn:
        conn.execute("PRAGMA user_version=99")
    of_newer = [finding.message for finding in check_diary(store.home.diary)]
    assert of_newer[1:] == said[:2]


def test_a_newer_trackers_diary_is_no_damaged_one(store: Store) -> None:
    with raw(filled(store).home.diary) as conn:
        conn.execute("ALTER TABLE check_in RENAME COLUMN mood TO weather")
        conn.execute("PRAGMA user_version=99")
    (finding,) = check_diary(store.home.diary)
    assert (finding.about, finding.damage) == ("version", False)
    assert f"(schema 99; this one knows {SCHEMA_VERSION})" in finding.message
    assert finding.remedy == "Update tracker to write in it."


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_a_diary_of_an_earlier_version_is_sound_too(home: Home, version: int) -> None:
    built(home, version)
    before = home.diary.read_bytes()
    assert check_diary(home.diary) == ()
    assert home.diary.read_bytes() == before


@plain_alone
def test_a_diary_whose_own_words_for_its_tables_are_broken_is_damaged_and_said_so(
    store: Store,
) -> None:
    content = filled(store).home.diary.read_bytes()
    store.home.diary.write_bytes(
        content.replace(b"CREATE TRIGGER event_history", b"CREATE TRIGG\x81R event_history")
    )
    with pytest.raises(DamagedError):
        Store.open(store.home, NOW).read()
    with pytest.raises(DamagedError):
        Store.open(store.home, NOW).add(check_in(5), NOW)
    assert [finding.about for finding in check_diary(store.home.diary)] == ["file"]


@plain_alone
@pytest.mark.parametrize("column", ["answers", "weight_kg", "note"])
def test_a_column_whose_name_changed_only_to_python_is_damage(store: Store, column: str) -> None:
    content = filled(store).home.diary.read_bytes()
    broken = column[:-1] + column[-1].upper()
    found = content.replace(f"  {column} ".encode(), f"  {broken} ".encode())
    assert found != content
    store.home.diary.write_bytes(found)
    assert "rules" in {finding.about for finding in check_diary(store.home.diary)}
    with pytest.raises(DamagedError):  # and no answer is read as never given
        Store.open(store.home, NOW).read()


@pytest.mark.parametrize("key", ["ours", "phq-9"])
def test_a_clinics_form_that_stops_the_page_is_found_with_a_way_out(store: Store, key: str) -> None:
    filled(store)
    with store.writing(NOW, "another program") as unit:
        unit.put_setting(f"questionnaire/{key}", [1])
    with pytest.raises(UnreadableFormError):
        questionnaires(store)
    (finding,) = check_diary(store.home.diary)
    assert (finding.about, finding.damage) == ("values", True)
    assert finding.message == f"The clinic's form {key} cannot be read."
    assert finding.remedy == f"Type: tracker scales remove {key}, and add the clinic's file again."


@on_both
def test_a_row_that_cannot_be_read_as_something_is_written_is_no_mistake_of_the_person(
    store: Store,
) -> None:
    filled(store).remove(later(1), Infusion, "i-014")
    with raw(store.home.diary) as conn:  # another program, by the rules of the file
        conn.execute("UPDATE measure SET high = 9e999 WHERE key = 'anxiety'")
        conn.execute("UPDATE infusion SET route = 'teleport'")
    before = store.home.diary.read_bytes()
    writes: tuple[Callable[[], object], ...] = (
        lambda: store.edit_settings(NOW, name="K."),
        lambda: edit_measure(store, NOW, "anxiety", active=False),
        lambda: store.edit(NOW, Infusion, "i-000", cost=1),
        lambda: store.remove(NOW, Infusion, "i-000"),
        lambda: store.restore(NOW, Infusion, "i-014"),
        lambda: store.undo(NOW),
    )
    for write in writes:
        with pytest.raises(OwnFaultError, match="cannot make sense of the diary at "):
            write()
    assert store.home.diary.read_bytes() == before
    with pytest.raises(ValidationError, match="teleport"):  # and this one was typed
        store.edit(NOW, Event, "e", kind="teleport")


@plain_alone
def test_a_command_that_reads_what_it_needs_as_it_writes_says_so_too(store: Store) -> None:
    content = filled(store).home.diary.read_bytes()
    at = content.index(b"CREATE TABLE measure")
    broken = content[:at] + content[at:].replace(b"  label TEXT", b"  labeL TEXT", 1)
    assert broken != content
    store.home.diary.write_bytes(broken)
    with pytest.raises(DamagedError), store.writing(NOW, "log") as transaction:
        transaction.read_setup()
    assert store.home.diary.read_bytes() == broken
