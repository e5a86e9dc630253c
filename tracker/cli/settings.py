"""`settings`: what the person chose for the whole diary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import click

from tracker.app.themes import THEMES
from tracker.cli.command import Command
from tracker.cli.session import Session, emit, emit_json, pass_session
from tracker.records import Settings, parse_time
from tracker.records.contacts import find_region
from tracker.records.format import plain_line
from tracker.records.validation import check_choice

NONE: Final = "none"
_WORDS: Final = {"on": True, "off": False}


@click.command(cls=Command, example="tracker settings day-starts-at 03:00")
@click.argument("key", required=False, metavar="[KEY]")
@click.argument("value", required=False, metavar="[VALUE]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def settings(session: Session, key: str | None, value: str | None, as_json: bool) -> None:
    """What was chosen: day-starts-at, name, region, mood-only, theme. VALUE none clears one.

    `tracker measures` says what is rated each day, `tracker contacts` whom to call.
    """
    if key is not None:
        name = check_choice("setting", key.replace("_", "-"), tuple(_READ))
        if value is not None:
            _put(session, name.replace("-", "_"), _READ[name](value))
    chosen = _values(session.store.read(date.max, date.max).settings)
    shown = chosen if key is None else {name: chosen[name]}
    if as_json:
        emit_json({key.replace("-", "_"): value for key, value in shown.items()})
    else:
        emit("\n".join(f"{key}  {_said(value)}" for key, value in shown.items()))


def _put(session: Session, field: str, value: Any) -> None:
    chosen = replace(session.store.read(date.max, date.max).settings, **{field: value})
    with session.store.writing(session.now, f"the setting {field.replace('_', '-')}") as unit:
        unit.put_settings(chosen)


def _values(chosen: Settings) -> dict[str, Any]:
    return {
        "day-starts-at": f"{chosen.day_starts_at:%H:%M}",
        "name": chosen.name,
        "region": chosen.region,
        "mood-only": chosen.mood_only,
        "theme": chosen.theme,
    }


def _said(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return NONE if value is None else plain_line(value)


def _or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda typed: None if typed.casefold() == NONE else read(typed)


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "day-starts-at": lambda typed: parse_time(typed, "day-starts-at"),
    "name": _or_none(str),
    "region": _or_none(lambda typed: find_region(typed).code),
    "mood-only": lambda typed: _WORDS[check_choice("mood-only", typed.casefold(), tuple(_WORDS))],
    "theme": _or_none(lambda typed: check_choice("theme", typed.casefold(), tuple(THEMES))),
}
"""How each setting is read from what was typed."""
