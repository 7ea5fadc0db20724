"""Student A: followed from a chance of 5 % to passing."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.data.stories import STUDENT_A
from tests.gui.conftest import MakeWindow

pytestmark = pytest.mark.folded("lenses")


def test_student_a_is_followed_from_five_per_cent_to_passing(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("course-pass-fail")
    frame = window.session.frame
    assert frame is not None
    assert frame.row is not None
    assert frame.inputs_of(frame.row).tolist() == list(STUDENT_A)
    assert frame.example_activations[-1][0] == pytest.approx(0.05, rel=1e-5)
    assert "passes 5.0 %" in window.answers.regions.header.live.text
    window.player.run_to(400)
    qtbot.waitUntil(lambda: window.session.iteration == 400 and not window.session.busy, timeout=20_000)
    frame = window.session.frame
    assert frame.example_activations[-1][0] > 0.8
    assert np.isfinite(frame.snapshot.theta).all()
    window.player.restart()
    qtbot.waitUntil(lambda: window.session.iteration == 0 and not window.session.busy, timeout=20_000)
    assert window.session.frame.example_activations[-1][0] == pytest.approx(0.05, rel=1e-5)
