"""A report's values in words: every tile, sentence and label of the page.

No matplotlib here. The picture, the text, the command and the app take their words from these
files, so that they cannot disagree.
"""

from tracker.charts.words.common import (
    DISCLAIMER,
    INVENTED,
    LAST_ROWS,
    LEFT_TO_RIGHT,
    brief_direction,
    count_word,
    direction_word,
    end_words,
    from_to,
    inline,
    lower_first,
    now_words,
    number,
    recall_words,
    row_direction,
    say_day,
    say_span,
    say_total,
    unmarked,
    within_week_before,
)
from tracker.charts.words.ledger import (
    ENTRIES_HEADING,
    LEDGER_HEADING,
    EntryRow,
    LedgerRow,
    annotation_words,
    bar_start,
    bars_heading,
    course_words,
    dose_change,
    dose_heading,
    dose_words,
    entry_names,
    entry_rows,
    ledger_key,
    ledger_rows,
    ledger_tally,
    medicine_words,
    therapy_words,
)
from tracker.charts.words.self_harm import self_harm_lines
from tracker.charts.words.sentences import (
    alt_text,
    bar_sentence,
    bar_words,
    data_line,
    definition,
    sentences,
    source,
    title,
)
from tracker.charts.words.tiles import Tile, tiles

__all__ = [
    "DISCLAIMER", "ENTRIES_HEADING", "INVENTED", "LAST_ROWS", "LEDGER_HEADING", "LEFT_TO_RIGHT",
    "EntryRow", "LedgerRow", "Tile", "alt_text", "annotation_words", "bar_sentence",
    "bar_start", "bar_words", "bars_heading", "brief_direction", "count_word", "course_words",
    "data_line", "definition", "direction_word", "dose_change", "dose_heading", "dose_words",
    "end_words", "entry_names", "entry_rows", "from_to", "inline", "ledger_key", "ledger_rows",
    "ledger_tally", "lower_first", "medicine_words", "now_words", "number", "recall_words",
    "row_direction", "say_day", "say_span", "say_total", "self_harm_lines", "sentences", "source",
    "therapy_words", "tiles", "title", "unmarked", "within_week_before",
]  # fmt: skip
