"""`measures`: what is rated each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from tracker.cli import offer
from tracker.cli.command import Command, Group
from tracker.cli.session import Session, emit, emit_json, pass_session, wrong
from tracker.records import BUILTIN_MEASURES, PROFILES, Diary, Measure, ValidationError, measure_key
from tracker.records.measure import (
    BETTER,
    apply_profile,
    find_measure,
    move_to_front,
    own_measure,
    set_active,
)
from tracker.records.validation import parse_number


@click.group(cls=Group, example="tracker measures on anxiety", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
@click.pass_context
def measures(ctx: click.Context, session: Session, as_json: bool) -> None:
    """What is rated each day, and what could be."""
    if ctx.invoked_subcommand:
        return
    diary = _diary(session)
    if as_json:
        from tracker.records.codec import to_plain as measure_object

        emit_json([measure_object(measure) for measure in diary.measures])
        return
    emit("\n".join(_line(measure) for measure in diary.measures))
    rest = [m.key for m in BUILTIN_MEASURES if m.key not in {known.key for known in diary.measures}]
    if rest:
        emit(f"Known too: {', '.join(rest)}. `tracker measures on KEY` rates one.")


@measures.command("add", cls=Command, example='tracker measures add calm --label "Calm"')
@click.argument("key")
@click.option("--label", help="The name shown; the key if left out.")
@click.option("--low", default="0", show_default=True, help="The lowest value.")
@click.option("--high", default="10", show_default=True, help="The highest value.")
@click.option("--step", default="1", show_default=True, help="The step between two values.")
@click.option("--better", type=click.Choice(BETTER), default="higher", show_default=True)
@click.option("--low-label", help="What the lowest value means.")
@click.option("--high-label", help="What the highest value means.")
@click.option("--unit", help="As hours.")
@pass_session
def add(session: Session, /, key: str, label: str | None, **scale: Any) -> None:
    """Make a measure of your own. Its scale cannot be changed later: a 5 stays a 5."""
    for end in ("low", "high", "step"):
        scale[end] = parse_number(scale[end], end)
    made = own_measure(_diary(session).measures, key, label=label, **scale)
    _put(session, [made], "a new measure")


@measures.command("on", cls=Command, example="tracker measures on anxiety")
@click.argument("key", shell_complete=offer.measures)
@pass_session
def on(session: Session, key: str) -> None:
    """Rate a measure from now on."""
    _put(session, [set_active(_named(key, _diary(session)), on=True)], "a measure turned on")


@measures.command("off", cls=Command, example="tracker measures off anxiety")
@click.argument("key", shell_complete=offer.measures)
@pass_session
def off(session: Session, key: str) -> None:
    """Do not ask for a measure any more; what was rated stays."""
    _put(session, [set_active(_named(key, _diary(session)), on=False)], "a measure turned off")


@measures.command("order", cls=Command, example="tracker measures order sleep anxiety")
@click.argument("keys", nargs=-1, required=True, shell_complete=offer.measures)
@pass_session
def order(session: Session, keys: tuple[str, ...]) -> None:
    """Ask for these first after mood, in this order; the others follow as before."""
    diary = _diary(session)
    wanted = [diary.measure(measure_key(key)).key for key in keys]
    with session.store.writing(session.now, "the order of the measures") as unit:
        unit.put_measures(move_to_front(diary.measures, wanted), instead=True)
    _print(session)


@measures.command("profile", cls=Command, example="tracker measures profile pain")
@click.argument("name", type=click.Choice(list(PROFILES), case_sensitive=False))
@pass_session
def profile(session: Session, name: str) -> None:
    """Rate what people with one condition often rate, and nothing else beside mood."""
    _put(session, apply_profile(_diary(session).measures, name), "a choice of measures")


def _diary(session: Session) -> Diary:
    return session.store.read(date.max, date.max)


def _named(key: str, diary: Diary) -> Measure:
    try:
        return find_measure(diary.measures, key)
    except ValidationError as problem:
        wrong(f"{problem} `tracker measures add {measure_key(key)}` makes one.")


def _put(session: Session, changed: Sequence[Measure], what: str) -> None:
    with session.store.writing(session.now, what) as unit:
        unit.put_measures(changed)
    _print(session)


def _print(session: Session) -> None:
    emit("\n".join(_line(measure) for measure in _diary(session).measures))


def _line(measure: Measure) -> str:
    return f"{measure.key}  {measure.label}, {measure.scale}{'' if measure.active else '  (off)'}"
