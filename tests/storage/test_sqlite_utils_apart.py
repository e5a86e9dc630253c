from __future__ import annotations

from pathlib import Path

import pytest

from tests import launch

SCRIPT = """
import sys
import tracker.storage.schema
print(sorted({"numpy", "pandas"} & set(sys.modules)))
import numpy
print(numpy.array([1, 2]).sum())
"""


def test_the_schema_tools_come_without_numpy_which_can_be_imported_after_them(
    tmp_path: Path,
) -> None:
    done = launch.python(tmp_path, SCRIPT, check=True)
    assert done.stdout.split() == [b"[]", b"3"]


def test_no_other_programs_plug_in_runs_on_a_diary(monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from tracker.storage.schema import database

    def load() -> None:
        raise AssertionError("plug-ins were loaded")

    monkeypatch.setattr("sqlite_utils.db.ensure_plugins_loaded", load)
    conn = sqlite3.connect(":memory:")
    assert database(conn).table_names() == []
    conn.close()
