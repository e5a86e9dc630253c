"""The root command, and the table of all others."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker import __version__
from tracker.cli import clock
from tracker.cli.command import Group
from tracker.cli.context import CliContext, pass_context

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Row(NamedTuple):
    """A command: its section, its place as module:attribute, and its line in the list."""

    section: str
    place: str
    help: str


COMMANDS = {
    "log": Row("Record", "log:log", "Record a score for today, or for a day before."),
    "infusion": Row("Record", "infusion:infusion", "Infusions: add, plan, mark as given, list."),
    "event": Row("Record", "event:event", "Medicines, therapy, life, questions for the visit."),
    "scales": Row("Record", "scales:scales", "Questionnaires: fill in, or record a total."),
    "edit": Row("Record", "check_ins:edit", "Change an entry."),
    "remove": Row("Record", "check_ins:remove", "Remove an entry; undo brings it back."),
    "undo": Row("Record", "records:undo", "Undo the last change."),
    "list": Row("Look", "check_ins:list_", "List entries, newest last."),
    "summary": Row("Look", "report:summary", "The numbers of the page, in words."),
    "remind": Row("Look", "remind:remind", "What is open today, for you or for cron."),
    "report": Row("Share", "report:report", "Make the page for the visit."),
    "export": Row("Share", "export:export", "Write the diary as JSON, CSV, FHIR or a calendar."),
    "import": Row("Share", "import_:import_", "Read a table, another app's export or a diary."),
    "merge": Row("Share", "merge:merge", "Merge the diary of another computer into this one."),
    "backup": Row("Keep safe", "backup:backup", "Copy the diary to a file."),
    "backups": Row("Keep safe", "backup:backups", "List the automatic copies."),
    "restore": Row("Keep safe", "backup:restore", "Bring an earlier copy back."),
    "doctor": Row("Keep safe", "doctor:doctor", "Check the diary, and say what would help."),
    "lock": Row("Keep safe", "lock:lock", "Put the diary under a passphrase, or a new one."),
    "unlock": Row("Keep safe", "lock:unlock", "Remove the passphrase."),
    "purge": Row("Keep safe", "purge:purge", "Delete an entry permanently, from copies too."),
    "measures": Row("Set up", "measures:measures", "What is rated each day."),
    "settings": Row("Set up", "settings:settings", "Show or change settings."),
    "contacts": Row("Set up", "contacts:contacts", "Crisis lines, your clinic, your person."),
    "completion": Row("Set up", "completion:completion", "Tab completion for your shell."),
    "demo": Row("Set up", "demo:demo", "Try tracker with an invented diary."),
    "help": Row("Set up", "help:help_", "How things work, by topic."),
}

OTHER_WORDS = {
    word: command
    for command, words in {
        "log": "add record rate mood note sleep anxiety",
        "remove": "delete rm",
        "list": "show ls history today",
        "report": "print page pdf chart",
        "summary": "stats",
        "infusion": "plan given",
        "event": "medication medicine question",
        "scales": "questionnaire phq-9",
        "contacts": "crisis",
        "settings": "config theme colours colors",
        "lock": "encrypt password",
        "unlock": "decrypt",
        "help": "topics",
    }.items()
    for word in words.split()
}
"""Other words that people type for a command."""


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

        own = {topic: topic for topic in topics() if not topic.startswith(tuple(COMMANDS))}
        words = OTHER_TOPICS | own
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
    from tracker.cli.check_ins import print_today

    print_today(context)
    return None
