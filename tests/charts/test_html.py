"""The page as one HTML file: for a portal or a screen, read by a browser with nothing else."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests import launch
from tests.cases import each
from tests.charts.diaries import PAIN, before, check_in, event, infusion, rated, report_of
from tests.charts.drawing import TODAY, demo_report, rendered
from tracker.analysis import Window, build_report
from tracker.charts import render, words
from tracker.charts.document import as_html
from tracker.records import MOOD, Diary, SideEffect

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
     if (found := shutil.which(name))), None,
)  # fmt: skip
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Tree(HTMLParser):
    """Collects what a screen reader would look for; a tag left open is a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.cells = {"th": 0, "td": 0}
        self.text: list[str] = []
        self.written: list[str] = []
        """What is in each cell."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        for name in ("src", "href", "xlink:href"):
            if found.get(name):
                self.links.append(str(found[name]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in self.cells:
            self.cells[tag] += 1
            self.written.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"svg", "style"} & set(self.open):
            self.text.append(data)
            if {"th", "td"} & set(self.open):
                self.written[-1] += data


def read(html: str) -> Tree:
    tree = Tree()
    tree.feed(html)
    tree.close()
    assert tree.open == []
    return tree


@pytest.fixture(scope="module")
def html() -> str:
    (file,) = rendered(demo_report(7), "html", "Alex Sample").files
    return file.decode()


def test_it_is_whole_names_its_language_and_needs_nothing_else(html: str) -> None:
    tree = read(html)
    assert '<html lang="en">' in html
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in html
    assert [link for link in tree.links if not link.startswith("#")] == []
    assert not re.search(r"url\((?!#)", html)
    assert "<script" not in html
    assert html.startswith("<!DOCTYPE html>\n<html ")
    assert re.search(r"<style>\s*:root \{", html)
    assert html.endswith("</p>\n</main>\n</body>\n</html>\n")


def test_it_says_everything_that_the_page_says(html: str) -> None:
    report = demo_report(7)
    assert ">Medicines and events<" in html
    text = " ".join(" ".join(read(html).text).split())
    for tile in words.tiles(report):
        assert tile.caption in text
        assert tile.value in text
    for sentence in (*words.sentences(report), *words.self_harm_lines(report)):
        assert sentence in text
    for part in (words.data_line(report), words.definition(report), words.DISCLAIMER):
        assert part in text


def test_its_headings_go_down_one_at_a_time_and_its_table_names_rows_and_columns(html: str) -> None:
    report, tree = demo_report(7), read(html)
    assert tree.headings[0] == 1
    assert set(tree.headings[1:]) == {2}
    columns = 10 + len(report.side_effects.names)
    assert tree.cells["th"] == columns + len(report.infusions)
    assert tree.cells["td"] == len(report.infusions) * (columns - 1)
    assert html.count('scope="row"') == len(report.infusions)
    assert html.count('scope="col"') == columns


def test_the_cells_of_its_tables_are_those_of_the_page() -> None:
    report = report_of("busy")
    html = as_html(report, (), entries=True)
    names = report.side_effects.names
    heads = [
        "Infusion", "Date", words.dose_heading(report).capitalize(), "Days since",
        "3 days before", "Next day", "3 days after", "Change",
        words.bars_heading(report).capitalize(), *(f"{name} (0–3)" for name in names), "What else",
    ]  # fmt: skip
    rows = [
        cell
        for row in words.ledger_rows(report)
        for cell in (
            f"#{row.number}", row.day, row.dose, row.since, row.before, row.next_day, row.after,
            f"{row.change} {row.direction}".strip(), row.bar,
            *("" if effect is None else str(effect) for effect in row.effects), row.letters,
        )
    ]  # fmt: skip
    days = [cell for row in words.entry_rows(report) for cell in (row.day, *row.cells, row.remark)]
    entries = ["Day", *words.entry_names(report), "Infusion, late"]
    assert read(html).written == [*heads, *rows, *entries, *days]
    assert any(row.remark.endswith("late") for row in words.entry_rows(report))
    assert html.count('class="box"') == len(words.self_harm_lines(report))
    alone = as_html(report, ())
    assert read(alone).written == [*heads, *rows]
    assert words.ENTRIES_HEADING not in alone
    assert "<figure" not in alone
    drawn = as_html(report, ("<svg>one</svg>", "<svg>two</svg>"))
    first = drawn.index("<figure><svg>one</svg></figure>\n<figure><svg>two</svg></figure>\n<h2>")
    assert drawn.index("<h1>") < first < drawn.index("<h2>")
    assert drawn.count("<figure>") == 2


def test_each_picture_has_a_title_and_a_description_and_no_id_is_there_twice() -> None:
    report = report_of("sixty infusions")
    html = render(report, "html").files[0].decode()
    tree = read(html)
    pictures = html.count("<svg ")
    assert pictures > 1
    assert html.count('role="img"') == pictures
    assert html.count('<title id="p') == pictures
    assert "<metadata" not in html
    assert "<?xml" not in html
    assert len(tree.ids) == len(set(tree.ids))
    for link in tree.links:
        assert link.removeprefix("#") in tree.ids
    for named in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(named.split()) <= set(tree.ids)
    for clip in re.findall(r"url\(#([^)]+)\)", html):
        assert clip in tree.ids


def test_a_persons_words_are_no_markup() -> None:
    nasty = "<script>alert(1)</script><b>&amp;\"'"
    effects = (SideEffect(name=nasty[:60], severity=2),)
    diary = rated(
        check_ins=(check_in(before(3), nasty, mood=4),),
        infusions=(infusion(10, side_effects=effects, note=nasty),),
    )
    report = build_report(diary, Window(before(40), TODAY), today=TODAY, notes="all")
    html = render(report, "html", name=nasty).files[0].decode()
    assert "<script" not in html
    assert nasty in " ".join(read(html).text)


@each("form", ["html", "svg", "md", "txt"])
def test_no_word_of_the_diary_steers_what_shows_the_page(form: str) -> None:
    steering = "\x1b]52;c;aGk=\x07 \x9b31m \u202eback \u2066on"
    pain = replace(
        PAIN, label=f"Pain {steering}", unit=steering, low_label=steering, high_label=steering
    )
    diary = Diary(
        measures=(MOOD, pain),
        check_ins=tuple(check_in(before(n), mood=5, pain=n % 3) for n in range(20)),
        events=(event("question", steering, 3), event("medication", steering, 9)),
    )
    report = build_report(diary, Window(before(20), TODAY), today=TODAY)
    for file in render(report, form).files:
        text = file.decode("utf-8")
        assert [c for c in text if not (c.isprintable() or c == "\n")] == []


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here to look with")
def test_a_browser_shows_it_with_its_picture_in_place_and_prints_it(
    html: str, tmp_path: Path
) -> None:
    """Headless Chromium, which is not asked to load anything."""
    assert CHROMIUM
    page, shot, printed = (tmp_path / name for name in ("page.html", "shot.png", "print.pdf"))
    page.write_text(html, encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={shot}",
        "--window-size=1000,2600", f"--print-to-pdf={printed}", "--no-pdf-header-footer",
        page.as_uri(),
    ]  # fmt: skip
    launch.run(command, tmp_path, check=True)
    picture = Image.open(io.BytesIO(shot.read_bytes())).convert("L")
    dark = sum(picture.histogram()[:128]) / (picture.width * picture.height)
    assert 0.01 < dark < 0.2
    lower = picture.crop((0, 1200, picture.width, 2200))
    assert sum(lower.histogram()[:128]) > 5_000
    pages = PdfReader(printed).pages
    assert 2 <= len(pages) <= 6
    text = " ".join(page.extract_text() for page in pages)
    assert "Each infusion" in text
    assert "not a diagnosis" in text
