"""The root command, the table of all others, and what they share."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tracker import __version__
from tracker.cli import FAILED, clock
from tracker.cli.context import CliContext, pass_context, usage_error
from tracker.cli.refusals import (
    ARGUMENTS,
    did_you_mean,
    quote_hint_for_number,
    refuse_empty_options,
    unexpected_words,
)
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Entry(NamedTuple):
    """A command: its section, its place as module:attribute, and its line in the list."""

    section: str
    place: str
    help: str


COMMANDS = {
    "log": Entry("Record", "log:log", "Record a score for today, or for a day before."),
    "infusion": Entry("Record", "infusion:infusion", "Infusions: add, plan, mark as given, list."),
    "event": Entry("Record", "event:event", "Medicines, therapy, life, questions for the visit."),
    "scales": Entry("Record", "scales:scales", "Questionnaires: fill in, or record a total."),
    "edit": Entry("Record", "check_ins:edit", "Change an entry."),
    "remove": Entry("Record", "check_ins:remove", "Remove an entry; undo brings it back."),
    "undo": Entry("Record", "undo:undo", "Undo the last change."),
    "list": Entry("Look", "check_ins:list_", "List entries, newest last."),
    "summary": Entry("Look", "report:summary", "The numbers of the page, in words."),
    "remind": Entry("Look", "remind:remind", "What is open today, for you or for cron."),
    "report": Entry("Share", "report:report", "Make the page for the visit."),
    "export": Entry("Share", "export:export", "Write the diary as JSON, CSV, FHIR or a calendar."),
    "import": Entry("Share", "import_:import_", "Read a table, another app's export or a diary."),
    "merge": Entry("Share", "merge:merge", "Merge the diary of another computer into this one."),
    "backup": Entry("Keep safe", "backup:backup", "Copy the diary to a file."),
    "backups": Entry("Keep safe", "backup:backups", "List the automatic copies."),
    "restore": Entry("Keep safe", "backup:restore", "Bring an earlier copy back."),
    "doctor": Entry("Keep safe", "doctor:doctor", "Check the diary, and say what would help."),
    "lock": Entry("Keep safe", "lock:lock", "Put the diary under a passphrase, or a new one."),
    "unlock": Entry("Keep safe", "lock:unlock", "Remove the passphrase."),
    "purge": Entry("Keep safe", "purge:purge", "Delete an entry permanently, from copies too."),
    "measures": Entry("Set up", "measures:measures", "What is rated each day."),
    "settings": Entry("Set up", "settings:settings", "Show or change settings."),
    "contacts": Entry("Set up", "contacts:contacts", "Crisis lines, your clinic, your person."),
    "completion": Entry("Set up", "completion:completion", "Tab completion for your shell."),
    "demo": Entry("Set up", "demo:demo", "Try tracker with an invented diary."),
    "help": Entry("Set up", "help:help_", "How things work, by topic."),
}

_NAMES = tuple(COMMANDS)

OTHER_WORDS = {
    "add": "log",
    "record": "log",
    "rate": "log",
    "mood": "log",
    "delete": "remove",
    "rm": "remove",
    "show": "list",
    "ls": "list",
    "history": "list",
    "today": "list",
    "print": "report",
    "page": "report",
    "pdf": "report",
    "medication": "event",
    "medicine": "event",
    "question": "event",
    "questionnaire": "scales",
    "phq-9": "scales",
    "crisis": "contacts",
    "config": "settings",
    "encrypt": "lock",
    "password": "lock",
    "decrypt": "unlock",
    "topics": "help",
}
"""Other words that people type for a command."""


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
        self.params += [_json_option()] if json else []
        self.params += [_home_option(), _unlock_option()]

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
            raise click.UsageError(unexpected_words(rest, ctx), ctx)
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

    command_class = Command

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


class RootGroup(Group):
    """The commands of the table above, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].place.split(":")
        found: click.Command = getattr(importlib.import_module(f"tracker.cli.{module}"), attribute)
        found.short_help = COMMANDS[cmd_name].help
        return found

    def other_words(self) -> dict[str, str]:
        """Return other words for commands and for help topics."""
        from tracker.cli.help import OTHER_TOPICS, topics

        words = OTHER_TOPICS | {topic: topic for topic in topics() if not topic.startswith(_NAMES)}
        return {word: f"help {topic}" for word, topic in words.items()} | OTHER_WORDS

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands without importing them."""
        from click.shell_completion import CompletionItem

        items = [CompletionItem(name, help=entry.help) for name, entry in COMMANDS.items()]
        return [
            *(item for item in items if item.value.startswith(incomplete)),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, section by section, without importing them."""
        for section in dict.fromkeys(entry.section for entry in COMMANDS.values()):
            with formatter.section(section):
                rows = [
                    (f"{name:<10}", entry.help)
                    for name, entry in COMMANDS.items()
                    if entry.section == section
                ]
                formatter.write_dl(rows, col_max=12)


class _Folder(click.Path):
    """A folder, for Tab completion; it is not checked here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return it as it was typed."""
        return value


FOLDER = _Folder(file_okay=False)


def _json_option() -> click.Option:
    def choose(ctx: click.Context, _: click.Parameter, chosen: bool) -> None:
        context = ctx.ensure_object(CliContext)
        context.as_json = chosen or context.as_json

    return click.Option(
        ["--json"], is_flag=True, expose_value=False, callback=choose, help="Print JSON instead."
    )


def _home_option() -> click.Option:
    def choose(ctx: click.Context, _: click.Parameter, folder: str | None) -> None:
        context = ctx.ensure_object(CliContext)
        context.chosen_home = folder or context.chosen_home

    return click.Option(
        ["--home"],
        metavar="DIR",
        expose_value=False,
        type=FOLDER,
        callback=choose,
        help="Keep the diary in this folder instead.",
    )


def _unlock_option() -> click.Option:
    def choose(ctx: click.Context, _: click.Parameter, source: str | None) -> None:
        if source is None:
            return
        if source != "-" and not source.isdecimal():
            usage_error("Shells keep what is typed here: type --unlock - and use stdin.")
        ctx.ensure_object(CliContext).unlock_from = source

    return click.Option(
        ["--unlock"],
        metavar="-|FD",
        expose_value=False,
        callback=choose,
        help="Read the passphrase from a line of stdin or of a file descriptor.",
    )


@click.group(
    cls=RootGroup,
    example="tracker log 7",
    invoke_without_command=True,
    json=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="tracker %(version)s")
@pass_context
@click.pass_context
def tracker(ctx: click.Context, context: CliContext) -> int | None:
    """A private diary for the weeks after infusions: one score a day, one page for the visit.

    Without a command it opens the app. Everything the app does has a command too.
    """
    if ctx.invoked_subcommand:
        return None
    plain = os.environ.get("TERM", "") in ("", "dumb") and sys.platform != "win32"
    in_browser = "TEXTUAL_DRIVER" in os.environ  # set by textual-serve, which gives no terminal
    if in_browser or (sys.stdin.isatty() and sys.stdout.isatty() and not plain):
        from tracker.app import run

        return run(context.store, clock=clock.local_now)
    from tracker.cli.today import print_today

    print_today(context)
    return None
