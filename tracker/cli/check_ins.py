"""`log`, `list`, `edit`, `remove`, `undo`: the check-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import click

from tracker.cli import clock, offer, wording
from tracker.cli.command import Command
from tracker.cli.session import (
    Session,
    emit,
    emit_json,
    nothing,
    pass_session,
    read_note,
    talk,
    wrong,
)
from tracker.records import (
    MOOD,
    SELF_HARM,
    CheckIn,
    Diary,
    Measure,
    Rating,
    datetime_on,
    known_measure,
    measure_key,
    parse_day,
    parse_time,
)
from tracker.records.day import reject_future
from tracker.records.format import format_day

_AS_TYPED = {"ignore_unknown_options": True, "allow_extra_args": False}


@dataclass(frozen=True)
class Typed:
    """What was typed for a check-in: ratings, and measures that were not rated before."""

    ratings: tuple[Rating, ...]
    cleared: tuple[str, ...]
    new: tuple[Measure, ...]


@click.command(
    cls=offer.RatingCommand,
    example="tracker log 7 --anxiety 4 --day yesterday",
    context_settings=_AS_TYPED,
)
@click.argument("typed", nargs=-1, metavar="[SCORE] [--MEASURE VALUE ...]")
@click.option("--day", help="The day it counts for: 2026-03-14, yesterday, 3 days ago, monday.")
@click.option("--at", metavar="HH:MM", help="When it was felt, if not now.")
@click.option("--note", metavar="-", help="Read a note from stdin.")
@pass_session
def log(
    session: Session, typed: tuple[str, ...], day: str | None, at: str | None, note: str | None
) -> None:
    """Record a score from 0 to 10, 10 best, for today or for a day before.

    Any other measure is an option of its own name: --anxiety 4, --sleep 6.5. Alone, it asks.
    """
    diary = session.store.read(date.max, date.max)
    if not typed and note is None:
        _ask(session, diary, day, at)
        return
    entry = _read_typed(typed, diary)
    check_in = _new_check_in(session, diary, entry, day, at, read_note(note))
    _add(session, diary, check_in, entry.new)


def _add(session: Session, diary: Diary, check_in: CheckIn, new: Sequence[Measure]) -> None:
    what = f"the check-in for {format_day(check_in.day)}"
    with session.store.writing(session.now, what) as unit:
        if new:
            unit.put_measures(new)
        unit.add(check_in)
    _name_new(new)
    diary = replace(diary, measures=(*diary.measures, *new))
    _say_saved(session, diary, check_in)
    _care(session, check_in.ratings)


def _say_saved(session: Session, diary: Diary, check_in: CheckIn, undone: str = "it") -> None:
    said = wording.ratings(check_in, diary) or "a note"
    emit(f"Saved for {format_day(check_in.day)}: {said}. `tracker undo` takes {undone} back.")
    if _after_midnight(session, diary) and check_in.day == diary.day_of(session.now):
        talk(_AFTER_MIDNIGHT.format(session.now, diary.settings.day_starts_at))


def _care(session: Session, ratings: Sequence[Rating]) -> bool:
    """Say whom to call after thoughts of self-harm were recorded, never before; was it said?"""
    if not any(rating.measure == SELF_HARM and rating.value > 0 for rating in ratings):
        return False
    from tracker.cli.contacts import say_whom_to_call

    say_whom_to_call(session)
    return True


def _name_new(measures: Sequence[Measure]) -> None:
    for measure in measures:
        talk(f"{measure.label} is rated from now on: {measure.scale}.")


_AFTER_MIDNIGHT = (
    "It is {0:%H:%M}; until {1:%H:%M} a score counts for the day before. --day names another day."
)


def _after_midnight(session: Session, diary: Diary) -> bool:
    return session.now.time() < diary.settings.day_starts_at


def _ask(session: Session, diary: Diary, day: str | None, at: str | None) -> None:
    """Ask for each measure; what was saved is said once the question is gone."""
    from tracker.cli.asked import Sitting, asked, can_ask

    if not can_ask():
        wrong("Type a score from 0 to 10, 10 best: tracker log 7.")
    today = diary.day_of(session.now)
    counts_for = _past(day, today) if day else None
    felt_at = _rated_at(at, counts_for or today, diary, session.now) if at else None
    kept, cared = None, False
    for check_in in asked(Sitting(session.store, clock.local_now, felt_at), counts_for):
        if check_in != kept:
            last_only = len(check_in.ratings) > 1
            _say_saved(session, diary, check_in, "the last answer" if last_only else "it")
        kept, cared = check_in, cared or _care(session, check_in.ratings)
    if kept is None:
        nothing("Nothing was recorded.")


def _read_typed(typed: Sequence[str], diary: Diary) -> Typed:
    """Split `7 --anxiety 4 --sleep=6.5` into ratings."""
    ratings: list[Rating] = []
    cleared: list[str] = []
    new: list[Measure] = []
    rest = list(typed)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            measure, value = diary.measure(MOOD.key), word
        else:
            name, _, value = word.removeprefix("--").partition("=")
            measure = _measure(name, diary)
            value = value or (rest.pop(0) if rest else wrong(f"--{name} needs a value."))
            new += [] if measure in diary.measures else [measure]
        if value == "none":
            cleared.append(measure.key)
        else:
            ratings.append(measure.rate(value))
    return Typed(tuple(ratings), tuple(cleared), tuple(new))


def _measure(name: str, diary: Diary) -> Measure:
    key = measure_key(name)
    if found := next((m for m in diary.measures if m.key == key), None):
        return found
    known = known_measure(name)
    if known is None:
        wrong(f"There is no measure called {key or name}. `tracker measures add {key}` makes one.")
    return next((m for m in diary.measures if m.key == known.key), replace(known, active=True))


def _new_check_in(
    session: Session, diary: Diary, entry: Typed, day: str | None, at: str | None, note: str | None
) -> CheckIn:
    from tracker.records.validation import new_id

    today = diary.day_of(session.now)
    counts_for = _past(day, today) if day else today
    return CheckIn(
        id=new_id(session.now),
        day=counts_for,
        at=_rated_at(at, counts_for, diary, session.now),
        recorded_at=session.now,
        ratings=entry.ratings,
        note=note,
    )


def _past(day: str, today: date) -> date:
    return reject_future("day", parse_day(day, today), today)


def _rated_at(at: str | None, day: date, diary: Diary, now: datetime) -> datetime:
    """Return the moment of the rating: now, unless a time was given for that day."""
    if at is None:
        return now
    moment = datetime_on(day, parse_time(at), diary.settings.day_starts_at).astimezone()
    if moment > now:
        wrong(f"{at} on {format_day(day)} has not come yet; leave --at out to record now.")
    return moment


@click.command("list", cls=Command, example="tracker list --last 30d")
@click.option("--from", "first", metavar="DAY", help="The first day.")
@click.option("--to", "last", metavar="DAY", help="The last day.")
@click.option("--last", "recent", metavar="30d", help="The last days or weeks: 30d, 12w.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def list_(
    session: Session, first: str | None, last: str | None, recent: str | None, as_json: bool
) -> None:
    """What was recorded, newest last. [brackets] hold the id that edit and remove take."""
    from tracker.cli.window import asked_window

    start, end = asked_window(session.today(), first, last, recent)
    diary = session.store.read(start, end)
    if as_json:
        from tracker.records.codec import to_plain as check_in_object

        place = {measure.key: n for n, measure in enumerate(diary.measures)}
        emit_json([check_in_object(check_in, place) for check_in in diary.check_ins])
    elif diary.check_ins:
        emit("\n".join(wording.check_in_line(c, diary) for c in diary.check_ins))
    if not diary.check_ins:
        nothing("Nothing is recorded for that. `tracker log 7` records a score.")


@click.command(
    cls=offer.RatingCommand,
    example="tracker edit last 6 --anxiety none",
    context_settings=_AS_TYPED,
)
@click.argument("record", metavar="ID", shell_complete=offer.ids("check_ins", "last"))
@click.argument("typed", nargs=-1, metavar="[SCORE] [--MEASURE VALUE ...]")
@click.option("--day", help="The day it counts for.")
@click.option("--at", metavar="HH:MM", help="When it was felt.")
@click.option("--note", metavar="-", help="Read the note anew from stdin; an empty one removes it.")
@pass_session
def edit(
    session: Session,
    record: str,
    typed: tuple[str, ...],
    day: str | None,
    at: str | None,
    note: str | None,
) -> None:
    """Change a check-in: its score, a measure (none takes a rating out), day, time or note."""
    from tracker.cli.find import find

    diary = session.store.read()
    before = find(diary.check_ins, record)
    entry = _read_typed(typed, diary)
    today = diary.day_of(session.now)
    counts_for = _past(day, today) if day else before.day
    after = replace(
        before,
        day=counts_for,
        at=_rated_at(at, counts_for, diary, session.now) if at else before.at,
        ratings=_merged(before, entry),
        note=before.note if note is None else read_note(note),
    )
    with session.store.writing(
        session.now, f"the edit of a check-in for {format_day(after.day)}"
    ) as unit:
        unit.put_measures(entry.new)
        unit.replace(after)
    _name_new(entry.new)
    emit(wording.check_in_line(after, session.store.read(after.day, after.day)))
    _care(session, entry.ratings)


def _merged(before: CheckIn, entry: Typed) -> tuple[Rating, ...]:
    """Return the ratings after an edit: those typed, and those before that were not touched."""
    touched = {r.measure for r in entry.ratings} | set(entry.cleared)
    kept = tuple(r for r in before.ratings if r.measure not in touched)
    return kept + entry.ratings


@click.command(cls=Command, example="tracker remove last")
@click.argument("record", metavar="ID", shell_complete=offer.ids("check_ins", "last"))
@pass_session
def remove(session: Session, record: str) -> None:
    """Take a check-in out of the diary. `tracker undo` brings it back."""
    from tracker.cli.find import find

    found = find(session.store.read().check_ins, record)
    with session.store.writing(session.now, f"the removal of {format_day(found.day)}") as unit:
        unit.remove(type(found), found.id)
    emit(f"Removed the check-in for {format_day(found.day)}. `tracker undo` brings it back.")


@click.command(cls=Command, example="tracker undo")
@pass_session
def undo(session: Session) -> None:
    """Take back the last change, whatever it was; again for the one before."""
    if (undone := session.store.undo(session.now)) is None:
        nothing("There is nothing to take back.")
    emit(f"Took back {undone.change.sentence or undone.change.action}.")
