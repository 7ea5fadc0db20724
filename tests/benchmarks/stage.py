"""From a key to the painted picture on the stage, at 1920 × 1080 with two views; what the caption costs; the pace.

    python -m tests.benchmarks.stage

Beside each figure stands that of the desk in the same minutes: the machine's own floor.
"""

from __future__ import annotations

import math
import os
from statistics import median, quantiles
from time import perf_counter, process_time, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from gui.session.background import Background
from gui.session.pace import ANY_NUMBER
from gui.shell.main_window import MainWindow

PRESSES, ROUNDS = 60, 3
SECONDS = 5.0
SIZE = 1920, 1080


def wait(window: MainWindow, until: int) -> None:
    """Let the window work until an iteration is painted."""
    while window.session.iteration < until or window.session.busy:
        QApplication.processEvents()


def presses(window: MainWindow) -> list[float]:
    """Return the milliseconds from each press of Page Down to its painted picture."""
    took = []
    for _ in range(PRESSES):
        goal, began = window.session.iteration + 1, perf_counter()
        QTest.keyClick(window, Qt.Key.Key_PageDown)
        wait(window, goal)
        QApplication.processEvents()
        took.append(1000 * (perf_counter() - began))
    return took


def full_pace(name: str, window: MainWindow) -> None:
    """Print pictures per second of a run as fast as possible, and the main thread's processor time for each."""
    pictures: list[float] = []
    seen = window.player.views_changed.connect(lambda: pictures.append(perf_counter()))
    window.stages.set_rate(math.inf)
    window.player.run_to(ANY_NUMBER)
    began, worked = perf_counter(), thread_time()
    while perf_counter() - began < SECONDS:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    took, worked = perf_counter() - began, thread_time() - worked
    window.player.pause()
    window.player.views_changed.disconnect(seen)
    rate, work = len(pictures) / took, 1000 * worked / len(pictures)
    print(f"{name:8} {rate:.1f} pictures per second (at least 25), {work:.1f} ms of the main thread for each")


def told(name: str, took: list[float]) -> None:
    """Print the middle and the slowest of twenty."""
    print(f"{name:8} median {median(took):6.1f} ms   p95 {quantiles(took, n=20)[-1]:6.1f} ms")


def main() -> None:
    """Measure desk and stage in turns."""
    application = QApplication([])
    application.setStyle("Fusion")
    window = MainWindow(load_scene("article-circles"), background=Background())
    window.resize(*SIZE)
    window.show()
    window.add_plots()
    while window.add_lens():
        QApplication.processEvents()
    wait(window, 0)
    for _ in range(ROUNDS):
        told("desk", presses(window))
        full_pace("desk", window)
        window.presenting.begin()
        window.showNormal()
        window.resize(*SIZE)
        told("stage", presses(window))
        frame = window.session.frame
        assert frame is not None
        began = process_time()
        for _ in range(200):
            frame.caption.text(window.look.notation)
        print(f"caption  {1000 * (process_time() - began) / 200:.3f} ms")
        full_pace("stage", window)
        window.presenting.end()
    window.close()


if __name__ == "__main__":
    main()
