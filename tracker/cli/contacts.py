"""`contacts`: who to call. The numbers need no diary, no passphrase and no choice made before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from tracker.cli import completion
from tracker.cli.command import Command
from tracker.cli.context import CliContext, pass_context, print_err, print_out
from tracker.cli.options import OneOf
from tracker.cli.passphrases import open_from_keyring
from tracker.records.contacts import (
    Contacts,
    CrisisLine,
    OwnContact,
    Region,
    contact_lines,
    crisis_panel_lines,
    find_region,
    regions,
)
from tracker.records.format import plain_line
from tracker.storage import encryption, preferences
from tracker.storage.errors import StorageError

NameAndNumber = tuple[str, str]


@click.command(cls=Command, example="tracker contacts --region GB", needs_diary=False)
@click.option(
    "--region",
    "name",
    metavar="CODE",
    help="Whose numbers: US, CA, GB, other, …",
    shell_complete=completion.regions,
)
@click.option("--clinic", nargs=2, metavar="NAME NUMBER", help="Your clinic.")
@click.option("--person", nargs=2, metavar="NAME NUMBER", help="Someone you trust.")
@click.option(
    "--remove",
    multiple=True,
    type=OneOf(("clinic", "person")),
    help="Remove your clinic or person.",
)
@pass_context
def contacts(
    context: CliContext,
    name: str | None,
    clinic: NameAndNumber | None,
    person: NameAndNumber | None,
    remove: tuple[str, ...],
) -> None:
    """Who to call: your region's emergency and crisis lines, your clinic, someone you trust.

    This program cannot see, call or alert anyone. The numbers are shown without the passphrase of
    a locked diary; your own contacts need it, and so does saving a choice.
    """
    changed: dict[str, Any] = dict.fromkeys(remove)
    region = find_region(name) if name else None
    changed |= {"region": region} if region else {}
    changed |= {"clinic": OwnContact(*clinic)} if clinic else {}
    changed |= {"person": OwnContact(*person)} if person else {}
    only_region, not_saved = set(changed) == {"region"}, None
    if changed:
        try:
            if not (only_region and _is_closed(context)):
                _save(context, changed)
                return
        except (StorageError, OSError, click.ClickException) as error:
            if not only_region:
                raise
            not_saved = error  # reported after the numbers
    shown, not_read = _read(context)
    shown, problem = replace(shown, region=region or shown.region), not_saved or not_read
    context.answer(_as_object(shown), "\n".join(map(plain_line, contact_lines(shown))))
    if shown.region is None and not context.as_json:
        for one in regions():  # nobody should have to choose first
            if one.code != "other":
                lines = (*one.emergency, *one.crisis)
                numbers = "; ".join(plain_line(line.label) for line in lines)
                print_out(f"{one.code} ({one.name}): {numbers}; {one.checked}")
        print_err(_how_to_choose())
    if problem:
        raise problem


def print_crisis_panel(context: CliContext) -> None:
    """Show the panel on stderr, also when the diary's own contacts cannot be read."""
    shown, _ = _read(context)
    print_err("\n".join(map(plain_line, crisis_panel_lines(shown))))
    if shown.region is None:
        print_err(_how_to_choose())


def _is_closed(context: CliContext) -> bool:
    """Whether the diary has a passphrase that would have to be asked for."""
    if not context.home.locked:
        return False
    if encryption.current_keys() or context.unlock_from:
        return False
    return not open_from_keyring(context.home)


def _read(context: CliContext) -> tuple[Contacts, Exception | None]:
    """Return the contacts, and the reason if the person's own cannot be read."""
    try:
        if _is_closed(context):
            print_err("Your own contacts are in the locked diary; --unlock - opens it.")
        elif context.home.diary.exists():
            return preferences.contacts(context.store), None
    except Exception as error:  # noqa: BLE001  # whatever is wrong, the numbers are shown first
        return Contacts(), error
    return Contacts(), None


def _save(context: CliContext, changed: dict[str, Any]) -> None:
    context.unlock()
    with context.writing("edit", "contacts") as transaction:
        after = replace(preferences.contacts(context.store), **changed)
        preferences.put_contacts(transaction, after)
    after = preferences.contacts(context.store)
    context.answer(
        {"change": transaction.number, "saved": [_as_object(after)]},
        "\n".join(map(plain_line, contact_lines(after))),
    )


def _how_to_choose() -> str:
    codes = ", ".join(f"{region.code} ({region.name})" for region in regions())
    return f"`tracker contacts --region CODE` chooses a region: {codes}."


def _as_object(shown: Contacts) -> dict[str, Any]:
    here: Region | None = shown.region
    return {
        "region": here and {"code": here.code, "name": here.name},
        "emergency": [_line_object(line) for line in here.emergency] if here else [],
        "crisis": [_line_object(line) for line in here.crisis] if here else [],
        "clinic": shown.own_values.get("clinic"),
        "person": shown.own_values.get("person"),
        "elsewhere": [_line_object(line) for line in find_region("other").crisis],
    }


def _line_object(line: CrisisLine) -> dict[str, str | None]:
    checked = line.checked.isoformat() if line.checked else None
    return {"number": line.number, "what": line.what, "hours": line.hours, "checked": checked}
