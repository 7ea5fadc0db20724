"""What tests do with the descent path: go to iterations, look at planes."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from core.analysis.planes import PlaneKind
from core.training.evaluation import evaluate
from gui.frames.frame import Frame
from gui.shell.main_window import MainWindow


def go_to(qtbot: QtBot, window: MainWindow, *iterations: int) -> None:
    for iteration in iterations:
        window.player.run_to(iteration)
        qtbot.waitUntil(window.is_calm, timeout=20_000)


def look(qtbot: QtBot, window: MainWindow, plane: PlaneKind, batch_only: bool = False, close: bool = False) -> Frame:
    window.descent_path.looked.emit(plane, batch_only, close)
    qtbot.waitUntil(window.is_calm, timeout=20_000)
    frame = window.session.frame
    assert frame is not None
    assert (frame.sight.plane, frame.sight.batch_only, frame.sight.close) == (plane, batch_only, close)
    return frame


def whole_loss(frame: Frame, theta: np.ndarray) -> float:
    met = evaluate(frame.problem, theta, 0)
    return met.train_loss + met.penalty
