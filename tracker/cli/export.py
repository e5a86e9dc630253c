"""`export`: the diary in another format."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

from tracker.cli.command import Command
from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_err,
    refuse_terminal,
    usage_error,
    write_data,
)
from tracker.cli.options import OneOf, output_path
from tracker.exchange.formats import FORMATS, format_for
from tracker.exchange.result import TABLE_KINDS
from tracker.paths import write_private
from tracker.records import Diary, Infusion, ValidationError, parse_time
from tracker.records.format import format_list, plain_line
from tracker.records.validation import require_text
from tracker.storage.preferences import clinic_questionnaires, contacts

_GOES_WITH = {
    **{"kind": "csv", "delimiter": "csv", "decimal": "csv", "notes": "fhir", "bundle": "fhir"},
    **{"reminders": "ics", "title": "ics", "alarm": "ics"},
}
"""The format that each option belongs to."""

_MARKS = {"tab": "\t", "comma": ",", "semicolon": ";", "\\t": "\t"}
_MARKS |= {mark: mark for mark in ",;|\t"}
_ALARM = re.compile(r"(\d{1,3})\s*(m|min|minutes?|h|hours?|d|days?)?", re.IGNORECASE)


@click.command(cls=Command, example="tracker export json -o diary.json")
@click.argument(
    "format_name",
    metavar="FORMAT",
    type=OneOf(known.name for known in FORMATS.values() if known.writes),
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|-",
    default="-",
    type=click.Path(),
    help="Where to; - is stdout.",
)
@click.option(
    "--kind", metavar="KIND", type=OneOf(TABLE_KINDS), help=f"With csv: {OneOf(TABLE_KINDS)}."
)
@click.option("--delimiter", metavar="MARK", help="With csv: , ; or tab between the cells.")
@click.option("--decimal", type=OneOf((".", ",")), help="With csv: the decimal mark.")
@click.option("--notes", is_flag=True, help="With fhir: include your notes.")
@click.option(
    "--bundle",
    metavar="KIND",
    type=OneOf(("transaction", "collection")),
    help="With fhir: transaction, to be posted to a server (the default), or collection, to read.",
)
@click.option("--reminders", metavar="HH:MM", help="With ics: a gentle daily reminder, too.")
@click.option("--alarm", metavar="TIME", help="With ics: remind before each, as 2h or 1d.")
@click.option("--title", metavar="TEXT", help="With ics: another word than Appointment.")
@pass_context
def export(context: CliContext, /, format_name: str, output: str, **typed: Any) -> None:
    """Write the diary as json, csv or xlsx; for a portal as fhir; planned infusions as ics.

    Only you can read the file. json holds everything and can be imported again; xlsx is for a
    spreadsheet in any language. fhir is an R4 Bundle, which a server accepts as often as you send
    it. ics is for a calendar that others may see, so its entries do not say what they are for.
    datasette writes the metadata for `datasette diary.db --metadata FILE`.
    """
    if context.as_json and output == "-":
        usage_error("--json needs a file, as -o diary.json: stdout holds the diary itself.")
    target = output_path(context, output)
    chosen = format_for(format_name)
    options = _options(chosen.name, typed)
    diary = context.store.read()
    more = _extra_data(context, chosen.name)
    if chosen.name == "fhir" and diary.empty:
        exit_nothing_found("Nothing is recorded yet. `tracker log 7` records a score.")
    if chosen.name == "ics" and "reminders" not in options:
        from tracker.exchange.calendar import planned

        if not (planned(diary) or more["removed"]):  # whose entries are cancelled
            exit_nothing_found("No infusion is planned. `tracker infusion plan` plans some.")
    if chosen.name == "xlsx" and output == "-":
        refuse_terminal("A spreadsheet", "diary.xlsx")
    write: Callable[..., bytes] = chosen.writer
    try:
        content = write(diary, exported_at=context.now, **options, **more)
    except ValidationError as problem:
        usage_error(str(problem))
    if target is None:
        write_data(content)
    else:
        path = str(write_private(target, content))
        context.answer({"path": path}, path)
    if chosen.name in _REMARKS:
        print_err(_REMARKS[chosen.name](diary, options))


def _options(format_name: str, typed: dict[str, Any]) -> dict[str, Any]:
    """Parse the options of this format; exit with status 2 for another format's."""
    chosen = {name: value for name, value in typed.items() if value not in (None, False)}
    for name in chosen:
        if _GOES_WITH[name] != format_name:
            usage_error(f"--{name} goes with the format {_GOES_WITH[name]}.")
    return {
        name: _PARSERS[name](value) if name in _PARSERS else value for name, value in chosen.items()
    }


def _extra_data(context: CliContext, format_name: str) -> dict[str, Any]:
    """Return what a format needs from the diary file in addition to the records."""
    if format_name == "json":
        return {
            "contacts": contacts(context.store),
            "questionnaires": clinic_questionnaires(context.store),
        }
    if format_name == "ics":
        store = context.store
        gone = [r for r in store.removed() if isinstance(r, Infusion) and r.status != "given"]
        every = (*gone, *store.read().infusions)
        versions = {r.id: len(store.states(r)) - 1 for r in every if r.status != "given"}
        return {"removed": gone, "versions": versions}
    return {}


def _delimiter(typed: str) -> str:
    if (mark := _MARKS.get(typed.casefold())) is None:
        usage_error(f"--delimiter is a comma, a semicolon or tab, not “{plain_line(typed)[:20]}”.")
    return mark


def _alarm(typed: str) -> timedelta:
    if not (match := _ALARM.fullmatch(typed.strip())):
        usage_error(
            f"--alarm takes a time before, as 30 min, 2h or 1d, not “{plain_line(typed)[:20]}”."
        )
    unit = {"m": "minutes", "h": "hours", "d": "days"}[(match[2] or "m")[0].casefold()]
    return timedelta(**{unit: int(match[1])})


def _about_bundle(diary: Diary, options: dict[str, Any]) -> str:
    from tracker.exchange.fhir.bundle import omitted

    missing = omitted(diary, notes=bool(options.get("notes")))
    sentences = [f"Not in it: {format_list(missing)}."] if missing else []
    sentences += ["Your name from the settings is in it."] if diary.settings.name else []
    return " ".join(sentences)


def _about_calendar(_: Diary, options: dict[str, Any]) -> str:
    from tracker.exchange.calendar import TITLE

    if "title" in options:
        return "Whoever sees the calendar sees the title you chose."
    return f"Each infusion is called “{TITLE}” and nothing says what it is for; --title changes it."


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "reminders": lambda typed: parse_time(typed, "time of the reminder"),
    "title": lambda typed: require_text("title", plain_line(typed)),
    "delimiter": _delimiter,
    "alarm": _alarm,
}
_REMARKS: dict[str, Callable[[Diary, dict[str, Any]], str]] = {
    "fhir": _about_bundle,
    "ics": _about_calendar,
}
