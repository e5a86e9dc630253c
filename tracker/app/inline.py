"""Where the command line still looks for the question under the prompt."""

from tracker.app.today.inline import ask

__all__ = ["ask"]
