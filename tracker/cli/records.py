"""Listing, editing, removing and undoing: the same for all four kinds of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import click

from tracker.cli import completion
from tracker.cli.command import Command
from tracker.cli.context import CliContext, exit_nothing_found, pass_context, print_err, usage_error
from tracker.cli.options import WholeNumber, WindowOptions, window_options
from tracker.cli.refusals import how_to_quote
from tracker.records import Assessment, CheckIn, Diary, Event, Infusion, Measure
from tracker.records.codec import to_plain
from tracker.records.format import (
    count,
    format_list,
    format_record,
    name_record,
    short_id,
    short_ids,
)

if TYPE_CHECKING:
    from tracker.records.questionnaires import Questionnaire


class Identified(Protocol):
    """Anything with an id that a person may type."""

    @property
    def id(self) -> str:
        """The whole id."""


R = TypeVar("R", CheckIn, Infusion, Assessment, Event)
I = TypeVar("I", bound=Identified)  # noqa: E741  # I for identified

LEAST = 4
"""Fewest characters of an id that are accepted."""

ULID_LENGTH = 26
"""Length of an id made by tracker; these sort by time."""

SHOWN_WITHOUT_ID = 5
"""How many records are listed if no id was typed."""


@dataclass(frozen=True)
class Kind(Generic[R]):
    """What differs between the four kinds of record."""

    record_class: type[R]
    key: str
    """The table: check_in, infusion, assessment, event."""
    of_diary: completion.Records
    group: str
    """The command before list, edit and remove: `tracker`, or `tracker infusion`."""
    first_step: str

    def among(self, diary: Diary) -> tuple[R, ...]:
        """Return the diary's records of this kind."""
        found: tuple[R, ...] = getattr(diary, self.of_diary)
        return found


CHECK_IN = Kind(CheckIn, "check_in", "check_ins", "tracker", "tracker log 7")
INFUSION = Kind(
    Infusion, "infusion", "infusions", "tracker infusion", "tracker infusion add yesterday"
)
EVENT = Kind(Event, "event", "events", "tracker event", "tracker event add medication NAME")
ASSESSMENT = Kind(
    Assessment, "assessment", "assessments", "tracker scales", "tracker scales fill phq-9"
)


def record_line(
    record: Any,
    diary: Diary,
    forms: Sequence[Questionnaire] = (),
    shown: Mapping[str, str] | None = None,
) -> str:
    """Return a record as a list shows it, its id in brackets at the end, as `shown` shortens it."""
    typed = (shown or {}).get(record.id) or short_id(record.id)
    return f"{format_record(record, diary, forms)}  [{typed}]"


def ids_to_type(diary: Diary) -> dict[str, str]:
    """Return by the id of each of the diary's records what is enough to type of it."""
    return short_ids(record.id for record in diary.records)


def list_command(kind: Kind[R], help: str) -> click.Command:  # noqa: A002  # click's word
    """Return the command that lists one kind, oldest first."""

    @click.command("list", cls=Command, example=f"{kind.group} list --last 30d", help=help)
    @window_options
    @pass_context
    def list_(context: CliContext, window: WindowOptions) -> None:
        diary = context.store.read()
        first, last = window.resolve(diary.day_of(context.now), context.now.date())
        found = [r for r in kind.among(diary) if in_window(r, first, last, diary.events)]
        print_records(context, kind, found, diary)

    return list_


def in_window(
    record: Any, first: date | None, last: date | None, events: Sequence[Event] = ()
) -> bool:
    """Whether any day of a record lies in a window; of the diary's events a later dose ends one."""
    starts, ends = (
        (record.start, record.last_among(events) or date.max)
        if isinstance(record, Event)
        else (record.day, record.day)
    )
    return (last is None or starts <= last) and (first is None or ends >= first)


