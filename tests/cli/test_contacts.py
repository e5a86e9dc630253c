from __future__ import annotations

from collections.abc import Callable
from shutil import rmtree

import pytest

from tests.ciphered import keys, plain_alone
from tests.conftest import NOW, Run
from tracker.paths import Home
from tracker.records import Settings
from tracker.records.contacts import regions
from tracker.storage import Store
from tracker.storage.preferences import contacts

THANKS = "Thank you for noting this."


def test_without_a_region_it_asks_for_one_in_words(run: Run) -> None:
    ran = run("contacts")
    assert ran.code == 0
    assert "Which country are you in?" in ran.out
    assert "findahelpline.com" in ran.out
    assert "GB (United Kingdom)" in ran.err


def test_a_region_once_chosen_stays(run: Run, store: Store) -> None:
    assert "999" in run("contacts", "--region", "uk").out
    assert "116 123" in run("contacts").out
    assert store.read().settings.region == "GB"


def test_a_region_without_numbers_is_refused_and_nothing_changes(run: Run, store: Store) -> None:
    ran = run("contacts", "--region", "Narnia", "--clinic", "A", "1")
    assert ran.code == 2
    assert "US, CA" in ran.err
    assert store.read().settings == Settings()
    assert contacts(store).clinic is None


def test_ones_own_clinic_and_person_are_shown_after_the_lines(run: Run) -> None:
    run(
        "contacts", "--region", "IE", "--clinic", "Harbour Clinic", "01 234", "--person", "Sam", "5"
    )
    lines = run("contacts").out.splitlines()
    assert lines.index("Your clinic: 01 234 – Harbour Clinic") > 0
    assert "Someone you trust: 5 – Sam" in lines


def test_one_contact_is_changed_without_the_other(run: Run, store: Store) -> None:
    run("contacts", "--clinic", "A", "1", "--person", "B", "2")
    run("contacts", "--clinic", "C", "3")
    kept = contacts(store)
    assert kept.clinic
    assert kept.person
    assert (kept.clinic.name, kept.person.name) == ("C", "B")
    run("contacts", "--remove", "clinic")
    assert contacts(store).clinic is None
    assert contacts(store).person == kept.person


def test_undo_takes_a_change_of_contacts_back(run: Run, store: Store) -> None:
    run("contacts", "--region", "GB", "--clinic", "A", "1")
    assert "the change to the contacts" in run("undo").out
    assert contacts(store).clinic is None
    assert store.read().settings.region is None


def test_a_blank_contact_is_refused(run: Run, store: Store) -> None:
    assert run("contacts", "--clinic", "A", " ").code == 2
    assert contacts(store).clinic is None


def test_contacts_as_json(run: Run) -> None:
    run("contacts", "--region", "NZ", "--person", "Sam", "5")
    said = run("contacts", "--json").json
    assert said["region"] == {"code": "NZ", "name": "New Zealand"}
    assert said["emergency"][0]["number"] == "111"
    assert said["emergency"][0]["checked"] is None
    assert said["person"] == {"name": "Sam", "number": "5"}
    assert said["clinic"] is None


def test_a_name_is_never_a_command_to_the_terminal(run: Run) -> None:
    ran = run("contacts", "--person", "\x1b[2JSam\u202e", "5")
    assert "\x1b" not in ran.out
    assert "Someone you trust: 5 – [2JSam" in ran.out


def test_a_region_that_a_file_brought_and_nobody_knows_counts_as_none(
    run: Run, store: Store
) -> None:
    with store.writing(NOW, "test") as unit:
        unit.put_settings(Settings(region="Narnia"))
    assert "Which country" in run("contacts").out
    run("contacts", "--person", "Sam", "5")
    assert store.read().settings.region == "Narnia"


def damaged(home: Home) -> None:
    home.diary.write_bytes(b"not a diary at all" * 100)


def a_folder(home: Home) -> None:
    home.diary.unlink()
    home.diary.mkdir()


def a_file(home: Home) -> None:
    rmtree(home.folder)
    home.folder.touch()


def a_link_to_itself(home: Home) -> None:
    rmtree(home.folder)
    home.folder.symlink_to(home.folder)


def gone(home: Home) -> None:
    rmtree(home.folder)


