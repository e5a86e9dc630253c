"""Questionnaires over the window, side effects by infusion, and answers about self-harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple, cast

from tracker.analysis.daily import Ratings, from_units
from tracker.analysis.window import Window
from tracker.records import Assessment, Number, NumberedInfusion
from tracker.records.infusion import SIDE_EFFECTS
from tracker.records.measure import Better
from tracker.records.questionnaires import (
    Item,
    Questionnaire,
    better_self_harm_answer,
    find_questionnaire,
    self_harm_answer,
)

CLINICAL_ORDER: Final = ("phq-9", "gad-7", "pcl-5")
"""What clinicians look for first; any other follows by its number of totals."""


@dataclass(frozen=True, slots=True)
class Score:
    """A questionnaire's total on one day."""

    day: date
    total: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireScores:
    """The totals of one questionnaire in the window, on one scale; at least one."""

    key: str
    title: str
    low: Number
    high: Number
    better: Better
    recall_days: int | None
    """How far back its questions look (PHQ-9: 14); None where that is not known."""
    points: tuple[Score, ...]
    best: Score
    """The total nearest to the better end, the earliest of equal ones."""

    @property
    def first(self) -> Score:
        """The earliest total in the window."""
        return self.points[0]

    @property
    def last(self) -> Score:
        """The latest total in the window."""
        return self.points[-1]


class SelfHarmAnswer(NamedTuple):
    """One answer; `value` is None where the item was left blank."""

    day: date
    value: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHarmSource:
    """Answers about self-harm in the window from one source: a daily measure, or a form's items.

    A report lists each source that asked, before the window too; no source at all means not asked
    in this diary, which a page must state, as silence would read as none.
    """

    source: str
    """The measure's key, or the questionnaire's."""
    title: str
    items: tuple[int, ...]
    """Numbers of the questionnaire's items, from 1, of which the worst answer counts; empty for a
    daily measure."""
    low: Number
    high: Number
    better: Better | None
    """None for a form of which it is not known."""
    answers: tuple[tuple[Number, str], ...]
    """Labels of the answers, where the questionnaire's items agree; empty for a daily measure."""
    recall_days: int | None
    """How far back the question looks (PHQ-9: 14); 1 for a daily measure."""
    asked: int
    """Forms of the window that asked it, blank ones included; for the measure, days rated."""
    blank: int
    """Of these, forms on which the item was left blank."""
    worse_than_best: int
    """Answers worse than the best one, which means none (0 in every form of tracker); all of them
    where it is not known which one is the best."""
    last: SelfHarmAnswer | None
    """The last time it was asked in the window, answered or left blank."""
    last_answered: SelfHarmAnswer | None
    worst: SelfHarmAnswer | None
    """The earliest of the highest answers, or of the lowest where higher is better."""
    lowest: SelfHarmAnswer | None
    """The lowest answer, the earliest of them."""
    last_total_only: date | None
    """The last form of the window entered as a total alone: this item is not known of it."""
    earlier: SelfHarmAnswer | None
    """The last answer before the window."""

    def label(self, value: Number | None) -> str:
        """The form's label for an answer of that value; "" where it has none."""
        return next((label for answer, label in self.answers if answer == value), "")


class WorstSideEffect(NamedTuple):
    """A side effect at the highest severity of the window, and the infusion it came with."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class SideEffectGrid:
    """Side effects by infusion: those tracker knows in a fixed order, then others by name.

    `rows` go with Report.infusions, cells with `names`: 0 none to 3 severe, None not recorded.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    worst: int | None
    """The highest severity anywhere; None when nothing was recorded."""
    worst_at: tuple[WorstSideEffect, ...]
    """Where that was, oldest first; empty when the worst is 0 or nothing was recorded."""


Scale = tuple[str, Number, Number, Better]


def questionnaires(
    assessments: Iterable[Assessment], window: Window, added: Mapping[str, Questionnaire]
) -> tuple[QuestionnaireScores, ...]:
    """Return the totals by questionnaire, in clinical order; `added` are the clinic's own, by key.

    Totals on another range make scores of their own. An assessment without a total (too many
    answers missing) is left out.
    """
    scored = (a for a in assessments if a.day in window and a.total is not None)
    ordered = sorted(scored, key=lambda a: (_scale(a), a.day, a.id))
    found = []
    for (key, low, high, better), group in groupby(ordered, key=_scale):
        points = tuple(Score(a.day, a.total) for a in group if a.total is not None)
        known = added.get(key) or find_questionnaire(key)
        scores = QuestionnaireScores(
            key=key,
            title=known.title if known else key,
            low=low,
            high=high,
            better=better,
            recall_days=known.recall_days if known else None,
            points=points,
            best=(max if better == "higher" else min)(points, key=lambda score: score.total),
        )
        found.append(scores)
    return tuple(sorted(found, key=lambda s: (_rank(s.key), -len(s.points))))


def _rank(key: str) -> int:
    return CLINICAL_ORDER.index(key) if key in CLINICAL_ORDER else len(CLINICAL_ORDER)


def _scale(assessment: Assessment) -> Scale:
    return assessment.questionnaire, assessment.low, assessment.high, assessment.better


