"""`event`: what else happened beside the mood; add, list, edit, remove."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import click

from tracker.cli import completion
from tracker.cli.command import Command, Group
from tracker.cli.context import CliContext, pass_context, usage_error
from tracker.cli.options import OneOf, all_of, name_last_day, note_option, read_note
from tracker.cli.records import (
    EVENT,
    add_records,
    edit_record,
    find_typed,
    list_command,
    remove_command,
)
from tracker.cli.refusals import quote_hint_for_last, unexpected_words
from tracker.records.day_parser import parse_day, parse_last_day
from tracker.records.event import EVENT_KINDS, KIND_WORDS, Event
from tracker.records.settings import clears
from tracker.records.validation import ValidationError, new_id, parse_amount

ONE_KIND = OneOf(EVENT_KINDS, {word: kind for kind, word in KIND_WORDS.items()})

detail_options = all_of(
    click.option(
        "--from",
        "start",
        metavar="DAY",
        help="The first day. A new event begins today if you leave it out.",
    ),
    click.option("--to", "end", metavar="DAY", help="The last day; none removes it."),
    click.option("--dose", help='For a medicine, in words: "25 mg daily"; none removes it.'),
    note_option,
)


@click.group(cls=Group, example='tracker event add medication Lamotrigine --dose "25 mg daily"')
def event() -> None:
    """Medicines, therapy, life, illness, and questions for the next visit."""


@event.command(
    "add",
    cls=Command,
    example='tracker event add question "Is a break safe?"',
    help=f"Record an event. KIND is {ONE_KIND}.\n\nA medicine goes on until a last day is named.",
)
@click.argument("kind", metavar="KIND", type=ONE_KIND)
@click.argument("title", nargs=-1, required=True)
@detail_options
@pass_context
def add(context: CliContext, /, kind: str, title: tuple[str, ...], **details: Any) -> None:
    """Record an event."""
    if len(title) > 1:
        _ask_for_quotes(kind, title, details)
    fields = {"start": context.today, **_typed_fields(context, details, context.today)}
    record = Event(id=new_id(context.now), kind=kind, title=title[0], **fields)
    add_records(context, EVENT, [record])


event.add_command(list_command(EVENT, "List events, oldest first."))
event.add_command(remove_command(EVENT))


@event.command("edit", cls=Command, example="tracker event edit last --to yesterday")
@click.argument(
    "record", metavar="ID", required=False, shell_complete=completion.ids("events", "last")
)
@click.option("--kind", metavar="KIND", type=ONE_KIND, help=f"{ONE_KIND}.")
@click.option("--title", help="What it is.")
@detail_options
@pass_context
def edit(
    context: CliContext, /, record: str | None, kind: str | None, title: str | None, **details: Any
) -> None:
    """Change what you name; the rest stays."""
    before = find_typed(context, EVENT, record)
    fields = _typed_fields(context, details, before.start)
    fields |= {"kind": kind} if kind is not None else {}
    fields |= {"title": title} if title is not None else {}
    edit_record(context, EVENT, before.id, fields)


def _ask_for_quotes(kind: str, title: tuple[str, ...], details: dict[str, Any]) -> None:
    """Exit with status 2 and the command with quotes around a title or a dose."""
    command = f"tracker event add {kind}"
    if hint := quote_hint_for_last(title):
        usage_error(hint)
    if details["dose"] is not None:  # --dose 25 mg daily
        usage_error(unexpected_words(title[1:]))
    if kind == "medication":
        dose = " ".join(title[1:])
        with suppress(ValidationError):
            parse_amount(title[1], "dose", "mg", "g", "µg", "mcg", "ml", "iu")
            usage_error(f'The dose needs its option: {command} {title[0]} --dose "{dose}"')
    usage_error(f'Words that belong together need quotes: {command} "{" ".join(title)}"')


def _typed_fields(context: CliContext, details: dict[str, Any], first: date) -> dict[str, Any]:
    """Return the fields that were typed; `first` is the first day where none was."""
    today, latest = context.today, context.now.date()
    fields = {name: value for name, value in details.items() if value is not None}
    if "start" in fields:
        typed = fields["start"]
        start = parse_day(typed, today, "first day", latest=latest)
        fields["start"] = name_last_day(typed, start, today)
    if "end" in fields:
        typed = fields["end"]
        first = fields.get("start", first)
        end = None if clears(typed) else parse_last_day(typed, first, today, latest=latest)
        fields["end"] = end and name_last_day(typed, end, today)
    if clears(fields.get("dose", "")):
        fields["dose"] = None
    if "note" in fields:
        fields["note"] = read_note(fields["note"])
    return fields
