"""Asking a person at a terminal: yes or no, a word, a questionnaire, a check-in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tracker.cli import FAILED
from tracker.cli.context import fit, print_err, usage_error
from tracker.records.format import plain_line
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    from tracker.records.questionnaires import Questionnaire

Read = Callable[[str], str]
"""Shows a prompt and returns what is typed."""

BACK = "b"
"""Goes back to the item before."""

_ANSWERS_IN_EXAMPLE = 9


def can_ask() -> bool:
    """Whether there is a terminal in which a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def can_draw() -> bool:
    """Whether the terminal can do more than print lines of text."""
    return can_ask() and os.environ.get("TERM", "") not in ("", "dumb")


def ask(prompt: str, default: str | None = "") -> str:
    """Return what a person types, stripped; Enter alone returns the default."""
    typed = click.prompt(fit(prompt, sys.stderr), default=default, show_default=False, err=True)
    return str(typed).strip()


def ask_secret(prompt: str, again: str | None = None) -> str:
    """Return what a person types without echo; with `again` it is typed twice."""
    return str(
        click.prompt(
            fit(prompt, sys.stderr), hide_input=True, confirmation_prompt=again or False, err=True
        )
    )


def ask_yes(question: str, default: bool) -> bool:
    """Return whether a person says yes."""
    return click.confirm(fit(question, sys.stderr), default=default, err=True)


def confirm(question: str, yes: bool) -> None:
    """Ask before what cannot be undone; exit with status 1 on a no.

    Without a terminal and without --yes, exit with status 2.
    """
    if yes:
        return
    if not can_ask():
        usage_error("Nothing was changed. Add --yes to go on without being asked.")
    ask_to_go_on(question)


def ask_to_go_on(question: str, default: bool = False) -> None:
    """Ask before a change; exit with status 1 on a no, which is no interruption."""
    if not ask_yes(question, default):
        print_err("Nothing was changed.")
        raise click.exceptions.Exit(FAILED)


def ask_questionnaire(questionnaire: Questionnaire) -> tuple[int | None, ...]:
    """Return a person's answers, asked item by item; nothing is saved before the last one.

    Without a terminal it ends with 2 and says what to type instead.
    """
    from tracker.records.questionnaires import introduction_lines

    if not can_ask():
        items = questionnaire.items
        some = " ".join(str(item.low) for item in items[:_ANSWERS_IN_EXAMPLE])
        usage_error(
            f"Type the {len(items)} answers in the order of the form, - for one left blank: "
            f"tracker scales fill {questionnaire.key} {some}"
            f"{' …' if len(items) > _ANSWERS_IN_EXAMPLE else ''}"
        )
    print_err("\n".join(introduction_lines(questionnaire)))
    print_err("Enter leaves an item blank, b goes back, Ctrl+C stops without saving.")
    return read_answers(questionnaire, ask)


def read_answers(questionnaire: Questionnaire, read: Read) -> tuple[int | None, ...]:
    """Return the answers that `read` gives to each prompt: a digit, b for back, or nothing.

    Nothing leaves an item as it is: blank the first time, its answer when gone back to.
    """
    from tracker.records.questionnaires import parse_answer

    answers: list[int | None] = [None] * len(questionnaire.items)
    number = 1
    while number <= len(answers):
        typed = read(_item_prompt(questionnaire, number, answers[number - 1])).strip()
        if typed.casefold() == BACK:
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
    from tracker.records.questionnaires import answer_legend, format_choices

    items = questionnaire.items
    item = items[number - 1]
    same_answers = number > 1 and item.answers == items[number - 2].answers
    lines = [
        "" if same_answers else answer_legend(item),
        f"{number} of {len(items)}  {plain_line(item.prompt)}",
        f"  {format_choices(item)}{'' if answer is None else f', now {answer}'}",
    ]
    return "\n".join(filter(None, lines))
