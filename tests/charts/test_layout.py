"""Nothing on a page touches and nothing is cut, whatever the diary holds."""

from __future__ import annotations

import pytest

from tests.charts.diaries import HARD, report_of
from tests.charts.drawing import anew, by_gid, demo_report, drawn, texts
from tests.charts.lint import collisions
from tracker.charts.save import drawing
from tracker.charts.sheets import sheets
from tracker.charts.theme import THEMES


@pytest.mark.parametrize("name", HARD)
def test_a_hard_diary_gives_pages_on_which_nothing_touches(name: str) -> None:
    pages = drawn(report_of(name), "letter", "mono", name="A" * 80)
    assert [found for page in pages for found in collisions(page)] == []


@pytest.mark.parametrize(("seed", "paper"), [(0, "a4"), (1, "a4"), (2, "letter")])
def test_an_invented_diary_gives_a_page_on_which_nothing_touches(seed: int, paper: str) -> None:
    pages = drawn(demo_report(seed, notes="all"), paper)
    assert [found for page in pages for found in collisions(page)] == []


def test_the_check_notices_two_texts_that_touch_and_one_that_leaves_the_page() -> None:
    page = anew(report_of("three days"))[0]
    page.text(0.5, 0.5, "one over")
    page.text(0.5, 0.5, "another")
    page.text(0.99, 0.3, "far too long for this place")
    found = collisions(page)
    assert any("touch" in one for one in found)
    assert any("leaves the page" in one for one in found)


def test_the_theme_moves_no_text() -> None:
    colour, mono = (drawn(demo_report(3), theme=theme)[0] for theme in ("colour", "mono"))
    places = [[t.get_position() for t in page.texts] for page in (colour, mono)]
    assert places[0] == places[1]


def test_what_does_not_fit_follows_on_the_next_page() -> None:
    pages = drawn(report_of("twelve medicines"))
    assert len(pages) > 1
    assert any("Medicinamolidon 11" in line for line in texts(pages[1]))
    assert any("page 1 of 2" in line for line in texts(pages[0]))


def test_every_question_for_the_visit_is_on_the_first_page() -> None:
    asked = [text.get_text() for text in by_gid(drawn(report_of("thirty notes"))[0], "question")]
    assert sum(line.startswith("?") for line in asked) == 4


def test_an_empty_diary_gives_a_page_that_says_how_to_begin() -> None:
    assert any("type a digit" in line for line in texts(drawn(report_of("empty"))[0]))


def test_every_day_can_follow_as_a_table() -> None:
    report = report_of("a year")
    with drawing():
        pages = sheets(report, "letter", THEMES["mono"], None, entries=True)
    table = [
        line
        for page in pages
        for t in by_gid(page, "entry-days")
        for line in t.get_text().split("\n")
    ]
    assert len(table) == len(report.main.days)
    assert [found for page in pages for found in collisions(page)] == []
