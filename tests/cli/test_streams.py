"""Real processes: what closed pipes, other locales, a full disk and Ctrl+C do to a command."""

from __future__ import annotations

import importlib.util
import inspect
import os
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import IO, Any

import pytest

from tests import launch
from tests.ciphered import plain_alone
from tests.conftest import NOW, Run
from tests.storage.making import check_in
from tests.sweep import always
from tests.waits import wait_for
from tracker.cli import _strip_indent, clock
from tracker.storage import Store

posix = pytest.mark.skipif(os.name != "posix", reason="streams and signals as on Unix")

pytestmark = plain_alone


def run(store: Store, *arguments: str, **options: Any) -> launch.Done:
    return launch.tracker(store.home.folder, *arguments, **options)


def test_a_program_records_a_score(store: Store) -> None:
    done = run(store, "log", "7")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Saved for ")
    assert [c.value("mood") for c in store.read().check_ins] == [7]


@pytest.fixture
def unread_pipe() -> Iterator[int]:
    """The end to write to of a pipe whose reader went away."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    yield write_end
    os.close(write_end)


@posix
@pytest.mark.parametrize("entries", always(["2000"], [1, 2000]))
def test_a_reader_that_goes_away_ends_a_list_without_a_word(
    store: Store, unread_pipe: int, entries: int
) -> None:
    with store.writing(NOW, "an import") as unit:
        unit.add_many([check_in(5, id=f"c{n}") for n in range(entries)])
    read = run(store, "list", stdout=unread_pipe)
    assert (read.returncode, read.stderr) == (1, b"")


@posix
def test_what_is_recorded_counts_although_the_reader_of_the_output_went_away(
    store: Store, unread_pipe: int
) -> None:
    table = b"day,mood\n2026-11-20,4\n2026-11-19,5\n"
    logged = run(store, "log", "7", stdout=unread_pipe)
    imported = run(store, "import", "-", "--json", stdout=unread_pipe, input=table)
    assert (logged.returncode, logged.stderr, imported.returncode) == (0, b"", 0)
    assert len(store.read().check_ins) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_change_counts_as_done_although_its_output_cannot_be_written(store: Store) -> None:
    with open("/dev/full", "wb") as full:
        done = run(store, "log", "7", stdout=full)
        purged = run(store, "purge", "last", "--yes", stdout=full, stderr=full)
        read = run(store, "list", "--json", stdout=full)
    assert (done.returncode, done.stderr.startswith(b"Saved. Only the output")) == (0, True)
    assert (purged.returncode, store.read().empty) == (0, True)
    assert (read.returncode, b"Nothing was changed" in read.stderr) == (1, True)


@posix
def test_a_job_without_streams_can_record(store: Store) -> None:
    closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *launch.command("log", "7")]
    done = launch.run(closed, store.home.folder)
    assert done.returncode == 0
    assert len(store.read().check_ins) == 1


@posix
def test_in_a_locale_that_knows_no_umlaut_a_note_goes_in_and_comes_out_as_it_is(
    store: Store,
) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    note = "Grüße 夜"
    done = run(store, "log", "7", "--note", "-", input=note.encode(), env=plain)
    assert (done.returncode, done.stderr) == (0, b"")
    assert store.read().check_ins[0].note == note
    assert f"“{note}”".encode() in run(store, "list", env=plain).stdout


@posix
def test_ctrl_c_while_it_waits_for_a_note_ends_with_130_and_keeps_nothing(store: Store) -> None:
    waiting = launch.start(store.home.folder, "log", "7", "--note", "-")
    assert waiting.stdin
    waiting.stdin.write(b"half a no")
    waiting.stdin.flush()
    wait_for("the end of what was typed", lambda: unread(waiting.stdin) == 0)
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=launch.PATIENCE)
    assert (waiting.returncode, out) == (130, b"")
    assert err.strip() == b"Stopped. Everything confirmed so far is saved."
    assert store.read().empty


def unread(pipe: IO[bytes] | None) -> int:
    """Return how many bytes in a pipe are not read yet."""
    import fcntl
    import termios

    assert pipe
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_recording_a_score_loads_nothing_that_it_does_not_need(store: Store) -> None:
    loaded = launch.modules_after(store.home.folder, "log", "7", "--anxiety", "4")
    assert "tracker.storage.store" in loaded
    heavy = {"textual", "rich", "sqlite_utils", "numpy", "pandas", "matplotlib"}
    heavy |= {"importlib.metadata", "email", "tempfile", "socket", "ssl", "http", "asyncio"}
    heavy |= {"platformdirs", "tracker.storage.history", "tracker.records.infusion"}
    heavy |= {"tracker.storage.undo", "tracker.storage.diff"}
    heavy |= {"tracker.cli.completion", "tracker.charts", "tracker.exchange"}
    assert not loaded & heavy


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no core file unless asked")
def test_a_crash_of_the_interpreter_leaves_no_copy_of_its_memory(run: Run) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    assert run("--version").code == 0
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0


def test_help_texts_lose_their_indent_as_python_does_it(run: Run) -> None:
    texts = [
        "one line",
        "  first\n\n    second\n      third\n    ",
        "\n    a\n\n    b\n",
        "tab\n\tone\n\t\ttwo",
        "",
    ]
    assert [_strip_indent(text) for text in texts] == [inspect.cleandoc(text) for text in texts]


def test_a_module_that_is_imported_late_is_complete(store: Store) -> None:
    code = (
        "import tracker.cli, sys\n"
        "tracker.cli._postpone_imports()\n"
        "import inspect, dataclasses, pathlib, uuid\n"
        "late = {'ast', 'ipaddress', 'subprocess'}\n"
        "if sys.version_info >= (3, 14): late -= {'ast'}\n"  # dataclasses loads it there
        "assert not late & set(sys.modules), late & set(sys.modules)\n"
        "from inspect import signature\n"
        "assert str(signature(lambda a: a)) == '(a)'\n"
        "assert inspect.isfunction(signature) and inspect.cleandoc.__module__ == 'inspect'\n"
        "from urllib.parse import urlsplit, quote\n"
        "assert urlsplit('mailto:a').scheme == 'mailto' and quote(' ') == '%20'\n"
        "assert pathlib.Path('/a b').as_uri() == 'file:///a%20b'\n"
        "import platform\n"
        "assert platform.system() and platform.python_version()\n"
        "print('whole')\n"
    )
    assert launch.python(store.home.folder, code).stdout == b"whole\n"


def clock_of_the_machine() -> ModuleType:
    spec = importlib.util.spec_from_file_location("the_clock", str(clock.__file__))
    assert spec
    assert spec.loader
    anew = importlib.util.module_from_spec(spec)  # the tests have put another in its place
    spec.loader.exec_module(anew)
    return anew


def test_who_travels_while_the_app_is_open_gets_the_time_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("one zone for all there")
    anew = clock_of_the_machine()
    with monkeypatch.context() as patch:
        for zone, hours in (("PST8", -8), ("NZDT-13", 13)):
            patch.setenv("TZ", zone)
            assert anew.local_now().utcoffset() == timedelta(hours=hours)
    time.tzset()


def test_at_the_end_of_the_calendar_the_clock_shows_utc() -> None:
    anew = clock_of_the_machine()
    for moment in (NOW, datetime.max.replace(tzinfo=UTC)):  # where an hour later is no date
        vars(anew)["datetime"] = SimpleNamespace(now=lambda zone, moment=moment: moment)
        assert anew.local_now() == moment
