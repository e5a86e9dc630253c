"""`event add|list|edit|remove`: what else happened beside the mood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import click

from tracker.cli import offer, wording
from tracker.cli.command import Command, Group
from tracker.cli.session import (
    Session,
    emit,
    emit_json,
    nothing,
    pass_session,
    read_note,
)
from tracker.records import Event, parse_day
from tracker.records.event import KINDS

F = TypeVar("F", bound=Callable[..., Any])


@click.group(cls=Group, example='tracker event add medication Lamotrigine --dose "25 mg daily"')
def event() -> None:
    """Medicines, therapy, life, illness, and questions for the next visit."""


def _details(command: F) -> F:
    options = (
        click.option("--from", "start", metavar="DAY", help="The first day; today if left out."),
        click.option("--to", "end", metavar="DAY", help="The last day; `none` takes it out."),
        click.option("--dose", help="For a medicine, in words: 25 mg daily."),
        click.option("--note", metavar="-", help="Read a note from stdin."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@event.command("add", cls=Command, example='tracker event add question "Is a break safe?"')
@click.argument("kind", type=click.Choice(KINDS, case_sensitive=False))
@click.argument("title")
@_details
@pass_session
def add(session: Session, /, kind: str, title: str, **details: Any) -> None:
    """Record an event. A medicine goes on until a last day is named."""
    from tracker.records.validation import new_id

    fields = {"start": session.today(), **_fields(session, details)}
    record = Event(id=new_id(session.now), kind=kind, title=title, **fields)
    session.store.add(record, session.now, f"the {kind} entry")
    emit(wording.event_line(record))


@event.command("list", cls=Command, example="tracker event list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Every event, oldest first."""
    events = session.store.read().events
    if as_json:
        from tracker.records.codec import to_plain as event_object

        emit_json([event_object(event) for event in events])
    elif events:
        emit("\n".join(wording.event_line(event) for event in events))
    if not events:
        nothing("No event is recorded. `tracker event add medication NAME` records one.")


@event.command("edit", cls=Command, example="tracker event edit last --to yesterday")
@click.argument("record", metavar="ID", shell_complete=offer.ids("events", "last"))
@click.option("--kind", type=click.Choice(KINDS, case_sensitive=False))
@click.option("--title")
@_details
@pass_session
def edit(
    session: Session, /, record: str, kind: str | None, title: str | None, **details: Any
) -> None:
    """Change what is named; the rest stays."""
    from tracker.cli.find import find

    before = find(session.store.read().events, record)
    after = replace(
        before,
        kind=kind or before.kind,
        title=title or before.title,
        **_fields(session, details),
    )
    with session.store.writing(session.now, f"the edit of the {after.kind} entry") as unit:
        unit.replace(after)
    emit(wording.event_line(after))


@event.command("remove", cls=Command, example="tracker event remove last")
@click.argument("record", metavar="ID", shell_complete=offer.ids("events", "last"))
@pass_session
def remove(session: Session, record: str) -> None:
    """Take an event out of the diary. `tracker undo` brings it back."""
    from tracker.cli.find import find

    found = find(session.store.read().events, record)
    with session.store.writing(session.now, f"the removal of the {found.kind} entry") as unit:
        unit.remove(type(found), found.id)
    emit(f"Removed the {found.kind} entry. `tracker undo` brings it back.")


def _fields(session: Session, details: dict[str, Any]) -> dict[str, Any]:
    typed = {key: value for key, value in details.items() if value is not None}
    if "start" in typed:
        typed["start"] = parse_day(typed["start"], session.today(), "first day")
    if "end" in typed:
        typed["end"] = _last_day(typed["end"], session)
    return typed | ({"note": read_note(typed["note"])} if "note" in typed else {})


def _last_day(text: str, session: Session) -> date | None:
    return None if text.casefold() == "none" else parse_day(text, session.today(), "last day")
