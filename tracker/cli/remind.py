"""`remind`: what is open today, for a scheduler or the beginning of a shell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import click

from tracker.cli import wording
from tracker.cli.command import Command
from tracker.cli.session import Session, emit, emit_json, pass_session
from tracker.records import Diary, Infusion, diary_day
from tracker.records.format import format_day

if TYPE_CHECKING:
    from tracker.records.questionnaires import Questionnaire


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is open: what kind, on which day, in plain words and in neutral ones."""

    kind: str
    day: date
    text: str
    neutral: str


@click.command(cls=Command, example="tracker remind --neutral")
@click.option("--neutral", is_flag=True, help="Words that give nothing away on a shared screen.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def remind(session: Session, neutral: bool, as_json: bool) -> None:
    """Print what is open today; nothing when nothing is. `tracker help reminders` shows a timer.

    It ends with 0 either way: a scheduler takes anything else for a job that failed. It only reads.
    """
    found = list(_open(session))
    if as_json:
        emit_json({"open": [_object(one, neutral) for one in found]})
    elif found:
        emit("\n".join(one.neutral if neutral else one.text for one in found))


def _open(session: Session) -> Iterator[Open]:
    if not session.home.diary.exists():  # opening would make one
        yield _no_entry(diary_day(session.now))
        return
    from tracker.records.questionnaires import DORMANT_AFTER

    today = session.today()
    diary = session.store.read(today - DORMANT_AFTER, today)
    if not any(check_in.day == today for check_in in diary.check_ins):
        yield _no_entry(today)
    planned = [infusion for infusion in diary.infusions if infusion.status == "planned"]
    yield from (_coming(i, today) for i in planned if 0 <= (i.day - today).days <= 1)
    if passed := [infusion for infusion in planned if infusion.day < today]:
        yield _unmarked(passed)
    if diary.assessments:
        yield from _questionnaires(session, diary, today)


def _no_entry(today: date) -> Open:
    return Open(
        "check_in",
        today,
        "Nothing is written for today yet. If you like: tracker log 7",
        "The diary is there, if you like.",
    )


def _coming(infusion: Infusion, today: date) -> Open:
    when = f"{wording.days_until(infusion.day, today)}, {format_day(infusion.day)}"
    when += f", {infusion.start:%H:%M}" if infusion.start else ""
    return Open(
        "infusion",
        infusion.day,
        f"An infusion is planned for {when}.",
        f"An appointment is planned for {when}.",
    )


def _unmarked(passed: list[Infusion]) -> Open:
    days = wording.listed(f"{format_day(i.day)} [{wording.short_id(i.id)}]" for i in passed)
    what = "A planned infusion" if len(passed) == 1 else "Planned infusions"
    return Open(
        "unmarked_infusion",
        passed[0].day,
        f"{what} of {days}: did it take place? `tracker infusion given ID` says so; "
        "`tracker infusion edit ID --status cancelled` if not.",
        "The diary has a question about an appointment that has passed.",
    )


def _questionnaires(session: Session, diary: Diary, today: date) -> Iterator[Open]:
    from tracker.records.questionnaires import available_again, available_from
    from tracker.storage.preferences import questionnaires

    for known in available_again(questionnaires(session.store), diary.assessments, today):
        if again := available_from(known, diary.assessments):
            yield _again(known, again)


def _again(known: Questionnaire, again: date) -> Open:
    name = wording.one_line(known.title)
    return Open(
        "questionnaire",
        again,
        f"{name} can be filled in again: tracker scales fill {known.key}",
        "A form can be filled in again.",
    )


def _object(one: Open, neutral: bool) -> dict[str, str]:
    text = one.neutral if neutral else one.text
    return {"kind": one.kind, "day": one.day.isoformat(), "text": text}
