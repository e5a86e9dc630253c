"""Would the tests notice a fault? Changes one thing in the code at a time and runs its tests.

    uv run --group test python -m tests.mutants --room charts --count 100 [--seed 1] [--file NAME]
    uv run --group test python -m tests.mutants --room all --count 600 --write

Samples mutants of tracker/ROOM (a comparison turned, a sum made a difference, a number moved, a
condition, a return or a call left out). For each it runs those of the room's tests that run the
changed line, the quickest first, until one fails: the mutant is noticed. For a line that runs
when its file is imported it runs all tests, first those that run anything else in the file. Which
test runs which line is recorded once and kept until the room or its tests change. Tests beyond
`--budget` seconds are left out; a mutant that only they would notice counts as not noticed.
`--write` writes the table, one row a room, into tests/README.md.

A mutant may change nothing that can be seen (a line that only saves time, a number that only
leaves room for rounding). Once somebody has read it, it is listed in equivalent_mutants.txt and
not counted.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "tests" / "README.md"
EQUIVALENT: Final = ROOT / "tests" / "equivalent_mutants.txt"
ROOMS: Final[dict[str, tuple[str, ...]]] = {
    **{room: (f"tests/{room}",) for room in ("records", "analysis", "exchange", "cli", "app")},
    "storage": (
        "tests/storage",
        *(f"tests/cli/test_{name}.py" for name in ("contacts", "doctor", "scales", "sharing")),
    ),
    "charts": ("tests/charts", "tests/pictures"),
    "top": ("tests/test_paths.py", "tests/test_demo.py"),
}
"""The rooms and their tests; `top` is the files beside the rooms."""
BUDGET: Final = 60.0
"""Seconds of tests for one mutant, if `--budget` does not say otherwise."""
FIRST: Final = 12
"""Tests that are run first, on their own: collecting all the others takes time."""
PATIENCE: Final = 10.0
"""Tests that take this many times as long as usual would never end: the mutant is noticed."""

SWAPPED: Final[dict[type[ast.AST], str]] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "*",
    ast.And: "or", ast.Or: "and",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: the bytes from `start` to `end` become `text`."""

    path: str
    line: int
    start: int
    end: int
    text: str
    what: str


# Making mutants


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of a file, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    line_starts = [0]
    for line in source.splitlines(keepends=True):
        line_starts.append(line_starts[-1] + len(line.encode()))
    found: list[Mutant] = []

    def offset(line: int, column: int) -> int:
        return line_starts[line - 1] + column

    def add(node: ast.expr | ast.stmt, text: str, what: str) -> None:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        found.append(
            Mutant(
                str(path.relative_to(ROOT)),
                node.lineno,
                offset(node.lineno, node.col_offset),
                offset(node.end_lineno, node.end_col_offset),
                text,
                what,
            )
        )

    for node in _nodes_that_run(ast.parse(source)):
        for text, what in _changes(node):
            assert isinstance(node, ast.expr | ast.stmt)
            add(node, text, what)
    return sorted(found, key=lambda mutant: (mutant.start, mutant.text))


