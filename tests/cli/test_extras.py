"""What to type for an optional package, on whatever installed tracker."""

from __future__ import annotations

import json
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.launch import ROOT
from tracker.cli.extras import Extra, install_command

CLONE = {"url": "file:///home/kim/my%20clone", "dir_info": {}}
EDITABLE = {"url": "file:///home/kim/clone", "dir_info": {"editable": True}}
GIT = {"url": "https://example.org/tracker", "vcs_info": {"vcs": "git", "commit_id": "0" * 40}}


class Distribution:
    """What an installer recorded about where tracker came from."""

    def __init__(self, source: object) -> None:
        self.source = source

    def read_text(self, _: str) -> str | None:
        return json.dumps(self.source) if self.source else None

    @property
    def requires(self) -> list[str]:
        return ["click>=8", *(f"sqlcipher3>=0.6; extra == '{e}'" for e in ("encrypted",))]


@pytest.mark.parametrize(
    ("installer", "source", "line"),
    [
        ("uv tool", CLONE, "uv tool install --reinstall '/home/kim/my clone[encrypted]'"),
        (
            "uv tool",
            GIT,
            "uv tool install --reinstall "
            "'infusion-tracker[encrypted] @ git+https://example.org/tracker'",
        ),
        ("uv tool", None, "uv tool install --reinstall 'infusion-tracker[encrypted]'"),
        ("pipx", CLONE, "pipx inject infusion-tracker 'sqlcipher3>=0.6'"),
        ("uv", EDITABLE, "uv sync --inexact --extra encrypted --project '/home/kim/clone'"),
        ("uv", CLONE, f"uv pip install --python '{sys.executable}' 'sqlcipher3>=0.6'"),
        ("uv", GIT, f"uv pip install --python '{sys.executable}' 'sqlcipher3>=0.6'"),
        ("uv", None, f"uv pip install --python '{sys.executable}' 'sqlcipher3>=0.6'"),
        ("pipx", None, "pipx inject infusion-tracker 'sqlcipher3>=0.6'"),
        ("pip", GIT, f"'{sys.executable}' -m pip install 'sqlcipher3>=0.6'"),
        ("pip", None, f"'{sys.executable}' -m pip install 'sqlcipher3>=0.6'"),
        ("pip", EDITABLE, f"'{sys.executable}' -m pip install -e '/home/kim/clone[encrypted]'"),
        ("pip", CLONE, f"'{sys.executable}' -m pip install 'sqlcipher3>=0.6'"),
    ],
)
def test_the_line_fits_how_tracker_was_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installer: str, source: object, line: str
) -> None:
    marks = {
        "uv tool": ("uv-receipt.toml", ""),
        "pipx": ("pipx_metadata.json", "{}"),
        "uv": ("pyvenv.cfg", "home = /usr/bin\nuv = 0.9.1\n"),
        "pip": ("pyvenv.cfg", "home = /usr/bin\n"),
    }
    name, content = marks[installer]
    (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr("importlib.metadata.distribution", lambda _: Distribution(source))
    assert install_command("encrypted", tmp_path) == line


@pytest.mark.parametrize(
    ("mark", "content", "line"),
    [
        ("uv-receipt.toml", "", f"uv tool install --reinstall '{ROOT}[keyring]'"),
        ("pipx_metadata.json", "{}", "pipx inject infusion-tracker 'infusion-tracker[keyring]'"),
        ("pyvenv.cfg", "uv = 0.9.1\n", f"uv sync --inexact --extra keyring --project '{ROOT}'"),
        ("none", "", f"'{sys.executable}' -m pip install -e '{ROOT}[keyring]'"),
    ],
)
def test_a_folder_that_was_only_unpacked_is_named_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mark: str, content: str, line: str
) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    (tmp_path / mark).write_text(content, encoding="utf-8")
    monkeypatch.setattr("importlib.metadata.distribution", missing)
    assert install_command("keyring", tmp_path) == line


def test_each_extra_brings_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["optional-dependencies"]
    assert set(declared) >= {"encrypted", "sharing", "keyring"}
    extras: tuple[Extra, ...] = ("encrypted", "sharing", "keyring")
    for extra in extras:
        command = install_command(extra, Path("/nowhere"))
        named = command if "[" in command else " ".join(declared[extra])
        assert extra in named or declared[extra][0].partition(">")[0] in command


def test_no_line_names_a_package_of_an_index_that_nobody_holds(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /usr\n", encoding="utf-8")
    assert "pip install 'infusion-tracker" not in install_command("encrypted", tmp_path)


@pytest.mark.parametrize(
    ("package", "words", "extra"),
    [
        ("sqlcipher3", ["lock", "-"], "encrypted"),
        ("keyring", ["lock", "-", "--keyring"], "keyring"),
        ("pyrage", ["backup", "x.age", "--passphrase", "-"], "sharing"),
    ],
)
def test_without_the_package_one_sentence_says_what_to_type(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    package: str,
    words: list[str],
    extra: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    done = run(*words, stdin=b"a passphrase\n")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"'{extra}'" in done.err
    assert "To add it, type: " in done.err
