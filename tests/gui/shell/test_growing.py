"""What is said in the window of targets of any size, of small tables, and of what grows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.nn.activations import Sigmoid
from core.training.growth import far_rate, growth
from core.training.optimizers import SGD, Adam, Adamax, Optimizer
from core.words import as_typed
from gui.frames.shown import ShownFrame
from gui.lenses.lens import Lens
from gui.lenses.maths.lens import MathsLens
from gui.lenses.nudge.lens import NudgeLens
from gui.lenses.rows import RowsLens
from gui.lenses.rows_model import NO_TESTS
from gui.lenses.scores import ScoresLens
from gui.plots.loss_curve import LossCurve
from gui.session.messages import Message
from gui.shell.growing import growth_of
from gui.shell.main_window import MainWindow
from gui.widgets.diagram.words import _neuron_text
from gui.widgets.numbers import number
from tests.gui.tables import read_through, use

CURVE = "x,price (€)\n" + "".join(f"{k / 10},{200_000 + 30_000 * np.sin(k / 5):.0f}\n" for k in range(40))
TRUTH = "a,b,out\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


def take(window: MainWindow, text: str, qtbot: QtBot) -> None:
    """Learn from a table."""
    window.own_data.take(text)
    read_through(window, qtbot)
    use(window, qtbot)


def train(window: MainWindow, steps: int, qtbot: QtBot) -> ShownFrame:
    """Train, and return the frame."""
    goal = window.session.iteration + steps
    window.session.advance(steps, 60.0)
    qtbot.waitUntil(lambda: window.session.iteration == goal and not window.session.busy)
    window.session.looking.settle()
    frame = window.session.frame
    assert frame is not None
    return frame


def shown_of(window: MainWindow) -> ShownFrame:
    """Return what is on show."""
    assert window.session.frame is not None
    return window.session.frame


def lens(window: MainWindow, kind: type[Lens]) -> Lens:
    """Turn to a lens."""
    page = next(page for page in window.lenses.pages if isinstance(page, kind))
    window.lenses.turn_to(page)
    return page


@pytest.mark.slow
def test_a_scaled_target_is_shown_in_its_own_unit(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.experiment
    take(window, CURVE, qtbot)
    assert "target standardised" in window.banner.text
    assert window.data.features.target.value
    assert window.data.features.target_scale.text().startswith(f"{as_typed('price (€)')} is standardised: (y − ")
    frame = train(window, 30, qtbot)
    problem = frame.problem
    answer = problem.target_scale.in_units(frame.answers.outputs)[0]
    assert frame.fitted is not None
    assert 100_000 < frame.fitted[1].min() < frame.fitted[1].max() < 300_000
    assert window.answers.curve.read(1.0, 0.0).splitlines()[1].startswith("price (€) 2")
    rows, scores = lens(window, RowsLens), lens(window, ScoresLens)
    assert isinstance(rows, RowsLens)
    assert isinstance(scores, ScoresLens)
    lens(window, RowsLens)
    first = int(rows.model.rows[0])
    texts = [column.text(first) for column in rows.model.columns[1:4]]
    assert texts == [
        f"{frame.target_of(first)[0]:.0f}",
        number(answer[first]),
        number(frame.target_of(first)[0] - answer[first]),
    ]
    lens(window, ScoresLens)
    off = (answer - np.concatenate([problem.train.values[0], problem.test.values[0]]))[len(problem.train) :]
    assert f"RMSE {np.sqrt(np.mean(off**2)):,.0f} €" in scores.summary.text
    assert window.findChild(LossCurve).read(30.0, 0.0).splitlines()[2] == "of the scaled target"
    live = window.findChild(LossCurve).header.live
    error = f"RMSE test {frame.evaluation.test_rmse:,.0f} €"
    assert f"   of the scaled target   RMSE train {frame.evaluation.train_rmse:,.0f} €, test " in live.text
    assert live.shorter[-2].startswith("scaled: train ")
    assert all(error in form for form in live.shorter[-2:])
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.session.experiment == before)


@pytest.mark.folded("plots")
def test_the_lenses_of_the_arithmetic_say_that_y_is_scaled(window: MainWindow, qtbot: QtBot) -> None:
    take(window, CURVE, qtbot)
    note = train(window, 1, qtbot).problem.target_notes[0]
    assert note.rstrip(".") in _neuron_text(shown_of(window), 3, 1)
    assert "standardised" not in _neuron_text(shown_of(window), 2, 1)
    nudge = lens(window, NudgeLens)
    assert isinstance(nudge, NudgeLens)
    qtbot.waitUntil(lambda: note in nudge.verdict.text())
    maths = lens(window, MathsLens)
    assert isinstance(maths, MathsLens)
    window.player.phase_forward()
    qtbot.waitUntil(lambda: maths.page is not None and note in maths.page.notes)


@pytest.mark.slow
def test_a_small_table_has_no_test_set_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    take(window, TRUTH, qtbot)
    assert "no test set" in window.banner.text
    assert window.data.counts.text() == "4 to train, no test set"
    frame = train(window, 20, qtbot)
    assert len(frame.problem.test) == 0
    loss = window.loss_curve
    assert loss.header.live.text.endswith("no test set")
    assert [tag.text for tag in loss.names_of_curves.tags] == ["train", "each batch"]
    assert not loss.curves["test"].isVisible()
    loss.accuracy.setChecked(True)
    assert [tag.text for tag in loss.names_of_curves.tags] == ["train", "each batch", "train accuracy"]
    loss.accuracy.setChecked(False)
    assert "test" not in loss.read(5.0, 0.0)
    assert window.answers.regions.header.live.text.endswith("no test set")
    scores, rows = lens(window, ScoresLens), lens(window, RowsLens)
    assert isinstance(scores, ScoresLens)
    assert isinstance(rows, RowsLens)
    rows.sets.test.click()
    assert rows.summary.text == NO_TESTS
    lens(window, ScoresLens)
    assert scores.summary.text == NO_TESTS
    window.data.test_share_changed.emit(0.25)
    qtbot.waitUntil(lambda: window.session.experiment.test_share == 0.25 and window.session.ready)
    train(window, 1, qtbot)
    assert loss.curves["test"].isVisible()
    assert "test" in [tag.text for tag in loss.names_of_curves.tags]


@pytest.mark.slow
def test_an_output_that_cannot_reach_the_targets_is_said_at_the_network(window: MainWindow, qtbot: QtBot) -> None:
    take(window, CURVE, qtbot)
    assert window.network.remark.isHidden()
    window.session.edit(window.session.experiment.with_output(Sigmoid()))
    qtbot.waitUntil(lambda: "A sigmoid output gives numbers from 0 to 1" in window.network.remark.text())
    window.network.show_error("Refused.")
    assert "Refused." in window.network.message.text()
    window.network.show_error("")
    assert "it cannot reach all of them" in window.network.remark.text()
    window.session.edits.undo()
    qtbot.waitUntil(lambda: window.network.remark.isHidden())


@pytest.mark.slow
def test_growth_is_said_while_it_holds_unless_it_was_closed(window: MainWindow, qtbot: QtBot) -> None:
    take(window, CURVE, qtbot)
    window.session.edit(replace(window.session.experiment, optimizer=Adam(alpha=1e4)))
    qtbot.waitUntil(lambda: not window.session.busy and window.session.ready)
    window.banner.hide()
    for _ in range(2):  # its numbers follow
        frame = train(window, 2, qtbot)
        start = float(frame.run.history.evaluated("train_loss")[0])
        assert window.banner.text == growth(start, frame.evaluation, frame.snapshot.theta) != ""
    window.session.seek(0)
    qtbot.waitUntil(lambda: window.session.iteration == 0)
    assert window.banner.text == ""
    window.session.seek(3)
    qtbot.waitUntil(lambda: "The loss is " in window.banner.text)
    window.leave()
    train(window, 1, qtbot)
    assert window.banner.text == ""


@pytest.mark.slow
def test_growth_is_said_at_every_step_that_is_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    take(window, CURVE, qtbot)
    window.session.edit(replace(window.session.experiment, optimizer=SGD(alpha=3.0)))
    qtbot.waitUntil(lambda: not window.session.busy and window.session.ready)
    told = []
    for goal in range(1, 9):
        window.session.say(Message("info", "Something else."))
        window.player.step()
        qtbot.waitUntil(lambda goal=goal: window.session.iteration == goal and not window.session.busy)
        told.append((growth_of(shown_of(window)), window.banner.text))
    assert all(words == shown for words, shown in told)
    assert any(words.startswith("The loss is ") for words, _ in told)
    close = window.banner.findChild(QToolButton, "close")
    close.click()
    window.player.step()
    qtbot.waitUntil(lambda: window.session.iteration == 9 and not window.session.busy)
    assert growth_of(shown_of(window))
    assert window.banner.text == ""


@pytest.mark.parametrize("scene", [SGD(alpha=0.002), Adam(alpha=0.002), Adamax(alpha=0.002)])
@pytest.mark.parametrize(("times", "said"), [(1.0, ""), (99.0, ""), (2_500.0, "2,500 times this scene's 0.00200")])
def test_a_learning_rate_far_above_the_scenes_is_said(scene: Optimizer, times: float, said: str) -> None:
    words = far_rate(replace(scene, alpha=times * scene.alpha), scene)
    assert words == (f"α is {said}. Undo takes it back." if said else "")
    assert far_rate(SGD(alpha=1e6), Adam(alpha=1e-3)) == ""


def test_the_window_says_that_a_learning_rate_is_far_above_the_scenes(window: MainWindow, qtbot: QtBot) -> None:
    optimizer = window.session.experiment.optimizer
    window.training.changed.emit("optimizer", replace(optimizer, alpha=3.0 * optimizer.alpha))
    qtbot.waitUntil(lambda: not window.session.busy)
    assert window.banner.text == ""
    window.training.changed.emit("optimizer", replace(optimizer, alpha=200.0 * optimizer.alpha))
    qtbot.waitUntil(lambda: not window.session.busy)
    assert "times this scene's" in window.banner.text
    window.session.edits.undo()
    assert window.session.experiment.optimizer.alpha <= 3.0 * optimizer.alpha
