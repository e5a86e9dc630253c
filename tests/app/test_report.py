from __future__ import annotations

import os
import shutil
import stat
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.app.diaries import MARKUP, NOW, TODAY, check_in, fill, four_weeks, infusion, infusions
from tests.app.patient import Patient, patient
from tests.sweep import always
from tests.waits import gone, until
from tracker.analysis import Window, build_report
from tracker.app.report import maker
from tracker.app.report.choices import (
    Choices,
    course_in_words,
    days_in_words,
    find_window,
    notes_in,
)
from tracker.app.report.made import PagesMade
from tracker.app.report.maker import PageRequest
from tracker.app.report.preview import page_words, tile_rows, with_days
from tracker.app.report.screen import ReportPlace
from tracker.charts import document
from tracker.charts.words import Tile
from tracker.records import Diary, Event, Rating, ValidationError
from tracker.records.questionnaires import Answer, Item, Questionnaire, make_assessment
from tracker.storage import StorageError, Store
from tracker.storage.preferences import put_questionnaire

posix = pytest.mark.skipif(os.name != "posix", reason="a stand-in script needs a Unix shell")


def stand_in(folder: Path, script: str) -> str:
    """A program that is started in place of the page maker."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def until_made(person: Patient) -> None:
    await person.app.workers.wait_for_complete()
    await person.settle()


def asked_for(folder: Path) -> list[str]:
    """The options that the page maker was started with."""
    return (folder / "stand-in.asked").read_text(encoding="utf-8").split()


ASKED = 'printf "%s\\n" "$*" > "$0.asked"; cat > "$0.typed"; echo /somewhere/page.pdf'


def test_the_page_that_was_previewed_is_the_page_that_is_made() -> None:
    window = Window(date(2026, 8, 27), TODAY)
    asked = PageRequest(window=window, format="png", paper="letter", notes=frozenset({"B", "A"}))
    assert asked.options == [
        *("--format", "png", "--page", "letter", "--theme", "colour"),
        *("--from", "2026-08-27", "--to", "2026-11-21"),
        *("--notes-of", "A", "--notes-of", "B"),
    ]


def test_a_name_is_never_on_the_command_line() -> None:
    asked = PageRequest(window=Window(TODAY, TODAY), name="Alex Doe")
    assert asked.options[-2:] == ["--name", "-"]
    assert "Alex" not in " ".join(asked.options)


@pytest.mark.parametrize(
    ("chosen", "typed", "first"),
    [
        ("course", "", "2026-08-27"),
        ("4 weeks", "", "2026-10-25"),
        ("month", "", "2026-10-21"),
        ("12 months", "", "2025-11-21"),
        ("other", "infusion 7", "2026-08-27"),
        ("other", " #1 ", "2026-02-16"),
        ("other", "12 weeks", "2026-08-30"),
        ("other", "last year", "2025-11-21"),
        ("other", "infusion 10", "2026-10-22"),
        ("other", "All", "2026-03-02"),
        ("other", "everything", "2026-03-02"),
        ("other", "the whole  diary", "2026-03-02"),
        ("other", "6 weeks ago", "2026-10-10"),
        ("other", "10 Oct", "2026-10-10"),
    ],
)
def test_the_days_are_chosen_by_an_infusion_by_length_or_by_dates(
    chosen: str, typed: str, first: str
) -> None:
    diary = Diary(infusions=tuple(infusions()), check_ins=tuple(four_weeks()))
    assert find_window(chosen, typed, "", diary, TODAY) == Window(date.fromisoformat(first), TODAY)


def test_days_that_have_not_come_are_not_on_the_page() -> None:
    diary = Diary(infusions=tuple(infusions()))
    window = find_window("other", "6 weeks ago", "2026-12-05", diary, TODAY)
    assert window == Window(date(2026, 10, 10), TODAY)


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        ("infusion 11", "", "first day", "Type an infusion from 1 to 10."),
        ("infusion 0", "", "first day", "Type an infusion from 1 to 10."),
        ("", "", "first day", "Type the first day, like 1 Aug, 12 weeks, infusion 7, all."),
        ("someday", "", "first day", "someday"),
        ("today", "someday", "last day", "someday"),
        ("today", "yesterday", "last day", "swap them"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    first: str, last: str, field: str, said: str
) -> None:
    with pytest.raises(ValidationError, match=said) as refused:
        find_window("other", first, last, Diary(infusions=tuple(infusions())), TODAY)
    assert refused.value.field == field


def test_an_empty_diary_still_has_days_to_ask_for() -> None:
    assert find_window("other", "all", "", Diary(), TODAY) == Window(TODAY, TODAY)
    with pytest.raises(ValidationError, match="There is no infusion yet; type a day"):
        find_window("other", "infusion 1", "", Diary(), TODAY)


def test_the_notes_to_tick_are_those_the_page_would_print() -> None:
    window = Window(date(2026, 11, 5), date(2026, 11, 20))
    days = [date(2026, 11, day) for day in (4, 5, 20, 21)]
    events = [
        Event(
            id=f"{kind}{day.day}", kind=kind, title=kind, start=day, end=TODAY, note=f"n{kind}{day}"
        )
        for kind in ("life", "medication", "question")
        for day in days
    ]
    given = [infusion(day, note=f"felt {day}") for day in days]
    planned = infusion(date(2026, 11, 19), status="planned", note="never printed")
    diary = Diary(
        check_ins=tuple(check_in(day, 5, note=f"slept {day}") for day in days),
        infusions=(*given, planned),
        events=tuple(events),
    )
    printed = build_report(diary, window, today=TODAY, notes="all").annotations
    offered = notes_in(diary, window)
    assert {noted.note for noted in offered} == {fact.text for fact in printed if fact.text}
    assert len(offered) == 2 + 2 + 3 + 2 + 2


FULL = Diary(check_ins=tuple(four_weeks()), infusions=tuple(infusions()))


def test_what_is_chosen_is_marked_and_tells_the_days_and_what_goes_out() -> None:
    def rows(chosen: Choices) -> list[str]:
        shown = (*chosen.day_rows(FULL, TODAY), *chosen.content_rows(FULL, TODAY))
        return [row.label.plain for row in (*shown, *chosen.file_rows())]

    assert rows(Choices()) == [
        "◉ this course  27 Aug – today",
        "○ last 4 weeks",
        "○ last month",
        "○ last 12 months",
        "○ other days …",
        "□ my name",
        "□ notes  0 of 2",
        "□ every entry as a table",
        "◉ A4  ○ Letter",
        "◉ PDF  ○ PNG  ○ SVG  ○ HTML",
        "○ Markdown  ○ plain text",
        "◉ colour  ○ black and white",
        "□ ask for a passphrase",
    ]
    noted = frozenset(record.id for record in notes_in(FULL, Window(TODAY, TODAY)))
    chosen = Choices(window="other", first="1 Oct", name="Alex", ticked={"name"}, notes=noted)
    chosen.words["format"] = "txt"
    assert rows(chosen)[4:7] == [
        "◉ other days …  1 Oct – today",
        "■ my name  Alex",
        "■ notes  1 of 2",
    ]
    assert rows(chosen)[9:] == [
        "○ PDF  ○ PNG  ○ SVG  ○ HTML",
        "○ Markdown  ◉ plain text",
        "◉ colour  ○ black and white",
        "□ ask for a passphrase  only a PDF",
    ]


@pytest.mark.parametrize(
    ("window", "first", "last", "period"),
    [
        ("course", "", "", ("this course", "course")),
        ("month", "", "", ("the last month", "month")),
        ("other", "1 Oct", "", ("1 Oct – today", "from 1 Oct")),
        ("other", "1 Oct", "12 Oct", ("1–12 Oct", "from 1 Oct")),
        ("other", "1 Oct 2025", "", ("1 Oct 2025 – today", "from 1 Oct")),
        ("other", "1 Oct 2025", "3 Nov 2025", ("1 Oct – 3 Nov 2025", "from 1 Oct")),
        ("other", "1 Dec 2025", "3 Nov", ("1 Dec 2025 – 3 Nov 2026", "from 1 Dec")),
        ("other", "today", "", ("21 Nov", "from 21 Nov")),
    ],
)
def test_the_days_of_a_page_are_named_as_shortly_as_they_are_clear(
    window: str, first: str, last: str, period: tuple[str, str]
) -> None:
    chosen = Choices(window=window, first=first, last=last)
    assert not chosen.days_missing(FULL, TODAY)
    assert chosen.period(FULL, TODAY) == period


@pytest.mark.parametrize(
    ("days", "said", "of_course"),
    [
        (Window(date(2026, 10, 1), TODAY), "2 infusions", "this course and the weeks before it"),
        (Window(date(2026, 10, 6), TODAY), "2 infusions", "this course"),
        (Window(date(2026, 10, 7), TODAY), "1 infusion", "this course and the weeks before it"),
        (Window(date(2026, 11, 2), TODAY), "no infusions", "this course"),
    ],
)
def test_the_days_are_told_with_their_infusions_and_the_weeks_before_a_course_only_where_shown(
    days: Window, said: str, of_course: str
) -> None:
    given = tuple(infusion(date(2026, *day)) for day in ((10, 6), (11, 1)))
    diary = Diary(infusions=(*given, infusion(TODAY, status="planned")))
    assert days_in_words(days, diary).endswith(f"{days.days} days, {said}")
    assert f": {of_course}, {days.days} days, {said}" in course_in_words(days, diary, TODAY)


def test_before_the_first_infusion_no_page_is_of_a_course() -> None:
    diary = Diary(infusions=(infusion(TODAY + timedelta(days=3), status="planned"),))
    chosen = Choices()
    assert chosen.period(diary, TODAY) == ("the last weeks", "weeks")
    first = chosen.day_rows(diary, TODAY)[0].label.plain
    assert first == "◉ last weeks  11 Oct – today"
    told = course_in_words(chosen.days(diary, TODAY), diary, TODAY)
    assert told == "11 Oct – today: last weeks, 42 days, no infusions"


async def test_an_empty_diary_has_no_page_yet_and_the_keys_that_begin_it(new_store: Store) -> None:
    async with patient(new_store, size=(80, 24)) as person:
        for key, place in (("t", "today"), ("i", "infusions")):
            await person.press("r")
            assert "Nothing to print yet." in person.screen
            row = next(row for row in person.screen.split("\n") if f" {key}  " in row[30:])
            await person.pilot.click(
                offset=(row.rindex(f" {key}  ") + 4, person.screen.split("\n").index(row))
            )
            await person.settle()
            assert person.app.current_mode == place


def test_a_note_outside_the_days_chosen_does_not_go_out() -> None:
    every = frozenset(record.id for record in notes_in(FULL, Window(date(2026, 1, 1), TODAY)))
    assert len(every) == 2
    assert Choices(notes=every).request(FULL, TODAY).notes == every
    assert len(Choices(window="other", first="today", notes=every).request(FULL, TODAY).notes) == 1


@pytest.mark.parametrize("width", [36, 56, 74, 110])
def test_the_page_in_words_is_whole_at_every_width(width: int) -> None:
    report = build_report(FULL, Window(date(2026, 8, 27), TODAY), today=TODAY, notes="all")
    rows = page_words(report, "Alex Doe", width, entries=True)
    assert max(row.cell_length for row in rows) <= width
    shown = " ".join(" ".join(row.plain for row in rows).split())
    assert "Alex Doe" in shown
    for block in document.blocks(report, "Alex Doe", entries=True):
        match block:
            case document.Heading(text) | document.Paragraph(text):
                whole = [text]
            case document.Bullets(texts):
                whole = list(texts)
            case document.Tiles(tiles):
                whole = [text for tile in tiles for text in (tile.caption, tile.value)]
            case document.Table():
                whole = [f"▼{n} " for n in (7, 8, 9, 10)]
        for text in whole:
            assert " ".join(text.split()) in shown


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, ["Days above   40 of 46  16 blank · last 28: 21 of 25"]),
        (50, ["Days above   40 of 46", "  16 blank · last 28: 21 of 25"]),
        (32, ["Days above   40 of 46", "  16 blank · last 28: 21 of 25"]),
        (31, ["Days above   40 of 46", "  16 blank", "  last 28: 21 of 25"]),
        (21, ["Days above   40 of 46", "  16 blank", "  last 28: 21 of 25"]),
        (20, ["Days above", "  40 of 46", "  16 blank", "  last 28: 21 of", "  25"]),
    ],
)
def test_a_number_of_the_page_is_beside_its_name_as_long_as_both_fit(
    width: int, shown: list[str]
) -> None:
    tile = Tile("Days above", "40 of 46", "16 blank · last 28: 21 of 25")
    rows = list(tile_rows(tile, 13, width))
    assert [row.plain for row in rows] == shown
    spans = [(row, span) for row in rows for span in row.spans if span.style == "bold"]
    assert [row.plain[span.start : span.end] for row, span in spans] == ["40 of 46"]


@pytest.mark.parametrize(
    ("bar", "said"),
    [
        ("1 so far, last day below", "1 day so far, last day below"),
        ("18–22", "18–22 days"),
        ("20 or more, until #18", "20 days or more, until #18"),
        ("→ #2", "→ #2"),
    ],
)
def test_the_days_of_a_bar_are_called_days_where_no_heading_does(bar: str, said: str) -> None:
    assert with_days(bar) == said


def test_each_infusion_is_one_line_with_as_much_as_fits_and_a_sign_where_more_follows() -> None:
    first = TODAY - timedelta(days=30)
    moods = {n: 2 if n < 0 else 8 if n < 8 else 3 for n in (*range(-7, 0), *range(1, 30))}
    diary = Diary(
        check_ins=tuple(check_in(first + timedelta(days=n), m) for n, m in moods.items()),
        infusions=(
            infusion(first, dose_mg=40, route="iv"),
            infusion(first + timedelta(days=21)),
        ),
    )
    report = build_report(diary, Window(first - timedelta(days=14), TODAY), today=TODAY)
    lines = {
        60: [
            "▼1  22 Oct  40 mg IV  2 → 8  rose  7 days",
            "▼2  12 Nov            3 → 3  about the same  below halfway",
        ],
        50: [
            "▼1  22 Oct  40 mg IV  2 → 8  rose  7 days",
            "▼2  12 Nov            3 → 3  about the same  …",
        ],
        36: ["▼1  22 Oct  40 mg IV  2 → 8  rose  …", "▼2  12 Nov            3 → 3  about …"],
        28: ["▼1  22 Oct  2 → 8  rose  …", "▼2  12 Nov  3 → 3  about th…"],
    }
    for width, expected in lines.items():
        rows = [row for row in page_words(report, None, width) if row.plain.startswith("▼")]
        assert [row.plain for row in rows] == expected
        styles = [[str(span.style) for span in row.spans] for row in rows]
        assert styles[0][:2] == ["bold $infusion", "$good"]
        assert styles[1][:2] == ["bold $infusion", "$muted"]


LONG_PATH = "/home/somebody/.local/share/infusion-tracker/reports/report-2026-11-21-2.pdf"


@posix
@pytest.mark.parametrize("size", always(["(60, 20)"], [(80, 24), (60, 20)]))
async def test_the_path_of_the_page_is_whole_wherever_it_is_shown(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    script = ASKED.replace("/somewhere/page.pdf", LONG_PATH)
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, script))
    monkeypatch.setattr(shutil, "which", lambda name: None)

    def shown() -> str:
        return "".join(person.words.split())

    async with patient(store, size=size) as person:
        await person.press("r", "enter")
        await until_made(person)
        assert "│  report-2026-11-21-2.pdf  course" in person.screen
        if size == (80, 24):
            assert "◉ this course" in person.screen
        assert f"Savedthepageofthiscourse:{LONG_PATH}·Enteropensit·1copiesthepath" in shown()
        await person.press("enter")
        await until_made(person)
        assert f"!Noprogramhereopenedit.Itisat{LONG_PATH}" in shown()
        monkeypatch.setenv("HOME", "/home/somebody")
        await person.press("1")
        assert f"Copied{LONG_PATH.replace('/home/somebody', '~')}" in shown()
        assert person.app.clipboard == LONG_PATH
    asked = asked_for(tmp_path)
    assert asked[: len(maker.PROGRAM)] == list(maker.PROGRAM)
    assert asked[len(maker.PROGRAM) :][:3] == ["--home", str(store.home.folder), "report"]
    assert "--notes-of" not in asked
    assert "--name" not in asked


@posix
async def test_keys_stay_alive_while_the_page_is_made(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'while [ ! -e "$0.go" ]; do sleep 0.05; done; echo /somewhere/page.pdf'
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, script))
    async with patient(store) as person:
        await person.press("r", "enter", "enter")
        assert "Making the page" in person.says
        await person.press("t", "7", "enter")
        assert [c.value("mood") for c in person.check_ins] == [7]
        (tmp_path / "stand-in.go").touch()
        await until_made(person)
        await person.press("r")
        assert person.says.startswith("✓ Saved the page of this course: /somewhere/page.pdf")
        assert len(person.app.screen.query_one(PagesMade).table._rows) == 1


@posix
async def test_a_page_that_was_not_made_is_explained_as_is_a_page_maker_that_cannot_start(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "executable", stand_in(tmp_path, "echo 'The disk is [/] full.' >&2; exit 1")
    )
    async with patient(store) as person:
        await person.press("r", "enter")
        await until_made(person)
        assert person.says == "! The disk is [/] full."
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        await person.press("enter")
        await until_made(person)
        assert person.says == "! The page could not be made: No such file or directory."


@posix
async def test_leaving_while_a_page_is_made_ends_its_process(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, 'echo $$ > "$0.pid"; exec sleep 60'))
    pid = tmp_path / "stand-in.pid"
    async with patient(store) as person:
        await person.press("r", "enter")
        started = await until("the page maker", lambda: pid.exists() and number_in(pid))
        await person.press("q")
    await until("the end of the page maker", lambda: gone(started))


def number_in(file: Path) -> int:
    """The number in a file, 0 while it is being written."""
    text = file.read_text(encoding="utf-8")
    return int(text) if text.endswith("\n") else 0


OTHER_DAYS = ("r", *["down"] * 4, "space")


@posix
async def test_the_days_that_were_typed_are_those_of_the_page_or_refused_beside_their_field(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store, size=(120, 40)) as person:
        await person.press(*OTHER_DAYS, *"someday", "enter")
        assert "someday" in person.beside("first day")
        await person.press("ctrl+u", *"infusion 7")
        assert person.beside("first day") == "= Thu 27 Aug 2026"
        await person.press("tab", *"12 Nov")
        assert person.beside("last day") == "= Thu 12 Nov 2026"
        await person.press("enter")
        assert "27 Aug – 12 Nov" in person.screen
        await person.press("enter")
        await until_made(person)
    asked = asked_for(tmp_path)
    assert asked[asked.index("--from") + 1] == "2026-08-27"
    assert asked[asked.index("--to") + 1] == "2026-11-12"


@posix
async def test_enter_makes_a_page_from_the_choices_and_opens_one_from_the_list(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    opened: list[str] = []

    async def open_file(path: str) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("tracker.app.report.screen.open_file", open_file)
    async with patient(store) as person:
        await person.press("r", "tab", "enter")
        await until_made(person)
        assert opened == []
        await person.press("enter")
        await until_made(person)
        assert opened == ["/somewhere/page.pdf"]
        await person.press("1")
        assert person.app.clipboard == "/somewhere/page.pdf"
        await person.press("2")
        assert "not a diagnosis" in person.app.clipboard
        await person.press("c")
        assert "Trend" in str(person.app.current_mode).title()


async def test_pages_made_before_are_listed_the_newest_first(store: Store) -> None:
    store.home.reports.mkdir(parents=True)
    for n, name in enumerate(["report-2026-08-20.pdf", "report-2026-11-01.png", "notes.doc"]):
        file = store.home.reports / name
        file.write_bytes(b"")
        os.utime(file, (1_700_000_000 + n, 1_700_000_000 + n))
    made = datetime.fromtimestamp(
        (store.home.reports / "report-2026-11-01.png").stat().st_mtime, NOW.tzinfo
    )
    async with patient(store, size=(120, 36)) as person:
        await person.press("r")
        rows = person.screen.split("\n")
        at = next(n for n, row in enumerate(rows) if "─ Pages you made ─" in row)
        assert f"report-2026-11-01.png  {made.day} {made:%b %Y}" in rows[at + 1]
        assert "report-2026-08-20.pdf" in rows[at + 2]
        assert "notes.doc" not in person.screen
        assert "Enter open · 1 copy path" in person.screen
        await person.press("shift+tab")
        assert person.says == "Enter opens the page · 1 copies its path"


@pytest.mark.sweep
async def test_a_page_made_in_summer_is_of_the_day_that_it_was_then(
    store: Store, summer_time: timezone
) -> None:
    made = datetime(2026, 7, 15, 0, 30, tzinfo=summer_time).timestamp()
    store.home.reports.mkdir(parents=True)
    file = store.home.reports / "report-2026-07-14.pdf"
    file.write_bytes(b"")
    os.utime(file, (made, made))
    async with patient(store, size=(120, 36)) as person:
        await person.press("r")
        assert "report-2026-07-14.pdf  Wed 15 Jul" in person.screen


@pytest.mark.parametrize("size", always(["(60, 20)"], [(80, 24), (60, 20)]))
async def test_a_page_made_before_the_app_was_opened_is_named_on_today_and_listed(
    store: Store, size: tuple[int, int]
) -> None:
    page = "/tmp/tracker-demo-9448pcbp/report-2026-11-21.pdf"
    async with patient(store, size=size, pages=(page,)) as person:
        folder, name = page.rpartition("/")[::2]
        shown = page if size[0] < 78 else f"{folder}/\n{name}"  # no line ends within a name
        assert person.says == f"Its page · r lists it\n{shown}"
        await person.press("7", "enter")
        assert page not in person.says
        await person.press("r")
        assert [key for key, _ in person.app.screen.query_one(PagesMade).table._rows] == [page]
        assert person.reads("folder").startswith(f"In {folder}. Nothing")


@posix
async def test_the_page_is_opened_by_the_systems_viewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = stand_in(tmp_path, 'echo "$1" > "$0.opened"')
    monkeypatch.setattr(shutil, "which", lambda name: viewer)
    assert await maker.open_file("/somewhere/page.pdf")
    assert (tmp_path / "stand-in.opened").read_text(encoding="utf-8") == "/somewhere/page.pdf\n"


@posix
async def test_only_the_notes_that_were_ticked_go_out(
    full_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    fill(full_store, [check_in(TODAY, 5, note=MARKUP)])
    async with patient(full_store) as person:
        await person.press("r", "tab", "down", "space")
        assert MARKUP in person.screen, "the row of the notes opens their list"
        await person.press("escape", "n")
        assert "■" not in "".join(line for line in person.screen.splitlines() if "Nov" in line)
        assert MARKUP in person.screen
        await person.press("space", "down", "space", "space", "down", "space", "enter")
        assert "2 of 3" in person.screen
        await person.press("enter")
        await until_made(person)
    asked = asked_for(tmp_path)
    ticked = {asked[n + 1] for n, word in enumerate(asked) if word == "--notes-of"}
    diary = full_store.read()
    notes = {check_in.id: check_in.note for check_in in diary.check_ins}
    notes |= {infusion.id: infusion.note for infusion in diary.infusions}
    assert {notes[record] for record in ticked} == {"slept in the chair", MARKUP}


@posix
async def test_the_days_under_the_cursor_are_printed_and_tell_two_pages_apart(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = ASKED.replace("/page.pdf", "/$(ls $(dirname $0) | wc -l)-$$.pdf")
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, script))
    async with patient(store) as person:
        await person.press("r", "down", "down")
        assert "◉ last month" in person.screen
        await person.press("enter")
        await until_made(person)
        assert "Saved the page of the last month: " in person.says
        assert asked_for(tmp_path)[-4:] == ["--from", "2026-10-21", "--to", "2026-11-21"]
        assert "Enter opens" in person.says
        assert "⏎ Open" in person.screen
        await person.press("shift+tab", "shift+tab", "shift+tab", "home", "enter")
        await until_made(person)
        assert "Saved the page of this course: " in person.says
        listed = person.app.screen.query_one(PagesMade).table._rows
        assert [str(cells[1]) for _, cells in listed] == ["course", "month"]
        await person.press("shift+tab", "shift+tab", "shift+tab", "end")
        assert person.says == "Enter asks which days"
        await person.press("enter")
        assert "Which days?" in person.screen


MY_NAME = ("r", "tab", "space")


@pytest.mark.sweep
@posix
async def test_a_name_goes_to_the_page_by_another_way_than_its_options(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store, size=(120, 40)) as person:
        await person.press(*MY_NAME, "enter")
        assert "Type the name" in person.beside("name")
        await person.write("Zoë [/]")
        await person.press("enter")
        assert "Zoë [/]" in person.screen
        await person.press("enter")
        await until_made(person)
    assert "Zo" not in " ".join(asked_for(tmp_path))
    assert (tmp_path / "stand-in.typed").read_text(encoding="utf-8") == "Zoë [/]"


@pytest.mark.sweep
@posix
async def test_a_passphrase_goes_to_the_page_by_another_way_than_its_options(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store, size=(120, 40)) as person:
        await person.press("r", "tab", "tab", *["down"] * 4, "space", "enter")
        await person.press(*"open", "tab", *"opem", "enter")
        assert "not the same" in person.beside("again")
        assert "open" not in person.screen.replace("opens", "")
        await person.press("ctrl+u", *"open", "enter")
        await until_made(person)
    assert asked_for(tmp_path)[-2:] == ["--passphrase", "-"]
    assert (tmp_path / "stand-in.typed").read_text(encoding="utf-8") == "open\n"


@pytest.mark.sweep
@posix
async def test_a_passphrase_in_the_app_is_cleaned_and_limited_as_on_the_command_line(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store, size=(120, 40)) as person:
        await person.press("r", "tab", "tab", *["down"] * 4, "space", "enter")
        for typed, said in ((" ", "empty"), ("ä" * 64, "128 bytes"), ("ﷺ" * 4, "132 bytes")):
            await person.press("ctrl+u", *typed, "enter")
            assert said in person.beside("passphrase")
        await person.press("ctrl+u", *"\uff48öhe", "tab", *"höhe", "enter")
        await until_made(person)
    assert (tmp_path / "stand-in.typed").read_text(encoding="utf-8") == "höhe\n"


@posix
async def test_what_was_chosen_is_what_the_page_maker_is_asked_for(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    async with patient(store, size=(120, 40)) as person:
        await person.press("r", "down", "down", "space")  # last month
        await person.press("tab", "down", "down", "space")  # every entry
        await person.press("tab", "space", "down", "right", "down", "down", "space", "enter")
        await until_made(person)
    asked = asked_for(tmp_path)
    assert asked[asked.index("report") + 1 :] == [
        *("--format", "png", "--page", "letter", "--theme", "mono"),
        *("--from", "2026-10-21", "--to", "2026-11-21", "--entries"),
    ]


async def test_the_page_is_read_in_words_before_it_is_made(full_store: Store) -> None:
    async with patient(full_store, size=(120, 40)) as person:
        await person.press("r", "n", "end", "space", "escape")
        assert "Mood around ketamine infusions" in person.screen
        read = person.words
        for _ in range(6):
            await person.press("pagedown")
            read += person.words
        assert "not a diagnosis" in person.words
        assert "a long walk" in read
        assert "slept in the chair" not in read
        assert "Mood around ketamine infusions" not in person.screen


@pytest.mark.sweep
async def test_a_clinics_own_form_is_in_the_words_as_it_will_be_on_the_page(
    full_store: Store,
) -> None:
    answers = tuple(Answer(value=n, label=str(n)) for n in range(4))
    items = tuple(Item(label=label, answers=answers) for label in ("sleep", "thoughts"))
    form = Questionnaire(
        key="own", title="Form 7", subject="mood", items=items, low=0, high=6, self_harm_item=2
    )
    with full_store.writing(NOW, "the clinic's form") as unit:
        put_questionnaire(unit, form)
    filled = make_assessment(form, (1, 2), record_id="f1", day=TODAY)
    full_store.add(filled, NOW, "it filled in")
    async with patient(full_store, size=(120, 36)) as person:
        await person.press("r", "2")
        assert "Self-harm item (Form 7): 2 of 3" in " ".join(person.app.clipboard.split())
        assert "not asked in this diary" not in person.words
        await person.press("h")
        assert "Form 7" in person.screen


async def test_a_diary_that_cannot_be_read_is_not_called_empty_and_is_previewed_once_it_can(
    full_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise StorageError("The diary is damaged.")

    async with patient(full_store, size=(120, 36)) as person:
        with monkeypatch.context() as damaged:
            damaged.setattr(person.app.session, "read", refuse)
            await person.press("r", "down")
            assert person.says == "The diary is damaged."
            assert "Nothing to print" not in person.screen
        place = person.app.screen
        assert isinstance(place, ReportPlace)
        place.reload()
        await person.settle()
        assert "Mood around ketamine infusions" in person.screen


@pytest.mark.sweep
async def test_a_narrow_terminal_shows_the_words_in_place_of_the_choices(
    full_store: Store,
) -> None:
    async with patient(full_store, size=(60, 20)) as person:
        await person.press("r")
        assert "Mood around" not in person.screen
        await person.press("pagedown")
        assert "Mood around ketamine infusions" in person.screen
        await person.press("escape")
        assert "Which days" in person.screen
        await person.press("pagedown", "pagedown")
        assert "Mood around ketamine infusions" not in person.screen
        await person.press("pageup")
        assert "Mood around ketamine infusions" in person.screen
        await person.press("pageup")
        assert "Which days" in person.screen


async def test_the_days_of_the_page_are_said_and_places_keep_their_keys(store: Store) -> None:
    async with patient(store) as person:
        await person.press("r")
        told = "27 Aug – today: this course and the weeks before it, 87 days, 4 infusions"
        assert told in person.screen
        await person.press("down")
        assert "Sun 25 Oct 2026 to Sat 21 Nov 2026: 28 days, 1 infusion" in person.screen
        await person.press("tab", "v")
        assert person.app.current_mode == "events"


async def test_the_name_from_the_settings_is_offered_and_printed_only_if_wanted(
    store: Store,
) -> None:
    with store.writing(NOW, "the name") as unit:
        unit.edit_settings(name="Alex")
    async with patient(store, size=(120, 36)) as person:
        await person.press("r")
        assert "Alex" not in person.screen
        await person.press("tab", "space")
        assert person.app.screen.query_one("LineInput").value == "Alex"  # type: ignore[attr-defined]
        await person.press("enter")
        assert "Alex. 27 Aug – 21 Nov 2026" in person.screen
        await person.press("space")
        assert "Alex" not in person.screen


@pytest.mark.sweep
async def test_a_click_chooses_what_was_clicked(store: Store) -> None:
    async with patient(store, size=(120, 40)) as person:
        await person.press("r")
        rows = person.screen.splitlines()
        at = next(n for n, row in enumerate(rows) if "Letter" in row)
        await person.pilot.click(offset=(rows[at].index("Letter") + 1, at))
        await person.settle()
        assert "◉ Letter" in person.screen
        at = next(n for n, row in enumerate(rows) if "last 4 weeks" in row)
        await person.pilot.click(offset=(rows[at].index("last 4 weeks"), at))
        await person.settle()
        assert "◉ last 4 weeks" in person.screen


async def test_a_page_can_be_about_what_is_rated_on_far_more_days_than_mood(
    new_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", stand_in(tmp_path, ASKED))
    rated = [check_in(TODAY - timedelta(days=n), 4, more=(Rating("pain", 7),)) for n in range(5)]
    without_mood = [replace(entry, ratings=entry.ratings[1:]) for entry in rated[2:]]
    fill(new_store, [*rated[:2], *without_mood], measures=("pain",))
    async with patient(new_store, size=(120, 40)) as person:
        await person.press("r", "tab")
        assert "□ about pain, not mood" in person.screen
        assert "Mood diary" in person.screen
        await person.press("space")
        assert "■ about pain, not mood" in person.screen
        assert "Pain diary" in person.screen
        await person.press("enter")
        await until_made(person)
    options = asked_for(tmp_path)
    assert options[options.index("--measure") + 1] == "pain"


@pytest.mark.sweep
async def test_after_midnight_a_day_without_a_year_may_be_the_new_one(full_store: Store) -> None:
    night = NOW.replace(day=22, hour=1)
    async with patient(full_store, now=night, size=(120, 36)) as person:
        await person.press("r", "down", "down", "down", "down", "enter")
        await person.write("20 nov")
        await person.press("tab")
        await person.write("22 nov")
        assert person.beside("last day") == "= Sun 22 Nov 2026"
        await person.press("enter")
        assert "◉ other days …  20 Nov – today" in person.screen
