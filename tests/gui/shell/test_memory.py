"""What is opened and closed again leaves nothing behind."""

from __future__ import annotations

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.shared import MakeWindow
from tests.gui.shell.rounds import ROUNDS, Round, left_behind, settled

pytestmark = pytest.mark.slow
FIRST, ALL = 4, 20
"""Rounds after which all is there that is made once, and all; `tests.gui.shell.rounds` makes as many as one likes."""


@pytest.mark.parametrize("make_round", ROUNDS)
def test_rounds_leave_nothing_behind(qtbot: QtBot, make_window: MakeWindow, make_round: Round) -> None:
    window = make_window(fresh=True)
    calm = partial(qtbot.waitUntil, partial(settled, window), timeout=20_000)
    assert left_behind(window, make_round, calm, FIRST, ALL) == {}
