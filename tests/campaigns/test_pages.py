"""Fifty invented people, both papers, both themes: nothing on a page touches and nothing is cut.

uv run --group test pytest -o addopts="-n 2 -q" tests/campaigns/test_pages.py
"""

from __future__ import annotations

import pytest

from tests.charts.drawing import demo_report, drawn
from tests.charts.lint import problems


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("theme", ["colour", "mono"])
def test_no_text_or_mark_of_a_page_touches_another(seed: int, paper: str, theme: str) -> None:
    notes: str | frozenset[str] = "all" if seed % 2 else frozenset()
    pages = drawn(demo_report(seed, notes=notes), paper, theme)
    assert [found for page in pages for found in problems(page)] == []
