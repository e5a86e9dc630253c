"""The shape all commands share: an example first in the help, `--home`, a session."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.session import Session, talk

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Command(click.Command):
    """A command whose help opens with an example and which takes `--home` anywhere."""

    def __init__(self, *args: Any, example: str, diary: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        self.diary = diary
        """Whether it is about the diary, whose passphrase then comes before all else."""
        self.params += [_home_option(), *([_unlock_option()] if diary else [])]

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, then say what went wrong beside what was kept."""
        session = ctx.ensure_object(Session)
        _clear_leftovers(session)
        if self.diary:
            session.unlock()
        result = super().invoke(ctx)
        session.keep_todays_copy()
        talk(session.notice)
        return result

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example, then click's own help."""
        formatter.write(f"Example:  {self.example}\n\n")
        super().format_help(ctx, formatter)


def _clear_leftovers(session: Session) -> None:
    from tracker.storage.files import clear_leftovers

    for path in clear_leftovers(session.home, session.now):
        talk(f"Removed {path.name}, which a program that was stopped had left half made.")


class Group(click.Group):
    """A group of commands, itself with an example first; a bare call may do something."""

    command_class = Command

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        self.params += [_home_option(), _unlock_option()]

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
        place, says = self._places[name]
        module, attribute = place.split(":")
        found = getattr(importlib.import_module(f"tracker.cli.{module}"), attribute)
        if not isinstance(found, click.Command):
            return None
        found.short_help = says  # whole, where click would cut the help to 45 characters
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands without importing them."""
        from click.shell_completion import CompletionItem

        named = ((name, says) for name, (_, says) in self._places.items())
        found = [CompletionItem(name, help=says) for name, says in named]
        return [
            *(item for item in found if item.value.startswith(incomplete)),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

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


def _unlock_option() -> click.Option:
    return click.Option(
        ["--unlock"],
        metavar="-|FD",
        expose_value=False,
        callback=_choose_unlock,
        help="Read the diary's passphrase from a line of stdin, or of a file descriptor.",
    )


def _choose_unlock(ctx: click.Context, _: click.Parameter, source: str | None) -> None:
    if source is None:
        return
    if source != "-" and not source.isdecimal():
        raise click.UsageError("Shells keep what is typed here: type --unlock - and use stdin.")
    ctx.ensure_object(Session).unlock_from = source
