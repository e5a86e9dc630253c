"""The root command and where each other one lives."""

from __future__ import annotations

import sys

import click

from tracker import __version__
from tracker.cli import clock
from tracker.cli.command import LazyGroup
from tracker.cli.session import Session, pass_session

_PLACES = {
    "log": ("check_ins:log", "Record a score."),
    "list": ("check_ins:list_", "What was recorded, newest last."),
    "edit": ("check_ins:edit", "Change a check-in."),
    "remove": ("check_ins:remove", "Take a check-in out of the diary."),
    "undo": ("check_ins:undo", "Take back the last change."),
    "infusion": ("infusions:infusion", "Infusions: add, plan, list, given."),
    "event": ("events:event", "Medicines, therapy, life, questions for the visit."),
    "measures": ("measures:measures", "What is rated each day."),
    "scales": ("scales:scales", "Questionnaires: fill in, record a total."),
    "settings": ("settings:settings", "What was chosen: the day's start, the colours, …"),
    "contacts": ("contacts:contacts", "Whom to call: crisis lines, your clinic, your person."),
    "summary": ("reports:summary", "The numbers of the page, in words or JSON."),
    "report": ("reports:report", "The page for the visit."),
    "export": ("export:export", "Write the diary out: JSON, CSV, FHIR, a calendar."),
    "import": ("transfer:import_", "Read a file into the diary: ours, a table, another app's."),
    "backup": ("backups:backup", "Copy the diary to a file."),
    "backups": ("backups:backups", "The copies made by themselves."),
    "restore": ("restore:restore", "Bring an earlier copy back, or save a damaged diary."),
    "doctor": ("doctor:doctor", "Whether the diary is sound, and what would help."),
    "lock": ("locking:lock", "Put the diary under a passphrase, or under another one."),
    "unlock": ("locking:unlock", "Take the passphrase off the diary."),
    "purge": ("purge:purge", "Take something out for good, from the copies too."),
    "remind": ("remind:remind", "What is open today, for a timer."),
    "completion": ("completion:completion", "The Tab key in bash, zsh and fish."),
    "help": ("help:help_", "How things work, topic by topic."),
    "merge": ("merge:merge", "Join the diary of another machine into this one."),
    "demo": ("demo:demo", "An invented diary, to look around."),
}


@click.group(
    cls=LazyGroup,
    places=_PLACES,
    example="tracker log 7",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="tracker %(version)s")
@pass_session
@click.pass_context
def tracker(ctx: click.Context, session: Session) -> int | None:
    """A private diary for the weeks after infusions: one score a day, one page for the visit.

    Without a command it opens the app. Everything the app does has a command too.
    """
    if ctx.invoked_subcommand:
        return None
    if sys.stdin.isatty() and sys.stdout.isatty() and not _plain_terminal():
        from tracker.app import run

        return run(session.store, clock=clock.local_now)
    from tracker.cli.today import print_today

    print_today(session)
    return None


def _plain_terminal() -> bool:
    import os

    return os.environ.get("TERM", "") in ("", "dumb") and sys.platform != "win32"