def _nodes_that_run(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs: no annotation, no docstring, nothing only for the type checker.

    The length at which a long text is cut is left out too, as nothing depends on it: the 40 of
    `shorten(text, 40)`. So is the name of a key that is on no key line and has no tooltip: it is
    shown nowhere.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node.targets[0]):
            continue
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "TypeVar":
            continue
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params", "format_spec", "decorator_list"):
                continue
            parts = value if isinstance(value, list) else [value]
            waiting += [
                part for part in parts if isinstance(part, ast.AST) and not _is_docstring(part)
            ]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "shorten":
            waiting = [part for part in waiting if part not in node.args[1:]]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Binding":
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if given.get("show") == "False" and "tooltip" not in given:
                waiting = [part for part in waiting if part not in node.args[2:]]
        if isinstance(node, ast.Slice) and isinstance(node.upper, ast.Constant):
            waiting = [
                part for part in waiting if part != node.upper or int(ast.unparse(part)) < 20
            ]
        if isinstance(node, ast.JoinedStr):
            # Only the values in braces: the text between them has no offsets of its own.
            waiting = [part for part in waiting if part not in node.values]
            waiting += [part.value for part in node.values if isinstance(part, ast.FormattedValue)]


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _changes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each change of a node: its new text, and the name of the change."""
    match node:
        case ast.Compare(left, [operator], [right]):
            new = SWAPPED[type(operator)]
            yield f"({ast.unparse(left)} {new} {ast.unparse(right)})", f"compare {new}"
        case ast.BinOp(left, operator, right) if type(operator) in SWAPPED:
            if not _is_text(left) and not _is_text(right):
                new = SWAPPED[type(operator)]
                text = f"(({ast.unparse(left)}) {new} ({ast.unparse(right)}))"
                yield text, f"arithmetic {new}"
        case ast.BoolOp(operator, values):
            new = SWAPPED[type(operator)]
            yield f"({f' {new} '.join(f'({ast.unparse(v)})' for v in values)})", f"logic {new}"
        case ast.UnaryOp(ast.Not(), operand):
            yield f"bool({ast.unparse(operand)})", "not left out"
        case ast.UnaryOp(ast.USub(), operand):
            yield f"({ast.unparse(operand)})", "minus left out"
        case ast.IfExp(test, body, orelse):
            yield f"({ast.unparse(orelse)} if {ast.unparse(test)} else {ast.unparse(body)})", "swap"
        case ast.Constant(value=bool() as value):
            yield str(not value), "turned"
        case ast.Constant(value=int() as value):
            yield str(value + 1), "plus one"
        case ast.Constant(value=float() as value):
            yield str(value * 1.5 + 0.5), "half as much again"
        case ast.Constant(value=str() as value) if value.strip():
            yield repr(f"XX{value}"), "another text"
        case ast.Return(value) if value is not None and not _is_none(value):
            yield "return None", "returns nothing"
        case ast.Expr(ast.Call()):
            yield "pass", "call left out"
        case ast.Continue():
            yield "break", "break"


def _is_text(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or isinstance(node, ast.JoinedStr | ast.List | ast.Tuple)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


# Which tests run which line


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded in one run of a room's tests."""

    lines: dict[tuple[str, int], set[str]]
    """The tests that run a line; none if it runs only when its file is imported."""
    seconds: dict[str, float]
    """Processor time of each test."""
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
    """Note which tests start programs; like the hooks below, for the recording run only."""

    def note(event: str, _: object) -> None:
        if event == "subprocess.Popen":
            _starting.add(_context)

    sys.addaudithook(note)


def pytest_runtest_logstart(nodeid: str) -> None:
    """Name the test that runs the lines from now on."""
    import coverage

    global _context, _began
    _began = _processor_seconds()
    _context = nodeid.partition("[")[0]
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
    _say(f"{room}: recording which test runs which line…")
    where = "tracker/*.py" if room == "top" else f"tracker/{room}/*"
    command = [
        *(sys.executable, "-m", "coverage", "run", f"--data-file={data}.new", f"--include={where}"),
        *("-m", "pytest", *ROOMS[room], "-n", "0", "-q", "-p", "no:cacheprovider"),
        *("-p", "tests.mutants"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MUTANTS_TIMES": str(times)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode:
        _say(done.stdout[-2000:])
        raise SystemExit(f"The tests of {room} are red before anything is changed.")
    Path(f"{data}.new").rename(data)


def _sources(room: str, name: str = "*.py") -> list[Path]:
    folder = ROOT / "tracker"
    return sorted(folder.glob(name) if room == "top" else (folder / room).rglob(name))


def _fingerprint(room: str) -> str:
    digest = hashlib.sha256()
    tests = [found for place in ROOMS[room] for found in _python_files(ROOT / place)]
    for path in [*_sources(room), *tests]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _python_files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


# Running tests on mutants


class Worker:
    """A copy of the code, and a process that forks itself to run tests in that copy."""

    def __init__(self, folder: Path, modules: Sequence[str]) -> None:
        from tests import launch

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
            [sys.executable, "-m", "tests.mutants", "--work"],
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
            *("-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header", "--tb=no"),
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


# A sample and its table


def equivalent() -> set[tuple[str, str, str]]:
    """Return the mutants that are known to change nothing: file, line of code, change."""
    rows = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in row.split(" | ")] for row in rows if row[:1] not in "#"]
    return {(path, line, what) for path, line, what, *_ in cells}


