"""A report's values in words: every tile, sentence and label of the page.

No matplotlib here. The picture, the text, the command and the app take their words from these
files, so that they cannot disagree.
"""

from tracker.charts.words.beside import (
    annotation_words,
    data_line,
    definition,
    medicine_words,
    score_words,
    therapy_words,
)
from tracker.charts.words.common import (
    DISCLAIMER,
    INVENTED,
    LAST_ROWS,
    brief_direction,
    count_word,
    direction_word,
    end_words,
    is_sleep,
    lower_first,
    number,
    recall_words,
    say_day,
    say_span,
)
from tracker.charts.words.ledger import (
    LEDGER_HEADING,
    LedgerRow,
    bars_heading,
    course_words,
    dose_change,
    dose_heading,
    dose_words,
    ledger_key,
    ledger_rows,
    ledger_tally,
)
from tracker.charts.words.self_harm import self_harm_lines
from tracker.charts.words.sentences import (
    alt_text,
    bar_sentence,
    bar_words,
    sentences,
    source,
    title,
)
from tracker.charts.words.tiles import Tile, tiles

__all__ = [
    "DISCLAIMER", "INVENTED", "LAST_ROWS", "LEDGER_HEADING", "LedgerRow", "Tile", "alt_text",
    "annotation_words",
    "bar_sentence", "bar_words", "bars_heading", "brief_direction", "count_word",
    "course_words", "data_line", "definition", "direction_word", "dose_change", "dose_heading",
    "dose_words", "end_words", "is_sleep", "ledger_key", "ledger_rows", "ledger_tally",
    "lower_first", "medicine_words", "number", "recall_words", "say_day", "say_span", "score_words",
    "self_harm_lines", "sentences", "source", "therapy_words", "tiles", "title",
]  # fmt: skip
