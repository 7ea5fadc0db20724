"""Four runs racing beside one run alone: iterations per second, all lanes together, in the engine and in the window.

Run: ``python -m tests.benchmarks.race [SECONDS]``. Needs no display; under a real one it opens the window there.
"""

from __future__ import annotations

import math
import os
import sys
import time
from statistics import median

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.exchange.scenes import load_scene
from core.training.experiment import Experiment
from core.training.factors import FACTORS
from core.training.problem import prepare
from core.training.race import Lane, advance_all, variants
from gui.arguments import parser
from gui.session.pace import ANY_NUMBER
from gui.shell.main_window import MainWindow
from gui.shell.opening import open_window

SCENE, SLICE, ROUNDS = "article-circles", 0.015, 5
REQUIRED = 0.8
RACED = ("alpha", "seed", "optimizer", "initializer")
"""What differs: activations and batch sizes cost differently by themselves, which says nothing about racing."""


def engine_rate(experiments: list[Experiment], seconds: float) -> float:
    """Return iterations per second of all lanes together, in slices as long as the window's."""
    lanes = [Lane(prepare(each), prepare(each).start()) for each in experiments]
    made, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        progresses = advance_all(lanes, 10**9, seconds=SLICE)
        made += sum(each.snapshot.iteration - each.first for each in progresses)
        lanes = [Lane(lane.problem, each.snapshot) for lane, each in zip(lanes, progresses, strict=True)]
    return made / (time.perf_counter() - began)


def engine(name: str, seconds: float) -> tuple[float, float]:
    """Return the rate of one run and of a race over ``name``, taken in turns."""
    one = load_scene(SCENE).experiment
    four = [one, *variants(one, FACTORS[name], FACTORS[name].suggestions(one))]
    pairs = [(engine_rate([one], seconds), engine_rate(four, seconds)) for _ in range(ROUNDS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


class RacingWindow:
    """A window that runs alone or races, in turns."""

    def __init__(self) -> None:
        options = parser().parse_args(["--size", "1920x1080", "--screenshot", "unused", "--scene", SCENE])
        self.window: MainWindow = open_window(load_scene(SCENE), options)
        self.window.stages.set_rate(math.inf)
        self.loop = QEventLoop()
        self.pictures = 0
        self.window.player.views_changed.connect(self._painted)
        self.wait(3.0)

    def _painted(self) -> None:
        self.pictures += 1

    def wait(self, seconds: float) -> None:
        """Let the window live for a while."""
        QTimer.singleShot(round(1000 * seconds), self.loop.quit)
        self.loop.exec()

    def rate(self, seconds: float, races: bool) -> tuple[float, float]:
        """Run from iteration 0 in the window; return iterations of all lanes and pictures per second."""
        session, player = self.window.session, self.window.player
        player.restart()
        self.wait(0.5)
        if races:
            factor = FACTORS["seed"]
            session.racing.start(factor, factor.suggestions(session.experiment), 0)
            self.wait(0.5)
        player.run_to(ANY_NUMBER)
        self.wait(0.5)
        lanes = 1 + len(session.racing.others)
        before, pictures, began = session.iteration, self.pictures, time.perf_counter()
        self.wait(seconds)
        spent, made = time.perf_counter() - began, session.iteration - before
        pictures = self.pictures - pictures
        player.pause()
        self.wait(0.5)
        session.racing.clear()
        return lanes * made / spent, pictures / spent


def main() -> None:
    """Print both comparisons."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    print(f"{SCENE}: iterations per second of one run, of four that race (all together), and their ratio")
    for name in RACED:
        one, four = engine(name, seconds)
        print(f"  engine, {FACTORS[name].title:<18}{one:>9,.0f}{four:>9,.0f}{four / one:>7.2f}{told(four / one)}")
    stage = RacingWindow()
    turns = [(stage.rate(4 * seconds, False), stage.rate(4 * seconds, True)) for _ in range(ROUNDS)]
    one, four = median(alone[0] for alone, _ in turns), median(race[0] for _, race in turns)
    print(f"  window, {FACTORS['seed'].title:<18}{one:>9,.0f}{four:>9,.0f}{four / one:>7.2f}{told(four / one)}")
    frames = median(alone[1] for alone, _ in turns), median(race[1] for _, race in turns)
    print(f"  pictures per second: {frames[0]:.1f} alone, {frames[1]:.1f} racing (at least 25)")
    stage.window.close()


def told(ratio: float) -> str:
    """Return what is required beside what was measured."""
    return f" (at least {REQUIRED}){'' if ratio >= REQUIRED else ' ← missed'}"


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    main()
