"""`log`: a check-in, typed as a score, measures as options, a day and a time, or asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.cli import clock, prompts
from tracker.cli.command import Command
from tracker.cli.context import (
    CliContext,
    exit_nothing_found,
    pass_context,
    print_err,
    print_json,
    print_out,
    usage_error,
)
from tracker.cli.options import name_last_day, read_note
from tracker.cli.refusals import ARGUMENTS, closest_name, no_such_option, unexpected_words
from tracker.records.check_in import CheckIn
from tracker.records.codec import to_plain
from tracker.records.day import datetime_on
from tracker.records.day_parser import parse_day, parse_past_day, parse_time
from tracker.records.diary import Diary
from tracker.records.format import format_day, format_ratings, format_time
from tracker.records.measure import MOOD, Measure, Rating, measure_key
from tracker.records.settings import clears
from tracker.records.validation import ValidationError, new_id, parse_number

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

UNKNOWN_OPTIONS_ARE_MEASURES = {"ignore_unknown_options": True}
_OPTIONS = ("day", "at", "note", "json", "home", "unlock", "help")
_ALMOST = 0.75
"""How like the name of a built-in measure a word is that means it."""


class ParsedEntry(NamedTuple):
    """The ratings of a check-in as they were typed."""

    ratings: tuple[Rating, ...]
    cleared: tuple[str, ...]
    """Keys of the measures typed with `none`."""
    new: tuple[Measure, ...]
    """Measures that the diary does not have yet."""


class RatingCommand(Command):
    """A command with an option for each measure."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the options of measures, too."""
        from tracker.cli.completion import measure_options

        return [*super().shell_complete(ctx, incomplete), *measure_options(ctx, incomplete)]


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

    A StorageError leaves the answers before it.
    """
    counts_for = day or diary.day_of(context.now)
    print_err(
        f"For {format_day(counts_for)}. Enter skips a measure. Ctrl+C stops; your answers so far "
        "are kept."
    )
    saved: CheckIn | None = None
    for measure in diary.asked_measures:
        rating = prompts.ask_until_valid(partial(_ask_rating, measure))
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
    typed = prompts.ask(f"{measure.label}, {measure.scale}")
    return measure.rate(typed) if typed else None


def parse_entry(typed: Sequence[str], diary: Diary) -> ParsedEntry:
    """Read `7 --anxiety 4 --sleep=6.5`; `none` clears a rating. Exit with 2 for unknown words."""
    ratings: list[Rating] = []
    cleared: list[str] = []
    new: list[Measure] = []
    scores: list[str] = []
    words = list(typed)
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            if word.startswith("-") and word[1:2].isalpha():  # -d, -day
                usage_error(no_such_option(word, _option_names(diary, word)))
            scores.append(word)
            continue
        name, _, value = word.removeprefix("--").partition("=")
        measure = _find_measure(name, diary)
        if not value:
            value = words.pop(0) if words else usage_error(f"--{name} needs a value.")
        if measure not in diary.measures:
            new.append(measure)
        _put(measure, value, ratings, cleared)
    if len(scores) > 1:
        _refuse_words(scores, diary)
    for score in scores:
        _put(diary.measure(MOOD.key), score, ratings, cleared)
    return ParsedEntry(tuple(ratings), tuple(cleared), tuple(new))


def _put(measure: Measure, value: str, ratings: list[Rating], cleared: list[str]) -> None:
    if measure.key in (*cleared, *(rating.measure for rating in ratings)):
        usage_error(f"{measure.label} is given twice; an entry rates each measure once.")
    if clears(value):
        cleared.append(measure.key)
    else:
        ratings.append(measure.rate(value))


def _find_measure(name: str, diary: Diary) -> Measure:
    measures = {measure.key: measure for measure in diary.measures}
    if found := measures.get(key := measure_key(name)):
        return found
    from tracker.records.catalogue import known_measure  # mood needs none of them

    if builtin := known_measure(name):
        return measures.get(builtin.key) or replace(builtin, active=True)
    usage_error(
        f"{no_such_option(f'--{name}', _option_names(diary, name))} "
        f"`tracker measures add {key or 'NAME'}` makes a measure."
    )


def _option_names(diary: Diary, typed: str) -> list[str]:
    """Return the options there are; of measures not in the diary only one typed almost right."""
    from tracker.records.catalogue import BUILTIN_MEASURES

    keys = [measure.key for measure in diary.measures]
    builtin = [measure.key for measure in BUILTIN_MEASURES if measure.key not in keys]
    almost = closest_name(measure_key(typed), builtin, cutoff=_ALMOST)  # panic is not pain
    names = (*_OPTIONS, *keys, *filter(None, [almost]))
    return [f"--{name.replace('_', '-')}" for name in names]


def _refuse_words(scores: Sequence[str], diary: Diary) -> None:
    """Exit with what to type instead of several bare words: options, a note, quotes, a score."""
    arguments = click.get_current_context().meta[ARGUMENTS]
    together = arguments[: len(scores)] == list(scores)  # else they follow an option's value
    if options := _as_options(scores, diary):
        usage_error(f"Type it like this: tracker log {options}")
    orders = [(f"{scores[0]} ", scores[1:]), ("", scores)]
    if _is_number(scores[-1]):
        orders.insert(1, (f"{scores[-1]} ", scores[:-1]))
    for score, words in orders if together else ():
        day = " ".join(words)
        try:
            parse_day(day, date(2000, 6, 15))  # whichever today is: only whether it is one
        except ValidationError:
            continue
        if not day.isdecimal():
            quoted = f'"{day}"' if " " in day else day
            usage_error(f"Name the day like this: tracker log {score}--day {quoted}")
    if all(map(_is_number, scores)):
        usage_error(f"One score at a time: type {' or '.join(scores)}.")
    if together and _is_number(scores[0]):
        words = " ".join(scores[1:])
        usage_error(f"'{words}' is not a score. For a note, type: tracker log {scores[0]} --note -")
    over = scores if not _is_number(scores[0]) else scores[1:]
    usage_error(unexpected_words(over))


def _as_options(words: Sequence[str], diary: Diary) -> str:
    """Return `mood 5 anxiety 4` as it has to be typed, or ""."""
    score, pairs = (words[0], words[1:]) if _is_number(words[0]) else ("", words)
    names, values = pairs[::2], pairs[1::2]
    if len(names) != len(values) or not all(map(_is_number, values)):
        return ""
    from tracker.records.catalogue import known_measure

    keys = {measure.key for measure in diary.measures}
    if not all(measure_key(name) in keys or known_measure(name) for name in names):
        return ""
    options = [
        value if measure_key(name) == MOOD.key else f"--{name.casefold()} {value}"
        for name, value in zip(names, values, strict=True)
    ]
    return " ".join(filter(None, (score, *options)))


def _is_number(word: str) -> bool:
    try:
        parse_number(word, "score")
    except ValidationError:
        return False
    return True


def day_and_moment(
    day: str | None, at: str | None, diary: Diary, now: datetime
) -> tuple[date, datetime]:
    """Return the diary day and the moment of a rating: now, unless something else was typed.

    A time after midnight without a day is the latest one that has passed.
    """
    today = diary.day_of(now)
    counts_for = today
    if day:
        counts_for = name_last_day(day, parse_past_day(day, today, now.date()), today)
    if at is None:
        return counts_for, now
    clock_time = parse_time(at)
    # The new day, named before it starts, has no time yet but those after its midnight.
    starts_at = time() if counts_for > today else diary.settings.day_starts_at
    moment = _moment(counts_for, clock_time, starts_at, now)
    if moment <= now:
        return counts_for, moment
    if clock_time < starts_at:
        day_before = date.fromordinal(counts_for.toordinal() - 1)
        if day is None:
            return day_before, _moment(day_before, clock_time, starts_at, now)
        usage_error(
            f"{format_time(clock_time)} on {format_day(counts_for)} still belongs to "
            f"{format_day(day_before)}: your day starts at "
            f"{format_time(starts_at)}. Type --day {day_before} --at {at}"
        )
    usage_error(f"{at} on {format_day(counts_for)} has not come yet; leave --at out to record now.")


def _moment(day: date, clock_time: time, starts_at: time, now: datetime) -> datetime:
    wall = datetime_on(day, clock_time, starts_at)
    try:
        # An hour that the clocks leave out keeps what was typed.
        return wall.replace(tzinfo=timezone(wall.astimezone().utcoffset() or timedelta()))
    except (OSError, OverflowError):  # Windows knows no zone of days before 1970
        return wall.replace(tzinfo=now.tzinfo)
