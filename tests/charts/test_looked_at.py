"""No mark or text moves or changes its look until someone has looked at the page again."""

from __future__ import annotations

import pytest

from tests.charts.looked_at import HERE, PAGES, WORDS, all_words, written
from tests.sweep import always

ALWAYS = (
    "demo-letter-mono", "self-harm", "strange-a4-colour", "ten-years", "both-courses",
    "busy-a4-colour",
)  # fmt: skip


@pytest.mark.parametrize("name", always(ALWAYS, PAGES))
def test_every_mark_and_text_is_as_in_the_file_of_its_page(name: str) -> None:
    expected = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = written(name).splitlines()
    gone = [line for line in expected if line not in found]
    new = [line for line in found if line not in expected]
    hint = "python -m tests.charts.looked_at writes the places anew"
    assert (gone[:5], new[:5]) == ([], []), hint
    assert found == expected


def test_every_word_about_the_hard_diaries_is_as_in_their_file() -> None:
    expected, found = WORDS.read_text(encoding="utf-8").splitlines(), all_words().splitlines()
    changed = [(a, b) for a, b in zip(expected, found, strict=False) if a != b]
    assert changed[:5] == [], "python -m tests.charts.looked_at writes the words anew"
    assert len(found) == len(expected)
