"""The terminal app: the only package that imports Textual.

    app              keys that work everywhere, leaving, bugs;  toolkit  where Textual is corrected
    navigation       the places, a line each, and the lines that show the keys
    session          the diary, the clock and what can be undone; every place is given one
    screen, listing  what every place has, and those that list records: tables
    dialogs, forms   dialogs and the form engine;  fields, rows  what is typed or chosen
    widgets          panels, lines of text, tiles;  chart, plots  the chart engine
    today …          one package a place

Importing this is fast; Textual is imported by `run`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.records import CheckIn
    from tracker.storage import Store

__all__ = ["ask_inline", "run"]


def run(store: Store, *, clock: Callable[[], datetime], pages: Sequence[str] = ()) -> int:
    """Open the app on a diary and return the exit code when the person leaves.

    Args:
        store: the diary, opened.
        clock: gives the present moment with its UTC offset, by the wall clock where the person is.
        pages: paths of pages that were just made of this diary: Today says so, Report lists them.

    Raises:
        StorageError: the diary cannot be read; the terminal is as it was.
    """
    store.read_setup()  # a damaged diary is said in words below the prompt, with what would help
    _prepare()
    import os

    from tracker.app import graphics

    answer = graphics.ask(os.environ)  # before the toolkit has the keyboard
    from tracker.app.app import TrackerApp
    from tracker.app.session import Session

    session = Session(store, clock)
    session.pages = tuple(pages)
    app = TrackerApp(session, answer)
    app.run()
    if store.wrote:
        store.snapshot_if_due(clock())
    return app.return_code or 0


def ask_inline(
    store: Store, clock: Callable[[], datetime], day: date | None, felt_at: datetime | None = None
) -> Iterator[CheckIn]:
    """Ask for an entry under the prompt, and yield it whenever the caller may show a message.

    Args:
        store: the diary, opened.
        clock: as for `run`.
        day: the day it counts for; today's diary day if None.
        felt_at: the time the entry is about, if not now.
    """
    _prepare()
    from tracker.app.session import Session
    from tracker.app.today.inline import ask

    yield from ask(Session(store, clock, felt_at), day)


def _prepare() -> None:
    """Put off collecting until the first picture is there, and leave out what is not used.

    asyncio is imported as on a Python without TLS: nothing here uses that, and it takes 4 MiB.
    """
    gc.disable()
    if "ssl" not in sys.modules:
        sys.modules["ssl"] = None  # type: ignore[assignment]  # Python's way to say: not there
        import asyncio  # noqa: F401

        del sys.modules["ssl"]
