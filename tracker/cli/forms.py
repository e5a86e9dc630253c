"""Taking in a form from the clinic: the wording of a questionnaire of ours, or one of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.cli.context import CliContext, usage_error
from tracker.exchange.fhir_form import LARGEST, Form, read_form
from tracker.exchange.fhir_questionnaire import as_questionnaire, as_wording, shipped_as
from tracker.records import ValidationError
from tracker.records.format import count, plain_line
from tracker.records.measure import Better
from tracker.records.questionnaires import Questionnaire
from tracker.storage.preferences import put_questionnaire, put_wording

_TYPED = ("key", "self_harm_item")


def take_in(
    context: CliContext, file: str, key: str | None, better: Better | None, self_harm: int | None
) -> str:
    """Keep what a file asks, and return what to say about it.

    Ends with 1 where the file cannot be taken, with 2 where what was typed cannot; then nothing
    was kept.
    """
    try:
        form = read_form(_content(file))
        if ours := shipped_as(form, key):
            _refuse_scoring(ours, better, self_harm)
            return _take_wording(context, form, ours)
        return _take_questionnaire(context, form, key, better or "lower", self_harm)
    except ValidationError as problem:
        if problem.field in _TYPED:
            raise
        raise click.ClickException(str(problem)) from None


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(file).expanduser().open("rb") as opened:
        return opened.read(LARGEST + 1)


def _refuse_scoring(ours: Questionnaire, better: Better | None, self_harm: int | None) -> None:
    if better or self_harm:
        usage_error(f"{ours.title} is scored as published; the file gives only its wording.")


def _take_wording(context: CliContext, form: Form, ours: Questionnaire) -> str:
    said_there = as_wording(form, ours)
    with context.store.writing(context.now, "a questionnaire's wording") as unit:
        put_wording(unit, ours, said_there)
    return f"{ours.title} is asked in the clinic's words from now on; its scoring is unchanged."


def _take_questionnaire(
    context: CliContext, form: Form, key: str | None, better: Better, self_harm: int | None
) -> str:
    made = as_questionnaire(form, key=key, better=better, self_harm_item=self_harm)
    with context.store.writing(context.now, "a clinic's questionnaire") as unit:
        put_questionnaire(unit, made)
    items = count(len(made.items), "item")
    return (
        f"Added {made.key}: {plain_line(made.title)}, {items}. Its total is the sum of the "
        f"answers, {made.scale}. `tracker scales fill {made.key}` fills it in."
    )
