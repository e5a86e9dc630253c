"""The short form of the campaigns: killed at random moments, and without power at every moment.

The long form, with every fault and every bad file, is `python -m tests.campaigns`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests import launch
from tests.campaigns import power_cut
from tests.campaigns.actions import CONTROLS
from tests.ciphered import plain_alone

KILLS = 1
"""Of each command, while something is being written if it writes soon; the campaign kills each
some hundred times, at any moment."""


@pytest.mark.sweep
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_whatever_command_is_killed_what_it_confirmed_is_there_and_the_rest_whole(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.campaigns.crashes", str(KILLS)]
    done = launch.run(command, tmp_path, timeout=300)
    assert not done.stderr
    found = {tally["action"]: tally for tally in json.loads(done.stdout)}
    controls = {control.name: found.pop(control.name) for control in CONTROLS}
    assert all(controls[name]["broken"] for name in controls), "the harness is blind"
    assert {name: tally["broken"] for name, tally in found.items()} == {name: [] for name in found}
    assert all(tally["kills"] == KILLS for tally in found.values())
    assert sum(tally["mid_write"] for tally in found.values()), "no kill struck a write"


@plain_alone
def test_after_a_power_cut_at_any_moment_everything_confirmed_is_there(tmp_path: Path) -> None:
    outcome = power_cut.campaign(tmp_path, steps=4, times=1)
    assert outcome.states > 150
    assert outcome.found == {"kept": outcome.states}


@pytest.mark.sweep
@plain_alone
@pytest.mark.parametrize("level", ["OFF", "FULL"])
def test_a_power_cut_with_fewer_syncs_loses_what_was_confirmed(tmp_path: Path, level: str) -> None:
    instead = ("synchronous=EXTRA", f"synchronous={level}")
    assert power_cut.campaign(tmp_path, steps=2, times=0, instead=instead).bad
