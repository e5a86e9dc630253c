"""The terminal app: the only room that knows the terminal toolkit.

    app         modes, keys every screen shares, what happens on a fault
    modes       the screens, one line each
    session     the diary, the clock and what can be taken back; every screen is given one
    screens     one file a screen or a dialog
    widgets     one file a widget: a widget shows and asks, it never fetches
    the rest    plain functions and values behind them, without the toolkit

Importing this costs nothing; the toolkit comes with `run`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.records import CheckIn
    from tracker.storage import Store

__all__ = ["ask_inline", "run"]


def run(store: Store, *, clock: Callable[[], datetime]) -> int:
    """Open the app on a diary and return the exit code when the person leaves.

    Args:
        store: the diary, opened.
        clock: gives the present moment with its UTC offset, by the wall clock where the person is.
    """
    # Collecting while the toolkit is imported only costs time; the app turns it on once painted.
    gc.disable()
    from tracker.app.app import TrackerApp
    from tracker.app.session import Session

    app = TrackerApp(Session(store, clock))
    app.run()
    return app.return_code or 0


def ask_inline(
    store: Store, clock: Callable[[], datetime], day: date | None, felt_at: datetime | None = None
) -> Iterator[CheckIn]:
    """Ask for an entry under the prompt, and yield it whenever something is to be said about it.

    Args:
        store: the diary, opened.
        clock: as for `run`.
        day: the day it counts for; today's diary day if None.
        felt_at: when it was felt, if not now.
    """
    from tracker.app.inline import ask
    from tracker.app.session import Session

    yield from ask(Session(store, clock, felt_at), day)
