"""The house is as its plan says: who may import whom, what lies where, how long things are."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "tracker").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 48
"""Aims are 300 and 20 lines; these are where a reader gets lost."""
LIGHT = ("tracker", "tracker.records", "tracker.paths", "tracker.cli", "tracker.storage")
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio"}


def test_every_room_imports_only_what_lies_below_it() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is a part of the test dependencies"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_the_top_level_holds_the_package_the_tests_and_what_every_project_has() -> None:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    top = {name.partition("/")[0] for name in listed.stdout.splitlines()}
    seen = {name for name in top if not name.startswith(".")}
    assert seen - {"LICENSE", "LICENSES"} == {"tracker", "tests", "pyproject.toml", "README.md"}


@pytest.mark.parametrize("module", LIGHT)
def test_the_rooms_of_every_command_load_nothing_of_the_network(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert not NETWORK & set(done.stdout.split())


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long_to_be_seen_at_once() -> None:
    lengths = {name: n for path in MODULES for name, n in functions(path)}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with the lines it takes, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "tracker/__init__.py"
    source = (ROOT / "tracker/__init__.py").read_text(encoding="utf-8")
    assert re.findall(r'^__version__ = "(.+)"$', source, re.M) == [tracker.__version__]


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        path
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
