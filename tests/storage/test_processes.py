"""The promise above all others: what was acknowledged is there. Each harness has a control."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.storage.making import rows
from tracker.storage import Store
from tracker.storage.connection import SCHEMA_VERSION

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


def outcome(task: str, folder: Path, number: int) -> Any:
    """Run a task of `processes.py` in a process of its own."""
    command = [sys.executable, "-m", "tests.storage.processes", task, str(folder), str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert not done.stderr
    return json.loads(done.stdout)


def test_whenever_the_program_is_killed_an_acknowledged_entry_is_there_and_whole(
    tmp_path: Path,
) -> None:
    found = outcome("kill_honest_writers", tmp_path, 25)
    assert found["acknowledged"] >= 25
    assert (found["lost"], found["torn"], found["sound"]) == (0, 0, "ok")
    assert found["hot_journals"], "no kill hit a commit; nothing was put to the test"


def test_the_harness_finds_entries_that_were_acknowledged_too_early(tmp_path: Path) -> None:
    assert outcome("kill_hasty_writers", tmp_path, 25)["lost"]


def test_the_harness_finds_entries_that_were_kept_in_two_parts(tmp_path: Path) -> None:
    assert outcome("kill_piecemeal_writers", tmp_path, 25)["torn"]


def test_a_first_start_that_is_killed_leaves_a_whole_diary_or_none(
    tmp_path: Path, store: Store
) -> None:
    ((tables,),) = rows(store.home.diary, "SELECT count(*) FROM sqlite_schema")
    for state in outcome("kill_migrations", tmp_path, 25)["left"]:
        assert state in ([0, 0], [SCHEMA_VERSION, tables])


def test_three_programs_may_start_at_once_in_a_home_that_is_not_there_yet(
    tmp_path: Path,
) -> None:
    assert outcome("open_at_once", tmp_path, 8) == {"ended_well": 24, "kept": 24}


def test_two_programs_may_write_while_a_third_reads(tmp_path: Path) -> None:
    assert outcome("write_together", tmp_path, 100) == {"ended_well": 3, "kept": 200}
