"""The diary under a passphrase: what is on disk, what is refused, what an interruption leaves."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests import launch
from tests.ciphered import KEY, keys
from tests.conftest import FillOnce
from tests.storage.killed_locking import ANOTHER, NEEDLE, filled
from tests.storage.making import check_in, digest, later, raw
from tracker.paths import Home, looks_locked
from tracker.storage import Store, connection, encryption, sqlcipher
from tracker.storage.doctor import advice
from tracker.storage.errors import (
    DamagedError,
    LockedError,
    PackageMissingError,
    PassphraseError,
    TooNewError,
)
from tracker.storage.files import leftovers
from tracker.storage.restore import replace_diary, verified_copy

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


@pytest.fixture
def plain(home: Home, fill_once: FillOnce) -> Iterator[Home]:
    """A diary and two copies with a word to hide in all of them."""
    with keys(None):
        fill_once(home, "a word to hide", lambda: filled(home))
        yield home


@pytest.fixture
def locked(home: Home, fill_once: FillOnce) -> Iterator[Home]:
    """The same, locked, with the key known."""

    def fill() -> None:
        filled(home)
        assert encryption.convert(home, KEY) == ()

    with keys(None):
        fill_once(home, "a hidden word", fill)
        encryption.use(encryption.Keys(home.diary, KEY))
        yield home


def readable(home: Home) -> list[str]:
    files = [path for path in home.folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if NEEDLE.encode() in path.read_bytes()]


def test_once_locked_no_file_under_the_home_holds_a_word_of_a_note(plain: Home) -> None:
    (plain.folder / "diary (conflicted copy).db").write_bytes(plain.diary.read_bytes())
    (plain.snapshots / ".infusion-tracker-half").write_text(NEEDLE, encoding="utf-8")
    assert len(readable(plain)) == 5
    said = digest(plain.diary)
    assert connection.key_for_child() is None
    assert encryption.convert(plain, KEY) == ()
    assert connection.key_for_child() == KEY
    assert readable(plain) == []
    assert digest(plain.diary) == said


def test_a_copy_under_any_name_in_the_home_is_locked_and_unlocked_with_the_diary(
    plain: Home,
) -> None:
    names = ("before the move.sqlite", "snapshots/copy without an ending")
    moved, other = (plain.folder / name for name in names)
    for copy in (moved, other):
        copy.write_bytes(plain.diary.read_bytes())
    (plain.snapshots / "gone.db-journal").write_text(NEEDLE, encoding="utf-8")
    assert encryption.convert(plain, KEY) == ()
    assert readable(plain) == []
    under_key = plain.diary.read_bytes()
    assert encryption.convert(plain, None) == ()
    assert len(readable(plain)) == 5
    plain.diary.write_bytes(under_key)
    assert set(encryption.unconverted_copies(plain)) >= {moved, other}


def test_while_a_locked_diary_is_written_no_file_beside_it_can_be_read(locked: Home) -> None:
    with Store.open(locked, later(200)).writing(later(200), "a check-in") as unit:
        unit.add(check_in(6, note=NEEDLE, id="01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        unit.conn.execute("PRAGMA cache_spill=1")
        unit.conn.execute("UPDATE check_in SET note = note || ' and more'")
        assert (locked.folder / "diary.db-journal").exists()
        assert readable(locked) == []
    assert len(Store.open(locked, later(201)).read().check_ins) == 2


def test_a_locked_diary_opens_with_its_passphrase_in_any_program_of_sqlcipher(plain: Home) -> None:
    assert encryption.convert(plain, encryption.new_key("its passphrase")) == ()
    with closing(sqlcipher.library().connect(f"file:{plain.diary}")) as conn:
        conn.execute("PRAGMA key = 'its passphrase'")
        assert conn.execute("SELECT count(*) FROM check_in").fetchone()[0] > 0


def test_unlocking_brings_every_row_back(locked: Home) -> None:
    said = digest(locked.diary)
    assert encryption.convert(locked, None) == ()
    assert len(readable(locked)) == 3
    with keys(None):
        assert digest(locked.diary) == said


@pytest.mark.parametrize("is_there", [True, False])
def test_a_locked_file_restored_into_a_clear_home_leaves_nothing_there_to_read(
    locked: Home, tmp_path: Path, is_there: bool
) -> None:
    said = digest(locked.diary)
    there = Home(tmp_path / "there")
    with keys(None):
        encryption.clear_keys()
        if is_there:
            filled(there)
        encryption.add_key(locked.diary, KEY)
        with verified_copy(there, locked.diary, later(1)) as prepared:
            assert looks_locked(prepared)
            kept = replace_diary(prepared, there, later(1))
        assert readable(there) == []
        assert bool(kept) == is_there
        assert encryption.is_open(there)
        assert digest(there.diary) == said


def test_another_passphrase_takes_the_place_of_the_first_everywhere(locked: Home) -> None:
    assert encryption.convert(locked, ANOTHER) == ()
    with keys(None):
        with pytest.raises(PassphraseError, match=r"^That is not the passphrase of the diary"):
            encryption.unlock(locked, KEY)
        encryption.unlock(locked, ANOTHER)
        assert all(map(encryption.is_known, (locked.diary, *locked.snapshots.iterdir())))


def test_a_former_passphrase_that_copies_still_have_is_not_taken_for_damage(locked: Home) -> None:
    copies = {path: path.read_bytes() for path in locked.snapshots.iterdir()}
    encryption.convert(locked, ANOTHER)
    for path, content in copies.items():
        path.write_bytes(content)
    with keys(None):
        with pytest.raises(PassphraseError, match=r"^That passphrase opens copies of"):
            encryption.unlock(locked, KEY)
        encryption.unlock(locked, ANOTHER)
        assert len(Store.open(locked, later(1)).read().check_ins) == 1
        assert encryption.copies_under_another_key(locked) == tuple(sorted(copies))


def test_killed_at_any_step_it_leaves_a_whole_diary_and_the_next_run_goes_on(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.storage.killed_locking", str(tmp_path)]
    done = json.loads(launch.run(command, tmp_path, check=True).stdout)
    assert {tuple(found.values()) for found in done["left"]} == {(1, 1, 0)}
    assert [found.pop("then") for found in done["lock"]] == [0, 1, 2]
    assert [found.pop("then") for found in done["unlock"]] == [2]
    well = {"whole": True, "unfit": 0, "files": 3}
    assert all(found == {**well, "locked": 3, "readable": 0} for found in done["lock"])
    assert all(found == {**well, "locked": 0, "readable": 3} for found in done["unlock"])


def test_a_diary_in_use_is_left_as_it_is(plain: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0)
    encryption.use(encryption.Keys(plain.diary, None))
    with raw(plain.diary) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError):
            encryption.convert(plain, KEY)
    assert len(readable(plain)) == 3


def test_a_program_that_was_open_meanwhile_says_so_and_writes_nothing(plain: Home) -> None:
    store = Store.open(plain, later(300))
    encryption.convert(plain, KEY)
    with keys(None), pytest.raises(PassphraseError, match="Another program"):
        store.add(check_in(4), later(301), "a check-in")
    with keys(KEY):
        encryption.use(encryption.Keys(plain.diary, KEY))
        encryption.convert(plain, None)
        encryption.use(encryption.Keys(plain.diary, KEY))
        with pytest.raises(PassphraseError, match="Another program"):
            store.add(check_in(4), later(302), "a check-in")


def test_a_copy_that_the_disk_does_not_take_is_named_and_the_diary_is_locked_all_the_same(
    plain: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def without_room(source: Path, target: Path) -> None:
        if target.parent == plain.snapshots:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", without_room)
    copies = sorted(plain.snapshots.iterdir())
    assert sorted(encryption.convert(plain, KEY)) == copies
    assert looks_locked(plain.diary)
    assert encryption.is_open(plain)
    assert sorted(plain.snapshots.iterdir()) == copies


def test_copies_that_still_have_the_former_passphrase_get_the_new_one_the_next_time(
    locked: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = sorted(locked.snapshots.iterdir())
    with monkeypatch.context() as full:
        full.setattr(encryption, "_convert_copy", lambda *_: False)
        assert sorted(encryption.convert(locked, ANOTHER)) == copies
    assert all(map(encryption.is_known, copies))
    assert encryption.convert(locked, ANOTHER) == ()
    with keys(None):
        encryption.unlock(locked, ANOTHER)
        assert all(map(encryption.is_known, copies))


def test_what_is_half_made_and_cannot_be_removed_is_named_unless_it_is_gone_meanwhile(
    plain: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, gone = (plain.folder / f".infusion-tracker-{name}" for name in ("stays", "gone"))
    stays.mkdir()
    monkeypatch.setattr(encryption, "leftovers", lambda home: (*leftovers(home), gone))
    assert encryption.convert(plain, KEY) == (stays,)
    assert readable(plain) == []


def test_a_damaged_copy_stays_and_is_named(plain: Home) -> None:
    copy, *_ = plain.snapshots.iterdir()
    copy.write_bytes(copy.read_bytes()[:9000])
    assert encryption.convert(plain, KEY) == (copy,)
    assert copy.stat().st_size == 9000
    assert encryption.unconverted_copies(plain) == (copy,)


def test_another_programs_database_is_left_alone(plain: Home) -> None:
    files = (plain.folder / "recipes.db", plain.snapshots / "recipes.db")
    for file in files:
        with raw(file) as conn:
            conn.execute("CREATE TABLE recipe (title TEXT)")
    before = [file.read_bytes() for file in files]
    assert encryption.convert(plain, KEY) == files[1:]
    assert [file.read_bytes() for file in files] == before


def test_a_file_from_elsewhere_opens_with_its_own_passphrase_alone(
    locked: Home, tmp_path: Path
) -> None:
    other = Path(shutil.copy(locked.diary, tmp_path / "from a stick.db"))
    with keys(None):
        encryption.clear_keys()
        with pytest.raises(PassphraseError, match=r"^That is not .*from a stick"):
            encryption.add_key(other, ANOTHER)
        assert not encryption.is_known(other)
        encryption.add_key(other, KEY)
        assert encryption.is_known(other)
        assert encryption.copies_under_another_key(locked) == ()
        encryption.clear_keys()
        encryption.use(encryption.Keys(locked.diary, ANOTHER))
        assert encryption.copies_under_another_key(locked) == tuple(
            sorted(locked.snapshots.iterdir())
        )


def test_one_sound_page_shows_that_a_key_fits_and_none_that_it_does_not(locked: Home) -> None:
    pages = locked.diary.stat().st_size // 4096
    noise = Random(1).randbytes(4096 * (pages - 1))
    locked.diary.write_bytes(noise + locked.diary.read_bytes()[-4096:])
    assert sqlcipher.fits_any_page(locked.diary, KEY)
    locked.diary.write_bytes(noise)
    assert not sqlcipher.fits_any_page(locked.diary, KEY)


def test_once_the_keys_are_cleared_files_are_opened_as_without_any(plain: Home) -> None:
    encryption.use(encryption.Keys(plain.diary, None))
    with closing(connection.open_raw(plain.diary)) as conn:
        assert not isinstance(conn, sqlite3.Connection)
    encryption.clear_keys()
    with closing(connection.open_raw(plain.diary)) as conn:
        assert isinstance(conn, sqlite3.Connection)


def test_without_the_library_no_key_is_taken_and_plain_files_open_as_before(
    plain: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = encryption.current_keys()
    sqlcipher.library.cache_clear()
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    for use in (encryption.check_installed, lambda: encryption.convert(plain, KEY)):
        with pytest.raises(PackageMissingError) as refused:
            use()
        assert refused.value.package == "sqlcipher3"
    assert encryption.current_keys() is before
    assert len(Store.open(plain, later(1)).read().check_ins) == 1


def test_a_damaged_diary_is_not_converted(plain: Home) -> None:
    plain.diary.write_bytes(before := plain.diary.read_bytes()[:9000])
    with pytest.raises(DamagedError):
        encryption.convert(plain, KEY)
    assert plain.diary.read_bytes() == before


def test_a_newer_trackers_diary_of_an_unknown_kind_is_left_as_it_is_with_what_helps(
    plain: Home,
) -> None:
    with closing(sqlite3.connect(plain.diary)) as conn:
        conn.execute(f"PRAGMA user_version={connection.SCHEMA_VERSION + 1}")
        conn.execute("CREATE TABLE later (a TEXT, b TEXT GENERATED ALWAYS AS (upper(a)) STORED)")
        conn.execute("INSERT INTO later (a) VALUES ('x')")
        conn.commit()
    before = plain.diary.read_bytes()
    with pytest.raises(TooNewError, match=r"Update tracker to lock or unlock it\."):
        encryption.convert(plain, KEY)
    assert plain.diary.read_bytes() == before


@pytest.mark.parametrize(
    ("first", "instead"), [(20, bytes(200)), (0, bytes(4096)), (0, Random(1).randbytes(4096))]
)
def test_where_the_diary_lost_its_beginning_a_copy_shows_that_the_passphrase_is_right(
    locked: Home, first: int, instead: bytes
) -> None:
    content = locked.diary.read_bytes()
    locked.diary.write_bytes(content[:first] + instead + content[first + len(instead) :])
    assert locked.locked
    with keys(None):
        encryption.unlock(locked, KEY)
        with pytest.raises(DamagedError) as refused:
            Store.open(locked, later(400))
        assert "restore last" in advice(refused.value, locked)


def test_a_diary_that_lost_its_salt_opens_with_that_of_its_copies(locked: Home) -> None:
    said = digest(locked.diary)
    locked.diary.write_bytes(bytes(16) + locked.diary.read_bytes()[16:])
    with keys(None):
        encryption.unlock(locked, KEY)
        assert digest(locked.diary) == said
