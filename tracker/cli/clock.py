"""The one place where tracker looks at the clock; every other room is handed the moment."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime


def local_now() -> datetime:
    """Return the wall clock here, with its offset from UTC.

    The zone is looked up anew: who travels with the app open is soon somewhere else.

    Call it as `clock.local_now()`: a name imported from here would escape a test's own clock.
    """
    if sys.platform != "win32":
        time.tzset()
    now = datetime.now(UTC)
    try:
        return now.astimezone()
    except (OverflowError, OSError, ValueError):  # at either end of the calendar
        return now
