"""What a command costs in a fresh process, beside what it cannot do without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Command, Row, cpu_seconds, paired

BARE_INSERT = """
import sqlite3, sys, time
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA synchronous=EXTRA")
conn.execute("BEGIN IMMEDIATE")
conn.execute("CREATE TABLE IF NOT EXISTS score (at REAL, mood INTEGER)")
conn.execute("INSERT INTO score VALUES (?, ?)", (time.time(), 7))
conn.execute("COMMIT")
"""
CLICK = """
import click
@click.command()
@click.argument("score")
def log(score): pass
log(["7"], standalone_mode=False)
"""
DRAWING = (
    "import matplotlib.figure, matplotlib.backends.backend_agg, matplotlib.backends.backend_pdf"
)


def quick(home: Path, rounds: int) -> Iterator[Row]:
    """`tracker log 7` to a durable row, beside a bare insert; and click alone."""
    insert = [sys.executable, "-c", BARE_INSERT, str(home / "floor.db")]
    ours = tracker(home)
    for name, command, aim in (
        ("`tracker log 7`", [*ours, "log", "7"], "3.3"),
        ("a click command that does nothing", [sys.executable, "-c", CLICK], ""),
        ("`tracker list --last 7d`", [*ours, "list", "--last", "7d"], ""),
    ):
        yield _paid(f"{name} × bare insert", command, insert, aim, rounds)


def pages(home: Path, rounds: int, diary: str = "") -> Iterator[Row]:
    """A page in a fresh process, beside importing what draws it."""
    floor = [sys.executable, "-c", DRAWING]
    for suffix in ("pdf", "png", "svg") if not diary else ("pdf",):
        page = [*tracker(home), "report", "-o", str(home / f"page.{suffix}")]
        name = f"the visit page, {suffix}{diary} × importing matplotlib"
        yield _paid(name, page, floor, "2.4" if "50" in diary else "1.6", rounds)


def tracker(home: Path) -> list[str]:
    """Return the command on a home, as `python -m`, so that no console script is measured."""
    return [sys.executable, "-m", "tracker", "--home", str(home)]


def _paid(name: str, command: Command, floor: Command, aim: str, rounds: int) -> Row:
    return paired(name, lambda: cpu_seconds(command), lambda: cpu_seconds(floor), aim, rounds)
