"""Both ends of every range: the last value that is taken, and the first that is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.cases import each
from tracker.records import (
    Assessment,
    Diary,
    Event,
    Infusion,
    Measure,
    Settings,
    SideEffect,
    ValidationError,
)
from tracker.records.course import COURSE_GAP
from tracker.records.day import (
    FIRST_DAY,
    LAST_DAY,
    check_day,
    parse_iso_day,
    reject_future,
    shift_day,
)
from tracker.records.day_parser import month_number, parse_day, parse_past_day, parse_time
from tracker.records.format import format_event, format_infusion, short_id
from tracker.records.infusion import (
    MOST_PLANNED,
    parse_dose,
    parse_route,
    parse_severity,
    parse_side_effect,
    parse_side_effects,
    parse_weight,
)
from tracker.records.interval import parse_hours, parse_interval, parse_minutes, parse_window
from tracker.records.measure import measure_key
from tracker.records.questionnaires import Answer, Band, Item, Questionnaire
from tracker.records.questionnaires.schedule import DORMANT_AFTER
from tracker.records.settings import MOST_DAYS_AFTER, find_setting
from tracker.records.text import shorten
from tracker.records.validation import (
    check_choice,
    check_id,
    clean_passphrase,
    clean_title,
    clean_wording,
    new_id,
    parse_amount,
    parse_number,
    require_text,
)

DAY = date(2026, 11, 21)
ONE_DAY = timedelta(days=1)


def infusion(**given: Any) -> Infusion:
    values: dict[str, Any] = {"id": "i", "day": DAY}
    return Infusion(**values | given)


def measure(**given: Any) -> Measure:
    values: dict[str, Any] = {"key": "own", "label": "Own"}
    return Measure(**values | given)


def scored(**given: Any) -> Assessment:
    values: dict[str, Any] = {"id": "a", "day": DAY, "questionnaire": "own", "total": 0}
    return Assessment(**values | {"low": -1, "high": 1} | given)


def item(low: int = 0, high: int = 1) -> Item:
    return Item(label="one", answers=(Answer(value=low), Answer(value=high)))


def form(**given: Any) -> Questionnaire:
    values: dict[str, Any] = {
        "key": "own", "title": "Own", "subject": "", "items": (item(),), "low": 0, "high": 1,
    }  # fmt: skip
    return Questionnaire(**values | given)


RANGES: list[tuple[Callable[[Any], object], Any, Any, Any]] = [
    # What takes it, its lowest and its highest value, and what lies between it and the next one.
    (lambda n: infusion(dose_mg=n), 0.1, 10_000, 0.001),
    (lambda n: infusion(dose_mg_per_kg=n), 0.01, 50, 0.001),
    (lambda n: infusion(weight_kg=n), 20, 500, 0.001),
    (lambda n: infusion(minutes=n), 1, 10_080, 0.001),
    (lambda n: infusion(cost=n), 0, 10_000_000, 0.001),
    (lambda n: SideEffect(name="x", severity=n), 0, 3, 1),
    (lambda n: scored(low=n) if n < 0 else scored(high=n), -10_000, 10_000, 1),
    (lambda n: scored(total=n), -1, 1, 0.001),
    (lambda n: scored(answers=(n,)), -100, 100, 1),
    (lambda n: measure(low=n) if n < 0 else measure(high=n), -1000, 1000, 1),
    (lambda n: measure(step=n), 0.001, 10, 0.001),
    (lambda n: Settings(offer_questionnaires_after=n), 1, 56, 1),
    (lambda n: find_setting("offer-questionnaires-after").read(str(n)), 1, 56, 1),
    (lambda n: item(low=n) if n < 0 else item(high=n), -100, 100, 1),
    (lambda n: Item(label="x", answers=tuple(Answer(value=v) for v in range(n))), 2, 101, 1),
    (lambda n: form(items=(item(),) * n, high=n), 1, 200, 1),
    (lambda n: form(factor=n, high=n), 1, 100, 1),
    (lambda n: form(key="k" * n), 1, 60, 1),
    (lambda n: form(self_harm_item=n), 1, 1, 1),
    (lambda n: form(highest_of=((n,),)), 1, 1, 1),
    (lambda n: check_id("i" * n), 1, 64, 1),
    (lambda n: require_text("title", "t" * n), 1, 200, 1),
    (lambda day: check_day("day", day), date(1900, 1, 1), date(2199, 12, 31), ONE_DAY),
    (lambda day: infusion(day=day), date(1900, 1, 1), date(2199, 12, 31), ONE_DAY),
    (lambda day: scored(day=day), date(1900, 1, 1), date(2199, 12, 31), ONE_DAY),
]


@each(("take", "lowest", "highest", "step"), RANGES)
def test_both_ends_of_a_range_are_accepted_and_the_next_values_refused(
    take: Callable[[Any], object], lowest: Any, highest: Any, step: Any
) -> None:
    take(lowest)
    take(highest)
    for beyond in (lowest - step, highest + step):
        with pytest.raises(ValidationError):
            take(beyond)


def test_a_wording_has_2000_characters_at_most_and_a_title_one_line() -> None:
    assert clean_wording("wording", "x" * 2_000) == "x" * 2_000
    with pytest.raises(ValidationError, match="2,000 is the most") as refused:
        clean_wording("item's wording", "x" * 2_001)
    assert refused.value.field == "item's wording"
    assert clean_title("unit", " a\n b ") == "a b"
    assert clean_title("unit", "") is clean_title("unit", None) is None


def test_fields_left_out_have_their_defaults() -> None:
    assert infusion() == infusion(
        start=None, status="given", route=None, dose_mg=None, dose_mg_per_kg=None, weight_kg=None,
        minutes=None, phase=None, new_course=False, side_effects=(), cost=None, note=None,
    )  # fmt: skip
    assert measure() == measure(
        low=0, high=10, step=1, better="higher", low_label=None, high_label=None, unit=None,
        active=True,
    )  # fmt: skip
    assert form() == form(
        better="lower", scoring="sum", highest_of=(), factor=1, bands=(), recall_days=None,
        least_days_between=None, missing_allowed=0, self_harm_item=None, self_harm_also=(),
        loinc_panel=None, loinc_total=None, source="", licence="",
    )  # fmt: skip
    assert scored() == scored(answers=None, better="lower")
    assert SideEffect(name="x", severity=1).when == "during"
    assert Settings() == Settings(day_starts_at=time(4), mood_only=False)
    assert not Diary().invented
    assert Answer(value=1).label == ""


def test_an_id_begins_with_its_time_and_ends_with_random_characters() -> None:
    moment = datetime.fromtimestamp(1_469_918_176, UTC) + timedelta(milliseconds=385)
    made = {new_id(moment) for _ in range(50)}
    assert {one[:10] for one in made} == {"01ARYZ6S41"}  # the example of the standard of ULIDs
    assert {len(one) for one in made} == {26}
    assert len(made) == 50
    assert set("".join(one[10:] for one in made)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert new_id(moment + timedelta(milliseconds=1))[:10] == "01ARYZ6S42"


def test_blank_texts_become_none() -> None:
    blank: dict[str, Any] = {"id": "e", "kind": "life", "title": " x\n", "start": DAY}
    event = Event(**blank, dose=" ", note=" \n")
    assert (event.title, event.dose, event.note) == ("x", None, None)
    assert infusion(note=" \n").note is None
    assert infusion(note=" a\n").note == " a\n"
    assert Settings(name=" ", region="\n", theme="") == Settings()


def test_names_and_labels_are_one_line_in_every_record() -> None:
    typed, kept = " a\n  b ", "a b"
    mine = measure(label=typed, unit=typed, low_label=typed, high_label=typed)
    assert {mine.label, mine.unit, mine.low_label, mine.high_label} == {kept}
    chosen = Settings(name=typed, region=typed, theme=typed)
    assert {chosen.name, chosen.region, chosen.theme} == {kept}
    event = Event(id="e", kind="life", title=typed, start=DAY, dose=typed)
    assert {event.title, event.dose, scored(questionnaire=typed).questionnaire} == {kept}
    assert SideEffect(name=typed, severity=1).name == kept


def test_whole_numbers_become_integers() -> None:
    mine = measure(low=0.0, high=5.0, step=1.0)
    own = scored(total=0.0, low=-1.0, high=1.0)
    amounts = ("dose_mg", "dose_mg_per_kg", "weight_kg", "minutes", "cost")
    given = infusion(**dict.fromkeys(amounts, 40.0))
    numbers = (
        *(mine.low, mine.high, mine.step, own.total, own.low, own.high),
        *(getattr(given, name) for name in amounts),
    )
    assert {type(number) for number in numbers} == {int}
    severity: Any = 2.0
    assert repr(SideEffect(name="x", severity=severity).severity) == "2"


def test_a_check_returns_the_valid_value() -> None:
    assert check_id("a-1_b.c:D") == "a-1_b.c:D"
    assert check_choice("route", "iv", ("im", "iv")) == "iv"
    assert check_day("day", FIRST_DAY) == FIRST_DAY
    assert reject_future("day", LAST_DAY, LAST_DAY) == LAST_DAY
    assert require_text("title", " a  b ") == "a b"


@each("number", ["999999999999", "0.123456789", "-1.5", "+1.5", "−1.5"])
def test_a_number_has_twelve_digits_and_nine_decimals_at_most(number: str) -> None:
    assert parse_number(number, "x") == float(number.replace("−", "-"))
    for more in (f"1{'0' * 12}", f"0.{'1' * 10}"):
        with pytest.raises(ValidationError):
            parse_number(more, "x")


def test_three_decimals_after_a_comma_may_be_thousands_and_any_other_number_is_a_decimal() -> None:
    read = {"1,2": 1.2, "1,23": 1.23, "1,2345": 1.2345, "0,123": 0.123, ",123": 0.123}
    assert {text: parse_number(text, "x") for text in read} == read
    for text in ("1,234", "10,234", "-1,234"):
        with pytest.raises(ValidationError, match="can be read in two ways"):
            parse_number(text, "x")


@each(
    ("mg", "per_kg", "weight", "asked"),
    [
        (5, None, None, False), (4.9, None, None, True),
        (1000, None, None, False), (1000.1, None, None, True),
        (None, 5, None, False), (None, 5.1, None, True),
        (400, None, 80, False), (408, None, 80, True),
        (400, 4, 50, False), (None, None, 80, False),
    ],
)  # fmt: skip
def test_a_dose_is_unusual_above_5_mg_per_kg_and_outside_5_to_1000_mg(
    mg: float | None, per_kg: float | None, weight: float | None, asked: bool
) -> None:
    given = infusion(dose_mg=mg, dose_mg_per_kg=per_kg, weight_kg=weight)
    assert bool(given.unusual_dose) is asked


def test_a_dose_without_a_unit_is_mg_from_ten_on() -> None:
    assert parse_dose("10") == (10, None)
    for text in ("9", "9.99", "40 0.5 mg/kg", "0.5 mg/kg 40"):
        with pytest.raises(ValidationError, match="in mg or in mg/kg"):
            parse_dose(text)
    for text in ("0", "-4"):  # no dose in any unit
        with pytest.raises(ValidationError, match=f"Cannot read “{text}” as the dose. Try 40 mg"):
            parse_dose(text)


def test_a_course_gap_and_the_use_of_a_questionnaire_are_eight_weeks() -> None:
    assert timedelta(weeks=8) == COURSE_GAP == DORMANT_AFTER == timedelta(days=MOST_DAYS_AFTER)


def test_a_plan_has_60_infusions_at_most_and_a_line_60_characters_of_a_note() -> None:
    assert MOST_PLANNED == 60
    for length in (60, 61):
        title = format_event(Event(id="e", kind="life", title="x" * length, start=DAY))
        note = format_infusion(infusion(note="x" * length))
        assert ("…" in title) is ("…" in note) is (length > 60)


READERS: dict[str, Callable[[str], object]] = {
    # By the name that the field has in a refusal where no other one is given.
    "day": lambda text: parse_day(text, DAY),
    "time": parse_time,
    "span": lambda text: parse_window(text, DAY),
    "interval": parse_interval,
    "hours": parse_hours,
    "minutes": parse_minutes,
    "dose": parse_dose,
    "weight": parse_weight,
    "severity": parse_severity,
    "side effect": parse_side_effect,
    "side effects": parse_side_effects,
    "route": parse_route,
    "day-starts-at": find_setting("day-starts-at").read,
    "days after an infusion": find_setting("offer-questionnaires-after").read,
}


@each("field", READERS)
def test_the_forms_in_a_refusal_can_be_read(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        READERS[field]("" if field == "side effect" else "?")
    assert refused.value.field == field
    *_, shown = re.split("Try |Write |: ", str(refused.value).rstrip("."))
    forms = re.split(", | or ", shown.replace("0 to 3", "3"))
    assert len(forms) >= 3
    for form in forms:
        READERS[field](form)


FIELDS: list[tuple[Callable[[], object], str]] = [
    (lambda: parse_past_day("?", DAY, DAY), "day"),
    (lambda: parse_past_day("tomorrow", DAY, DAY), "day"),
    (lambda: parse_iso_day("?"), "day"),
    (lambda: parse_side_effect("?"), "side effect"),
    (lambda: parse_weight("x lb"), "weight"),
    (lambda: parse_amount("x", "cost"), "cost"),
    (lambda: parse_side_effect("nausea 5"), "side effect"),
    (lambda: parse_side_effects("nausea 1, nausea 2"), "side effects"),
    (lambda: parse_dose("5"), "dose"),
    (lambda: parse_dose("4 mg 5 mg"), "dose"),
    (lambda: parse_time("9"), "time"),
    (lambda: infusion(id=""), "id"),
    (lambda: scored(id=""), "id"),
    (lambda: Event(id="", kind="life", title="x", start=DAY), "id"),
    (lambda: infusion(note="x" * 20_001), "note"),
    (lambda: infusion(day=LAST_DAY + ONE_DAY), "day"),
    (lambda: infusion(dose_mg_per_kg=0), "dose per kg"),
    (lambda: infusion(minutes=0), "minutes"),
    (lambda: SideEffect(name="", severity=1), "side effect"),
    (lambda: Event(id="e", kind="life", title="x", start=DAY, dose="x" * 201), "dose"),
    (lambda: Event(id="e", kind="life", title="x", start=DAY, note="x" * 20_001), "note"),
    (lambda: scored(day=LAST_DAY + ONE_DAY), "day"),
    (lambda: measure(high_label="x" * 201), "high label"),
    (lambda: Settings(offer_questionnaires_after=0), "days after an infusion"),
    (lambda: Settings(name="x" * 201), "name"),
    (lambda: Settings(region="x" * 201), "region"),
    (lambda: Settings(theme="x" * 201), "theme"),
    (lambda: find_setting("day-starts-at").read("13:00"), "day-starts-at"),
    (lambda: find_setting("day-starts-at").read("?"), "day-starts-at"),
    (lambda: find_setting("name").read(" "), "name"),
    (lambda: find_setting("region").read("Narnia"), "region"),
    (lambda: find_setting("mood-only").read("x"), "mood-only"),
    (lambda: find_setting("theme").read("x"), "theme"),
    (lambda: find_setting("offer-questionnaires-after").read("x"), "days after an infusion"),
    (lambda: find_setting("offer-questionnaires-after").read("99"), "days after an infusion"),
    (lambda: find_setting("offer-questionnaires-after").read("1.5"), "days after an infusion"),
    (lambda: find_setting("x"), "setting"),
    (lambda: Item(label="", answers=item().answers), "item's label"),
    (lambda: Item(label="x", answers=item().answers, wording="x" * 2_001), "item's wording"),
    (lambda: Item(label="x", answers=(Answer(value=0),)), "answers"),
    (lambda: item(high=101), "answer's value"),
    (
        lambda: Item(label="x", answers=(Answer(value=0, label="x" * 201), Answer(value=1))),
        "answer's label",
    ),
    (lambda: form(key="a b"), "key"),
    (lambda: form(title=""), "title"),
    (lambda: form(scoring="x"), "scoring"),
    (lambda: form(better="x"), "better end"),
    (lambda: form(items=()), "items"),
    (lambda: form(highest_of=((2,),)), "highest_of"),
    (lambda: form(factor=0), "factor"),
    (lambda: form(high=2), "scale"),
    (lambda: form(self_harm_item=2), "self_harm_item"),
    (lambda: form(bands=(Band(start=1, label="a", short="a"),)), "bands"),
]  # fmt: skip


@each(("make", "field"), FIELDS)
def test_a_refusal_names_its_field_and_is_one_sentence(
    make: Callable[[], object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        make()
    assert refused.value.field == field
    assert re.match(r"(?:[A-Z][a-z]*|“.*?”)[ .:’']", str(refused.value))
    assert str(refused.value).endswith(".")


def test_long_keys_ids_and_texts_are_cut_at_their_length() -> None:
    assert measure_key("k" * 40) == "k" * 40 == measure_key("k" * 41)
    assert short_id("ABCDEFG") == "bcdefg"
    assert (shorten("abc", 3), shorten("abcd", 3), shorten("a bc", 3)) == ("abc", "ab…", "a…")
    assert (month_number("sep"), month_number("se")) == (9, None)


@each(
    ("day", "number", "unit", "shifted"),
    [
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2028, 1, 31), 1, "month", date(2028, 2, 29)),
        (date(2026, 11, 30), 1, "month", date(2026, 12, 30)),
        (date(2026, 12, 31), 1, "month", date(2027, 1, 31)),
        (date(2026, 1, 15), -1, "month", date(2025, 12, 15)),
        (date(2026, 12, 31), -1, "month", date(2026, 11, 30)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        (date(2026, 5, 31), -3, "year", date(2023, 5, 31)),
        (date(2026, 12, 31), 2, "week", date(2027, 1, 14)),
        (date(2026, 12, 31), -2, "day", date(2026, 12, 29)),
    ],
)
def test_a_day_moves_by_days_weeks_months_and_years(
    day: date, number: int, unit: str, shifted: date
) -> None:
    assert shift_day(day, number, unit) == shifted


def test_a_diary_day_starts_at_noon_at_the_latest() -> None:
    assert Settings(day_starts_at=time(12)).day_starts_at == time(12)
    assert find_setting("day-starts-at").read("12:00") == time(12)
    with pytest.raises(ValidationError):
        find_setting("day-starts-at").read("12:01")


@each(("letter", "size"), [("x", 1), ("ö", 2), ("€", 3), ("🌱", 4)])
def test_a_passphrase_has_at_most_127_bytes(letter: str, size: int) -> None:
    longest = letter * (127 // size) + "x" * (127 % size)
    assert len(longest.encode()) == 127
    assert clean_passphrase(longest) == longest
    with pytest.raises(ValidationError, match="it takes 128 bytes and 127 is the most") as refused:
        clean_passphrase(f"x{longest}")
    assert refused.value.field == "passphrase"
    assert longest not in str(refused.value)


def test_a_passphrase_is_equal_however_its_letters_are_composed_and_never_blank() -> None:
    assert clean_passphrase("o\u0308 \ufb01") == clean_passphrase("ö fi") == "ö fi"
    assert clean_passphrase(" x ") == " x "
    for blank in ("", " ", "\u3000"):
        with pytest.raises(ValidationError, match="The passphrase is empty") as refused:
            clean_passphrase(blank)
        assert refused.value.field == "passphrase"
    with pytest.raises(ValidationError, match="The passphrase holds a character") as refused:
        clean_passphrase("a\0")
    assert refused.value.field == "passphrase"
