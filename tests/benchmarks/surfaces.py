"""Loss surfaces: beside a textbook's loop over the points of the plane, and in the window while it trains.

Run: ``python -m tests.benchmarks.surfaces [SECONDS]``. Needs no display; under a real one it opens the window there.
The textbook's loop sets two parameters and does its forward pass for each point, as the article's plots do. Rounds of
both alternate, so that what else the machine does hits both alike; the median of the rounds' ratios is told.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.analysis.landscape import losses_on
from core.analysis.planes import Plane, PlaneInputs, RandomDirections, TwoParameters
from core.arrays import Array
from core.exchange.scenes import load_scene
from core.training.problem import Problem, prepare
from gui.arguments import parser
from gui.session.pace import ANY_NUMBER
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, given, tell
from tests.benchmarks.textbook import Textbook

SCENE, POINTS, ROUNDS = "article-circles", 51, 7
ANY, LAST = 3.0, 10.0
"""How many times as fast a surface must be: over any parameters, and over two of the last layer."""
SMOOTH, LIVELY_3D = 30.0, 58.0
"""Pictures a second of the window meanwhile, and of the 3-D view at 41×41."""
FIRST = 100.0
"""Milliseconds until a coarse surface of a plane that was asked for is painted."""


class TextbookSurface(Textbook):
    """The textbook's network with the parameters of a problem, over all its training examples."""

    def __init__(self, problem: Problem) -> None:
        self.layout = problem.layout
        self.depth, self.several = problem.layout.depth, problem.layout.sizes[-1] > 1
        self.hidden = problem.experiment.network.hidden[0].activation.name
        m = len(problem.train)
        self.x, self.y = problem.x[:, :m].copy(), problem.y[:, :m].copy()

    def surface(self, plane: Plane, points: Array) -> Array:
        """Return the loss at each of ``points`` (n × 2), one after the other."""
        losses = []
        for s, t in points:
            theta = plane.at(s, t)
            self.params = {}
            for l in range(1, self.depth + 1):
                self.params[f"W{l}"] = self.layout.weights(theta, l)
                self.params[f"b{l}"] = self.layout.biases(theta, l)
            losses.append(self.loss(self.forward(self.x)[0], self.y))
        return np.array(losses)


def seconds_of(work: Callable[[], Array]) -> tuple[float, Array]:
    """Return how long some work takes, and what it gives."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def compare(problem: Problem, picked: tuple[int, int]) -> tuple[float, ...]:
    """Return how many times as fast as the textbook `losses_on` is in each round, for the same numbers."""
    theta = problem.start().theta
    plane = TwoParameters().plane(PlaneInputs(problem, theta, theta[None], theta, picked))
    textbook, side = TextbookSurface(problem), np.linspace(-1.0, 1.0, POINTS)
    points = np.stack([axis.ravel() for axis in np.meshgrid(side, side)], axis=1)
    times = []
    for _ in range(ROUNDS):
        theirs, expected = seconds_of(lambda: textbook.surface(plane, points))
        ours, losses = seconds_of(lambda: losses_on(problem, plane, points))
        np.testing.assert_allclose(losses, expected, rtol=1e-10)
        times.append((theirs, ours))
    return tuple(theirs / ours for theirs, ours in times)


def window_figures(seconds: float) -> Iterator[Figure]:
    """Measure pictures a second of the window in training, on each kind of loss, and of the 3-D view."""
    application = make_application()
    options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused", "--scene", SCENE])
    window = open_window(load_scene(SCENE), options)
    window.stages.set_rate(math.inf)

    def wait(duration: float) -> None:
        QTimer.singleShot(round(1000 * duration), application.exit)
        application.exec()

    wait(2.0)
    yield Figure(
        "a coarse surface of another plane, from asking to its picture, p95",
        (first_surface(window, wait),),
        "ms",
        FIRST,
    )
    pictures: list[float] = []
    window.player.views_changed.connect(lambda: pictures.append(time.perf_counter()))
    for batch_only, what in ((False, "the whole set"), (True, "each batch")):
        window.session.looking.look_through(TwoParameters(), batch_only)
        wait(1.0)
        pictures.clear()
        began = time.perf_counter()
        window.player.run_to(ANY_NUMBER)
        wait(seconds)
        window.player.pause()
        rate = len(pictures) / (time.perf_counter() - began)
        yield Figure(f"pictures of the window, training, surface of {what}", (rate,), "/s", SMOOTH, at_least=True)
    wait(2.0)
    turns = tuple(turns_per_second(window) for _ in range(3))
    yield Figure("pictures of the 3-D view, 41×41, 800×600", turns, "/s", LIVELY_3D, at_least=True)
    window.close()


def first_surface(window: MainWindow, wait: Callable[[float], None]) -> float:
    """Return the milliseconds from asking for a plane to the picture of a coarse surface there: p95 of twenty."""
    loop, times = QEventLoop(), []

    def painted() -> None:
        frame = window.session.frame
        if frame is not None and frame.sight.plane == plane and frame.surface is not None:
            loop.quit()

    window.player.views_changed.connect(painted)
    for seed in range(20):
        plane = RandomDirections(seed=seed)
        began = time.perf_counter()
        window.session.looking.look_through(plane, False)
        loop.exec()
        times.append(time.perf_counter() - began)
        wait(0.5)
    window.player.views_changed.disconnect(painted)
    return 1000 * float(np.percentile(times, 95))


def turns_per_second(window: MainWindow) -> float:
    """Return how often a second the 3-D view can be turned and painted."""
    solid = window.descent_path.solid
    window.descent_path.controls.solid.setChecked(True)
    solid.setParent(None)
    solid.resize(800, 600)
    solid.show()
    QApplication.processEvents()
    assert solid.surface is not None
    assert len(solid.surface.s) == 41
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 3.0:
        solid.azimuth += 2.0
        solid.repaint()
        count += 1
    solid.hide()
    return count / (time.perf_counter() - began)


def figures(seconds: float) -> Iterator[Figure]:
    """Compare with the textbook, and look at the window."""
    problem = prepare(load_scene(SCENE).experiment)
    last = problem.layout.parameters
    for what, picked, least in (
        ("two weights of the first layer", (0, 1), ANY),
        ("a weight of the first and one of the last layer", (0, last - 2), ANY),
        ("two weights of the last layer", (last - 3, last - 2), LAST),
    ):
        ratios = compare(problem, picked)
        yield Figure(f"{POINTS} × {POINTS}, {what}, beside a textbook's loop", ratios, "×", least, at_least=True)
    yield from window_figures(seconds)


if __name__ == "__main__":
    tell(figures(*given(10.0)))
