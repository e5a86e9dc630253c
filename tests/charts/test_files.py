"""The files a page is handed over as: the right paper, small, the same each time, and silent."""

from __future__ import annotations

import gc
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from tests import launch
from tests.cases import each
from tests.charts.diaries import report_of
from tests.charts.drawing import TODAY, demo_report, rendered
from tests.sweep import always
from tracker import __version__
from tracker.charts import FORMATS, encrypt, page_paths, render, text, words
from tracker.charts.save import drawing
from tracker.charts.text import drawable

POINTS_PER_MM = 72 / 25.4
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
NAME = "Alex Sample"


@pytest.fixture
def pdf() -> bytes:
    return rendered(demo_report(7), "pdf", NAME).files[0]


@pytest.fixture
def png() -> bytes:
    return rendered(demo_report(7), "png", NAME).files[0]


@pytest.fixture
def svg() -> bytes:
    return rendered(demo_report(7), "svg", NAME).files[0]


@pytest.fixture
def html() -> bytes:
    return rendered(demo_report(7), "html", NAME).files[0]


@pytest.fixture
def letter() -> bytes:
    """More than one page, on the other paper."""
    return rendered(report_of("twelve medicines"), "pdf", NAME, "letter").files[0]


def test_the_pdfs_pages_are_of_exactly_the_papers_size(pdf: bytes, letter: bytes) -> None:
    for file, paper in ((pdf, "a4"), (letter, "letter")):
        for page in PdfReader(io.BytesIO(file)).pages:
            size = [float(side) / POINTS_PER_MM for side in (page.mediabox[2], page.mediabox[3])]
            assert size == pytest.approx(SIZES[paper], abs=0.05)


def test_the_demos_pdf_is_one_page_small_enough_to_mail(pdf: bytes) -> None:
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert len(pdf) < 150_000


def test_the_pdfs_text_can_be_selected(pdf: bytes) -> None:
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for part in ("Mood around ketamine infusions", "last 7 days", NAME, "not a diagnosis"):
        assert part in text


def test_the_pdf_carries_its_fonts(pdf: bytes) -> None:
    resources = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"].get_object()
    fonts = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]  # pypdf types it as any object
    assert fonts
    assert all("/CharProcs" in font or "/FontDescriptor" in font for font in fonts)


def test_the_pdf_is_tagged_with_a_language_and_what_each_page_shows(letter: bytes) -> None:
    report = report_of("twelve medicines")
    with pikepdf.open(io.BytesIO(letter)) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en"
        assert root.ViewerPreferences.DisplayDocTitle
        figures = list(root.StructTreeRoot.K.K)
        assert len(figures) == len(document.pages) > 1
        tree = root.StructTreeRoot
        assert (str(tree.K.S), tree.K.P.objgen) == ("/Document", tree.objgen)
        assert tree.ParentTreeNextKey == len(figures)
        for number, (figure, page) in enumerate(zip(figures, document.pages, strict=True)):
            assert pikepdf.Name.Figure == figure.S
            assert (int(figure.K), figure.P.objgen) == (0, tree.K.objgen)
            assert [str(figure.A.O), str(figure.A.Placement)] == ["/Layout", "/Block"]
            assert list(figure.A.BBox) == list(page.mediabox)
            assert str(page.obj.Tabs) == "/S"
            place, owners = list(tree.ParentTree.Nums)[2 * number : 2 * number + 2]
            assert int(place) == number
            assert [owner.objgen for owner in owners] == [figure.objgen]
            assert figure.Pg.objgen == page.obj.objgen
            assert page.obj.StructParents == number
            content = b"".join(part.read_bytes() for part in page.obj.Contents)
            assert content.startswith(b"/Figure <</MCID 0>> BDC")
            assert content.rstrip().endswith(b"EMC")
        assert str(figures[0].Alt) == words.alt_text(report)
        assert str(figures[1].Alt) == f"Page 2 of {len(figures)} of the same report."
        assert NAME not in "".join(str(figure.Alt) for figure in figures)
        # The properties name the program, what the page is, and nothing else.
        made = f"tracker {__version__}"
        info = {key: str(value) for key, value in document.docinfo.items()}
        assert info.pop("/Producer").startswith("Matplotlib")
        assert info == {"/Title": "Diary report", "/Subject": words.DISCLAIMER, "/Creator": made}
        xmp = root.Metadata.read_bytes().decode()
        assert re.findall(r">([^<>]*\w[^<>]*)<", xmp) == ["Diary report", "en", made]


