"""The invented diary looks like life, whatever its seed."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import correlation, median
from typing import Any

import pytest

import tracker
from tests import launch
from tracker.demo import _NOTES, SEED, invented_diary, notes_to_print
from tracker.exchange.json import read, write
from tracker.exchange.result import ImportContext
from tracker.records import Diary, group_courses

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEEDS = range(8)


@cache
def invented(seed: int) -> Diary:
    return invented_diary(seed, TODAY)


def daily(diary: Diary) -> dict[date, float]:
    days = sorted({c.day for c in diary.check_ins})
    return {
        day: median(c.value("mood") or 0 for c in diary.check_ins if c.day == day) for day in days
    }


def given_days(diary: Diary) -> list[date]:
    return [infusion.day for infusion in diary.infusions if infusion.given]


def usual_before(diary: Diary) -> float:
    return median(mood for day, mood in daily(diary).items() if day < given_days(diary)[0])


def usual_after_induction(diary: Diary) -> float:
    last = given_days(diary)[5]
    weeks = (last + timedelta(days=1), last + timedelta(days=10))
    return median(mood for day, mood in daily(diary).items() if weeks[0] <= day <= weeks[1])


@pytest.fixture(scope="module", params=SEEDS)
def diary(request: pytest.FixtureRequest) -> Diary:
    return invented(request.param)


def without_wording(value: Any) -> Any:
    """Return plain values without what is absent, and with each note as the fact that it is there.

    Titles, too, may be worded anew without making it another diary.
    """
    if isinstance(value, list):
        return [without_wording(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: without_wording(one) for key, one in value.items() if one is not None}
    return kept | {key: True for key in ("note", "title") if key in kept}


@pytest.mark.sweep
def test_a_seed_gives_the_same_days_and_numbers_on_every_machine_and_in_every_version() -> None:
    digest = hashlib.sha256()
    diaries = [invented_diary(seed, TODAY + timedelta(days=23 * seed)) for seed in range(64)]
    for diary in (invented_diary(SEED, TODAY), *diaries):
        exported = json.loads(write(diary, exported_at=NOW))
        for kind in ("check_ins", "infusions", "assessments", "events"):
            digest.update(json.dumps(without_wording(exported[kind]), sort_keys=True).encode())
        digest.update(json.dumps(sorted(notes_to_print(diary))).encode())
    assert digest.hexdigest()[:16] == "c9d5c26b025fcbf8"


def test_its_notes_are_whole_sentences_and_its_titles_begin_like_one() -> None:
    diaries = [invented(seed) for seed in range(16)]
    notes = {c.note for diary in diaries for c in diary.check_ins if c.note}
    assert len(notes) == 15
    for note in notes:
        assert re.fullmatch(r"([A-Z][a-z ,]+\. ?)+", note), note
    for title in {event.title for diary in diaries for event in diary.events}:
        assert re.fullmatch(r"[A-Z][a-z ,]+\??", title), title


def test_a_note_is_of_a_day_that_was_as_it_says() -> None:
    moods: defaultdict[str, set[float]] = defaultdict(set)
    for diary in map(invented, range(50)):
        for check_in in (c for c in diary.check_ins if c.note):
            (kind,) = (kind for kind, notes in _NOTES.items() if check_in.note in notes)
            moods[kind].add(check_in.value("mood") or 0)
            assert kind != "infusion" or check_in.day in given_days(diary)
    assert (max(moods["low"]), moods["middle"], min(moods["high"])) == (3, {4, 5}, 6)


def test_its_clock_is_an_hour_ahead_from_april_to_october() -> None:
    diaries = [invented_diary(1, date(2026, month, 21)) for month in (2, 5, 9, 12)]
    ahead: defaultdict[int, set[timedelta | None]] = defaultdict(set)
    for check_in in (c for diary in diaries for c in diary.check_ins):
        ahead[check_in.day.month].add(check_in.at.utcoffset() if check_in.at else None)
    hours = {month: 2 if month in range(4, 11) else 1 for month in range(1, 13)}
    assert ahead == {month: {timedelta(hours=n)} for month, n in hours.items()}


def test_another_seed_or_another_day_gives_another_diary() -> None:
    assert invented_diary(7, TODAY) != invented_diary(8, TODAY)
    assert invented_diary(7, TODAY) != invented_diary(7, TODAY - timedelta(days=1))


def test_it_says_that_it_is_invented(diary: Diary) -> None:
    assert diary.invented


def test_it_is_about_nineteen_weeks_long(diary: Diary) -> None:
    assert 18 * 7 <= (TODAY - diary.check_ins[0].day).days <= 19 * 7


def test_nothing_lies_in_the_future_but_the_one_planned_infusion(diary: Diary) -> None:
    midnight = datetime.combine(TODAY, time(), tzinfo=UTC)
    assert all(c.recorded_at and c.recorded_at < midnight for c in diary.check_ins)
    assert max(c.day for c in diary.check_ins) == TODAY - timedelta(days=1)
    assert max(a.day for a in diary.assessments) < TODAY
    assert max(e.end or e.start for e in diary.events) < TODAY
    (planned,) = (infusion for infusion in diary.infusions if infusion.day >= TODAY)
    assert planned.status == "planned"
    assert planned.day <= TODAY + timedelta(days=10)


def test_six_infusions_in_three_weeks_are_followed_by_one_every_three_to_five(
    diary: Diary,
) -> None:
    days = given_days(diary)
    assert [(b - a).days for a, b in pairwise(days)][:5] == [3, 4, 3, 4, 3]
    assert all(20 <= (b - a).days <= 36 for a, b in pairwise(days[5:]))
    assert 14 <= (TODAY - days[-1]).days <= 21
    assert len(group_courses(diary.infusions)) == 1


def test_the_clinic_is_closed_at_the_weekend(diary: Diary) -> None:
    assert all(infusion.day.weekday() < 5 for infusion in diary.infusions)


def test_two_weeks_or_more_are_logged_before_the_first_infusion(diary: Diary) -> None:
    before = (given_days(diary)[0] - diary.check_ins[0].day).days
    assert 14 <= before <= 21


def test_about_four_days_of_five_are_logged(diary: Diary) -> None:
    logged = {c.day for c in diary.check_ins}
    assert 0.74 <= len(logged) / (TODAY - min(logged)).days <= 0.86


def test_there_is_one_silence_of_more_than_a_week(diary: Diary) -> None:
    days = list(daily(diary))
    silences = [n for a, b in pairwise(days) if (n := (b - a).days - 1) > 7]
    assert len(silences) == 1
    assert 8 <= silences[0] <= 12


def test_some_days_have_several_check_ins_and_some_entries_are_late(diary: Diary) -> None:
    assert len(diary.check_ins) >= len(daily(diary)) + 8
    assert 3 <= sum(c.late() for c in diary.check_ins) <= 5


def test_every_infusion_day_has_an_entry_before_and_after(diary: Diary) -> None:
    for day in given_days(diary):
        first, last = (c.at for c in diary.check_ins if c.day == day)
        assert first
        assert first.hour < 10
        assert last
        assert last.hour not in range(4, 20)


def test_the_mood_before_is_low(diary: Diary) -> None:
    assert 1 <= usual_before(diary) <= 4


def test_one_day_is_like_the_day_before(diary: Diary) -> None:
    mood = daily(diary)
    pairs = [(a, b) for a, b in pairwise(mood) if (b - a).days == 1]
    assert 0.45 <= correlation([mood[a] for a, _ in pairs], [mood[b] for _, b in pairs]) <= 0.97


def test_questionnaires_add_up_and_never_answer_the_item_on_self_harm(diary: Diary) -> None:
    filled = [a for a in diary.assessments if a.answers and a.questionnaire == "phq-9"]
    assert len(filled) >= 9
    assert all(a.total == sum(n or 0 for n in a.answers or ()) for a in diary.assessments)
    assert all(a.answers and a.answers[8] == 0 for a in filled)


def test_there_is_a_medicine_unchanged_one_raised_and_one_stopped(diary: Diary) -> None:
    medicines = [e for e in diary.events if e.kind == "medication"]
    doses = {e.title: [m.dose for m in medicines if m.title == e.title] for e in medicines}
    assert sorted(len(dose) for dose in doses.values()) == [1, 1, 2]
    assert [e.end is None for e in medicines].count(True) == 2


def test_side_effects_are_felt_during_and_after_and_one_was_severe(diary: Diary) -> None:
    effects = [effect for infusion in diary.infusions for effect in infusion.side_effects]
    assert {effect.when for effect in effects} == {"during", "after"}
    assert sum(effect.severity == 3 for effect in effects) == 1


def test_the_notes_on_its_page_are_those_of_the_last_weeks(diary: Diary) -> None:
    last = {c.id for c in diary.check_ins if c.note and c.day > TODAY - timedelta(days=45)}
    assert notes_to_print(diary) >= last
    assert all(c.note for c in diary.check_ins if c.id in notes_to_print(diary))


def test_it_survives_an_export(diary: Diary) -> None:
    file = io.BytesIO(write(diary, exported_at=NOW))
    again = read(file, ImportContext(now=NOW)).diary
    assert again.check_ins == diary.check_ins
    assert again.infusions == diary.infusions
    assert again.events == diary.events


def test_most_moods_rise_over_the_induction_and_some_hardly_change() -> None:
    diaries = [invented(seed) for seed in range(50)]
    rises = [usual_after_induction(diary) - usual_before(diary) for diary in diaries]
    assert sum(rise >= 1.5 for rise in rises) > 30
    assert sum(rise < 1 for rise in rises) >= 3


def test_questionnaires_fall_with_the_mood_in_the_clearest_courses() -> None:
    firsts_and_lasts = [
        [a.total or 0 for a in invented(seed).assessments if len(a.answers or ()) == 9]
        for seed in SEEDS
    ]
    assert min(min(totals) for totals in firsts_and_lasts) <= 7
    assert 17 <= median(totals[0] for totals in firsts_and_lasts) <= 22


def test_tracker_can_be_begun_as_a_module_too_and_says_its_version(tmp_path: Path) -> None:
    done = launch.run([sys.executable, "-m", "tracker", "--version"], tmp_path)
    assert re.fullmatch(r"\d+\.\d+\.\d+", tracker.__version__)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"tracker {tracker.__version__}\n"


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2027, 1, 1), date(2026, 3, 29)])
def test_it_can_be_made_on_any_day(today: date) -> None:
    assert invented_diary(1, today).check_ins[-1].day == today - timedelta(days=1)
