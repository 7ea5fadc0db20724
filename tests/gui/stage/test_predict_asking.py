"""Asking about what is on show: the deed is done by the player, ends where the truth says, and is kept as a mark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.exchange.files import save_scene
from core.exchange.marks import PlannedQuestion
from core.exchange.scenes import read_scene
from core.questions.catalogue import QUESTIONS, WALK_QUESTIONS
from core.questions.example_class import ExampleClass
from core.questions.landing import WalkLanding
from core.questions.one_step import NextLoss, WeightMove
from core.questions.onward import Leader, WhatFirst
from core.questions.question import Question, Truth
from core.training.bookmarks import Bookmark
from core.training.optimizers import SGD
from gui.frames.questions import kinds_for
from gui.frames.shown import ShownFrame
from gui.shell.main_window import MainWindow
from gui.stage.predict import PredictCard
from gui.stage.predict_asking import Predicting
from tests.gui.lab import calm, choose_scene, frame_of
from tests.gui.races import race, settle, shown, train
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")
KINDS = [
    NextLoss(),
    WeightMove(),
    QUESTIONS["landing"](),
    ExampleClass(),
    Leader(steps=30),
    WhatFirst(steps=60, patience=5),
]


class AskedCard:
    """Somebody who asks, and what came of it."""

    def __init__(self, window: MainWindow) -> None:
        self.stage = QWidget()
        self.card = PredictCard(self.stage)
        self.predicting = Predicting(window.session, window.session.background, window.player)
        self.refusals: list[str] = []
        self.truths: list[Truth] = []
        self.left = 0
        self.predicting.asked.connect(self.card.show_question)
        self.predicting.working.connect(self.card.show_working)
        self.predicting.revealed.connect(self._reveal)
        self.predicting.refused.connect(self.refusals.append)
        self.predicting.left.connect(self._leave)
        for timeline in (window.session, window.stages.function):
            timeline.frame_changed.connect(self._show)
        self.window = window

    def _show(self, frame: Any) -> None:
        if isinstance(frame, ShownFrame) == (self.window.player.training is not None):  # as the stage is shown them
            self.predicting.show_frame(frame)

    def _reveal(self, truth: Truth) -> None:
        self.truths.append(truth)
        self.card.show_truth(truth)
        prediction = self.card.ballot.prediction
        assert prediction is not None
        self.predicting.keep(prediction)

    def _leave(self) -> None:
        self.left += 1

    @property
    def question(self) -> Question:
        """What is asked."""
        question = self.predicting.question
        assert question is not None
        return question

    def ask(self, qtbot: QtBot, kind: Any, frame: Any) -> None:
        """Ask, and wait for the question or a refusal."""
        self.predicting.ask(kind, frame)
        qtbot.waitUntil(lambda: self.predicting.question is not None or bool(self.refusals), timeout=20_000)

    def reveal(self, qtbot: QtBot) -> Truth:
        """Reveal, and wait for the truth."""
        before = len(self.truths)
        self.predicting.reveal()
        qtbot.waitUntil(lambda: len(self.truths) > before, timeout=20_000)
        return self.truths[-1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_deed_is_done_and_kept(kind: Any, qtbot: QtBot, window: MainWindow) -> None:
    train(window, qtbot, 20)
    if kind.races:
        race(window, qtbot, "alpha", 0.02, 1.5)
    asked = AskedCard(window)
    asked.ask(qtbot, kind, shown(window))
    assert window.session.iteration == 20
    asked.card.count(0, 3)
    asked.card.count(1, 14)
    truth = asked.reveal(qtbot)
    settle(window, qtbot)
    assert window.session.iteration == truth.at
    assert truth.at <= asked.question.until
    made = asked.card.ballot.prediction
    assert window.session.run.bookmarks == (Bookmark(20, kind.title, (made,) if made else ()),)
    assert made is not None
    assert made.tally[:2] == (3, 14)
    assert asked.left == 0
    assert asked.card.button.isEnabled()
    if kind.name == "next_loss":
        losses = window.session.run.history.evaluated("train_loss")[20:22]
        assert truth.right == (0 if losses[1] < losses[0] else 1)
    window.session.edits.undo()
    assert window.session.run.bookmarks == ()


@pytest.mark.slow
def test_what_moves_on_closes_the_question(qtbot: QtBot, window: MainWindow) -> None:
    asked = AskedCard(window)
    train(window, qtbot, 5)
    asked.ask(qtbot, NextLoss(), shown(window))
    window.session.looking.pick(3, 4)  # the question is still the one that was asked
    settle(window, qtbot)
    assert asked.left == 0
    window.player.phase_forward()
    settle(window, qtbot)
    assert asked.left == 0  # a phase is of the same iteration
    window.player.step()
    settle(window, qtbot)
    assert asked.left == 1
    assert asked.predicting.question is None
    asked.ask(qtbot, NextLoss(), shown(window))
    window.session.edit(replace(window.session.experiment, optimizer=SGD(alpha=2.0)))
    settle(window, qtbot)
    assert asked.left == 2
    assert asked.truths == []


@pytest.mark.slow
def test_what_cannot_be_asked_is_told(qtbot: QtBot, window: MainWindow) -> None:
    asked = AskedCard(window)
    asked.ask(qtbot, Leader(), shown(window))
    assert asked.refusals == ["No runs race here. Begin a race first; then this can be asked."]
    assert asked.predicting.question is None
    asked.predicting.reveal()
    assert asked.truths == []


@pytest.mark.slow
def test_a_walk_is_asked_about_too(qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh")
    choose_scene(qtbot, window, "function-lab")
    window.player.go_to(3)
    calm(qtbot, window)
    asked = AskedCard(window)
    kinds = kinds_for(frame_of(window), window.session.scene)
    assert [type(kind) for kind in kinds] == [*WALK_QUESTIONS.values()]
    asked.ask(qtbot, kinds[0], frame_of(window))
    truth = asked.reveal(qtbot)
    calm(qtbot, window)
    frame = frame_of(window)
    assert frame.step == truth.at == 4
    assert truth.right is not None
    assert asked.question.options[truth.right].key == tuple(frame.point)


@pytest.mark.slow
@pytest.mark.parametrize("real", [True])
def test_with_the_real_worker(real: bool, qtbot: QtBot, make_window: MakeWindow) -> None:
    window = make_window("xor-tanh", real=real)
    asked = AskedCard(window)
    asked.ask(qtbot, WhatFirst(steps=400), shown(window))
    truth = asked.reveal(qtbot)
    settle(window, qtbot)
    assert window.session.iteration == truth.at


def test_the_scene_asks_first(window: MainWindow) -> None:
    scene = window.session.scene
    assert scene is not None
    planned = replace(scene, questions=(PlannedQuestion(0, Leader(steps=7)), PlannedQuestion(9, NextLoss())))
    kinds = kinds_for(shown(window), planned)
    assert kinds[0] == Leader(steps=7)
    assert [type(kind) for kind in kinds[1:]] == [*QUESTIONS.values()]
    of_walk = replace(scene, questions=(PlannedQuestion(0, WalkLanding()),))
    assert [type(kind) for kind in kinds_for(shown(window), of_walk)] == [*QUESTIONS.values()]


@pytest.mark.slow
def test_what_was_predicted_on_a_walk_is_kept_in_its_file(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    window = make_window("xor-tanh")
    choose_scene(qtbot, window, "function-lab")
    window.player.go_to(3)
    calm(qtbot, window)
    asked, function = AskedCard(window), window.stages.function
    asked.ask(qtbot, WALK_QUESTIONS["landing"](), frame_of(window))
    asked.card.count(1, 14)
    asked.reveal(qtbot)
    calm(qtbot, window)
    (mark,) = function.bookmarks
    assert (mark.iteration, mark.predictions[0].tally[1]) == (3, 14)
    assert window.timeline.marks.bookmarks == (mark,)
    save_scene(window.files.on_show(), tmp_path / "walk.toml")
    assert read_scene(tmp_path / "walk.toml").bookmarks == (mark,)
    window.session.edits.undo()
    assert function.bookmarks == window.timeline.marks.bookmarks == ()
    window.session.edits.redo()
    assert function.bookmarks == (mark,)
    choose_scene(qtbot, window, "pigs")
    assert function.bookmarks == ()