def test_the_png_is_small_and_of_the_papers_size(png: bytes) -> None:
    picture = Image.open(io.BytesIO(png))
    assert picture.size == (1240, 1753)
    assert picture.info["Title"] == "Diary report"
    assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)
    assert len(png) < 220_000


@pytest.mark.sweep
def test_a_png_and_an_svg_hold_every_page_one_a_file(letter: bytes) -> None:
    report = report_of("twelve medicines")
    pages = len(PdfReader(io.BytesIO(letter)).pages)
    assert pages > 1
    pictures = rendered(report, "png", NAME, "letter").files
    drawings = rendered(report, "svg", NAME, "letter").files
    assert len(pictures) == len(drawings) == pages
    assert len({Image.open(io.BytesIO(picture)).size for picture in pictures}) == 1
    for number, file in enumerate(drawings, start=1):
        svg = file.decode()
        assert f"page {number} of {pages}" in svg
        assert re.findall(r"<title[^>]*>(.*?)</title>", svg) == ["Diary report"]
        named = re.findall(r"<dc:title>(.*?)</dc:title>", svg)
        assert named == ["Diary report", f"tracker {__version__}"]
        assert "<dc:date>" not in svg
        assert "'DejaVu Sans', Verdana, sans-serif" in svg


def test_pages_have_names_that_sort_and_the_first_is_the_one_typed() -> None:
    paths = page_paths(Path("/x/my.page.png"), 3)
    assert [path.name for path in paths] == [
        "my.page.png", "my.page-page-2.png", "my.page-page-3.png",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "format_name", always(["pdf"], [name for name in FORMATS if name != "svg"])
)
def test_the_same_diary_gives_the_same_bytes_whatever_style_the_person_has(
    format_name: str,
) -> None:
    """The drawing of an SVG is in the HTML, too; its bytes are also those of another process."""
    import matplotlib

    light = rendered(demo_report(7), format_name, NAME).files
    dark: dict[Any, Any] = {
        "figure.facecolor": "black",
        "savefig.facecolor": "black",
        "text.color": "white",
    }
    with matplotlib.rc_context({**dark, "font.size": 30, "lines.linewidth": 9}):
        assert render(demo_report(7), format_name, name=NAME).files == light


FRESH_PROCESS = f"""
import gc, hashlib, json, os, sys
from datetime import date
import matplotlib
from tracker.analysis import build_report, default_window
from tracker.charts import render
from tracker.demo import invented_diary
day = date({TODAY.year}, {TODAY.month}, {TODAY.day})
diary = invented_diary(7, day)
report = build_report(diary, default_window(diary, day), today=day)
before = matplotlib.rcParams.copy()
files = {{kind: render(report, kind, name={NAME!r}).files[0] for kind in ("pdf", "svg")}}
after = matplotlib.rcParams.copy()
found = {{
    "threads": os.environ["OPENBLAS_NUM_THREADS"],
    "digests": {{kind: hashlib.sha256(file).hexdigest() for kind, file in files.items()}},
    "loaded": sorted(sys.modules),
    "projections": matplotlib.projections.get_projection_names(),
    "collects": gc.isenabled(),
    "changed": [key for key, value in dict.items(before) if value != dict.__getitem__(after, key)],
}}
from fontTools import subset
from mpl_toolkits.mplot3d import Axes3D
found["others"] = [subset.Options.__name__, Axes3D.name]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def fresh_process(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a process of its own found before and after it drew a page."""
    done = launch.python(tmp_path_factory.mktemp("drawing"), FRESH_PROCESS, check=True)
    return json.loads(done.stdout)


@pytest.mark.sweep
def test_the_bytes_do_not_depend_on_the_process(fresh_process: Any, pdf: bytes, svg: bytes) -> None:
    files = {"pdf": pdf, "svg": svg}
    digests = {kind: hashlib.sha256(file).hexdigest() for kind, file in files.items()}
    assert fresh_process["digests"] == digests


@pytest.mark.sweep
def test_drawing_a_page_leaves_no_trace_in_the_drawing_library(fresh_process: Any) -> None:
    assert fresh_process["collects"]
    assert fresh_process["changed"] == []


@pytest.mark.sweep
def test_a_page_loads_nothing_it_does_not_draw_with_and_others_still_can(
    fresh_process: Any,
) -> None:
    unused = {"mpl_toolkits.mplot3d", "fontTools.ttLib", "matplotlib.pyplot"}
    assert unused & set(fresh_process["loaded"]) == set()
    assert "matplotlib.figure" in fresh_process["loaded"]
    assert "3d" not in fresh_process["projections"]
    assert fresh_process["others"] == ["Options", "3d"]
    assert fresh_process["threads"] == "1"


