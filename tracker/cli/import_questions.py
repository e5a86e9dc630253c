"""Questions about a file that only the person can answer, asked in the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.cli import prompts
from tracker.cli.context import print_err
from tracker.records.validation import ValidationError

if TYPE_CHECKING:
    from tracker.exchange.result import ImportOptions, ImportResult, Question

Read = Callable[["ImportOptions"], "ImportResult"]

_PROMPT = "d day, t time, n note, m mood, r another rating, Enter leaves it out"
_FIELDS = {"d": "day", "t": "time", "n": "note", "": "-"}


def read_with_questions(read: Read, options: ImportOptions) -> ImportResult:
    """Read a file, asking about its columns and words until it can be read.

    Raises:
        NeedsAnswerError: something is unclear, and there is no terminal to ask in.
        ValidationError: the file is invalid, or the options do not fit it.
    """
    from tracker.exchange.result import NeedsAnswerError

    answers: dict[str, str] = {}
    while True:
        try:
            return read(replace(options, mapping={**options.mapping, **answers}))
        except NeedsAnswerError as needed:
            if not (needed.questions and prompts.can_ask()):
                raise
            answers |= {question.name: _answer(question) for question in needed.questions}
        except ValidationError as problem:
            if problem.field != "map" or not answers:
                raise
            print_err(str(problem))
            answers = {}


def _answer(question: Question) -> str:
    return _column(question) if question.column else prompts.ask(question.prompt, None)


def _column(question: Question) -> str:
    """Ask what a column is, and its scale if it is a rating."""
    from tracker.exchange.columns import parse_meaning

    print_err(f"{question.prompt}: {', '.join(question.samples)} …")
    while (kind := prompts.ask(_PROMPT).casefold()) not in (*_FIELDS, "m", "r"):
        print_err("Type one of the letters.")
    if kind in _FIELDS:
        return _FIELDS[kind]
    # A colon would begin the scale.
    what = "mood" if kind == "m" else question.name.replace(":", " ")
    while True:
        scale = prompts.ask("Its lowest and highest number, as 1-5", None)
        better = "higher" if prompts.ask_yes("Is higher better?", default=True) else "lower"
        meaning = f"{what}:{scale},{better}"
        try:
            parse_meaning(meaning)
        except ValidationError as problem:
            print_err(str(problem))
        else:
            return meaning
