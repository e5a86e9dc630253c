"""`help`: short texts on how things work, and any command's own help."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from functools import cache
from importlib.resources import files

import click
from click.shell_completion import CompletionItem

from tracker.cli.command import Command
from tracker.cli.context import print_out, terminal_width, usage_error
from tracker.cli.refusals import did_you_mean
from tracker.cli.root import OTHER_WORDS

WIDEST = 100
"""Columns of a text on the widest terminal; longer lines are hard to follow."""

NOT_INSTALLED = "Not installed? Put `uv run` before each command: `uv run tracker log 7`."

OTHER_TOPICS = {
    word: topic
    for topic, words in {
        "move": "computer laptop sync merge backup restore",
        "privacy": "password passphrase encryption notes data folder file where private network",
        "reminders": "cron",
        "export": "calendar json fhir",
        "import": "csv",
        "browser": "web phone",
        "crisis": "emergency suicide",
        "page": "report clinic",
        "shell": "pipe",
        "days": "date time",
        "infusions": "dose",
    }.items()
    for word in words.split()
}


def _offer(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    root = ctx.find_root().command
    commands = root.list_commands(ctx) if isinstance(root, click.Group) else []
    names = dict.fromkeys((*topics(), *commands))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command("help", cls=Command, example="tracker help days", needs_diary=False, json=False)
@click.argument("words", metavar="[TOPIC|COMMAND]", nargs=-1, shell_complete=_offer)
@click.pass_context
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """How things work, topic by topic; with a command's name, how that command is used."""
    root = ctx.find_root()
    if not words:
        how = "`tracker help TOPIC` shows one; `tracker --help` the commands."
        print_out("\n".join([_list_topics(), how, *_not_installed()]))
        return
    name = " ".join(words).casefold()
    texts = [_topic(name)] if name in topics() else []
    if usage := _usage(root, words):
        texts.append(usage)
    elif name in OTHER_TOPICS and not texts:
        texts.append(_topic(OTHER_TOPICS[name]))
    if not texts:
        commands = root.command.list_commands(root) if isinstance(root.command, click.Group) else []
        others = {**OTHER_WORDS, **OTHER_TOPICS}
        question = did_you_mean("tracker help", name, [*topics(), *commands], others)
        usage_error(f"There is no topic or command '{name}'.{question} {_list_topics()}")
    if name in OTHER_TOPICS and name not in topics() and usage:
        texts.append(f"`tracker help {OTHER_TOPICS[name]}` tells more.")
    print_out("\n\n".join(texts))


@cache
def topics() -> dict[str, str]:
    """Return the text of each topic by its name."""
    found = {
        path.name.removesuffix(".txt"): path.read_text(encoding="utf-8")
        for path in (files("tracker.cli") / "topics").iterdir()
        if path.name.endswith(".txt")
    }
    return dict(sorted(found.items()))


def _topic(name: str) -> str:
    """Return a topic; where tracker is not installed, with how its commands are typed then."""
    first, *rest = topics()[name].strip("\n").split("\n\n")
    width = min(terminal_width(sys.stdout) - 1, WIDEST)
    return wrapped("\n\n".join([first, *_not_installed(), *rest]), width)


def _not_installed() -> list[str]:
    """Return how commands are typed, unless a shell finds them: `uv run` sets this variable."""
    found = "UV_RUN_RECURSION_DEPTH" not in os.environ and shutil.which("tracker")
    return [] if found else [NOT_INSTALLED]


def wrapped(text: str, width: int) -> str:
    """Return a text with its paragraphs rewrapped; indented lines stay as they are."""
    return "\n\n".join(
        part
        if part.startswith("  ")
        else textwrap.fill(part, width, break_long_words=False, break_on_hyphens=False)
        for part in text.strip("\n").split("\n\n")
    )


def _list_topics() -> str:
    return f"Topics: {', '.join(topics())}."


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
