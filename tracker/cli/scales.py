"""`scales`: questionnaires filled in, totals the clinic worked out, forms the clinic supplies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import click

from tracker.cli import completion, prompts
from tracker.cli.command import Command, Group
from tracker.cli.contacts import print_crisis_panel
from tracker.cli.context import CliContext, exit_nothing_found, pass_context, print_err, usage_error
from tracker.cli.options import OneOf, WindowOptions, name_last_day, window_options
from tracker.cli.records import (
    ASSESSMENT,
    add_records,
    in_window,
    print_records,
    record_line,
    remove_records,
)
from tracker.records import Assessment
from tracker.records.day_parser import parse_past_day
from tracker.records.format import count, format_day, plain_line
from tracker.records.measure import BETTER, Better
from tracker.records.questionnaires import (
    Questionnaire,
    ScaleStatus,
    answer_legend,
    choose_total_scale,
    form_needs_crisis_help,
    format_choices,
    format_total,
    introduction_lines,
    make_assessment,
    overlapping_day,
    parse_answer,
    parse_answers,
    plain_name,
    questionnaire_named,
    scale_statuses,
    too_soon_warning,
    total_remark,
)
from tracker.records.validation import ValidationError, new_id, parse_number
from tracker.storage.preferences import added_keys, drop_questionnaire, questionnaires

_UNKNOWN_OPTIONS_ARE_ANSWERS = {"ignore_unknown_options": True}
"""So that -1 and -1121111 are answers."""
_ANSWERS_IN_EXAMPLE = 9


@click.group(cls=Group, example="tracker scales fill phq-9", invoke_without_command=True)
@pass_context
@click.pass_context
def scales(ctx: click.Context, context: CliContext) -> None:
    """Questionnaires: what there is, each one's last total, and when it can be filled in again."""
    if ctx.invoked_subcommand:
        return
    forms, diary = questionnaires(context.store), context.store.read()
    today = diary.day_of(context.now)
    statuses = scale_statuses(
        forms,
        diary.assessments,
        today,
        infusions=diary.infusions,
        days_after=diary.settings.offer_questionnaires_after,
    )
    lines = (_status_line(status, forms, today) for status in statuses)
    context.answer([_status_object(status) for status in statuses], "\n".join(lines))


@scales.command(
    "fill",
    cls=Command,
    example="tracker scales fill phq-9 1 1 2 1 1 1 1 1 0",
    context_settings=_UNKNOWN_OPTIONS_ARE_ANSWERS,
)
@click.argument("key", shell_complete=completion.scales)
@click.argument("answers", nargs=-1, metavar="[ANSWERS ...]")
@click.option("--day", help="The day it was filled in: 2026-03-14, yesterday, monday.")
@click.option("--yes", is_flag=True, help="Record it even if it was filled in a few days ago.")
@pass_context
def fill(
    context: CliContext, key: str, answers: tuple[str, ...], day: str | None, yes: bool
) -> None:
    """Fill in a questionnaire: type its answers in the order of the form, - for a blank one.

    Answers of one digit may be typed together: 112111110. Without answers it asks item by item.
    """
    questionnaire = _find(context, key)
    when = _day(context, day)
    for word in answers:
        if word.startswith("--") and any(map(str.isalpha, word)):
            usage_error(f"There is no option {word}.")
    given = parse_answers(questionnaire, answers) if answers else None
    near = overlapping_day(questionnaire, context.store.read().assessments, when)
    if near and not yes:  # before the same days are asked about twice
        warning = too_soon_warning(questionnaire, near)
        if not prompts.can_ask():
            usage_error(f"{warning} Add --yes to record it anyway.")
        prompts.ask_to_go_on(f"{warning} Record it anyway?")
    given = given or _ask_questionnaire(questionnaire)
    filled = make_assessment(questionnaire, given, record_id=new_id(context.now), day=when)
    total = f"{plain_line(questionnaire.title)} {format_total(filled, [questionnaire])}"
    saved = f"Saved for {format_day(when)}: {total}. `tracker undo` undoes it."
    add_records(context, ASSESSMENT, [filled], text=saved)
    print_err(total_remark(questionnaire, given))
    if form_needs_crisis_help(questionnaire, given):
        print_crisis_panel(context)


