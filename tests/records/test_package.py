"""What recording a score has to load."""

from __future__ import annotations

import ast
from pathlib import Path

from tests import launch
from tracker import records


def test_every_name_of_the_package_is_loaded_from_where_the_types_say() -> None:
    tree = ast.parse(Path(records.__file__).read_text(encoding="utf-8"))
    typed = {
        alias.name: (node.module or "").rpartition(".")[2]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tracker.records.")
        for alias in node.names
    }
    assert typed == records._MODULE_OF
    for name in typed:
        assert getattr(records, name) is not None


def test_recording_a_score_loads_no_other_kind_of_record(tmp_path: Path) -> None:
    code = (
        "import sys; from tracker.records import CheckIn, MOOD, Settings, ValidationError; "
        "import tracker.records.format, tracker.records.codec; "
        "print(*[m for m in sys.modules if m.startswith('tracker.records.')])"
    )
    done = launch.python(tmp_path, code, check=True)
    loaded = {name.removeprefix("tracker.records.") for name in done.stdout.decode().split()}
    assert loaded == {
        "check_in",
        "codec",
        "day",
        "format",
        "measure",
        "plain_values",
        "settings",
        "text",
        "validation",
    }
