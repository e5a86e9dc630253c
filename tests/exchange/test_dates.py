"""Dates and times as forms, databases, phones, browsers and spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.cases import each
from tests.exchange.reading import check_ins, days, refusal, take
from tracker.exchange.dates import (
    ORDERS,
    find_order,
    parse_clock,
    parse_moment,
    parse_zone,
    to_local,
)
from tracker.exchange.result import NeedsAnswerError
from tracker.records import ValidationError

LATEST = date(2026, 11, 21)
STAMP = datetime(2026, 6, 14, 19, 5, 33, tzinfo=UTC)


def at(cell: str, zone: str = "Europe/Berlin") -> datetime:
    (entry,) = check_ins(take(f'timestamp;mood\n"{cell}";7', zone=ZoneInfo(zone)))
    assert entry.at
    return entry.at


@each(
    "cell",
    [
        *("2026/06/14 9:05:33 PM GMT+2", "2026/06/14 9:05:33 nachm. MESZ".replace("nachm.", "PM")),
        *("14.06.2026 21:05:33 MESZ", "6/14/2026, 9:05:33\u202fPM"),
        *("2026-06-14 21:05:33+02", "2026-06-14 19:05:33.123456+00", "2026-06-14 19:05:33 UTC"),
        *("2026-06-14 19:05:33 +0000 UTC", "2026-06-14T21:05:33+02:00[Europe/Berlin]"),
        *("2026-06-14T19:05:33.000Z", "2026-06-14T19:05:33.000+0000", "20260614T190533Z"),
        *("14-JUN-26 07.05.33.000000 PM UTC", "Jun 14 2026  9:05:33PM", "1781463933"),
        *("1781463933000", "Sun Jun 14 2026 21:05:33 GMT+0200 (CEST)"),
        *("Sun, 14 Jun 2026 19:05:33 GMT", "Jun 14, 2026 at 9:05:33 PM"),
        *("Sonntag, 14. Juni 2026 um 21:05:33 Mitteleuropäische Sommerzeit",),
        *("Sunday, 14 June 2026 at 21:05:33 Central European Summer Time",),
        *(
            "dimanche 14 juin 2026 à 21:05:33",
            "2026. 6. 14. 오후 9:05:33",
            "2026年6月14日 21:05:33",
        ),
        *("14 Jun 2026 3:05:33 PM EDT", "2026-Jun-14 21:05:33"),
        *("Sun Jun 14 21:05:33 2026", "Sun Jun 14 09:05:33 PM CEST 2026"),
        *("Sun 14 Jun 21:05:33 CEST 2026", "So 14. Jun 21:05:33 CEST 2026"),
        *("\u200e6\u200e/\u200e14\u200e/\u200e2026 \u200e9\u200e:\u200e05\u200e:33 PM",),
        *("2026\u201106\u201114 21:05:33", "2026-06-14T12:05:33\u221207:00"),
    ],
)
def test_a_stamp_of_any_program_is_the_moment_that_it_means(cell: str) -> None:
    assert at(cell) == STAMP


@each(
    ("cell", "zone", "day"),
    [
        ("2026-06-14T02:10:10.000Z", "America/Los_Angeles", "2026-06-13"),
        ("2026-06-13T20:10:00Z", "Pacific/Auckland", "2026-06-14"),
        ("2026-06-14 11:30:00 UTC", "Asia/Tokyo", "2026-06-14"),
        ("2026-06-14 18:30:00+00", "Asia/Tokyo", "2026-06-14"),
        ("2026-06-14T23:30:00+02:00", "America/Los_Angeles", "2026-06-14"),
        ("2026-06-15T01:30:00+02:00", "America/Los_Angeles", "2026-06-14"),
        ("15.06.2026 00:30", "Europe/Berlin", "2026-06-14"),
    ],
)
def test_a_moment_lands_on_the_diary_day_where_the_person_lives(
    cell: str, zone: str, day: str
) -> None:
    assert days(take(f"When,mood\n{cell},7", {"When": "day"}, zone=ZoneInfo(zone))) == [day]


def test_a_time_in_utc_beside_its_day_is_the_moment_too() -> None:
    home = ZoneInfo("America/Los_Angeles")
    assert days(take("date,time,mood\n2026-06-14,02:10Z,7", zone=home)) == ["2026-06-13"]


@each("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_a_day_and_a_time_that_contradict_each_other_are_refused(zone: str) -> None:
    rows = "day,time,mood\n2026-06-14,2026-06-13T02:10:10Z,7\n2026-06-10,2026-06-10T21:00,5"
    (bad,) = take(rows, zone=ZoneInfo(zone)).bad_rows
    assert bad.line == 2
    assert "leave one out" in bad.reason


@each(
    ("cells", "order"),
    [
        (["6/7/2026", "13/7/2026"], "d/m/y"),
        (["6/7/2026", "7/13/2026"], "m/d/y"),
        (["06-07-26", "31-12-25"], "d/m/y"),
        (["26/06/30", "26/05/31"], "y/m/d"),
        (["14.06.26", "15.06.26"], "d/m/y"),
        (["06.14.2026", "06.01.2026"], "m/d/y"),
        (["2026-06-07"], "d/m/y"),
        (["6/7/2026", "6/7/2026", "7/13/2026"], "m/d/y"),
        (["soon", "", "7/13/2026"], "m/d/y"),
    ],
)
def test_the_dates_of_a_column_say_how_all_of_them_are_read(cells: list[str], order: str) -> None:
    assert find_order(enumerate(cells), "Date", LATEST) == order


@each(
    ("cells", "orders"),
    [
        (["3/4/2026"], "d/m/y m/d/y"),
        (["06/07/2026", "05/06/2026"], "d/m/y m/d/y"),
        (["26/06/14", "26/06/15"], "d/m/y y/m/d"),
        (["25-12-09", "25-12-10", "25-12-11"], "d/m/y y/m/d"),
        (["26.06.14"], "d/m/y y/m/d"),
        (["01-02-03"], "d/m/y m/d/y y/m/d"),
    ],
)
def test_what_may_be_read_in_two_ways_is_asked_with_every_way(
    cells: list[str], orders: str
) -> None:
    with pytest.raises(NeedsAnswerError) as needed:
        find_order(enumerate(cells), "Date", LATEST)
    ways = orders.split()
    assert str(needed.value) == (
        f"The dates under Date may be read in {'two' if len(ways) == 2 else 'three'} ways "
        f"({cells[0]}). Say how they are written: "
        f"{' or '.join(f'--date-format {way}' for way in ways)}."
    )
    (question,) = needed.value.questions
    assert question.name == "Date"
    assert question.prompt == "The dates under Date, d/m/y, m/d/y or y/m/d"


def test_a_moment_that_no_clock_of_the_place_shows_stays_as_it_is() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    assert to_local(first, ZoneInfo("America/New_York")) == first


def test_a_date_in_another_order_than_was_said_is_shown_whole() -> None:
    with pytest.raises(ValidationError, match=r"^“14\.06\.2026” does not begin with a year; "):
        parse_moment("14.06.2026 21:05", "y/m/d")


def test_a_date_that_stands_on_two_lines_is_decided_by_the_one_whose_rest_agrees() -> None:
    for agreeing in (1, 2):
        agreed = {(agreeing, date(2026, 3, 4))}

        def fits(line: int, day: date, agreed: set[tuple[int, date]] = agreed) -> bool:
            return (line, day) in agreed

        cells = ((line, "03/04/2026") for line in (1, 2))
        assert find_order(cells, "Date", LATEST, fits) == "m/d/y"


def test_a_column_that_contradicts_itself_is_refused_with_both_lines() -> None:
    sentence = refusal("Date,Mood\n3/4/2026,7\n13/04/2026,5\n04/15/2026,5")
    assert "line 3 as d/m/y and line 4 as m/d/y" in sentence


@given(
    st.lists(st.dates(date(2001, 1, 1), LATEST), min_size=1, max_size=8), st.sampled_from(ORDERS)
)
@hypothesis_settings(max_examples=40)
def test_no_column_is_ever_read_in_an_order_that_it_does_not_prove(
    written: list[date], order: str
) -> None:
    form = {"d/m/y": "%d-%m-%y", "m/d/y": "%m-%d-%y", "y/m/d": "%y-%m-%d"}[order]
    try:
        found = find_order(((n, day.strftime(form)) for n, day in enumerate(written)), "D", LATEST)
    except NeedsAnswerError:
        return
    assert found == order


@each("order", ORDERS)
def test_the_stated_order_is_used(order: str) -> None:
    form = {"d/m/y": "%d/%m/%y", "m/d/y": "%m/%d/%y", "y/m/d": "%y/%m/%d"}[order]
    rows = f"Date,Mood\n{date(2026, 3, 4).strftime(form)},7"
    assert days(take(rows, date_format=order)) == ["2026-03-04"]
    assert days(take(rows, {"Date": f"day:{order}"})) == ["2026-03-04"]


@each(
    ("cell", "day"),
    [
        *(("14-Jun-26", "2026-06-14"), ("1er juin 2026", "2026-06-01")),
        *(("14. Jänner 2026", "2026-01-14"), ("5 maj 2026", "2026-05-05")),
        *(("3. März 2026", "2026-03-03"), ("12 août 2026", "2026-08-12")),
        *(("7 de octubre de 2026", "2026-10-07"), ("2 gennaio 2026", "2026-01-02")),
        *(("9 mei 2026", "2026-05-09"), ("den 1 okt 2026".removeprefix("den "), "2026-10-01")),
        *(("6 lipca 2026", "2026-07-06"), ("3 paź 2026", "2026-10-03")),
        *(("14th of June 2026", "2026-06-14"), ("Sun, Jun 14, 2026", "2026-06-14")),
    ],
)
def test_a_month_has_its_name_in_any_of_these_languages(cell: str, day: str) -> None:
    assert parse_moment(cell, "d/m/y").day.isoformat() == day


@each(
    ("cell", "clock"),
    [
        *(("0:15 AM", "00:15"), ("12:15 AM", "00:15"), ("12:15 pm", "12:15"), ("0:15 PM", "12:15")),
        *(("21h05", "21:05"), ("21h", "21:00"), ("9 p. m.", "21:00"), ("21.05 Uhr", "21:05")),
        *(("오전 9:05", "09:05"), ("下午9:05", "21:05"), ("午前 0:05", "00:05")),
        *(("오후 9:05", "21:05"), ("午後9:05", "21:05"), ("上午 9:05", "09:05")),
    ],
)
def test_a_time_is_read_in_twelve_hours_or_twenty_four(cell: str, clock: str) -> None:
    assert parse_clock(cell).time.isoformat("minutes") == clock


def test_twenty_four_hours_are_the_end_of_the_day() -> None:
    (entry,) = check_ins(take("Date,Mood\n14/06/2026 24:00,7"))
    assert (entry.day.day, entry.at and entry.at.isoformat()[:16]) == (14, "2026-06-15T00:00")
    (beside,) = check_ins(take("date,time,mood\n2026-06-14,24:00,7"))
    assert beside.at
    assert beside.at.isoformat()[:16] == "2026-06-15T00:00"


@each(
    ("text", "hours"),
    [
        *(("Z", 0), ("GMT+2", 2), ("UTC-03:30", -3.5), ("−05:00", -5), ("+0530", 5.5)),
        *(("MEZ", 1), ("CEST", 2), ("British Summer Time", 1), ("EEST", 3), ("WET", 0)),
        *(("Koordinierte Weltzeit", 0), ("Heure d'été d’Europe centrale", 2), ("AEDT", 11)),
        *(("EST", -5), ("EDT", -4), ("CDT", -5), ("MST", -7), ("PDT", -7), ("PST", -8)),
        *(("Central Standard Time", -6), ("AKST", -9), ("HST", -10), ("JST", 9), ("NZDT", 13)),
        *(("New Zealand Standard Time", 12), ("HKT", 8), ("AEST", 10), ("-00:30", -0.5)),
        *(("+23:30", 23.5), ("-23:30", -23.5), ("(UTC+01:00)", 1), ("GMT", 0)),
        *(("mitteleuropäische Zeit", 1), ("Greenwich Mean Time", 0), ("ut", 0)),
        *(("Coordinated Universal Time", 0), ("West", 1), ("MESZ", 2), ("SAST", 2), ("EET", 2)),
        *(("MSK", 3), ("Eastern European Summer Time", 3), ("KST", 9), ("SGT", 8), ("AWST", 8)),
        *(("Pacific Daylight Time", -7), ("Mountain Daylight Time", -6), ("AKDT", -8)),
    ],
)
def test_a_zone_is_read_by_its_offset_or_its_name(text: str, hours: float) -> None:
    assert parse_zone(text) == timezone(timedelta(hours=hours))


@each(
    ("place", "winter", "summer"),
    [
        ("Europe/Berlin", "mitteleuropäische Normalzeit", "mitteleuropäische Sommerzeit"),
        ("Europe/Berlin", "Central European Standard Time", "Central European Summer Time"),
        *(
            (place, f"{name} Standard Time", f"{name} Daylight Time")
            for place, name in (
                ("America/New_York", "Eastern"), ("America/Chicago", "Central"),
                ("America/Denver", "Mountain"), ("America/Los_Angeles", "Pacific"),
                ("Australia/Sydney", "Australian Eastern"), ("Pacific/Auckland", "New Zealand"),
            )
        ),
        *(
            (place, *names)
            for place, *names in (
                ("Europe/Berlin", "CET", "CEST"), ("Europe/Berlin", "MEZ", "MESZ"),
                ("America/New_York", "EST", "EDT"), ("America/Denver", "MST", "MDT"),
                ("America/Los_Angeles", "PST", "PDT"), ("America/Anchorage", "AKST", "AKDT"),
                ("Australia/Sydney", "AEST", "AEDT"), ("Pacific/Auckland", "NZST", "NZDT"),
                ("Europe/Athens", "EET", "EEST"), ("Europe/Lisbon", "WET", "WEST"),
            )
        ),
    ],
)  # fmt: skip
def test_the_names_of_a_zone_in_winter_and_summer_have_its_offsets(
    place: str, winter: str, summer: str
) -> None:
    year = {datetime(2026, month, 10, tzinfo=ZoneInfo(place)).utcoffset() for month in (1, 7)}
    read = {(zone := parse_zone(name)) and zone.utcoffset(None) for name in (winter, summer)}
    assert read == year


@each("text", ["BST", "CST", "IST", "Narnia", "+25:00", "+24:00"])
def test_a_zone_that_may_be_several_is_not_guessed(text: str) -> None:
    with pytest.raises(ValidationError, match="write the offset"):
        parse_zone(text)
