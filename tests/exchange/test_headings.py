"""What a column is by the words of its heading and by its values, without a word from a person."""

from __future__ import annotations

import re

import pytest

from tests.cases import each
from tests.exchange.reading import check_ins, refusal, take
from tracker.exchange.cells import cell_number
from tracker.exchange.headings import heading_for, measure_for, read_heading
from tracker.exchange.result import ImportResult, NeedsAnswerError
from tracker.records import MOOD, Diary, Measure
from tracker.records.measure import Better


def read(heading: str, *values: str) -> ImportResult:
    """A day a value, under one heading beside mood."""
    rows = (f'2026-06-{n:02},5,"{value}"\n' for n, value in enumerate(values, start=1))
    return take(f'day,mood,"{heading}"\n{"".join(rows)}')


def measure(heading: str, *values: str) -> Measure:
    *_, made = read(heading, *values or ("2", "3")).new_measures  # after the one with its values
    return made


@each(
    ("heading", "key"),
    [
        *(
            ("Pain (0-10)", "pain"),
            ("Anxiety level", "anxiety"),
            ("Irritability level", "irritability"),
        ),
        *(("Fatigue score", "tiredness"), ("How was your anxiety today?", "anxiety")),
        *(("ENERGY (0 to 10)", "energy"), ("Hours slept", "sleep"), ("Sleep (h)", "sleep")),
        *(("Sleep hrs", "sleep"), ("How many hours did you sleep?", "sleep")),
        ("How many hours did you sleep last night?", "sleep"),
        ("Wie viele Stunden hast du geschlafen?", "sleep"),
        *(("How much pain did you have today?", "pain"), ("Please rate your anxiety", "anxiety")),
        *(
            ("On a scale of 0-10, how is your pain?", "pain"),
            ("Anxiety at night", "anxiety_at_night"),
        ),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, key: str) -> None:
    assert measure(heading).key == key


@each(
    "heading",
    [
        *("Depression", "Low mood", "Sadness", "Stress", "Suicidal thoughts", "Nausea", "Panic"),
        *("Back pain", "Stress (0-10)", "Anger level", "Brain fog", "Schmerzen", "Tristesse"),
        *("Headache intensity", "Work stress (evening)", "Hopelessness rating", "Dissociation"),
        *("Irritated", "Worrying", "Ashamed", "Bored", "Irritabilidad", "Ängstlichkeit"),
        *("Irritabilité", "Solidão", "Rabbia", "Prikkelbaarheid", "Problemas de atención", "不安"),
    ],
)
def test_what_is_best_at_its_lowest_is_never_drawn_the_other_way(heading: str) -> None:
    assert measure(heading).better == "lower"


@each("heading", ["Calm", "Pain relief", "Sleep quality", "Stress control", "Joy"])
def test_anything_else_is_best_at_its_highest(heading: str) -> None:
    assert measure(heading).better == "higher"


@each("heading", ["Balance (−3 to 3)", "Balance (-3-3)", "Balance (−3 – +3)"])
def test_a_scale_in_a_heading_may_begin_below_zero_with_any_minus(heading: str) -> None:
    made = measure(heading)
    assert (made.low, made.high) == (-3, 3)


def test_a_score_of_sleep_is_how_well_and_never_hours_of_it() -> None:
    for heading in ("Sleep score", "Sleep rating", "How would you rate your sleep?", "sleep_level"):
        assert not measure(heading, "7", "8").hours_of_sleep
        assert "=sleep:minutes" not in str(read(heading, "67", "80").not_read)
    for heading in ("Total Duration of Sleep (in hours)", "Horas de sueño", "睡眠時間"):
        assert measure(heading, "7", "8").hours_of_sleep


@pytest.mark.parametrize("key", ["sleep_score", "minutes_asleep", "heart_rate_bpm", "mood_heute"])
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_an_own_measure_of_any_such_name_is_read_back(key: str, better: Better) -> None:
    made = Measure(key=key, label=key, better=better)
    assert measure_for(heading_for(made), Diary())[0].same_scale(made)
    assert measure_for(heading_for(made), Diary())[0].key == key


def test_a_column_of_0_and_1_alone_is_no_rating_from_0_to_10() -> None:
    """Tags and habits; read as ratings, they would be the worst of them."""

    def rated(rows: str, diary: Diary | None = None) -> set[str]:
        return {r.measure for c in check_ins(take(rows, diary=diary)) for r in c.ratings}

    lines = [f"2026-06-{n:02},5,{n % 2},{n % 2},0.0,,{n % 3}\n" for n in range(1, 12)]
    tags = "date,mood,gym,anxious,reading,rain,calm\n" + "".join(lines) + "2026-06-12,5,1,1,1,1,1\n"
    assert rated(tags) == {"mood", "calm"}
    assert take(tags).not_read == (
        "gym (12; only 0 and 1: --map 'gym=gym:0-1')",
        "anxious (12; only 0 and 1: --map 'anxious=anxiety')",
        "reading (12; only 0 and 1: --map 'reading=reading:0-1')",
        "rain (1; only 0 and 1: --map 'rain=rain:0-1')",
    )
    assert rated(tags, Diary(measures=(MOOD, Measure(key="gym", label="Gym")))) >= {"gym"}
    ours = tags.replace("date,", "day,time,offset,note,").replace(",5,", ",,,,5,")
    assert "gym" in rated(ours)
    # A pain or stress of 0 or 1 may be one, and a few rows tell nothing.
    low = "".join(f"2026-06-{n:02},5,1,0,1\n" for n in range(1, 12))
    assert rated(f"date,mood,pain,stress,gym\n{low}") == {"mood", "pain", "stress"}
    assert "gym" in rated(f"date,mood,gym\n{''.join(line[:14] + chr(10) for line in lines[:9])}")


def test_numbers_from_0_to_10_are_ratings_without_a_word_from_a_person() -> None:
    assert measure("Fogginess", "0", "10").high == 10
    for value in ("11", "-1"):
        result = read("Fogginess", "0", value)
        assert result.new_measures == ()
        assert str(result.not_read[0]).startswith("Fogginess (2; --map ")


def test_a_heading_that_states_the_better_end_decides_whatever_its_words() -> None:
    for ends in ("0-10, higher is better", "0 = bad, 10 = fine", "0 = rough, 10 = great"):
        assert measure(f"Sadness ({ends})").better == "higher", ends
    for ends in (
        "0-10, lower is better",
        "0-10, low is good",
        "0 = calm, 10 = x",
        "0 = x, 10 = bad",
    ):
        assert measure(f"Joy ({ends})").better == "lower", ends


def test_the_ends_of_a_scale_may_have_their_words_first() -> None:
    for heading in ("Energy (low=1 high=5)", "Energy (worst: 1, best: 5)"):
        result = read(heading, "1", "5")
        assert [c.value("energy") for c in check_ins(result)] == [0, 10], heading
    assert [c.value("mood") for c in check_ins(take(
        'date,"Mood [best = 1, worst = 6]"\n2026-06-14,1\n2026-06-15,6\n'))] == [10, 0]  # fmt: skip


def test_a_better_end_is_stated_by_words_about_it_with_or_without_a_range() -> None:
    assert measure("Joy (lower is better)").better == "lower"
    assert measure("Sadness (higher is better)").better == "higher"
    for heading in ("Flowers seen (0-10)", "Lower back mobility (0-10)", "Lower limb strength"):
        assert measure(heading).better == "higher", heading
    assert measure("Higher power doubts, sadness (0-10)").better == "lower"


def test_hours_of_sleep_are_not_rated_as_how_well_an_earlier_file_says_it_was() -> None:
    first = take("date,Sleep (0-10)\n2026-06-14,4\n")
    diary = Diary(measures=(MOOD, *first.new_measures))
    (made,) = check_ins(take("date,Sleep\n2026-06-15,7.5\n", diary=diary))
    assert dict(made.ratings) == {"sleep": 7.5}


def test_a_direction_that_is_stated_later_is_not_that_of_the_earlier_file() -> None:
    rows = "date,Mood (1-5)\n2026-06-14,5\n"
    diary = Diary(measures=(MOOD, *take(rows).new_measures))
    for _ in range(2):
        result = take(rows, {"Mood (1-5)": "mood:1-5,lower"}, diary=diary)
        (made,) = check_ins(result)
        assert dict(made.ratings) == {"mood": 0, "mood_1_5_lower": 5}
        diary = Diary(measures=(*diary.measures, *result.new_measures))
    assert check_ins(take(rows, diary=diary))[0].value("mood") == 10


def test_the_original_values_of_a_later_file_are_kept_to_their_last_digit() -> None:
    measures: tuple[Measure, ...] = (MOOD,)
    kept = []
    for n, cell in enumerate(("70", "65.5", "65.25", "64.5", "60"), start=1):
        result = take(f"date,Mood (0-100)\n2026-06-{n:02},{cell}\n", diary=Diary(measures=measures))
        measures = (*measures, *result.new_measures)
        (made,) = check_ins(result)
        kept.append([value for key, value in made.ratings if key != "mood"])
    assert kept == [[70], [65.5], [65.25], [64.5], [60]]


@each(
    ("heading", "cell", "mood"),
    [
        *(("Mood (1-5)", "5", 10), ("Mood (1-5)", "1", 0), ("Mood 1–10", "10", 10)),
        *(("Mood [0..100]", "50", 5), ("Mood (1 = worst, 7 = best)", "7", 10)),
        *(("Mood (1 = best, 5 = worst)", "1", 10), ("Mood (1-5, lower is better)", "5", 0)),
        *(("Mood (-3 to 3)", "3", 10), ("Mood rating (scale 0 to 4)", "2", 5)),
    ],
)
def test_a_range_in_a_heading_is_the_scale_of_the_column(
    heading: str, cell: str, mood: int
) -> None:
    result = take(f'day,"{heading}"\n2026-06-14,{cell}')
    assert check_ins(result)[0].value("mood") == mood
    assert len(result.mapping) == 1


@each(
    "inside", ["hours", "h", "my average", "out of", "current level", "Std", "0-10", "hours daily"]
)
def test_words_in_brackets_that_do_not_tell_what_is_rated_are_no_part_of_the_name(
    inside: str,
) -> None:
    for brackets in ("({})", "[{}]", "{{{}}}"):
        heading = f"Calm {brackets.format(inside)}"
        assert read_heading(heading).words == "Calm", heading
    assert read_heading("Calm (in the evening)").words == "Calm (in the evening)"
    assert read_heading("Calm (my evening)").words == "Calm (my evening)"


def test_a_range_of_its_own_is_the_scale_of_a_new_measure() -> None:
    made = measure("Tension (0-4)", "3")
    assert (made.key, made.low, made.high, made.better) == ("tension", 0, 4, "lower")


@each(
    ("heading", "values", "hint"),
    [
        ("PHQ-9", ["9", "5"], "PHQ-9=scale:phq-9"),
        ("GAD7 total", ["3", "5"], "GAD7 total=scale:gad-7"),
        ("MADRS score", ["7", "9"], "MADRS score=scale:MADRS"),
        ("PCL-5", ["8", "9"], "PCL-5=scale:pcl-5"),
        ("phq_tot", ["8", "9"], "phq_tot=scale:phq-9"),
        ("phq3", ["1", "2"], "phq3=scale:phq-9:3"),
        ("PHQ", ["3", "5"], "PHQ=scale:phq-9"),
        ("PHQ score", ["3", "5"], "PHQ score=scale:phq-9"),
        ("GAD sum", ["3", "5"], "GAD sum=scale:gad-7"),
        ("BDI-II", ["8", "9"], "BDI-II=scale:BDI-II:0-100,lower"),
        ("Energy", ["40", "90"], "Energy=energy:0-100"),
        ("Income", ["4000", "9000"], ""),
        ("Ketamine (mg/kg)", ["0.5", "1.5"], "Ketamine (mg/kg)=ketamine_mg_kg:0-1.5"),
        ("Duration (h)", ["1", "2"], "Duration (h)=duration_h:0-2"),
        ("Weather", ["rain", "sun"], "Weather=note"),
        ("gad7_complete", ["2", "2"], "gad7_complete=gad7_complete:0-2"),
        ("effects___2", ["0", "1"], "effects___2=effects_2:0-1"),
        ("redcap_repeat_instance", ["1", "2"], "redcap_repeat_instance=redcap_repeat_instance:0-2"),
        ("Sleep quality", ["79%", "64 %"], "Sleep quality=sleep_quality:0-100"),
        ("Heart rate (bpm)", ["0", "0"], "Heart rate (bpm)=heart_rate_bpm:0-1"),
        ("Anxious", ["-3", "-1", "0", "1", "2"], "Anxious=anxiety:-3-3,lower"),
        ("Down", ["-3", "2"], "Down=down:-3-3"),
        ("Out of bed", ["TRUE", "FALSE"], "Out of bed=note"),
        ("Steps", ["410", "398"], "Steps=steps:0-410"),
        ("Worry", ["40", "90"], "Worry=worry:0-90,lower"),
        *(
            (name, ["1", "3"], f"{name}={name.casefold().replace(' ', '_')}:0-3")
            for name in (
                *(
                    "ID",
                    "ID phone",
                    "phase",
                    "beepno",
                    "Session number",
                    "user_id",
                    "Hour",
                    "Minute",
                ),
                *("Weekday", "Visit no", "Week", "Dose", "Infusion cost", "Minutes", "Pulse"),
            )
        ),
    ],
)
def test_what_is_no_rating_is_named_with_the_way_to_read_it(
    heading: str, values: list[str], hint: str
) -> None:
    result = read(heading, *values)
    assert result.new_measures == ()
    assert len(check_ins(result)) == len(values)
    (unread,) = result.not_read
    count = len(values)
    assert unread == (f"{heading} ({count}; --map '{hint}')" if hint else f"{heading} ({count})")


@each(
    ("heading", "cell"),
    [
        ("Over the last day, how often were you bothered by feeling down?", "often"),
        ("What didn't work today", "walking"),
        ("How's mood", "70"),
        ("Depth of sleep", "79%"),
        ("Today's energy in comparison to all the days that you remember", "70"),
    ],
)
def test_the_map_that_is_shown_for_a_column_can_be_typed_as_it_is_shown(
    heading: str, cell: str
) -> None:
    rows = f'date,"{heading}"\n2026-06-14,"{cell}"\n2026-06-15,"{cell}"\n'
    (unread,) = take(rows).not_read
    (typed,) = re.findall(r"--map '([^']*)'", unread)
    name, _, meaning = typed.rpartition("=")
    read_now = take(rows, {name: meaning})
    assert (read_now.bad_rows, read_now.not_read) == ((), ())
    assert len(check_ins(read_now)) == 2


def test_a_heading_that_states_its_scale_is_a_rating_and_its_bad_rows_are_named() -> None:
    result = read("Energy (0-10)", "40", "90")
    assert (result.not_read, [bad.line for bad in result.bad_rows]) == ((), [2, 3])


def test_numbered_questions_are_no_measures() -> None:
    header = ",".join(f"Q{n}" for n in range(1, 10))
    result = take(f"day,mood,{header}\n2026-06-14,7,1,1,2,1,1,1,1,1,0")
    assert result.new_measures == ()
    assert len(result.not_read) == 9
    for numbers in ((1, 2), (2, 3, 4), (1, 3, 4), (1, 2, 4)):
        header = ",".join(f"Calm{n}" for n in numbers)
        result = take(f"day,mood,{header}\n2026-06-14,7" + ",1" * len(numbers))
        assert [m.key for m in result.new_measures] == [f"calm{n}" for n in numbers]


@each("name", ["", "X", "Unnamed: 0", "Entry"])
def test_a_first_column_of_row_numbers_is_no_rating(name: str) -> None:
    result = take(f'"{name}","Date","Mood"\n"1",2026-06-14,7\n"2",2026-06-15,6\n')
    assert [c.value("mood") for c in check_ins(result)] == [7, 6]
    assert len(result.not_read) == 1


def test_a_column_of_words_under_a_measures_name_blocks_nothing() -> None:
    result = read("Energy", "high", "low")
    assert [c.value("mood") for c in check_ins(result)] == [5, 5]
    assert result.not_read == ("Energy (2; --map 'Energy=note')",)
    moods = take("date,Mood,Energy\n2026-06-14,Happy,7\n2026-06-15,Sad,NA\n2026-06-16,NA,3\n")
    assert [c.value("energy") for c in check_ins(moods)] == [7, 3]
    assert moods.not_read == ("Mood (3; --map 'Mood=note')",)


def test_a_missing_value_leaves_the_rest_of_its_row() -> None:
    words = "NA n/a N/A n.a. k.A. NULL NaN nd nil None missing <NA> #N/A #DIV/0! #NULL! #VALUE!"
    codes = "-9 -99 -999 -9999 -88 -77 -66"
    for cell in (*words.split(), *codes.split(), "-", "–", "—", ".", "?", " "):
        rows = f"day,mood,anxiety\n2026-06-14,7,{cell}\n2026-06-15,{cell},4\n2026-06-16,5,3"
        ratings = [{r.measure: r.value for r in c.ratings} for c in check_ins(take(rows))]
        assert ratings == [{"mood": 7}, {"anxiety": 4}, {"mood": 5, "anxiety": 3}], cell


def test_a_note_that_a_database_left_empty_is_none() -> None:
    rows = "day,mood,note\n2026-06-14,\\N,NA\n2026-06-15,5,\\N"
    first, second = check_ins(take(rows))
    assert (first.ratings, first.note, second.note) == ((), "NA", None)


def test_codes_for_no_value_may_be_most_of_a_column() -> None:
    rows = "day,mood,Calm\n2026-06-14,-99,-99\n2026-06-15,-99,-99\n2026-06-16,7,5\n"
    result = take(rows)
    (made,) = check_ins(result)
    assert (made.value("mood"), made.value("calm")) == (7, 5)
    assert "Missing values such as NA or -99: mood (2), Calm (2)." in result.remarks
    stated = check_ins(take(rows, {"Calm": "calm:-100-100"}))
    assert [c.value("calm") for c in stated] == [-99, -99, 5]


def test_missing_values_are_counted_and_a_day_laid_out_ahead_is_no_bad_row() -> None:
    result = take("day,mood,note\n2026-06-14,NA,\n2030-01-01,,\n2026-06-15,7,")
    assert len(check_ins(result)) == 1
    for missing in ("-99", "NA", ""):
        empty = take(
            f"day,mood,Sum\n2026-06-14,7,{missing}\n2026-06-15,7,5", {"Sum": "scale:phq-9"}
        )
        assert [a.total for a in empty.diary.assessments] == [5]
    assert result.remarks == (
        "Missing values such as NA or -99: mood (1).",
        "2 rows without a rating or a note: skipped.",
    )
    for rows in (1, 2, 3):
        text = "day,mood,Sum\n2026-06-15,7,5\n2026-06-16,,4\n" + "2026-06-14,,\n" * rows
        result = take(text, {"Sum": "scale:phq-9"})
        assert len(result.diary.assessments) == 2
        some = "1 row" if rows == 1 else f"{rows} rows"
        assert result.remarks == (f"{some} without a rating or a note: skipped.",)


@each(
    ("cell", "value"),
    [
        *(("7,5", 7.5), ("7.5", 7.5), ("10,432", 10432), ("1.234,5", 1234.5), ("−2", -2)),
        *(("1,234,567.5", 1234567.5), ("+7", 7), ("07", 7), ("7.", 7), (".5", 0.5)),
        *(("", None), ("7/10", None), ("seven", None), ("1e3", None), ("1,2,3", None), ("٧", None)),
    ],
)
def test_a_number_is_read_as_people_and_spreadsheets_write_it(
    cell: str, value: float | None
) -> None:
    assert cell_number(cell) == value


@each("cell", ["7.25", "7,25", "7:15", "7h15", "7 h 15 min"])
def test_hours_of_sleep_are_read_to_the_quarter(cell: str) -> None:
    for header, mapping in (("day;sleep", {}), ("When;Nap", {"When": "day", "Nap": "sleep"})):
        (entry,) = check_ins(take(f"{header}\n2026-06-14;{cell}", mapping))
        assert entry.ratings[0].value == 7.25
        assert len(entry.ratings) == 1


@each("name", ["Comments", "Journal", "Notizen", "Remarks", "comment"])
def test_a_column_of_remarks_is_the_note(name: str) -> None:
    assert check_ins(take(f"date,mood,{name}\n2026-06-14,7,rain"))[0].note == "rain"


def test_a_column_about_self_harm_is_kept_and_not_asked_for_until_it_is_turned_on() -> None:
    for heading in ("Suicidal thoughts", "SI", "Selbstverletzung (0-3)", "self_harm"):
        assert not measure(heading).active, heading
    assert measure("Worry").active


@each(
    ("names", "key"),
    [
        ([f"phq{n}" for n in range(1, 10)], "phq-9"),
        ([f"PHQ9_{n}" for n in range(1, 10)], "phq-9"),
        ([f"PHQ-9 item {n}" for n in range(1, 10)], "phq-9"),
        ([f"gad{n}" for n in range(1, 8)], "gad-7"),
        (["phq_1", "phq_2"], "phq-2"),
        ([f"PCL5_{n}" for n in range(1, 21)], "pcl-5"),
    ],
)
def test_the_maps_that_are_named_for_a_table_of_items_read_the_whole_questionnaire(
    names: list[str], key: str
) -> None:
    table = f"date,mood,{','.join(names)}\n2026-06-14,7{',1' * len(names)}\n"
    hints = [re.search(r"--map '(.*)=(.*)'", line) for line in take(table).not_read]
    (made,) = take(table, {hint[1]: hint[2] for hint in hints if hint}).diary.assessments
    assert (made.questionnaire, made.answers) == (key, (1,) * len(names))


def test_a_further_question_beside_the_items_is_not_named_as_one_of_them() -> None:
    names = [f"phq_{n}" for n in range(1, 11)]
    *_, last, further = take(f"date,{','.join(names)}\n2026-06-14{',1' * 10}\n").not_read
    assert last == "phq_9 (1; --map 'phq_9=scale:phq-9:9')"
    assert "scale" not in further


def test_a_total_and_its_items_come_in_as_a_questionnaire() -> None:
    mapping = {"PHQ-9 total": "scale:phq-9"}
    result = take("date,mood,PHQ-9 total\n2026-06-14,7,9\n2026-06-15,6,", mapping)
    (made,) = result.diary.assessments
    assert (made.day.day, made.questionnaire, made.total, made.high) == (14, "phq-9", 9, 27)
    items = {f"Q{n}": f"scale:phq-9:{n}" for n in range(1, 10)}
    header = ",".join(["date", *items, "sum"])
    rows = f"{header}\n2026-06-14,1,1,2,1,1,1,1,1,0,9\n2026-06-15,1,1,2,1,1,1,1,1,0,8"
    scored = take(rows, {**items, "sum": "scale:phq-9"})
    (filled,) = scored.diary.assessments
    assert (filled.answers, filled.total) == ((1, 1, 2, 1, 1, 1, 1, 1, 0), 9)
    assert "add up to 9" in scored.bad_rows[0].reason


@each(
    ("meaning", "word"),
    [
        ("scale:Clinic", "add its range"),
        ("scale:phq-9:0-30", "goes from 0 to 27"),
        ("scale:phq-9:12", "no item 12"),
        ("scale:phq-9:3", "9 items"),
        ("scale:phq-9:²", "Cannot read “²” as a scale"),
        ("x:0-5000", "a rating goes from −1000 to 1000 at most"),
        ("x:0-99999999999999", "Cannot read “99999999999999”"),
        (
            "time:5",
            "A column cannot be “time:5”. Choose one of: day, time, offset, recorded_at, note, -, "
            "a rating as mood:1-5 or a questionnaire as scale:phq-9.",
        ),
    ],
)
def test_a_questionnaire_that_cannot_be_is_refused(meaning: str, word: str) -> None:
    assert word in refusal("date,mood,x\n2026-06-14,7,3", {"x": meaning})


def test_the_total_of_an_unknown_scale_has_the_stated_range() -> None:
    (made,) = take("date,x\n2026-06-14,30", {"x": "scale:BDI-II:0-63,lower"}).diary.assessments
    assert (made.questionnaire, made.low, made.high, made.better) == ("BDI-II", 0, 63, "lower")


def test_a_measure_that_is_named_has_its_own_direction() -> None:
    result = take("date,Hurt\n2026-06-14,1\n2026-06-15,10", {"Hurt": "pain:1-10"})
    assert [c.value("pain") for c in check_ins(result)] == [0, 10]


@each(
    "heading",
    [
        *("Stimmung", "Humeur", "Nastrój", "Stimmung (0-10)", "Wie ist deine Stimmung heute?"),
        *("Humor hoje", "Ánimo hoy", "Mon humeur aujourd'hui", "Stemming vandaag", "気分"),
    ],
)
def test_mood_has_its_name_in_other_languages(heading: str) -> None:
    assert check_ins(take(f"Datum;{heading}\n14.06.2026;7"))[0].value("mood") == 7


def test_a_mood_on_another_scale_is_asked_about_and_not_refused_row_by_row() -> None:
    rows = "date,Mood\n2026-06-14,70\n2026-06-15,55\n2026-06-16,5\n2026-06-17,40"
    assert "--map 'Mood=mood:0-100'" in refusal(rows)
    with pytest.raises(NeedsAnswerError) as needed:
        take(rows)
    (question,) = needed.value.questions
    assert (question.name, question.prompt) == ("Mood", "Column Mood")
    assert (question.samples, question.column) == (("70", "55", "5"), True)
    below = "".join(f"2026-06-{n + 10},{n}\n" for n in range(-3, 4))  # most of them fit 0 to 10
    assert "--map 'Mood=mood:-3-3'" in refusal(f"date,Mood\n{below}")
    one_of_two = take("date,Mood\n2026-06-14,70\n2026-06-15,5")
    assert [bad.line for bad in one_of_two.bad_rows] == [2]


def test_numbers_below_one_are_asked_about_as_a_spreadsheet_keeps_70_percent_as_0_7() -> None:
    rows = "date,Mood,Anxiety\n2026-06-14,0.7,1\n2026-06-15,0.55,0\n"
    assert "--map 'Mood=mood:0-1' or --map 'Mood=mood:0-10'" in refusal(rows)
    as_parts = check_ins(take(rows, {"Mood": "mood:0-1"}))
    assert [c.value("mood") for c in as_parts] == [7, 6]
    assert [c.value("anxiety") for c in as_parts] == [1, 0]
    as_points = check_ins(take(rows, {"Mood": "mood:0-10"}))
    assert [c.value("mood") for c in as_points] == [1, 1]
    assert "--map 'Anxiety=anxiety:0-1,lower'" in refusal("date,Anxiety\n2026-06-14,0.3\n")
    assert "--map 'Calm=calm:0-1'" in refusal("date,Calm\n2026-06-14,0.3\n")


@each(
    ("heading", "key", "values"),
    [
        ("Mood (1-5)", "mood", {"mood": 8, "mood_1_5": 4}),
        ("Pain (0-100)", "pain", {"pain": 0, "pain_0_100": 4}),
        ("Sleep (0-10)", "sleep_0_10", {"sleep_0_10": 4}),
        ("Calm (1-5)", "calm", {"calm": 4}),
    ],
)
def test_the_next_file_of_the_same_table_is_read_as_the_first(
    heading: str, key: str, values: dict[str, int]
) -> None:
    first = take(f"date,{heading}\n2026-06-14,4\n")
    diary = Diary(measures=(MOOD, *first.new_measures))
    second = take(f"date,{heading}\n2026-06-15,4\n", diary=diary)
    for result in (first, second):
        (made,) = check_ins(result)
        assert dict(made.ratings) == values
        assert made.value(key) is not None
    assert (second.mapping, second.new_measures) == (first.mapping, ())


@each(
    ("heading", "mood"),
    [
        *(("Mood out of 5", [8, 10]), ("Mood (out of 5)", [8, 10]), ("Mood /5", [8, 10])),
        *(("Mood (/10)", [4, 5]), ("Stimmung (von 5)", [8, 10])),
    ],
)
def test_a_heading_may_say_out_of_how_many_its_numbers_are(heading: str, mood: list[int]) -> None:
    result = take(f"date,{heading}\n2026-06-14,4\n2026-06-15,5\n")
    assert [c.value("mood") for c in check_ins(result)] == mood
    assert read_heading("BP 120/80").scale is None


def test_sleep_in_minutes_becomes_hours_and_is_never_stretched_over_a_day() -> None:
    rows = "date,{},mood\n2026-06-14,450,5\n2026-06-15,7:30,5\n2026-06-16,483,5\n"
    for heading in ("Sleep (min)", "Sleep duration (minutes)", "Minutes Asleep", "sleep_minutes"):
        result = take(rows.format(heading))
        assert [c.value("sleep") for c in check_ins(result)] == [7.5, 7.5, 8.05]
        assert result.mapping == (f"{heading} is in minutes and becomes hours.",)
    assert take(rows.format("Sleep")).not_read == ("Sleep (3; --map 'Sleep=sleep:minutes')",)
    stated = take(rows.format("Sleep"), {"Sleep": "sleep:minutes"})
    assert [c.value("sleep") for c in check_ins(stated)] == [7.5, 7.5, 8.05]
    in_the_diary = Diary(measures=(MOOD, *stated.new_measures))
    assert "--map 'Sleep=sleep:minutes'" in refusal(rows.format("Sleep"), diary=in_the_diary)
    assert refusal(rows.format("x"), {"mood": "mood:minutes"}).startswith("Mood is not in hours")
    minutes = Measure(key="sleep_min", label="Minutes of sleep", high=600)
    own = take(
        rows.format("Sleep (min)").replace("7:30", ""), diary=Diary(measures=(MOOD, minutes))
    )
    assert [c.value("sleep_min") for c in check_ins(own)] == [450, None, 483]
    seconds = "date,Asleep\n2026-06-14,25560\n2026-06-15,27150\n"
    for meaning in ("sleep", "sleep:minutes"):
        assert refusal(seconds, {"Asleep": meaning}).endswith(
            "Write the column in hours, or leave it out: --map 'Asleep=-'."
        )
    assert take("date,Exercise (min)\n2026-06-14,9\n").new_measures[0].key == "exercise_min"


def test_half_points_are_rounded_and_kept_as_they_were_rated() -> None:
    result = take("day,mood\n2026-06-14,3.5\n2026-06-15,6")
    rated = [(c.value("mood"), c.value("mood_0_10")) for c in check_ins(result)]
    assert rated == [(4, 3.5), (6, 6)]
    assert "is rounded" in result.mapping[0]
