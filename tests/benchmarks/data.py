"""Diaries of many years, and files of many rows."""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.benchmarks.commands import tracker
from tests.benchmarks.measuring import Row, environment, paired
from tracker.analysis import build_report, default_window
from tracker.exchange import format_for
from tracker.paths import Home
from tracker.records import MOOD, CheckIn, Diary, Infusion, Measure, Rating, new_id
from tracker.storage import Store

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MEASURES = (
    MOOD,
    *(Measure(key=f"m{n}", label=f"Measure {n}", low=0, high=10) for n in range(1, 10)),
)


def daily(days: int) -> Diary:
    """Return a diary of so many days to today, ten measures a day and an infusion a month."""
    return Diary(
        measures=MEASURES,
        check_ins=tuple(_check_in(NOW - timedelta(days=ago), ago) for ago in reversed(range(days))),
        infusions=tuple(
            Infusion(id=new_id(NOW - timedelta(days=ago)), day=(NOW - timedelta(days=ago)).date())
            for ago in reversed(range(0, days, 30))
        ),
    )


def _check_in(at: datetime, ago: int) -> CheckIn:
    ratings = tuple(Rating(m.key, (ago * 7 + n * 3) % 11) for n, m in enumerate(MEASURES))
    return CheckIn(id=new_id(at), day=at.date(), at=at, recorded_at=at, ratings=ratings)


def keep(home: Path, diary: Diary) -> None:
    """Write a diary into a home."""
    store = Store.open(Home(home), NOW)
    with store.writing(NOW, "many years") as unit:
        unit.put_measures(diary.measures, instead=True)
        unit.add_many([*diary.check_ins, *diary.infusions, *diary.assessments, *diary.events])


def analysed(diary: Diary, years: int) -> Row:
    """All numbers of a page, in process: the plain time."""
    window = default_window(diary, NOW.date())
    times = [_seconds(lambda: build_report(diary, window, today=NOW.date())) for _ in range(7)]
    took = sorted(times)[3] * 1e3
    return Row(
        f"the numbers of a page, {years} year{'s' * (years > 1)}", took, None, None, "100 at ten"
    )


def written(diary: Diary, rounds: int) -> Iterator[Row]:
    """CSV and JSON out, beside the standard library's writers on the same cells."""
    rows: list[list[object]] = [[c.day, *(r.value for r in c.ratings)] for c in diary.check_ins]
    for name, floor in (("csv", _plain_csv), ("json", _plain_json)):
        writer = format_for(name).writer

        def ours(writer: Callable[..., bytes] = writer) -> float:
            return _seconds(lambda: writer(diary, exported_at=NOW))

        def bare(floor: Callable[[list[list[object]]], object] = floor) -> float:
            return _seconds(lambda: floor(rows))

        yield paired(
            f"{name} out, {len(rows) * 10:,} ratings × a bare writer", ours, bare, "1.2", rounds
        )


def _plain_csv(rows: list[list[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _plain_json(rows: list[list[object]]) -> str:
    return json.dumps(rows, default=str, indent=1)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def taken_in(folder: Path, ratings: int) -> Row:
    """An import of many ratings in a fresh process: seconds, and the most memory it held."""
    file = folder / f"{ratings}.csv"
    days = ratings // 10
    first = date(2026, 11, 20) - timedelta(days=days // 25)
    with file.open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(["day", "time", *(measure.key for measure in MEASURES)])
        for n in range(days):
            moment = [first + timedelta(days=n // 25), f"{n % 24:02}:{n % 60:02}"]
            out.writerow([*moment, *((n * 7 + m) % 11 for m in range(10))])
    home = folder / f"home-{ratings}"
    command = [*tracker(home), "import", str(file), "--yes"]
    began = time.perf_counter()
    subprocess.run(command, check=True, env=environment(), capture_output=True)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    name = f"import of {ratings:,} ratings (s; most memory {peak:,.0f} MiB)"
    return Row(name, took, None, None, "2 for 40,000")
