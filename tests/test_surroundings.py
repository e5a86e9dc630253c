"""No test depends on the machine: clocks, waits, programs and encodings are pinned.

The tests look for forbidden calls in the source, so that none comes back unnoticed.
"""

from __future__ import annotations

import ast
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests import launch
from tests.clock import NOW, Clock
from tests.source import PRODUCT, TESTS, calls, parsed
from tests.waits import WaitError, until, wait_for
from tracker.cli import clock

CLOCKS = {
    *("datetime.now", "datetime.today", "datetime.utcnow", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.ctime", "time.strftime"),
}
"""Calls that read the machine's clock."""
SLEEPS = {"time.sleep", "asyncio.sleep", "pilot.pause"}
MEASURING = {"tests/benchmarks", "tests/campaigns", "tests/mutants"}
"""What measures time or kills after some; nothing of it runs with the test command."""
STARTERS = {
    *("tests/launch.py", "tests/terminal/terminal.py", "tests/terminal/test_pictures.py"),
    "tests/test_house.py",
    *("tests/benchmarks", "tests/campaigns", "tests/mutants"),
}
"""What starts programs in its own way: the launcher, tmux, a pty, tools that are not tracker."""


def within(where: str, places: set[str]) -> bool:
    return any(where.startswith(place) for place in places)


@pytest.mark.sweep
def test_the_product_reads_the_clock_in_one_place() -> None:
    read = {where for path in PRODUCT for where, called, _ in calls(path) if called in CLOCKS}
    assert {where.partition(":")[0] for where in read} == {"tracker/cli/clock.py"}


@pytest.mark.sweep
def test_nobody_binds_the_clock_before_a_test_can_replace_it() -> None:
    for path in PRODUCT:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "tracker.cli.clock", f"{path}:{node.lineno}"


@pytest.mark.sweep
def test_no_test_reads_the_clock_of_the_machine() -> None:
    read = [where for path in TESTS for where, called, _ in calls(path) if called in CLOCKS]
    assert [where for where in read if not within(where, MEASURING)] == []


@pytest.mark.sweep
def test_no_test_sleeps_in_place_of_a_wait() -> None:
    slept = [where for path in TESTS for where, called, _ in calls(path) if called in SLEEPS]
    assert [where for where in slept if not within(where, MEASURING | {"tests/waits.py"})] == []


@pytest.mark.sweep
def test_every_program_is_started_in_the_pinned_surroundings() -> None:
    started = [
        where
        for path in TESTS
        for where, called, _ in calls(path)
        if called.startswith("subprocess.") or called in {"os.system", "os.popen", "os.execvp"}
    ]
    assert [where for where in started if not within(where, STARTERS)] == []


@pytest.mark.sweep
@pytest.mark.parametrize("files", [PRODUCT, TESTS], ids=["product", "tests"])
def test_every_text_names_its_encoding(files: list[Path]) -> None:
    assert [where for path in files for where, _, unnamed in calls(path) if unnamed] == []


def test_the_surroundings_of_the_tests_are_pinned() -> None:
    assert (os.environ["TZ"], os.environ["COLUMNS"]) == (launch.PINNED["TZ"], "80")
    assert datetime.fromtimestamp(NOW.timestamp()).hour == NOW.hour or not hasattr(time, "tzset")
    mask = os.umask(0o022)
    assert mask == 0o022


def test_each_look_at_a_clock_of_the_tests_is_later_than_the_one_before() -> None:
    ours = Clock()
    first, second = ours(), ours()
    ours.forward(minutes=5)
    assert NOW < first < second < ours() - timedelta(minutes=4)


def test_a_command_without_a_moment_has_the_clock_of_the_test(one_clock: Clock) -> None:
    assert clock.local_now is one_clock


def test_no_variable_changes_the_clock_of_a_real_diary(tmp_path: Path) -> None:
    code = (
        "from time import time; from tracker.cli import clock; "
        "print(time() - clock.local_now().timestamp())"
    )
    odd = {name: NOW.isoformat() for name in ("TRACKER_NOW", "TRACKER_TEST_NOW", "TRACKER_CLOCK")}
    apart = float(launch.python(tmp_path, code, check=True, env=odd).stdout)
    assert abs(apart) < 60


def test_a_program_starts_at_the_moment_it_is_given(tmp_path: Path) -> None:
    at = datetime(2031, 1, 7, 23, 59, tzinfo=NOW.tzinfo)
    done = launch.tracker(tmp_path / "home", "log", "7", now=at)
    assert b"Tue 7 Jan 2031" in done.stdout


def test_a_wait_that_fails_names_its_condition() -> None:
    with pytest.raises(WaitError, match=r"(?s)the bus did not come.*only rain"):
        wait_for("the bus", lambda: False, seen=lambda: "only rain", patience=0)


async def test_a_wait_in_the_app_that_fails_names_its_condition() -> None:
    with pytest.raises(WaitError, match="the bus did not come"):
        await until("the bus", lambda: False, patience=0)
