"""The diary on disk: the only room that knows it is SQLite.

The day's work, one row written and a few weeks read, goes straight to a short connection.
sqlite-utils makes and migrates the schema and does the bulk work; it is imported only there.
"""

from tracker.storage.errors import NotFoundError, ProtectedTargetError, StorageError
from tracker.storage.files import clear_leftovers, refuse_protected_target
from tracker.storage.history import LaterChangeError, LoggedChange, State, Undone
from tracker.storage.rows import KINDS, Record, kind_of
from tracker.storage.store import Removed, Store
from tracker.storage.transaction import Change, Edited, Transaction

__all__ = [
    "KINDS",
    "Change",
    "Edited",
    "LaterChangeError",
    "LoggedChange",
    "NotFoundError",
    "ProtectedTargetError",
    "Record",
    "Removed",
    "State",
    "StorageError",
    "Store",
    "Transaction",
    "Undone",
    "clear_leftovers",
    "kind_of",
    "refuse_protected_target",
]
