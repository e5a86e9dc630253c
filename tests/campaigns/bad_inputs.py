"""Bad files: endless, nested, forged, cut off, or malicious.

Each is one entry in a table, and is given to every command that takes such a file. It must be
refused with a sentence, within a limit of memory and time; the diary must stay as it was, and
nothing may be left anywhere else.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.campaigns.faults import faults_of_message
from tests.campaigns.place import Place, furnished, run
from tests.campaigns.soundness import fingerprint, lenient
from tracker.storage.connection import APPLICATION_ID, SCHEMA_VERSION

MEMORY = 2 * 2**30
"""Bytes of addresses that a child may have: its own program takes a quarter of that."""

LIMITS = {"as": MEMORY, "cpu": 60}

Make = Callable[[Path], object]
Door = Callable[[Place, Path], int]


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad file: what is wrong with it, its name, how it is made, which commands take it."""

    name: str
    file: str
    make: Make
    doors: tuple[str, ...]


@dataclass
class Tally:
    """How the bad files were taken."""

    tried: int = 0
    refused: int = 0
    peak_mb: float = 0
    """The most memory that any child held."""
    broken: list[str] = field(default_factory=list)


def _as_the_diary(place: Place, path: Path) -> int:
    """The file lies where the diary should."""
    shutil.move(path, place.home.diary)
    return place.command("list")


DOORS: dict[str, Door] = {
    "import": lambda place, path: place.command("import", str(path), "--yes"),
    "import csv": lambda p, path: p.command("import", str(path), "--format", "csv", "--yes"),
    "import json": lambda p, path: p.command("import", str(path), "--format", "json", "--yes"),
    "import daylio": lambda p, path: p.command("import", str(path), "--format", "daylio", "--yes"),
    "import emoods": lambda p, path: p.command("import", str(path), "--format", "emoods", "--yes"),
    "import apple": lambda p, f: p.command("import", str(f), "--format", "apple-health", "--yes"),
    "scales add": lambda place, path: place.command("scales", "add", str(path)),
    "restore": lambda place, path: place.command("restore", str(path), "--yes"),
    "salvage": lambda place, path: place.command("restore", str(path), "--salvage", "--yes"),
    "merge": lambda place, path: place.command("merge", str(path), "--yes"),
    "diary": _as_the_diary,
}
TABLES = ("import", "import csv", "import daylio")
OBJECTS = ("import", "import json", "scales add")
ZIPS = ("import", "import emoods", "import apple")
DATABASES = ("restore", "merge", "diary")
ALL = (*TABLES, *OBJECTS[1:], *ZIPS[1:], *DATABASES)

HEAD = '{"format": "tracker-diary", "version": 1, '


def text(*parts: str | Iterable[str], raw: bool = False) -> Make:
    """A file of some texts one after the other, written piece by piece."""

    def make(path: Path) -> None:
        with path.open("w", encoding="utf-8", errors="surrogatepass") as file:
            for part in parts:
                file.writelines([part] if isinstance(part, str) else part)

    return make


def repeated(part: str, times: int) -> Iterator[str]:
    """A part so many times, in pieces of a thousand; it can be gone through once."""
    return (part * 1000 for _ in range(times // 1000))


def sparse(path: Path, size: int = 2 * 2**30, begins: bytes = b"") -> None:
    """A file that says it is large and takes no room."""
    path.write_bytes(begins)
    os.truncate(path, size)


def noise(path: Path, size: int = 2**20, begins: bytes = b"") -> None:
    path.write_bytes(begins + random.Random(0).randbytes(size))


def check_in(note: object = None, mood: str = "5") -> str:
    entry = f'{{"day": "2026-01-01", "ratings": {{"mood": {mood}}}, "note": {json.dumps(note)}}}'
    return f'{HEAD}"check_ins": [{entry}]}}'


def archive(names: Iterable[str], size: int = 1000, declared: int | None = None) -> Make:
    """A ZIP of zeros under these names, perhaps declaring another size."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            for name in names:
                with zipped.open(name, "w") as file:
                    for _ in range(max(1, size >> 20)):
                        file.write(bytes(min(size, 2**20)))
        if declared is not None:
            _declare(path, size, declared)

    return make


def _declare(path: Path, size: int, declared: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", size), struct.pack("<I", declared)))


def in_archive(name: str, *parts: str | Iterable[str]) -> Make:
    """A ZIP of one text."""

    def make(path: Path) -> None:
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped,
            zipped.open(name, "w") as file,
        ):
            for part in parts:
                for piece in [part] if isinstance(part, str) else part:
                    file.write(piece.encode())

    return make


def database(*statements: str, ours: bool = True) -> Make:
    """A database that says it is a diary."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as conn:
            for statement in statements:
                conn.execute(statement)
            if ours:
                conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
                conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    return make


_ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i, i, i FROM n"
)
_LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'ha'>{}]><HealthData>&a30;</HealthData>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 31))
)
_XML = "apple_health_export/export.xml"


