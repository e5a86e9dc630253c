"""Asking a person at a terminal: yes or no, a word, a secret."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from tracker.cli import FAILED
from tracker.cli.context import fit, print_err, usage_error
from tracker.records.validation import ValidationError

T = TypeVar("T")


def can_ask() -> bool:
    """Whether there is a terminal in which a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def can_draw() -> bool:
    """Whether the terminal can do more than print lines of text."""
    return can_ask() and os.environ.get("TERM", "") not in ("", "dumb")


def ask(prompt: str, default: str | None = "") -> str:
    """Return what a person types, stripped; Enter alone returns the default."""
    typed = click.prompt(fit(prompt, sys.stderr), default=default, show_default=False, err=True)
    return str(typed).strip()


def ask_until_valid(ask_and_read: Callable[[], T]) -> T:
    """Return what is read, asked for again as long as it is refused with a ValidationError."""
    while True:
        try:
            return ask_and_read()
        except ValidationError as error:
            print_err(str(error))


def ask_secret(prompt: str, again: str | None = None) -> str:
    """Return what a person types without echo; with `again` it is typed twice.

    Raises:
        ValidationError: the terminal does not send UTF-8.
    """
    shown, twice = fit(prompt, sys.stderr), again or False
    try:
        return str(click.prompt(shown, hide_input=True, confirmation_prompt=twice, err=True))
    except UnicodeDecodeError:
        raise ValidationError("passphrase", "The passphrase is not UTF-8 text.") from None


def ask_yes(question: str, default: bool) -> bool:
    """Return whether a person says yes."""
    return click.confirm(fit(question, sys.stderr), default=default, err=True)


def confirm(question: str, yes: bool) -> None:
    """Ask before what cannot be undone: status 1 on a no, 2 with nobody to ask and no --yes."""
    if yes:
        return
    if not can_ask():
        usage_error("Nothing was changed. Add --yes to go on without being asked.")
    ask_to_go_on(question)


def ask_to_go_on(question: str, default: bool = False) -> None:
    """Ask before a change; exit with status 1 on a no, which is no interruption."""
    if not ask_yes(question, default):
        print_err("Nothing was changed.")
        raise click.exceptions.Exit(FAILED)
