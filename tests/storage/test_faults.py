"""What a disk, a folder and other programs do to a diary: one sentence, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import apsw
import pytest

from tests.campaigns.disk import Disk, under_the_store
from tests.ciphered import on_both, plain_alone
from tests.conftest import NOW, FillOnce
from tests.launch import any_file_name, python, run
from tests.storage.making import check_in, later, rating, raw, rows
from tests.waits import PATIENCE
from tracker.paths import Home
from tracker.storage import StorageError, Store, connection, snapshots
from tracker.storage.doctor import advice
from tracker.storage.errors import (
    CannotWriteError,
    DamagedError,
    DiaryMissingError,
    LockedError,
    OwnFaultError,
    TooNewError,
)
from tracker.storage.merge import checked_copy
from tracker.storage.restore import verified_copy


@pytest.fixture
def kept(store: Store, fill_once: FillOnce) -> Store:
    """A diary with one entry, and a snapshot of it."""

    def fill() -> None:
        rating(store, "anxiety")
        store.add(check_in(7, anxiety=4, id="kept", note="a private word"), NOW, "a check-in")
        store.snapshot(NOW, "test")

    fill_once(store.home, "one entry and a snapshot", fill)
    return store


def one_sentence(error: StorageError, exit_code: int) -> str:
    said = str(error)
    assert said.endswith(".")
    assert "\n" not in said
    assert "private" not in said
    assert error.exit_code == exit_code
    return said


NO_DIARY = b"Dear diary, this is no database. " * 400


@pytest.mark.parametrize("content", [NO_DIARY, NO_DIARY[:60], b"\0" * 8192])
def test_a_file_that_is_no_database_is_refused_and_left_alone(home: Home, content: bytes) -> None:
    home.folder.mkdir()
    home.diary.write_bytes(content)
    with pytest.raises(DamagedError) as refused:
        Store.open(home, NOW)
    one_sentence(refused.value, 4)
    assert "tracker doctor" in advice(refused.value, home)
    assert home.diary.read_bytes() == content


@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_diary_cut_short_is_refused_and_left_alone(kept: Store, part: float) -> None:
    whole = kept.home.diary.read_bytes()
    kept.home.diary.write_bytes(cut := whole[: int(len(whole) * part)])
    with pytest.raises(DamagedError) as refused:
        Store.open(kept.home, NOW)
    one_sentence(refused.value, 4)
    assert kept.home.diary.read_bytes() == cut


def test_a_diary_emptied_by_another_program_is_not_taken_for_a_new_one(kept: Store) -> None:
    kept.home.diary.write_bytes(b"")
    with pytest.raises(DamagedError):
        Store.open(kept.home, NOW)
    assert kept.home.diary.read_bytes() == b""


def test_an_empty_file_from_a_first_start_that_was_killed_becomes_a_diary(home: Home) -> None:
    home.folder.mkdir()
    home.diary.write_bytes(b"")
    assert Store.open(home, NOW).read().empty


def test_another_programs_database_is_refused_and_left_alone(home: Home) -> None:
    home.folder.mkdir()
    home.diary.touch()
    with raw(home.diary) as conn:
        conn.execute("CREATE TABLE recipe (title TEXT)")
    before = home.diary.read_bytes()
    with pytest.raises(DamagedError, match="not a tracker diary"):
        Store.open(home, NOW)
    assert home.diary.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "check_in SET day = '2026-99-99'",
        "check_in SET note = CAST(x'ff41' AS TEXT)",
        "check_in SET mood = 99",
        "check_in SET at_utc = 'late'",
        "measure SET better = 'sideways'",
    ],
)
def test_a_value_that_the_file_itself_refuses_is_damage_and_said_so(
    kept: Store, damage: str
) -> None:
    spoil(kept, damage)
    with pytest.raises(DamagedError) as refused:
        kept.read()
    one_sentence(refused.value, 4)


@pytest.mark.parametrize(
    "value",
    [
        "measure SET high = 1 WHERE key = 'anxiety'",
        "setting SET value = '7' WHERE key = 'day_starts_at'",
        "infusion SET side_effects = '[{\"dose\": 1}]'",
    ],
)
def test_a_value_that_only_tracker_cannot_read_is_never_called_damage(
    kept: Store, value: str
) -> None:
    spoil(kept, value)
    with pytest.raises(OwnFaultError) as refused:
        kept.read()
    assert "damaged" not in one_sentence(refused.value, 1)


def test_a_value_that_history_does_not_know_is_damage(kept: Store) -> None:
    with raw(kept.home.diary) as conn:
        conn.execute("DROP TRIGGER infusion_history_insert")
    spoil(kept, "infusion SET side_effects = '[{\"dose\": 1}]'")
    with pytest.raises(DamagedError):
        kept.read()


def test_a_fault_of_ours_while_reading_is_said_to_be_ours(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise KeyError("a private word")

    monkeypatch.setattr("tracker.storage.queries.read_diary", fault)
    with pytest.raises(OwnFaultError) as refused:
        kept.read()
    assert "fault of tracker" in one_sentence(refused.value, 1)


def spoil(store: Store, update: str) -> None:
    """Write what no form takes, as another program might."""
    with raw(store.home.diary) as conn:
        conn.execute("INSERT INTO setting VALUES ('day_starts_at', '\"04:00\"')")
        conn.execute(
            "INSERT INTO infusion (id, day, status, new_course, side_effects, updated_at) "
            "VALUES ('i', '2026-11-05', 'given', 0, '[]', '2026-11-05T10:00:00.000Z')"
        )
        conn.execute("PRAGMA ignore_check_constraints=ON")
        conn.execute(f"UPDATE {update}")


@pytest.fixture
def newer(kept: Store) -> Store:
    """A diary that the tracker of next year made, opened with this one."""
    with raw(kept.home.diary) as conn:
        conn.execute("ALTER TABLE check_in ADD COLUMN weather TEXT")
        conn.execute("PRAGMA user_version=99")
    return Store.open(kept.home, NOW)


def test_a_newer_trackers_diary_is_read(newer: Store) -> None:
    assert newer.read_only
    assert newer.snapshot_if_due(later(86_400)) is None
    assert [c.id for c in newer.read().check_ins] == ["kept"]


def test_a_newer_trackers_diary_is_not_written(newer: Store) -> None:
    before = newer.home.diary.read_bytes()
    with pytest.raises(TooNewError) as refused:
        newer.add(check_in(), NOW, "one")
    assert "Update tracker to write in it" in one_sentence(refused.value, 1)
    with pytest.raises(TooNewError):
        newer.undo(NOW)
    with (
        pytest.raises(TooNewError, match="Update tracker to merge into it"),
        checked_copy(newer, newer.home.diary, NOW),
    ):
        pass
    assert newer.home.diary.read_bytes() == before


def test_a_newer_trackers_diary_can_be_copied(newer: Store) -> None:
    copy = newer.snapshot(later(1), "backup")
    assert rows(copy, "PRAGMA user_version") == [(99,)]


def test_a_newer_trackers_diary_that_cannot_be_read_is_not_called_damaged(newer: Store) -> None:
    with raw(newer.home.diary) as conn:
        conn.execute("PRAGMA legacy_alter_table=ON")
        conn.execute("ALTER TABLE check_in RENAME TO entry")
    with pytest.raises(TooNewError) as refused:
        newer.read()
    assert "Update tracker to read it" in one_sentence(refused.value, 1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)


@on_both
@pytest.mark.usefixtures("impatient")
def test_a_diary_that_another_program_holds_is_neither_read_nor_written(kept: Store) -> None:
    with raw(kept.home.diary) as other:
        other.execute("BEGIN EXCLUSIVE")
        uses: tuple[Callable[[], object], ...] = (
            kept.read,
            lambda: kept.add(check_in(), NOW, "one"),
            lambda: Store.open(kept.home, NOW),
        )
        for use in uses:
            with pytest.raises(LockedError) as refused:
                use()
            assert "Another program" in one_sentence(refused.value, 4)
    assert [c.id for c in kept.read().check_ins] == ["kept"]


@pytest.mark.usefixtures("impatient")
def test_a_diary_that_another_program_writes_to_can_be_read(kept: Store) -> None:
    with raw(kept.home.diary) as other:
        other.execute("BEGIN IMMEDIATE")
        assert [c.id for c in kept.read().check_ins] == ["kept"]
        with pytest.raises(LockedError):
            kept.add(check_in(), NOW, "one")


@pytest.mark.usefixtures("impatient")
def test_a_diary_that_another_program_holds_open_in_its_own_way_is_said_to_be_in_use(
    kept: Store,
) -> None:
    with raw(kept.home.diary) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT * FROM measure").fetchall()
        with pytest.raises(LockedError):
            kept.add(check_in(), NOW, "one")


def test_a_write_waits_for_another_one_to_end(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, opener = threading.Event(), connection.open_raw

    def watched(path: Path, mode: str = "rw") -> sqlite3.Connection:
        conn = opener(path, mode)
        conn.set_trace_callback(lambda sql: begun.set() if "IMMEDIATE" in sql else None)
        return conn

    with raw(kept.home.diary) as other:
        other.execute(f"PRAGMA busy_timeout={PATIENCE * 1000:.0f}")  # the one that waits looks, too
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(connection, "open_raw", watched)
        writer = threading.Thread(target=lambda: kept.add(check_in(id="waited"), NOW, "one"))
        writer.start()
        assert begun.wait(PATIENCE)
        assert len(kept.read().check_ins) == 1
        other.execute("COMMIT")
        writer.join(PATIENCE)
    assert {c.id for c in kept.read().check_ins} == {"kept", "waited"}


@pytest.fixture
def unwritable(kept: Store) -> Iterator[Store]:
    """A diary whose file may only be read; for root, made so that root keeps to it."""
    if os.name != "posix":
        pytest.skip("permissions as on Unix")
    path, as_root = str(kept.home.diary), os.geteuid() == 0
    folder = kept.home.folder
    if as_root and (not shutil.which("chattr") or run(["chattr", "+i", path], folder).returncode):
        pytest.skip("root writes everywhere here")
    os.chmod(path, 0o400) if not as_root else None
    yield kept
    run(["chattr", "-i", path], folder) if as_root else None


def test_a_file_that_may_only_be_read_is_read_and_not_written(unwritable: Store) -> None:
    store = Store.open(unwritable.home, NOW)
    with pytest.raises(CannotWriteError) as refused:
        store.add(check_in(), NOW, "one")
    assert "read-only" in one_sentence(refused.value, 1)
    assert [c.id for c in store.read().check_ins] == ["kept"]


FILL = """
import resource, sys
from pathlib import Path
from tests.conftest import NOW
from tests.launch import python, run
from tests.storage.making import check_in
from tracker.paths import Home
from tracker.storage import Store, StorageError

