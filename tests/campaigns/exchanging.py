"""Restore, merge and purge, cut short."""

from __future__ import annotations

import shutil

from tests.campaigns.entering import entry, note, tokens
from tests.campaigns.keeping import unchanged
from tests.campaigns.place import Place, tick
from tracker.records import Diary
from tracker.storage.snapshots import list_snapshots


def go_on_after_a_copy(place: Place) -> None:
    """Take a copy to restore, then add entries."""
    store = place.store
    store.snapshot(tick(), "backup")
    for number in range(3):
        store.add(entry(note(number), f"later-{number}"), tick(), "a check-in")


def restore_the_copy(place: Place) -> int:
    return place.command("restore", "last", "--yes")


def with_or_without(place: Place, before: Diary, confirmed: int) -> list[str]:
    """The diary is as before or as in the copy; if replaced, it is among the copies."""
    found = len(tokens(place))
    if found == 3:
        return ["confirmed and not done"] if confirmed else unchanged(place, before)
    kept = [s for s in list_snapshots(place.home.snapshots) if s.reason == "before-restore"]
    wrong = [f"{found} of 3 later entries"] if found else []
    return wrong + ([] if kept else ["what was replaced is lost"])


def keep_another_device(place: Place) -> None:
    """Make a copy of the diary that was continued on another device."""
    other = place.copy(place.folder.with_name("other-device"))
    go_on_after_a_copy(other)
    other.home.diary.rename(place.files / "other.db")
    shutil.rmtree(other.folder)


def merge_the_other(place: Place) -> int:
    return place.command("merge", str(place.files / "other.db"), "--yes")


def three_or_none(place: Place, before: Diary, confirmed: int) -> list[str]:
    found = len(tokens(place))
    wrong = [f"{found} of 3 merged"] if found not in (0, 3) else []
    return wrong + (["confirmed and not there"] if confirmed and not found else [])


def write_what_is_regretted(place: Place) -> None:
    """Add entries, one of which is to be purged, and a copy that holds them."""
    go_on_after_a_copy(place)
    place.store.snapshot(tick(), "backup")


def purge_it(place: Place) -> int:
    return place.command("purge", "later-0", "--yes")


def purge_it_again(place: Place) -> int:
    """Purge again after an interruption, unless the entry is gone."""
    return purge_it(place) if note(0) in tokens(place) else 0


def gone_or_there(place: Place, before: Diary, confirmed: int) -> list[str]:
    """No other entry is touched; once confirmed, no file in the home holds the entry's note."""
    found = tokens(place)
    wrong = [] if found[-2:] == [note(1), note(2)] else [f"of the others there is {found}"]
    files = [path for path in place.home.folder.rglob("*") if path.is_file()] if confirmed else []
    return wrong + [f"{path.name} has it" for path in files if b"token 0" in path.read_bytes()]
