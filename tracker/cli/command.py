"""The shape all commands share: an example first in the help, `--home`, a session."""

from __future__ import annotations

import importlib
from typing import Any

import click

from tracker.cli.session import Session, talk


class Command(click.Command):
    """A command whose help opens with an example and which takes `--home` anywhere."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        self.params.append(_home_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, then say what went wrong beside what was kept."""
        result = super().invoke(ctx)
        talk(ctx.ensure_object(Session).notice)
        return result

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example, then click's own help."""
        formatter.write(f"Example:  {self.example}\n\n")
        super().format_help(ctx, formatter)


class Group(click.Group):
    """A group of commands, itself with an example first; a bare call may do something."""

    command_class = Command

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        self.params.append(_home_option())

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example, then click's own help."""
        formatter.write(f"Example:  {self.example}\n\n")
        super().format_help(ctx, formatter)


class LazyGroup(Group):
    """A group whose commands are imported when they are called."""

    def __init__(self, *args: Any, places: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order a person meets them."""
        return list(self._places)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in self._places:
            return None
        module, attribute = self._places[name][0].split(":")
        found = getattr(importlib.import_module(f"tracker.cli.{module}"), attribute)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in self._places.items()])


def _home_option() -> click.Option:
    return click.Option(
        ["--home"],
        metavar="DIR",
        expose_value=False,
        callback=_choose_home,
        help="Keep everything under this folder instead.",
    )


def _choose_home(ctx: click.Context, _: click.Parameter, folder: str | None) -> None:
    session = ctx.ensure_object(Session)
    if folder:
        session.chosen_home = folder
