"""Several programs at one diary at once; `test_crashes.py` kills them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import launch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


def outcome(task: str, folder: Path, number: int) -> Any:
    """Run a task of `processes.py` in a process of its own."""
    command = [sys.executable, "-m", "tests.storage.processes", task, str(folder), str(number)]
    done = launch.run(command, folder)
    assert not done.stderr
    return json.loads(done.stdout)


def test_three_programs_may_start_at_once_in_a_home_that_is_not_there_yet(
    tmp_path: Path,
) -> None:
    assert outcome("open_at_once", tmp_path, 4) == {"ended_well": 12, "kept": 12}


def test_two_programs_may_write_while_a_third_reads(tmp_path: Path) -> None:
    assert outcome("write_together", tmp_path, 30) == {"ended_well": 3, "kept": 60}


def test_two_programs_that_edit_different_fields_at_once_lose_nothing(tmp_path: Path) -> None:
    found = outcome("edit_together", tmp_path, 6)
    assert set(found["lost"].values()) == {0}, found
    assert len(found["lost"]) == 6
    assert found["control"], "the harness is blind"
