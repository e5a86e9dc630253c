"""What a page says, in words: the same facts for whoever cannot see it."""

from __future__ import annotations

import pytest
from tracker.charts.text_page import as_markdown, as_text

from tests.charts.diaries import (
    HARD,
    WORDS,
    before,
    check_in,
    event,
    infusion,
    phq9,
    rated,
    report_of,
)
from tests.charts.drawing import TODAY, by_gid, demo_report, drawn, texts
from tracker.analysis import Report, Window, build_report
from tracker.charts import words
from tracker.charts.phrases import change, number, numbers, span
from tracker.records import SideEffect


def report() -> Report:
    days = [check_in(before(n), mood=3 if n > 30 or n < 3 else 7) for n in range(45) if n != 9]
    diary = rated(
        check_ins=tuple(days),
        infusions=(
            infusion(30, dose_mg_per_kg=0.5, route="iv", minutes=40,
                     side_effects=(SideEffect(name="nausea", severity=2),)),
            infusion(-9, status="planned"),
        ),
        assessments=phq9(14, 3),
        events=(event("question", "May I travel?", 1), event("life", "Moved house", 12)),
    )  # fmt: skip
    return build_report(diary, Window(before(44), TODAY), today=TODAY)


@pytest.mark.parametrize(
    "fact",
    [
        "Before infusion 1: 3",
        "Last 3 entries: 3 · 3 · 3 (no change, to 15 Jun)",
        "PHQ-9: 18 → 20 (18 May → 15 Jun)",
        "Days logged: 44 / 45",
        "Half of the gain over before held: infusion 1 27 days",
        "Just before infusion 1: 3, best after it 7",
        "Worst side effect: 2 moderate, nausea (infusion 1, 16 May)",
        "Longest gap: 1 day, 6 Jun",
        "Next planned infusion: 24 Jun",
        "Thoughts of death or self-harm: not recorded",
        "May I travel?",
        "Moved house",
        "not a diagnosis or a treatment recommendation",
        "Given into a vein (IV), 40 minutes",
    ],
)
def test_the_text_says(fact: str) -> None:
    assert fact in " ".join(as_text(report()).split())


def test_every_tile_sentence_and_fact_of_the_picture_is_in_the_text() -> None:
    found = demo_report(3)
    page = drawn(found)[0]
    text = " ".join(as_text(found).split())
    marked = [t.get_text() for gid in ("tile", "sentence") for t in by_gid(page, gid)]
    assert len(marked) > 7
    assert [line for line in marked if line not in text] == []
    facts = words.facts(found)
    assert " ".join(t.get_text() for t in by_gid(page, "fact")) == " ".join(facts)
    assert [fact for fact in facts if fact not in text] == []


def test_text_is_at_most_78_columns_wide_whatever_it_holds() -> None:
    for name in HARD:
        assert max(map(len, as_text(report_of(name)).splitlines())) <= 78, name


def test_a_persons_words_are_no_markup_in_markdown() -> None:
    page = as_markdown(report_of("strange words"))
    assert r"\[/\] \[bold\]" in page
    assert "<b>" not in page.replace(r"\<b\>", "")


def test_a_direction_override_turns_nothing_around() -> None:
    assert "\u202e" in WORDS[2]
    for figure in drawn(report_of("strange words")):
        assert not any("\u202e" in line for line in texts(figure))
    assert "\u202e" not in as_text(report_of("strange words"))


def test_no_note_goes_out_unless_it_is_ticked() -> None:
    noted = rated(check_ins=(check_in(before(2), mood=5, note="private words"),))
    window = Window(before(44), TODAY)
    quiet = build_report(noted, window, today=TODAY)
    ticked = build_report(noted, window, today=TODAY, notes=frozenset([noted.check_ins[0].id]))
    assert "private words" not in as_text(quiet)
    assert "private words" in as_text(ticked)


def test_the_alt_text_holds_no_note_and_no_name() -> None:
    assert "short" not in words.alt_text(report_of("thirty notes"))


@pytest.mark.parametrize(
    "word", ["respon", "relapse", "failed", "detect", "predict", "recommend ", "streak", " due "]
)
def test_no_page_says_a_word_that_is_not_a_diarys_to_say(word: str) -> None:
    for name in HARD:
        if name not in ("strange words", "thirty notes", "twelve medicines"):
            assert word not in as_text(report_of(name)).casefold(), name


def test_numbers_read_as_a_person_writes_them() -> None:
    assert [number(value) for value in (7, 6.5, -2, None)] == ["7", "6.5", "−2", "–"]
    assert number(4, signed=True) == "+4"
    assert numbers([1, 2, 3, 5, 8, 9]) == "1–3, 5, 8–9"
    assert span(before(5), before(1)) == "10–14 Jun"


def test_the_last_entries_are_said_to_move_by_as_much_as_they_did() -> None:
    assert change([7, 6, 5]) == "down 2"
    assert change([5, 6, 6]) == "up 1"
    assert change([5, 6, 5]) == "up and down"
    assert change([5, 5, 5]) == "no change"


def test_every_day_can_be_listed() -> None:
    listed = as_text(report(), entries=True)
    assert "- 14 Jun 2026: mood 3\n" in listed
    assert "16 May 2026" in listed
    assert "6 Jun 2026" not in listed
