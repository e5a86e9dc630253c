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


@pytest.mark.sweep
def test_programs_may_start_write_and_edit_different_fields_at_once_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    wanted = {"open_at_once": 4, "write_together": 20, "edit_together": 4}
    words = [str(word) for task in wanted.items() for word in task]
    command = [sys.executable, "-m", "tests.storage.processes", str(tmp_path), *words]
    done = launch.run(command, tmp_path)
    assert not done.stderr
    found = json.loads(done.stdout)
    # Three at a time in a home that is not there yet, four times.
    assert found["open_at_once"] == {"ended_well": 12, "kept": 12}
    # Two write twenty entries each while a third reads.
    assert found["write_together"] == {"ended_well": 3, "kept": 40}
    # Two edit a field each of one thing, of six kinds.
    edited = found["edit_together"]
    assert set(edited["lost"].values()) == {0}, edited
    assert len(edited["lost"]) == 6
    assert edited["control"], "the harness is blind"


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
