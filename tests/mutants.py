"""Would the tests notice? Changes one thing in a room's code at a time and runs its tests.

    python -m tests.mutants --room charts --count 100 [--seed 1] [--workers 2] [--show]

Samples mutants of tracker/ROOM (a comparison turned, a sum made a difference, a number moved, a
condition, a return or a call left out), and runs the tests that run the changed line, until the
first one fails: the mutant is noticed. Which test runs which line is recorded once and kept until
the code or the tests change. What a test finds ready (a page that another has drawn) is not
recorded for it, so when none of those tests fails, all of their files are run. It prints the rate.

A mutant may change nothing that can be seen (a line that is only faster, a number that is only
room for rounding): 100 % is not to be had.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
TESTS: Final = {"charts": ("tests/charts", "tests/pictures")}
"""The tests of a room where they are not only the folder of its name."""
LONGEST: Final = 600
"""Seconds after which a mutant that does not end counts as noticed."""

SWAPPED: Final[dict[type[ast.AST], str]] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "/", ast.Mod: "*",
    ast.And: "or", ast.Or: "and",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: the text between two offsets becomes another."""

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
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    found: list[Mutant] = []

    def place(line: int, column: int) -> int:
        return starts[line - 1] + column

    def add(node: ast.expr | ast.stmt, text: str, what: str) -> None:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        found.append(
            Mutant(
                str(path.relative_to(ROOT)),
                node.lineno,
                place(node.lineno, node.col_offset),
                place(node.end_lineno, node.end_col_offset),
                text,
                what,
            )
        )

    for node in _living(ast.parse(source)):
        for text, what in _changes(node):
            assert isinstance(node, ast.expr | ast.stmt)
            add(node, text, what)
    return sorted(found, key=lambda mutant: (mutant.start, mutant.text))


def _living(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs: no annotation, no docstring, nothing for the type checker alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node.targets[0]):
            continue
        yield node
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "type_params", "format_spec", "decorator_list"):
                continue
            parts = value if isinstance(value, list) else [value]
            waiting += [
                part for part in parts if isinstance(part, ast.AST) and not _is_docstring(part)
            ]
        if isinstance(node, ast.JoinedStr):
            # Only what stands in braces: the places of the text between are not known.
            waiting = [part for part in waiting if part not in node.values]
            waiting += [part.value for part in node.values if isinstance(part, ast.FormattedValue)]


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _changes(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each way in which a part of the code is changed: its new text, and what it is."""
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

Lines = dict[tuple[str, int], set[str]]


def record_lines(room: str) -> Lines:
    """Return the tests that run each line of a room, from the run of before if nothing changed."""
    import coverage

    folder = Path(tempfile.gettempdir()) / f"tracker-mutants-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    data = folder / f"{room}-{_fingerprint(room)}"
    if not data.exists():
        for old in folder.glob(f"{room}-*"):
            old.unlink()
        settings = folder / "settings.ini"
        settings.write_text("[run]\ndynamic_context = test_function\n", encoding="utf-8")
        sys.stdout.write("Recording which test runs which line…\n")
        sys.stdout.flush()
        command = [
            sys.executable, "-m", "coverage", "run", f"--rcfile={settings}",
            f"--data-file={data}.new", f"--source={ROOT / 'tracker' / room}",
            "-m", "pytest", *_tests(room), "-n", "0", "-q", "-p", "no:cacheprovider",
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        if done.returncode:
            sys.stdout.write(done.stdout[-2000:])
            raise SystemExit("The tests are red before anything is changed.")
        Path(f"{data}.new").rename(data)
    found: Lines = {}
    recorded = coverage.CoverageData(str(data))
    recorded.read()
    for path in recorded.measured_files():
        name = str(Path(path).relative_to(ROOT))
        for line, contexts in recorded.contexts_by_lineno(path).items():
            found[name, line] = {test for c in contexts if (test := _test_id(c))}
    return found


def _tests(room: str) -> tuple[str, ...]:
    return TESTS.get(room, (f"tests/{room}",))


def _fingerprint(room: str) -> str:
    digest = hashlib.sha256()
    for folder in (f"tracker/{room}", *_tests(room)):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _test_id(context: str) -> str | None:
    """Return pytest's name of a test from the name of its function: tests.a.test_b.test_c."""
    parts = context.split(".")
    for index in range(len(parts), 0, -1):
        path = "/".join(parts[:index]) + ".py"
        if (ROOT / path).is_file():
            return "::".join([path, *parts[index:]])
    return None


# Running them


def is_noticed(mutant: Mutant, tests: Sequence[str], home: Path) -> bool:
    """Change a copy of the code, run tests until the first one fails, and change it back."""
    path = home / mutant.path
    before = path.read_bytes()
    _write(path, before[: mutant.start] + mutant.text.encode() + before[mutant.end :])
    try:
        if _fails(tests, home):
            return True
        files = sorted({test.partition("::")[0] for test in tests})
        return _fails(files, home)
    finally:
        _write(path, before)


_moments = count(1_000_000_000)


def _write(path: Path, content: bytes) -> None:
    """Write a file with a time of its own, so that no compiled form of before stands for it."""
    path.write_bytes(content)
    moment = next(_moments)
    os.utime(path, (moment, moment))


def _fails(tests: Sequence[str], home: Path) -> bool:
    command = [sys.executable, "-m", "pytest", *tests, "-x", "-q", "-n", "0", "-p",
               "no:cacheprovider", "--no-header", "--tb=no"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(home), "HYPOTHESIS_STORAGE_DIRECTORY": str(home)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(
            command, cwd=home, env=environment, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def _copy_of_the_code(folder: Path) -> Path:
    for name in ("tracker", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy2(ROOT / name, folder / name)
    return folder


def main(arguments: list[str]) -> int:
    """Run a sample of a room's mutants and print how many were noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--room", required=True, help="a folder of tracker/")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--file", help="of this file of the room alone")
    options = parser.parse_args(arguments)
    lines = record_lines(options.room)
    files = sorted((ROOT / "tracker" / options.room).rglob(options.file or "*.py"))
    everything = [mutant for path in files for mutant in mutants_of(path)]
    sample = random.Random(options.seed).sample(everything, min(options.count, len(everything)))
    noticed = 0
    unseen: list[Mutant] = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.workers) as pool:
        homes: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.workers):
            homes.put(_copy_of_the_code(Path(folder) / str(number)))

        def run(mutant: Mutant) -> bool:
            tests = sorted(lines.get((mutant.path, mutant.line), ()))
            if not tests:
                # Code that runs when a module is loaded belongs to no test: all of them run it.
                tests = list(_tests(options.room))
            home = homes.get()
            try:
                return is_noticed(mutant, tests, home)
            finally:
                homes.put(home)

        for number, (mutant, found) in enumerate(
            zip(sample, pool.map(run, sample), strict=True), 1
        ):
            noticed += found
            if not found:
                unseen.append(mutant)
                where = f"{mutant.path}:{mutant.line}"
                sys.stdout.write(f"not noticed: {where}: {mutant.what}: {mutant.text[:90]!r}\n")
            if number % 10 == 0:
                sys.stdout.write(f"{noticed} of {number} noticed\n")
            sys.stdout.flush()
    rate = noticed / len(sample) if sample else 1.0
    sys.stdout.write(
        f"{options.room}: {noticed} of {len(sample)} mutants noticed ({rate:.0%}), "
        f"of {len(everything)} possible, seed {options.seed}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
