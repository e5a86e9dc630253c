"""The files a page is handed over as: the right paper, small, the same each time, and silent."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests import launch
from tests.charts.diaries import report_of
from tests.charts.drawing import demo_report
from tracker.charts import render

POINTS_PER_MM = 72 / 25.4
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render(demo_report(7), "pdf", name="Alex Sample")


@pytest.fixture(scope="module")
def png() -> bytes:
    return render(demo_report(7), "png", name="Alex Sample")


@pytest.fixture(scope="module")
def svg() -> bytes:
    return render(demo_report(7), "svg", name="Alex Sample")


@pytest.mark.parametrize("paper", SIZES)
def test_the_pdf_is_one_page_of_exactly_the_papers_size(paper: str, pdf: bytes) -> None:
    file = pdf if paper == "a4" else render(demo_report(7), "pdf", page=paper)
    pages = PdfReader(io.BytesIO(file)).pages
    assert len(pages) == 1
    size = [float(side) / POINTS_PER_MM for side in (pages[0].mediabox[2], pages[0].mediabox[3])]
    assert size == pytest.approx(SIZES[paper], abs=0.05)


def test_the_pdf_is_small_enough_to_mail(pdf: bytes) -> None:
    assert len(pdf) < 150_000


def test_the_pdfs_text_can_be_selected(pdf: bytes) -> None:
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for words in ("Mood after ketamine infusions", "Last 7 days", "Alex Sample", "not a diagnosis"):
        assert words in text


def test_the_pdf_carries_its_fonts(pdf: bytes) -> None:
    resources = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"].get_object()
    fonts = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]  # pypdf types it as any object
    assert fonts
    assert all("/CharProcs" in font or "/FontDescriptor" in font for font in fonts)


def test_the_png_is_small_and_of_the_papers_size(png: bytes) -> None:
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (1240, 1753)
    assert len(png) < 200_000


@pytest.mark.parametrize("format_name", ["pdf", "png", "svg"])
def test_the_same_diary_gives_the_same_bytes(
    format_name: str, request: pytest.FixtureRequest
) -> None:
    again = render(demo_report(7), format_name, name="Alex Sample")
    assert again == request.getfixturevalue(format_name)


def test_the_metadata_names_neither_the_patient_nor_the_illness(pdf: bytes, png: bytes) -> None:
    told = [str(PdfReader(io.BytesIO(pdf)).metadata), Image.open(io.BytesIO(png)).info["Title"]]
    assert told[1] in told[0]
    for silent in ("alex", "sample", "depress", "ketamine", "mood"):
        assert not any(silent in one.casefold() for one in told), silent


def test_the_picture_says_what_it_shows_without_the_name(png: bytes, svg: bytes) -> None:
    described = Image.open(io.BytesIO(png)).info["Description"]
    assert "Last 7 days" in described
    assert "Alex" not in described
    head = svg[: svg.index(b"</desc>")].decode()
    assert 'role="img"' in head
    assert "Last 7 days" in head
    assert "Alex" not in head


def test_an_svgs_words_stay_words(svg: bytes) -> None:
    assert b">Mood after ketamine infusions</text>" in svg


def test_a_report_of_several_pages_is_one_pdf() -> None:
    assert len(PdfReader(io.BytesIO(render(report_of("a year"), "pdf"))).pages) == 2


def test_drawing_a_page_leaves_no_trace_in_the_drawing_library(tmp_path: Path) -> None:
    program = """
import sys, matplotlib
from tests.charts.drawing import demo_report
from tracker.charts import render
before = matplotlib.rcParams.copy()
render(demo_report(1), "svg")
assert "matplotlib.pyplot" not in sys.modules
after = matplotlib.rcParams.copy()
assert all(dict.__getitem__(after, key) == dict.__getitem__(before, key) for key in before)
"""
    launch.python(tmp_path, program, check=True)


def test_a_dark_style_of_the_persons_own_does_not_reach_the_page(svg: bytes) -> None:
    import matplotlib

    with matplotlib.rc_context({"text.color": "white", "font.size": 30, "lines.linewidth": 9}):
        assert render(demo_report(7), "svg", name="Alex Sample") == svg
