"""`lock` and `unlock`: the diary under a passphrase."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from tracker.cli import INTERRUPTED, passphrases, prompts
from tracker.cli.command import Command
from tracker.cli.context import CliContext, pass_context, print_err
from tracker.cli.extras import require_extra
from tracker.paths import looks_locked
from tracker.records.format import count, plain_line
from tracker.storage import encryption
from tracker.storage.errors import PassphraseError
from tracker.storage.files import unreached_databases

OUT_OF_REACH = (
    "It does not reach exports, pages, copies kept elsewhere, and what a drive keeps of erased "
    "files. Nobody can recover a forgotten passphrase: write it down where it is safe."
)

_DELETE = "Delete it once you no longer need it."


@click.command(cls=Command, example="tracker lock")
@click.argument("source", metavar="[-]", required=False)
@click.option("--keyring", is_flag=True, help="Let this system's keyring open it without asking.")
@pass_context
def lock(context: CliContext, source: str | None, keyring: bool) -> None:
    """Put the diary and its copies under a passphrase; it is asked for at every start.

    If the diary has one already, this sets a new one. - reads the new one from a line of stdin.
    """
    from_stdin = passphrases.from_stdin_alone(source)
    require_extra("encrypted")
    if keyring:
        require_extra("keyring")
    home = context.store.home  # makes or migrates the diary first, and says if it is damaged
    _ask_for_others(context)
    keys = encryption.current_keys()
    own = keys.own if keys else None
    if keys and own and (encryption.unconverted_copies(home) or keys.others):
        key, done = own, "The copies are under the passphrase now, too."
    else:
        verb = "get a new passphrase" if own else "are put under a passphrase"
        print_err(f"The diary and its copies {verb}; tracker asks for it at every start.")
        print_err(OUT_OF_REACH)
        try:
            passphrase = passphrases.new_passphrase(from_stdin=from_stdin)
        except (click.Abort, KeyboardInterrupt):
            kept = "The diary keeps its passphrase." if own else "The diary is not locked."
            print_err(f"Stopped. {kept}")
            raise click.exceptions.Exit(INTERRUPTED) from None
        key = encryption.new_key(passphrase)
        done = f"The diary at {home.diary} is under the passphrase now."
    left = encryption.convert(home, key)
    if not keyring:
        passphrases.remove_from_keyring(home)
    elif not passphrases.store_in_keyring(home, key):
        print_err(
            "The system keyring did not store the key; tracker will keep asking for the passphrase."
        )
    _report(context, done, left, locked=True)


@click.command(cls=Command, example="tracker unlock")
@pass_context
def unlock(context: CliContext) -> None:
    """Remove the passphrase from the diary and its copies."""
    home = context.store.home
    _ask_for_others(context)
    if encryption.current_keys() is None:
        done, left = "The diary has no passphrase.", encryption.unconverted_copies(home)
    else:
        left = encryption.convert(home, None)
        passphrases.remove_from_keyring(home)
        done = "The diary has no passphrase now."
    _report(context, done, left, locked=False)


def _ask_for_others(context: CliContext) -> None:
    """Ask for the former passphrase of copies, if a change of it was interrupted.

    Whoever does not know it can leave those copies out, or stop here.
    """
    try:
        while prompts.can_ask() and (copies := encryption.copies_under_another_key(context.home)):
            print_err(f"Under another passphrase: {count(len(copies), 'copy', 'copies')}.")
            add_key = partial(encryption.add_key, copies[-1])
            passphrases.try_passphrase(plain_line(copies[-1].name), add_key, from_stdin=False)
    except PassphraseError as error:
        print_err(str(error))
        left_out = count(len(copies), "copy", "copies")
        prompts.ask_to_go_on(f"Go on and leave {left_out} under another passphrase?")


def _report(context: CliContext, done: str, left: Sequence[Path], *, locked: bool) -> None:
    context.changed_files = True
    context.answer({"locked": locked, "not_converted": list(map(str, left))}, done)
    for path in left:
        if not looks_locked(path):
            state = "still open to read"
        else:
            state = "still under another passphrase" if locked else "still locked"
        print_err(f"Not changed, {state}: {path}. {_DELETE}")
    if locked:
        for path in unreached_databases(context.home):
            if not looks_locked(path):
                print_err(f"Not reached, still open to read: {path}. {_DELETE}")
    if left:
        raise click.exceptions.Exit(1)
