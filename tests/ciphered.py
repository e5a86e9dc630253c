"""Runs tests on a diary under a passphrase; the whole suite with:

TRACKER_TEST_CIPHER=1 uv run --group test pytest tests/storage tests/cli
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tracker.storage import connection, encryption
from tracker.storage.sqlcipher import Key

EVERYWHERE = bool(os.environ.get("TRACKER_TEST_CIPHER"))
"""Whether every diary is under a passphrase in this run."""

KEY = f"x'{'a1' * 32}{'b2' * 16}'"
"""A key as one derived from a passphrase; deriving one takes a sixth of a second."""

KINDS = ("plain", "locked")

on_both = pytest.mark.parametrize("kind", KINDS, indirect=True)
"""For a test that runs twice in every run."""

plain_first = pytest.mark.parametrize(
    "kind", [KINDS[0], pytest.param(KINDS[1], marks=pytest.mark.sweep)], indirect=True
)
"""For a test that runs twice with the sweep: another one shows the same of a locked diary."""

plain_alone = pytest.mark.parametrize("kind", KINDS[:1], indirect=True)
"""For a test that reads the file itself, or uses what SQLCipher's library lacks."""


@contextmanager
def keys(own: Key | None) -> Iterator[None]:
    """Open every file with this key, and leave no key behind."""
    former = connection.set_opener(connection.open_plain)
    try:
        if own:
            encryption.use(encryption.Keys(Path(), own))
        yield
    finally:
        encryption.clear_keys()
        connection.set_opener(former)
