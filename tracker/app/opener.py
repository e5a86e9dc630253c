"""Opening a file with whatever the system opens it with."""

from __future__ import annotations

import asyncio
import shutil
import sys
from asyncio.subprocess import DEVNULL


async def open_file(path: str) -> bool:
    """Hand a file to the system's viewer and say whether one took it."""
    if sys.platform == "win32":
        return _open_on_windows(path)
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        return False
    # A session of its own: a viewer that runs in a terminal must not take this one.
    process = await asyncio.create_subprocess_exec(
        program, path, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
    )
    return await process.wait() == 0


def _open_on_windows(path: str) -> bool:
    import os

    if sys.platform != "win32":
        return False
    try:
        os.startfile(path)  # noqa: S606  # the viewer is the person's own choice
    except OSError:
        return False
    return True
