from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys
import tracker.storage.schema
print(sorted({"numpy", "pandas"} & set(sys.modules)))
import numpy
print(numpy.array([1, 2]).sum())
"""


def test_the_schema_tools_come_without_numpy_which_can_be_imported_after_them() -> None:
    pytest.importorskip("numpy")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["[]", "3"]


def test_no_other_programs_plug_in_runs_on_a_diary(monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from tracker.storage.schema import database

    def load() -> None:
        raise AssertionError("plug-ins were loaded")

    monkeypatch.setattr("sqlite_utils.db.ensure_plugins_loaded", load)
    conn = sqlite3.connect(":memory:")
    assert database(conn).table_names() == []
    conn.close()
