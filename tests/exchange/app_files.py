"""Exports of other apps, written here as their layouts are known; no real one lies in the tests."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO

DAYLIO = ("full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note")
DAYLIO_2026 = (*DAYLIO[:6], "scales", *DAYLIO[6:])
DAYLIO_OLD = ("year", *DAYLIO[1:6], "note")
BEARABLE = ("date", "weekday", "time of day", "category", "rating/amount", "detail", "notes")
EMOODS = (
    *("ID", "DATE (YYYY-MM-DD)", "IRRITABILITY", "ANXIETY", "DEPRESSED", "ELEVATED"),
    *("SLEEP", "NOTE", "PSYCHOTIC SYMPTOMS", "THERAPY", "WEIGHT", "MENSTRUAL CYCLE"),
)

Row = Sequence[str]


def table(header: Row, rows: Iterable[Row], mark: str = ",", bom: bool = False) -> bytes:
    """A CSV as phones write it."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")


def daylio_row(
    day: str, clock: str, mood: str, activities: str = "", note: str = "", title: str = ""
) -> Row:
    return (day, "May 18", "Friday", clock, mood, activities, title, note)


def daylio(*rows: Row) -> bytes:
    return table(DAYLIO, rows, bom=True)


def bearable_row(
    part: str, category: str, amount: str = "", detail: str = "", notes: str = ""
) -> Row:
    return ("8th Dec 2021", "Wednesday", part, category, amount, detail, notes)


def bearable(*rows: Row) -> bytes:
    return table(BEARABLE, rows)


def emoods_row(day: str, *levels: str, sleep: str = "", note: str = "", weight: str = "") -> Row:
    """Levels of irritability, anxiety, depressed and elevated."""
    return ("1", day, *levels, sleep, note, "0", "", weight, "")


def emoods(*rows: Row) -> bytes:
    return zipped({"entry.csv": table(EMOODS, rows), "medication.csv": b"ID,NAME\n1,x\n"})


APPLE_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout|StateOfMind)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry)*)>
]>
<HealthData locale="en_US">
 <ExportDate value="2026-06-15 08:00:00 +0200"/>
"""

STEPS = (
    ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count"'
    ' startDate="2026-06-14 20:00:00 +0200" endDate="2026-06-14 20:05:00 +0200" value="65"/>\n'
)


def state_of_mind(start: str, valence: str, **more: str) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    return f' <StateOfMind startDate="{start}" valence="{valence}"{attributes}/>\n'


def apple(*elements: str, head: str = APPLE_HEAD) -> bytes:
    return f"{head}{''.join(elements)}</HealthData>\n".encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files under their paths."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()
