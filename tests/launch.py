"""Starting tracker as a program, with nothing of the machine's but what programs need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clock import NOW, TZ

ROOT = Path(__file__).parent.parent
UMASK = 0o022
any_file_name = pytest.mark.skipif(
    sys.getfilesystemencoding() == "ascii", reason="file names are ASCII here"
)
"""For a test whose file names are no ASCII."""
PATIENCE = 120.0
"""Seconds until a program that does not end is a failure."""

_NEEDED = (
    *("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "LD_PRELOAD"),
    "TRACKER_TEST_CIPHER",
)
_NEEDED_BY_PREFIX = ("FAKETIME", "COVERAGE_", "OPENBLAS_")
PINNED = {
    "TZ": TZ,
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "COLUMNS": "80",
    "LINES": "24",
}
"""What a program reads of its surroundings, the same on every machine."""


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the surroundings of a program that works on this home.

    Args:
        home: the folder of the diary.
        more: variables added, or put in place of the pinned ones.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _NEEDED or name.startswith(_NEEDED_BY_PREFIX)
    }
    own = {"HOME": _person(), "MPLCONFIGDIR": _fonts(), "PYTHONPATH": str(ROOT)}
    return {**kept, **PINNED, **own, "TRACKER_HOME": str(home), **more}


def command(*arguments: str, now: datetime = NOW) -> list[str]:
    """Return the command line of tracker at a moment."""
    return [sys.executable, "-m", "tests.clock", now.isoformat(), *arguments]


Done = subprocess.CompletedProcess[bytes]
Started = subprocess.Popen[bytes]


def tracker(home: Path, *arguments: str, now: datetime = NOW, **options: Any) -> Done:
    """Run tracker to its end; `options` are those of `subprocess.run`, `env` adds variables."""
    return run(command(*arguments, now=now), home, **options)


def python(home: Path, code: str, *arguments: str, **options: Any) -> Done:
    """Run a few lines of Python to their end, in the same surroundings."""
    return run([sys.executable, "-c", code, *arguments], home, **options)


def run(words: Sequence[str], home: Path, **options: Any) -> Done:
    """Run any program to its end, in the same surroundings."""
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    env = environment(home, **streams.pop("env", {}))
    kind: dict[str, Any] = {"check": False, "timeout": PATIENCE} | streams
    return subprocess.run(words, env=env, **kind)


def start_python(home: Path, code: str, *arguments: str) -> Started:
    """Start a few lines of Python and go on; the three streams are pipes."""
    return _started([sys.executable, "-c", code, *arguments], environment(home))


def start(home: Path, *arguments: str, now: datetime = NOW, **more: str) -> Started:
    """Start tracker and go on; its three streams are pipes."""
    return _started(command(*arguments, now=now), environment(home, **more))


def start_in_terminal(home: Path, terminal: int, **more: str) -> Started:
    """Start tracker in a terminal of its own, by the descriptor of its end of a pty."""
    surroundings = environment(home, **more)
    del surroundings["COLUMNS"], surroundings["LINES"]  # the terminal says its size
    return subprocess.Popen(
        command(),
        env=surroundings,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,  # whoever closes the terminal sends no signal
    )


def _started(words: Sequence[str], env: dict[str, str]) -> Started:
    pipe = subprocess.PIPE
    return subprocess.Popen(words, env=env, stdin=pipe, stdout=pipe, stderr=pipe)


_MODULES_AFTER = """
import sys
from tests import clock
with clock.replaced(clock.Clock()):
    try:
        clock.main(sys.argv[1:])
    except SystemExit as stopped:
        assert stopped.code == 0, stopped.code
print(*sys.modules)
"""


def modules_after(home: Path, *arguments: str) -> set[str]:
    """Run tracker well, in a process of its own, and return every module that it loaded."""
    done = python(home, _MODULES_AFTER, *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return set(done.stdout.decode().splitlines()[-1].split())


def pin_this_process() -> None:
    """Give the process of the tests itself the surroundings of the programs it starts."""
    for name in [*os.environ]:
        if name.startswith(("LC_", "XDG_", "TRACKER_HOME")) or name in _LOOSE:
            del os.environ[name]
    os.environ |= PINNED | {"MPLCONFIGDIR": _fonts(), "HOME": _person()}
    if hasattr(time, "tzset"):
        time.tzset()
    os.umask(UMASK)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a job that a shell put aside
        signal.signal(signal.SIGINT, signal.default_int_handler)


def keep_files_in_memory() -> None:
    """Let pytest make its folders where there is no disk to wait for, if this system has a place.

    Each change of a diary waits until it is safe on the disk: for tests that is most of the time.
    """
    memory = Path("/dev/shm")
    if not (memory.is_dir() and os.access(memory, os.W_OK)):
        return
    runs_programs = not os.statvfs(memory).f_flag & os.ST_NOEXEC
    if runs_programs and shutil.disk_usage(memory).free > 2 * 2**30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


_LOOSE = {
    *("NO_COLOR", "FORCE_COLOR", "COLORTERM", "EDITOR", "VISUAL", "PAGER", "BROWSER"),
    "PYTHONDONTWRITEBYTECODE",  # else each worker compiles all that is imported, in every run
}


def _person() -> str:
    return _folder("person")


def _fonts() -> str:
    """Where matplotlib keeps what it found out about fonts; it takes seconds to find out anew."""
    return _folder("matplotlib")


def _folder(name: str) -> str:
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"tracker-tests-{user}" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(folder)
