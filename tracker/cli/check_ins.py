"""`list`, `edit` and `remove` of check-ins; and today in text, where no app can be shown."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli import completion
from tracker.cli.context import CliContext, pass_context, print_out
from tracker.cli.log import (
    UNKNOWN_OPTIONS_ARE_MEASURES,
    RatingCommand,
    day_and_moment,
    name_new_measures,
    parse_entry,
    show_crisis_contacts,
)
from tracker.cli.options import read_note
from tracker.cli.records import (
    CHECK_IN,
    edit_record,
    find_typed,
    list_command,
    record_line,
    remove_command,
)
from tracker.records.course import number_infusions
from tracker.records.format import format_day, format_distance

list_ = list_command(
    CHECK_IN, "List entries, newest last. [brackets] hold the id that edit and remove take."
)
remove = remove_command(CHECK_IN)


@click.command(
    cls=RatingCommand,
    example="tracker edit last 6 --anxiety none",
    context_settings=UNKNOWN_OPTIONS_ARE_MEASURES,
)
@click.argument(
    "record", metavar="ID", required=False, shell_complete=completion.ids("check_ins", "last")
)
@click.argument("typed", nargs=-1, metavar="[SCORE] [--MEASURE VALUE ...]")
@click.option("--day", help="The day it counts for: yesterday, monday, 20 Nov.")
@click.option("--at", metavar="TIME", help="When you felt that way: 21:05, 9pm.")
@click.option("--note", metavar="-", help="Read a new note from stdin; none removes the note.")
@pass_context
def edit(
    context: CliContext,
    record: str | None,
    typed: tuple[str, ...],
    day: str | None,
    at: str | None,
    note: str | None,
) -> None:
    """Change an entry: its score, a measure (none removes a rating), day, time or note.

    Whatever you do not name stays as it is.
    """
    if record and record.startswith("--"):  # a measure where the id should be
        record = None
    before = find_typed(context, CHECK_IN, record)
    diary = context.store.read_setup()
    entry = parse_entry(typed, diary)
    ratings: dict[str, Any] = dict.fromkeys(entry.cleared)
    ratings |= {rating.measure: rating.value for rating in entry.ratings}
    fields: dict[str, Any] = {"ratings": ratings} if ratings else {}
    fields |= {} if note is None else {"note": read_note(note)}
    if at:
        named = day or before.day.isoformat()
        fields["day"], fields["at"] = day_and_moment(named, at, diary, context.now)
    elif day:
        fields["day"], _ = day_and_moment(day, None, diary, context.now)
    edit_record(context, CHECK_IN, before.id, fields, measures=entry.new)
    name_new_measures(entry.new)
    show_crisis_contacts(context, entry.ratings, (*diary.measures, *entry.new))


def print_today(context: CliContext) -> None:
    """Print today's entries, the last and the next infusion, and how to record."""
    today = context.today
    diary = context.store.read(today, today)
    lines = [f"Today is {format_day(today)}."]
    lines += ["This diary is invented."] if diary.invented else []
    lines += [record_line(check_in, diary) for check_in in diary.check_ins]
    lines += [] if diary.check_ins else ["Nothing is recorded for today yet."]
    if given := [n for n in number_infusions(diary.infusions) if n.day <= today]:
        last = given[-1]
        ago = format_distance(last.day, today)
        lines.append(f"Infusion {last.number} was {ago}, on {format_day(last.day)}.")
    if planned := [i for i in diary.infusions if i.status == "planned" and i.day >= today]:
        until = format_distance(planned[0].day, today)
        lines.append(f"The next planned infusion is {until}, on {format_day(planned[0].day)}.")
    if passed := [i for i in diary.infusions if i.status == "planned" and i.day < today]:
        lines.append(
            f"Planned for {format_day(passed[0].day)}: did it take place? "
            "`tracker infusion given next` records it."
        )
    lines.append("To record a score from 0 to 10, 10 best: tracker log 7")
    print_out("\n".join(lines))
