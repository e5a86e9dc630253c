"""The forms about infusions."""

from tracker.app.screens.felt_form import FeltForm as SideEffectsForm

__all__ = ["SideEffectsForm"]
