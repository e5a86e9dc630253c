"""A real terminal with nobody in front of it: a private tmux server of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

PATIENCE = 20.0
"""Seconds until a screen that does not come is a failure; machines that test are often busy."""


class Terminal:
    """One window of a tmux server that ends with the test."""

    def __init__(self, home: Path, columns: int = 80, rows: int = 24) -> None:
        self._socket = f"tracker-{uuid4().hex[:8]}"
        self.home = home
        command = shlex.join([sys.executable, "-m", "tracker", "--home", str(home)])
        self._tmux(
            *("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows)),
            f"{command}; echo left with $?; exec sleep 600",
        )

    def press(self, *keys: str) -> None:
        self._tmux("send-keys", *keys)

    @property
    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def wait_for(self, text: str) -> str:
        until = time.monotonic() + PATIENCE
        while text not in (screen := self.screen):
            if time.monotonic() > until:
                pytest.fail(f"{text!r} did not come:\n{screen}")
            time.sleep(0.02)
        return screen

    def kill_the_app(self) -> None:
        """End it as a power cut would: at once, with no chance to tidy up."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        children = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True)
        os.kill(int(children.stdout.split()[0]), 9)

    def close(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        tmux = shutil.which("tmux")
        assert tmux
        done = subprocess.run(
            [tmux, "-L", self._socket, *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout
