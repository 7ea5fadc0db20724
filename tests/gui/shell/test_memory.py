"""What is opened and closed again leaves nothing behind."""

from __future__ import annotations

import gc
from functools import partial
from itertools import count

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.shell.main_window import MainWindow
from tests.gui.shared import MakeWindow
from tests.gui.shell.rounds import ROUNDS, Calm, Round, left_behind, settled

FIRST, ALL = 2, 12
"""Rounds after which all is there that is made once, and all; `tests.gui.shell.rounds` makes as many as one likes."""


@pytest.mark.slow
@pytest.mark.parametrize("make_round", ROUNDS)
def test_rounds_leave_nothing_behind(qtbot: QtBot, make_window: MakeWindow, make_round: Round) -> None:
    gc.collect()
    gc.freeze()  # what there is already need not be counted again and again
    window = make_window(fresh=True)
    calm = partial(qtbot.waitUntil, partial(settled, window), timeout=20_000)
    assert left_behind(window, make_round, calm, FIRST, ALL) == {}


def test_what_grows_again_and_again_is_left_behind_and_what_is_made_once_is_not(make_window: MakeWindow) -> None:
    window, rounds = make_window(fresh=True), count(1)

    def leave_something(window: MainWindow, _calm: Calm) -> None:
        made = next(rounds)
        QLabel(window).setObjectName("each round")
        if made % 5 == 0:
            window.session.frame_changed.connect(lambda _frame: None)
        if made == 7:
            window.session.frame_changed.connect(partial(print, "once"))

    found = left_behind(window, leave_something, lambda: None, FIRST, ALL)
    assert found == {"widgets": 5, "QLabel": 5, "function": 1}
