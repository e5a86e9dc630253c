"""What all commands share: `--json`, `--home`, `--unlock`, an example, help and error messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from tracker.cli import FAILED
from tracker.cli.context import CliContext, usage_error
from tracker.cli.refusals import (
    ARGUMENTS,
    did_you_mean,
    quote_hint_for_number,
    refuse_empty_options,
    unexpected_words,
)
from tracker.records.validation import ValidationError

_HELD_HYPHEN = "\N{NON-BREAKING HYPHEN}"


class _Formatter(click.HelpFormatter):
    """click's formatter, kept from breaking --dry-run and check-in after a hyphen."""

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(text.replace("-", _HELD_HYPHEN))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, *args: Any) -> None:
        """Write options or commands with what they do."""
        held = [(name, text.replace("-", _HELD_HYPHEN)) for name, text in rows]
        super().write_dl(held, col_max, *args)


class _Shared(click.Command):
    """Shared by commands and groups: an example, `--json` and `--home` anywhere, errors."""

    def __init__(self, *args: Any, example: str, json: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        if json:
            say = "Print JSON instead."
            self.params.append(_option("--json", "as_json", is_flag=True, help=say))
        say = "Keep the diary in this folder instead."
        self.params.append(_option("--home", "chosen_home", metavar="DIR", type=FOLDER, help=say))
        say = "Read the passphrase from a line of stdin or of a file descriptor."
        source = _StreamToRead()
        self.params.append(
            _option("--unlock", "unlock_from", metavar="-|FD", type=source, help=say)
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, keep the words as they were typed, and give each error its command."""
        ctx.meta[ARGUMENTS] = typed = list(args)
        try:
            rest = super().parse_args(ctx, args)
            if not ctx.resilient_parsing:
                refuse_empty_options(typed[: len(typed) - len(rest)])  # rest is a subcommand's
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        return rest

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, no word of it broken at a hyphen."""
        formatter = _Formatter(width=ctx.terminal_width, max_width=ctx.max_content_width)
        self.format_help(ctx, formatter)
        return formatter.getvalue().replace(_HELD_HYPHEN, "-").rstrip("\n")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example, then click's own help."""
        formatter.write_text(f"Example:  {self.example}")
        formatter.write("\n")
        super().format_help(ctx, formatter)


class Command(_Shared):
    """A command; leftover words are an error that shows how to quote them."""

    def __init__(self, *args: Any, needs_diary: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_diary = needs_diary
        """Whether it needs the diary; its passphrase is then asked for first."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and say how words that belong together are quoted."""
        refuses_more = not ctx.allow_extra_args
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and refuses_more and not ctx.resilient_parsing:
            raise click.UsageError(unexpected_words(rest), ctx)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run it, then take the day's copy if one is due."""
        context = ctx.ensure_object(CliContext)
        context.start()
        if self.needs_diary:
            context.unlock()
        try:
            result = super().invoke(ctx)
        except ValidationError as error:
            if hint := quote_hint_for_number(str(error), ctx):
                raise click.UsageError(f"{error}{hint}", ctx) from None
            raise
        except BrokenPipeError:  # click would exit with 1, even after a change was saved
            raise click.exceptions.Exit(0 if context.changed else FAILED) from None
        context.finish()
        return result


class Group(_Shared, click.Group):
    """A group of commands; a bare call may do something."""

    def __init__(self, *args: Any, invoke_without_command: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("json", invoke_without_command)
        super().__init__(*args, invoke_without_command=invoke_without_command, **kwargs)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command, or raise an error with the closest name."""
        typed = args[0]
        if not typed.startswith("-") and self.get_command(ctx, typed) is None:
            names, others = self.list_commands(ctx), self.other_words()
            question = did_you_mean(ctx.command_path, typed, names, others)
            if ctx.parent and not question:
                question = f" Type, for example: {self.example}"
            raise click.UsageError(f"There is no command '{typed}'.{question}", ctx)
        return super().resolve_command(ctx, args)

    def other_words(self) -> dict[str, str]:
        """Return other words for the commands of this group."""
        return {"delete": "remove", "rm": "remove", "ls": "list", "new": "add"}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the whole first sentence of each."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(n, c.get_short_help_str(limit=200)) for n, c in commands if c])


class _Folder(click.Path):
    """A folder, for Tab completion; it is not checked here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return it as it was typed."""
        return value


FOLDER = _Folder(file_okay=False)


class _StreamToRead(click.ParamType[str]):
    name = "stream"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != "-" and not value.isdecimal():
            usage_error("Shells keep what is typed here: type --unlock - and use stdin.")
        return value


def _option(name: str, attribute: str, **more: Any) -> click.Option:
    """Return an option whose value is kept in the context: of two, that nearest to the command."""

    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(CliContext), attribute, value)

    return click.Option([name], expose_value=False, callback=keep, **more)
