"""The metadata for Datasette fits the file of a diary, and tells nothing of what is in it."""

from __future__ import annotations

import json
import re
from contextlib import closing
from sqlite3 import connect

import pytest

from tests.conftest import Run
from tracker.storage import Store


@pytest.mark.parametrize("kind", ["plain"], indirect=True)
def test_every_table_and_query_that_the_metadata_names_is_there(run: Run, store: Store) -> None:
    run("log", "7", "--note", "-", stdin=b"a secret")
    run("log", "5")
    run("measures", "on", "anxiety")
    metadata = json.loads(run("export", "datasette").raw)
    assert "secret" not in json.dumps(metadata)
    described = metadata["databases"]["diary"]
    with closing(connect(store.home.diary)) as conn:
        there = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
        assert described["tables"].keys() <= there
        for query in described["queries"].values():
            assert list(conn.execute(query["sql"]))
        entries = [row[2] for row in conn.execute("SELECT * FROM days")]
    assert (described["tables"]["days"]["description"].partition(":")[0], entries) == (
        "Each entry", [7, 5],
    )  # fmt: skip
    assert {"side_effects", "questionnaire_items"} <= described["tables"].keys()
    texts = [table["description"] for table in described["tables"].values() if len(table) == 1
             and "hidden" not in table]  # fmt: skip
    for text in (metadata["description"], *texts):
        assert re.fullmatch(r"(A|Each|One|The|Medicines) [^\n]+\.", text)
    assert metadata["title"] == "Diary"
    assert described["tables"]["ratings"]["description"].endswith(
        " mood is Mood, 0–10, 10 best; anxiety is Anxiety, 0–10, 0 best."
    )
    titles = {name: query["title"] for name, query in described["queries"].items()}
    assert titles == {"latest_scores": "The latest entries"}
