"""What can be done with the check-ins of the day that is shown: a note, a change."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.app.recording import Recording
from tracker.app.saving import Saving, now_in, of_day
from tracker.app.screens.scoring import ScoringScreen
from tracker.app.session import Session


class CheckInScreen(ScoringScreen):
    """Knows the day that is recorded and what was written down for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "note", "Note", tooltip="Write a note to the last check-in."),
        Binding("e", "edit", "Edit", tooltip="Change a check-in of this day."),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.recording = Recording(session.now(), self.diary.settings.day_starts_at)
        self.saving = Saving(session)
        self.drafts: dict[str, str] = {}
        """Notes that were typed and left, by what they belong to."""

    def done(self, confirmation: str | None) -> None:
        """Take what a dialog ended with, and go on with the score."""
        super().done(confirmation)
        if confirmation is not None:
            self.guide(self.what_to_do())

    def action_note(self) -> None:
        """Write a note to the check-in saved last, else to the day's last one, else on its own."""
        from tracker.app.screens.note import NoteForm

        self.reload_now()
        about = self.saving.last_of(self.diary, self.recording.day)
        day = about.day if about else self.recording.day
        form = NoteForm(self.session, self.diary, day, about, self.drafts)
        self.app.push_screen(form, self._noted)

    def _noted(self, confirmation: str | None) -> None:
        self.done(confirmation)
        if confirmation is None and self.drafts:
            self.guide("The note is not saved. n brings back what you typed.")

    def action_edit(self) -> None:
        """Change the day's check-in; of several, ask which, the last one first."""
        from tracker.app.choices import check_ins
        from tracker.app.screens.choose import Choose

        self.reload_now()
        found = list(reversed(of_day(self.diary, self.recording.day)))
        if len(found) > 1:
            offered, last = check_ins(found, self.diary), self.saving.latest
            question = "Which check-in would you like to change?"
            self.app.push_screen(Choose(question, offered, last), self._edit)
        elif found:
            self._edit(found[0].id)

    def _edit(self, check_in_id: str | None) -> None:
        from tracker.app.screens.edit_check_in import EditCheckIn

        if found := now_in(self.diary, check_in_id):
            form = EditCheckIn(self.session, self.diary, found, self.recording.today)
            self.app.push_screen(form, self.done)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to change a check-in only where there is one."""
        return action != "edit" or bool(of_day(self.diary, self.recording.day))
