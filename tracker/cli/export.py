"""`export`: the diary in another format."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import completion
from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_err,
    print_out,
    usage_error,
)
from tracker.cli.options import output_path
from tracker.cli.root import Command
from tracker.records import parse_time
from tracker.records.format import format_list, plain_line
from tracker.records.validation import require_text

if TYPE_CHECKING:
    from tracker.records import Diary

_GOES_WITH = {"notes": "fhir", "reminders": "ics", "title": "ics"}


@click.command(cls=Command, example="tracker export json -o diary.json")
@click.argument("format_name", metavar="FORMAT", shell_complete=completion.formats)
@click.option(
    "-o",
    "--output",
    metavar="FILE|-",
    default="-",
    type=click.Path(allow_dash=True),
    help="Where to; - is stdout.",
)
@click.option("--notes", is_flag=True, help="With fhir: take your notes along.")
@click.option("--reminders", metavar="HH:MM", help="With ics: a gentle daily reminder, too.")
@click.option("--title", metavar="TEXT", help="With ics: another word than Appointment.")
@pass_context
def export(context: CliContext, /, format_name: str, output: str, **asked: Any) -> None:
    """Write the diary as json or csv; for a portal as fhir; planned infusions as ics.

    A file made so is readable by its owner only. json has everything and can be taken back in.
    fhir is an R4 Bundle of what was rated, filled in, given and taken. ics is for a calendar:
    others may see that, so its entries do not say what they are for.
    """
    from tracker.exchange import format_for

    chosen = format_for(format_name)
    output_path(context, output)
    write: Callable[..., bytes] = chosen.writer
    options = _options(chosen.name, asked)
    diary = context.store.read()
    _check_something(chosen.name, diary, options)
    _put(output, write(diary, exported_at=context.now, **options))
    print_err(_SAYS[chosen.name](diary, options) if chosen.name in _SAYS else None)


def _options(format_name: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed for this format, read.

    Ends with 2 for what goes with another.
    """
    typed = {name: value for name, value in asked.items() if value not in (None, False)}
    for name in typed:
        if _GOES_WITH[name] != format_name:
            usage_error(f"--{name} goes with the format {_GOES_WITH[name]}.")
    return {name: _READ.get(name, bool)(value) for name, value in typed.items()}


def _title(typed: str) -> str:
    return require_text("title", plain_line(typed))


def _check_something(format_name: str, diary: Diary, options: dict[str, Any]) -> None:
    if format_name == "fhir" and diary.empty:
        exit_nothing_found("Nothing is recorded yet. `tracker log 7` records a score.")
    if format_name == "ics" and "reminders" not in options:
        from tracker.exchange.calendar import listed

        if not listed(diary):
            exit_nothing_found("No infusion is planned. `tracker infusion plan` plans some.")


def _put(output: str, content: bytes) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from tracker.paths import write_private

    print_out(str(write_private(Path(output).expanduser(), content)))


def _about_bundle(diary: Diary, options: dict[str, Any]) -> str:
    from tracker.exchange.fhir_bundle import left_out

    missing = left_out(diary, **options)
    said = [f"Not in it: {format_list(missing)}."] if missing else []
    said += ["Your name from the settings is in it."] if diary.settings.name else []
    return " ".join(said)


def _about_calendar(_: Diary, options: dict[str, Any]) -> str:
    from tracker.exchange.calendar import TITLE

    if "title" in options:
        return "Whoever sees the calendar sees the title you chose."
    return f"Each infusion is called “{TITLE}” and nothing says what it is for; --title changes it."


_READ: dict[str, Callable[[Any], Any]] = {
    "reminders": lambda typed: parse_time(typed, "time of the reminder"),
    "title": _title,
}
_SAYS: dict[str, Callable[[Diary, dict[str, Any]], str]] = {
    "fhir": _about_bundle,
    "ics": _about_calendar,
}
