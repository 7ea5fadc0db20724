"""One weight: its slice, step, earlier curves and minima; and what the lenses along lines share."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from core.analysis.slices import earlier_keys
from core.nn.activations import Identity
from core.nn.losses import MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L2
from core.training.gradient import full_gradient
from core.training.optimizers import SGD, Adam, Momentum, Optimizer
from core.training.run import replay
from gui.frames.frame import Frame
from gui.lenses.line_lens import LineLens
from gui.lenses.one_weight import OneWeightLens
from gui.lenses.step_size import StepSizeLens
from gui.plots import parameter_slice
from gui.plots import step_sizes as lens_sizes
from gui.plots.parts.tags import told_apart
from gui.shell.main_window import MainWindow
from gui.widgets.numbers import number
from gui.widgets.theme import THEMES
from tests.gui.along_lines import edit, go_to, loss_at, one_weight, opened, settled, shown, step, step_size
from tests.gui.conftest import MakeWindow
from tests.gui.driving import FOREVER

pytestmark = pytest.mark.folded("plots")


def test_they_stand_after_nudge(window: MainWindow) -> None:
    titles = [window.lenses.row.tabText(n) for n in range(window.lenses.row.count())]
    assert titles[titles.index("Nudge Δ") :][1:3] == ["One weight", "Step size"]


def test_the_ball_lies_on_the_run_and_the_arrow_ends_where_it_goes(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    window.session.looking.pick_next(13)
    frame = settled(window, lens, qtbot)
    cut = lens.cut
    assert cut is not None
    assert cut.index == 13
    assert cut.loss_now == pytest.approx(frame.evaluation.train_loss + frame.evaluation.penalty, rel=1e-12)
    assert cut.slope == pytest.approx(full_gradient(frame.problem, frame.snapshot.theta)[13], rel=1e-6)
    markers = lens.plot.markers.markers
    assert markers[-1][1:] == (frame.snapshot.theta[13], cut.loss_now)
    arrow = next(stroke for stroke in lens.plot.sketch.strokes if stroke.arrow)
    assert arrow.start == (cut.now, cut.loss_now)
    assert "−α·g = −0.300 · " in lens.plot.tags.tags[0].text
    after = step(window, lens, qtbot)
    assert arrow.end[0] == pytest.approx(float(after.snapshot.theta[13]), rel=1e-12)
    assert cut.arrival == pytest.approx(loss_at(after, after.snapshot.theta), rel=1e-12)
    assert markers[-3][1:] == (arrow.end[0], cut.arrival)


def check_ghosts(lens: OneWeightLens, frame: Frame, iterations: list[int]) -> None:
    """See that the ghosts are the run's own loss over the selected parameter at those iterations, and drawn so."""
    assert lens.cut is not None
    assert [ghost.iteration for ghost in lens.ghosts] == iterations
    for ghost, curve in zip(lens.ghosts, lens.plot.ghosts, strict=False):
        then = replay(frame.run.segments, frame.run.history.keys[0], ghost.iteration).theta
        assert (ghost.index, ghost.range) == (frame.selected, lens.cut.range)
        assert (ghost.w[0], ghost.w[-1]) == pytest.approx(lens.cut.range)
        assert ghost.now == then[frame.selected]
        for place in (0, 17, int(np.searchsorted(ghost.w, ghost.now))):
            theta = np.array(then)
            theta[frame.selected] = ghost.w[place]
            assert ghost.loss[place] == pytest.approx(loss_at(frame, theta), rel=1e-12)
        drawn = curve.getData()
        assert np.array_equal(drawn[0], ghost.w)
        assert np.array_equal(drawn[1], ghost.loss)
    assert all(len(curve.getData()[0]) == 0 for curve in lens.plot.ghosts[len(iterations) :])


@pytest.mark.slow
def test_ghosts_are_of_the_run_not_of_what_was_watched(window: MainWindow, qtbot: QtBot) -> None:
    window.player.go_to(20)
    qtbot.waitUntil(lambda: window.session.iteration == 20, timeout=10_000)
    lens = one_weight(window, qtbot)  # which is opened only now
    every_fourth = [0, 5, 10, 15, 19]
    for index in (13, 2, 13):
        window.session.looking.pick_next(index)
        check_ghosts(lens, settled(window, lens, qtbot), every_fourth)
    words = "The curve has moved since iteration 0: the other parameters moved too. Thin lines: iterations "
    assert lens.words.text().startswith(words + "0 · 5 · 10 · 15 · 19.")
    assert {tag.text for tag in lens.plot.tags.tags} >= {"iteration 0", "5", "10", "15", "19"}
    known = lens.ghosts
    frame = step(window, lens, qtbot)
    check_ghosts(lens, frame, [0, 5, 10, 15, 20])
    assert lens.ghosts[:4] == known[:4]  # not computed once more
    check_ghosts(lens, go_to(window, lens, qtbot, 19), [0, 5, 10, 15, 18])
    check_ghosts(lens, go_to(window, lens, qtbot, 3), [0, 1, 2])
    check_ghosts(lens, go_to(window, lens, qtbot, 0), [])
    assert lens.words.text().startswith("Step on")
    go_to(window, lens, qtbot, 8)
    edit(window, lens, qtbot, replace(window.session.experiment, optimizer=SGD(alpha=0.7)))  # a fork
    check_ghosts(lens, shown(window), [0, 2, 4, 6, 7])
    step(window, lens, qtbot)
    check_ghosts(lens, step(window, lens, qtbot), [0, 2, 4, 6, 8, 9])
    edit(window, lens, qtbot, replace(window.session.experiment, regularizer=L2(lam=0.01)))  # another loss from here
    check_ghosts(lens, shown(window), [])
    check_ghosts(lens, step(window, lens, qtbot), [10])


