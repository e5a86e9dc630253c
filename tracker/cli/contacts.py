"""`contacts`: whom to call, and what is said after thoughts of self-harm were recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from tracker.cli.command import Command
from tracker.cli.session import Session, emit, emit_json, pass_session, talk
from tracker.records.contacts import (
    Contacts,
    CrisisLine,
    OwnContact,
    contact_lines,
    crisis_panel_lines,
    find_region,
    regions,
)
from tracker.records.format import plain_line

Pair = tuple[str, str]


@click.command(cls=Command, example="tracker contacts --region GB")
@click.option("--region", "name", metavar="CODE", help="Whose numbers: US, CA, GB, other, …")
@click.option("--clinic", nargs=2, metavar="NAME NUMBER", help="Your clinic.")
@click.option("--person", nargs=2, metavar="NAME NUMBER", help="Someone you trust.")
@click.option("--remove", multiple=True, type=click.Choice(["clinic", "person"]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def contacts(
    session: Session,
    name: str | None,
    clinic: Pair | None,
    person: Pair | None,
    remove: tuple[str, ...],
    as_json: bool,
) -> None:
    """Whom to call: your region's emergency and crisis lines, your clinic, someone you trust.

    This program cannot see, call or alert anyone.
    """
    changed: dict[str, Any] = dict.fromkeys(remove)
    changed |= {"region": find_region(name)} if name else {}
    changed |= {"clinic": OwnContact(*clinic)} if clinic else {}
    changed |= {"person": OwnContact(*person)} if person else {}
    shown = _put(session, changed) if changed else _kept(session)
    if as_json:
        emit_json(_object(shown))
        return
    emit("\n".join(map(plain_line, contact_lines(shown))))
    if shown.region is None:
        talk(f"`tracker contacts --region CODE` chooses a region: {_codes()}.")


def say_whom_to_call(session: Session) -> None:
    """Say the words of care on stderr, also when the diary's own contacts cannot be read."""
    from tracker.storage.errors import StorageError
    from tracker.storage.preferences import contacts

    try:
        known = contacts(session.store)
    except StorageError:
        known = Contacts()
    talk("\n".join(map(plain_line, crisis_panel_lines(known))))
    if known.region is None:
        talk(f"`tracker contacts --region CODE` chooses a region: {_codes()}.")


def _kept(session: Session) -> Contacts:
    """Return the contacts; a diary that cannot be read must not keep anyone from the numbers."""
    from tracker.storage.errors import StorageError
    from tracker.storage.preferences import contacts

    try:
        return contacts(session.store)
    except StorageError:
        emit("\n".join(contact_lines(Contacts())))
        raise


def _put(session: Session, changed: dict[str, Any]) -> Contacts:
    from tracker.storage.preferences import contacts, put_contacts

    after = replace(contacts(session.store), **changed)
    with session.store.writing(session.now, "the change of the contacts") as unit:
        put_contacts(unit, after)
    return after


def _codes() -> str:
    return ", ".join(f"{known.code} ({known.name})" for known in regions())


def _object(shown: Contacts) -> dict[str, Any]:
    here = shown.region
    return {
        "region": here and {"code": here.code, "name": here.name},
        "emergency": [_line(line) for line in here.emergency] if here else [],
        "crisis": [_line(line) for line in here.crisis] if here else [],
        "clinic": shown.own_values.get("clinic"),
        "person": shown.own_values.get("person"),
        "elsewhere": [_line(line) for line in find_region("other").crisis],
    }


def _line(line: CrisisLine) -> dict[str, str | None]:
    checked = line.checked.isoformat() if line.checked else None
    return {"number": line.number, "what": line.what, "hours": line.hours, "checked": checked}
