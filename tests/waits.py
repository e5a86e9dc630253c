"""Waiting for what is meant: each wait names it, has a deadline, and fails with the name.

Nothing else in the tests sleeps. A wait is as long as the machine is busy, so the deadline is
only there to end a test whose condition will never come.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from textual.app import App

PATIENCE = 60.0
"""Seconds until what does not come is a failure; machines that test are often busy."""
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
        what: the condition in words; the failure says that it did not come.
        condition: looked at again and again until it is true.
        seen: what there was in its place, for the failure.
        patience: seconds.
    """
    until = time.monotonic() + patience
    while not (found := condition()):
        _give_up(until, what, seen)
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
    end = time.monotonic() + patience
    while not (found := condition()):
        _give_up(end, what, seen)
        await asyncio.sleep(_STEP)
    return found


def _give_up(until: float, what: str, seen: Callable[[], object]) -> None:
    if time.monotonic() > until:
        raise WaitError(f"{what} did not come. There was:\n{seen()}")


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def pending(app: App[Any]) -> list[str]:
    """What the app still has to do before its screen is what a person sees, each by name."""
    screen = app.screen
    waiting = {
        "its end": app._exit,
        "a batch of updates": app._batch_count,
        "a new size": app._resize_timer is not None,
        "a layout": screen._layout_required or screen._scroll_required,
        "a repaint": screen._repaint_required or screen._dirty_widgets,
        "what follows the next paint": screen._callbacks,
    }
    return [*(name for name, is_there in waiting.items() if is_there), *_unfinished(app)]


def _unfinished(app: App[Any]) -> Iterator[str]:
    for node in (app, *app.screen.walk_children(with_self=True)):
        if not node._mounted_event.is_set():
            yield f"the mount of {node!r}"
        if not node._message_queue.empty() or node._next_callbacks:
            yield f"a message to {node!r}"


async def idle() -> bool:
    """Let keys and messages pass on until nobody has anything left to do; whether that came."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # its own queue
    for _ in range(1_000):
        await asyncio.sleep(0)
        if not ready:
            return True
    return False


async def rest(app: App[Any]) -> None:
    """Wait until nothing is pending: no batch, no layout, no mount, no message.

    An app that has left is at rest, too. `Pilot.pause` would ask every widget for a sign of life
    instead, several times a key, which is a third of what a test takes.
    """
    end, left = time.monotonic() + PATIENCE, list[str]()
    while app.is_running:
        if await idle() and app.is_running:
            app.screen._on_timer_update()  # else what is to be laid out waits for its next tick
        came = await idle()
        if not app.is_running or (came and not (left := pending(app))):
            return
        if time.monotonic() > end:
            raise WaitError(f"The screen did not come to rest: {', '.join(left) or 'it is busy'}.")
        await asyncio.sleep(0.001)  # some things wait for a time, not for a message
