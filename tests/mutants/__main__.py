"""A sample of mutants, and its table in tests/README.md."""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from tests.mutants.changes import ROOT, Mutant, mutants_of
from tests.mutants.recording import ROOMS, record, sources
from tests.mutants.running import FIRST, Worker

README: Final = ROOT / "tests" / "README.md"
EQUIVALENT: Final = ROOT / "tests" / "equivalent_mutants.txt"
BUDGET: Final = 300.0
"""Seconds of tests for one mutant, if `--budget` does not say otherwise: with less, the walks
through whole screens would be left out, which are the dearest and notice the most."""


def equivalent() -> set[tuple[str, str, str]]:
    """Return the mutants that are known to change nothing: file, line of code, change."""
    rows = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in row.split(" | ")] for row in rows if row[:1] not in "#"]
    return {(path, line, what) for path, line, what, _ in cells}


def stale() -> set[tuple[str, str, str]]:
    """Return those of them that no file has any more: its line of code is another one now."""
    listed = equivalent()
    paths = (ROOT / path for path in sorted({path for path, _, _ in listed}))
    made = (mutant for path in paths if path.exists() for mutant in mutants_of(path))
    return listed - set(map(_in_words, made))


@cache
def _lines(path: str) -> list[str]:
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def _in_words(mutant: Mutant) -> tuple[str, str, str]:
    line = _lines(mutant.path)[mutant.line - 1]
    return mutant.path, line.strip(), f"{mutant.what}: {' '.join(mutant.text.split())[:80]}"


def sample(room: str, chance: random.Random, asked: argparse.Namespace, size: int) -> str:
    """Run a sample of a room's mutants, and return its row of the table."""
    recorded = record(room)
    everything = [m for path in sources(room, asked.file) for m in mutants_of(path)]
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
                print(f"{path} | {line} | {what} | line {mutant.line}", flush=True)
            if noticed.total() % 10 == 0:
                print(f"{room}: {noticed[True]} of {noticed.total()} noticed", flush=True)
        for worker in workers:
            worker.close()
    rate = noticed[True] / max(1, noticed.total())
    print(f"{room}: {time.monotonic() - began:.0f} s", flush=True)
    return (
        f"| {room} | {noticed[True]} of {noticed.total()} | {rate:.0%} | {len(left_out)} "
        f"| {len(everything):,} |"
    )


def main(arguments: list[str]) -> int:
    """Run a sample of the mutants of one room or of all, and print how many were noticed."""
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
    print(table, flush=True)
    if asked.write:
        text = README.read_text(encoding="utf-8")
        marked = r"(?s)(<!-- mutants -->\n).*(?=<!-- /mutants -->)"
        README.write_text(re.sub(marked, lambda m: f"{m[1]}{table}\n", text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
