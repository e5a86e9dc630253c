"""Crisis help: the numbers, one key away over everything, and after an answer about self-harm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import Any, ClassVar, Final, NamedTuple

from textual import events, on
from textual._time import get_time
from textual.app import App
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tracker.app.dialogs import SCROLLING, Choose, Dialog
from tracker.app.fields import Field, Heading, text
from tracker.app.forms import Form
from tracker.app.session import Session
from tracker.app.widgets import MUTED, hints, line, lines
from tracker.records import ValidationError
from tracker.records.contacts import (
    OTHER,
    Contacts,
    CrisisLine,
    OwnContact,
    Region,
    find_region,
    regions,
)
from tracker.storage import StorageError

AFTER_SAVING: Final = (
    "Thank you for writing this down. It is saved. This program cannot see, call or alert anyone, "
    "but these people can help now:"
)
AT_ANY_TIME: Final = "This program cannot see, call or alert anyone. These can help now:"
NOT_SAFE: Final = (
    "If it is hard to stay safe, call the emergency number or go to the nearest emergency "
    "department, and ask someone to stay with you."
)


class CrisisPanel(Dialog[None]):
    """The numbers in a column. Only Esc closes it, and no key that was typed before it was seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("r", "region", "Your country"),
        Binding("e", "contacts", "Your own numbers"),
        Binding("f2", "app.crisis", "", show=False),  # which does nothing over this panel
        *SCROLLING,
    ]
    DEFAULT_CSS = """
    CrisisPanel {
        #dialog, #dialog.-focus { border: round $calm; border-title-color: $calm; width: 76; }
        #numbers { height: auto; }
    }
    """

    def __init__(self, session: Session, *, after_saving: bool = False) -> None:
        keys = hints(("Esc", "closes this"), ("F2", "shows it again"))
        super().__init__("Crisis help", keys, Static(id="numbers"))
        self.session = session
        self.after_saving = after_saving
        self.refused = ""
        self.seen_at = inf
        """When it was painted, on the clock of Textual's events; the app ignores older keys."""

    def on_mount(self) -> None:
        """Show the numbers; keys are accepted after the first paint."""
        self.show()
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        self.seen_at = get_time()

    @on(events.Resize)
    def show(self) -> None:
        """Show the numbers as they are now."""
        contacts = self.session.contacts()
        spaced = self.size.height >= 24
        rows: list[Content] = [line((self.refused, "bold $warn"))] if self.refused else []
        rows.append(line(AFTER_SAVING if self.after_saving else AT_ANY_TIME))
        width = min(76, self.size.width) - (6 if self.size.height < 30 else 8)
        for group in _numbers(contacts):
            shown = [_folded(row, width) for row in group]
            rows += [line(""), *shown] if spaced else shown
        rows += [line("")] if spaced else []
        rows.append(line((NOT_SAFE, MUTED)))
        if region := contacts.region:
            checked = " · ".join(filter(None, (region.name, region.checked)))
            rows.append(line((checked, MUTED)))
        self.query_one("#numbers", Static).update(lines(rows))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Over a form that was opened from such a panel, open no second one of it."""
        panels = [s for s in self.app.screen_stack if isinstance(s, CrisisPanel)]
        return action not in ("region", "contacts") or panels[:1] == [self]

    def action_region(self) -> None:
        """Ask for the country."""

        def take(code: str | None) -> None:
            self.refused = ""
            if code is not None:
                try:
                    self.session.choose(region=code)
                except (ValidationError, StorageError) as refusal:
                    self.refused = str(refusal)
            self.show()

        self.app.push_screen(ChooseRegion(self.session.contacts().region), take)

    def action_contacts(self) -> None:
        """Ask for the person's own numbers."""
        self.app.push_screen(ContactsForm(self.session), lambda _: self.show())


def crisis_once(app: App[Any], session: Session, record_id: str) -> None:
    """Show crisis help after an answer, once for each record in a session."""
    if record_id not in session.crisis_shown:
        session.crisis_shown.add(record_id)
        app.push_screen(CrisisPanel(session, after_saving=True))


class _Row(NamedTuple):
    """A number at the left, and beside it what fits there, folded in its own column."""

    number: str
    who: str
    more: str
    style: str = "bold $calm"


def _numbers(contacts: Contacts) -> Iterable[list[_Row]]:
    """The numbers in groups: emergency, crisis lines, the person's own, everywhere."""
    elsewhere = find_region(OTHER)
    here = contacts.region
    if here is None:
        yield list(_emergency_anywhere())
        yield [_Row("r", "choose your country: its numbers are shown here", "", "bold $key")]
    else:
        yield from ([_Row(each.number, "Emergency", each.hours)] for each in here.emergency)
        yield from ([_row(each)] for each in here.crisis if here != elsewhere)
    for own, what in ((contacts.clinic, "your clinic"), (contacts.person, "someone you trust")):
        if own:
            yield [_Row(own.number, own.name, what)]
    for each in elsewhere.crisis:
        yield [_row(each)]


