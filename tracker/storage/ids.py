"""Ids for new records: ULIDs, which sort by time and never collide between two machines."""

from __future__ import annotations

from datetime import datetime

from ulid import ULID


def new_id(now: datetime) -> str:
    """Return a fresh id; ids made later sort later, to the millisecond."""
    return str(ULID.from_datetime(now))
