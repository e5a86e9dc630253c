"""The diary on disk: the only room that knows it is SQLite.

The day's work, one row written and a few weeks read, goes straight to a short connection.
sqlite-utils makes and migrates the schema and does the bulk work; it is imported only there.
"""

from tracker.records.validation import new_id
from tracker.storage.errors import StorageError
from tracker.storage.history import State
from tracker.storage.rows import Record
from tracker.storage.store import Store
from tracker.storage.unit import Unit

__all__ = ["Record", "State", "StorageError", "Store", "Unit", "new_id"]