def _row(each: CrisisLine) -> _Row:
    return _Row(each.number, each.what, each.hours)


def _emergency_anywhere() -> Iterable[_Row]:
    """The emergency numbers of all regions, a row each, that of most regions first."""
    where: dict[str, list[Region]] = {}
    for region in regions():
        for each in region.emergency:
            where.setdefault(each.number, []).append(region)
    before = "Emergency in "
    for number, found in sorted(where.items(), key=lambda item: -len(item[1])):
        yield _Row(number, before + ", ".join(region.name for region in found), "")
        before = "in "


def _folded(row: _Row, width: int) -> Content:
    """Return a row, wrapped so that the left column contains only the number."""
    more = f"{'  ' if row.who else ''}{row.more}" if row.more else ""
    parts = [part.rstrip() for part in line((row.who, "bold"), (more, MUTED)).wrap(width - 19)]
    first = line((f"{row.number:<18} ", row.style), parts[0])
    return lines([first, *(line(" " * 19, part) for part in parts[1:])])


class ChooseRegion(Choose):
    """The regions; letters typed shorten the list, and a country is found in its region."""

    def __init__(
        self,
        chosen: Region | None,
        question: str = "Which country are you in?",
        more: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`more` are choices that stay below, whatever is typed."""
        choices = [*region_choices(""), *more]
        super().__init__(question, choices, chosen.code if chosen else None)
        self.more, self.typed = more, ""

    def on_key(self, event: events.Key) -> None:
        """Search for a country by the first letters of its name."""
        if event.key == "backspace":
            self._find(self.typed[:-1])
        elif event.is_printable and event.character:
            self._find(self.typed + event.character)
        else:
            return
        event.prevent_default().stop()

    def _find(self, typed: str) -> None:
        self.typed = typed
        self.offer([*region_choices(typed), *self.more])
        self.query_one("#dialog").border_title = Content(
            f"{self.heading} {typed or 'Type its first letters'}"
        )


def region_choices(typed: str) -> list[tuple[str, str]]:
    """Return the regions that a country's first letters may mean, with their emergency numbers.

    Letters that fit none mean another country.
    """
    beginning = " ".join(typed.split()).casefold()
    found = [(r, names) for r in regions() if (names := _fitting(r, beginning))]
    return [_choice(r, names) for r, names in found] or [_choice(regions()[-1], ())]


def _fitting(region: Region, beginning: str) -> tuple[str, ...]:
    """Return the names that begin so; the region's own alone, a country's code only in full."""
    if region.name.casefold().startswith(beginning):
        return (region.name,)
    codes = [name for name in (region.code, *region.aliases) if name.casefold() == beginning]
    names = [name for name in region.aliases if not (len(name) == 2 and name.isupper())]
    return tuple(name for name in names if name.casefold().startswith(beginning)) or tuple(codes)


def _choice(region: Region, names: Iterable[str]) -> tuple[str, str]:
    if region.code == OTHER:
        return OTHER, f"{region.name} (findahelpline.com lists its lines)"
    others = ", ".join(name for name in names if name not in (region.name, region.code))
    covers = f" – covers {others}" if others else ""
    return region.code, f"{region.name} ({region.emergency[0].number}){covers}"


class ContactsForm(Form):
    """The numbers of the person's own clinic and of someone they trust."""

    def __init__(self, session: Session) -> None:
        before = session.contacts()
        fields: list[Widget] = []
        for key, heading, own in (
            ("clinic", "Your clinic", before.clinic),
            ("person", "Someone you trust", before.person),
        ):
            name = text(own.name if own else "", "e.g. My clinic")
            number = text(own.number if own else "", "e.g. 555 0134")
            fields += [Heading(heading), Field(f"{key} name", "Name", name)]
            fields.append(Field(f"{key} number", "Number", number))
        super().__init__("Your own numbers", *fields, keys="shown with crisis help")
        self.session = session

    def write(self) -> str:
        """Save what was edited; one left empty is removed."""
        edited = {field.field.split()[0] for field in self.all_fields if field.touched}
        self.session.put_contacts(**{key: self._own(key) for key in sorted(edited)})
        return "Saved: your own numbers"

    def _own(self, key: str) -> OwnContact | None:
        name, number = self.value(f"{key} name"), self.value(f"{key} number")
        if not name and not number:
            return None
        if not number:
            raise ValidationError(f"{key} number", "Type the number, or empty the name too.")
        try:
            return OwnContact(name or f"My {key}", number)
        except ValidationError as problem:
            raise ValidationError(f"{key} number", str(problem)) from None
