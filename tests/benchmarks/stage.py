"""From a key to the painted picture on the stage, at 1920 × 1080 with two views; what the caption costs; the pace.

    python -m tests.benchmarks.stage

Beside each figure stands that of the desk in the same minutes: the machine's own floor.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from statistics import quantiles
from time import perf_counter, process_time, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from gui.session.background import Background
from gui.session.pace import ANY_NUMBER
from gui.shell.main_window import MainWindow
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, tell

PRESSES, ROUNDS = 60, 3
SECONDS = 5.0
SIZE = 1920, 1080
WAITING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
"""Not again and again: that would leave the worker no time."""


def wait(window: MainWindow, until: int) -> None:
    """Let the window work until an iteration is painted."""
    while window.session.iteration < until or window.session.busy:
        QApplication.processEvents(WAITING)


def presses(window: MainWindow) -> list[float]:
    """Return the milliseconds from each press of Page Down to its painted picture."""
    took = []
    while not window.is_calm():
        QApplication.processEvents(WAITING)
    for _ in range(PRESSES):
        goal, began = window.session.iteration + 1, perf_counter()
        QTest.keyClick(window, Qt.Key.Key_PageDown)
        wait(window, goal)
        QApplication.processEvents()
        took.append(1000 * (perf_counter() - began))
    return took


def full_pace(window: MainWindow) -> tuple[float, float]:
    """Return pictures per second of a run as fast as possible, and the main thread's milliseconds for each."""
    pictures: list[float] = []
    seen = window.player.views_changed.connect(lambda: pictures.append(perf_counter()))
    window.stages.set_rate(math.inf)
    window.player.run_to(ANY_NUMBER)
    began, worked = perf_counter(), thread_time()
    while perf_counter() - began < SECONDS:
        QApplication.processEvents(WAITING)
    took, worked = perf_counter() - began, thread_time() - worked
    window.player.pause()
    window.player.views_changed.disconnect(seen)
    return len(pictures) / took, 1000 * worked / len(pictures)


def caption(window: MainWindow) -> float:
    """Return the milliseconds that a caption takes."""
    frame = window.session.frame
    assert frame is not None
    began = process_time()
    for _ in range(200):
        frame.caption.text(window.look.notation)
    return 1000 * (process_time() - began) / 200


def slowest(took: list[float]) -> float:
    """Return what nineteen of twenty stay below."""
    return quantiles(took, n=20)[-1]


def figures() -> Iterator[Figure]:
    """Measure desk and stage in turns."""
    make_application()
    window = MainWindow(load_scene("article-circles"), background=Background())
    window.resize(*SIZE)
    window.show()
    window.add_plots()
    while window.add_lens():
        QApplication.processEvents()
    desk, stage, captions, at_desk, on_stage = [], [], [], [], []
    for _ in range(ROUNDS):
        desk.append(slowest(presses(window)))
        at_desk.append(full_pace(window))
        window.presenting.begin()
        window.showNormal()
        window.resize(*SIZE)
        stage.append(slowest(presses(window)))
        captions.append(caption(window))
        on_stage.append(full_pace(window))
        window.presenting.end()
    window.close()
    yield Figure("from a key to the painted picture, p95", tuple(stage), "ms", 50)
    yield Figure("   at the desk", tuple(desk), "ms")
    yield Figure("a caption", tuple(captions), "ms", 1)
    for where, paces in (("on the stage", on_stage), ("at the desk", at_desk)):
        yield Figure(
            f"pictures as fast as possible, {where}", tuple(pace for pace, _ in paces), "/s", 58, at_least=True
        )
        yield Figure("   of the main thread for each", tuple(work for _, work in paces), "ms")


if __name__ == "__main__":
    tell(figures())
