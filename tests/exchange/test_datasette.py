"""The metadata for Datasette fits the file of a diary, and tells nothing of what is in it."""

from __future__ import annotations

import json
from contextlib import closing
from sqlite3 import connect

import pytest

from tests.conftest import Run
from tracker.storage import Store


@pytest.mark.parametrize("kind", ["plain"], indirect=True)
def test_every_table_and_query_that_the_metadata_names_is_there(run: Run, store: Store) -> None:
    run("log", "7", "--note", "-", stdin=b"a secret")
    metadata = json.loads(run("export", "datasette").raw)
    assert "secret" not in json.dumps(metadata)
    described = metadata["databases"]["diary"]
    with closing(connect(store.home.diary)) as conn:
        there = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
        assert described["tables"].keys() <= there
        for query in described["queries"].values():
            assert list(conn.execute(query["sql"]))
    assert {"side_effects", "questionnaire_items"} <= described["tables"].keys()
