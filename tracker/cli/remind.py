"""`remind`: what is open today, for a scheduler or the beginning of a shell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from tracker.cli.command import Command
from tracker.cli.context import CliContext, pass_context
from tracker.records import Diary
from tracker.records.day import diary_day
from tracker.records.format import (
    format_day,
    format_distance,
    format_list,
    format_time,
    plain_line,
    short_ids,
)
from tracker.records.questionnaires import DORMANT_AFTER, available_again, available_from
from tracker.storage.preferences import questionnaires


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do: its kind, its day, and a plain and a neutral sentence."""

    kind: str
    day: date
    text: str
    neutral: str


@click.command(cls=Command, example="tracker remind --neutral")
@click.option(
    "--neutral", is_flag=True, help="Use words that give nothing away on a shared screen."
)
@pass_context
def remind(context: CliContext, neutral: bool) -> None:
    """Print what is open today, or nothing. `tracker help reminders` shows how to schedule it.

    It changes nothing, and the exit code is 0 either way: a scheduler takes any other for a fault.
    """
    reminders = list(_reminders(context))
    texts = [reminder.neutral if neutral else reminder.text for reminder in reminders]
    found = [
        {"kind": reminder.kind, "day": reminder.day.isoformat(), "text": text}
        for reminder, text in zip(reminders, texts, strict=True)
    ]
    context.answer({"open": found}, "\n".join(texts))


def _reminders(context: CliContext) -> Iterator[Reminder]:
    if not context.home.diary.exists():  # opening would make one
        yield _no_entry(diary_day(context.now))
        return
    today = context.today
    diary = context.store.read(today - DORMANT_AFTER, today)
    if not any(check_in.day == today for check_in in diary.check_ins):
        yield _no_entry(today)
    planned = [infusion for infusion in diary.infusions if infusion.status == "planned"]
    for infusion in planned:
        if 0 <= (infusion.day - today).days <= 1:
            when = f"{format_distance(infusion.day, today)}, {format_day(infusion.day)}"
            when += f", {format_time(infusion.start)}" if infusion.start else ""
            yield Reminder(
                "infusion",
                infusion.day,
                f"An infusion is planned for {when}.",
                f"An appointment is planned for {when}.",
            )
    if passed := [infusion for infusion in planned if infusion.day < today]:
        shown = short_ids(infusion.id for infusion in diary.infusions)
        days = format_list([f"{format_day(i.day)} [{shown[i.id]}]" for i in passed])
        one = len(passed) == 1
        did = (
            f"A planned infusion of {days}: did it"
            if one
            else f"Planned infusions of {days}: did each"
        )
        yield Reminder(
            "unmarked_infusion",
            passed[0].day,
            f"{did} take place? `tracker infusion given ID` records it; "
            "`tracker infusion edit ID --status cancelled` if not.",
            "The diary has a question about an appointment that has passed.",
        )
    if diary.assessments:
        yield from _questionnaires(context, diary, today)


def _no_entry(today: date) -> Reminder:
    return Reminder(
        "check_in",
        today,
        "Nothing is recorded for today yet. If you like: tracker log 7",
        "The diary is there, if you like.",
    )


def _questionnaires(context: CliContext, diary: Diary, today: date) -> Iterator[Reminder]:
    interval: dict[str, Any] = {
        "infusions": diary.infusions,
        "days_after": diary.settings.offer_questionnaires_after,
    }
    forms = questionnaires(context.store)
    for form in available_again(forms, diary.assessments, today, **interval):
        if again := available_from(form, diary.assessments, today=today, **interval):
            yield Reminder(
                "questionnaire",
                again,
                f"{plain_line(form.title)} can be filled in again: tracker scales fill {form.key}",
                "A form can be filled in again.",
            )
