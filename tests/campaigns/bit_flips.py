"""Flip one bit of a diary at a time, as ageing disks do, and see who notices."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path

from tests.campaigns.place import MEMORY, furnished
from tests.campaigns.soundness import damage_of, fingerprint, is_intact, lenient
from tracker.records import Diary
from tracker.storage.connection import reading
from tracker.storage.queries import read_diary

BY_SQLITE = "noticed by integrity_check"
BY_HISTORY = "noticed by history besides"
HARMLESS = "nothing said was changed"
PAST = "only what history says of the past"
SILENT = "an entry changed in silence"
KINDS = (BY_SQLITE, BY_HISTORY, HARMLESS, PAST)
"""All that may be; the silent ones are counted as lost."""


def campaign(folder: Path, flips: int, until: float | None = None, seed: int = 0) -> Counter[str]:
    """Flip so many bits, each in a fresh copy, or go on until a moment of the clock."""
    origin = furnished(folder, 40)
    diary, content = _read(origin.home.diary), origin.home.diary.read_bytes()
    with lenient(origin.home.diary) as conn:
        before = fingerprint(conn)
    found: Counter[str] = Counter()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=MEMORY or folder) as there:
        for number in count():
            if number >= flips or (until and time.monotonic() > until):
                break
            damaged = _flipped(content, chance.randrange(len(content) * 8), Path(there))
            found[_noticed(damaged, before, diary)] += 1
    shutil.rmtree(folder)
    return found


def _flipped(content: bytes, bit: int, there: Path) -> Path:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    path = there / "diary.db"
    path.write_bytes(changed)
    return path


def _noticed(path: Path, before: str, diary: Diary) -> str:
    with lenient(path) as conn:
        if not is_intact(conn):
            return BY_SQLITE
        now = _fingerprint(conn)
    if damage_of(path):
        return BY_HISTORY
    if now == before:
        return HARMLESS
    return PAST if _read(path) == diary else SILENT


def _fingerprint(conn: sqlite3.Connection) -> str:
    try:
        return fingerprint(conn)
    except (sqlite3.Error, ValueError):
        return "unreadable"


def _read(path: Path) -> Diary:
    with reading(path) as conn:
        return read_diary(conn)
