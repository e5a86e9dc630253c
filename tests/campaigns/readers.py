"""Every reader of foreign bytes; each must return a value or refuse with one sentence."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from tests.campaigns.place import MEMORY
from tracker.exchange.fhir.form import read_form
from tracker.exchange.fhir.questionnaire import as_questionnaire
from tracker.exchange.fhir.recognition import as_wording, recognise
from tracker.exchange.files import read_file
from tracker.exchange.matching import plan_import
from tracker.paths import Home
from tracker.records import Diary, ValidationError
from tracker.storage import StorageError, Store
from tracker.storage.restore import verified_copy

NOW = datetime(2026, 11, 21, 16, 40, tzinfo=UTC)
EMPTY = Diary()


def one_sentence(error: Exception) -> None:
    """Fail unless a refusal is fit for a person."""
    said = str(error)
    assert said.endswith(".") or said.endswith("?"), said
    assert "\n" not in said, said
    assert len(said) < 1000, said


def import_as(format_name: str | None, data: bytes) -> None:
    """Read a file as `import` does, and join it with an empty diary."""
    try:
        result = read_file(
            BytesIO(data), name="-", format_name=format_name, diary=EMPTY, now=NOW, zone=UTC
        )
        plan_import(EMPTY, result.diary, "skip", NOW)
    except ValidationError as problem:
        one_sentence(problem)


def take_in_a_form(data: bytes) -> None:
    """Read a clinic's questionnaire as `scales add` does."""
    try:
        form = read_form(data)
        if known := recognise(form):
            as_wording(known)
        else:
            as_questionnaire(form)
    except ValidationError as problem:
        one_sentence(problem)


def open_as_a_diary(data: bytes) -> None:
    """Open bytes as the diary itself, and as a copy to restore."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        home = Home(Path(folder) / "home")
        home.folder.mkdir()
        home.diary.write_bytes(data)
        try:
            Store.open(home, NOW).read()
        except StorageError as error:
            one_sentence(error)
            assert home.diary.read_bytes() == data, "it was changed"
        with suppress(StorageError), verified_copy(Home(Path(folder) / "new"), home.diary, NOW):
            pass


READERS: dict[str, Callable[[bytes], None]] = {
    "any file": partial(import_as, None),
    "json": partial(import_as, "json"),
    "csv": partial(import_as, "csv"),
    "daylio": partial(import_as, "daylio"),
    "bearable": partial(import_as, "bearable"),
    "emoods": partial(import_as, "emoods"),
    "apple-health": partial(import_as, "apple-health"),
    "fhir": partial(import_as, "fhir"),
    "xlsx": partial(import_as, "xlsx"),
    "fhir form": take_in_a_form,
    "diary": open_as_a_diary,
}
