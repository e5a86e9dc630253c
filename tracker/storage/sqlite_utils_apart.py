"""The one door to sqlite-utils, which is imported only where it earns its 100 ms.

It reads numpy and pandas at import wherever they are installed, and matplotlib brings numpy, so
both are hidden for that moment: it needs neither for a diary, and they cost two to four times
what it costs itself. Plug-ins stay off: no third party's code runs against a health record.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator

_HEAVY = ("numpy", "pandas")


@contextlib.contextmanager
def _hidden(*names: str) -> Iterator[None]:
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # the documented way to block an import
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _hidden(*_HEAVY):
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations", "database"]


def database(conn: sqlite3.Connection) -> Database:
    """Return sqlite-utils on a connection of the Store's own."""
    return Database(conn, execute_plugins=False)