def properties(pdf: bytes, png: bytes, svg: bytes, html: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        xmp = document.Root.Metadata.read_bytes().decode()
        info = str(dict(document.docinfo.items()))
    metadata = re.search(r"<metadata>.*?</metadata>", svg.decode(), re.DOTALL)
    head = html.decode().partition("<body>")[0]
    return {
        "pdf info": info,
        "pdf xmp": xmp,
        "png": str(Image.open(io.BytesIO(png)).info),
        "svg": (metadata.group() if metadata else "")
        + str(re.search(r"<title.*?</title>", svg.decode())),
        "html": head,
    }


@pytest.mark.sweep
def test_no_files_properties_name_the_patient_or_the_illness(
    pdf: bytes, png: bytes, svg: bytes, html: bytes
) -> None:
    found = properties(pdf, png, svg, html)
    for kind, said in found.items():
        assert re.search(r"(?<!\w)Diary report(?!\w)", said), kind
        for silent in ("alex", "sample", "depress", "ketamine", "mood", "infusion"):
            assert silent not in said.casefold(), (kind, silent)


def test_a_drawing_says_what_it_shows_without_the_name(svg: bytes) -> None:
    head = svg[: svg.index(b"</desc>")].decode()
    assert 'role="img"' in head
    assert 'lang="en"' in head
    assert "last 7 days" in head
    assert "Alex" not in head


def test_an_svgs_words_stay_words(svg: bytes) -> None:
    assert b">Mood around ketamine infusions</text>" in svg


@each(
    ("typed", "drawn"),
    [
        ("a\nb\t c\x85 d\u2028e", "a b c d e"),
        ("a\x00b\x9bc\u202ed\u200de\ud800", "abcde"),
        ("e\u0301", "é"),
        ("\U0001f44d\U0001f3fd", "[thumbs up sign][emoji modifier fitzpatrick type-4]"),
        ("\U0001d11e\U000e0100", "[musical symbol g clef]"),
        ("\u0378 \U00012000", "▯ ▯"),
    ],
)
def test_what_is_typed_is_drawn_on_one_line_or_named_or_a_hollow_box(
    typed: str, drawn: str
) -> None:
    assert drawable(typed) == drawn


@pytest.mark.sweep
def test_a_name_of_blanks_is_no_name() -> None:
    for form in ("svg", "txt"):
        assert render(demo_report(7), form, name=" \u2028 ") == rendered(demo_report(7), form)


@pytest.mark.sweep
def test_characters_that_no_font_can_draw_are_counted() -> None:
    assert rendered(demo_report(7), "svg").undrawable == 0
    found = render(report_of("strange words"), "svg")
    drawn = sum(file.decode().count("▯") for file in found.files)
    assert found.undrawable == drawn > 0
    assert render(report_of("strange words"), "txt").undrawable == 0


def test_a_page_opens_with_its_passphrase_and_with_no_other(pdf: bytes) -> None:
    locked = encrypt(pdf, "cörrect horse")
    reader = PdfReader(io.BytesIO(locked))
    assert reader.is_encrypted
    assert not reader.decrypt("wrong horse")
    assert reader.decrypt("cörrect horse")
    assert NAME in reader.pages[0].extract_text()
    assert NAME.encode() not in locked
    assert b"/AESV3" in locked


def test_nothing_is_collected_while_a_page_is_drawn_and_it_is_as_before_afterwards() -> None:
    assert gc.isenabled()
    with drawing():
        assert not gc.isenabled()
        with drawing():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("family", "system"),
    [
        *((f"Noto Sans CJK {script}", "Linux") for script in ("JP", "SC", "KR")),
        *((f"Noto Sans {script}", "Linux") for script in ("Devanagari", "Thai")),
        *((name, "macOS") for name in ("Hiragino Sans", "PingFang SC", "Arial Unicode MS")),
        *((name, "Windows") for name in ("Yu Gothic", "Microsoft YaHei", "Malgun Gothic")),
        *((name, "Windows") for name in ("Nirmala UI", "Leelawadee UI")),
    ],
)
def test_a_font_of_the_system_draws_what_the_bundled_one_lacks(
    family: str, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "_installed", lambda: frozenset({family}))
    monkeypatch.setattr(text, "_has_glyph", lambda name, c: c.isascii() or name == family)
    assert text.family_list("漢 a") == ["DejaVu Sans", family]
    assert text.family_list("a") == ["DejaVu Sans"]
