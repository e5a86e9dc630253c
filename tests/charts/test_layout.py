"""Nothing on a page touches and nothing is cut, whatever the diary holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import pytest

from tests.cases import each
from tests.charts.diaries import (
    HARD,
    INDUCTION,
    STORY,
    TODAY,
    before,
    check_in,
    course,
    event,
    infusion,
    logged,
    moods,
    rated,
    report_of,
    report_on,
)
from tests.charts.drawing import (
    LONG_NAME,
    anew,
    by_gid,
    demo_report,
    drawn,
    marks_outside,
    panels_of,
    texts,
    texts_of,
)
from tests.charts.lint import DPI, line_boxes, problems
from tests.charts.random_diaries import random_case
from tests.sweep import always
from tracker.analysis import Report, Window, build_report, default_window
from tracker.charts import header, notes, page, words
from tracker.charts.ledger_layout import lay_out
from tracker.charts.sheet import PAPERS
from tracker.charts.theme import TEXT
from tracker.demo import SEED, invented_diary, notes_to_print
from tracker.records import MOOD, Assessment, Diary, Measure
from tracker.records.catalogue import find_measure

ALWAYS = (
    "empty", "thirty notes", "strange words", "ten years", "both courses", "long names",
    "self-harm above zero", "busy",
)  # fmt: skip
"""One of each kind of difficulty."""


@pytest.mark.parametrize("name", always(ALWAYS, HARD))
def test_a_hard_diary_gives_pages_on_which_nothing_touches(name: str) -> None:
    pages = drawn(report_of(name), "letter", "mono", LONG_NAME)
    assert [found for figure in pages for found in problems(figure)] == []
    assert [found for figure in pages for found in marks_outside(figure)] == []


def test_long_numbers_of_a_scale_leave_its_name_room() -> None:
    wide = Assessment(
        id="a1", day=before(3), questionnaire="Very Long Scale Name That The Clinic Invented",
        total=512.5, low=-100, high=10_000, better="lower",
    )  # fmt: skip
    diary = Diary(check_ins=(check_in(before(2), mood=4),), assessments=(wide,))
    report = build_report(diary, default_window(diary, TODAY), today=TODAY)
    assert [found for figure in anew(report) for found in problems(figure)] == []


@each(("seed", "look"), [(41, ("letter", "mono", LONG_NAME)), (2, ("letter",))])
def test_an_invented_diary_gives_a_page_on_which_nothing_touches(
    seed: int, look: tuple[str, ...]
) -> None:
    pages = drawn(demo_report(seed, notes="all"), *look)
    assert [found for figure in pages for found in problems(figure)] == []


@each("seed", [SEED, 41])
def test_the_page_of_the_demo_is_one_page_with_its_notes(seed: int) -> None:
    today = date(2026, 11, 25)
    diary = invented_diary(seed, today)
    window, notes = default_window(diary, today), notes_to_print(diary)
    (page,) = anew(build_report(diary, window, today=today, notes=notes))
    assert problems(page) == []
    assert by_gid(page, "invented")[0].get_text() == words.INVENTED


@pytest.mark.parametrize("seed", always(["1004"], range(1004, 1010)))
def test_a_random_diary_gives_pages_on_which_nothing_touches(seed: int) -> None:
    case = random_case(seed)
    pages = anew(case.report, case.page, case.theme, case.name, entries=case.entries)
    assert [found for figure in pages for found in problems(figure)] == []
    assert [found for figure in pages for found in marks_outside(figure)] == []


def test_the_check_notices_texts_that_touch_leave_the_box_or_are_too_small() -> None:
    figure = anew(report_of("three days"))[0]
    figure.text(0.5, 0.5, "one over")
    figure.text(0.5, 0.5, "another")
    figure.text(0.93, 0.3, "too long for this place")
    figure.text(0.1, 0.95, "tiny", fontsize=5)
    figure.text(0.5, 1 - (14 + header.SENTENCES) / 297, "on the rule", va="center")
    found = problems(figure)
    for kind in ("touch", "leaves the box", "too small", "struck through: 'on the rule'"):
        assert any(kind in one for one in found)


def test_the_check_looks_at_each_line_of_a_column() -> None:
    figure = anew(report_of("three days"))[0]
    figure.text(0.5, 0.5, "first\nsecond\nthird", va="top")
    figure.text(0.5, 0.5 - 0.02, "over", va="top")
    assert any("touch" in one and "over" in one for one in problems(figure))


def test_no_rule_goes_through_the_details_of_a_tile_however_many_lines_they_take() -> None:
    """A first visit after two infusions; a halfway of two decimals; nights of a watch."""
    first_visit = rated(
        check_ins=moods({range(7, 13): 2, range(3, 7): 4, range(3): 6}, 13),
        infusions=(infusion(7), infusion(3)),
    )
    quarters = replace(
        first_visit,
        check_ins=moods({range(20, 60): 2, range(20): 6.5}, 60, skip=(8, 9)),
        infusions=(infusion(30), infusion(20)),
    )
    nights = Diary(
        measures=(find_measure((), "sleep"),),
        check_ins=tuple(check_in(before(n), sleep=19.65 - n * 0.93) for n in range(14)),
    )
    lines = []
    for diary in (first_visit, quarters, nights):
        report = build_report(diary, default_window(diary, TODAY), today=TODAY)
        (figure,) = anew(report)
        assert problems(figure) == []
        lines += texts_of(figure, "tile-detail")
    assert {"the series goes on", "before: 0 of 14"} <= set(lines)
    assert any("in a" in line for line in lines)


def test_a_name_that_stands_whole_beside_its_panel_makes_no_list_and_no_page_of_names() -> None:
    elevation = find_measure((), "elevation")
    days = tuple(check_in(before(n), mood=5, elevation=n % 4) for n in range(40, 0, -1))
    diary = Diary(measures=(MOOD, elevation), check_ins=days, infusions=(infusion(20),))
    (page,) = anew(build_report(diary, Window(before(50), TODAY), today=TODAY))
    assert {"Sped up or", "elated"} <= set(texts_of(page, "panel-name"))


def test_a_long_name_of_the_main_measure_runs_over_no_edge() -> None:
    label = "How well I could concentrate on one thing at a time, all day long, at my work"
    long = Measure(key="long", label=label, low=0, high=10)
    diary = Diary(
        measures=(long,),
        check_ins=tuple(check_in(before(n), long=3 if n > 20 else 7) for n in range(60)),
        infusions=course(INDUCTION, 20),
    )
    pages = anew(build_report(diary, default_window(diary, TODAY), today=TODAY))
    assert [found for figure in pages for found in problems(figure)] == []
    (key,) = texts_of(pages[0], "thumbnails-key")
    assert key.endswith(
        "…, 7 days before to 28 after; cut at the infusions beside it; line: halfway"
    )
    assert label in " ".join(line for figure in pages for line in texts(figure))


@pytest.mark.sweep
def test_the_theme_moves_no_text() -> None:
    colour, mono = (drawn(demo_report(3), theme=theme)[0] for theme in ("colour", "mono"))
    places = [[t.get_position() for t in figure.texts] for figure in (colour, mono)]
    assert places[0] == places[1]


EVERYBODY = (
    "empty", "risen", "self-harm above zero", "worse", "pain alone", "two courses", "one day",
)  # fmt: skip


@each(("paper", "names"), [("a4", EVERYBODY), ("letter", EVERYBODY[:3])])
def test_the_self_harm_box_is_at_the_same_place_on_everybodys_page(
    paper: str, names: tuple[str, ...]
) -> None:
    figures = [drawn(report_of(name), paper)[0] for name in names]
    places = {round(by_gid(figure, "self-harm")[0].get_position()[1], 6) for figure in figures}
    assert len(places) == 1


def test_the_six_tiles_are_at_the_same_places_on_everybodys_page() -> None:
    figures = [drawn(report_of(name))[0] for name in ("empty", "risen", "pain alone", "ten years")]
    places = [{t.get_position()[0] for t in by_gid(figure, "tile")} for figure in figures]
    assert len(places[0]) == 6
    assert all(found == places[0] for found in places)


@each(
    "name",
    [
        "risen", "two courses", "sixty infusions", "thirty notes", "a year", "ten years",
        "long names",
    ],
)  # fmt: skip
def test_whatever_the_first_page_has_no_room_for_follows(name: str) -> None:
    report = report_of(name)
    pages = drawn(report)
    numbers = [n for figure in pages for n in texts_of(figure, "ledger-number") if n]
    assert sorted(map(int, numbers)) == sorted(row.number for row in report.infusions)
    keys = [text for figure in pages for text in texts_of(figure, "event-key")]
    assert set(keys) == {item.letter for item in report.annotations}
    panels = [panel.name for figure in pages for panel in panels_of(figure)]
    wanted = [series.measure.key for series in (report.main, *report.panels)]
    wanted += [scores.key for scores in report.questionnaires]
    assert sorted(p for p in map(str, panels) if p.startswith("panel-")) == sorted(
        f"panel-{key}" for key in wanted
    )
    page_of = {p.name: n for n, f in reversed([*enumerate(pages, 1)]) for p in panels_of(f)}
    said = " · ".join(texts_of(pages[0], "more"))
    for panel, heading in (("grid", "Every day"), ("around", "Days around each infusion")):
        pointer = f"{heading} on page {page_of.get(panel)}"
        assert (pointer in said) is (page_of.get(panel, 1) > 1)


@lru_cache(maxsize=1)
def many_panels() -> Report:
    """Fourteen questionnaires, each of which asks for a panel."""
    report = demo_report(3)
    scores = report.questionnaires[0]
    return replace(report, questionnaires=tuple(replace(scores, key=f"q{n}") for n in range(14)))


@each("name", ["risen", "a year", "ten years", "thirty notes", "many panels"])
def test_no_panel_lies_over_another_or_over_a_heading_or_leaves_the_box(name: str) -> None:
    for figure in drawn(many_panels() if name == "many panels" else report_of(name)):
        boxes = [(panel.name, panel.box) for panel in panels_of(figure)]
        for place, (one, (x, y, width, height)) in enumerate(boxes):
            assert width > 0
            assert height > 0
            assert x >= 0
            assert y >= 14.8
            assert x + width <= 180.01
            assert y + height <= PAPERS["a4"].room - 4
            for other, (left, top, wide, tall) in boxes[place + 1 :]:
                beside = x + width <= left + 0.01 or left + wide <= x + 0.01
                apart = y + height <= top + 0.01 or top + tall <= y + 0.01
                assert beside or apart, (one, other)
        for text in figure.texts:
            if str(text.get_gid()).endswith("heading") or text.get_gid() == "time-label":
                down = (1 - text.get_position()[1]) * 297 - 14
                inside = [one for one, (_, y, _, tall) in boxes if y + 0.5 < down < y + tall]
                assert inside == [], text.get_text()


def test_further_pages_are_added_until_every_panel_is_drawn() -> None:
    pages = drawn(many_panels())
    assert len(pages) > 2
    names = [panel.name for figure in pages for panel in panels_of(figure)]
    assert [name for name in names if name.startswith("panel-q")] == [
        f"panel-q{n}" for n in range(14)
    ]
    for figure in pages[1:]:
        count = sum(one.name.startswith("panel-") for one in panels_of(figure))
        assert len(by_gid(figure, "time-label")) >= count
        downs = [(1 - t.get_position()[1]) * 297 - 14 for t in by_gid(figure, "time-label")]
        assert max(downs) < PAPERS["a4"].room - 6


def test_every_question_is_on_a_page_and_the_first_says_how_many_follow() -> None:
    report = report_of("forty questions")
    pages = drawn(report)
    asked = [" ".join(texts_of(figure, "question")) for figure in pages]
    assert "and 35 more on page 2" in asked[0]
    everything = " ".join(asked)
    assert all(f"Question {n}:" in everything for n in range(40))
    assert len(texts_of(pages[0], "question")) < 20


@pytest.mark.parametrize(
    "diary",
    [
        pytest.param(
            rated(events=tuple(event("question", f"Question {n}", 1) for n in range(190))),
            marks=pytest.mark.sweep,
        ),
        rated(check_ins=tuple(check_in(before(n), f"note {n} " * 12, mood=5) for n in range(150))),
        pytest.param(
            rated(check_ins=logged(250), infusions=tuple(infusion(n) for n in range(0, 500, 3))),
            marks=pytest.mark.sweep,
        ),
    ],
    ids=["questions", "notes", "infusions"],
)
def test_a_further_page_is_full_before_another_follows(diary: Diary) -> None:
    report = build_report(diary, Window(before(540), TODAY), today=TODAY, notes="all")
    pages = anew(report)
    assert len(pages) > 2
    for figure in pages[1:-1]:
        texts = [(line, box.y0 / DPI * 25.4) for line, box, _ in line_boxes(figure)]
        lowest = min(y for line, y in texts if line != words.DISCLAIMER and "tracker" not in line)
        assert 19 < lowest < 26


@pytest.mark.sweep
def test_with_less_room_blocks_leave_the_first_page_in_their_order() -> None:
    report = demo_report(3, notes="all")
    table = lay_out(report)
    planned = [page.plan_first_page(report, table, float(room)) for room in range(240, 74, -2)]
    blocks = ((bool(p.events), len(p.panels), len(p.lines), p.thumbnails) for p, _ in planned)
    assert list(dict.fromkeys(blocks)) == [
        *((True, panels, 9, True) for panels in (3, 2)),
        *((True, 2, lines, True) for lines in (8, 7, 6, 5)),
        (False, 2, 5, True),
        (False, 2, 5, False),
        *((False, 1, lines, False) for lines in (5, 2)),
        *((False, 0, lines, False) for lines in (1, 0)),
    ]
    assert all(heights.main >= page.MIN_MAIN_HEIGHT for _, heights in planned)
    year = report_of("a year")
    table = lay_out(year)
    plans = [page.plan_first_page(year, table, float(room))[0] for room in range(240, 74, -2)]
    assert list(dict.fromkeys((plan.grid, len(plan.panels)) for plan in plans)) == [
        (True, 2), (False, 2), (False, 1), (False, 0),
    ]  # fmt: skip


@pytest.mark.sweep
def test_events_are_shortened_first_then_a_panel_then_the_table_and_then_events_go() -> None:
    report = report_of("busy")
    table = lay_out(report)
    planned = [page.plan_first_page(report, table, float(room))[0] for room in range(240, 74, -2)]
    sizes = [
        (len(notes.event_lines(report, p.events)) * bool(p.events), len(p.panels), len(p.lines))
        for p in planned
    ]
    assert [size for size in dict.fromkeys(sizes) if size[0]] == [
        *((lines, 3, 11) for lines in range(7, 3, -1)),
        *((4, 2, lines) for lines in (11, *range(9, 4, -1))),
    ]
    many = report_of("many events")
    shown = page.plan_first_page(many, lay_out(many), 240)[0].events
    assert len(notes.event_lines(many, shown)) == 12


def test_every_medicine_is_in_the_strip_or_in_words_and_the_strip_says_so() -> None:
    pages = drawn(report_of("twelve medicines"))
    assert any("6 more medicines on page 2" in line for line in texts_of(pages[0], "more"))
    written = " ".join(line for figure in pages[1:] for line in texts_of(figure, "medicine-line"))
    assert all(f"Medicinamolidon {n} forte retard" in written for n in range(12))


def test_the_first_page_names_the_page_on_which_what_it_leaves_out_begins() -> None:
    diary = rated(
        check_ins=logged(250),
        infusions=tuple(infusion(n) for n in range(0, 500, 3)),
        events=(
            *(event("life", f"Event {n}: {'and so on ' * 8}", 400 - n) for n in range(30)),
            *(event("medication", f"Medicine {n}", 500, dose="5 mg") for n in range(9)),
        ),
    )
    pages = anew(build_report(diary, Window(before(540), TODAY), today=TODAY))
    begins = [
        next(n for n, figure in enumerate(pages[1:], start=2) if any(texts_of(figure, gid)))
        for gid in ("ledger-number", "event-key", "medicine-line")
    ]
    infusions = 167 - sum(map(bool, texts_of(pages[0], "ledger-number")))
    said = texts_of(pages[0], "more")
    assert f"{infusions} earlier on page {begins[0]}" in said
    assert any(one.endswith(f" earlier on page {begins[1]}") for one in said)
    assert f"3 more medicines on page {begins[2]}" in said
    assert begins[0] == 2 < begins[1]


def test_on_every_page_the_rows_of_a_course_are_under_its_heading_and_no_heading_is_alone() -> None:
    days = (*range(0, 160, 2), *range(300, 460, 2))
    diary = rated(check_ins=logged(500), infusions=tuple(infusion(n) for n in days))
    report = build_report(diary, Window(before(520), TODAY), today=TODAY)
    course_of = {str(row.number): row.numbered.course for row in report.infusions}
    pages = anew(report)
    for figure in pages:
        rows = [number for number in texts_of(figure, "ledger-number") if number]
        headed = [int(text.split()[1].strip(",")) for text in texts_of(figure, "ledger-course")]
        assert headed == list(dict.fromkeys(course_of[number] for number in rows))
    assert len(pages) >= 3


def test_the_first_page_says_what_is_on_the_next() -> None:
    pages = drawn(report_of("sixty infusions"))
    shown = len([n for n in texts_of(pages[0], "ledger-number") if n])
    assert f"{60 - shown} earlier on page 2" in texts_of(pages[0], "more")
    report = report_of("thirty notes")
    pages = drawn(report)
    shown = len(texts_of(pages[0], "event-key"))
    left = len(report.annotations) - shown
    assert any(line.startswith(f"{left} ") for line in texts_of(pages[0], "more"))
    assert texts_of(drawn(many_panels())[0], "more") == ["Anxiety, Sleep and 12 more on page 2"]


@each("stories", [4, 8])
def test_each_pointer_of_the_first_page_names_the_page_on_which_its_kind_begins(
    stories: int,
) -> None:
    events = (
        *(event("question", f"Question {n}", 1) for n in range(6)),
        *(event("medication", f"M {n}", 40 - n, dose="5 mg") for n in range(7)),
        *(event("life", f"Event {n}", 50) for n in range(20)),
    )
    report = report_on(
        rated(infusions=tuple(infusion(3 * n) for n in range(30)), events=events), 90
    )
    first, *others, last = report.questions
    asked = replace(first, title=STORY * stories), *others, replace(last, title=STORY * 38)
    pages = anew(replace(report, questions=asked))
    shown = [
        [len(texts_of(figure, gid)) for gid in ("medicine-line", "ledger-number", "event-key")]
        for figure in pages
    ]
    assert shown[1] == [0, 0, 0] != shown[2]
    more = texts_of(pages[0], "more")
    assert more[0] == "1 more medicine on page 3"
    assert more[2] == f"{30 - shown[0][1]} earlier on page 3"
    left = len(report.annotations) - shown[0][2]
    assert more[3] == f"{left} {'earlier' if shown[0][2] else 'events and notes'} on page 3"
    assert bool(shown[0][2]) is (stories == 4)


def test_a_name_too_long_for_its_panel_is_written_in_full() -> None:
    report = report_of("long names")
    pages = drawn(report)
    written = " ".join(line for figure in pages for line in texts(figure))
    assert report.panels[0].measure.label in written


def test_a_note_longer_than_a_page_goes_on_on_the_next() -> None:
    words_of_note = [f"word{n}" for n in range(1900)]
    report = demo_report(2)
    long = report.annotations[0].__class__("A", "note", report.window.start, report.window.start,
                                           None, " ".join(words_of_note))  # fmt: skip
    rows = tuple(replace(row, annotations=()) for row in report.infusions)
    next_note = [f"next{n}" for n in range(500)]
    later = replace(long, letter="B", text=" ".join(next_note))
    pages = anew(replace(report, annotations=(long, later), infusions=rows))
    written = " ".join(line for figure in pages for line in texts_of(figure, "note")).split()
    assert written == words_of_note + next_note


def test_every_day_can_follow_as_a_table() -> None:
    report = report_of("a year")
    pages = anew(report, "letter", "mono", entries=True)
    rows = words.entry_rows(report)
    days = [line for figure in pages for line in texts_of(figure, "entry-days")]
    assert days == [row.day for row in rows]
    cells = [line for figure in pages for line in texts_of(figure, "entries")]
    assert [cell for cell in cells if cell]
    assert [found for figure in pages for found in problems(figure)] == []


@each(("length", "beginning"), [
    (20, "Self-reported diary; infusion dates and doses as the patient entered them. Calm: 0 low"),
    (45, "Self-reported diary. Calm: 0 low"),
])  # fmt: skip
def test_where_the_scales_ends_have_long_names_the_source_is_said_in_brief(
    length: int, beginning: str
) -> None:
    low, high = "low" * (length // 3), "h" * length
    calm = Measure(key="calm", label="Calm", low=0, high=10, low_label=low, high_label=high)
    diary = Diary(measures=(calm,), check_ins=(check_in(before(3), calm=4),))
    (page,) = anew(build_report(diary, default_window(diary, TODAY), today=TODAY))
    (source,) = texts_of(page, "source")
    assert source.startswith(beginning)
    assert source.endswith(f"10 {high}.")
    assert problems(page) == []


def test_every_page_says_which_of_how_many_it_is() -> None:
    pages = drawn(report_of("thirty notes"))
    written = [texts_of(figure, "page-number")[0] for figure in pages]
    assert [t.partition("· ")[2] for t in written] == [
        f"page {n} of {len(pages)}" for n in range(1, len(pages) + 1)
    ]


def test_an_invented_diary_says_so_on_every_page() -> None:
    pages = drawn(demo_report(2, notes="all"), "letter")
    assert all(by_gid(figure, "invented") for figure in pages)
    assert words.INVENTED.startswith(by_gid(pages[0], "invented")[0].get_text())


def test_a_tiles_number_is_written_as_large_as_its_slot_allows() -> None:
    sizes = [text_style.points for text_style in map(TEXT.__getitem__, header.TILE_VALUES)]
    assert sizes == sorted(sizes, reverse=True)
    assert all(TEXT[style].bold for style in header.TILE_VALUES)
    report = report_of("risen")
    last = report.last_infusion
    assert last
    seen = []
    for number in (9, 999, 99_999_999):
        changed = replace(report, last_infusion=replace(last, number=number))
        tile = by_gid(anew(changed)[0], "tile")[4]
        seen.append((tile.get_text().partition(" ")[0], tile.get_fontsize()))
    assert seen == [("#9", 13), ("#999", 10), ("#99999999", 8.5)]


def test_one_slot_is_kept_for_a_further_measure_beside_many_questionnaires() -> None:
    report = demo_report(3)
    scores = report.questionnaires[0]
    many = replace(report, questionnaires=tuple(replace(scores, key=f"q{n}") for n in range(5)))
    order = page.all_panels(many)
    assert [isinstance(panel, type(scores)) for panel in order[:3]] == [True, True, False]


def test_the_numbers_of_a_wide_scale_stay_in_the_box() -> None:
    wide = Measure(key="wide", label="Wide", low=-3, high=1000)
    diary = Diary(
        measures=(wide,),
        check_ins=tuple(check_in(before(n), wide=n * 20) for n in range(40)),
        infusions=(infusion(20),),
    )
    (page,) = anew(build_report(diary, default_window(diary, TODAY), today=TODAY))
    assert "498.5" in texts_of(page, "around-scale")
    assert problems(page) == []
