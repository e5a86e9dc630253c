"""Bytes nobody thought of, for one reader and for some seconds: coverage-guided, with atheris.

uv run --group test --group campaign python -m tests.campaigns.fuzz READER SECONDS

It ends with the number of inputs tried, or with the first one that a reader did not take well.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

_TRIED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PEAK = re.compile(r"stat::peak_rss_mb:\s*(\d+)")

WORDS = (
    *('"day"', '"ratings"', '"check_ins"', '"infusions"', '"id"', '"at"', '"note"', "2026-01-01"),
    *("tracker-diary", "day,time", "mood", "full_date", "StateOfMind", "valence", "DATE", "\\xff"),
    *("resourceType", "Questionnaire", "answerOption", "ordinalValue", "PK\\x03\\x04", "1e999"),
)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """How one reader fared."""

    reader: str
    tried: int
    peak_mb: int
    broken: str = ""


def available() -> bool:
    """Whether atheris is installed: it has no wheels for every Python and system."""
    return importlib.util.find_spec("atheris") is not None


def campaign(reader: str, seconds: float) -> Fuzzed:
    """Fuzz one reader in a process of its own, which atheris ends."""
    command = [sys.executable, "-m", "tests.campaigns.fuzz", reader, str(max(1, int(seconds)))]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    said = done.stderr + done.stdout
    tried, peak = (int(m[1]) if (m := pattern.search(said)) else 0 for pattern in (_TRIED, _PEAK))
    return Fuzzed(reader, tried, peak, said[-3000:] if done.returncode else "")


def main() -> None:
    """Let atheris loose on one reader."""
    reader, seconds = sys.argv[1:]
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["tracker"]):
        from tests.campaigns.readers import READERS
        from tracker.exchange.formats import FORMATS

        for known in FORMATS.values():
            importlib.import_module(f"tracker.exchange.{known.module}")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        _plant(corpus)
        words = Path(folder) / "words"
        words.write_text(
            "".join('"{}"\n'.format(w.replace('"', '\\"')) for w in WORDS), encoding="utf-8"
        )
        flags = [f"-max_total_time={seconds}", "-max_len=30000", "-timeout=20", f"-dict={words}"]
        flags += ["-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *flags, str(corpus)], READERS[reader])
        atheris.Fuzz()


def _plant(corpus: Path) -> None:
    """Good files to begin with, one of each kind."""
    from tests.campaigns.seeds import seeds

    corpus.mkdir()
    for name, content in seeds().items():
        (corpus / name).write_bytes(content)


if __name__ == "__main__":
    main()