def _ask_questionnaire(questionnaire: Questionnaire) -> tuple[int | None, ...]:
    """Return a person's answers, asked item by item; nothing is saved before the last one.

    Without a terminal it ends with 2 and says what to type instead.
    """
    if not prompts.can_ask():
        items = questionnaire.items
        some = " ".join(str(item.low) for item in items[:_ANSWERS_IN_EXAMPLE])
        usage_error(
            f"Type the {len(items)} answers in the order of the form, - for one left blank: "
            f"tracker scales fill {questionnaire.key} {some}"
            f"{' …' if len(items) > _ANSWERS_IN_EXAMPLE else ''}"
        )
    print_err("\n".join(introduction_lines(questionnaire)))
    print_err("Enter leaves an item blank, b goes back, Ctrl+C stops without saving.")
    return read_answers(questionnaire, prompts.ask)


def read_answers(
    questionnaire: Questionnaire, read: Callable[[str], str]
) -> tuple[int | None, ...]:
    """Return the answers that `read` gives to each prompt: a digit, b for back, or nothing.

    Nothing leaves an item as it is: blank the first time, its answer when gone back to.
    """
    answers: list[int | None] = [None] * len(questionnaire.items)
    number = 1
    while number <= len(answers):
        typed = read(_item_prompt(questionnaire, number, answers[number - 1])).strip()
        if typed.casefold() == "b":
            number = max(1, number - 1)
            continue
        try:
            if typed:
                answers[number - 1] = parse_answer(questionnaire, number, typed)
        except ValidationError as error:
            print_err(str(error))
            continue
        number += 1
    return tuple(answers)


def _item_prompt(questionnaire: Questionnaire, number: int, answer: int | None) -> str:
    items = questionnaire.items
    item = items[number - 1]
    same_answers = number > 1 and item.answers == items[number - 2].answers
    lines = [
        "" if same_answers else answer_legend(item),
        f"{number} of {len(items)}  {plain_line(item.prompt)}",
        f"  {format_choices(item)}{'' if answer is None else f', now {answer}'}",
    ]
    return "\n".join(filter(None, lines))


@scales.command(
    "total",
    cls=Command,
    example="tracker scales total MADRS 12",
    context_settings=_UNKNOWN_OPTIONS_ARE_ANSWERS,
)
@click.argument("name", shell_complete=completion.scales)
@click.argument("value")
@click.option("--low", help="The lowest possible total, for a scale that tracker does not know.")
@click.option("--high", help="The highest possible total.")
@click.option("--better", type=OneOf(BETTER), help="Which end is better (default: lower).")
@click.option("--day", help="The day it is from.")
@pass_context
def total(
    context: CliContext,
    name: str,
    value: str,
    low: str | None,
    high: str | None,
    better: Better | None,
    day: str | None,
) -> None:
    """Record the total of a scale that someone else scored."""
    forms, before = questionnaires(context.store), context.store.read().assessments
    typed_low = None if low is None else parse_number(low, "lowest total")
    typed_high = None if high is None else parse_number(high, "highest total")
    try:
        scale = choose_total_scale(name, forms, before, typed_low, typed_high, better)
    except ValidationError as contradiction:
        usage_error(str(contradiction))
    if scale is None:
        if name.isdecimal() and not value.isdecimal():
            usage_error(f"Type the name first: tracker scales total {value} {name}")
        usage_error(
            f"The range of '{name}' is not known here: add --low 0 --high 27, and --better higher "
            "if a high total is good."
        )
    assessment = Assessment(
        id=new_id(context.now),
        day=_day(context, day),
        questionnaire=scale.key,
        total=parse_number(value, "total"),
        low=scale.low,
        high=scale.high,
        better=scale.better,
    )
    line = record_line(assessment, context.store.read_setup(), forms)
    saved = f"Saved: {line}. `tracker undo` undoes it."
    add_records(context, ASSESSMENT, [assessment], text=saved)


