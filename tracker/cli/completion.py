"""`completion`: what lets a shell complete tracker's commands with the Tab key."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from tracker.cli.command import Command
from tracker.cli.session import emit

VARIABLE = "_TRACKER_COMPLETE"
"""Through which click's script asks tracker what to offer."""


@click.command(
    cls=Command,
    example="tracker completion bash > ~/.local/share/bash-completion/completions/tracker",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script for a shell's Tab key: commands, options, measures, ids, questionnaires.

    \b
    bash  ~/.local/share/bash-completion/completions/tracker
    fish  ~/.config/fish/completions/tracker.fish
    zsh   a file _tracker in a folder of $fpath, as ~/.zfunc/_tracker

    In zsh, ~/.zshrc needs `fpath+=~/.zfunc` before `compinit`. Open a new shell afterwards.
    """
    if kind := get_completion_class(shell):
        emit(kind(ctx.find_root().command, {}, "tracker", VARIABLE).source())
