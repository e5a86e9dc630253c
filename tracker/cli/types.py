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


class WholeNumber(click.ParamType[int, Any]):
    """A whole number in a range."""

    name = "number"

    def __init__(self, low: int, high: int | None = None) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        digits = str(value)
        if digits.isdecimal() and self.low <= int(digits) <= (self.high or int(digits)):
            return int(digits)
        end = f" to {self.high}" if self.high else " on"
        raise click.UsageError(
            f"{name_parameter(param)} is a whole number from {self.low}{end}, not '{value}'."
        )
