"""The sweep: the promises of the test command, tried again wherever else they must hold.

At the other sizes and themes, by mouse, after midnight, with hostile words, in rarer situations,
for all forms, hard diaries and kinds of kill: `pytest -m sweep`. The test command has the first of
each kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def always(names: Iterable[str], every: Iterable[Any]) -> list[Any]:
    """Return every parameter; those that are not named are for the sweep alone."""
    kept = set(names)
    return [
        one if str(one) in kept else pytest.param(one, marks=pytest.mark.sweep) for one in every
    ]
