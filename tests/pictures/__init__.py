"""The pictures in the README, made from the invented diary on a day that never changes.

    uv run --group test python -m tests.pictures

writes them anew; a test holds them against what tracker shows now, so that they cannot go stale.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from tests.app.patient import patient
from tracker.analysis import build_report, default_window
from tracker.charts import render
from tracker.demo import SEED, invented_diary, notes_to_print
from tracker.paths import Home
from tracker.storage import Store

HERE = Path(__file__).parent
PAGE = HERE / "page.png"
SCREEN = HERE / "today.svg"
TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 21, 4, tzinfo=UTC)


def page_picture() -> bytes:
    """The visit page that `tracker demo` makes."""
    diary = invented_diary(SEED, TODAY)
    window = default_window(diary, TODAY)
    report = build_report(diary, window, today=TODAY, notes=notes_to_print(diary))
    return render(report, "png").files[0]


async def screen_picture() -> str:
    """Today, just after a score was recorded."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Home(Path(folder)), NOW)
        diary = invented_diary(SEED, TODAY)
        with store.writing(NOW, "the invented diary") as unit:
            unit.put_settings(diary.settings, invented=True)
            unit.put_measures(diary.measures)
            unit.add_many([*diary.check_ins, *diary.infusions, *diary.events])
        async with patient(store, now=NOW, size=(100, 30)) as person:
            await person.press("7", "enter")
            picture = person.app.export_screenshot(title="tracker")
    # No font from the network: a page that shows the picture would tell someone of its reader.
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


def words_of(svg: str) -> list[str]:
    """The words in a picture of a screen, wherever they stand."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, flags=re.DOTALL)
    return [text.replace("&#160;", " ").strip() for text in texts if text.strip()]
