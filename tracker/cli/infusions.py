"""`infusion add|list|edit|remove|given|plan`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any, TypeVar, cast

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
    wrong,
)
from tracker.records import Infusion, SideEffect, number_infusions, parse_day, parse_time
from tracker.records.day import reject_future
from tracker.records.format import format_day
from tracker.records.infusion import PHASES, ROUTES, STATUSES, Status
from tracker.records.validation import parse_amount, parse_number

F = TypeVar("F", bound=Callable[..., Any])

MOST_PLANNED = 60
"""Infusions in one plan: far more than any course has."""


@click.group(cls=Group, example="tracker infusion add today --dose 40mg --route iv")
def infusion() -> None:
    """Infusions: what was given, what is planned."""


def _details(command: F) -> F:
    options = (
        click.option("--start", metavar="HH:MM", help="When it began."),
        click.option("--route", type=click.Choice(ROUTES, case_sensitive=False)),
        click.option("--dose", metavar="40mg", help="The dose in all, in mg."),
        click.option("--dose-per-kg", metavar="0.5", help="The dose in mg per kg of weight."),
        click.option("--weight", metavar="80kg", help="Body weight that day, in kg."),
        click.option("--minutes", metavar="40", help="How long it ran."),
        click.option("--phase", type=click.Choice(PHASES, case_sensitive=False)),
        click.option("--new-course/--same-course", default=None, help="It starts a new course."),
        click.option(
            "--side-effect",
            "side_effects",
            multiple=True,
            metavar="NAME=0-3",
            help="As nausea=2, or headache=1@after for the days after. May be repeated.",
        ),
        click.option("--cost", metavar="450", help="What it cost, in your own currency."),
        click.option("--note", metavar="-", help="Read a note from stdin."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@infusion.command("add", cls=Command, example="tracker infusion add yesterday --route iv")
@click.argument("day", required=False)
@_details
@click.option("--planned", is_flag=True, help="It is still to come.")
@pass_session
def add(session: Session, /, day: str | None, planned: bool, **details: Any) -> None:
    """Record an infusion, given today unless another DAY is named."""
    from tracker.records.validation import new_id

    today = session.today()
    when = parse_day(day, today) if day else today
    status: Status = "planned" if planned else "given"
    if not planned and when > today:
        wrong(f"{format_day(when)} has not come yet; add --planned for an infusion still to come.")
    record = Infusion(id=new_id(session.now), day=when, status=status, **_fields(details))
    session.store.add(record, session.now, f"the infusion of {format_day(when)}")
    _show(session, record)


@infusion.command("list", cls=Command, example="tracker infusion list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """Every infusion with its number, oldest first; planned ones are marked."""
    infusions = _infusions(session)
    if as_json:
        from tracker.records.codec import to_plain as infusion_object

        emit_json([infusion_object(infusion) for infusion in infusions])
    elif infusions:
        labels = _labels(infusions)
        emit("\n".join(wording.infusion_line(i, labels[i.id]) for i in infusions))
    if not infusions:
        nothing("No infusion is recorded. `tracker infusion add` records one.")


@infusion.command("edit", cls=Command, example="tracker infusion edit last --dose 42mg")
@click.argument("record", metavar="ID", shell_complete=offer.ids("infusions", "last"))
@click.option("--day", help="The day it took place or is planned for.")
@click.option("--status", type=click.Choice(STATUSES))
@_details
@pass_session
def edit(
    session: Session, /, record: str, day: str | None, status: Status | None, **details: Any
) -> None:
    """Change what is named; the rest stays. Side effects named here replace all before."""
    from tracker.cli.find import find

    before = find(_infusions(session), record)
    fields = _fields(details)
    fields |= {"day": parse_day(day, session.today())} if day else {}
    fields |= {"status": status} if status else {}
    after = replace(before, **fields)
    if after.given:
        reject_future("infusion", after.day, session.today())
    _change(session, after, "the edit of")


@infusion.command("given", cls=Command, example="tracker infusion given next --dose 40mg")
@click.argument("record", metavar="ID", shell_complete=offer.ids("infusions", "next"))
@click.option("--day", help="The day it took place, if another than planned.")
@_details
@pass_session
def given(session: Session, /, record: str, day: str | None, **details: Any) -> None:
    """Record that a planned infusion took place; `next` is the first one still planned."""
    from tracker.cli.find import find

    planned = [i for i in _infusions(session) if i.status == "planned"]
    before = planned[0] if planned and record == "next" else find(planned, record)
    when = parse_day(day, session.today()) if day else before.day
    reject_future("infusion", when, session.today())
    after = replace(before, day=when, status="given", **_fields(details))
    _change(session, after, "the mark as given of")


@infusion.command("remove", cls=Command, example="tracker infusion remove last")
@click.argument("record", metavar="ID", shell_complete=offer.ids("infusions", "last"))
@pass_session
def remove(session: Session, record: str) -> None:
    """Take an infusion out of the diary. `tracker undo` brings it back."""
    from tracker.cli.find import find

    found = find(_infusions(session), record)
    with session.store.writing(session.now, f"the removal of {format_day(found.day)}") as unit:
        unit.remove(type(found), found.id)
    emit(f"Removed the infusion of {format_day(found.day)}. `tracker undo` brings it back.")


@infusion.command(
    "plan", cls=Command, example="tracker infusion plan --first monday --every 3d,4d --times 6"
)
@click.option("--first", required=True, metavar="DAY", help="The first day.")
@click.option("--every", default="3d", show_default=True, help="Days between: 3d, 2w, or 3d,4d.")
@click.option("--times", type=click.IntRange(1, MOST_PLANNED), default=6, show_default=True)
@_details
@pass_session
def plan(session: Session, /, first: str, every: str, times: int, **details: Any) -> None:
    """Plan a series: `--every 3d,4d` is twice a week on the same weekdays."""
    from tracker.records.validation import new_id

    fields = _fields(details)
    days = _planned_days(parse_day(first, session.today(), "first day"), every, times)
    ids = sorted(new_id(session.now) for _ in days)  # `last` is then the last of the series
    series = [
        Infusion(id=id_, day=day, status="planned", **fields)
        for id_, day in zip(ids, days, strict=True)
    ]
    what = wording.counted(times, "planned infusion")
    with session.store.writing(session.now, what) as unit:
        for record in series:
            unit.add(record)
    emit("\n".join(wording.infusion_line(record, "planned") for record in series))


def _planned_days(first: date, every: str, times: int) -> list[date]:
    steps = [_step(step) for step in every.split(",")]
    days = [first]
    for step in islice(cycle(steps), times - 1):
        days.append(days[-1] + timedelta(days=step))
    return days


def _step(text: str) -> int:
    match = re.fullmatch(r"(\d{1,3})([dw])", text.strip().casefold(), re.ASCII)
    if not match or int(match[1]) < 1:
        wrong("--every takes days or weeks as 3d, 2w, or in turn 3d,4d.")
    return int(match[1]) * (7 if match[2] == "w" else 1)


def _infusions(session: Session) -> tuple[Infusion, ...]:
    return session.store.read(date.max, date.max).infusions


def _labels(infusions: tuple[Infusion, ...]) -> dict[str, str]:
    """Return what stands before each: its number and place in the course, or its status."""
    numbers = {
        n.infusion.id: f"{n.number} (course {n.course}, number {n.number_in_course})"
        for n in number_infusions(infusions)
    }
    return {i.id: numbers.get(i.id, i.status) for i in infusions}


def _change(session: Session, after: Infusion, verb: str) -> None:
    what = f"{verb} the infusion of {format_day(after.day)}"
    with session.store.writing(session.now, what) as unit:
        unit.replace(after)
    _show(session, after)


def _show(session: Session, record: Infusion) -> None:
    emit(wording.infusion_line(record, _labels(_infusions(session))[record.id]))


def _fields(details: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an infusion that were typed, read."""
    typed = {key: value for key, value in details.items() if value not in (None, ())}
    return {_NAMES.get(key, key): _READ.get(key, _as_is)(value) for key, value in typed.items()}


