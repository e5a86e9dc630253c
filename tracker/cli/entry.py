"""A check-in as it is typed: a score, an option for each measure, a day and a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.cli.command import Command
from tracker.cli.context import usage_error
from tracker.cli.options import name_last_day
from tracker.cli.refusals import ARGUMENTS, closest_name, no_such_option, unexpected_words
from tracker.records.day import datetime_on
from tracker.records.day_parser import parse_day, parse_past_day, parse_time
from tracker.records.diary import Diary
from tracker.records.format import format_day, format_time
from tracker.records.measure import MOOD, Measure, Rating, measure_key
from tracker.records.settings import clears
from tracker.records.validation import ValidationError, parse_number

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


def parse_entry(typed: Sequence[str], diary: Diary) -> ParsedEntry:
    """Read `7 --anxiety 4 --sleep=6.5`; `none` clears a rating.

    Ends with 2 for a measure or a word that is not understood.
    """
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
    for start in (1, 0) if together else ():
        day = " ".join(scores[start:])
        try:
            parse_day(day, date(2000, 6, 15))  # whichever today is: only whether it is one
        except ValidationError:
            continue
        if not day.isdecimal():
            before = f"{scores[0]} " if start else ""
            quoted = f'"{day}"' if " " in day else day
            usage_error(f"Name the day like this: tracker log {before}--day {quoted}")
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
