"""What one call of the program knows: the time, the home, the diary."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tracker.cli import clock

if TYPE_CHECKING:
    from tracker.paths import Home
    from tracker.storage import Store


@dataclass
class Session:
    """The time of the call and the diary it is about, opened when first asked for."""

    now: datetime = field(default_factory=lambda: clock.local_now())
    chosen_home: str | None = None
    unlock_from: str | None = None
    """Where a passphrase comes from when nobody is asked: `-` for stdin, or a file descriptor."""
    _store: Store | None = None
    _unlocked: bool = False

    @property
    def home(self) -> Home:
        """The home named on the command line, else the environment's, else the system's."""
        from tracker.paths import home

        return home(self.chosen_home)

    def unlock(self) -> None:
        """Ask for the passphrase of a diary that has one, once and before anything else.

        Raises:
            PassphraseError: the right one was not given.
        """
        if self._unlocked or not self.home.locked:
            return
        self._unlocked = True
        from tracker.cli.passphrases import open_locked

        open_locked(self.home, self.unlock_from)

    @property
    def store(self) -> Store:
        """The diary, opened once."""
        if self._store is None:
            self.unlock()
            from tracker.storage.store import Store

            self._store = Store.open(self.home, self.now)
        return self._store

    def keep_todays_copy(self) -> None:
        """Take the day's snapshot after a command has written and confirmed."""
        if self._store is not None and self._store.wrote:
            self._store.snapshot_if_due(self.now)

    @property
    def notice(self) -> str | None:
        """What went wrong beside a change that was kept, if anything did."""
        return self._store.notice if self._store else None

    def today(self) -> date:
        """The diary day of now."""
        return self.store.read(date.max, date.max).day_of(self.now)


pass_session = click.make_pass_decorator(Session, ensure=True)


def emit(text: str) -> None:
    """Print data, in bytes of UTF-8 whatever the terminal says it speaks."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a text stream
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def emit_json(value: Any) -> None:
    """Print one JSON document."""
    import json

    emit(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def talk(sentence: str | None) -> None:
    """Say something beside the data, on stderr."""
    if sentence:
        click.echo(sentence, err=True)


def nothing(sentence: str) -> NoReturn:
    """Say that there is nothing recorded for what was asked, and end with 3."""
    talk(sentence)
    raise click.exceptions.Exit(3)


def wrong(sentence: str) -> NoReturn:
    """Say what would do instead, and end with 2."""
    raise click.UsageError(sentence)


def read_note(value: str | None) -> str | None:
    """Return the note that `--note -` asks for, from stdin.

    A note on the command line is refused: shells keep what is typed there, and other people on
    the machine can list it while the command runs.
    """
    if value is None:
        return None
    if value != "-":
        wrong("A note comes in on stdin: add --note - and type it, or pipe it in.")
    if sys.stdin.isatty():
        talk("Type the note; Ctrl+D on an empty line ends it.")
    # Bytes, so that a note in UTF-8 is read right whatever the terminal says it speaks.
    try:
        return sys.stdin.buffer.read().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        wrong("The note is not UTF-8 text; save it as UTF-8 and try again.")
