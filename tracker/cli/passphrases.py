"""Passphrases: from the keyboard, unseen, or from stdin. Never from argv or the environment."""

from __future__ import annotations

import functools
import importlib.util
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from tracker.cli import asking
from tracker.cli.session import talk, wrong
from tracker.records.format import plain_line

if TYPE_CHECKING:
    from tracker.paths import Home

F = TypeVar("F", bound=Callable[..., Any])

Secret = Callable[[], str]
"""Asks for a passphrase when it is time to."""

STDIN = "-"

ENCRYPTED, SHARING = "'infusion-tracker[encrypted]'", "'infusion-tracker[sharing]'"
"""What brings SQLCipher, and what brings age and locked PDFs."""

MOST_BYTES = 127
"""What a PDF takes as a passphrase; the same everywhere, so that one rule is enough."""

_TRIES = 3
_LONGEST_LINE = 10_000


def sharing_options(command: F) -> F:
    """Add `--encrypt` and `--passphrase -`; the command gets `secret`, which asks, or None."""

    @functools.wraps(command)
    def run(*args: Any, encrypt: bool, passphrase: str | None, **kwargs: Any) -> Any:
        from_stdin = from_stdin_alone(passphrase)
        asks = partial(new_passphrase, from_stdin=from_stdin)
        return command(*args, secret=asks if encrypt or from_stdin else None, **kwargs)

    options = (
        click.option("--encrypt", is_flag=True, help="Put it under a passphrase, which is asked."),
        click.option("--passphrase", metavar="-", help="The same; reads it from a line of stdin."),
    )
    for option in reversed(options):
        run = option(run)
    return cast(F, run)


def passphrase_option(command: F) -> F:
    """Add `--passphrase -` for a file that has one; the command gets `from_stdin`."""
    option = click.option(
        "--passphrase",
        "from_stdin",
        metavar="-",
        callback=lambda _, __, typed: from_stdin_alone(typed),
        help="Read the file's passphrase, if it has one, from a line of stdin.",
    )
    return option(command)


def from_stdin_alone(typed: str | None) -> bool:
    """Whether stdin was asked for; a passphrase on the command line is refused with 2."""
    if typed not in (None, STDIN):
        wrong("Shells keep what is typed here: type - instead, and the passphrase on stdin.")
    return typed == STDIN


def needs(install: str, *packages: str) -> None:
    """End with 1 and what to install, where a package for this is not there."""
    if all(map(importlib.util.find_spec, packages)):
        return
    raise click.ClickException(
        f"This needs a part that is not installed. Type: pip install {install}"
    )


def new_passphrase(*, from_stdin: bool = False) -> str:
    """Return a passphrase that is chosen now, typed twice at a keyboard; nobody can recover it."""
    if from_stdin:
        return checked(read_line())
    _needs_a_person()
    while True:
        typed = click.prompt(
            "A passphrase (it is not shown)",
            hide_input=True,
            confirmation_prompt="The same again",
            err=True,
        )
        try:
            return checked(typed)
        except click.UsageError as error:
            talk(error.message)


def try_passphrase(what: str, attempt: Callable[[str], object], *, from_stdin: bool) -> None:
    """Ask for the passphrase of something until it opens, three times at a keyboard.

    Raises:
        PassphraseError: it was not the right one.
    """
    from tracker.storage.errors import PassphraseError

    if from_stdin:
        attempt(checked(read_line()))
        return
    _needs_a_person()
    for left in reversed(range(_TRIES)):
        try:
            attempt(checked(click.prompt(f"The passphrase of {what}", hide_input=True, err=True)))
            return
        except PassphraseError as error:
            if not left:
                raise
            talk(str(error))


def open_locked(home: Home, source: str | None) -> None:
    """Open a diary that is under a passphrase, for this run.

    Raises:
        PassphraseError: the right one was not given, or nobody is there to give it.
    """
    from tracker.storage import encryption
    from tracker.storage.errors import PassphraseError

    if encryption.is_open(home):
        return
    encryption.check_installed()
    if not source and _from_keyring(home):
        return
    if source:
        encryption.unlock(home, checked(read_line(source)))
    elif asking.can_ask():
        try_passphrase("your diary", partial(encryption.unlock, home), from_stdin=False)
    else:
        raise PassphraseError(
            "The diary is under a passphrase. Type the command in a terminal, or add --unlock - "
            "and give the passphrase on the first line of stdin."
        )
    from tracker.storage.encryption import unconverted_copies

    if unconverted_copies(home):
        talk("Not every copy is under the passphrase yet: `tracker lock` goes on with it.")


def _from_keyring(home: Home) -> bool:
    from tracker.cli import keychain
    from tracker.storage import encryption
    from tracker.storage.errors import PassphraseError

    if (key := keychain.kept(home)) is None:
        return False
    try:
        encryption.unlock(home, key)
    except PassphraseError:
        return False
    return True


def make_readable(file: Path, *, from_stdin: bool) -> None:
    """Ask for the passphrase of a file from elsewhere, if it has one that is not known yet."""
    from tracker.paths import looks_locked
    from tracker.storage import sharing

    what = plain_line(file.name)
    if sharing.is_shared(file):
        needs(SHARING, "pyrage")
        try_passphrase(what, partial(sharing.unlock_shared, file), from_stdin=from_stdin)
    elif looks_locked(file):
        from tracker.storage import encryption

        if not encryption.is_known(file):
            try_passphrase(what, partial(encryption.add_key, file), from_stdin=from_stdin)


def read_line(source: str = STDIN) -> str:
    """Return the next line of stdin, or the first of a file descriptor.

    No more than the line is read, so that a note or a name may follow.
    """
    try:
        line = _read_line(source)
    except OSError:
        wrong(f"Nothing can be read from the file descriptor {source}.")
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        wrong("The passphrase is not UTF-8 text.")


def _read_line(source: str) -> bytes:
    if source == STDIN:
        return sys.stdin.buffer.readline(_LONGEST_LINE)
    with open(int(source), "rb", buffering=0, closefd=False) as file:
        return file.readline(_LONGEST_LINE)


def checked(typed: str) -> str:
    """Return a passphrase as it is used: the same letters however a keyboard composes them."""
    passphrase = unicodedata.normalize("NFKC", typed)
    if not passphrase:
        wrong("The passphrase is empty.")
    if len(passphrase.encode()) > MOST_BYTES:
        wrong(f"The passphrase is too long; {MOST_BYTES} letters is the most.")
    return passphrase


def _needs_a_person() -> None:
    if not asking.can_ask():
        wrong("There is no terminal to ask for the passphrase; pipe it in instead.")
