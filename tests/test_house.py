"""The structure of the project: imports between rooms, dependencies, top level, version."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import tracker
from tests.mutants.__main__ import stale
from tests.source import PRODUCT, last_words, parsed

ROOT = Path(__file__).parent.parent
LIGHT = ("tracker", "tracker.records", "tracker.paths", "tracker.cli", "tracker.storage")
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio"}


@pytest.mark.sweep
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


def test_the_rooms_of_every_command_load_nothing_of_the_network() -> None:
    code = f"import sys, {', '.join(LIGHT)}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert not NETWORK & set(done.stdout.split())


@pytest.mark.sweep
def test_everything_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {re.split(r"[\[<>=]", entry)[0].lower() for entries in lists for entry in entries}
    brought_by = packages_distributions()
    needed = {
        name: {one.lower() for one in brought_by.get(name, [name])}
        for path in PRODUCT
        for name in imported(path)
    }
    assert {name for name, brings in needed.items() if not brings & declared} == set()


def imported(path: Path) -> Iterator[str]:
    """Yield each third-party package that a file imports, at its top or inside a function."""
    for node in ast.walk(parsed(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        if isinstance(node, ast.Call) and last_words(node.func).endswith("import_module"):
            names = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        for top in (name.partition(".")[0] for name in names):
            if top not in sys.stdlib_module_names | {"tracker"}:
                yield top


def test_no_licence_is_claimed_that_nobody_chose() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    claims = [entry for entry in project["classifiers"] if entry.startswith("License")]
    chosen = any(path.name.startswith("LICENSE") for path in ROOT.iterdir())
    assert chosen or (claims == [] and "license" not in project)


def test_the_version_is_written_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "tracker/__init__.py"
    source = (ROOT / "tracker/__init__.py").read_text(encoding="utf-8")
    assert re.findall(r'^__version__ = "(.+)"$', source, re.M) == [tracker.__version__]


@pytest.mark.sweep
def test_every_mutant_listed_as_equivalent_is_one_that_is_made() -> None:
    assert stale() == set()


@pytest.mark.sweep
def test_every_room_says_what_it_is_for() -> None:
    assert [path for path in PRODUCT if not ast.get_docstring(parsed(path))] == []
