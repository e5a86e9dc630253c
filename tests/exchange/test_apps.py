"""The exports of other apps: what they say is read, what is not read is named."""

from __future__ import annotations

import tracemalloc
from base64 import b64encode
from dataclasses import replace
from datetime import date
from io import BytesIO, RawIOBase
from json import dumps
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import each
from tests.exchange.app_files import (
    APPLE_HEAD,
    BEARABLE,
    DAYLIO,
    DAYLIO_2026,
    DAYLIO_OLD,
    EMOODS,
    STEPS,
    apple,
    bearable,
    bearable_row,
    daylio,
    daylio_row,
    emoods,
    emoods_row,
    state_of_mind,
    table,
    zipped,
)
from tests.exchange.plans import apply_plan
from tests.exchange.reading import NOW, check_ins
from tests.exchange.reading import refusal as refusal_of
from tests.exchange.reading import take as take_file
from tests.strategies import NASTY
from tracker.exchange import json
from tracker.exchange.apps import apple_health
from tracker.exchange.apps.common import date_fits
from tracker.exchange.files import read_file
from tracker.exchange.matching import plan_import
from tracker.exchange.result import ImportResult, NeedsAnswerError
from tracker.exchange.table import parse_table
from tracker.records import Diary, ValidationError

DAYLIO_FILE = daylio(
    daylio_row("2026-06-14", "21:04", "good", "work | walk", "slept<br>well &amp; long"),
    daylio_row("2026-06-13", "8:30 pm", "awful", title="A hard day"),
    daylio_row("2026-06-13", "07:00", "meh"),
)
BEARABLE_FILE = bearable(
    bearable_row("am", "Mood", "7", notes="woke early"),
    bearable_row("pm", "Mood", "3"),
    bearable_row("am", "Symptom", "2", "Neck pain (Moderate)"),
    bearable_row("am", "Factors", "", "coffee"),
    bearable_row("pm", "Medication", "1", "Ibuprofen"),
)
EMOODS_FILE = emoods(
    emoods_row("2026-06-14", "1", "2", "4", "1", sleep="6.5", note="rain", weight="70"),
    emoods_row("2026-06-13", "1", "1", "1", "3", sleep="8"),
)
APPLE_FILE = apple(
    STEPS,
    state_of_mind("2026-06-14 20:00:00 +0200", "0.4", labels="Calm, Happy", associations="Family"),
    state_of_mind("2026-06-15 00:30:00 +0200", "-1"),
)
FILES = {
    "daylio": DAYLIO_FILE,
    "bearable": BEARABLE_FILE,
    "emoods": EMOODS_FILE,
    "apple-health": APPLE_FILE,
}


def take(data: bytes, name: str = "export", diary: Diary | None = None, form: str | None = None,
         **mapping: str) -> ImportResult:  # fmt: skip
    return take_file(data, mapping, diary, name=name, form=form)


def sentences(data: bytes, form: str | None = None) -> list[str]:
    """Return what is wrong with a file."""
    try:
        return [bad.reason for bad in take(data, form=form).bad_rows]
    except ValidationError as problem:
        return [str(problem)]


def refusal(data: bytes, form: str | None = None, name: str = "export") -> str:
    return refusal_of(data, form=form, name=name)


@each("name", FILES)
def test_a_second_import_of_the_same_file_adds_nothing(name: str) -> None:
    ours = apply_plan(Diary(), plan_import(Diary(), take(FILES[name]).diary, "skip", NOW))
    again = plan_import(ours, take(FILES[name], diary=ours).diary, "skip", NOW)
    assert ours.check_ins
    assert (again.add, again.change, again.measures) == ((), (), ())


def test_an_entry_of_an_app_has_the_same_id_in_every_version() -> None:
    ids = {name: take(data).diary.check_ins[-1].id for name, data in FILES.items()}
    assert ids == {
        "daylio": "daylio-20260614-0-5a0561181d00",
        "bearable": "bearable-20211208-4-cacd4a81540c",
        "emoods": "emoods-20260614-0-9fdd94b1ebc5",
        "apple-health": "apple-20260614-0-10605db6e327",
    }


@each("name", FILES)
def test_what_was_imported_goes_through_our_own_export_unchanged(name: str) -> None:
    ours = apply_plan(Diary(), plan_import(Diary(), take(FILES[name]).diary, "skip", NOW))
    written = json.write(ours, exported_at=NOW)
    assert take_file(written, name="x.json").diary == ours


