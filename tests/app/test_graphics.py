"""Whether a terminal can draw pictures: asked of a pseudo-terminal that replies."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import termios
from threading import Thread

import pytest

from tracker.app import graphics
from tracker.app.graphics import Answer, Graphics

KITTY = {"TERM": "xterm-kitty"}
FOOT = {"TERM": "foot"}
CAN_KITTY, CAN_SIXEL, CAN_NEITHER = "\x1b_Gi=7;OK\x1b\\", "\x1b[?62;4;22c", "\x1b[?4;22c"
CELL, UNKNOWN = (8, 17), (0, 0)


class Terminal:
    """A terminal of 120 by 40 cells; its system may know how many pixels a cell has."""

    def __init__(self, cell: tuple[int, int]) -> None:
        self.outside, self.inside = pty.openpty()
        size = struct.pack("HHHH", 40, 120, 120 * cell[0], 40 * cell[1])
        fcntl.ioctl(self.inside, termios.TIOCSWINSZ, size)
        self.asked = ""

    def answers(self, environ: dict[str, str], reply: str) -> Answer:
        """What is learned if it replies this to the last question."""

        def answer() -> None:
            while "\x1b[c" not in self.asked:
                self.asked += os.read(self.outside, 1024).decode()
            os.write(self.outside, reply.encode())

        before = termios.tcgetattr(self.inside)
        thread = Thread(target=answer)
        thread.start()
        found = graphics.query(environ, self.inside, self.inside)
        thread.join()
        assert termios.tcgetattr(self.inside) == before, "the terminal is left as it was"
        os.close(self.outside)
        os.close(self.inside)
        return found


@pytest.fixture(autouse=True)
def patient_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long enough for a busy machine."""
    monkeypatch.setattr(graphics, "TIMEOUT", 60.0)


@pytest.mark.parametrize(
    ("environ", "cell", "reply", "found"),
    [
        (KITTY, CELL, CAN_KITTY + CAN_NEITHER, Graphics("kitty", CELL)),
        (KITTY, CELL, CAN_KITTY + CAN_SIXEL, Graphics("kitty", CELL)),
        (KITTY, CELL, CAN_KITTY.replace("OK", "EINVAL") + CAN_NEITHER, None),
        (KITTY, CELL, CAN_NEITHER, None),
        ({"KITTY_WINDOW_ID": "1"}, CELL, CAN_KITTY + CAN_NEITHER, Graphics("kitty", CELL)),
        (FOOT, CELL, CAN_SIXEL, Graphics("sixel", CELL)),
        ({"WEZTERM_PANE": "0"}, CELL, CAN_SIXEL, Graphics("sixel", CELL)),
        (FOOT, CELL, CAN_KITTY + CAN_NEITHER, None),
        (FOOT, UNKNOWN, f"\x1b[6;18;9t{CAN_SIXEL}", Graphics("sixel", (9, 18))),
        (FOOT, UNKNOWN, CAN_SIXEL, Graphics("sixel", (10, 20))),
    ],
)
def test_a_terminal_draws_what_it_says_it_can_in_cells_of_its_size(
    environ: dict[str, str], cell: tuple[int, int], reply: str, found: Graphics | None
) -> None:
    terminal = Terminal(cell)
    assert terminal.answers(environ, reply) == Answer(found)
    assert ("\x1b_Gi=7," in terminal.asked) == ("kitty" in str(environ).lower())
    assert ("\x1b[16t" in terminal.asked) == (cell == UNKNOWN)


def test_keys_typed_meanwhile_are_kept_in_their_order() -> None:
    answer = Terminal(CELL).answers(KITTY, f"7\n{CAN_KITTY}n{CAN_NEITHER}")
    assert answer == Answer(Graphics("kitty", CELL), typed="7\rn")


def test_a_terminal_that_does_not_reply_in_time_may_still_do_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(graphics, "TIMEOUT", 0.05)
    assert Terminal(CELL).answers(FOOT, "") == Answer(late=True)


@pytest.mark.parametrize(
    "named",
    [
        {"TERM": "xterm-ghostty"},
        {"TERM": "xterm", "KITTY_WINDOW_ID": "1"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"},
        {"TERM_PROGRAM": "iTerm.app"},
        {"WEZTERM_PANE": "0"},
        {"KONSOLE_VERSION": "230804"},
        *({"TERM": name} for name in ("foot", "contour", "mlterm", "mintty", "rio")),
    ],
)
def test_a_terminal_is_asked_by_its_name_unless_a_picture_could_not_be_drawn(
    named: dict[str, str],
) -> None:
    assert graphics.worth_asking(named)
    for forbidding in (
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"TERM": "tmux-256color"},
        {"TERM": "screen.xterm"},
        {"TMUX": "/tmp/tmux-1000/default,1,0"},
        {"STY": "1.pts-0"},
        {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"},
    ):
        assert not graphics.worth_asking(named | forbidding)


def test_nothing_is_asked_of_another_terminal_or_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(*_: object) -> Answer:
        raise AssertionError

    monkeypatch.setattr(graphics, "query", unexpected)
    assert graphics.ask({"TERM": "xterm-256color"}) == Answer()
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "__stdin__", nothing)
        assert graphics.ask(KITTY) == Answer()
