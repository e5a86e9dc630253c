"""`lock` and `unlock`: the diary under a passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import asking
from tracker.cli.command import Command
from tracker.cli.passphrases import (
    ENCRYPTED,
    from_stdin_alone,
    needs,
    new_passphrase,
    try_passphrase,
)
from tracker.cli.session import Session, emit, pass_session, talk
from tracker.records.format import plain_line

if TYPE_CHECKING:
    from tracker.paths import Home

OUT_OF_REACH = (
    "Out of reach are exports, pages, copies kept elsewhere, and what a drive keeps of erased "
    "files. Nobody can recover a forgotten passphrase: write it down where it is safe."
)


@click.command(cls=Command, example="tracker lock")
@click.argument("source", metavar="[-]", required=False)
@click.option("--keyring", is_flag=True, help="Let this system's keyring open it, unasked.")
@pass_session
def lock(session: Session, source: str | None, keyring: bool) -> None:
    """Put the diary and its copies under a passphrase; it is asked for at every start.

    On a diary that has one it sets another. With - the new one is read from a line of stdin.
    """
    from tracker.storage import encryption

    from_stdin = from_stdin_alone(source)
    needs(ENCRYPTED, "sqlcipher3")
    if keyring:
        needs("keyring", "keyring")
    home = session.store.home  # makes or migrates the diary first, and says if it is damaged
    keys = encryption.current_keys()
    _ask_for_others(session)
    if keys and keys.own and (encryption.unconverted_copies(home) or keys.others):
        key, done = keys.own, "The copies are under the passphrase now, too."
    else:
        talk(OUT_OF_REACH)
        key = encryption.new_key(new_passphrase(from_stdin=from_stdin))
        done = f"The diary at {plain_line(str(home.diary))} is under the passphrase now."
    unfit = encryption.convert(home, key)
    _keep(home, key, keyring)
    _tell(done, unfit, "still open to read")


def _keep(home: Home, key: str, keyring: bool) -> None:
    from tracker.cli import keychain

    if not keyring:
        keychain.forget(home)
    elif not keychain.keep(home, key):
        talk("The keyring of this system took nothing; the passphrase is asked for.")


@click.command(cls=Command, example="tracker unlock")
@pass_session
def unlock(session: Session) -> None:
    """Take the passphrase off the diary and its copies."""
    from tracker.cli import keychain
    from tracker.storage import encryption

    home = session.store.home
    _ask_for_others(session)
    if encryption.current_keys() is None:
        _tell("The diary has no passphrase.", encryption.unconverted_copies(home), "still locked")
        return
    unfit = encryption.convert(home, None)
    keychain.forget(home)
    _tell("The diary has no passphrase now.", unfit, "still locked")


def _ask_for_others(session: Session) -> None:
    """Ask for the passphrase that copies had before, where changing it was interrupted."""
    from tracker.storage import encryption
    from tracker.storage.errors import PassphraseError

    try:
        while asking.can_ask() and (copies := encryption.copies_under_another_key(session.home)):
            talk(f"{len(copies)} of the copies have another passphrase than the diary.")
            learn = partial(encryption.add_key, copies[-1])
            try_passphrase(plain_line(copies[-1].name), learn, from_stdin=False)
    except PassphraseError as error:
        talk(str(error))


def _tell(done: str, unfit: Sequence[Path], what: str) -> None:
    emit(done)
    for path in unfit:
        talk(f"As it was, {what}: {plain_line(str(path))}. Delete it once you need it no more.")
    if unfit:
        raise click.exceptions.Exit(1)
