"""The window at full speed: iterations per second beside the bare loop, pictures per second, longest stall, idle load.

Run: ``python -m tests.benchmarks.window [SECONDS]``. Needs no display; under a real one it opens the window there.
"""

from __future__ import annotations

import math
import os
import sys
import time

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from core.training.loop import advance
from core.training.problem import prepare
from gui.arguments import parser
from gui.session.pace import ANY_NUMBER
from gui.shell.opening import open_window


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


def main(seconds: float, scene_name: str = "article-circles") -> None:
    """Print the table."""
    application = QApplication(sys.argv[:1])
    options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused", "--scene", scene_name])
    window = open_window(load_scene(scene_name), options)
    wait(application, 2.0)
    pictures: list[float] = []
    bare_before = bare_rate(scene_name, 1.0)
    window.player.views_changed.connect(lambda: pictures.append(time.perf_counter()))
    ticks = Ticks()
    start, began = window.session.iteration, time.perf_counter()
    window.stages.set_rate(math.inf)
    window.player.run_to(ANY_NUMBER)
    wait(application, seconds)
    window.player.pause()
    elapsed = time.perf_counter() - began
    rate = (window.session.iteration - start) / elapsed
    painted = len(pictures) / elapsed
    ticks.timer.stop()
    bare = (bare_before + bare_rate(scene_name, 1.0)) / 2
    wait(application, 2.0)
    cpu, began = time.process_time(), time.perf_counter()
    wait(application, 5.0)
    idle = (time.process_time() - cpu) / (time.perf_counter() - began)
    print(f"{scene_name}, {seconds:g} s at full speed, 1920×1080, all plots visible")
    print(f"  iterations per second: {rate:,.0f} of {bare:,.0f} alone = {rate / bare:.0%}   (at least 40 %)")
    print(f"  pictures per second:   {painted:.1f}   (at least 25)")
    print(f"  longest stall:         {1000 * ticks.longest:.0f} ms   (at most 100)")
    print(f"  at work in a stall:    {1000 * ticks.longest_at_work:.0f} ms   (the rest is others' on this machine)")
    print(f"  idle:                  {idle:.1%} of a core   (below 2 %)")
    window.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0, *sys.argv[2:3])
