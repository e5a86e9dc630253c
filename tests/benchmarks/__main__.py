"""How much tracker costs beside what it cannot do without: ratios of medians, in one run.

    uv run --group test python -m tests.benchmarks [ROUNDS]

Every case is started in turn with its floor, byte-compiled, and paid for in CPU seconds of the
whole process. A ratio under 1.05 is noise. Not part of the test command.
"""

from __future__ import annotations

import compileall
import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import tracker
from tracker.cli.demo import SEED
from tracker.demo import invented_diary
from tracker.paths import Home
from tracker.storage import Store

ROUNDS = 21
Command = Sequence[str]

BARE_INSERT = """
import sqlite3, sys, time
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA synchronous=EXTRA")
conn.execute("BEGIN IMMEDIATE")
conn.execute("CREATE TABLE IF NOT EXISTS score (at REAL, mood INTEGER)")
conn.execute("INSERT INTO score VALUES (?, ?)", (time.time(), 7))
conn.execute("COMMIT")
"""
DRAWING_IMPORTS = """
import matplotlib.figure, matplotlib.backends.backend_agg, matplotlib.backends.backend_pdf
"""


@dataclass(frozen=True)
class Case:
    """A command, the floor it is measured beside, and the ratio aimed at."""

    name: str
    command: Command
    floor: Command
    aim: float


def cases(home: Path) -> list[Case]:
    """Return what is measured, on a home with an invented diary."""
    python = sys.executable
    run = [python, "-m", "tracker", "--home", str(home)]
    insert = [python, "-c", BARE_INSERT, str(home / "floor.db")]

    def page(suffix: str) -> Case:
        floor = [python, "-c", DRAWING_IMPORTS]
        page = [*run, "report", "-o", str(home / f"page.{suffix}")]
        return Case(f"the visit page, {suffix}", page, floor, 2.0)

    return [
        Case("tracker log 7", [*run, "log", "7"], insert, 3.0),
        Case("tracker list --last 7d", [*run, "list", "--last", "7d"], insert, 3.0),
        page("pdf"),
        page("png"),
        page("svg"),
    ]


def cpu_seconds(command: Command) -> float:
    """Return user and system time of a command and all it starts.

    Raises:
        CalledProcessError: it ended with anything but 0.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(case: Case, rounds: int) -> tuple[float, float, float]:
    """Return the medians of case and floor, and of the ratios of each round."""
    cpu_seconds(case.floor)
    cpu_seconds(case.command)
    pairs = [(cpu_seconds(case.command), cpu_seconds(case.floor)) for _ in range(rounds)]
    ours, floors = zip(*pairs, strict=True)
    ratios = [our / floor for our, floor in pairs]
    return statistics.median(ours), statistics.median(floors), statistics.median(ratios)


def invent(home: Path) -> None:
    """Write the invented diary into a home."""
    now = datetime.now(UTC)
    diary = invented_diary(SEED, now.date())
    store = Store.open(Home(home), now)
    with store.writing(now, "the invented diary") as unit:
        unit.put_measures(diary.measures, instead=True)
        unit.add_many([*diary.check_ins, *diary.infusions, *diary.assessments, *diary.events])


def main() -> None:
    """Measure, and print a table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for folder in (sysconfig.get_paths()["purelib"], Path(tracker.__file__).parent):
        compileall.compile_dir(str(folder), quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        invent(Path(folder))
        print(f"{rounds} rounds; CPU milliseconds; ratio is the median over rounds\n")
        print("| what | ms | floor ms | ratio | aim |\n|---|---|---|---|---|")
        for case in cases(Path(folder)):
            ours, floor, times = ratio(case, rounds)
            print(
                f"| {case.name} | {ours * 1e3:.0f} | {floor * 1e3:.0f} | {times:.2f} | {case.aim} |"
            )


if __name__ == "__main__":
    main()