def test_ghosts_leave_the_curve_its_room_where_it_is_looked_at_closely(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    window.session.looking.pick_next(13)
    go_to(window, lens, qtbot, 20)
    lens._set_half(1e-7)
    settled(window, lens, qtbot)
    assert [ghost.iteration for ghost in lens.ghosts] == [0, 5, 10, 15, 19]
    assert lens.cut is not None
    low, high = lens.plot.span
    own = lens.cut.loss[(lens.cut.range[0] <= lens.cut.w) & (lens.cut.w <= lens.cut.range[1])]
    assert np.ptp(own) > 0.1 * (high - low)
    texts = {tag.text for tag in lens.plot.tags.tags}
    assert not any(text.startswith("iteration") for text in texts)  # none of them is in the picture
    assert "Outside the plot: 0 · 5 · 10 · 15 · 19." in lens.words.text()
    arrow = next(stroke for stroke in lens.plot.sketch.strokes if stroke.arrow)
    assert lens.cut.range[0] < arrow.end[0] < lens.cut.range[1]  # so that its head is seen
    assert lens.cut.now + lens.cut.step > lens.cut.range[1]
    landing = next(tag for tag in lens.plot.tags.tags if tag.text.startswith("lands outside, at "))
    assert landing.needed
    assert landing.text.endswith(f" = {number(lens.cut.now + lens.cut.step)} →")


def test_another_optimizer_says_what_its_step_is(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    edit(window, lens, qtbot, replace(window.session.experiment, optimizer=Adam(alpha=0.02)))
    lens.scope.chosen.emit("batch")
    qtbot.waitUntil(lambda: lens.cut is not None and lens.cut.scope.name == "batch")
    cut = lens.cut
    assert cut is not None
    assert abs(cut.step) == pytest.approx(0.02, rel=1e-3)
    plain = number(-0.02 * cut.gradient)
    tag = lens.plot.tags.tags[0]
    assert tag.text == f"step {number(cut.step)} (Adam; plain −α·g = {plain})"
    assert tag.short == (f"step {number(cut.step)} (−α·g {plain})", f"step {number(cut.step)}")
    assert lens.numbers.text().replace("\N{NO-BREAK SPACE}", " ").endswith(f"plain −α·g = {plain}")
    lens.scope.chosen.emit("example")
    qtbot.waitUntil(lambda: lens.cut is not None and lens.cut.scope.name == "example")
    plain = number(-0.02 * lens.cut.gradient)
    assert lens.plot.tags.tags[0].text.endswith(f"(Adam; plain −α·g = {plain}, g of this batch)")
    assert lens.numbers.text().endswith("g of this batch")


def test_buttons_and_wheel_change_the_range(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    assert (lens.range_label.text(), lens.automatic.isChecked()) == ("± 1", True)
    lens.closer.click()
    settled(window, lens, qtbot)
    assert (lens.range_label.text(), lens.automatic.isChecked()) == ("± 0.5", False)
    assert lens.cut is not None
    assert lens.cut.range[1] - lens.cut.range[0] == pytest.approx(1.0)
    for modifier, expected in ((Qt.KeyboardModifier.NoModifier, "± 0.5"), (Qt.KeyboardModifier.ControlModifier, "± 1")):
        middle = QPointF(lens.plot.rect().center())
        wheel = QWheelEvent(
            middle, lens.plot.mapToGlobal(middle), middle.toPoint(), middle.toPoint() * -1, Qt.MouseButton.NoButton,
            modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        lens.plot.wheelEvent(wheel)
        settled(window, lens, qtbot)
        assert lens.range_label.text() == expected
    lens.automatic.click()
    assert lens.half is None


@pytest.mark.slow
def test_while_training_runs_it_is_asked_now_and_then(window: MainWindow, qtbot: QtBot) -> None:
    lens = one_weight(window, qtbot)
    lens._set_half(20.0)  # which the weight does not leave
    settled(window, lens, qtbot)
    window.player.run_to(FOREVER)
    seen: set[int] = set()
    begun = perf_counter()

    def several() -> bool:
        seen.add(lens.cut.iteration if lens.cut is not None else 0)
        return len(seen) > 3

    qtbot.waitUntil(several, timeout=10_000)
    assert perf_counter() - begun > 0.4
    assert lens.cut is not None
    assert lens.ghosts  # what has been seen meanwhile: nothing is computed for them
    assert {ghost.iteration for ghost in lens.ghosts} < seen
    assert all(ghost.range == lens.cut.range and ghost.iteration < lens.cut.iteration for ghost in lens.ghosts)
    window.player.pause()
    frame = settled(window, lens, qtbot)
    assert lens.cut is not None
    assert lens.cut.iteration == frame.snapshot.iteration
    assert lens.cut.loss_now == pytest.approx(frame.evaluation.train_loss + frame.evaluation.penalty, rel=1e-12)
    assert len(lens.cut.w) >= 81
    keys = earlier_keys(frame.run.history, frame.snapshot.iteration)
    assert [ghost.iteration for ghost in lens.ghosts] == [key.iteration for key in keys]


@pytest.mark.parametrize(("theme", "text"), [("chalkboard", 15.0), ("whiteboard", 27.0)])
def test_they_fit_the_smallest_window(make_window: MakeWindow, qtbot: QtBot, theme: str, text: float) -> None:
    window = make_window(size=(1024, 768))
    window.set_look(replace(window.look, theme=THEMES[theme], text=text))
    for kind in (OneWeightLens, StepSizeLens):
        lens = opened(window, kind, qtbot)
        qtbot.waitUntil(lambda lens=lens: lens.area.horizontalScrollBar().maximum() == 0)  # type: ignore[misc]
        page = lens.area.widget()
        assert page.width() <= lens.area.viewport().width()
        assert lens.plot_view.canvas.box.height() > 2 * text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.70570, 0.70583, 0.70591], ["0.7057", "0.7058", "0.7059"]),
        ([0.5, 0.5], ["0.500", "0.500"]),
        ([1.0, 1.0 + 1e-14], ["1.00000000000", "1.00000000000"]),
        ([-2.0, 2e-9], ["−2.00", "2.00·10⁻⁹"]),
        ([], []),
    ],
)
def test_numbers_are_told_apart(values: list[float], texts: list[str]) -> None:
    assert told_apart(values) == texts


