"""How much tracker costs beside what it cannot do without: ratios of medians, in one run.

    uv run --group test python -m tests.benchmarks [ROUNDS] [--only NAME …] [--write]

Every case runs in turn with its floor, byte-compiled; a command is paid for in CPU seconds of the
whole process, a screen in wall time from key to paint. A ratio under 1.05 is noise. `--write` puts
the table into the README beside this file. Not part of the test command; ten minutes on two
quiet cores.
`python -m tests.benchmarks rule` says how often the rule about infusions is right (rule.py).
"""

from __future__ import annotations

import argparse
import compileall
import platform
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import tracker
from tests.benchmarks import commands, data, peers, rule, screens
from tests.benchmarks.measuring import Row
from tracker.demo import SEED, invented_diary

README = Path(__file__).parent / "README.md"
YEARS = (1, 10, 50)
HEAD = "| what × floor | ours, ms | floor, ms | ratio | aim |\n|---|---|---|---|---|"


def invented(folder: Path) -> Path:
    """Return a home with the invented diary."""
    data.keep(folder / "demo", invented_diary(SEED, datetime.now(UTC).date()))
    return folder / "demo"


def quick(folder: Path, rounds: int) -> Iterator[Row]:
    """Commands without a page."""
    return commands.quick(invented(folder), rounds)


def page(folder: Path, rounds: int) -> Iterator[Row]:
    """Pages of the invented diary."""
    return commands.pages(invented(folder), rounds)


def app(folder: Path, rounds: int) -> Iterator[Row]:
    """The app on the invented diary."""
    home = invented(folder)
    yield from screens.first_paint(home, rounds)
    yield screens.memory(home)
    yield from screens.keys(home)


def years(folder: Path, rounds: int) -> Iterator[Row]:
    """Diaries of 1, 10 and 50 years of ten measures a day."""
    for count in YEARS:
        diary, home = data.daily(count * 365), folder / f"years-{count}"
        data.keep(home, diary)
        name = f", {count} year{'s' * (count > 1)}"
        yield data.analysed(diary, count)
        yield from screens.first_paint(home, rounds, name)
        yield from screens.keys(home, name)
        yield from commands.pages(home, max(3, rounds // 3), name)


def files(folder: Path, rounds: int) -> Iterator[Row]:
    """Files in and out."""
    yield from data.written(data.daily(3650), max(3, rounds // 3))
    for ratings in (40_000, 1_000_000):
        yield data.taken_in(folder, ratings)


def others(folder: Path, rounds: int) -> Iterator[Row]:
    """Other programs of the kind, where they install."""
    yield from peers.logging(folder, rounds)
    yield from peers.painting(folder, max(3, rounds // 3), screens.FLOOR)


GROUPS = {
    "quick": quick, "page": page, "app": app, "years": years, "files": files, "others": others,
}  # fmt: skip


def main() -> None:
    """Measure, print a table, and keep it in the README beside this file when asked."""
    if sys.argv[1:2] == ["rule"]:
        rule.main(sys.argv[2:])
        return
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    asked.add_argument("rounds", type=int, nargs="?", default=21)
    asked.add_argument("--only", nargs="*", choices=list(GROUPS), default=list(GROUPS))
    asked.add_argument("--write", action="store_true")
    chosen = asked.parse_args()
    for folder in (sysconfig.get_paths()["purelib"], Path(tracker.__file__).parent):
        compileall.compile_dir(str(folder), quiet=2)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    where = (
        f"{today}, Python {platform.python_version()}, {platform.system()}, {chosen.rounds} rounds"
    )
    lines = [f"{where}.", "", *HEAD.splitlines()]
    print("\n".join(lines), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.only:
            for row in GROUPS[name](Path(folder), chosen.rounds):
                print(row, flush=True)
                lines.append(str(row))
    if chosen.write:
        _keep("\n".join(lines))


def _keep(table: str) -> None:
    text = README.read_text(encoding="utf-8")
    marked = r"(?s)(<!-- benchmarks -->\n).*(?=<!-- /benchmarks -->)"
    README.write_text(re.sub(marked, lambda m: f"{m[1]}{table}\n", text), encoding="utf-8")


if __name__ == "__main__":
    main()
