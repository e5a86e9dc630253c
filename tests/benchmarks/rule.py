"""How often the rule about infusions is right in simulated diaries, where the truth is known.

    uv run --group test python -m tests.benchmarks rule [RUNS] [--write]

Simulated diaries: day noise of a given SD that carries over (AR(1), lag-1 0.6), whole numbers
0 to 10, a share of the days logged. What was found when the rule was made stands in brackets;
a difference beyond what chance explains is marked with !. `--write` puts the table into the
README beside this file. Two minutes; not part of the test command.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from tracker.analysis import daily_values, read_effect
from tracker.records import MOOD, Infusion, NumberedInfusion, number_infusions

README: Final = Path(__file__).parent / "README.md"
DAY_0: Final = date(2026, 1, 1)
SIX: Final = (10, 13, 17, 20, 24, 27)
REFERENCE_RUNS: Final = 300
BARS: Final = {"rose": "filled", "already": "open", "smaller": "thin"}
MEASURES: Final = ("rose", "fell", "halfway", "open", "filled", "thin", "a filled bar", "lost")
HEAD: Final = (
    "| true situation | SD | logged | " + " | ".join(MEASURES) + " | middle days |\n|" + "---|" * 12
)

Truth = Sequence[float]
Rates = dict[str, float]


@dataclass(frozen=True)
class Situation:
    """The true level of each day, the infusions, and how the person logs."""

    name: str
    truth: Truth
    infusions: Sequence[int]
    looked_at: int | None = -1
    """Index of the infusion that is looked at; None for each of them."""
    sd: float = 1.2
    logged: float = 0.85
    twice_a_week: bool = False
    from_memory: bool = False
    """Blocks of up to five days are filled in afterwards, all at the level of the last one."""
    expected: Rates = field(default_factory=dict)
    """Per cent, as found when the rule was made."""


def lift(base: Truth | float, up: float, half_life: float, start: int, days: int) -> list[float]:
    """Return a level that rises by `up` the day after `start`, and fades."""
    level = [base] * days if isinstance(base, int | float) else list(base)
    fade = (up * 0.5 ** ((t - start - 1) / half_life) if t > start else 0 for t in range(days))
    return [a + b for a, b in zip(level, fade, strict=True)]


BOOSTERS: Final = (*SIX, *(27 + 21 * k for k in range(1, 9)))
WEEKLY: Final = tuple(10 + 7 * k for k in range(26))
NOTHING: Final = Situation("nothing happens, one infusion", [4] * 50, (10,))
NOTHING_14: Final = Situation("nothing, six then eight boosters", [4] * 210, BOOSTERS, None)
FOUR: Final = Situation(
    "+4, half-life 10",
    lift(3, 4, 10, 10, 50),
    (10,),
    expected={"rose": 92, "halfway": 90, "filled": 86},
)
STABLE: Final = [3.0] * 10 + [7.0] * 60
INERT: Final = Situation(
    "inert booster, stable at 7, before 3",
    STABLE,
    (10, 13, 17, 20, 40),
    expected={"rose": 7, "halfway": 99, "open": 95, "filled": 1},
)
SAW: Final = [3.0] * 11 + [7.0] * 10 + [3 + 4 * 0.5 ** ((t - 21) / 8) for t in range(21, 85)]
LIFTED: Final = Situation(
    "booster lifts 3 to 7 again",
    lift(SAW, 4, 10, 50, 85),
    (10, 13, 17, 20, 50),
    expected={"rose": 87, "halfway": 94, "filled": 68, "open": 17, "thin": 8},
)


def week(level: Truth, swing: float) -> list[float]:
    """Return the level with better weekends and worse Mondays."""
    days = (0.0, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0)
    return [value + swing * days[t % 7] for t, value in enumerate(level)]


SITUATIONS: Final = (
    replace(NOTHING, sd=0.8, expected={"rose": 3, "halfway": 3, "filled": 2}),
    replace(NOTHING, sd=1.2, expected={"rose": 7, "halfway": 7, "filled": 4}),
    replace(NOTHING, sd=1.6, expected={"rose": 9, "halfway": 8, "filled": 4}),
    replace(NOTHING_14, sd=0.8, expected={"rose": 3, "halfway": 4, "a filled bar": 1}),
    replace(NOTHING_14, sd=1.2, expected={"rose": 7, "halfway": 8, "a filled bar": 5}),
    replace(NOTHING_14, sd=1.6, expected={"rose": 7, "halfway": 15, "a filled bar": 11}),
    Situation(
        "nothing, 26 weekly",
        [4] * 200,
        WEEKLY,
        None,
        expected={"rose": 8, "halfway": 8, "a filled bar": 8},
    ),
    Situation(
        "+3, half-life 7",
        lift(3, 3, 7, 10, 50),
        (10,),
        expected={"rose": 70, "halfway": 58, "filled": 53},
    ),
    FOUR,
    Situation(
        "+4, half-life 14",
        lift(3, 4, 14, 10, 50),
        (10,),
        expected={"rose": 92, "halfway": 90, "filled": 84},
    ),
    Situation(
        "+5, half-life 7",
        lift(3, 5, 7, 10, 50),
        (10,),
        expected={"rose": 95, "halfway": 91, "filled": 89},
    ),
    replace(FOUR, logged=0.5, expected={"rose": 75, "halfway": 77, "filled": 67}),
    INERT,
    LIFTED,
    Situation(
        "slow rise over six, the sixth",
        [3.0] * 10 + [min(7, 3 + t / 4) for t in range(40)],
        SIX,
        expected={"rose": 7, "halfway": 94, "open": 87},
    ),
    Situation(
        "stays +3 for good after six, the sixth",
        [3.0] * 11 + [6.0] * 79,
        SIX,
        expected={"rose": 11, "halfway": 79, "lost": 32},
    ),
    Situation(
        "falling 5 to 1",
        [5.0] * 10 + [max(1, 5 - 0.3 * t) for t in range(30)],
        (10, 13, 17, 20),
        expected={"rose": 1, "halfway": 0, "fell": 22},
    ),
    # Not tried when the rule was made.
    replace(NOTHING, name="nothing, weekends +1, Mondays −1", truth=week([4] * 50, 1)),
    replace(NOTHING_14, name="the same, six then eight boosters", truth=week([4] * 210, 1)),
    replace(
        FOUR,
        name="+4, half-life 10, weekends +1, Mondays −1",
        truth=week(FOUR.truth, 1),
        expected={},
    ),
    replace(
        NOTHING_14, name="drifts 3 to 6 by itself, boosters", truth=list(np.linspace(3, 6, 210))
    ),
    replace(
        NOTHING_14, name="drifts 6 to 3 by itself, boosters", truth=list(np.linspace(6, 3, 210))
    ),
    replace(NOTHING, name="rises 2 to 7 by itself in 50 days", truth=list(np.linspace(2, 7, 50))),
    replace(NOTHING_14, name="nothing, boosters, logged twice a week", twice_a_week=True),
    replace(FOUR, name="+4, half-life 10, logged twice a week", twice_a_week=True, expected={}),
    replace(INERT, name="inert booster, logged twice a week", twice_a_week=True, expected={}),
    replace(
        LIFTED, name="booster lifts 3 to 7, logged twice a week", twice_a_week=True, expected={}
    ),
    replace(NOTHING_14, name="nothing, boosters, half of it from memory", from_memory=True),
    replace(FOUR, name="+4, half-life 10, half of it from memory", from_memory=True, expected={}),
    replace(INERT, name="inert booster, half of it from memory", from_memory=True, expected={}),
)


class Simulation:
    """Draws diaries of a situation and reads them."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def noise(self, days: int, sd: float, carried: float = 0.6) -> list[float]:
        """Return day noise of which a share carries over to the next day."""
        steps = self._random.normal(0, sd * sqrt(1 - carried**2), days)
        out = [float(self._random.normal(0, sd))]
        for step in steps[1:]:
            out.append(carried * out[-1] + float(step))
        return out

    def diary(self, situation: Situation) -> dict[date, int]:
        """Return the daily values of one invented person."""
        days = len(situation.truth)
        noisy = zip(situation.truth, self.noise(days, situation.sd), strict=True)
        values = [min(10, max(0, round(level + noise))) for level, noise in noisy]
        if situation.from_memory:
            self._recall(values)
        kept = self._random.random(days) < situation.logged
        offset = int(self._random.integers(7))
        return {
            DAY_0 + timedelta(days=t): value
            for t, value in enumerate(values)
            if t not in situation.infusions
            and (kept[t] if not situation.twice_a_week else (t + offset) % 7 in (0, 3))
        }

    def _recall(self, values: list[int]) -> None:
        """Write every second block of days at the level of its last day, as memory does."""
        t = 0
        while t < len(values):
            length = int(self._random.integers(2, 6))
            if self._random.random() < 0.5:
                block = values[t : t + length]
                values[t : t + length] = [block[-1]] * len(block)
            t += length

    def rates(self, situation: Situation, runs: int) -> tuple[Rates, float | None]:
        """Return the rate of each measure, in per cent, and the median of the bars' days_min."""
        given = infusions(situation.infusions)
        end = DAY_0 + timedelta(days=len(situation.truth) - 1)
        counts: Counter[str] = Counter()
        looked_at, days = 0, []
        for _ in range(runs):
            values = daily_values({day: (value,) for day, value in self.diary(situation).items()})
            effect = read_effect(values, given, MOOD, end=end, today=end + timedelta(days=1))
            rows = effect.infusions
            counts["halfway"] += effect.courses[-1].halfway is not None
            counts["a filled bar"] += any(row.bar and row.bar.start == "rose" for row in rows)
            chosen = rows if situation.looked_at is None else (rows[situation.looked_at],)
            looked_at += len(chosen)
            for row in chosen:
                counts[row.direction] += 1
                if row.bar:
                    counts[BARS[row.bar.start]] += 1
                    counts["lost"] += row.bar.end == "lost"
                    days.append(row.bar.days_min)
        of_diary = ("halfway", "a filled bar")
        rates = {m: 100 * counts[m] / (runs if m in of_diary else looked_at) for m in MEASURES}
        return rates, median(days) if days else None