@pytest.mark.slow
def test_minima_are_told_apart_and_the_lowest_is_called_so(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("article-circles")
    lens = one_weight(window, qtbot)
    go_to(window, lens, qtbot, 20)
    assert lens.cut is not None
    lowest = float(min(lens.cut.minima[:, 1]))
    tags = [tag for tag in lens.plot.tags.tags if "min " in tag.text]
    assert len(tags) == len(lens.cut.minima) == 3
    assert len({tag.text.split(" at ")[0].split()[-1] for tag in tags}) == 3
    assert [tag.text.startswith("lowest min ") for tag in tags] == [tag.at[1] == lowest for tag in tags]


IDENTITIES = Network((DenseLayer(4, Identity()), DenseLayer(4, Identity())), Identity())


def overflow(window: MainWindow, qtbot: QtBot, optimizer: Optimizer) -> None:
    """Have a linear network train until its numbers overflow, after iteration 4."""
    experiment = replace(window.session.experiment, network=IDENTITIES, loss=MeanSquaredError(), batch_size=200)
    window.session.edit(replace(experiment, optimizer=optimizer))
    qtbot.waitUntil(lambda: not window.session.busy, timeout=10_000)
    window.player.run_to(FOREVER)
    qtbot.waitUntil(lambda: window.session.iteration == 4 and not window.player.playing, timeout=10_000)


def axes_shown(lens: LineLens) -> list[bool]:
    return [lens.plot_view.canvas.plot.getAxis(side).isVisible() for side in ("left", "bottom")]


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", [Momentum(alpha=1.0), SGD(alpha=3.0)], ids=["momentum", "sgd"])
def test_a_divergence_is_said_by_both(window: MainWindow, qtbot: QtBot, optimizer: Optimizer) -> None:
    overflow(window, qtbot, optimizer)
    lens = step_size(window, qtbot)
    frame = shown(window)
    gradient = full_gradient(frame.problem, frame.snapshot.theta)
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 1e80
    lens.plot.grab()  # a curve that cannot be painted would raise
    assert lens.plot.notice.text() == lens_sizes.TOO_LARGE
    assert len(lens.plot.curve.getData()[0]) == 0
    assert axes_shown(lens) == [False, False]
    assert lens.verdict.text().startswith("Every step tried along −g, from α = ")
    assert not lens.use_best.isEnabled()
    weight = one_weight(window, qtbot)
    weight.plot.grab()
    assert weight.plot.notice.text() == parameter_slice.TOO_LARGE
    assert weight.range_label.text() == ("–" if isinstance(optimizer, SGD) else "± 1·10⁸⁶")
    assert not weight.wider.isEnabled()
    assert not weight.closer.isEnabled()
    assert axes_shown(weight) == [False, False]
    assert weight.words.text() == ""
    go_to(window, weight, qtbot, 0)
    assert (weight.plot.notice.text(), axes_shown(weight)) == ("", [True, True])
    assert weight.wider.isEnabled()
    lens = step_size(window, qtbot)
    assert (lens.plot.notice.text(), axes_shown(lens)) == ("", [True, True])
    assert len(lens.plot.curve.getData()[0]) > 0
