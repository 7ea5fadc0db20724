"""What tests of the lenses along lines do: open them, step, wait until they are whole."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from core.training.evaluation import evaluate
from core.training.experiment import Experiment
from gui.frames.frame import Frame
from gui.lenses.line_lens import LineLens
from gui.lenses.one_weight import OneWeightLens
from gui.lenses.step_size import StepSizeLens
from gui.shell.main_window import MainWindow


def shown(window: MainWindow) -> Frame:
    assert window.session.frame is not None
    return window.session.frame


def settled(window: MainWindow, lens: LineLens, qtbot: QtBot) -> Frame:
    def done() -> bool:
        there = window.session.looking.settled and window.player.goal is None
        return there and not lens.inquiry.waiting and lens.inquiry.question == lens.question(shown(window))

    qtbot.waitUntil(done, timeout=10_000)
    return shown(window)


def opened(window: MainWindow, kind: type[LineLens], qtbot: QtBot) -> LineLens:
    lens = next(page for page in window.lenses.pages if isinstance(page, kind))
    window.session.looking.look_at("set")
    window.lenses.turn_to(lens)
    settled(window, lens, qtbot)
    return lens


def one_weight(window: MainWindow, qtbot: QtBot) -> OneWeightLens:
    lens = opened(window, OneWeightLens, qtbot)
    assert isinstance(lens, OneWeightLens)
    return lens


def step_size(window: MainWindow, qtbot: QtBot) -> StepSizeLens:
    lens = opened(window, StepSizeLens, qtbot)
    assert isinstance(lens, StepSizeLens)
    return lens


def step(window: MainWindow, lens: LineLens, qtbot: QtBot) -> Frame:
    iteration = window.session.iteration + 1
    window.player.step()
    qtbot.waitUntil(lambda: window.session.iteration == iteration, timeout=10_000)
    return settled(window, lens, qtbot)


def edit(window: MainWindow, lens: LineLens, qtbot: QtBot, experiment: Experiment) -> None:
    window.session.edit(experiment)
    qtbot.waitUntil(lambda: not window.session.busy, timeout=10_000)
    settled(window, lens, qtbot)


def loss_at(frame: Frame, theta: np.ndarray) -> float:
    met = evaluate(frame.problem, theta, 0)
    return met.train_loss + met.penalty


def go_to(window: MainWindow, lens: LineLens, qtbot: QtBot, iteration: int) -> Frame:
    window.player.go_to(iteration)
    qtbot.waitUntil(lambda: window.session.iteration == iteration, timeout=10_000)
    return settled(window, lens, qtbot)