store = Store.open(Home(Path(sys.argv[1])), NOW)
if limit := int(sys.argv[2]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for n in range(400):
    try:
        store.add(check_in(n % 11, id=f"c{n}", note="x" * 5000), NOW, "one")
    except StorageError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    print(f"c{n}")
"""


def fill(home: Home, limit: int) -> tuple[set[str], str]:
    """Write until the disk takes no more; what was acknowledged, and what was said."""
    done = python(home.folder, FILL, str(home.folder), str(limit))
    return set(done.stdout.decode().split()), done.stderr.decode().strip()


@pytest.mark.sweep
@pytest.mark.skipif(os.name != "posix", reason="limits as on Unix")
def test_a_disk_that_stops_taking_bytes_keeps_all_that_was_acknowledged(home: Home) -> None:
    acknowledged, said = fill(home, 400_000)
    assert said.startswith("CannotWriteError: ")
    assert "Nothing was changed" in said
    assert_kept(home, acknowledged)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)]
    if not hasattr(os, "geteuid") or os.geteuid() or not shutil.which("mount"):
        pytest.skip("only root makes disks")
    if run(mount, tmp_path).returncode:
        pytest.skip("no disks are made here")
    yield folder
    run(["umount", str(folder)], tmp_path, check=True)


def test_a_full_disk_keeps_all_that_was_acknowledged(small_disk: Path) -> None:
    home = Home(small_disk / "home")
    acknowledged, said = fill(home, 0)
    assert said.startswith("CannotWriteError: The disk is full.")
    assert_kept(home, acknowledged)


@on_both
def test_a_copy_that_the_disk_has_no_room_for_is_not_called_damage(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_little_room(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
        conn = connection.connect(path, mode=mode)
        conn.execute("PRAGMA max_page_count=2")
        return conn

    monkeypatch.setattr(snapshots, "connect", with_little_room)
    with pytest.raises(CannotWriteError, match=r"^The disk is full\. Nothing was changed"):
        kept.snapshot(NOW, "import")
    with pytest.raises(CannotWriteError, match=r"^The disk is full\. Nothing was changed"):
        snapshots.back_up(kept.home.diary, kept.home.folder / "stick.db")
    kept.add(check_in(id="second"), NOW)
    assert kept.snapshot_if_due(later(24 * 60 * 60)) is None
    assert str(kept.notice).endswith("could not be made: The disk is full.")


def assert_kept(home: Home, acknowledged: set[str]) -> None:
    assert acknowledged
    assert {c.id for c in Store.open(home, NOW).read().check_ins} == acknowledged
    assert rows(home.diary, "PRAGMA integrity_check") == [("ok",)]


@on_both
def test_an_entry_goes_to_the_file_that_a_synced_folder_put_in_place(
    kept: Store, tmp_path: Path
) -> None:
    other = Store.open(Home(tmp_path / "other"), NOW)
    other.add(check_in(id="from-elsewhere"), NOW, "one")
    os.replace(other.home.diary, kept.home.diary)
    kept.add(check_in(id="after"), NOW, "one")
    assert {c.id for c in kept.read().check_ins} == {"from-elsewhere", "after"}


@on_both
@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be replaced there")
def test_a_file_replaced_in_the_middle_of_a_write_is_not_written_over(
    kept: Store, tmp_path: Path
) -> None:
    other = Store.open(Home(tmp_path / "other"), NOW)

    def replace_and_add() -> None:
        with kept.writing(NOW, "one") as unit:
            os.replace(other.home.diary, kept.home.diary)
            unit.add(check_in())

    with pytest.raises(DiaryMissingError) as refused:
        replace_and_add()
    assert "try again" in one_sentence(refused.value, 1)
    assert kept.read().empty


def test_a_diary_that_was_moved_away_is_missed_and_not_made_anew(kept: Store) -> None:
    kept.home.diary.rename(kept.home.folder / "moved.db")
    with pytest.raises(DiaryMissingError) as refused:
        kept.add(check_in(), NOW, "one")
    one_sentence(refused.value, 1)
    assert not kept.home.diary.exists()


def test_a_home_that_cannot_be_is_said_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    impossible = [tmp_path / "file", tmp_path / "file" / "home"]
    impossible += [Path("/proc/home")] if Path("/proc/self").exists() else []
    for folder in impossible:
        with pytest.raises(CannotWriteError) as refused:
            Store.open(Home(folder), NOW)
        said = one_sentence(refused.value, 1)
        assert str(folder) in said
        assert "TRACKER_HOME" in said


@any_file_name
def test_a_home_may_have_any_name(tmp_path: Path) -> None:
    store = Store.open(Home(tmp_path / "ä 夜 ?mode=ro#%41 '"), NOW)
    store.add(record := check_in(), NOW, "one")
    assert store.read().check_ins == (record,)
    assert store.home.diary.exists()


def test_a_python_with_too_old_an_sqlite_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StorageError, match=r"needs 3\.38 or later"):
        Store.open(home, NOW)


@pytest.mark.usefixtures("impatient")
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="lists open files as Linux does")
def test_no_connection_stays_open_whatever_happens(kept: Store) -> None:
    kept.undo(later(1))
    with verified_copy(kept.home, kept.home.diary, NOW):
        pass
    with raw(kept.home.diary) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LockedError):
            kept.read()
    kept.home.diary.write_bytes(NO_DIARY)
    with pytest.raises(DamagedError):
        kept.read()
    open_files = [os.readlink(f"/proc/self/fd/{fd}") for fd in listed("/proc/self/fd")]
    assert not [path for path in open_files if path.startswith(str(kept.home.folder))]


def listed(folder: str) -> list[str]:
    """File descriptors, but for the one that lists them."""
    return [fd for fd in os.listdir(folder) if os.path.exists(f"{folder}/{fd}")]


class NoMore(apsw.Error):
    """What a disk says that takes nothing more, under SQLite's own number."""

    def __init__(self, code: int) -> None:
        super().__init__("no more")
        self.result = code & 0xFF
        self.extendedresult = code


def refused_at(number: int, code: int) -> Callable[[str], None]:
    calls = count()

    def allow(what: str) -> None:
        if next(calls) == number:
            raise NoMore(code)

    return allow


def add(store: Store, disk: Disk) -> CannotWriteError | None:
    """Add an entry, and return what it was refused with."""
    try:
        with under_the_store(disk):
            store.add(check_in(3, note="x" * 5000), later(1), "one")
    except CannotWriteError as error:
        return error
    return None


@plain_alone
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (apsw.SQLITE_FULL, "The disk is full."),
        pytest.param(apsw.SQLITE_IOERR, "The disk did not take", marks=pytest.mark.sweep),
    ],
)
def test_whichever_call_to_the_disk_is_refused_the_diary_is_as_it_was(
    kept: Store, code: int, said: str
) -> None:
    before = kept.read()
    for number in count():
        disk = Disk(f"refusing {code} at {number}")
        disk.allow = refused_at(number, code)
        if (refused := add(kept, disk)) is None:
            break
        assert said in one_sentence(refused, 1)
        assert kept.read() == before
        assert rows(kept.home.diary, "PRAGMA integrity_check") == [("ok",)]
    assert number > 20
