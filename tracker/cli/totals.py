"""The scale that a total typed by name is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.cli.session import wrong
from tracker.cli.wording import number
from tracker.records import Assessment
from tracker.records.format import plain_line
from tracker.records.measure import Better
from tracker.records.questionnaires import Questionnaire, TotalScale, known_total, plain_name
from tracker.records.validation import parse_number


def total_scale(
    name: str,
    questionnaires: Sequence[Questionnaire],
    assessments: Iterable[Assessment],
    low: str | None,
    high: str | None,
    better: Better | None,
) -> TotalScale:
    """Return the published scale of a name, else the one typed, else the one used before.

    Ends with 2 where what was typed contradicts a published scale, or there is no scale.
    """
    if found := _published(name, questionnaires):
        _check_same(found, low, high, better)
        return found
    before = _recorded(name, assessments)
    if low is None and high is None and before:
        return before
    if low is None or high is None:
        wrong(
            f"{plain_line(name)} is not known here; add its range, as --low 0 --high 27, and "
            "--better higher if a high total is good."
        )
    ends = parse_number(low, "lowest total"), parse_number(high, "highest total")
    usual: Better = before.better if before else "lower"
    return TotalScale(before.key if before else name, *ends, better or usual)


def _published(name: str, questionnaires: Iterable[Questionnaire]) -> TotalScale | None:
    wanted = plain_name(name)
    for known in questionnaires:
        if wanted in (plain_name(known.key), plain_name(known.title)):
            return TotalScale(known.key, known.low, known.high, known.better)
    return known_total(name)


def _recorded(name: str, assessments: Iterable[Assessment]) -> TotalScale | None:
    same = [a for a in assessments if plain_name(a.questionnaire) == plain_name(name)]
    if not same:
        return None
    return TotalScale(same[-1].questionnaire, same[-1].low, same[-1].high, same[-1].better)


def _check_same(
    scale: TotalScale, low: str | None, high: str | None, better: Better | None
) -> None:
    typed = (
        scale.low if low is None else parse_number(low, "lowest total"),
        scale.high if high is None else parse_number(high, "highest total"),
        better or scale.better,
    )
    if typed != (scale.low, scale.high, scale.better):
        wrong(
            f"{scale.key} goes from {number(scale.low)} to {number(scale.high)}, {scale.better} is "
            "better; give a scale of your own another name."
        )