def _in_words(mutant: Mutant) -> tuple[str, str, str]:
    line = (ROOT / mutant.path).read_text(encoding="utf-8").splitlines()[mutant.line - 1]
    return mutant.path, line.strip(), f"{mutant.what}: {' '.join(mutant.text.split())[:80]}"


def sample(room: str, chance: random.Random, asked: argparse.Namespace, size: int) -> str:
    """Run a sample of a room's mutants, and return its row of the table."""
    recorded = record(room)
    everything = [m for path in _sources(room, asked.file) for m in mutants_of(path)]
    uncounted = equivalent()
    chosen = chance.sample(everything, min(size, len(everything)))
    left_out = [mutant for mutant in chosen if _in_words(mutant) in uncounted]
    chosen = [mutant for mutant in chosen if mutant not in left_out]
    noticed = Counter[bool]()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.workers) as pool:
        workers = [Worker(Path(folder) / str(n), recorded.modules) for n in range(asked.workers)]
        idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in workers:
            if worker.fails([*recorded.seconds][:FIRST], recorded.seconds):
                raise SystemExit(f"The tests of {room} are red before anything is changed.")
            idle.put(worker)

        def run(mutant: Mutant) -> bool:
            worker = idle.get()
            try:
                tests = recorded.tests_of(mutant, asked.budget)
                return worker.notices(mutant, tests, recorded.seconds)
            finally:
                idle.put(worker)

        for mutant, found in zip(chosen, pool.map(run, chosen), strict=True):
            noticed[found] += 1
            if not found:
                path, line, what = _in_words(mutant)
                _say(f"{path} | {line} | {what} | line {mutant.line}")
            if noticed.total() % 10 == 0:
                _say(f"{room}: {noticed[True]} of {noticed.total()} noticed")
        for worker in workers:
            worker.close()
    rate = noticed[True] / max(1, noticed.total())
    _say(f"{room}: {time.monotonic() - began:.0f} s")
    return (
        f"| {room} | {noticed[True]} of {noticed.total()} | {rate:.0%} | {len(left_out)} "
        f"| {len(everything):,} |"
    )


def main(arguments: list[str]) -> int:
    """Run a sample of the mutants of one room or of all, and print how many were noticed."""
    if arguments == ["--work"]:
        _work()
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--room", required=True, choices=[*ROOMS, "all"])
    parser.add_argument("--count", type=int, default=100, help="over all the rooms together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--budget", type=float, default=BUDGET, help="seconds of tests a mutant")
    parser.add_argument("--file", default="*.py", help="only of these files")
    parser.add_argument("--write", action="store_true", help="the table into tests/README.md")
    asked = parser.parse_args(arguments)
    rooms = list(ROOMS) if asked.room == "all" else [asked.room]
    chance = random.Random(asked.seed)
    with ThreadPoolExecutor(asked.workers) as pool:
        list(pool.map(record, rooms))
    rows = [sample(room, chance, asked, asked.count // len(rooms)) for room in rooms]
    table = "\n".join((
        f"{datetime.now(UTC):%Y-%m-%d}, seed {asked.seed}.",
        "",
        "| room | noticed | rate | equivalent, not counted | possible |",
        "|---|---|---|---|---|",
        *rows,
    ))  # fmt: skip
    _say(table)
    if asked.write:
        text = README.read_text(encoding="utf-8")
        marked = r"(?s)(<!-- mutants -->\n).*(?=<!-- /mutants -->)"
        README.write_text(re.sub(marked, lambda m: f"{m[1]}{table}\n", text), encoding="utf-8")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