def bad_files() -> tuple[Bad, ...]:
    """The table. Texts that are written piece by piece are made anew with each call."""
    row = "2026-01-01,08:00,5\n"
    return (
        Bad("nothing", "nothing", text(""), ALL[:-1]),
        Bad("2 GB of nothing", "sparse.csv", sparse, ALL),
        Bad("2 GB after a diary's first bytes", "sparse.db",
            partial(sparse, begins=b"SQLite format 3\0\x10\0\1\1\0@  "), DATABASES),
        Bad("noise", "noise.bin", noise, ALL),
        Bad("noise after a ZIP's first bytes", "noise.zip", partial(noise, begins=b"PK\3\4"), ZIPS),
        Bad("10 million rows", "rows.csv",
            text("day,time,mood\n", repeated(row, 10_000_000)), TABLES),
        Bad("a line of 200 MB", "line.csv", text("day,mood\n", repeated("5,", 10**8)), TABLES),
        Bad("a quotation mark never closed", "quote.csv",
            text('day,mood,note\n2026-01-01,5,"', repeated(row, 5_000_000)), TABLES),
        Bad("200,000 columns", "columns.csv",
            text("day", repeated(",mood", 200_000), "\n2026-01-01", repeated(",5", 200_000)),
            TABLES),
        Bad("a note with NUL", "nul.csv", text("day,mood,note\n2026-01-01,5,a\0b\n"), TABLES[:2]),
        Bad("numbers of a million digits in a table", "digits.csv",
            text("day,mood\n2026-01-01,", repeated("9", 10**6)), TABLES),
        Bad("lists 100,000 deep", "deep.json", text(repeated("[", 100_000)), OBJECTS),
        Bad("objects 100,000 deep", "deep2.json",
            text(HEAD, '"x": ', repeated('{"a":', 100_000), "1", repeated("}", 100_000), "}"),
            OBJECTS),
        Bad("a number of a million digits", "digits.json",
            text(check_in(mood="9" * 10**6)), OBJECTS),
        Bad("a number beyond all numbers", "inf.json", text(check_in(mood="1e999")), OBJECTS),
        Bad("10 million records", "many.json",
            text(HEAD, '"check_ins": [', repeated("{},", 10_000_000), "{}]}"), OBJECTS),
        Bad("a note of 100 MB", "note.json",
            text(HEAD, '"check_ins": [{"day": "2026-01-01", "note": "', repeated("x", 10**8),
                 '"}]}'), OBJECTS),
        Bad("half a character", "half.json", text(check_in("\ud800")), OBJECTS),
        Bad("NUL in a note", "nul.json", text(check_in("a\0b")), OBJECTS),
        Bad("a score that is an object", "type.json", text(check_in(mood="{}")), OBJECTS),
        Bad("a good record before a bad one", "second.json",
            text(check_in("good")[:-2], ', {"day": "2026-02-30"}]}'), OBJECTS),
        Bad("a good row before a bad one", "second.csv",
            text("day,mood\n2026-01-01,5\n2026-02-30,5\n"), TABLES[:2]),
        Bad("a ZIP of 2 GB in 10 MB", "bomb.zip",
            archive(["entry.csv", _XML], 2**30), ZIPS),
        Bad("a ZIP that lies about its size", "lie.zip",
            archive(["entry.csv"], 300 * 2**20, declared=100), ZIPS),
        Bad("a ZIP with names outside", "outside.zip",
            archive(["../../outside.csv", "/tmp/outside.csv", "../entry.csv"]), ZIPS),
        Bad("a ZIP of 20,000 files", "files.zip", archive(map(str, range(20_000)), 1), ZIPS),
        Bad("a ZIP in a ZIP", "zip.zip", archive(["a.zip"]), ZIPS),
        Bad("entities that multiply", "laughs.zip", in_archive(_XML, _LAUGHS), ZIPS),
        Bad("an entity that reads a file", "entity.zip", in_archive(_XML,
            "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><HealthData>&f;</HealthData>"),
            ZIPS),
        Bad("elements a million deep", "deep.zip",
            in_archive(_XML, "<HealthData>", repeated("<a>", 1_000_000)), ZIPS),
        Bad("another program's database", "other.db", database("CREATE TABLE t (a)", ours=False),
            DATABASES),
        Bad("a diary without tables", "empty.db", database(), DATABASES),
        Bad("a diary whose tables are endless", "endless.db",
            database(*(f"CREATE VIEW {name} AS {_ENDLESS}"
                       for name in ("setting", "measure", "check_in", "history", "change"))),
            DATABASES),
    )  # fmt: skip


def campaign(folder: Path) -> Tally:
    """Bring every bad file to every door that it may come in by."""
    folder.mkdir()
    origin, tally = furnished(folder / "origin", 40), Tally()
    before = _state(origin)
    for bad in bad_files():
        bad.make(made := folder / bad.file)
        for door in bad.doors:
            _bring(bad, door, made, origin, before, tally)
        made.unlink()
    return tally


def _bring(bad: Bad, door: str, made: Path, origin: Place, before: str, tally: Tally) -> None:
    place = origin.copy(origin.folder.with_name("brought-to"))
    os.link(made, brought := place.files / made.name)
    there = _listed(place)
    ended = run(place, lambda p: DOORS[door](p, brought), limits=LIMITS)
    tally.tried += 1
    tally.refused += bool(ended.code)
    tally.peak_mb = max(tally.peak_mb, ended.peak_mb)
    wrong = faults_of_message(ended, allowed=(1, 2, 4)) + [
        f"left: {p}" for p in _listed(place) - there
    ]
    if door != "diary" and _state(place) != before:
        wrong.append("the diary was changed")
    tally.broken += [f"{bad.name} → {door}: {what}" for what in wrong]
    shutil.rmtree(place.folder)


def _listed(place: Place) -> set[str]:
    """What lies where it should not: anything new outside the home."""
    inside = place.home.folder
    return {str(p) for p in place.folder.rglob("*") if inside not in (p, *p.parents)} | {
        str(path) for path in place.folder.parent.parent.glob("*")
    }


def _state(place: Place) -> str:
    with lenient(place.home.diary) as conn:
        return fingerprint(conn)
