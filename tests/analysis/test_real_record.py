"""One real person's 1,476 ratings on 239 days (Kossakowski and others 2017), without infusions."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from tracker.analysis import build_report, default_window
from tracker.records import BUILTIN_MEASURES, CheckIn, Diary, Rating

FILE = Path(__file__).parents[1] / "data" / "one-person-239-days.csv"
MEASURES = ("mood", "anxiety", "irritability", "tiredness", "pain")


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real_diary() -> Diary:
    entries = tuple(
        CheckIn(
            id=f"r{n}",
            day=date.fromisoformat(row["date"]),
            at=datetime.fromisoformat(f"{row['date']}T{row['time']}").replace(tzinfo=UTC),
            recorded_at=None,
            ratings=tuple(Rating(key, float(row[key])) for key in MEASURES if row[key]),
        )
        for n, row in enumerate(rows())
    )
    return Diary(measures=BUILTIN_MEASURES, check_ins=entries)


def test_the_last_eighteen_weeks_of_an_old_record_are_shown_though_today_is_years_later() -> None:
    window = default_window(real_diary(), date(2026, 6, 15))
    assert window.days == 126
    assert window.end == date(2013, 4, 8)


def test_each_day_has_the_median_of_its_ratings() -> None:
    window = default_window(real_diary(), date(2013, 4, 8))
    made = build_report(real_diary(), window, today=window.end)
    by_day: dict[str, list[float]] = {}
    for row in rows():
        by_day.setdefault(row["date"], []).append(float(row["mood"]))
    assert len(made.main.days) > 100
    for day in made.main.days:
        assert day.value == median(by_day[day.day.isoformat()])
    assert [series.measure.key for series in made.panels] == [
        "anxiety",
        "irritability",
        "tiredness",
    ]
