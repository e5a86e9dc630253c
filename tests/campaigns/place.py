"""Where a campaign plays: a home with a real diary, files beside it, children that work there.

Children are forked from a process that has everything imported, so that a second holds a hundred
of them; each runs the real commands, and its standard output is what it acknowledged.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.ciphered import EVERYWHERE, KEY
from tests.clock import Clock, replaced
from tracker.cli import main
from tracker.demo import invented_diary
from tracker.paths import TEMPORARY_PREFIX, Home, looks_locked
from tracker.storage import Store, encryption

MEMORY = next((path for path in [Path("/dev/shm")] if path.is_dir()), None)
"""A disk that costs nothing, where there is one."""

READY = b"ready\n"
"""What a child says when it is about to begin."""

SOON = 0.02
"""Seconds: about as long as one command."""

Work = Callable[["Place"], int]
"""What a child does; it returns an exit code and prints what it acknowledges."""


tick = Clock()
"""The one clock of a campaign; a child goes on from where it stood when it was forked."""


@dataclass(frozen=True, slots=True)
class Place:
    """One folder: the home and whatever a person keeps beside it."""

    folder: Path

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def files(self) -> Path:
        """Where the person's own files lie: exports, imports, copies."""
        return self.folder / "files"

    @property
    def store(self) -> Store:
        self.use_key()
        return Store.open(self.home, tick())

    def use_key(self) -> None:
        """Open the files here as their diary is: under the one key of the campaigns, or not."""
        if EVERYWHERE or self.home.locked:
            encryption.use(encryption.Keys(self.home.diary, KEY))
        elif any(map(looks_locked, self.home.folder.rglob("*.db"))):
            encryption.use(encryption.Keys(self.home.diary, None, [KEY]))
        else:
            encryption.clear_keys()

    def copy(self, folder: Path) -> Place:
        """The same again elsewhere, for one round."""
        shutil.copytree(self.folder, folder)
        return Place(folder)

    def temporary(self) -> list[Path]:
        """Files that were being written when somebody died."""
        return sorted(self.folder.rglob(f"{TEMPORARY_PREFIX}*"))

    def half_written(self) -> bool:
        """Whether something was, or is, being written."""
        return self.home.diary.with_name("diary.db-journal").exists() or bool(self.temporary())

    def command(self, *arguments: str, stdin: str = "") -> int:
        """Run a command as the shell would; only in a child, whose streams it uses."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
        self.use_key()
        try:
            with replaced(tick):
                main(["--home", str(self.home.folder), *arguments])
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1


def furnished(folder: Path, days: int = 126) -> Place:
    """A home in which somebody kept a diary for four months."""
    place = Place(folder)
    place.files.mkdir(parents=True)
    now = tick()
    diary = invented_diary(7, now.date())
    store = place.store
    with store.writing(now, "a diary for the campaign") as unit:
        unit.put_measures(diary.measures, replace_all=True)
        unit.add_many([*diary.check_ins[-days:], *diary.infusions, *diary.events])
        unit.add_many(diary.assessments)
    assert place.home.locked == EVERYWHERE
    return place


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended, and what it had said by then."""

    said: list[str]
    killed: bool
    code: int
    seconds: float
    peak_mb: float
    complained: str = ""


def run(
    place: Place,
    work: Work,
    *,
    kill_after: float | None = None,
    mid_write: bool = False,
    announces: bool = False,
    limits: Mapping[str, int] = MappingProxyType({}),
) -> Ended:
    """Fork a child for some work, kill it some seconds after it began, and say how it ended.

    Args:
        place: where it works.
        work: what it does.
        kill_after: when to kill it, counted from when it began; never, if left out.
        mid_write: wait with the kill until something is being written, if that comes soon.
        announces: the work says `READY` itself, after its own preparations.
        limits: what the system lets it have, as `{"fsize": 400_000}`.
    """
    tick.forward(seconds=1)
    out_read, out_write = os.pipe()
    err = os.memfd_create("err")
    pid = os.fork()
    if not pid:
        _be_a_child(place, work, out_write, err, limits, announces)
    os.close(out_write)
    with os.fdopen(out_read, "rb") as pipe:
        ready = pipe.readline()
        began = time.perf_counter()
        if ready and kill_after is not None:
            time.sleep(kill_after)
            _await_a_write(place) if mid_write else None
            os.kill(pid, signal.SIGKILL)
        said = pipe.read().decode(errors="replace").splitlines()
    seconds = time.perf_counter() - began
    _, status, used = os.wait4(pid, 0)
    return Ended(
        said,
        os.WIFSIGNALED(status),
        os.waitstatus_to_exitcode(status),
        seconds,
        used.ru_maxrss / 1024,
        _complaint(err),
    )


def _await_a_write(place: Place) -> None:
    """Come back a moment after a journal or a temporary file has appeared."""
    latest = time.perf_counter() + SOON
    while time.perf_counter() < latest and not place.half_written():
        pass
    time.sleep(random.expovariate(2000))


def _complaint(err: int) -> str:
    with os.fdopen(err, "rb") as file:
        file.seek(0)
        return file.read().decode(errors="replace").strip()


def _be_a_child(
    place: Place, work: Work, out: int, err: int, limits: Mapping[str, int], announces: bool
) -> None:
    """Do the work on streams of one's own, and end without the parent's last words."""
    import resource  # not there on Windows, where only the power is cut

    code = 70
    try:
        os.dup2(err, 2)
        os.dup2(out, 1)
        sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb"), "utf-8")
        sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", 0), "utf-8", write_through=True)
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name.upper()}"), (value, value))
        if not announces:
            os.write(1, READY)
        code = work(place)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001  # the parent counts whatever it is
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)