def _side_effects(typed: tuple[str, ...]) -> tuple[SideEffect, ...]:
    return tuple(_side_effect(text) for text in typed)


def _side_effect(text: str) -> SideEffect:
    """Read nausea=2 or headache=1@after."""
    name, equals, rest = text.partition("=")
    severity, _, when = rest.partition("@")
    if not equals:
        wrong("A side effect is written as nausea=2, from 0 none to 3 severe.")
    number = parse_number(severity, "side effect's severity")
    if number not in (0, 1, 2, 3):
        wrong("A side effect goes from 0 none to 3 severe, in whole numbers.")
    return SideEffect(name=name, severity=int(number), when=cast(Any, when or "during"))


def _as_is(value: Any) -> Any:
    return value


_NAMES = {"dose": "dose_mg", "dose_per_kg": "dose_mg_per_kg", "weight": "weight_kg"}
_READ: dict[str, Callable[[Any], Any]] = {
    "start": lambda text: parse_time(text, "start"),
    "dose": lambda text: parse_amount(text, "dose", "mg"),
    "dose_per_kg": lambda text: parse_amount(text, "dose per kg", "mg/kg"),
    "weight": lambda text: parse_amount(text, "weight", "kg"),
    "minutes": lambda text: parse_amount(text, "minutes", "minutes", "min"),
    "cost": lambda text: parse_number(text, "cost"),
    "side_effects": _side_effects,
    "note": read_note,
}
