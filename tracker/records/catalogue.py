"""The measures tracker knows already, so that a column or an option needs no questions.

A new one is one line here. The order is the order in which a diary would show them.
"""

from __future__ import annotations

from typing import Final

from tracker.records.measure import Measure, measure_key

MOOD: Final = Measure(
    key="mood",
    label="Mood",
    low_label="worst I can imagine",
    high_label="best I can imagine",
)
"""Always there. 0 to 10 with a true zero; both ends are words a person can hold on to."""

SELF_HARM: Final = "self_harm"
"""The key of the measure after which whom to call is shown; off until the person turns it on."""


def _symptom(key: str, label: str) -> Measure:
    return Measure(
        key=key, label=label, better="lower", low_label="none", high_label="worst I can imagine"
    )


def _strength(key: str, label: str) -> Measure:
    return Measure(
        key=key, label=label, better="higher", low_label="none at all", high_label="as good as ever"
    )


CATALOGUE: Final = (
    MOOD,
    _symptom("anxiety", "Anxiety"),
    _symptom("irritability", "Irritability"),
    _symptom("tiredness", "Tiredness"),
    _strength("energy", "Energy"),
    _symptom("pain", "Pain"),
    Measure(key="sleep", label="Sleep", high=24, step=0.1, unit="hours"),
    _strength("function", "Getting things done"),
    _symptom("intrusions", "Intrusive memories"),
    _symptom("obsessions", "Obsessions and rituals"),
    Measure(
        key="elevation",
        label="Sped up or elated",
        high=3,
        better="lower",
        low_label="none",
        high_label="cannot function",
    ),
    Measure(
        key=SELF_HARM,
        label="Thoughts of death or self-harm",
        high=3,
        better="lower",
        low_label="none",
        high_label="hard to stay safe",
        active=False,
    ),
)

_ALIASES: Final = {
    "sleep_hours": "sleep",
    "hours_slept": "sleep",
    "hours_of_sleep": "sleep",
    "fatigue": "tiredness",
    "anxious": "anxiety",
    "mood_score": "mood",
    "functioning": "function",
}

PROFILES: Final = {
    "depression": ("anxiety", "energy", "sleep"),
    "bipolar": ("elevation", "irritability", "sleep"),
    "ptsd": ("intrusions", "anxiety", "sleep"),
    "anxiety": ("anxiety", "irritability", "sleep"),
    "ocd": ("obsessions", "anxiety", "sleep"),
    "pain": ("pain", "function", "sleep"),
}
"""What people with one condition often rate beside mood: at most three, to keep a day short."""


def known_measure(name: str) -> Measure | None:
    """Return the catalogue's measure for a key, a label or a column's heading."""
    key = measure_key(name)
    key = _ALIASES.get(key, key)
    return next((m for m in CATALOGUE if key in (m.key, measure_key(m.label))), None)


def measure_for(name: str) -> Measure:
    """Return the known measure for a heading, or a new one from 0 to 10, 10 best.

    Raises:
        Problem: the heading has no letter or digit to name a measure by.
    """
    return known_measure(name) or Measure(key=measure_key(name) or " ", label=name.strip() or " ")
