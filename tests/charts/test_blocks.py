"""What a page draws changes at its limit and nowhere else: a block on a sheet of its own.

No test here draws a whole page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from tests.cases import each
from tests.charts.diaries import (
    TODAY,
    before,
    check_in,
    event,
    infusion,
    moods,
    phq9,
    rated,
    report_of,
    report_on,
)
from tests.charts.drawing import by_gid, strokes, texts, texts_of
from tests.charts.lint import problems
from tracker.analysis import Level, MedicineSpan, Report, Window
from tracker.charts import (
    header,
    ledger,
    ledger_layout,
    measure,
    notes,
    page,
    scores,
    thumbnails,
    time_axis,
    treatments,
    words,
    year_grid,
)
from tracker.charts.entries import draw_entries
from tracker.charts.sheet import PAPERS, WIDTH, Sheet, shorten, text_width, wrap
from tracker.charts.theme import MARKS, TEXT, THEMES
from tracker.records import BUILTIN_MEASURES, Diary, Measure, Rating, SideEffect
from tracker.records.format import format_date

RISEN = report_of("risen")


def blank() -> Sheet:
    return Sheet(PAPERS["a4"], THEMES["colour"])


LOGGED = rated(check_ins=moods({range(40): 4}, 40, skip=range(10, 13)), infusions=(infusion(20),))


def axis_of(days: int) -> tuple[tuple[time_axis.Tick, ...], list[int], list[int]]:
    """The ticks of a window, the days between two labels, and between two ticks."""
    ticks = time_axis.ticks(Window(before(days - 1), TODAY))
    labelled = [tick.day for tick in ticks if tick.label]
    every = [tick.day for tick in ticks]
    gaps = [[(b - a).days for a, b in pairwise(found)] for found in (labelled, every)]
    return ticks, *gaps  # type: ignore[return-value]  # there are two lists


@each(
    ("days", "label", "tick"),
    [
        (45, (7, 7), (1, 1)), (46, (14, 14), (7, 7)), (100, (14, 14), (7, 7)),
        (101, (28, 31), (1, 7)), (240, (28, 31), (1, 7)), (241, (59, 62), (28, 31)),
        (400, (59, 62), (28, 31)), (401, (90, 92), (28, 31)), (1200, (90, 92), (28, 31)),
        (1201, (365, 366), (90, 92)),
    ],
)  # fmt: skip
def test_the_longer_a_window_the_farther_apart_its_labels_and_ticks(
    days: int, label: tuple[int, int], tick: tuple[int, int]
) -> None:
    ticks, between_labels, between_ticks = axis_of(days)
    assert all(label[0] <= gap <= label[1] for gap in between_labels)
    assert all(tick[0] <= gap <= tick[1] for gap in between_ticks)
    labelled = [one for one in ticks if one.label]
    if days <= 100:
        assert {one.day.weekday() for one in labelled} == {0}
        assert all(one.label == format_date(one.day) for one in labelled)
    else:
        assert {one.day.day for one in labelled} == {1}
    if days > 1200:
        assert [one.label for one in labelled] == ["2024", "2025", "2026"]
        assert not any(one.year for one in ticks)
    else:
        # Once a year, at its first label.
        seen = dict.fromkeys(one.day.year for one in labelled)
        assert [one.year for one in labelled if one.year] == [str(year) for year in seen]
        assert labelled[0].year


def test_a_window_of_a_few_days_without_a_monday_has_its_first_day_as_a_label() -> None:
    (found,) = [one for one in time_axis.ticks(Window(before(5), before(3))) if one.label]
    assert (found.day, found.label, found.year) == (before(5), "10 Jun", "2026")
    first = time_axis.ticks(Window(TODAY, TODAY))[0]
    assert (first.day, first.label) == (TODAY, "15 Jun")


@each(("days", "by"), [(400, "day"), (401, "week"), (732, "week"), (733, "month")])
def test_windows_are_drawn_by_days_weeks_or_months_as_the_key_says(days: int, by: str) -> None:
    report, sheet = report_on(LOGGED, days - 1), blank()
    measure.draw_measure(sheet, report, report.main, 40, 60, main=True)
    figure = sheet.figure
    for gid in ("infusion-lines", "days", "no-entry", "smoothed", "infusion-day-values"):
        assert bool(by_gid(figure, gid)) is (by == "day")
    means = [right[0] - left[0] for left, right in strokes(figure, "period-means")]
    assert bool(means) is (by != "day")
    limits = {"day": (0, 0), "week": (3, 7), "month": (14, 28)}[by]
    assert all(limits[0] < wide < limits[1] for wide in means)
    begins = {"day": "○ one day", "week": "a bar a week:", "month": "a bar a month:"}[by]
    assert measure.key_lines(report)[0] == begins
    assert ("× no entry" in texts_of(figure, "key")) is (by == "day")
    assert len(axis_of(days)[1]) > 2


def test_the_levels_at_the_edge_say_their_days_and_whether_they_may_still_move() -> None:
    found = RISEN.course
    assert found
    steady = replace(found.before, low=2, high=2)
    for changes, said in (
        ({"before": replace(steady, high=3)}, {"halfway 4", "before 2 (2–3)"}),
        ({"before": steady}, {"halfway 4", "before 2"}),
        ({"before": steady, "opening_may_still_grow": True}, {"halfway 4 so far", "before 2"}),
        ({"before": Level(), "halfway": None}, set()),
    ):
        summary = replace(found, **changes)
        report, sheet = replace(RISEN, course=summary, courses=(summary,)), blank()
        measure.draw_measure(sheet, report, report.main, 40, 60, main=True)
        assert set(texts_of(sheet.figure, "edge-label")) == said
        levels = {gid: strokes(sheet.figure, gid) for gid in ("before", "halfway")}
        assert [bool(levels["before"]), bool(levels["halfway"])] == [bool(said)] * 2
        # The higher level has the higher label.
        labels = by_gid(sheet.figure, "edge-label")
        ups = [t.get_position()[1] for t in sorted(labels, key=lambda t: t.get_text())]
        assert ups == sorted(ups)
    further = blank()
    measure.draw_measure(further, RISEN, RISEN.main, 40, 20, main=False)
    assert texts_of(further.figure, "edge-label") == []
    assert not strokes(further.figure, "before")
    assert not by_gid(further.figure, "no-entry")
    assert by_gid(further.figure, "smoothed")


def test_beyond_200_days_dots_are_small_and_the_last_entry_is_one_of_them() -> None:
    sizes = []
    for days in (200, 201):
        report, sheet = report_on(LOGGED, days - 1), blank()
        measure.draw_measure(sheet, report, report.main, 40, 60, main=True)
        sizes.append(by_gid(sheet.figure, "days")[0].get_markersize())
        last = bool(by_gid(sheet.figure, "last-entry"))
        assert last is (days == 200) is ("● last entry" in measure.key_lines(report))
    assert sizes[0] > sizes[1]
    for small, large in (
        ("days-small", "days"), ("late-days-small", "late-days"), ("days", "last-entry"),
    ):  # fmt: skip
        assert MARKS[small]["markersize"] < MARKS[large]["markersize"]


def test_the_key_names_each_kind_of_mark_that_is_there_and_no_other() -> None:
    day = RISEN.main.days[3]
    assert not day.on_infusion_day
    plain = day._replace(low=day.value, high=day.value, late=False)
    bare = replace(RISEN.main, days=(), smoothed=(), last_three=())
    kinds = {
        ("○ one day",): {"days": (plain,)},
        ("○ one day", "│ lowest–highest"): {"days": (plain._replace(high=9),)},
        ("○ one day", "□ written late"): {"days": (plain._replace(late=True),)},
        ("+ infusion day",): {"days": (plain._replace(on_infusion_day=True, late=True),)},
        ("● last entry",): {"last_three": (plain,)},
        ("━ 7-day median",): {"smoothed": RISEN.main.smoothed[:1]},
        (): {},
    }
    for found, changes in kinds.items():
        main = replace(bare, **changes)  # type: ignore[arg-type]  # fields of several types
        assert measure.key_lines(replace(RISEN, main=main)) == list(found)


def test_the_key_is_left_out_where_it_would_lie_over_the_name() -> None:
    for height, keyed in ((35, True), (25, False)):
        sheet = blank()
        measure.draw_measure(sheet, RISEN, RISEN.main, 40, height, main=True)
        shown = texts_of(sheet.figure, "key")
        assert (measure.key_lines(RISEN)[0] in shown) is keyed
        assert problems(sheet.figure) == []


def test_a_week_of_three_days_and_a_month_of_ten_are_drawn() -> None:
    report = report_on(LOGGED, 500)
    week, month = report.main.weeks[1], report.main.months[0]
    main = replace(
        report.main,
        weeks=tuple(week._replace(n=n) for n in (2, 3, 4)),
        months=tuple(month._replace(n=n) for n in (9, 10, 11, 12)),
    )
    for days, drawn in ((500, 2), (900, 3)):
        sheet, of_days = blank(), report_on(LOGGED, days)
        measure.draw_measure(sheet, replace(of_days, main=main), main, 40, 60, main=True)
        assert len(strokes(sheet.figure, "period-means")) == drawn
    widths = []
    for many in (60, 61):
        sheet, weeks = blank(), replace(main, weeks=(week._replace(n=5),) * many)
        measure.draw_measure(sheet, replace(report, main=weeks), weeks, 40, 60, main=True)
        kinds = ("period-ranges", "period-means", "period-halves")
        found = [by_gid(sheet.figure, gid)[0].get_linewidths()[0] for gid in kinds]
        assert found == sorted(found)
        widths.append(found)
    assert all(thin < thick for thick, thin in zip(*widths, strict=True))


def test_the_numbers_of_a_scale_are_whole_steps_that_are_not_crowded() -> None:
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500):
        levels = [n * step for n in range(11)]
        assert time_axis.scale_levels(0, 10 * step, 45) == levels
    assert time_axis.scale_levels(0, 10, 44.9) == [0, 2, 4, 6, 8, 10]
    assert time_axis.scale_levels(0, 10_000, 45) == [0, 10_000]
    assert time_axis.scale_levels(0, 27, 45) == [0, 5, 10, 15, 20, 27]
    assert time_axis.scale_levels(-3, 3, 20) == [-3, -1, 1, 3]
    for height in (4.4, 9, 9.1):
        assert time_axis.scale_levels(0, 27, height) == [0, 27]


def test_labels_at_the_edge_stay_apart_and_within_their_panel() -> None:
    assert time_axis.spread_labels([], [], 0, 10) == []
    assert time_axis.spread_labels([0, 10], [2, 2], 0, 10) == [0, 8]
    assert time_axis.spread_labels([5, 5], [2, 3], 0, 10) == [4, 6]
    assert time_axis.spread_labels([9, 9], [2, 3], 0, 10) == [5, 7]


def test_the_labels_of_an_edge_reach_a_millimetre_beyond_it_at_most() -> None:
    for level in (0, 10):
        sheet = blank()
        labels = [time_axis.Label(level, word) for word in ("one", "two", "three")]
        time_axis.draw_labels(sheet, 40, 20, (0, 10), labels)
        half = TEXT["small"].line / 2
        downs = [(1 - t.get_position()[1]) * 297 - 14 for t in by_gid(sheet.figure, "edge-label")]
        assert [b - a for a, b in pairwise(downs)] == pytest.approx([2 * half] * 2)
        assert min(downs) >= 39 + half - 1e-6
        assert max(downs) <= 61 - half + 1e-6
        # One alone is beside its level.
        alone = blank()
        time_axis.draw_labels(alone, 40, 20, (0, 10), labels[:1])
        (down,) = [(1 - t.get_position()[1]) * 297 - 14 for t in alone.figure.texts]
        assert down == pytest.approx(60 - 2 * level, abs=0.5)


def test_of_two_texts_that_would_touch_the_right_one_is_written() -> None:
    assert [x for x, _ in time_axis.spaced([(0, "12"), (1, "13"), (30, "14")], "small")] == [30, 1]
    wide = text_width("12", "small") + 0.8
    for apart, found in ((wide - 0.01, [9 + wide]), (wide + 0.01, [9 + wide, 8.99])):
        places = [(9 + wide - apart, "12"), (9 + wide, "12")]
        assert [x for x, _ in time_axis.spaced(places, "small")] == pytest.approx(found, abs=0.02)


def test_a_long_name_takes_three_lines_in_a_panel_of_15_mm_and_one_in_a_lower_one() -> None:
    name = "How well I could concentrate on one thing at a time when it was loud"
    words_of_ends = ("0 = worst", "10 = best")
    for height, lines in ((15, 3), (14.9, 1)):
        sheet = blank()
        time_axis.draw_name(sheet, 20, height, name, words_of_ends, 24)
        written = texts_of(sheet.figure, "panel-name")
        assert len(written) == lines
        assert written[-1].endswith("…")
        assert time_axis.name_fits(" ".join(written[:-1]) or "How", height, 24, words_of_ends)
        assert not time_axis.name_fits(name, height, 24, words_of_ends)
        # The high end is named above the low one.
        ends = by_gid(sheet.figure, "scale-end")
        assert [text.get_text() for text in ends] == ["10 = best", "0 = worst"][: len(ends)]
        ys = [text.get_position()[1] for text in sheet.figure.texts]
        assert ys == sorted(ys, reverse=True)


def test_no_builtin_name_is_cut_beside_the_lowest_panel_and_both_ends_stay_named() -> None:
    for scale in BUILTIN_MEASURES[:-1]:  # thoughts of self-harm have a box of their own
        sheet, (low, high) = blank(), words.end_words(scale, scale.low, scale.high)
        room = time_axis.name_room(scale.low, scale.high)
        time_axis.draw_name(sheet, 20, 9, scale.label, (low, high), room)
        assert " ".join(texts_of(sheet.figure, "panel-name")) == scale.label
        assert ", ".join(texts_of(sheet.figure, "scale-end")) == f"{high}, {low}"


# Treatments


def with_medicines(many: int) -> Report:
    events = tuple(event("medication", f"M {n}", 30 - n, dose="5 mg") for n in range(many))
    return report_on(rated(infusions=(infusion(20),), events=events))


def test_six_medicines_have_a_row_each_and_further_ones_share_one_that_points_to_their_page() -> (
    None
):
    ends = []
    for many, pointer in ((5, []), (6, []), (7, ["1 more medicine on page 5"]),
                          (8, ["2 more medicines on page 5"])):  # fmt: skip
        sheet, report = blank(), with_medicines(many)
        report = replace(report, annotations=())
        ends.append(treatments.draw_treatments(sheet, report, 50, 5) - 50)
        assert ends[-1] == pytest.approx(treatments.strip_height(report))
        assert texts_of(sheet.figure, "more") == pointer
        assert treatments.needs_list(report) is bool(pointer)
        assert len(texts_of(sheet.figure, "medicine-now")) == min(many, 6)
        rows = [t.get_position()[1] for t in sheet.figure.texts
                if t.get_gid() in ("row-name", "more")][1:]  # fmt: skip
        pitches = [a - b for a, b in pairwise(rows)]
        assert pitches == pytest.approx([pitches[0]] * len(pitches))
        assert pitches[0] > 0
    steps = [round(b - a, 6) for a, b in pairwise(ends)]
    assert steps == [treatments.ROW, treatments.ROW, 0]


def test_a_dose_taken_up_to_the_day_before_the_window_is_not_drawn_in_it() -> None:
    for last, bars, steps in ((61, 1, 1), (60, 2, 1)):
        events = (
            event("medication", "Li", 90, end=before(last), dose="5 mg"),
            event("medication", "Li", 40, dose="6 mg"),
        )
        report, sheet = report_on(rated(events=events)), blank()
        earlier = MedicineSpan(before(90), before(last), "5 mg")
        (medicine,) = report.medicines
        whole = replace(medicine, spans=(earlier, medicine.spans[-1]))
        treatments.draw_treatments(sheet, replace(report, medicines=(whole,)), 50, 2)
        assert len(strokes(sheet.figure, "medicine")) == bars
        assert len(strokes(sheet.figure, "medicine-step")) == steps
    for first, steps in ((60, 1), (61, 0)):
        report, sheet = report_on(rated(events=(event("medication", "Li", first),))), blank()
        treatments.draw_treatments(sheet, report, 50, 2)
        assert len(strokes(sheet.figure, "medicine-step")) == steps
        assert texts_of(sheet.figure, "medicine-now") == ["now taken"]


def test_a_dose_given_on_the_last_day_is_moved_into_the_box() -> None:
    given = infusion(0, dose_mg=62.5, route="sublingual", minutes=400)
    sheet = blank()
    treatments.draw_treatments(sheet, report_on(rated(infusions=(given,))), 50, 2)
    (dose,) = by_gid(sheet.figure, "dose")
    wide = text_width(dose.get_text(), "small")
    assert time_axis.RIGHT + wide > 180
    assert dose.get_position()[0] * 210 - 15 + wide <= 179
    assert "Dose, route" in texts_of(sheet.figure, "row-name")


def test_of_more_than_six_medicines_those_taken_latest_have_a_row() -> None:
    events = (
        *(event("medication", f"Old {n}", 50 - n, end=before(20 - n)) for n in range(4)),
        *(event("medication", f"Now {n}", 60 - 10 * n) for n in range(4)),
    )
    sheet = blank()
    treatments.draw_treatments(sheet, report_on(rated(events=events)), 50, 2)
    assert [name for name in texts_of(sheet.figure, "row-name") if name[:3] in ("Old", "Now")] == [
        *("Now 0", "Now 1"),
        *("Old 2", "Old 3"),
        *("Now 2", "Now 3"),
    ]


def test_what_a_medicine_is_at_the_end_is_said_of_that_end() -> None:
    events = (
        event("medication", "Li", 50, dose="5 mg"),
        event("medication", "Ser", 50, end=before(30)),
        event("medication", "Val", 50),
    )
    for end, word in ((TODAY, "now"), (before(9), "at the end")):
        report, sheet = report_on(rated(events=events), 60, end), blank()
        treatments.draw_treatments(sheet, report, 50, 2)
        assert sorted(texts_of(sheet.figure, "medicine-now")) == sorted(
            [f"{word} 5 mg", f"{word} taken", "stopped 16 May"]
        )


def test_where_a_name_or_a_dose_has_no_room_all_medicines_follow_in_words() -> None:
    def listed(title: str, *doses: tuple[int, str]) -> bool:
        events = tuple(event("medication", title, day, dose=dose) for day, dose in doses)
        return treatments.needs_list(report_on(rated(events=events)))

    assert not listed("Lithium", (50, "300 mg"), (20, "600 mg"))
    assert not listed("Lithium", (50, "300 mg"), (1, "600 mg"))
    assert listed("Lithium", (50, "300 mg"), (30, "600 mg"), (29, "900 mg"))
    assert listed("Lithium carbonate, slow release", (50, "300 mg"))
    assert listed("Lithium", (50, "300 mg"), (4, "300 mg in the morning and 600 mg at night"))


def test_a_dose_that_is_whole_over_its_bar_needs_no_second_page_and_is_cut_beside_it_last() -> None:
    for dose, beside in (
        ("50 mg", "at the end 50 mg"),
        ("600 mg 3 × daily", "600 mg 3 × daily"),
        ("600 mg at 7, noon and night", "at the end 600 mg…"),
    ):
        events = (event("medication", "Gabapentin", 50, dose=dose),)
        report, sheet = report_on(rated(events=events), 60, before(9)), blank()
        treatments.draw_treatments(sheet, report, 50, 2)
        assert texts_of(sheet.figure, "medicine-dose") == [dose]
        assert texts_of(sheet.figure, "medicine-now") == [beside]
        assert not treatments.needs_list(report)


# Events


def test_as_many_further_events_are_written_as_have_room() -> None:
    events = tuple(event("life", f"{'Something happened ' * 6}{n}", 50 - n) for n in range(30))
    report = report_on(rated(infusions=(infusion(20),), events=events))
    items = report.annotations
    for rows in (1, 2, 7, 20):
        sheet = blank()
        bottom = 30 + notes.HEADING + rows * notes.LINE + 0.1
        left = notes.draw_further_events(sheet, report, items, 30, bottom)
        shown = len(items) - len(left)
        assert texts_of(sheet.figure, "event-key") == [item.letter for item in items[:shown]]
        tall, taller = (
            len(notes.event_lines(report, items[:n], first_page=False)) for n in (shown, shown + 1)
        )
        assert tall <= rows < taller
        assert texts_of(sheet.figure, "more") == [f"{len(left)} more on the next page"]
        beside = by_gid(sheet.figure, "more") + by_gid(sheet.figure, "events-heading")
        assert len({text.get_position()[1] for text in beside}) == 1
        for text in sheet.figure.texts:
            assert (1 - text.get_position()[1]) * 297 - 14 <= bottom
    sheet = blank()
    assert notes.draw_further_events(sheet, report, items, 30, 250) == ()
    assert texts_of(sheet.figure, "more") == []
    assert texts_of(sheet.figure, "events-heading") == ["Further events and notes"]


def test_the_latest_events_that_fit_are_on_the_first_page() -> None:
    events = tuple(event("life", f"{'Something happened ' * 4}{n}", 50 - n) for n in range(30))
    report = report_on(rated(infusions=(infusion(20), infusion(10)), events=events))
    items = report.annotations
    for rows in (4, 9, 12):
        shown = notes.latest(report, items, rows)
        assert shown == items[len(items) - len(shown) :]
        assert len(notes.event_lines(report, shown)) <= rows
        more = items[len(items) - len(shown) - 1 :]
        assert len(notes.event_lines(report, more)) > rows
    assert notes.latest(report, items, 99) == items
    lines = notes.event_lines(report, items[-2:], more_on=4)
    assert [line.label for line in lines if line.label] == ["from #1", "from #2"]
    assert lines[0].pieces[0].text == "28 earlier on page 4"


def test_what_goes_on_and_a_dose_that_changed_are_said_beside_the_infusion() -> None:
    events = (event("illness", "Flu", 35, end=before(15)),)
    given = (infusion(30, dose_mg=40), infusion(20, dose_mg=60))
    report = report_on(rated(infusions=given, events=events))
    lines = [line for line in notes.event_lines(report, report.annotations) if line.label]
    assert [line.pieces[0].text for line in lines] == [
        "A still", "A still · 60 mg, before 40 mg",
    ]  # fmt: skip


# Questionnaires


def test_thirty_stems_are_thin_and_only_a_look_back_of_more_than_a_day_is_drawn() -> None:
    widths = []
    for many in (29, 30):
        report, sheet = report_on(rated(assessments=phq9(2, many)), 90), blank()
        scores.draw_scores(sheet, report, report.questionnaires[0], 40, 20)
        widths.append(by_gid(sheet.figure, "stems")[0].get_linewidths()[0])
        assert len(strokes(sheet.figure, "stems")) == many
    assert widths[1] < widths[0]
    (form,) = report_on(rated(assessments=phq9(7, 3))).questionnaires
    for days, height, tails, key in ((None, 20, 0, []), (1, 20, 0, []),
                                     (2, 20, 3, ["– past 2 days"]), (7, 15, 3, ["– past week"]),
                                     (14, 14.9, 3, [])):  # fmt: skip
        sheet, asked = blank(), replace(form, recall_days=days)
        scores.draw_scores(sheet, RISEN, asked, 40, height)
        assert len(strokes(sheet.figure, "recall")) == tails
        assert texts_of(sheet.figure, "key") == key


def test_the_ends_and_the_best_total_of_a_form_are_those_of_its_better_side() -> None:
    (form,) = report_on(rated(assessments=phq9(7, 3))).questionnaires
    low_to_high = sorted(form.points, key=lambda score: score.total)
    for better, ends, label in (("lower", ["30 = worst", "0 = best"], "lowest 18"),
                                ("higher", ["30 = best", "0 = worst"], "highest 20")):  # fmt: skip
        sheet, best = blank(), low_to_high[-(better == "higher")]
        own = replace(form, key="own", low=0, high=30, best=best, better=better)  # type: ignore[arg-type]  # one of a Literal
        scores.draw_scores(sheet, RISEN, own, 40, 20)
        assert texts_of(sheet.figure, "scale-end") == ends
        assert texts_of(sheet.figure, "edge-label") == [label]
        scores.draw_scores(sheet, RISEN, replace(own, low=10), 40, 20)
        low, high = sheet.panels[-1].up
        ends_of_scale = [(level - low) / (high - low) * 20 for level in (10, 30)]
        assert ends_of_scale == pytest.approx([scores.FOOT, 20 - scores.HEAD])
    for other, cut_offs in (
        (form, True),
        *((replace(form, **own), False) for own in ({"low": 1}, {"high": 28}, {"key": "own"})),
    ):
        sheet = blank()
        scores.draw_scores(sheet, RISEN, other, 40, 20)
        assert bool(strokes(sheet.figure, "cut-offs")) is cut_offs


# The head


@each(("many", "more"), [(0, ""), (4, ""), (5, ""), (6, "and 1 more on page 2")])
def test_five_questions_are_at_the_head_and_further_ones_are_counted(many: int, more: str) -> None:
    events = tuple(event("question", f"Question {n}?", 1) for n in range(many))
    report, sheet = report_on(rated(events=events)), blank()
    end = header.draw_questions(sheet, report, 50)
    asked = [f"Question {n}?" for n in range(min(many, 5))]
    assert texts_of(sheet.figure, "question") == asked + [more] * bool(more)
    assert ("To ask" in texts(sheet.figure)) is bool(many)
    assert (end > 50) is bool(many)


def test_the_box_begins_where_everybodys_does_unless_the_sentences_end_below_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for many in (1, 9):
        found = (f"{'Said at some length ' * 5}." for _ in range(many))
        monkeypatch.setattr(words, "sentences", lambda _, said=tuple(found): said)
        sheet = blank()
        end = header.draw_sentences(sheet, RISEN)
        downs = [(1 - t.get_position()[1]) * 297 - 14 for t in by_gid(sheet.figure, "sentence")]
        assert len(downs) >= many / 2
        # Letters reach less than a millimetre below their line.
        assert end >= max(header.BOX, downs[-1] + 1)
        assert (end == header.BOX) is (many == 1)


def test_the_more_sentences_the_smaller_they_are_and_no_two_lines_touch() -> None:
    sizes = [TEXT[f"sentence{size}"].points for size in ("", "-middle", "-long")]
    assert sizes == sorted(sizes, reverse=True)
    for name, style in TEXT.items():
        stands_out = name.startswith(("title", "tile-value", "heading", "box", "disclaimer"))
        assert style.bold or not (stands_out or name.endswith("-bold")), name
    for name in ("small", "small-bold", "tile-detail", "sentence", "sentence-middle",
                 "sentence-long", "box", "body", "table", "fine"):  # fmt: skip
        assert 1.03 < TEXT[name].line / (TEXT[name].points * 25.4 / 72) < 1.5, name


# Thumbnails


def test_the_last_six_treatment_days_have_a_thumbnail_each_and_the_heading_counts_them() -> None:
    for given, heading, names in (
        ((20,), "Around the infusion", ["#1 26 May"]),
        ((20, 20, 10), "Around each of the last two", ["#1–2 26 May", "#3 5 Jun"]),
        ((70, 60, 50, 40, 30, 20, 10), "Around each of the last six",
         ["#2 16 Apr", "#3 26 Apr", "#4 6 May", "#5 16 May", "#6 26 May", "#7 5 Jun"]),
    ):  # fmt: skip
        infusions = tuple(infusion(n) for n in given)
        report, sheet = report_on(rated(infusions=infusions), 90), blank()
        end = thumbnails.draw_thumbnails(sheet, report, 50)
        assert "".join(texts_of(sheet.figure, "thumbnails-heading")) == heading
        assert texts_of(sheet.figure, "around-name") == names
        assert end == 50 + thumbnails.HEIGHT
        boxes = [one.box for one in sheet.panels]
        assert len({(top, wide, tall) for _, top, wide, tall in boxes}) <= 1
        pitches = [round(b[0] - a[0], 6) for a, b in pairwise(boxes)]
        assert len(set(pitches)) <= 1
        assert not any("halfway" in key for key in texts_of(sheet.figure, "thumbnails-key"))
    sheet = blank()
    thumbnails.draw_thumbnails(sheet, RISEN, 50)
    assert texts_of(sheet.figure, "thumbnails-key")[0].endswith("; line: halfway")
    assert texts_of(sheet.figure, "around-scale") == ["0", "5", "10"]


def test_a_thumbnails_name_has_as_much_of_its_day_as_there_is_room_for() -> None:
    row = RISEN.infusions[-1]
    later = replace(RISEN, made_on=date(2027, 1, 1))
    for number, change, name in ((9, None, "#9 31 May 2026"), (9, 1, "#9 31 May"),
                                 (9**18, 1, "#150094635296999121")):  # fmt: skip
        numbered = replace(row, numbered=replace(row.numbered, number=number), change=change)
        sheet = blank()
        thumbnails.draw_thumbnails(sheet, replace(later, infusions=(numbered,)), 50)
        (written,) = by_gid(sheet.figure, "around-name")
        assert written.get_text() == name
        for beside in by_gid(sheet.figure, "around-direction"):
            begins, after = (t.get_position()[0] * 210 for t in (written, beside))
            assert after > begins + text_width(name, "small-bold") + 1


def test_the_name_of_the_last_thumbnail_ends_in_the_box() -> None:
    rows = RISEN.infusions[-6:]
    for digits in range(1, 6):
        numbered = [
            replace(row, numbered=replace(row.numbered, number=10**digits + n), change=0)
            for n, row in enumerate(rows)
        ]
        sheet = blank()
        thumbnails.draw_thumbnails(sheet, replace(RISEN, infusions=tuple(numbered)), 50)
        for beside in by_gid(sheet.figure, "around-direction"):
            begins = beside.get_position()[0] * 210 - 15
            assert begins + text_width(beside.get_text(), "fine") <= WIDTH


def test_the_numbers_of_a_scale_have_room_beside_it() -> None:
    wide = Measure(key="wide", label="Wide", low=-3, high=1000)
    days = tuple(check_in(before(n), wide=n * 20) for n in range(40))
    diary = Diary(measures=(wide,), check_ins=days, infusions=(infusion(20),))
    sheet = blank()
    thumbnails.draw_thumbnails(sheet, report_on(diary), 50)
    numbers = by_gid(sheet.figure, "around-scale")
    assert [text.get_text() for text in numbers] == ["−3", "498.5", "1000"]
    assert {text.get_horizontalalignment() for text in numbers} == {"right"}
    for text in numbers:
        assert text.get_position()[0] * 210 - 15 >= text_width(text.get_text(), "fine")
    assert time_axis.name_room(0, 10) == time_axis.NAME_ROOM
    room = time_axis.name_room(-100, 10_000)
    free = time_axis.NUMBERS_END - text_width("10000", "small")
    assert free - 1 < room < free - 0.5
    assert time_axis.name_room(10_000, 1) == room


# The year


def test_a_year_of_14_months_has_its_table_and_a_longer_one_has_none() -> None:
    for first, last, rows in ((date(2025, 5, 31), TODAY, 14), (date(2025, 4, 30), TODAY, 15),
                              (date(2025, 12, 31), date(2026, 1, 1), 2)):  # fmt: skip
        report = replace(report_on(LOGGED, 300), window=Window(first, last))
        months = year_grid.months_of(report)
        assert len(months) == rows
        assert months[0] == first.replace(day=1)
        assert months[-1] == last.replace(day=1)
        assert all(27 < (b - a).days < 32 for a, b in pairwise(months))
        assert bool(year_grid.grid_height(report)) is (rows <= 14)


@each(("days", "year"), [(200, False), (201, True)])
def test_beyond_200_days_the_table_of_the_year_takes_the_place_of_the_thumbnails(
    days: int, year: bool
) -> None:
    report = report_on(LOGGED, days - 1)
    plan, _ = page.plan_first_page(report, ledger_layout.lay_out(report), 240)
    assert (plan.grid, plan.thumbnails) == (year, not year)


# The ledger


def test_a_rule_between_two_rows_of_several_lines_touches_neither() -> None:
    report = report_on(rated(infusions=tuple(
        infusion(9 * n, dose_mg=40, route="iv", side_effects=tuple(
            SideEffect(name=f"effect {m}", severity=1) for m in range(12)
        )) for n in range(3)
    )))  # fmt: skip
    table, sheet = ledger_layout.lay_out(report), blank()
    assert any(line.slots > 1 for line in table.lines)
    ledger.draw_ledger(sheet, table, table.lines, 50)
    rules = [segment[0][1] for segment in strokes(sheet.figure, "row-rules")]
    assert len(rules) == len(table.lines) - 1
    edge = 50 + table.head_height
    for line, rule in zip(table.lines, rules, strict=False):
        edge += line.slots * ledger_layout.SLOT
        # The letters of a line leave half a millimetre free above and below.
        assert (1 - rule) * 297 - 14 == pytest.approx(edge, abs=0.45)
    assert MARKS["row-rules"]["linewidths"] < MARKS["rules"]["linewidths"]


@each("barred", [True, False])
def test_no_heading_of_the_table_touches_the_next_one_on_its_line(barred: bool) -> None:
    (only,) = RISEN.courses
    rows = RISEN.infusions if barred else tuple(replace(row, bar=None) for row in RISEN.infusions)
    for many in range(7):
        for letters, halfway in ((4, 4), (10, 104.25), (14, 4.25)):
            names = tuple(f"{n} {'m' * letters}"[:letters] for n in range(many))
            report = replace(
                RISEN,
                infusions=rows,
                courses=(replace(only, halfway=halfway),),
                side_effects=replace(
                    RISEN.side_effects, names=names, rows=((1,) * many,) * len(rows)
                ),
            )
            columns = ledger_layout.lay_out(report).columns
            assert [column.x for column in columns] == sorted(column.x for column in columns)
            for line in (0, 1):
                ends = []
                for column in columns:
                    wide = text_width(column.heads[line], "fine")
                    share = {"left": 0, "center": 0.5, "right": 1}[column.ha]
                    if wide:
                        ends.append((column.x - share * wide, column.x + (1 - share) * wide))
                gaps = [later[0] - end for (_, end), later in pairwise(ends)]
                assert min(gaps) > 0.45, (many, letters, line)
                assert ends[-1][1] <= 180


def test_as_many_lines_of_the_table_are_taken_as_have_room() -> None:
    lines = ledger_layout.lay_out(report_of("both courses")).lines
    heads = [place for place, line in enumerate(lines) if line.row is None]
    assert len(heads) == 2
    slots = sum(line.slots for line in lines)
    for room in range(slots + 2):
        first, last = (
            ledger_layout.first_lines(lines, room),
            ledger_layout.last_lines(lines, room),
        )
        for found, end in ((first, lines[: len(first)]), (last, lines[len(lines) - len(last) :])):
            assert found == end
            assert sum(line.slots for line in found) <= room
        assert not first or first[-1].row
        one_more = sum(line.slots for line in lines[len(lines) - len(last) - 1 :])
        assert last == lines or one_more > room
        one_more = sum(line.slots for line in lines[: len(first) + 1])
        assert first == lines or one_more > room or lines[len(first)].row is None


# Every day as a table


@each("measures", [1, 2, 4])
def test_the_blocks_of_the_table_of_days_stand_apart_and_are_as_many_as_fit(measures: int) -> None:
    own = tuple(Measure(key=key, label=f"Own {key}") for key in "abcd"[:measures])
    noted = [check_in(before(n), mood=3) for n in range(60)]
    ratings = tuple(Rating(one.key, 3) for one in own)
    afterwards = datetime(2026, 7, 1, tzinfo=UTC)
    late = tuple(replace(c, ratings=ratings, recorded_at=afterwards) for c in noted)
    diary = Diary(measures=own, check_ins=late, infusions=(infusion(9),))
    report, sheet = report_on(diary), blank()
    rows = words.entry_rows(report)
    done = draw_entries(sheet, report, rows, 0, 20, 70)
    blocks = by_gid(sheet.figure, "entry-days")
    shown = [line for block in blocks for line in block.get_text().split("\n")]
    assert shown == [row.day for row in rows[:done]]
    needed = 19 + 13 + 11 * measures
    assert len(blocks) == int((180 + 6) / (needed + 6))
    lengths = [len(block.get_text().split("\n")) for block in blocks]
    assert lengths == [int((70 - 20 - 9) / 3.5)] * len(blocks)
    assert problems(sheet.figure) == []
    lefts = [block.get_position()[0] for block in blocks]
    pitches = [b - a for a, b in pairwise(lefts)]
    assert pitches == pytest.approx(pitches[:1] * len(pitches))


# Text


def test_a_text_is_cut_where_no_more_of_it_fits_and_only_there() -> None:
    whole = "AVAVA To be or not to be"
    for style in ("small", "small-bold"):
        full = text_width(whole, style)
        assert shorten(whole, full + 0.001, style) == whole
        for room in (3.0, 5.0, full / 2, full - 0.001):
            cut = shorten(whole, room, style)
            kept = cut.removesuffix("…")
            assert cut.endswith("…")
            assert whole.startswith(kept)
            assert text_width(cut, style) <= room + 0.01
            longer = whole[: len(kept) + 1 + whole[len(kept) :].startswith(" ")]
            assert text_width(longer, style) + text_width("…", style) > room


def test_lines_are_as_full_as_they_can_be_and_hold_every_word() -> None:
    said = "To be, or not to be – that is the question: whether it is nobler in the mind " * 3
    for style, room in (("small", 30), ("small-bold", 30), ("body", 71.5)):
        lines = wrap(said, room, style)
        assert " ".join(lines) == said.strip()
        assert all(text_width(line, style) <= room for line in lines)
        for line, later in pairwise(lines):
            assert text_width(f"{line} {later.split()[0]}", style) > room
    assert wrap("", 30, "small") == [""]
    long = "extra-long-acting/" + "m" * 40
    lines = wrap(f"an {long} one", 22, "small")
    assert lines[0].endswith("-")
    assert "".join(lines).replace(" ", "") == f"an{long}one"
    assert all(text_width(line, "small") <= 22 for line in lines)
    broken = [line for line in lines if set(line) == {"m"}]
    assert text_width(broken[0] + "m", "small") > 22
