"""The window at some paces and at full speed: pictures, iterations beside the bare loop, longest stall, idle load.

Run: ``python -m tests.benchmarks.window [SECONDS]``. Needs no display; under a real one it opens the window there.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from itertools import pairwise
from statistics import mean, quantiles

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from core.training.loop import advance
from core.training.problem import prepare
from gui.arguments import parser
from gui.session.pace import ANY_NUMBER, PICTURES_PER_SECOND
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window
from gui.shell.sign import make_application
from tests.benchmarks.figures import Figure, given, tell


class Ticks:
    """A 5 ms timer on the main thread; the longest gap between two ticks is the longest stall.

    How long the main thread itself was at work in a gap tells its own stalls from those that others cause.
    """

    def __init__(self) -> None:
        self.last, self.worked = time.perf_counter(), time.thread_time()
        self.longest = self.longest_at_work = 0.0
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.timer.start(5)

    def tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self.last)
        self.longest_at_work = max(self.longest_at_work, min(now - self.last, worked - self.worked))
        self.last, self.worked = now, worked


MAY_BE_LATE = 13.3
"""Milliseconds by which one picture in a hundred may come late: at sixty a second, 30 ms after the one before."""
SCENE, PACES = "article-circles", (30.0, 100.0, 1_000.0, math.inf)


def bare_rate(scene_name: str, seconds: float) -> float:
    """Return iterations per second of `advance` alone."""
    problem = prepare(load_scene(scene_name).experiment)
    began = time.perf_counter()
    progress = advance(problem, problem.start(), 10**9, seconds=seconds)
    return progress.snapshot.iteration / (time.perf_counter() - began)


def wait(application: QApplication, seconds: float) -> None:
    """Let the window live for some seconds."""
    QTimer.singleShot(round(1000 * seconds), application.exit)
    application.exec()


def gaps(application: QApplication, window: MainWindow, rate: float, seconds: float) -> list[float]:
    """Let it run at ``rate`` iterations per second; return the seconds from each picture to the next."""
    pictures: list[float] = []
    window.stages.set_rate(rate)
    heard = window.player.views_changed.connect(lambda: pictures.append(time.perf_counter()))
    window.player.run_to(ANY_NUMBER)
    wait(application, 0.5)
    pictures.clear()
    wait(application, seconds)
    window.player.pause()
    window.player.views_changed.disconnect(heard)
    wait(application, 0.5)
    return [after - before for before, after in pairwise(pictures)]


def figures(seconds: float) -> Iterator[Figure]:
    """Watch the window at some paces, as fast as possible, and at rest."""
    application = make_application()
    options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused", "--scene", SCENE])
    window = open_window(load_scene(SCENE), options)
    wait(application, 2.0)
    for rate in PACES:
        between = gaps(application, window, rate, seconds)
        told = f"{rate:,.0f} iterations a second" if math.isfinite(rate) else "as fast as possible"
        goal = min(rate, 58.0) if math.isfinite(rate) else 40.0
        yield Figure(f"pictures a second, {told}", (1 / mean(between),), "/s", 0.97 * goal, at_least=True)
        late = (1000 / rate if rate < PICTURES_PER_SECOND else 1000 / PICTURES_PER_SECOND) + MAY_BE_LATE
        yield Figure("   from one to the next, p99", (1000 * quantiles(between, n=100)[-1],), "ms", round(late))
        yield Figure("   at worst", (1000 * max(between),), "ms", 60)
    bare_before, ticks = bare_rate(SCENE, 1.0), Ticks()
    start, began = window.session.iteration, time.perf_counter()
    gaps(application, window, math.inf, seconds)
    rate = (window.session.iteration - start) / (time.perf_counter() - began)
    ticks.timer.stop()
    bare = mean((bare_before, bare_rate(SCENE, 1.0)))
    yield Figure("iterations as fast as possible, by the bare loop", (rate / bare,), "×", 0.5, at_least=True)
    yield Figure("longest stall", (1000 * ticks.longest,), "ms", 100)
    yield Figure("   of it at work", (1000 * ticks.longest_at_work,), "ms")
    wait(application, 2.0)
    cpu, began = time.process_time(), time.perf_counter()
    wait(application, 5.0)
    yield Figure("at rest, of a core", (100 * (time.process_time() - cpu) / (time.perf_counter() - began),), "%", 2)
    yield Figure("the slowest lens when it is first opened", (max(openings(application, window)),), "ms", 150)
    window.close()


def openings(application: QApplication, window: MainWindow) -> Iterator[float]:
    """Open each lens for the first time; yield the milliseconds until it is painted."""
    row = window.lenses.row
    for place in (each for each in range(1, row.count()) if row.isTabVisible(each)):
        began = time.perf_counter()
        row.setCurrentIndex(place)
        application.processEvents()
        yield 1000 * (time.perf_counter() - began)
        wait(application, 0.5)


if __name__ == "__main__":
    tell(figures(*given(20.0)))