@plain_alone
@pytest.mark.parametrize("spoil", [damaged, a_folder, a_file, a_link_to_itself, gone])
def test_the_crisis_numbers_are_printed_whatever_the_state_of_the_home(
    run: Run, store: Store, spoil: Callable[[Home], None]
) -> None:
    spoil(store.home)
    shown = run("contacts")
    assert (shown.code, shown.out.startswith("In danger now: ")) == (shown.code, True)
    assert "findahelpline.com" in shown.out
    assert run("contacts", "--json").json["elsewhere"]
    spoiled = run("contacts", "--region", "IE")
    assert "116 123" in spoiled.out
    assert "Something went wrong" not in shown.err + spoiled.err
    assert (spoiled.code, run("contacts", "--clinic", "A", "1").code) in {(0, 0), (1, 1), (4, 4)}


def test_the_crisis_numbers_are_printed_whatever_the_name_of_the_home(run: Run) -> None:
    for folder in ("x" * 300, "~nobody-has-this-name/diary", "/dev/null/diary"):
        shown = run("contacts", "--region", "GB", "--home", folder)
        assert (shown.code, "999" in shown.out, len(shown.err.splitlines())) == (1, True, 1)
        assert run("contacts", "--home", folder).out.startswith("In danger now: ")
        assert "Something went wrong" not in run("log", "5", "--home", folder).err


def test_after_an_answer_above_zero_the_words_of_care_come_once_after_saving(
    run: Run, store: Store
) -> None:
    assert "`tracker contacts --region CODE`" in run("log", "4", "--self_harm", "1").err
    run("contacts", "--region", "US", "--person", "Sam", "5")
    ran = run("log", "4", "--self_harm", "1")
    assert "--region CODE" not in ran.err
    assert ran.code == 0
    assert ran.out.startswith("Saved")
    assert ran.err.count(THANKS) == 1
    assert "988" in ran.err
    assert "5 – Sam" in ran.err
    assert len(store.read().check_ins) == 2


def test_the_words_are_the_same_each_time_whatever_was_answered(run: Run) -> None:
    run("log", "4", "--self_harm", "0")
    run("measures", "add", "hurt", "--label", "Wish to die")
    typed = (("--self_harm", "1"), ("--self_harm", "3"), ("--hurt", "1"))
    first, second, own = (run("log", "4", *words).err for words in typed)
    assert own == first
    assert first == second


def test_an_own_measure_of_self_harm_brings_words_of_care(run: Run) -> None:
    run("measures", "add", "hurt", "--label", "Wish to die", "--better", "lower")
    assert run("log", "4", "--hurt", "3").err.count(THANKS) == 1
    assert run("edit", "last", "--hurt", "2").err.count(THANKS) == 1
    assert THANKS not in run("log", "4", "--hurt", "0").err
    table = b"day,Suicidal thoughts\n2026-11-20,7\n"
    assert run("import", "-", "--yes", stdin=table).err.count(THANKS) == 1


def test_any_other_entry_and_a_refused_one_bring_no_words_of_care(run: Run, store: Store) -> None:
    for typed in ("4", "0", "4 --self_harm 0"):
        assert THANKS not in run("log", *typed.split()).err
    refused = run("log", "40", "--self_harm", "2")
    assert (refused.code, THANKS in refused.err) == (2, False)
    assert len(store.read().check_ins) == 3


def test_an_edit_to_above_zero_brings_them_and_an_edit_of_the_mood_does_not(run: Run) -> None:
    run("log", "4", "--self_harm", "0")
    assert run("edit", "last", "--self_harm", "2").err.count(THANKS) == 1
    assert THANKS not in run("edit", "last", "5").err


@plain_alone
def test_a_locked_diary_shows_the_numbers_unasked_and_ones_own_contacts_with_the_passphrase(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.storage.encryption._ROUNDS", 10)
    run("contacts", "--region", "GB", "--clinic", "Harbour", "01 234")
    with keys(None):
        assert run("lock", "-", stdin=b"a passphrase\n").code == 0
    for words in ((), ("--region", "IE"), ("--json",)):
        with keys(None):
            done = run("contacts", *words)
        assert (done.code, "Harbour" in done.out) == (0, False)
        assert "findahelpline.com" in done.out
        assert "--unlock -" in done.err
    with keys(None):
        assert "999" in run("contacts", "--region", "IE").out
        assert "Harbour" in run("contacts", "--unlock", "-", stdin=b"a passphrase\n").out


@plain_alone
def test_the_numbers_of_every_region_are_shown_where_none_was_chosen(
    run: Run, store: Store
) -> None:
    store.home.diary.unlink()
    shown = run("contacts").out
    for region in regions():
        assert all(line.number in shown for line in (*region.emergency, *region.crisis))
    listed = [line.split()[0] for line in shown.splitlines() if " (" in line]
    assert [code for code in listed if code in ("other", "GB")] == ["GB"]
