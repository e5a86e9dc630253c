"""The measures that are built in, which of them people often rate, and measures of one's own.

In a file of its own: recording a score makes none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from tracker.records.measure import MOOD, SELF_HARM, Measure, Measures, measure_key, set_active
from tracker.records.self_harm import concerns_self_harm
from tracker.records.text import format_number, plain_line
from tracker.records.validation import ValidationError, not_among


def _symptom(key: str, label: str, most: str = "worst I can imagine", high: int = 10) -> Measure:
    return Measure(
        key=key, label=label, high=high, better="lower", low_label="none", high_label=most
    )


def _strength(key: str, label: str) -> Measure:
    return Measure(
        key=key, label=label, better="higher", low_label="none at all", high_label="as good as ever"
    )


BUILTIN_MEASURES: Final = (
    MOOD,
    _symptom("anxiety", "Anxiety"),
    _symptom("irritability", "Irritability"),
    _symptom("tiredness", "Tiredness"),
    _strength("energy", "Energy"),
    _symptom("pain", "Pain"),
    Measure(key="sleep", label="Sleep", high=24, step=0.05, unit="hours"),
    _strength("function", "Getting things done"),
    _symptom("intrusions", "Intrusive memories"),
    _symptom("obsessions", "Obsessions and rituals"),
    _symptom("elevation", "Sped up or elated", "cannot function", 3),
    set_active(
        _symptom(SELF_HARM, "Thoughts of death or self-harm", "hard to stay safe", 3), on=False
    ),
)

_ALIASES: Final = {
    "sleep_hours": "sleep",
    "hours_slept": "sleep",
    "hours_of_sleep": "sleep",
    "fatigue": "tiredness",
    "anxious": "anxiety",
    "mood_score": "mood",
    "sleep_duration": "sleep",
    "sleep_h": "sleep",
    "sleep_hrs": "sleep",
    "hrs_slept": "sleep",
    "hours_sleep": "sleep",
    "functioning": "function",
}


class Profile(NamedTuple):
    """A condition that infusions are for, and what people with it often rate along with mood."""

    label: str
    measures: tuple[str, ...]


PROFILES: Final = {
    "depression": Profile("depression", ("anxiety", "energy", "sleep")),
    "bipolar": Profile("bipolar depression", ("elevation", "irritability", "sleep")),
    "suicidal-thoughts": Profile("suicidal thoughts", (SELF_HARM, "anxiety", "sleep")),
    "ptsd": Profile("PTSD", ("intrusions", "anxiety", "sleep")),
    "anxiety": Profile("anxiety", ("anxiety", "irritability", "sleep")),
    "ocd": Profile("OCD", ("obsessions", "anxiety", "sleep")),
    "pain": Profile("chronic pain", ("pain", "function", "sleep")),
}
"""At most three measures each, to keep a day short."""


def known_measure(name: str) -> Measure | None:
    """Return the built-in measure for a key, a label or a column's heading."""
    key = measure_key(name)
    return _BY_NAME.get(_ALIASES.get(key, key))


_BY_NAME: Final = {
    name: measure
    for measure in reversed(BUILTIN_MEASURES)  # of two that share a name, the first
    for name in (measure.key, measure_key(measure.label))
}


def selectable_measures(measures: Sequence[Measure]) -> Measures:
    """Return the diary's measures, then the other built-in ones, turned off."""
    keys = {measure.key for measure in measures}
    rest = (replace(m, active=False) for m in BUILTIN_MEASURES if m.key not in keys)
    return (*measures, *rest)


RESERVED: Final = ("at", "day", "help", "home", "json", "note", "unlock")
"""Words that mean something else where a rating is typed, as --note; no measure may take one."""


def usable_key(key: str, taken: Collection[str] = ()) -> str:
    """Return a key that can be rated in place of a reserved one: note becomes note_score."""
    while key in taken or key in RESERVED:
        key += "_score"
    return key


def own_measure(measures: Sequence[Measure], name: str, **scale: Any) -> Measure:
    """Return a new measure of the person's own.

    Args:
        measures: the diary's; none may have its key.
        name: gives the key, and as it is typed the label unless `scale` has one.
        scale: the other fields of a `Measure`; left out, `better` is higher, and lower for
            thoughts of self-harm.

    Raises:
        ValidationError: the name means something already: another scale under the name of a
            built-in measure would be read as that one from every table. Or the steps of the scale
            pass over its high end, so that nothing could be rated with it.
    """
    key = measure_key(name)
    if not key:
        raise ValidationError("name", "The name needs a letter or a digit.")
    if key in RESERVED:
        raise ValidationError(
            "name",
            f"{key} means something else to `tracker log`; choose another name, such as "
            f"{usable_key(key)}.",
        )
    own = next((measure for measure in measures if measure.key == key), None)
    if same := own or known_measure(name):
        what = f"a measure called {key} already" if own else f"a built-in measure, {same.key}"
        turn_on = "" if own and own.active else f"`tracker measures on {same.key}` turns it on. "
        raise ValidationError(
            "name",
            f"There is {what}: {plain_line(same.label)}, {same.scale}. {turn_on}"
            "For another scale, choose another name.",
        )
    label = scale.pop("label", None)
    if not label:
        like_a_key = name.islower() and " " not in name  # inner-unrest, and not PTSD dreams
        words = key.replace("_", " ") if like_a_key else " ".join(name.split())
        label = words[0].upper() + words[1:]
    better = scale.pop("better", None)
    made = Measure(key=key, label=label, **scale)
    steps = (made.high - made.low) / made.step
    if abs(steps - round(steps)) > 1e-6:
        below = round(made.low + int(steps) * made.step, 9)
        step, low, high, end = map(format_number, (made.step, made.low, made.high, below))
        raise ValidationError(
            "scale",
            f"In steps of {step} from {low} the scale never reaches {high}. Choose another step, "
            f"or end it at {end}.",
        )
    return replace(made, better=better or ("lower" if concerns_self_harm(made) else "higher"))


def find_measure(measures: Sequence[Measure], name: str) -> Measure:
    """Return the measure of a key or a label: the diary's own, otherwise a built-in one."""
    key, builtin = measure_key(name), known_measure(name)
    for own_names in (
        {m.key: m for m in measures},
        {measure_key(m.label): m for m in measures},
    ):
        if found := own_names.get(key) or (builtin and own_names.get(builtin.key)):
            return found
    if builtin:
        return builtin
    raise not_among("measure", name, (m.key for m in selectable_measures(measures)))


def apply_profile(measures: Sequence[Measure], profile: str) -> Measures:
    """Return the diary's measures with those of a profile on and the others off.

    Thoughts of self-harm are left as they are unless the profile is about them: choosing it is
    how the person turns them on, and only the person turns them off.
    """
    wanted = (MOOD.key, *PROFILES[profile].measures)
    changed = (
        m if m.key == SELF_HARM and SELF_HARM not in wanted else replace(m, active=m.key in wanted)
        for m in measures
    )
    keys = {measure.key for measure in measures}
    # What the condition is about comes first: it is asked first, and has the page's first panel.
    new = (find_measure((), key) for key in wanted if key not in keys)
    return (*changed, *(replace(measure, active=True) for measure in new))
