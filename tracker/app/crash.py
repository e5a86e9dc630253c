"""The message after a bug in tracker."""

from __future__ import annotations

import traceback
from pathlib import Path


def sentence(error: BaseException, again: str = "tracker") -> str:
    """Return the kind of fault and its place, and nothing else.

    A message or a local variable may hold a note, and this text gets pasted into bug reports.
    """
    return (
        "tracker stopped because of a bug; you did nothing wrong "
        f"({type(error).__name__} at {_place(error)}). "
        f"All that was confirmed as saved is kept. Start it again with: {again}"
    )


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "tracker" in Path(frame.filename).parts]
    if not (frame := next(reversed(ours or frames), None)):
        return "an unknown place"
    return f"{Path(frame.filename).name}:{frame.lineno}"
