"""`measures`: what is rated each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import click

from tracker.cli.command import Command, Group
from tracker.cli.session import Session, emit, emit_json, pass_session, wrong
from tracker.records import CATALOGUE, MOOD, PROFILES, Diary, Measure, known_measure, measure_key
from tracker.records.measure import BETTER
from tracker.records.numbers import parse_number


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
        from tracker.exchange.json_records import measure_object

        emit_json([measure_object(measure) for measure in diary.measures])
        return
    emit("\n".join(_line(measure) for measure in diary.measures))
    rest = [m.key for m in CATALOGUE if m.key not in {known.key for known in diary.measures}]
    if rest:
        emit(f"Known too: {', '.join(rest)}. `tracker measures on KEY` rates one.")


_OPTIONS_OF_LOG = ("at", "day", "help", "home", "note")


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
    key = measure_key(key)
    if key in _OPTIONS_OF_LOG:
        wrong(f"--{key} means something else to `tracker log`; choose another key.")
    if any(measure.key == key for measure in _diary(session).measures):
        wrong(f"There is a measure called {key} already; choose another key.")
    for end in ("low", "high", "step"):
        scale[end] = parse_number(scale[end], end)
    made = Measure(key=key, label=label or key.replace("_", " ").capitalize(), **scale)
    _put(session, [made], "a new measure")


@measures.command("on", cls=Command, example="tracker measures on anxiety")
@click.argument("key")
@pass_session
def on(session: Session, key: str) -> None:
    """Rate a measure from now on."""
    _put(session, [replace(_named(key, _diary(session)), active=True)], "a measure turned on")


@measures.command("off", cls=Command, example="tracker measures off anxiety")
@click.argument("key")
@pass_session
def off(session: Session, key: str) -> None:
    """Do not ask for a measure any more; what was rated stays."""
    measure = _named(key, _diary(session))
    if measure.key == MOOD.key:
        wrong("Mood is always rated; it is what the page is about.")
    _put(session, [replace(measure, active=False)], "a measure turned off")


@measures.command("profile", cls=Command, example="tracker measures profile pain")
@click.argument("name", type=click.Choice(list(PROFILES), case_sensitive=False))
@pass_session
def profile(session: Session, name: str) -> None:
    """Rate what people with one condition often rate, and nothing else beside mood."""
    diary = _diary(session)
    wanted = PROFILES[name]
    turned = [replace(m, active=m.key in (*wanted, MOOD.key)) for m in diary.measures]
    known = {measure.key for measure in turned}
    turned += [replace(m, active=True) for m in CATALOGUE if m.key in wanted and m.key not in known]
    _put(session, turned, "a choice of measures")


def _diary(session: Session) -> Diary:
    return session.store.read(date.max, date.max)


def _named(key: str, diary: Diary) -> Measure:
    name = measure_key(key)
    if found := next((m for m in diary.measures if m.key == name), None):
        return found
    if (known := known_measure(key)) is None:
        wrong(f"There is no measure called {name}. `tracker measures add {name}` makes one.")
    return known


def _put(session: Session, changed: list[Measure], what: str) -> None:
    with session.store.writing(session.now, what) as unit:
        unit.put_measures(changed)
    emit("\n".join(_line(measure) for measure in _diary(session).measures))


def _line(measure: Measure) -> str:
    return f"{measure.key}  {measure.label}, {measure.scale}{'' if measure.active else '  (off)'}"
