"""Running tests on changed code, in a process that forks itself for each mutant."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final, NoReturn

from tests.mutants.changes import ROOT, Mutant

FIRST: Final = 12
"""Tests that are run first, on their own: collecting all the others takes time."""
PATIENCE: Final = 10.0
"""Tests that take this many times as long as usual would never end: the mutant is noticed."""


class Worker:
    """A copy of the code, and a process that forks itself to run tests in that copy."""

    def __init__(self, folder: Path, modules: Sequence[str]) -> None:
        from tests import launch  # late: a worker itself must not import tracker before it forks

        self.home = folder
        ignored = shutil.ignore_patterns("__pycache__")
        for name in ("tracker", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy2(ROOT / name, folder / name)
        environment = launch.environment(folder) | {
            "PYTHONPATH": str(folder),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / ".hypothesis"),
        }
        del environment["TRACKER_HOME"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.mutants.running"],
            cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip
        self._ask(list(modules))

    def notices(self, mutant: Mutant, tests: Sequence[str], seconds: dict[str, float]) -> bool:
        """Change the code, run tests until the first one fails, and change it back."""
        path = self.home / mutant.path
        before = path.read_bytes()
        _write(path, before[: mutant.start] + mutant.text.encode() + before[mutant.end :])
        try:
            parts = (tests[:FIRST], tests[FIRST:])
            return any(part and self.fails(part, seconds) for part in parts)
        finally:
            _write(path, before)

    def fails(self, tests: Sequence[str], seconds: dict[str, float]) -> bool:
        """Whether one of the tests fails, or takes far longer than it did."""
        limit = 30 + PATIENCE * sum(seconds[test] for test in tests)
        return bool(self._ask({"tests": tests, "limit": limit}))

    def _ask(self, question: object) -> object:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


_moments = count(1_000_000_000)


def _write(path: Path, content: bytes) -> None:
    """Write a file with a time of its own, so that no outdated bytecode is loaded for it."""
    path.write_bytes(content)
    moment = next(_moments)
    os.utime(path, (moment, moment))


def _work() -> NoReturn:
    """Answer, for each list of tests that is read, whether one of them fails."""
    for name in json.loads(sys.stdin.readline()):
        with suppress(Exception):
            importlib.import_module(name)
    answers = sys.stdout
    answers.write("true\n")
    answers.flush()
    for line in sys.stdin:
        question = json.loads(line)
        answers.write(json.dumps(_fails(question["tests"], question["limit"])) + "\n")
        answers.flush()
    sys.exit()


def _fails(tests: Sequence[str], limit: float) -> bool:
    if not (child := os.fork()):
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        options = [
            *("-x", "-q", "-m", "", "-n", "0", "-p", "no:cacheprovider", "--no-header", "--tb=no"),
            # What was imported before the fork can no longer be rewritten.
            *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
        ]
        code = 70
        try:
            import pytest

            code = int(pytest.main([*tests, *options]))
        finally:
            os._exit(code)
    until = time.monotonic() + limit
    while not (ended := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < until:
        time.sleep(0.01)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # the programs that a test left running, too
    if not ended[0]:
        os.waitpid(child, 0)
        return True
    return ended[1] != 0


if __name__ == "__main__":
    _work()
