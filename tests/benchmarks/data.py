"""Diaries of many years, and files of many rows."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.benchmarks.commands import tracker
from tests.benchmarks.measuring import Row, cpu_and_memory, cpu_seconds, paired
from tracker.analysis import build_report, default_window
from tracker.exchange.formats import format_for
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
        unit.put_measures(diary.measures, replace_all=True)
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
    """CSV and JSON out, beside the standard library's writers given the same records."""
    ratings = sum(len(check_in.ratings) for check_in in diary.check_ins)
    document = json.loads(format_for("json").writer(diary, exported_at=NOW))
    floors: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
        ("csv", "csv.DictWriter on the records", "", lambda: _plain_csv(diary)),
        ("json", "json.dumps of ready dicts", "1.3", lambda: json.dumps(document, indent=1)),
    )
    for name, what, aim, floor in floors:
        writer = format_for(name).writer

        def ours(writer: Callable[..., bytes] = writer) -> float:
            return _seconds(lambda: writer(diary, exported_at=NOW))

        def bare(floor: Callable[[], object] = floor) -> float:
            return _seconds(floor)

        yield paired(f"{name} out, {ratings:,} ratings × {what}", ours, bare, aim, rounds)


def _plain_csv(diary: Diary) -> str:
    out = io.StringIO()
    columns = ["day", "time", "recorded_at", *(measure.key for measure in MEASURES), "note"]
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for entry in diary.check_ins:
        moments = {"day": entry.day, "time": entry.at and f"{entry.at:%H:%M}"}
        said = {"recorded_at": entry.recorded_at, "note": entry.note}
        writer.writerow(moments | said | {r.measure: r.value for r in entry.ratings})
    return out.getvalue()


PLAIN_IMPORT = """
import csv, sqlite3, sys
conn = sqlite3.connect(sys.argv[2], isolation_level=None)
conn.execute("PRAGMA synchronous=EXTRA")
conn.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, day TEXT, at TEXT)")
conn.execute("CREATE TABLE rating (entry INTEGER, measure TEXT, value REAL)")
conn.execute("BEGIN IMMEDIATE")
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    _, _, *measures = next(rows := csv.reader(file))
    for n, (day, at, *values) in enumerate(rows):
        conn.execute("INSERT INTO entry VALUES (?, ?, ?)", (n, day, at))
        conn.executemany(
            "INSERT INTO rating VALUES (?, ?, ?)",
            [(n, measure, float(value)) for measure, value in zip(measures, values)],
        )
conn.execute("COMMIT")
"""
"""Each row into two tables, as it is read."""


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def taken_in(folder: Path, ratings: int) -> Row:
    """An import of many ratings in a fresh process, beside csv.reader and executemany."""
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
    keep(home, Diary(measures=MEASURES))
    command = [*tracker(home), "import", str(file), "--yes"]
    floor = [sys.executable, "-c", PLAIN_IMPORT, str(file), str(folder / f"floor-{ratings}.db")]
    took, peak = cpu_and_memory(command)
    least = cpu_seconds(floor)
    name = f"import of {ratings:,} ratings (most memory {peak:,.0f} MiB) × csv.reader, executemany"
    return Row(name, took * 1e3, least * 1e3, took / least, "8")
