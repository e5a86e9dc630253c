"""A pytest plug-in that sets the machine's clock elsewhere, which no test may notice.

TRACKER_TEST_MACHINE=2026-12-31T23:58 pytest -p tests.shifted tests/cli
"""

from __future__ import annotations

import os
from datetime import datetime

import pytest
import time_machine

_TRAVEL = time_machine.travel(
    datetime.fromisoformat(os.environ["TRACKER_TEST_MACHINE"]).timestamp(), tick=True
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    _TRAVEL.start()


def pytest_unconfigure() -> None:
    _TRAVEL.stop()
