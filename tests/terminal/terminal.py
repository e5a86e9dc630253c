"""Real terminals: windows of a tmux server of the tests' own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from tests import launch
from tests.clock import NOW
from tests.waits import PATIENCE, wait_for
from tracker.paths import Home
from tracker.records import Diary
from tracker.storage import Store


class Server:
    """A tmux server of its own, without anyone's settings."""

    def __init__(self) -> None:
        self._socket = f"tracker-{uuid4().hex[:8]}"
        self._program = shutil.which("tmux") or "tmux"
        # Without this the server ends with its last session, while the next one is being made.
        self.tmux("start-server", ";", "set-option", "-s", "exit-empty", "off")

    def tmux(self, *arguments: str) -> str:
        command = [self._program, "-u", "-L", self._socket, "-f", "/dev/null", *arguments]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE)
        assert done.returncode == 0, f"{shlex.join(command)}: {done.stderr}"
        return done.stdout

    def close(self) -> None:
        self.tmux("kill-server")


class Terminal:
    """A window in which tracker runs, with the clock that `set_clock` sets."""

    def __init__(
        self, server: Server, home: Path, *arguments: str, before: str = "", now: datetime = NOW
    ) -> None:
        self._server = server
        self._name = f"t{uuid4().hex[:8]}"
        self.home = home
        self._clock = home.with_name(f"{home.name}.{self._name}.clock")
        self.set_clock(now)
        server.tmux(
            *("new-session", "-d", "-s", self._name, "-x", "80", "-y", "24"),
            f"{before}{self._command(*arguments)}; echo left with $?; exec sleep 600",
        )

    def _command(self, *arguments: str) -> str:
        """Return the command line of tracker in a pinned environment, but for the window's size."""
        sizes = {"COLUMNS", "LINES"}
        given = launch.environment(self.home)
        pinned = [f"{name}={value}" for name, value in given.items() if name not in sizes]
        program = [sys.executable, "-m", "tests.clock", f"@{self._clock}"]
        return shlex.join(["env", "-i", *pinned, *program, "--home", str(self.home), *arguments])

    def set_clock(self, now: datetime) -> None:
        """Set the clock of the program in the window, also while it runs."""
        written = self._clock.with_suffix(".next")
        written.write_text(now.isoformat(), encoding="utf-8")
        written.replace(self._clock)

    def press(self, *keys: str) -> None:
        self._server.tmux("send-keys", "-t", self._name, *keys)

    def resize(self, width: int, height: int) -> None:
        size = ("-x", str(width), "-y", str(height))
        self._server.tmux("resize-window", "-t", self._name, *size)

    @property
    def screen(self) -> str:
        return self._server.tmux("capture-pane", "-p", "-t", self._name)

    @property
    def takes_clicks(self) -> bool:
        """Whether the program takes the mouse, with which a person selects text otherwise."""
        asked = ("display-message", "-p", "-t", self._name, "#{mouse_any_flag}")
        return self._server.tmux(*asked).strip() == "1"

    @property
    def diary(self) -> Diary:
        """The diary on disk, as another program reads it."""
        return Store(Home(self.home)).read()

    @property
    def moods(self) -> list[object]:
        return [check_in.value("mood") for check_in in self.diary.check_ins]

    def wait_for(self, text: str) -> str:
        """Wait until the screen holds these words, and return the screen."""
        return wait_for(
            repr(text),
            lambda: screen if text in (screen := self.screen) else "",
            seen=lambda: self.screen,
        )

    def kill_the_app(self) -> None:
        """Kill the app at once, as a power cut would."""
        shell = self._server.tmux("display-message", "-p", "-t", self._name, "#{pane_pid}").strip()
        children = subprocess.run(["pgrep", "-P", shell], capture_output=True, encoding="ascii")
        os.kill(int(children.stdout.split()[0]), 9)

    def close(self) -> None:
        self._server.tmux("kill-session", "-t", self._name)