def infusions(offsets: Sequence[int]) -> tuple[NumberedInfusion, ...]:
    """Return given infusions on these days."""
    days = (DAY_0 + timedelta(days=t) for t in offsets)
    return number_infusions(Infusion(id=f"i.{day}", day=day) for day in days)


def beyond_chance(found: float, expected: float, runs: int) -> bool:
    """Whether two shares differ by more than three standard errors and rounding explain."""
    share = min(max((found + expected) / 200, 0.01), 0.99)
    error = 100 * sqrt(share * (1 - share) * (1 / runs + 1 / REFERENCE_RUNS))
    return abs(found - expected) > 3 * error + 0.5


def line(situation: Situation, rates: Mapping[str, float], middle: float | None, runs: int) -> str:
    """Return a row of the table."""
    cells = []
    for measure in MEASURES:
        expected = situation.expected.get(measure)
        cell = f"{rates[measure]:.0f}"
        if expected is not None:
            mark = " !" if beyond_chance(rates[measure], expected, runs) else ""
            cell += f" ({expected:.0f}){mark}"
        cells.append(cell)
    logged = "twice a week" if situation.twice_a_week else f"{situation.logged:.0%}"
    days = "–" if middle is None else f"{middle:g}"
    return f"| {situation.name} | {situation.sd} | {logged} | {' | '.join(cells)} | {days} |"


def main(arguments: Sequence[str]) -> None:
    """Simulate, print the table, and with --write put it into the README."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks rule")
    parser.add_argument("runs", type=int, nargs="?", default=500)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    simulation = Simulation(seed=5)
    today = datetime.now(UTC).date()
    lines = [f"{today}, per cent of {asked.runs} simulated diaries.", "", *HEAD.splitlines()]
    print("\n".join(lines), flush=True)
    for situation in SITUATIONS:
        rates, middle = simulation.rates(situation, asked.runs)
        lines.append(line(situation, rates, middle, asked.runs))
        print(lines[-1], flush=True)
    if asked.write:
        text = README.read_text(encoding="utf-8")
        marked = r"(?s)(<!-- rule -->\n).*(?=<!-- /rule -->)"
        table = "\n".join(lines)
        README.write_text(re.sub(marked, lambda m: f"{m[1]}{table}\n", text), encoding="utf-8")