@scales.command("add", cls=Command, example="tracker scales add questionnaire.json")
@click.argument("file", metavar="FILE|-", type=click.Path())
@click.option("--key", help="What to call it; made from its title if left out.")
@click.option("--better", type=OneOf(BETTER), help="Which end is better (default: lower).")
@click.option(
    "--self-harm", metavar="N|none", help="The item about death or self-harm, counted from 1."
)
@pass_context
def add(
    context: CliContext, file: str, key: str | None, better: Better | None, self_harm: str | None
) -> None:
    """Add a questionnaire with its full wording: a FHIR R4 Questionnaire from the clinic.

    For one that tracker has already, the file gives the wording; scoring stays as published.
    """
    from tracker.cli.forms import import_form

    change, added, sentence = import_form(context, file, key, better, self_harm)
    context.answer({"change": change, "saved": [{"questionnaire": added}]}, sentence)


@scales.command("list", cls=Command, example="tracker scales list phq-9 --json")
@click.argument("key", required=False, shell_complete=completion.scales)
@window_options
@pass_context
def list_(context: CliContext, key: str | None, window: WindowOptions) -> None:
    """List filled-in questionnaires, newest last. [brackets] hold the id for remove."""
    forms, diary = questionnaires(context.store), context.store.read()
    first, last = window.resolve(diary.day_of(context.now), context.now.date())
    titles = {questionnaire.key: questionnaire.title for questionnaire in forms}
    asked = diary.assessments
    if key is not None:
        asked = tuple(a for a in asked if plain_name(key) in _names(a.questionnaire, titles))
        if not asked:
            context.answer([], "")
            exit_nothing_found(
                f"Nothing is recorded for '{key}' yet. `tracker scales` shows which scales there "
                "are."
            )
    found = [a for a in asked if in_window(a, first, last)]
    print_records(context, ASSESSMENT, found, diary, forms)


@scales.command("remove", cls=Command, example="tracker scales remove last")
@click.argument(
    "record", metavar="ID|KEY", required=False, shell_complete=completion.ids("assessments", "last")
)
@pass_context
def remove(context: CliContext, record: str | None) -> None:
    """Remove a filled-in questionnaire by its id, or a clinic's form by its key."""
    if record in added_keys(context.store):
        with context.writing("remove", "questionnaire", record) as transaction:
            drop_questionnaire(transaction, str(record))
        context.answer(
            {"change": transaction.change, "removed": [{"questionnaire": record}]},
            f"Removed the clinic's form {record}; its answers stay in the diary.",
        )
        return
    remove_records(context, ASSESSMENT, [record])


def _names(key: str, titles: dict[str, str]) -> tuple[str, str]:
    return plain_name(key), plain_name(titles.get(key, key))


def _find(context: CliContext, key: str) -> Questionnaire:
    forms = questionnaires(context.store)
    if found := questionnaire_named(key, forms):
        return found
    keys = ", ".join(questionnaire.key for questionnaire in forms)
    usage_error(
        f"There is no questionnaire '{key}'; there is: {keys}. `tracker scales total` records the "
        "total of any other."
    )


def _day(context: CliContext, day: str | None) -> date:
    today = context.today
    if not day:
        return today
    return name_last_day(day, parse_past_day(day, today, context.now.date()), today)


def _status_line(status: ScaleStatus, forms: Sequence[Questionnaire], today: date) -> str:
    """Return a scale as one line: what it is, its last total, when it can be filled in again."""
    about = "total only"
    if form := status.questionnaire:
        facts = (form.title, form.subject, count(len(form.items), "item"), form.scale)
        about = ", ".join(plain_line(fact) for fact in facts if fact)
    parts = [f"{plain_line(status.name)}  {about}"]
    if status.last:
        parts += [f"last {format_total(status.last, forms)}, {format_day(status.last.day)}"]
    if status.available_from:
        parts += [f"may be filled in again from {format_day(status.available_from, today)}"]
    return "; ".join(parts)


def _status_object(status: ScaleStatus) -> dict[str, Any]:
    questionnaire, last = status.questionnaire, status.last
    scale: Any = questionnaire or last
    return {
        "key": status.name,
        "title": questionnaire.title if questionnaire else status.name,
        "items": [item.prompt for item in questionnaire.items] if questionnaire else None,
        "low": scale.low,
        "high": scale.high,
        "better": scale.better,
        "last": last and {"day": last.day.isoformat(), "total": last.total},
        "again_from": status.available_from and status.available_from.isoformat(),
    }
