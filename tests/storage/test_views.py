"""The diary's file, opened by a curious person with the tools that SQLite's friends use."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ciphered import plain_alone
from tests.conftest import NOW
from tests.storage.making import TODAY, check_in, event, infusion, later, rating, raw, rows
from tests.storage.test_schema import built
from tracker.paths import Home
from tracker.records import Assessment, SideEffect, number_infusions
from tracker.storage import Store
from tracker.storage.views import VIEWS_2, VIEWS_3

GONE = "said and taken back"


@pytest.fixture
def full(store: Store) -> Store:
    """A diary with one of each, and one of each that was removed."""
    rating(store, "anxiety")
    effects = (
        SideEffect(name="nausea", severity=2),
        SideEffect(name="headache", severity=1, when="after"),
    )
    with store.writing(NOW, "entries") as unit:
        for mood in (3, 4, 7, 8):
            unit.add(check_in(mood, anxiety=mood, id=f"c{mood}"))
        for days, new_course in ((70, False), (10, False), (7, False), (7, True), (0, False)):
            unit.add(
                infusion(
                    TODAY - timedelta(days=days),
                    side_effects=effects,
                    dose_mg=40,
                    new_course=new_course,
                )
            )
        unit.add(infusion(TODAY + timedelta(days=7), status="planned"))
        unit.add(event(dose="25 mg"))
        unit.add(
            Assessment(
                id="a", day=TODAY, questionnaire="phq-2", total=3, low=0, high=6, answers=(1, 2)
            )
        )
        gone = (
            check_in(1, anxiety=9, note=GONE),
            infusion(note=GONE),
            event(note=GONE, title=GONE),
        )
        for record in gone:
            unit.add(record)
    with store.writing(later(1), "removals") as unit:
        for record in gone:
            unit.remove(type(record), record.id)
    return store


def sqlite_utils(*arguments: str) -> Any:
    """What the command line of sqlite-utils prints, as JSON."""
    from click.testing import CliRunner
    from sqlite_utils.cli import cli

    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.output)


@plain_alone
def test_sqlite_utils_lists_the_views_and_shows_their_rows(full: Store) -> None:
    file = str(full.home.diary)
    listed = {view["view"] for view in sqlite_utils("views", file)}
    assert listed == {"series", *VIEWS}
    assert sqlite_utils("rows", file, "days", "--limit", "1") == [
        {"day": "2026-11-21", "time": "16:40", "mood": 3, "note": None}
    ]
    query = "select measure, value, best from ratings where measure = 'Anxiety' limit 1"
    assert sqlite_utils(file, query) == [{"measure": "Anxiety", "value": 3.0, "best": 0.0}]


VIEWS = {statement.split()[2] for statement in (*VIEWS_2, *VIEWS_3)}


def test_each_view_shows_what_is_there_and_nothing_that_was_removed(full: Store) -> None:
    found = {view: rows(full.home.diary, f"SELECT * FROM {view}") for view in VIEWS}
    assert [view for view, shown in found.items() if not shown] == []
    assert GONE not in str(found)


def test_infusions_are_numbered_as_the_page_numbers_them(full: Store) -> None:
    found = rows(
        full.home.diary, "SELECT day, number, course, number_in_course FROM infusions_given"
    )
    assert found == [
        (n.day.isoformat(), n.number, n.course, n.number_in_course)
        for n in number_infusions(full.read().infusions)
    ]
    ((effects,), *_) = rows(full.home.diary, "SELECT side_effects FROM infusions_given")
    assert effects == "nausea moderate, headache mild afterwards"


def test_side_effects_and_answers_are_a_row_each(full: Store) -> None:
    query = 'SELECT side_effect, severity, in_words, "when", count(*) FROM side_effects'
    assert rows(full.home.diary, f"{query} GROUP BY side_effect ORDER BY severity") == [
        ("headache", 1, "mild", "after", 5),
        ("nausea", 2, "moderate", "during", 5),
    ]
    query = "SELECT questionnaire, item, answer, total FROM questionnaire_items"
    assert rows(full.home.diary, query) == [("phq-2", 1, 1, 3), ("phq-2", 2, 2, 3)]


def test_the_value_of_a_day_is_its_middle_as_on_the_page(full: Store) -> None:
    query = "SELECT value, ratings, days_after_infusion FROM course_of_a_measure"
    assert rows(full.home.diary, f"{query} WHERE measure = 'Mood'") == [(5.5, 4, 0)]


def test_a_diary_of_the_first_version_is_as_strict_as_a_new_one(tmp_path: Path) -> None:
    old = Store.open(built(Home(tmp_path / "old"), 1), NOW)
    rating(old, "anxiety").add(check_in(7, anxiety=4), NOW, "a check-in")
    with raw(old.home.diary) as conn:
        for statement in REFUSED:
            with pytest.raises(sqlite3.Error, match=r"constraint|cannot store|scale|append-only"):
                conn.execute(statement)


REFUSED = (
    "UPDATE check_in SET mood = 11",
    "UPDATE check_in SET mood = 'seven'",
    "UPDATE rating SET value = 11",
    "UPDATE history SET after = NULL",
    "DELETE FROM history",
    "INSERT INTO stamp VALUES ('check_in', 'c', '2026-11-20T10:00:00.000Z')",
)


def test_a_measure_of_the_first_version_keeps_the_moment_it_was_chosen(tmp_path: Path) -> None:
    old = built(Home(tmp_path / "old"), 1)
    with raw(old.diary) as conn:
        conn.execute("INSERT INTO change (at, what) VALUES ('2026-11-20T10:00:00.000Z', 'a name')")
        conn.execute("INSERT INTO setting VALUES ('name', '\"K.\"')")
    Store.open(old, NOW)
    assert rows(old.diary, "SELECT * FROM stamp WHERE key != 'diary'") == [
        ("measure", "mood", "1970-01-01T00:00:00.000Z"),
        ("setting", "name", "2026-11-20T10:00:00.000Z"),
    ]
