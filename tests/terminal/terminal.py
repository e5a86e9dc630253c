"""A real terminal with nobody in front of it: windows of one private tmux server."""

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

from tracker.paths import Home
from tracker.records import Diary
from tracker.storage import Store

PATIENCE = 20.0
"""Seconds until a screen that does not come is a failure; machines that test are often busy."""


class Server:
    """A tmux server of the tests' own, with no settings of anyone's."""

    def __init__(self) -> None:
        self._socket = f"tracker-{uuid4().hex[:8]}"
        self._program = shutil.which("tmux") or "tmux"

    def tmux(self, *arguments: str) -> str:
        command = [self._program, "-L", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def close(self) -> None:
        subprocess.run([self._program, "-L", self._socket, "kill-server"], capture_output=True)


class Terminal:
    """One window, in which tracker was started."""

    def __init__(self, server: Server, home: Path, *arguments: str, before: str = "") -> None:
        self._server = server
        self._name = f"t{uuid4().hex[:8]}"
        self.home = home
        command = shlex.join([sys.executable, "-m", "tracker", "--home", str(home), *arguments])
        server.tmux(
            *("new-session", "-d", "-s", self._name, "-x", "80", "-y", "24"),
            f"{before}{command}; echo left with $?; exec sleep 600",
        )

    def press(self, *keys: str) -> None:
        self._server.tmux("send-keys", "-t", self._name, *keys)

    @property
    def screen(self) -> str:
        return self._server.tmux("capture-pane", "-p", "-t", self._name)

    @property
    def diary(self) -> Diary:
        """What another program finds on disk."""
        return Store(Home(self.home)).read()

    @property
    def moods(self) -> list[object]:
        return [check_in.value("mood") for check_in in self.diary.check_ins]

    def wait_for(self, text: str) -> str:
        until = time.monotonic() + PATIENCE
        while text not in (screen := self.screen):
            if time.monotonic() > until:
                pytest.fail(f"{text!r} did not come:\n{screen}")
            time.sleep(0.01)
        return screen

    def kill_the_app(self) -> None:
        """End it as a power cut would: at once, with no chance to tidy up."""
        shell = self._server.tmux("display-message", "-p", "-t", self._name, "#{pane_pid}").strip()
        children = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True)
        os.kill(int(children.stdout.split()[0]), 9)

    def close(self) -> None:
        self._server.tmux("kill-session", "-t", self._name)
