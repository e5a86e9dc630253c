"""Questionnaires: when each was filled in last, and filling one in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.app.filling import Filling
from tracker.app.scale_rows import head, told
from tracker.app.screens.base import DiaryScreen, say_at
from tracker.app.session import Session
from tracker.app.widgets.item_panel import ItemPanel
from tracker.app.words import long_day, one_line
from tracker.records import Assessment, Diary, Problem
from tracker.records.days import say
from tracker.records.questionnaires import (
    Questionnaire,
    about_total,
    filled_in,
    self_harm_answer,
    shipped,
    too_soon,
    too_soon_after,
    where_to_answer,
)
from tracker.records.questionnaires.listed import Row, rows, total_words
from tracker.storage import StorageError
from tracker.storage.own import questionnaires

_LIST, _ITEM = ("list",), ("item",)


class ScalesScreen(DiaryScreen):
    """A list, and over it one item at a time.

    Keys are bound here and not on the list, and both are one screen: a digit typed right after
    the Enter that opens a questionnaire finds it open.
    """

    DEFAULT_CSS = """
    ScalesScreen {
        OptionList {
            height: 1fr; border: none; background: $background; padding: 0;
            margin: 1 1 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
        #around { color: $text-muted; margin: 1 1; }
        #filling { display: none; margin: 0 1; }
        &.-filling #filling { display: block; }
        &.-filling OptionList { display: none; }
        #filling, ItemPanel, #around { height: auto; }
        scrollbar-size-vertical: 1;
    }
    """
    HELP = (
        "Enter opens a questionnaire. Digits answer item by item, b goes back, Enter goes on and "
        "leaves an item as it is. Nothing is saved until the last item and one more Enter; "
        "Esc leaves, and until tracker is closed Enter goes on where you were."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "open", "Open", key_display="Enter", tooltip="Fill it in."),
        Binding("enter,ctrl+j,right", "forth", "Next", key_display="Enter", tooltip="Go on."),
        Binding("b,left", "back", "Item before", tooltip="Back to the item before."),
        *(
            Binding(str(n), f"type('{n}')", "Answer", show=False, tooltip="Answer the item.")
            for n in range(10)
        ),
        Binding("minus", "type('-')", "Blank", show=False, tooltip="Leave the item blank."),
        Binding("up", "choose(-1)", "Up", show=False, tooltip="Another questionnaire."),
        Binding("down", "choose(1)", "Down", show=False, tooltip="Another questionnaire."),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False),
    ]

    scales = query_one(OptionList)
    panel = query_one(ItemPanel)
