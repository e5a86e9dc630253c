"""A median over infusions of which some were cut short before their benefit ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tracker.analysis.report import Benefit, MedianBenefit

FEWEST_EPISODES: Final = 5


def median_benefit(benefits: Iterable[Benefit]) -> MedianBenefit | None:
    """Return the Kaplan–Meier median of days_min, or None where it would promise too much.

    It needs five infusions with days, at least half of them seen to the end. A plain mean would
    count those cut short as if they had ended there.
    """
    episodes = [(b.days_min, b.kind == "lost") for b in benefits if b.days_min is not None]
    lost = sum(ended for _, ended in episodes)
    if len(episodes) < FEWEST_EPISODES or 2 * lost < len(episodes):
        return None
    return MedianBenefit(_median_days(episodes), len(episodes), lost)


def _median_days(episodes: list[tuple[int, bool]]) -> int:
    # Whole numbers all the way: a float product may miss one half by a hair.
    surviving, of = 1, 1
    for days in sorted({days for days, ended in episodes if ended}):
        at_risk = sum(other >= days for other, _ in episodes)
        surviving *= at_risk - sum(ended and other == days for other, ended in episodes)
        of *= at_risk
        if 2 * surviving <= of:
            break
    # With half of the episodes lost the curve always comes down to one half.
    return days
