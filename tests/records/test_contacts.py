from __future__ import annotations

import re

import pytest

from tests.cases import each
from tracker.records import ValidationError
from tracker.records.contacts import (
    OTHER,
    Contacts,
    OwnContact,
    contact_lines,
    crisis_panel_lines,
    find_region,
    regions,
)

CODES = [region.code for region in regions()]
AVOIDED = ("commit", "successful", "failed", "attention", "risk", "relapse", "detect", "!", "score")


def test_the_region_that_fits_everywhere_is_the_last() -> None:
    assert {"US", "GB", "AU"} <= set(CODES)
    assert CODES[-1] == OTHER


@each("code", CODES)
def test_no_region_is_without_an_emergency_number_and_someone_to_talk_to(code: str) -> None:
    known = find_region(code)
    for line in (*known.emergency, *known.crisis):
        assert line.number.strip()
        assert line.what.strip()
        assert line.hours.strip()
    assert known.emergency
    assert known.crisis


def test_below_the_numbers_is_written_which_were_checked_and_when() -> None:
    said = {region.code: region.checked for region in regions()}
    assert said["GB"] == "checked November 2026"
    assert said["US"] == "checked November 2026, but not 911 and 988 (by text message)"
    assert said["NZ"] == "not checked: 111 and 1737"
    assert said[OTHER] == ""
    shown = contact_lines(Contacts(region=find_region("US")))
    assert shown[-1] == f"United States · {said['US']}"


@each(
    ("name", "code"),
    [("gb", "GB"), ("UK", "GB"), (" united  kingdom ", "GB"), ("de", "EU"), ("France", "EU"),
     ("IE", "IE"), ("usa", "US"), ("other", OTHER)],
)  # fmt: skip
def test_a_region_goes_by_its_code_or_its_countrys_name(name: str, code: str) -> None:
    assert find_region(name).code == code


def test_a_name_belongs_to_one_region_only() -> None:
    names = [name for region in regions() for name in region.names]
    assert len(names) == len(set(names))


def test_a_region_without_numbers_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValidationError, match="US, CA, GB"):
        find_region("Narnia")


def test_the_emergency_number_comes_first_and_the_rest_of_the_world_last() -> None:
    own = Contacts(
        region=find_region("GB"),
        clinic=OwnContact("Harbour Clinic", "020 1"),
        person=OwnContact("Sam", "020 2"),
    )
    said = contact_lines(own)
    assert "999" in said[0]
    assert "116 123" in said[1]
    assert said[-4:-2] == ("Your clinic: 020 1 – Harbour Clinic", "Someone you trust: 020 2 – Sam")
    assert "findahelpline.com" in said[-2]


@each("code", CODES)
def test_findahelpline_is_named_once_in_every_region(code: str) -> None:
    said = "\n".join(contact_lines(Contacts(region=find_region(code))))
    assert said.count("findahelpline.com") == 1


def test_without_a_region_it_asks_for_one_and_names_where_to_look() -> None:
    said = "\n".join(crisis_panel_lines(Contacts()))
    assert "\nWhich country are you in?" in said
    assert "findahelpline.com" in said
    assert "Which country" not in "\n".join(crisis_panel_lines(Contacts(region=find_region("NZ"))))


def test_the_numbers_come_first_and_then_that_it_is_saved_and_nobody_is_told() -> None:
    contacts = Contacts(region=find_region("US"))
    lines = crisis_panel_lines(contacts)
    numbers = contact_lines(contacts)
    assert lines[1 : len(numbers) + 1] == numbers
    assert "It is saved." in lines[-2]
    sentences = (lines[0], *lines[len(numbers) + 1 :])
    assert all(re.match(r"[A-Z][a-z]+ ", sentence) for sentence in sentences)
    assert "cannot see, call or alert anyone" in lines[-1]


def test_the_words_never_score_blame_or_cheer() -> None:
    said = "\n".join(crisis_panel_lines(Contacts(region=find_region("US")))).casefold()
    assert [word for word in AVOIDED if word in said] == []


def test_own_contacts_come_back_as_they_were_kept() -> None:
    own = Contacts(clinic=OwnContact("A", "1"), person=OwnContact("B", "2"))
    assert Contacts.of(None, own.own_values) == own


@each("kept", [None, [], "x", 3, {"clinic": None}, {"clinic": "x"}, {"clinic": {"name": "A"}}])
def test_contacts_that_cannot_be_read_leave_the_other_numbers_standing(kept: object) -> None:
    found = Contacts.of(find_region("GB"), kept)
    assert found.clinic is None
    assert "999" in contact_lines(found)[0]


def test_a_contact_needs_a_name_and_a_number() -> None:
    for name, number, field in (("Sam", " ", "contact's number"), ("", "1", "contact's name")):
        with pytest.raises(ValidationError, match=f"The {field} is empty") as refused:
            OwnContact(name, number)
        assert refused.value.field == field
    assert OwnContact(" Sam\n", " 020  1 ") == OwnContact("Sam", "020 1")
    assert OwnContact("Sam", "020 1").label == "020 1 – Sam"
