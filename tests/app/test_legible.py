"""What is written on the first screen can be read: ink is never the colour of its paper."""

from __future__ import annotations

from tests.app.patient import patient
from tracker.storage import Store

SITTING = ("", "i", "c", "a", "h", "e", "escape", "r", "t", "7", "enter", "f3")


async def test_nothing_is_written_in_the_colour_of_its_background(full_store: Store) -> None:
    async with patient(full_store) as person:
        for key in SITTING:
            await person.press(*filter(None, [key]))
            strips = person.app.screen._compositor.render_strips()
            written = [s for strip in strips for s in strip if s.text.strip() and s.style]
            assert len(written) > 10, key
            hidden = [s.text for s in written if s.style and s.style.color == s.style.bgcolor]
            assert hidden == [], key
