"""Everything that may happen to a diary, done to it on purpose, and a table of what came of it.

    uv run --group test --group campaign python -m tests.campaigns [--minutes N] [--write] [NAME …]

Two campaigns at a time; N makes them longer or shorter together. Ends with 1 when anything was
lost, or when a control was not. `--write` puts the table into the README beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.campaigns.jobs import CAMPAIGNS, run
from tests.campaigns.lines import Line, table

README = Path(__file__).with_name("README.md")
MINUTES = 15.0
AT_ONCE = 2


def main() -> int:
    """Run the campaigns, print the table, and say how it ended."""
    asked = _arguments()
    if asked.one:
        return _one(asked.one, asked.seconds, Path(asked.folder))
    names, began = asked.names or list(CAMPAIGNS), time.monotonic()
    shares = sum(CAMPAIGNS[name].share for name in names)
    seconds = asked.minutes * 60 * AT_ONCE / shares
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as lanes:
        done = lanes.map(lambda n: _apart(n, seconds * CAMPAIGNS[n].share, Path(folder)), names)
        lines = [line for found in done for line in found]
    _say(lines, found := f"{table(lines)}\n\n{_surroundings(time.monotonic() - began)}\n")
    if asked.write:
        text = README.read_text(encoding="utf-8")
        marked = r"(?s)(<!-- campaigns -->\n).*(?=<!-- /campaigns -->)"
        README.write_text(re.sub(marked, lambda m: m[1] + found, text), encoding="utf-8")
    return int(not all(line.well for line in lines))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *CAMPAIGNS])
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def _one(name: str, seconds: float, folder: Path) -> int:
    lines = run(name, seconds, folder)
    sys.stdout.write("\n" + json.dumps([line.as_json() for line in lines]))
    return 0


def _apart(name: str, seconds: float, folder: Path) -> list[Line]:
    """Run one campaign in a process of its own: most of them fork."""
    command = [sys.executable, "-m", "tests.campaigns", "--one", name]
    command += ["--seconds", str(seconds), "--folder", str(folder / name)]
    locked = CAMPAIGNS[name].locked
    surroundings = {**os.environ, "TRACKER_TEST_CIPHER": "1" if locked else ""}
    began = time.monotonic()
    done = subprocess.run(
        command, env=surroundings, capture_output=True, encoding="utf-8", check=False
    )
    sys.stderr.write(f"{name}: {time.monotonic() - began:.0f} s\n")
    if done.returncode:
        return [Line(name, "it did not end", 1, broken=[done.stderr[-3000:]])]
    lines = [Line(**line) for line in json.loads(done.stdout.rpartition("\n")[2])]
    return [replace(line, what=f"locked diary, {line.what}") for line in lines] if locked else lines


def _surroundings(seconds: float) -> str:
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{datetime.now(UTC):%d %b %Y}: {seconds / 60:.1f} minutes on {os.cpu_count()} cores, "
        f"load {load}; {platform.system()}, Python {platform.python_version()}."
    )


def _say(lines: list[Line], found: str) -> None:
    out = sys.stdout.write
    out(f"\n{found}")
    for line in lines:
        if not line.well:
            out(f"\n{line.what}: {'the control lost nothing' if line.control else ''}\n")
            out("".join(f"    {what}\n" for what in line.broken))


if __name__ == "__main__":
    sys.exit(main())
