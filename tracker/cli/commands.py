"""The root command and where each other one lives."""

from __future__ import annotations

import sys

import click

from tracker import __version__
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
    "contacts": ("contacts:contacts", "Whom to call: crisis lines, your clinic, your person."),
    "summary": ("reports:summary", "The numbers of the page, in words or JSON."),
    "report": ("reports:report", "The page for the visit."),
    "export": ("transfer:export", "Write the diary out as JSON or CSV."),
    "import": ("transfer:import_", "Read a JSON or CSV file into the diary."),
    "backup": ("backups:backup", "Copy the diary to a file."),
    "backups": ("backups:backups", "The copies made by themselves."),
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
        from tracker.cli.session import local_now

        return run(session.store, clock=local_now)
    from tracker.cli.today import print_today

    print_today(session)
    return None


def _plain_terminal() -> bool:
    import os

    return os.environ.get("TERM", "") in ("", "dumb") and sys.platform != "win32"
