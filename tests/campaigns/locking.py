"""Putting the diary and its copies under a passphrase, and taking it off again, cut short."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

from tests.campaigns.exchanging import go_on_after_a_copy
from tests.campaigns.keeping import unchanged
from tests.campaigns.place import Place
from tests.ciphered import KEY
from tracker.paths import looks_locked
from tracker.records import Diary
from tracker.storage import encryption


def keep_copies(place: Place) -> None:
    """A diary with a copy: both are converted, one after the other."""
    go_on_after_a_copy(place)


def keep_them_locked(place: Place) -> None:
    keep_copies(place)
    encryption.use(encryption.Keys(place.home.diary, None))
    encryption.convert(place.home, KEY)


def lock(place: Place) -> int:
    """Lock with a key that is there at once: making one takes longer than all the rest."""
    with patch("tracker.storage.encryption.new_key", lambda passphrase: KEY):
        return place.command("lock", "-", stdin="a passphrase\n")


def lock_again(place: Place) -> int:
    return lock(place) if _databases(place, locked=False) else 0


def lock_hastily(place: Place) -> int:
    """A control: it is confirmed while the copies are still open to read."""
    with patch("tracker.storage.encryption.copies", lambda home: []):
        return lock(place)


def unlock(place: Place) -> int:
    return place.command("unlock")


def unlock_again(place: Place) -> int:
    """The next command, whatever it is, removes clear copies of a locked diary."""
    place.command("list", "--last", "2d")
    if place.home.locked and (clear := [p for p in place.temporary() if not looks_locked(p)]):
        sys.stderr.write(f"a clear copy outlives the next command: {clear[0].name}")
        return 71
    return unlock(place)


def all_locked_once_confirmed(place: Place, before: Diary, confirmed: int) -> list[str]:
    clear = _databases(place, locked=False) if confirmed else []
    return unchanged(place, before) + [f"{path.name} is still open to read" for path in clear]


def none_locked_once_confirmed(place: Place, before: Diary, confirmed: int) -> list[str]:
    locked = _databases(place, locked=True) if confirmed else []
    return unchanged(place, before) + [f"{path.name} is still locked" for path in locked]


def _databases(place: Place, *, locked: bool) -> list[Path]:
    files = [path for path in place.home.folder.rglob("*.db") if path.stat().st_size]
    return [path for path in files if looks_locked(path) == locked]
