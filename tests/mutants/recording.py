"""Which test of a room runs which line: recorded once, and kept until the room changes.

The hooks of pytest are for the recording run only.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from tests.mutants.changes import ROOT, Mutant

ROOMS: Final[dict[str, tuple[str, ...]]] = {
    **{room: (f"tests/{room}",) for room in ("records", "analysis", "exchange", "cli")},
    "app": ("tests/app", "tests/terminal"),
    "storage": (
        "tests/storage",
        *(f"tests/cli/test_{name}.py" for name in ("contacts", "doctor", "scales", "sharing")),
    ),
    "charts": ("tests/charts", "tests/pictures"),
    "top": ("tests/test_paths.py", "tests/test_demo.py"),
}
"""The rooms and their tests; `top` is the files beside the rooms."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded in one run of a room's tests."""

    lines: dict[tuple[str, int], set[str]]
    """The tests that run a line; none if it runs only when its file is imported."""
    seconds: dict[str, float]
    """Processor time of each test, each case of a parametrised one by itself."""
    modules: list[str]
    """Other packages' modules that the tests import; a worker imports them once, before forking."""
    starting: list[str] = field(default_factory=list)
    """Tests that start programs, whose lines are not recorded: they may run any line."""

    def tests_of(self, mutant: Mutant, budget: float) -> list[str]:
        """Return the tests that may notice a mutant, the quickest first."""
        in_function = any(mutant.line in body for body in _function_bodies(mutant.path))
        # Outside functions, a line is recorded only for the test that imported its file first.
        tests = self.lines.get((mutant.path, mutant.line), set()) if in_function else set()
        if not tests:
            tests = {t for (path, _), ts in self.lines.items() if path == mutant.path for t in ts}
        ordered = self._quickest_first(tests)
        if not in_function or not ordered:
            # A constant: a test may read it that runs nothing else in the file.
            ordered += self._quickest_first(self.seconds.keys() - tests)
        else:
            ordered += self._quickest_first(set(self.starting) - tests)
        while len(ordered) > 1 and sum(self.seconds[test] for test in ordered) > budget:
            ordered.pop()
        return ordered

    def _quickest_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self.seconds[test], test))


@lru_cache
def _function_bodies(path: str) -> list[range]:
    """Return the lines of each function of a file: what runs after it is imported."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return [range(n.body[0].lineno, (n.end_lineno or 0) + 1) for n in functions]


_context = ""
_began = 0.0
_starting: set[str] = set()
_seconds: defaultdict[str, float] = defaultdict(float)


def pytest_configure() -> None:
    """Note which tests start programs."""

    def note(event: str, _: object) -> None:
        if event == "subprocess.Popen":
            _starting.add(_context)

    sys.addaudithook(note)


def pytest_runtest_logstart(nodeid: str) -> None:
    """Name the test that runs the lines from now on."""
    import coverage

    global _context, _began
    _began = _processor_seconds()
    _context = nodeid
    if running := coverage.Coverage.current():
        running.switch_context(_context)


def pytest_runtest_logfinish() -> None:
    """Add up a test's processor time, which other programs on the machine do not change."""
    _seconds[_context] += _processor_seconds() - _began


def _processor_seconds() -> float:
    return sum(os.times()[:4])  # with the programs that it started


def pytest_sessionfinish() -> None:
    """Write the times, the other packages' modules and the tests that start programs."""
    own = ("tracker", "tests", "__main__", "coverage", "_pytest", "xdist")
    modules = [name for name in sys.modules if not name.startswith(own)]
    starting = sorted(_starting & _seconds.keys())
    kept = {"seconds": _seconds, "modules": modules, "starting": starting}
    Path(os.environ["MUTANTS_TIMES"]).write_text(json.dumps(kept), encoding="utf-8")


def record(room: str) -> Recorded:
    """Run a room's tests under coverage, or take the former run if nothing has changed."""
    import coverage

    folder = Path(tempfile.gettempdir()) / f"tracker-mutants-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    data = folder / f"{room}-{_fingerprint(room)}"
    times = data.with_suffix(".json")
    if not data.exists():
        for old in folder.glob(f"{room}-*"):
            old.unlink()
        _run_under_coverage(room, data, times)
    recorded = coverage.CoverageData(str(data))
    recorded.read()
    lines = {
        (Path(path).relative_to(ROOT).as_posix(), line): {test for test in tests if test}
        for path in recorded.measured_files()
        for line, tests in recorded.contexts_by_lineno(path).items()
    }
    return Recorded(lines, **json.loads(times.read_text(encoding="utf-8")))


def _run_under_coverage(room: str, data: Path, times: Path) -> None:
    print(f"{room}: recording which test runs which line…", flush=True)
    where = "tracker/*.py" if room == "top" else f"tracker/{room}/*"
    command = [
        *(sys.executable, "-m", "coverage", "run", f"--data-file={data}.new", f"--include={where}"),
        *("-m", "pytest", *ROOMS[room], "-m", "", "-n", "0", "-q"),
        *("-p", "no:cacheprovider", "-p", "tests.mutants.recording"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MUTANTS_TIMES": str(times)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode:
        print(done.stdout[-2000:])
        raise SystemExit(f"The tests of {room} are red before anything is changed.")
    Path(f"{data}.new").rename(data)


def sources(room: str, name: str = "*.py") -> list[Path]:
    folder = ROOT / "tracker"
    return sorted(folder.glob(name) if room == "top" else (folder / room).rglob(name))


def _fingerprint(room: str) -> str:
    digest = hashlib.sha256()
    tests = [found for place in ROOMS[room] for found in _python_files(ROOT / place)]
    for path in [*sources(room), *tests]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _python_files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]
