"""`report`, `summary` and `demo`, from the command line to the file."""

from __future__ import annotations

import errno
import html
import io
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import NOW, FillOnce, Run
from tests.strategies import NASTY
from tests.sweep import always
from tracker.app.report.choices import find_window
from tracker.charts import Rendered
from tracker.demo import invented_diary
from tracker.paths import Home
from tracker.records import Diary
from tracker.storage import Store

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def logged(run: Run, store: Store, fill_once: FillOnce) -> Run:
    """A home with a fortnight of scores, a note and an infusion."""

    def fill() -> None:
        days = (f"{(NOW - timedelta(days=ago)).date()},{4 + ago % 4}" for ago in range(14, 0, -1))
        run("import", "-", "--format", "csv", stdin="\n".join(["day,mood", *days]).encode())
        run("log", "7", "--note", "-", stdin=b"a private note [/] =1+1")
        run("infusion", "add", "7 days ago", "--dose", "40mg")

    fill_once(store.home, "a fortnight", fill)
    return run


def test_a_page_goes_to_a_dated_file_that_says_nothing_and_only_the_owner_reads(
    logged: Run,
) -> None:
    path = Path(logged("report", "--page", "letter", "--theme", "mono").out.strip())
    assert re.fullmatch(r"report-\d{4}-\d{2}-\d{2}\.pdf", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    (page,) = PdfReader(path).pages
    assert float(page.mediabox.width) == pytest.approx(612, abs=0.2)


def test_a_second_page_of_the_day_leaves_the_first_alone(logged: Run) -> None:
    paths = [Path(logged("report", "--format", "txt").out.strip()) for _ in range(3)]
    assert [path.name for path in paths] == [
        "report-2026-11-21.txt",
        "report-2026-11-21-2.txt",
        "report-2026-11-21-3.txt",
    ]
    assert all(path.exists() for path in paths)


@pytest.mark.parametrize("suffix", always(["png", "md"], ["pdf", "png", "svg", "md", "txt"]))
def test_the_ending_of_a_file_names_its_format(logged: Run, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"page.{suffix}"
    assert logged("report", "-o", str(target)).out.strip() == str(target)
    magic = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml", "md": b"# Mood", "txt": b"Mood "}
    assert target.read_bytes().startswith(magic[suffix])


@pytest.mark.sweep
def test_a_page_as_pdf_can_go_to_stdout(logged: Run) -> None:
    (page,) = PdfReader(io.BytesIO(logged("report", "-o", "-").raw)).pages
    assert float(page.mediabox.width) == pytest.approx(595, abs=0.5)


def test_notes_and_name_go_out_only_when_asked_for(logged: Run) -> None:
    quiet = logged("report", "--format", "txt", "-o", "-").out
    told = logged("report", "--format", "txt", "-o", "-", "--notes", "--name", "Alex").out
    assert "a private note" not in quiet
    assert "Alex" not in quiet
    assert "a private note [/] =1+1" in told
    assert "Alex" in told


def test_notes_go_out_one_by_one_by_the_ids_that_lists_show(logged: Run) -> None:
    logged("log", "6", "--note", "-", stdin=b"another note")
    ids = {c["note"]: c["id"] for c in logged("list", "--json").json}
    page = ("report", "--format", "txt", "-o", "-")
    told = logged(*page, "--notes-of", ids["another note"][-6:].lower()).out
    assert "another note" in told
    assert "a private note" not in told
    assert logged(*page, "--notes-of", "0000").code == 3


def test_a_name_can_come_in_on_stdin_where_no_one_can_list_it(logged: Run) -> None:
    told = logged("report", "--format", "txt", "-o", "-", "--name", "-", stdin="Zoë".encode())
    assert "Zoë. " in told.out
    wrong = logged("report", "--name", "-", stdin="Zoë".encode("cp1252"))
    assert (wrong.code, wrong.err.startswith("The name is not UTF-8 text")) == (2, True)


def test_a_year_is_twelve_months_as_in_the_app(logged: Run) -> None:
    page = logged("report", "--year", "--format", "txt", "-o", "-").out
    assert "21 Nov 2025 – 21 Nov 2026" in page
    days = find_window("12 months", "", "", Diary(), NOW.date())
    assert (str(days.start), str(days.end)) == ("2025-11-21", "2026-11-21")


def test_whoever_rates_mood_now_and_then_is_told_what_the_page_could_be_about(run: Run) -> None:
    days = (
        "2026-11-17,,7,",
        "2026-11-18,,6,",
        "2026-11-19,,7,",
        "2026-11-20,5,6,",
        "2026-11-21,4,6,",
    )
    told = (
        "This is about mood. Pain was rated on far more days: --measure pain makes it about that."
    )
    for rated, said in ((days[1:], ""), (days, f"{told}\n")):
        run("import", "-", "--yes", stdin="\n".join(["day,mood,pain,self_harm", *rated]).encode())
        assert run("summary", "--json").err == said
        assert run("report", "--format", "md", "-o", "-").err == said
    assert run("report", "--measure", "mood").err == ""
    assert run("summary", "--to", "2026-11-19").err == ""


def test_a_page_can_be_about_another_measure(run: Run) -> None:
    run("log", "5", "--pain", "8")
    said = run("report", "--measure", "pain", "--format", "txt", "-o", "-").out
    assert "Pain diary" in said


def test_several_pages_are_several_files_and_none_is_written_over_a_diary(
    logged: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Rendered((b"one", b"two"), undrawable=1)
    monkeypatch.setattr("tracker.charts.render", lambda *_, **__: pages)
    done = logged("report", "--format", "png")
    written = [Path(line) for line in done.out.splitlines()]
    assert [path.name for path in written] == [
        *("report-2026-11-21.png", "report-2026-11-21-page-2.png"),
    ]
    assert [path.read_bytes() for path in written] == [b"one", b"two"]
    assert done.err.startswith("1 character could not be drawn; ")
    written[0].unlink()
    assert [Path(line).name for line in logged("report", "--format", "png").out.splitlines()] == [
        *("report-2026-11-21-2.png", "report-2026-11-21-2-page-2.png"),
    ]
    assert written[1].read_bytes() == b"two"
    assert logged("report", "--format", "png", "-o", "-").code == 2
    whole, calls = Path.write_bytes, iter((False, True))

    def second_has_no_room(path: Path, content: bytes) -> int:
        if next(calls):
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, content)

    with monkeypatch.context() as small:
        small.setattr(Path, "write_bytes", second_has_no_room)
        assert "Nothing was changed" in logged("report", "-o", str(tmp_path / "two.png")).err
    assert list(tmp_path.glob("two*")) == []
    copy, diary = tmp_path / "page-page-2.png", store.home.diary.read_bytes()
    copy.write_bytes(diary)
    assert logged("report", "-o", str(tmp_path / "page.png")).code == 1
    assert (copy.read_bytes(), (tmp_path / "page.png").exists()) == (diary, False)


def test_every_day_can_be_listed(logged: Run) -> None:
    said = logged("report", "--entries", "--format", "txt", "-o", "-").out
    assert "Every day" in said
    assert said.count(": mood ") == 15


def test_an_invalid_option_of_report_is_refused_in_a_sentence(logged: Run) -> None:
    for options, said in (
        (("--format", "docx"), "docx"),
        (("-o", "page.docx"), "pdf, png, svg, html, md, txt"),
        (("--year", "--last", "3w"), "--year does not go with"),
        (("--year", "--from", "2026-11-01"), "--year does not go with"),
        (("--encrypt", "--format", "png"), "Only a PDF can be put under a passphrase"),
        (("--encrypt", "--format", "txt"), "Only a PDF can be put under a passphrase"),
        (("--measure", ""), "--measure is empty"),
        (("--measure", "joy"), "“joy”"),
        (("--from", "2026-02-30"), "not in the calendar"),
        (("--from", "today", "--to", "yesterday"), "swap"),
        (("--from", "tomorrow"), "--from lies after today"),
        (("--name", "x" * 201), "200 is the most"),
    ):
        done = logged("report", *options)
        assert (done.code, said in done.err, "Traceback" in done.err) == (2, True, False), options
    assert logged("summary", "--from", "today").code == 0


def test_a_page_that_cannot_be_written_is_reported_and_nothing_is_left(
    logged: Run, tmp_path: Path
) -> None:
    target = tmp_path / "missing" / "page.txt"
    done = logged("report", "-o", str(target))
    assert done.code == 1
    assert str(target) in done.err
    assert not target.parent.exists()


def test_an_empty_diary_gives_a_page_and_a_summary_that_say_so(run: Run) -> None:
    page = run("report", "--format", "txt", "-o", "-")
    assert "Mood diary" in page.out
    done = run("summary", "--json")
    assert (done.code, done.out) == (3, "")
    assert page.err == done.err
    assert "`tracker log 7` records a score" in done.err


def test_a_summary_is_printed_for_a_window_with_an_infusion_or_a_questionnaire_alone(
    run: Run,
) -> None:
    assert run("infusion", "add", "yesterday").code == 0
    done = run("summary", "--json")
    assert (done.code, done.json["days"]["logged"]) == (0, 0)
    assert [row["direction"] for row in done.json["infusions"]] == ["no_entries_before"]
    assert run("summary", "--json", "--to", "3 days ago").code == 3


def test_the_days_are_the_stated_ones_and_else_the_six_weeks_before_a_visit(logged: Run) -> None:
    for options, first, last in (
        ("", "2026-10-11", "2026-11-21"),
        ("--from 2026-11-15", "2026-11-15", "2026-11-21"),
        ("--to 2026-11-15", "2026-10-05", "2026-11-15"),
        ("--from 2026-11-10 --to 2026-11-15", "2026-11-10", "2026-11-15"),
        ("--last 3d --to 2026-11-15", "2026-11-13", "2026-11-15"),
        ("--from 2026-11-15 --to 2026-12-01", "2026-11-15", "2026-11-21"),
    ):
        found = logged("summary", "--json", *options.split()).json
        assert (found["from"], found["to"]) == (first, last), options


def test_the_summary_has_the_shape_that_scripts_rely_on(logged: Run) -> None:
    found = logged("summary", "--json").json
    assert list(found) == [
        *("measure", "from", "to", "days", "last_7_days", "courses", "tally"),
        *("infusions", "self_harm", "assessments"),
    ]
    (infusion,) = found["infusions"]
    assert infusion["number"] == 1
    assert infusion["before"]["kind"] == "usual"


def test_before_a_first_infusion_the_page_holds_what_was_written_since_the_last_score(
    run: Run,
) -> None:
    run("event", "add", "medication", "Lithium", "--dose", "300 mg", "--from", "1 Oct")
    run("log", "4", "--day", "17 Nov")
    run("event", "add", "medication", "Lithium", "--dose", "600 mg", "--from", "18 Nov")
    run("event", "add", "question", "Does it hurt?", "--from", "19 Nov")
    page = " ".join(run("summary").out.split())
    assert "- Does it hurt?" in page
    assert "Lithium: 300 mg 1 Oct – 17 Nov; 600 mg since 18 Nov" in page
    assert "Now: last 7 days: 4 (1 of 7 days · last entry 17 Nov: 4)" in page


def test_the_real_record_is_drawn_with_no_infusion_and_nothing_invented(
    run: Run, tmp_path: Path
) -> None:
    run("import", str(DATA / "one-person-239-days.csv"))
    window = ("--from", "2012-08-13", "--to", "2013-04-08")
    found = run("summary", "--json", *window).json
    assert found["days"].items() >= {"logged": 238, "of": 239, "late": 0}.items()
    assert found["infusions"] == []
    said = run("report", *window, "--format", "txt", "-o", "-").out
    assert "Mood diary" in said
    assert "No infusion is recorded" in said


def test_words_of_any_kind_reach_the_page(run: Run) -> None:
    for words in NASTY[:5]:
        assert run("event", "add", "--from", "today", "--", "question", words).code == 0
    page = run("report", "--format", "svg", "-o", "-", "--notes")
    assert page.code == 0
    shown = html.unescape(page.out)
    assert [words for words in NASTY[:5] if words not in shown] == []


def test_the_demo_keeps_the_invented_diary_as_it_is_in_a_home_that_was_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.cli.demo._write_pages", lambda *_: [])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = ("--home", str(tmp_path / "new"), "--out", str(tmp_path / "out"))
    assert run("demo", "--seed", "3", *place).code == 0
    kept, invented = Store(Home(tmp_path / "new")).read(), invented_diary(3, NOW.date())
    assert kept.invented
    assert (kept.measures, kept.infusions, kept.events) == (
        *(invented.measures, invented.infusions, invented.events),
    )
    assert run("demo", *place).code == 2
    assert run("demo", "--out", str(tmp_path / "out")).code == 0
    assert not list(tmp_path.glob("tracker-demo-diary-*"))


@pytest.mark.parametrize("pages", always(["in no time"], ["in no time", "drawn"]))
def test_the_demo_writes_both_pages_prints_where_and_leaves_the_real_diary_alone(
    logged: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: str
) -> None:
    if pages == "in no time":
        monkeypatch.setattr("tracker.charts.render", lambda *_, **__: Rendered((b"page",)))
    before = store.read()
    done = logged("demo", "--out", str(tmp_path / "out"))
    assert done.code == 0
    paths = [Path(line) for line in done.out.splitlines()]
    assert {path.suffix for path in paths} == {".pdf", ".png"}
    assert all(path.parent == tmp_path / "out" and path.stat().st_size for path in paths)
    assert store.read() == before
