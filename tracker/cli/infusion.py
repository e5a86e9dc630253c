"""`infusion`: add, plan, mark as given, list, edit, remove."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

import click

from tracker.cli import completion
from tracker.cli.command import Command, Group
from tracker.cli.context import CliContext, exit_nothing_found, pass_context, print_err, usage_error
from tracker.cli.options import OneOf, WholeNumber, all_of, name_last_day, note_option, read_note
from tracker.cli.records import (
    INFUSION,
    add_records,
    edit_record,
    find,
    find_typed,
    list_command,
    remove_command,
)
from tracker.cli.refusals import how_to_quote, quote_hint_for_last
from tracker.records.day import reject_future
from tracker.records.day_parser import parse_day, parse_time
from tracker.records.diary import Diary
from tracker.records.format import format_day, format_time
from tracker.records.infusion import (
    MOST_PLANNED,
    PHASE_WORDS,
    PHASES,
    ROUTES,
    STATUSES,
    Dose,
    Infusion,
    Status,
    parse_cost,
    parse_dose,
    parse_dose_per_kg,
    parse_route,
    parse_side_effects,
    parse_weight,
)
from tracker.records.interval import parse_interval, parse_minutes
from tracker.records.settings import NONE, clears
from tracker.records.validation import ValidationError, new_id

ONE_PHASE = OneOf((*PHASES, NONE), {word: phase for phase, word in PHASE_WORDS.items()})

detail_options = all_of(
    click.option("--start", metavar="TIME", help="When it began or will begin: 10:30, 9am."),
    click.option(
        "--route",
        metavar="ROUTE",
        help=f"{OneOf(ROUTES)}.",
        shell_complete=completion.words(*ROUTES),
    ),
    click.option("--dose", metavar="40mg", help='40mg, 0.5mg/kg, or both: "40 mg 0.5 mg/kg".'),
    click.option("--dose-per-kg", metavar="0.5", help="The dose in mg per kg of weight."),
    click.option("--weight", metavar="80kg", help="Body weight that day."),
    click.option("--minutes", metavar="40", help="How many minutes it took."),
    click.option("--phase", metavar="PHASE", type=ONE_PHASE, help=f"{ONE_PHASE}."),
    click.option(
        "--new-course/--same-course", default=None, help="Whether it starts a new course."
    ),
    click.option(
        "--side-effect",
        "side_effects",
        multiple=True,
        metavar="NAME=0-3",
        help='nausea=2, "nausea mild", headache=1@after for the days after; nausea=none or '
        "nausea=0 records that there was none. May be repeated. none removes all recorded before.",
    ),
    click.option("--cost", metavar="450", help="What it cost, in your own currency."),
    note_option,
)


IF_TYPED = (
    ", or leave --start out; an infusion still to come is planned: tracker infusion add --planned"
)
IF_PLANNED = " with --start; --start none leaves it out."
"""What to do about a start in the future that was typed, and about one that was planned."""


class Infusions(Group):
    """The group, with words for what is done to a planned infusion."""

    def other_words(self) -> dict[str, str]:
        """Return other words for the commands of this group."""
        planned = {"cancel": "edit next --status cancelled", "move": "edit next --day DAY"}
        return {**super().other_words(), **planned}


@click.group(cls=Infusions, example="tracker infusion add today --dose 40mg --route iv")
def infusion() -> None:
    """Infusions: what was given and what is planned."""


@infusion.command("add", cls=Command, example="tracker infusion add yesterday --route iv")
@click.argument("day", nargs=-1)
@detail_options
@click.option("--planned", is_flag=True, help="For an infusion still to come.")
@pass_context
def add(context: CliContext, /, day: tuple[str, ...], planned: bool, **details: Any) -> None:
    """Record an infusion, given today unless another DAY is named."""
    try:
        when = _parse_day(context, " ".join(day), plan=planned) if day else context.today
    except ValidationError as error:
        hint = quote_hint_for_last(day) or _with_options(context, day)
        usage_error(hint or f"{error}{how_to_quote(day, only_options=True)}")
    if not planned and when > context.now.date():
        usage_error(
            f"{format_day(when)} has not come yet; add --planned for an infusion still to come."
        )
    fields = typed_fields(details)
    status: Status = "planned" if planned else "given"
    record = Infusion(id=new_id(context.now), day=when, status=status, **fields)
    if record.given:
        _reject_later_start(context, record)
    diary = _add(context, [record], "add")
    given_that_day = [i for i in diary.infusions if i.given and i.day == when]
    if record.given and len(given_that_day) > 1:
        print_err(
            f"There was already an infusion on {format_day(when)}; both are kept. "
            "`tracker undo` removes this one."
        )


def _with_options(context: CliContext, words: Sequence[str]) -> str:
    """Return how to type `monday iv 40 mg` with an option for each detail; "" for other words."""
    options: list[str] = []
    day: list[str] = []
    for word in re.sub(r"(\d) (?=mg|kg|lb|min)", r"\1", " ".join(words)).split():
        fitting = (name for name, parse in _DETAILS.items() if _reads(parse, word))
        option = next(fitting, None) if word[-1].isalpha() else None  # a bare 20 is of a day
        (options if option else day).append(f"{option} {word}" if option else word)
    is_day = not day or _reads(lambda text: _parse_day(context, text, plan=False), " ".join(day))
    if not options or not is_day:
        return ""
    return f"Type it like this: {' '.join(('tracker infusion add', *day, *options))}"


def _reads(parse: Callable[[str], object], text: str) -> bool:
    with suppress(ValidationError):
        parse(text)
        return True
    return False


infusion.add_command(
    list_command(INFUSION, "List infusions with their numbers, planned ones too, oldest first.")
)
infusion.add_command(remove_command(INFUSION))


@infusion.command("edit", cls=Command, example="tracker infusion edit last --dose 42mg")
@click.argument(
    "record",
    metavar="ID",
    required=False,
    shell_complete=completion.ids("infusions", "last", "next"),
)
@click.option("--day", help="The day it took place or is planned for.")
@click.option("--status", metavar="STATUS", type=OneOf(STATUSES), help=f"{OneOf(STATUSES)}.")
@detail_options
@pass_context
def edit(
    context: CliContext,
    /,
    record: str | None,
    day: str | None,
    status: Status | None,
    **details: Any,
) -> None:
    """Change what you name; the rest stays. none removes a detail, as in --dose none.

    ID may be last, for the one written last, or next, for the next one still planned.
    """
    before = find_typed(context, INFUSION, record)
    fields = typed_fields(details, before)
    planned = (status or before.status) == "planned"
    fields |= {"day": _parse_day(context, day, plan=planned)} if day else {}
    fields |= {"status": status} if status else {}
    _edit(context, before, fields, "edit")


@infusion.command("given", cls=Command, example="tracker infusion given next --dose 40mg")
@click.argument(
    "record", metavar="ID", required=False, shell_complete=completion.ids("infusions", "next")
)
@click.option("--day", help="The day it took place, if not the planned one.")
@detail_options
@pass_context
def given(context: CliContext, /, record: str | None, day: str | None, **details: Any) -> None:
    """Record that a planned infusion took place: the next one still planned, or ID."""
    planned = [i for i in context.store.read().infusions if i.status == "planned"]
    if not planned:
        exit_nothing_found("No infusion is planned. `tracker infusion add` records one.")
    if record is None or record.casefold() == "next":
        before = planned[0]
        if before.day > context.now.date() and not day:
            exit_nothing_found(
                f"No planned infusion is due: the next, on {format_day(before.day)}, has not come "
                "yet. If it took place already: tracker infusion given next --day today"
            )
    else:
        order = context.store.written_order
        before = find(planned, record, f"{INFUSION.group} list", order)
    fields = {"status": "given", **typed_fields(details, before)}
    fields |= {"day": _parse_day(context, day)} if day else {}
    _edit(context, before, fields, "give")


@infusion.command(
    "plan", cls=Command, example='tracker infusion plan --first monday --every "3 days" --times 6'
)
@click.option("--first", required=True, metavar="DAY", help="The first day: monday, 24 Nov.")
@click.option(
    "--every",
    default="3d",
    show_default=True,
    metavar="INTERVAL",
    help='3d, 2w, "every 3 days", "twice a week", or in turn 3d,4d.',
)
@click.option(
    "--times", type=WholeNumber(1, MOST_PLANNED), default=6, show_default=True, help="How many."
)
@detail_options
@pass_context
def plan(context: CliContext, /, first: str, every: str, times: int, **details: Any) -> None:
    """Plan a series of infusions. A weekday is the coming one."""
    fields = typed_fields(details)
    first_day = parse_day(first, context.today, "first day", plan=True)
    days = parse_interval(every).days(first_day, times)
    ids = sorted(new_id(context.now) for _ in days)  # `last` is then the last of the series
    series = [
        Infusion(id=id_, day=day, status="planned", **fields)
        for id_, day in zip(ids, days, strict=True)
    ]
    _add(context, series, "plan")


def _parse_day(context: CliContext, typed: str, *, plan: bool = False) -> date:
    today = context.today
    day = parse_day(typed, today, plan=plan, latest=context.now.date())
    return name_last_day(typed, day, today)


def _add(context: CliContext, records: Sequence[Infusion], action: str) -> Diary:
    diary = add_records(context, INFUSION, records, action)
    print_err(records[0].unusual_dose)  # the same for all of a plan; None prints nothing
    return diary


def _edit(context: CliContext, before: Infusion, fields: dict[str, Any], action: str) -> None:
    def check(record: Infusion) -> None:
        # What was given there may be of tomorrow here: its day is not asked about again.
        if record.given and fields.keys() & {"day", "start", "status"}:
            reject_future("day", record.day, context.now.date())
            otherwise = IF_TYPED if "start" in fields else IF_PLANNED
            _reject_later_start(context, record, otherwise)

    after = edit_record(context, INFUSION, before.id, fields, action=action, check=check)
    print_err(after.unusual_dose)


def _reject_later_start(context: CliContext, record: Infusion, otherwise: str = IF_TYPED) -> None:
    """Exit with status 2 if a given infusion starts in the future."""
    if record.start and record.starts_after(context.now):
        usage_error(
            f"{format_time(record.start)} on {format_day(record.day)} has not come yet. Name the "
            f"time it began{otherwise}"
        )


def typed_fields(details: dict[str, Any], before: Infusion | None = None) -> dict[str, Any]:
    """Parse the options that were typed into fields of an infusion; `none` clears one.

    With `before`, side effects are merged into its own, by name and by during or after.
    """
    fields: dict[str, Any] = {}
    # --dose none clears both doses, also where it was typed behind --dose-per-kg 0.5.
    for option, typed in sorted(details.items(), key=lambda detail: detail[0] != "dose"):
        if typed in (None, ()):
            continue
        cleared = isinstance(typed, str) and clears(typed)
        if option == "note":
            fields["note"] = read_note(typed)
        elif option == "dose":
            # As in the app's form: 0.5 mg/kg of the plan is not what was given once 56 mg is.
            dose = Dose() if cleared else parse_dose(typed)
            fields |= {"dose_mg": dose.mg, "dose_mg_per_kg": dose.mg_per_kg}
        elif option == "side_effects":
            fields["side_effects"] = _side_effects(typed, before)
        else:
            name = {"dose_per_kg": "dose_mg_per_kg", "weight": "weight_kg"}.get(option, option)
            parse = _PARSERS.get(option, lambda text: text)
            value = None if cleared else parse(typed)
            if option == "dose_per_kg" and fields.get(name) not in (None, value):
                usage_error("--dose names another dose per kg; leave --dose-per-kg out.")
            fields[name] = value
    return fields


def _side_effects(typed: Sequence[str], before: Infusion | None) -> Any:
    """Return the whole list if there is none yet or `none` clears it.

    Otherwise return severities by (name, when), which change these and leave the others.
    """
    entries = [text for text in typed if not clears(text)]
    effects = parse_side_effects("\n".join(entries))
    if before is None or len(entries) < len(typed):
        return effects
    names = {(old.name.casefold(), old.when): old.name for old in before.side_effects}
    return {
        (names.get((new.name.casefold(), new.when), new.name), new.when): new.severity
        for new in effects
    }


_DETAILS: Final[dict[str, Callable[[str], object]]] = {
    "--dose": parse_dose,
    "--weight": parse_weight,
    "--minutes": parse_minutes,
    "--route": parse_route,
}
"""The details that a word alone can be, each with its option."""
_PARSERS: dict[str, Callable[[Any], Any]] = {
    "start": lambda text: parse_time(text, "start"),
    "route": parse_route,
    "dose_per_kg": parse_dose_per_kg,
    "weight": parse_weight,
    "minutes": parse_minutes,
    "cost": parse_cost,
}
