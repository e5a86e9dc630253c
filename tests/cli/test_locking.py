"""`lock` and `unlock`, and every other command on a diary under a passphrase."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.ciphered import keys, plain_alone
from tests.conftest import FillOnce, Ran, Run
from tests.storage.making import check_in, later
from tracker.paths import Home, looks_locked
from tracker.storage import Store, encryption, sqlcipher

pytestmark = plain_alone

NOTE = "a word that nobody else reads"
PASS = "höchst geheim"
TYPED = f"{PASS}\n".encode()


@pytest.fixture
def anew(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as a program that was just started: no key is known."""
    monkeypatch.setattr(encryption, "_ROUNDS", 10)  # a sixth of a second otherwise

    def anew(*arguments: str, **how: bytes) -> Ran:
        with keys(None):
            return run(*arguments, **how)

    return anew


@pytest.fixture
def locked(anew: Run, store: Store, fill_once: FillOnce) -> Run:
    """A diary with a note and a copy, locked."""

    def fill() -> None:
        anew("log", "7", "--note", "-", stdin=NOTE.encode())
        anew("backup")
        done = anew("lock", "-", stdin=TYPED)
        assert (done.code, "Nobody can recover" in done.err) == (0, True)

    fill_once(store.home, "locked", fill)
    return anew


def typing(patch: pytest.MonkeyPatch, *typed: str) -> list[str]:
    """Let a person at a terminal type these, unseen; what was not asked for is left."""
    left = list(typed)
    patch.setattr("tracker.cli.prompts.can_ask", lambda: True)
    patch.setattr("getpass.getpass", lambda _: left.pop(0))
    return left


def test_every_command_works_with_the_passphrase_on_stdin(locked: Run) -> None:
    composed_otherwise = "ho\u0308chst geheim\n".encode()
    assert NOTE in locked("list", "--unlock", "-", stdin=composed_otherwise).out
    assert locked("log", "5", "--unlock", "-", stdin=TYPED).code == 0
    assert locked("doctor", "--unlock", "-", stdin=TYPED).code == 0
    assert "damaged" not in locked("restore", "--unlock", "-", stdin=TYPED).out
    assert locked("restore", "last", "--yes", "--unlock", "-", stdin=TYPED).code == 0
    assert NOTE in locked("export", "csv", "-o", "-", "--unlock", "-", stdin=TYPED).out
    assert locked("undo", "--unlock", "-", stdin=TYPED).code == 0


def test_a_note_follows_the_passphrase_on_stdin(locked: Run) -> None:
    done = locked("log", "4", "--note", "-", "--unlock", "-", stdin=TYPED + b"then this\nand this")
    assert done.code == 0
    assert "then this and this" in locked("list", "--unlock", "-", stdin=TYPED).out


def test_a_passphrase_that_is_not_needed_becomes_no_note(run: Run) -> None:
    done = run("log", "4", "--note", "-", "--unlock", "-", stdin=TYPED + b"then this")
    assert done.code == 0
    assert "“then this”" in run("list").out


def test_the_passphrase_comes_from_a_file_descriptor_too(locked: Run) -> None:
    reading, writing = os.pipe()
    os.write(writing, TYPED)
    assert locked("list", "--unlock", str(reading)).code == 0
    assert locked("list", "--unlock", "987").code == 2
    os.close(reading)
    os.close(writing)


def test_without_the_right_passphrase_one_sentence_says_what_to_do(locked: Run) -> None:
    done = locked("list")
    assert (done.code, done.raw) == (4, b"")
    assert done.err.startswith("The diary is under a passphrase.")
    assert done.err.count("\n") == 1
    done = locked("list", "--unlock", "-", stdin=b"falsch\n")
    assert (done.code, done.raw) == (4, b"")
    assert done.err == "That is not the passphrase of the diary, or the file is damaged.\n"


def test_a_passphrase_on_the_command_line_is_refused(locked: Run) -> None:
    for words in (["list", "--unlock", PASS], ["lock", PASS], ["report", "--passphrase", PASS]):
        done = locked(*words, stdin=TYPED)
        assert done.code != 0
        assert PASS not in done.err


