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
    from tracker.storage.errors import NotFoundError, ProtectedTargetError, StorageError
    from tracker.storage.files import clear_leftovers, refuse_protected_target
    from tracker.storage.history import State
    from tracker.storage.store import Removed, Store
    from tracker.storage.transaction import Change, Edited, Transaction
    from tracker.storage.undo import LaterChangeError, LoggedChange, Undone

__all__ = [
    "Change", "Edited", "LaterChangeError", "LoggedChange", "NotFoundError",
    "ProtectedTargetError", "Record", "Removed", "State", "StorageError", "Store",
    "Transaction", "Undone",
    "clear_leftovers", "refuse_protected_target",
]  # fmt: skip
_MODULES = {
    "errors": ("NotFoundError", "ProtectedTargetError", "StorageError"),
    "files": ("clear_leftovers", "refuse_protected_target"),
    "history": ("State",),
    "store": ("Removed", "Store"),
    "transaction": ("Change", "Edited", "Record", "Transaction"),
    "undo": ("LaterChangeError", "LoggedChange", "Undone"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"tracker.storage.{module}"), name)
    raise AttributeError(f"module 'tracker.storage' has no attribute {name!r}")
