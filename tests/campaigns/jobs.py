"""The campaigns as jobs, each given some seconds and a folder, each giving lines for the table."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.campaigns import bad_inputs, bit_flips, crashes, faults, fuzz, power_cut
from tests.campaigns.action import Action
from tests.campaigns.actions import ACTIONS, CONTROLS, LOCKING, LOCKING_CONTROLS
from tests.campaigns.lines import Line

Job = Callable[[float, Path], list[Line]]

WITHOUT_END = 10**9
EXTRA = "synchronous=EXTRA"


def until(seconds: float) -> float:
    return time.monotonic() + seconds


def kills(actions: Sequence[Action], seconds: float, folder: Path) -> list[Line]:
    """Kill each of these for its share of the time."""
    crashes.warm()
    there = [action for action in actions if action.there()]
    tallies = [
        crashes.campaign(action, folder / str(n), WITHOUT_END, until(seconds / len(there)))
        for n, action in enumerate(there)
    ]
    return [_killed(tally, tally.action) for tally in tallies]


def _killed(tally: crashes.Tally, what: str) -> Line:
    acknowledged = f"{tally.acknowledged:,} confirmations, {tally.mid_write:,} kills mid-write"
    broken = [f"{what} ({times}×)" for what, times in Counter(tally.broken).most_common(5)]
    return Line(
        f"killed: {what}", f"{tally.kills:,} kills", len(tally.broken), acknowledged, broken=broken
    )


def failing(controls: Sequence[Action], seconds: float, folder: Path) -> list[Line]:
    """Kill each of the controls, which are wrong on purpose, forty times."""
    crashes.warm()
    tallies = [crashes.campaign(control, folder / str(n), 40) for n, control in enumerate(controls)]
    return [
        Line(f"control, killed: {t.action}", f"{t.kills:,} kills", len(t.broken), control=True)
        for t in tallies
    ]


def cuts(seconds: float, folder: Path) -> list[Line]:
    """Cut the power: as tracker writes, with a small cache, and with unsafe settings (controls)."""
    shares = (
        ("as tracker writes", ("", ""), 0.6, False),
        ("pages written early", ("temp_store=MEMORY", "cache_size=4"), 0.22, False),
        ("control: synchronous=FULL", (EXTRA, "synchronous=FULL"), 0.06, True),
        ("control: synchronous=NORMAL", (EXTRA, "synchronous=NORMAL"), 0.06, True),
        ("control: synchronous=OFF", (EXTRA, "synchronous=OFF"), 0.06, True),
    )
    return [
        _cut(what, control, power_cut.campaign(
            folder / str(n), 96, instead=instead, seconds=share * seconds))
        for n, (what, instead, share, control) in enumerate(shares)
    ]  # fmt: skip


def _cut(what: str, control: bool, outcome: power_cut.Outcome) -> Line:
    bad = {kind: times for kind, times in outcome.found.items() if kind != "kept"}
    found = f"{outcome.commits} commits" + "".join(f", {n:,} {kind}" for kind, n in bad.items())
    return Line(
        f"power cut, {what}",
        f"{outcome.states:,} states of the disk",
        outcome.bad,
        found,
        control=control,
    )


def every_fault(seconds: float, folder: Path) -> list[Line]:
    """Every fault, at every action."""
    crashes.warm()
    steps = max(3, int(seconds / 10))
    return [
        Line(
            f"fault: {tally.fault}",
            tally.skipped or f"{tally.tried:,} commands",
            len(tally.broken),
            f"{tally.refused:,} refused with a sentence",
            broken=tally.broken[:5],
        )
        for tally in faults.campaign(folder, steps)
    ]


def flipped(seconds: float, folder: Path) -> list[Line]:
    """One bit at a time."""
    found = bit_flips.campaign(folder, WITHOUT_END, until(seconds))
    said = {kind: found[kind] for kind in bit_flips.KINDS}
    besides = ", ".join(f"{times:,} {kind}" for kind, times in said.items())
    tried = f"{found.total():,} bits"
    return [Line("one bit flipped", tried, found[bit_flips.SILENT], besides)]


def bad_files(seconds: float, folder: Path) -> list[Line]:
    """Bring in each bad file of the table, whatever time that takes."""
    crashes.warm()
    tally = bad_inputs.campaign(folder)
    besides = f"{tally.refused:,} refused; {tally.peak_mb:,.0f} MB at most"
    tried = f"{tally.tried:,} imports and openings"
    return [Line("bad files", tried, len(tally.broken), besides, broken=tally.broken[:20])]


def fuzzed(seconds: float, folder: Path) -> list[Line]:
    """Every reader, for its share of the time."""
    from tests.campaigns.readers import READERS

    if not fuzz.available():
        return [Line("fuzzed", "atheris is not installed", 0)]
    each = [fuzz.campaign(reader, seconds / len(READERS)) for reader in READERS]
    return [
        Line(
            f"fuzzed: {one.reader}",
            f"{one.tried:,} inputs",
            bool(one.broken),
            f"{one.peak_mb:,} MB at most",
            broken=[one.broken] if one.broken else [],
        )
        for one in each
    ]


def together(seconds: float, folder: Path) -> list[Line]:
    """Two writers and a reader, six hundred entries."""
    import json

    folder.mkdir()
    command = [sys.executable, "-m", "tests.storage.processes", str(folder), "write_together"]
    done = subprocess.run([*command, "300"], capture_output=True, encoding="utf-8", check=False)
    kept = json.loads(done.stdout)["write_together"]["kept"] if done.stdout else 0
    what = "two writers and a reader at once"
    return [Line(what, "600 entries", 600 - kept, broken=[done.stderr] if done.stderr else [])]


def editing(seconds: float, folder: Path) -> list[Line]:
    """Two programs that edit different fields of one thing at once, of each kind."""
    import json

    folder.mkdir()
    edits = max(25, int(seconds * 8))
    command = [sys.executable, "-m", "tests.storage.processes", str(folder), "edit_together"]
    done = subprocess.run(
        [*command, str(edits)], capture_output=True, encoding="utf-8", check=False
    )
    found = json.loads(done.stdout or '{"edit_together": {"lost": {"all": 1}, "control": 0}}')
    found = found["edit_together"]
    tried, broken = f"{2 * edits:,} edits", [done.stderr] if done.stderr else []
    return [
        *(
            Line(f"two editors at once: {what}", tried, lost, broken=broken)
            for what, lost in found["lost"].items()
        ),
        Line("control, two editors: read before", tried, found["control"], control=True),
    ]


def random_keys(seconds: float, folder: Path) -> list[Line]:
    """Press random keys in all places of the app."""
    keys, seed = max(200, int(seconds * 25)), time.time_ns() % 10_000
    command = [sys.executable, "-m", "tests.app.test_random_keys", str(keys), str(seed)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    lost, broken = bool(done.returncode), [done.stderr[-2000:]] if done.returncode else []
    return [Line("random keys in the app", f"{keys:,} keys", lost, f"seed {seed}", broken=broken)]


def tested(what: str, *paths: str) -> Job:
    """Return a job that runs tests."""

    def job(seconds: float, folder: Path) -> list[Line]:
        command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:xdist"]
        done = subprocess.run(
            [*command, *paths], capture_output=True, encoding="utf-8", check=False
        )
        numbers = dict(re.findall(r"(\d+) (passed|failed|skipped|error)", done.stdout)[::-1])
        counts = {kind: int(number) for number, kind in numbers.items()}
        failed = counts.get("failed", 0) + counts.get("error", 0) + (not counts)
        broken = [done.stdout[-2000:]] if failed else []
        besides = f"{counts['skipped']} skipped" if "skipped" in counts else ""
        return [Line(what, f"{counts.get('passed', 0):,} tests", failed, besides, broken=broken)]

    return job


@dataclass(frozen=True, slots=True)
class Campaign:
    """A job, and the share of the time of both cores that it is given."""

    job: Job
    share: float
    locked: bool = False
    """On diaries under a passphrase."""


_APP = [action for action in ACTIONS if action.announces]
_COMMANDS = [action for action in ACTIONS if not action.announces]
CAMPAIGNS: dict[str, Campaign] = {
    "crashes": Campaign(partial(kills, _COMMANDS), 0.26),
    "locked": Campaign(partial(kills, _COMMANDS), 0.26, locked=True),
    "locking": Campaign(partial(kills, LOCKING), 0.08),
    "app": Campaign(partial(kills, _APP), 0.05),
    "controls": Campaign(partial(failing, (*CONTROLS, *LOCKING_CONTROLS)), 0.04),
    "locked-controls": Campaign(partial(failing, CONTROLS), 0.03, locked=True),
    "power": Campaign(cuts, 0.16),
    "faults": Campaign(every_fault, 0.08),
    "flips": Campaign(flipped, 0.06),
    "bad": Campaign(bad_files, 0.1),
    "fuzz": Campaign(fuzzed, 0.14),
    "keys": Campaign(random_keys, 0.1),
    "together": Campaign(together, 0.01),
    "editing": Campaign(editing, 0.02),
    "locked-editing": Campaign(editing, 0.02, locked=True),
    "tests": Campaign(tested("faults, one test each", "tests/storage/test_faults.py",
                             "tests/app/test_when_things_go_wrong.py"), 0.02),
    "pages": Campaign(tested("pages of invented people", "tests/campaigns/test_pages.py"), 0.09),
}  # fmt: skip
"""The longest first, so that both cores end at about the same time."""


def run(name: str, seconds: float, folder: Path) -> list[Line]:
    """Run one campaign in an empty folder."""
    try:
        return CAMPAIGNS[name].job(seconds, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