def self_harm_sources(
    daily: Sequence[Ratings],
    assessments: Sequence[Assessment],
    window: Window,
    added: Mapping[str, Questionnaire],
) -> tuple[SelfHarmSource, ...]:
    """Return the answers by source: daily measures, then questionnaires in clinical order.

    `assessments` are those of the whole diary: an answer before the window is not "not asked".
    """
    found = [_daily_source(ratings, window) for ratings in daily if ratings.by_day]
    filled: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        if assessment.day <= window.end:
            filled.setdefault(assessment.questionnaire, []).append(assessment)
    for key in sorted(filled, key=lambda key: (_rank(key), -len(filled[key]), key)):
        form = added.get(key) or find_questionnaire(key)
        if form and form.self_harm_items:
            found.append(_form_source(form, filled[key], window))
    return tuple(found)


def _daily_source(daily: Ratings, window: Window) -> SelfHarmSource:
    measure = daily.measure
    # A median would hide the worst moment of a day.
    worst = -1 if measure.better == "lower" else 0
    answers = [
        SelfHarmAnswer(day, from_units(ranked[worst])) for day, ranked in daily.by_day.items()
    ]
    return _source(
        answers,
        window,
        source=measure.key,
        title=measure.label,
        items=(),
        low=measure.low,
        high=measure.high,
        better=measure.better,
        labels=(),
        recall_days=1,
    )


def _form_source(
    form: Questionnaire, filled: Sequence[Assessment], window: Window
) -> SelfHarmSource:
    items = [form.items[number - 1] for number in form.self_harm_items]
    low = min(item.low for item in items)
    better = better_self_harm_answer(form)
    return _source(
        [
            SelfHarmAnswer(a.day, _worst_answer(form, a.answers, low if better else None))
            for a in filled
            if a.answers is not None
        ],
        window,
        source=form.key,
        title=form.title,
        items=form.self_harm_items,
        low=low,
        high=max(item.high for item in items),
        better=better,
        labels=tuple(_common_labels(items)),
        recall_days=form.recall_days,
        totals=[a.day for a in filled if a.answers is None and a.day in window],
    )


def _worst_answer(
    form: Questionnaire, answers: Sequence[int | None], none: Number | None
) -> Number | None:
    """Return the worst answer; None where an item was left blank and no other says more.

    `none` is the answer that means none, if that is known.
    """
    blank = any(
        number > len(answers) or answers[number - 1] is None for number in form.self_harm_items
    )
    worst = self_harm_answer(form, answers)
    return None if blank and worst == none else worst


def _common_labels(items: Sequence[Item]) -> Iterator[tuple[Number, str]]:
    """Yield the label of each value that all items with that value give it."""
    for value in sorted({value for item in items for value in item.values}):
        labels = {a.label for item in items for a in item.answers if a.value == value}
        if len(labels) == 1 and (label := labels.pop()):
            yield value, label


def _source(
    answers: Sequence[SelfHarmAnswer],
    window: Window,
    *,
    source: str,
    title: str,
    items: tuple[int, ...],
    low: Number,
    high: Number,
    better: Better | None,
    labels: tuple[tuple[Number, str], ...],
    recall_days: int | None,
    totals: Sequence[date] = (),
) -> SelfHarmSource:
    listed = [answer for answer in answers if answer.day in window]
    given = [answer for answer in listed if answer.value is not None]
    before = [a for a in answers if a.value is not None and a.day < window.start]
    best = {"lower": low, "higher": high, None: None}[better]
    return SelfHarmSource(
        source=source,
        title=title,
        items=items,
        low=low,
        high=high,
        better=better,
        answers=labels,
        recall_days=recall_days,
        asked=len(listed),
        blank=len(listed) - len(given),
        worse_than_best=sum(answer.value != best for answer in given),
        last=listed[-1] if listed else None,
        last_answered=given[-1] if given else None,
        worst=(min if better == "higher" else max)(given, key=_value, default=None),
        lowest=min(given, key=_value, default=None),
        last_total_only=totals[-1] if totals else None,
        earlier=before[-1] if before else None,
    )


def _value(answer: SelfHarmAnswer) -> Number:
    return cast("Number", answer.value)  # only of those that were answered


def side_effects(infusions: Sequence[NumberedInfusion]) -> SideEffectGrid:
    """Return one row for each infusion: the worst severity of each side effect during or after."""
    recorded: list[Counter[str]] = []
    for numbered in infusions:
        worst_of = Counter[str]()
        for effect in numbered.infusion.side_effects:
            name = effect.name.casefold()
            worst_of[name] = max(effect.severity, worst_of[name])
        recorded.append(worst_of)
    names = sorted({name for row in recorded for name in row}, key=_place)
    worst = max((severity for row in recorded for severity in row.values()), default=None)
    return SideEffectGrid(
        names=tuple(names),
        rows=tuple(tuple(row.get(name) for name in names) for row in recorded),
        worst=worst,
        worst_at=tuple(
            WorstSideEffect(name, numbered.number)
            for numbered, row in zip(infusions, recorded, strict=True)
            for name in names
            if worst and row.get(name) == worst
        ),
    )


def _place(name: str) -> tuple[int, str]:
    """Return a sort key of a name: two pages of one person must have the same column order."""
    known = name in SIDE_EFFECTS
    return (SIDE_EFFECTS.index(name) if known else len(SIDE_EFFECTS)), name