@each("name", FILES)
def test_half_a_file_is_refused_or_names_the_line_where_it_ends(name: str) -> None:
    found = sentences(FILES[name][: len(FILES[name]) * 2 // 3], form=name)
    assert any(part in found[-1] for part in ("damaged", "ends before", "not closed"))


@each("name", FILES)
@each("data", [b"", b"\n\n", b"x,y\n1,2\n", b"<html></html>", zipped({"a.txt": b"hello"})])
def test_a_wrong_or_empty_file_is_refused_in_one_sentence(name: str, data: bytes) -> None:
    sentence = refusal(data, form=name)
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_daylio_moods_become_ours_and_stay_what_they_were() -> None:
    rated = [(c.value("daylio_mood"), c.value("mood")) for c in check_ins(take(DAYLIO_FILE))]
    assert rated == [(3, 5), (1, 0), (4, 8)]


SEVERITY = (0, 3, "lower", "none", "severe")
KEPT = "; the original value is kept too, as"


@each(
    ("name", "measures", "mapping", "not_read"),
    [
        (
            "daylio",
            {"daylio_mood": ("Mood in Daylio", 1, 5, "higher", "awful", "rad")},
            "Daylio's mood (awful, bad, meh, good, rad) becomes Mood 0, 2, 5, 8, 10"
            f"{KEPT} daylio_mood.",
            (),
        ),
        (
            "bearable",
            {
                "bearable_mood": ("Mood in Bearable", 1, 10, "higher", None, None),
                "bearable_neck_pain": (
                    *("Neck pain in Bearable", 0, 4, "lower", "none", "unbearable"),
                ),
            },
            "Bearable's mood (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) becomes Mood 0, 1, 2, 3, 4, 6, 7, 8, "
            f"9, 10{KEPT} bearable_mood.",
            ("Medication (1)",),
        ),
        (
            "emoods",
            {
                f"emoods_{key}": (f"{key.capitalize()} in eMoods", *SEVERITY)
                for key in ("irritability", "anxiety", "depressed", "elevated")
            },
            "In eMoods 1 to 4 means none to severe; it becomes 0 to 3, 0 best. eMoods has no mood "
            "score, so none is imported.",
            ("PSYCHOTIC SYMPTOMS (2)", "WEIGHT (1)", "other files in the ZIP (1)"),
        ),
        (
            "apple-health",
            {
                "apple_valence": (
                    *("State of Mind in Apple Health", -1, 1, "higher"),
                    *("very unpleasant", "very pleasant"),
                )
            },
            "Apple's State of Mind (very unpleasant, neutral, very pleasant) becomes Mood 0, 5, 10"
            f"{KEPT} apple_valence.",
            ("other records (1)",),
        ),
    ],
)
def test_the_values_of_an_app_are_kept_as_rated_and_their_mapping_is_shown(
    name: str, measures: dict[str, object], mapping: str, not_read: tuple[str, ...]
) -> None:
    result = take(FILES[name])
    assert result.mapping == (mapping,)
    assert (result.not_read, result.remarks, result.answers) == (not_read, (), None)
    own = [m for m in result.new_measures if m.key != "sleep"]
    assert not any(m.active for m in own)
    assert measures == {
        m.key: (m.label, m.low, m.high, m.better, m.low_label, m.high_label) for m in own
    }


def test_activities_and_title_are_in_the_note_without_daylios_marks() -> None:
    notes = [c.note for c in check_ins(take(DAYLIO_FILE))]
    assert notes == [None, "A hard day", "slept\nwell & long\nActivities: work, walk"]


def test_a_twelve_hour_time_is_read_and_the_day_is_the_one_that_daylio_shows() -> None:
    late = daylio(
        daylio_row("2026-06-14", "8:30\u202fPM", "meh"), daylio_row("2026-06-15", "12:10 am", "meh")
    )
    moments = [(c.day.day, c.at and c.at.isoformat()) for c in check_ins(take(late))]
    assert moments == [(14, "2026-06-14T20:30:00+02:00"), (15, "2026-06-15T00:10:00+02:00")]


def test_every_known_layout_of_daylio_is_read() -> None:
    old = table(DAYLIO_OLD, [("2018", "18 May", "Friday", "11:54 pm", "rad", "cook", "a note")])
    row = daylio_row("2026-06-14", "21:04", "rad")
    scaled = table(DAYLIO_2026, [(*row[:6], "Energy:\u00a04 | Stress:\u00a02", *row[6:])])
    tabbed = table(DAYLIO, [row], mark="\t")
    read = [check_ins(take(data))[0] for data in (old, scaled, tabbed)]
    assert [c.day for c in read] == [date(2018, 5, 18), date(2026, 6, 14), date(2026, 6, 14)]
    assert [c.note for c in read] == [
        "a note\nActivities: cook",
        "Scales: Energy: 4, Stress: 2",
        None,
    ]


def test_of_two_columns_of_one_name_the_first_is_read_and_the_other_counted_as_not_read() -> None:
    row = daylio_row("2026-06-14", "21:04", "good", "walk")
    twice = take(table((*DAYLIO, "mood", "Note"), [(*row, "friday", "more")]))
    assert [c.value("daylio_mood") for c in check_ins(twice)] == [4]
    assert [c.note for c in check_ins(twice)] == ["Activities: walk"]
    assert twice.not_read == ("mood (1)", "Note (1)")
    given = emoods_row("2026-06-14", "1", "2", "4", "1", sleep="6.5", note="rain")
    again = take(table((*EMOODS, "NOTE"), [(*given, "more")]))
    assert [c.note for c in check_ins(again)] == ["rain"]
    assert "NOTE (1)" in again.not_read


def test_a_renamed_mood_is_asked_about() -> None:
    hyped = daylio(daylio_row("2026-06-14", "21:04", "Hyped"))
    with pytest.raises(NeedsAnswerError, match="--map 'Hyped=4'"):
        take(hyped)
    (entry,) = check_ins(take(hyped, hyped="5"))
    assert entry.value("mood") == 10


def test_the_answer_about_a_mood_is_saved() -> None:
    kept = take(daylio(daylio_row("2026-06-14", "21:04", "Hyped")), hyped="5").answers
    assert kept
    assert (kept.name, dict(kept.answers)) == ("daylio", {"hyped": "5"})


def test_an_entry_whose_mood_was_changed_in_daylio_is_the_same_entry() -> None:
    ours = apply_plan(Diary(), plan_import(Diary(), take(DAYLIO_FILE).diary, "skip", NOW))
    changed = take(DAYLIO_FILE.replace(b"awful", b"bad"), diary=ours).diary
    plan = plan_import(ours, changed, "replace", NOW)
    assert (plan.add, len(plan.change)) == ((), 1)


def test_two_entries_of_one_minute_are_two_and_stay_two() -> None:
    twice = daylio(*(daylio_row("2026-06-14", "21:04", mood) for mood in ("rad", "bad")))
    ours = apply_plan(Diary(), plan_import(Diary(), take(twice).diary, "skip", NOW))
    assert len(ours.check_ins) == 2
    assert plan_import(ours, take(twice, diary=ours).diary, "skip", NOW).is_empty


def test_a_bad_row_is_named_by_its_line() -> None:
    rows = [
        daylio_row("2026-06-14", "21:04", "rad", note="two\nlines"),
        daylio_row("2026-02-30", "21:04", "rad"),
        daylio_row("2026-06-14", "25:00", "rad"),
        daylio_row("2026-06-14", "", ""),
        daylio_row("2030-06-14", "21:04", "rad"),
    ]
    bad_rows = take(daylio(*rows)).bad_rows
    assert [bad.line for bad in bad_rows] == [4, 5, 6, 7]
    assert [bad.reason for bad in bad_rows[2:]] == [
        "The row has no mood.",
        "Fri 14 Jun 2030 has not come yet; the latest day is Sat 21 Nov 2026.",
    ]


@each("words", NASTY)
def test_words_of_another_app_are_never_taken_for_anything_else(words: str) -> None:
    result = take(daylio(daylio_row("2026-06-14", "21:04", "rad", note=words)))
    (entry,) = check_ins(result)
    assert entry.note
    assert entry.note.strip() == words.strip().removeprefix("\ufeff") or words.startswith("\ufeff")


@each("words", ["awful bad meh good rad", "lausig schlecht ok gut super", "Awful Bad Meh Good Rad"])
def test_daylios_own_words_are_its_five_levels(words: str) -> None:
    rows = [daylio_row(f"2026-06-{n:02}", "21:04", w) for n, w in enumerate(words.split(), start=1)]
    assert [c.value("daylio_mood") for c in check_ins(take(daylio(*rows)))] == [1, 2, 3, 4, 5]


def test_what_only_looks_like_markup_stays_in_the_note() -> None:
    note = "a <b and c> d <3 &unknown; AT&T"
    marked = "<p>one<br>two</p><ul><li>rest</li><li>&amp; tea</li></ul>"
    for written, read in ((note, note), (marked, "one\ntwo\n\n- rest\n- & tea")):
        (entry,) = check_ins(take(daylio(daylio_row("2026-06-14", "21:04", "rad", note=written))))
        assert entry.note == read


def test_the_ratings_of_a_part_of_a_day_are_one_check_in() -> None:
    morning, evening = check_ins(take(BEARABLE_FILE))
    assert morning.day == date(2021, 12, 8)
    assert [morning.value(m) for m in ("mood", "bearable_mood", "bearable_neck_pain")] == [7, 7, 2]
    assert morning.note == "woke early\nFactors: coffee"
    assert evening.value("bearable_mood") == 3


@each(
    ("form", "said"),
    [
        ("daylio", "Daylio: it has no columns mood and activities."),
        ("bearable", "Bearable: it has no columns date, category and rating/amount."),
        ("emoods", "entry.csv of eMoods: it has no columns DATE (YYYY-MM-DD)."),
    ],
)
def test_a_table_that_is_not_of_the_app_named_is_refused(form: str, said: str) -> None:
    sentence = refusal(b"day,weather\n2026-06-14,5\n", name="x.csv", form=form)
    assert sentence == f"The file is not from {said}"


def test_without_a_mood_no_mapping_is_shown() -> None:
    symptom = take(bearable(bearable_row("am", "Symptom", "2", "Neck pain (Moderate)")))
    assert symptom.mapping == ()


def test_a_scale_that_a_file_does_not_prove_is_asked_and_not_guessed() -> None:
    low = bearable(bearable_row("am", "Mood", "3"), bearable_row("pm", "Mood", "5"))
    with pytest.raises(NeedsAnswerError, match="--map Mood=1-5 or --map Mood=1-10"):
        take(low)
    assert [c.value("mood") for c in check_ins(take(low, mood="1-5"))] == [5, 10]
    assert [c.value("mood") for c in check_ins(take(low, mood="1-10"))] == [2, 4]
    sentence = "Bearable's mood goes 1-5 or 1-10; “1-7” is neither."
    assert refusal_of(low, {"mood": "1-7"}, name="export") == sentence
    for kind in ("Mood", "Energy"):
        (six,) = check_ins(take(bearable(bearable_row("am", kind, "6"))))
        assert six.value(f"bearable_{kind.casefold()}") == 6
        with pytest.raises(NeedsAnswerError, match=f"--map {kind}=1-5 or --map {kind}=1-10"):
            take(bearable(bearable_row("am", kind, "5")))


@each("kind", ["Factor", "Factors", "Symptom", "Symptoms"])
@each("severity", ["None", "Mild", "Moderate", "Severe", "Unbearable"])
def test_a_category_may_be_one_or_many_and_a_symptom_is_one_measure_however_bad(
    kind: str, severity: str
) -> None:
    result = take(bearable(bearable_row("am", kind, "4", f"Neck pain ({severity})")))
    (entry,) = check_ins(result)
    if kind.startswith("Factor"):
        assert (entry.ratings, entry.note) == ((), f"Factors: Neck pain ({severity})")
    else:
        assert (entry.value("bearable_neck_pain"), entry.note) == (4, None)


def test_a_second_mood_in_one_part_of_a_day_is_a_moment_of_its_own() -> None:
    twice = bearable(bearable_row("am", "Mood", "9"), bearable_row("am", "Mood", "2"))
    assert [c.value("bearable_mood") for c in check_ins(take(twice))] == [9, 2]


def test_the_newer_bearable_with_one_more_column_is_read() -> None:
    header = (BEARABLE[0], "date formatted", *BEARABLE[1:])
    row = bearable_row("9:30 PM", "Mood", "9")
    (entry,) = check_ins(take(table(header, [(row[0], "2021-12-08", *row[1:])])))
    assert entry.at
    assert entry.at.isoformat() == "2021-12-08T21:30:00+02:00"


def test_emoods_severities_count_from_zero_and_no_mood_is_made_of_them() -> None:
    last = check_ins(take(EMOODS_FILE))[-1]
    keys = ("irritability", "anxiety", "depressed", "elevated")
    assert [last.value(f"emoods_{key}") for key in keys] == [0, 1, 3, 0]
    assert (last.value("sleep"), last.value("mood"), last.note) == (6.5, None, "rain")


def test_what_emoods_codes_in_an_unknown_way_is_named_and_not_read() -> None:
    assert take(EMOODS_FILE).not_read == (
        "PSYCHOTIC SYMPTOMS (2)",
        "WEIGHT (1)",
        "other files in the ZIP (1)",
    )


def test_the_table_of_emoods_is_read_without_its_zip_too() -> None:
    rows = [emoods_row("2026-06-14", "1", "2", "5", "1")]
    (bad,) = take(table(EMOODS, rows)).bad_rows
    assert (bad.line, bad.reason) == (2, "DEPRESSED goes from 1 to 4.")


def test_state_of_mind_is_read_with_its_words_and_the_rest_is_counted() -> None:
    result = take(APPLE_FILE)
    evening, night = check_ins(result)
    assert (evening.value("apple_valence"), evening.value("mood")) == (0.4, 7)
    assert evening.note == "Felt: Calm, Happy\nAbout: Family"
    assert (night.value("mood"), result.not_read) == (0, ("other records (1)",))


def test_a_valence_with_more_decimals_is_rounded_to_a_thousandth() -> None:
    (entry,) = check_ins(take(apple(state_of_mind("2026-06-14 20:00:00 +0200", "0.123456789"))))
    assert (entry.value("apple_valence"), entry.value("mood")) == (0.123, 6)


def test_a_moment_after_midnight_counts_for_the_diary_day_before() -> None:
    assert check_ins(take(APPLE_FILE))[1].day == date(2026, 6, 14)


def test_apples_zip_is_read_whatever_its_files_are_called() -> None:
    data = zipped({"apple_health_export/ecg.csv": b"x", "../../Exportación.xml": APPLE_FILE})
    result = take(data, "export.zip")
    assert len(check_ins(result)) == 2
    assert result.not_read[-1] == "other files in the ZIP (1)"


def test_an_export_of_apples_without_moods_says_so() -> None:
    assert "no State of Mind" in refusal(apple(STEPS))


def test_the_xml_of_another_program_is_not_apples_whatever_is_in_it() -> None:
    mood = state_of_mind("2026-06-14 21:04:00 +0200", "1")
    for body in (mood, STEPS, "<HealthData/>"):
        assert refusal_of(f"<Other>{body}</Other>", name="x.xml", form="apple-health") == (
            "The file is XML, but not Apple Health's."
        )


def test_a_bad_element_is_named_by_its_line() -> None:
    data = apple(STEPS, state_of_mind("2026-06-14 20:00:00 +0200", "3"))
    (bad,) = take(data).bad_rows
    assert (bad.line, bad.reason) == (13, "valence goes from −1 to 1.")


def test_entities_are_refused_before_they_grow() -> None:
    laughs = '<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">'
    head = APPLE_HEAD.replace("<!ELEMENT Record", f"{laughs}<!ELEMENT Record")
    assert "entities" in refusal(apple("&b;", head=head))


class Endless(RawIOBase):
    """A list of a health app as long as one likes, made while it is read."""

    def __init__(self, head: bytes, body: bytes, times: int) -> None:
        self.parts = (head, *[body] * times)
        self.at = 0

    def read(self, size: int = -1) -> bytes:
        part = self.parts[self.at : self.at + 1]
        self.at += 1
        return b"".join(part)

    def seek(self, place: int, whence: int = 0) -> int:
        self.at = 0
        return 0


def test_a_large_export_of_apples_takes_little_memory() -> None:
    body = STEPS.encode() * 300
    end = state_of_mind("2026-06-14 20:00:00 +0200", "1").encode() + b"</HealthData>"
    file = Endless(APPLE_HEAD.encode(), body, 40)
    file.parts += (end,)
    tracemalloc.start()
    result = read_file(file, name="export.xml", diary=Diary(), now=NOW)  # type: ignore[arg-type]  # what is used of it
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.not_read == ("other records (12,000)",)
    assert most < len(body) * 40 / 4


def test_a_tag_without_an_end_is_not_gathered_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (apple_health.LONGEST, apple_health.PIECE) == (16 * 2**20, 2**20)
    monkeypatch.setattr("tracker.exchange.apps.apple_health.LONGEST", 2**18)
    file = Endless(APPLE_HEAD.encode() + b'<Record value="', b"x" * 2**16, 1_000)
    with pytest.raises(ValidationError, match=r"^The file has a tag without an end"):
        read_file(file, name="export.xml", diary=Diary(), now=NOW)  # type: ignore[arg-type]  # what is used of it
    assert file.at < 20


def test_a_zip_that_would_unpack_to_far_more_is_left_alone() -> None:
    bomb = zipped({"export.xml": APPLE_FILE + b" " * 2**23})
    assert "far more than any export" in refusal(bomb)
    diary = json.write(Diary(), exported_at=NOW)
    small = diary + b" " * (2**20 - len(diary))
    assert take(zipped({"x.json": small}), "x.zip").diary == Diary()
    assert "far more than any export" in refusal(zipped({"x.json": small + b" "}))


def test_a_zip_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(zipped({"entry.csv": table(EMOODS, [emoods_row("2026-06-14", *"1111")])}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(data), form="emoods")


def test_a_zip_under_a_password_says_to_unpack_it() -> None:
    for name, sentence in (
        ("entry.csv", "The ZIP file has a password; unpack it first."),
        ("xl/workbook.xml", "The spreadsheet has a password; save it without one."),
    ):
        content = BytesIO()
        with ZipFile(content, "w") as archive:
            archive.writestr(ZipInfo(name), "x")
        data = bytearray(content.getvalue())
        for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + place] |= 1
        assert refusal(bytes(data)) == sentence


def test_the_content_of_a_file_decides_its_format_not_its_name() -> None:
    for name, data in FILES.items():
        measures = {m.key for m in take(data, "notes.txt").new_measures}
        assert any(key.startswith(name.partition("-")[0]) for key in measures), name
    diary = json.write(Diary(), exported_at=NOW)
    assert take(diary, "-").diary == Diary()


def test_a_mood_already_rated_here_keeps_the_measure_of_the_diary() -> None:
    (measure,) = take(DAYLIO_FILE).new_measures
    ours = Diary(measures=(*Diary().measures, replace(measure, label="As in the phone")))
    result = take(DAYLIO_FILE, diary=ours)
    assert result.new_measures == ()
    assert result.diary.measures == ours.measures


@given(st.lists(st.text(max_size=30), min_size=8, max_size=8))
def test_no_row_of_anything_ends_in_more_than_a_sentence(cells: list[str]) -> None:
    clean = [cell.encode("utf-8", "ignore").decode() for cell in cells]
    for header in (DAYLIO, (*BEARABLE, "x"), EMOODS[1:9]):
        assert not any("\n" in sentence for sentence in sentences(table(header, [clean])))


BEARABLE_AGAIN = (BEARABLE[0], "date formatted", *BEARABLE[1:])


@each(
    ("header", "row"),
    [
        (DAYLIO, ("6/7/2026", "June 7", "Sunday", "21:05", "good", "", "", "")),
        (DAYLIO, ("6/7/2026", "7-Jun", "", "9:05 PM", "good", "", "", "")),
        (DAYLIO, ("6/7/2026", "", "Sonntag", "21:05", "gut", "", "", "")),
        (BEARABLE_AGAIN, ("6/7/2026", "2026-06-07", "Sun", "am", "Mood", "7", "", "")),
    ],
)
def test_a_file_saved_again_by_a_spreadsheet_tells_its_dates_a_second_time(
    header: tuple[str, ...], row: tuple[str, ...]
) -> None:
    assert check_ins(take(table(header, [row])))[0].day == date(2026, 6, 7)


@each(
    "names",
    [
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    ],
)
def test_the_name_of_the_weekday_tells_which_date_is_right(names: str) -> None:
    for day, name in enumerate(names.split(), start=1):
        rows = parse_table(f"weekday,mood\n{name},7\n", lambda cells: True)
        fits = date_fits(rows, "weekday")
        assert [n for n in range(1, 8) if fits(2, date(2026, 6, n))] == [day]
    for nothing in ("", "Sundry"):
        rows = parse_table(f"weekday,mood\n{nothing},7\n", lambda cells: True)
        assert date_fits(rows, "weekday")(2, date(2026, 6, 1))


@each(
    ("header", "row"),
    [
        (DAYLIO, ("6/7/2026", "", "", "21:05", "good", "", "", "")),
        (BEARABLE, ("6/7/2026", "Sun", "am", "Mood", "7", "", "")),
        (EMOODS[1:8], ("6/7/2026", "1", "2", "4", "1", "6.5", "")),
    ],
)
def test_an_ambiguous_date_of_another_app_is_asked_about_and_read_in_the_stated_order(
    header: tuple[str, ...], row: tuple[str, ...]
) -> None:
    data = table(header, [row])
    with pytest.raises(NeedsAnswerError, match="--date-format m/d/y"):
        take(data)
    for order, month in (("m/d/y", 6), ("d/m/y", 7)):
        (entry,) = check_ins(take_file(data, name="x", date_format=order))
        assert entry.day.month == month


def test_each_part_of_a_day_has_an_id_of_its_own_in_every_export() -> None:
    parts = ("", "pre", "am", "mid", "pm")
    found = check_ins(take(bearable(*(bearable_row(part, "Mood", "7") for part in parts))))
    begins = [check_in.id.rpartition("-")[0] for check_in in found]
    assert begins == [f"bearable-20211208-{n}" for n in range(5)]


@each(
    ("moods", "own"),
    [
        (("ok", "meh", "good"), "ok"),
        (("super", "rad", "good"), "super"),
        *((("ok",), "ok"), (("super",), "super")),
        (("gut", "rad"), "gut"),
    ],
)
def test_a_word_of_another_language_is_an_own_name(moods: tuple[str, ...], own: str) -> None:
    data = daylio(*(daylio_row("2026-06-14", f"1{n}:05", mood) for n, mood in enumerate(moods)))
    assert f"“{own}” is a name of your own" in refusal(data)


def test_daylios_backup_is_read_with_its_own_names_and_nothing_is_asked() -> None:
    values = {
        "version": 15,
        "customMoods": [
            {"id": 1, "custom_name": "", "mood_group_id": 1, "predefined_name_id": 1},
            {"id": 9, "custom_name": "Drained", "mood_group_id": 4, "predefined_name_id": -1},
        ],
        "tags": [{"id": 3, "name": "walk"}],
        "assets": [{"id": 1}],
        "dayEntries": [
            {"id": 1, "year": 2026, "month": 5, "day": 14, "hour": 21, "minute": 5,
             "timeZoneOffset": -18_000_000, "mood": 9, "note": "long<br>day", "note_title": "",
             "tags": [3]},
            {"id": 2, "year": 2026, "month": 5, "day": 15, "hour": 9, "minute": 0, "mood": 1},
            {"id": 3, "year": 2026, "month": 5, "day": 99, "mood": 1},
            {"id": 4, "year": 2026, "month": 5, "day": 17, "mood": 1},
        ],
    }  # fmt: skip
    data = zipped({"backup.daylio": b64encode(dumps(values).encode()), "assets/1": b"x"})
    result = take(data, "backup.daylio")
    first, second, third = result.diary.check_ins
    assert (first.day, first.value("daylio_mood"), first.value("mood")) == (date(2026, 6, 14), 2, 2)
    assert first.at
    assert first.at.isoformat() == "2026-06-14T21:05:00-05:00"
    assert first.note == "long\nday\nActivities: walk"
    assert second.value("mood") == 10
    assert third.at
    assert third.at.isoformat()[:16] == "2026-06-17T00:00"
    assert [bad.line for bad in result.bad_rows] == [3]
    assert result.not_read == ("photos and sounds (1)", "other files in the ZIP (1)")


def test_each_mood_of_a_backup_of_daylio_is_one_of_five_and_its_time_is_of_its_place() -> None:
    moods = [{"id": n, "mood_group_id": n} for n in range(7)]
    day: dict[str, object] = {"year": 2026, "month": 0, "day": 1, "hour": 12}
    entries = [day | {"minute": n, "mood": n} for n in range(7)]
    offsets = [86_399_999, 86_400_000, 86_340_000, -86_340_000, 60_001, "x", None]
    entries += [day | {"mood": 1, "hour": n, "timeZoneOffset": o} for n, o in enumerate(offsets)]
    data = zipped({"backup.daylio": dumps({"customMoods": moods, "dayEntries": entries}).encode()})
    result = take(data, "backup.daylio")
    assert [(bad.line, bad.reason) for bad in result.bad_rows] == [
        (n, "The entry of the backup has no date, or no known mood.") for n in (1, 7)
    ]
    read = [c for c in result.diary.check_ins if c.at]
    rated = {c.at.minute: c.value("daylio_mood") for c in read if c.at and c.at.hour == 12}
    assert rated == {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}
    shown = {c.at.hour: c.at.isoformat()[-6:] for c in read if c.at and c.at.hour < 12}
    assert shown == {**dict.fromkeys((0, 1, 4, 5, 6), "+02:00"), **{2: "+23:59", 3: "-23:59"}}
    assert {c.day for c in result.diary.check_ins} == {date(2026, 1, 1)}


@each(
    ("backup", "sentence"),
    [
        (b"eyJicm9rZW4", "Daylio's backup is damaged; make another one."),
        (b"{broken", "Daylio's backup is damaged; make another one."),
        (b'{"tags": []}', "The file is not a backup of Daylio's: it has no dayEntries."),
        (b'{"dayEntries": 3}', "The file is not a backup of Daylio's: it has no dayEntries."),
    ],
)
def test_a_backup_of_daylio_that_cannot_be_read_is_refused(backup: bytes, sentence: str) -> None:
    assert refusal_of(zipped({"backup.daylio": backup}), name="backup.daylio") == sentence


def test_an_own_mood_of_daylio_is_one_of_five() -> None:
    data = daylio(daylio_row("2026-06-14", "21:05", "drained"))
    assert refusal_of(data, {"drained": "6"}, name="x.csv") == (
        "“6” is not one of Daylio's five moods. Type 1 to 5; 5 is best."
    )
    (entry,) = check_ins(take_file(data, {"drained": " 2 "}, name="x.csv"))
    assert (entry.value("daylio_mood"), entry.value("mood")) == (2, 2)
    for n, name in enumerate(("awful", "bad", "meh", "good", "rad"), start=1):
        (mapping,) = take_file(data, {"drained": str(n)}, name="x.csv").mapping
        assert mapping.endswith(f", as daylio_mood. “drained” is read as {name}.")
    for typed in ("0", "6", "1.5", "", "x"):
        assert "one of Daylio's five moods" in refusal_of(data, {"drained": typed}, name="x.csv")


def test_an_entry_of_apple_without_a_time_is_named_and_workouts_are_counted() -> None:
    workout = ' <Workout workoutActivityType="Walking" duration="30"/>\n'
    moods = [state_of_mind("2026-06-14", "0.5"), state_of_mind("2026-06-14 21:04:00 +0200", "1")]
    result = take(apple(STEPS, workout, *moods, workout))
    assert [bad.reason for bad in result.bad_rows] == ["The entry has no time."]
    assert [c.value("mood") for c in result.diary.check_ins] == [10]
    assert result.not_read == ("other records (1)", "workouts (2)")


def test_a_mood_with_an_apostrophe_can_be_named_as_it_is_shown() -> None:
    data = daylio(daylio_row("2026-06-14", "21:05", "Don't know"))
    assert "--map 'Don’t know=4'" in refusal(data)
    for typed in ("Don’t know", "don't know"):
        assert check_ins(take_file(data, {typed: "2"}, name="export"))[0].value("daylio_mood") == 2


def test_bearable_on_another_scale_than_an_earlier_file_is_read_as_it_is_shown() -> None:
    first = take(bearable(bearable_row("am", "Mood", "3")), Mood="1-5")
    diary = Diary(measures=(*Diary().measures, *first.new_measures))
    ten = bearable(bearable_row("am", "Mood", "5"), bearable_row("pm", "Mood", "7"))
    for _ in range(2):
        result = take(ten, diary=diary)
        assert "Mood 0, 1, 2, 3, 4, 6, 7, 8, 9, 10" in result.mapping[0]
        assert [dict(c.ratings) for c in check_ins(result)] == [
            {"mood": 4, "bearable_mood_1_10": 5}, {"mood": 7, "bearable_mood_1_10": 7},
        ]  # fmt: skip
        diary = Diary(measures=(*diary.measures, *result.new_measures))
    back = take(bearable(bearable_row("mid", "Mood", "5")), diary=diary, Mood="1-5")
    assert dict(check_ins(back)[0].ratings) == {"mood": 10, "bearable_mood": 5}
