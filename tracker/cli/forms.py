"""Importing a form from the clinic: the wording of a known questionnaire, or a new one."""

from __future__ import annotations

import re

import click

from tracker.cli import prompts
from tracker.cli.context import CliContext, print_err, usage_error
from tracker.cli.options import open_input
from tracker.exchange.fhir.form import LARGEST, Form, read_form
from tracker.exchange.fhir.questionnaire import as_questionnaire
from tracker.exchange.fhir.recognition import Match, as_wording, published_scoring, recognise
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError
from tracker.records.format import count, format_list, plain_line, shorten
from tracker.records.measure import Better
from tracker.records.settings import clears
from tracker.storage.preferences import put_questionnaire, put_wording

_TYPED = ("key", "self_harm_item")


def import_form(
    context: CliContext, file: str, key: str | None, better: Better | None, self_harm: str | None
) -> tuple[int | None, str, str]:
    """Import a questionnaire or its wording; return the change, its key, and what to say.

    Exits with status 1 if the file cannot be read, with 2 if an option is wrong or missing; then
    nothing is changed.
    """
    self_harm_items = None if self_harm is None else _parse_items(self_harm)
    if self_harm is not None and self_harm_items is None:
        usage_error(
            "--self-harm takes the number of an item, as --self-harm 9, or none, not "
            f"“{plain_line(self_harm)[:20]}”."
        )
    try:
        with open_input(file, LARGEST) as content:
            form = read_form(content.read(LARGEST + 1))
        if match := recognise(form, key):
            if better or self_harm:
                usage_error(
                    f"The form is {match.questionnaire.title}, which is scored as published; the "
                    "file gives only its wording. Leave --better and --self-harm out, or give "
                    "another form its own --key."
                )
            return _import_wording(context, match)
        return _import_questionnaire(context, form, key, better, self_harm_items)
    except NeedsAnswerError as problem:
        usage_error(str(problem))
    except ValidationError as problem:
        if problem.field in _TYPED:
            raise
        raise click.ClickException(str(problem)) from None


def _parse_items(typed: str) -> tuple[int, ...] | None:
    """Read 9, or 3,4 for several; none for a form without such an item. None for other words."""
    if clears(typed):
        return ()
    if not re.fullmatch(r"\d{1,3}(?:[,\s]+\d{1,3})*", typed.strip(), re.ASCII):
        return None
    return tuple(dict.fromkeys(map(int, re.split(r"[,\s]+", typed.strip()))))


def _import_wording(context: CliContext, match: Match) -> tuple[int | None, str, str]:
    ours = match.questionnaire
    wording = as_wording(match)
    with context.writing("edit", "questionnaire", ours.key) as transaction:
        put_wording(transaction, ours, wording)
    sentence = (
        f"{ours.title} is asked in the clinic's words from now on; its scoring is unchanged. "
        f"`tracker scales fill {ours.key}` fills it in."
    )
    return transaction.number, ours.key, sentence


def _import_questionnaire(
    context: CliContext,
    form: Form,
    key: str | None,
    better: Better | None,
    self_harm_items: tuple[int, ...] | None,
) -> tuple[int | None, str, str]:
    try:
        made = as_questionnaire(form, key=key, better=better, self_harm=self_harm_items)
    except NeedsAnswerError as problem:
        if self_harm_items is not None or not prompts.can_ask():
            raise
        answer = _ask_about_self_harm(form, problem)
        made = as_questionnaire(form, key=key, better=better, self_harm=answer)
    with context.writing("add", "questionnaire", made.key) as transaction:
        put_questionnaire(transaction, made)
    items = count(len(made.items), "item")
    how = "scored as published" if published_scoring(form) else "the sum of the answers"
    named = f"{made.key}: {plain_line(made.title)}, {items}"
    parts = [f"Added {named}, total {made.scale}, {how}."]
    if numbers := made.self_harm_items:
        one = f"Item {numbers[0]} is the one" if len(numbers) == 1 else ""
        several = f"Items {format_list(map(str, numbers))} are the ones"
        parts += [f"{one or several} about death or self-harm."]
    if form.skipped:
        skipped = format_list([f"“{text}”" for text in form.skipped])
        parts += [f"Not asked, as it cannot be counted: {skipped}."]
    sentence = " ".join([*parts, f"`tracker scales fill {made.key}` fills it in."])
    return transaction.number, made.key, sentence


def _ask_about_self_harm(form: Form, problem: NeedsAnswerError) -> tuple[int, ...]:
    for item in form.items:
        print_err(f"{item.number:>3}  {shorten(item.text, 90)}")
    print_err(str(problem).partition(" Say which")[0])
    while True:
        numbers = _parse_items(prompts.ask("Which item asks about it? Its number, or none"))
        if numbers is not None and all(1 <= number <= len(form.items) for number in numbers):
            return numbers
        print_err(f"Type a number from 1 to {len(form.items)}, or none.")
