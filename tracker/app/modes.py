"""The places under their former name, for the screens that are not rebuilt yet."""

from tracker.app.navigation import PLACES as MODES
from tracker.app.navigation import PlaceInfo as Mode

__all__ = ["MODES", "Mode"]
