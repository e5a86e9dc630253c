"""`log`: a check-in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

import click

from tracker.cli import clock, prompts
from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_err,
    print_json,
    print_out,
    usage_error,
)
from tracker.cli.entry import (
    UNKNOWN_OPTIONS_ARE_MEASURES,
    RatingCommand,
    day_and_moment,
    parse_entry,
)
from tracker.cli.options import read_note
from tracker.records.check_in import CheckIn
from tracker.records.codec import to_plain
from tracker.records.diary import Diary
from tracker.records.format import format_day, format_ratings, format_time
from tracker.records.measure import MOOD, Measure, Rating
from tracker.records.validation import ValidationError, new_id


@click.command(
    cls=RatingCommand,
    example="tracker log 7 --anxiety 4 --day yesterday",
    context_settings=UNKNOWN_OPTIONS_ARE_MEASURES,
)
@click.argument("typed", nargs=-1, metavar="[SCORE] [--MEASURE VALUE ...]")
@click.option("--day", help='The day it counts for: yesterday, monday, 20 Nov, "3 days ago".')
@click.option("--at", metavar="TIME", help="When you felt that way, if not now: 21:05, 9pm.")
@click.option("--note", metavar="-", help="Read a note from stdin.")
@pass_context
def log(
    context: CliContext, typed: tuple[str, ...], day: str | None, at: str | None, note: str | None
) -> None:
    """Record a score from 0 to 10, 10 best, for today or for a day before.

    Every other measure has an option of its own: --anxiety 4, --sleep 6.5. Without a score, it
    asks in a terminal.
    """
    if not typed and note is None:
        _log_by_asking(context, context.store.read_setup(), day, at)
        return
    words = read_note(note)
    record_id = new_id(context.now)
    # Read and write in one transaction: opening the file takes most of the time of each.
    with context.writing("add", "check_in", record_id) as transaction:
        diary = transaction.read_setup()
        entry = parse_entry(typed, diary)
        counts_for, rated_at = day_and_moment(day, at, diary, context.now)
        check_in = CheckIn(
            id=record_id,
            day=counts_for,
            at=rated_at,
            recorded_at=context.now,
            ratings=entry.ratings,
            note=words,
        )
        if entry.new:
            transaction.put_measures(entry.new)
        transaction.add(check_in)
    name_new_measures(entry.new)
    if entry.new:
        diary = replace(diary, measures=(*diary.measures, *entry.new))
    if context.as_json:
        saved = to_plain(check_in, [measure.key for measure in diary.measures])
        print_json({"change": transaction.change, "saved": [saved]})
    else:
        _confirm_saved(context, diary, check_in)
    show_crisis_contacts(context, entry.ratings, diary.measures)


def _confirm_saved(
    context: CliContext, diary: Diary, check_in: CheckIn, undone: str = "it"
) -> None:
    what = format_ratings(check_in, diary.measures) or "a note"
    print_out(f"Saved for {format_day(check_in.day)}: {what}. `tracker undo` undoes {undone}.")
    starts_at = diary.settings.day_starts_at
    rated_at = (check_in.at or context.now).time()  # the evening before is of no other day
    if max(rated_at, context.now.time()) < starts_at and check_in.day == diary.day_of(context.now):
        print_err(
            f"It is {format_time(context.now.time())}; until {format_time(starts_at)} a score "
            f"counts for the day before. If it is for {format_day(context.now.date())}, type: "
            f"tracker edit last --day {context.now.date()}"
        )


def show_crisis_contacts(
    context: CliContext, ratings: Sequence[Rating], measures: Sequence[Measure]
) -> bool:
    """Show the crisis contacts after thoughts of self-harm were saved; return whether it did."""
    if all(rating.measure == MOOD.key for rating in ratings):
        return False
    from tracker.records.self_harm import needs_crisis_help  # mood alone needs none of it

    if not needs_crisis_help(ratings, measures):
        return False
    from tracker.cli.contacts import print_crisis_panel

    print_crisis_panel(context)
    return True


def name_new_measures(measures: Sequence[Measure]) -> None:
    """Print which measures are rated from now on."""
    for measure in measures:
        print_err(f"{measure.label} is rated from now on: {measure.scale}.")


def _log_by_asking(context: CliContext, diary: Diary, day: str | None, at: str | None) -> None:
    """Ask for each measure; each answer is saved before the next question."""
    if not prompts.can_ask():
        usage_error("Type a score from 0 to 10, 10 best: tracker log 7.")
    counts_for = rated_at = None
    if day or at:
        counts_for, rated_at = day_and_moment(day, at, diary, context.now)
        rated_at = rated_at if at else None
    if prompts.can_draw() and sys.platform != "win32":  # the toolkit has no inline mode there
        from tracker.app import ask_inline

        answers = ask_inline(context.store, clock.local_now, counts_for, rated_at)
    else:
        answers = ask_measures(context, diary, counts_for, rated_at)
    saved, shown = None, False
    for check_in in answers:
        if check_in != saved:
            only_last = len(check_in.ratings) > 1
            _confirm_saved(context, diary, check_in, "the last answer" if only_last else "it")
        saved = check_in
        shown = shown or show_crisis_contacts(context, check_in.ratings, diary.measures)
    if saved is None:
        exit_nothing_found("Nothing was recorded.")


def ask_measures(
    context: CliContext, diary: Diary, day: date | None, rated_at: datetime | None
) -> Iterator[CheckIn]:
    """Ask measure by measure in plain prompts; nothing typed skips one, or ends at once.

    Raises:
        StorageError: an answer could not be written; those before it are kept.
    """
    counts_for = day or diary.day_of(context.now)
    print_err(
        f"For {format_day(counts_for)}. Enter skips a measure. Ctrl+C stops; your answers so far "
        "are kept."
    )
    saved: CheckIn | None = None
    for measure in diary.asked_measures:
        rating = _ask_rating(measure)
        if rating is None and saved is None:
            return
        if rating is None:
            continue
        now = clock.local_now()
        if saved is None:
            saved = CheckIn(
                id=new_id(now),
                day=counts_for,
                at=rated_at or now,
                recorded_at=now,
                ratings=(rating,),
            )
            context.store.add(saved, now)
        else:
            ratings = {rating.measure: rating.value}
            saved = context.store.edit(now, CheckIn, saved.id, ratings=ratings).record
        yield saved


def _ask_rating(measure: Measure) -> Rating | None:
    """Ask until the answer is on the scale; return it, None for nothing."""
    while typed := prompts.ask(f"{measure.label}, {measure.scale}"):
        try:
            return measure.rate(typed)
        except ValidationError as error:
            print_err(str(error))
    return None