def print_records(
    context: CliContext,
    kind: Kind[R],
    found: Sequence[R],
    diary: Diary,
    forms: Sequence[Questionnaire] = (),
) -> None:
    """Print records as lines or as JSON; exit with status 3 if there are none."""
    shown = ids_to_type(diary)
    lines = (record_line(record, diary, forms, shown) for record in found)
    context.answer([to_json(record, diary) for record in found], "\n".join(lines))
    if not found:
        when = "in these days" if kind.among(diary) else "yet"
        exit_nothing_found(f"Nothing recorded {when}. `{kind.first_step}` records one.")


def remove_command(kind: Kind[R]) -> click.Command:
    """Return the command that removes records of one kind."""

    @click.command(
        "remove",
        cls=Command,
        example=f"{kind.group} remove last",
        help=f"Remove an entry by its id, which the list shows in [brackets]; without one it "
        f"shows the last {SHOWN_WITHOUT_ID}. `tracker undo` brings it back.",
    )
    @click.argument(
        "ids", metavar="ID...", nargs=-1, shell_complete=completion.ids(kind.of_diary, "last")
    )
    @pass_context
    def remove(context: CliContext, ids: tuple[str, ...]) -> None:
        remove_records(context, kind, ids or (None,))

    return remove


def remove_records(context: CliContext, kind: Kind[R], ids: Sequence[str | None]) -> None:
    """Remove the records of these ids as one change, and confirm it."""
    found = list(dict.fromkeys(find_typed(context, kind, typed) for typed in ids))
    one = found[0].id if len(found) == 1 else None
    with context.writing("remove", kind.key, one, len(found)) as transaction:
        removed = [transaction.remove(kind.record_class, record.id) for record in found]
    diary = context.store.read_setup()
    named = format_list([name_record(record) for record in removed])
    context.answer(
        {"change": transaction.change, "removed": [to_json(r, diary) for r in removed]},
        f"Removed {named}. `tracker undo` brings {'it' if len(removed) == 1 else 'them'} back.",
    )


@click.command(cls=Command, example="tracker undo")
@click.argument("change", type=WholeNumber(1), required=False)
@pass_context
def undo(context: CliContext, change: int | None) -> None:
    """Undo the last change, whatever it was; again for the one before.

    CHANGE is the number that --json gave for it; later changes to other entries stay.
    """
    if (undone := context.store.undo(context.now, change)) is None:
        exit_nothing_found(
            f"There is {'nothing' if change is None else f'no change {change}'} to undo."
        )
    setup = undone.setup_after
    records = [to_json(record, setup) for record in undone.touched]
    later = f" {count(undone.later, 'later change')} stayed." if undone.later else ""
    context.answer(
        {"change": undone.change.id, "undone": records},
        f"Undone: {undone.sentence(setup.day_of(context.now))}.{later}",
    )


def add_records(
    context: CliContext, kind: Kind[R], records: Sequence[R], action: str = "add", text: str = ""
) -> Diary:
    """Write new records as one change, confirm them, and return what was read for that."""
    one = records[0].id if len(records) == 1 else None
    with context.writing(action, kind.key, one, len(records)) as transaction:
        for record in records:
            transaction.add(record)
    return print_saved(context, transaction.change, records, text)


def edit_record(
    context: CliContext,
    kind: Kind[R],
    record_id: str,
    fields: dict[str, Any],
    *,
    action: str = "edit",
    measures: Sequence[Measure] = (),
    check: Callable[[R], object] = lambda _: None,
) -> R:
    """Change the fields that were typed, in one transaction; confirm and return the record.

    Args:
        context: the diary.
        kind: of which kind.
        record_id: the whole id.
        fields: their new values; other fields stay as they are in the file.
        action: what undo calls it.
        measures: new measures that a rating needs.
        check: raises a ValidationError if the new record is not allowed.

    Raises:
        NotFoundError: it was removed meanwhile; an edit never restores a record.
    """
    with context.writing(action, kind.key, record_id) as transaction:
        if measures:
            transaction.put_measures(measures)
        edited: R = transaction.edit(kind.record_class, record_id, **fields).record
        check(edited)
    print_saved(context, transaction.number, [edited])
    return edited


