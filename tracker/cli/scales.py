"""`scales`: questionnaires filled in, totals the clinic worked out, forms the clinic supplies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from tracker.cli import offer, wording
from tracker.cli.command import Command, Group
from tracker.cli.session import Session, emit, emit_json, nothing, pass_session, talk, wrong
from tracker.records import Assessment, new_id, parse_day
from tracker.records.day import reject_future
from tracker.records.format import format_day
from tracker.records.measure import BETTER, Better
from tracker.records.validation import parse_number

if TYPE_CHECKING:
    from tracker.records.questionnaires import Questionnaire

_AS_TYPED = {"ignore_unknown_options": True}
"""So that -1 and -1121111 are answers."""


@click.group(cls=Group, example="tracker scales fill phq-9", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
@click.pass_context
def scales(ctx: click.Context, session: Session, as_json: bool) -> None:
    """Questionnaires: what there is, the last total of each, and from when it asks anew."""
    if ctx.invoked_subcommand:
        return
    from tracker.cli.scale_words import row_line, row_object
    from tracker.records.questionnaires import scale_statuses

    known, today = _questionnaires(session), session.today()
    found = scale_statuses(known, session.store.read().assessments, today)
    if as_json:
        emit_json([row_object(row) for row in found])
    else:
        emit("\n".join(row_line(row, known, today) for row in found))


@scales.command(
    "fill",
    cls=Command,
    example="tracker scales fill phq-9 1 1 2 1 1 1 1 1 0",
    context_settings=_AS_TYPED,
)
@click.argument("key", shell_complete=offer.scales)
@click.argument("answers", nargs=-1, metavar="[ANSWERS ...]")
@click.option("--day", help="The day it was filled in: 2026-03-14, yesterday, monday.")
@click.option("--yes", is_flag=True, help="Record it though it was filled in a few days ago.")
@pass_session
def fill(session: Session, key: str, answers: tuple[str, ...], day: str | None, yes: bool) -> None:
    """Fill in a questionnaire: its answers in the order of the form, - for one left blank.

    Answers of one digit may stand together: 112111110. Without any, it asks item by item.
    """
    from tracker.cli.asking import ask
    from tracker.records.questionnaires import parse_answers

    questionnaire = _named(session, key)
    when = _day(session, day)
    given = parse_answers(questionnaire, _answers_only(answers)) if answers else None
    _check_interval(session, questionnaire, when, yes=yes)
    _save(session, questionnaire, given or ask(questionnaire), when)


@scales.command(
    "total",
    cls=Command,
    example="tracker scales total MADRS 12",
    context_settings=_AS_TYPED,
)
@click.argument("name")
@click.argument("value")
@click.option("--low", help="The lowest total there is, for a scale not known here.")
@click.option("--high", help="The highest total there is.")
@click.option("--better", type=click.Choice(BETTER), help="Which end is hoped for; lower if left.")
@click.option("--day", help="The day it is from.")
@pass_session
def total(
    session: Session,
    name: str,
    value: str,
    low: str | None,
    high: str | None,
    better: Better | None,
    day: str | None,
) -> None:
    """Record the total of a scale that someone else worked out."""
    from tracker.cli.scale_words import assessment_line
    from tracker.cli.totals import total_scale

    known = _questionnaires(session)
    scale = total_scale(name, known, session.store.read().assessments, low, high, better)
    assessment = Assessment(
        id=new_id(session.now),
        day=_day(session, day),
        questionnaire=scale.key,
        total=parse_number(value, "total"),
        low=scale.low,
        high=scale.high,
        better=scale.better,
    )
    session.store.add(assessment, session.now, f"the total for {format_day(assessment.day)}")
    emit(f"Saved: {assessment_line(assessment, known)}. `tracker undo` takes it back.")


@scales.command("add", cls=Command, example="tracker scales add questionnaire.json")
@click.argument("file", metavar="FILE|-", type=click.Path(allow_dash=True))
@click.option("--key", help="What to call it; made from its title if left out.")
@click.option("--better", type=click.Choice(BETTER), help="Which end is hoped for; lower if left.")
@click.option(
    "--self-harm", metavar="N|none", help="The item about death or self-harm, counted from 1."
)
@pass_session
def add(
    session: Session, file: str, key: str | None, better: Better | None, self_harm: str | None
) -> None:
    """Take in a questionnaire with its full wording: a FHIR R4 Questionnaire from the clinic.

    For one that comes with tracker the file gives the wording; scoring stays as published.
    """
    from tracker.cli.forms import take_in

    emit(take_in(session, file, key, better, self_harm))


@scales.command("list", cls=Command, example="tracker scales list phq-9 --json")
@click.argument("key", required=False, shell_complete=offer.scales)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_session
def list_(session: Session, key: str | None, as_json: bool) -> None:
    """What was filled in, newest last. [brackets] hold the id that remove takes."""
    from tracker.cli.scale_words import assessment_line, name_of
    from tracker.records.codec import to_plain as assessment_object
    from tracker.records.questionnaires import plain_name

    known = _questionnaires(session)
    found = [
        a
        for a in session.store.read().assessments
        if key is None
        or plain_name(key) in (plain_name(a.questionnaire), plain_name(name_of(a, known)))
    ]
    if as_json:
        emit_json([assessment_object(assessment) for assessment in found])
    elif found:
        emit("\n".join(assessment_line(assessment, known) for assessment in found))
    if not found:
        nothing("No questionnaire is recorded for that. `tracker scales` lists those there are.")


@scales.command("remove", cls=Command, example="tracker scales remove last")
@click.argument("record", metavar="ID|KEY", shell_complete=offer.ids("assessments", "last"))
@pass_session
def remove(session: Session, record: str) -> None:
    """Take one filling in out of the diary, or a clinic's file by its key."""
    from tracker.cli.find import find
    from tracker.storage.preferences import added_keys, drop_questionnaire

    if record in added_keys(session.store):
        with session.store.writing(session.now, "the removal of a clinic's file") as unit:
            drop_questionnaire(unit, record)
        emit(f"Removed the clinic's file for {record}; what was filled in stays.")
        return
    found = find(session.store.read().assessments, record)
    with session.store.writing(session.now, f"the removal of {format_day(found.day)}") as unit:
        unit.remove(type(found), found.id)
    emit(f"Removed the questionnaire of {format_day(found.day)}. `tracker undo` brings it back.")


