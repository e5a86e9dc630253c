"""A questionnaire asked under the prompt, item by item; nothing is kept before the last one."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from tracker.cli.session import talk, wrong
from tracker.records import ValidationError
from tracker.records.format import plain_line
from tracker.records.questionnaires import (
    Questionnaire,
    answer_legend,
    format_choices,
    introduction_lines,
    parse_answer,
)

BACK = "b"

Read = Callable[[str], str]


def can_ask() -> bool:
    """Whether a person sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(questionnaire: Questionnaire) -> tuple[int | None, ...]:
    """Return what the person answers.

    Without a terminal it ends with 2 and says what to type instead.
    """
    if not can_ask():
        wrong(_what_to_type(questionnaire))
    talk("\n".join(_opening(questionnaire)))
    return answered(questionnaire, _read)


def answered(questionnaire: Questionnaire, read: Read) -> tuple[int | None, ...]:
    """Return the answers that `read` gives to each prompt: a digit, b for back, or nothing.

    Nothing leaves an item as it is: blank the first time, its answer when gone back to.
    """
    answers: list[int | None] = [None] * len(questionnaire.items)
    number = 1
    while number <= len(answers):
        typed = read(_prompt(questionnaire, number, answers[number - 1])).strip()
        if typed.casefold() == BACK:
            number = max(1, number - 1)
            continue
        try:
            answers[number - 1] = (
                parse_answer(questionnaire, number, typed) if typed else answers[number - 1]
            )
        except ValidationError as problem:
            talk(str(problem))
            continue
        number += 1
    return tuple(answers)


def _read(prompt: str) -> str:
    return str(click.prompt(prompt, default="", show_default=False, err=True))


def _opening(questionnaire: Questionnaire) -> list[str]:
    return [
        *introduction_lines(questionnaire),
        "Enter leaves an item blank, b goes back, Ctrl+C keeps nothing.",
    ]


def _prompt(questionnaire: Questionnaire, number: int, answer: int | None) -> str:
    items = questionnaire.items
    item = items[number - 1]
    lines = [f"{number} of {len(items)}  {plain_line(item.prompt)}"]
    if number == 1 or item.answers != items[number - 2].answers:
        lines = [answer_legend(item), *lines]
    now = "" if answer is None else f", now {answer}"
    return "\n".join([*filter(None, lines), f"  {format_choices(item)}{now}"])


def _what_to_type(questionnaire: Questionnaire) -> str:
    items = questionnaire.items
    example = " ".join(str(item.low) for item in items[:_EXAMPLE])
    more = " …" if len(items) > _EXAMPLE else ""
    return (
        f"Type the {len(items)} answers in the order of the form, - for one left blank: "
        f"tracker scales fill {questionnaire.key} {example}{more}"
    )


_EXAMPLE = 9
