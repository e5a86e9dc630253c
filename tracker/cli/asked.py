"""`tracker log` alone: a check-in asked under the prompt, each step on disk before the next."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import click

from tracker.app.saving import Saving
from tracker.app.session import Session
from tracker.app.walk import Walk
from tracker.app.words import number
from tracker.cli.session import talk
from tracker.records import CheckIn, Measure, Rating, ValidationError
from tracker.records.format import format_day, plain_line
from tracker.storage import Store

Read = Callable[[str], str]


class Sitting(Session):
    """One sitting; what is rated in it was felt at another time than now, if one was given."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], felt_at: datetime | None
    ) -> None:
        super().__init__(store, clock)
        self.felt_at = felt_at

    def check_in(
        self, day: date, ratings: tuple[Rating, ...] = (), note: str | None = None
    ) -> CheckIn:
        """Return a check-in felt at that time and recorded now."""
        made = super().check_in(day, ratings, note)
        return replace(made, at=self.felt_at or made.at)


def can_ask() -> bool:
    """Whether a person sits at a terminal that can be drawn on."""
    there = sys.stdin.isatty() and sys.stderr.isatty()
    return there and os.environ.get("TERM") != "dumb"


def asked(session: Session, day: date | None) -> Iterator[CheckIn]:
    """Ask, and yield the check-in as it is on disk each time something is to be said about it."""
    if sys.platform == "win32":  # the toolkit has no inline mode there
        yield from by_prompts(session, day, _read)
        return
    from tracker.app.inline import ask

    yield from ask(session, day)


def by_prompts(session: Session, day: date | None, read: Read) -> Iterator[CheckIn]:
    """Ask measure by measure in plain prompts; nothing typed skips a measure, or ends at once.

    Raises:
        StorageError: an answer could not be written; those before it are kept.
    """
    diary = session.read_settings()
    counts_for = day or diary.day_of(session.now())
    saving, walk = Saving(session), Walk(diary.asked_measures)
    talk(f"For {format_day(counts_for)}. Enter skips a measure, Ctrl+C stops; all so far is kept.")
    while True:
        measure, last = walk.asking, walk.last
        rating = _rating(measure, read)
        if rating is None and not walk.begun:
            return
        if rating is None:
            walk = walk.skipped()
        else:
            now = session.read(counts_for, counts_for)
            check_in = saving.rate(rating, measure, counts_for, walk.check_in, now)
            walk = walk.rated(check_in)
            yield check_in
        if last:
            return


def _rating(measure: Measure, read: Read) -> Rating | None:
    """Return what is typed once it is on the scale, None for nothing."""
    unit = f" {measure.unit}" if measure.unit else ""
    prompt = f"{plain_line(measure.label)}, {number(measure.low)} to {number(measure.high)}{unit}"
    while typed := read(prompt).strip():
        try:
            return measure.rate(typed)
        except ValidationError as problem:
            talk(str(problem))
    return None


def _read(prompt: str) -> str:
    return str(click.prompt(prompt, default="", show_default=False, err=True))
