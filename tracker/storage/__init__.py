"""The diary on disk: the only room that knows it is SQLite.

The day's work, one row written and a few weeks read, goes straight to a short connection.
sqlite-utils makes and migrates the schema; it is imported only there.
Whatever cannot be read or written raises a StorageError of `errors`, and nothing was changed.
Names are imported when they are first used: recording a score needs few of these modules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.records.codec import Record
    from tracker.storage.errors import StorageError
    from tracker.storage.history import State
    from tracker.storage.store import Store
    from tracker.storage.transaction import Change, Transaction

__all__ = ["Change", "Record", "State", "StorageError", "Store", "Transaction"]
_MODULES = {
    "errors": ("StorageError",),
    "history": ("State",),
    "store": ("Store",),
    "transaction": ("Change", "Record", "Transaction"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"tracker.storage.{module}"), name)
    raise AttributeError(f"module 'tracker.storage' has no attribute {name!r}")
