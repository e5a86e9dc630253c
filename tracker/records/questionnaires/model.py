"""A questionnaire and its parts, as frozen values that check themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from tracker.records.measure import BETTER, Better
from tracker.records.validation import (
    Number,
    ValidationError,
    check_choice,
    check_range,
    clean_title,
    clean_wording,
    require_text,
)

Scoring = Literal["sum", "mean"]
SCORINGS: Final = ("sum", "mean")

MOST_ITEMS = 200
"""Items of a questionnaire at most; the longest in use have about a hundred."""

MOST_ANSWERS = 101
"""Answers to choose from at one item: every whole number from 0 to 100."""

_KEY = re.compile(r"[^\W_]+(-[^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer an item can be given: the number that counts, and its label."""

    value: int
    label: str = ""
    """Blank between the two ends of a scale that names only its ends."""
    loinc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a questionnaire asks about."""

    label: str
    """Our own few words for the topic, or the beginning of the clinic's wording."""
    answers: tuple[Answer, ...]
    """From the first to the last as the form shows them; their values need not be in order."""
    loinc: str | None = None
    wording: str | None = None
    """The whole question, as the clinic's file has it."""

    def __post_init__(self) -> None:
        require_text("item's label", self.label)
        clean_wording("item's wording", self.wording)
        if not 2 <= len(self.answers) <= MOST_ANSWERS:
            raise ValidationError(
                "answers", f"An item has 2 to {MOST_ANSWERS} answers to choose from."
            )
        for answer in self.answers:
            check_range("answer's value", answer.value, -100, 100)
            clean_title("answer's label", answer.label)
        if self.low == self.high:
            raise ValidationError("answers", "All answers of an item count the same.")

    @property
    def prompt(self) -> str:
        """What to show: the clinic's wording where there is one."""
        return self.wording or self.label

    @property
    def values(self) -> frozenset[int]:
        """The numbers it can be answered with."""
        return frozenset(answer.value for answer in self.answers)

    @property
    def low(self) -> int:
        """The lowest of them."""
        return min(self.values)

    @property
    def high(self) -> int:
        """The highest of them."""
        return max(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of totals that the questionnaire's authors gave a name."""

    start: Number
    """The lowest total in it; it ends where the next begins."""
    label: str
    short: str
    """For the margin of a chart: at most some twelve letters."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A clinic's texts in place of our labels; they never change how a total is made."""

    items: tuple[str, ...]
    answers: tuple[str, ...] = ()
    """In the order of our own answers; empty for ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """Items, the values of their answers, and how they make a total."""

    key: str
    title: str
    subject: str
    """What it asks about, in a few words."""
    items: tuple[Item, ...]
    low: Number
    high: Number
    better: Better = "lower"
    scoring: Scoring = "sum"
    highest_of: tuple[tuple[int, ...], ...] = ()
    """Groups of items, numbered from 1, of which only the highest answer counts (QIDS-SR16)."""
    factor: int = 1
    """What the sum or mean is multiplied by at the end (WHO-5: 4)."""
    bands: tuple[Band, ...] = ()
    recall_days: int | None = None
    """How far back its questions look."""
    least_days_between: int | None = None
    """Days after which it asks mostly about days that it did not ask about before."""
    missing_allowed: int = 0
    """Items that may be left out of a total; the total is then scaled up, rounded half up."""
    self_harm_item: int | None = None
    """The number, from 1, of the item about death or self-harm. Never scaled up for."""
    self_harm_also: tuple[int, ...] = ()
    """Numbers of further items about it; the highest answer of all of them counts."""
    loinc_panel: str | None = None
    loinc_total: str | None = None
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key) or len(self.key) > 60:
            raise ValidationError(
                "key", "A questionnaire's key is letters and digits, joined by single -."
            )
        require_text("title", self.title)
        check_choice("scoring", self.scoring, SCORINGS)
        check_choice("better end", self.better, BETTER)
        if not 1 <= len(self.items) <= MOST_ITEMS:
            raise ValidationError(
                "items", f"A questionnaire has 1 to {MOST_ITEMS} items to answer."
            )
        numbers = range(1, len(self.items) + 1)
        grouped = [number for group in self.highest_of for number in group]
        if len(set(grouped)) < len(grouped) or not set(grouped) <= set(numbers):
            raise ValidationError("highest_of", "An item is in one group at most, by its number.")
        if not 1 <= self.factor <= 100:
            raise ValidationError("factor", f"The factor is 1 to 100, not {self.factor}.")
        if (self.low, self.high) != score_range(
            self.items, self.scoring, self.highest_of, self.factor
        ):
            raise ValidationError(
                "scale", "The lowest or the highest total is not what the items come to."
            )
        if not set(self.self_harm_items) <= set(numbers):
            raise ValidationError(
                "self_harm_item", f"There are {len(self.items)} items to choose from."
            )
        starts = [band.start for band in self.bands]
        if starts and (starts[0] != self.low or sorted(set(starts)) != starts):
            raise ValidationError("bands", "Bands start at the lowest total and rise from there.")

    @property
    def scale(self) -> str:
        """The total's range and direction in words: 0–27, lower is better."""
        return f"{self.low}–{self.high}, {self.better} is better".replace("-", "−")

    @property
    def self_harm_items(self) -> tuple[int, ...]:
        """The numbers, from 1, of all items about death or self-harm."""
        first = self.self_harm_item
        return (*(() if first is None else (first,)), *self.self_harm_also)

    @property
    def one_digit(self) -> bool:
        """Whether every answer is one digit, so that answers may be typed without spaces."""
        return all(item.low >= 0 and item.high <= 9 for item in self.items)

    def with_wording(self, wording: Wording) -> Questionnaire:
        """Return it with a clinic's wording, added up as before."""
        if len(wording.items) != len(self.items):
            raise ValidationError(
                "wording",
                f"{self.title} has {len(self.items)} items; the file has {len(wording.items)}.",
            )
        items = []
        for item, text in zip(self.items, wording.items, strict=True):
            labels = wording.answers or [answer.label for answer in item.answers]
            if len(labels) != len(item.answers):
                raise ValidationError(
                    "wording",
                    f"An item of {self.title} has {len(item.answers)} answers; the file has "
                    f"{len(labels)}.",
                )
            pairs = zip(item.answers, labels, strict=True)
            answers = tuple(replace(answer, label=label) for answer, label in pairs)
            items.append(replace(item, wording=text, answers=answers))
        return replace(self, items=tuple(items))


def counted_groups(count: int, highest_of: Iterable[Sequence[int]]) -> list[list[int]]:
    """Return what a total is made of: groups of items, as indexes; most items are alone."""
    groups = [[number - 1 for number in group] for group in highest_of]
    grouped = {index for group in groups for index in group}
    return [*groups, *([index] for index in range(count) if index not in grouped)]


def score_range(
    items: Iterable[Item],
    scoring: Scoring,
    highest_of: Iterable[Sequence[int]] = (),
    factor: int = 1,
) -> tuple[Number, Number]:
    """Return the lowest and the highest total that answers to all items make."""
    every = tuple(items)
    groups = counted_groups(len(every), highest_of)
    low = sum(max(every[index].low for index in group) for group in groups)
    high = sum(max(every[index].high for index in group) for group in groups)
    if scoring == "sum":
        return low * factor, high * factor
    return low / len(groups) * factor, high / len(groups) * factor


KnownQuestionnaires: TypeAlias = Sequence[Questionnaire]
