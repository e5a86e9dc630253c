"""Passphrases: typed unseen, from stdin, or a key in the system's keyring.

Never from the command line or the environment, where shells and other programs could read them.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from tracker.cli import prompts
from tracker.cli.context import print_err, usage_error
from tracker.cli.extras import require_extra
from tracker.paths import Home, create_private, looks_locked, looks_shared
from tracker.records.format import plain_line
from tracker.records.validation import ValidationError, clean_passphrase
from tracker.storage import encryption, sharing
from tracker.storage.errors import PassphraseError

F = TypeVar("F", bound=Callable[..., Any])

AskPassphrase = Callable[[], str]
STDIN: Final = "-"

_TRIES = 3
_LONGEST_LINE = 10_000
_KEYRING_SERVICE: Final = "infusion-tracker"


def encrypt_options(command: F) -> F:
    """Add `--encrypt` and `--passphrase -`; the command gets `passphrase`, which asks, or None."""

    @click.option("--encrypt", is_flag=True, help="Put it under a passphrase; it asks for one.")
    @click.option("--passphrase", metavar="-", help="The same, but read it from a line of stdin.")
    @functools.wraps(command)
    def run(*args: Any, encrypt: bool, passphrase: str | None, **kwargs: Any) -> Any:
        from_stdin = from_stdin_alone(passphrase)
        asks = partial(new_passphrase, from_stdin=from_stdin)
        return command(*args, passphrase=asks if encrypt or from_stdin else None, **kwargs)

    return cast(F, run)


passphrase_option = click.option(
    "--passphrase",
    "from_stdin",
    metavar="-",
    callback=lambda _, __, typed: from_stdin_alone(typed),
    help="Read the file's passphrase, if it has one, from a line of stdin.",
)


def from_stdin_alone(typed: str | None) -> bool:
    """Whether stdin was asked for; a passphrase on the command line is refused with 2."""
    if typed not in (None, STDIN):
        usage_error("Shells keep what is typed here: type - instead, and the passphrase on stdin.")
    return typed == STDIN


def new_passphrase(*, from_stdin: bool) -> str:
    """Return a passphrase that is chosen now, typed twice at a keyboard; nobody can recover it."""
    if from_stdin:
        return clean_passphrase(read_line())
    _require_person()
    ask = partial(prompts.ask_secret, "A passphrase (it is not shown)", "The same again")
    return prompts.ask_until_valid(lambda: clean_passphrase(ask()))


def try_passphrase(what: str, attempt: Callable[[str], object], *, from_stdin: bool) -> None:
    """Ask for the passphrase of something until it opens, three times at a keyboard.

    Raises:
        PassphraseError: it was not the right one.
    """
    if from_stdin:
        attempt(clean_passphrase(read_line()))
        return
    _require_person()
    for left in reversed(range(_TRIES)):
        try:
            attempt(clean_passphrase(prompts.ask_secret(f"The passphrase of {what}")))
            return
        except (PassphraseError, ValidationError) as error:
            if not left:
                raise
            print_err(str(error))


def open_locked(home: Home, source: str | None) -> None:
    """Open a diary that is under a passphrase, for this run.

    Args:
        home: whose diary.
        source: `-` for stdin, a file descriptor's number, or None to ask the keyring or a person.

    Raises:
        PassphraseError: the right one was not given, or nobody is there to give it.
    """
    if encryption.is_open(home):
        return
    encryption.check_installed()
    if not source and open_from_keyring(home):
        return
    if source:
        encryption.unlock(home, clean_passphrase(read_line(source)))
    elif prompts.can_ask():
        try_passphrase("your diary", partial(encryption.unlock, home), from_stdin=False)
    else:
        raise PassphraseError(
            "The diary is under a passphrase. Type the command in a terminal, or add --unlock - "
            "and give the passphrase on the first line of stdin."
        )
    if encryption.unconverted_copies(home):
        print_err("Some copies are not encrypted yet. Run `tracker lock` again to finish.")


def make_readable(file: Path, *, from_stdin: bool) -> None:
    """Ask for the passphrase of another diary file, if it is encrypted and not yet unlocked."""
    if looks_shared(file):
        require_extra("sharing")
        unlock: Callable[[str], object] = partial(sharing.unlock_shared, file)
    elif looks_locked(file):
        if encryption.is_known(file):
            return
        encryption.check_installed()
        unlock = partial(encryption.add_key, file)
    else:
        return
    try_passphrase(plain_line(file.name), unlock, from_stdin=from_stdin)


def name_lost_passphrase(file: Path, home: Home) -> bool:
    """Warn that entries of an encrypted file are readable here without a passphrase."""
    if home.locked or not (looks_locked(file) or looks_shared(file)):
        return False
    print_err(
        f"{plain_line(file.name)} is under a passphrase and the diary here is not: what comes from "
        "it can then be read without one. `tracker lock` puts the diary under a passphrase."
    )
    return True


def read_line(source: str = STDIN) -> str:
    """Return the next line of stdin, or the first of a file descriptor.

    No more than the line is read, so that a note or a name may follow.
    """
    try:
        if source == STDIN:
            line = sys.stdin.buffer.readline(_LONGEST_LINE)
        else:
            with open(int(source), "rb", buffering=0, closefd=False) as file:
                line = file.readline(_LONGEST_LINE)
        return line.decode("utf-8").rstrip("\r\n")
    except (OSError, OverflowError):
        usage_error(f"Nothing can be read from the file descriptor {source}.")
    except UnicodeDecodeError:
        usage_error("The passphrase is not UTF-8 text.")


def _require_person() -> None:
    if not prompts.can_ask():
        usage_error("There is no terminal to ask for the passphrase; pipe it in instead.")


def open_from_keyring(home: Home) -> bool:
    """Open a diary with the key in the system's keyring; return False on any error."""
    if not _keyring_mark(home).exists():
        return False
    try:
        key: str | None = _keyring().get_password(_KEYRING_SERVICE, str(home.folder))
    except Exception:  # noqa: BLE001  # each system's keyring has errors of its own
        return False
    if not key:
        return False
    try:
        encryption.unlock(home, key)
    except PassphraseError:
        return False
    return True


def store_in_keyring(home: Home, key: str) -> bool:
    """Store the diary's key, not its passphrase, in the keyring; return whether that worked."""
    try:
        _keyring().set_password(_KEYRING_SERVICE, str(home.folder), key)
    except Exception:  # noqa: BLE001  # as above
        return False
    create_private(_keyring_mark(home))
    return True


def remove_from_keyring(home: Home) -> None:
    """Delete the key of a diary from the keyring."""
    if not _keyring_mark(home).exists():
        return
    _keyring_mark(home).unlink()
    with contextlib.suppress(Exception):  # a key that stays there opens nothing any more
        _keyring().delete_password(_KEYRING_SERVICE, str(home.folder))


def _keyring_mark(home: Home) -> Path:
    """The file that says a keyring is used: importing the library is slow."""
    return home.folder / "keyring"


def _keyring() -> Any:
    return importlib.import_module("keyring")
