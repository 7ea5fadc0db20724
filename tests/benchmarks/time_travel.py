"""Going through time in the window: seeking, dragging, phases; and what the history of a long run weighs.

Run: ``python -m tests.benchmarks.time_travel [ITERATIONS [ITERATIONS_FOR_HISTORY]]``. Needs no display; under a real
one it opens the window there. A run of 100,000 iterations of article-moons takes some minutes to be made.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.exchange.scenes import load_scene
from core.training.run import Run
from gui.arguments import parser
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, given, tell
from tests.benchmarks.long_run import keys_bytes, records_bytes, train

SCENES = ("article-circles", "article-moons")
SEEKS, PRESSES, SEEK = 100, 300, 60
"""How often, and the milliseconds that a seek may take."""
DRAG_SECONDS, MOUSE_EVERY = 8.0, 8
"""How long to drag, and milliseconds from one move of the mouse to the next."""


class TrainedWindow:
    """A window with a long run in it, and a clock for its pictures."""

    def __init__(self, scene: str, iterations: int) -> None:
        options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused", "--scene", scene])
        self.window: MainWindow = open_window(load_scene(scene), options)
        self.loop = QEventLoop()
        self.window.player.views_changed.connect(self._painted)  # after the window's own, so the picture is painted
        self.pictures = 0
        self._there: Callable[[], bool] = lambda: False
        self.wait(3.0)
        self.iterations = iterations
        began = time.perf_counter()
        train(self.window.session.run, iterations)
        self.training = time.perf_counter() - began

    def wait(self, seconds: float) -> None:
        """Let the window live for a while."""
        QTimer.singleShot(round(1000 * seconds), self.loop.quit)
        self.loop.exec()

    def _painted(self) -> None:
        self.pictures += 1
        if self._there():
            self.loop.quit()

    def milliseconds(self, ask: Callable[[], None], there: Callable[[], bool]) -> float:
        """Return the time from asking until the first picture for which ``there`` holds has been painted."""
        self._there = there
        began = time.perf_counter()
        ask()
        self.loop.exec()
        self._there = lambda: False
        return 1000 * (time.perf_counter() - began)

    def seek(self, iteration: int) -> float:
        """Go to an iteration; return the milliseconds until it is painted."""
        window = self.window
        return self.milliseconds(lambda: window.player.go_to(iteration), lambda: window.session.iteration == iteration)

    def press_phase(self, button: QWidget) -> float:
        """Press a phase button; return the milliseconds until the phase is painted."""
        session = self.window.session
        assert session.frame is not None
        before = (session.iteration, session.frame.step_into)
        press, release = (mouse(kind, button.rect().center().toPointF()) for kind in (PRESS, RELEASE))

        def ask() -> None:
            QApplication.sendEvent(button, press)
            QApplication.sendEvent(button, release)

        return self.milliseconds(ask, lambda: (session.iteration, session.frame.step_into) != before)  # type: ignore[union-attr]

    def drag(self, view: QWidget, places: list[QPointF]) -> float:
        """Drag the mouse over ``view`` for a while, along ``places`` to and fro; return the pictures per second."""
        way = iter([*places, *reversed(places)] * 1_000)
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: QApplication.sendEvent(view, mouse(QEvent.Type.MouseMove, next(way))))
        QApplication.sendEvent(view, mouse(PRESS, places[0]))
        pictures, began = self.pictures, time.perf_counter()
        timer.start(MOUSE_EVERY)
        self.wait(DRAG_SECONDS)
        timer.stop()
        rate = (self.pictures - pictures) / (time.perf_counter() - began)
        QApplication.sendEvent(view, mouse(RELEASE, places[-1]))
        return rate


PRESS, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease


def mouse(kind: QEvent.Type, place: QPointF) -> QMouseEvent:
    """Return an event of the left button."""
    left = Qt.MouseButton.LeftButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
    held = Qt.MouseButton.NoButton if kind == RELEASE else left
    return QMouseEvent(kind, QPointF(place), QPointF(place), button, held, Qt.KeyboardModifier.NoModifier)


def measure(stage: TrainedWindow) -> Iterator[Figure]:
    """Seek, drag and press."""
    window, rng = stage.window, np.random.default_rng(7)
    seeks = [stage.seek(int(k)) for k in rng.integers(0, stage.iterations + 1, SEEKS)]
    strip, last = window.timeline, stage.iterations
    places = [strip.place_of(round(k)) for k in np.linspace(0, last, 400)]
    on_strip = stage.drag(strip, places)
    curve, canvas = window.loss_curve, window.loss_curve.canvas
    area = canvas.rect().translated(canvas.mapTo(curve, canvas.rect().topLeft()))
    across = np.linspace(area.left() + 80.0, area.right() - 20.0, 400)
    on_curve = stage.drag(curve, [QPointF(x, area.center().y()) for x in across])
    stage.wait(1.0)
    stage.seek(last // 2)
    stage.wait(1.0)
    forward = [stage.press_phase(window.transport.phase) for _ in range(PRESSES)]
    back = [stage.press_phase(window.transport.phase_back) for _ in range(PRESSES)]
    p95 = [float(np.percentile(each, 95)) for each in (seeks, forward, back)]
    yield Figure("any iteration, from asking to its picture, p95", (p95[0],), "ms", SEEK)
    yield Figure("   the slowest of them", (max(seeks),), "ms", 100)
    yield Figure("dragging along the strip", (on_strip,), "/s", 20, at_least=True)
    yield Figure("dragging along the loss curve", (on_curve,), "/s", 20, at_least=True)
    yield Figure("phase ▸, from the press to its picture, p95", (p95[1],), "ms", 50)
    yield Figure("phase ◂, from the press to its picture, p95", (p95[2],), "ms", 50)
    yield Figure("keys of the history", (keys_bytes(window.session.run.history) / 2**20,), "MiB", 64)


def figures(iterations: int, for_history: int) -> Iterator[Figure]:
    """Go through time in the window, and weigh the history of a longer run of the engine."""
    application = make_application()
    for scene in SCENES:
        stage = TrainedWindow(scene, iterations)
        each = 1000 * stage.training / iterations
        yield Figure(f"{scene}, {iterations:,} iterations: one of them", (each,), "ms")
        yield Figure("   iterations from key to key", (stage.window.session.run.history.key_stride,), "")
        yield from measure(stage)
        stage.window.close()
    run = Run(load_scene(SCENES[0]).experiment)
    train(run, for_history)
    yield Figure(f"keys of {for_history:,} iterations of {SCENES[0]}", (keys_bytes(run.history) / 2**20,), "MiB", 64)
    yield Figure("   records, besides", (records_bytes(run.history) / 2**20,), "MiB")
    application.quit()


if __name__ == "__main__":
    tell(figures(*map(int, given(100_000, 1_000_000))))
