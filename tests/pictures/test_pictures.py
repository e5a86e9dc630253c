"""The README shows what tracker shows."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops

from tests.pictures import PAGE, SCREEN, page_picture, screen_picture, words_of

README = Path(__file__).parents[2] / "README.md"


def test_the_readmes_page_is_the_page_of_today() -> None:
    with Image.open(PAGE) as shown, Image.open(io.BytesIO(page_picture())) as drawn:
        assert shown.size == drawn.size
        difference = ImageChops.difference(shown.convert("L"), drawn.convert("L"))
    changed = sum(difference.histogram()[64:]) / (difference.width * difference.height)
    assert changed < 0.0005, "python -m tests.pictures draws it anew"


async def test_the_readmes_screen_is_the_screen_of_today() -> None:
    assert words_of(SCREEN.read_text(encoding="utf-8")) == words_of(await screen_picture())


def test_the_readme_shows_both() -> None:
    text = README.read_text(encoding="utf-8")
    assert "tests/pictures/page.png" in text
    assert "tests/pictures/today.svg" in text
