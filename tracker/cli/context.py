"""The state of one run of a command, and the functions that print its output.

stdout is data, stderr is talk. Whatever is printed may hold words from a diary, a file name or a
mistyped option, so nothing else in this room writes to a stream.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from tracker.cli import NOTHING_RECORDED, clock
from tracker.records.day import FIRST_DAY, LAST_DAY
from tracker.records.format import plain_text

if TYPE_CHECKING:
    from tracker.paths import Home
    from tracker.storage.store import Store
    from tracker.storage.transaction import Transaction

USUAL_WIDTH = 80
NARROWEST = 40
"""Columns that every terminal has."""

_NOT_IN_JSON = "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
"""Control characters that JSON does not escape although a terminal obeys them."""


class CliContext:
    """The time of the call and the diary, each looked up on first use."""

    def __init__(self) -> None:
        self.chosen_home: str | None = None
        self.unlock_from: str | None = None
        """Where to read a passphrase without asking: `-` for stdin, or a file descriptor."""
        self.as_json = False
        """Whether `--json` asks for data in place of words."""
        self.changed_files = False
        """Whether the diary was changed other than through its store: restored, locked, …"""
        self._started = False
        self._unlocked = False

    @cached_property
    def now(self) -> datetime:
        """The moment of the call.

        Raises:
            click.ClickException: the computer's clock is set to a year no diary can hold.
        """
        now = clock.local_now()
        if not FIRST_DAY.year <= now.year <= LAST_DAY.year:
            raise click.ClickException(
                f"This computer's clock is set to the year {now.year}. Nothing was changed; "
                "set the clock and try again."
            )
        return now

    @property
    def home(self) -> Home:
        """The home named on the command line, else the environment's, else the system's.

        Raises:
            OSError: it begins with ~ and the name of nobody.
        """
        from tracker.paths import home

        return home(self.chosen_home)

    def start(self) -> None:
        """Remove the temporary files of killed programs, before anything else."""
        if self._started:
            return
        self._started = True
        from tracker.storage.files import clear_leftovers

        with contextlib.suppress(OSError):  # reported when it is used
            for path in clear_leftovers(self.home, clock.local_now()):
                print_err(f"Removed a half-made copy that an interrupted command had left: {path}")

    def unlock(self) -> None:
        """Ask for the passphrase of a diary that has one, once and before it is opened.

        One that comes on stdin is read in any case: what follows it there may become a note.

        Raises:
            PassphraseError: the right one was not given.
        """
        if self._unlocked:
            return
        if self.home.locked:
            self._unlocked = True
            from tracker.cli.passphrases import open_locked

            open_locked(self.home, self.unlock_from)
        elif self.unlock_from == "-" and sys.stdin and not sys.stdin.isatty():
            self.unlock_from = None
            from tracker.cli.passphrases import read_line

            read_line()

    @cached_property
    def store(self) -> Store:
        """The diary, opened once."""
        self.start()
        self.unlock()
        from tracker.storage.store import Store

        return Store.open(self.home, self.now)

    @cached_property
    def today(self) -> date:
        """The diary day of now, as it was when a command first asked."""
        return self.store.read_setup().day_of(self.now)

    @contextlib.contextmanager
    def writing(
        self,
        action: str,
        kind: str | None = None,
        key: str | None = None,
        count: int = 1,
        *,
        snapshot: str | None = None,
    ) -> Iterator[Transaction]:
        """Yield a transaction that becomes one change, with its name for undo.

        With `snapshot` the diary is copied first, for that reason, unless it is empty.

        Raises:
            StorageError: it could not be written; nothing was changed.
        """
        from tracker.storage.transaction import Change

        if snapshot:
            self.store.snapshot_before(self.now, snapshot)
        with self.store.writing(self.now, Change(action, kind, key, count)) as transaction:
            yield transaction

    def answer(self, data: Any, text: str) -> None:
        """Print the result of a command, as JSON with `--json`, otherwise as text."""
        if self.as_json:
            print_json(data)
        elif text:
            print_out(text)

    @property
    def changed(self) -> bool:
        """Whether this run has changed the diary."""
        store: Store | None = self.__dict__.get("store")
        return self.changed_files or bool(store and store.wrote)

    def finish(self) -> None:
        """Take the day's copy after the confirmation was printed, and report if that failed."""
        store: Store | None = self.__dict__.get("store")
        if store and store.wrote:
            with contextlib.suppress(OSError):  # tried again at the end, and reported there
                sys.stdout.flush()
            store.snapshot_if_due(self.now)
            print_err(store.notice)


pass_context = click.make_pass_decorator(CliContext)


def print_out(text: str) -> None:
    """Print data, harmless to a terminal."""
    print(fit(text, sys.stdout))


def print_err(text: str | None) -> None:
    """Print a message to stderr, harmless to a terminal; None prints nothing."""
    if text:
        with contextlib.suppress(OSError):  # nobody can be told; the command goes on
            print(fit(text, sys.stderr), file=sys.stderr, flush=True)


def fit(text: str, stream: TextIO) -> str:
    """Return a text harmless to a terminal and, on one, broken between words where it is too wide.

    A pipe or a file gets each line whole. A word that is wider than the terminal stays whole.
    """
    plain = plain_text(text)
    if not stream.isatty() or len(plain) <= NARROWEST:
        return plain
    width = terminal_width(stream)
    if all(len(line) <= width for line in plain.split("\n")):
        return plain
    from textwrap import fill

    return "\n".join(
        fill(
            line,
            width,
            subsequent_indent=" " * (len(line) - len(line.lstrip())),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in plain.split("\n")
    )


def terminal_width(stream: TextIO) -> int:
    """Return the columns of a terminal, 80 if unknown."""
    if (columns := os.environ.get("COLUMNS", "")).isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH
    except (OSError, ValueError):  # no terminal, or a stream without a file
        return USUAL_WIDTH


def print_json(value: Any) -> None:
    """Print a value as one JSON document; what a terminal would obey in it is escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    print(re.sub(_NOT_IN_JSON, lambda match: f"\\u{ord(match[0]):04x}", text))


def write_data(content: bytes) -> None:
    """Write a file's content to stdout: unchanged into a pipe, harmless to a terminal."""
    if sys.stdout.isatty():
        print(plain_text(content.decode("utf-8", "replace")), end="")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def refuse_terminal(what: str, file: str) -> None:
    """Exit with status 2 if stdout is a terminal, which cannot show such a file."""
    if sys.stdout.isatty():
        usage_error(f"{what} cannot be shown in a terminal; name a file: -o {file}.")


def exit_nothing_found(sentence: str) -> NoReturn:
    """Print that nothing was found, and exit with status 3."""
    print_err(sentence)
    raise click.exceptions.Exit(NOTHING_RECORDED)


def usage_error(sentence: str) -> NoReturn:
    """Exit with status 2 and a sentence that names what works."""
    raise click.UsageError(sentence)
