"""The diary's key in the system's own keyring, where a person chose that with `lock --keyring`.

The key is kept there and not the passphrase. Whatever is wrong with the keyring, the person is
asked as without one.
"""

from __future__ import annotations

import contextlib
import importlib
from pathlib import Path
from typing import Any, Final

from tracker.paths import Home, create_private

_SERVICE: Final = "infusion-tracker"


def kept(home: Home) -> str | None:
    """Return the key that is kept for a home, None where none is or it cannot be had."""
    if not _mark(home).exists():
        return None
    try:
        found: str | None = _keyring().get_password(_SERVICE, str(home.folder))
    except Exception:  # noqa: BLE001  # each system's keyring has errors of its own
        return None
    return found


def keep(home: Home, key: str) -> bool:
    """Keep the key of a home; say whether the system took it."""
    try:
        _keyring().set_password(_SERVICE, str(home.folder), key)
    except Exception:  # noqa: BLE001  # as above
        return False
    create_private(_mark(home))
    return True


def forget(home: Home) -> None:
    """Keep no key of a home any more."""
    if not _mark(home).exists():
        return
    _mark(home).unlink()
    with contextlib.suppress(Exception):  # a key that stays there opens nothing any more
        _keyring().delete_password(_SERVICE, str(home.folder))


def _mark(home: Home) -> Path:
    """Without this file no keyring is looked for: to import one takes a seventh of a second."""
    return home.folder / "keyring"


def _keyring() -> Any:
    return importlib.import_module("keyring")