def _questionnaires(session: Session) -> tuple[Questionnaire, ...]:
    from tracker.storage.preferences import questionnaires

    return questionnaires(session.store)


def _named(session: Session, key: str) -> Questionnaire:
    from tracker.records.questionnaires import plain_name

    known = _questionnaires(session)
    for questionnaire in known:
        if plain_name(key) in (plain_name(questionnaire.key), plain_name(questionnaire.title)):
            return questionnaire
    keys = ", ".join(questionnaire.key for questionnaire in known)
    wrong(f"There is no such questionnaire; there is: {keys}. `tracker scales total` records one.")


def _day(session: Session, day: str | None) -> date:
    today = session.today()
    return reject_future("day", parse_day(day, today), today) if day else today


def _answers_only(words: Sequence[str]) -> Sequence[str]:
    for word in words:
        if word.startswith("--") and any(map(str.isalpha, word)):
            wrong(f"There is no option {wording.one_line(word)}.")
    return words


def _check_interval(
    session: Session, questionnaire: Questionnaire, day: date, *, yes: bool
) -> None:
    """Ask before the same days are asked about twice; nothing in the questions changes."""
    from tracker.cli.asking import can_ask
    from tracker.records.questionnaires import overlapping_day, too_soon_warning

    near = overlapping_day(questionnaire, session.store.read().assessments, day)
    if near is None or yes:
        return
    said = too_soon_warning(questionnaire, near)
    if not can_ask():
        wrong(f"{said} --yes records it all the same.")
    click.confirm(f"{said} Record it all the same?", abort=True, err=True)


def _save(
    session: Session, questionnaire: Questionnaire, answers: tuple[int | None, ...], day: date
) -> None:
    from tracker.records.questionnaires import (
        format_total,
        make_assessment,
        self_harm_answer,
        total_remark,
    )

    filled = make_assessment(questionnaire, answers, record_id=new_id(session.now), day=day)
    session.store.add(filled, session.now, f"the questionnaire for {format_day(day)}")
    said = f"{wording.one_line(questionnaire.title)} {format_total(filled, [questionnaire])}"
    emit(f"Saved for {format_day(day)}: {said}. `tracker undo` takes it back.")
    talk(total_remark(questionnaire, answers))
    if self_harm_answer(questionnaire, answers):
        from tracker.cli.contacts import say_whom_to_call

        say_whom_to_call(session)
