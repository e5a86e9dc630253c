"""Names for records: ULIDs, which sort by time and never collide between two machines."""

from __future__ import annotations

import re
from datetime import datetime

from ulid import ULID

from tracker.records.problem import Problem

_ID = re.compile(r"[0-9A-Za-z_.:-]{1,64}", re.ASCII)


def new_id(now: datetime) -> str:
    """Return a fresh id; ids made later sort later, to the millisecond."""
    return str(ULID.from_datetime(now))


def checked_id(value: str) -> str:
    """Return an id that may stand in a file, on a command line and in a page.

    Raises:
        Problem: it is empty, over 64 characters, or holds more than letters, digits and -_.:
    """
    if _ID.fullmatch(value):
        return value
    raise Problem("id", "An id is 1 to 64 letters, digits or -_.: characters.")
