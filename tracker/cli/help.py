"""`help`: short texts on how things work, and any command's own help."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import click
from click.shell_completion import CompletionItem

from tracker.cli.command import Command
from tracker.cli.session import emit, wrong

WIDEST = 100
"""Columns of a text on the widest terminal; longer lines are hard to follow."""


def _offered(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    root = ctx.find_root().command
    commands = root.list_commands(ctx) if isinstance(root, click.Group) else []
    named = (*_topics(), *commands)
    return [CompletionItem(name) for name in dict.fromkeys(named) if name.startswith(incomplete)]


@click.command("help", cls=Command, example="tracker help days", diary=False)
@click.argument("words", metavar="[TOPIC|COMMAND]", nargs=-1, shell_complete=_offered)
@click.pass_context
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """How things work: days, infusions, page, privacy, reminders, import, keys, shell.

    With a command's name, how that command is used.
    """
    if not words:
        emit(
            f"{_listed()}\n`tracker --help` lists the commands; `tracker help TOPIC` shows a topic."
        )
        return
    name = " ".join(words).casefold()
    topic = wrapped(_topics()[name].read_text("utf-8"), _width()) if name in _topics() else None
    usage = _usage(ctx.find_root(), words)
    if not (topic or usage):
        wrong(f"There is no such topic or command. {_listed()}")
    emit("\n\n".join(filter(None, (topic, usage))))


def wrapped(text: str, width: int) -> str:
    """Return a text with its paragraphs broken anew; lines that are indented stay as they are."""
    return "\n\n".join(_paragraph(part, width) for part in text.strip("\n").split("\n\n"))


def _paragraph(part: str, width: int) -> str:
    import textwrap

    if part.startswith("  "):
        return part
    return textwrap.fill(part, width, break_long_words=False, break_on_hyphens=False)


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size().columns - 1, WIDEST)


def _listed() -> str:
    return f"Topics: {', '.join(_topics())}."


@cache
def _topics() -> dict[str, Traversable]:
    texts = (files("tracker.cli") / "topics").iterdir()
    found = {text.name.removesuffix(".txt"): text for text in texts if text.name.endswith(".txt")}
    return dict(sorted(found.items()))


def _usage(root: click.Context, words: tuple[str, ...]) -> str | None:
    """Return the help of a command, or of a command in a group."""
    context = root
    for word in words:
        if not isinstance(context.command, click.Group):
            return None
        if (found := context.command.get_command(context, word)) is None:
            return None
        context = click.Context(found, info_name=word, parent=context)
    return context.get_help()
