"""What an option or an argument takes, refused in plain words that quote what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from tracker.cli.refusals import name_parameter


class OneOf(click.Choice[str]):
    """One of a few words, in capitals or not."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(list(words), case_sensitive=False)

    def __str__(self) -> str:
        """Return the words as a help text lists them."""
        return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise click.UsageError(f"{name_parameter(param)} is {self}, not '{value}'.") from None


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    name = "number"

    def __str__(self) -> str:
        """Return the range as a sentence says it."""
        return f"from {self.min} to {self.max}" if self.max else f"from {self.min} on"

    def _describe_range(self) -> str:  # click's, in a help text: 1<=x<=60
        return str(self)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            name = name_parameter(param)
            raise click.UsageError(f"{name} is a whole number {self}, not '{value}'.") from None
