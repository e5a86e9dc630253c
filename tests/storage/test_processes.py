"""Several programs at one diary at once; `test_crashes.py` kills them."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import launch
from tests.ciphered import plain_alone
from tracker.paths import Home, create_private, private_directory
from tracker.storage import connection

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


@plain_alone
def test_a_diary_that_is_made_while_another_program_looks_at_it_is_no_foreign_file(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_directory(home.folder)
    create_private(home.diary)
    made = f"PRAGMA application_id={connection.APPLICATION_ID}; PRAGMA user_version=1"

    class Looking(sqlite3.Connection):
        """Lets another program make the diary between two looks."""

        def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
            if sql == "PRAGMA user_version":
                with (
                    contextlib.closing(sqlite3.connect(home.diary, timeout=0)) as other,
                    contextlib.suppress(sqlite3.OperationalError),  # it has to wait
                ):
                    other.executescript(f"BEGIN; CREATE TABLE measure (key); {made}; COMMIT")
            return super().execute(sql, *more)

    looked = partial(sqlite3.connect, home.diary, factory=Looking, isolation_level=None)
    monkeypatch.setattr(connection, "open_raw", lambda _: looked())
    assert connection.version_on_disk(home.diary) in (0, 1)


def test_two_programs_may_write_while_a_third_reads(tmp_path: Path) -> None:
    assert outcome("write_together", tmp_path, 30) == {"ended_well": 3, "kept": 60}


def test_two_programs_that_edit_different_fields_at_once_lose_nothing(tmp_path: Path) -> None:
    found = outcome("edit_together", tmp_path, 6)
    assert set(found["lost"].values()) == {0}, found
    assert len(found["lost"]) == 6
    assert found["control"], "the harness is blind"
