"""Files that are being written when tracker is killed: the diary, its copies, exports."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from unittest.mock import patch

from tests.campaigns.place import Place
from tests.campaigns.soundness import damage_of, lenient
from tracker.records import Diary
from tracker.storage import connection
from tracker.storage.snapshots import list_snapshots


def leave_home(place: Place) -> None:
    shutil.rmtree(place.home.folder)


def whole_or_none(place: Place, before: Diary, confirmed: int) -> list[str]:
    """A first start leaves a whole diary or an empty file."""
    if not place.home.diary.exists():
        return ["confirmed and not there"] if confirmed else []
    version, tables = schema(place.home.diary)
    kept = len(place.store.read().check_ins)
    wrong = [f"version {version} with {tables} tables"] if bool(version) != bool(tables) else []
    return wrong + (["confirmed and not there"] if kept < confirmed else [])


def schema(diary: Path) -> tuple[int, int]:
    with lenient(diary) as conn:
        (version,) = conn.execute("PRAGMA user_version").fetchone()
        (tables,) = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(version), int(tables)


def go_back_a_version(place: Place) -> None:
    """Put the same entries into a diary with the schema of the first version."""
    newest = place.home.diary.rename(place.files / "newest.db")
    place.home.diary.touch(0o600)
    with lenient(place.home.diary) as conn:
        conn.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
        conn.execute("DELETE FROM measure")
        conn.execute("ATTACH ? AS newest", (str(newest),))
        for table in ("change", *_TABLES):
            there = conn.execute(f"PRAGMA main.table_info({table})").fetchall()
            names = ", ".join(f'"{column[1]}"' for column in there)
            conn.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM newest.{table}")
        conn.execute("DETACH newest")
        conn.execute(f"PRAGMA application_id={connection.APPLICATION_ID}")
        conn.execute("PRAGMA user_version=1")
    newest.unlink()


FIRST_SCHEMA = Path(__file__).parent.parent / "schemas" / "v1.sql"
_TABLES = ("setting", "measure", "check_in", "rating", "infusion", "assessment", "event")


def old_or_new(place: Place, before: Diary, confirmed: int) -> list[str]:
    """The file has the old or the new schema, and the same content in both."""
    version, _ = schema(place.home.diary)
    wrong = [f"version {version}"] if version not in (1, connection.SCHEMA_VERSION) else []
    wrong += ["confirmed and not done"] if confirmed and version == 1 else []
    return wrong + unchanged(place, before)


def unchanged(place: Place, before: Diary, confirmed: int = 0) -> list[str]:
    return [] if place.store.read() == before else ["the diary says something else"]


def copies_whole(place: Place, before: Diary, confirmed: int) -> list[str]:
    copies = [s.path for s in list_snapshots(place.home.snapshots)]
    copies += [path for path in [place.files / "copy.db"] if path.exists()]
    bad = [f"{path.name}: {found[0]}" for path in copies if (found := copy_troubles(path))]
    missing = ["confirmed and not there"] if confirmed and not copies else []
    return bad + missing + unchanged(place, before)


def copy_troubles(path: Path) -> list[str]:
    """Return what is wrong with a copy; it must be a sound diary."""
    if not path.stat().st_size:
        return ["it is empty"]
    return damage_of(path)


def back_up_to_a_file(place: Place) -> int:
    return place.command("backup", str(place.files / "copy.db"))


def back_up_again(place: Place) -> int:
    """Back up again after an interruption, unless the copy was made."""
    return 0 if (place.files / "copy.db").exists() else back_up_to_a_file(place)


def write_an_older_export(place: Place) -> None:
    (place.files / "diary.json").write_text(OLDER, encoding="utf-8")


OLDER = "what stood there before\n"


def export_over_it(place: Place) -> int:
    return place.command("export", "json", "-o", str(place.files / "diary.json"))


def export_in_place(place: Place) -> int:
    """A control: the file is overwritten in place, on a slow disk."""

    def write(path: Path, content: bytes) -> Path:
        with path.open("wb", buffering=0) as file:
            for first in range(0, len(content), 1024):
                file.write(content[first : first + 1024])
                time.sleep(0.002)
        return path

    with patch("tracker.cli.export.write_private", write):
        return export_over_it(place)


def old_or_whole(place: Place, before: Diary, confirmed: int) -> list[str]:
    """The file is either the former one or the whole new one."""
    content = (place.files / "diary.json").read_bytes()
    if content == OLDER.encode():
        return ["confirmed and not there"] if confirmed else []
    try:
        found = len(json.loads(content)["check_ins"])
    except ValueError:
        return [f"a file of {len(content)} bytes that is half an export"]
    return [] if found == len(before.check_ins) else [f"{found} check-ins in the file"]