def test_a_person_has_three_tries(locked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    left = typing(monkeypatch, " ", "too long " * 15, PASS, "no", "no", "no", PASS)
    assert locked("list").code == 0
    assert locked("list").code == 4
    assert left == [PASS]


def test_what_is_no_text_is_one_of_the_three_tries(
    locked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, PASS)
    typed = [b"h\xf6chst geheim", TYPED.strip()]  # as a terminal that is not set to UTF-8 sends it
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0).decode())
    done = locked("list")
    assert (done.code, done.err.strip()) == (0, "The passphrase is not UTF-8 text.")


def test_the_passphrase_is_asked_before_a_note(
    locked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = typing(monkeypatch, "no", "no", "no")
    assert locked("log", "3", "--note", "-", stdin=b"typed for nothing").code == 4
    assert left == []


def test_a_copy_in_a_folder_of_its_own_is_named_while_it_is_open_to_read(
    anew: Run, store: Store
) -> None:
    (aside := store.home.folder / "old").mkdir()
    anew("log", "7")
    anew("backup", str(aside / "diary.db"))
    done = anew("lock", "-", stdin=TYPED)
    named = f"Not reached, still open to read: {aside / 'diary.db'}. Delete it"
    assert (done.code, named in done.err) == (0, True)
    (aside / "diary.db").unlink()
    anew("--unlock", "-", "backup", str(aside / "diary.db"), stdin=TYPED)
    assert "Not reached" not in anew("--unlock", "-", "lock", "-", stdin=TYPED * 2).err


def test_a_new_passphrase_is_typed_twice_and_then_needed(
    anew: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = typing(monkeypatch, "one", "another", "third", "third", "third")
    assert anew("lock").code == 0
    assert looks_locked(store.home.diary)
    assert anew("list").code == 3
    assert left == []


def test_interrupted_before_a_passphrase_it_says_that_nothing_is_locked(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    run("log", "7")
    typing(monkeypatch)
    monkeypatch.setattr("getpass.getpass", interrupted)
    done = run("lock")
    assert (done.code, done.err.splitlines()[-1]) == (130, "Stopped. The diary is not locked.")
    assert done.err.startswith("The diary and its copies are put under a passphrase; ")
    assert not looks_locked(store.home.diary)


def test_a_passphrase_has_from_one_to_127_bytes(anew: Run, store: Store) -> None:
    anew("log", "7")
    for typed, said in (
        ("ä" * 64, "it takes 128 bytes and 127 is the most"),
        (" \t", "The passphrase is empty"),
        ("\udcff", "The passphrase is not UTF-8 text."),
    ):
        done = anew("lock", "-", stdin=f"{typed}\n".encode(errors="surrogateescape"))
        assert (done.code, said in done.err) == (2, True)
        assert not looks_locked(store.home.diary)
    longest = f"{'ä' * 63}x\n".encode()
    assert anew("lock", "-", stdin=longest).code == 0
    assert looks_locked(store.home.diary)
    assert "mood 7" in anew("list", "--unlock", "-", stdin=longest).out


def test_locked_again_only_the_new_passphrase_opens_it(locked: Run, store: Store) -> None:
    done = locked("lock", "-", "--unlock", "-", stdin=TYPED + b"neu\n")
    assert done.code == 0
    assert locked("list", "--unlock", "-", stdin=TYPED).code == 4
    assert NOTE in locked("list", "--unlock", "-", stdin=b"neu\n").out
    assert "damaged" not in locked("restore", "--unlock", "-", stdin=b"neu\n").out


def test_unlock_makes_every_file_readable_and_a_second_one_does_nothing(
    locked: Run, store: Store
) -> None:
    assert locked("unlock", "--unlock", "-", stdin=TYPED).code == 0
    files = [store.home.diary, *store.home.snapshots.iterdir()]
    assert not any(map(looks_locked, files))
    assert NOTE in locked("list").out
    assert locked("unlock").out == "The diary has no passphrase.\n"


def test_locking_goes_on_where_it_was_interrupted(locked: Run, store: Store) -> None:
    with keys(None):
        plain = Store.open(Home(store.home.folder / "elsewhere"), later(0))
        plain.add(check_in(5, note=NOTE), later(0), "a check-in")
        copy = next(store.home.snapshots.iterdir())
        copy.write_bytes(plain.home.diary.read_bytes())
        plain.home.diary.unlink()
    assert "Run `tracker lock` again" in locked("list", "--unlock", "-", stdin=TYPED).err
    done = locked("lock", "--unlock", "-", stdin=TYPED)
    assert "The copies are under the passphrase now, too." in done.out
    assert looks_locked(copy)


def test_copies_under_an_earlier_passphrase_are_asked_for_and_brought_along(
    locked: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = next(store.home.snapshots.iterdir())
    before = copy.read_bytes()
    locked("lock", "-", "--unlock", "-", stdin=TYPED + b"neu\n")
    copy.write_bytes(before)
    left = typing(monkeypatch, "neu", PASS)
    assert "The copies are under the passphrase now, too." in locked("lock").out
    assert left == []
    assert "damaged" not in locked("restore", "--unlock", "-", stdin=b"neu\n").out


def test_copies_whose_passphrase_is_forgotten_are_named_one_by_one_and_stay_as_they_are(
    locked: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked("backup", "--unlock", "-", stdin=TYPED)
    copies = {path: path.read_bytes() for path in store.home.snapshots.iterdir()}
    assert len(copies) == 2
    locked("lock", "-", "--unlock", "-", stdin=TYPED + b"neu\n")
    for path, content in copies.items():
        path.write_bytes(content)
    for command, own, *new in (("lock", "neu", "third", "third"), ("unlock", "third")):
        left = typing(monkeypatch, own, "no", "nor this", "no", *new)
        done = locked(command, "--json", stdin=b"y\n")
        assert (done.code, left) == (1, [])
        assert "Under another passphrase: 2 copies." in done.err
        state = "still under another passphrase" if command == "lock" else "still locked"
        assert done.err.count(f"Not changed, {state}: ") == 2
        assert "open to read" not in done.err
        assert done.err.count("That is not the passphrase of ") == 3
        assert all(f": {path}. Delete it" in done.err for path in copies)
        assert sorted(done.json["not_converted"]) == sorted(map(str, copies))
        assert done.json["locked"] is (command == "lock")
        assert {path: path.read_bytes() for path in copies} == copies


@pytest.mark.parametrize("command", ["lock", "unlock"])
def test_who_does_not_know_the_passphrase_of_a_copy_can_stop_before_anything_is_asked_or_changed(
    locked: Run, store: Store, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    copy = next(store.home.snapshots.iterdir())
    before = copy.read_bytes()
    locked("lock", "-", "--unlock", "-", stdin=TYPED + b"neu\n")
    copy.write_bytes(before)
    diary = store.home.diary.read_bytes()
    left = typing(monkeypatch, "neu", "no", "nor this", "no", "third", "third")
    done = locked(command, stdin=b"\n")
    assert (done.code, done.raw, left) == (1, b"", ["third", "third"])
    assert "Under another passphrase: 1 copy." in done.err
    assert "Go on and leave 1 copy " in done.err
    assert done.err.endswith("Nothing was changed.\n")
    assert "a new passphrase" not in done.err
    assert (store.home.diary.read_bytes(), copy.read_bytes()) == (diary, before)


def left_locked(locked: Run, store: Store) -> Path:
    """Unlock the diary and leave a copy locked, as an interrupted `unlock` does."""
    copy = next(store.home.snapshots.iterdir())
    before = copy.read_bytes()
    locked("unlock", "--unlock", "-", stdin=TYPED)
    copy.write_bytes(before)
    return copy


def test_unlocking_goes_on_where_it_was_interrupted(
    locked: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = left_locked(locked, store)
    assert "tracker unlock" in locked("doctor").out
    done = locked("unlock")
    assert (done.code, str(copy) in done.err) == (1, True)
    typing(monkeypatch, PASS)
    assert locked("unlock").code == 0
    assert not looks_locked(copy)


def test_a_plain_diary_beside_a_locked_copy_is_not_said_to_have_a_passphrase(
    locked: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_locked(locked, store)

    def interrupted(_: str) -> str:
        if not left:
            raise KeyboardInterrupt
        return left.pop(0)

    left = typing(monkeypatch, PASS)
    monkeypatch.setattr("getpass.getpass", interrupted)
    done = locked("lock")
    assert (done.code, done.err.splitlines()[-1]) == (130, "Stopped. The diary is not locked.")
    assert "\nThe diary and its copies are put under a passphrase; " in done.err
    assert not looks_locked(store.home.diary)


def test_without_the_library_it_is_said_what_to_install(
    locked: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlcipher.library.cache_clear()
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    done = locked("list", "--unlock", "-", stdin=TYPED)
    assert (done.code, "To add it, type: " in done.err) == (4, True)
    typed = typing(monkeypatch, PASS)
    elsewhere = str(tmp_path / "elsewhere")
    done = locked("restore", str(store.home.diary), "--home", elsewhere)
    assert "A diary under a passphrase needs sqlcipher3, which is not installed. To" in done.err
    assert typed == [PASS], "not asked for in vain"


def test_without_the_library_nothing_is_locked(
    anew: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    done = anew("lock", "-", stdin=TYPED)
    assert (done.code, "To add it, type: " in done.err) == (1, True)
    assert not looks_locked(store.home.diary)


def test_the_shell_is_offered_nothing_and_asks_nothing(
    locked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_TRACKER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "tracker edit ")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert locked().out.strip() == ""


@pytest.mark.sweep
def test_another_program_opens_the_diary_with_the_passphrase_itself(run: Run, store: Store) -> None:
    run("log", "7")
    run("lock", "-", stdin=TYPED)
    library = import_module("sqlcipher3.dbapi2")
    with closing(library.connect(str(store.home.diary))) as conn:
        conn.execute(f"PRAGMA key = '{PASS}'")
        assert conn.execute("SELECT mood FROM check_in").fetchall() == [(7,)]


@pytest.mark.parametrize("before", [None, "log"])
def test_a_locked_backup_stays_locked_where_it_is_restored_and_so_do_the_copies(
    locked: Run, store: Store, tmp_path: Path, before: str | None
) -> None:
    locked("backup", str(tmp_path / "locked.db"), "--unlock", "-", stdin=TYPED)
    there = Home(tmp_path / "there")
    at = ("--home", str(there.folder))
    if before:
        locked("log", "3", *at)
        locked("backup", *at)
    done = locked("restore", str(tmp_path / "locked.db"), "--yes", "--passphrase", "-", *at,
                  stdin=TYPED)  # fmt: skip
    assert done.code == 0
    assert "under a passphrase: the diary and its copies here will be" in done.err
    assert "is under the passphrase of the copy" in done.out
    files = [there.diary, *there.snapshots.glob("*")]
    assert len(files) == (3 if before else 1)
    assert all(map(looks_locked, files))
    assert not any(NOTE.encode() in path.read_bytes() for path in there.folder.glob("**/*.db"))
    assert NOTE in locked("list", "--unlock", "-", *at, stdin=TYPED).out


def test_a_locked_diary_is_merged_into_a_plain_one_with_its_passphrase(
    locked: Run, store: Store, tmp_path: Path
) -> None:
    other = tmp_path / "theirs.db"
    other.write_bytes(store.home.diary.read_bytes())
    assert locked("unlock", "--unlock", "-", stdin=TYPED).code == 0
    assert locked("merge", str(other)).code == 2
    done = locked("merge", str(other), "--passphrase", "-", stdin=TYPED)
    assert (done.code, done.out) == (0, "There is nothing new in the file.\n")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The system's keyring, as a dict."""
    entries = dict[tuple[str, str], str]()
    system: Any = SimpleNamespace(
        get_password=lambda service, user: entries.get((service, user)),
        set_password=lambda service, user, key: entries.update({(service, user): key}),
        delete_password=lambda service, user: entries.pop((service, user)),
        __spec__="installed",
    )
    monkeypatch.setitem(sys.modules, "keyring", system)
    return entries


def test_the_keyring_opens_it_unasked_where_that_was_chosen(
    anew: Run, keyring: dict[tuple[str, str], str]
) -> None:
    anew("log", "7")
    assert anew("lock", "-", "--keyring", stdin=TYPED).code == 0
    assert PASS not in str(keyring)
    assert "mood 7" in anew("list").out
    entries = dict(keyring)
    keyring.clear()
    assert anew("list").code == 4
    keyring.update(entries)
    assert anew("lock", "-", "--unlock", "-", stdin=TYPED + b"neu\n").code == 0
    assert (anew("list").code, keyring) == (4, {})


def test_a_keyring_that_takes_nothing_is_said_so_and_the_diary_is_locked(
    anew: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(__spec__="installed"))
    done = anew("lock", "-", "--keyring", stdin=TYPED)
    assert (done.code, "did not store the key" in done.err) == (0, True)
    assert anew("list").code == 4