def print_saved(
    context: CliContext, change: int | None, saved: Sequence[Any], text: str = ""
) -> Diary:
    """Confirm what was saved: as JSON, as the text given, or as the lines a list shows.

    Returns the diary as it is now; with a text of one's own only its settings and measures.
    """
    diary = context.store.read_setup() if text else context.store.read()
    shown = ids_to_type(diary)
    context.answer(
        {"change": change, "saved": [to_json(record, diary) for record in saved]},
        text or "\n".join(record_line(record, diary, shown=shown) for record in saved),
    )
    return diary


def to_json(record: Any, diary: Diary) -> dict[str, Any]:
    """Return a record as in the diary's JSON, ratings in the diary's order."""
    return to_plain(record, [measure.key for measure in diary.measures])


def find_typed(context: CliContext, kind: Kind[R], typed: str | None) -> R:
    """Return the record of an id; without one, show the last records and exit with status 2.

    `next` is the planned infusion that comes first, or that was to.
    """
    diary = context.store.read()
    records = kind.among(diary)
    if not records:
        exit_nothing_found(f"Nothing recorded yet. `{kind.first_step}` records one.")
    planned = (r for r in records if isinstance(r, Infusion) and r.status == "planned")
    if typed == "next" and (found := next(planned, None)):
        return found
    if typed is not None:
        return find(records, typed, f"{kind.group} list", context.store.written_order)
    newest = _in_written_order(records, context.store.written_order())[-SHOWN_WITHOUT_ID:]
    forms: Sequence[Questionnaire] = ()
    if kind.record_class is Assessment:
        from tracker.storage.preferences import questionnaires

        forms = questionnaires(context.store)
    shown = ids_to_type(diary)
    for record in newest:
        if not isinstance(record, Assessment):  # which has no note; notes are not shown here
            record = replace(record, note=None)
        print_err(record_line(record, diary, forms, shown))
    usage_error(
        "Which one? Type the letters in its [brackets], or `last` for the last one written."
    )


def find(
    records: Sequence[I],
    typed: str,
    listed_by: str,
    written_order: Callable[[], Mapping[str, int]] = dict,
) -> I:
    """Return the record whose id ends or begins with what was typed; `last` is the newest one.

    Exits with status 3 if no id fits, with 2 if several do.
    """
    if typed.casefold() == "last" and records:
        return _in_written_order(records, written_order())[-1]
    wanted = typed.upper().strip("[]")
    whole = [record for record in records if record.id.upper() == wanted]
    # Ids of other programs may differ by their capitals alone.
    if exact := [r for r in whole if len(whole) == 1 or r.id == typed.strip("[]")]:
        return exact[0]
    if len(wanted) < LEAST:
        usage_error(
            f"'{typed}' is too short for an id: type at least {LEAST} characters of it. "
            f"`{listed_by}` shows ids in [brackets]."
        )
    fitting = [
        r for r in records if r.id.upper().endswith(wanted) or r.id.upper().startswith(wanted)
    ]
    if not fitting:
        exit_nothing_found(
            f"No entry has the id '{typed}'. `{listed_by}` shows ids in [brackets]."
            f"{how_to_quote([typed], only_options=True)}"
        )
    if len(fitting) > 1:
        usage_error(f"{len(fitting)} entries have the id '{typed}'; type more of it.")
    return fitting[0]


def _in_written_order(records: Sequence[I], order: Mapping[str, int]) -> list[I]:
    """Return the records, newest last, by their ids and then by the order of writing, if known.

    That decides, and not the clock of then.
    """
    by_id = sorted(records, key=_written)
    if by_id[-1].id in order:
        by_id.sort(key=lambda record: order.get(record.id, 0))
    return by_id


def _written(record: Identified) -> tuple[bool, str]:
    """Sort key: when a record was written; records with another program's ids come first."""
    return len(record.id) == ULID_LENGTH, record.id
