"""Waits for a condition: each has a name and a deadline, and fails with that name.

Nothing else in the tests sleeps. A wait ends as soon as its condition holds; the deadline only
ends a test whose condition never will.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from textual.app import App

PATIENCE = 60.0
"""Seconds after which a wait fails; generous, as machines that run tests are often busy."""
_STEP = 0.005

T = TypeVar("T")


class WaitError(AssertionError):
    """What was waited for did not come in time."""


def wait_for(
    what: str,
    condition: Callable[[], T],
    *,
    seen: Callable[[], object] = lambda: "",
    patience: float = PATIENCE,
) -> T:
    """Wait until the condition holds and return what it returned.

    Args:
        what: the condition in words, for the failure.
        condition: called again and again until it returns something true.
        seen: what was there instead, for the failure.
        patience: seconds.
    """
    deadline = time.monotonic() + patience
    while not (found := condition()):
        _fail_after(deadline, what, seen)
        time.sleep(_STEP)
    return found


async def until(
    what: str,
    condition: Callable[[], T],
    *,
    seen: Callable[[], object] = lambda: "",
    patience: float = PATIENCE,
) -> T:
    """Wait as `wait_for` does, and let the app go on meanwhile."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        _fail_after(deadline, what, seen)
        await asyncio.sleep(_STEP)
    return found


def _fail_after(deadline: float, what: str, seen: Callable[[], object]) -> None:
    if time.monotonic() > deadline:
        raise WaitError(f"{what} did not come. There was:\n{seen()}")


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def pending(app: App[Any]) -> list[str]:
    """Name what the app still has to do before its screen shows what a person would see."""
    screen = app.screen
    waiting = {
        "its end": app._exit,
        "a batch of updates": app._batch_count,
        "a new size": app._resize_timer is not None,
        "a layout": screen._layout_required or screen._scroll_required,
        "a repaint": screen._repaint_required or screen._dirty_widgets,
        "what follows the next paint": screen._callbacks,
    }
    return [*(name for name, is_waiting in waiting.items() if is_waiting), *_unfinished(app)]


def _unfinished(app: App[Any]) -> Iterator[str]:
    for node in (app, *app.screen.walk_children(with_self=True)):
        if not node._mounted_event.is_set():
            yield f"the mount of {node!r}"
        if not node._message_queue.empty() or node._next_callbacks:
            yield f"a message to {node!r}"


async def idle() -> bool:
    """Run the event loop until no task is ready to run; False if some always is."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # the loop's own queue
    for _ in range(1_000):
        await asyncio.sleep(0)
        if not ready:
            return True
    return False


async def rest(app: App[Any]) -> None:
    """Wait until nothing is pending: no batch, no layout, no mount, no message.

    An app that has ended is at rest, too. `Pilot.pause` instead sends a message to every widget and
    waits for each, several times a key: a third of the time of a test.
    """
    deadline, left = time.monotonic() + PATIENCE, list[str]()
    while app.is_running:
        if await idle() and app.is_running:
            # Now, not at a timer's next tick; a timer that is late, as on a busy machine, has none.
            if app._resize_timer is not None:
                app._check_resize()
            app.screen._on_timer_update()
        is_idle = await idle()
        if not app.is_running or (is_idle and not (left := pending(app))):
            return
        if time.monotonic() > deadline:
            raise WaitError(f"The screen did not come to rest: {', '.join(left) or 'it is busy'}.")
        await asyncio.sleep(0.001)  # timers need time to pass
